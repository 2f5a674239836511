"""Quotations by their words: straight to the Chinese sentences that may say them, and to the words there."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from duizhao.align.library.library import Library, whole
from duizhao.align.quotations.missing import missing
from duizhao.align.quotations.retrieval import Candidate, Sources
from duizhao.align.quotations.runs import Run
from duizhao.align.words.bead_projection import between, in_sentence, merged, shown_links
from duizhao.align.words.projection import PHRASE_ALONE, SearchedText, project
from duizhao.corpus.document import Span
from duizhao.corpus.message import Message
from duizhao.corpus.traces.trace import QuoteLink


class ByWords:
    """Makes links of the candidates of a phrase in one library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def links(self, text: str, run: Run | None, sources: Sources, least: float, most: int) -> list[QuoteLink]:
        """The best `most` candidates of at least the probability `least`, best first.

        A run comes before single sentences, which share what it leaves: no one of them says all of several.
        """
        left = 1.0 if run is None else 1 - run.probability
        within = {(candidate.entry, candidate.sentence) for _, candidate in run.steps} if run else set()
        links = [self._of_run(run)] if run is not None and run.probability >= least else []
        others = (
            replace(candidate, probability=candidate.probability * left)
            for candidate in sources.candidates
            if (candidate.entry, candidate.sentence) not in within and candidate.probability * left >= least
        )
        links += [self.link_to(candidate, text) for candidate in islice(others, most)]
        return sorted(links, key=lambda link: -link.confidence)[:most]

    def _of_run(self, run: Run) -> QuoteLink:
        """One link of all pieces of a run: its probability, and what the words say of them together."""
        links = [self.link_to(candidate, text) for text, candidate in run.steps]
        text = self._library.entries[run.steps[0][1].entry].source.text
        spans = merged([span for link in links for span in link.source_spans], text)
        return replace(
            links[0],
            source_spans=spans,
            source_text=between(text, spans),
            confidence=run.probability,
            why={
                "sentences": [round(link.confidence, 3) for link in links],
                "missing": [one for link in links for one in _list(link.why["missing"])],
                "carriers": [one for link in links for one in _list(link.why["carriers"])],
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
            | {
                "span": round(projected.confidence, 3),
                "missing": missing(candidate.links, text, around.of(source.text)),
                "carriers": shown_links([projected], source.text, text),
            },
        )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
