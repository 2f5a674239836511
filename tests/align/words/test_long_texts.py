"""Sentences that never end are cut at their clauses, and their words are linked in time that grows as they do."""

from __future__ import annotations

import numpy as np
import pytest

from duizhao.align.errors import RequestError
from duizhao.align.vectors.background import backgrounds
from duizhao.align.words import long_texts
from duizhao.align.words.aligner import link_texts
from duizhao.align.words.long_texts import LONG, LONGEST_SENTENCE, groups, sentences_of
from duizhao.corpus.document import Language
from duizhao.models.encoder import Encoded, Encoder

CLAUSES = [
    ("学校在每年九月开学", "The schools open in September of every year"),
    ("教师每周上课二十小时", "teachers give lessons for twenty hours a week"),
    ("图书馆晚上十点关门", "the library closes at ten in the evening"),
    ("医院收治了三百名病人", "the hospital admitted three hundred patients"),
    ("河上新修了两座桥", "two new bridges were built over the river"),
    ("火车票价没有上涨", "the price of train tickets did not rise"),
    ("农民正在田里收麦子", "the farmers are harvesting wheat in the fields"),
    ("工厂生产自行车和收音机", "the factory makes bicycles and radios"),
]


def endless(times: int) -> tuple[str, str]:
    """Both texts of one sentence: the clauses, over and over, each time with another number."""
    return (
        "，".join(f"第{at}条{zh}" for at in range(times) for zh, _ in CLAUSES),
        ", ".join(f"article {at} {en}" for at in range(times) for _, en in CLAUSES),
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_parts_of_a_sentence_without_end_follow_each_other_and_none_is_long(language: Language) -> None:
    text = endless(30)[language == "en"]
    parts = sentences_of(text, language)
    assert max(len(part) for part in parts) < 2 * LONG[language]
    assert all(before.end <= after.start for before, after in zip(parts, parts[1:], strict=False))
    assert "".join(part.of(text) for part in parts).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "的" * 2000),
        ("zh", "的 " + "的" * 700),
        ("en", "word " * 1000),
        ("en", "word " * 200),
        ("en", "x" * 5000),
    ],
)
def test_what_has_no_clauses_is_cut_at_blanks_or_anywhere(language: Language, text: str) -> None:
    parts = sentences_of(text, language)
    assert len(parts) > 1
    assert max(len(part) for part in parts) <= LONGEST_SENTENCE[language]
    assert "".join(part.of(text) for part in parts).replace(" ", "") == text.replace(" ", "")
    assert min(len(part) for part in parts) >= LONG[language] / 4
    if language == "en" and " " in text:
        assert all(part.of(text).startswith("word") and part.of(text).endswith("word") for part in parts)


def test_a_comma_before_a_year_ends_a_clause_and_one_in_a_number_does_not() -> None:
    text = "，".join(f"{1950 + at}年工厂生产自行车{at},000辆" for at in range(60))
    assert all(part.of(text).startswith(("19", "20")) for part in sentences_of(text, "zh"))


def test_a_sentence_of_usual_length_is_left_whole() -> None:
    text = "，".join(zh for zh, _ in CLAUSES * 3)
    assert LONG["zh"] < len(text) < LONGEST_SENTENCE["zh"]
    assert len(sentences_of(text, "zh")) == 1


def test_words_in_a_sentence_without_end_are_linked_where_they_belong(shipped: Encoder) -> None:
    source, target = endless(8)
    ((_, links),) = link_texts([(source, target)], lambda pair: pair, shipped)
    starts = [at for at in range(len(source)) if source.startswith("医院", at)]
    there = [at for at in range(len(target)) if target.startswith("hospital", at)]
    right = wrong = 0
    for row, column in np.argwhere(links.probability >= 0.5):
        if links.source[row][0] in starts:
            own = there[starts.index(links.source[row][0])]
            right += links.target[column][0] == own
            wrong += abs(links.target[column][0] - own) > len(CLAUSES[3][1])
    assert right >= 7
    assert not wrong


@pytest.fixture
def sentences(shipped: Encoder) -> tuple[tuple[list[str], list[str]], tuple[list[Encoded], list[Encoded]]]:
    assert shipped.linker
    texts = endless(8)
    chinese = [span.of(texts[0]) for span in sentences_of(texts[0], "zh")]
    english = [span.of(texts[1]) for span in sentences_of(texts[1], "en")]
    layers = shipped.linker.layers
    return (chinese, english), (list(shipped.encode(chinese, layers)), list(shipped.encode(english, layers)))


def test_unsure_beads_are_not_taken_together_without_bound(
    monkeypatch: pytest.MonkeyPatch, sentences, shipped: Encoder
) -> None:
    common = backgrounds(shipped)
    monkeypatch.setattr(long_texts, "SURE", 1.1)  # no bead is sure
    monkeypatch.setattr(long_texts, "MOST_TOKEN_PAIRS", 10**9)
    assert len(list(groups(*sentences, common))) == 1
    monkeypatch.setattr(long_texts, "MOST_TOKEN_PAIRS", 100)
    cut = list(groups(*sentences, common))
    assert len(cut) > 3
    for one, another in zip(cut, cut[1:], strict=False):
        assert one[0].stop <= another[0].start
        assert one[1].stop <= another[1].start


def test_a_passage_whose_links_would_fill_the_memory_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, shipped: Encoder
) -> None:
    monkeypatch.setattr(long_texts, "LARGEST", 1000)
    with pytest.raises(RequestError, match=r"a passage of \d+ Chinese and \d+ English characters .* divide it"):
        list(link_texts([endless(8)], lambda pair: pair, shipped))
