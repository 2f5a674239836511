"""Two versions of a text, passage by passage: unchanged, changed, moved, added, removed, with what changed in them.

Script, width and case are no change: 國 and 国 are one. Offsets count in the two texts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple, get_args

from rapidfuzz.distance import Indel

from duizhao.corpus.document import Document, Span
from duizhao.corpus.text.normalization import View, hanzi, wording
from duizhao.corpus.versions.match import LONGEST, alike, in_order, matched

State = Literal["unchanged", "changed", "moved", "added", "removed"]
STATES: tuple[State, ...] = get_args(State)
BETTER = 0.1
"""By so much likeness two sentences together must be more like one of the other version than the better one alone."""
EditKind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a passage; `old` and `new`: where it stands in the two texts, empty where it does not."""

    kind: EditKind
    old: Span
    new: Span


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences of one version and what they are in the other; None where it has nothing of the kind.

    `old`, `new`: where they stand in the two texts; `old_sentences`, `new_sentences`: which they are; `edits`: the
    passage cut where it differs, in order.
    """

    state: State
    old: Span | None
    new: Span | None
    likeness: float
    edits: tuple[Edit, ...] = ()
    old_sentences: tuple[int, ...] = ()
    new_sentences: tuple[int, ...] = ()


def compare_versions(old: Document, new: Document) -> list[Passage]:
    """All sentences of both versions, in the order of the new one; what was removed stands where it was."""
    before, after = _Side(old), _Side(new)
    pairs = sorted(matched(before.keys, after.keys).items())
    kept = in_order(pairs, [len(before.keys[one]) for one, _ in pairs])
    joined = _joined(pairs, kept, before, after)
    partner = {group.new[0]: group for group in joined}
    begun = {index for group in joined for index in group.new[1:]}
    gone = deque(sorted(set(range(len(before.keys))) - {index for group in joined for index in group.old}))
    starts = deque(group.old[0] for group in joined if group.kept)
    passages = list(_removed(gone, starts, before))
    for index in range(len(after.keys)):
        group = partner.get(index)
        if group is not None:
            passages.append(_passage(group, before, after))
            if group.kept:
                starts.popleft()
                passages += _removed(gone, starts, before)
        elif index not in begun:
            passages.append(_alone("added", after, index))
    return passages


def _removed(gone: deque[int], starts: deque[int], before: _Side) -> Iterator[Passage]:
    """What was removed before the next passage that kept its place."""
    while gone and (not starts or gone[0] < starts[0]):
        yield _alone("removed", before, gone.popleft())


class Group(NamedTuple):
    """Sentences of the old version, those of the new one that they became, and whether they kept their place."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    kept: bool

    def grown(self, side: int, step: int, most: int) -> Group | None:
        """With the next sentence of one side (0: the old one), or the one before; None beyond the `most` there are."""
        indices = self[side]
        assert isinstance(indices, tuple)
        index = indices[-1] + 1 if step > 0 else indices[0] - 1
        if not 0 <= index < most:
            return None
        longer = (*indices, index) if step > 0 else (index, *indices)
        return self._replace(old=longer) if side == 0 else self._replace(new=longer)


class _Side:
    """A version, its sentences as they are compared."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.spans = [span.trimmed(document.text) for span in document.sentences]
        self.keys = [self.view(span).text for span in self.spans]

    def view(self, span: Span) -> View:
        words = span.of(self.document.text)
        return hanzi(words) if self.document.language == "zh" else wording(words)

    def run(self, indices: Sequence[int]) -> Span:
        return Span(self.spans[indices[0]].start, self.spans[indices[-1]].end)


def _joined(pairs: Sequence[tuple[int, int]], kept: set[tuple[int, int]], before: _Side, after: _Side) -> list[Group]:
    """The pairs; a sentence that was cut in two, or two that were made one, together with their neighbour."""
    taken = {one for one, _ in pairs}, {other for _, other in pairs}
    groups: list[Group] = []
    for one, other in pairs:
        group, likeness = Group((one,), (other,), (one, other) in kept), alike(before.keys[one], after.keys[other])
        for side, step in ((0, 1), (0, -1), (1, 1), (1, -1)) if likeness < 1 else ():
            grown = group.grown(side, step, len((before, after)[side].keys))
            if grown is None:
                continue
            (index,) = {*grown.new} - {*group.new} if side else {*grown.old} - {*group.old}
            if index in taken[side]:
                continue
            better = alike(_text(grown.old, before), _text(grown.new, after))
            if better >= likeness + BETTER:
                group, likeness = grown, better
                taken[side].add(index)
        groups.append(group)
    return groups


def _text(indices: Sequence[int], side: _Side) -> str:
    return "".join(side.keys[index] for index in indices)


def _alone(state: State, side: _Side, index: int) -> Passage:
    span = side.spans[index]
    if state == "added":
        return Passage(state, None, span, 0.0, (), (), (index,))
    return Passage(state, span, None, 0.0, (), (index,))


def _passage(group: Group, before: _Side, after: _Side) -> Passage:
    old, new = before.run(group.old), after.run(group.new)
    mine, theirs = before.view(old), after.view(new)
    same = mine.text == theirs.text
    state: State = "moved" if not group.kept else "unchanged" if same else "changed"
    if same:
        return Passage(state, old, new, 1.0, (Edit("same", old, new),), group.old, group.new)
    edits = tuple(_edits(mine, theirs, old, new))
    return Passage(state, old, new, alike(mine.text, theirs.text), edits, group.old, group.new)


def _edits(mine: View, theirs: View, old: Span, new: Span) -> Iterator[Edit]:
    """What differs between two passages, all of both: blanks that do not count go with what stands behind them."""
    done, there_done = old.start, new.start
    for same, one, other in _stretches(mine.text, theirs.text):
        end = old.start + mine.offsets[one.end - 1].end if one else done
        there_end = new.start + theirs.offsets[other.end - 1].end if other else there_done
        if same:
            yield Edit("same", Span(done, end), Span(there_done, there_end))
        else:
            if one:
                yield Edit("removed", Span(done, end), Span(there_done, there_done))
            if other:
                yield Edit("added", Span(end, end), Span(there_done, there_end))
        done, there_done = end, there_end


def _stretches(one: str, other: str) -> Iterator[tuple[bool, Span, Span]]:
    """Two texts cut where they differ; a single sign that both have between two changes is changed with them."""
    if max(len(one), len(other)) > LONGEST:
        yield False, Span(0, len(one)), Span(0, len(other))
        return
    blocks = [(block.tag == "equal", block) for block in Indel.opcodes(one, other)]
    alone = [same and block.src_end - block.src_start == 1 and 0 < at < len(blocks) - 1
             and blocks[at - 1][1].tag != "equal" for at, (same, block) in enumerate(blocks)]  # fmt: skip
    cut = [(same and not lonely, block) for (same, block), lonely in zip(blocks, alone, strict=True)]
    for same, run in groupby(cut, key=lambda item: item[0]):
        held = [block for _, block in run]
        yield same, Span(held[0].src_start, held[-1].src_end), Span(held[0].dest_start, held[-1].dest_end)
