"""Traced quotations: the link from a quotation to its source, its citation, and how it is verified."""
