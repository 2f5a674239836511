"""The second stage of gaps: what a stretch means by itself, where the model is the one that it was fitted with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from encoders import PAIRS

from duizhao.align.checks.classifier import fitted, fitted_with
from duizhao.align.checks.gap_reranker import RERANKED_FROM, first_stage, likely_gaps, second_stage
from duizhao.align.checks.gap_reranker import _clauses as clauses
from duizhao.align.checks.gap_reranker import _longest as longest
from duizhao.align.checks.linked_pair import Pair
from duizhao.align.checks.word_coverage import Words
from duizhao.align.words.aligner import link_texts
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder

LEFT_OUT = (
    "学校修好了屋顶，图书馆也重新开放了，老师们都很高兴。",
    "The school repaired its roof, and the teachers were all very glad.",
)
ADDED = (
    "学校修好了屋顶，老师们都很高兴。",
    "The school repaired its roof, the library opened again in the spring, and the teachers were all very glad.",
)
RIGHT = (LEFT_OUT[0], "The school mended its roof, the library opened again, and the teachers were all very glad.")


def linked(encoder: Encoder, *texts: tuple[str, str]) -> list[Pair]:
    return [Pair(*both, links) for both, links in link_texts(texts, lambda each: each, encoder)]


def test_what_is_missing_on_one_side_is_said_of_that_side_and_of_no_other_pair(shipped: Encoder) -> None:
    pairs = linked(shipped, LEFT_OUT, RIGHT, ADDED)
    left_out, right, added = likely_gaps(pairs, shipped)
    sure = [(each.language, each.span.of(LEFT_OUT[0])) for each in left_out if each.probability > 0.7]
    assert [(language, "图书馆" in words) for language, words in sure] == [("zh", True)]
    assert not [each for each in right if each.probability > 0.3]
    sure = [(each.language, each.span.of(ADDED[1])) for each in added if each.probability > 0.7]
    assert [(language, "library" in words) for language, words in sure] == [("en", True)]


def test_the_features_are_what_the_weights_were_fitted_to(shipped: Encoder) -> None:
    assert shipped.signature == fitted_with()
    for texts, language in ((LEFT_OUT, "zh"), (ADDED, "en")):
        (pair,) = linked(shipped, texts)
        best = first_stage(pair, language)[0]
        assert best.probability >= RERANKED_FROM
        (features,) = second_stage([(pair, best)], shipped)
        assert len(features) + 1 == len(fitted()[f"gap-alone-{language}"])
        assert np.isfinite(features).all()


def test_another_model_is_not_judged_by_weights_of_this_one(tiny: Path) -> None:
    other = open_encoder(str(tiny))
    pairs = linked(other, *PAIRS)
    found = likely_gaps(pairs, other)
    once = [[*first_stage(pair, "zh"), *first_stage(pair, "en")] for pair in pairs]
    assert any(each.probability >= RERANKED_FROM for some in once for each in some)
    assert [[(each.span, each.probability) for each in some] for some in found] == [
        [(each.span, each.probability) for each in some] for some in once
    ]


def test_no_pairs_no_gaps(shipped: Encoder) -> None:
    assert likely_gaps([], shipped) == []


@pytest.mark.parametrize(
    ("text", "wanted"), [("一，二。", ["一", "二"]), ("one, (two)", ["one", "two"]), ("……", ["……"]), ("", [""])]
)
def test_clauses_stand_between_marks(text: str, wanted: list[str]) -> None:
    assert clauses(text) == wanted


def test_a_word_that_is_rarely_linked_does_not_end_a_run() -> None:
    usual = np.array([0.9, 0.0, 0.9, 0.9, 0.9], np.float32)
    lack = np.array([0.8, 0.0, 0.8, 0.1, 0.8], np.float32)
    words = Words(np.zeros((5, 2), np.int32), usual - lack, usual)
    assert longest(words, lack) == pytest.approx(1.6)
