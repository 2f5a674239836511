"""The judge of candidates: shares of one probability, and a file that says what was fitted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file

from duizhao.align.beads.scorer import standard
from duizhao.align.quotations.features import WHOLE_FEATURES, CandidateFeatures
from duizhao.align.quotations.reranker import ranking_of, shares, shipped_ranking
from duizhao.align.quotations.rivals import COMPARED, RIVAL_FEATURES
from duizhao.align.quotations.token_features import TOKEN_FEATURES
from duizhao.align.training.reranker import Case, Ranker, _arrays, fit, write_ranking

LESSER = np.zeros((32, len(COMPARED)), np.float32)


def made_up(generator: np.random.Generator, tokens: int, good: bool) -> CandidateFeatures:
    """Evidence of noise, in which the first column tells what is right."""
    each = generator.normal(size=(tokens, len(TOKEN_FEATURES))).astype(np.float32)
    each[:, 0] = 1.0 if good else -1.0
    return CandidateFeatures(each, generator.normal(size=len(WHOLE_FEATURES)).astype(np.float32), None)


def made_up_cases(count: int, seed: int) -> list[Case]:
    """Lists of four in which one is right, or none."""
    generator = np.random.default_rng(seed)
    cases = []
    for at in range(count):
        right = np.arange(4) == at % 5
        cases.append(Case([made_up(generator, 3 + at % 4, bool(good)) for good in right], right))
    return cases


@given(st.lists(st.floats(-30, 30), max_size=8))
def test_the_candidates_and_none_share_one_probability(scores: list[float]) -> None:
    given_scores = np.array(scores, np.float32)
    found = shares(given_scores)
    none = float(np.exp(-np.logaddexp.reduce([0.0, *given_scores.tolist()])))
    assert found.sum() + none == pytest.approx(1, abs=1e-4)


@pytest.mark.slow
def test_the_networks_learn_what_tells(tmp_path: Path) -> None:
    path = tmp_path / "ranking.safetensors"
    write_ranking([fit(made_up_cases(240, seed=1), seed) for seed in (0, 1)], LESSER, 1.0, 0.0, path)
    ranking = ranking_of(load_file(path))
    found = [(shares(ranking.scores(case.candidates)), case.right) for case in made_up_cases(50, seed=2)]
    assert np.mean([share.argmax() == right.argmax() for share, right in found if right.any()]) > 0.9
    assert np.mean([share.sum() < 0.5 for share, right in found if not right.any()]) > 0.9


def test_the_file_scores_as_the_network_that_was_fitted() -> None:
    generator = np.random.default_rng(3)
    torch.manual_seed(4)
    ranker = Ranker(len(TOKEN_FEATURES), len(WHOLE_FEATURES)).eval()
    scale = [
        np.zeros(len(TOKEN_FEATURES), np.float32),
        np.ones(len(TOKEN_FEATURES), np.float32),
        np.zeros(len(WHOLE_FEATURES), np.float32),
        np.ones(len(WHOLE_FEATURES), np.float32),
    ]
    some = made_up(generator, 6, good=True)
    arrays = {f"0.{name}": array for name, array in _arrays(ranker, scale).items()}
    ranking = ranking_of(
        arrays | {"lesser": LESSER, "sharpness": np.ones(1, np.float32), "offset": np.zeros(1, np.float32)}
    )
    with torch.inference_mode():
        wanted = ranker(
            torch.from_numpy(standard(some.tokens, scale[0], scale[1]))[None, None],
            torch.from_numpy(standard(some.whole, scale[2], scale[3]))[None, None],
            torch.ones(1, 6, dtype=torch.bool),
        )
    assert ranking.scores([some])[0] == pytest.approx(wanted.item(), abs=1e-4)


def test_the_shipped_networks_fit_the_evidence() -> None:
    for network in shipped_ranking().networks:
        assert len(network.token_mean) == len(TOKEN_FEATURES)
        assert len(network.whole_mean) == len(WHOLE_FEATURES) + len(RIVAL_FEATURES)
