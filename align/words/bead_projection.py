"""From a span of the English translation to the Chinese it renders, through the beads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.align.words.projection import Projection, SearchedText, project
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document, Span
from duizhao.corpus.text.han import is_word
from duizhao.corpus.text.tokenization import has_words

ENDS = "。！？；，、：…,.;:!? \t\r\n\u3000"
"""Characters that a quotation does not begin or end with."""

CLOSE = 6
"""Chinese characters between two pieces of a source that are shown as part of it: it reads as one."""
STRAY = 2
"""A piece of so few characters beside longer ones is a word that is linked by accident."""
SUPPORTING_LINKS = 8
"""Word links that are shown of a source."""


def beads_of(bitext: Bitext, spans: Sequence[Span]) -> list[tuple[Bead, tuple[Span, ...]]]:
    """The beads whose target holds some of `spans`, in order, with the parts of the spans that stand in each."""
    beads = []
    for bead in bitext.beads:
        if not bead.target:
            continue
        around = bitext.target.run(bead.target)
        parts = tuple(
            Span(max(span.start, around.start), min(span.end, around.end)) for span in spans if span.overlaps(around)
        )
        if parts:
            beads.append((bead, parts))
    return beads


def run_texts(bitext: Bitext, bead: Bead) -> tuple[str, str]:
    """The Chinese and the English of a bead."""
    return bitext.source.run(bead.source).of(bitext.source.text), bitext.target.run(bead.target).of(bitext.target.text)


@dataclass(frozen=True, slots=True)
class ProjectedSpan:
    """The Chinese of some English: its pieces in order, how sure that is, and the word links behind it.

    `supporting_links`: (English words, Chinese words, probability), strongest first.
    """

    spans: tuple[Span, ...]
    confidence: float
    supporting_links: tuple[tuple[Span, Span, float], ...] = ()


def project_through_bead(
    bitext: Bitext, bead: Bead, parts: Sequence[Span], links: AlignmentMatrix
) -> list[ProjectedSpan]:
    """The Chinese of each of the `parts` of a bead's English. `links`: of the `run_texts`."""
    around, beside = bitext.source.run(bead.source), bitext.target.run(bead.target)
    if _nothing_beside(parts, beside, bitext.target.text):
        return [ProjectedSpan((without_ends(around, bitext.source.text),), 1.0)]
    links = links.shifted(around.start, beside.start)
    searched = SearchedText(bitext.source.text, "zh", around)
    return [in_sentence(project(links, [part], searched), around, bitext.source) for part in parts]


def _nothing_beside(parts: Sequence[Span], around: Span, text: str) -> bool:
    """Whether the parts hold every letter and digit of `around`: then the whole bead is meant."""
    at = around.start
    for part in (*parts, Span(around.end, around.end)):
        if has_words(text[at : part.start]):
            return False
        at = max(at, part.end)
    return True


def in_sentence(projection: Projection | None, around: Span, source: Document) -> ProjectedSpan:
    """The projected pieces; without a projection all of `around`, unsure."""
    if projection is None:
        return ProjectedSpan((without_ends(around, source.text),), 0.1)
    return ProjectedSpan(closed(projection.pieces), projection.confidence, projection.supporting_links)


def closed(pieces: Sequence[Span]) -> tuple[Span, ...]:
    """The pieces, those that lie close together joined, and stray words between or beside longer ones left out."""
    joined: list[Span] = []
    for piece in pieces:
        if joined and piece.start - joined[-1].end <= CLOSE:
            joined[-1] = Span(joined[-1].start, piece.end)
        else:
            joined.append(piece)
    longest = max(len(piece) for piece in joined)
    return tuple(piece for piece in joined if len(piece) > STRAY or longest <= STRAY)


def shown_links(projected: Sequence[ProjectedSpan], source: str, target: str) -> list[dict[str, object]]:
    """The word links behind a span, as a reader may look at them, strongest first: each pair of words once."""
    strongest: dict[tuple[str, str], float] = {}
    links = (link for projection in projected for link in projection.supporting_links)
    for english, chinese, probability in sorted(links, key=lambda link: -link[2]):
        word = _whole_word(english, target)
        if has_words(word):
            strongest.setdefault((word, chinese.of(source)), probability)
    return [
        {"english": english, "chinese": chinese, "probability": round(probability, 2)}
        for (english, chinese), probability in list(strongest.items())[:SUPPORTING_LINKS]
    ]


def _whole_word(span: Span, text: str) -> str:
    """The word that a part of a word belongs to."""
    start, end = span.start, span.end
    while start > 0 and is_word(text[start - 1]) and is_word(text[start : start + 1]):
        start -= 1
    while end < len(text) and is_word(text[end]) and is_word(text[end - 1]):
        end += 1
    return text[start:end]


def without_ends(span: Span, text: str) -> Span:
    """Without punctuation at either end, unless nothing else is there."""
    words = span.of(text)
    start = len(words) - len(words.lstrip(ENDS))
    end = len(words.rstrip(ENDS))
    return Span(span.start + start, span.start + end) if start < end else span


def merged(spans: Sequence[Span], text: str) -> tuple[Span, ...]:
    """Sorted; pieces that touch or have only punctuation between them become one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and not text[merged[-1].end : span.start].strip(ENDS + "“”‘’「」『』（）()"):
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def between(text: str, spans: Sequence[Span]) -> str:
    """The characters from the first piece's start to the last one's end."""
    return text[spans[0].start : spans[-1].end]
