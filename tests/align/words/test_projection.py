"""A phrase on one side leads to its words on the other, whole words and no stray marks."""

from __future__ import annotations

import json

import numpy as np
import pytest
from encoders import lexicon, only, remembering
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao import project_span
from duizhao.align.vectors.word_links import AlignmentMatrix, cosine_alignment
from duizhao.align.words.line_protocol import project_lines
from duizhao.align.words.project import project_spans
from duizhao.align.words.projection import SearchedText, project
from duizhao.corpus.document import Span
from duizhao.corpus.errors import FormatError

ZH = "校长说，《图书馆》和花园都属于学校。"
EN = "The headmaster said that the “library” and the garden both belong to the school."
PHRASES = {"library": "图书馆", "garden": "花园", "the school": "学校"}


def phrase(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


@pytest.mark.parametrize("words", PHRASES)
def test_english_to_chinese(shipped, words) -> None:
    found = project_span(ZH, EN, phrase(EN, words), encoder=remembering(shipped))
    assert found is not None
    assert found.span.of(ZH) == PHRASES[words]


@pytest.mark.parametrize("words", PHRASES)
def test_chinese_to_english(shipped, words) -> None:
    found = project_span(ZH, EN, phrase(ZH, PHRASES[words]), given="zh", encoder=remembering(shipped))
    assert found is not None
    assert words.removeprefix("the ") in found.span.of(EN)
    assert len(found.span) <= len(words) + 4


def test_a_phrase_of_several_words(shipped) -> None:
    found = project_span(ZH, EN, phrase(EN, "library” and the garden"), encoder=remembering(shipped))
    assert found is not None
    assert found.span.of(ZH) in {"《图书馆》和花园", "《图书馆》和花园都"}  # both brackets or none


def test_the_evidence_is_told() -> None:
    found = project_span(ZH, EN, phrase(EN, "garden"), encoder=lexicon())
    assert found is not None
    assert found.span.of(ZH) == "花园"
    assert found.pieces == (found.span,)
    assert (found.features.covered, found.features.kept) == (pytest.approx(1, abs=0.02), pytest.approx(1, abs=0.02))
    assert found.confidence > 0.9
    ((theirs, mine, probability),) = found.supporting_links
    assert (theirs.of(EN), mine.of(ZH)) == ("garden", "花园")
    assert probability > 0.9


def test_words_are_taken_whole() -> None:
    encoder = lexicon()
    text = "新的图书馆员来了"
    found = project(
        cosine_alignment(only(encoder, text), only(encoder, "library")), [Span(0, 7)], SearchedText(text, "zh")
    )
    assert found is not None
    assert found.span.of(text).startswith("图书馆")
    assert found.span.start == 2


@pytest.mark.parametrize(
    ("linked", "found"),
    [
        ({(1, 0): 0.9, (2, 1): 0.9, (2, 2): 0.9}, "人权"),  # 尊重 is linked with other words
        ({(2, 1): 0.9, (2, 2): 0.9}, "尊重人权"),  # 尊重 is linked with nothing: the word is one
    ],
)
def test_a_long_word_is_parted_where_the_links_end(linked, found) -> None:
    source, target = "国家尊重人权", "respects human rights"
    probability = np.zeros((3, 3), np.float32)
    for place, value in linked.items():
        probability[place] = value
    places = np.array([[0, 2], [2, 4], [4, 6]], np.int32), np.array([[0, 8], [9, 14], [15, 21]], np.int32)
    links = AlignmentMatrix(*places, np.maximum(probability, np.float32([[0.6, 0, 0], [0, 0, 0], [0, 0, 0]])))
    projection = project(links, [Span(9, 21)], SearchedText(source, "zh"), target)
    assert projection is not None
    assert projection.span.of(source) == found


def test_a_phrase_in_a_part_of_a_text() -> None:
    text = f"桥。{ZH}桥。"
    encoder = lexicon()
    encoded = only(encoder, ZH)
    moved = type(encoded)(encoded.spans + 2, encoded.words, encoded.total)
    found = project(
        cosine_alignment(moved, only(encoder, EN)),
        [Span(*phrase(EN, "garden"))],
        SearchedText(text, "zh", Span(2, 2 + len(ZH))),
    )
    assert found is not None
    assert found.span.of(text) == "花园"


@pytest.mark.parametrize(
    ("source", "target", "span"),
    [("", EN, (0, 3)), (ZH, "…", (0, 1)), ("。", EN, (0, 3)), (ZH, EN, (3, 4))],
)
def test_nothing_to_lead_to(source, target, span) -> None:
    assert project_span(source, target, span, encoder=lexicon()) is None


@settings(deadline=None, max_examples=40)
@given(st.integers(0, len(EN) - 1), st.integers(1, len(EN)), st.booleans())
def test_any_span_leads_inside_the_text(start, size, turned) -> None:
    given_text, other = (ZH, EN) if turned else (EN, ZH)
    start %= len(given_text)
    span = (start, min(len(given_text), start + size))
    found = project_span(ZH, EN, span, given="zh" if turned else "en", encoder=lexicon())
    if found is not None:
        assert 0 <= found.span.start < found.span.end <= len(other)
        assert other[found.span.start].isalnum() or other[found.span.start] in "《“"
        assert 0 <= found.confidence <= 1


def test_many_spans_keep_their_order() -> None:
    items = [(ZH, EN, Span(*phrase(EN, words)), "en") for words in PHRASES] * 2
    found = [each.span.of(ZH) for each in project_spans(items, lexicon()) if each]
    assert found == list(PHRASES.values()) * 2


RECORD = {"source": ZH, "target": EN, "id": 7}


class TestLines:
    def lines(self, *records: object) -> list[dict]:
        encoded = [json.dumps(record, ensure_ascii=False) for record in records]
        return [json.loads(line) for line in project_lines(encoded, lexicon())]

    def test_source_is_added(self) -> None:
        (found,) = self.lines({**RECORD, "target_span": phrase(EN, "garden")})
        assert found == {
            **RECORD,
            "target_span": list(phrase(EN, "garden")),
            "source_span": list(phrase(ZH, "花园")),
            "source_spans": [list(phrase(ZH, "花园"))],
            "confidence": found["confidence"],
        }

    def test_target_is_added_where_source_is_given(self) -> None:
        (found,) = self.lines({**RECORD, "source_span": phrase(ZH, "花园")})
        assert EN[slice(*found["target_span"])] == "garden"
        assert found["target_spans"] == [found["target_span"]]

    def test_null_where_nothing_is_found(self) -> None:
        (found,) = self.lines({"source": "。", "target": EN, "target_span": [0, 3]})
        assert (found["source_span"], found["source_spans"], found["confidence"]) == (None, [], 0)

    def test_blank_lines_are_passed_over(self) -> None:
        assert list(project_lines(["", "  "], lexicon())) == []

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({}, "neither target_span nor source_span"),
            ({"target_span": [0, 999]}, "outside"),
            ({"target_span": [5, 5]}, "outside"),
            ({"target_span": [-1, 3]}, "outside"),
            ({"source_span": [3, 1]}, "outside"),
            ({"target_span": [0]}, r"\[start, end\]"),
            ({"target_span": "0-3"}, r"\[start, end\]"),
            ({"target_span": [0.0, 3.0]}, r"\[start, end\]"),
            ({"target_span": [True, 3]}, r"\[start, end\]"),
            ({"source": None, "target_span": [0, 3]}, "both text"),
            ({"source": "\ud800", "target_span": [0, 3]}, "surrogate"),
        ],
    )
    def test_a_wrong_line_is_named(self, fields, said) -> None:
        lines = ["", json.dumps({**RECORD, **fields})]
        with pytest.raises(FormatError, match=f"line 2.*{said}"):
            list(project_lines(lines, lexicon()))

    @pytest.mark.parametrize("line", ["{", "[]", "null", "7", '"text"', "[" * 100_000, '{"source": 1' + "0" * 5000])
    def test_a_line_that_is_no_object(self, line) -> None:
        with pytest.raises(FormatError, match="line 1"):
            list(project_lines([line], lexicon()))
