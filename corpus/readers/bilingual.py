"""Both languages in one file (paragraph by paragraph, in facing columns, in a table), taken apart into a pair."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.corpus.document import Language, Mark, Span
from duizhao.corpus.readers.base.contents import Contents, ordered
from duizhao.corpus.text.han import HAN
from duizhao.corpus.text.paragraphs import paragraphs

MIN_PARAGRAPHS = 2
"""Paragraphs that each language must have."""

MIN_LETTER_SHARE = 0.1
"""The share of all letters that each language must have, a Han character counted as three: it says as much."""

MOSTLY = 0.3
"""At this share of Han characters among its letters a paragraph is Chinese."""

_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_ENGLISH_RUN = re.compile(r"[A-Za-zÀ-ɏ]+(?:[\s\d,.;:'’‘“”\"()\-–—/&!?%$]+[A-Za-zÀ-ɏ]+){2,}[.!?;:'’”\")]*")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the file's text that belongs to one language."""

    span: Span
    language: Language | None


def taken_apart(contents: Contents) -> tuple[Contents, Contents] | None:
    """The Chinese and the English of a file that holds both, each with its marks; None if it does not hold both.

    Every paragraph goes to one side, whole; one in which a passage of either language follows a passage of the other is
    cut between them. What has no letters stays with its column, or with what stands before it.
    """
    wrapped = False if contents.lines_are_paragraphs else None
    pieces = _with_language(
        contents, [piece for line in paragraphs(contents.text, wrapped=wrapped) for piece in _cut(contents.text, line)]
    )
    weights: Counter[Language] = Counter()
    for piece in pieces:
        if piece.language:
            weights[piece.language] += _weight(piece.span.of(contents.text))
    counts = Counter(piece.language for piece in pieces)
    if any(
        counts[side] < MIN_PARAGRAPHS or weights[side] < MIN_LETTER_SHARE * weights.total() for side in ("zh", "en")
    ):
        return None
    return _side(contents, pieces, "zh"), _side(contents, pieces, "en")


def _weight(text: str) -> int:
    return 3 * len(_HAN.findall(text)) + len(_LATIN.findall(text))


def _language(text: str) -> Language | None:
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if not han + latin:
        return None
    return "zh" if han >= MOSTLY * (han + latin) else "en"


def _cut(text: str, line: Span) -> list[_Piece]:
    """A paragraph, or its two halves if one language follows the other in it."""
    words = line.of(text)
    if _HAN.search(words) and _LATIN.search(words):
        for run in _ENGLISH_RUN.finditer(words):
            before, after = words[: run.start()].rstrip(), words[run.end() :].lstrip()
            if not after and _all_chinese(before):
                return [
                    _Piece(Span(line.start, line.start + run.start()), "zh"),
                    _Piece(Span(line.start + run.start(), line.end), "en"),
                ]
            if not before and _all_chinese(after):
                return [
                    _Piece(Span(line.start, line.start + run.end()), "en"),
                    _Piece(Span(line.start + run.end(), line.end), "zh"),
                ]
    return [_Piece(line, _language(words))]


def _all_chinese(text: str) -> bool:
    """Whether a text has Han characters, and hardly a Latin letter."""
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    return han >= 2 and latin <= 0.1 * han


def _with_language(contents: Contents, pieces: Sequence[_Piece]) -> list[_Piece]:
    """The pieces, those without letters given to the language of their column, or of the piece before."""
    cells = [mark for mark in contents.marks if mark.kind == "cell" and len(mark.span)]
    starts = [mark.span.start for mark in cells]
    column_of: list[str | None] = []
    votes: dict[str, Counter[Language]] = {}
    for piece in pieces:
        at = bisect_right(starts, piece.span.start) - 1
        inside = at >= 0 and piece.span.start < cells[at].span.end
        table, _, column = cells[at].value.split(".") if inside else ("", "", "")
        column_of.append(f"{table}.{column}" if inside else None)
        if inside and piece.language:
            votes.setdefault(f"{table}.{column}", Counter())[piece.language] += len(piece.span)
    known: list[_Piece] = []
    last: Language | None = next((piece.language for piece in pieces if piece.language), None)
    for piece, where in zip(pieces, column_of, strict=True):
        language = piece.language
        if language is None and where in votes:
            language = votes[where].most_common(1)[0][0]
        last = language = language or last
        known.append(_Piece(piece.span, language))
    return known


def _side(contents: Contents, pieces: Sequence[_Piece], language: Language) -> Contents:
    """The pieces of one language, a paragraph a line, and the marks that touch them."""
    own = [piece.span.trimmed(contents.text) for piece in pieces if piece.language == language]
    own = [span for span in own if len(span)]
    begins: list[int] = []
    length = 0
    for span in own:
        begins.append(length)
        length += len(span) + 1
    text = "".join(f"{' '.join(span.of(contents.text).splitlines())}\n" for span in own)
    starts, ends = [span.start for span in own], [span.end for span in own]
    marks: list[Mark] = []
    for mark in contents.marks:
        first, last = (
            bisect_right(ends, mark.span.start),
            bisect_left(starts, max(mark.span.end, mark.span.start + 1)) - 1,
        )
        if first > last:
            continue
        start = begins[first] + max(0, mark.span.start - starts[first])
        end = begins[last] + min(mark.span.end, ends[last]) - starts[last]
        marks.append(Mark(mark.kind, Span(start, max(start, end)), mark.value))
    return Contents(text, ordered(marks), contents.metadata, lines_are_sentences=contents.lines_are_sentences)
