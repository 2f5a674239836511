"""Tokens that render one another are linked; lines in, lines out."""

from __future__ import annotations

import numpy as np
import pytest
from encoders import PAIRS, lexicon, only, remembering
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.align.vectors.word_links import LINKED, cosine_alignment
from duizhao.align.words.aligner import link_pairs
from duizhao.align.words.line_protocol import link_lines
from duizhao.corpus.errors import FormatError

LINES = [
    "河水 冲走 了 桥 ||| the river swept the bridge away",
    "",
    "学校 请来 了 老师 ||| the school hired a teacher",
    " ||| nothing on the left",
    "右边 没有 ||| ",
    "|||",
    "医生 去 看 病人 ||| the doctor went to see the patient",
]


def test_listed_words_are_linked_by_index() -> None:
    found = [set(line.split()) for line in link_lines(LINES, lexicon())]
    assert {"0-1", "3-4"} <= found[0]
    assert {"0-1", "3-4"} <= found[2]
    assert {"0-1", "3-6"} <= found[6]
    assert [found[at] for at in (1, 3, 4, 5)] == [set()] * 4


def test_the_model_links_words(shipped) -> None:
    found = [set(line.split()) for line in link_lines(LINES, remembering(shipped))]
    assert {"0-1", "3-4"} <= found[0]
    assert {"0-1", "3-4"} <= found[2]
    assert [found[at] for at in (1, 3, 4, 5)] == [set()] * 4
    assert {"0-1", "3-6"} <= found[6]


def test_an_output_line_for_each_input_line(shipped) -> None:
    assert len(list(link_lines(LINES * 3, remembering(shipped)))) == len(LINES) * 3
    assert list(link_lines([], lexicon())) == []


def test_indices_count_tokens_as_given(shipped) -> None:
    tokens = (
        ["在", "２０２３年", "，", "河水", "　", "冲走", "了", "桥", "👍"],
        ["In", "2023", ",", "the", "river-bridge", "."],
    )
    (found,) = link_pairs([tokens], remembering(shipped))
    assert (1, 1) in found
    assert all(0 <= i < len(tokens[0]) and 0 <= j < len(tokens[1]) for i, j in found)


@pytest.mark.parametrize("line", ["no separator", "one ||| two ||| three", "a |||b"])
def test_a_line_that_is_no_pair_is_named(line) -> None:
    with pytest.raises(FormatError, match="line 3"):
        list(link_lines([LINES[0], "", line], lexicon()))


def test_probabilities_and_their_turn(shipped) -> None:
    source, target = (only(remembering(shipped), text) for text in PAIRS[0])
    links = cosine_alignment(source, target)
    assert links.probability.shape == (len(links.source), len(links.target))
    assert (links.probability >= 0).all()
    assert (links.probability <= 1 + 1e-5).all()
    assert (links.transposed.probability == links.probability.T).all()
    assert (links.transposed.source == links.target).all()
    assert links.probability.max() >= LINKED


@pytest.mark.parametrize(("source", "target"), [("", "The bridge."), ("桥", ""), ("", "")])
def test_no_tokens_no_links(source, target) -> None:
    links = cosine_alignment(only(lexicon(), source), only(lexicon(), target))
    assert links.probability.shape == (len(links.source), len(links.target))
    assert not links.probability.any()


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(["河水", "桥", "，", "the", "river", "bridge", "了", "7"]), max_size=6),
       st.lists(st.sampled_from(["the", "river", "bridge", ".", "7", "swept"]), max_size=6))  # fmt: skip
def test_links_stay_inside_the_line(source, target) -> None:
    (found,) = link_pairs([(source, target)], lexicon())
    assert all(0 <= i < len(source) and 0 <= j < len(target) for i, j in found)


def test_turning_the_sides_turns_the_links(shipped) -> None:
    source, target = LINES[0].split(" ||| ")
    (there,) = link_pairs([(source.split(), target.split())], remembering(shipped))
    (back,) = link_pairs([(target.split(), source.split())], remembering(shipped))
    assert back == {(j, i) for i, j in there}
    assert np.array(sorted(there)).shape[1] == 2
