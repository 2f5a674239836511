"""Bitexts to test with: small ones, ones of rows, and any at all."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st

from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document, Language, Span


def lines(name: str, *sentences: str, language: Language = "zh") -> Document:
    """A document of one sentence a line."""
    ends = [0]
    for sentence in sentences:
        ends.append(ends[-1] + len(sentence) + 1)
    text = "".join(f"{sentence}\n" for sentence in sentences)
    return Document(name, language, text, tuple(Span(start, end) for start, end in pairwise(ends)), "ab" * 32)


SOURCE = lines("law", "第一条。", "　第二条。", "第三条。𠮷")
TARGET = lines("law.en", "Article 1.", "Not in the Chinese.", language="en")
BEADS = (Bead((), (1,), 0.25), Bead((0, 2), (0,), 1 / 3), Bead((1,), ()))
BITEXT = Bitext(SOURCE, TARGET, BEADS)


def bitext_of(rows: list[tuple[str, str]], name: str = "法", **bead: object) -> Bitext:
    """A bitext of lines, a bead for each row."""
    sides = []
    for side in (0, 1):
        spans, text = [], ""
        for row in rows:
            if row[side]:
                spans.append(Span(len(text), len(text) + len(row[side]) + 1))
                text += row[side] + "\n"
        sides.append((text, tuple(spans)))
    at, beads = [0, 0], []
    for row in rows:
        indices = tuple((at[side],) if row[side] else () for side in (0, 1))
        beads.append(Bead(*indices, **bead))  # type: ignore[arg-type]
        at = [count + len(found) for count, found in zip(at, indices, strict=True)]
    source, target = (
        Document(each, language, text, spans, "0" * 64)  # type: ignore[arg-type]
        for each, language, (text, spans) in zip((name, f"{name}.en"), ("zh", "en"), sides, strict=True)
    )
    return Bitext(source, target, tuple(beads))


MIXED = Bitext(
    Document("法<1>", "zh", "一。二。三。四。", tuple(Span(at, at + 2) for at in range(0, 8, 2)), "0" * 64),
    Document("law", "en", "A & B. C. <D>. E.", (Span(0, 7), Span(7, 10), Span(10, 15), Span(15, 17)), "1" * 64),
    (
        Bead((0, 1), (0,), 0.75),
        Bead((2,), ()),
        Bead((3,), (1,), status="confirmed"),
        Bead((), (2,), 0.5),
        Bead((), (3,), 0.9),
    ),
)
"""Beads of every kind, and marks that mean something in XML."""


@st.composite
def bitexts(draw: st.DrawFn) -> Bitext:
    """Any text, any cut, any beads, in any order."""
    sides = []
    languages: tuple[tuple[str, Language], ...] = (("s", "zh"), ("t", "en"))
    for name, language in languages:
        pieces = draw(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4), max_size=5))
        ends = [0]
        for piece in pieces:
            ends.append(ends[-1] + len(piece))
        spans = tuple(Span(start, end) for start, end in pairwise(ends))
        sides.append(Document(name, language, "".join(pieces), spans, "cd" * 32))
    source, target = sides
    rows: dict[int, tuple[list[int], list[int]]] = {}
    for side, document in enumerate(sides):
        for index in range(len(document.sentences)):
            rows.setdefault(draw(st.integers(0, 4)), ([], []))[side].append(index)
    beads = [Bead(tuple(s), tuple(t), draw(st.floats(0, 1))) for s, t in rows.values()]
    return Bitext(source, target, tuple(draw(st.permutations(beads))))
