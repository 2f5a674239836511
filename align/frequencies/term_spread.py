"""`frequency dispersion` and `frequency trend`: where a word or phrase stands in each text, and how often when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from duizhao.align.concordance.counts import counts, found_by_text, unit_of
from duizhao.align.concordance.service import QueryResult, Row, table_result, used_for
from duizhao.align.errors import RequestError
from duizhao.align.frequencies.requests import SpreadQuery
from duizhao.align.library.texts import Texts, opened
from duizhao.align.report.frequency_page import render_plots, strip_text
from duizhao.corpus.search.provenance import provenance
from duizhao.corpus.search.search import Search
from duizhao.corpus.terms.association import wilson
from duizhao.corpus.terms.dispersion import rank_correlation, spread


def dispersion(texts: Texts, query: SpreadQuery) -> QueryResult:
    """Where a word, phrase or pattern stands in each text: a record for each text, a row for each occurrence.

    `texts`: a corpus's file, or files of texts. A place is a share of the text's characters, from 0 to 1. Raises
    FormatError for what is no phrase, and StoreError, ModelError and RequestError as `find` does.
    """
    records: list[Row] = []
    rows: list[Row] = []
    with opened(texts) as store:
        search = Search(store)
        languages, found = found_by_text(search, query.query)
        for text, hits in found:
            length, size = len(search.document(text.id).text), search.sizes(languages, [text.id])
            places = [round(hit.span.start / length, 6) for hit in hits]
            records.append(
                {
                    "id": text.name,
                    "document": text.name,
                    "count": len(hits),
                    "size": size,
                    "per_million": round(1e6 * len(hits) / size, 2) if size else 0.0,
                    "positions": places,
                }
            )
            rows += [
                {
                    "id": search.identity(hit),
                    "document": text.name,
                    "start": hit.span.start,
                    "end": hit.span.end,
                    "position": place,
                    "length": length,
                }
                for hit, place in zip(hits, places, strict=True)
            ]
        made = provenance(query.record(), store.fingerprint(), used_for(query.query))
    summary = _summary(query, languages, records)
    return replace(
        table_result(rows, query.phrase, summary, made),
        records=records,
        text=lambda width: strip_text(records, width),
        page=lambda: render_plots(records, "Dispersion", summary, made),
    )


def _summary(query: SpreadQuery, languages: Sequence[Any], records: Sequence[Row]) -> str:
    found = {number: record["count"] for number, record in enumerate(records) if record["count"]}
    deviation, normalized, evenness = spread(found, [record["size"] for record in records])
    measured = f"; DP {deviation:.2f}, DPnorm {normalized:.2f}, D {evenness:.2f}" if deviation is not None else ""
    total, size = sum(found.values()), sum(record["size"] for record in records)
    rate = 1e6 * total / size if size else 0.0
    return (
        f"{query.phrase}: {total} occurrences in {len(found)} of {len(records)} texts, {rate:.1f} per million "
        f"{unit_of(languages)}{measured}"
    )


def trend(texts: Texts, query: SpreadQuery) -> QueryResult:
    """How often a word, phrase or pattern stands by year, document, text or a key of the metadata, in their order.

    Each rate, in a million characters or words, has its interval of 95% (Wilson 1927). The summary has Kendall's tau of
    the rates with their order, where parts are in an order. Raises what `find` raises.
    """
    by = query.by or "year"
    with opened(texts) as store:
        search = Search(store)
        languages, table = counts(search, query.query, by)
        made = provenance(query.record(), store.fingerprint(), used_for(query.query))
    if by == "year" and not any(group for group, *_ in table):
        raise RequestError("no text says its year: give it one (`duizhao set NAME year=2014`), or --by document")
    rows: list[Row] = []
    for group, count, size, rate in sorted(table):
        low, high = wilson(count, size)
        rows.append(
            {
                "id": group or "unknown",
                by: group or "unknown",
                "count": count,
                "size": size,
                "per_million": round(rate, 2),
                "low": round(1e6 * low, 2),
                "high": round(1e6 * high, 2) if size else 0.0,
            }
        )
    rates = [row["per_million"] for row in rows if row["id"] != "unknown"]
    tau = rank_correlation(rates) if by not in ("document", "text") else None
    said = f"; Kendall's tau {tau:+.2f}" if tau is not None and len(rates) > 2 else ""
    total = sum(row["count"] for row in rows)
    summary = f"{query.phrase}: {total} occurrences by {by}, per million {unit_of(languages)}{said}"
    return replace(
        table_result(rows, query.phrase, summary, made),
        page=lambda: render_plots(rows, "Trend", summary, made, by),
    )
