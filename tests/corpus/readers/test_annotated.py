"""CoNLL-U and ELAN: their text, their sentences as given, and what of them is not read is said."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.sniff import kind_of
from duizhao.corpus.readers.dispatch import read_here
from duizhao.corpus.readers.load import document_from


def rows(*words: str) -> str:
    """Rows of CoNLL-U: `number/word`, with `+` behind a word that no blank follows."""
    lines = []
    for number, _, word in (one.partition("/") for one in words):
        after = "SpaceAfter=No" if word.endswith("+") else "_"
        lines.append("\t".join((number, word.removesuffix("+"), *["_"] * 7, after)))
    return "".join(f"{line}\n" for line in lines) + "\n"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (rows("1/学习+", "2/历史+", "3/。"), "学习历史。\n"),
        (rows("1/学习", "2/历史", "3/。"), "学习历史。\n"),
        ("# text = 学习。他来了！\n" + rows("1/学习"), "学习。他来了！\n"),
        (rows("1/He", "2/came+", "3/.") + rows("1/Yes+", "2/!"), "He came.\nYes!\n"),
        (rows("1-2/don't", "1/do", "2/n't", "3/go+", "3.1/x", "4/."), "don't go.\n"),
        (rows("1/加入", "2/WTO", "3/了"), "加入 WTO 了\n"),
        ("# a = b\r\n" + rows("1/好+", "2/。").replace("\n", "\r\n"), "好。\n"),
        ("\ufeff# global.columns = ID\n\n" + rows("1/好"), "好\n"),
        (rows("1/好").rstrip("\n"), "好\n"),
    ],
)
def test_text_of_conllu(file: str, text: str) -> None:
    data = file.encode()
    assert kind_of(data) == "conllu"
    contents = read_here(data, "x.conllu")
    assert contents.text == text
    document = document_from(contents, "zh", "x", "0" * 64)
    assert [document.sentence(at) for at in range(len(document.sentences))] == text.splitlines()


def test_marks_of_conllu() -> None:
    file = "# newdoc id = a\n# sent_id = a1\n" + rows("1/好") + "# sent_id = a2\n" + rows("1/坏")
    marks = read_here(file.encode(), "x").marks
    assert [(mark.kind, mark.value, mark.span.start) for mark in marks] == [
        ("sent_id", "a1", 0),
        ("newdoc", "a", 0),
        ("sent_id", "a2", 2),
    ]


@pytest.mark.parametrize(
    ("file", "line"),
    [(rows("1/a") + "2\tb\n", "2 columns in line 3"), (rows("1/a") + rows("x/b"), "10 columns in line 3")],
)
def test_a_line_that_is_none_is_named(file: str, line: str) -> None:
    with pytest.raises(ReadError, match=line):
        read_here(file.encode(), "x.conllu")


@pytest.mark.parametrize("text", ["# Title\n1. one\n", "1\t2\t3\n", "1\ta\n", "#\n" * 5000, "# a\n" * 900 + "b"])
def test_other_texts_stay_texts(text: str) -> None:
    assert kind_of(text.encode()) == "text"


def eaf(*tiers: str) -> bytes:
    slots = "".join(f'<TIME_SLOT TIME_SLOT_ID="t{at}" TIME_VALUE="{at * 1000}"/>' for at in range(9))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT AUTHOR="" VERSION="3.0"><HEADER/>'
        f"<TIME_ORDER>{slots}</TIME_ORDER>{''.join(tiers)}</ANNOTATION_DOCUMENT>"
    ).encode()


def tier(name: str, said: Iterable[tuple[int, str]]) -> str:
    """A tier of its own: from which second on, for one second, and what."""
    inner = "".join(
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{name}{at}" TIME_SLOT_REF1="t{at}" '
        f'TIME_SLOT_REF2="t{at + 1}"><ANNOTATION_VALUE>{words}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>'
        for at, words in said
    )
    return f'<TIER TIER_ID="{name}" PARTICIPANT="{name}">{inner}</TIER>'


def under(name: str, parent: str, said: Iterable[tuple[int, str]]) -> str:
    """A tier that hangs on another."""
    inner = "".join(
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="{name}{at}{number}" ANNOTATION_REF="{parent}{at}">'
        f"<ANNOTATION_VALUE>{words}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
        for number, (at, words) in enumerate(said)
    )
    return f'<TIER TIER_ID="{name}" PARENT_REF="{parent}">{inner}</TIER>'


def test_what_is_said_in_the_order_of_time() -> None:
    contents = read_here(
        eaf(tier("B", [(2, "我不去。你呢？")]), tier("A", [(0, "你去吗？"), (4, " 好  "), (6, "")])), "x.eaf"
    )
    assert contents.text == "你去吗？\n我不去。你呢？\n好\n"
    marks = [(mark.kind, mark.value) for mark in contents.marks if mark.span.start == 5]
    assert marks == [("time", "00:00:02"), ("cue", "2.000 3.000"), ("speaker", "B")]
    assert len(document_from(contents, "zh", "x", "0" * 64).sentences) == 3


def test_a_translation_stands_under_it_and_other_tiers_are_told_of() -> None:
    said = tier("A", [(0, "你去吗？"), (2, "我不去。")])
    english = under("en", "A", [(0, "Are you going?"), (2, "I am not going.")])
    glosses = under("gloss", "A", [(0, "you"), (0, "go"), (0, "Q"), (2, "I")])
    contents = read_here(eaf(said, english, glosses), "x.eaf")
    assert contents.text == "你去吗？\nAre you going?\n我不去。\nI am not going.\n"
    assert [mark.value for mark in contents.marks if mark.kind == "left-out"] == ["tier: gloss"]


@pytest.mark.parametrize("data", [eaf(), eaf(tier("A", [])), eaf(under("x", "A", [(0, "a")]))])
def test_without_anything_said(data: bytes) -> None:
    with pytest.raises(ReadError, match="no annotations"):
        read_here(data, "x.eaf")
