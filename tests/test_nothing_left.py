"""After a text is removed nothing of it is left: in the corpus, beside it, in temporary folders, in the home."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import ROOT
from word_files import docx, p

pytestmark = pytest.mark.slow
Left = tuple[dict[str, list[str]], dict[str, list[str]]]
"""Where the secrets stand before the texts are removed, and after, by kind of place."""

SECRETS = ("绝密的银杏计划", "unmistakable ginkgo")
ZH = f"{SECRETS[0]}今年开始。\n2019年，共有三百名学生参加了考试。\n"
EN = f"The {SECRETS[1]} plan begins this year.\nIn 2019, three hundred students sat the examination.\n"


def traces(folder: Path) -> Iterator[str]:
    """Files beneath a folder that hold a secret, in their bytes or in a part of a package, however it is written."""
    wanted = [secret.encode(coding) for secret in SECRETS for coding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")]
    wanted += [json.dumps(secret)[1:-1].encode() for secret in SECRETS]
    for path in sorted(each for each in folder.rglob("*") if each.is_file() and not each.is_symlink()):
        data = path.read_bytes()
        held = [data]
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                held += [archive.read(name) for name in archive.namelist()]
        if any(secret in each for each in held for secret in wanted):
            yield path.relative_to(folder).as_posix()


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    work = tmp_path_factory.mktemp("left")
    places = {name: work / name for name in ("given", "corpus", "home", "temporary", "here")}
    for folder in places.values():
        folder.mkdir()
    files = {"text.zh": ZH.encode(), "text.en": EN.encode(), "paper.docx": docx("".join(p(x) for x in ZH.split("\n")))}
    files["draft.docx"] = docx(p(f"The paper says that “the {SECRETS[1]} plan begins this year.”"))
    files["page.html"] = f"<html><body><p>{ZH}</p></body></html>".encode()
    files["old.rtf"] = b"{\\rtf1 The " + SECRETS[1].encode() + b" plan.\\par}"
    for name, data in files.items():
        (places["given"] / name).write_bytes(data)
    given = {name: str(places["given"] / name) for name in files}
    corpus = ["--corpus", str(places["corpus"] / "c.duizhao")]
    before = [
        ["add", *corpus, "--source", given["text.zh"], "--target", given["text.en"]],
        ["add", *corpus, "--source", given["paper.docx"]],
        ["find", "the plan begins", "--meaning", *corpus, "--format", "jsonl"],
        ["link", given["draft.docx"], *corpus],
        ["terms", "show", "计划", *corpus],
        *(["read", given[name], "--text"] for name in ("paper.docx", "page.html", "old.rtf")),
        ["check", given["text.zh"], given["text.en"]],
    ]
    after = [["remove", name, *corpus] for name in ("paper", "text")]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "XDG_", "TMP", "TEMP"))}
    told = {"HOME": str(places["home"]), "TMPDIR": str(places["temporary"])}

    def run(calls: list[list[str]]) -> dict[str, list[str]]:
        (work / "calls.json").write_text(json.dumps(calls), encoding="utf-8")
        ran = subprocess.run(
            [sys.executable, ROOT / "tests/support/loopback.py", work / "calls.json"],
            cwd=places["here"], env=kept | told, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        for arguments, line in zip(calls, ran.stdout.splitlines(), strict=True):
            record = json.loads(line)
            assert record["status"] == 0 or arguments[1] == given["old.rtf"], (arguments, record["errors"])
        return {name: list(traces(folder)) for name, folder in places.items() if name != "given"}

    return run(before), run(after)


def test_the_secret_is_seen_where_it_is(left: Left) -> None:
    assert left[0]["corpus"] == ["c.duizhao"]


@pytest.mark.parametrize("place", ["home", "temporary", "here"])
def test_no_command_leaves_a_trace(left: Left, place: str) -> None:
    assert left[0][place] == []


@pytest.mark.parametrize("place", ["corpus", "home", "temporary", "here"])
def test_nothing_is_left_of_what_is_removed(left: Left, place: str) -> None:
    assert left[1][place] == []


def test_a_crash_writes_no_memory_to_the_disk() -> None:
    code = (
        "import sys, typer\nfrom duizhao.align.cli import app\nsys.argv = ['duizhao', '--version']\n"
        "try:\n    app.main()\nexcept SystemExit:\n    pass\n"
        "import resource\nprint(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    if sys.platform == "win32":
        pytest.skip("Windows has no limit of this kind")
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.splitlines()[-1] == "(0, 0)"
