"""`link` and `verify` as they are called: several articles, folders, standard input, drafts, old citations."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from encoders import PAIRS
from loopback import call

ZH = "".join(f"{chinese}\n" for chinese, _ in PAIRS)
EN = "".join(f"{english}\n" for _, english in PAIRS)
ARTICLE = "The paper wrote that “the river swept the bridge away” and that “all the villagers were sad.”\n"
OTHER = "She said: “The court held that the contract was void.” The papers show that the train was late again.\n"
PAGE = (
    "<!DOCTYPE html><html><head><title>A page</title></head><body><article>"
    f"<p>{OTHER}</p><p>{ARTICLE}</p></article></body></html>"
)

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in {"a.zh": ZH, "a.en": EN, "one.txt": ARTICLE, "two.txt": OTHER, "page.html": PAGE}.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    for name, text in {"draft.docx": ARTICLE, "next.docx": ARTICLE.replace("all the", "some") + OTHER}.items():
        draft = docx.Document()
        draft.add_paragraph(text.strip())
        draft.save(str(tmp_path / name))
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(work: Path, tiny: Path) -> Run:
    def ran(*arguments: str) -> tuple[int, str, str]:
        model = ["--model", str(tiny)] if arguments[0] in ("link", "add") else []
        return call([*arguments, *model])

    return ran


SEARCHED = ("--source", "a.zh", "--target", "a.en")


def test_several_articles_are_an_array_and_one_is_an_object(run: Run) -> None:
    status, output, _ = run("link", "one.txt", "two.txt", *SEARCHED, "--format", "json")
    assert status == 0
    assert [each["article"] for each in json.loads(output)] == ["one.txt", "two.txt"]
    assert json.loads(run("link", "one.txt", *SEARCHED, "--format", "json")[1])["article"] == "one.txt"


def test_a_folder_gets_a_file_for_each(run: Run, work: Path) -> None:
    assert run("link", "one.txt", "two.txt", *SEARCHED, "-o", "out")[0] == 0
    assert run("link", "one.txt", "two.txt", *SEARCHED, "-o", "out", "--format", "citations")[0] == 0
    made = {path.name for path in (work / "out").iterdir()}
    assert made == {f"{name}.sources.{end}" for name in ("one", "two") for end in ("html", "citations.jsonl")}


def test_standard_input_and_a_saved_page(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Given:
        buffer = io.BytesIO(ARTICLE.encode())

    monkeypatch.setattr(sys, "stdin", Given())
    record = json.loads(run("link", "-", *SEARCHED, "--format", "json")[1])
    assert (record["article"], len(record["quotations"])) == ("standard input", 2)
    record = json.loads(run("link", "page.html", *SEARCHED, "--format", "json")[1])
    assert len(record["quotations"]) == 3


def test_json_says_what_quotations_are_and_cites_each_link(run: Run) -> None:
    record = json.loads(run("link", "one.txt", *SEARCHED, "--format", "json", "--pinyin", "--claims")[1])
    first = record["quotations"][0]
    assert (first["kind"], first["speaker"], first["cue"]) == ("quotation", "The paper", "wrote")
    (link, *_) = first["links"]
    citation = link["citation"]
    assert ZH[citation["source_spans"][0][0] : citation["source_spans"][-1][1]] == citation["source_text"]
    assert citation["pinyin"]
    assert record["claims"] == []


def test_the_table_shows_what_is_said_without_quotation_marks(run: Run) -> None:
    *_, last = shown = run("link", "two.txt", *SEARCHED, "--claims")[1].splitlines()
    assert [line for line in shown if line.startswith("statement  the train was late again")]
    assert re.fullmatch(r"two\.txt: 1 quotation: 1 .*; 1 statement, [01] with passages that may support it", last)


@pytest.mark.parametrize("form", ["json", "jsonld", "md", "csv", "html", "table"])
def test_claims_and_public_in_every_format(run: Run, form: str) -> None:
    status, output, _ = run("link", "two.txt", *SEARCHED, "--format", form, "--claims", "--public", "--verbose")
    assert status == 0
    assert "a.en" not in output
    assert "source_start" not in output
    assert re.search("left.out", output, re.IGNORECASE)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["one.txt", "two.txt", "--format", "html"], "one article"),
        (["one.txt", "-o", "one.docx"], "no Word file"),
        (["draft.docx", "two.txt", "-o", "one.docx"], "no Word file"),
        (["one.txt", "--decide", "1=confirmed"], "kept in a corpus"),
        (["one.txt", "--decide", "confirmed"], "3=confirmed"),
        (["one.txt", "--decide", "1=confrimed"], "a quotation is confirmed, rejected or withdrawn"),
        (["one.txt", "--decide", "1=yes"], "a quotation is confirmed, rejected or withdrawn"),
        (["one.txt", "--decide", "1=confirmed", "--decide", "1=rejected"], "decided twice"),
        (["one.txt", "two.txt", "-o", "gone/folder"], "its folder is not there"),
        (["one.txt", "two.txt", "--since", "one.txt"], "one article at a time"),
        (["one.txt", "--since", "none.txt"], "no file none.txt"),
        (["one.txt", "--public", "--format", "citations"], "no public report"),
        (["one.txt", "-o", "out", "--format", "table"], "for the terminal"),
        (["-", "-", "--format", "json"], "give - once"),
    ],
)
def test_what_cannot_be_met_is_one_line(run: Run, arguments: list[str], said: str) -> None:
    status, output, errors = run("link", *arguments, *SEARCHED)
    assert (status, output) == (1, "")
    assert said in errors
    assert errors.count("\n") == 1


def test_several_articles_make_the_folder_that_they_need(run: Run, work: Path) -> None:
    assert run("link", "one.txt", "two.txt", *SEARCHED, "-o", "made/")[:2] == (0, "")
    assert sorted(path.name for path in (work / "made").iterdir()) == ["one.sources.html", "two.sources.html"]
    assert run("link", "one.txt", "two.txt", *SEARCHED, "-o", "both.json")[:2] == (0, "")
    assert len(json.loads((work / "both.json").read_text(encoding="utf-8"))) == 2


def test_what_was_decided_is_said_and_can_be_withdrawn(run: Run, work: Path) -> None:
    corpus = ("--corpus", "c.duizhao")
    assert run("add", *corpus, "--source", "a.zh", "--target", "a.en")[0] == 0

    def decided(text: str) -> tuple[int, str]:
        status, _, errors = run("link", "one.txt", *corpus, "--decide", text, "--as", "AB", "--format", "json")
        return status, errors

    status, said = decided("1=rejected")
    assert status == 0
    assert re.fullmatch(r"kept: quotation 1 is rejected by AB: a \d+–\d+\n", said)
    assert decided("1=withdrawn") == (0, "kept: AB holds to nothing about quotation 1 any more\n")
    status, said = decided("1=withdrawn")
    assert (status, said) == (1, "duizhao: AB has decided nothing about quotation 1 that could be withdrawn\n")
    assert "in the place of an earlier decision" in decided("1=confirmed")[1]
    listed = run("decisions", "list", *corpus)[1]
    assert re.fullmatch(r"checked\tlink\ta \d+–\d+, one.txt \d+–\d+\t[^\t]+\tAB: confirmed\n", listed)


def test_a_draft_comes_back_with_comments_and_decisions_go_on(run: Run, work: Path) -> None:
    corpus = ("--corpus", "c.duizhao")
    assert run("add", *corpus, "--source", "a.zh", "--target", "a.en")[0] == 0
    decided = run("link", "draft.docx", *corpus, "--decide", "1=confirmed", "--as", "AB", "-o", "draft.sources.docx")
    assert decided[0] == 0
    status, _, errors = run("link", "next.docx", *corpus, "--since", "draft.docx", "-o", "next.sources.docx")
    assert (status, errors) == (0, "")
    made = docx.Document(str(work / "next.sources.docx"))
    comments = ["\n".join(each.text for each in comment.paragraphs) for comment in made.comments]
    assert "confirmed by AB" in comments[0]
    assert "(said of draft.docx)" in comments[0]
    assert "Changed since draft.docx" in comments[1]
    assert "New since draft.docx" in comments[2]
    assert made.paragraphs[0].text == docx.Document(str(work / "next.docx")).paragraphs[0].text
    assert len(made.tables[-1].rows) == 4


def test_verify_tells_what_changed_by_its_status(run: Run, work: Path) -> None:
    run("link", "one.txt", *SEARCHED, "--format", "json", "-o", "links.json")
    status, output, errors = run("verify", "links.json", "a.zh")
    assert status == 0
    assert set(re.findall(r"^\w+", output, re.MULTILINE)) == {"unchanged"}
    (work / "a.zh").write_text("序言。\n" + ZH, encoding="utf-8")
    status, output, errors = run("verify", "links.json", "a.zh", "--json")
    assert status == 3
    assert {json.loads(line)["status"] for line in output.splitlines()} == {"moved"}
    assert re.fullmatch(r"\d+ citations?: \d+ moved\n", errors)
    assert run("verify", "one.txt", "a.zh")[0] == 1
    assert run("verify", "links.json")[0] == 2
