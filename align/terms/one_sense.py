"""A term's renderings seen together: what recurs elsewhere settles single occurrences that the links leave open.

Translators are consistent, so a rendering that the links find often is looked for where they find none, or something
that they find nowhere else ("one sense per discourse": Gale, Church & Yarowsky 1992). And where the same words stand
beside a rendering almost everywhere, and nothing else of the sentence is linked to them, they belong to it
("administrative fine").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from duizhao.align.terms.occurrences import Occurrence
from duizhao.corpus.document import Language, Span
from duizhao.corpus.terms.variants import AROUND, group_key, stems, trimmed
from duizhao.corpus.text.han import is_word
from duizhao.corpus.text.normalization import hanzi

OFTEN = 2
"""Other occurrences that a rendering needs to be looked for."""
AGAINST_LINKS = 3
"""Sure occurrences in the same translation that it needs to be looked for where the links find nothing."""
HOLDS = 0.4
"""How often a longer rendering stands, beside a shorter one in it, for the shorter to be taken for its part."""
UNSURE = 0.65
"""Confidence below which a rendering that stands nowhere else gives way to one that does."""
DOUBTFUL = 0.5
MAYBE_NOTHING = 0.25
"""A rendering that stands nowhere else is none, below this confidence and from this probability of no counterpart."""
BESIDE = 0.75
"""The share of a rendering's occurrences that have the same words beside it, for these to belong to it."""
FEWEST_BESIDE = 3
FOUND_AGAIN = 0.5
"""The confidence of a rendering that is known from elsewhere, without links."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
TextOf = Callable[[Occurrence], str]


@dataclass(frozen=True, slots=True)
class _Known:
    """Renderings: how often each was found; how often surely, in each translation; and the parts of its words."""

    language: Language
    counts: Counter[str]
    surely: Counter[tuple[int, str]]
    forms: dict[str, tuple[str, ...]]

    def surely_here(self, row: Occurrence) -> dict[str, int]:
        """What the translation of an occurrence has surely, and often enough to be looked for against the links."""
        mine = {key: count for (text, key), count in self.surely.items() if text == row.beside.id}
        return {key: count for key, count in mine.items() if count >= AGAINST_LINKS}

    def anywhere(self) -> Counter[str]:
        """How often each was found surely, in all translations."""
        counts: Counter[str] = Counter()
        for (_, key), count in self.surely.items():
            counts[key] += count
        return counts


@dataclass(frozen=True, slots=True)
class _Place:
    """An occurrence, the text beside it, and what of its bead in that text stands for other occurrences already."""

    row: Occurrence
    text: str
    taken: Sequence[Span]


def settled(rows: Sequence[Occurrence], language: Language, text_of: TextOf) -> tuple[Occurrence, ...]:
    """The occurrences, with what recurs. `language`: of the renderings; `text_of`: the text beside an occurrence.

    No words stand for two occurrences: of two that are linked to the same, the less sure one has to look for its own.
    """
    grown = _grown(rows, language, text_of)
    known = _known(grown, language)
    settled_rows = list(grown)
    taken: dict[tuple[int, Span | None], list[Span]] = {}
    for at in sorted(range(len(grown)), key=lambda at: (grown[at].status != "rendered", -grown[at].confidence, at)):
        mine = taken.setdefault((grown[at].beside.id, grown[at].run), [])
        settled_rows[at] = _settled(_Place(grown[at], text_of(grown[at]), mine), known)
        mine.extend(settled_rows[at].spans)
    return tuple(settled_rows)


def _known(rows: Sequence[Occurrence], language: Language) -> _Known:
    counts: Counter[str] = Counter()
    surely: Counter[tuple[int, str]] = Counter()
    forms: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row.status == "rendered" and "…" not in row.rendering and not _only_small(row.rendering, language):
            key = group_key(row.rendering, language)
            counts[key] += 1
            surely[row.beside.id, key] += row.confidence >= UNSURE
            forms.setdefault(key, _parts(row.rendering, language))
    return _Known(language, counts, surely, forms)


def _settled(place: _Place, known: _Known) -> Occurrence:
    row, language = place.row, known.language
    if row.run is None or row.decided or row.status == "not in this translation":
        return row
    if row.status != "rendered":
        best = _best(place, known, known.surely_here(row))
        return row if best is None else _with(row, best, place.text, language)
    key = group_key(row.rendering, language)
    if any(span.overlaps(taken) for span in row.spans for taken in place.taken):
        usual = {other: count for other, count in known.counts.items() if count >= OFTEN}
        best = _best(place, known, usual)
        return _without(row) if best is None else _with(row, best, place.text, language)
    longer = {other: count for other, count in known.counts.items() if _holds(known, other, key)}
    best = _best(place, known, longer, row.spans)
    if best is not None:
        return _with(row, best, place.text, language)
    own = known.counts[key] - 1
    if own >= OFTEN or row.confidence >= UNSURE:
        return row
    usual = {other: count for other, count in known.anywhere().items() if count >= OFTEN and other != key}
    best = _best(place, known, usual)
    if best is not None:
        return _with(row, best, place.text, language)
    doubtful = not own and row.confidence < DOUBTFUL and (row.nothing or 0.0) >= MAYBE_NOTHING
    return _without(row) if doubtful or _only_small(row.rendering, language) else row


def _best(place: _Place, known: _Known, among: Mapping[str, int], over: Sequence[Span] = ()) -> Span | None:
    """Where the commonest of some renderings stands, apart from what is taken; `over`: only where it covers these."""
    assert place.row.run is not None
    for key in sorted(among, key=lambda key: (-among[key], key)):
        for span in _places(place.row.run, place.text, known.forms[key], known.language):
            covers = not over or any(span.start <= outer.start and outer.end <= span.end for outer in over)
            if covers and not any(span.overlaps(taken) for taken in place.taken):
                return span
    return None


def _with(row: Occurrence, span: Span, text: str, language: Language) -> Occurrence:
    words = trimmed(" ".join(span.of(text).split()), language)
    return replace(row, status="rendered", rendering=words, spans=(span,), confidence=FOUND_AGAIN)


def _without(row: Occurrence) -> Occurrence:
    sure = max(FOUND_AGAIN, row.nothing or 0.0)
    return replace(row, status="not rendered", rendering="", spans=(), confidence=sure)


def _holds(known: _Known, longer: str, key: str) -> bool:
    """Whether a rendering holds another and more, and is about as common."""
    if key not in known.forms or known.counts[longer] < max(OFTEN, HOLDS * known.counts[key]):
        return False
    return len(known.forms[longer]) > len(known.forms[key]) and set(known.forms[key]) <= set(known.forms[longer])


def _only_small(rendering: str, language: Language) -> bool:
    words = [word.casefold() for word in _WORD.findall(rendering)]
    return language == "en" and all(word in AROUND for word in words)


def _parts(words: str, language: Language) -> tuple[str, ...]:
    """What is compared: the stems of English words, the characters of Chinese."""
    return tuple(stems(words)) if language == "en" else tuple(hanzi(words).text)


def _places(run: Span, text: str, form: tuple[str, ...], language: Language) -> list[Span]:
    """Where a form stands in a run of a text, in any of its inflections."""
    if language == "zh":
        view = hanzi(run.of(text))
        wanted = "".join(form)
        return [
            view.original(Span(match.start(), match.end())).shift(run.start)
            for match in re.finditer(re.escape(wanted), view.text)
        ]
    words = [(stems(match[0]), match) for match in _WORD.finditer(run.of(text))]
    content = [(its[0], match) for its, match in words if its and its[0] not in ("a", "an", "the")]
    return [
        Span(run.start + content[at][1].start(), run.start + content[at + len(form) - 1][1].end())
        for at in range(len(content) - len(form) + 1)
        if tuple(stem for stem, _ in content[at : at + len(form)]) == form
    ]


def _grown(rows: Sequence[Occurrence], language: Language, text_of: TextOf) -> list[Occurrence]:
    """The occurrences, each rendering with the words that stand beside it almost everywhere and are no others'."""
    if language == "zh":
        return list(rows)
    members: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        if row.status == "rendered" and len(row.spans) == 1:
            members.setdefault(group_key(row.rendering, language), []).append(at)
    widened = list(rows)
    for its in members.values():
        if len(its) < FEWEST_BESIDE:
            continue
        beside: Counter[tuple[str, tuple[str, ...]]] = Counter()
        for at in its:
            beside.update(set(_beside(widened[at], text_of)))
        usual = [side_words for side_words, count in beside.items() if count >= BESIDE * len(its)]
        if not usual:
            continue
        side, words = max(usual, key=lambda side_words: (len(side_words[1]), side_words))
        for at in its:
            span = _beside(widened[at], text_of).get((side, words))
            if span is not None:
                wider = " ".join(span.of(text_of(widened[at])).split())
                widened[at] = replace(widened[at], rendering=trimmed(wider, language), spans=(span,))
    return widened


