"""Encodings kept as bytes come back as they were, within the tolerance that is promised."""

from __future__ import annotations

import numpy as np
import pytest
from encoders import cosine, lexicon, only
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.models.codebook import CODEBOOK, codebook_of, made_codebook, read_codebook
from duizhao.models.coded_batch import CodedBatch
from duizhao.models.encoder import Encoded, pooled
from duizhao.models.errors import ModelError
from duizhao.models.quantization import Packed, comparable, count, pack, unpack, whole
from duizhao.models.registry import SHIPPED
from duizhao.models.signature import folder_signature


def drawn(tokens: int, dimension: int, seed: int) -> Encoded:
    generator = np.random.default_rng(seed)
    ends = np.cumsum(generator.integers(1, 9, (tokens, 2)), axis=0).cumsum(axis=1)
    words = pooled(generator.standard_normal((tokens, dimension)).astype(np.float32))
    return Encoded(ends.astype(np.int32), words, generator.standard_normal(dimension).astype(np.float32) * 100)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 12), st.integers(1, 400), st.integers(0, 99))
def test_round_trip(tokens, dimension, seed) -> None:
    encoded = drawn(tokens, dimension, seed)
    back = unpack(pack(encoded))
    assert back.spans.tolist() == encoded.spans.tolist()
    assert back.total.tolist() == encoded.total.tolist()
    assert back.words.shape == encoded.words.shape
    assert (back.spans.dtype, back.words.dtype, back.total.dtype) == (np.int32, np.float32, np.float32)
    assert np.abs(back.words @ back.words.T - encoded.words @ encoded.words.T).max(initial=0) < 0.01


def test_the_models_own_vectors(shipped) -> None:
    source, target = only(shipped, "河水冲走了桥，村民都很难过。"), only(shipped, "The river swept the bridge away.")
    exact = source.words @ target.words.T
    kept = unpack(pack(source)).words @ unpack(pack(target)).words.T
    assert np.abs(kept - exact).max() < 0.01
    assert cosine(unpack(pack(source)).total, source.total) == pytest.approx(1)
    assert len(pack(source)) < source.words.nbytes / 2


def test_no_tokens_and_zero_vectors() -> None:
    empty = Encoded(np.zeros((0, 2), np.int32), np.zeros((0, 5), np.float32), np.zeros(5, np.float32))
    assert unpack(pack(empty)).words.shape == (0, 5)
    zero = Encoded(np.array([[0, 1]], np.int32), np.zeros((1, 5), np.float32), np.zeros(5, np.float32))
    assert not unpack(pack(zero)).words.any()


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data + b"\0", lambda data: data[:3]])
def test_damaged_bytes_are_refused(damage) -> None:
    with pytest.raises(ValueError, match=r"bytes|buffer"):
        unpack(damage(pack(drawn(3, 8, 1))))


def test_an_encoding_has_a_span_for_each_word() -> None:
    with pytest.raises(ValueError, match="2 word vectors"):
        Encoded(np.zeros((1, 2), np.int32), np.zeros((2, 4), np.float32), np.zeros(4, np.float32))


def test_pooled_leaves_zero_rows_zero() -> None:
    rows = pooled(np.array([[3.0, 4.0], [0.0, 0.0]], np.float32))
    assert rows.tolist() == [pytest.approx([0.6, 0.8]), [0.0, 0.0]]


def test_layers_are_as_many_and_as_long_as_the_words() -> None:
    assert drawn(3, 8, 1).layers.shape == (0, 3, 8)
    with pytest.raises(ValueError, match="layers of shape"):
        Encoded(np.zeros((1, 2), np.int32), np.ones((1, 4), np.float32), np.ones(4, np.float32), np.ones((2, 1, 3)))


def test_layers_are_not_kept() -> None:
    (encoded,) = lexicon().encode(["学校"], [1, 5])
    assert encoded.layers.shape == (2, *encoded.words.shape)
    assert np.abs(encoded.layers - encoded.words).max() < 1e-3
    assert unpack(pack(encoded)).layers.shape == (0, *encoded.words.shape)


def test_what_stays_packed_gives_the_same() -> None:
    encoded = [drawn(tokens, 24, tokens) for tokens in (3, 0, 5, 2)]
    packed = [Packed(pack(each)) for each in encoded]
    for each in packed:
        back = unpack(each.data)
        assert each.tokens == count(each) == len(back.words)
        assert each.total.tolist() == back.total.tolist()
        assert whole(each).words.tolist() == back.words.tolist()
    cosines = cosines_of([packed[0], packed[1], encoded[2], packed[3]], encoded[2].words)
    expected = [unpack(packed[0].data).words, encoded[2].words, unpack(packed[3].data).words]
    assert cosines.dtype == np.float32
    assert np.abs(cosines - np.concatenate(expected) @ encoded[2].words.T).max() < 1e-6


