"""Word links in a text of several sentences: first the sentences are aligned, then words are linked within their beads.

In a paragraph the same words occur in several places, and every further sentence offers more of them: linked all at
once, ten sentences have three times the errors of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from align.sentences import align_sides
from align.similarity import Background, side
from corpus.bitext import Bead
from corpus.document import Language, Span
from corpus.sentences import split
from corpus.words import has_words
from models.encoder import Encoded, Linker

LONG: dict[Language, int] = {"zh": 100, "en": 300}
"""Characters from which a text is taken sentence by sentence."""
SURE = 0.6
"""Beads less probable than this are taken together with their neighbours."""


def sentences_of(text: str, language: Language) -> tuple[Span, ...]:
    """The sentences of a long text; all of a short one, as one."""
    if len(text) < LONG[language]:
        return (Span(0, len(text)),)
    found = tuple(span.trimmed(text) for span in split(text, language))
    return tuple(span for span in found if has_words(span.of(text))) or (Span(0, len(text)),)


def group_encodings(spans: Sequence[Span], encoded: Sequence[Encoded]) -> Encoded:
    """Several sentences of a text as one encoding, over the text; `spans`: where each stands."""
    return Encoded(
        np.concatenate([each.spans + np.int32(span.start) for span, each in zip(spans, encoded, strict=True)]),
        np.concatenate([each.words for each in encoded]),
        np.sum([each.total for each in encoded], axis=0, dtype=np.float32),
        np.concatenate([each.layers for each in encoded], axis=1),
    )


def groups(
    texts: tuple[Sequence[str], Sequence[str]],
    encoded: tuple[Sequence[Encoded], Sequence[Encoded]],
    common: tuple[Background, Background],
) -> Iterator[tuple[range, range]]:
    """Runs of sentences of both sides that belong together for sure, in order; together they are everything."""
    sides = [side(*each) for each in zip(texts, encoded, common, strict=True)]
    beads = align_sides(sides[0], sides[1])
    begun = [0, 0]
    reached = [0, 0]
    for bead, following in zip(beads, [*beads[1:], None], strict=True):
        if bead.moved:  # not in order: all that is left goes together
            break
        reached = [
            max([at, *run])
            for at, run in zip(reached, ([i + 1 for i in bead.source], [j + 1 for j in bead.target]), strict=True)
        ]
        if following is not None and _sure(bead) and _sure(following):
            yield range(begun[0], reached[0]), range(begun[1], reached[1])
            begun = list(reached)
    yield range(begun[0], len(texts[0])), range(begun[1], len(texts[1]))


def _sure(bead: Bead) -> bool:
    return bool(bead.source and bead.target) and bead.confidence >= SURE and not bead.moved


def link_sentences(
    linker: Linker,
    source: tuple[str, Sequence[Span], Sequence[Encoded]],
    target: tuple[str, Sequence[Span], Sequence[Encoded]],
    common: tuple[Background, Background],
) -> tuple[Encoded, Encoded, np.ndarray]:
    """The tokens of both texts, and the probability of each link: 0 between what does not belong together.

    `source`, the Chinese, and `target`: a text, where its sentences stand, and their encodings.
    """
    whole = [group_encodings(spans, encoded) for _, spans, encoded in (source, target)]
    probability = np.zeros((len(whole[0].spans), len(whole[1].spans)), np.float32)
    texts = tuple([span.of(text) for span in spans] for text, spans, _ in (source, target))
    first = [np.cumsum([0, *(len(each.spans) for each in encoded)]) for _, _, encoded in (source, target)]
    for rows, columns in groups((texts[0], texts[1]), (source[2], target[2]), common):
        if rows and columns:
            here, there = (
                group_encodings(each[1][run.start : run.stop], each[2][run.start : run.stop])
                for each, run in ((source, rows), (target, columns))
            )
            found = linker.probability(source[0], here, target[0], there)
            probability[
                first[0][rows.start] : first[0][rows.stop], first[1][columns.start] : first[1][columns.stop]
            ] = found
    return whole[0], whole[1], probability
