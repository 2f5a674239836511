"""What a notebook sees of results: data frames, and tables that hold nothing but text."""

from __future__ import annotations

import re
import sys
import warnings
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from places import ROOT

import duizhao
from duizhao.align.checks.finding import Finding
from duizhao.align.checks.result import CheckResult
from duizhao.align.ingest.files import IngestRequest, add_files
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Span
from duizhao.corpus.errors import CorpusError
from duizhao.corpus.notebook import MOST_ROWS, drawn, frame
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.traces.trace import QuoteLink, SearchScope, Trace, TracedQuotation

sys.path.append(str(ROOT / "docs/make"))
import notebooks

BITEXT = Bitext(
    document_of("他来了。\n<b>她走了。\n", "zh", name="zh", presplit=True),
    document_of("He came.\n", "en", name="en", presplit=True),
    (Bead((0,), (0,), 0.9), Bead((1,), ())),
)
LINK = QuoteLink("zh", (Span(0, 1), Span(2, 3)), "他来了", "en", (Span(0, 2),), "He", 0.8, "en")
TRACE = Trace(
    "story",
    "“He”, “she”",
    (
        TracedQuotation(Quotation((Span(1, 3),), "He"), "verbatim", 0.9, (LINK, LINK)),
        TracedQuotation(Quotation((Span(7, 10),), "she"), "not found", 0.7),
    ),
    SearchScope(1, 2, 1, "model"),
)


def test_they_draw_themselves() -> None:
    page = BITEXT._repr_html_()
    assert "He came." in page
    assert "&lt;b&gt;她走了。" in page
    assert "2 beads" in page
    page = TRACE._repr_html_()
    assert page.count("<tr>") == 3
    assert "not found" in page
    assert "他来了" in page


def test_a_long_table_is_cut_and_says_so() -> None:
    page = drawn(["a"], (["x"] for _ in range(99)), "many", 99)
    assert page.count("<td ") == MOST_ROWS
    assert "… and 49 more rows" in page


def test_without_pandas_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(CorpusError, match=r"needs pandas: pip install 'duizhao\[notebook\]'"):
        BITEXT.to_frame()


def test_data_frames() -> None:
    pytest.importorskip("pandas")
    beads = BITEXT.to_frame()
    assert list(beads["source"]) == ["他来了。", "<b>她走了。"]
    assert str(beads["target_start"].dtype) == "Int64"
    assert beads["target_start"].isna().tolist() == [False, True]
    text = BITEXT.source.text
    assert [text[one:other] for one, other in zip(beads["source_start"], beads["source_end"], strict=True)] == list(
        beads["source"]
    )
    trace = TRACE.to_frame()
    assert list(trace["number"]) == [1, 1, 2]
    assert list(trace["verdict"]) == ["verbatim", "verbatim", "not found"]
    assert trace["source_end"].tolist()[:2] == [3, 3]
    assert list(frame([], ["a", "b"]).columns) == ["a", "b"]


def test_a_concordance(tmp_path: Path, tiny: Path) -> None:
    (tmp_path / "a.zh").write_text("河上有一座桥。\n", encoding="utf-8")
    (tmp_path / "a.en").write_text("There is a bridge over the river.\n", encoding="utf-8")
    add_files(tmp_path / "c", IngestRequest(tmp_path / "a.zh", (tmp_path / "a.en",), presplit=True), model=str(tiny))
    result = duizhao.find("桥", tmp_path / "c", beside=["bridge"], links=False)
    assert "bridge" in result._repr_html_()
    assert duizhao.find("桥", str(tmp_path / "c"), not_beside=["bridge"], links=False).rows == []
    pytest.importorskip("pandas")
    assert list(result.to_frame()["match"]) == ["桥"] * len(result.rows)


@pytest.mark.parametrize(
    "ask",
    [
        lambda corpus, word: duizhao.find(word, corpus, links=False),
        lambda corpus, word: duizhao.renderings(word, corpus),
        lambda corpus, word: duizhao.renderings(word, corpus, occurrences=True),
        lambda corpus, word: duizhao.renderings(word, corpus, over="document"),
    ],
)
def test_nothing_found_has_the_columns_of_something_found(ask: Any, tmp_path: Path, tiny: Path) -> None:
    pytest.importorskip("pandas")
    (tmp_path / "a.zh").write_text("河上有一座桥。\n山上有一座庙。\n", encoding="utf-8")
    (tmp_path / "a.en").write_text("There is a bridge.\nThere is a temple.\n", encoding="utf-8")
    add_files(tmp_path / "c", IngestRequest(tmp_path / "a.zh", (tmp_path / "a.en",), presplit=True), model=str(tiny))
    some, none = ask(tmp_path / "c", "桥"), ask(tmp_path / "c", "船")
    assert len(some.to_frame()) > 0
    assert len(none.to_frame()) == 0
    assert list(none.to_frame().columns) == list(some.to_frame().columns)
    assert none.written("csv").splitlines()[0] == some.written("csv").splitlines()[0]


# In a real kernel


def shown(cells: list[str]) -> list[list[Any]]:
    """What a kernel shows for each cell."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    return [cell.outputs for cell in in_kernel(notebook).cells]


def in_kernel(notebook: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of jupyter_client and zmq, which are not ours
        return NotebookClient(notebook, timeout=300).execute()


@pytest.mark.slow
def test_a_bar_is_shown_of_slow_work_and_none_of_quick() -> None:
    slow = "import duizhao, duizhao._progress as bars\nbars.DELAY = 0\nlist(duizhao.progress(range(3), 'encoding', 3))"
    quick = "bars.DELAY = 2\nlist(duizhao.progress(range(3), 'encoding', 3))"
    bar, none = shown([slow, quick])
    assert any("encoding" in output.get("text", "") for output in bar)
    assert [output.output_type for output in none] == ["execute_result"]


def test_outside_a_notebook_there_is_none() -> None:
    items = [1, 2]
    assert duizhao.progress(items, "encoding", 2) is items


def test_the_notebooks_of_the_documentation_are_of_their_cells() -> None:
    assert len(notebooks.notebooks()) == 3
    assert not notebooks.stale()


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize("path", notebooks.notebooks(), ids=lambda path: path.stem)
def test_the_notebooks_of_the_documentation_run(path, tmp_path, monkeypatch) -> None:
    """They show the same kinds of things, with the same columns; figures may be those of another model."""
    monkeypatch.chdir(tmp_path)
    before = nbformat.read(path, as_version=4)
    after = in_kernel(nbformat.read(path, as_version=4))

    def columns(notebook: Any) -> list[list[str]]:
        shown = [output.data.get("text/html", "") for output in outputs(notebook) if "data" in output]
        return [re.findall(r"<th[^>]*>([a-z_ ]+)</th>", page) for page in shown]

    def outputs(notebook: Any) -> list[Any]:
        return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]

    assert columns(after) == columns(before)


def test_findings_draw_themselves() -> None:
    result = CheckResult(BITEXT, (Finding("number", "major", Span(0, 1), None, 0.9, "<why>", "number"),))
    assert "&lt;why&gt;" in result._repr_html_()
    assert "1 finding<" in result._repr_html_()
    assert result.to_frame()[["source", "target_start"]].isna().to_numpy().tolist() == [[False, True]]
    assert list(CheckResult(BITEXT, ()).to_frame().columns[:2]) == ["kind", "severity"]
