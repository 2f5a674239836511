"""Terminology: occurrences of terms, their renderings, candidates, collocates, consistency."""
