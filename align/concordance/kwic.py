"""The bilingual concordance: every occurrence in its context, and its words in every translation."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import compress
from typing import Any

from duizhao.align.concordance.equivalents import Counterpart, Counterparts, Passage, words_of
from duizhao.align.concordance.order import check_order, context, in_order
from duizhao.align.concordance.other_side import Fits, OtherSide, Place, fitting
from duizhao.align.concordance.token_search import token_hits
from duizhao.align.errors import RequestError
from duizhao.align.library.tagging import NO_ENGLISH_POS, Tagger
from duizhao.align.progress import Track, untracked
from duizhao.corpus.document import Language, Span
from duizhao.corpus.foreign_json import made_of
from duizhao.corpus.quantities.days import compared_value
from duizhao.corpus.search.cql import parse
from duizhao.corpus.search.filters import all_met
from duizhao.corpus.search.metadata import admitted_texts, metadata_of
from duizhao.corpus.search.patterns import Pattern, phrase_pattern, regular_pattern
from duizhao.corpus.search.search import Hit, Search
from duizhao.corpus.search.token_pattern import TokenPattern
from duizhao.corpus.text.normalization import han_share

SORTS = ("document", "left", "right", "match", "rendering", "confidence", "date")
CONTEXT: Mapping[Language, int] = {"zh": 24, "en": 48}
"""Characters shown on either side, if the user does not say how many."""
MOST_FORMS = 5
"""Other forms of a phrase that are named."""
AT_A_TIME = 200
"""Occurrences whose words are linked together."""
DATES = ("date", "year")
"""Metadata by which `date` sorts."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a concordance.

    `language`: of the phrase; by default Chinese if it holds a Chinese character, and otherwise either: numbers, units
    and names in Latin letters stand in Chinese too. `written`: only in the very characters of the phrase. `beside`:
    phrases (or expressions) that must all stand on the bead's other side; `not_beside`: that must not. `cql`: the
    phrase is a pattern over words and parts of speech.
    """

    phrase: str
    language: Language | None = None
    regular: bool = False
    meaning: bool = False
    where: tuple[str, ...] = ()
    sort: str = "document"
    sample: int | None = None
    seed: int = 1
    limit: int | None = None
    context: int | None = None
    links: bool = True
    written: bool = False
    beside: tuple[str, ...] = ()
    not_beside: tuple[str, ...] = ()
    cql: bool = False

    def record(self) -> dict[str, object]:
        """What differs from the defaults, as plain values."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        plain = {field.name: field.default for field in fields(self)}
        record = {name: value for name, value in values.items() if name == "phrase" or value != plain[name]}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in record.items()}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Query:
        """The query that `record` gave. Raises RequestError for what is none."""
        try:
            lists = {name: tuple(map(str, record.get(name, ()))) for name in ("where", "beside", "not_beside")}
            return made_of({**record, **lists}, cls)
        except (TypeError, ValueError) as error:
            raise RequestError("this file's query is of another program: run `duizhao find` anew") from error

    @property
    def side(self) -> Language:
        """The language that the phrase is in, as far as its letters tell, or that it asks for parts of speech."""
        chinese = han_share(self.phrase) > 0 or (self.cql and "pos" in self.token_pattern.attributes)
        return self.language or ("zh" if chinese else "en")

    @property
    def sides(self) -> tuple[Language, ...]:
        """The languages of the texts that are searched by form."""
        return ("en", "zh") if self.language is None and self.side == "en" else (self.side,)

    @property
    def pattern(self) -> Pattern:
        """What is looked for. Raises FormatError for what is no phrase, or no regular expression."""
        return self._pattern(self.phrase)

    @property
    def token_pattern(self) -> TokenPattern:
        """What is looked for, in CQL. Raises FormatError for what is no pattern."""
        return parse(self.phrase, written=self.written)

    @property
    def other(self) -> OtherSide:
        """What must stand, and must not, on the other side."""
        return OtherSide(tuple(map(self._pattern, self.beside)), tuple(map(self._pattern, self.not_beside)))

    def _pattern(self, phrase: str) -> Pattern:
        return (regular_pattern if self.regular else phrase_pattern)(phrase, written=self.written)


