"""A trace as Markdown: a table of the quotations, and a footnote of evidence for each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from align.report import wording
from corpus.links import QuoteLink, Trace, TracedQuotation

_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|~&$!^])")
"""What Markdown, in one dialect or another, might read as more than itself within a line."""

_ADDRESS = re.compile(r"(?i)(?<=[a-z])(:)(?=//)|(?<=\bwww)(\.)|(?<=\w)(@)(?=\w)")
"""Where an address would become a link of its own accord."""


def render_markdown(trace: Trace) -> str:
    """The table has a row for each quotation, in order; its footnote holds meaning, places and what was searched."""
    lines = [f"# {_escaped(wording.shown_name(trace.article))}", "", f"{wording.summary_words(trace)}.", ""]
    lines += [f"Searched: {_escaped(wording.searched_words(trace.searched))}.", ""]
    if trace.quotations:
        lines += [
            "| # | quotation | verdict | Chinese | where | confidence |",
            "| ---: | --- | --- | --- | --- | ---: |",
        ]
        lines += [_row(number, traced) for number, traced in enumerate(trace.quotations, start=1)]
        for number, traced in enumerate(trace.quotations, start=1):
            lines += ["", *_footnote(number, traced, trace)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _row(number: int, traced: TracedQuotation) -> str:
    best = traced.links[0] if traced.links else None
    cells = [
        str(number),
        f"“{_escaped(traced.quotation.text)}”[^{number}]",
        traced.verdict,
        _escaped(wording.linked_words(best)) if best else "–",
        _where(best) if best else "–",
        _escaped(wording.percent(traced.confidence)) if best else "–",
    ]
    return f"| {' | '.join(cells)} |"


def _footnote(number: int, traced: TracedQuotation, trace: Trace) -> Iterator[str]:
    """The footnote of one quotation: paragraphs indented by four spaces belong to it."""
    yield f"[^{number}]: {_escaped(wording.meaning(traced))}"
    candidates = traced.verdict == "unsure"
    for index, link in enumerate(traced.links):
        yield ""
        label = f"Candidate {index + 1}" if candidates else ("Also stands at" if index else "Source")
        yield f"    {label}: {_passage(link)}"
    if not traced.links:
        yield ""
        yield f"    Searched: {_escaped(wording.searched_words(trace.searched))}."
    for link in traced.nearest:
        yield ""
        yield f"    {wording.NOT_THE_SOURCE}: {_passage(link)}"


def _passage(link: QuoteLink) -> str:
    parts = f"{_escaped(wording.linked_words(link))} ({_where(link)})"
    if link.target_text:
        parts += f"; English: “{_escaped(link.target_text)}”"
        parts += f" ({_escaped(wording.shown_name(link.translation))})" if link.translation else ""
    return f"{parts}; confidence {_escaped(wording.percent(link.confidence))}."


def _where(link: QuoteLink) -> str:
    return f"{_escaped(wording.shown_name(link.document))}, {wording.place(link.source_spans, link.page)}"


def _escaped(text: str) -> str:
    """The text on one line, with what Markdown would act on escaped."""
    line = " ".join(text.split())
    return _ADDRESS.sub(lambda found: "\\" + found.group(), _ACTIVE.sub(r"\\\1", line))
