"""File formats: bytes in, a text with its marks out. One room a format; which it is, is told by the contents."""
