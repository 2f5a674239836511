"""Which parts of a page a text was read from, and which could not be read."""
