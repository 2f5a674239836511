"""Scores over drafts: rows, changes, and a chart that is well-formed."""

from __future__ import annotations

import json

import pytest
from lxml import etree

from duizhao.align.checks.finding import Finding, Kind, Severity
from duizhao.align.checks.result import CheckResult
from duizhao.align.checks.trend import Trend, trend_of
from duizhao.align.report.findings_formats import write_html
from duizhao.align.report.trend import FORMATS, trend_rows, write_trend
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Span
from duizhao.corpus.readers.load import document_of

SVG = {"s": "http://www.w3.org/2000/svg"}


def checked(*found: tuple[Kind, Severity]) -> CheckResult:
    """A translation of a hundred words."""
    chinese = document_of("他来了。\n", "zh", name="a", presplit=True)
    english = document_of("word " * 100 + "\n", "en", name="b", presplit=True)
    findings = (Finding(kind, severity, Span(0, 2), Span(0, 4), 0.9, "why", "accuracy") for kind, severity in found)
    return CheckResult(Bitext(chinese, english, (Bead((0,), (0,)),)), tuple(findings))


def trend(*names: str) -> Trend:
    drafts = [checked(("number", "major"), ("name", "minor")), checked(("name", "minor")), checked()]
    return trend_of(drafts, names or ("one.docx", "two & three.docx", "a very long name of a draft.docx"))


def test_a_row_for_each_draft() -> None:
    rows = trend_rows(trend())
    assert [(row["score"], row["change"], row["result"], row["number"], row["name"]) for row in rows] == [
        ("94.00", "", "fail", "1", "1"),
        ("99.00", "+5.00", "pass", "0", "1"),
        ("100.00", "+1.00", "pass", "0", "0"),
    ]
    assert [row["draft"] for row in rows] == ["one.docx", "two & three.docx", "a very long name of a draft.docx"]


def test_plain_values() -> None:
    whole = json.loads(write_trend(trend(), "json"))
    assert (whole["passed"], whole["pass_mark"]) == (True, 98)
    assert [draft["change"] for draft in whole["drafts"]] == [None, 5.0, 1.0]
    assert [draft["findings"]["name"] for draft in whole["drafts"]] == [1, 1, 0]
    lines = write_trend(trend(), "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == whole["drafts"]
    head, *rows = write_trend(trend(), "csv").lstrip("\ufeff").splitlines()
    assert len(rows) == 3
    assert "findings_name" in head.split(",")


def test_the_chart_shows_every_draft_and_kind() -> None:
    root = etree.fromstring(write_trend(trend(), "svg").encode())
    assert len(root.findall("s:circle", SVG)) == 3
    assert len(root.findall("s:rect", SVG)) == 6
    said = [text.text for text in root.findall("s:text", SVG)]
    assert {"number", "name", "94.0", "99.0", "100.0", "one.docx", "two & three.d…"} <= {*said}
    heights = [float(circle.get("cy")) for circle in root.findall("s:circle", SVG)]
    assert heights == sorted(heights, reverse=True)


def test_one_draft_alone_and_a_hostile_name() -> None:
    one = trend_of([checked()], ["</svg><script>\x00"])
    assert etree.fromstring(write_trend(one, "svg").encode()).findall("s:circle", SVG)
    assert "<script>" not in write_html([checked()], trend=one).split("<figure", 1)[1].split("</figure>", 1)[0]


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "html"])
def test_every_format_is_written(form: str) -> None:
    assert write_trend(trend(), form)
