"""Scores over the drafts that a corpus holds: which belong together, in which order, and in every format."""

from __future__ import annotations

import json

import pytest
from lxml import etree

from duizhao.align.checks.finding import Finding
from duizhao.align.checks.history import ADDED, histories
from duizhao.align.checks.result import CheckResult
from duizhao.align.errors import RequestError
from duizhao.align.report.findings_formats import write_html
from duizhao.align.report.history import FORMATS, write_history
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document, Span

SVG = {"s": "http://www.w3.org/2000/svg"}


def draft(source: str, name: str, slips: int, **metadata: str) -> CheckResult:
    """A translation of a hundred words with some minor slips."""
    english = "word " * 100
    bitext = Bitext(
        Document(source, "zh", "他来了。", (Span(0, 4),), "0" * 64),
        Document(name, "en", english, (Span(0, len(english)),), "0" * 64, metadata=metadata),
        (Bead((0,), (0,)),),
    )
    finding = Finding("number", "minor", Span(0, 2), Span(0, 4), 0.9, "why", "accuracy")
    return CheckResult(bitext, (finding,) * slips)


DRAFTS = [
    draft("law", "law.2.en", 1, draft="10", translator="Lin"),
    draft("law", "law.1.en", 3, draft="2", translator="Lin"),
    draft("law", "other.en", 5, draft="1", translator="Ma"),
    draft("speech", "speech.en", 4, draft="2", translator="Lin"),
    draft("speech", "speech.b.en", 0, draft="10", translator="Lin"),
]


def test_drafts_of_one_translator_go_together_in_their_order() -> None:
    found = histories(DRAFTS, "draft")
    assert [(each.level, each.name) for each in found] == [
        ("file", "law (Lin)"), ("file", "speech"), ("translator", "Lin"),
    ]  # fmt: skip
    assert [[each.score.name for each in series.trend.drafts] for series in found] == [
        ["law.1.en", "law.2.en"],
        ["speech.en", "speech.b.en"],
        ["2", "10"],
    ]
    assert [each.score.value for each in found[2].trend.drafts] == [96.5, 99.5]
    assert [each.score.words for each in found[2].trend.drafts] == [200, 200]
    assert found[2].trend.drafts[1].change == 3.0


def test_in_the_order_in_which_they_were_added() -> None:
    found = histories(DRAFTS, ADDED)
    assert [each.name for each in found] == ["law (Lin)", "speech"]
    assert [each.score.name for each in found[0].trend.drafts] == ["law.2.en", "law.1.en"]


@pytest.mark.parametrize(
    ("results", "column", "said"),
    [
        (DRAFTS[:1], "draft", "no document has several drafts"),
        ([*DRAFTS, draft("law", "x.en", 0, translator="Lin")], "draft", "x.en has no 'draft' in its metadata"),
        (DRAFTS, "date", "has no 'date'"),
    ],
)
def test_what_is_no_history(results: list[CheckResult], column: str, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        histories(results, column)


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "html"])
def test_every_format_is_written(form: str) -> None:
    assert "law (Lin)" in write_history(histories(DRAFTS, "draft"), form)


def test_each_series_has_its_chart_in_the_picture_and_on_the_page() -> None:
    found = histories(DRAFTS, "draft")
    root = etree.fromstring(write_history(found, "svg").encode())
    charts = root.findall("s:svg", SVG)
    assert len(charts) == 3
    tops = [float(chart.get("y")) for chart in charts]
    assert all(
        top + float(chart.get("height")) <= after
        for chart, top, after in zip(charts, tops, [*tops[1:], float(root.get("height"))], strict=True)
    )
    page = write_html(DRAFTS, histories=found)
    assert page.count("<figure") == 3
    assert "translator Lin" in page
    whole = json.loads(write_history(found, "json"))
    assert [(each["name"], each["passed"]) for each in whole["series"]] == [
        ("law (Lin)", True), ("speech", True), ("Lin", True),
    ]  # fmt: skip
