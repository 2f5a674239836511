"""Orders of a concordance: by what stands around, word by word as AntConc has it, by date, good examples first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from duizhao.align.errors import RequestError
from duizhao.corpus.document import Language
from duizhao.corpus.message import Message
from duizhao.corpus.search.search import Hit, Search
from duizhao.corpus.text.han import is_word
from duizhao.corpus.text.tokenization import words

GOOD = "gdex"
"""Good dictionary examples first."""
WORD_ORDER = re.compile(r"(?:[1-9][lr]|0)(?:[ ,]+(?:[1-9][lr]|0))*", re.IGNORECASE)
"""`1R,2R,3R`: by the first word to the right, then the second, then the third; 0: by the words themselves."""
AROUND: Mapping[Language, int] = {"zh": 40, "en": 100}
"""Characters on either side in which the words of an order are looked for."""
BEST_LENGTH: Mapping[Language, tuple[int, int]] = {"en": (10, 25), "zh": (8, 22)}
"""Words of a good example (Kilgarriff and others 2008: 10 to 25, English)."""
_ANAPHORA_TEXT = """
this that these those it its he she they him her them his their such here there then thus therefore however so
but and or also moreover furthermore 这 这个 这些 这种 那 那个 那些 它 它们 他 她 他们 她们 其 此 该 并 并且 而 而且
但 但是 因此 所以 同时 也 又
"""
ANAPHORA = frozenset(_ANAPHORA_TEXT.split())
"""Words that a reader of one sentence alone cannot resolve."""
_ENDS = tuple(".!?。！？")
_CLOSING = "”’」』）)\"'》"


def context(search: Search, hit: Hit, width: int) -> tuple[str, str, str]:
    """What stands before an occurrence, itself, and what stands after it, exactly as in the text."""
    text = search.document(hit.text.id).text
    start, end = hit.span.start, hit.span.end
    return text[max(0, start - width) : start], text[start:end], text[end : end + width]


def check_order(order: str, names: Sequence[str]) -> None:
    """Raises RequestError for an order that is none of the `names`, nor one by words, nor by goodness."""
    if order not in (*names, GOOD) and not WORD_ORDER.fullmatch(order):
        orders = ", ".join((*names, GOOD, "1R,2R,3R"))
        raise RequestError(Message("no order is called {order}; choose {orders}", order=order, orders=orders))


def in_order(search: Search, hits: list[Hit], order: str, day: Callable[[Hit], str]) -> list[Hit]:
    """By what stands on the left (nearest first), on the right, by the words themselves, by date, or as examples.

    `day`: when the text of an occurrence was written, as it is compared.
    """
    if order == GOOD:
        return good_examples_first(search, hits)
    if WORD_ORDER.fullmatch(order):
        return by_words(search, hits, order)

    def key(hit: Hit) -> Any:
        left, match, right = context(search, hit, 60)
        if order == "date":
            return day(hit)
        return {"left": left[::-1], "right": right, "match": match}[order].strip().casefold()

    return hits if order == "document" else sorted(hits, key=key)


def by_words(search: Search, hits: Sequence[Hit], order: str) -> list[Hit]:
    """In the order of the words at these positions, in small letters; where there is no word, first."""
    places = [(0, "") if part == "0" else (int(part[0]), part[1].lower()) for part in re.split(r"[ ,]+", order)]

    asked = {side for _, side in places}

    def key(hit: Hit) -> list[str]:
        left, match, right = context(search, hit, AROUND[hit.text.language])
        sides = {"": [match.casefold()]}
        if "l" in asked:
            sides["l"] = _words(left, hit.text.language)[::-1]
        if "r" in asked:
            sides["r"] = _words(right, hit.text.language)
        return [(sides[side][max(0, at - 1) :] or [""])[0] for at, side in places]

    return sorted(hits, key=key)


def _words(text: str, language: Language) -> list[str]:
    return [word.casefold() for word in words(text, language) if any(map(is_word, word))]


def good_examples_first(search: Search, hits: Sequence[Hit]) -> list[Hit]:
    """Sentences that show a word's use by themselves, best first, after GDEX (Kilgarriff and others 2008).

    Whole sentences of middling length, of words that are common where the phrase stands (so that its usual company
    comes first), without pronouns that point out of them, numbers and signs. A sentence that stands twice comes once,
    and its repeats last.
    """
    sentences: list[str] = []
    for hit in hits:
        document = search.document(hit.text.id)
        sentences.append(document.sentence(hit.sentence))
    tokens = [_words(sentence, hit.text.language) for sentence, hit in zip(sentences, hits, strict=True)]
    common: Counter[str] = Counter()
    once: set[str] = set()
    repeats = []
    for sentence, of_it in zip(sentences, tokens, strict=True):
        repeats.append(sentence in once)
        if sentence not in once:
            common.update(set(of_it))
        once.add(sentence)
    scores = [
        (repeat, -goodness(sentence, of_it, hit.text.language, common))
        for repeat, sentence, of_it, hit in zip(repeats, sentences, tokens, hits, strict=True)
    ]
    order = sorted(range(len(hits)), key=lambda at: scores[at])
    return [hits[at] for at in order]


def goodness(sentence: str, tokens: Sequence[str], language: Language, common: Counter[Any]) -> float:
    """From 0 to 1: how good an example a sentence is; `common`: in how many of the sentences each word stands."""
    if not tokens:
        return 0.0
    low, high = BEST_LENGTH[language]
    length = min(1.0, len(tokens) / low, high / len(tokens))
    first = sentence[0]
    whole = (first.isupper() or not first.isascii()) and sentence.rstrip(_CLOSING).endswith(_ENDS)
    usual = sum(common[token] > 1 for token in tokens) / len(tokens)
    pointing = sum(token in ANAPHORA for token in tokens[:3]) + 0.5 * sum(token in ANAPHORA for token in tokens[3:])
    odd = sum(not (character.isalpha() or character.isspace() or character in "，。,.、’'") for character in sentence)
    clean = max(0.0, 1 - 4 * odd / len(sentence))
    return 0.3 * length + 0.2 * whole + 0.2 * usual + 0.15 * max(0.0, 1 - pointing / 2) + 0.15 * clean
