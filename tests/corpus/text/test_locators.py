"""The parts of a text, and how a place in it is cited."""

from __future__ import annotations

import pytest

from duizhao.corpus.document import Mark, Span
from duizhao.corpus.readers.base.contents import Contents
from duizhao.corpus.readers.bilingual import taken_apart
from duizhao.corpus.readers.load import document_from, document_of
from duizhao.corpus.samples import sample_pairs
from duizhao.corpus.text.locators import Places
from duizhao.corpus.text.structure import number_of, structure

LAW = """宪法
序　言
从前有一口井。
第一章　总纲
第一条　井属于全村。
任何人不得独占。
第二条　村民享有下列权利：
（一）取水；
（二）说话。
第二节　水
第十条之一
水是甜的。
附则
本法自公布之日起施行。
"""
PLACES = {
    "宪法": ("para. 1", ""),
    "从前": ("“序 言”, para. 1", ""),
    "第一章": ("Chapter 1", "第一章"),
    "井属于": ("Article 1, para. 1", "第一条第一款"),
    "任何人": ("Article 1, para. 2", "第一条第二款"),
    "村民": ("Article 2", "第二条"),
    "说话": ("Article 2, item 2", "第二条第二项"),
    "水是": ("Article 10-1", "第十条之一"),
    "本法": ("“附则”, para. 1", ""),
}


@pytest.mark.parametrize("words", PLACES)
def test_places_of_a_chinese_law(words: str) -> None:
    place = Places(document_of(LAW, "zh", name="law")).at(LAW.index(words))
    assert (place.label, place.written) == PLACES[words]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Article 1 Wells.\nArticle 3 of the law says so.\nArticle 2 Water.\n", ["1", "2"]),
        ("Section 4. Salt\nchapter II Roads\nPART ONE of three\n", ["4", "2"]),
        ("第一条路很长。\n第二条路很短。\n", []),
        ("第1条 井。\n第十二條　水。\n", ["1", "12"]),
        ("As Article 5 says.\n", []),
    ],
)
def test_a_number_is_believed_where_a_heading_would_have_it(text: str, numbers: list[str]) -> None:
    assert [number_of(mark.value) for mark in structure(text) if mark.kind != "paragraph"] == numbers


@pytest.mark.parametrize("side", [1, 2])
def test_every_article_of_the_constitution_is_found(side: int) -> None:
    text = next(pair for pair in sample_pairs() if pair[0] == "constitution")[side].read_text(encoding="utf-8")
    articles = [mark for mark in structure(text) if mark.kind == "article"]
    assert [number_of(mark.value) for mark in articles] == [str(number) for number in range(1, 144)]


@pytest.mark.parametrize("side", [1, 2])
@pytest.mark.slow
def test_a_text_may_end_anywhere(side: int) -> None:
    """After a heading too, or between a heading and what it is over: no part reaches beyond what is there."""
    for pair in sample_pairs():
        lines = pair[side].read_text(encoding="utf-8").splitlines(keepends=True)[:120]
        for count in range(1, len(lines)):
            text = "".join(lines[:count])
            assert all(0 <= mark.span.start <= mark.span.end <= len(text) for mark in structure(text))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("第 1 條\n第 2 條\n", ["article", "article"]),
        ("第一条\n", ["article"]),
        ("第一章\n第一条", ["chapter", "article"]),
        ("Article 1\nArticle 2\n", ["article", "article"]),
        ("CHAPTER I\n", ["chapter"]),
    ],
)
def test_headings_that_nothing_follows(text: str, kinds: list[str]) -> None:
    assert [mark.kind for mark in structure(text)] == kinds


def test_what_the_file_marks_comes_first() -> None:
    text = "Prices\nSalt\n3\nA note.\nSaid at noon.\n"
    marks = (
        Mark("page", Span(0, 12), "7"),
        Mark("heading", Span(0, 6), "1"),
        Mark("cell", Span(7, 12), "1.2.1"),
        Mark("footnote", Span(14, 22), "3"),
        Mark("time", Span(22, 35), "00:01:02"),
    )
    places = Places(document_from(Contents(text, marks), "en", "a", "0" * 64))
    found = [places.at(at) for at in (0, 8, 15, 25)]
    assert [place.label for place in found] == ["“Prices”", "table 1, row 2", "footnote 3", "at 00:01:02"]
    assert [place.page for place in found] == ["7", "7", "", ""]


TOGETHER = {
    "paragraph by paragraph": ("井是公共的。\nThe well is public.\n水是甜的。\nThe water is sweet.\n", ()),
    "one after the other": ("井是公共的。\n水是甜的。\nThe well is public.\nThe water is sweet.\n", ()),
    "in one paragraph": ("井是公共的。 The well is public.\nThe water is sweet. 水是甜的。\n", ()),
    "wrapped in lines": ("井是公共的。\n\nThe well is public.\n\n水是甜的。\n\nThe water is sweet.\n", ()),
}


@pytest.mark.parametrize("how", TOGETHER)
def test_both_languages_in_one_file(how: str) -> None:
    text, marks = TOGETHER[how]
    sides = taken_apart(Contents(text, marks))
    assert sides is not None
    assert [side.text for side in sides] == ["井是公共的。\n水是甜的。\n", "The well is public.\nThe water is sweet.\n"]


def test_numbers_stay_in_their_column_and_marks_move_along() -> None:
    cells = ["井", "The well", "1911", "1912", "甜水", "Sweet water"]
    text, marks = "", []
    for at, cell in enumerate(cells):
        marks.append(Mark("cell", Span(len(text), len(text) + len(cell) + 1), f"1.{at // 2 + 1}.{at % 2 + 1}"))
        text += f"{cell}\n"
    marks.append(Mark("note", Span(text.index("Sweet"), len(text) - 1), "lit. sugar"))
    sides = taken_apart(Contents(text, tuple(marks)))
    assert sides is not None
    assert [side.text for side in sides] == ["井\n1911\n甜水\n", "The well\n1912\nSweet water\n"]
    note = next(mark for mark in sides[1].marks if mark.kind == "note")
    assert note.span.of(sides[1].text) == "Sweet water"
    assert [mark.value for mark in sides[0].marks] == ["1.1.1", "1.2.1", "1.3.1"]


@pytest.mark.parametrize("text", ["井是公共的。\n", "A well.\nTwo wells called 井.\n", "他说 OK。\n好。\n", ""])
def test_one_language_is_not_taken_apart(text: str) -> None:
    assert taken_apart(Contents(text)) is None