def cosines_of(some, words) -> np.ndarray:
    return np.concatenate([rows @ turned.T for rows, turned in comparable(some, words)])


CODED = read_codebook(SHIPPED / CODEBOOK)
DIMENSION = len(CODED.turn)


def test_the_codebook_is_of_the_model_that_ships() -> None:
    assert CODED.model == folder_signature(SHIPPED)
    assert codebook_of(CODED.model) is not None
    assert codebook_of("another-0123456789ab") is None


def test_the_models_own_vectors_coded(shipped) -> None:
    chinese, english = "河水冲走了桥，村民都很难过。", "The river swept the bridge away."
    source, target = only(shipped, chinese), only(shipped, english)
    data = pack(source, CODED)
    back = unpack(data)
    assert len(data) < 0.16 * len(pack(source))
    assert back.spans.tolist() == source.spans.tolist()
    assert cosine(back.total, source.total) > 0.95
    assert (back.words * source.words).sum(axis=1).mean() > 0.9
    assert np.abs(back.words @ target.words.T - source.words @ target.words.T).mean() < 0.04


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=9), st.integers(0, 99))
def test_coded_places_come_back_as_they_were(moves, seed) -> None:
    ends = np.cumsum(np.array(moves, np.int32).reshape(-1, 2).reshape(-1)).reshape(-1, 2).astype(np.int32)
    encoded = Encoded(ends, drawn(len(moves), DIMENSION, seed).words, np.ones(DIMENSION, np.float32))
    packed = Packed(pack(encoded, CODED))
    back = unpack(packed.data)
    assert back.spans.tolist() == ends.tolist()
    assert (packed.tokens, back.words.shape, back.spans.dtype) == (len(moves), encoded.words.shape, np.int32)
    assert np.linalg.norm(back.total) == pytest.approx(np.linalg.norm(encoded.total), rel=1e-2)


def test_cosines_of_all_forms_together() -> None:
    encoded = [drawn(tokens, DIMENSION, tokens) for tokens in (3, 4, 0, 2)]
    kept = [encoded[0], Packed(pack(encoded[1], CODED)), Packed(pack(encoded[2], CODED)), Packed(pack(encoded[3]))]
    cosines = cosines_of(kept, encoded[0].words)
    expected = np.concatenate([whole(each).words for each in kept]) @ encoded[0].words.T
    assert np.abs(cosines - expected).max() < 0.005


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data + b"\0", lambda data: data[:40]])
def test_damaged_coded_bytes_are_refused(damage) -> None:
    with pytest.raises(ValueError, match="bytes"):
        unpack(damage(pack(drawn(3, DIMENSION, 1), CODED)))


def test_bytes_of_a_codebook_that_is_not_here_are_refused() -> None:
    arrays = {"turn": CODED.turn, "centroids": CODED.centroids[:2], "rest": CODED.rest.books}
    other = made_codebook("other", arrays | {"unit_turn": CODED.unit_turn, "units": CODED.units.books})
    with pytest.raises(ModelError, match="another version"):
        unpack(pack(drawn(3, DIMENSION, 1), other))


class TestABatch:
    """Many coded encodings at once say what each says by itself, also where one is kept in eight bits."""

    @pytest.fixture
    def rows(self, shipped) -> list[bytes]:
        texts = "河水冲走了桥。", "", "村民都很难过，却没有人知道该怎么办。", "The river swept the bridge away."
        encoded = list(shipped.encode(texts))
        book = codebook_of(shipped.signature)
        return [pack(each, book if at != 2 else None) for at, each in enumerate(encoded)]

    def test_of_all_tokens(self, shipped, rows) -> None:
        book = codebook_of(shipped.signature)
        assert book is not None
        batch = CodedBatch.of(rows, book)
        phrase = only(shipped, "the bridge over the river").words
        whole = [unpack(pack(unpack(row), book)) for row in rows]
        assert batch.tokens.tolist() == [len(each.words) for each in whole]
        exact = np.concatenate([each.words for each in whole]) @ phrase.T
        assert np.abs(batch.cosines(phrase @ book.back.T) - exact).max() < 0.01
        assert np.allclose(batch.units([0, 3]), [pooled(whole[at].total[None])[0] for at in (0, 3)], atol=1e-4)
        assert [Packed(row).spans.tolist() for row in rows] == [each.spans.tolist() for each in whole]

    def test_of_rows_cut_short_is_refused(self, shipped, rows) -> None:
        book = codebook_of(shipped.signature)
        assert book is not None
        with pytest.raises(ValueError, match="cut short"):
            CodedBatch.of([rows[0][:-30]], book)
