"""The second encoder: words meet exactly where its list says so."""

from __future__ import annotations

import numpy as np
import pytest
from encoders import PAIRS, cosine, lexicon, only
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.models.lexicon_encoder import LexiconEncoder


def words(encoder, text: str) -> list[str]:
    return [text[start:end] for start, end in only(encoder, text).spans.tolist()]


def test_cuts_listed_words_by_longest_match() -> None:
    encoder = LexiconEncoder({"图书": "books", "图书馆": "library"})
    assert words(encoder, "图书馆的图书，120 years’ worth") == ["图书馆", "的", "图书", "120", "years", "worth"]


def test_a_listed_word_has_the_vector_of_its_english() -> None:
    source, target = only(lexicon(), "河水冲走了桥"), only(lexicon(), "The RIVER swept the bridge away")
    cosines = source.words @ target.words.T
    assert cosines[0, 1] == pytest.approx(1, abs=1e-5)
    assert cosines[-1, 4] == pytest.approx(1, abs=1e-5)
    assert np.abs(cosines[1:-1]).max() < 0.5


def test_the_list_may_be_written_in_capitals() -> None:
    encoder = LexiconEncoder({"北京": "Beijing"})
    assert cosine(only(encoder, "北京").total, only(encoder, "beijing").total) == pytest.approx(1, abs=1e-5)


def test_signature_changes_with_the_list_and_the_dimension() -> None:
    assert LexiconEncoder({"桥": "bridge"}).signature == LexiconEncoder({"桥": "bridge"}).signature
    assert len({LexiconEncoder({"桥": word}, size).signature for word in ("bridge", "deck") for size in (64, 128)}) == 4


def test_empty_texts() -> None:
    for text in ("", " \n", "。！"):
        encoded = only(lexicon(), text)
        assert encoded.words.shape[0] == len(encoded.spans)
    assert not only(lexicon(), "").total.any()
    assert words(LexiconEncoder({}), "河a1") == ["河", "a", "1"]


def test_translations_share_more_than_other_sentences() -> None:
    table = [[cosine(only(lexicon(), zh).total, only(lexicon(), en).total) for _, en in PAIRS] for zh, _ in PAIRS]
    assert np.array(table).argmax(axis=1).tolist() == list(range(len(PAIRS)))


@settings(deadline=None, max_examples=40)
@given(st.text(alphabet="河水桥学校的，。 abAB19é\u0301👍\n", max_size=30))
def test_spans_are_in_order_and_apart_and_vectors_units(text) -> None:
    encoded = only(lexicon(), text)
    assert (encoded.spans[:, 0] < encoded.spans[:, 1]).all()
    assert (encoded.spans[1:, 0] >= encoded.spans[:-1, 1]).all()
    assert not len(encoded.spans) or encoded.spans[-1, 1] <= len(text)
    assert np.linalg.norm(encoded.words, axis=1) == pytest.approx(1, abs=1e-5)
    assert encoded.total == pytest.approx(encoded.words.sum(axis=0), abs=1e-4)
