"""Traced quotations against gold ones: which were found, which lead to the right lines, which rightly to none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from duizhao.align.evaluation.gold import Record
from duizhao.align.evaluation.metrics import Tally
from duizhao.corpus.document import Span
from duizhao.corpus.errors import FormatError
from duizhao.corpus.text.sentences import lines

NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quotation comes from: adjoining lines of a document as one span of its text."""

    document: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class GoldQuotation:
    """A quotation of the article by its outer bounds; without places, its source is nowhere."""

    bounds: Span
    kind: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the program said of a quotation: its verdict and its best link, if it gave one."""

    bounds: Span
    verdict: str
    document: str | None = None
    spans: tuple[Span, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether a source was named; `unsure` with a link names one too."""
        return self.verdict != NOT_FOUND and self.document is not None

    def leads_to(self, places: Sequence[Place]) -> bool:
        """Whether the best link's characters all lie inside the lines of one of the places."""
        return self.answered and any(
            place.document == self.document
            and all(
                any(line.start <= span.start and span.end <= line.end for line in place.spans) for span in self.spans
            )
            for place in places
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A gold quotation with the answer that covers it, None if the finder missed it."""

    gold: GoldQuotation
    answer: Answer | None

    @property
    def said_not_found(self) -> bool:
        """Whether the verdict is `not found`."""
        return self.answer is not None and self.answer.verdict == NOT_FOUND

    @property
    def answered(self) -> bool:
        """Whether a source was named."""
        return self.answer is not None and self.answer.answered

    @property
    def right(self) -> bool:
        """Whether the source named is the source, or, where there is none, `not found` was said."""
        if not self.gold.places:
            return self.said_not_found
        return self.answer is not None and self.answer.leads_to(self.gold.places)


def gold_quotation(record: Record, texts: Mapping[str, str]) -> GoldQuotation:
    """A line of the gold; `texts` are the untouched Chinese texts, by the names of their documents.

    Raises FormatError for a document that was not given, or a line that it does not have.
    """
    kind = record.text("kind") if "kind" in record.fields else "quotation"
    places = tuple(_place(place, texts) for place in record.records("places"))
    return GoldQuotation(_bounds(record.spans("spans")), kind, places)


def answer(record: Record) -> Answer:
    """A quotation of the `link` JSON."""
    start, end = record.integer("start"), record.integer("end")
    if end < start:
        raise FormatError(f"{record.where}: 'end' must not be smaller than 'start'")
    links = record.records("links")
    if not links:
        return Answer(Span(start, end), record.text("verdict"))
    return Answer(Span(start, end), record.text("verdict"), links[0].text("document"), links[0].spans("source_spans"))


def outcomes(gold: Sequence[GoldQuotation], answers: Sequence[Answer]) -> list[Outcome]:
    """Each gold quotation with one answer at most, and each answer with one quotation.

    The pair that shares most characters is joined first, of equals the one that sticks out least.
    """
    overlaps = sorted(
        (-shared, len(wanted.bounds) + len(given.bounds), i, j)
        for i, wanted in enumerate(gold)
        for j, given in enumerate(answers)
        if (shared := min(wanted.bounds.end, given.bounds.end) - max(wanted.bounds.start, given.bounds.start)) > 0
    )
    answer_of: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in overlaps:
        if i not in answer_of and j not in taken:
            answer_of[i] = j
            taken.add(j)
    return [Outcome(wanted, answers[answer_of[i]] if i in answer_of else None) for i, wanted in enumerate(gold)]


def not_found(results: Sequence[Outcome]) -> Tally:
    """`not found` as a finding: right where the gold has no place. Passages that are no gold quotation do not count."""
    denied = [result for result in results if result.said_not_found]
    right = sum(not result.gold.places for result in denied)
    return Tally(right, len(denied), right, sum(not result.gold.places for result in results))


def right_by_kind(results: Sequence[Outcome]) -> Mapping[str, tuple[int, int]]:
    """How many quotations of each kind came out right, and how many there are."""
    kinds = sorted({result.gold.kind for result in results})
    of_kind = {kind: [result.right for result in results if result.gold.kind == kind] for kind in kinds}
    return {kind: (sum(right), len(right)) for kind, right in of_kind.items()}


def _place(record: Record, texts: Mapping[str, str]) -> Place:
    """The lines, without the last one's line end, as spans of the text; a link may run on into the next gold line."""
    document = record.text("document")
    if document not in texts:
        raise FormatError(f"{record.where}: there is no document {document!r}, give its Chinese file or its corpus too")
    text = texts[document]
    tiles = lines(text)
    spans: list[Span] = []
    for index in sorted(set(record.integers("source_lines"))):
        if index >= len(tiles):
            raise FormatError(f"{record.where}: {document!r} has {len(tiles)} lines, so none is number {index}")
        adjoins = bool(spans) and spans[-1].end == tiles[index].start
        start = spans.pop().start if adjoins else tiles[index].start
        spans.append(Span(start, tiles[index].end))
    if not spans:
        raise FormatError(f"{record.where}: 'source_lines' must name a line")
    return Place(document, tuple(_without_line_end(span, text) for span in spans))


def _without_line_end(span: Span, text: str) -> Span:
    words = span.of(text).removesuffix("\n").removesuffix("\r")
    return Span(span.start, span.start + len(words))


def _bounds(spans: Sequence[Span]) -> Span:
    """From the first character of all to the last."""
    return Span(min(span.start for span in spans), max(span.end for span in spans))
