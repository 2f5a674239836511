"""A translation is checked: planted slips are found where they stand, and what is right is left alone."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import numpy as np
import pytest
from encoders import remembering
from loopback import call
from places import CASES

from duizhao import align_texts
from duizhao.align.checks.check_bitext import Criteria, check_bitext
from duizhao.align.checks.finding import KINDS, Finding
from duizhao.align.checks.linked_pair import Pair
from duizhao.align.checks.negation_cues import chinese_cues
from duizhao.align.checks.numbers import check_numbers
from duizhao.align.checks.reference import check_reference
from duizhao.align.checks.result import CheckResult, anchors_of, only_changed, only_taken, without_dismissed
from duizhao.align.checks.typography import check_untranslated
from duizhao.align.report.findings_formats import shown_table, summary, write_html, write_jsonl, write_notes, write_xlsx
from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.align.words import long_texts
from duizhao.corpus.decisions.log import Decision
from duizhao.corpus.document import Span
from duizhao.corpus.errors import ReadWarning
from duizhao.corpus.readers.load import document_of
from duizhao.models.encoder import Encoder

ROWS = [line.split("\t") for line in (CASES / "slips.tsv").read_text(encoding="utf-8").splitlines()[1:]]
ZH, GOOD, EN = ("".join(f"{cell}\n" for cell in column) for column in zip(*ROWS, strict=True))


Check = Callable[..., CheckResult]


@pytest.fixture(scope="module")
def check(shipped: Encoder) -> Check:
    encoder = remembering(shipped)

    def checked(source: str, target: str, **wanted: Any) -> CheckResult:
        bitext = align_texts(source, target, presplit=True, encoder=encoder)
        return CheckResult(bitext, tuple(check_bitext(bitext, encoder, Criteria(**wanted))))

    return checked


@pytest.fixture(scope="module")
def checked(check: Check) -> CheckResult:
    return check(ZH, EN)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("民国二十六年，事变发生。\n", "The incident took place in 1937.\n"),
        ("铁路于光绪三十一年建成。\n", "The railway was built in 1905.\n"),
    ],
)
def test_a_quantity_said_in_another_way_is_no_omission(source, target, check) -> None:
    assert [finding.kind for finding in check(source, target).findings] == []


SLIPS = [
    ("date", "2019年", "2018"),
    ("number", "90亿元", "90 billion yuan"),
    ("untranslated", None, "the the"),
    ("negation", "不", None),
    ("date", "星期三", "Thursday"),
    ("omission", "三百名代表", None),
    ("name", "光军", "Guangjin"),
    ("untranslated", "公布", "公布"),
]


@pytest.mark.parametrize(("kind", "source", "target"), SLIPS)
def test_a_slip_is_found_where_it_stands(
    checked: CheckResult, kind: str, source: str | None, target: str | None
) -> None:
    for found in checked.findings:
        here = found.source.of(ZH) if found.source else ""
        there = found.target.of(EN) if found.target else ""
        if found.kind == kind and (source is None or source in here) and (target is None or target in there):
            return
    pytest.fail(f"not found: {[(each.kind, each.reason) for each in checked.findings]}")


def test_a_good_translation_is_left_alone(check: Check) -> None:
    assert [each.reason for each in check(ZH, GOOD).findings] == []


def test_findings_stand_in_the_order_of_the_source(checked: CheckResult) -> None:
    starts = [each.source.start for each in checked.findings if each.source]
    assert starts == sorted(starts)


def test_kinds_are_switched_off(check: Check) -> None:
    assert {each.kind for each in check(ZH, EN, without=("date", "number", "untranslated")).findings}.isdisjoint(
        {"date", "number", "untranslated"}
    )


def test_profiles_show_more_or_less(check: Check, checked: CheckResult) -> None:
    strict, draft = (check(ZH, EN, profile=profile).findings for profile in ("strict", "draft"))
    assert len(draft) <= len(checked.findings) <= len(strict)
    assert set(draft) <= set(checked.findings) <= set(strict)


def test_the_original_may_be_english(check: Check) -> None:
    kinds = {each.kind for each in check(ZH, EN, direction="en-zh").findings}
    assert "addition" in kinds
    assert "omission" not in kinds


def test_a_passage_that_is_too_long_is_left_out_and_said(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_texts, "LARGEST", 1500)
    chinese = "，".join(f"第{at}条工厂生产自行车" for at in range(90))
    english = ", ".join(f"article {at} a plant" for at in range(90))
    with pytest.warns(ReadWarning, match=r"target: not checked: a passage of \d+ Chinese .* begins at character \d+"):
        found = check(f"{ZH}{chinese}。\n", f"{EN}{english}.\n").findings
    assert {each.kind for each in found} >= {"number", "date"}


def test_left_out_and_added_sentences(check: Check) -> None:
    lines = ZH.splitlines(keepends=True), GOOD.splitlines(keepends=True)
    found = check("".join(lines[0]), "".join(lines[1][:2] + lines[1][3:])).findings
    assert [each.kind for each in found if each.target is None and each.source and len(each.source) > 15] == [
        "omission"
    ]
    found = check("".join(lines[0][:2] + lines[0][3:]), "".join(lines[1])).findings
    assert [each.kind for each in found if each.source is None] == ["addition"]


def test_what_was_dismissed_stays_away_when_the_text_around_changes(check: Check, checked: CheckResult) -> None:
    found = next(each for each in checked.findings if each.kind == "number")
    decision = Decision(
        "finding", tuple(anchors_of(checked, found)), "dismissed", "AB", "2024-05-01T00:00:00+00:00", "number"
    )
    assert only_taken(checked, [decision]).findings == ()
    left = without_dismissed(checked, [decision])
    assert left.dismissed == 1
    assert found not in left.findings
    later = check("新的一行。\n" + ZH, "A new line.\n" + EN)
    assert without_dismissed(later, [decision]).dismissed == 1
    other = Decision("finding", decision.anchors, "dismissed", "AB", decision.made, "name")
    assert without_dismissed(checked, [other]).dismissed == 0
    taken_back = Decision("finding", decision.anchors, "withdrawn", "AB", "2024-06-01T00:00:00+00:00", "number")
    assert without_dismissed(checked, [decision, taken_back]).dismissed == 0


def test_only_what_was_changed(checked: CheckResult) -> None:
    old = document_of(EN.replace("90 billion", "9 billion"), "en", name="old", presplit=True)
    assert [each.kind for each in only_changed(checked, old).findings] == ["number"]


def pair(source: str, target: str) -> Pair:
    nothing = np.zeros((0, 2), np.int32)
    return Pair(source, target, AlignmentMatrix(nothing, nothing, np.zeros((0, 0), np.float32)))


def test_the_days_of_one_date_are_compared_wherever_the_date_stands() -> None:
    source = "学校将在九月一日开学，请各位家长提前做好准备，并把学费交到会计室。"
    same = (
        "Parents are asked to prepare in time and to pay the fees to the office, for the school opens on September 1."
    )
    assert not list(check_numbers(pair(source, same)))
    (found,) = check_numbers(pair(source, same.replace("September 1", "September 4")))
    assert (found.kind, found.reason) == ("date", "一日 is 1, “4” is 4")


def test_the_next_number_of_a_list_is_no_slip() -> None:
    target = "The agency shall keep the following: 7. names of the staff; 8."
    assert not list(check_numbers(pair("机关应保存下列事项：七、人员名册。", target)))
    slipped = "The agency shall keep the following: 8. names of the staff."
    assert [each.kind for each in check_numbers(pair("机关应保存下列事项：七、人员名册。", slipped))] == ["number"]


def test_not_exceeding_denies_nothing() -> None:
    assert [cue.strength for cue in chinese_cues("期限不得逾十五日，并不得延长。")] == ["weak", "strong"]


TYPOGRAPHY = [
    ("他走了。", "He went went home.", "zh-en", ["went went"]),
    ("他走了。", "He knew that that was so.", "zh-en", []),
    ("他（昨天）走了。", "He left (yesterday.", "zh-en", ["("]),
    ("他走了。", "1) He left; 2) she stayed.", "zh-en", []),
    ("他说：“走吧。”", "He said, “Go.", "zh-en", ["“"]),
    ("中国", "China (中国)", "zh-en", []),
    ("依法治国", "Rule by 依法", "zh-en", ["依法"]),
    ("他走了,她没走。", "He went, she did not.", "en-zh", [","]),
    ("他的的书", "His book", "en-zh", ["的的"]),
    ("他现在在北京。", "He is in Beijing now.", "en-zh", []),
    ("他说：“我们走。", 'He said: "We go.', "en-zh", []),  # it goes on in the next sentence
    ("他说：“我们走。", "He said: 'We go.", "en-zh", []),
    ("“我们走。", "'We go.", "en-zh", []),
    ("他说：“我们走。", 'He said: "We go."', "en-zh", ["“"]),
    ("他说：“我们走。", "He said: 'We go.'", "en-zh", ["“"]),
    ("他说：“我们走。", "He said that we go to the dogs' home.", "en-zh", ["“"]),
]


@pytest.mark.parametrize(("source", "target", "direction", "wanted"), TYPOGRAPHY)
def test_typography(source: str, target: str, direction, wanted: list[str]) -> None:
    found = [each for each in check_untranslated(pair(source, target), direction) if each.confidence > 0.6]
    text = target if direction == "zh-en" else source
    spans = [each.target if direction == "zh-en" else each.source for each in found]
    assert [span.of(text) for span in spans if span] == wanted


def test_a_reference_decides_how_terms_are_rendered() -> None:
    entries = {
        "国家安全法": ["National Security Law"],
        "本法自公布之日起施行": ["This Law comes into force on promulgation"],
    }
    slips = [
        pair("根据《国家安全法》第二条", "Under Article 2 of the State Safety Act"),
        pair("根据《国家安全法》第三条", "Under Article 3 of the National Security Law"),
        pair("本法自公布之日起施行。", "This act enters into effect when published."),
    ]
    found = [(each.source.of(of.source), each.reason) for of, each in check_reference(slips, entries) if each.source]
    assert [source for source, _ in found] == ["国家安全法", "本法自公布之日起施行。"]
    assert "National Security Law" in found[0][1]


def test_json_lines_keep_the_contract(checked: CheckResult) -> None:
    records = [json.loads(line) for line in write_jsonl([checked]).splitlines()]
    assert len(records) == len(checked.findings)
    for record in records:
        assert record["kind"] in KINDS
        assert record["severity"] in ("minor", "major", "critical")
        assert 0 <= record["confidence"] <= 1
        assert record["reason"]
        for side, text in (("source", ZH), ("target", EN)):
            start, end = record[f"{side}_start"], record[f"{side}_end"]
            assert (start is None) == (end is None)
            assert start is None or text[start:end] == record[f"{side}_text"]
        assert record["source_start"] is not None or record["target_start"] is not None


def test_a_page_marks_both_sides_and_escapes(checked: CheckResult) -> None:
    page = write_html([checked])
    assert page.count("<mark ") >= len(checked.findings)
    assert 'value="number"' in page
    evil = CheckResult(
        checked.bitext, (Finding("name", "minor", Span(0, 1), None, 0.5, "<script>alert(1)</script>", "x"),)
    )
    assert "<script>alert" not in write_html([evil])


def test_sheet_notes_and_table(checked: CheckResult) -> None:
    with zipfile.ZipFile(io.BytesIO(write_xlsx([checked]))) as book:
        assert "90 billion yuan" in book.read("xl/sharedStrings.xml").decode()
    notes = write_notes([checked])
    assert notes.count("<note ") == len(checked.findings)
    assert "90亿元" in shown_table([checked], plain=True)
    assert summary(checked).startswith(f"target: {len(checked.findings)} findings")


def test_a_word_file_gets_comments(checked: CheckResult, tmp_path: Path) -> None:
    made = docx.Document()
    for line in EN.splitlines():
        made.add_paragraph(line)
    held = io.BytesIO()
    made.save(held)
    path = tmp_path / "a.docx"
    path.write_bytes(held.getvalue())
    (tmp_path / "a.zh").write_text(ZH, encoding="utf-8")
    status, _, errors = call(["check", str(tmp_path / "a.zh"), str(path), "-o", str(tmp_path / "out.docx")])
    assert status == 0, errors
    with zipfile.ZipFile(tmp_path / "out.docx") as package:
        comments = package.read("word/comments.xml").decode()
    assert "90亿元" in comments
    assert path.read_bytes() == held.getvalue()
