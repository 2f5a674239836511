"""The parts that a text numbers or names: 编 章 节 条 款 项, Part, Chapter, Article, paragraph, item, headings."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from duizhao.corpus.document import Mark, Span
from duizhao.corpus.text.numerals import numbers
from duizhao.corpus.text.paragraphs import paragraphs
from duizhao.corpus.text.part_numbers import MIN_NUMBERED_PARTS, label

LEVELS = {"part": 0, "chapter": 1, "section": 2, "heading": 3, "article": 4}
"""A part ends where the next of its own level or a higher one begins."""

LONGEST_HEADING = 60
"""Characters of a line that may be a heading by its beginning."""

_NUMERAL = r"[〇零一二三四五六七八九十百千\d]+"
_CHINESE = re.compile(rf"\s*(第\s*{_NUMERAL}(?:\s*[-–之]\s*{_NUMERAL})?\s*[编編篇章节節条條](?:\s*之\s*{_NUMERAL})?)")
_ENGLISH = re.compile(
    r"\s*((?:Part|Title|Book|Chapter|Section|Article)\s+(?:\d+(?:[-–.]\d+)*|[IVXLC]+))\b", re.IGNORECASE
)
_LOWER_AFTER = re.compile(r"[ \t,]*[a-z]")
_NAMED = re.compile(
    r"\s*(序\s*言|前\s*言|引\s*言|导\s*言|導\s*言|绪\s*论|緒\s*論|结\s*语|結\s*語|附\s*录|附\s*錄|附\s*件|附\s*则|附\s*則"
    r"|preamble|preface|foreword|introduction|conclusions?|appendix|annex|schedule)\s*(?:[A-Z\d一二三四五六七八九十]{1,3})?[:：]?\s*\Z",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s*[一二三四五六七八九十]{1,3}、\s*\S")
_ITEM = re.compile(
    rf"\s*(?:[（(]\s*({_NUMERAL}|[a-z]{{1,4}})\s*[)）]|({_NUMERAL}|[a-z])[)）.．、](?!\d))\s*\S", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[。.!?！？；;，,、]\s*\Z")


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a part begins, what it is called as written, and where its own words begin."""

    kind: str
    line: Span
    written: str
    words: int
    level: int


def structure(text: str, marks: Sequence[Mark] = (), *, wrapped: bool | None = None) -> tuple[Mark, ...]:
    """The parts of a text, each marked from its number or heading to where it ends, in order, the outer first.

    Kinds: `part`, `chapter`, `section`, `article` (value: its number as written, 第三十六条), `heading` (its words),
    and inside articles that have several, `paragraph` (1, 2, …) and `item` (as written). `marks`: what the file itself
    says are headings. A number is believed where a heading would have it: at the beginning of a paragraph, followed by
    a gap, or in sequence with others.
    """
    notes = [mark.span for mark in marks if mark.kind in ("footnote", "endnote")]
    lines = [line for line in paragraphs(text, wrapped=wrapped) if not any(line.overlaps(note) for note in notes)]
    starts = _believed(_starts(text, lines, {mark.span.start for mark in marks if mark.kind == "heading"}), text)
    parts: list[Mark] = []
    for at, start in enumerate(starts):
        following = (later.line.start for later in islice(starts, at + 1, None) if later.level <= start.level)
        end = next(following, len(text))
        parts.append(Mark(start.kind, Span(start.line.start, end), start.written))
        if start.kind == "article":
            parts.extend(_inside(text, start, _within(lines, start.line.start, end)))
    return tuple(sorted(parts, key=lambda mark: (mark.span.start, -mark.span.end)))


def _starts(text: str, lines: Sequence[Span], headings: set[int]) -> list[_Start]:
    starts = []
    for line in lines:
        words = line.of(text)
        numbered = _CHINESE.match(words) or _ENGLISH.match(words)
        known = label(words) if numbered else None
        if numbered and known:
            written = " ".join(numbered[1].split())
            starts.append(_Start(known[0], line, written, line.start + numbered.end(), LEVELS[known[0]]))
        elif line.start in headings or _NAMED.match(words) or _counted_heading(words):
            level = LEVELS["chapter" if _NAMED.match(words) else "heading"]
            starts.append(_Start("heading", line, " ".join(words.split())[:LONGEST_HEADING], line.end, level))
    return starts


def _counted_heading(words: str) -> bool:
    """一、总体要求"""
    return len(words) <= LONGEST_HEADING and bool(_COUNTED.match(words)) and not _SENTENCE_END.search(words)


def _believed(starts: list[_Start], text: str) -> list[_Start]:
    """Without numbers that only seem to begin a part: 第一条路…, Article 3 of …"""
    kept: list[_Start] = []
    last: dict[str, int] = {}
    many = {kind: sum(start.kind == kind for start in starts) >= MIN_NUMBERED_PARTS for kind in LEVELS}
    for start in starts:
        if start.kind == "heading":
            kept.append(start)
            continue
        value = _value(start.written)
        gap = text[start.words : start.words + 1]
        sequel = many[start.kind] and value in (1, last.get(start.kind, 0) + 1)
        chinese = start.written[0] == "第"
        if (not chinese or not gap or not gap.isalnum() or sequel) and not _LOWER_AFTER.match(text, start.words):
            kept.append(start)
            last[start.kind] = value
    return kept


def _value(written: str) -> int:
    part = label(written)
    return part[1] if part else 0


def _within(lines: Sequence[Span], start: int, end: int) -> list[Span]:
    first, last = (bisect_left(lines, at, key=lambda line: line.start) for at in (start, end))
    return list(lines[first:last])


def _inside(text: str, start: _Start, lines: list[Span]) -> list[Mark]:
    """The paragraphs of an article and their items; a number that stands alone on its line is no paragraph."""
    if lines and not text[start.words : lines[0].end].strip(" \t\u3000.．:："):
        lines = lines[1:]
    if not lines:  # a heading that nothing follows
        return []
    heads = [at for at, line in enumerate(lines) if at == 0 or not _ITEM.match(line.of(text))]
    marks: list[Mark] = []
    for number, (head, after) in enumerate(zip(heads, [*heads[1:], len(lines)], strict=True), start=1):
        if len(heads) > 1:
            marks.append(Mark("paragraph", Span(lines[head].start, lines[after - 1].end), str(number)))
        for line in lines[head + 1 : after]:
            item = _ITEM.match(line.of(text))
            if item:
                marks.append(Mark("item", line, item[1] or item[2]))
    return marks


def number_of(written: str) -> str:
    """The number of a part in digits: 第十条之一 and Article 10-1 are 10-1; an item's 三 is 3, its a is a.

    >>> number_of("第三十六条"), number_of("第十条之一"), number_of("CHAPTER IV"), number_of("b")
    ('36', '10-1', '4', 'b')
    """
    if written[:1] == "第":
        pieces = [piece for piece in re.split(r"[-–之]", written) if piece]
        return "-".join(_digits(re.sub(r"[第编編篇章节節条條\s]", "", piece)) for piece in pieces)
    english = _ENGLISH.match(written)
    if english:
        own = english[1].split()[-1].replace("–", "-")
        return own if own[0].isdigit() else str(_value(written))
    return _digits(written)


def _digits(numeral: str) -> str:
    values = numbers(f"第{numeral}条") if re.fullmatch(_NUMERAL, numeral) and not numeral.isdecimal() else frozenset()
    return str(int(min(values))) if values else numeral
