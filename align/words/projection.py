"""From a phrase on one side to its words on the other: annotation projection over word links."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.align.vectors.arrays import Floats
from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.align.words.projection_confidence import NOTHING_HERE, SpanFeatures, span_features
from duizhao.corpus.document import Language, Span
from duizhao.corpus.text.han import is_word
from duizhao.corpus.text.tokenization import word_bounds, word_joints

ELSEWHERE = 0.85
"""What a link to words outside the phrase counts against a token, where one to words inside counts 1."""
UNLINKED = 0.1
"""Against a token that is linked to nothing: the phrase's rendering may hold a few such, not many."""
UNLINKED_ALONE = 0.15
"""The same where the phrase is all there is of the target: no other words can claim the rest of the source."""
APART = 2.0
"""As `ELSEWHERE`, where the pieces of a rendering are told apart: linked words between them belong to other words."""
PARTED, FAINT = 0.5, 0.1
"""Links from which, and under which, one part of a long word is held for linked and the other not."""
NEW = 0.5
"""Tokens of the phrase, in sum of probabilities, that a further piece must account for."""
ENDS = ",.!?;:，。！？；：、"
"""Marks that a span takes in at its end where the phrase ends with such a mark."""
PARTICLES = "的了地得着"
"""A Chinese span does not begin with one of these, as a word of its own."""
CLOSING = dict(zip("（(《〈【[“‘「『", "）)》〉】]”’」』", strict=True))
"""Brackets of which a span holds both or none."""


@dataclass(frozen=True, slots=True)
class Projection:
    """A projected annotation: the other side's words for a phrase. Offsets are characters of the searched text.

    - `span`: the best contiguous piece.
    - `pieces`: all pieces, in order, where other words' counterparts stand between them.
    - `confidence`: the probability, 0 to 1, that the span is right (F1 by characters of 0.8 or more).
    - `features`: what that rests on.
    - `supporting_links`: the strongest links, (phrase words, span words, probability); at most eight.
    """

    span: Span
    pieces: tuple[Span, ...]
    confidence: float
    features: SpanFeatures
    supporting_links: tuple[tuple[Span, Span, float], ...]


@dataclass(frozen=True, slots=True)
class SearchedText:
    """The text in which a phrase's rendering is looked for. `around`: the part that the links are of, if not all."""

    text: str
    language: Language
    around: Span | None = None

    @property
    def part(self) -> Span:
        """Where the rendering can stand."""
        return self.around or Span(0, len(self.text))


@dataclass(frozen=True, slots=True)
class ProjectionSettings:
    """`unlinked`: what a token without links counts against a span, where a link to the phrase counts 1.

    `nothing`: the probability that the phrase has no counterpart from which none is given.
    """

    unlinked: float = UNLINKED
    nothing: float = NOTHING_HERE


IN_A_SENTENCE = ProjectionSettings()
PHRASE_ALONE = ProjectionSettings(unlinked=UNLINKED_ALONE)
"""Where the phrase is all there is of the target."""


def project(
    links: AlignmentMatrix,
    phrase: Sequence[Span],
    searched: SearchedText,
    given: str = "",
    settings: ProjectionSettings = IN_A_SENTENCE,
) -> Projection | None:
    """Annotation projection of a phrase through word links: the span that renders it; None if nothing does.

    The span is the run of tokens with the largest sum of link probabilities to the phrase, less those to other words
    (Kadane); its pieces are the maximal runs (Ruzzo & Tompa 1999).

    - `links`: have the searched side as their source, the phrase's side as their target.
    - `phrase`: its pieces, character offsets into the other text.
    - `given`: the phrase's text, whose marks at the end of the phrase are looked for in the searched text too.
    """
    text, around = searched.text, searched.part
    inside = _touching(links, phrase)
    if not inside.any() or not len(links.source):
        return None
    within, without = _any(links.probability[:, inside]), _any(links.probability[:, ~inside])
    first, last = _best_run(within - np.float32(ELSEWHERE) * without - np.float32(settings.unlinked))
    bounds = [around.start + bound for bound in word_bounds(around.of(text), searched.language)]
    joints = [around.start + joint for joint in word_joints(around.of(text), searched.language)]
    bounds = sorted([*bounds, *_parted(joints, links, within, without)])

    def snapped(first: int, last: int) -> Span:
        return _snapped(Span(int(links.source[first, 0]), int(links.source[last, 1])), text, bounds)

    span = snapped(first, last)
    if not len(span):
        return None
    taken = (links.source[:, 0] < span.end) & (links.source[:, 1] > span.start)
    features = span_features(links, inside, taken, within, without)
    if links.trained and features.nothing > settings.nothing:
        return None
    values = within - np.float32(APART) * without - np.float32(settings.unlinked)
    pieces = _pieces(links.probability[:, inside], values, snapped) or (span,)
    ends = given[phrase[0].start : phrase[-1].end] if phrase else ""
    shaped = _ended(_balanced(span, text, around), ends, text, around)
    return Projection(
        span=shaped,
        pieces=(shaped,) if len(pieces) == 1 else pieces,
        confidence=features.confidence(trained=links.trained),
        features=features,
        supporting_links=_supporting_links(links, taken, inside),
    )


def _any(probability: Floats) -> Floats:
    """For each token, that at least one of its links to the given ones is right, were they independent."""
    some: Floats = (1 - np.prod(1 - np.minimum(probability, 0.999), axis=1)).astype(np.float32)
    return some


