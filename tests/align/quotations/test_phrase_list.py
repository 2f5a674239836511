"""A list of phrases given back with what was found: each traced once, in its order, gone on with after a stop."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from encoders import PAIRS
from loopback import call
from openpyxl import load_workbook

from duizhao.align.quotations import phrase_list
from duizhao.align.quotations.phrase_journal import Journal
from duizhao.align.quotations.tracer import Tracer
from duizhao.corpus.errors import WriteError

LIST = "id,quote,verdict\n1,the river swept the bridge away,mine\n\n2,“all the villagers were sad”,\n3,=1+1,x\n"
LIST += "4,the river swept the bridge away,again\n"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny: Path) -> Run:
    (tmp_path / "a.zh").write_text("".join(f"{chinese}\n" for chinese, _ in PAIRS), encoding="utf-8")
    (tmp_path / "a.en").write_text("".join(f"{english}\n" for _, english in PAIRS), encoding="utf-8")
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "one.txt").write_text("He said “the river swept the bridge away”.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    given = ["--source", "a.zh", "--target", "a.en", "--model", str(tiny)]
    return lambda *arguments: call(["link", *arguments, *given])


def test_the_table_comes_back_in_its_order(run: Run) -> None:
    status, output, errors = run("--phrases", "list.csv", "--format", "csv")
    assert (status, errors.count("\n")) == (0, 1)
    assert "column 'quote'" in errors
    head, *rows = csv.reader(io.StringIO(output.removeprefix("\ufeff")))
    assert head[:5] == ["id", "quote", "verdict", "verdict 2", "confidence"]
    assert [row[0] for row in rows] == ["1", "", "2", "3", "4"]
    assert [row[3] for row in rows[1:4]] == ["", "verbatim", "not found"]
    assert rows[0][3:-2] == rows[4][3:-2]
    assert rows[3][1] == "'=1+1"
    assert not any(rows[1])


def test_json_is_that_of_an_article_a_row_each(run: Run) -> None:
    record = json.loads(run("--phrases", "list.csv", "--format", "json")[1])
    first, empty, quoted, *_ = record["quotations"]
    assert [each["row"] for each in record["quotations"]] == [2, 3, 4, 5, 6]
    assert (first["columns"]["verdict"], quoted["verdict"]) == ("mine", "verbatim")
    assert first["text"] == "the river swept the bridge away"
    assert (empty["text"], empty["verdict"], empty["links"]) == ("", None, [])
    assert quoted["spans"] == [[1, 27]]
    for each in (first, quoted):
        assert 0 <= each["confidence"] <= each["somewhere"] <= 1
        link = each["links"][0]
        assert link["source_text"] in PAIRS[2][0] + PAIRS[3][0]
    assert record["searched"]["documents"] == 1


def test_each_phrase_is_traced_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    judged = Tracer.judged

    def counted(self, article, quotations):
        seen.extend(quotation.text for quotation in quotations)
        return judged(self, article, quotations)

    monkeypatch.setattr(Tracer, "judged", counted)
    run("--phrases", "list.csv", "--format", "json")
    assert len(seen) == len(set(seen)) == 3


def test_a_run_that_was_stopped_goes_on(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judged, left = Tracer.judged, [2]

    def stopping(self, article, quotations):
        left[0] -= 1
        if not left[0]:
            raise MemoryError
        return judged(self, article, quotations)

    monkeypatch.setattr(phrase_list, "TOGETHER", 2)
    monkeypatch.setattr(Tracer, "judged", stopping)
    assert run("--phrases", "list.csv", "-o", "out.csv")[0] == 1
    assert not (tmp_path / "out.csv").exists()
    journal = tmp_path / "out.csv.journal"
    journal.write_bytes(journal.read_bytes() + b'{"phrase": "cut in the mid')
    monkeypatch.setattr(Tracer, "judged", judged)
    status, _, errors = run("--phrases", "list.csv", "-o", "out.csv")
    assert (status, "going on: 2 of 3 phrases" in errors) == (0, True)
    assert not journal.exists()
    whole = run("--phrases", "list.csv", "--format", "csv")[1]
    assert (tmp_path / "out.csv").read_bytes() == whole.encode()


def test_what_was_found_in_other_texts_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "out.csv.journal"
    with Journal(path, "some texts").open() as journal:
        journal.keep([("a", {"verdict": "not found"})])
    assert Journal(path, "some texts").known == {"a": '{"verdict": "not found"}'}
    other = Journal(path, "other texts")
    assert (other.known, other.renewed) == ({}, True)
    path.write_text("somebody's own notes\n")
    with pytest.raises(WriteError, match="no journal of this program"):
        Journal(path, "some texts")


@pytest.mark.parametrize("form", ["csv", "tsv", "xlsx", "json", "html", "table"])
def test_every_format_says_what_the_verdicts_claim(run: Run, tmp_path: Path, form: str) -> None:
    status, _, errors = run("--phrases", "list.csv", "-o", f"out.{form}", "--format", form)
    assert status == 0, errors
    data = (tmp_path / f"out.{form}").read_bytes()
    if form == "xlsx":
        book = load_workbook(io.BytesIO(data))
        rows = list(book["phrases"].iter_rows(values_only=True))
        assert [row[0] for row in rows] == ["id", "1", None, "2", "3", "4"]
        assert isinstance(rows[1][4], float)
        data = str([list(book["about"].iter_rows(values_only=True))]).encode()
    assert "is not claimed" in data.decode()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--phrases", "list.csv", "one.txt"], "not both"),
        (["--phrases", "list.csv", "--claims"], "--claims is about an article"),
        (["--phrases", "list.csv", "--format", "docx"], "no format is called docx"),
        (["--phrases", "list.csv", "-o", "list.csv"], "is read by this command"),
        (["--phrases", "none.csv"], "no file none.csv"),
        (["--phrases", "list.csv", "--column", "speaker"], "no column 'speaker'"),
        (["one.txt", "--where", "date>=1950"], "give one with --corpus"),
    ],
)
def test_what_cannot_be_met_is_one_line(run: Run, arguments: list[str], said: str) -> None:
    status, output, errors = run(*arguments)
    assert (status, output, errors.count("\n")) == (1, "", 1)
    assert said in errors
