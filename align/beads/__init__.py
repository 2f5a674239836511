"""Sentence alignment: beads of sentences that render one another, as a semi-Markov CRF over their lattice."""
