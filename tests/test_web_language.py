"""The interface in Chinese: every phrase of the pages, and every line that says what is wrong, has its Chinese."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from duizhao.align.web.templates import catalogue, say

SAID = re.compile(r"\{[{%](?:(?![%}]\}).)*?\|\s*say")
QUOTED = re.compile(r'"([^"{}]*[A-Za-z][^"{}]*(?:\{\d\}[^"{}]*)*)"|\'([^\'{}]*[A-Za-z][^\'{}]*)\'')
COMPARED = re.compile(r'[=!]= *("[^"]*"|\'[^\']*\')')
WRONG = re.compile(r'(?:RequestError|StaleError|CHANGED =|_said\(request, \d+,)\s*\(?\s*"([^"]+)"')
KEYS = {"candidate", "other", "nearest"}
"""Names that templates give one another."""


def test_every_phrase_of_the_pages_has_its_chinese() -> None:
    pages = [each for each in files("duizhao.align.web").iterdir() if each.name.endswith(".html")]
    pages += [files("duizhao.align.report").joinpath(name) for name in ("card.html", "passage.html", "marked.html")]
    phrases = set()
    for page in pages:
        for said in SAID.findall(page.read_text(encoding="utf-8")):
            phrases |= {one or other for one, other in QUOTED.findall(COMPARED.sub("", said))}
    assert len(phrases) > 100
    assert not sorted(phrases - set(catalogue("zh")) - KEYS)


def test_every_line_that_says_what_is_wrong_has_its_chinese() -> None:
    lines: set[str] = set()
    for module in files("duizhao.align.web").iterdir():
        if module.name.endswith(".py"):
            lines |= set(WRONG.findall(module.read_text(encoding="utf-8")))
    assert len(lines) > 15
    assert not [line for line in sorted(lines) if say("zh", line) == line]


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("3 quotations: 2 verbatim, 1 not found", "3 处引文：2 处逐字，1 处未找到"),
        (
            "1 document (8 sentences; 3 pages, 1 of them not read), 1 English translation, model m",
            "1 篇文档（8 句；3 页，其中 1 页未能识读），1 种英译，模型 m",
        ),
        ("page 3, para. 2, characters 12–19, in IMG_3.jpg", "第 3 页，第 2 段，第 12–19 字，在 IMG_3.jpg 中"),
        (
            "Rendering of the Chinese: doubtful: nothing in the Chinese says “went off”; “a” stands twice.",
            "对中文的翻译：存疑：中文中没有“went off”；“a”重复。",
        ),
        ("added: off, left out: a", "增：off，缺：a"),
        ("IMG_1.png is another picture now than the one that was read", "IMG_1.png 已不是当初识读的那张图片"),
        (
            "words +0.31 above chance · vectors 0.72 · length ×1.10 · numbers: 2 on both sides, 1 only in the source",
            "词语高于偶然 +0.31 · 向量 0.72 · 长度 ×1.10 · 数字：两边都有 2 个，仅原文有 1 个",
        ),
        ("a phrase that nobody has translated", "a phrase that nobody has translated"),
    ],
)
def test_sentences_with_something_in_them(english: str, chinese: str) -> None:
    assert say("zh", english) == chinese
    assert say("en", english) == english
