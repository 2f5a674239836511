"""Clauses of long sentences are found by what they have themselves."""

from __future__ import annotations

import numpy as np
import pytest
from encoders import remembering

from duizhao import make_library
from duizhao.align.quotations.retrieval import Retrieved
from duizhao.align.quotations.source_search import SourceSearch
from duizhao.align.quotations.windows import BY_CLAUSE, clause_starts, with_clauses
from duizhao.corpus.readers.load import document_of
from duizhao.models.encoder import Encoded

LONG = (
    "会议认为，今年上半年全县粮食生产形势总体平稳，各乡镇按照年初的部署抓紧春耕备耕，水利设施的维修进展顺利，"
    "化肥和种子的供应比较充足，老渡口的木匠要在冬天来临之前修好三条渡船，县里的两所中学新建了图书室和操场，"
    "村里的卫生所都配齐了常用药品，但是山区公路塌方的问题仍然没有解决，下半年必须继续下大力气抓好落实。"
)
PHRASE = "carpenters must repair the ferry boats before winter comes"
SHORT = "木匠在冬天修船。三条船要修。渡口的船在冬天停开。木匠修好了屋顶。冬天来临之前要备柴。"


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("水涨了船也高了，大家都走了吧。", ["水涨了船也高了，", "大家都走了吧。"]),
        ("水涨了船也高了。", ["水涨了船也高了。"]),
        ("他说：“木匠今天修好了渡船。”大家听了都很高兴。", ["他说：“木匠今天修好了渡船。”", "大家听了都很高兴。"]),
        ("三、木匠今天修好了渡船，好。", ["三、木匠今天修好了渡船，好。"]),
    ],
)
def test_a_sentence_is_cut_into_clauses_of_some_length(text, clauses) -> None:
    spans = np.array([(at, at + 1) for at in range(len(text))], np.int32)
    starts = clause_starts(text, spans)
    assert [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)] == clauses


def test_what_stands_together_in_a_clause_goes_before_what_is_scattered() -> None:
    """Thirty sentences of three clauses that have all of a phrase's tokens, the last of them alone in one clause."""
    clause, phrase = 8, np.eye(4, 16, dtype=np.float32)
    text = "，".join(["木匠修好了渡船的"[:clause]] * 3)
    spans = np.array([(at + at // clause, at + at // clause + 1) for at in range(3 * clause)], np.int32)
    rows = []
    for number in range(30):
        words = np.zeros((3 * clause, 16), np.float32)
        words[:, 15] = 1
        places = range(clause, clause + 4) if number == 29 else (0, clause, 2 * clause, 5)
        words[list(places)] = phrase
        rows.append(Encoded(spans, words, words.sum(axis=0)))
    count, ones = len(rows), np.ones((3, len(rows)), np.float32)
    found = Retrieved(
        np.arange(count), np.ones((count, 4), np.float32), ones, ones, *np.ones((4, 4), np.float32),
        np.full((count, 4), 0.1, np.float32), np.array([[0, 1]] * 3, np.float32),
    )  # fmt: skip
    most = BY_CLAUSE + 4
    asked = Encoded(spans[:4], phrase, phrase.sum(axis=0))
    chosen = with_clauses(found, asked, rows.__getitem__, lambda _: text, most)
    assert chosen.rows.tolist() == [*range(4), *range(4, 15), 29]
    assert [len(values) for values in (chosen.above, chosen.chance)] == [most, most]
    assert chosen.scores.shape == chosen.deviations.shape == (3, most)
    assert with_clauses(found, asked, rows.__getitem__, lambda _: text, count) is found


def test_a_small_library_is_looked_at_whole(shipped) -> None:
    library = make_library([(document_of(f"{SHORT}{LONG}", "zh", name="minutes"), None)], remembering(shipped))
    search = SourceSearch(library, remembering(shipped))
    (found,) = search.retrieve(list(shipped.encode([PHRASE])))
    assert len(found.rows) == len(search.passages) == 6
