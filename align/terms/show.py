"""`terms show` from a corpus's file to a table in any format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from duizhao.align.concordance.equivalents import Counterparts
from duizhao.align.concordance.service import QueryResult, not_found_in
from duizhao.align.library.link_cache import LinkCache
from duizhao.align.progress import Track, untracked
from duizhao.align.report.terms_page import render_terms, terms_text
from duizhao.align.terms.decisions import code_columns, corrected
from duizhao.align.terms.groups import regrouped
from duizhao.align.terms.occurrences import Occurrence, Occurrences, TermQuery, occurrences
from duizhao.align.terms.one_sense import settled
from duizhao.align.terms.renderings import Group, Slice, group, grouped, over, translation_of
from duizhao.align.terms.requests import ShowOptions
from duizhao.corpus.exchange.tables.glossaries import Entry, write_tbx
from duizhao.corpus.message import Message
from duizhao.corpus.quantities.days import year_of
from duizhao.corpus.search.filters import read_conditions
from duizhao.corpus.search.provenance import provenance
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.store import Store
from duizhao.corpus.terms.association import normalized_deviation
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder

EXAMPLES = 3
"""Occurrences that are shown of each group."""


def term_occurrences(
    store: Store, query: TermQuery, *, model: str | None = None, track: Track[Any] = untracked
) -> tuple[Search, Occurrences]:
    """The occurrences of a term in an open corpus, as people corrected them."""

    @cache
    def encoder() -> Encoder:
        return open_encoder(model)

    search = Search(store)
    links = LinkCache(store, encoder, None if model else store.model)
    return search, linked_occurrences(store, search, query, links, track)


def linked_occurrences(
    store: Store, search: Search, query: TermQuery, links: LinkCache, track: Track[Any] = untracked
) -> Occurrences:
    """The occurrences of a term by these word links, as people corrected them."""
    counterparts = Counterparts(search, links, nothing=1.0)
    found = occurrences(search, query, read_conditions(query.where), counterparts, track)
    rows = settled(found.rows, query.other, lambda row: search.document(row.beside.id).text)
    return replace(found, rows=corrected(rows, store))


def show(
    corpus: Path,
    query: TermQuery,
    options: ShowOptions | None = None,
    *,
    model: str | None = None,
    track: Track[Any] = untracked,
) -> QueryResult:
    """How a term is rendered: a record for each rendering, or with `occurrences` for each occurrence."""
    options = options or ShowOptions()
    with Store.open(corpus) as store:
        search, found = term_occurrences(store, query, model=model, track=track)
        regroup = None if options.written else regrouped(store, query)
        groups = group(found, written=options.written, regroup=regroup)
        made = provenance(options.record(query), store.fingerprint(), model or store.model or "")
        summary = summary_of(found, groups) + ("" if found.total else not_found_in(store))
        if options.occurrences:
            names = grouped(found, written=options.written, regroup=regroup)
            codes = code_columns(store, found.rows)
            rows = [occurrence_row(row, name) | own for row, name, own in zip(found.rows, names, codes, strict=True)]
            records: list[dict[str, Any]] = rows
        else:
            records = [group_record(search, each) for each in groups]
            rows = [_group_row(record) for record in records]
        examples = [group_record(search, each) for each in groups]
        slices = (
            [slice_record(each, options.over) for each in over(groups, options.over, fewest=options.fewest)]
            if options.over
            else []
        )
    if slices and not options.occurrences:
        records, rows = slices, slices
    notes = _notes(found, options)
    return QueryResult(
        records,
        rows,
        made,
        "; ".join([summary, *notes]),
        lambda width: terms_text(examples, slices, summary, width),
        lambda: render_terms(examples, slices, summary, notes, made),
        lambda: glossary([(query.term, groups)], query, made.program),
    )


def glossary(terms: Iterable[tuple[str, Sequence[Group]]], query: TermQuery, about: str) -> str:
    """Terms with their renderings as TBX: the commonest preferred, the others admitted."""
    entries = []
    for term, groups in terms:
        renderings = [each.rendering for each in groups if each.status == "rendered"]
        entries.append(Entry(term, tuple(renderings[:1]), tuple(renderings[1:])))
    return write_tbx(entries, query.side, query.other, about)


def group_record(search: Search, each: Group) -> dict[str, Any]:
    """A rendering as plain values: the contract of `terms show --format jsonl`."""
    return {
        "rendering": each.rendering,
        "status": each.status,
        "count": each.count,
        "share": _rounded(each.share),
        "low": _rounded(each.low),
        "high": _rounded(each.high),
        "documents": each.documents,
        "translations": each.translations,
        "translators": each.said("translator"),
        "years": sorted({year for row in each.rows if (year := year_of(row.metadata))}),
        "forms": dict(each.forms),
        "dispersion": _rounded(each.dispersion),
        "confidence": round(each.confidence, 4),
        "examples": [_example(search, row) for row in sorted(each.rows, key=lambda row: -row.confidence)[:EXAMPLES]],
    }


def _example(search: Search, row: Occurrence) -> dict[str, Any]:
    text = search.document(row.beside.id).text
    return {
        **_place(row),
        "text": row.run.of(text) if row.run else "",
        "run": [row.run.start, row.run.end] if row.run else None,
        "spans": [[span.start, span.end] for span in row.spans],
        "confidence": round(row.confidence, 4),
    }


def _place(row: Occurrence) -> dict[str, Any]:
    """Where an occurrence stands, and between what."""
    return {
        "id": row.id,
        "document": row.hit.text.entry,
        "translation": translation_of(row),
        "start": row.hit.span.start,
        "end": row.hit.span.end,
        "left": row.left,
        "match": row.match,
        "right": row.right,
    }


def _group_row(record: dict[str, Any]) -> dict[str, Any]:
    """A rendering as a row of a table: lists as text."""
    row = {key: value for key, value in record.items() if key != "examples"}
    row["forms"] = "; ".join(f"{form} {count}" for form, count in record["forms"].items())
    for key in ("documents", "translations", "translators", "years"):
        row[key] = "; ".join(record[key])
    return {"id": f"{record['status']}: {record['rendering']}", **row}


def occurrence_row(row: Occurrence, group: str) -> dict[str, Any]:
    """An occurrence with one translation, for R and Python; metadata as columns after the rest."""
    start = {
        **_place(row),
        "status": row.status,
        "rendering": row.rendering,
        "group": group,
        "confidence": round(row.confidence, 4),
        "decided": "yes" if row.decided else "",
        "rendering_start": row.spans[0].start if row.spans else None,
        "rendering_end": row.spans[-1].end if row.spans else None,
        "bead_start": row.run.start if row.run else None,
        "bead_end": row.run.end if row.run else None,
    }
    told = {f"{key}_" if key in start else key: value for key, value in row.metadata.items() if key != "document"}
    return start | told


def slice_record(each: Slice, key: str | None) -> dict[str, Any]:
    """A group's share in a part of the corpus as plain values."""
    return {
        "id": f"{each.value}: {each.rendering}",
        "over": key,
        "value": each.value,
        "rendering": each.rendering,
        "count": each.count,
        "decided": each.decided,
        "share": _rounded(each.share),
        "low": _rounded(each.low),
        "high": _rounded(each.high),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def summary_of(found: Occurrences, groups: Sequence[Group]) -> str:
    """How often the term stands, and of how many occurrences it is known what became of them."""
    decided = sum(each.count for each in groups if each.share is not None)
    renderings = sum(each.status == "rendered" for each in groups)
    unknown = len(found.rows) - decided
    apart = ", {unknown} of which nothing is known" if unknown else ""
    told = Message(
        "{term}: {total} occurrences, {translated} with a translation" + apart + "; {renderings} renderings",
        term=found.query.term,
        total=found.total,
        translated=len(found.rows),
        unknown=unknown,
        renderings=renderings,
    )
    if not found.alone:
        return told
    return Message("{told}; {alone} occurrences have no translation", told=told, alone=found.alone)


def _notes(found: Occurrences, options: ShowOptions) -> list[str]:
    """How the term is spread, where that was asked for."""
    if options.over is None:
        return []
    texts = {row.hit.text.name for row in found.rows}
    counts = dict.fromkeys(found.sizes, 0)
    for row in found.rows:
        counts[row.hit.text.name] += 1
    sizes = [size for size in found.sizes.values() if size]
    spread = normalized_deviation([counts[name] for name, size in found.sizes.items() if size], sizes)
    told = (
        f"dispersion of the term over {len(sizes)} texts, in {len(texts)} of which it stands: DPnorm {spread:.2f}"
        if spread is not None
        else ""
    )
    return [each for each in (told, f"no share is given of fewer than {options.fewest} known occurrences") if each]
