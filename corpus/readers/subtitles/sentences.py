"""Cues joined to sentences: each on a line of its own, with the times that it was shown at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from duizhao.corpus.document import Language
from duizhao.corpus.readers.base.contents import Contents, Draft, metadata_of
from duizhao.corpus.readers.base.limits import check_length
from duizhao.corpus.readers.subtitles.cue import Cue, in_order
from duizhao.corpus.readers.subtitles.rolling import each_line_once
from duizhao.corpus.text.han import HAN
from duizhao.corpus.text.normalization import WIDE

LONGEST_PAUSE = 3.0
"""Seconds of silence after which a new line begins."""

WITH_STOPS = 0.25
"""At this share of cues that end in a full stop, what ends in none goes on in the next cue. Streaming services ask for
Chinese subtitles without full stops: there a cue ends where the next begins."""

BOTH = 0.25
"""At this share of lines in each language a file holds both, line under line."""

_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_CLOSED = r"[\"'”’」』）)\]】]*\Z"
_STOP = re.compile(rf"[.。．｡]{_CLOSED}")
_ENDED = re.compile(rf"[.!?。！？．｡…♪♫]{_CLOSED}")
_OPEN = re.compile(r"(?:[,，、;；:：–—―]|--|(?<=\w)-)\Z")
_FALTERS = re.compile(r"(?:…|\.{2,}|—|–|--)\Z")
_GOES_ON = re.compile(r"[a-zà-ÿ]|…|\.{2,}|[,，、。；;：:！？]")
_SMALL = re.compile(r"\b(?:an?|the|of|and|or|but|to|with|from|than|because|my|your|our|their)\Z", re.IGNORECASE)
"""Words after which a sentence goes on, even with a name."""
_SPEAKER = re.compile(r"\s*(?:[-–—]\s*\S|>>|\[|（|\()")
_TWO_LANGUAGES = re.compile(
    rf"(?P<zh>[^A-Za-z]*[{HAN}][^A-Za-z]*?)\s+(?P<en>[A-Za-z\"'“‘(¿-][^{HAN}]*)\Z|"
    rf"(?P<first>[^{HAN}]*[A-Za-z][^{HAN}]*?)\s+(?P<then>[“‘「（《—…]?[{HAN}][^A-Za-z]*)\Z"
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a cue."""

    cue: Cue
    words: str
    first: bool


@dataclass(slots=True)
class _Sentence:
    """Lines that are read as one, each with the blank before it."""

    place: int
    lines: list[_Line] = field(default_factory=list)


def contents_of_cues(cues: list[Cue], name: str, title: str | None = None) -> Contents:
    """The words of the cues, a sentence a line, in the order in which they begin.

    A cue goes on in the line of the one before if that has not ended its sentence; a new speaker, a pause, a sign or a
    song begins a line of its own. Where cues hold both languages, each goes on in its own. What came from one cue is
    marked `time` with the time for people, and `cue` with its first and last second; signs and songs are marked so.
    """
    draft = Draft()
    streams: dict[tuple[Language | None, str], list[tuple[int, _Line]]] = {}
    for place, (language, line) in enumerate(_lines(each_line_once(in_order(cues, name)))):
        streams.setdefault((language, line.cue.kind), []).append((place, line))
    sentences = [sentence for lines in streams.values() for sentence in _sentences(lines)]
    spans: list[tuple[int, int, Cue]] = []
    for sentence in sorted(sentences, key=lambda sentence: sentence.place):
        _write(draft, sentence, spans)
    for start, end, cue in spans:
        draft.mark("time", start, end, value=cue.written)
        draft.mark("cue", start, end, value=f"{cue.start:.3f} {cue.end:.3f}")
    check_length(draft.length, name)
    return draft.contents(metadata_of(title, None))


def _lines(cues: Sequence[Cue]) -> Iterator[tuple[Language | None, _Line]]:
    """Every line of every cue, with its language where the file holds both."""
    split = [list(cue.lines) for cue in cues]
    if not _holds_both(split):
        split = [[half for line in cue.lines for half in _halves(line)] for cue in cues]
    if not _holds_both(split):
        for cue in cues:
            yield from ((None, _Line(cue, words, at == 0)) for at, words in enumerate(cue.lines))
        return
    for cue, lines in zip(cues, split, strict=True):
        before: Language = next((language for line in lines if (language := _language(line))), "zh")
        seen: set[Language] = set()
        for words in lines:
            before = _language(words) or before
            yield before, _Line(cue, words, before not in seen)
            seen.add(before)


def _halves(line: str) -> list[str]:
    """A line in one language, or its two halves if it says something in one and then in the other."""
    both = _TWO_LANGUAGES.match(line) if _HAN.search(line) and _LATIN.search(line) else None
    return [half for half in both.groups() if half] if both else [line]


def _language(line: str) -> Language | None:
    han, latin = len(_HAN.findall(line)), len(_LATIN.findall(line))
    return None if not han + latin else "zh" if 3 * han >= latin else "en"


def _holds_both(split: Sequence[Sequence[str]]) -> bool:
    """Whether enough of the lines, by cues, are in either language."""
    languages = [language for lines in split for line in lines if (language := _language(line))]
    return min(languages.count("zh"), languages.count("en")) >= max(1, BOTH * len(languages))


def _sentences(placed: Sequence[tuple[int, _Line]]) -> list[_Sentence]:
    """The lines of one stream, joined."""
    last = [line for (_, line), (_, after) in zip(placed, [*placed[1:], placed[0]], strict=True) if after.first]
    stops = sum(_STOP.search(line.words) is not None for line in last) >= WITH_STOPS * len(last)
    sentences: list[_Sentence] = []
    for place, line in placed:
        if not sentences or _begins(sentences[-1].lines[-1], line, stops=stops):
            sentences.append(_Sentence(place))
        sentences[-1].lines.append(line)
    return sentences


def _begins(before: _Line, line: _Line, *, stops: bool) -> bool:
    """Whether a line begins a sentence of its own, after the one before it."""
    if _SPEAKER.match(line.words) or line.cue.start - before.cue.end > LONGEST_PAUSE:
        return True
    if not line.first:
        return _ENDED.search(before.words) is not None and before.words[-1:] in "♪♫"
    if _FALTERS.search(before.words):
        return not (_GOES_ON.match(line.words) or before.words[-1] in "—–-")
    if _ENDED.search(before.words):
        return True
    if _OPEN.search(before.words) or _GOES_ON.match(line.words) or _SMALL.search(before.words):
        return False
    return not stops or before.words.isupper() != line.words.isupper()


def _write(draft: Draft, sentence: _Sentence, spans: list[tuple[int, int, Cue]]) -> None:
    """A sentence, on a line of its own; to `spans`, where what stems from each cue stands."""
    begins = draft.length
    for line in sentence.lines:
        if not draft.at_line_start:
            draft.write("" if WIDE.match(draft.tail(1)[-1:]) or WIDE.match(line.words) else " ")
        start = draft.length
        draft.write(line.words)
        if spans and spans[-1][2] is line.cue:
            start = spans.pop()[0]
        spans.append((start, draft.length, line.cue))
    kind = sentence.lines[0].cue.kind
    if kind:
        draft.mark(kind, begins)
    draft.end_line()
