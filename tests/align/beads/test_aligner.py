"""Sentences that render one another end up together, whatever was joined, split, left out or put in."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from encoders import PAIRS, lexicon, remembering
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import aligned, check, story

from duizhao import align_texts
from duizhao.corpus.bitext import Bitext
from duizhao.models.encoder import Encoder

ZH, EN = zip(*PAIRS, strict=True)
SENTENCE = st.sampled_from([*ZH, *EN, "", "。", "123", "嗯……"])


@pytest.fixture(params=["lexicon", "shipped"])
def encoder(request) -> Encoder:
    return lexicon() if request.param == "lexicon" else remembering(request.getfixturevalue("shipped"))


def sides(bitext: Bitext) -> list[tuple[list[int], list[int]]]:
    return [(list(bead.source), list(bead.target)) for bead in bitext.beads]


class TestKnown:
    def test_one_to_one(self, encoder) -> None:
        assert sides(aligned(ZH, EN, encoder)) == [([at], [at]) for at in range(len(PAIRS))]

    def test_two_to_one(self, encoder) -> None:
        target = [*EN[:3], f"{EN[3][:-1]}, and {EN[4].replace('The', 'the', 1)}", *EN[5:]]
        wanted = [*(([at], [at]) for at in range(3)), ([3, 4], [3]), *(([at], [at - 1]) for at in range(5, len(ZH)))]
        assert sides(aligned(ZH, target, encoder)) == wanted

    def test_one_to_two(self, encoder) -> None:
        source = [*ZH[:3], f"{ZH[3][:-1]}，{ZH[4]}", *ZH[5:]]
        wanted = [*(([at], [at]) for at in range(3)), ([3], [3, 4]), *(([at - 1], [at]) for at in range(5, len(EN)))]
        assert sides(aligned(source, EN, encoder)) == wanted

    def test_omission_leaves_the_rest_in_place(self, encoder) -> None:
        found = sides(aligned(ZH, [*EN[:5], *EN[6:]], encoder))
        for at in (0, 1, 2, 3, 7, 8, 9, 10, 11):
            assert ([at], [at - (at > 5)]) in found

    def test_addition_leaves_the_rest_in_place(self, encoder) -> None:
        found = sides(aligned([*ZH[:5], *ZH[6:]], EN, encoder))
        for at in (0, 1, 2, 3, 7, 8, 9, 10, 11):
            assert ([at - (at > 5)], [at]) in found

    def test_omission(self, shipped) -> None:
        assert ([5], []) in sides(aligned(ZH, [*EN[:5], *EN[6:]], remembering(shipped)))

    def test_addition(self, shipped) -> None:
        assert ([], [5]) in sides(aligned([*ZH[:5], *ZH[6:]], EN, remembering(shipped)))

    def test_one_sentence(self, encoder) -> None:
        assert sides(aligned(ZH[:1], EN[:1], encoder)) == [([0], [0])]

    def test_one_sentence_against_thirty(self, encoder) -> None:
        bitext = aligned(ZH[6:7], EN * 3, encoder)
        check(bitext)
        (bead,) = (bead for bead in bitext.beads if bead.source)
        # Three places are equally good: one of them, or the word that none is sure.
        assert any(index % len(EN) == 6 for index in bead.target) or bead.confidence < 0.5

    def test_a_sentence_against_a_mark(self, encoder) -> None:
        check(aligned(ZH[:1], ["。"], encoder))
        check(aligned(["。"], EN[:1], encoder))

    def test_thirty_sentences_against_one(self, encoder) -> None:
        bitext = aligned(ZH * 3, EN[6:7], encoder)
        check(bitext)
        (bead,) = (bead for bead in bitext.beads if bead.target)
        assert any(index % len(ZH) == 6 for index in bead.source)

    def test_a_long_translation_of_short_sentences(self, encoder) -> None:
        target = [text.replace(".", ", as everybody in the whole village had always known very well.") for text in EN]
        assert sides(aligned(ZH, target, encoder)) == [([at], [at]) for at in range(len(PAIRS))]

    def test_the_other_way_round(self, encoder) -> None:
        bitext = aligned(EN, ZH, encoder)
        assert sides(bitext) == [([at], [at]) for at in range(len(PAIRS))]

    def test_empty_lines_keep_their_index(self, encoder) -> None:
        bitext = aligned([*ZH[:4], "", *ZH[4:8]], [*EN[:4], "", *EN[4:8]], encoder)
        check(bitext)
        found = sides(bitext)
        for at in (0, 1, 2, 7, 8):
            assert ([at], [at]) in found


class TestAlways:
    @settings(deadline=None, max_examples=40)
    @given(st.lists(SENTENCE, min_size=1, max_size=14), st.lists(SENTENCE, min_size=1, max_size=14))
    @pytest.mark.slow
    def test_every_sentence_in_one_bead_in_order(self, source, target) -> None:
        check(aligned(source, target, lexicon()))

    def test_every_sentence_in_one_bead_by_the_model(self, shipped) -> None:
        encoder = remembering(shipped)
        generator = np.random.default_rng(5)
        for _ in range(4):
            source = [ZH[at] for at in generator.integers(0, len(ZH), int(generator.integers(1, 25)))]
            target = [EN[at] for at in generator.integers(0, len(EN), int(generator.integers(1, 25)))]
            check(aligned(source, ["", *target, "…"], encoder))

    def test_the_same_texts_give_the_same_beads(self, encoder) -> None:
        assert aligned(ZH, EN[2:], encoder).beads == aligned(ZH, EN[2:], encoder).beads

    @pytest.mark.parametrize(("source", "target"), [("", ""), ("", "Hello.\n"), ("你好。\n", "")])
    def test_nothing_on_a_side(self, source, target) -> None:
        bitext = align_texts(source, target, encoder=lexicon())
        check(bitext)
        assert not any(bead.source and bead.target for bead in bitext.beads)

    def test_the_texts_are_kept(self, encoder) -> None:
        source, target = "".join(ZH), "  " + " ".join(EN) + "\n\n"
        bitext = align_texts(source, target, encoder=encoder)
        assert (bitext.source.text, bitext.target.text) == (source, target)
        assert [mine for _, mine, _ in bitext.rows()] == list(ZH)
        assert [theirs for _, _, theirs in bitext.rows()] == list(EN)


GAPS = [range(150, 190), range(360, 400), range(40)]


@cache
def without(gap: range) -> Bitext:
    """A story of 400 sentences against one that lacks some."""
    source, target = story(400)
    return aligned(source, [text for at, text in enumerate(target) if at not in gap], lexicon())


@pytest.mark.slow
@pytest.mark.parametrize("gap", GAPS)
def test_a_missing_chapter_leaves_the_rest_in_place(gap) -> None:
    bitext = without(gap)
    check(bitext)
    found = {bead.source: bead.target for bead in bitext.beads if bead.source}
    kept = [at for at in range(400) if at not in gap]
    right = [found.get((at,)) == (index,) for index, at in enumerate(kept)]
    assert np.mean(right) > 0.96
    assert all(right[: max(0, gap.start - 15)] + right[gap.start + 15 :])


@pytest.mark.slow
@pytest.mark.parametrize("gap", GAPS)
def test_a_missing_chapter_is_seen_to_be_missing(gap) -> None:
    omitted = {bead.source[0] for bead in without(gap).beads if not bead.target}
    assert len(omitted & set(gap)) > 0.8 * len(gap)


def test_a_chapter_put_in_leaves_the_rest_in_place(shipped) -> None:
    source, target = story(50)
    bitext = aligned([*source[:15], *source[35:]], target, shipped)
    check(bitext)
    found = {bead.target: bead.source for bead in bitext.beads if bead.target}
    kept = [*range(10), *range(40, 50)]
    assert [found.get((at,)) for at in kept] == [(at if at < 15 else at - 20,) for at in kept]
