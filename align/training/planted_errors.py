"""Slips planted in good translations: one sentence pair goes in, and comes out with one known error.

Each planter takes a pair, what else stands in its document, and a random generator, and returns the pair with its
error, or None where the pair offers no place for one. Seeded: the same data gives the same errors.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

Texts = tuple[str, str]


@dataclass(frozen=True)
class Planted:
    """A pair with its error: where the error stands (None: nothing stands there now), the kind, and what was done."""

    source: str
    target: str
    kind: str
    source_span: tuple[int, int] | None
    target_span: tuple[int, int] | None
    what: str


@dataclass(frozen=True)
class Around:
    """What the planters know of the rest: the names of the document, and sentences to put in another's place."""

    names: Sequence[str]
    counts: Counter[str]
    others: Sequence[str]


Planter = Callable[[str, str, Around, random.Random], Planted | None]
Edit = tuple[tuple[int, int], str]
"""Characters of the target, and what stands there instead."""
_BEFORE_NOT = "shall|may|must|can|could|should|will|would|is|are|was|were|has|have"
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
SMALL = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NAME = re.compile(r"(?<=[a-z,;’'] )[A-Z][a-z]{2,}(?:[- ][A-Z][a-z]{2,})*")
_CLAUSE = re.compile(r"[,;:] ")


def vocabulary(texts: Iterable[str]) -> set[str]:
    """The words that occur in small letters."""
    return {word for text in texts for word in re.findall(r"\b[a-z]+\b", text)}


def names_of(texts: Iterable[str], small: set[str]) -> tuple[list[str], Counter[str]]:
    """Capitalised words in the middle of sentences whose small form does not occur: mostly names; and their counts."""
    joined = list(texts)
    known = {"Mr", "Mrs", "The", "Chinese", "Article", "Act", *MONTHS, *DAYS}
    names = [
        name
        for text in joined
        for name in _NAME.findall(text)
        if not any(word.lower() in small or word in known for word in re.split("[- ]", name))
    ]
    return sorted(set(names)), Counter(names)


def number(source: str, target: str, around: Around, rng: random.Random) -> Planted | None:
    """A digit changed, a scale (million, billion) or a number word swapped."""
    places = [
        match
        for match in re.finditer(r"(?<![\w.,/-])\d+(?:,\d{3})*(?:\.\d+)?(?=[\s%,.;)]|$)", target)
        if not re.fullmatch(r"(?:1[5-9]|20)\d\d", match[0]) and not _dated(target, match)
    ]
    words = list(re.finditer(rf"\b(?:{'|'.join(SMALL)})\b", target))
    scales = list(re.finditer(r"(?<=\d )(?:thousand|million|billion|trillion)\b", target))
    choices = [*places, *words, *scales]
    if not choices:
        return None
    match = rng.choice(choices)
    old = match[0]
    if old in SMALL:
        new = rng.choice([word for word in SMALL if word != old])
    elif old[0].isdigit():
        at = rng.choice([index for index, character in enumerate(old) if character.isdigit()])
        digits = [digit for digit in "123456789" if digit != old[at]]
        new = old[:at] + rng.choice(digits) + old[at + 1 :]
    else:
        new = rng.choice([word for word in ("thousand", "million", "billion") if word != old])
    return _replaced((source, target), match.span(), new, "number")


def date(source: str, target: str, around: Around, rng: random.Random) -> Planted | None:
    """Another month, day, year or weekday."""
    choices = [(match, MONTHS) for match in re.finditer(rf"\b(?:{'|'.join(MONTHS)})\b", target) if match[0] != "May"]
    choices += [(match, DAYS) for match in re.finditer(rf"\b(?:{'|'.join(DAYS)})\b", target)]
    choices += [(match, []) for match in re.finditer(r"\b(?:19|20)\d\d\b(?!,\d)", target)]
    choices += [(match, []) for match in re.finditer(r"\b\d{1,2}\b", target) if _dated(target, match)]
    if not choices:
        return None
    match, names = rng.choice(choices)
    if names:
        new = rng.choice([name for name in names if name != match[0]])
    elif len(match[0]) == 4:
        new = str(int(match[0]) + rng.choice([-10, -2, -1, 1, 2, 3, 10]))
    else:
        new = str(rng.choice([day for day in range(1, 29) if day != int(match[0])]))
    return _replaced((source, target), match.span(), new, "date")


