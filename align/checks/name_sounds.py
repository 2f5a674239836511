"""How names sound: letters that spell Chinese characters in pinyin, or nearly, as foreign names do."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import Levenshtein

from duizhao.corpus.text.han import HAN
from duizhao.models.word_linker.transliteration import readings

HAN_RUN = re.compile(f"[{HAN}·]+")
SYLLABLE = (
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|uang|iong|[aeio]ng|ian|iao|uai|uan|i[aeun]|u[aoine]|ai|ei|ao|ou|[ae]n|er|[aoeiuv])"
)


def misspelt(word: str, chinese: str) -> float:
    """How nearly, but not quite, letters that are pinyin are that of the characters: 0.8 and more, or 0."""
    best, letters = 0.0, word.casefold()
    if len(chinese) != 2 or not re.fullmatch(f"(?:{SYLLABLE}){{{len(chinese)}}}", letters):
        return 0.0
    for run in HAN_RUN.findall(chinese):
        spelled = [readings(character) for character in run]
        for start in range(len(spelled)):
            for end in range(start + 1, min(start + 4, len(spelled)) + 1):
                for syllables in product(*spelled[start:end]):
                    joined = "".join(syllables)
                    if abs(len(joined) - len(letters)) <= 1 and len(joined) >= 5:
                        best = max(best, Levenshtein.normalized_similarity(letters, joined))
    return best if 0.8 <= best < 1 else 0.0


@lru_cache(maxsize=65536)
def likeness(word: str, chinese: str) -> float:
    """How much of a name's letters the readings of some characters spell, 1 for all: Jackson and 杰克逊 0.6.

    Letters that sound alike in names (r and l, b and p, g, k, c and h, vowels) count as one another.
    """
    wanted = _skeleton(word)
    best = 0.0
    for run in HAN_RUN.findall(chinese):
        spelled = [_skeleton(min(readings(character), default="")) for character in run]
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
    sounds = "".join(letter for letter in plain if letter.isalpha()).translate(_SOUNDS)
    return re.sub(r"(.)\1+", r"\1", sounds)
