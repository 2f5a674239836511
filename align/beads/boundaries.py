"""Boundaries that no bead crosses: the paragraphs of both texts, one for one, or the parts that both number alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from rapidfuzz.distance import LCSseq

from duizhao.align.beads.anchors import Pair
from duizhao.align.errors import RequestError
from duizhao.corpus.document import Document, Span
from duizhao.corpus.text.paragraphs import paragraphs
from duizhao.corpus.text.structure import number_of, structure

Within = Literal["paragraphs", "sections"]
PARTS = ("part", "chapter", "section", "article")


def boundaries(source: Document, target: Document, within: Within) -> list[Pair]:
    """The sentences of both sides with which a paragraph, or a part, begins, in order.

    RequestError: one text has more paragraphs than the other, or they have no part in common.
    """
    if within == "paragraphs":
        places = [_places(document, [span.start for span in _paragraphs(document)]) for document in (source, target)]
        if len(places[0]) != len(places[1]):
            raise RequestError(
                f"{source.name} has {len(places[0])} paragraphs, {target.name} {len(places[1])}: "
                "they cannot be boundaries; leave out --within, or put in the paragraphs that one lacks"
            )
        return list(zip(*places, strict=True))
    pairs = list(_parts_of_both(source, target))
    if not pairs:
        raise RequestError(
            f"{source.name} and {target.name} have no numbered parts or headings in common: leave out --within"
        )
    return pairs


def _paragraphs(document: Document) -> tuple[Span, ...]:
    return paragraphs(document.text, wrapped=None if not document.marks else False)


def _places(document: Document, offsets: Sequence[int]) -> list[int]:
    return [document.sentence_at(offset) for offset in offsets]


def _parts_of_both(source: Document, target: Document) -> Iterator[Pair]:
    """Where the parts begin that both have, by kind and number; without any, the headings, if there are as many."""
    marks = [structure(document.text, document.marks) for document in (source, target)]
    numbered = [[mark for mark in its if mark.kind in PARTS and number_of(mark.value)] for its in marks]
    keys = [[f"{mark.kind} {number_of(mark.value)}" for mark in its] for its in numbered]
    starts = [[mark.span.start for mark in its] for its in numbered]
    if not any(keys[0]):
        headings = [[mark.span.start for mark in its if mark.kind == "heading"] for its in marks]
        if len(headings[0]) == len(headings[1]):
            yield from zip(_places(source, headings[0]), _places(target, headings[1]), strict=True)
        return
    for code in LCSseq.opcodes(keys[0], keys[1]):
        if code.tag == "equal":
            mine = _places(source, starts[0][code.src_start : code.src_end])
            theirs = _places(target, starts[1][code.dest_start : code.dest_end])
            yield from zip(mine, theirs, strict=True)
