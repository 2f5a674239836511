"""Negation lost or put in, and a duty made a permission: 不得 as "may", 应当 as "can", 全部 as "some"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from duizhao.align.checks.classifier import probability
from duizhao.align.checks.finding import Finding, Severity
from duizhao.align.checks.linked_pair import Direction, Pair
from duizhao.align.checks.negation_cues import Cue, chinese_cues, english_cues
from duizhao.corpus.document import Language, Span
from duizhao.corpus.message import Message
from duizhao.corpus.text.normalization import hanzi
from duizhao.models.word_linker.lexical_table import NO_TRANSLATIONS, Translations

_FLAT_TEXT = """
不得 不能 不会 没有 不是 不可 不应 不准 不许 不再 并非 不予 不要 尚未 从未 不需 不在 not cannot n't n’t
"""
_FLAT = frozenset(_FLAT_TEXT.split())


_WORD = re.compile(r"[a-z]{4,}")
AFFIRMED = 0.75
"""How probable it is that a denial is lost, where the word for what is denied stands in English that denies nothing."""
TRANSLATED, HARDLY = 0.2, 0.05
"""How probable a translation of what is denied must be in one direction, and in both."""
LONGEST_DENIED = 4
"""Characters behind a denial that may be one word."""


class NegationFeatures(NamedTuple):
    """What says that the other side has no denial for a cue: links are probabilities, counts are of cues."""

    linked_strong: float
    linked_weak: float
    linked: float
    surplus: float
    no_strong: float
    no_cue: float
    weak_count: float
    linked_elsewhere: float
    one_letter: float
    lacking: float
    flat: float


def denials(pair: Pair, language: Language) -> Iterator[tuple[Cue, NegationFeatures]]:
    """Each strong cue of one side, with what says that the other side does not have it."""
    cues = chinese_cues(pair.source), english_cues(pair.target)
    mine, theirs = cues if language == "zh" else cues[::-1]
    strong = [denial for denial in theirs if denial.strength == "strong"]
    weak = [denial for denial in theirs if denial.strength == "weak"]
    count = sum(denial.strength == "strong" for denial in mine)
    for cue in mine:
        if cue.strength != "strong":
            continue
        linked = [_best(pair, cue, cues, language) for cues in (strong, weak)]
        anything = pair.best(cue.span, "source" if language == "zh" else "target")
        yield (
            cue,
            NegationFeatures(
                linked_strong=linked[0],
                linked_weak=linked[1],
                linked=anything,
                surplus=min(3.0, max(-3.0, count - len(strong))),
                no_strong=float(not strong),
                no_cue=float(not strong and not weak),
                weak_count=min(4.0, len(weak)),
                linked_elsewhere=anything - max(linked),
                one_letter=float(len(cue.word) == 1),
                lacking=float(cue.word[0] in "没无未" or cue.word in ("no", "without", "none")),
                flat=float(cue.word in _FLAT),
            ),
        )


def _best(pair: Pair, cue: Cue, others: list[Cue], language: Language) -> float:
    spans = ((cue.span, other.span) if language == "zh" else (other.span, cue.span) for other in others)
    return max((pair.linked(*span) for span in spans), default=0.0)


def check_negation(
    pair: Pair, translations: Translations = NO_TRANSLATIONS, direction: Direction = "zh-en"
) -> Iterator[Finding]:
    """Denials of one side that the other lacks, and duties and permissions that changed places."""
    for cue, features in denials(pair, "zh"):
        sure = probability("negation-zh", features)
        yield _lost(pair, cue, max(sure, AFFIRMED) if _affirmed(pair, cue, translations) else sure)
    for cue in chinese_cues(pair.source):
        if cue.denies and _affirmed(pair, cue, translations):
            yield _lost(pair, cue, AFFIRMED)
    for cue, features in denials(pair, "en"):
        sure = probability("negation-en", features)
        reason = Message("“{word}” denies; no word of the Chinese is found that does", word=cue.span.of(pair.target))
        there = pair.counterpart(_around(cue.span, pair.target), "target")
        yield Finding("negation", "critical", there, cue.span, sure, reason, "accuracy/mistranslation")
    yield from _modality(pair)
    if direction == "en-zh":
        yield from _loosened(pair)
    yield from _quantifiers(pair)


def _lost(pair: Pair, cue: Cue, sure: float) -> Finding:
    reason = Message("{word} denies; no word of the English is found that does", word=cue.word)
    there = pair.counterpart(_around(cue.span, pair.source), "source")
    start = cue.span.start - cue.lead
    here = Span(start, min(len(pair.source), start + len(cue.word)))
    return Finding("negation", "critical", here, there, sure, reason, "accuracy/mistranslation")


def _affirmed(pair: Pair, cue: Cue, translations: Translations) -> bool:
    """Whether English that denies nothing has the word for what is denied: 不高兴 and `happy`."""
    if english_cues(pair.target):
        return False
    words = set(_WORD.findall(pair.target.casefold()))
    denied = hanzi(pair.source[cue.span.end : cue.span.end + LONGEST_DENIED]).text
    for length in range(len(denied), 1, -1):
        for word, (there, back) in translations.forward.get(denied[:length], {}).items():
            if max(there, back) >= TRANSLATED and min(there, back) >= HARDLY and _forms(word) & words:
                return True
    return False


def _forms(word: str) -> set[str]:
    return {word, f"{word}s", f"{word}d", f"{word}ed"}


def _around(span: Span, text: str, letters: int = 6) -> Span:
    return Span(max(0, span.start - letters), min(len(text), span.end + letters))


_DUTY = re.compile(r"应当|應當|应该|應該|必须|必須|务必|應|应(?![用对急邀聘变答付有运酬声景])|須|须")
_LEAVE = re.compile(r"可以|得以|可|能够|能夠|能|得(?!到|知|出|了|益|失|力|主|分|以|意|住|罪)|允许|允許|准许|許可|會|会")
_MAY = re.compile(r"\b(?:may|might|can|could)\b(?!\s*not\b)", re.IGNORECASE)
_OUGHT = re.compile(r"\b(?:shall|must|should|ought|has\s+to|have\s+to|need(?:s|ed)?|required?)\b", re.IGNORECASE)


def _modality(pair: Pair) -> Iterator[Finding]:
    """A permission where the source has a duty, by the words that are linked."""
    duties = [Span(*match.span()) for match in _DUTY.finditer(pair.source)]
    leaves = [Span(*match.span()) for match in _LEAVE.finditer(pair.source)]
    mays = [Span(*match.span()) for match in _MAY.finditer(pair.target)]
    oughts = list(_OUGHT.finditer(pair.target))
    too_many = len(mays) > len(leaves) and len(duties) > len(oughts)
    for may in mays:
        duty = max(duties, key=lambda leave: pair.linked(leave, may), default=None)
        if duty is None:
            continue
        linked = pair.linked(duty, may)
        leave = max((pair.linked(leave, may) for leave in leaves), default=0.0)
        if leave < 0.5 * linked and (linked >= 0.6 or (linked >= 0.1 and too_many)):
            sure = min(0.95, 0.55 + 0.2 * too_many + 0.3 * linked)
            reason = Message(
                "{duty} is a duty, “{may}” a permission", duty=duty.of(pair.source), may=may.of(pair.target)
            )
            yield Finding("negation", "critical", duty, may, sure, reason, "accuracy/mistranslation")


_ALLOWED = re.compile(r"可以|允许|允許|准许|准許|许可|許可")


def _loosened(pair: Pair) -> Iterator[Finding]:
    """A permission in the Chinese where the English original has a duty."""
    duties = [Span(*match.span()) for match in _DUTY.finditer(pair.source)]
    for match in _OUGHT.finditer(pair.target):
        ought = Span(*match.span())
        leaves = [Span(*leave.span()) for leave in _ALLOWED.finditer(pair.source)]
        leave = max(leaves, key=lambda leave: pair.linked(leave, ought), default=None)
        linked = pair.linked(leave, ought) if leave else 0.0
        if leave and linked >= 0.6 and all(pair.linked(duty, ought) < 0.5 * linked for duty in duties):
            reason = Message("{leave} is a permission, “{ought}” a duty", leave=leave.of(pair.source), ought=match[0])
            yield Finding("negation", "critical", leave, ought, 0.55 + 0.3 * linked, reason, "accuracy/mistranslation")


_ALL = re.compile(r"全部|所有|一切|全体|全體|任何|每[个個一]")
_SOME = re.compile(r"\b(?:some|several|certain|part\s+of|a\s+few)\b", re.IGNORECASE)
_PART = re.compile(r"部分|有些|一些|某些|若干|少数|少數")
_WHOLE = re.compile(r"\b(?:all|every|entire|whole|each)\b", re.IGNORECASE)


def _quantifiers(pair: Pair) -> Iterator[Finding]:
    """全部 as "some", 部分 as "all", where these words are linked to one another."""
    for mine, theirs in ((_ALL, _SOME), (_PART, _WHOLE)):
        for here in mine.finditer(pair.source):
            for there in theirs.finditer(pair.target):
                linked = pair.linked(Span(*here.span()), Span(*there.span()))
                if linked >= 0.6:
                    severity: Severity = "major"
                    reason = Message("{chinese} is rendered “{english}”", chinese=here[0], english=there[0])
                    spans = Span(*here.span()), Span(*there.span())
                    yield Finding("negation", severity, *spans, linked, reason, "accuracy/mistranslation")
