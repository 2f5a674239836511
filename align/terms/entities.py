"""`entities`: persons, places and organisations that Chinese papers name, from a corpus's file to a table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from duizhao.align.concordance.kwic import CONTEXT
from duizhao.align.concordance.service import QueryResult, Row, table_result
from duizhao.align.errors import RequestError
from duizhao.align.library.texts import Texts, opened
from duizhao.align.library.word_cache import WordCache
from duizhao.align.progress import Track, untracked
from duizhao.align.terms.groups import regrouped
from duizhao.align.terms.occurrences import TermQuery
from duizhao.align.terms.renderings import group
from duizhao.align.terms.requests import Request
from duizhao.align.terms.show import term_occurrences
from duizhao.corpus.document import Document, Span
from duizhao.corpus.search.metadata import texts_asked_for
from duizhao.corpus.search.provenance import provenance
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.store import Store, Text
from duizhao.corpus.terms.names import joined_names, originals, romanized
from duizhao.corpus.text.han import in_simplified
from duizhao.corpus.text.normalization import han_share
from duizhao.corpus.text.tokenization import has_words
from duizhao.models.entities.recognizer import KINDS, EntityKind, EntityRecognizer, open_recognizer

MOST = 200
"""Names that are listed, if the user does not say how many."""
RENDERINGS = 3
"""English forms that are shown of a name."""
SHORTEST = 2
"""Characters of a name: one alone is a surname or a short form, and names nobody."""


@dataclass(frozen=True, slots=True)
class EntityQuery(Request):
    """Names of one kind or of all, of `document` or of what `where` says, with `renderings` or not, or every place."""

    command: ClassVar[str] = "entities"
    kind: str | None = None
    document: str | None = None
    where: tuple[str, ...] = ()
    most: int = MOST
    fewest: int = 1
    renderings: bool = False
    occurrences: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands."""

    text: Text
    span: Span
    kind: EntityKind
    name: str
    original: str


@dataclass(slots=True)
class Entity:
    """All that is called by one name, script aside."""

    kinds: Counter[EntityKind] = field(default_factory=Counter)
    spellings: Counter[str] = field(default_factory=Counter)
    originals: Counter[str] = field(default_factory=Counter)
    documents: set[int] = field(default_factory=set)

    def add(self, mention: Mention) -> None:
        """One more."""
        self.kinds[mention.kind] += 1
        self.spellings[mention.name] += 1
        self.documents.add(mention.text.id)
        if mention.original:
            self.originals[mention.original] += 1

    @property
    def name(self) -> str:
        """As it is mostly written."""
        return self.spellings.most_common(1)[0][0]

    @property
    def kind(self) -> EntityKind:
        """What it mostly is."""
        return self.kinds.most_common(1)[0][0]


def entities(
    corpus: Texts,
    query: EntityQuery,
    *,
    model: str | None = None,
    recognizer: EntityRecognizer | None = None,
    track: Track[Any] = untracked,
) -> QueryResult:
    """The names that Chinese texts hold, most frequent first, or with `query.occurrences` every place.

    `corpus`: the file, or files of texts. `model`: links the words of renderings, if they are asked for; by default the
    one that ships.
    `recognizer`: finds the names; by default the one that the extra `entities` installs. `track`: shows progress.

    Raises StoreError for what is no corpus; FormatError for a condition that is none; RequestError for a document or a
    kind that is not there; ModelError without a recogniser.
    """
    if query.kind is not None and query.kind not in KINDS:
        raise RequestError(f"there are no entities of the kind {query.kind!r}: choose {', '.join(KINDS)}")
    recognizer = recognizer or open_recognizer()
    with opened(corpus) as store:
        search = Search(store)
        texts = chinese_texts(search, query.document, query.where)
        wanted = [
            mention
            for text in track(texts, "documents", len(texts))
            for mention in mentions(text, search.document(text.id), WordCache(recognizer, store))
            if query.kind in (None, mention.kind)
        ]
        made = provenance(query.record(), store.fingerprint(), recognizer.signature)
        if query.occurrences:
            rows = [_occurrence_row(search, mention) for mention in wanted]
            return table_result(rows, "Names", f"{len(rows)} names in {len(texts)} Chinese texts", made, _short)
        listed = [entity for entity in grouped(wanted) if entity.spellings.total() >= query.fewest][: query.most]
        rows = [
            _entity_row(store, entity, model if query.renderings else None, renderings=query.renderings)
            for entity in track(listed, "names", len(listed))
        ]
    counts = Counter(entity.kind for entity in listed)
    kinds = ", ".join(f"{counts[kind]} {kind}{'s' * (counts[kind] > 1)}" for kind in KINDS if counts[kind])
    summary = f"{len(rows)} names in {len(texts)} Chinese texts" + (f": {kinds}" if kinds else "")
    return table_result(rows, "Persons, places, organisations", summary, made, _short)


