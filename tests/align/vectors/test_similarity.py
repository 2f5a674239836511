"""Coverage of runs by running maxima and sums equals coverage computed run by run."""

from __future__ import annotations

import numpy as np
import pytest
from encoders import PAIRS, lexicon, only
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.align.vectors import similarity
from duizhao.align.vectors.punctuation import EDGES, MARKS
from duizhao.align.vectors.similarity import LONGEST_RUN, Band, Row, Side, rows, side
from duizhao.models.encoder import pooled


def drawn(sizes: list[int], seed: int) -> Side:
    generator = np.random.default_rng(seed)
    tokens = sum(sizes)
    return Side(
        words=pooled(generator.standard_normal((tokens, 6)).astype(np.float32)),
        weights=generator.random(tokens).astype(np.float32),
        first=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        totals=generator.standard_normal((len(sizes), 6)).astype(np.float32),
        characters=np.array(sizes, np.float32) * 2,
        numbers=tuple(frozenset(generator.integers(0, 4, 2).astype(float).tolist()) for _ in sizes),
        punctuation=np.zeros((len(sizes), MARKS + EDGES), np.float32),
    )


def tokens(text: Side, begin: int, end: int) -> slice:
    return slice(int(text.first[begin]), int(text.first[end]))


SIZES = st.lists(st.integers(1, 4), min_size=1, max_size=11)


@st.composite
def cases(draw) -> tuple[Side, Side, Band]:
    source, target = drawn(draw(SIZES), draw(st.integers(0, 999))), drawn(draw(SIZES), draw(st.integers(0, 999)))
    count = len(target)
    low = sorted(draw(st.lists(st.integers(0, count - 1), min_size=len(source), max_size=len(source))))
    high = [min(count, at + draw(st.integers(1, count))) for at in low]
    low[0], high[-1] = 0, count
    return source, target, Band(np.array(low), np.maximum.accumulate(high))


def within(row: Row, band: Band, a: int, b: int, t: int) -> bool:
    """Whether the band holds the whole bead."""
    first, last = row.first + t, row.first + t + b
    return a <= row.source and all(
        band.low[at] <= first and last < band.high[at] for at in range(row.source - a, row.source + 1)
    )


@settings(deadline=None, max_examples=25)
@given(cases())
def test_every_run_by_hand(case) -> None:
    source, target, band = case
    found = list(rows(source, target, band))
    assert [row.source for row in found] == list(range(len(source)))
    for row in found:
        assert row.first == band.low[row.source]
        assert row.forward.shape == (LONGEST_RUN, LONGEST_RUN, band.high[row.source] - band.low[row.source])
        for a, b, t in np.ndindex(row.forward.shape):
            if not within(row, band, a, b, t):
                assert row.forward[a, b, t] == -np.inf
                continue
            mine = tokens(source, row.source - a, row.source + 1)
            theirs = tokens(target, row.first + t, row.first + t + b + 1)
            cosines = source.words[mine] @ target.words[theirs].T
            product = source.totals[row.source - a : row.source + 1].sum(axis=0) @ target.totals[
                row.first + t : row.first + t + b + 1
            ].sum(axis=0)
            # each source token's best is taken sentence by sentence, each target token's over the whole source run
            assert row.forward[a, b, t] == pytest.approx(source.weights[mine] @ cosines.max(axis=1), abs=1e-3)
            assert row.backward[a, b, t] == pytest.approx(target.weights[theirs] @ cosines.max(axis=0), abs=1e-3)
            assert row.product[a, b, t] == pytest.approx(product, abs=1e-3)
            pairs = [
                (mine, theirs)
                for mine in source.numbers[row.source - a : row.source + 1]
                for theirs in target.numbers[row.first + t : row.first + t + b + 1]
            ]
            assert row.shared[a, b, t] == sum(len(mine & theirs) for mine, theirs in pairs)


def test_long_sentences_are_compared_a_block_at_a_time() -> None:
    source, target = drawn([similarity.BLOCK + 5, 1], 3), drawn([9, 4], 4)
    (row, _) = rows(source, target, Band(np.zeros(2, np.int64), np.full(2, 2)))
    cosines = source.words[: source.first[1]] @ target.words.T
    assert row.forward[0, 1, 0] == pytest.approx(source.weights[: source.first[1]] @ cosines.max(axis=1), rel=1e-3)
    assert row.backward[0, 1, 0] == pytest.approx(target.weights @ cosines.max(axis=0), rel=1e-3)


@settings(deadline=None, max_examples=15)
@given(st.lists(st.integers(0, 2), min_size=1, max_size=6), st.lists(st.integers(0, 2), min_size=1, max_size=6))
def test_sentences_without_tokens_break_nothing(sources, targets) -> None:
    source, target = drawn(sources, 1), drawn(targets, 2)
    band = Band(np.zeros(len(source), np.int64), np.full(len(source), len(target)))
    for row in rows(source, target, band):
        assert np.isfinite(row.forward[0, 0]).all()
        assert np.isfinite(row.backward).all()
        assert np.isfinite(row.product).all()


TEXTS = [chinese for chinese, _ in PAIRS]


class TestSide:
    def side(self, texts: list[str]) -> Side:
        return side(texts, lexicon().encode(texts))

    def test_counts(self) -> None:
        found = self.side(TEXTS)
        assert len(found) == len(TEXTS)
        assert found.characters.tolist() == [len(text) for text in TEXTS]
        assert np.diff(found.first).tolist() == [len(only(lexicon(), text).spans) for text in TEXTS]

    def test_rare_words_weigh_more(self) -> None:
        found = self.side(["桥和河水和鸟和花园", "和"])
        assert found.weights[0] > found.weights[1] > 0
        assert found.weights[1] == found.weights[3] == found.weights[-1]

    def test_weight_sums(self) -> None:
        found = self.side(TEXTS)
        for index, total in enumerate(found.weight_sums()):
            assert total == pytest.approx(found.weights[tokens(found, index, index + 1)].sum(), abs=1e-5)

    def test_totals_are_less_the_texts_mean(self) -> None:
        found = self.side(TEXTS)
        assert found.totals.sum(axis=0) == pytest.approx(np.zeros(found.totals.shape[1]), abs=1e-4)

    @pytest.mark.parametrize("texts", [[], [""], ["", ""], ["。", ""]])
    def test_without_words(self, texts) -> None:
        found = self.side(texts)
        assert len(found) == len(texts)
        assert np.isfinite(found.totals).all()
