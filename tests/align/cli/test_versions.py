"""`versions`: two versions of a text, with their translations, in each format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from loopback import call

OLD = "公民有受教育的权利和义务。\n国家培养青年全面发展。\n他走了。\n"
NEW = "公民有受教育的權利和責任。\n国家培养青年全面发展。\n"
OLD_EN = "Citizens have the right and duty to be educated.\nThe state trains young people.\nHe left.\n"
NEW_EN = "Citizens have the right and duty to be educated.\nThe state trains the young.\n"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in (("old.zh", OLD), ("new.zh", NEW), ("old.en", OLD_EN), ("new.en", NEW_EN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_what_changed(files: Path) -> None:
    status, printed, errors = call(["versions", "old.zh", "new.zh"])
    assert status == 0
    assert printed == (
        "~ changed  0–13 → 0–13\n  公民有受教育的權利和[-义务-]{+責任+}。\n\n- removed  26–30 → nothing\n  他走了。\n\n"
    )
    assert "old to new: 1 unchanged, 1 changed, 1 removed" in errors
    records = [json.loads(line) for line in call(["versions", "old.zh", "new.zh", "--format", "jsonl"])[1].splitlines()]
    assert [record["state"] for record in records] == ["changed", "unchanged", "removed"]
    for record in records:
        assert record["old_text"] == OLD[record["old_start"] : record["old_end"]]
        for edit in record["edits"]:
            text, side = (OLD, "old") if edit["kind"] == "removed" else (NEW, "new")
            assert edit["text"] == text[edit[f"{side}_start"] : edit[f"{side}_end"]]
    whole = json.loads(call(["versions", "old.zh", "new.zh", "--format", "json"])[1])
    assert (whole["counts"], whole["passages"]) == ({"unchanged": 1, "changed": 1, "removed": 1}, records)


@pytest.mark.model
def test_what_the_translations_say(files: Path) -> None:
    given = ["versions", "old.zh", "new.zh", "--old-translation", "old.en", "--new-translation", "new.en"]
    status, printed, errors = call([*given, "--format", "jsonl"])
    assert status == 0
    records = [json.loads(line) for line in printed.splitlines()]
    assert [record["same_translation"] for record in records] == [True, False, None]
    assert records[2]["old_translation"] == [{"start": 80, "end": 88, "text": "He left."}]
    assert "1 changed, and their translation did not" in errors
    assert call([*given, "-o", "page.html"])[0] == 0
    page = (files / "page.html").read_text(encoding="utf-8")
    assert "<del>义务</del>" in page
    assert "<ins>責任</ins>" in page


@pytest.mark.parametrize(
    ("given", "status", "line"),
    [
        (["old.en", "new.zh"], 1, "this is English, and Chinese is wanted here"),
        (["none.zh", "new.zh"], 1, "there is no file none.zh"),
        (["old.zh", "new.zh", "-o", "old.zh"], 1, "would be lost"),
        (["old.zh", "new.zh", "--format", "docx"], 2, "--format is table, json, jsonl or html"),
    ],
)
def test_what_cannot_be_compared(files: Path, given: list[str], status: int, line: str) -> None:
    ended, printed, errors = call(["versions", *given])
    assert (ended, printed) == (status, "")
    assert line in " ".join(errors.replace("│", " ").split())
    assert (files / "old.zh").read_text(encoding="utf-8") == OLD
