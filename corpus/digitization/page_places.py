"""Where the words of a text stand on a page that is shown: found again among the signs that the page has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz.fuzz import partial_ratio_alignment, ratio

from duizhao.corpus.document import Document, Span
from duizhao.corpus.readers.pdf.page_signs import Box, PageSigns
from duizhao.corpus.scans.regions import Quad
from duizhao.corpus.text.han import plain

AROUND = 30
"""Signs on either side by which words that stand twice on a page are told apart."""

ALIKE = 85.0
"""Per cent to which signs agree with words that do not stand there to the letter: a hyphen, a note's number within."""

SAME_LINE = 0.5
"""Share of the lower sign's height in which the next one overlaps it, if it stands on its line."""

FARTHEST = 2.0
"""Heights of the higher sign beyond which the next one begins a piece of its own."""


def place_words(signs: PageSigns, document: Document, page: Span, span: Span) -> list[Quad]:
    """The pieces of a page on which the characters of `span` stand, a piece a line; none where they are not found.

    `page`: the characters that the page has of the text, `span` those among them that are wanted.
    """
    shown, owners = _folded(signs.signs)
    words, before, after = (
        _folded(each.of(document.text))[0]
        for each in (span, Span(page.start, span.start), Span(span.end, max(span.end, page.end)))
    )
    found = _found(shown, words, before[-AROUND:], after[:AROUND]) if words else None
    if found is None:
        return []
    numbers = dict.fromkeys(owners[found.start : found.end])
    return [_quad(box) for box in _lines(signs.boxes[number] for number in numbers)]


def _folded(signs: Iterable[str]) -> tuple[str, list[int]]:
    """Signs without blanks and hyphens at line ends, as they are compared; and which of them each character is of."""
    letters: list[str] = []
    owners: list[int] = []
    for at, sign in enumerate(signs):
        kept = "".join(plain(each) for each in sign if not each.isspace() and each != "\u00ad").lower()
        letters.append(kept)
        owners += [at] * len(kept)
    return "".join(letters), owners


def _found(shown: str, words: str, before: str, after: str) -> Span | None:
    """Where some words stand among what is shown: of several places the one with the same words around it."""
    places = list(_places(shown, words))
    if places:

        def alike(at: int) -> float:
            end = at + len(words)
            return ratio(shown[max(0, at - AROUND) : at], before) + ratio(shown[end : end + AROUND], after)

        best = max(places, key=alike)
        return Span(best, best + len(words))
    near = partial_ratio_alignment(words, shown, score_cutoff=ALIKE) if len(words) <= len(shown) else None
    return Span(near.dest_start, near.dest_end) if near is not None and near.dest_end > near.dest_start else None


def _places(shown: str, words: str) -> Iterator[int]:
    at = shown.find(words)
    while at >= 0:
        yield at
        at = shown.find(words, at + 1)


def _lines(boxes: Iterable[Box]) -> Iterator[Box]:
    """Boxes of signs that follow one another on a line, or in a column that runs down, as one."""
    line: Box | None = None
    last: Box | None = None
    for box in boxes:
        if line is None or last is None or not (_goes_on(last, box, 0) or _goes_on(last, box, 1)):
            if line is not None:
                yield line
            line = box
        else:
            line = min(line[0], box[0]), min(line[1], box[1]), max(line[2], box[2]), max(line[3], box[3])
        last = box
    if line is not None:
        yield line


def _goes_on(last: Box, box: Box, along: int) -> bool:
    """Whether a sign follows another; `along`: 0 from left to right, 1 downwards."""
    across = 1 - along
    sizes = [max(1.0, each[across + 2] - each[across]) for each in (last, box)]
    shared = min(last[across + 2], box[across + 2]) - max(last[across], box[across])
    gap = box[along] - last[along + 2]
    return shared >= SAME_LINE * min(sizes) and -max(sizes) <= gap <= FARTHEST * max(sizes)


def _quad(box: Sequence[float]) -> Quad:
    left, top, right, bottom = box
    return (left, top), (right, top), (right, bottom), (left, bottom)
