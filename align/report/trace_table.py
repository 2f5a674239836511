"""A trace in the terminal: a table of the quotations, or all of it in full, and one line that sums it up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from rich import box
from rich.table import Table
from rich.text import Text

from duizhao.align.report import captions as wording
from duizhao.align.report import verdicts
from duizhao.corpus.text.pinyin import pinyin
from duizhao.corpus.traces.gloss import GlossedWord, sources_line
from duizhao.corpus.traces.meanings import meanings_of
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import QuoteLink, Trace, TracedQuotation, Verdict
from duizhao.corpus.traces.word_diff import changes, in_words

LONGEST_QUOTATION = 90
"""Characters of a quotation in the table: enough to know it by."""

LONGEST_SOURCE = 45
"""Han characters in the table: as wide as the quotation's."""

_STYLES: dict[Verdict, str] = {
    "verbatim": "green",
    "altered": "yellow",
    "renders": "cyan",
    "unsure": "magenta",
    "not found": "red",
}


_PAIRS = ("red", "blue", "green", "magenta", "yellow", "cyan", "bright_red", "bright_blue")
"""Colours of linked words; their numbers tell them apart too."""


def trace_table(report: Report) -> Table:
    """A row for each quotation, in order; where one was not found, the caption says what was searched."""
    trace = report.trace
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, caption=_caption(trace), caption_justify="left")
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("quotation", ratio=4, min_width=16, overflow="fold")
    table.add_column("verdict", no_wrap=True)
    table.add_column("Chinese", ratio=3, min_width=12, overflow="fold")
    table.add_column("where", ratio=2, min_width=12, overflow="fold")
    table.add_column("conf.", justify="right")
    for number, traced in enumerate(trace.quotations, start=1):
        table.add_row(*_cells(number, traced, report))
    return table


def full_text(report: Report) -> Iterator[Text]:
    """Everything that the table cuts or leaves out: each quotation in full with its links, reasons and lookalikes."""
    trace = report.trace
    for number, traced in enumerate(trace.quotations, start=1):
        yield from _head(number, traced, report)
        for change in changes(traced.quotation.text, traced.links[0]) if traced.verdict == "altered" else ():
            yield Text(f"   – {_line(in_words(change))}")
        for at, link in enumerate(traced.links):
            unsure = traced.verdict == "unsure"
            label = f"candidate {at + 1}, {verdicts.sureness(link)}: " if unsure else "also: " if at else ""
            yield from _passage(label, link, report)
            yield from _lacking(link) if unsure else ()
            yield from _glossed(traced, link, report)
            if not trace.public:
                yield Text(f"      citation {report.cite(traced, link).id}", style="dim")
        if traced.verdict == "not found":
            yield Text(f"   searched: {safe(wording.searched_words(trace.searched))}")
        for link in traced.nearest:
            yield from _passage(f"{wording.WEAK_MATCH}: ", link, report)
            yield from _lacking(link)
        yield Text("")
    yield from claims(report)
    if trace.public:
        yield Text(f"left out: {'; '.join(trace.left_out)}")


def glosses(report: Report) -> Iterator[Text]:
    """Under the table: the best source of each quotation word by word, where that was asked for."""
    for number, traced in enumerate(report.trace.quotations, start=1):
        if report.glosser is not None and traced.links:
            yield Text(f"{number}  “{_short(traced.quotation.text, LONGEST_QUOTATION)}”", style="bold")
            yield from _glossed(traced, traced.links[0], report)


def _lacking(link: QuoteLink) -> Iterator[Text]:
    if lacking := wording.lacking(link):
        yield Text(f"      {safe(lacking)}", style="dim")


def _glossed(traced: TracedQuotation, link: QuoteLink, report: Report) -> Iterator[Text]:
    """The words of a link with pinyin and English; linked ones share a number and a colour, others are underlined."""
    passage = report.gloss(traced, link)
    if passage is None:
        return
    line = Text("      ")
    for word in passage.chinese:
        line.append(safe(word.numbered), style=_pair_style(word, paired=passage.paired))
        means = f" ‘{word.gloss.english}’" if word.gloss else ""
        line.append(f" {safe(word.pinyin)}{safe(means)}   ")
    yield line
    quoted = Text("      ")
    for word in passage.english:
        quoted.append(safe(word.numbered), style=_pair_style(word, paired=passage.paired))
        quoted.append(" ")
    yield quoted
    if passage.alone:
        yield Text(f"      without a counterpart: {safe(', '.join(word.text for word in passage.alone))}", style="dim")
    if words := sources_line(passage):
        yield Text(f"      {words}", style="dim")


def _pair_style(word: GlossedWord, *, paired: bool) -> str:
    if word.pair:
        return _PAIRS[(word.pair - 1) % len(_PAIRS)]
    return "underline" if paired else ""


def claims(report: Report) -> Iterator[Text]:
    """What the article says without quoting, each statement with the passages that may support it."""
    for claimed in report.trace.claims or ():
        yield Text(f"statement  {_line(claimed.claim.text)}", style="bold")
        yield Text(f"   {wording.CLAIM if claimed.passages else 'No passage was found that may support it.'}")
        for link in claimed.passages:
            yield from _passage("", link, report)
        yield Text("")