def _beside(row: Occurrence, text_of: TextOf) -> dict[tuple[str, tuple[str, ...]], Span]:
    """Words on the left, or on the right, up to three with a content word at the outer end; with the span they make."""
    if row.reach is None:
        return {}
    text, span = text_of(row), row.spans[0]
    reach = row.reach
    spans: dict[tuple[str, tuple[str, ...]], Span] = {}
    right = _words_in(text, Span(span.end, reach.end))
    left = _words_in(text, Span(reach.start, span.start))
    for size in (1, 2, 3):
        if len(right) >= size and _joined(text[span.end : right[size - 1].end()]) and _tells(right[size - 1][0]):
            end = right[size - 1].end()
            spans["right", tuple(stems(text[span.end : end]))] = Span(span.start, end)
        inner = left[-size:] if len(left) >= size else []
        if inner and _joined(text[inner[0].start() : span.start]) and all(_tells(match[0]) for match in inner):
            start = inner[0].start()
            spans["left", tuple(stems(text[start : span.start]))] = Span(start, span.end)
    return spans


def _words_in(text: str, span: Span) -> list[re.Match[str]]:
    """The words that lie whole within a span."""
    start, end = span.start, span.end
    while 0 < start < end and is_word(text[start - 1]) and is_word(text[start]):
        start += 1
    while start < end < len(text) and is_word(text[end - 1]) and is_word(text[end]):
        end -= 1
    return list(_WORD.finditer(text, start, end))


def _tells(word: str) -> bool:
    return word.casefold() not in AROUND


def _joined(words: str) -> bool:
    """Whether no mark stands between."""
    return not re.search(r"[^\w\s'’-]", words)
