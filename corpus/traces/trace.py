"""Where a quotation comes from: its verdict, the links to its sources, and what was searched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from duizhao.corpus.document import Span
from duizhao.corpus.notebook import drawn, frame
from duizhao.corpus.quotations.claims import Claim
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.scans.coverage import NO_PAGES, Coverage

if TYPE_CHECKING:
    import pandas

_COLUMNS = (
    "number", "quotation", "start", "end", "verdict", "confidence", "document", "source_start", "source_end",
    "source_text", "page", "translation", "target_text", "link_confidence", "basis",
)  # fmt: skip
Verdict = Literal["verbatim", "altered", "renders", "unsure", "not found"]
Evidence = Mapping[str, object]
"""Why: named parts of a decision, plain values that JSON can hold."""
CONFIRMED_BY = "confirmed by "
"""What the basis of a link begins with that people have confirmed; their initials follow."""


@dataclass(frozen=True, slots=True)
class QuoteLink:
    """One source of a quotation. Spans are code points, half-open, into the whole text of their document.

    `document` and `translation` are the names of the original and of the English text, None where the corpus holds no
    English. `source_spans` are the pieces of the Chinese text that the quotation renders, in order, at least one;
    `target_spans` the pieces of the English translation it was found in, empty where there is none. `source_text` and
    `target_text`: the characters from the first piece's begin to the last one's end. `confidence`: the program's own
    probability, from 0 to 1, whatever people say. `basis` names what the link rests on: the English text whose wording
    was compared, or the model's words. `why`: the parts of the decision. `page`: of the original, where its file tells.
    `confirmed_by`: the people who say that it is the source. `by_hand`: they found these words themselves; the program
    has no probability of them. Raises ValueError for pieces that overlap or are out of order.
    """

    document: str
    source_spans: tuple[Span, ...]
    source_text: str
    translation: str | None
    target_spans: tuple[Span, ...]
    target_text: str | None
    confidence: float
    basis: str
    why: Evidence = field(default_factory=dict)
    page: int | None = None
    confirmed_by: tuple[str, ...] = ()
    by_hand: bool = False

    def __post_init__(self) -> None:
        if not self.source_spans:
            raise ValueError("a link without a source span")
        for spans in (self.source_spans, self.target_spans):
            if any(later.start < earlier.end for earlier, later in zip(spans, spans[1:], strict=False)):
                raise ValueError(f"a link's pieces overlap or are out of order: {spans}")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence is not a probability: {self.confidence}")

    @property
    def probability(self) -> float | None:
        """The program's own, that this passage says it; None for words that a person found."""
        return None if self.by_hand else self.confidence

    @property
    def source_start(self) -> int:
        """Where the first piece begins."""
        return self.source_spans[0].start

    @property
    def source_end(self) -> int:
        """Where the last piece ends."""
        return self.source_spans[-1].end


@dataclass(frozen=True, slots=True)
class TracedQuotation:
    """A quotation of the article, and what is known of its source.

    `links` are alternatives, best first; `nearest` are weak matches, where to look first. `rendering` says
    whether the English that was quoted renders the Chinese well; "not judged" until a check has looked at it.
    Candidates of an `unsure` one may have been left out. `confidence` is that of the first link, or if there is none
    that nothing says it; `somewhere` the probability that any passage that was searched says it, None if not known.
    """

    quotation: Quotation
    verdict: Verdict
    confidence: float
    links: tuple[QuoteLink, ...] = ()
    nearest: tuple[QuoteLink, ...] = ()
    rendering: str = "not judged"
    somewhere: float | None = None

    def __post_init__(self) -> None:
        bare = self.verdict == "unsure" or self.verdict == "not found"
        if (self.verdict == "not found" and self.links) or not (bare or self.links):
            raise ValueError(f"verdict {self.verdict!r} with {len(self.links)} links")

    @property
    def probability(self) -> float | None:
        """The program's own, of the first link, or that there is none; None where a person found the source."""
        return self.links[0].probability if self.links and self.links[0].confirmed_by else self.confidence

    @property
    def confirmed_by(self) -> tuple[str, ...]:
        """The people who say where it comes from; none where the program alone does."""
        return self.links[0].confirmed_by if self.links else ()


@dataclass(frozen=True, slots=True)
class SearchScope:
    """What was searched, so that "not found" says where.

    `documents`: how many originals, of `sentences` in all; `translations`: how many English texts of them. `model`: the
    encoder's signature. `pages`: of all texts, how many could not be read, and how many only with low confidence.
    `only`: the names and conditions by which these were chosen, in words; empty where all of a corpus was searched.
    """

    documents: int
    sentences: int
    translations: int
    model: str
    pages: Coverage = NO_PAGES
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TracedClaim:
    """What an article says in its own words that documents say, and the passages that may support it, best first."""

    claim: Claim
    passages: tuple[QuoteLink, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """An article and all its quotations traced.

    `article` is its name, `text` what all spans of `quotations` and `claims` point into: code points, half-open.
    `claims`: its indirect statements, None if they were not looked for. `left_out`: what a report for the public does
    not show, in words; empty for a working report.
    """

    article: str
    text: str
    quotations: tuple[TracedQuotation, ...]
    searched: SearchScope
    claims: tuple[TracedClaim, ...] | None = None
    left_out: tuple[str, ...] = ()

    @property
    def public(self) -> bool:
        """Whether this is what may be published: the cited words and their translation, and nothing around them."""
        return bool(self.left_out)

    def to_frame(self) -> pandas.DataFrame:
        """A data frame of pandas: a row for each link, best first, and one for each quotation without any."""
        rows = []
        for number, traced in enumerate(self.quotations, 1):
            quotation = traced.quotation
            whole = (number, quotation.text, quotation.start, quotation.end, traced.verdict, traced.probability)
            rows += [dict(zip(_COLUMNS, (*whole, *_link_cells(link)), strict=True)) for link in traced.links or (None,)]
        return frame(rows, _COLUMNS)

    def _repr_html_(self) -> str:
        """What a notebook shows of it."""
        rows = (
            (traced.quotation.text, traced.verdict, _sure(traced), link.source_text, link.document)
            if (link := traced.links[0] if traced.links else None)
            else (traced.quotation.text, traced.verdict, _sure(traced), "", "")
            for traced in self.quotations
        )
        columns = "quotation", "verdict", "confidence", "source", "document"
        caption = f"{self.article}: {len(self.quotations):,} quotations"
        return drawn(columns, rows, caption, len(self.quotations))


def _sure(traced: TracedQuotation) -> str:
    return CONFIRMED_BY + ", ".join(traced.confirmed_by) if traced.confirmed_by else f"{traced.confidence:.2f}"


def _link_cells(link: QuoteLink | None) -> tuple[Any, ...]:
    if link is None:
        return (None,) * 9
    place = link.document, link.source_start, link.source_end, link.source_text, link.page
    return (*place, link.translation, link.target_text, link.probability, link.basis)
