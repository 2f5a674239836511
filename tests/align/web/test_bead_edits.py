"""Corrections of beads: every sentence stays in exactly one bead, and each can be undone and done again."""

from __future__ import annotations

from pathlib import Path

import pytest
from encoders import PAIRS, lexicon
from hypothesis import given, settings
from hypothesis import strategies as st
from readers import corpus_of

from duizhao.align.errors import RequestError
from duizhao.align.ingest.files import put
from duizhao.align.library.realign import realign_around
from duizhao.align.web.bead_decisions import can_step, correct, step_back
from duizhao.align.web.bead_edits import SORTS, Correction, changed, placed
from duizhao.align.web.bitext_cache import BitextCache, bead_key, find_bead
from duizhao.align.web.undo import StaleError
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.decisions.confirmed_beads import confirmed_beads
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.store.store import Store


def bitext_of(beads: list[Bead]) -> Bitext:
    counts = [1 + max((index for bead in beads for index in side(bead)), default=-1) for side in (_source, _target)]
    source = document_of("\n".join("一二三。" for _ in range(counts[0])), "zh", name="a", presplit=True)
    target = document_of("\n".join("One two three." for _ in range(counts[1])), "en", name="b", presplit=True)
    return Bitext(source, target, tuple(beads))


def _source(bead: Bead) -> tuple[int, ...]:
    return bead.source


def _target(bead: Bead) -> tuple[int, ...]:
    return bead.target


@st.composite
def bitexts(draw: st.DrawFn) -> Bitext:
    shapes = draw(st.lists(st.sampled_from([(1, 1), (2, 1), (1, 2), (2, 2), (1, 0), (0, 1), (3, 1)]), min_size=2))
    beads, at = [], [0, 0]
    for source, target in [(1, 1), *shapes]:
        sure = draw(st.booleans())
        beads.append(
            Bead(
                tuple(range(at[0], at[0] + source)),
                tuple(range(at[1], at[1] + target)),
                1.0,
                status="confirmed" if sure else "aligned",
            )
        )
        at = [at[0] + source, at[1] + target]
    return bitext_of(beads)


@settings(deadline=None, max_examples=150)
@given(st.data(), bitexts())
def test_every_sentence_stays_in_exactly_one_bead(data: st.DataObject, bitext: Bitext) -> None:
    bead, other = data.draw(st.sampled_from(bitext.beads)), data.draw(st.sampled_from(bitext.beads))
    side = data.draw(st.sampled_from(["source", "target"]))
    count = len(bitext.source.sentences if side == "source" else bitext.target.sentences)
    correction = Correction(
        data.draw(st.sampled_from(SORTS)),
        bead,
        other,
        side,  # type: ignore[arg-type]
        data.draw(st.integers(-1, count)),
        data.draw(st.sampled_from([-1, 1])),
        data.draw(st.integers(-1, 9)),
    )
    try:
        change = changed(bitext, correction)
        after = Bitext(bitext.source, bitext.target, placed(bitext, change.after))
    except RequestError:
        return
    sure = {(each.source, each.target) for each in bitext.beads if each.status == "confirmed"}
    broken = {(each.source, each.target) for each in change.before}
    kept = {(each.source, each.target) for each in after.beads if each.status == "confirmed"}
    if correction.sort != "open":
        assert {each for each in sure - broken if all(each)} <= kept


def test_a_sentence_and_its_neighbours() -> None:
    bitext = bitext_of([Bead((0, 1), (0, 1)), Bead((2,), (2,)), Bead((3,), ())])
    first, second, third = bitext.beads
    split = changed(bitext, Correction("split", first, sentence=1)).after
    assert [(each.source, each.target) for each in split] == [((0,), (0,)), ((1,), (1,))]
    moved = changed(bitext, Correction("move", first, side="target", sentence=1, step=1)).after
    assert [(each.source, each.target) for each in moved] == [((0, 1), (0,)), ((2,), (1, 2))]
    merged = changed(bitext, Correction("merge", second, third)).after
    assert [(each.source, each.target) for each in merged] == [((2, 3), (2,))]
    unlinked = changed(bitext, Correction("unlink", second)).after
    assert [(each.source, each.target) for each in unlinked] == [((2,), ()), ((), (2,))]
    linked = placed(bitext, changed(bitext, Correction("link", third, sentence=3, partner=2)).after)
    assert [(each.source, each.target) for each in linked] == [((0, 1), (0, 1)), ((2,), ()), ((3,), (2,))]
    with pytest.raises(RequestError, match="neighbours"):
        changed(bitext, Correction("merge", first, third))
    with pytest.raises(RequestError, match="first sentence"):
        changed(bitext, Correction("move", first, side="target", sentence=1, step=-1))


