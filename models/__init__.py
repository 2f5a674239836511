"""Vectors: encoders that turn text into numbers."""
