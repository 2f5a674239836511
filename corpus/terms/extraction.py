"""Candidate terms of some texts: words and phrases that stand out, by what the field measures.

Phrases are runs of content words; a phrase that stands only within longer ones gives way to them (C-value: Frantzi et
al. 2000). Against other texts, log-likelihood says how sure a difference is and log ratio how large it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from duizhao.corpus.document import Document, Language
from duizhao.corpus.terms.association import c_value, log_likelihood, log_ratio
from duizhao.corpus.terms.variants import AROUND, label, stems
from duizhao.corpus.text.han import HAN, is_word
from duizhao.corpus.text.normalization import hanzi
from duizhao.corpus.text.tokenization import UserWords

MAX_PHRASE_WORDS = {"zh": 4, "en": 5}
"""Words of the longest phrase."""
MIN_OCCURRENCES = 2
"""Occurrences of a candidate at the least."""
MARGIN = 3.84
"""Log-likelihood from which a difference is called one: p < 0.05 with one degree of freedom."""
INSIDE = frozenset(("of", "for"))
"""Small words that an English term may hold."""

_HAN = re.compile(f"[{HAN}]")
_ENGLISH = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]|\d+")
_SMALL = AROUND | frozenset(
    word
    for line in (
        "not no nor but if then than so also only other others same own more most very there here",
        "when where while during before after above below between among against about through per",
        "within without upon such as herein thereof hereinafter following according pursuant",
    )
    for word in line.split()
)
_ZH_TAGS = ("n", "v", "a", "b", "j", "l", "i", "s", "eng", "z", "x", "t")
"""Parts of speech of jieba that a Chinese term is made of."""
_ZH_ALONE = ("n", "vn", "an", "j", "l", "i", "eng", "x")
_ZH_SMALL = frozenset(
    word
    for line in (
        "有 是 为 在 应 得 可 能 会 要 使 由 依 按 无 不 上 下 中 内 外 前 后 时 者 等 并 及 或 与 之 其 该 本 各",
    )
    for word in line.split()
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word or phrase. `count`, `documents`: in the texts; `other`: in the texts it is set against.

    `keyness`: log-likelihood, below 0 where it is rarer than there; `ratio`: log ratio; both None with nothing to be
    set against. `within`: longer candidates that hold it.
    """

    term: str
    words: int
    count: int
    documents: int
    other: int
    c_value: float
    keyness: float | None
    ratio: float | None
    within: tuple[str, ...]


@dataclass(slots=True)
class _Tally:
    """What is counted of a key."""

    count: int = 0
    words: int = 0
    documents: int = 0
    last: int = -1
    forms: Counter[str] = field(default_factory=Counter)


