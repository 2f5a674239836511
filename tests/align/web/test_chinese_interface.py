"""The interface in Chinese: every phrase of the pages, and every message that they can show, has its Chinese."""

from __future__ import annotations

import ast
import pickle
import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Formatter

import pytest

from duizhao.align.checks.finding import shortened
from duizhao.align.report.bitext_page import bead_reasons
from duizhao.align.report.captions import place, searched_words, summary_words
from duizhao.align.report.verdicts import rendered
from duizhao.align.web.templates import catalogue, say
from duizhao.corpus.bitext import Bead, Reasons
from duizhao.corpus.document import Span
from duizhao.corpus.message import Message, MessageList, changed, message_of
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.scans.coverage import Coverage
from duizhao.corpus.traces.trace import QuoteLink, SearchScope, Trace, TracedQuotation, Verdict
from duizhao.errors import DuizhaoError

SAID = re.compile(r"\{[{%](?:(?![%}]\}).)*?\|\s*say")
QUOTED = re.compile(r'"([^"{}]*[A-Za-z][^"{}]*(?:\{\d\}[^"{}]*)*)"|\'([^\'{}]*[A-Za-z][^\'{}]*)\'')
COMPARED = re.compile(r'[=!]= *("[^"]*"|\'[^\']*\')')
WRONG = re.compile(r'(?:RequestError|StaleError|CHANGED =|_said\(request, \d+,)\s*\(?\s*"([^"]+)"')
KEYS = {"candidate", "other", "nearest"}
"""Names that templates give one another."""
UNTRANSLATED = {"item {number}"}
"""Forms that the reader shows in English, as every name is."""


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


def _modules(folder: Traversable) -> Iterator[Traversable]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _modules(each)
        elif each.name.endswith(".py"):
            yield each


def _forms() -> Iterator[str]:
    """The forms of messages that the code spells out."""
    for room in ("duizhao.align", "duizhao.corpus"):
        for module in _modules(files(room)):
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message":
                    choices = (
                        [node.args[0].body, node.args[0].orelse] if isinstance(node.args[0], ast.IfExp) else node.args
                    )
                    yield from (each.value for each in choices if isinstance(each, ast.Constant))


@pytest.mark.slow
def test_every_message_has_its_chinese() -> None:
    forms = set(_forms())
    assert len(forms) > 60
    assert not sorted(forms - set(catalogue("zh")) - UNTRANSLATED)


def test_a_form_and_its_chinese_have_the_same_parts() -> None:
    """`{error}` of an expression, and which orders there are, are told in English alone."""
    for english, chinese in catalogue("zh").items():
        parts = [{name for _, name, _, _ in Formatter().parse(each) if name is not None} for each in (english, chinese)]
        assert parts[1] <= parts[0] <= parts[1] | {"error", "orders"}, english


def _traced(verdict: Verdict, rendering: str = "not judged") -> TracedQuotation:
    links = (QuoteLink("d", (Span(0, 1),), "中", None, (), None, 1.0, "b"),) if verdict != "not found" else ()
    return TracedQuotation(Quotation((Span(0, 1),), "a"), verdict, 0.5, links, (), rendering)


def _bead_reasons() -> str:
    return bead_reasons(Bead((0,), (0,), 0.9, Reasons(0.31, 0.72, 0.0953, (2, 1, 0))))


LEFT_OUT = Message("nothing in the {language} says “{words}”", language=Message("Chinese"), words="went off")
DOUBTED = Message(
    "{verdict}: {reasons}",
    verdict=Message("doubtful"),
    reasons=MessageList("; ", [LEFT_OUT, Message("“{words}” stands twice", words="a")]),
)


@pytest.mark.parametrize(
    ("message", "english", "chinese"),
    [
        (
            summary_words(
                Trace("a", "a", tuple(map(_traced, ("verbatim", "not found", "verbatim"))), SearchScope(0, 0, 0, ""))
            ),
            "3 quotations: 2 verbatim, 1 not found",
            "3 处引文：2 处逐字，1 处未找到",
        ),
        (
            searched_words(SearchScope(1, 8, 1, "m", Coverage(3, 1, 0))),
            "1 document (8 sentences; 3 pages, 1 of them not read), 1 English translation, model m",
            "1 篇文档（8 句；3 页，其中 1 页未能识读），1 种英译，模型 m",
        ),
        (
            searched_words(SearchScope(1200, 1, 0, "m")),
            "1,200 documents (1 sentence), 0 English translations, model m",
            "1,200 篇文档（1 句），0 种英译，模型 m",
        ),
        (place([Span(12, 19)]), "characters 12–19", "第 12–19 字"),
        (place([Span(12, 19), Span(25, 31)]), "characters 12–19 and 25–31", "第 12–19 字和第 25–31 字"),
        (
            rendered(_traced("renders", DOUBTED)),
            "Rendering of the Chinese: doubtful: nothing in the Chinese says “went off”; “a” stands twice.",
            "对中文的翻译：存疑：中文中没有“went off”；“a”重复。",
        ),
        (
            rendered(_traced("renders", Message("supported"))),
            "Rendering of the Chinese: supported.",
            "对中文的翻译：有据。",
        ),
        (
            _bead_reasons(),
            "words +0.31 above chance · vectors 0.72 · length ×1.10 · numbers: 2 on both sides, 1 only in the source",
            "词语高于偶然 +0.31 · 向量 0.72 · 长度 ×1.10 · 数字：两边都有 2 个，仅原文有 1 个",
        ),
        ("Find", "Find", "查找"),
        (
            Message("These are the words of {text} itself.", text="Find"),
            "These are the words of Find itself.",
            "这正是 Find 的原话。",
        ),
        (
            "a phrase that nobody has translated",
            "a phrase that nobody has translated",
            "a phrase that nobody has translated",
        ),
    ],
)
def test_messages(message: str, english: str, chinese: str) -> None:
    assert message == english
    assert say("en", message) == english
    assert say("zh", message) == chinese
    again = pickle.loads(pickle.dumps(message))
    assert (again, say("zh", again)) == (english, chinese)


def test_a_message_that_is_changed_stays_one_where_its_parts_can_be_changed() -> None:
    missing = Message("{name!r} was changed elsewhere meanwhile: do it again", name="a  b")
    error = DuizhaoError(Message("{name} is empty: give a file that holds text", name="a\n b"))
    assert say("zh", message_of(error)) == "a b 是空的：请给出有文字的文件"
    assert message_of(DuizhaoError("no\nmessage")) == "no message"
    assert say("zh", changed(missing, lambda text: text.replace("  ", "_"))) == "“a_b”已在别处改动：请再做一次"
    assert changed(missing, str.upper) == missing.upper()  # the form itself: plain English from here on
    assert say("zh", shortened(LEFT_OUT, 100)) == "中文中没有“went off”"
    assert say("zh", shortened(LEFT_OUT, 20)) == shortened(LEFT_OUT, 20) == "nothing in the Chin…"
