"""What was moved is found at its new place; what is confirmed stays; the rest keeps its place."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from encoders import lexicon
from stories import aligned, check, story

from duizhao.align.beads.anchors import Anchors
from duizhao.align.beads.documents import align_documents
from duizhao.align.beads.segments import Segment, cut_into_segments, spine_of
from duizhao.align.beads.transpositions import displaced_passages
from duizhao.align.errors import RequestError
from duizhao.corpus.bitext import Bead, Bitext, in_order
from duizhao.corpus.readers.load import document_of

COUNT = 120
SOURCE, TARGET = story(COUNT)


def with_confirmed(source, target, confirmed) -> Bitext:
    documents = [
        document_of("".join(f"{line}\n" for line in lines), language, name=language, presplit=True)
        for lines, language in ((source, "zh"), (target, "en"))
    ]
    return align_documents(*documents, lexicon(), confirmed=confirmed)


def share(bitext: Bitext, order: list[int]) -> float:
    """Of the target sentences, which stand in this order, how many have their own source and nothing else."""
    found = {bead.target: bead.source for bead in bitext.beads}
    return float(np.mean([found.get((at,)) == (index,) for at, index in enumerate(order)]))


@pytest.mark.parametrize(("first", "last", "to"), [(20, 28, 90), (80, 88, 30), (0, 6, 114), (50, 70, 100)])
@pytest.mark.slow
def test_a_passage_moved_elsewhere_is_found_and_marked(first, last, to) -> None:
    rest = [at for at in range(COUNT) if not first <= at < last]
    order = [*rest[:to], *range(first, last), *rest[to:]]
    bitext = aligned(SOURCE, [TARGET[at] for at in order], lexicon())
    check(bitext)
    moved = {index for bead in bitext.beads if bead.moved for index in bead.source}
    assert len(moved & set(range(first, last))) >= 0.8 * (last - first)
    assert not moved - set(range(first, last))
    assert share(bitext, order) > 0.95


def test_parts_in_another_order() -> None:
    order = [*range(90, 96), *range(20, 26), *range(60, 66), *range(40, 46)]
    bitext = aligned(SOURCE, [TARGET[at] for at in order], lexicon())
    check(bitext)
    assert share(bitext, order) > 0.8


def test_nothing_is_moved_where_nothing_was() -> None:
    assert not any(bead.moved for bead in aligned(SOURCE, TARGET, lexicon()).beads)


def test_a_passage_crossed_by_the_chain_is_no_moved_passage() -> None:
    line = [(at, at) for at in range(20)]
    crossing = [(at, at + 8, 0.9) for at in range(5, 9)]
    free = [(at + 30, at + 25, 0.9) for at in range(4)]
    pairs = sorted([*((*pair, 0.9) for pair in line), *crossing, *free])
    assert displaced_passages(Anchors(line, pairs), (frozenset(), frozenset())) == [Segment(30, 34, 25, 29)]
    assert displaced_passages(Anchors(line, pairs), (frozenset({31}), frozenset())) == []


class TestConfirmed:
    CONFIRMED = (
        Bead((10,), (12,)),
        Bead((11, 12, 13), (13,)),
        Bead((30,), ()),
        Bead((), (31,)),
        Bead((60,), (100,)),
        Bead((100,), (60,)),
    )

    def test_they_never_change(self) -> None:
        bitext = with_confirmed(SOURCE, TARGET, self.CONFIRMED)
        found = {(bead.source, bead.target): bead for bead in bitext.beads}
        for bead in self.CONFIRMED:
            assert found[bead.source, bead.target].confidence == 1.0

    def test_all_else_is_aligned_between_them(self) -> None:
        bitext = with_confirmed(SOURCE, TARGET, self.CONFIRMED)
        check(bitext)
        found = {bead.source: bead.target for bead in bitext.beads}
        assert [found.get((at,)) for at in range(70, 98)] == [(at,) for at in range(70, 98)]

    def test_the_bead_before_ends_where_a_confirmed_one_begins(self) -> None:
        bitext = with_confirmed(SOURCE, TARGET, [Bead((50,), (40,))])
        for bead in bitext.beads:
            if bead.source and bead.target and not bead.moved:
                assert (bead.source[-1] < 50) == (bead.target[-1] < 40) or bead.source == (50,)

    def test_everything_confirmed(self) -> None:
        beads = tuple(Bead((at,), (at,)) for at in range(COUNT))
        assert with_confirmed(SOURCE, TARGET, beads).beads == beads

    def test_empty_lines_count(self) -> None:
        bitext = with_confirmed(["", *SOURCE[:9]], TARGET[:9], [Bead((3,), (4,))])
        assert Bead((3,), (4,)) in bitext.beads
        check(bitext)

    @pytest.mark.parametrize(
        ("beads", "message"),
        [
            ([Bead((1,), (1,)), Bead((1, 2), (4,))], "source sentence 1 stands in two"),
            ([Bead((1,), (4,)), Bead((5,), (4,))], "target sentence 4 stands in two"),
            ([Bead((1,), (COUNT,))], f"no target sentence {COUNT}"),
        ],
    )
    def test_what_cannot_be_kept_is_refused(self, beads, message) -> None:
        with pytest.raises(RequestError, match=message):
            with_confirmed(SOURCE, TARGET, beads)


@pytest.mark.parametrize(
    ("beads", "order"),
    [
        ([((0,), (0,)), ((1,), (2,)), ((), (1,))], [0, 2, 1]),
        ([((), (0,)), ((0,), (1,))], [0, 1]),
        ([((1,), ()), ((0,), (0,)), ((), (1,))], [1, 2, 0]),
        ([((), (1,)), ((), (0,))], [1, 0]),
    ],
)
def test_in_order(beads, order) -> None:
    given = [Bead(*sides) for sides in beads]
    assert list(in_order(given)) == [given[at] for at in order]


def test_what_was_moved_stands_where_its_source_does() -> None:
    beads = [Bead((0,), (1,)), Bead((1,), (0,), moved=True), Bead((2,), (2,)), Bead((), (3,))]
    assert list(in_order(reversed(beads))) == beads


class TestStretches:
    def test_they_cover_everything_once(self) -> None:
        line = [(at, at) for at in range(2000)]
        spine = [Bead((700,), (700,)), Bead((701, 702), (701, 702))]
        found = list(cut_into_segments(line, spine, 2000, 2000))
        covered = list(chain.from_iterable(range(each.first, each.last) for each in found))
        assert covered == [at for at in range(2000) if at not in (700, 701, 702)]
        assert len(found) > 4
        assert all(before.end <= after.begin for before, after in zip(found, found[1:], strict=False))

    def test_a_text_without_anchors_is_one_stretch(self) -> None:
        assert list(cut_into_segments([], [], 5000, 4000)) == [Segment(0, 5000, 0, 4000)]

    def test_the_spine_rises_on_both_sides(self) -> None:
        beads = [Bead((5,), (9,)), Bead((1,), (2,)), Bead((3,), ()), Bead((7, 8), (4, 5))]
        assert spine_of(beads) == [Bead((1,), (2,)), Bead((7, 8), (4, 5))]
