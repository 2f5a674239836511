"""Results in a notebook: rows as a data frame of pandas, and as a small table that draws itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from duizhao.corpus.errors import CorpusError

if TYPE_CHECKING:
    import pandas

MOST_ROWS = 50
"""Rows that a notebook draws of a result; its data frame has them all."""
_STYLE = "text-align:left;vertical-align:top;white-space:normal"


def frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> pandas.DataFrame:
    """The rows as a data frame; whole numbers stay whole where a cell is missing. `columns`: the first, had or not.

    Raises CorpusError where pandas is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise CorpusError("a data frame needs pandas: pip install 'duizhao[notebook]'") from None
    names = dict.fromkeys([*columns, *(column for row in rows for column in row)])
    return pandas.DataFrame(list(rows), columns=list(names)).convert_dtypes()


def drawn(columns: Sequence[str], rows: Iterable[Sequence[str]], caption: str, count: int) -> str:
    """A table of the first rows as HTML, nothing in it but text; `count`: how many rows there are in all."""
    cells = "".join(f"<th style='{_STYLE}'>{escape(column)}</th>" for column in columns)
    lines = [f"<table><caption>{escape(caption)}</caption><thead><tr>{cells}</tr></thead><tbody>"]
    for row, _ in zip(rows, range(MOST_ROWS), strict=False):
        lines.append("<tr>" + "".join(f"<td style='{_STYLE}'>{escape(cell)}</td>" for cell in row) + "</tr>")
    lines.append("</tbody></table>")
    if count > MOST_ROWS:
        lines.append(f"<p>… and {count - MOST_ROWS:,} more rows</p>")
    return "".join(lines)
