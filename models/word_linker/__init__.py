"""Word links: what speaks for a pair of tokens, and the small trained network that weighs it."""
