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
from duizhao.align.terms.renderings import OVER, Group, Slice, group, grouped, over, translation_of
from duizhao.align.terms.requests import ShowOptions
from duizhao.corpus.exchange.tables.glossaries import Entry, write_tbx
from duizhao.corpus.message import Message
from duizhao.corpus.quantities.days import year_of
from duizhao.corpus.search.provenance import provenance
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.store import Store
from duizhao.corpus.terms.association import normalized_deviation
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder

EXAMPLES = 3
"""Occurrences that are shown of each group."""
GROUP = (
    "id", "rendering", "status", "count", "share", "low", "high", "documents", "translations", "translators", "years",
    "forms", "dispersion", "confidence",
)  # fmt: skip
"""The columns of a table of renderings; then those of a table by parts, and of one of occurrences."""
SLICE = ("id", "over", "value", "rendering", "count", "decided", "share", "low", "high")
OCCURRENCE = (
    "id", "document", "translation", "start", "end", "left", "match", "right", "status", "rendering", "group",
    "confidence", "decided", "rendering_start", "rendering_end", "bead_start", "bead_end",
)  # fmt: skip


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
    linked = occurrences(search, query, search.conditions(query.where), counterparts, track)
    rows = settled(linked.rows, query.other, lambda row: search.document(row.beside.id).text)
    return replace(linked, rows=corrected(rows, store))


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
        if options.over:
            Search(store).check_key(options.over, *OVER)
        search, occurrences = term_occurrences(store, query, model=model, track=track)
        regroup = None if options.written else regrouped(store, query)
        groups = group(occurrences, written=options.written, regroup=regroup)
        made = provenance(options.record(query), store.fingerprint(), model or store.model or "")
        summary = summary_of(occurrences, groups) + ("" if occurrences.total else not_found_in(store))
        if options.occurrences:
            names = grouped(occurrences, written=options.written, regroup=regroup)
            codes = code_columns(store, occurrences.rows)
            rows = [
                occurrence_row(row, name) | own for row, name, own in zip(occurrences.rows, names, codes, strict=True)
            ]
            records: list[dict[str, Any]] = rows
        else:
            records = [group_record(search, group) for group in groups]
            rows = [_group_row(record) for record in records]
        examples = [group_record(search, group) for group in groups]
        slices = (
            [slice_record(part, options.over) for part in over(groups, options.over, fewest=options.fewest)]
            if options.over
            else []
        )
    if slices and not options.occurrences:
        records, rows = slices, slices
    notes = _notes(occurrences, options)
    return QueryResult(
        records,
        rows,
        made,
        "; ".join([summary, *notes]),
        lambda width: terms_text(examples, slices, summary, width),
        lambda: render_terms(examples, slices, summary, notes, made),
        lambda: glossary([(query.term, groups)], query, made.program),
        columns=() if rows else OCCURRENCE if options.occurrences else SLICE if options.over else GROUP,
    )


def glossary(terms: Iterable[tuple[str, Sequence[Group]]], query: TermQuery, about: str) -> str:
    """Terms with their renderings as TBX: the commonest preferred, the others admitted."""
    entries = []
    for term, groups in terms:
        renderings = [group.rendering for group in groups if group.status == "rendered"]
        entries.append(Entry(term, tuple(renderings[:1]), tuple(renderings[1:])))
    return write_tbx(entries, query.side, query.other, about)


def group_record(search: Search, group: Group) -> dict[str, Any]:
    """A rendering as plain values: the contract of `terms show --format jsonl`."""
    return {
        "rendering": group.rendering,
        "status": group.status,
        "count": group.count,
        "share": _rounded(group.share),
        "low": _rounded(group.low),
        "high": _rounded(group.high),
        "documents": group.documents,
        "translations": group.translations,
        "translators": group.metadata("translator"),
        "years": sorted({year for row in group.rows if (year := year_of(row.metadata))}),
        "forms": dict(group.forms),
        "dispersion": _rounded(group.dispersion),
        "confidence": round(group.confidence, 4),
        "examples": [_example(search, row) for row in sorted(group.rows, key=lambda row: -row.confidence)[:EXAMPLES]],
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
    metadata = {f"{key}_" if key in start else key: value for key, value in row.metadata.items() if key != "document"}
    return start | metadata


def slice_record(part: Slice, key: str | None) -> dict[str, Any]:
    """A group's share in a part of the corpus as plain values."""
    return {
        "id": f"{part.value}: {part.rendering}",
        "over": key,
        "value": part.value,
        "rendering": part.rendering,
        "count": part.count,
        "decided": part.decided,
        "share": _rounded(part.share),
        "low": _rounded(part.low),
        "high": _rounded(part.high),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def summary_of(occurrences: Occurrences, groups: Sequence[Group]) -> str:
    """How often the term stands, and of how many occurrences it is known what became of them."""
    decided = sum(group.count for group in groups if group.share is not None)
    renderings = sum(group.status == "rendered" for group in groups)
    unknown = len(occurrences.rows) - decided
    apart = ", {unknown} of which nothing is known" if unknown else ""
    message = Message(
        "{term}: {total} occurrences, {translated} with a translation" + apart + "; {renderings} renderings",
        term=occurrences.query.term,
        total=occurrences.total,
        translated=len(occurrences.rows),
        unknown=unknown,
        renderings=renderings,
    )
    if not occurrences.alone:
        return message
    return Message("{counts}; {alone} occurrences have no translation", counts=message, alone=occurrences.alone)


def _notes(occurrences: Occurrences, options: ShowOptions) -> list[str]:
    """How the term is spread, where that was asked for."""
    if options.over is None:
        return []
    texts = {row.hit.text.name for row in occurrences.rows}
    counts = dict.fromkeys(occurrences.sizes, 0)
    for row in occurrences.rows:
        counts[row.hit.text.name] += 1
    sizes = [size for size in occurrences.sizes.values() if size]
    spread = normalized_deviation([counts[name] for name, size in occurrences.sizes.items() if size], sizes)
    spread_note = (
        f"dispersion of the term over {len(sizes)} texts, in {len(texts)} of which it stands: DPnorm {spread:.2f}"
        if spread is not None
        else ""
    )
    return [
        note for note in (spread_note, f"no share is given of fewer than {options.fewest} known occurrences") if note
    ]
