"""What all readers use: the kind of a file, its limits, its packages, and what was read of it."""
