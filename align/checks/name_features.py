"""The names of a translation, and what speaks for each of them: its letters, its links, the rest of the document."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from duizhao.align.checks.linked_pair import Pair
from duizhao.align.checks.name_sounds import HAN_RUN, likeness, misspelt
from duizhao.corpus.document import Span
from duizhao.corpus.text.normalization import hanzi
from duizhao.models.word_linker.lexical_table import Translations
from duizhao.models.word_linker.transliteration import spelt

_WORD = re.compile(r"\b[A-Z][a-zà-ÿ]+(?:['’][A-Z]?[a-rt-z][a-z]*)?\b")
_NO_NAMES_TEXT = """
january february march april may june july august september october november december monday tuesday
wednesday thursday friday saturday sunday mr mrs ms dr chinese english china article articles united
kingdom states nations congress republic paragraphs ltd coronavirus betacoronavirus internet twitter
facebook google donald prc bureau asian eve
"""
NO_NAMES = frozenset(_NO_NAMES_TEXT.split())
LINKED = 0.35
KNOWN = 0.25
"""A name and its Chinese belong together from this product of both translation odds."""
GENERIC = "国洲州市省县人大尔斯利特拉会院部"
"""Characters of many names: that one of them stands in the source says nothing of a name's short form."""
Usage = Mapping[str, Counter[str]]
"""How often each name of a document stands with each run of Chinese, or the other way."""


@dataclass(frozen=True, slots=True)
class Name:
    """A capitalised word of the translation, and the Chinese that it is linked to (simplified), if any."""

    span: Span
    word: str
    linked: Span | None
    chinese: str


@dataclass(frozen=True, slots=True)
class DocumentNames:
    """What the names of a document are, and what is known of names at all.

    `forward` and `backward`: names by their Chinese and Chinese by its names in this document; `counts`: how often
    each name stands in it. `known`: of a small-lettered English name the Chinese that mostly stands for it, with the
    share; `wanted`: of a Chinese word the English name that it mostly is.
    """

    forward: Usage
    backward: Usage
    counts: Counter[str]
    known: Mapping[str, Mapping[str, float]]
    wanted: Mapping[str, tuple[str, float]]


class NameFeatures(NamedTuple):
    """What speaks for and against a name, in the order of the weights; 0 or 1, probabilities, and shares.

    `best_link`: of its letters to anything. `spelled`: its letters are the pinyin of characters of the bead;
    `likeness`: how nearly they are. `confirmed`: Chinese that it stands for elsewhere, or is known to, stands here.
    `elsewhere_alone`: what it stands for elsewhere does not; `known_absent`: what it is known to. `gone`: either, and
    not even in part. `rival`: how often its Chinese has another name elsewhere; `missing`, `owed`: how surely the
    table, and the document, have a name for Chinese that stands here, and not its name. `lost` is the most of these.
    `nearly_a_name`: it differs in a letter or two from a name; `misspelt`: nearly pinyin. `linked`: it has Chinese.
    """

    best_link: float
    spelled: float
    likeness: float
    confirmed: float
    elsewhere_alone: float
    known_absent: float
    gone: float
    rival: float
    missing: float
    owed: float
    gone_and_lost: float
    unlinked_and_lost: float
    gone_though_linked: float
    nearly_a_name: float
    misspelt: float
    linked: float


@cache
def small_words() -> frozenset[str]:
    """Words that English has in small letters: no names, when a title has them in capitals."""
    return frozenset(files("duizhao.align.checks").joinpath("words.txt").read_text(encoding="utf-8").split())


def names(pair: Pair) -> list[Name]:
    """The names of a bead's English: capitalised words that are no common words."""
    named = []
    for match in _WORD.finditer(pair.target):
        word = match[0]
        if len(word) < 3 or word.casefold() in NO_NAMES or word.casefold() in small_words():
            continue
        span = Span(*match.span())
        linked = pair.counterpart(span, "target", LINKED)
        chinese = hanzi(linked.of(pair.source)).text if linked and len(linked) <= 12 else ""
        named.append(Name(span, word, linked if chinese else None, chinese))
    return named


def given_names(own: Sequence[Name]) -> frozenset[Name]:
    """Names before a surname whose Chinese is all that they are linked to: Chinese texts often leave them out."""
    return frozenset(
        name
        for name, surname in pairwise(own)
        if surname.span.start == name.span.end + 1
        and surname.linked
        and (name.linked is None or name.linked.overlaps(surname.linked))
    )


def document_names(
    names_of: Iterable[tuple[Pair, Sequence[Name]]], translations: Translations | None, *, foreign: bool = False
) -> DocumentNames:
    """What the names found in a document tell of one another.

    `foreign`: they are spelt out in Chinese, where a single character is no name, but a part of one, or a wrong link.
    """
    forward: dict[str, Counter[str]] = defaultdict(Counter)
    backward: dict[str, Counter[str]] = defaultdict(Counter)
    counts: Counter[str] = Counter()
    for _, own in names_of:
        for name in own:
            counts[name.word] += 1
            if len(name.chinese) > foreign:
                forward[name.word][name.chinese] += 1
                backward[name.chinese][name.word] += 1
    known, wanted = _table(translations) if translations else ({}, {})
    return DocumentNames(forward, backward, counts, known, wanted)


