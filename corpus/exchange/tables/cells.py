"""Cells that a spreadsheet shows and does not run."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Literal

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What spreadsheets take for the beginning of a formula, the full-width signs among it (OWASP: CSV Injection)."""


def harmless(text: str) -> str:
    """The text, with an apostrophe before it if a spreadsheet would run it as a formula.

    >>> harmless("=1+1"), harmless("1+1")
    ("'=1+1", '1+1')
    """
    return "'" + text if text.lstrip("'").startswith(STARTS_A_FORMULA) else text


def as_it_was(cell: str) -> str:
    """The text that `harmless` was given."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(STARTS_A_FORMULA) else cell


def delimited(rows: Iterable[Sequence[str]], separator: Literal[",", "\t"]) -> str:
    """Rows as spreadsheets read them: with a UTF-8 signature, quoted where need be, and no formula in them."""
    held = StringIO(newline="")
    writer = csv.writer(held, delimiter=separator, lineterminator="\r\n" if separator == "," else "\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return "\ufeff" + held.getvalue()
