"""The reader: pages on the user's own machine, over one corpus."""