@lru_cache(maxsize=2)
def _table(translations: Translations) -> tuple[dict[str, dict[str, float]], dict[str, tuple[str, float]]]:
    """Names of the table of translations: words that are not common ones, with Chinese of two characters or more."""
    known: dict[str, dict[str, float]] = defaultdict(dict)
    wanted: dict[str, tuple[str, float]] = {}
    for source, targets in translations.forward.items():
        if len(source) < 2 or not HAN_RUN.fullmatch(source):
            continue
        for target, (there, back) in targets.items():
            if (
                len(target) < 4
                or not target.isalpha()
                or target in small_words()
                or (target in NO_NAMES and target != "china")
            ):
                continue
            if back >= 0.05:
                known[target][source] = back
            if there * back >= KNOWN and there > wanted.get(source, ("", 0.0))[1]:
                wanted[source] = (target, there)
    return dict(known), wanted


def name_features(pair: Pair, name: Name, book: DocumentNames) -> NameFeatures:
    """What speaks for and against a name of the pair's English."""
    plain, chinese = hanzi(pair.source).text, name.chinese
    best = pair.best(name.span, "target")
    spelled = any(start <= name.span.start < end for _, (start, end) in spelt(plain, pair.target))
    elsewhere = Counter(book.forward.get(name.word, Counter()))
    elsewhere[chinese] -= 1
    runs = [run for run, count in elsewhere.items() if count > 0 and run]
    known = book.known.get(name.word.casefold(), {})
    at_home = any(run in plain or (len(run) > 2 and run[:2] in plain) for run in runs)
    there = any(word in plain or _otherwise_begun(word) in plain for word in known)
    in_part = any(
        character in plain for run in (*runs, *known) if len(run) <= 3 for character in run if character not in GENERIC
    )
    rival, missing, owed = _rivals(pair, name, book, plain)
    elsewhere_alone, known_absent = float(bool(runs) and not at_home), min(1.0, sum(known.values())) * (not there)
    gone = 0.0 if in_part or at_home or there else min(1.0, elsewhere_alone + known_absent)
    lost = max(min(1.0, rival), missing, owed)
    return NameFeatures(
        best_link=best,
        spelled=float(spelled),
        likeness=likeness(name.word, chinese or plain),
        confirmed=float(at_home or there),
        elsewhere_alone=elsewhere_alone,
        known_absent=known_absent,
        gone=gone,
        rival=min(2.0, rival),
        missing=missing,
        owed=owed,
        gone_and_lost=gone * lost,
        unlinked_and_lost=(1 - best) * lost,
        gone_though_linked=gone * float(bool(chinese)),
        nearly_a_name=float(not spelled and bool(nearly_a_name(name.word, book, plain))),
        misspelt=misspelt(name.word, chinese) if not spelled and best >= 0.5 else 0.0,
        linked=float(bool(chinese)),
    )


def _otherwise_begun(word: str) -> str:
    """A long name without its first character, which varies, and what says what it is: 得克萨斯州, 德克萨斯."""
    stem = word.rstrip("州省市县")
    return stem[1:] if len(stem) > 3 else word


def _rivals(pair: Pair, name: Name, book: DocumentNames, plain: str) -> tuple[float, float, float]:
    """How often the linked Chinese has another name elsewhere; how surely the table, and how surely the document, has a
    name for Chinese that stands here, and not its name. What stands in the translation counts for nothing."""
    small = pair.target.casefold()
    others = (
        [
            count
            for word, count in book.backward.get(name.chinese, Counter()).items()
            if count > 0 and not akin(word, name.word) and word.casefold() not in small
        ]
        if name.chinese
        else []
    )
    wanted = [
        share
        for source, (target, share) in book.wanted.items()
        if source in (name.chinese or plain) and target not in small and not akin(target, name.word.casefold())
    ]
    owed = [
        min(1.0, counts[word] / 2) * counts[word] / counts.total()
        for run, counts in book.backward.items()
        if len(run) > 1 and run in plain and counts.total() > 0
        for word in [max(counts, key=counts.__getitem__)]
        if not akin(word, name.word) and not any(akin(word, other) for other in _WORD.findall(pair.target))
    ]
    return float(max(others, default=0)), max(wanted, default=0.0), max(owed, default=0.0)


def akin(one: str, other: str) -> bool:
    """Iran and Iranian, Korea and Korean: one name in two forms."""
    length = min(len(one), len(other), 4)
    return one[:length].casefold() == other[:length].casefold()


def nearly_a_name(word: str, book: DocumentNames, plain: str) -> str:
    """A name that differs in a letter or two: one that the Chinese wants, or the document has more often or before.

    "" if there is none.
    """
    if len(word) < 5 or word.casefold() in book.known:
        return ""
    for source, (target, _) in book.wanted.items():
        if source in plain and _slipped(word.casefold(), target):
            return target.capitalize()
    order = list(book.counts)
    for at, other in enumerate(order):
        count = book.counts[other]
        first = count == book.counts[word] and at < order.index(word)
        slipped = (count > book.counts[word] or first) and _slipped(word.casefold(), other.casefold())
        if slipped and any(run in plain for run in book.forward.get(other, ())):
            return other
    return ""


def _slipped(word: str, name: str) -> bool:
    """Whether a word is a name with a slip, and no other form of it (Iran, Iranian; Russia, Russian)."""
    if word == name or abs(len(word) - len(name)) > 1 or word.startswith(name) or name.startswith(word):
        return False
    if word.endswith(name) or name.endswith(word):  # a piece of it, as models cut words
        return False
    if len(word) != len(name) and word[-2:] != name[-2:]:
        return False
    return Levenshtein.distance(word, name, score_cutoff=2) <= (1 if len(word) < 9 else 2)
