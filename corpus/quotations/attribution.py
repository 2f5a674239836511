"""Whose words a passage is said to be: the speaker and the verb, where they stand near."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.corpus.document import Span
from duizhao.corpus.quotations.cues import CHINESE_CUE, CUE, INVERTED, OPENING, PHRASE, SUBJECT

REACH = 240
"""Characters before or after a passage in which its speaker is looked for; never beyond its sentence."""

MASK = "\u25a0"
"""What stands for each quoted character while the words around are read."""

_SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bGen)(?<!\bSen)(?<!\bProf)[.!?][\"'”’)\]]*\s+|[。！？]|\n"
)
_CLOSING = "\"'”’」』»›＂》"
_LETTER = re.compile(r"[^\W\d_]")
_NEAR = 60
_LEADS_IN = re.compile(rf"(?:{CUE.pattern}|{CHINESE_CUE.pattern})(?: that)?\s*[:：,，]?\s*\Z")
"""Right before its words stands who says them."""
_ACCORDING = re.compile(rf"\b([Aa]ccording to|[Ii]n the words of)\s+([^,{MASK}]{{2,60}}?)(?:,|\s*\Z)")
_NO_SPEAKER = re.compile(r"(?:it|there|that|this|which|who)\Z", re.IGNORECASE)
_CHINESE_CLAUSE = re.compile(r"[，,；;：:。！？!?\s、]")
_CHINESE_CONNECTIVE = re.compile(r"^(?:但是|但|而且|而|同时|同時|另外|此外|随后|隨後|并|並|也|还|還|因此|所以)")
_CHINESE_MANNER = re.compile(
    r"(?:还|還|也|又|则|則|曾|再次|明确|明確|进一步|在会上|在讲话中|对记者|向记者|同时|并|並|这样|這樣)+$"
)
_LONGEST_CHINESE = 20


@dataclass(frozen=True, slots=True)
class Attribution:
    """`speaker` and `cue` as they stand in the article (“Mr. Xi”, “urged”); empty where none stands near.

    `named`: whether the sentence says, with a verb or a noun such as “phrase”, that these are somebody's words.
    """

    speaker: str = ""
    cue: str = ""
    named: bool = False


NOBODY = Attribution()


def masked(article: str, passages: Sequence[Span]) -> str:
    """The article with each quoted character as `MASK`, so that what was quoted is not read as who quotes."""
    parts, at = [], 0
    for passage in passages:
        parts += [article[at : passage.start], MASK * len(passage)]
        at = passage.end
    return "".join([*parts, article[at:]])


def attribution(plain: str, spans: Sequence[Span], around: Span, *, block: bool = False) -> Attribution:
    """Who speaks the passage of these `spans` in the paragraph `around`, read off the masked article `plain`.

    In turn: what stands between its first two pieces, what follows its closing mark (if its sentence goes on there),
    and what stands before it in its sentence, which comes first where it leads right up to the passage. A `block` is
    led up to by the paragraph `around`, which ends where it begins.
    """
    before = _before(plain, max(around.start, spans[0].start - REACH), spans[0].start, block=block)
    after = "" if block else _after(plain, spans[-1].end, min(around.end, spans[-1].end + REACH))
    between = plain[spans[0].end : spans[1].start].lstrip(_CLOSING + ",，") if len(spans) > 1 else ""
    ways = [_follows(between), _follows(after), _precedes(before)]
    if _LEADS_IN.search(before[-_NEAR:]):
        ways.reverse()
    first = next((way for way in ways if way), None)
    if first:
        return first
    named = bool(PHRASE.search(before) or CUE.search(before) or CHINESE_CUE.search(before))
    return Attribution(named=named or bool(CUE.search(between) or CUE.search(after)))


def _before(plain: str, start: int, end: int, *, block: bool) -> str:
    """Of what stands before a passage, its sentence, without its opening mark."""
    window = plain[start : max(start, end if block else end - 1)]
    window = window.rstrip().rstrip(".。>").rstrip() if block else window
    if not _LETTER.search(window):
        return ""
    ends = [match.end() for match in _SENTENCE_END.finditer(window)]
    return window[ends[-1] :] if ends else window


def _after(plain: str, start: int, end: int) -> str:
    """Of what follows a passage, its sentence, without its closing mark; nothing if the passage ended it."""
    window = plain[start:end]
    if not _LETTER.search(window):
        return ""
    inside = window[: len(window) - len(window.lstrip(_CLOSING + ".,;，。；!?！？ \t\r\n"))]
    rest = window[len(inside) :]
    stop = _SENTENCE_END.search(rest)
    rest = rest[: stop.start()] if stop else rest
    if "." in inside or ";" in inside:
        return ""
    if "。" in inside:  # In Chinese who says it may follow a full stop: “我不知道。”村长说。
        return rest if CHINESE_CUE.search(rest[:_LONGEST_CHINESE]) else ""
    return rest


def _follows(after: str) -> Attribution | None:
    """The words right after a passage: “…,” he said; “…,” said the mayor."""
    words = after.lstrip(" \t,，—–-")
    if words.startswith(MASK) or not words.strip():
        return None
    inverted = INVERTED.match(words)
    if inverted:
        return _made(inverted["speaker"], inverted["cue"])
    subject = SUBJECT.match(words)
    if subject and MASK not in subject.group():
        return _made(subject["speaker"], subject["cue"])
    chinese = CHINESE_CUE.search(words[: _LONGEST_CHINESE + 4])
    if chinese and not _CHINESE_CLAUSE.search(words[: chinese.start()]):
        return _chinese(words[: chinese.start()], chinese.group())
    return None


def _precedes(before: str) -> Attribution | None:
    """The last speaker and verb before a passage, in its sentence."""
    nearest = None
    for match in SUBJECT.finditer(before):
        if MASK not in match.group():
            nearest = match
    verbs = list(CUE.finditer(before))
    if nearest and (not verbs or nearest.start("cue") == verbs[-1].start()):
        return _made(nearest["speaker"], nearest["cue"])
    first = OPENING.match(before)
    if verbs and first and first.end() < verbs[-1].start():
        return _made(first["speaker"], verbs[-1].group())
    if nearest:
        return _made(nearest["speaker"], nearest["cue"])
    according = _ACCORDING.search(before)
    if according:
        return _made(according[2], according[1])
    cues = list(CHINESE_CUE.finditer(before))
    if cues:
        clause = _CHINESE_CLAUSE.split(before[: cues[-1].start()])[-1]
        return _chinese(clause, cues[-1].group())
    return None


def _made(speaker: str, cue: str) -> Attribution:
    name = " ".join(speaker.split()).rstrip(".")
    return Attribution("" if _NO_SPEAKER.fullmatch(name) else name, " ".join(cue.split()), named=True)


def _chinese(clause: str, cue: str) -> Attribution:
    name = _CHINESE_MANNER.sub("", _CHINESE_CONNECTIVE.sub("", clause.strip(_CLOSING + MASK)))
    return Attribution(name if len(name) <= _LONGEST_CHINESE and MASK not in name else "", cue, named=True)
