"""Patterns over words find what they say, and a wrong one says where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpus.errors import FormatError
from duizhao.corpus.search.cql import parse
from duizhao.corpus.search.token_pattern import Token

CASES = Path(__file__).parents[2] / "cases"


def rows(name: str) -> list[list[str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def sentence(written: str) -> list[Token]:
    tokens, at = [], 0
    for word, _, said in (one.rpartition("/") for one in written.split()):
        lemma = said.removeprefix("lemma=") if said.startswith("lemma=") else word
        tokens.append(Token(at, at + len(word), word, "" if said.startswith("lemma=") else said, lemma))
        at += len(word)
    return tokens


@pytest.mark.parametrize(("pattern", "written", "found"), rows("cql.tsv"))
def test_what_a_pattern_finds(pattern: str, written: str, found: str) -> None:
    tokens = sentence(written)
    words = ["".join(token.word for token in tokens[first:last]) for first, last in parse(pattern).spans(tokens)]
    assert words == [word for word in found.split("|") if word]


@pytest.mark.parametrize(("pattern", "character", "words"), rows("cql_wrong.tsv"))
def test_where_a_pattern_is_wrong(pattern: str, character: str, words: str) -> None:
    with pytest.raises(FormatError, match=rf"^the pattern is wrong in character {character}, ") as raised:
        parse(pattern)
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


def test_one_pattern_for_many_sentences() -> None:
    pattern = parse('[pos="n"] [pos="v"]')
    found = [list(pattern.spans(sentence(one))) for one in ("书/n 好/a", "书/n 看/v", "看/v 书/n 看/v", "")]
    assert found == [[], [(0, 2)], [(1, 3)], []]


def test_as_written() -> None:
    assert not list(parse('"學習"', written=True).spans(sentence("学习/v")))
    assert list(parse('"學習"', written=True).spans(sentence("學習/v")))


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ('[word="学习"] []{0,2} [pos="n"]', ["学习"]),
        ('"学习"? "党"+', ["党"]),
        ('("学习" | "教育") "党"', ["党"]),
        ('("学习" "教育")', ["学习", "教育"]),
        ('[word="学习" & pos="v"]', ["学习"]),
        ('[word="学习" | pos="v"]', []),
        ('[word!="学习"]', []),
        ('[!word="学习"]', []),
        ('[word="学.*"]', []),
        ('[pos="n"]', []),
    ],
)
def test_words_that_a_sentence_must_hold(pattern: str, words: list[str]) -> None:
    assert parse(pattern).words == words
