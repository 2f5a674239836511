"""Words counted: frequency lists, n-grams, dispersion, trends, word sketches."""
