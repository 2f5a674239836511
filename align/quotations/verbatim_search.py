"""The words of a quotation in English texts: exactly, with marked cuts and insertions, or changed.

Words are compared in one spelling for the British and the American one; another spelling is a difference.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from duizhao.corpus.document import Document, Span
from duizhao.corpus.message import Message
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.text.normalization import wording
from duizhao.corpus.text.word_forms import spelling

ALIKE = 0.75
"""Of two wordings, the shared weight at which one is the other, altered."""
APART = 250
"""Words that may lie between the pieces of one quotation."""
SHORTEST_CHANGED = 4
"""A phrase of fewer words is looked up as it is: changed, it could be anything."""
REGIONS = 12
"""Places in the texts that are compared word by word with a changed quotation."""
PLACES_KEPT = 200
"""Places of one wording that are kept."""

_WORD = re.compile(r"\w+(?:'\w+)*")
_ELLIPSIS = re.compile(r"…+|\.\s?\.\s?\.(?:\s?\.)*")
_CUT = re.compile(r"\[\s*(?:…+|\.\s?\.\s?\.)\s*\]")
_INSERTED = re.compile(r"\[[^\[\]]*\](?!\w)")


@dataclass(frozen=True, slots=True)
class QueryWords:
    """What a quotation's words are, once its author's marks are read.

    `pieces`: the words between ellipses. `elided`, `bracketed`: whether it marks a cut or a change.
    """

    pieces: tuple[tuple[str, ...], ...]
    elided: bool
    bracketed: bool

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """The pieces in the spelling that they are compared in."""
        return tuple(tuple(map(spelling, piece)) for piece in self.pieces)

    @property
    def size(self) -> int:
        """Words in all pieces."""
        return sum(map(len, self.pieces))


@dataclass(frozen=True, slots=True)
class Passage:
    """Where an English text has the words of a quotation.

    `text`: index of the text searched. `spans`: where, one for each piece. `likeness`: the weight of the words that
    both have, of the words that either has, 0 to 1. `differences`: what the quotation changed, in words.
    """

    text: int
    spans: tuple[Span, ...]
    likeness: float
    differences: tuple[str, ...]


def query_words(quotation: Quotation, article: str) -> QueryWords:
    """The words to look for: brackets around a letter opened, `[inserted]` words left out, cut at ellipses."""
    joined = " ".join(span.of(article) for span in quotation.spans)
    bracketed = "[" in joined
    plain = _CUT.sub("…", re.sub(r"\[(\w)\](?=\w)", r"\1", joined))
    plain = _INSERTED.sub(" ", plain)
    parts = _ELLIPSIS.split(plain)
    pieces = tuple(words for part in parts if (words := tuple(_words(wording(part).text))))
    return QueryWords(pieces, elided=len(parts) > 1, bracketed=bracketed)


def _words(text: str) -> Iterator[str]:
    return (match.group() for match in _WORD.finditer(text))


class WordingIndex:
    """The words of several English texts, each with where it stands."""

    def __init__(self, texts: Sequence[Document]) -> None:
        self._words: list[str] = []  # in the spelling that they are compared in
        self._spelled: list[str] = []
        self._spans: list[Span] = []
        self._text_of: list[int] = []
        self._places: dict[str, list[int]] = defaultdict(list)
        for number, document in enumerate(texts):
            view = wording(document.text)
            for match in _WORD.finditer(view.text):
                key = spelling(match.group())
                self._places[key].append(len(self._words))
                self._words.append(key)
                self._spelled.append(match.group())
                self._spans.append(view.original(Span(*match.span())))
                self._text_of.append(number)

    def find(self, words: QueryWords) -> list[Passage]:
        """Every place that has the words exactly; without one, the most alike of the changed ones, best first."""
        if not words.pieces:
            return []
        longest = max(range(len(words.pieces)), key=lambda at: len(words.pieces[at]))
        key = words.keys[longest]
        places = list(self._exact(key))
        if not places and words.size >= SHORTEST_CHANGED:
            places = self._regions(key)
        passages = [self._passage(words, longest, place) for place in places[:PLACES_KEPT]]
        kept = sorted((passage for passage in passages if passage is not None), key=lambda passage: -passage.likeness)
        return list({(passage.text, passage.spans): passage for passage in reversed(kept)}.values())[::-1]

    def _weight(self, word: str) -> float:
        """Rarity: the logarithm of how seldom the word stands in the texts."""
        return math.log1p(len(self._words) / (1 + len(self._places.get(word, ()))))

    def _exact(self, piece: Sequence[str]) -> Iterator[tuple[int, int]]:
        rarest = min(range(len(piece)), key=lambda at: len(self._places.get(piece[at], ())))
        for place in self._places.get(piece[rarest], ()):
            start = place - rarest
            stop = start + len(piece)
            same_text = start >= 0 and stop <= len(self._words) and self._text_of[start] == self._text_of[stop - 1]
            if same_text and self._words[start:stop] == list(piece):
                yield start, stop

    def _regions(self, piece: Sequence[str]) -> list[tuple[int, int]]:
        """Stretches of text that share the most weight with the piece."""
        width = max(8, len(piece))
        votes: Counter[int] = Counter()
        for word in sorted(set(piece), key=lambda word: len(self._places.get(word, ())))[:24]:
            weight = self._weight(word)
            for bucket in {place // width for place in self._places.get(word, ())[:5000]}:
                votes[bucket] += weight  # type: ignore[assignment]
        paired = Counter({bucket: votes[bucket] + votes.get(bucket + 1, 0) for bucket in votes})
        return [
            (max(0, (bucket - 1) * width), min(len(self._words), (bucket + 3) * width))
            for bucket, _ in paired.most_common(REGIONS)
        ]

    def _passage(self, words: QueryWords, longest: int, place: tuple[int, int]) -> Passage | None:
        """The pieces matched around one place of the longest; None where they are not alike enough to be told."""
        first = self._matched(words.pieces[longest], *place)
        if first is None:
            return None
        text = self._text_of[first.start]
        matches = {longest: first}
        for at in range(longest + 1, len(words.pieces)):
            begin = max(match.stop for match in matches.values())
            if (other := self._near(words.pieces[at], begin, begin + APART, text)) is not None:
                matches[at] = other
        for at in range(longest - 1, -1, -1):
            end = min(match.start for match in matches.values())
            if (other := self._near(words.pieces[at], max(0, end - APART), end, text)) is not None:
                matches[at] = other
        shared = total = 0.0
        differences: list[str] = []
        for at, piece in enumerate(words.pieces):
            mine = sum(map(self._weight, map(spelling, piece)))
            if at not in matches:
                total += 2 * mine
                differences.append(f"not there: {' '.join(piece)}")
                continue
            match = matches[at]
            theirs = sum(map(self._weight, self._words[match.start : match.stop]))
            shared += 2 * match.weight
            total += mine + theirs
            differences.extend(match.differences)
        likeness = shared / max(total, 1e-9)
        spans = tuple(
            Span(self._spans[matches[at].start].start, self._spans[matches[at].stop - 1].end) for at in sorted(matches)
        )
        return Passage(text, spans, 1.0 if not differences else min(likeness, 0.999), tuple(differences))

    def _near(self, piece: Sequence[str], start: int, stop: int, text: int) -> _Match | None:
        stop = min(stop, len(self._words))
        while stop > start and self._text_of[stop - 1] != text:
            stop -= 1
        while start < stop and self._text_of[start] != text:
            start += 1
        size, key = len(piece), list(map(spelling, piece))
        for at in range(start, stop - size + 1):
            if self._words[at : at + size] == key:
                return self._whole(piece, key, at)
        if size < SHORTEST_CHANGED or start >= stop:
            return None
        match = self._matched(piece, start, stop)
        return match if match and match.weight >= ALIKE * sum(map(self._weight, key)) else None

    def _matched(self, piece: Sequence[str], start: int, stop: int) -> _Match | None:
        """The tightest stretch between `start` and `stop` that holds most of the piece's words in order."""
        key = list(map(spelling, piece))
        if self._words[start:stop] == key:
            return self._whole(piece, key, start)
        text = Counter(self._text_of[start:stop]).most_common(1)[0][0]
        while self._text_of[start] != text:
            start += 1
        while self._text_of[stop - 1] != text:
            stop -= 1
        window = self._words[start:stop]
        kept = self._dense(_blocks(key, window, 0, len(window)), window)
        if not kept:
            return None
        # A common word may have been matched far away: look once more, just around what was kept.
        before, after = kept[0][0], len(piece) - kept[-1][0] - kept[-1][2]
        around = max(0, kept[0][1] - before), min(len(window), kept[-1][1] + kept[-1][2] + after)
        kept = self._dense(_blocks(key, window, *around), window)
        low, high = kept[0][1], kept[-1][1] + kept[-1][2]
        weight = sum(self._weight(word) for source, _, size in kept for word in key[source : source + size])
        spelled = self._spelled[start:stop]
        return _Match(start + low, start + high, weight, tuple(_differences(piece, spelled, kept)))

    def _whole(self, piece: Sequence[str], key: Sequence[str], at: int) -> _Match:
        """All words of the piece, in order, spelled alike or not."""
        spelled = self._spelled[at : at + len(piece)]
        differences = tuple(f"{theirs} → {mine}" for mine, theirs in zip(piece, spelled, strict=True) if mine != theirs)
        return _Match(at, at + len(piece), sum(map(self._weight, key)), differences)

    def _dense(self, blocks: list[tuple[int, int, int]], window: list[str]) -> list[tuple[int, int, int]]:
        """The run of matching blocks worth most, words skipped between two of them counting against it."""
        best: tuple[float, int, int] = (0.0, 0, 0)
        value, first = 0.0, 0
        for at, (_, begin, size) in enumerate(blocks):
            if at:
                _, before, length = blocks[at - 1]
                value -= 0.5 * sum(self._weight(word) for word in window[before + length : begin])
            if value <= 0:
                value, first = 0.0, at
            value += sum(self._weight(word) for word in window[begin : begin + size])
            if value > best[0]:
                best = (value, first, at + 1)
        return blocks[best[1] : best[2]]


