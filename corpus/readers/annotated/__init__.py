"""Texts that linguists annotated, their sentences as they are given: CoNLL-U, ELAN."""
