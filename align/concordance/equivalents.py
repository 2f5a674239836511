"""What stands for a passage in every translation of its text: the bead's other side, and the linked words in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from duizhao.align.library.link_cache import LinkCache, Runs
from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.align.words.bead_projection import without_ends
from duizhao.align.words.projection import ProjectionSettings, SearchedText, project
from duizhao.align.words.projection_confidence import NOTHING_HERE
from duizhao.corpus.bitext import Bead
from duizhao.corpus.document import Document, Span
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.beads import select_beads_at
from duizhao.corpus.store.store import Text

ANOTHERS = 0.3
"""Probability of a link from which a word is another's."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters of a text, in one of its sentences."""

    text: Text
    sentence: int
    span: Span


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The other side of a passage, in one text.

    `run`: where the bead's other side stands in `text`, None where the translation leaves the passage out. `spans`: the
    linked words, in pieces; none where no words of `run` are linked to the passage's, or links were not asked for.
    `confidence`: of the words, times that of the bead. `nothing`: the probability that no words of `run` render the
    passage, None where the links do not tell. `bead`: the confidence of the bead. `reach`: how far the words could go
    on at either side without taking a word that is linked to others.
    """

    text: Text
    run: Span | None
    spans: tuple[Span, ...] = ()
    confidence: float | None = None
    sentence: int = 0
    nothing: float | None = None
    bead: float | None = None
    reach: Span | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    """From a passage through a bead to a text."""

    passage: Passage
    other: Text
    translation: int
    bead: Bead | None


class Counterparts:
    """Leads passages of one corpus to its other texts; without `links`, only to the beads."""

    def __init__(self, search: Search, links: LinkCache | None, nothing: float = NOTHING_HERE) -> None:
        """`nothing`: the probability of no counterpart from which no words are given; 1: whatever there is."""
        self._search = search
        self._links = links
        self._nothing = nothing

    def of(self, passages: Sequence[Passage]) -> list[list[Counterpart]]:
        """For each passage its counterparts: of an original's in every translation, in the order of adding.

        Of a translation's, first in the original, then, by way of that, in the other translations.
        """
        counterparts_of: list[list[Counterpart]] = []
        direct = self._led([(passage, self._others(passage)) for passage in passages])
        pivots: list[tuple[Passage, list[Text]]] = []
        for passage, counterparts in zip(passages, direct, strict=True):
            counterparts_of.append(counterparts)
            if passage.text.translation is not None:
                pivots += [(pivot, self._beside(passage)) for pivot in _pivots(counterparts[0])[:1]]
        further = iter(self._led(pivots))
        for passage, counterparts in zip(passages, counterparts_of, strict=True):
            if passage.text.translation is None:
                continue
            others = next(further) if _pivots(counterparts[0]) else []
            first = counterparts[0].confidence
            counterparts += [
                replace(
                    other, confidence=None if other.confidence is None or first is None else first * other.confidence
                )
                for other in others
            ]
        return counterparts_of

    def _others(self, passage: Passage) -> list[Text]:
        if passage.text.translation is not None:
            return self._search.entries[passage.text.entry][:1]
        return self._search.entries[passage.text.entry][1:]

    def _beside(self, passage: Passage) -> list[Text]:
        return [text for text in self._search.entries[passage.text.entry][1:] if text.id != passage.text.id]

    def _led(self, wanted: Sequence[tuple[Passage, list[Text]]]) -> list[list[Counterpart]]:
        steps = [[self._step(passage, other) for other in others] for passage, others in wanted]
        links: dict[Runs, AlignmentMatrix] = {}
        if self._links is not None:
            links = self._links.of(
                self._runs(step)
                for steps_of in steps
                for step in steps_of
                if step.bead and step.bead.source and step.bead.target
            )
        return [[self._through(step, links) for step in own] for own in steps]

    def _step(self, passage: Passage, other: Text) -> _Step:
        side = 0 if passage.text.translation is None else 1
        translation = other.translation if side == 0 else passage.text.translation
        assert translation is not None
        beads = select_beads_at(self._search.store, translation, side, [passage.sentence])
        return _Step(passage, other, translation, beads[0] if beads else None)

    def _documents(self, step: _Step) -> tuple[Document, Document]:
        """The source and the target of the step's bead."""
        mine, theirs = self._search.document(step.passage.text.id), self._search.document(step.other.id)
        return (mine, theirs) if step.passage.text.translation is None else (theirs, mine)

    def _runs(self, step: _Step) -> Runs:
        assert step.bead is not None
        source, target = self._documents(step)
        return Runs(
            step.translation,
            source.run(step.bead.source).of(source.text),
            target.run(step.bead.target).of(target.text),
        )

    def _through(self, step: _Step, links: dict[Runs, AlignmentMatrix]) -> Counterpart:
        bead = step.bead
        if bead is None or not bead.source or not bead.target:
            sure = bead.confidence if bead else None
            return Counterpart(step.other, None, confidence=sure, bead=sure)
        source, target = self._documents(step)
        runs = source.run(bead.source), target.run(bead.target)
        from_source = step.passage.text.translation is None
        mine, theirs = (source, target) if from_source else (target, source)
        around, sentence = (runs[1], bead.target[0]) if from_source else (runs[0], bead.source[0])
        if self._links is None:
            return Counterpart(step.other, around, sentence=sentence, bead=bead.confidence)
        placed = links[self._runs(step)].shifted(runs[0].start, runs[1].start)
        projected = project(
            placed.transposed if from_source else placed,
            [step.passage.span],
            SearchedText(theirs.text, theirs.language, around),
            mine.text,
            ProjectionSettings(nothing=1.0),
        )
        nothing = projected.features.nothing if projected is not None and placed.trained else None
        if projected is None or (nothing is not None and nothing > self._nothing):
            return Counterpart(step.other, around, (), 0.0, sentence, nothing, bead.confidence)
        pieces = tuple(without_ends(piece, theirs.text) for piece in projected.pieces)
        whole = Span(pieces[0].start, pieces[-1].end)
        reach = _reach(placed if from_source else placed.transposed, step.passage.span, whole)
        sure = projected.confidence * bead.confidence
        return Counterpart(step.other, around, pieces, sure, sentence, nothing, bead.confidence, reach)


def _pivots(counterpart: Counterpart) -> list[Passage]:
    """The linked words of a counterpart, as a passage of its own."""
    return [
        Passage(counterpart.text, counterpart.sentence, Span(counterpart.spans[0].start, counterpart.spans[-1].end))
        for _ in counterpart.spans[:1]
    ]


def _reach(links: AlignmentMatrix, passage: Span, span: Span) -> Span:
    """The span and the tokens beside it that no token outside the passage is linked to; `links` lead from its side."""
    outside = (links.source[:, 0] >= passage.end) | (links.source[:, 1] <= passage.start)
    taken = links.probability[outside].max(axis=0, initial=0.0) >= ANOTHERS
    start, end = span.start, span.end
    for (first, last), is_taken in zip(links.target.tolist(), taken.tolist(), strict=True):
        if first >= end:
            if is_taken:
                break
            end = last
    for (first, last), is_taken in zip(links.target[::-1].tolist(), taken[::-1].tolist(), strict=True):
        if last <= start:
            if is_taken:
                break
            start = first
    return Span(start, end)


def words_of(counterpart: Counterpart, search: Search) -> str:
    """The linked words, their pieces joined by an ellipsis; '' where there are none."""
    text = search.document(counterpart.text.id).text
    return " … ".join(" ".join(span.of(text).split()) for span in counterpart.spans)
