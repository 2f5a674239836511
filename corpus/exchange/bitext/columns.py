"""Which column of a table is the Chinese, which the English, which the status: named by the user, or guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.bitext.given_pairs import GivenPair
from duizhao.corpus.exchange.bitext.language_tags import meant_by
from duizhao.corpus.text.normalization import language_of

Row = Sequence[str]

_CHINESE = frozenset({"source", "source_text", "source segment", "chinese", "original", "中文", "汉语", "漢語", "原文"})
_ENGLISH = frozenset(
    {"target", "target_text", "target segment", "english", "translation", "英文", "英语", "英語", "译文", "譯文"}
)
_STATUS = frozenset({"status", "state", "segment status", "confirmed", "approved", "状态", "狀態"})

SAMPLE = 400
"""Rows by which columns are judged."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, counted from 0, and whether its first row names them."""

    source: int
    target: int
    status: int | None
    header: bool

    def pairs(self, rows: Sequence[Row]) -> Iterator[GivenPair]:
        """The rows as given pairs."""
        for row in rows[self.header :]:
            source, target, status = (
                row[at] if at is not None and at < len(row) else "" for at in (self.source, self.target, self.status)
            )
            yield GivenPair(source, target, status)

    def description(self, rows: Sequence[Row]) -> str:
        """Which they are, for the user: `column 1 (原文) is the Chinese, column 2 (译文) the English`."""
        named = [(self.source, "is the Chinese"), (self.target, "the English"), (self.status, "the status")]
        parts = []
        for at, what in named:
            if at is not None:
                title = f" ({rows[0][at]})" if self.header and at < len(rows[0]) and rows[0][at] else ""
                parts.append(f"column {at + 1}{title} {what}")
        return ", ".join(parts)


def find_columns(rows: Sequence[Row], wanted: Sequence[str], name: str) -> Columns:
    """The columns of the table in the file called `name`.

    `wanted`: the Chinese, the English and perhaps the status column, by number from 1 or by the first row's names;
    empty to guess them by what stands in them. Raises FormatError if there are no such columns.
    """
    width = max((len(row) for row in rows[:SAMPLE]), default=0)
    if wanted:
        source, target, status = (*(_numbered(column, rows, width, name) for column in wanted[:3]), None)[:3]
        assert source is not None
        assert target is not None
        return Columns(source, target, status, _is_header(rows[0], source, target) or not _all_numbers(wanted))
    languages = [language_of(" ".join(_column(rows, at))) for at in range(width)]
    chinese = _best([at for at in range(width) if languages[at] == "zh"], rows, _CHINESE, "zh")
    english = _best([at for at in range(width) if languages[at] == "en"], rows, _ENGLISH, "en")
    if chinese is None or english is None:
        missing = "Chinese" if chinese is None else "English"
        raise FormatError(f"{name} has no column of {missing} that can be told: name both with --columns ZH,EN")
    header = _is_header(rows[0], chinese, english)
    titles = [cell.strip().casefold() for cell in rows[0]] if header else []
    return Columns(chinese, english, next((at for at, cell in enumerate(titles) if cell in _STATUS), None), header)


def _column(rows: Sequence[Row], at: int) -> list[str]:
    """The cells below the first row, which may be a title; all of them if there is but one."""
    return [row[at] for row in (rows[1:SAMPLE] or rows) if at < len(row)]


def _best(candidates: Sequence[int], rows: Sequence[Row], titles: frozenset[str], language: str) -> int | None:
    """The column whose title says so, else the one with the most text."""

    def worth(at: int) -> tuple[bool, int]:
        title = rows[0][at].strip().casefold() if at < len(rows[0]) else ""
        return title in titles or meant_by(title) == language, sum(map(len, _column(rows, at)))

    return max(candidates, key=worth, default=None)


def _is_header(first: Row, source: int, target: int) -> bool:
    """Whether the first row names the columns: a known name, a language, or a text of the wrong language."""
    cells = [first[at].strip() if at < len(first) else "" for at in (source, target)]
    for cell, titles, language in zip(cells, (_CHINESE, _ENGLISH), ("zh", "en"), strict=True):
        if cell.casefold() in titles or meant_by(cell) is not None:
            return True
        if cell and language_of(cell) not in (language, None):
            return True
    return False


def _all_numbers(wanted: Sequence[str]) -> bool:
    return all(column.strip().isdecimal() for column in wanted)


def _numbered(wanted: str, rows: Sequence[Row], width: int, name: str) -> int:
    """The column that a number or a title means."""
    title = wanted.strip()
    if title.isdecimal() and 1 <= int(title) <= width:
        return int(title) - 1
    titles = [cell.strip().casefold() for cell in rows[0]] if rows else []
    if title.casefold() not in titles:
        held = ", ".join(cell.strip() for cell in rows[0][:12]) if rows else ""
        raise FormatError(f"{name} has no column {title!r}: it has {width}, the first row being: {held}")
    return titles.index(title.casefold())
