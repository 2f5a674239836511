"""Results in plain words: what a verdict means, where a passage stands, what was searched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from duizhao.corpus.document import Span
from duizhao.corpus.message import Message, MessageList, changed
from duizhao.corpus.quotations.classify import Kind
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.scans.coverage import LOW, coverage_words
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import QuoteLink, SearchScope, Trace, Verdict

SHAPES: Mapping[Verdict, str] = {"verbatim": "●", "altered": "◐", "renders": "◆", "unsure": "?", "not found": "×"}
"""A sign for each verdict, in the order of certainty, so that colour is never the only difference."""

WEAK_MATCH = "A weak match: look here"
"""What stands over each passage that comes nearest to a quotation that was not found: it may be the source."""

CLAIM = "Passages that may support it – none of them is called its source"
"""What stands over the passages of an indirect statement."""

KINDS: Mapping[Kind, str] = {"quotation": "", "title": "title", "scare": "a phrase in quotation marks"}
"""What is said of words in quotation marks that are no quotation."""

_ROOTED = re.compile(r"(?:file:|~|\.{0,2})[/\\]\S|[A-Za-z]:[/\\]")
_ROOTED_WORD = re.compile(r"(?<!\S)(?=(?:file:|~|\.{0,2})[/\\]\S|[A-Za-z]:[/\\])\S+")
_SEPARATOR = re.compile(r"[/\\]+")
_KEY = re.compile(r"[_\s]+")


def shown_name(name: str) -> str:
    """A name without the folders of the machine it came from: `/home/li/speech.txt` is `speech.txt`.

    A name that is no rooted path, such as `BAAI/bge-m3` or `Letter 3/4`, stays as it is.
    """
    if not _ROOTED.match(name):
        return name
    return _SEPARATOR.split(name.rstrip("/\\"))[-1]


def percent(probability: float) -> str:
    """A probability in whole per cent; certainty and impossibility are never the result of rounding."""
    if 0.99 < probability < 1.0:
        return ">99%"
    if 0.0 < probability < 0.01:
        return "<1%"
    return f"{probability:.0%}"


def place(spans: Sequence[Span]) -> str:
    """Where pieces of a text stand: `characters 12–19 and 25–31`; ends exclusive, as everywhere."""
    pieces = [f"{span.start:,}–{span.end:,}" for span in spans]
    if len(pieces) == 1:
        return Message("characters {span}", span=pieces[0])
    return Message("characters {first} and {last}", first=", ".join(pieces[:-1]), last=pieces[-1])


def where(report: Report, link: QuoteLink) -> str:
    """Where linked words stand, as people cite it: `page 3, Article 36, paragraph 112, characters 12–19`.

    Empty in a public report.
    """
    if report.trace.public:
        return ""
    located = report.place(link)
    page = located.page or ("" if link.page is None else str(link.page))
    parts = [
        Message("page {page}", page=page) if page else "",
        located.label,
        place(link.source_spans),
        *pictured(report, link),
    ]
    return MessageList(", ", (part for part in parts if part))


def pictured(report: Report, link: QuoteLink) -> list[str]:
    """Of words that were read from pictures: from which, how surely if it is not sure, and what was corrected.

    `in IMG_3.jpg (read with low confidence, 62%)`, `AB read 师 where 帅 was recognised`.
    """
    strips, corrections = report.under(link)
    lines: list[str] = []
    for strip in strips:
        low = " (read with low confidence, {confidence})" if strip.confidence < LOW else ""
        lines.append(Message("in {file}" + low, file=shown_name(strip.file), confidence=percent(strip.confidence)))
    for correction in corrections:
        words = correction.span.shift(-link.source_start).of(link.source_text) if _within(correction.span, link) else ""
        lines.append(
            Message(
                "{who} read {words} where {read} was recognised",
                who=correction.who,
                words=words or "other words",
                read=correction.read,
            )
        )
    return lines


def _within(span: Span, link: QuoteLink) -> bool:
    return link.source_start <= span.start and span.end <= link.source_end


def is_doubtful(report: Report, link: QuoteLink) -> bool:
    """Whether linked words were read from a picture with low confidence, and nobody has corrected them."""
    strips, corrections = report.under(link)
    return any(strip.confidence < LOW for strip in strips) and not corrections


def cited(report: Report, link: QuoteLink) -> str:
    """The document, and where in it the linked words stand."""
    place_of = where(report, link)
    return shown_name(link.document) + (f", {place_of}" if place_of else "")


def attributed(quotation: Quotation) -> str:
    """Who says it, and the verb: `Mr. Xi urged`; empty where the article does not say so nearby."""
    if quotation.cue[:1].lower() in ("a", "i") and " " in quotation.cue and quotation.speaker:
        return f"{quotation.cue} {quotation.speaker}"  # according to, in the words of
    return f"{quotation.speaker} {quotation.cue}".strip() if quotation.speaker else ""


def notes(report: Report, at: int) -> list[str]:
    """What is to be known of the quotation at this place of the list: what became of it, and what people decided."""
    lines = []
    if report.since is not None:
        revision = report.since.revisions[at]
        if revision.state == "new":
            lines.append(f"New since {report.since.draft}.")
        elif revision.state == "changed":
            lines.append(f"Changed since {report.since.draft}: it was “{' '.join(revision.before.split())}”.")
    for decision in report.decisions.get(at, ()):
        note = f": {decision.note}" if decision.note else ""
        carried = f" (said of {report.since.draft})" if decision.carried and report.since else ""
        lines.append(f"{decision.verdict} by {decision.who}, {decision.made[:10]}{note}{carried}")
    return lines


def linked_words(link: QuoteLink) -> str:
    """The Chinese that a link points to, ` … ` between its pieces."""
    pieces = [span.shift(-link.source_start).of(link.source_text) for span in link.source_spans]
    return " … ".join(pieces)


def searched_words(searched: SearchScope) -> str:
    """What was searched, and what could not be: `12 documents (3,401 sentences), 9 English translations, model …`.

    Of texts that are divided into pages also `96 pages, 3 of them not read`.
    """
    pages = coverage_words(searched.pages)
    only = " (only {only})" if searched.only else ""
    chosen = {"only": MessageList("; ", searched.only)} if searched.only else {}
    return Message(
        "{documents}" + only + " ({held}), {translations}, model {model}",
        **chosen,
        documents=count(searched.documents, "document"),
        held=MessageList("; ", [count(searched.sentences, "sentence"), *([pages] if pages else [])]),
        translations=count(searched.translations, "English translation"),
        model=shown_name(searched.model),
    )


def summary_words(trace: Trace) -> str:
    """How many quotations got which verdict: `3 quotations: 2 verbatim, 1 not found`."""
    counts = Counter(traced.verdict for traced in trace.quotations)
    verdicts = [
        Message("{count:,} {verdict}", count=counts[verdict], verdict=Message(verdict))
        for verdict in SHAPES
        if counts[verdict]
    ]
    total = count(len(trace.quotations), "quotation")
    return Message("{total}: {verdicts}", total=total, verdicts=MessageList(", ", verdicts)) if verdicts else total


def count(number: int, noun: str) -> Message:
    """A number and its noun: `1 document`, `1,200 documents`."""
    return Message(f"{{count:,}} {noun}" if number == 1 else f"{{count:,}} {noun}s", count=number)


_EVIDENCE = {
    "wording": "same wording",
    "differences": "differences",
    "marked": "the article marks",
    "alignment": "these sentences belong together",
    "words": "these Chinese words are the ones",
    "found_by_words_too": "found by its meaning as well",
    "places": "places that have the words",
    "converted": "converted to be found",
    "not_named": "not named in the Chinese",
    "missing": "nothing there for",
    "context": "times likelier, as other quotations of the article come from this document",
    "linked": "words that have a counterpart",
    "span": "these Chinese words are the ones",
    "carriers": "words that correspond",
}
"""What a person reads of a link's evidence, under which name; the rest stands in JSON."""

