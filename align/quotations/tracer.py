"""Every quotation of an article traced to its Chinese source, by wording and by words, and judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from duizhao.align.checks.persons import BEFORE, missing_persons
from duizhao.align.library.library import Library, whole
from duizhao.align.quotations.chinese_search import OwnWords, is_chinese
from duizhao.align.quotations.rendering_quality import QuotedBead, alone, in_translation, renderings
from duizhao.align.quotations.retrieval import Candidate, Sources
from duizhao.align.quotations.runs import Run, run_of, sentences_of
from duizhao.align.quotations.source_search import SourceSearch
from duizhao.align.quotations.verbatim_search import ALIKE, Passage, QueryWords, WordingIndex, query_words
from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.align.words.aligner import link_texts
from duizhao.align.words.bead_projection import (
    ProjectedSpan,
    beads_of,
    between,
    in_sentence,
    merged,
    project_through_bead,
    run_texts,
    shown_links,
)
from duizhao.align.words.projection import PHRASE_ALONE, SearchedText, project
from duizhao.corpus.bitext import Bead
from duizhao.corpus.document import Span
from duizhao.corpus.message import Message
from duizhao.corpus.quotations.extract import Quotation, find_quotations
from duizhao.corpus.text.tokenization import has_words
from duizhao.corpus.traces.trace import QuoteLink, Trace, TracedQuotation, Verdict
from duizhao.models.encoder import Encoder

RENDERS = 0.8
"""Probability at which Chinese words are said to render a quotation that no English text has."""
UNSURE = 0.35
"""Probability that any sentence says a quotation at which candidates are listed, undecided."""
LEAST_LISTED = 0.03
"""Probability of a candidate that is listed beside a likelier one."""
SHORT = 8
"""Words: under so many, a phrase without an English text needs the probability `RENDERS_SHORT`: it says too little."""
RENDERS_SHORT = 0.95
UNSURE_TRANSLATED = 0.9
"""The same where the Chinese has a translation, which has not these words: only another rendering would."""
LISTED = 10
"""Links that are listed of a phrase that stands in many places; the rest is counted."""
NEAREST = 3
"""Lookalikes shown under "not found"."""
DISAGREE = 0.7
"""The confidence keeps this share where wording and words lead to different sentences."""
NOT_NAMED = 0.5
"""The same where the Chinese does not name a person whom the quotation names."""
LIKE = 0.5
"""A wording from here to `ALIKE` is shown as nearest."""


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
        self._translated = [
            (number, bitext) for number, entry in enumerate(library.entries) for bitext in entry.bitexts
        ]
        self._bitexts = {(bitext.source.name, bitext.target.name): bitext for _, bitext in self._translated}
        self._sources = {entry.source.name: entry.source for entry in library.entries}
        self._wording = WordingIndex([bitext.target for _, bitext in self._translated])
        self._own = OwnWords(library, written)
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
        return Trace(name, article, traced, self._library.searched)

    def judged(self, article: str, quotations: Sequence[Quotation]) -> tuple[TracedQuotation, ...]:
        """Some quotations of the article, traced."""
        lookups = self._look_up(article, quotations)
        links = self._link_beads([passage for lookup in lookups for passage in lookup.passages[:LISTED]])
        traced = [
            _with_somewhere(
                self._of_whom(
                    _no_rendering(self._own.trace(lookup.quotation) or self._judge(lookup, links)), lookup.text
                ),
                lookup,
            )
            for lookup in lookups
        ]
        judgements = renderings(
            {at: list(self._quoted_beads(quotation, lookups[at])) for at, quotation in enumerate(traced)}, self._encoder
        )
        return tuple(
            replace(quotation, rendering=judgements[at]) if at in judgements else quotation
            for at, quotation in enumerate(traced)
        )

    def _of_whom(self, traced: TracedQuotation, text: str) -> TracedQuotation:
        """Undecided, where the words name a person whom the Chinese that is said to be their source does not name."""
        if traced.verdict != "renders" or is_chinese(traced.quotation):
            return traced
        best = traced.links[0]
        source = self._sources[best.document]
        first, last = (source.sentence_at(at) for at in (best.source_spans[0].start, best.source_spans[0].end - 1))
        chinese = source.run(range(max(0, first - BEFORE), last + 1)).of(source.text)
        missing = [span.of(text) for span in missing_persons(chinese, text)]
        if not missing:
            return traced
        less = best.confidence * NOT_NAMED
        less_sure = replace(best, confidence=less, why={**best.why, "not_named": missing})
        links = tuple(sorted((less_sure, *traced.links[1:]), key=lambda link: -link.confidence))
        return replace(traced, verdict="unsure", confidence=links[0].confidence, links=links)

    def _quoted_beads(self, traced: TracedQuotation, lookup: _Lookup) -> Iterator[QuotedBead]:
        """The beads of the best link, in which the quoted words are looked at as a rendering."""
        best = traced.links[0] if traced.links and not is_chinese(traced.quotation) else None
        if best is not None and best.translation is not None:
            bitext = self._bitexts[best.document, best.translation]
            changed = traced.verdict == "altered" and not lookup.words.elided
            yield from in_translation(bitext, best, lookup.text if changed else None)
        elif best is not None and (traced.verdict == "renders" or "not_named" in best.why):
            yield from alone(self._sources[best.document], best, lookup.text)

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
                [passage for passage in self._wording.find(query) if passage.likeness >= LIKE],
                whole,
                text,
                run_of(its, list(islice(sources, len(its))), whole) if its else None,
            )
            for quotation, query, text, whole, its in zip(quotations, words, texts, wholes, parts, strict=True)
        ]

    def sources(self, phrases: Sequence[str]) -> list[Sources]:
        """For each English phrase the Chinese sentences that may say it, their words linked."""
        return self._search.find(phrases)

    def _link_beads(self, passages: Sequence[Passage]) -> dict[tuple[int, Bead], AlignmentMatrix]:
        """The word links of the passages' beads, each bead once: by (text, bead)."""
        needed = {
            (passage.text, bead): None
            for passage in passages
            for bead, _ in beads_of(self._translated[passage.text][1], passage.spans)
            if bead.source
        }

        def texts(key: tuple[int, Bead]) -> tuple[str, str]:
            return run_texts(self._translated[key[0]][1], key[1])

        return dict(link_texts(needed, texts, self._encoder))

    def _judge(self, lookup: _Lookup, linked: dict[tuple[int, Bead], AlignmentMatrix]) -> TracedQuotation:
        by_wording = self._links_by_wording(lookup, linked)
        if by_wording:
            best = lookup.passages[0]
            plain = best.likeness == 1.0 and not lookup.words.elided and not lookup.words.bracketed
            verdict: Verdict = "verbatim" if plain else "altered"
            return TracedQuotation(lookup.quotation, verdict, by_wording[0].confidence, tuple(by_wording))
        listed, enough = self._thresholds(lookup)
        if lookup.sources.candidates and lookup.somewhere >= listed:
            links = tuple(self._links_by_words(lookup, LEAST_LISTED) or self._links_by_words(lookup, 0.0, most=1))
            sure: Verdict = "renders" if links[0].confidence >= enough else "unsure"
            return TracedQuotation(lookup.quotation, sure, links[0].confidence, links)
        nearest = tuple(self._links_by_words(lookup, 0.0, most=NEAREST))
        return TracedQuotation(lookup.quotation, "not found", 1 - lookup.somewhere, nearest=nearest)

    def _thresholds(self, lookup: _Lookup) -> tuple[float, float]:
        """The probabilities at which candidates are listed, and at which they are said to render the quotation.

        Where the words stand in an English text, but lead to no Chinese there, they are never called not found.
        """
        enough = RENDERS if lookup.words.size >= SHORT else RENDERS_SHORT
        if any(passage.likeness >= ALIKE for passage in lookup.passages):
            return 0.0, enough
        best = lookup.sources.candidates[0].entry if lookup.sources.candidates else None
        translated = best is not None and bool(self._library.entries[best].bitexts)
        return UNSURE_TRANSLATED if translated else UNSURE, enough

    def _links_by_wording(self, lookup: _Lookup, linked: dict[tuple[int, Bead], AlignmentMatrix]) -> list[QuoteLink]:
        passages = [passage for passage in lookup.passages if passage.likeness >= ALIKE]
        if passages and passages[0].likeness == 1.0:
            passages = [passage for passage in passages if passage.likeness == 1.0]
        links = []
        near = {(candidate.entry, candidate.sentence) for candidate in lookup.sources.candidates[:5]}
        for passage in passages[:LISTED]:
            link_found = self._link_through(passage, lookup, linked, near, len(passages))
            if link_found is not None:
                links.append(link_found)
        return sorted(links, key=lambda link: -link.confidence)

    def _link_through(
        self,
        passage: Passage,
        lookup: _Lookup,
        linked: dict[tuple[int, Bead], AlignmentMatrix],
        near: set[tuple[int, int]],
        places: int,
    ) -> QuoteLink | None:
        """Quotation → English span → beads → Chinese span."""
        number, bitext = self._translated[passage.text]
        projected: list[ProjectedSpan] = []
        beads = beads_of(bitext, passage.spans)
        for bead, part in beads:
            if bead.source:
                projected.extend(project_through_bead(bitext, bead, part, linked[passage.text, bead]))
        spans = merged([span for part in projected for span in part.spans], bitext.source.text)
        if not any(has_words(span.of(bitext.source.text)) for span in spans):
            return None
        sentences = {(number, index) for bead, _ in beads for index in bead.source}
        agree = bool(sentences & near)
        projection = min(part.confidence for part in projected)
        alignment = min(bead.confidence for bead, _ in beads)
        confidence = passage.likeness * alignment * projection * (1.0 if agree else DISAGREE)
        why: dict[str, object] = {
            "wording": round(passage.likeness, 3),
            "differences": list(passage.differences),
            "marked": [
                name for name, is_so in (("cut", lookup.words.elided), ("brackets", lookup.words.bracketed)) if is_so
            ],
            "alignment": round(alignment, 3),
            "words": round(projection, 3),
            "found_by_words_too": agree,
            "places": places,
            "carriers": shown_links(projected, bitext.source.text, bitext.target.text),
        }
        return QuoteLink(
            document=bitext.source.name,
            source_spans=spans,
            source_text=between(bitext.source.text, spans),
            translation=bitext.target.name,
            target_spans=passage.spans,
            target_text=between(bitext.target.text, passage.spans),
            confidence=confidence,
            basis=Message("wording of {text}", text=bitext.target.name),
            why=why,
        )

    def _links_by_words(self, lookup: _Lookup, least: float, most: int = LISTED) -> list[QuoteLink]:
        """Quotation → Chinese sentence → Chinese span, by the model alone; of the best `most` candidates.

        A run comes before single sentences, which share what it leaves: no one of them says all of several.
        """
        run, candidates = lookup.run, lookup.sources.candidates
        left = 1.0 if run is None else 1 - run.probability
        within = {(candidate.entry, candidate.sentence) for _, candidate in run.steps} if run else set()
        links = [self._link_of_run(run)] if run is not None and run.probability >= least else []
        others = (
            replace(candidate, probability=candidate.probability * left)
            for candidate in candidates
            if (candidate.entry, candidate.sentence) not in within and candidate.probability * left >= least
        )
        links += [self.link_to(candidate, lookup.text) for candidate in islice(others, most)]
        return sorted(links, key=lambda link: -link.confidence)[:most]

    def _link_of_run(self, run: Run) -> QuoteLink:
        """One link of all pieces of a run: its probability, and what the words say of them together."""
        links = [self.link_to(candidate, text) for text, candidate in run.steps]
        text = self._sources[links[0].document].text
        spans = merged([span for link in links for span in link.source_spans], text)
        carriers = [link.why["carriers"] for link in links]
        return replace(
            links[0],
            source_spans=spans,
            source_text=between(text, spans),
            confidence=run.probability,
            why={
                "sentences": [round(link.confidence, 3) for link in links],
                "carriers": [one for some in carriers if isinstance(some, list) for one in some],
            },
        )

    def link_to(self, candidate: Candidate, text: str) -> QuoteLink:
        """The Chinese words of a candidate that say the English `text`, by the model."""
        source = self._library.entries[candidate.entry].source
        around = whole(source, candidate.sentence)
        phrase = [Span(0, max(1, len(text)))]
        assert candidate.links is not None
        links = candidate.links.shifted(around.start, 0)
        projection = project(links, phrase, SearchedText(source.text, "zh", around), settings=PHRASE_ALONE)
        projected = in_sentence(projection, around, source)
        return QuoteLink(
            document=source.name,
            source_spans=projected.spans,
            source_text=between(source.text, projected.spans),
            translation=None,
            target_spans=(),
            target_text=None,
            confidence=candidate.probability,
            basis=Message("words, by {model}", model=self._library.model),
            why={name: round(value, 3) for name, value in candidate.features.items()}
            | {"span": round(projected.confidence, 3), "carriers": shown_links([projected], source.text, text)},
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
