"""`check`: what is said of rules, styles and weights that cannot be taken, before any text is read."""

from __future__ import annotations

from pathlib import Path

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
