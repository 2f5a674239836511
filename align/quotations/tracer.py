"""Every quotation of an article traced to its Chinese source, by wording and by words, and judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from duizhao.align.checks.persons import BEFORE, missing_persons
from duizhao.align.library.library import Entry, Library
from duizhao.align.quotations.article_context import document_gains, reweighed
from duizhao.align.quotations.by_wording import LISTED, BeadLinks, ByWording
from duizhao.align.quotations.by_words import ByWords
from duizhao.align.quotations.chinese_search import OwnWords, is_chinese
from duizhao.align.quotations.rendering_quality import QuotedBead, alone, in_translation, renderings
from duizhao.align.quotations.retrieval import Candidate, Sources
from duizhao.align.quotations.runs import Run, run_of, sentences_of
from duizhao.align.quotations.source_search import SourceSearch
from duizhao.align.quotations.verbatim_search import ALIKE, Passage, QueryWords, query_words
from duizhao.align.quotations.verdicts import LEAST_LISTED, NEAREST, Thresholds, decided, thresholds
from duizhao.corpus.document import Span
from duizhao.corpus.quotations.extract import Quotation, find_quotations
from duizhao.corpus.traces.trace import QuoteLink, Trace, TracedQuotation, Verdict
from duizhao.models.encoder import Encoder

NOT_NAMED = 0.5
"""The confidence keeps this share where the Chinese does not name a person whom the quotation names."""
NEAR = 5
"""Candidates by words whose sentences confirm what the wording leads to."""


@dataclass(frozen=True, slots=True)
class _Lookup:
    """What the two ways know of one quotation; `run`: by words too, of one of several sentences."""

    quotation: Quotation
    words: QueryWords
    passages: Sequence[Passage]
    sources: Sources
    text: str
    run: Run | None = None

    @property
    def somewhere(self) -> float:
        """The probability that anything in the library says it, by words alone."""
        return self.run.somewhere if self.run else self.sources.probability


class Tracer:
    """Traces quotations in one library; holds its indexes.

    By wording, in the English texts of the library (rarity-weighted word overlap), then through the bead and its word
    links to the Chinese; and by words, straight to the Chinese (late interaction, Khattab & Zaharia 2020, reranked).
    """

    def __init__(self, library: Library, encoder: Encoder, *, written: bool = False) -> None:
        """`library`: what is searched, its Chinese encoded with this very `encoder`.

        `written`: Chinese quotations are found only in their own script, width and case.
        """
        self._library = library
        self._encoder = encoder
        self._bitexts = {(bitext.source.name, bitext.target.name): bitext for _, bitext in library.translated}
        self._own = OwnWords(library, written)
        self._by_wording = ByWording(library, encoder)
        self._by_words = ByWords(library)
        self._search = SourceSearch(library, encoder)

    def trace(
        self, article: str, name: str, blocks: Sequence[Sequence[Span]] = (), *, wrapped: bool | None = None
    ) -> Trace:
        """Trace all quotations of an article, in order.

        `article`: its text, into which all offsets of the trace count. `name`: what it is called. `blocks`: the
        paragraphs, as spans, of each block that its file sets off as a quotation. `wrapped`: whether lines end where a
        page did and not a paragraph; None, to be told from the text.
        """
        traced = self.judged(article, find_quotations(article, blocks, wrapped=wrapped))
        return Trace(name, article, self.in_context(article, traced), self._library.searched)

    def judged(self, article: str, quotations: Sequence[Quotation]) -> tuple[TracedQuotation, ...]:
        """Some quotations of the article, traced, each by itself."""
        lookups = self._look_up(article, quotations)
        links = self._by_wording.link_beads(passage for lookup in lookups for passage in lookup.passages[:LISTED])
        traced = [
            _with_somewhere(
                self._of_whom(
                    _no_rendering(self._own.trace(lookup.quotation) or self._judge(lookup, links)), lookup.text
                ),
                lookup,
            )
            for lookup in lookups
        ]
        elided = [lookup.words.elided for lookup in lookups]
        return self._with_renderings(traced, elided)

    def in_context(self, article: str, traced: Sequence[TracedQuotation]) -> tuple[TracedQuotation, ...]:
        """All quotations of the article, the undecided ones decided anew by what the others surely lead to.

        `traced`: each by itself. What is sure stays as it is. A document with a translation is not made likelier: it
        would have the words.
        """
        gains = document_gains(traced, self._library.untranslated)
        anew = {
            at: self._decided_anew(article, quotation, gains)
            for at, quotation in enumerate(traced)
            if quotation.verdict in ("unsure", "not found")
            and not is_chinese(quotation.quotation)
            and any(link.document in gains for link in (*quotation.links, *quotation.nearest))
        }
        judged = self._with_renderings(list(anew.values()), [False] * len(anew))
        return tuple({**dict(enumerate(traced)), **dict(zip(anew, judged, strict=True))}.values())

    def _decided_anew(self, article: str, traced: TracedQuotation, gains: Mapping[str, float]) -> TracedQuotation:
        words = query_words(traced.quotation, article)
        links, somewhere = reweighed(traced, gains)
        worded = traced.verdict == "unsure" and any(p.likeness >= ALIKE for p in self._by_wording.find(words))
        limits = thresholds(words.size, worded=worded, translated=bool(self._entry(links[0].document).bitexts))
        anew = decided(traced.quotation, links, somewhere, limits)
        anew = self._of_whom(anew, _plain(traced.quotation))
        return replace(anew, somewhere=somewhere)

    def _of_whom(self, traced: TracedQuotation, text: str) -> TracedQuotation:
        """Undecided, where the words name a person whom the Chinese that is said to be their source does not name."""
        if traced.verdict not in ("renders", "unsure") or is_chinese(traced.quotation):
            return traced
        best = traced.links[0]
        if "not_named" in best.why:  # which has cost it its share before
            return replace(traced, verdict="unsure")
        source = self._entry(best.document).source
        first, last = (source.sentence_at(at) for at in (best.source_spans[0].start, best.source_spans[0].end - 1))
        chinese = source.run(range(max(0, first - BEFORE), last + 1)).of(source.text)
        missing = [span.of(text) for span in missing_persons(chinese, text)]
        if not missing:
            return traced
        less = best.confidence * NOT_NAMED
        less_sure = replace(best, confidence=less, why={**best.why, "not_named": missing})
        links = tuple(sorted((less_sure, *traced.links[1:]), key=lambda link: -link.confidence))
        return replace(traced, verdict="unsure", confidence=links[0].confidence, links=links)

    def _with_renderings(
        self, traced: Sequence[TracedQuotation], elided: Sequence[bool]
    ) -> tuple[TracedQuotation, ...]:
        """Quotations with how well each renders the Chinese that it is led to. `elided`: whether words are left out."""
        beads = {at: list(self._quoted_beads(each, elided=elided[at])) for at, each in enumerate(traced)}
        judgements = renderings(beads, self._encoder)
        return tuple(
            replace(each, rendering=judgements[at]) if at in judgements else each for at, each in enumerate(traced)
        )

    def _quoted_beads(self, traced: TracedQuotation, *, elided: bool) -> Iterator[QuotedBead]:
        """The beads of the best link, in which the quoted words are looked at as a rendering."""
        best = traced.links[0] if traced.links and not is_chinese(traced.quotation) else None
        if best is not None and best.translation is not None:
            bitext = self._bitexts[best.document, best.translation]
            changed = traced.verdict == "altered" and not elided
            yield from in_translation(bitext, best, _plain(traced.quotation) if changed else None)
        elif best is not None and (traced.verdict == "renders" or "not_named" in best.why):
            yield from alone(self._entry(best.document).source, best, _plain(traced.quotation))

    def _look_up(self, article: str, quotations: Sequence[Quotation]) -> list[_Lookup]:
        words = [query_words(quotation, article) for quotation in quotations]
        texts = [_plain(quotation) for quotation in quotations]
        parts = [sentences_of(text) for text in texts]
        sources = iter(self.sources([*texts, *chain.from_iterable(parts)]))
        wholes = list(islice(sources, len(texts)))
        return [
            _Lookup(
                quotation,
                query,
                self._by_wording.find(query),
                whole,
                text,
                run_of(its, list(islice(sources, len(its))), whole) if its else None,
            )
            for quotation, query, text, whole, its in zip(quotations, words, texts, wholes, parts, strict=True)
        ]

    def sources(self, phrases: Sequence[str]) -> list[Sources]:
        """For each English phrase the Chinese sentences that may say it, their words linked."""
        return self._search.find(phrases)

    def link_to(self, candidate: Candidate, text: str) -> QuoteLink:
        """The Chinese words of a candidate that say the English `text`, by the model."""
        return self._by_words.link_to(candidate, text)

    def _judge(self, lookup: _Lookup, linked: BeadLinks) -> TracedQuotation:
        near = {(candidate.entry, candidate.sentence) for candidate in lookup.sources.candidates[:NEAR]}
        by_wording = self._by_wording.links(lookup.passages, lookup.words, linked, near)
        if by_wording:
            best = lookup.passages[0]
            plain = best.likeness == 1.0 and not lookup.words.elided and not lookup.words.bracketed
            verdict: Verdict = "verbatim" if plain else "altered"
            return TracedQuotation(lookup.quotation, verdict, by_wording[0].confidence, tuple(by_wording))
        limits = self._thresholds(lookup)
        least, most = (LEAST_LISTED, LISTED) if lookup.somewhere >= limits.listed else (0.0, NEAREST)
        links = self._by_words.links(lookup.text, lookup.run, lookup.sources, least, most)
        links = links or self._by_words.links(lookup.text, lookup.run, lookup.sources, 0.0, 1)
        return decided(lookup.quotation, links, lookup.somewhere, limits)

    def _entry(self, name: str) -> Entry:
        return self._library.entries[self._library.numbers[name]]

    def _thresholds(self, lookup: _Lookup) -> Thresholds:
        best = lookup.sources.candidates[0].entry if lookup.sources.candidates else None
        return thresholds(
            lookup.words.size,
            worded=any(passage.likeness >= ALIKE for passage in lookup.passages),
            translated=best is not None and bool(self._library.entries[best].bitexts),
        )


def _with_somewhere(traced: TracedQuotation, lookup: _Lookup) -> TracedQuotation:
    """With the probability that any passage says it: no less than that of the one that does so best."""
    best = max((link.confidence for link in traced.links), default=0.0)
    return replace(traced, somewhere=max(best, lookup.somewhere))


def _no_rendering(traced: TracedQuotation) -> TracedQuotation:
    """Chinese words that no document has are not rendered by others, only like them."""
    chinese = traced.verdict == "renders" and is_chinese(traced.quotation)
    return replace(traced, verdict="unsure") if chinese else traced


def _plain(quotation: Quotation) -> str:
    """The quotation as the model reads it: without brackets and ellipses."""
    return quotation.text.replace("[", "").replace("]", "").replace("…", " ").replace("...", " ").strip()
