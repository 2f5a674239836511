"""Two versions of a text: which passages stayed, changed, moved, came and went."""