def chinese_texts(search: Search, document: str | None, where: Sequence[str]) -> list[Text]:
    """The Chinese texts of a name, or all, of which the conditions are true. Raises RequestError if there are none."""
    texts = texts_asked_for(search, "zh", document, where)
    if not texts:
        raise RequestError(f"no Chinese text of the corpus is {document or 'such as --where says'}: see `duizhao list`")
    return texts


def mentions(text: Text, document: Document, recognizer: WordCache) -> Iterator[Mention]:
    """The names in a document, in order; a name of a single character is none."""
    sentences = [sentence for sentence in document.sentences if has_words(sentence.of(document.text))]
    words = recognizer.words(sentence.of(document.text) for sentence in sentences)
    for sentence, its in zip(sentences, words, strict=True):
        own = sentence.of(document.text)
        persons = joined_names(own, [Span(word.start, word.end) for word in its if word.kind == "person"])
        named: list[tuple[Span, EntityKind]] = [(span, "person") for span in persons]
        for word in its:
            span = Span(word.start, word.end)
            if word.kind and word.kind != "person" and not any(span.overlaps(person) for person in persons):
                named.append((span, word.kind))
        for span, kind in sorted(named):
            if len(span.of(own).strip()) >= SHORTEST and han_share(span.of(own)) > 0:
                original = next(originals(own, span), "")
                yield Mention(text, span.shift(sentence.start), kind, span.of(own), original)


def grouped(mentions: Sequence[Mention]) -> list[Entity]:
    """Mentions of one name together, whatever its script: most frequent first."""
    by_name: dict[str, Entity] = defaultdict(Entity)
    for mention in mentions:
        by_name[in_simplified(mention.name)].add(mention)
    return sorted(by_name.values(), key=lambda entity: (-entity.spellings.total(), entity.name))


def _entity_row(store: Store, entity: Entity, model: str | None, *, renderings: bool) -> Row:
    row: Row = {
        "id": entity.name,
        "name": entity.name,
        "kind": entity.kind,
        "count": entity.spellings.total(),
        "documents": len(entity.documents),
        "pinyin": romanized(entity.name, person=entity.kind == "person"),
        "originals": "; ".join(original for original, _ in entity.originals.most_common()),
        "spellings": "; ".join(spelling for spelling, _ in entity.spellings.most_common() if spelling != entity.name),
    }
    if renderings:
        query = TermQuery(entity.name, "zh")
        groups = group(term_occurrences(store, query, model=model)[1], regroup=regrouped(store, query))
        row["renderings"] = "; ".join(f"{one.rendering} {one.count}" for one in groups[:RENDERINGS])
    return row


def _occurrence_row(search: Search, mention: Mention) -> Row:
    text = search.document(mention.text.id).text
    start, end = mention.span.start, mention.span.end
    return {
        "id": f"{mention.text.digest[:12]}-{start}-{end}",
        "name": mention.name,
        "kind": mention.kind,
        "document": mention.text.name,
        "start": start,
        "end": end,
        "left": text[max(0, start - CONTEXT["zh"]) : start],
        "match": text[start:end],
        "right": text[end : end + CONTEXT["zh"]],
        "original": mention.original,
    }


def _short(row: Mapping[str, Any]) -> Row:
    """What a terminal has room for."""
    return {key: str(value)[:40] for key, value in row.items() if key not in ("id", "spellings", "start", "end")}
