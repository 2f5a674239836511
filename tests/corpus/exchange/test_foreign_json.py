"""JSON of ours that somebody changed by hand: every row of `foreign_json.tsv` is refused, in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from places import CASES

from duizhao.align.concordance.kwic import Query
from duizhao.align.errors import RequestError
from duizhao.align.rerun import again
from duizhao.align.terms.coding import query_of
from duizhao.align.terms.requests import show_request
from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.corpus_archive import read_corpus
from duizhao.corpus.exchange.tables.decisions import FORMAT, read_decisions
from duizhao.corpus.exchange.tables.results import read_provenance
from duizhao.corpus.files.safe_zip import NewArchive
from duizhao.corpus.store.store import Store
from duizhao.corpus.traces.verification import read_citations

ROWS = [line.split("\t") for line in (CASES / "foreign_json.tsv").read_text(encoding="utf-8").splitlines()[1:]]
JSON = [
    pytest.param(text.replace("DEEP", "[" * 100_000).replace("NUMBER", "9" * 10_000), id=what) for text, what in ROWS
]


@pytest.mark.parametrize("text", JSON)
def test_it_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"^line 2 of a is no decision|^line 2 of a was changed"):
        read_decisions(f"{json.dumps({'format': FORMAT})}\n{text}\n", "a")
    with pytest.raises(FormatError, match=r"^a holds no decisions"):
        read_decisions(text, "a")
    with pytest.raises(FormatError, match=r"^a"):
        read_citations(text, "a")
    (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(FormatError, match=r"^a\.jsonl does not say where it came from"):
        read_provenance(tmp_path / "a.jsonl")
    with pytest.raises(RequestError, match=r"^a does not say which term"):
        query_of([{"query": text}], "a")
    with Store.open(tmp_path / "c", create=True) as store:
        for changed in ("about.json", "texts.jsonl", "entries.jsonl", "decisions.jsonl"):
            made = {"about.json": json.dumps({"format": "x", "model": None}), "texts.jsonl": "", "entries.jsonl": ""}
            with NewArchive(tmp_path / "a.zip") as archive:
                for name, held in {**made, "decisions.jsonl": "", "vectors.bin": "", changed: text}.items():
                    archive.put(name, held.encode())
            with pytest.raises(FormatError, match=r"^a\.zip"):
                read_corpus(tmp_path / "a.zip", store)
        assert store.names() == []


@pytest.mark.parametrize("row", ["1", "1,{}", '1,"{""command"": 3}"', "1,,,,,,"])
def test_a_table_whose_first_row_is_cut_off(row: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"id,query,corpus,program,model,segmenter,made\n{row}\n", encoding="utf-8")
    with pytest.raises(FormatError, match=r"^a\.csv does not say where it came from"):
        read_provenance(tmp_path / "a.csv")


@pytest.mark.parametrize("command", ["find", "count", "compare", "terms", "terms extract", "entities", "nothing", None])
@pytest.mark.parametrize("value", [None, 3, [], ["a"], "a"], ids=repr)
def test_a_query_that_was_changed_is_refused(command: object, value: object, tmp_path: Path) -> None:
    with pytest.raises((RequestError, FormatError)):
        again(tmp_path / "none", {"command": command, "name": value, "phrase": 3, "term": value, "regular": value})
    for made in (Query.of, show_request):
        with pytest.raises(RequestError):
            made({"phrase": 3, "term": 3, "where": value})
