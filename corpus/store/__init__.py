"""The corpus: one SQLite file. No other room knows SQL."""
