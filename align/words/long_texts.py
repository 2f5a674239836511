"""Word links in a text of several sentences: first the sentences are aligned, then words are linked within their beads.

In a paragraph the same words occur in several places, and every further sentence offers more of them: linked all at
once, ten sentences have three times the errors of one. A sentence that never ends, as in papers that were taken down by
ear, is cut at its clauses and aligned like the rest, so that time grows as the text does, not as its square.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np

from duizhao.align.beads.aligner import align_sides
from duizhao.align.errors import RequestError
from duizhao.align.vectors.similarity import Background, side
from duizhao.corpus.bitext import Bead
from duizhao.corpus.document import Language, Span
from duizhao.corpus.text.sentences import split
from duizhao.corpus.text.tokenization import has_words
from duizhao.models.encoder import Encoded, Linker

LONG: dict[Language, int] = {"zh": 100, "en": 300}
"""Characters from which a text is taken sentence by sentence."""
LONGEST_SENTENCE: dict[Language, int] = {"zh": 300, "en": 900}
"""Characters beyond which a sentence is cut at its clauses, into parts of `LONG` and somewhat more."""
SURE = 0.6
"""Beads less probable than this are taken together with their neighbours."""
MOST_TOKEN_PAIRS = 250_000
"""Pairs of tokens beyond which unsure beads are not taken together: each is linked by itself."""
LARGEST = 100_000_000
"""Pairs of tokens, of both texts as wholes, whose probabilities (four bytes each, and copies of them) are kept."""

_CLAUSE_END = re.compile(r"(?:[，、；：;]|[,:](?!\d))\s*")


def sentences_of(text: str, language: Language) -> tuple[Span, ...]:
    """The sentences of a long text, the longest cut at their clauses; all of a short one, as one."""
    if len(text) < LONG[language]:
        return (Span(0, len(text)),)
    parts = (part for sentence in split(text, language) for part in _parts(text, sentence.trimmed(text), language))
    return tuple(span for span in parts if has_words(span.of(text))) or (Span(0, len(text)),)


def _parts(text: str, sentence: Span, language: Language) -> Iterator[Span]:
    """The sentence; or, of one longer than `LONGEST_SENTENCE`, runs of clauses, and of words where no clause ends."""
    start, shortest, longest = sentence.start, LONG[language], LONGEST_SENTENCE[language]
    if len(sentence) > longest:
        ends = [match.end() for match in _CLAUSE_END.finditer(text, start, sentence.end)]
        while sentence.end - start >= 2 * shortest:
            at = bisect_left(ends, start + shortest)
            end = ends[at] if at < len(ends) else sentence.end
            if end - start > longest:
                end = text.rfind(" ", start + shortest, start + longest) + 1 or start + longest
            yield Span(start, end).trimmed(text)
            start = end
    yield Span(start, sentence.end)


def group_encodings(spans: Sequence[Span], encoded: Sequence[Encoded]) -> Encoded:
    """Several sentences of a text as one encoding, over the text; `spans`: where each stands."""
    return Encoded(
        np.concatenate([part.spans + np.int32(span.start) for span, part in zip(spans, encoded, strict=True)]),
        np.concatenate([part.words for part in encoded]),
        np.sum([part.total for part in encoded], axis=0, dtype=np.float32),
        np.concatenate([part.layers for part in encoded], axis=1),
    )


def _alone(text: str, spans: Sequence[Span], encoded: Sequence[Encoded]) -> tuple[str, Encoded]:
    """The part of the text that the sentences take up, and their encoding over it."""
    start = spans[0].start
    return text[start : spans[-1].end], group_encodings([span.shift(-start) for span in spans], encoded)


def groups(
    texts: tuple[Sequence[str], Sequence[str]],
    encoded: tuple[Sequence[Encoded], Sequence[Encoded]],
    common: tuple[Background, Background],
) -> Iterator[tuple[range, range]]:
    """Runs of sentences of both sides that belong together for sure; together they are everything that has a bead."""
    sides = [side(*text) for text in zip(texts, encoded, common, strict=True)]
    beads = align_sides(sides[0], sides[1])
    begun = [0, 0]
    reached = [0, 0]
    unsure: list[Bead] = []
    for at, (bead, following) in enumerate(zip(beads, [*beads[1:], None], strict=True)):
        if bead.moved:  # not in order: all that is left goes together
            unsure += beads[at:]
            break
        unsure.append(bead)
        reached = [
            max([end, *run])
            for end, run in zip(reached, ([i + 1 for i in bead.source], [j + 1 for j in bead.target]), strict=True)
        ]
        if following is not None and _sure(bead) and _sure(following):
            yield from _bounded(range(begun[0], reached[0]), range(begun[1], reached[1]), unsure, encoded)
            begun, unsure = list(reached), []
    yield from _bounded(range(begun[0], len(texts[0])), range(begun[1], len(texts[1])), unsure, encoded)


def _bounded(
    rows: range, columns: range, beads: Sequence[Bead], encoded: tuple[Sequence[Encoded], Sequence[Encoded]]
) -> Iterator[tuple[range, range]]:
    """The run, or, if it has more than `MOST_TOKEN_PAIRS` pairs of tokens, each bead of it by itself."""
    tokens = [sum(len(side[at].spans) for at in run) for side, run in zip(encoded, (rows, columns), strict=True)]
    if tokens[0] * tokens[1] <= MOST_TOKEN_PAIRS:
        yield rows, columns
        return
    for bead in beads:
        if bead.source and bead.target:
            yield range(bead.source[0], bead.source[-1] + 1), range(bead.target[0], bead.target[-1] + 1)


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
    `RequestError`: they have more than `LARGEST` pairs of tokens.
    """
    whole = [group_encodings(spans, encoded) for _, spans, encoded in (source, target)]
    if len(whole[0].spans) * len(whole[1].spans) > LARGEST:
        raise RequestError(
            f"a passage of {len(source[0])} Chinese and {len(target[0])} English characters is too long for its words "
            "to be linked: divide it at line ends, in both files"
        )
    probability = np.zeros((len(whole[0].spans), len(whole[1].spans)), np.float32)
    texts = tuple([span.of(text) for span in spans] for text, spans, _ in (source, target))
    first = [np.cumsum([0, *(len(sentence.spans) for sentence in encoded)]) for _, _, encoded in (source, target)]
    for rows, columns in groups((texts[0], texts[1]), (source[2], target[2]), common):
        if rows and columns:
            (source_text, here), (target_text, there) = (
                _alone(text, spans[run.start : run.stop], encoded[run.start : run.stop])
                for (text, spans, encoded), run in ((source, rows), (target, columns))
            )
            joined = linker.probability(source_text, here, target_text, there)
            probability[
                first[0][rows.start] : first[0][rows.stop], first[1][columns.start] : first[1][columns.stop]
            ] = joined
    return whole[0], whole[1], probability
