"""Searching a corpus by form: patterns, conditions on metadata, and where a result came from."""
