"""A trace as Markdown: a table of the quotations, and a footnote of evidence for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from duizhao.align.report import captions as wording
from duizhao.align.report import verdicts
from duizhao.corpus.text.pinyin import pinyin
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import QuoteLink, TracedClaim, TracedQuotation
from duizhao.corpus.traces.word_diff import changes, in_words

_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|~&$!^])")
"""What Markdown, in one dialect or another, might read as more than itself within a line."""

_ADDRESS = re.compile(r"(?i)(?<=[a-z])(:)(?=//)|(?<=\bwww)(\.)|(?<=\w)(@)(?=\w)")
"""Where an address would become a link of its own accord."""


def render_markdown(report: Report) -> str:
    """The table has a row for each quotation, in order; its footnote holds meaning, places and what was searched."""
    trace = report.trace
    lines = [f"# {_escaped(wording.shown_name(trace.article))}", "", f"{wording.summary_words(trace)}.", ""]
    lines += [f"Searched: {_escaped(wording.searched_words(trace.searched))}.", ""]
    if trace.quotations:
        lines += [
            "| # | quotation | verdict | Chinese | where | confidence |",
            "| ---: | --- | --- | --- | --- | ---: |",
        ]
        lines += [_row(number, traced, report) for number, traced in enumerate(trace.quotations, start=1)]
        for number, traced in enumerate(trace.quotations, start=1):
            lines += ["", *_footnote(number, traced, report)]
    if since := report.since:
        lines += ["", f"{_escaped(since.summary)}."]
        lines += ["", *(f"- gone: “{_escaped(words)}”" for words in since.gone)] if since.gone else []
    if trace.claims:
        lines += _claims(trace.claims, report)
    if trace.public:
        lines += ["", f"Left out: {'; '.join(trace.left_out)}."]
    return "\n".join(lines).rstrip("\n") + "\n"


def _row(number: int, traced: TracedQuotation, report: Report) -> str:
    best = traced.links[0] if traced.links else None
    kind = wording.KINDS[traced.quotation.kind]
    cells = [
        str(number),
        f"“{_escaped(traced.quotation.text)}”[^{number}]" + (f" ({kind})" if kind else ""),
        traced.verdict,
        _escaped(wording.linked_words(best)) if best else "–",
        _where(best, report) if best else "–",
        _escaped(_sure(traced)) if best else "–",
    ]
    return f"| {' | '.join(cells)} |"


def _sure(traced: TracedQuotation) -> str:
    return verdicts.sureness(traced) if traced.confirmed_by else wording.percent(traced.confidence)


def _footnote(number: int, traced: TracedQuotation, report: Report) -> Iterator[str]:
    """The footnote of one quotation: paragraphs indented by four spaces belong to it."""
    yield f"[^{number}]: {_escaped(verdicts.explained(traced))}"
    if attribution := wording.attributed(traced.quotation):
        yield ""
        yield f"    As the article has it: {_escaped(attribution)}."
    for note in wording.notes(report, number - 1):
        yield ""
        yield f"    {_escaped(note)}"
    candidates = traced.verdict == "unsure"
    for index, link in enumerate(traced.links):
        yield ""
        label = f"Candidate {index + 1}" if candidates else ("Also stands at" if index else "Source")
        citation = "" if report.trace.public else f" Citation {report.cite(traced, link).id}."
        yield f"    {label}: {_passage(link, report)}{citation}"
    differences = changes(traced.quotation.text, traced.links[0]) if traced.verdict == "altered" else ()
    if differences:
        yield ""
        yield f"    Differences: {_escaped('; '.join(map(in_words, differences)))}."
    if traced.verdict == "not found":
        yield ""
        yield f"    Searched: {_escaped(wording.searched_words(report.trace.searched))}."
    for link in traced.nearest:
        yield ""
        yield f"    {wording.WEAK_MATCH}: {_passage(link, report)}"
        if lacking := wording.lacking(link):
            yield f"    {_escaped(lacking)}."


def _passage(link: QuoteLink, report: Report) -> str:
    spelled = f" [{pinyin(link.source_text)}]" if report.spelled else ""
    parts = f"{_escaped(wording.linked_words(link) + spelled)} ({_where(link, report)})"
    if link.target_text:
        parts += f"; English: “{_escaped(link.target_text)}”"
        parts += f" ({_escaped(wording.shown_name(link.translation))})" if link.translation else ""
    return f"{parts}; {_escaped(verdicts.sureness(link))}."


def _where(link: QuoteLink, report: Report) -> str:
    where = wording.where(report, link)
    return _escaped(wording.shown_name(link.document)) + (f", {_escaped(where)}" if where else "")


def _claims(claims: Sequence[TracedClaim], report: Report) -> Iterator[str]:
    """Statements without quotation marks, each with the passages that may support it."""
    yield from ("", "## Indirect statements", "")
    yield f"{wording.CLAIM}."
    for claimed in claims:
        yield ""
        yield f"- {_escaped(claimed.claim.text)}"
        for link in claimed.passages:
            yield f"    - {_passage(link, report)}"
        if not claimed.passages:
            yield "    - nothing found"


def _escaped(text: str) -> str:
    """The text on one line, with what Markdown would act on escaped."""
    line = " ".join(text.split())
    return _ADDRESS.sub(lambda match: "\\" + match.group(), _ACTIVE.sub(r"\\\1", line))
