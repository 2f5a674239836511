"""Decisions: which sentences, words and quotations belong together."""
