"""Beads as rows of the facing text: their sentences, what is to be said of each, and in which order they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.align.report.bitext_page import bead_flag, bead_reasons
from duizhao.align.web.bitext_cache import bead_key
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a row: its number in the text, where it begins, and its characters; `gap`: others stand before."""

    sentence: int
    start: int
    text: str
    gap: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A bead as a row; `number` is its place among all, from 1."""

    number: int
    key: str
    source: tuple[Piece, ...]
    target: tuple[Piece, ...]
    confidence: float
    status: str
    flag: str
    why: str


def make_row(bitext: Bitext, position: int) -> Row:
    """The row of the bead at that place."""
    bead = bitext.beads[position]
    return Row(
        position + 1,
        bead_key(bead),
        pieces_of(bitext.source, bead.source),
        pieces_of(bitext.target, bead.target),
        bead.confidence,
        bead.status,
        bead_flag(bead)[0],
        bead_reasons(bead),
    )


def pieces_of(document: Document, indices: Sequence[int]) -> tuple[Piece, ...]:
    """The sentences as they stand, with the space between those that follow one another, and none at the ends."""
    pieces = []
    for at, index in enumerate(indices):
        span = document.sentences[index]
        first = at == 0 or indices[at - 1] != index - 1
        last = at == len(indices) - 1 or indices[at + 1] != index + 1
        trimmed = span.trimmed(document.text)
        span = Span(trimmed.start if first else span.start, trimmed.end if last else span.end)
        pieces.append(Piece(index, span.start, span.of(document.text), first and at > 0))
    return tuple(pieces)


def doubtful(bitext: Bitext) -> list[int]:
    """The places of the beads that nobody has confirmed, least sure first."""
    open_ = [at for at, bead in enumerate(bitext.beads) if bead.status != "confirmed" and _has_words(bitext, bead)]
    return sorted(open_, key=lambda at: (bitext.beads[at].confidence, at))


def _has_words(bitext: Bitext, bead: Bead) -> bool:
    return any(bitext.source.sentence(index) for index in bead.source) or any(
        bitext.target.sentence(index) for index in bead.target
    )


def place_of(bitext: Bitext, *, side: str, offset: int) -> int:
    """The place of the bead that holds a character of one side."""
    document = bitext.source if side == "source" else bitext.target
    sentence = min(document.sentence_at(offset), len(document.sentences) - 1)
    return next((at for at, bead in enumerate(bitext.beads) if sentence in getattr(bead, side)), 0)
