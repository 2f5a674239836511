"""When two renderings are one: case, number, hyphen, spelling and inflection aside, and the small words around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from duizhao.corpus.document import Language
from duizhao.corpus.text.han import HAN
from duizhao.corpus.text.normalization import hanzi, wording
from duizhao.corpus.text.word_forms import stem

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
AROUND = frozenset(
    word
    for line in (
        "it they he she them him a an the this that these those such any each every all some its their his",
        "her our your my one's of in on at by for from to with under into upon as and or is are was were be",
        "been being am has have had having do does did shall will would should may might can could must who",
        "which whose",
    )
    for word in line.split()
)
"""Words that belong to the sentence around a rendering, not to it: cut off at its ends."""
_ARTICLES = frozenset(("a", "an", "the"))
_PARTICLES = "的之地得了着著"


@lru_cache(maxsize=65536)
def group_key(words: str, language: Language) -> str:
    """What all renderings of one group have in common, and no other has.

    >>> group_key("The trade-unions", "en") == group_key("trade union", "en"), group_key("of organised", "en")
    (True, 'organiz')
    >>> group_key("教育的", "zh") == group_key("教育", "zh") == group_key("敎育", "zh")
    True
    """
    if language == "zh":
        plain = re.sub(f"[^{HAN}\\w]", "", hanzi(words).text).casefold()
        return plain.strip(_PARTICLES) or plain
    return "".join(stems(trimmed(words, "en")))


def stems(words: str) -> list[str]:
    """What English words have in common with their other forms and spellings, articles left out between others.

    >>> stems("employees of the Government") == stems("employee of government")
    True
    """
    forms = [word.casefold() for word in _WORD.findall(wording(words).text)]
    return [stem(word) for word in forms if word not in _ARTICLES or len(forms) == 1]


def trimmed(words: str, language: Language) -> str:
    """A rendering without the small words at its ends, unless there are no others.

    >>> trimmed("shall be protected by", "en"), trimmed("may not", "en"), trimmed("教育的", "zh")
    ('protected', 'may not', '教育')
    """
    if language == "zh":
        plain = words.strip().strip("，。、；：")
        return plain.rstrip(_PARTICLES) or plain
    matches = list(re.finditer(r"[^\W_]+(?:['’][^\W_]+)?", words))
    content = [
        match
        for at, match in enumerate(matches)
        if match[0].casefold().replace("’", "'") not in AROUND
        or (at + 1 < len(matches) and matches[at + 1][0].casefold() in ("not", "cannot"))
    ]
    if not content:
        return " ".join(words.split())
    kept = words[content[0].start() : content[-1].end()]
    if kept.count("(") < kept.count(")") or kept.count("(") > kept.count(")"):
        kept = words[content[0].start() :].rstrip() if words.rstrip().endswith(")") else kept
    return " ".join(kept.split())


def as_written(words: str) -> str:
    """What groups are told apart by where every spelling is a group of its own."""
    return " ".join(words.split())


def label(forms: Iterable[str]) -> str:
    """The name of a group: its commonest form, in its commonest letters, of equal ones the shortest.

    >>> label(["Citizens", "citizen", "citizens", "citizens"])
    'citizens'
    """
    counts = Counter(forms)
    cases: dict[str, Counter[str]] = {}
    for form, count in counts.items():
        cases.setdefault(form.casefold(), Counter())[form] += count
    best = min(cases.values(), key=lambda its: (-its.total(), len(min(its)), min(its)))
    return min(best, key=lambda form: (-best[form], form.casefold() != form, form))
