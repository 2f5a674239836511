"""Chinese names as they were spelt before pinyin, and are where it is not used: Chang Kuo-t'ao, Nanking, Sun Yat-sen.

Wade-Giles is worked out from the readings of the characters, its apostrophes in any form or left out. The spellings of
the post office, of Cantonese and of Hokkien follow no rule that leads back: `old_spellings.tsv` holds the usual ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from duizhao.corpus.document import Span
from duizhao.models.word_linker.transliteration import readings

APOSTROPHES = "'’‘ʼ`´"
PART = rf"[A-Za-zü]+(?:[{APOSTROPHES}][a-zü]+)?"
_NAME = re.compile(rf"\b[A-Z][a-zü]*(?:[{APOSTROPHES}][a-zü]+)?(?:-{PART})*")
_PLAIN = str.maketrans("ü", "u", APOSTROPHES)
_INITIALS = {
    "zh": "ch", "ch": "ch", "sh": "sh", "b": "p", "p": "p", "m": "m", "f": "f", "d": "t", "t": "t", "n": "n", "l": "l",
    "g": "k", "k": "k", "h": "h", "j": "ch", "q": "ch", "x": "hs", "r": "j", "z": "ts", "c": "ts", "s": "s",
}  # fmt: skip
_FINALS = {
    "ong": "ung", "ian": "ien", "ie": "ieh", "ue": "ueh", "iong": "iung", "uo": "o", "e": "o", "v": "u", "ve": "ueh",
}  # fmt: skip
_WHOLE = {
    "zi": "tzu", "ci": "tzu", "si": "ssu", "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "er": "erh",
    "yi": "i", "you": "yu", "ye": "yeh", "yue": "yueh", "yan": "yen", "yong": "yung", "guo": "kuo", "kuo": "kuo",
    "huo": "huo", "shuo": "shuo", "gui": "kuei", "kui": "kuei", "he": "ho", "e": "o", "shui": "shui",
}  # fmt: skip
_PINYIN_FINALS_TEXT = """
a o e i u v ai ei ao ou an en ang eng ong er ia ie iao iu ian in iang ing iong ua uo uai ui uan un uang ue ve
"""
_PINYIN_FINALS = _PINYIN_FINALS_TEXT.split()
_WITH_E = ("zh", "ch", "sh", "r", "z", "c", "s", "d", "t", "n", "l")
"""Initials before which Wade and Giles, too, wrote e."""


@lru_cache(maxsize=1024)
def wade_giles(syllable: str) -> str:
    """A syllable of pinyin as Wade and Giles spelt it, without its apostrophe and dots.

    >>> [wade_giles(syllable) for syllable in ("zhang", "guo", "tao", "xu", "qing", "zhi", "duo")]
    ['chang', 'kuo', 'tao', 'hsu', 'ching', 'chih', 'to']
    """
    if syllable in _WHOLE:
        return _WHOLE[syllable]
    initial = next((initial for initial in _INITIALS if syllable.startswith(initial)), "")
    final = syllable[len(initial) :]
    if final == "e" and initial in _WITH_E:
        return _INITIALS[initial] + "e"
    if initial in ("j", "q", "x") and final.startswith("u") and final != "u":
        return _INITIALS[initial] + {"ue": "ueh"}.get(final, final)
    return _INITIALS.get(initial, "") + _FINALS.get(final, final)


@cache
def table() -> Mapping[str, tuple[str, ...]]:
    """What the spellings of the table spell, in simplified characters."""
    lines = files("duizhao.align.checks").joinpath("old_spellings.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {spelling: tuple(chinese.split()) for spelling, chinese in rows}


def plain(name: str) -> str:
    """A name as the table has it: in small letters, without apostrophes."""
    return name.translate(_PLAIN).casefold()


def old_spellings(chinese: str, english: str) -> Iterator[Span]:
    """Where the English spells characters of the Chinese (simplified) in one of these ways.

    >>> text = "Chang Kuo-t'ao left Nanking."
    >>> [span.of(text) for span in old_spellings("张国焘离开南京", text)]
    ['Chang', "Kuo-t'ao", 'Nanking']
    """
    places: dict[str, set[int]] = {}
    for at, character in enumerate(chinese):
        for spelling in {wade_giles(reading) for reading in readings(character)}:
            places.setdefault(spelling, set()).add(at)
    known: dict[str, bool] = {}  # a name that stands often is looked up once
    words = [match.span() for match in _NAME.finditer(english)]
    for at, (start, _) in enumerate(words):
        for _, last in words[at : at + 3]:
            name = plain(english[start:last])
            if name not in known:
                known[name] = any(form in chinese for form in table().get(name, ())) or _is_spelt(places, name)
            if known[name]:
                yield Span(start, last)


def _is_spelt(places: Mapping[str, set[int]], name: str) -> bool:
    """Whether the syllables of a name are spelt by characters one after another."""
    first, *others = name.split("-")
    return any(
        all(start + at in places.get(part, ()) for at, part in enumerate(others, 1)) for start in places.get(first, ())
    )


def absent_names(chinese: str, english: str) -> Iterator[tuple[Span, str]]:
    """Names of the table whose Chinese (simplified) does not stand here, where another's does whom the English lacks.

    >>> [(span.start, name) for span, name in absent_names("他到了南京", "He came to Chungking")]
    [(11, '重庆')]
    >>> list(absent_names("他到了南京", "He came to Nanking"))
    []
    """
    small = plain(english)
    absent: dict[str, bool] = {}
    words = [match.span() for match in _NAME.finditer(english)]
    for at, (start, _) in enumerate(words):
        for _, end in words[at : at + 3]:
            name = plain(english[start:end])
            spelt = table().get(name, ())
            if spelt and name not in absent:
                absent[name] = not any(form in chinese for form in spelt) and _lacks_another(name, chinese, small)
            if absent.get(name):
                yield Span(start, end), spelt[0]


def _lacks_another(name: str, chinese: str, english: str) -> bool:
    """Whether the Chinese has another place, or another person, of the table, and the English none of its names."""
    return any(
        other in chinese and not _is_named(other, english)
        for spelling, others in table().items()
        if _is_person(spelling) == _is_person(name) and spelling not in english
        for other in others
    )


def _is_person(spelling: str) -> bool:
    return "-" in spelling or (" " in spelling and spelling not in ("hong kong", "port arthur", "bocca tigris"))


def _is_named(chinese: str, english: str) -> bool:
    """Whether a name is there by its pinyin, or by another of its spellings."""
    if "".join(min(readings(character), default="") for character in chinese) in english.replace(" ", ""):
        return True
    return any(name in english for name, others in table().items() if chinese in others)


@cache
def syllables() -> frozenset[str]:
    """The syllables of Wade and Giles, without apostrophes and dots, and some that Chinese does not have."""
    return frozenset(wade_giles(initial + final) for initial in (*_INITIALS, "", "y", "w") for final in _PINYIN_FINALS)
