"""Whether two English words are one word spelled in two ways, or two forms of one word."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Relation = Literal["spelling", "form", "word"]

_SPELLINGS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"is(e[ds]?|ing|ations?|ers?|able)$", r"iz\1"),
        (r"ys(e[ds]?|ing)$", r"yz\1"),
        (r"([a-z]{2})our(s|ed|ing|er|ers|able|ite|ites|hood|ful|less|al|ally)?$", r"\1or\2"),
        (r"(cent|met|lit|theat|fib|calib|mit|sab|spect|lust|somb)re(s|d)?$", r"\1er\2"),
        (r"([aeiou])ll(ed|ing|ers?|or|ors|ous)$", r"\1l\2"),
        (r"(defen|offen|licen|preten|practi)c(e[ds]?|ing)$", r"\1s\2"),
        (r"(cata|dia|ana|mono|pro|epi)logue(s)?$", r"\1log\2"),
        (r"^(programm)e(s)?$", r"program\2"),
        (r"^grey", "gray"),
        (r"^(skil|fulfil|instal|enrol|wil)(ful|fully|ment|ments|s)?$", r"\1l\2"),
        (r"^(judg|acknowledg|abridg)ement(s)?$", r"\1ment\2"),
        (r"^(ageing)$", "aging"),
        (r"^(cheque)(s)?$", r"check\2"),
        (r"^(plough)", "plow"),
        (r"^(towards|afterwards|upwards|downwards|forwards|backwards)$", lambda match: match[1][:-1]),
        (r"^(learn|spell|burn|dream|lean)t$", r"\1ed"),
        (r"^(whilst|amongst)$", lambda match: match[1][:-2]),
        (r"ae(mia|sthe|op)", r"e\1"),
    )
)
"""British spellings and what Americans write; both sides of a comparison pass through, so that most are harmless."""

_IRREGULAR = {
    form: forms.split()[0]
    for forms in (
        "be am is are was were been being",
        "have has had having",
        "do does did done doing",
        "will would",
        "can could",
        "shall should",
        "may might",
        "go goes went gone going",
        "say says said saying",
        "make makes made making",
        "take takes took taken taking",
        "give gives gave given giving",
        "come comes came coming",
        "become becomes became becoming",
        "hold holds held holding",
        "keep keeps kept keeping",
        "lead leads led leading",
        "leave leaves left leaving",
        "find finds found finding",
        "get gets got gotten getting",
        "know knows knew known knowing",
        "see sees saw seen seeing",
        "show shows showed shown showing",
        "think thinks thought thinking",
        "bring brings brought bringing",
        "build builds built building",
        "begin begins began begun beginning",
        "grow grows grew grown growing",
        "rise rises rose risen rising",
        "fall falls fell fallen falling",
        "fight fights fought fighting",
        "meet meets met meeting",
        "pay pays paid paying",
        "run runs ran running",
        "send sends sent sending",
        "speak speaks spoke spoken speaking",
        "stand stands stood standing",
        "strike strikes struck stricken striking",
        "teach teaches taught teaching",
        "tell tells told telling",
        "win wins won winning",
        "write writes wrote written writing",
        "understand understands understood understanding",
        "seek seeks sought seeking",
        "spend spends spent spending",
        "lose loses lost losing",
        "draw draws drew drawn drawing",
        "drive drives drove driven driving",
        "break breaks broke broken breaking",
        "choose chooses chose chosen choosing",
        "feel feels felt feeling",
        "man men",
        "woman women",
        "child children",
        "this these",
        "that those",
        "a an",
    )
    for form in forms.split()
}
_NO_PAST = frozenset(
    word
    for line in (
        "need heed seed feed weed deed reed creed greed breed bleed speed steed indeed proceed exceed succeed",
    )
    for word in line.split()
)
"""Words in -eed that are no past of another."""
_VOWEL = re.compile(r"[aeiouy]")


@lru_cache(maxsize=65536)
def spelling(word: str) -> str:
    """One spelling for the British and the American one of a word in small letters.

    >>> spelling("organised"), spelling("labour"), spelling("centre")
    ('organized', 'labor', 'center')
    """
    for pattern, replacement in _SPELLINGS:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """What the forms of a word in small letters have in common.

    >>> stem("planned") == stem("plan"), stem("policies") == stem("policy"), stem("was") == stem("is")
    (True, True, True)
    >>> stem("processes") == stem("process"), stem("proceedings") == stem("proceed"), stem("status")
    (True, True, 'status')
    >>> stem("recalled") == stem("recall"), stem("guaranteeing") == stem("guarantees") == stem("guarantee")
    (True, True)
    """
    word = word.removesuffix("'s").removesuffix("'")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    word = spelling(word)
    for ending in ("ies", "ied", "ings", "ing", "ed", "es", "s"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) > 1 and _VOWEL.search(rest) and not _whole(word, rest, ending):
            if ending in ("ies", "ied"):
                return rest + "y"
            doubled = len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] not in "aeiouls"
            return _bare(rest[:-1] if doubled else rest)
    return _bare(word) if len(word) > 3 else word


def _bare(word: str) -> str:
    """Without what endings change: a last e (guarantee, guaranteed), a doubled l (recall, recalled)."""
    word = word.rstrip("e") or word
    return word[:-1] if word.endswith("ll") else word


def _whole(word: str, rest: str, ending: str) -> bool:
    """Whether what looks like an ending belongs to the word: process, status, basis; need, proceed."""
    return (ending == "s" and rest[-1] in "sui") or (ending == "ed" and word in _NO_PAST)


def relation(first: str, second: str) -> Relation:
    """How two different words are related; in whichever letters.

    >>> relation("organise", "organize"), relation("hold", "held"), relation("hold", "old")
    ('spelling', 'form', 'word')
    """
    first, second = first.casefold().replace("’", "'"), second.casefold().replace("’", "'")
    if spelling(first) == spelling(second):
        return "spelling"
    return "form" if stem(first) == stem(second) else "word"
