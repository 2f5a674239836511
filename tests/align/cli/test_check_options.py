"""`check`: what is said of rules, styles and weights that cannot be taken, before any text is read."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest
from loopback import call


@pytest.mark.parametrize(
    ("options", "status", "line"),
    [
        (["--rules", "bad.toml"], 1, "bad.toml, line 2: '(' is no regular expression"),
        (["--rules", "none.toml"], 1, "there is no file none.toml"),
        (["--style", "mla"], 1, "no style is called 'mla': there are chicago, gbt15834, un"),
        (["--rules-only"], 2, "--rules-only goes with"),
        (["--weights", "minor=2"], 2, "--weights and --pass-mark go with"),
        (["--score", "--weights", "small=2"], 2, "--weights names minor, major or critical"),
        (["--score", "--weights", "minor=-2"], 2, "--weights are numbers from 0"),
        (["--score", "--pass-mark", "101"], 2, "less than or equal to 100"),
        (["--earlier", "a.en"], 2, "--earlier goes with --score"),
        (["--score", "--drafts", "draft"], 2, "--drafts goes with --corpus"),
        (["--take", "1"], 2, "--take goes with --as"),
        (["--take", "1", "--dismiss", "1", "--as", "AB", "--decisions", "d"], 2, "goes with --as"),
        (["--score", "--format", "svg"], 1, "scores are not written as svg; choose table, json, jsonl, csv, html"),
        (["--score", "--format", "docx"], 1, "scores are not written as docx; choose table, json, jsonl, csv, html"),
    ],
)
def test_what_cannot_be_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], status: int, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.zh").write_text("他来了。\n", encoding="utf-8")
    (tmp_path / "a.en").write_text("He came.\n", encoding="utf-8")
    (tmp_path / "bad.toml").write_text("[[rule]]\nsource = '('\n", encoding="utf-8")
    ended, printed, errors = call(["check", "a.zh", "a.en", *options])
    assert (ended, printed) == (status, "")
    assert line in " ".join(errors.replace("│", " ").split())


@pytest.fixture
def draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a Chinese text and its translation, a Word file in which three things are wrong."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.zh").write_text("他在1949年来了。\n她走了。\n", encoding="utf-8")
    made = docx.Document()
    for line in ("He came in 1949 on-line.", "She left the the house."):
        made.add_paragraph(line)
    made.save("a.docx")
    return tmp_path


@pytest.mark.model
def test_proposals_go_into_the_word_file_as_tracked_changes(draft: Path) -> None:
    before = (draft / "a.docx").read_bytes()
    given = ["check", "a.zh", "a.docx", "--style", "chicago"]
    status, printed, errors = call([*given, "--format", "jsonl"])
    assert status == 0, errors
    fixes = [fix for fix in (json.loads(line)["fix"] for line in printed.splitlines()) if fix]
    assert fixes == [
        {"side": "target", "start": 16, "end": 23, "replacement": "online"},
        {"side": "target", "start": 37, "end": 41, "replacement": ""},
    ]
    status, printed, errors = call([*given, "--tracked", "-o", "out.docx"])
    assert (status, printed) == (0, "")
    assert "2 proposals as tracked changes" in errors
    assert call(["read", "out.docx", "--text"])[1] == "He came in 1949 online.\nShe left the house.\n"
    original = call(["read", "out.docx", "--text", "--changes", "original"])[1]
    assert original == "He came in 1949 on-line.\nShe left the the house.\n"
    status, _, errors = call([*given, "--tracked", "-o", "a.docx"])
    assert status == 1
    assert "would be lost" in errors
    assert (draft / "a.docx").read_bytes() == before


@pytest.mark.parametrize("options", [["--tracked"], ["--tracked", "--score"], ["--tracked", "--format", "html"]])
def test_what_tracked_changes_go_with(draft: Path, options: list[str]) -> None:
    assert draft.is_dir()
    status, _, errors = call(["check", "a.zh", "a.docx", *options])
    assert status == 2
    assert "--tracked goes with -o FILE.docx" in errors
    assert call(["check", "a.zh", "a.zh", "--tracked", "-o", "b.docx"])[0] == 1
