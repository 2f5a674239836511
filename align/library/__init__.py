"""Documents with their token vectors and bitexts, ready to be searched; built, or opened from a corpus."""
