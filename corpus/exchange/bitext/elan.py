"""ELAN (.eaf), which EXMARaLDA opens too: a film's words by their times, with the translation under them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Document
from duizhao.corpus.exchange.bitext.monotone_groups import Group, groups
from duizhao.corpus.text.xml_text import xml_text

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="{date}" FORMAT="3.0" VERSION="3.0">
<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>
"""
_TYPES = """<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="words" TIME_ALIGNABLE="true" GRAPHIC_REFERENCES="false"/>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="translation" TIME_ALIGNABLE="false" GRAPHIC_REFERENCES="false" \
CONSTRAINTS="Symbolic_Association"/>
<CONSTRAINT STEREOTYPE="Symbolic_Association" DESCRIPTION="1-1 association with a parent annotation"/>
</ANNOTATION_DOCUMENT>
"""


def write_elan(bitext: Bitext, date: str) -> str:
    """The beads that have a time, each an annotation with its translation; '' where neither side has times.

    Times are those of the Chinese, or else of the English. One that begins before the last has ended begins then.
    """
    timed = list(_timed(bitext))
    if not timed:
        return ""
    slots, words, beneath = [], [], []
    for number, (group, start, end) in enumerate(timed):
        for at, value in ((2 * number, start), (2 * number + 1, end)):
            slots.append(f'<TIME_SLOT TIME_SLOT_ID="ts{at}" TIME_VALUE="{value}"/>')
        own = f'TIME_SLOT_REF1="ts{2 * number}" TIME_SLOT_REF2="ts{2 * number + 1}"'
        words.append(_annotation("ALIGNABLE", f"a{number}", own, _said(bitext.source, group.source)))
        own = f'ANNOTATION_REF="a{number}"'
        beneath.append(_annotation("REF", f"b{number}", own, _said(bitext.target, group.target)))
    return (
        _HEAD.format(date=xml_text(date))
        + f"<TIME_ORDER>\n{_lines(slots)}</TIME_ORDER>\n"
        + f'<TIER TIER_ID="zh" LINGUISTIC_TYPE_REF="words">\n{_lines(words)}</TIER>\n'
        + f'<TIER TIER_ID="en" LINGUISTIC_TYPE_REF="translation" PARENT_REF="zh">\n{_lines(beneath)}</TIER>\n'
        + _TYPES
    )


def _timed(bitext: Bitext) -> Iterator[tuple[Group, int, int]]:
    """Each group with its time in milliseconds, none of which overlap."""
    cues = _cues(bitext.source), _cues(bitext.target)
    before = 0
    for group in groups(bitext):
        for document, own, run in zip((bitext.source, bitext.target), cues, (group.source, group.target), strict=True):
            whole = document.run(run)
            times = [time for first, last, *time in own if first < whole.end and whole.start < last]
            if times:
                start = max(before, min(start for start, _ in times))
                before = max(start + 1, max(end for _, end in times))
                yield group, start, before
                break


def _cues(document: Document) -> list[tuple[int, int, int, int]]:
    """Where each cue stands in the text, and from when to when it is seen, in milliseconds."""
    cues = []
    for mark in document.marks:
        if mark.kind == "cue":
            start, end = (round(1000 * float(second)) for second in mark.value.split())
            cues.append((mark.span.start, mark.span.end, start, end))
    return cues


def _said(document: Document, run: Sequence[int]) -> str:
    return " ".join(document.run(run).of(document.text).split())


def _annotation(kind: str, key: str, own: str, words: str) -> str:
    value = f"<ANNOTATION_VALUE>{xml_text(words)}</ANNOTATION_VALUE>"
    return f'<ANNOTATION><{kind}_ANNOTATION ANNOTATION_ID="{key}" {own}>{value}</{kind}_ANNOTATION></ANNOTATION>'


def _lines(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