def _head(number: int, traced: TracedQuotation, report: Report) -> Iterator[Text]:
    """A quotation in full, its verdict, and what is noted of it."""
    quotation = traced.quotation
    head = Text(f"{number}  “{_line(quotation.text)}”", style="bold")
    notes = [safe(note) for note in (wording.KINDS[quotation.kind], wording.attributed(quotation)) if note]
    if notes:
        head.append(f"  ({'; '.join(notes)})", style="not bold")
    yield head
    verdict = Text(f"   {wording.SHAPES[traced.verdict]} {traced.verdict}", style=_STYLES[traced.verdict])
    odds = f", {verdicts.sureness(traced)}" if traced.links else ""
    verdict.append(f"{odds}. {safe(verdicts.meaning(traced))}", style="default")
    yield verdict
    for line in (verdicts.rendered(traced), verdicts.probabilities(traced)):
        if line:
            yield Text(f"   {_line(line)}")
    for note in wording.notes(report, number - 1):
        yield Text(f"   {_line(note)}", style="bold")


def _passage(label: str, link: QuoteLink, report: Report) -> Iterator[Text]:
    yield Text(f"   {label}{_line(wording.linked_words(link))}")
    where = wording.where(report, link)
    yield Text(f"      {safe(wording.shown_name(link.document))}{', ' if where else ''}{where}", style="dim")
    if report.spelled:
        yield Text(f"      {_line(pinyin(link.source_text))}")
    if link.target_text:
        yield Text(f"      {safe(wording.shown_name(link.translation or ''))}: “{_line(link.target_text)}”")
    for key, value in wording.reasons(link):
        yield Text(f"      {_line(key)}: {_line(value)}", style="dim")


def summary_line(trace: Trace) -> str:
    """The article and its verdicts on one line: `speech.txt: 3 quotations: 2 verbatim, 1 not found`."""
    line = str(wording.summary_words(trace))
    if trace.claims is not None:
        supported = sum(bool(claimed.passages) for claimed in trace.claims)
        line += f"; {wording.count(len(trace.claims), 'statement')}, {supported} with passages that may support it"
    return f"{safe(wording.shown_name(trace.article))}: {line}"


def _cells(number: int, traced: TracedQuotation, report: Report) -> tuple[Text, ...]:
    """One row's cells, as `Text`, so that nothing in a quotation is read as rich's markup."""
    best = traced.links[0] if traced.links else None
    return (
        Text(str(number)),
        _quoted(traced),
        Text(f"{wording.SHAPES[traced.verdict]} {traced.verdict}", style=_STYLES[traced.verdict]),
        Text(_short(wording.linked_words(best), LONGEST_SOURCE) if best else "–"),
        Text(_where(traced, report)),
        Text(_sure(traced) if best else "–"),
    )


def _sure(traced: TracedQuotation) -> str:
    return safe(verdicts.sureness(traced)) if traced.confirmed_by else wording.percent(traced.confidence)


def legend(trace: Trace) -> Iterator[Text]:
    """What the verdicts of the table claim, and what they do not; and what its percentages are of."""
    for verdict, words in meanings_of(trace.quotations).items():
        yield Text(f"{wording.SHAPES.get(verdict, '✓')} {verdict}: {words}", style="dim")  # type: ignore[call-overload]
    if any(traced.links and not traced.confirmed_by for traced in trace.quotations):
        yield Text("conf.: the program's probability that this very passage says it", style="dim")


def _quoted(traced: TracedQuotation) -> Text:
    shown = Text(_short(traced.quotation.text, LONGEST_QUOTATION))
    if kind := wording.KINDS[traced.quotation.kind]:
        shown.append(f" ({kind})", style="dim")
    return shown


def _where(traced: TracedQuotation, report: Report) -> str:
    """The document, then the most telling of page, article and offsets."""
    if not traced.links:
        return "–"
    best, *others = traced.links
    parts = [safe(wording.shown_name(best.document))]
    if not report.trace.public:
        place = report.place(best)
        page = place.page or ("" if best.page is None else str(best.page))
        parts += [f"p. {page}"] if page else []
        parts += [safe(place.label)] if place.label else []
        parts.append(f"{best.source_start}–{best.source_end}")
        parts += ["(read with low confidence)"] if wording.is_doubtful(report, best) else []
    return " ".join(parts) + (f" ({len(others)} more)" if others else "")


def _caption(trace: Trace) -> Text | None:
    if all(traced.links for traced in trace.quotations):
        return None
    return Text(f"not found in what was searched: {safe(wording.searched_words(trace.searched))}")


def _short(text: str, longest: int) -> str:
    line = _line(text)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def cut_line(text: str, longest: int) -> str:
    """A text on one line, cut with an ellipsis where it is longer."""
    return _short(text, longest)


def _line(text: str) -> str:
    return safe(" ".join(text.split()))


def safe(text: str) -> str:
    """Without control and formatting characters, which could move the cursor or turn the line around."""
    return "".join(character for character in text if unicodedata.category(character) not in ("Cc", "Cf"))
