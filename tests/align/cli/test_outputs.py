"""What a user names to be written never takes the place of what is read, nor, unasked, of anybody else's file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import typer.main
from encoders import PAIRS, bert_like
from loopback import call

from duizhao.align.cli.app import app, spread
from duizhao.corpus.errors import WriteError
from duizhao.corpus.files.atomic import write_whole
from duizhao.corpus.files.outputs import OutputGuard, is_own

OUTPUTS = {"output", "failures", "plan"}
"""Parameters of the commands that are written; a path under another name is read."""


def commands(group: Any, named: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*named, name))
        else:
            yield (*named, name), command


COMMANDS = dict(commands(typer.main.get_command(app)))  # type: ignore[arg-type]


def takes_a_path(parameter: Any) -> bool:
    return "path" in repr(parameter.type_descriptor).lower()


WRITING = {
    named: [each.name for each in command.params if each.name in OUTPUTS and takes_a_path(each)]
    for named, command in COMMANDS.items()
    if any(each.name in OUTPUTS and takes_a_path(each) for each in command.params)
}
PAIRS_OF_PATHS = [
    (named, read.name, written)
    for named, outputs in WRITING.items()
    for written in outputs
    for read in COMMANDS[named].params
    if takes_a_path(read) and read.name not in OUTPUTS
]


def test_every_command_that_writes_is_here() -> None:
    assert {" ".join(named) for named in WRITING} == {
        "align", "words", "project", "check", "add", "batch", "export", "find", "compare", "rerun", "link", "demo",
        "terms show", "terms extract", "terms check", "terms collocates", "decisions export",
        "codes agree", "entities", "memory", "timeline", "versions", "frequency list", "frequency ngrams",
        "frequency dispersion", "frequency trend", "terms sketch",
    }  # fmt: skip
    assert all("force" in {each.name for each in COMMANDS[named].params} for named in WRITING)


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("read.txt", "theirs.txt"):
        (tmp_path / name).write_text("桥被河水冲走了。\n", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside.txt").write_text("村民都很难过。\n", encoding="utf-8")
    return tmp_path


def given(named: tuple[str, ...], values: dict[str, str]) -> list[str]:
    """A call of a command with these values, and with something for each argument that must be given."""
    if named == ("link",):  # it looks after its outputs itself, once it knows that it is asked for what can be done
        instead = {} if "phrases" in values else {"articles": "x"}
        values = {"format": "csv"} | instead | ({} if "corpus" in values else {"source": "x"}) | values
    options, arguments = [], []
    for each in COMMANDS[named].params:
        value = values.get(str(each.name), "x" if each.required else None)
        if each.param_type_name == "argument":
            arguments += [value] if value is not None else []
        elif value is not None:
            options += [each.opts[0], value]
    return [*named, *arguments, *options]


@pytest.mark.parametrize(
    ("named", "read", "written"), PAIRS_OF_PATHS, ids=[" ".join((*a, b, c)) for a, b, c in PAIRS_OF_PATHS]
)
def test_no_output_is_an_input(work: Path, named: tuple[str, ...], read: str, written: str) -> None:
    """Whichever input it is, by its name, by a link, or by its name in other letters, and whatever is forced."""
    before = (work / "read.txt").read_bytes()
    (work / "soft.txt").symlink_to("read.txt")
    os.link(work / "read.txt", work / "hard.txt")
    for output in ("read.txt", "soft.txt", "hard.txt", "folder/../read.txt", "READ.TXT"):
        status, printed, errors = call([*given(named, {read: "read.txt", written: output}), "--force"])
        assert (status, printed) == (1, ""), (output, errors)
        assert errors.count("\n") == 1
        assert "is read by this command" in errors
    assert (work / "read.txt").read_bytes() == before
    assert sorted(path.name for path in work.iterdir()) == ["folder", "hard.txt", "read.txt", "soft.txt", "theirs.txt"]


@pytest.mark.parametrize("named", [named for named in WRITING if "output" in WRITING[named]], ids=" ".join)
def test_what_the_program_did_not_write_is_not_replaced_unasked(work: Path, named: tuple[str, ...]) -> None:
    before = (work / "theirs.txt").read_bytes()
    if named == ("batch",):
        pytest.skip("it writes a folder")
    status, printed, errors = call(given(named, {"output": "theirs.txt"}))
    assert (status, printed, errors.count("\n")) == (1, "", 1)
    assert "--force" in errors
    assert (work / "theirs.txt").read_bytes() == before


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for ending, side in (("zh", 0), ("en", 1)):
        (folder / f"a.{ending}").write_text("".join(f"{pair[side]}\n" for pair in PAIRS), encoding="utf-8")
    tiny = bert_like(folder / "tiny")
    made = folder / "papers.duizhao"
    files = ["--source", str(folder / "a.zh"), "--target", str(folder / "a.en")]
    assert call(["add", "--corpus", str(made), *files, "--model", str(tiny)])[0] == 0
    return made


class TestACorpus:
    @pytest.fixture
    def papers(self, work: Path, corpus: Path) -> Path:
        (work / "papers.duizhao.index").mkdir()
        (work / "papers.duizhao.index" / "rows").write_text("derived", encoding="utf-8")
        shutil.copy(corpus, work / "papers.duizhao")
        return work / "papers.duizhao"

    @pytest.mark.parametrize(
        "output",
        ["papers.duizhao", "papers.duizhao.index", "papers.duizhao.index/rows", "papers.duizhao.index/new",
         "papers.duizhao-wal", "papers.duizhao-journal", "Papers.Duizhao"],
    )  # fmt: skip
    def test_nothing_of_it_is_written_over(self, papers: Path, output: str) -> None:
        before = papers.read_bytes()
        for command in (
            ["find", "桥"],
            ["export", "--format", "beads"],
            ["decisions", "export"],
            ["terms", "show", "桥"],
        ):
            status, _, errors = call([*command, "--corpus", "papers.duizhao", "-o", output, "--force"])
            assert (status, errors.count("\n")) == (1, 1), errors
        assert papers.read_bytes() == before
        assert not (papers.parent / "papers.duizhao.index" / "new").exists()

    def test_nor_is_one_that_is_not_read(self, papers: Path) -> None:
        before = papers.read_bytes()
        status, _, errors = call(["align", "read.txt", "theirs.txt", "-o", "papers.duizhao", "--force"])
        assert (status, "is a corpus" in errors) == (1, True)
        assert papers.read_bytes() == before

    def test_a_result_is_replaced_until_somebody_changes_it(self, papers: Path) -> None:
        ask = ["find", "桥", "--corpus", "papers.duizhao", "-o", "found.csv"]
        assert [call(ask)[0] for _ in range(2)] == [0, 0]
        found = papers.with_name("found.csv")
        with found.open("a", encoding="utf-8") as file:
            file.write("my own note\n")
        assert call(ask)[0] == 1
        assert found.read_text(encoding="utf-8").endswith("my own note\n")
        assert call([*ask, "--force"])[0] == 0
        assert "my own note" not in found.read_text(encoding="utf-8")


def test_a_draft_in_a_folder_of_drafts_is_not_replaced(work: Path) -> None:
    """What `-o FOLDER` names is looked at file by file."""
    theirs = work / "folder" / "read.sources.html"
    theirs.write_text("notes\n", encoding="utf-8")
    status, _, errors = call(["link", "read.txt", "--source", "theirs.txt", "-o", "folder"])
    assert (status, "'read.sources.html' is there already" in errors) == (1, True)
    assert theirs.read_text(encoding="utf-8") == "notes\n"


def test_what_the_shell_appends_to_an_input_is_refused(work: Path) -> None:
    before = (work / "read.txt").read_bytes()
    program = [sys.executable, "-c", "from duizhao.align.cli.app import main; main()", "words", "read.txt"]
    with (work / "read.txt").open("ab") as output:
        ran = subprocess.run(program, stdout=output, stderr=subprocess.PIPE, text=True, timeout=120)
    assert (ran.returncode, "is its output too" in ran.stderr) == (1, True)
    assert (work / "read.txt").read_bytes() == before


@pytest.mark.parametrize(("answer", "kept"), [(True, False), (False, True)])
def test_on_a_terminal_the_user_is_asked(work: Path, answer: bool, kept: bool) -> None:
    asked: list[str] = []

    def ask(question: str) -> bool:
        asked.append(question)
        return answer

    guard = OutputGuard((), ask=ask)
    with pytest.raises(WriteError) if kept else nullcontext():
        guard.check(work / "theirs.txt")
    assert len(asked) == 1


def test_a_file_in_a_folder_that_is_read(work: Path) -> None:
    guard = OutputGuard((work / "folder",), force=True)
    with pytest.raises(Exception, match="stands in a folder that is read here"):
        guard.check(work / "folder" / "inside.txt")
    guard.check(work / "folder" / "new.txt")
    write_whole(work / "folder" / "new.txt", "ours")
    guard.check(work / "folder" / "new.txt")


def test_the_mark_stands_for_the_contents(work: Path) -> None:
    place = work / "ours.txt"
    write_whole(place, "one")
    assert is_own(place)
    place.write_text("two", encoding="utf-8")
    assert not is_own(place)
    place.write_text("", encoding="utf-8")
    assert is_own(place)


def test_options_that_take_several_files_are_still_spread() -> None:
    assert spread(["add", "--source", "x", "y", "--force"]) == ["add", "--source", "x", "--source", "y", "--force"]
