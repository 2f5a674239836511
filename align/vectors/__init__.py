"""Similarities of token vectors, their baselines, and the word links between two sentences."""
