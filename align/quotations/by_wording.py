"""Quotations by their wording: in the English texts of a library, and through beads and word links to the Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from duizhao.align.library.library import Library
from duizhao.align.quotations.verbatim_search import ALIKE, Passage, QueryWords, WordingIndex
from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.align.words.aligner import link_texts
from duizhao.align.words.bead_projection import (
    ProjectedSpan,
    beads_of,
    between,
    merged,
    project_through_bead,
    run_texts,
    shown_links,
)
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.message import Message
from duizhao.corpus.text.tokenization import has_words
from duizhao.corpus.traces.trace import QuoteLink
from duizhao.models.encoder import Encoder

LISTED = 10
"""Links that are listed of a phrase that stands in many places; the rest is counted."""
DISAGREE = 0.7
"""The confidence keeps this share where wording and words lead to different sentences."""
LIKE = 0.5
"""A wording from here to `ALIKE` is shown as nearest."""

BeadLinks = dict[tuple[int, Bead], AlignmentMatrix]
"""The word links of beads: by (text, bead)."""


class ByWording:
    """Finds quotations in the English of one library; holds its index."""

    def __init__(self, library: Library, encoder: Encoder) -> None:
        self._encoder = encoder
        self._translated = library.translated
        self._index = WordingIndex([bitext.target for _, bitext in self._translated])

    def find(self, words: QueryWords) -> list[Passage]:
        """The passages worded like the quotation, best first."""
        return [passage for passage in self._index.find(words) if passage.likeness >= LIKE]

    def link_beads(self, passages: Iterable[Passage]) -> BeadLinks:
        """The word links of the passages' beads, each bead once."""
        needed = {
            (passage.text, bead): None
            for passage in passages
            for bead, _ in beads_of(self._bitext(passage), passage.spans)
            if bead.source
        }

        def texts(key: tuple[int, Bead]) -> tuple[str, str]:
            return run_texts(self._translated[key[0]][1], key[1])

        return dict(link_texts(needed, texts, self._encoder))

    def links(
        self, passages: Sequence[Passage], words: QueryWords, linked: BeadLinks, near: set[tuple[int, int]]
    ) -> list[QuoteLink]:
        """Quotation → English spans → beads → Chinese spans, best first; none where no passage is alike enough.

        `linked`: as `link_beads` gives them. `near`: the sentences (entry, sentence) that its words lead to.
        """
        passages = [passage for passage in passages if passage.likeness >= ALIKE]
        if passages and passages[0].likeness == 1.0:
            passages = [passage for passage in passages if passage.likeness == 1.0]
        links = (self._link(passage, words, linked, near, len(passages)) for passage in passages[:LISTED])
        return sorted((link for link in links if link is not None), key=lambda link: -link.confidence)

    def _link(
        self, passage: Passage, words: QueryWords, linked: BeadLinks, near: set[tuple[int, int]], places: int
    ) -> QuoteLink | None:
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
            "marked": [name for name, is_so in (("cut", words.elided), ("brackets", words.bracketed)) if is_so],
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

    def _bitext(self, passage: Passage) -> Bitext:
        return self._translated[passage.text][1]
