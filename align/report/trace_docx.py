"""A draft in Word given back with a comment at every quotation, and a table at its end, what is unresolved first."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.align.report import captions as wording
from duizhao.align.report import verdicts
from duizhao.align.report.context import excerpt
from duizhao.corpus.exchange.traces.docx_comments import Comment, Table
from duizhao.corpus.exchange.traces.docx_writing import with_comments
from duizhao.corpus.text.pinyin import pinyin
from duizhao.corpus.traces.gloss import gloss_line, quoted_line, sources_line
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import QuoteLink, TracedQuotation, Verdict
from duizhao.corpus.traces.word_diff import changes, in_words

UNRESOLVED: tuple[Verdict, ...] = ("not found", "unsure", "altered")
"""Verdicts that somebody must look at, in the order of the table."""
CANDIDATES = 3
"""Candidates and weak matches that a comment shows: it is read in a margin."""

HEAD = ("no.", "quotation", "verdict", "Chinese", "where", "citation")
WIDTHS = (9, 28, 15, 23, 16, 19)


def write_word(report: Report, data: bytes, name: str) -> bytes:
    """The Word file `data`, which the report is of, with comments and table; all else in it stays as it is."""
    trace = report.trace
    comments = [
        Comment(traced.quotation.spans[0] if not at else span, tuple(_lines(number, traced, report, at)))
        for number, traced in enumerate(trace.quotations, start=1)
        for at, span in enumerate(traced.quotation.spans)
    ]
    numbered = list(enumerate(trace.quotations, start=1))
    first = [item for verdict in UNRESOLVED for item in numbered if item[1].verdict == verdict]
    rows = [*first, *(item for item in numbered if item[1].verdict not in UNRESOLVED)]
    heading = f"Quotations and their Chinese sources: {wording.summary_words(trace)}. "
    heading += f"Searched: {wording.searched_words(trace.searched)}."
    cells = [_row(number, traced, report) for number, traced in rows]
    if report.since is not None:
        heading += f" {report.since.summary[0].upper()}{report.since.summary[1:]}."
        cells += [("", words, f"gone since {report.since.draft}", "–", "–", "–") for words in report.since.gone]
    table = Table(heading, HEAD, tuple(cells), WIDTHS)
    return with_comments(data, comments, name, table if cells else None)


def _lines(number: int, traced: TracedQuotation, report: Report, piece: int) -> Iterator[str]:
    """The paragraphs of a comment; a later piece of a split quotation only points to the first."""
    shape = f"{number} {wording.SHAPES[traced.verdict]} {traced.verdict}"
    if piece:
        yield f"{shape}: goes with quotation {number} above."
        return
    kind = wording.KINDS[traced.quotation.kind]
    odds = f", {verdicts.sureness(traced)}" if traced.links else ""
    yield shape + odds + (f" ({kind})" if kind else "")
    yield from wording.notes(report, number - 1)
    yield verdicts.explained(traced)
    if traced.verdict == "altered":
        yield from (in_words(change) for change in changes(traced.quotation.text, traced.links[0]))
    links = traced.links[:CANDIDATES] if traced.verdict == "unsure" else traced.links[:1]
    for at, link in enumerate(links, start=1):
        unsure = traced.verdict == "unsure"
        label = f"Candidate {at}, {verdicts.sureness(link)}: " if unsure else ""
        yield f"{label}{wording.linked_words(link)}"
        yield from _glossed(traced, link, report)
        yield f"{wording.cited(report, link)}; citation {report.cite(traced, link).id}"
        if unsure:
            yield from _around(link, report)
    if len(traced.links) > len(links):
        yield f"and {wording.count(len(traced.links) - len(links), 'other place')}: see the table or another format."
    if traced.verdict == "not found":
        yield f"Searched: {wording.searched_words(report.trace.searched)}."
        for link in traced.nearest[:CANDIDATES]:
            yield f"{wording.WEAK_MATCH}: {wording.linked_words(link)} ({wording.cited(report, link)})"
            yield from filter(None, [wording.lacking(link)])
            yield from _around(link, report)


def _glossed(traced: TracedQuotation, link: QuoteLink, report: Report) -> Iterator[str]:
    """Word by word: linked words share a number, those without a counterpart are named."""
    passage = report.gloss(traced, link)
    if passage is None:
        return
    yield gloss_line(passage)
    yield quoted_line(passage)
    if passage.alone:
        yield f"Without a counterpart: {', '.join(word.text for word in passage.alone)}"
    if words := sources_line(passage):
        yield f"({words})"


def _around(link: QuoteLink, report: Report) -> Iterator[str]:
    """The sentences in which linked words stand, where they are more than the words."""
    stretches = excerpt(report.documents.get(link.document), link.source_spans, link.source_text)
    text = " ".join("".join(f"【{part.text}】" if part.marked else part.text for part in stretches).split())
    if any(not part.marked for part in stretches):
        yield text


def _row(number: int, traced: TracedQuotation, report: Report) -> tuple[str, ...]:
    best = traced.links[0] if traced.links else None
    verdict = f"{wording.SHAPES[traced.verdict]} {traced.verdict}"
    quoted = "\n".join([traced.quotation.text, *wording.notes(report, number - 1)])
    if best is None:
        return str(number), quoted, verdict, "–", "–", "–"
    more = f"\n({len(traced.links) - 1} more)" if len(traced.links) > 1 else ""
    odds = f"\n{verdicts.sureness(traced)}"
    chinese = wording.linked_words(best) + (f"\n{pinyin(best.source_text)}" if report.spelled else "")
    return (
        str(number),
        quoted,
        verdict + odds,
        chinese,
        wording.cited(report, best) + more,
        report.cite(traced, best).id,
    )