def name(source: str, target: str, around: Around, rng: random.Random) -> Planted | None:
    """A name that becomes another of the document, or is spelt otherwise than elsewhere."""
    places = [match for match in _NAME.finditer(target) if match[0] in around.counts]
    if not places:
        return None
    match = rng.choice(places)
    old = match[0]
    if around.counts[old] > 1 and len(old) > 5 and rng.random() < 0.5:
        at = rng.randrange(1, len(old) - 1)
        if not old[at].islower():
            return None
        swap = {"a": "e", "e": "a", "i": "u", "o": "a", "u": "o", "n": "m", "l": "r", "g": "k", "h": "n"}
        new = old[:at] + swap.get(old[at], "l") + old[at + 1 :]
        return _replaced((source, target), match.span(), new, "name", "spelling")
    others = [
        other
        for other in around.names
        if other.count(" ") == old.count(" ") and not set(other.split()) & set(old.split())
    ]
    others = [other for other in others if other not in target]
    return _replaced((source, target), match.span(), rng.choice(others), "name", "another") if others else None


def negation(source: str, target: str, around: Around, rng: random.Random) -> Planted | None:
    """A "not" taken out or put in, a duty made a permission."""
    lost: list[Edit] = []
    for match in re.finditer(rf"\b({_BEFORE_NOT}) not\b(?! only)", target):
        lost.append((match.span(), match[1]))
    for match in re.finditer(r"\b(did|does|do) not ", target):
        lost.append((match.span(), ""))
    added: list[Edit] = []
    for match in re.finditer(r"\b(shall|must|will|may|should) (?!not\b)(?=[a-z])", target):
        added.append((match.span(), match[1] + " not "))
    for match in re.finditer(r"\b(is|are|was|were|has|have) (?!not\b)(?=[a-z]+(?:ed|ing)\b)", target):
        added.append((match.span(), match[1] + " not "))
    allowed: list[Edit] = []
    for match in re.finditer(r"\b(shall|must)(?= (?!not\b)[a-z])", target):
        if re.search("应|應|须|須|必", source):
            allowed.append((match.span(), "may"))
    ways = [way for way in (lost, added, allowed) if way]
    if not ways:
        return None
    span, new = rng.choice(rng.choice(ways))
    return _replaced((source, target), span, new, "negation")


def omission(source: str, target: str, around: Around, rng: random.Random) -> Planted | None:
    """A clause of the English left out: four words or more between marks."""
    cut = _clause(target, [match.start() for match in _CLAUSE.finditer(target)], 16, rng, " ")
    if cut is None:
        return None
    start, end = cut
    left = target[:start] + target[end:]
    left = left.lstrip(",;: ")
    left = left[:1].upper() + left[1:] if target[:1].isupper() else left
    at = min(start, len(left))
    return Planted(source, left, "omission", None, (at, at), target[start:end])


def addition(source: str, target: str, around: Around, rng: random.Random) -> Planted | None:
    """A clause of the Chinese left out, so that the English has one too many."""
    cut = _clause(source, [match.start() for match in re.finditer("[，；：]", source)], 5, rng, "")
    if cut is None:
        return None
    start, end = cut
    left = (source[:start] + source[end:]).lstrip("，；：")
    at = min(start, len(left))
    return Planted(left, target, "addition", (at, at), None, source[start:end])


