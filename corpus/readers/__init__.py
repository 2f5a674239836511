"""File formats: a path or bytes in, text out."""
