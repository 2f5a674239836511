"""A house's own rules: patterns of a file, forbidden words, words that stay as they are, and styles that ship."""
