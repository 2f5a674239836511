"""Names that are not the source's: a person become another, a place another, a spelling that changes.

A name of the translation is believed if its letters spell Chinese characters of the bead (in pinyin, or nearly, as
foreign names are), if its words are linked, or if the document renders the same characters so elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product

import numpy as np
from rapidfuzz.distance import Levenshtein

from duizhao.align.checks.classifier import probability
from duizhao.align.checks.finding import Finding
from duizhao.align.checks.linked_pair import Pair
from duizhao.corpus.document import Span
from duizhao.corpus.message import Message
from duizhao.corpus.text.normalization import hanzi
from duizhao.models.word_linker.lexical_table import Translations
from duizhao.models.word_linker.transliteration import readings, spelt

_WORD = re.compile(r"\b[A-Z][a-zà-ÿ]+(?:['’][A-Z]?[a-rt-z][a-z]*)?\b")
_HAN_RUN = re.compile(r"[㐀-鿿·]+")
_NO_NAMES_TEXT = """
january february march april may june july august september october november december monday tuesday
wednesday thursday friday saturday sunday mr mrs ms dr chinese english china article articles united
kingdom states nations congress republic paragraphs ltd coronavirus betacoronavirus internet twitter
facebook google donald prc bureau asian
"""
NO_NAMES = frozenset(_NO_NAMES_TEXT.split())
LINKED = 0.35
KNOWN = 0.25
"""A name and its Chinese belong together from this product of both translation odds."""
GENERIC = "国洲州市省县人大尔斯利特拉会院部"
"""Characters of many names: that one of them stands in the source says nothing of a name's short form."""
NEARLY = 0.85
"""Letters that are nearly the pinyin of the linked characters are taken for a slip of it, if they stand only once."""
EVIDENCE = 16
LOST, NEAR, MISSPELT = 11, 13, 14
"""Which of the evidence says that the source has a name which is nowhere, that a name is nearly another, or pinyin."""
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
class Book:
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


@cache
def small_words() -> frozenset[str]:
    """Words that English has in small letters: no names, when a title has them in capitals."""
    return frozenset(files("duizhao.align.checks").joinpath("words.txt").read_text(encoding="utf-8").split())


def names(pair: Pair) -> list[Name]:
    """The names of a bead's English: capitalised words that are no common words."""
    found = []
    for match in _WORD.finditer(pair.target):
        word = match[0]
        if len(word) < 3 or word.casefold() in NO_NAMES or word.casefold() in small_words():
            continue
        span = Span(*match.span())
        linked = pair.counterpart(span, "target", LINKED)
        chinese = hanzi(linked.of(pair.source)).text if linked and len(linked) <= 12 else ""
        found.append(Name(span, word, linked if chinese else None, chinese))
    return found


def book_of(found: Iterable[tuple[Pair, Sequence[Name]]], translations: Translations | None) -> Book:
    """What the names found in a document tell of one another."""
    forward: dict[str, Counter[str]] = defaultdict(Counter)
    backward: dict[str, Counter[str]] = defaultdict(Counter)
    counts: Counter[str] = Counter()
    for _, each in found:
        for name in each:
            counts[name.word] += 1
            if name.chinese:
                forward[name.word][name.chinese] += 1
                backward[name.chinese][name.word] += 1
    known, wanted = _table(translations) if translations else ({}, {})
    return Book(forward, backward, counts, known, wanted)


@lru_cache(maxsize=2)
def _table(translations: Translations) -> tuple[dict[str, dict[str, float]], dict[str, tuple[str, float]]]:
    """Names of the table of translations: words that are not common ones, with Chinese of two characters or more."""
    known: dict[str, dict[str, float]] = defaultdict(dict)
    wanted: dict[str, tuple[str, float]] = {}
    for source, targets in translations.forward.items():
        if len(source) < 2 or not _HAN_RUN.fullmatch(source):
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


