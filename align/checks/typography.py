"""What meets the eye: Chinese left standing in the English, doubled words, a bracket or quotation mark alone.

In a Chinese translation: half-width marks among Chinese characters, characters of the other script, doubled words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from duizhao.align.checks.finding import Finding, Fix
from duizhao.align.checks.linked_pair import Direction, Pair
from duizhao.align.checks.paired_marks import PAIRS, lone_mark, mark_fix, opened
from duizhao.corpus.document import Span
from duizhao.corpus.message import Message
from duizhao.corpus.text.han import HAN
from duizhao.corpus.text.normalization import hanzi

_HAN_RUN = re.compile(f"[{HAN}]+")
_DOUBLED = re.compile(r"\b([A-Za-z]+)(\s+)\1\b(?!['’-])", re.IGNORECASE)
_RIGHTLY_TEXT = """
that had very so much many more long far blah ha no bye yes really well now there is it her you tut
knock bora walla pago wagga
"""
_RIGHTLY = frozenset(_RIGHTLY_TEXT.split())
_DOUBLED_ZH = re.compile(
    rf"([{HAN}]{{2,6}})\1|(的的|了了(?![解结])|(?<![现現存内內外实實])在在|和和(?!气)|是是(?!非)|与与|及及)"
)
_OPENS, _CLOSES = re.compile(r"(?<!\S)'(?=[A-Z])"), re.compile(r"(?<=[\w.,;:?!])'(?!\w)")
_HALF = re.compile(f"(?<=[{HAN}])[,;:?!](?=[{HAN}])")
_FULL = dict(zip(",;:?!", "，；：？！", strict=True))


def check_untranslated(pair: Pair, direction: Direction) -> Iterator[Finding]:
    """What the translation's own text shows to be a slip."""
    if direction == "zh-en":
        yield from _left_standing(pair)
        yield from _doubled(pair)
    else:
        yield from _chinese(pair)
    yield from _unpaired(pair, direction)


def _left_standing(pair: Pair) -> Iterator[Finding]:
    """Chinese in the English that the source has too; not where it is glossed in brackets."""
    if pair.source.strip() and pair.source.strip() == pair.target.strip():
        if _HAN_RUN.search(pair.target):
            spans = Span(0, len(pair.source)), Span(0, len(pair.target))
            yield Finding("untranslated", "critical", *spans, 0.99, Message("not translated"), "accuracy/untranslated")
        return
    plain = hanzi(pair.source).text
    for match in _HAN_RUN.finditer(pair.target):
        before = pair.target[: match.start()].rstrip(" “‘\"'《")
        glossed = before.endswith(("(", "（", "[", "/")) or pair.target[match.end() :].lstrip(" ”’\"'》").startswith(
            ("(", "（")
        )
        here = hanzi(match[0]).text
        at = plain.find(here)
        there = hanzi(pair.source).original(Span(at, at + len(here))) if at >= 0 else None
        sure = 0.3 if glossed else 0.97
        yield Finding(
            "untranslated",
            "major",
            there,
            Span(*match.span()),
            sure,
            Message("“{words}” is left in Chinese", words=match[0]),
            "accuracy/untranslated",
        )


def _doubled(pair: Pair) -> Iterator[Finding]:
    for match in _DOUBLED.finditer(pair.target):
        word = match[1].casefold()
        known = word in _RIGHTLY or (match[1][0].isupper() and len(word) > 3) or len(word) == 1
        yield Finding(
            "untranslated",
            "minor",
            None,
            Span(*match.span()),
            0.3 if known else 0.95,
            Message("“{words}” stands twice", words=match[1]),
            "fluency/duplication",
            None if known else _once(match),
        )


def _once(match: re.Match[str]) -> Fix | None:
    """The second of two words gone: with the blanks before it, or at a line's beginning with those after it."""
    if "\n" not in match[2]:
        return Fix(Span(match.start(2), match.end()), "")
    after = match.string[match.end() :]
    blanks = len(after) - len(after.lstrip(" "))
    return Fix(Span(match.end(2), match.end() + blanks), "") if blanks else None


def _chinese(pair: Pair) -> Iterator[Finding]:
    for match in _HALF.finditer(pair.source):
        yield Finding(
            "untranslated",
            "minor",
            Span(*match.span()),
            None,
            0.8,
            f"“{match[0]}” is half-width among Chinese characters",
            "fluency/typography",
            Fix(Span(*match.span()), _FULL[match[0]], "zh"),
        )
    for match in _DOUBLED_ZH.finditer(pair.source):
        sure = 0.9 if match[2] else 0.5
        yield Finding(
            "untranslated",
            "minor",
            Span(*match.span()),
            None,
            sure,
            Message("“{words}” stands twice", words=match[0]),
            "fluency/duplication",
            Fix(Span(match.end() - 1, match.end()), "", "zh") if match[2] else None,
        )
    if (
        pair.source.strip()
        and pair.source.strip() == pair.target.strip()
        and re.search(r"[A-Za-z]{3,} [A-Za-z]{3,}", pair.source)
    ):
        spans = Span(0, len(pair.source)), Span(0, len(pair.target))
        yield Finding("untranslated", "critical", *spans, 0.99, Message("not translated"), "accuracy/untranslated")


def _left_open(english: str) -> bool:
    """Whether a straight mark of an English original has no other: what is quoted goes on in the next sentence."""
    return english.count('"') % 2 == 1 or len(_OPENS.findall(english)) > len(_CLOSES.findall(english))


def _unpaired(pair: Pair, direction: Direction) -> Iterator[Finding]:
    """A bracket or a curly mark without its other, where the original's are whole."""
    text, original = (pair.target, pair.source) if direction == "zh-en" else (pair.source, pair.target)
    if any(abs(opened(original, *marks)) for marks in PAIRS[:3]) or opened(original, "（", "）"):
        return
    if direction == "en-zh" and _left_open(original):
        return
    told: set[int] = set()
    for opening, closing in PAIRS:
        lone = lone_mark(text, opening, closing)
        if lone is None or lone in told:
            continue
        told.add(lone)
        span = Span(lone, lone + 1)
        turned = opening == "“" and sum(map(text.count, '“”"')) % 2 == 0  # there is one, of the wrong sort
        here, there = (None, span) if direction == "zh-en" else (span, None)
        reason = Message("“{mark}” has no counterpart", mark=text[lone])
        sure = 0.45 if turned else 0.8
        fix = mark_fix(text, original, lone, (opening, closing), "en" if direction == "zh-en" else "zh")
        yield Finding("untranslated", "minor", here, there, sure, reason, "fluency/typography", fix)