@dataclass(frozen=True, slots=True)
class Line:
    """An occurrence, ready to be shown: `left` and `right` are what stands around it, as it stands there.

    `ids`: of the occurrence with each counterpart.
    """

    id: str
    hit: Hit
    left: str
    match: str
    right: str
    counterparts: tuple[Counterpart, ...]
    ids: tuple[str, ...]
    renderings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concordance:
    """Lines, and of how many occurrences they were chosen. `size`: characters or words of the texts in `languages`."""

    query: Query
    lines: tuple[Line, ...]
    total: int
    documents: int
    size: int
    languages: tuple[Language, ...]

    @property
    def per_million(self) -> float:
        """Occurrences in a million characters of Chinese, or words of English."""
        return 1e6 * self.total / self.size if self.size else 0.0


def converted_forms(result: Concordance) -> tuple[str, ...]:
    """How the Chinese of the lines is written where that is not as the phrase is: in another script, width or case."""
    query = result.query
    if query.written or query.regular or query.meaning or query.cql:
        return ()
    given = phrase_pattern(query.phrase, written=True)
    found = dict.fromkeys(line.match for line in result.lines if line.hit.text.language == "zh")
    return tuple(words for words in found if not given.is_written(words))[:MOST_FORMS]


def concordance(
    search: Search,
    query: Query,
    counterparts: Counterparts,
    by_meaning: Callable[[Search, Query, Sequence[int]], Sequence[Hit]],
    track: Track[Any] = untracked,
) -> Concordance:
    """The lines that are asked for. `by_meaning` finds what `--meaning` asks for; `track` shows progress.

    Raises RequestError for a sort that is not there, FormatError for a phrase or condition that is none.
    """
    check_order(query.sort, SORTS)
    conditions = search.conditions(query.where)
    sides = query.sides
    if query.meaning:
        sides = (query.language or ("en" if query.side == "zh" else "zh"),)
    among = [text.id for text in admitted_texts(search, sides, conditions)]
    if query.meaning:
        hits, fits = _fitting(search, by_meaning(search, query, among), query)
    else:
        hits, fits = matched(search, query, among)
        sides = languages_found(hits, query)
    chosen = _sampled(hits, query)
    if query.sort not in ("rendering", "confidence"):
        chosen = _in_order(search, chosen, query)[: query.limit]
    lines = _beside(_lines(search, query, chosen, counterparts, track), fits)
    if query.sort == "rendering":
        lines.sort(
            key=lambda line: (line.renderings[:1] == ("",), [rendering.casefold() for rendering in line.renderings])
        )
    elif query.sort == "confidence":
        lines.sort(key=lambda line: [counterpart.confidence or 0.0 for counterpart in line.counterparts])
    return Concordance(
        query,
        tuple(lines[: query.limit]),
        len(hits),
        len({hit.text.id for hit in hits}),
        search.sizes(sides, among),
        sides,
    )


def matched(search: Search, query: Query, among: Sequence[int]) -> tuple[list[Hit], Fits | None]:
    """The occurrences of what is asked for by form, in texts of these ids, with the texts that fit beside each.

    Where the index tells in which sentences they may stand, the other side is looked at before these are read.
    """
    if query.cql:
        pattern = query.token_pattern
        if "pos" in pattern.attributes and not any(text.language == "zh" for text in search.texts.values()):
            raise RequestError(NO_ENGLISH_POS)
        tagger = Tagger(pattern.attributes, store=search.store)
        return _fitting(search, list(token_hits(search, pattern, tagger, query.sides, among)), query)
    phrase = query.pattern
    if not phrase.lookup or not search.indexed:
        return _fitting(search, list(search.hits(phrase, query.sides, among)), query)
    sentences = list(search.sentences_with(phrase.lookup, query.sides, among))
    fits = fitting(search, sentences, query.other)
    return list(search.hits_in(phrase, sentences if fits is None else [at for at in sentences if at in fits])), fits


def _fitting(search: Search, hits: Sequence[Hit], query: Query) -> tuple[list[Hit], Fits | None]:
    fits = fitting(search, {place_of(hit) for hit in hits}, query.other)
    return [hit for hit in hits if fits is None or place_of(hit) in fits], fits


def place_of(hit: Hit) -> Place:
    """The sentence in which an occurrence stands."""
    return hit.text.id, hit.sentence


def languages_found(hits: Sequence[Hit], query: Query) -> tuple[Language, ...]:
    """The languages of which a frequency can be told: where it stands; if nowhere, the phrase's own."""
    languages = {hit.text.language for hit in hits}
    return tuple(side for side in query.sides if side in languages) or (query.side,)


