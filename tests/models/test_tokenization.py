"""Pieces and their characters, of texts as they come."""

from __future__ import annotations

import unicodedata

import pytest
from tokenizers import Tokenizer

from duizhao.models.registry import SHIPPED
from duizhao.models.transformer.packed_folder import TOKENIZER
from duizhao.models.transformer.tokenization import cut


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(SHIPPED / TOKENIZER))


@pytest.mark.parametrize("text", ["lǜ sè", "Nguyễn Văn An", "Việt Nam", "が 中国", "ṩa ḯ", "café", "三民主義"])
def test_marks_apart_from_their_letter_give_the_same_pieces(text, tokenizer) -> None:
    apart = unicodedata.normalize("NFD", text)
    joined, found = cut(tokenizer, [text, apart])
    assert found.ids == joined.ids
    words = [unicodedata.normalize("NFC", apart[start:end]) for start, end in found.spans]
    assert words == [text[start:end] for start, end in joined.spans]


def test_marks_in_one_text_leave_the_others_alone(tokenizer) -> None:
    alone, together = cut(tokenizer, ["一二三"])[0], cut(tokenizer, ["e\u0301", "一二三"])[1]
    assert alone.ids == together.ids
    assert alone.spans.tolist() == together.spans.tolist()


def test_marks_without_a_letter(tokenizer) -> None:
    (found,) = cut(tokenizer, ["\u0301\u0302 a"])
    assert found.spans[found.seen].max() == 4