def _pieces(probability: Floats, values: Floats, snapped: Callable[[int, int], Span]) -> tuple[Span, ...]:
    """Where linked words of others stand within the span or beside it, the pieces that have the phrase's own; or none.

    `probability` [tokens, the phrase's tokens]; `values` [tokens]: what each counts for a piece.
    """
    strongest = np.zeros(probability.shape[1], np.float32)
    pieces: list[Span] = []
    for first, last in sorted(maximal_runs(values), key=lambda run: -float(values[run[0] : run[1] + 1].sum())):
        here = probability[first : last + 1].max(axis=0)
        # A word that has its counterpart in one piece may have another part of it here (虽然 … 但是): so both count.
        if pieces and float(np.maximum(here - 0.5, 0).sum()) < NEW / 2 and float((here - strongest).max()) < NEW:
            continue
        strongest = np.maximum(strongest, here)
        pieces.append(snapped(first, last))
    kept = [piece for at, piece in enumerate(pieces) if len(piece) and not any(map(piece.overlaps, pieces[:at]))]
    return tuple(sorted(kept)) if len(kept) > 1 else ()


def maximal_runs(values: Floats) -> list[tuple[int, int]]:
    """First and last index of every run that no extension or part of it betters (Ruzzo & Tompa 1999).

    >>> maximal_runs(np.array([2.0, -0.5, 1.0, -9.0, 4.0]))
    [(0, 2), (4, 4)]
    """
    runs: list[tuple[int, int, float, float]] = []  # first, last, sum before it, sum with it
    total = 0.0
    for index, value in enumerate(values.tolist()):
        before, total = total, total + value
        if value <= 0:
            continue
        run = (index, index, before, total)
        while True:
            at = next((at for at in range(len(runs) - 1, -1, -1) if runs[at][2] < run[2]), None)
            if at is None or runs[at][3] >= run[3]:
                runs.append(run)
                break
            run = (runs[at][0], run[1], runs[at][2], run[3])
            del runs[at:]
    return [(first, last) for first, last, _, _ in runs]


def _balanced(span: Span, text: str, around: Span) -> Span:
    """With the bracket just outside whose counterpart lies inside."""
    inner = span.of(text)
    before = text[span.start - 1] if span.start > around.start else ""
    after = text[span.end] if span.end < around.end else ""
    start, end = span.start, span.end
    if before in CLOSING and inner.count(CLOSING[before]) > inner.count(before):
        start -= 1
    elif any(after == closing and inner.count(opening) > inner.count(closing) for opening, closing in CLOSING.items()):
        end += 1
    return Span(start, end)


def _parted(joints: Iterable[int], links: AlignmentMatrix, within: Floats, without: Floats) -> Iterator[int]:
    """The joints of long words of which one part is linked with the phrase and the other is not: 尊重|人权.

    The other is linked with other words; or with nothing, where the phrase is all there is.
    """
    ends = {int(end): at for at, end in enumerate(links.source[:, 1])}
    starts = {int(start): at for at, start in reversed(list(enumerate(links.source[:, 0])))}
    apart = without >= PARTED if without.any() else within < FAINT
    ours = (within >= PARTED) & ~apart
    for joint in joints:
        left, right = ends.get(joint), starts.get(joint)
        if left is None or right is None:
            continue
        if (ours[left] and apart[right]) or (ours[right] and apart[left]):
            yield joint


def _ended(span: Span, phrase: str, text: str, around: Span) -> Span:
    """With the mark that follows, where the phrase too ends with a mark: of a sentence, or this very one."""
    last = phrase.rstrip()[-1:]
    after = text[span.end : span.end + 1] if span.end < around.end else ""
    both = last and last in ENDS and after and after in ENDS
    return Span(span.start, span.end + 1) if both or (after and after == last and not is_word(after)) else span


def _touching(links: AlignmentMatrix, phrase: Sequence[Span]) -> np.ndarray:
    inside = np.zeros(len(links.target), bool)
    for span in phrase:
        inside |= (links.target[:, 0] < span.end) & (links.target[:, 1] > span.start)
    return inside


def _best_run(values: Floats) -> tuple[int, int]:
    """First and last index of the run with the largest sum (Kadane).

    >>> _best_run(np.array([-1.0, 2.0, -0.5, 3.0, -9.0, 4.0]))
    (1, 3)
    """
    best, best_run = -math.inf, (0, 0)
    running, start = 0.0, 0
    for index, value in enumerate(values.tolist()):
        if running <= 0:
            running, start = 0.0, index
        running += value
        if running > best:
            best, best_run = running, (start, index)
    return best_run


def _snapped(span: Span, text: str, bounds: Sequence[int]) -> Span:
    """Grown to whole words, then without punctuation, white space or a leading particle at either end."""
    at = np.asarray(bounds)
    start = int(at[np.searchsorted(at, span.start, side="right") - 1])
    end = int(at[np.searchsorted(at, span.end, side="left")])
    while start < end and (not is_word(text[start]) or (text[start] in PARTICLES and start + 1 in bounds)):
        start += 1
    while end > start and not is_word(text[end - 1]) and text[end - 1] not in "%％℃°":
        end -= 1
    return Span(start, end)


def _supporting_links(
    links: AlignmentMatrix, taken: np.ndarray, inside: np.ndarray, most: int = 8
) -> tuple[tuple[Span, Span, float], ...]:
    part = np.where(taken[:, None] & inside[None, :], links.probability, 0)
    order = np.argsort(part, axis=None)[::-1][:most]
    supporting = []
    for row, column in zip(*np.unravel_index(order, part.shape), strict=True):
        if part[row, column] >= 0.1:
            source, target = links.source[row], links.target[column]
            supporting.append(
                (Span(int(target[0]), int(target[1])), Span(int(source[0]), int(source[1])), float(part[row, column]))
            )
    return tuple(supporting)