def evidence(pair: Pair, name: Name, book: Book) -> np.ndarray:
    """What speaks for and against a name: float64 [EVIDENCE]."""
    plain, chinese = hanzi(pair.source).text, name.chinese
    best = pair.best(name.span, "target")
    spelled = any(start <= name.span.start < end for _, (start, end) in spelt(plain, pair.target))
    like = likeness(name.word, chinese or plain)
    elsewhere = Counter(book.forward.get(name.word, Counter()))
    elsewhere[chinese] -= 1
    runs = [run for run, count in elsewhere.items() if count > 0 and run]
    at_home = any(run in plain or (len(run) > 2 and run[:2] in plain) for run in runs)
    in_part = any(each in plain for run in runs if len(run) <= 3 for each in run if each not in GENERIC)
    known = book.known.get(name.word.casefold(), {})
    sure = min(1.0, sum(known.values()))
    there = any(each in plain for each in known)
    in_part = in_part or any(
        character in plain for each in known if len(each) <= 3 for character in each if character not in GENERIC
    )
    rival, missing, owed = _rivals(pair, name, book, plain)
    near = "" if spelled else _near(name.word, book, plain)
    misspelt = _misspelt(name.word, chinese) if not spelled and best >= 0.5 else 0.0
    away = (float(bool(runs) and not at_home), sure * (not there))
    gone = 0.0 if in_part or at_home or there else min(1.0, sum(away))
    lost = max(min(1.0, rival), missing, owed)
    return np.array(
        [
            best,
            float(spelled),
            like,
            float(at_home or there),
            *away,
            gone,
            min(2.0, rival),
            missing,
            owed,
            gone * lost,
            (1 - best) * lost,
            gone * float(bool(chinese)),
            float(bool(near)),
            misspelt,
            float(bool(chinese)),
        ]
    )


def _rivals(pair: Pair, name: Name, book: Book, plain: str) -> tuple[float, float, float]:
    """How often the linked Chinese has another name elsewhere; how surely the table, and how surely the document, has a
    name for Chinese that stands here, and not its name. What stands in the translation counts for nothing."""
    small = pair.target.casefold()
    others = (
        [
            count
            for word, count in book.backward.get(name.chinese, Counter()).items()
            if count > 0 and not _akin(word, name.word) and word.casefold() not in small
        ]
        if name.chinese
        else []
    )
    wanted = [
        share
        for source, (target, share) in book.wanted.items()
        if source in (name.chinese or plain) and target not in small and not _akin(target, name.word.casefold())
    ]
    owed = [
        min(1.0, counts[word] / 2) * counts[word] / counts.total()
        for run, counts in book.backward.items()
        if len(run) > 1 and run in plain and counts.total() > 0
        for word in [max(counts, key=counts.__getitem__)]
        if not _akin(word, name.word) and not any(_akin(word, each) for each in _WORD.findall(pair.target))
    ]
    return float(max(others, default=0)), max(wanted, default=0.0), max(owed, default=0.0)


def _akin(one: str, other: str) -> bool:
    """Iran and Iranian, Korea and Korean: one name in two forms."""
    length = min(len(one), len(other), 4)
    return one[:length].casefold() == other[:length].casefold()


def _near(word: str, book: Book, plain: str) -> str:
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


SYLLABLE = (
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|uang|iong|[aeio]ng|ian|iao|uai|uan|i[aeun]|u[aoine]|ai|ei|ao|ou|[ae]n|er|[aoeiuv])"
)


def _misspelt(word: str, chinese: str) -> float:
    """How nearly, but not quite, letters that are pinyin are that of the characters: 0.8 and more, or 0."""
    best, letters = 0.0, word.casefold()
    if len(chinese) != 2 or not re.fullmatch(f"(?:{SYLLABLE}){{{len(chinese)}}}", letters):
        return 0.0
    for run in _HAN_RUN.findall(chinese):
        spelled = [readings(each) for each in run]
        for start in range(len(spelled)):
            for end in range(start + 1, min(start + 4, len(spelled)) + 1):
                for each in product(*spelled[start:end]):
                    joined = "".join(each)
                    if abs(len(joined) - len(letters)) <= 1 and len(joined) >= 5:
                        best = max(best, Levenshtein.normalized_similarity(letters, joined))
    return best if 0.8 <= best < 1 else 0.0


