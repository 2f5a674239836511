"""How the aligner's weights are fitted: made-up and real documents with known beads, and the fit itself."""
