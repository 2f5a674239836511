"""Findings of a pair in the reader: listed, narrowed, taken and dismissed by key, and given back as files."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from encoders import lexicon
from playwright.sync_api import Browser, expect
from readers import Served, context_of, watched
from word_files import docx, p, r

from duizhao.align.checks.check_bitext import Criteria
from duizhao.align.checks.finding import Finding, Fix, Kind, Severity
from duizhao.align.checks.result import CheckResult, only_taken
from duizhao.align.library.build import add_entry, make_entry
from duizhao.align.web.findings_cache import FindingsCache
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.decisions.log import all_decisions
from duizhao.corpus.document import Span
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.load import document_from, document_of
from duizhao.corpus.store.store import Store

CHINESE = "学校请来了新的老师。\n出口增长了百分之十二。\n会议在三月五日召开。\n"
ENGLISH = "The school hired a new teacher.\nExports grew by 21 percent.\nThe the meeting was held on March 6.\n"
WORD = docx("".join(p(r(line)) for line in ENGLISH.splitlines()))


def found(bitext: Bitext, _encoder: object, criteria: Criteria, _track: object) -> list[Finding]:
    """Three slips of the text; what is omitted, where more is wanted."""

    def finding(kind: Kind, severity: Severity, words: str, fix: str | None = None) -> Finding:
        start = bitext.target.text.index(words)
        span = Span(start, start + len(words))
        proposed = None if fix is None else Fix(span, fix)
        return Finding(kind, severity, None, span, 0.9, f"something is wrong with “{words}” <b>", "accuracy", proposed)

    held = [
        finding("number", "critical", "21", "12"), finding("term", "minor", "The the", "The"),
        finding("date", "major", "March 6"),
    ]  # fmt: skip
    if criteria.profile == "strict":
        held.append(Finding("omission", "major", Span(0, 2), None, 0.5, "left out", "accuracy/omission"))
    return held


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    source = document_of(CHINESE, "zh", name="report")
    sha256 = hashlib.sha256(WORD).hexdigest()
    target = document_from(contents_of(WORD, "draft.docx"), "en", "report.en", sha256)
    with Store.open(tmp_path / "all.duizhao", create=True) as store:
        add_entry(store, make_entry(source, [target], lexicon()), lexicon())
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "draft 3.docx").write_bytes(WORD)
    with Served(tmp_path / "all.duizhao", pictures=tmp_path / "drafts") as reader:
        reader.reader.findings = FindingsCache(found)
        yield reader


def page(served: Served, more: str = "") -> str:
    """The page, once the check is done."""
    for _ in range(200):
        status, _, text = served.ask("GET", f"/findings?text=report{more}")
        assert status == 200
        if 'id="checking"' not in text:
            return text
        time.sleep(0.02)
    raise AssertionError("no findings came")


def judge(served: Served, number: int, verdict: str, who: str = "JR") -> tuple[int, Any]:
    version = page(served).split('data-version="', 1)[1].split('"', 1)[0]
    said = {"text": "report", "number": number, "version": version, "verdict": verdict, "who": who}
    return served.post("/finding", said)


def result_of(served: Served) -> CheckResult:
    bitext = served.reader.pair("report", None).bitext
    return CheckResult(bitext, tuple(found(bitext, None, Criteria(), None)))


def test_findings_are_listed_and_narrowed(served: Served) -> None:
    whole = page(served)
    assert whole.count('class="question ') == 3
    assert "something is wrong with “21” &lt;b&gt;" in whole
    assert "<del>21</del> <ins>12</ins>" in whole
    assert page(served, "&profile=strict").count('class="question ') == 4
    assert page(served, "&kind=date").count('class="question ') == 1
    assert page(served, "&severity=critical").count('class="question ') == 1
    assert "Nothing of this sort" in page(served, "&state=taken")
    passage = served.ask("GET", "/findings/passage?text=report&number=1")[2]
    assert "<mark>21</mark>" in passage
    assert "出口增长" in passage


def test_what_is_taken_or_dismissed_is_a_decision_and_changes_no_text(served: Served) -> None:
    before = served.reader.pair("report", None).target.digest
    status, told = judge(served, 1, "taken")
    assert (status, told["state"], told["taken"]) == (200, "taken", 1)
    assert judge(served, 2, "dismissed", "KL")[1]["state"] == "dismissed"
    assert judge(served, 3, "taken")[0] == 422  # nothing is proposed
    assert page(served).count('class="question ') == 1
    assert page(served, "&state=all").count('class="question ') == 3
    with served.reader.store() as store:
        decided = all_decisions(store, kind="finding")
        assert [(each.subject, each.verdict, each.who) for each in decided] == [
            ("number", "taken", "JR"), ("term", "dismissed", "KL"),
        ]  # fmt: skip
        assert [each.kind for each in only_taken(result_of(served), decided).findings] == ["number"]
    assert judge(served, 2, "withdrawn", "KL")[1]["state"] == "open"
    assert judge(served, 1, "dismissed", "KL")[1] | {"html": ""} == {"html": "", "state": "dismissed", "taken": 0}
    assert served.reader.pair("report", None).target.digest == before


def test_what_was_taken_comes_back_as_files(served: Served) -> None:
    judge(served, 1, "taken")
    judge(served, 2, "taken")
    status, headers, text = served.ask("GET", "/findings/export?text=report&form=txt")
    assert status == 200
    assert headers["content-disposition"] == "attachment; filename*=UTF-8''report.en.txt"
    assert text == ENGLISH.replace("21", "12").replace("The the", "The")
    lines = served.ask("GET", "/findings/export?text=report&form=jsonl")[2].splitlines()
    assert [json.loads(line)["fix"]["replacement"] for line in lines] == ["12", "The"]
    status, headers, _ = served.ask("GET", "/findings/export?text=report&form=docx")
    assert status == 200
    assert headers["content-type"].endswith("wordprocessingml.document")


def test_without_its_word_file_it_is_said(served: Served, tmp_path: Path) -> None:
    page(served)
    (tmp_path / "drafts" / "draft 3.docx").unlink()
    assert "is not in drafts any more" in served.ask("GET", "/findings/export?text=report&form=docx")[2]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"number": 9}, 409),
        ({"number": 0}, 409),
        ({"version": "old"}, 409),
        ({"who": ""}, 422),
        ({"verdict": "praised"}, 422),
        ({"text": "none"}, 422),
    ],
)
def test_what_cannot_be_decided(served: Served, given: dict[str, object], status: int) -> None:
    version = page(served).split('data-version="', 1)[1].split('"', 1)[0]
    said = {"text": "report", "number": 1, "version": version, "verdict": "taken", "who": "JR"}
    assert served.post("/finding", said | given)[0] == status
    with served.reader.store() as store:
        assert all_decisions(store, kind="finding") == []


def test_by_keys_in_the_browser(browser: Browser, served: Served) -> None:
    context = context_of(browser, served)
    with watched(context) as opened:
        opened.goto("/findings?text=report")
        expect(opened.locator("#passage mark")).to_have_text("21")
        wrong = Axe().run(opened).response["violations"]
        assert not [each["id"] for each in wrong if each["impact"] in ("serious", "critical")]
        opened.keyboard.press("t")
        expect(opened.locator(".question[data-state=taken]")).to_contain_text("AB")
        expect(opened.locator("#taken")).to_have_text("1")
        expect(opened.locator("#passage mark")).to_have_text("The the")
        opened.keyboard.press("x")
        expect(opened.locator(".question.current")).to_contain_text("March 6")
        opened.keyboard.press("k")
        opened.keyboard.press("u")
        expect(opened.locator(".question[data-number='2']")).to_have_attribute("data-state", "open")
        opened.reload()
        expect(opened.locator(".question")).to_have_count(2)
    context.close()
