"""`terms extract`, `terms check` and `terms collocates` from a corpus's file to a table in any format."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from duizhao.align.concordance.service import QueryResult, Row, table_result
from duizhao.align.errors import RequestError
from duizhao.align.progress import Track, untracked
from duizhao.align.terms.collocates import Window, collocates
from duizhao.align.terms.consistency import FEWEST_OCCURRENCES, Finding, against_glossary, inconsistent
from duizhao.align.terms.groups import regrouped
from duizhao.align.terms.occurrences import Occurrences, TermQuery, term_hits
from duizhao.align.terms.renderings import Group, group, grouped
from duizhao.align.terms.requests import Extraction, Nearness, TermCheck, words_in
from duizhao.align.terms.show import glossary, occurrence_row, term_occurrences
from duizhao.corpus.document import Document, Language, Span
from duizhao.corpus.exchange.tables.glossaries import Entry
from duizhao.corpus.search.filters import all_met
from duizhao.corpus.search.metadata import metadata_of, texts_asked_for
from duizhao.corpus.search.provenance import provenance
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.store import Store, Text
from duizhao.corpus.terms.extraction import Candidate, candidates
from duizhao.corpus.text.tokenization import UserWords


def extract(
    corpus: Path, request: Extraction | None = None, *, model: str | None = None, track: Track[Any] = untracked
) -> QueryResult:
    """Candidate terms of a document, or of a corpus, against the rest, or against another corpus.

    `corpus`: the file. `request`: whose terms, and how many; by default those of all Chinese texts. `model`: links the
    words of renderings, if they are asked for; by default the one that ships. `track`: shows progress.

    Raises StoreError for what is no corpus; FormatError for a condition that is none, or asks for metadata that no text
    has; RequestError for a document that is not there; ReadError for a dictionary that cannot be read.
    """
    request = request or Extraction()
    language, document = request.language, request.document
    user = UserWords(words_in(request.words))
    with Store.open(corpus) as store:
        search = Search(store)
        mine, others = _parted(search, language, document, request.where)
        against = [search.document(text.id) for text in others]
        if request.reference is not None:
            with Store.open(request.reference) as other:
                against = [other.document(text.id) for text in other.texts() if text.language == language]
        texts = (search.document(text.id) for text in mine)
        ranked = candidates(texts, against, language, fewest=request.fewest, user=user)[: request.most]
        groups: dict[str, list[Group]] = {}
        if request.renderings:
            for candidate in track(ranked, "terms", len(ranked)):
                query = TermQuery(candidate.term, language)
                groups[candidate.term] = group(
                    term_occurrences(store, query, model=model)[1], regroup=regrouped(store, query)
                )
        made = provenance(request.record(), store.fingerprint(), model or store.model or "")
    rows = [_candidate_row(candidate, groups.get(candidate.term)) for candidate in ranked]
    subject = f"{len(rows)} candidate terms of {document or 'the corpus'}"
    summary = f"{subject}, against {len(against)} other texts" if against else f"{subject}; nothing to set them against"
    title = f"Terms of {document}" if document else "Terms"
    terms = [(candidate.term, groups.get(candidate.term, [])) for candidate in ranked]
    return replace(
        table_result(rows, title, summary, made, _shown),
        glossary=lambda: glossary(terms, TermQuery("", language), made.program),
    )


def _parted(
    search: Search, language: Language, document: str | None, where: Sequence[str]
) -> tuple[list[Text], list[Text]]:
    """The texts that are asked about, and the rest, of a language."""
    texts = [text for text in search.texts.values() if text.language == language]
    mine = texts_asked_for(search, language, document, where)
    if document is None and not where:
        return texts, []
    if not mine:
        raise RequestError(f"no text of the corpus is {document or 'such as --where says'}: see `duizhao list`")
    return mine, [text for text in texts if text not in mine]


def _candidate_row(candidate: Candidate, groups: Sequence[Group] | None) -> Row:
    row: Row = {
        "id": candidate.term,
        "term": candidate.term,
        "count": candidate.count,
        "documents": candidate.documents,
        "c_value": round(candidate.c_value, 2),
        "elsewhere": candidate.other,
        "log_likelihood": None if candidate.keyness is None else round(candidate.keyness, 2),
        "log_ratio": None if candidate.ratio is None else round(candidate.ratio, 2),
        "within": "; ".join(candidate.within),
    }
    if groups is not None:
        row["renderings"] = "; ".join(f"{group.rendering} {group.count}" for group in groups)
    return row


def _shown(row: Mapping[str, Any]) -> Row:
    """A row for the terminal: without its id, short."""
    return {key: _short(value) for key, value in row.items() if key not in ("id", "within")}


def _short(value: object) -> object:
    text = "" if value is None else str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def check(
    corpus: Path, request: TermCheck | None = None, *, model: str | None = None, track: Track[Any] = untracked
) -> QueryResult:
    """Where a translation breaks a glossary; without one, where it renders a term otherwise than it usually does.

    Renderings that a person put into one group are one here too; what is most surprising comes first. `corpus`: the
    file. `request`: the glossary, if there is one, and of which texts. `model`: links the words; by default the one
    that ships. `track`: shows progress.

    Raises StoreError for what is no corpus; ReadError and FormatError for a glossary that cannot be read or holds no
    terms; FormatError for a condition that is none, or asks for metadata that no text has.
    """
    request = request or TermCheck()
    entries = request.entries()
    with Store.open(corpus) as store:
        search = Search(store)
        search.conditions(request.where)
        chosen = [search.document(text.id) for text in search.texts.values() if text.language == "zh"]
        user = UserWords(words_in(request.words))
        terms = (
            candidates(chosen, (), "zh", fewest=FEWEST_OCCURRENCES, user=user)[: request.most]
            if entries is None
            else []
        )
        wanted = entries if entries is not None else [Entry(candidate.term) for candidate in terms]
        longer = {candidate.term: candidate.within for candidate in terms}
        findings: list[tuple[Finding, str]] = []
        for entry in track(wanted, "terms", len(wanted)):
            query = TermQuery(entry.term, where=request.where)
            rows = term_occurrences(store, query, model=model)[1]
            groups = grouped(rows, regroup=regrouped(store, query))
            own = (
                inconsistent(entry.term, rows, longer.get(entry.term, ()), groups)
                if entries is None
                else against_glossary(entry, rows, groups)
            )
            names = dict(zip((row.id for row in rows.rows), groups, strict=True))
            findings += [(finding, names[finding.row.id]) for finding in own]
        made = provenance(request.record(), store.fingerprint(), model or store.model or "")
    findings.sort(key=lambda item: (-item[0].surprise, item[0].term))
    rows_out = [_finding_row(finding, name) for finding, name in findings]
    kinds = {row["kind"]: sum(other["kind"] == row["kind"] for other in rows_out) for row in rows_out}
    summary = f"{len(wanted)} terms looked at; " + (
        ", ".join(f"{count} {kind}" for kind, count in kinds.items()) or "nothing found"
    )
    columns = ("kind", "term", "rendering", "expected", "translation", "start", "confidence")
    return table_result(
        rows_out, "Terms checked", summary, made, lambda row: {key: _short(row[key]) for key in columns}
    )


def _finding_row(finding: Finding, name: str) -> Row:
    row = occurrence_row(finding.row, name)
    surprise = None if math.isinf(finding.surprise) else round(finding.surprise, 2)
    cells: Row = {"id": row["id"], "kind": finding.kind, "term": finding.term}
    cells |= {
        "rendering": row["rendering"] or row["status"],
        "expected": "; ".join(finding.expected),
        "surprise": surprise,
    }
    return cells | {key: value for key, value in row.items() if key not in cells}


def near(corpus: Path, request: Nearness, *, model: str | None = None, track: Track[Any] = untracked) -> QueryResult:
    """The collocates of a term, or of one of its renderings in the translations, by logDice and log-likelihood.

    `corpus`: the file. `request`: the term, perhaps a rendering, and how many words on either side count as near.
    `model`: links the words, if a rendering is asked for; by default the one that ships. `track`: shows progress.

    Raises StoreError for what is no corpus; FormatError for a condition that is none, or asks for metadata that no text
    has; RequestError for a rendering that the term does not have.
    """
    query, rendering, window = request.query, request.rendering, request.window
    user = UserWords(words_in(request.words))
    with Store.open(corpus) as store:
        search = Search(store)
        language = query.side if rendering is None else query.other
        if rendering is None:
            conditions = search.conditions(query.where)
            hits = [hit for hit in term_hits(search, query) if all_met(conditions, metadata_of(search, hit.text))]
            places = [(search.document(hit.text.id), hit.sentence, hit.span) for hit in hits]
        else:
            found_terms = term_occurrences(store, query, model=model, track=track)[1]
            places = _rendered(search, found_terms, rendering)
        texts = [search.document(text.id) for text in search.texts.values() if text.language == language]
        words = collocates(places, texts, Window(language, window, user), fewest=request.fewest)[: request.most]
        made = provenance(request.record(), store.fingerprint(), model or store.model or "")
    rows: list[Row] = [
        {
            "id": neighbour.word,
            **asdict(replace(neighbour, log_dice=round(neighbour.log_dice, 3), keyness=round(neighbour.keyness, 2))),
        }
        for neighbour in words
    ]
    summary = f"{len(rows)} collocates of {rendering or query.term}, {len(places)} times, {window} words on either side"
    return table_result(rows, f"Collocates of {rendering or query.term}", summary, made, _shown)


def _rendered(search: Search, occurrences: Occurrences, rendering: str) -> list[tuple[Document, int, Span]]:
    """Where a term is rendered so, in the translations."""
    names = grouped(occurrences, regroup=regrouped(search.store, occurrences.query))
    places = []
    for row, name in zip(occurrences.rows, names, strict=True):
        if row.spans and rendering.casefold() in (name.casefold(), row.rendering.casefold()):
            document = search.document(row.beside.id)
            span = Span(row.spans[0].start, row.spans[-1].end)
            places.append((document, document.sentence_at(span.start), span))
    if not places:
        raise RequestError(f"{occurrences.query.term!r} is not rendered {rendering!r}: see `terms show`")
    return places
