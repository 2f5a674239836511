"""Many pairs: read from a manifest, aligned by many processes or machines, and put in one place in order."""
