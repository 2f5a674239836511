import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import CASES

from duizhao.corpus.text.paragraphs import paragraphs
from duizhao.corpus.text.sentences import CHINESE_RULES, WINDOW, lines, split

TEXT = st.one_of(
    st.text(max_size=80), st.text(alphabet="他好a B.。！？“”‘’\"'（）《》…\n\r\u3000\u2028 1", max_size=80)
)


def rows(name):
    cases = []
    for line in (CASES / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            why, marked = line.split("\t")
            cases.append(pytest.param(marked.split("|"), id=why))
    return cases


@pytest.mark.parametrize("expected", rows("sentences_zh.tsv"))
def test_chinese(expected):
    text = "".join(expected)
    assert [span.of(text).strip() for span in split(text, "zh")] == [sentence.strip() for sentence in expected]


@pytest.mark.parametrize("expected", rows("sentences_en.tsv"))
def test_english(expected):
    text = "".join(expected)
    assert [span.of(text) for span in split(text, "en")] == expected


@pytest.mark.parametrize("language", ["zh", "en"])
@given(text=TEXT)
@settings(deadline=None, max_examples=150)
def test_sentences_tile_the_text_and_none_is_blank(language, text):
    spans = split(text, language)
    assert "".join(span.of(text) for span in spans) == text
    assert [span.start for span in spans] == [0, *(span.end for span in spans)][: len(spans)]
    if text.strip():
        assert all(span.of(text).strip() for span in spans)
        assert all(not span.of(text)[0].isspace() for span in spans[1:])
    else:
        assert len(spans) == bool(text)


@given(TEXT)
@settings(deadline=None, max_examples=100)
def test_lines_are_what_stands_between_newlines(text):
    spans = lines(text)
    assert "".join(span.of(text) for span in spans) == text
    assert [span.of(text).removesuffix("\n") for span in spans] == (text.removesuffix("\n").split("\n") if text else [])


def test_presplit_lines_end_in_newlines_only():
    text = "a\u2028b\x85c\x0bd\re\r\n\r\nf\n"
    assert [span.of(text) for span in lines(text)] == ["a\u2028b\x85c\x0bd\re\r\n", "\r\n", "f\n"]


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "标题\n正文第一段\n\n第二段"), ("en", "Title\nFirst line\n\nMore")]
)
def test_a_line_end_ends_a_sentence(language, text):
    assert [span.of(text).strip() for span in split(text, language)] == [line for line in text.split("\n") if line]


WRAPPED = """The boat left at seven in the morning with a load of salt and two
passengers who had paid nothing. Nobody on the quay waved at it. The
captain, Mr. Hale, stood at the wheel and sang to himself until the
last of the houses had gone from sight behind the point. Then it was
quiet for a time.

They came back on Sunday.
"""


def test_hard_wrapped_lines_are_joined():
    assert len(paragraphs(WRAPPED)) == 2
    sentences = [" ".join(span.of(WRAPPED).split()) for span in split(WRAPPED, "en")]
    assert sentences[1] == "Nobody on the quay waved at it."
    assert sentences[-1] == "They came back on Sunday."
    assert len(sentences) == 5


def test_one_sentence_a_line_is_not_hard_wrapped():
    text = "\n".join(["This line holds one whole sentence of about sixty characters."] * 8)
    assert len(paragraphs(text)) == 8


def test_the_rules_have_names():
    assert len(dict(CHINESE_RULES)) == len(CHINESE_RULES)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("unit", ["“", "”", '"', ".", "…", "。", "（。", "《。》", "a b. ", "文", "A.B. ", "\n"])
@pytest.mark.slow
def test_time_is_nearly_linear(language, unit):
    text = (unit * 100_000)[:100_000]
    started = time.process_time()
    split(text, language)
    assert time.process_time() - started < 5


def test_a_sentence_longer_than_a_window_breaks_between_words():
    text = "word " * WINDOW
    assert all(span.of(text).endswith("word ") for span in split(text, "en"))