@dataclass(frozen=True, slots=True)
class _Match:
    """A stretch of indexed words, `start` to `stop`, and the weight of those that the piece shares."""

    start: int
    stop: int
    weight: float
    differences: tuple[str, ...]


def _blocks(piece: Sequence[str], window: Sequence[str], start: int, stop: int) -> list[tuple[int, int, int]]:
    """The longest common subsequence of the piece and part of the window: (in piece, in window, length) each."""
    return [
        (code.src_start, start + code.dest_start, code.src_end - code.src_start)
        for code in LCSseq.opcodes(list(piece), list(window[start:stop]))
        if code.tag == "equal"
    ]


def _differences(piece: Sequence[str], window: Sequence[str], kept: list[tuple[int, int, int]]) -> Iterator[str]:
    """What the piece has that the text has not, and the other way, in reading order."""
    source, target = 0, kept[0][1]
    for mine, theirs, size in [*kept, (len(piece), kept[-1][1] + kept[-1][2], 0)]:
        quoted, stands = " ".join(piece[source:mine]), " ".join(window[target:theirs])
        if quoted and stands:
            yield f"{stands} → {quoted}"
        elif quoted:
            yield Message("added: {words}", words=quoted)
        elif stands:
            yield Message("left out: {words}", words=stands)
        for other, own in zip(window[theirs : theirs + size], piece[mine : mine + size], strict=True):
            if other != own:
                yield f"{other} → {own}"
        source, target = mine + size, theirs + size