def test_undo_and_redo_outlive_the_program(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "all.duizhao", {"stories": PAIRS})

    def read(store: Store) -> object:
        return BitextCache().pair(store, "stories", None)

    def keys() -> list[str]:
        with Store.open(corpus) as store:
            return [bead_key(bead) for bead in BitextCache().pair(store, "stories", None).bitext.beads]

    def do(sort: str, first: str, second: str = "") -> None:
        with Store.open(corpus) as store:

            def wanted(bitext: Bitext) -> Correction | None:
                bead, other = find_bead(bitext, first), find_bead(bitext, second) if second else None
                return Correction(sort, bead, other) if bead else None  # type: ignore[arg-type]

            correct(store, read, wanted, "AB")  # type: ignore[arg-type]

    def back(*, again: bool = False) -> None:
        with Store.open(corpus) as store:
            step_back(store, read, "AB", again=again)  # type: ignore[arg-type]

    before = keys()
    do("merge", "2:2", "3:3")
    do("unlink", "5:5")
    after = keys()
    assert "2.3:2.3" in after
    assert "5:" in after
    with pytest.raises(StaleError):
        do("confirm", "2:2")
    back()
    back()
    assert keys() == before
    with pytest.raises(RequestError, match="nothing to undo"):
        back()
    with Store.open(corpus) as store:
        pair = BitextCache().pair(store, "stories", None)
        assert can_step(store, pair, "AB") == (False, True)
        assert can_step(store, pair, "CD") == (False, False)
        assert not confirmed_beads(store, pair.bitext.source, pair.bitext.target)
    back(again=True)
    back(again=True)
    assert keys() == after
    with Store.open(corpus) as store:
        pair = BitextCache().pair(store, "stories", None)
        kept = {bead_key(bead) for bead in confirmed_beads(store, pair.bitext.source, pair.bitext.target)}
        assert kept == {"2.3:2.3", "5:", ":5"}


def test_only_the_stretch_between_confirmed_rows_is_aligned_anew(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "all.duizhao", {"stories": PAIRS})
    with Store.open(corpus) as store:
        right = store.bitexts("stories")[0].beads
        wrong = [Bead((index,), ()) for index in range(12)] + [Bead((), (index,)) for index in range(12)]
        sure = Bead((6,), (6,), status="confirmed")
        wrong = [each for each in wrong if 6 not in (*each.source, *each.target)]
        store.realign("stories", "stories.en", (*wrong, sure))

        def read(store: Store) -> object:
            return BitextCache().pair(store, "stories", None)

        def wanted(bitext: Bitext) -> Correction:
            return Correction("link", bitext.beads[0], sentence=9, partner=9)

        change = correct(store, read, wanted, "AB")  # type: ignore[arg-type]
        assert realign_around(store, lambda store: store.bitexts("stories")[0], change.after, lexicon())
        beads = store.bitexts("stories")[0].beads
        later = [bead for bead in beads if bead.source and bead.source[0] > 6]
        assert [(bead.source, bead.target) for bead in later] == [
            (bead.source, bead.target) for bead in right if bead.source and bead.source[0] > 6
        ]
        assert change.after[0] in later
        assert all(not (bead.source and bead.target) for bead in beads if max(bead.source + bead.target) < 6)


def test_the_parts_of_a_text_are_found_once_while_it_is_held() -> None:
    texts, document = BitextCache(), document_of("第一条　学校。\n第二条　学生。\n", "zh", name="a")
    places = texts.places(document)
    assert texts.places(document) is places
    assert places.at(12).label == "Article 2"


def test_what_was_done_in_an_earlier_text_is_no_step_any_more(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "all.duizhao", {"stories": PAIRS})

    def read(store: Store) -> object:
        return BitextCache().pair(store, "stories", None)

    def confirm(store: Store) -> None:
        correct(store, read, lambda bitext: Correction("confirm", bitext.beads[0]), "AB")  # type: ignore[arg-type]

    with Store.open(corpus) as store:
        confirm(store)
        texts = ["\n".join(side) for side in zip(*PAIRS[:5], strict=True)]
        source, target = (
            document_of(text, language, name=name, presplit=True)
            for text, language, name in zip(texts, ("zh", "en"), ("stories", "stories.en"), strict=True)
        )
        put(store, (source, [target]), lexicon(), replacing=True)
        pair = BitextCache().pair(store, "stories", None)
        assert can_step(store, pair, "AB") == (False, False)
        confirm(store)
        pair = BitextCache().pair(store, "stories", None)
        assert can_step(store, pair, "AB") == (True, False)
        step_back(store, read, "AB")  # type: ignore[arg-type]
        assert can_step(store, BitextCache().pair(store, "stories", None), "AB") == (False, True)
