"""Word sketches: the company that a Chinese word keeps, by what the words are to one another (Kilgarriff et al. 2004).

A relation is a pattern of parts of speech between two words, tried from each word of a sentence; nothing is parsed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from duizhao.align.concordance.service import QueryResult, Row, table_result
from duizhao.align.concordance.token_search import tagged_sentences
from duizhao.align.errors import RequestError
from duizhao.align.library.tagging import Tagger
from duizhao.align.library.texts import Texts, opened
from duizhao.align.terms.requests import Request
from duizhao.corpus.document import Span
from duizhao.corpus.search.cql import parse
from duizhao.corpus.search.metadata import texts_asked_for
from duizhao.corpus.search.provenance import provenance
from duizhao.corpus.search.search import Search
from duizhao.corpus.search.token_pattern import Token, TokenPattern
from duizhao.corpus.store.store import Text
from duizhao.corpus.terms.association import log_dice
from duizhao.corpus.text.han import in_simplified, is_word

_NOUN = "n|nz|nw|PER|LOC|ORG"
_MODAL = "要|会|能|能够|应|应该|应当|必须|可以|可"
RELATIONS: tuple[tuple[str, str, str], ...] = (
    ("modifiers", "modifies", f'[pos="a|an|vn|{_NOUN}"] [word="的"]? [pos="vn|{_NOUN}"]'),
    (
        "verbs with it as object",
        "objects",
        f'[pos="v"] [pos="u|xc"]? [pos="a|an|ad|d|m|q|r|u|vn|{_NOUN}" | word="、|和"]{{0,5}} [pos="vn|{_NOUN}"]',
    ),
    ("subjects", "verbs with it as subject", f'[pos="r|{_NOUN}"] [pos="d|ad|vd" | word="{_MODAL}"]{{0,3}} [pos="v"]'),
    ("adverbs", "adverb of", '[pos="d|ad|vd"] [word="地"]? [pos="v|vn|a"]'),
    ("joined with it", "joined with it", f'[pos="{_NOUN}"] [word="和|与|及|以及|、"] [pos="{_NOUN}"]'),
    ("joined with it", "joined with it", '[pos="v|vn"] [word="和|与|并|、"] [pos="v|vn"]'),
)
"""What the first word is to the last one, what the last one is to the first, and the pattern from one to the other."""
EXAMPLES = 3
"""Places that are shown of each pair."""
Place = tuple[int, int, int, int]
"""A text, a sentence of it, and from where to where in the text the pattern goes."""


@dataclass(frozen=True, slots=True)
class SketchQuery(Request):
    """The sketch of a Chinese word. `fewest`: times that a pair stands at the least; `most`: words of a relation."""

    command: ClassVar[str] = "terms sketch"
    term: str
    where: tuple[str, ...] = ()
    fewest: int = 2
    most: int = 10


@dataclass(slots=True)
class _Relation:
    """What was counted of a relation: with the node, of every word in the partner's place, and where."""

    node: int = 0
    near: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))


def sketch(texts: Texts, query: SketchQuery) -> QueryResult:
    """The words that stand in each relation to a word, strongest first by logDice (Rychlý 2008), with examples.

    `texts`: a corpus's file, or files of texts; all their Chinese is tagged. Raises RequestError for a word that is not
    Chinese, or not there; ModelError, which says what to install, without parts of speech.
    """
    node = in_simplified(query.term.strip())
    if not all(map(is_word, node)) or node.isascii():
        raise RequestError(f"a sketch is of one Chinese word, and {query.term!r} is none")
    with opened(texts) as store:
        tagger = Tagger({"pos"}, store=store)
        search = Search(store)
        among = texts_asked_for(search, "zh", None, query.where)
        relations, count = _counted(search, tagger, node, among)
        ranked = [
            (name, partner, relation, log_dice(number, relation.node, relation.total[partner]))
            for name, relation in relations.items()
            for partner, number in relation.near.items()
            if number >= query.fewest
        ]
        ranked.sort(key=lambda one: (list(relations).index(one[0]), -one[3], one[1]))
        seen: Counter[str] = Counter()
        records = []
        for name, partner, relation, strength in ranked:
            seen[name] += 1
            if seen[name] <= query.most:
                records.append(_record(search, name, partner, relation, strength))
        made = provenance(query.record(), store.fingerprint(), tagger.signature)
    rows = [_row(record) for record in records]
    hint = "" if count else f" (see `duizhao find {query.term}`: it may be part of longer words)"
    summary = f"{query.term}: {count} times a word of its own in {len(among)} Chinese texts{hint}"
    return replace(table_result(rows, f"Sketch of {query.term}", summary, made, _short), records=records)


def _counted(search: Search, tagger: Tagger, node: str, among: Sequence[Text]) -> tuple[dict[str, _Relation], int]:
    """What stands in each relation to the node, and how often it stands there itself."""
    patterns = [(first, last, parse(pattern)) for first, last, pattern in RELATIONS]
    relations: dict[str, _Relation] = defaultdict(_Relation)
    count = 0
    for identity, sentence, tokens in tagged_sentences(search, tagger, ["zh"], [text.id for text in among]):
        words = [in_simplified(token.word) for token in tokens]
        count += words.count(node)
        start = search.document(identity).sentences[sentence].start
        for first, last, pattern in patterns:
            for one, other in _pairs(pattern, tokens):
                span = Span(tokens[one].start, tokens[other].end).shift(start)
                place = (identity, sentence, span.start, span.end)
                _add(relations[first], words[other] == node, words[one], place)
                _add(relations[last], words[one] == node, words[other], place)
    return {name: relation for name, relation in relations.items() if relation.near}, count


def _pairs(pattern: TokenPattern, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The first and the last word of the pattern, from wherever it begins."""
    for first, end in pattern.from_each(tokens):
        if tokens[first].word != tokens[end - 1].word:
            yield first, end - 1


def _add(relation: _Relation, is_node: bool, partner: str, place: Place) -> None:  # noqa: FBT001
    relation.total[partner] += 1
    if is_node:
        relation.node += 1
        relation.near[partner] += 1
        if len(relation.places[partner]) < EXAMPLES:
            relation.places[partner].append(place)


def _record(search: Search, name: str, partner: str, relation: _Relation, strength: float) -> dict[str, Any]:
    examples = []
    for identity, sentence, start, end in relation.places[partner]:
        document = search.document(identity)
        examples.append(
            {
                "document": search.texts[identity].name,
                "start": start,
                "end": end,
                "match": document.text[start:end],
                "sentence": document.sentence(sentence),
            }
        )
    return {
        "id": f"{name}: {partner}",
        "relation": name,
        "word": partner,
        "count": relation.near[partner],
        "total": relation.total[partner],
        "log_dice": round(strength, 3),
        "examples": examples,
    }


def _row(record: dict[str, Any]) -> Row:
    """A pair as a row of a table, with its first example."""
    first = record["examples"][0]
    row = {key: value for key, value in record.items() if key != "examples"}
    return row | {key: first[key] for key in ("document", "start", "end", "match", "sentence")}


def _short(row: Row) -> Row:
    """What a terminal has room for."""
    shown = ("relation", "word", "count", "log_dice", "match")
    return {key: str(row[key])[:30] for key in shown}
