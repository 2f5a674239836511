"""A linked passage word by word, for who does not read Chinese well: pinyin, English, and which words are linked."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from duizhao.corpus.text.han import is_han
from duizhao.corpus.text.pinyin import syllables
from duizhao.corpus.text.tokenization import has_words, words
from duizhao.corpus.traces.trace import QuoteLink

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Gloss:
    """What a word may mean, in English, and who says so: a dictionary, or the model."""

    english: str
    by: str


class Glosser(Protocol):
    """Who knows what Chinese words may mean, and which words belong together."""

    def look_up(self, word: str) -> Gloss | None:
        """What a Chinese word may mean; None where nobody knows."""

    def linked(self, chinese: tuple[str, ...], english: tuple[str, ...]) -> Collection[tuple[int, int]] | None:
        """The words of two texts that belong together, by their places; None where that cannot be told."""


MODEL = "the model"
"""Who says it where no dictionary does."""


@dataclass(frozen=True, slots=True)
class GlossedWord:
    """A word of either side as it stands there; `pair`: the number that it shares with its counterparts, 0 without one.

    `pinyin` and `gloss` of Chinese words.
    """

    text: str
    pair: int = 0
    pinyin: str = ""
    gloss: Gloss | None = None

    @property
    def numbered(self) -> str:
        """The word with its number raised: `河水¹`."""
        return self.text + (str(self.pair).translate(_SUPERSCRIPT) if self.pair else "")


@dataclass(frozen=True, slots=True)
class GlossedPassage:
    """The words of the linked Chinese, and those that were quoted.

    `paired`: whether it is known which belong together; where it is not, no word is said to have no counterpart.
    """

    chinese: tuple[GlossedWord, ...]
    english: tuple[GlossedWord, ...]
    paired: bool

    @property
    def sources(self) -> tuple[str, ...]:
        """Who says what the words mean, each once."""
        return tuple(dict.fromkeys(word.gloss.by for word in self.chinese if word.gloss))

    @property
    def alone(self) -> tuple[GlossedWord, ...]:
        """The words of both sides that have no counterpart."""
        return tuple(word for word in (*self.chinese, *self.english) if not word.pair) if self.paired else ()


def gloss_passage(link: QuoteLink, quoted: str, glosser: Glosser) -> GlossedPassage:
    """The passage of a link word by word, and which words of it the `quoted` ones are."""
    pieces = [span.shift(-link.source_start).of(link.source_text) for span in link.source_spans]
    chinese = [word for piece in pieces for word in _read(piece, glosser)]
    english = [GlossedWord(word) for word in words(quoted, "en") if has_words(word)]
    linked = glosser.linked(tuple(word.text for word in chinese), tuple(word.text for word in english))
    for left, right in sorted(linked or ()):
        number = chinese[left].pair or english[right].pair
        number = number or 1 + max((word.pair for word in (*chinese, *english)), default=0)
        for side, at in ((chinese, left), (english, right)):
            side[at] = replace(side[at], pair=side[at].pair or number)
    return GlossedPassage(tuple(chinese), tuple(english), linked is not None)


def _read(piece: str, glosser: Glosser) -> list[GlossedWord]:
    read, at, held = syllables(piece), 0, []
    for word in words(piece, "zh"):
        pinyin = "".join(read[at : at + len(word)])
        at += len(word)
        if has_words(word):
            held.append(GlossedWord(word, 0, pinyin, glosser.look_up(word) if any(map(is_han, word)) else None))
    return held


def gloss_line(passage: GlossedPassage) -> str:
    """The Chinese on one line of plain text: `河水¹ héshuǐ ‘river’ · 冲走² chōngzǒu ‘wash away’`."""
    return " · ".join(
        " ".join(part for part in (word.numbered, word.pinyin, f"‘{word.gloss.english}’" if word.gloss else "") if part)
        for word in passage.chinese
    )


def quoted_line(passage: GlossedPassage) -> str:
    """The quoted words on one line, with the numbers of their counterparts."""
    return " ".join(word.numbered for word in passage.english)


def sources_line(passage: GlossedPassage) -> str:
    """Who says what the words mean, and what it does not mean; '' where nobody says anything."""
    if not passage.sources:
        return ""
    return f"word by word, by {' and '.join(passage.sources)}: what words may mean, not what is said here"


def short_definition(definitions: Sequence[str], most: int = 2) -> str:
    """The first definitions of a dictionary, without its remarks: `river; stream`."""
    plain = [re.sub(r"\s*\([^()]*\)\s*", " ", definition).strip() for definition in definitions]
    kept = [each for each in plain if each and not each.startswith(("CL:", "variant of", "old variant", "see "))]
    return "; ".join(dict.fromkeys(kept[:most]))