def _sampled(hits: Sequence[Hit], query: Query) -> list[Hit]:
    """A sample drawn by the seed, in the old order."""
    if query.sample is None or query.sample >= len(hits):
        return list(hits)
    kept = sorted(random.Random(query.seed).sample(range(len(hits)), query.sample))
    return [hits[at] for at in kept]


def _in_order(search: Search, hits: list[Hit], query: Query) -> list[Hit]:
    def day(hit: Hit) -> str:
        metadata = metadata_of(search, hit.text)
        return next((compared_value(name, metadata[name]) for name in DATES if name in metadata), "~")

    return in_order(search, hits, query.sort, day)


def _lines(
    search: Search,
    query: Query,
    hits: Sequence[Hit],
    counterparts: Counterparts,
    track: Track[Any],
) -> list[Line]:
    conditions = search.conditions(query.where)
    lines: list[Line] = []
    starts = range(0, len(hits), AT_A_TIME)
    for start in track(starts, "linking words", len(starts)):
        chunk = hits[start : start + AT_A_TIME]
        counterparts_of = counterparts.of([Passage(hit.text, hit.sentence, hit.span) for hit in chunk])
        for hit, its in zip(chunk, counterparts_of, strict=True):
            kept = [
                counterpart
                for counterpart in its
                if all_met(conditions, metadata_of(search, hit.text, counterpart.text))
            ]
            if kept or not its or all_met(conditions, metadata_of(search, hit.text)):
                lines.append(_line(search, query, hit, kept))
    return lines


def _beside(lines: list[Line], fits: Fits | None) -> list[Line]:
    """An original's lines with those translations alone that have what was asked for; a line without one goes."""
    if fits is None:
        return lines
    chosen: list[Line] = []
    for line in lines:
        texts = fits[place_of(line.hit)]
        good = [line.hit.text.translation is not None or beside.text.id in texts for beside in line.counterparts]
        besides, ids = tuple(compress(line.counterparts, good)), tuple(compress(line.ids, good))
        renderings = tuple(compress(line.renderings, good))
        chosen.append(replace(line, counterparts=besides, ids=ids, renderings=renderings))
    return [line for line in chosen if line.counterparts]


def _line(search: Search, query: Query, hit: Hit, its: Sequence[Counterpart]) -> Line:
    left, match, right = context(search, hit, query.context or CONTEXT[hit.text.language])
    return Line(
        search.identity(hit),
        hit,
        left,
        match,
        right,
        tuple(its),
        tuple(search.identity(hit, counterpart.text) for counterpart in its),
        tuple(words_of(counterpart, search) for counterpart in its),
    )


def span_pair(span: Span | None) -> list[int] | None:
    """A span as JSON has it."""
    return [span.start, span.end] if span else None


def line_record(search: Search, line: Line) -> dict[str, Any]:
    """A line as plain values: the contract of `find --format jsonl`."""
    hit = line.hit
    its = [
        _counterpart_record(search, counterpart, words)
        for counterpart, words in zip(line.counterparts, line.renderings, strict=True)
    ]
    for counterpart, identity in zip(its, line.ids, strict=True):
        counterpart["id"] = identity
    first = its[0] if its else None
    return {
        "document": hit.text.entry,
        "translation": hit.text.name if hit.text.translation is not None else None,
        "start": hit.span.start,
        "end": hit.span.end,
        "left": line.left,
        "match": line.match,
        "right": line.right,
        "counterpart": first["text"] if first else None,
        "counterpart_span": first["span"] if first else None,
        "counterparts": its,
        "id": line.id,
        "sentence": hit.sentence,
        "rank": None if hit.rank is None else round(hit.rank, 4),
        "metadata": metadata_of(search, hit.text),
    }


def _counterpart_record(search: Search, counterpart: Counterpart, words: str) -> dict[str, Any]:
    text = search.document(counterpart.text.id).text
    return {
        "translation": counterpart.text.name if counterpart.text.translation is not None else None,
        "text": counterpart.run.of(text) if counterpart.run else "",
        "run": span_pair(counterpart.run),
        "span": span_pair(Span(counterpart.spans[0].start, counterpart.spans[-1].end)) if counterpart.spans else None,
        "spans": [span_pair(span) for span in counterpart.spans],
        "words": words,
        "confidence": None if counterpart.confidence is None else round(counterpart.confidence, 4),
        "metadata": dict(counterpart.text.metadata),
    }
