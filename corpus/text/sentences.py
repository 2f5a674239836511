"""Where sentences begin and end, as spans that tile the text: every character belongs to exactly one.

Chinese is split by an ordered list of rules (`CHINESE_RULES`); English by sentencex, one paragraph at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from duizhao.corpus.document import Language, Span
from duizhao.corpus.text.abbreviations import ABBREVIATED, ENDING, PERHAPS_ABBREVIATED
from duizhao.corpus.text.han import HAN
from duizhao.corpus.text.paragraphs import paragraphs

Rule = Callable[[str, list[int]], list[int]]
"""A paragraph and the breaks found so far (offsets, ascending), to the breaks after this rule."""

ENDS = "。！？!?｡﹗﹖"
CLOSERS = "”’」』》〉）)］]】〕｝}»›"

LONGEST_BRACKET = 200
"""Brackets that hold more characters than this are a passage of their own, split like any other."""

_END_RUN = re.compile(rf"(?:[{ENDS}]|…{{2,}}|\.{{6,}})(?:[{ENDS}…]|\.(?![0-9A-Za-z]))*")
_STOP_AFTER_HAN = re.compile(rf"(?<=[{HAN}”’」』》）])\.(?!\s*\.|[0-9A-Za-z])")
_STOP_AFTER_LATIN = re.compile(rf"(?<![A-Za-z.])([A-Za-z]{{3,}})\.(?=\s+[{HAN}“‘「《])")
_FULL_WIDTH_STOP = re.compile(r"[．﹒]+")
_NO_STOP = re.compile(r"(?<=[0-9０-９])[．﹒](?=[0-9０-９])|(?:\A|(?<=[^A-Za-zＡ-Ｚａ-ｚ0-9０-９/ ]))[A-ZＡ-Ｚ][．﹒]")
"""Within a number, and after an initial."""
_NUMBER_OF_LIST = re.compile(
    r"\s*[(（]?(?:第?(?:\d{1,3}|[一二三四五六七八九十百]{1,4})|[A-Za-zＡ-Ｚａ-ｚ])[)）]?[.．﹒]"
)
_ENDED = re.compile(rf"[{ENDS}．﹒…][{re.escape(CLOSERS)}\"]*\s*\Z")
_TITLES = frozenset({"Prof", "Mrs", "Messrs", "Gen", "Gov", "Sen", "Rep", "Capt", "Col", "Vol", "Art", "Sec", "Fig"})
_AFTER_END = re.compile(rf"[{re.escape(CLOSERS)}{ENDS}…]*")
_CONTINUED = re.compile(r"\s*[，、；：,;:。．的之等和与與及或]")
_FALTER = re.compile(r"(\w)…{2,}\1\Z")
_BRACKETS = {"《": "》", "〈": "〉", "（": "）", "(": ")", "【": "】", "〔": "〕"}
_BRACKET = re.compile("[" + re.escape("".join(_BRACKETS) + "".join(_BRACKETS.values())) + "]")

WINDOW = 8192
"""sentencex sees this many characters at once; a longer sentence ends at its last blank in one."""

_UNSEEN = re.compile(r"[\s“”\"‘(]|(?<![^\s(\[—–-])'|(?<=[.!?,…])['’)]")
_LIST_NUMBER = re.compile(r"(?:\A|(?<=[.!?)’'])\s)\s*\d{1,3}\.\s*\Z")
_CLOSING = re.compile(r"[”’\"')\]»]+")
_LOWER = re.compile(r"\s*[a-z]")
_NUMBERED = re.compile(r"\s*(?:[$€£¥~]?\d|[IVXLC]+\b)")


def split(text: str, language: Language, *, wrapped: bool | None = None) -> tuple[Span, ...]:
    """The sentences of `text`: trailing white space belongs to the sentence before it, leading to the first.

    Every line end ends a sentence, except in hard-wrapped text, where only a blank or indented line does; whether it is
    wrapped is told by its lines, if `wrapped` does not say.
    No sentence is all white space unless the text is. Time is linear in the length of the text.
    """
    breaks: list[int] = []
    for paragraph in paragraphs(text, wrapped=wrapped):
        words = paragraph.of(text)
        inner = _chinese_breaks(words) if language == "zh" else _english_breaks(words)
        breaks.append(paragraph.start)
        breaks.extend(paragraph.start + at for at in inner)
    return _tile(text, breaks)


def lines(text: str) -> tuple[Span, ...]:
    r"""One sentence for each line of a text already split; lines end in `\n` or `\r\n` and in nothing else.

    An empty line is a sentence of its line end alone; a final line end begins no further line.
    """
    spans = []
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        spans.append(Span(start, end))
        start = end
    return tuple(spans)


def _tile(text: str, breaks: Iterable[int]) -> tuple[Span, ...]:
    """Sentences that begin at the first words after each of `breaks`, ascending; the first begins at 0."""
    if not text:
        return ()
    starts: list[int] = []
    for at in breaks:
        while at < len(text) and text[at].isspace():
            at += 1
        if at < len(text) and (not starts or at > starts[-1]):
            starts.append(at)
    starts[:1] = [0]
    return tuple(Span(start, end) for start, end in zip(starts, [*starts[1:], len(text)], strict=True))


def _chinese_breaks(paragraph: str) -> list[int]:
    breaks: list[int] = []
    for _, rule in CHINESE_RULES:
        breaks = rule(paragraph, breaks)
    return breaks


def _full_stops(paragraph: str, breaks: list[int]) -> list[int]:
    """After 。！？ and their runs, after …… and after six dots; a semicolon ends nothing."""
    return breaks + [match.end() for match in _END_RUN.finditer(paragraph)]


def _ascii_stops(paragraph: str, breaks: list[int]) -> list[int]:
    """After an ASCII full stop that ends Chinese words, not one of a number, a list marker or an abbreviation."""
    stops = [stop.end() for stop in _STOP_AFTER_HAN.finditer(paragraph)]
    stops = stops[bool(stops and _NUMBER_OF_LIST.fullmatch(paragraph, 0, stops[0])) :]
    stops += [stop.end() for stop in _STOP_AFTER_LATIN.finditer(paragraph) if stop.group(1) not in _TITLES]
    return sorted({*breaks, *stops})


def _full_width_stops(paragraph: str, breaks: list[int]) -> list[int]:
    """After ．, the full stop of papers of science: in a paragraph that ends in a mark and has no 。.

    Elsewhere it stands within a name (約翰．史密斯). It ends nothing in a number, after an initial or a list's number.
    """
    if not _FULL_WIDTH_STOP.search(paragraph) or "。" in paragraph or not _ENDED.search(paragraph):
        return breaks
    stops = {stop.end() for stop in _FULL_WIDTH_STOP.finditer(paragraph)}
    stops -= {stop.end() for stop in _NO_STOP.finditer(paragraph)}
    ends = sorted({*breaks, *stops})
    return [at for before, at in pairwise([0, *ends]) if not _NUMBER_OF_LIST.fullmatch(paragraph, before, at)]


def _closing_marks(paragraph: str, breaks: list[int]) -> list[int]:
    """Closing quotation marks and brackets after an end belong to the sentence, a straight one if it closes."""
    moved: list[int] = []
    straight = counted = 0
    for at in breaks:
        if moved and at <= moved[-1]:
            continue
        straight += paragraph.count('"', counted, at)
        counted = at
        end = _after_end(paragraph, at)
        if straight % 2 and paragraph[end : end + 1] == '"':
            end = _after_end(paragraph, end + 1)
        moved.append(end)
    return moved


def _after_end(paragraph: str, at: int) -> int:
    match = _AFTER_END.match(paragraph, at)
    return match.end() if match else at


def _hesitations(paragraph: str, breaks: list[int]) -> list[int]:
    """No break where a speaker falters and takes the same word up again (我……我不知道)."""
    return [at for at in breaks if not _FALTER.search(paragraph[max(0, at - 16) : at + 1])]


def _continuations(paragraph: str, breaks: list[int]) -> list[int]:
    """No break where the sentence goes on: a comma follows, or 的, 之, 等, 和 after a quoted end (“为什么？”的问题).

    A closed quotation followed by its speaker (“好。”他说。) is two sentences, as the field's splitters have it.
    """
    return [
        at
        for at in breaks
        if not (match := _CONTINUED.match(paragraph, at))
        or (paragraph[at - 1] in ENDS + "…." and match.group().strip() in "的之等和与與及或")
    ]


def _brackets(paragraph: str, breaks: list[int]) -> list[int]:
    """No break inside brackets that close soon, nor after a title (《好吗？》) or an aside (他（真的！）走了)."""
    inside: list[Span] = []
    opened: list[tuple[str, int]] = []
    for mark in _BRACKET.finditer(paragraph):
        if mark.group() in _BRACKETS:
            opened.append((_BRACKETS[mark.group()], mark.start()))
        elif opened and opened[-1][0] == mark.group():
            start = opened.pop()[1]
            if mark.start() - start <= LONGEST_BRACKET:
                while inside and inside[-1].start > start:
                    inside.pop()
                own = _a_sentence(paragraph, start, mark.start())
                inside.append(Span(start, mark.start() if own else mark.end()))
    kept: list[int] = []
    spans = iter(inside)
    span = next(spans, None)
    for at in breaks:
        while span and span.end < at:
            span = next(spans, None)
        if not (span and span.start < at <= span.end):
            kept.append(at)
    return kept


def _a_sentence(paragraph: str, start: int, end: int) -> bool:
    """Whether what brackets hold is a sentence of its own: it ends in 。, or begins where a sentence may."""
    if paragraph[start] in "《〈":
        return False
    return paragraph[end - 1] in "。｡" or start == 0 or paragraph[start - 1] in ENDS + CLOSERS + "…"


CHINESE_RULES: tuple[tuple[str, Rule], ...] = (
    ("full stops", _full_stops),
    ("ascii stops", _ascii_stops),
    ("full-width stops", _full_width_stops),
    ("closing marks", _closing_marks),
    ("hesitations", _hesitations),
    ("continuations", _continuations),
    ("brackets", _brackets),
)


def _english_breaks(paragraph: str) -> list[int]:
    """Where sentencex ends its segments, inside quotations too, as translators' originals are split in Chinese.

    sentencex keeps a quotation whole, so its marks are given to it as blanks, one for one; a mark that touches the
    end before it closes there. A list's number begins the sentence after it, and no sentence begins in lower case.
    """
    flat = _UNSEEN.sub(" ", paragraph)
    breaks: list[int] = []
    for segment in _segments(flat):
        number = _LIST_NUMBER.search(segment.of(flat))
        start = segment.start + (number.start() if number else 0)
        if number and not PERHAPS_ABBREVIATED.search(flat[max(0, start - ENDING) : start]):
            at = start
        else:
            at = segment.start + len(segment.of(flat).rstrip())
            closing = _CLOSING.match(paragraph, at)
            at = closing.end() if closing else at
        if _LOWER.match(paragraph, at):
            continue
        if not (ABBREVIATED.search(paragraph[max(0, at - ENDING) : at]) and _NUMBERED.match(paragraph, at)):
            breaks.append(at)
    return breaks


def _segments(flat: str) -> Iterator[Span]:
    """What sentencex cuts `flat` into, a window at a time, since its time grows with the square of the length."""
    from sentencex import segment

    start = 0
    while start < len(flat):
        window = flat[start : start + WINDOW]
        pieces = list(segment("en", window))
        final = start + WINDOW >= len(flat)
        if "".join(pieces) != window:
            pieces = [window]
        if len(pieces) == 1 and not final:
            pieces = [window[: window.rfind(" ") + 1] or window]
        at = start
        for piece in pieces if final or len(pieces) == 1 else pieces[:-1]:
            yield Span(at, at + len(piece))
            at += len(piece)
        start = at
