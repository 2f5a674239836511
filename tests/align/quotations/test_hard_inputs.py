"""Articles and documents that are nothing, too much, or of another kind: each is traced, or refused in one line."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from encoders import PAIRS
from loopback import call

from duizhao.align.errors import RequestError
from duizhao.align.quotations.inputs import LONGEST_SENTENCE, check_length
from duizhao.align.report.trace_page import marked_paragraphs
from duizhao.corpus.quotations.extract import find_quotations
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.traces.trace import SearchScope, Trace, TracedQuotation

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny: Path) -> Run:
    (tmp_path / "a.zh").write_text("".join(f"{chinese}\n" for chinese, _ in PAIRS), encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def ran(article: str, *given: str, source: str = "") -> tuple[int, str, str]:
        (tmp_path / "one.txt").write_text(article, encoding="utf-8")
        if source:
            (tmp_path / "a.zh").write_text(source, encoding="utf-8")
        return call(["link", "one.txt", "--source", "a.zh", "--format", "json", "--model", str(tiny), *given])

    return ran


def test_an_article_without_quotations(run: Run) -> None:
    status, output, errors = run("It rained. Nobody spoke.")
    assert (status, json.loads(output)["quotations"]) == (0, [])
    assert errors == "one.txt: no quotation marks found in this article\n"


def test_an_article_in_chinese(run: Run) -> None:
    status, output, _ = run("市长说：“河水冲走了橋。”\n")
    (only,) = json.loads(output)["quotations"]
    assert (status, only["verdict"], only["somewhere"]) == (0, "verbatim", 1.0)
    assert only["links"][0]["why"]["converted"] == "河水冲走了橋 → 河水冲走了桥"
    assert json.loads(run("市长说：“河水冲走了橋。”\n", "--as-written")[1])["quotations"][0]["verdict"] != "verbatim"


def test_a_corpus_of_one_line(run: Run) -> None:
    status, output, _ = run("He said “the river swept the bridge away”.", source="河水冲走了桥。")
    record = json.loads(output)
    assert (status, record["searched"]["sentences"], len(record["quotations"])) == (0, 1, 1)


@pytest.mark.parametrize("article", ["", " \n\n"])
def test_an_empty_article_is_one_line(run: Run, article: str) -> None:
    assert run(article) == (1, "", "duizhao: one.txt is empty: give an article that has words\n")


def test_more_quotations_than_are_traced_together(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duizhao.align.quotations.link_articles.AT_A_TIME", 2)
    article = "".join(f"He said “the river rose {at} times”. " for at in range(5))
    assert [each["start"] for each in json.loads(run(article)[1])["quotations"]] == [
        article.index(f"the river rose {at}") for at in range(5)
    ]


def test_a_document_that_is_one_sentence_is_refused(run: Run) -> None:
    assert check_length(document_of("河" * LONGEST_SENTENCE, "zh", name="a")) is None  # type: ignore[func-returns-value]
    with pytest.raises(RequestError, match="put line ends between its paragraphs"):
        check_length(document_of("河" * 1_000_000, "zh", name="a"))
    status, output, errors = run("He said “the river rose”.", source="我们在河边看见了很多人" * 10_000)
    assert (status, output, errors.count("\n")) == (1, "", 1)


def test_marking_grows_with_the_article() -> None:
    def took(count: int) -> float:
        text = "".join(
            f"The mayor said that “the river number {at} rose in the night” and left.\n\n" for at in range(count)
        )
        traced = tuple(TracedQuotation(each, "not found", 0.5) for each in find_quotations(text))
        trace = Trace("a", text, traced, SearchScope(1, 1, 0, "m"))
        start = time.process_time()
        assert sum(run.number > 0 for runs in marked_paragraphs(trace) for run in runs) == count
        return time.process_time() - start

    assert min(took(2000) for _ in range(3)) < 6 * max(min(took(500) for _ in range(3)), 0.002)
