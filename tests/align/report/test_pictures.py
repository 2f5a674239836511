"""Pictures: an alignment with its confidence, and the map of which article quotes which document."""

from __future__ import annotations

import re

from lxml import etree

from duizhao.align.report.alignment_picture import alignment_picture, confidence_line
from duizhao.align.report.dot_plot import COLOURS, SIZE
from duizhao.align.report.quotation_map import quotation_counts, quotation_map
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document, Span
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import QuoteLink, SearchScope, Trace, TracedQuotation, Verdict

SVG = {"s": "http://www.w3.org/2000/svg"}
HOSTILE = "</svg><script>\x00&"


def document(name: str, count: int, size: int = 10) -> Document:
    spans = tuple(Span(at * size, (at + 1) * size) for at in range(count))
    return Document(name, "zh" if "zh" in name else "en", "x" * count * size, spans, "0" * 64)


def test_an_alignment_with_its_confidence() -> None:
    beads = (Bead((0,), (0,), 0.9), Bead((1,), (), 0.2), Bead((2,), (1,), 0.3), Bead((3,), (2,), 1.0))
    bitext = Bitext(document("zh" + HOSTILE, 4), document("en", 3), beads)
    root = etree.fromstring(alignment_picture(bitext).encode())
    assert len(root.findall("s:svg", SVG)) == 2
    assert root.find("s:title", SVG).text.endswith("en: 4 rows")
    assert not root.findall(".//s:script", SVG)
    low, line, gaps = etree.fromstring(confidence_line(bitext)).findall("s:path", SVG)
    assert low.get("stroke") == COLOURS["low"]
    heights = {int(x): float(y) for x, y in re.findall(r"[ML](\d+) ([\d.]+)H", line.get("d"))}
    assert [heights[at * SIZE // 4 + 5] for at in (0, 2, 3)] == [6.0, 42.0, 0.0]
    assert SIZE // 4 + 5 not in heights
    assert len(gaps.get("d").split("M")) == SIZE // 4 + 1


def test_of_many_rows_on_one_step_the_least_sure_is_shown() -> None:
    beads = tuple(Bead((at,), (at,), 0.25 if at == 777 else 1.0) for at in range(4000))
    bitext = Bitext(document("zh", 4000), document("en", 4000), beads)
    line = etree.fromstring(confidence_line(bitext)).findall("s:path", SVG)[1].get("d")
    assert " 45.0H" in line
    assert len(alignment_picture(bitext)) < 30_000


def report(article: str, *found: tuple[str, Verdict]) -> Report:
    def traced(name: str, verdict: Verdict) -> TracedQuotation:
        links = (QuoteLink(name, (Span(0, 1),), "中", None, (), None, 1.0, "b"),) if name else ()
        return TracedQuotation(Quotation((Span(0, 1),), "a"), verdict, 0.5, links, (), "not judged")

    return Report(Trace(article, "a", tuple(traced(*each) for each in found), SearchScope(0, 0, 0, "")), {}, "0")


def test_which_article_quotes_which_document() -> None:
    reports = [
        report("one", ("law", "verbatim"), ("law", "unsure"), ("speech", "renders"), ("", "not found")),
        report(HOSTILE, ("speech", "unsure")),
        report("three", ("", "not found")),
    ]
    assert quotation_counts(reports) == {
        ("one", "law"): (2, 1), ("one", "speech"): (1, 0), (HOSTILE, "speech"): (1, 1),
    }  # fmt: skip
    root = etree.fromstring(quotation_map(reports).encode())
    lines = root.findall("s:path", SVG)
    assert [line.get("stroke-width") for line in lines] == ["14.0", "7.0", "7.0"]
    assert lines[0].find("s:title", SVG).text == "one – law: 2 quotations, 1 unsure"
    assert {"three (0)", "law (2)", "speech (2)"} <= {text.text for text in root.findall("s:text", SVG)}


def test_nothing_found_is_said() -> None:
    assert "no source found" in quotation_map([report("one")])
    etree.fromstring(quotation_map([]).encode())
