"""Quotations that stand as paragraphs of their own, without marks: indented, or with > before each line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from duizhao.corpus.document import Span
from duizhao.corpus.quotations.cues import CHINESE_CUE, CUE, PHRASE

DEEPER = 2
"""Columns by which a block is set in more than the paragraphs around it."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_MARGIN = re.compile(r"[ \t\u3000]*(?:>[ \t]?)*[ \t\u3000]*")
_LISTED = re.compile(r"(?:[-*•·–]|\(?\d{1,3}[.)、]|\(?[a-z][.)])\s")
_MARKS = re.compile('["“”「」『』«»]')
_LEADS_IN = re.compile(r"[:：—]\s*\Z")
_LAST_SENTENCE = re.compile(r"[^.!?。！？]*[.!?。！？:：—]?\s*\Z")


def block_quotations(text: str) -> tuple[tuple[Span, ...], ...]:
    """The block quotations of an article, each as the spans of its paragraphs (of its lines, with >).

    A run of lines is one if each is set in more than the text around, or begins with >, and what leads up to it ends
    with a colon, or says in its last sentence that somebody speaks. A list is none, nor is what holds marks itself.
    """
    lines = [match.span() for match in _LINE.finditer(text) if match.end() > match.start()]
    margins = [_margin(text[start:end]) for start, end in lines]
    usual = _usual(
        [depth for (start, end), (depth, _, _) in zip(lines, margins, strict=True) if text[start:end].strip()]
    )
    blocks: list[tuple[Span, ...]] = []
    at = 0
    for deep, group in groupby(range(len(lines)), lambda index: _deep(text, lines[index], margins[index], usual)):
        indices = list(group)
        if deep and _led_up_to(text, lines[indices[0]][0]):
            spans = tuple(_spans(text, lines, margins, indices))
            whole = " ".join(span.of(text) for span in spans)
            if spans and not _MARKS.search(whole) and not _LISTED.match(whole):
                blocks.append(spans)
        at = indices[-1] + 1
    assert at == len(lines)
    return tuple(blocks)


def _margin(line: str) -> tuple[int, bool, int]:
    """How deep a line is set in, in columns; whether by a >; where its words begin."""
    match = _MARGIN.match(line)
    held = match.group() if match else ""
    return sum({"\t": 8, "\u3000": 2}.get(character, 1) for character in held), ">" in held, len(held)


def _usual(depths: list[int]) -> int:
    return Counter(depths).most_common(1)[0][0] if depths else 0


def _deep(text: str, line: tuple[int, int], margin: tuple[int, bool, int], usual: int) -> bool:
    words = text[line[0] : line[1]].strip()
    return bool(words) and (margin[1] or margin[0] >= usual + DEEPER)


def _led_up_to(text: str, start: int) -> bool:
    before = text[max(0, start - 400) : start].rstrip()
    if not before or text[len(before) - 1 + max(0, start - 400) : start].count("\n") > 2:
        return False
    if _LEADS_IN.search(before):
        return True
    last = _LAST_SENTENCE.search(before.rsplit("\n\n", 1)[-1].rstrip(".!?。！？ "))
    words = last.group() if last else ""
    return bool(CUE.search(words) or PHRASE.search(words) or CHINESE_CUE.search(words))


def _spans(
    text: str, lines: list[tuple[int, int]], margins: list[tuple[int, bool, int]], indices: list[int]
) -> Iterator[Span]:
    """Lines with > one by one; lines that are only set in as one span, white space between them and all."""
    if not any(margins[index][1] for index in indices):
        whole = Span(lines[indices[0]][0], lines[indices[-1]][1]).trimmed(text)
        if len(whole):
            yield whole
        return
    for index in indices:
        start, end = lines[index]
        words = Span(start + margins[index][2], end).trimmed(text)
        if len(words):
            yield words
