"""Data formats: what leaves for other programs, and what comes in from them, as plain text."""