def check_names(pairs: Sequence[Pair], translations: Translations | None) -> Iterator[tuple[Pair, Finding]]:
    """The names of a document that its Chinese does not have."""
    found = [(pair, names(pair)) for pair in pairs]
    book = book_of(found, translations)
    for pair, each in found:
        for name in each:
            measured = evidence(pair, name, book)
            sure = probability("name", measured)
            if measured[MISSPELT] >= NEARLY and measured[0] >= 0.6 and book.counts[name.word] == 1:
                sure = max(sure, 0.8)
            if measured[NEAR]:
                sure = max(sure, 0.85)
            if not name.chinese and not measured[LOST]:
                sure = min(sure, 0.5)  # a name that explains what the source leaves to its readers
            if sure > 0.1:
                yield pair, _finding(pair, name, sure, book)


def _finding(pair: Pair, name: Name, sure: float, book: Book) -> Finding:
    chinese, plain = name.chinese, hanzi(pair.source).text
    usual = [word for word, _ in book.backward.get(chinese, Counter()).most_common() if not _akin(word, name.word)]
    stands = [run for run, _ in book.forward.get(name.word, Counter()).most_common() if run not in plain]
    stands += [run for run in book.known.get(name.word.casefold(), ()) if run not in plain]
    if near := _near(name.word, book, plain):
        reason = Message("“{word}” looks like a slip for “{near}”", word=name.word, near=near)
    elif _misspelt(name.word, chinese) >= NEARLY:
        reason = Message("“{word}” is nearly, but not quite, how {chinese} is read", word=name.word, chinese=chinese)
    elif chinese and usual and usual[0] not in pair.target:
        reason = Message(
            "{chinese} is “{usual}” elsewhere, here “{word}”", chinese=chinese, usual=usual[0], word=name.word
        )
    elif stands:
        reason = Message(
            "“{word}” stands for {chinese}, which the source does not have here", word=name.word, chinese=stands[0]
        )
    elif chinese:
        reason = Message("“{word}” does not read like {chinese}", word=name.word, chinese=chinese)
    else:
        reason = Message("no name of the source reads like “{word}”", word=name.word)
    return Finding("name", "major", name.linked, name.span, sure, reason, "accuracy/mistranslation/name")


@lru_cache(maxsize=65536)
def likeness(word: str, chinese: str) -> float:
    """How much of a name's letters the readings of some characters spell, 1 for all: Jackson and 杰克逊 0.6.

    Letters that sound alike in names (r and l, b and p, g, k, c and h, vowels) count as one another.
    """
    wanted = _skeleton(word)
    best = 0.0
    for run in _HAN_RUN.findall(chinese):
        spelled = [_skeleton(min(readings(each), default="")) for each in run]
        for start in range(len(spelled)):
            letters = ""
            for end in range(start, min(start + 7, len(spelled))):
                letters += spelled[end]
                if len(letters) > 2 * len(wanted) + 3:
                    break
                if len(letters) >= len(wanted) - 3:
                    best = max(best, Levenshtein.normalized_similarity(wanted, letters))
    return best


_SOUNDS = str.maketrans(
    {
        **dict.fromkeys("r", "l"),
        **dict.fromkeys("bvfw", "p"),
        **dict.fromkeys("gcqxhj", "k"),
        **dict.fromkeys("dt", "t"),
        **dict.fromkeys("zs", "s"),
        **dict.fromkeys("eiouy", "a"),
        "m": "n",
    }
)


@lru_cache(maxsize=65536)
def _skeleton(letters: str) -> str:
    """Letters as they sound: consonants by kind, vowels as one, none doubled."""
    plain = (
        letters.casefold()
        .replace("ng", "n")
        .replace("sh", "s")
        .replace("ch", "k")
        .replace("th", "s")
        .replace("ph", "p")
    )
    sounds = "".join(each for each in plain if each.isalpha()).translate(_SOUNDS)
    return re.sub(r"(.)\1+", r"\1", sounds)