def untranslated(source: str, target: str, around: Around, rng: random.Random) -> Planted | None:
    """Chinese left standing, a doubled word, a bracket or a quotation mark gone."""
    way = rng.randrange(3)
    words = list(re.finditer(r"\b[a-z]{3,}\b", target))
    if way == 0 and len(words) > 5:
        match = rng.choice(words[1:])
        runs = re.findall(r"[一-鿿]{2,4}", source)
        return _replaced((source, target), match.span(), rng.choice(runs), "untranslated") if runs else None
    if way == 1 and words:
        match = rng.choice(words)
        if match[0] in ("that", "had", "very"):
            return None
        return _replaced((source, target), match.span(), f"{match[0]} {match[0]}", "untranslated", "doubled")
    marks = list(re.finditer(r"[()“”]", target))
    return _replaced((source, target), rng.choice(marks).span(), "", "untranslated", "mark") if marks else None


def meaning(source: str, target: str, around: Around, rng: random.Random) -> Planted | None:
    """Another sentence of about this length in the translation's place."""
    others = [other for other in around.others if other != target and 0.7 < len(other) / max(1, len(target)) < 1.4]
    if len(target) < 30 or not others:
        return None
    other = rng.choice(others)
    return Planted(source, other, "meaning", (0, len(source)), (0, len(other)), target)


PLANTERS: dict[str, Planter] = {
    "number": number,
    "date": date,
    "name": name,
    "negation": negation,
    "omission": omission,
    "addition": addition,
    "untranslated": untranslated,
    "meaning": meaning,
}


def plant(
    documents: Sequence[Sequence[Texts]], small: set[str], seed: int, share: float = 0.35
) -> list[list[Planted | Texts]]:
    """The documents with errors in about this share of their pairs, no two in neighbouring ones, kinds by turns.

    `small`: the words that are no names.
    """
    rng = random.Random(seed)
    done: Counter[str] = Counter()
    planted = []
    for document in documents:
        names, counts = names_of((target for _, target in document), small)
        around = Around(names, counts, [target for _, target in document])
        pairs: list[Planted | Texts] = []
        for source, target in document:
            pair: Planted | Texts = (source, target)
            before = pairs and isinstance(pairs[-1], Planted)
            if not before and rng.random() < share / (1 - share):
                for kind in sorted(PLANTERS, key=lambda kind: (done[kind], rng.random())):
                    changed = PLANTERS[kind](source, target, around, rng)
                    if changed is not None and (changed.source, changed.target) != (source, target):
                        done[kind] += 1
                        pair = changed
                        break
            pairs.append(pair)
        planted.append(pairs)
    return planted


def _dated(text: str, match: re.Match[str]) -> bool:
    """Whether a number of one or two digits is a day beside a month's name."""
    months = "|".join(MONTHS)
    before, after = text[: match.start()], text[match.end() :]
    return len(match[0]) <= 2 and bool(re.search(rf"(?:{months}) $", before) or re.match(rf" (?:{months})\b", after))


def _clause(text: str, marks: Sequence[int], least: int, rng: random.Random, joint: str) -> tuple[int, int] | None:
    """From one mark to the next, where what stands between is long enough, and enough is left."""
    ends = [
        0,
        *marks,
        len(text.rstrip(".。 ")),
    ]
    choices = [
        (start, end)
        for start, end in zip(ends, ends[1:], strict=False)
        if least <= end - start <= 0.6 * len(text) and (not joint or text[start:end].count(joint) >= 3)
    ]
    return rng.choice(choices) if choices else None


def _replaced(pair: tuple[str, str], span: tuple[int, int], new: str, kind: str, what: str = "") -> Planted:
    source, target = pair
    old = target[span[0] : span[1]]
    changed = target[: span[0]] + new + target[span[1] :]
    shown = f"{what}: {old} > {new}" if what else f"{old} > {new}"
    return Planted(source, changed, kind, None, (span[0], span[0] + len(new)), shown)
