"""Quantities as values: what a number, a date, a share says in either language."""
