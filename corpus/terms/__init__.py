"""Candidate terms and association measures, counted in one language."""