def candidates(
    texts: Iterable[Document],
    against: Iterable[Document],
    language: Language,
    *,
    fewest: int = MIN_OCCURRENCES,
    user: UserWords | None = None,
) -> list[Candidate]:
    """The candidates, best first: by C-value, of those that are commoner here than there if there is anything there."""
    user = user or UserWords()
    tallies: dict[tuple[str, ...], _Tally] = {}
    size = 0
    for number, document in enumerate(texts):
        for sentence in document.sentences:
            for run in _runs(sentence.of(document.text), language, user):
                size += len(run)
                for words in _phrases(run, language):
                    tally = tallies.setdefault(_key(words, language), _Tally())
                    tally.words = min(tally.words or len(words), len(words))
                    tally.count += 1
                    tally.documents += tally.last != number
                    tally.last = number
                    tally.forms[_joined(words, language)] += 1
    kept = {key: tally for key, tally in tallies.items() if tally.count >= fewest}
    other, other_size = _counted(against, language, user, kept.keys())
    holding = _holding(kept)
    values = nested_values({key: (tally.words, tally.count) for key, tally in kept.items()}, holding)
    scored = [
        Candidate(
            label(tally.forms.elements()),
            tally.words,
            tally.count,
            tally.documents,
            other[key],
            values[key],
            *_keyness(tally.count, size, other[key], other_size),
            tuple(sorted(label(kept[holder].forms.elements()) for holder in holding.get(key, []))),
        )
        for key, tally in kept.items()
    ]
    if other_size:
        scored = [candidate for candidate in scored if candidate.keyness is not None and candidate.keyness >= MARGIN]
    return sorted(
        (candidate for candidate in scored if candidate.c_value > 0),
        key=lambda candidate: (-candidate.c_value, candidate.term),
    )


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it stands, what it is compared by, and whether it may begin, end, or stand alone as a term."""

    text: str
    key: str
    edge: bool
    alone: bool


def _runs(sentence: str, language: Language, user: UserWords) -> Iterator[list[_Word]]:
    """Runs of words that may be parts of terms: between them stand marks, and words that no term holds."""
    run: list[_Word] = []
    for word in _chinese(sentence, user) if language == "zh" else _english(sentence):
        if word is None:
            if run:
                yield run
            run = []
        else:
            run.append(word)
    if run:
        yield run


def _chinese(sentence: str, user: UserWords) -> Iterator[_Word | None]:
    at = 0
    for plain, tag in user.tagged(hanzi_of(sentence)):
        text = sentence[at : at + len(plain)]
        at += len(plain)
        content = tag.startswith(_ZH_TAGS) and plain not in _ZH_SMALL and any(map(is_word, plain))
        yield (
            _Word(text, plain.casefold(), edge=True, alone=tag.startswith(_ZH_ALONE) and len(plain) > 1)
            if content
            else None
        )


def hanzi_of(text: str) -> str:
    """A text in simplified characters, one for one, as the segmenter knows them.

    >>> hanzi_of("資通安全 A")
    '资通安全 A'
    """
    return "".join(map(_simplified, text))


@lru_cache(maxsize=65536)
def _simplified(character: str) -> str:
    form = hanzi(character).text if _HAN.match(character) else character
    return form if len(form) == 1 else character


def _english(sentence: str) -> Iterator[_Word | None]:
    for match in _ENGLISH.finditer(sentence):
        word = match[0].casefold().replace("’", "'")
        if word in INSIDE:
            yield _Word(match[0], word, edge=False, alone=False)
        elif word in _SMALL or not word[0].isalpha() or len(word) < 2:
            yield None
        else:
            yield _Word(match[0], "".join(stems(word)), edge=True, alone=len(word) > 2)


def _phrases(run: Sequence[_Word], language: Language) -> Iterator[Sequence[_Word]]:
    """Every part of a run that may be a term."""
    for start in range(len(run)):
        for end in range(start + 1, min(len(run), start + MAX_PHRASE_WORDS[language]) + 1):
            words = run[start:end]
            if words[0].edge and words[-1].edge and (len(words) > 1 or words[0].alone):
                yield words


def _key(words: Sequence[_Word], language: Language) -> tuple[str, ...]:
    """What a phrase is counted by: its words; the characters of a Chinese one, wherever the segmenter cuts them."""
    return tuple("".join(word.key for word in words)) if language == "zh" else tuple(word.key for word in words)


def _joined(words: Sequence[_Word], language: Language) -> str:
    return ("" if language == "zh" else " ").join(word.text for word in words)


def _counted(
    texts: Iterable[Document], language: Language, user: UserWords, wanted: Iterable[tuple[str, ...]]
) -> tuple[Counter[tuple[str, ...]], int]:
    """How often each of some phrases stands in other texts, and how many words these have."""
    keys = frozenset(wanted)
    counts: Counter[tuple[str, ...]] = Counter()
    size = 0
    for document in texts:
        for sentence in document.sentences:
            for run in _runs(sentence.of(document.text), language, user):
                size += len(run)
                counts.update(key for words in _phrases(run, language) if (key := _key(words, language)) in keys)
    return counts, size


def _holding(kept: dict[tuple[str, ...], _Tally]) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """The longer candidates that hold each one."""
    holders: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for key in kept:
        parts = {
            key[start:end]
            for start in range(len(key))
            for end in range(start + 1, len(key) + 1)
            if 0 < end - start < len(key)
        }
        for part in parts:
            if part in kept:
                holders.setdefault(part, []).append(key)
    return holders


def nested_values(
    counted: Mapping[tuple[str, ...], tuple[int, int]], holding: Mapping[tuple[str, ...], Sequence[tuple[str, ...]]]
) -> dict[tuple[str, ...], float]:
    """The C-value of each candidate, longest first, as Frantzi et al. (2000) go through them.

    `counted`: length in words, and count; `holding`: the longer candidates that hold each. What a longer candidate
    takes away from those in it are its occurrences outside of still longer ones; one that is no term takes nothing.
    """
    values: dict[tuple[str, ...], float] = {}
    within: dict[tuple[str, ...], int] = {}
    for key in sorted(counted, key=len, reverse=True):
        words, count = counted[key]
        alone = [counted[holder][1] - within[holder] for holder in holding.get(key, ()) if values[holder] > 0]
        within[key] = min(count, sum(alone))
        values[key] = c_value(words, count, alone)
    return values


def _keyness(count: int, size: int, other: int, other_size: int) -> tuple[float | None, float | None]:
    """How surely a term is commoner here than there, below 0 where rarer, and by what ratio; None without a there."""
    if not other_size:
        return None, None
    keyness = log_likelihood(count, size, other, other_size)
    ratio = log_ratio(count, size, other, other_size)
    return (keyness if ratio >= 0 else -keyness), ratio
