"""`frequency list` and `frequency ngrams`, from a corpus or files to a table in any format."""

from __future__ import annotations

import heapq
import re
from collections.abc import Sequence
from dataclasses import replace

from duizhao.align.concordance.service import QueryResult, Row, table_result
from duizhao.align.errors import RequestError
from duizhao.align.frequencies.count import Tally, WordRun, count_words
from duizhao.align.frequencies.requests import FrequencyQuery
from duizhao.align.library.texts import Texts, opened
from duizhao.corpus.document import Language
from duizhao.corpus.search.metadata import texts_asked_for
from duizhao.corpus.search.provenance import provenance
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.store import Text
from duizhao.corpus.terms.dispersion import spread

BY = ("word", "lemma", "pos")
FEWEST_DOCUMENTS = 2
"""Documents over which dispersion is measured; a single one is cut into parts."""
PARTS = 10
"""Equal parts of a single document."""
_NAMES = {"zh": "Chinese", "en": "English"}


def frequencies(texts: Texts, query: FrequencyQuery) -> QueryResult:
    """The words, or runs of words, of texts in one language, most frequent first, with how they are spread.

    `texts`: a corpus's file, or files of texts. Rates are by a million words, without punctuation. Raises RequestError
    for texts that are not there, and for what cannot be counted; ModelError for parts of speech or lemmas without what
    finds them.
    """
    _check(query)
    with opened(texts) as store:
        search = Search(store)
        language, among = _asked_for(search, query)
        if not query.parts and len(among) < FEWEST_DOCUMENTS:
            query = replace(query, parts=PARTS)
        tally, signature = count_words(search, query, language, [text.id for text in among])
        made = provenance(query.record(), store.fingerprint(), signature if language == "zh" else "")
    taken = [(run, counts) for run, counts in tally.counts.items() if counts.total() >= query.fewest]
    shown = heapq.nsmallest(query.most or len(taken), taken, key=lambda item: (-item[1].total(), item[0]))
    rows = [_row(query, tally, run) for run, _ in shown]
    for rank, row in enumerate(rows, 1):
        row["rank"] = rank
    what = "words" if query.size == 1 else f"runs of {query.size} words"
    over = f"{query.parts} equal parts" if query.parts else f"{len(among)} documents"
    sampled = f"; a sample of {query.sample} sentences, seed {query.seed}" if query.sample else ""
    summary = (
        f"{len(taken)} different {what}, {len(rows)} shown; {tally.total} {_NAMES[language]} words in {len(among)} "
        f"texts; dispersion over {over}{sampled}"
    )
    return table_result(rows, f"Frequencies of {what}", summary, made, _short)


def _check(query: FrequencyQuery) -> None:
    if query.by not in BY:
        raise RequestError(f"nothing is counted by {query.by!r}: choose {', '.join(BY)}")
    for given in (query.pos, query.matching):
        try:
            re.compile(given or "")
        except re.error as error:
            raise RequestError(f"{given!r} is no regular expression: {error}") from error


def _asked_for(search: Search, query: FrequencyQuery) -> tuple[Language, Sequence[Text]]:
    """The language, by default Chinese, if there is any; and the texts of it that are asked for."""
    languages: tuple[Language, ...] = ("zh", "en") if query.language is None else (query.language,)
    for language in languages:
        if texts := texts_asked_for(search, language, query.document, query.where):
            return language, texts
    named = query.document or ("such as --where says" if query.where else f"in {' or '.join(languages)}")
    raise RequestError(f"no text is {named}: see `duizhao list`")


def _row(query: FrequencyQuery, tally: Tally, run: WordRun) -> Row:
    counts = tally.counts[run]
    numbers = range(query.parts or max(tally.sizes, default=-1) + 1)
    deviation, normalized, evenness = spread(counts, [tally.sizes[number] for number in numbers])
    words = " ".join(run)
    return {
        "id": words,
        "rank": 0,
        query.by if query.size == 1 else "ngram": words,
        "count": counts.total(),
        "per_million": round(1e6 * counts.total() / tally.total, 2),
        "documents": tally.texts[run],
        "dp": _rounded(deviation),
        "dp_norm": _rounded(normalized),
        "juilland_d": _rounded(evenness),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _short(row: Row) -> Row:
    """What a terminal has room for."""
    return {key: "" if value is None else value for key, value in row.items() if key not in ("id", "dp_norm")}
