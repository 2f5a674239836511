"""Two versions of a text in the formats that a user can name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from duizhao.align.concordance.versions import Rendered, VersionComparison, passage_record
from duizhao.align.report import captions as wording
from duizhao.align.report.templates import document_tag, fill
from duizhao.corpus.document import Document, Span
from duizhao.corpus.exchange.bitext.tables import LINE_SEPARATORS
from duizhao.corpus.versions.compare import Passage

SIGNS = {"unchanged": " ", "changed": "~", "moved": "↕", "added": "+", "removed": "-"}
"""So that colour is never the only difference."""


def summary(compared: VersionComparison) -> str:
    """`law-1982.zh to law-2018.zh: 120 unchanged, 14 changed, 1 moved`."""
    counts = ", ".join(f"{count} {state}" for state, count in compared.counts().items())
    names = f"{wording.shown_name(compared.old.name)} to {wording.shown_name(compared.new.name)}"
    stale = sum(each.passage.state == "changed" and each.translation is True for each in compared.passages)
    return f"{names}: {counts}" + (f"; {stale} changed, and their translation did not" if stale else "")


def write_text(compared: VersionComparison) -> str:
    """For the terminal: what is not unchanged, with `[-what went-]` and `{+what came+}`, as wdiff has it."""
    lines = []
    for each in compared.passages:
        passage = each.passage
        if passage.state == "unchanged" and each.translation is not False:
            continue
        places = " → ".join(f"{span.start}–{span.end}" if span else "nothing" for span in (passage.old, passage.new))
        lines.append(
            f"{SIGNS[passage.state]} {passage.state}  {places}\n  {_on_one_line(_marked(passage, compared))}\n"
        )
        for name, text in _english(each, compared):
            lines.append(f"  {name}: {_on_one_line(text)}\n")
        lines.append("\n")
    return "".join(lines)


def _marked(passage: Passage, compared: VersionComparison) -> str:
    if passage.old is None or passage.new is None:
        document, span = (compared.new, passage.new) if passage.old is None else (compared.old, passage.old)
        return span.of(document.text) if span is not None else ""
    shapes = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(
        shapes[edit.kind].format(
            edit.old.of(compared.old.text) if edit.kind == "removed" else edit.new.of(compared.new.text)
        )
        for edit in passage.edits
    )


def _english(each: Rendered, compared: VersionComparison) -> list[tuple[str, str]]:
    """What the translations say: once, where both say the same."""
    sides = (("old", compared.old_english, each.old_english), ("new", compared.new_english, each.new_english))
    said = [(name, _joined(document, spans)) for name, document, spans in sides if document is not None]
    if each.translation:
        return [("both", said[0][1])]
    return [(name, text) for name, text in said if text]


def _joined(document: Document, spans: tuple[Span, ...]) -> str:
    return " … ".join(span.of(document.text) for span in spans)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def write_json(compared: VersionComparison) -> str:
    """All passages, the unchanged ones too."""
    whole = {
        "old": compared.old.name,
        "new": compared.new.name,
        "counts": dict(compared.counts()),
        "passages": [passage_record(compared, each) for each in compared.passages],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def write_jsonl(compared: VersionComparison) -> str:
    """A passage a line."""
    records = (passage_record(compared, each) for each in compared.passages)
    return "".join(f"{json.dumps(record, ensure_ascii=False).translate(LINE_SEPARATORS)}\n" for record in records)


def write_html(compared: VersionComparison) -> str:
    """A page that works offline: both versions side by side, what changed marked, to be filtered by kind."""
    return fill(
        "versions.html",
        old=wording.shown_name(compared.old.name),
        new=wording.shown_name(compared.new.name),
        old_language=document_tag(compared.old),
        new_language=document_tag(compared.new),
        summary=summary(compared),
        counts=compared.counts(),
        signs=SIGNS,
        english=compared.old_english is not None or compared.new_english is not None,
        rows=[_row(number, each, compared) for number, each in enumerate(compared.passages, 1)],
    )


def _row(number: int, each: Rendered, compared: VersionComparison) -> dict[str, object]:
    passage = each.passage
    return {
        "number": number,
        "state": passage.state,
        "old": _pieces(passage, compared.old, "old"),
        "new": _pieces(passage, compared.new, "new"),
        "english": _english(each, compared),
    }


def _pieces(passage: Passage, document: Document, side: str) -> list[tuple[str, bool]]:
    """A side's text in pieces, each with whether only this version has it."""
    span: Span | None = getattr(passage, side)
    if span is None:
        return []
    if not passage.edits:
        return [(span.of(document.text), True)]
    pieces = [(getattr(edit, side), edit.kind != "same") for edit in passage.edits]
    return [(place.of(document.text), changed) for place, changed in pieces if place]


FORMATS: Mapping[str, Callable[[VersionComparison], str]] = {
    "table": write_text,
    "json": write_json,
    "jsonl": write_jsonl,
    "html": write_html,
}
