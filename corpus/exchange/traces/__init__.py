"""Traced quotations for other programs: JSON, rows, Web Annotations, Word comments."""