_SHARES = frozenset({"wording", "alignment", "words", "linked", "span"})


def reasons(link: QuoteLink) -> tuple[tuple[str, str], ...]:
    """Why a link was made, as pairs of words to read; how it was found comes first."""
    shown = [(key, value) for key, value in link.why.items() if key in _EVIDENCE and value not in ([], ())]
    return (
        *([("found", _way(link))] if link.basis else []),
        *((_EVIDENCE[key], _shown_evidence(key, value)) for key, value in shown),
    )


def lacking(link: QuoteLink) -> str:
    """What the quotation says that the passage has nothing for, as one line; "" where all of it has a counterpart."""
    missing = link.why.get("missing")
    return f"{_EVIDENCE['missing']}: {', '.join(map(str, missing))}" if missing and isinstance(missing, list) else ""


def _shown_evidence(key: str, value: object) -> str:
    return percent(value) if key in _SHARES and isinstance(value, float | int) else _reason(value)


def _way(link: QuoteLink) -> str:
    """How a link was found, for who does not know what a basis is."""
    if link.translation is None and link.basis.startswith("words, by "):
        return "by what the Chinese says: no English text was compared"
    return _plain(link.basis)


def _reason(value: object) -> str:
    """A value of the evidence; word links as `rivers = 河水 98%`."""
    if isinstance(value, Sequence) and value and all(isinstance(link, Mapping) and "chinese" in link for link in value):
        return ", ".join(
            f"{link['english']} = {link['chinese']} {percent(float(link['probability']))}" for link in value
        )
    return _plain(value)


def _listed(parts: Sequence[str]) -> str:
    return MessageList(", ", parts) if any(isinstance(part, Message) for part in parts) else ", ".join(parts)


def _plain(value: object) -> str:
    """A value of the evidence as a person would write it."""
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.2f}"
        case int():
            return f"{value:,}"
        case str():
            return changed(value, lambda text: _ROOTED_WORD.sub(lambda path: shown_name(path.group()), text))
        case Mapping():
            return (
                "; ".join(f"{_KEY.sub(' ', str(key)).strip()} {_plain(part)}" for key, part in value.items()) or "none"
            )
        case Sequence():
            return _listed([_plain(part) for part in value]) or "none"
        case _:
            return str(value)


def xml_text(text: str) -> str:
    """A text that can stand in a picture (SVG), whatever is in it."""
    return escape("".join(character if character.isprintable() else "\ufffd" for character in text))
