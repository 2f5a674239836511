"""A Tab on the command line: in the shells themselves, and what is offered where."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from duizhao.align.cli.app import app, commands
from duizhao.align.cli.choices import OF_ALL, OF_COMMAND, choices_of
from duizhao.align.cli.completion import candidates
from duizhao.align.cli.terminal.command_line import Typed, read_bash
from duizhao.align.cli.terminal.shells import SCRIPTS
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.store.glance import Glance, glance
from duizhao.corpus.store.store import Store

BIN = Path(sys.executable).parent
NAMES = ("speech", "Speech of 2014", "law:2018", "民法典", "Mao's talk")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "papers.duizhao"
    with Store.open(path, create=True) as store:
        for name in NAMES:
            store.add(document_of(f"{name}。", "zh", name=name, presplit=True), vectors={}, model="m")
        store.set_metadata("speech", {"translator": "Legge", "year": "1893"})
    return path


def offered(corpus: Path | None, *words: str) -> list[str]:
    line = Typed(words[:-1], words[-1], ("--corpus", str(corpus)) if corpus else ())
    return [candidate.value for candidate in candidates(line, commands)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["remo"], ["remove"]),
        (["terms", "sk"], ["sketch"]),
        (["terms", "--"], []),
        (["remove", "S"], ["Speech of 2014"]),
        (["remove", "民"], ["民法典"]),
        (["rename", "speech", ""], []),  # the new name is the user's
        (["set", "speech", "tr"], ["translator="]),
        (["set", "speech", "translator=Legge", "y"], ["year="]),
        (["timeline", "--where", ""], ["translator=", "year="]),
        (["find", "学习", "--count", ""], ["document", "text", "translator", "year"]),
        (["find", "学习", "--format", "x"], ["xlsx"]),
        (["find", "学习", "--format=x"], ["--format=xlsx"]),
        (["find", "学习", "--regex", "--so"], ["--sort"]),
        (["find", "--in", "zh", "--in"], []),  # given already
        (["find", "x", "--with", "a", "--with"], ["--with", "--without"]),
        (["find", "x", "--with", ""], []),
        (["check", "a", "b", "--style", ""], ["chicago", "gbt15834", "un"]),
        (["export", "-o", "x", "--form"], ["--format"]),
        (["nonsense", "a"], []),
        (["link", "--model", "zhen"], ["zhen-small"]),
    ],
    ids=" ".join,
)
def test_what_is_offered(corpus, words, found) -> None:
    assert offered(corpus, *words) == found


def test_without_a_corpus_there_are_no_names(tmp_path) -> None:
    assert offered(None, "remove", "") == []
    (tmp_path / "notes.duizhao").write_text("no database")
    assert offered(tmp_path / "notes.duizhao", "remove", "") == []
    assert glance(tmp_path / "missing.duizhao") == Glance()
    assert [path.name for path in tmp_path.iterdir()] == ["notes.duizhao"]


def test_nothing_is_left_beside_the_corpus(corpus) -> None:
    assert glance(corpus).texts == NAMES
    assert [path.name for path in corpus.parent.iterdir()] == [corpus.name]
    with Store.open(corpus) as store:
        store.set_metadata("民法典", {"author": "x"})
        assert "author" in glance(corpus).keys
        store.set_metadata("民法典", {"author": None})


def test_fetched_models_are_offered(tmp_path, monkeypatch) -> None:
    (tmp_path / "models--sentence-transformers--LaBSE").mkdir()
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    assert offered(None, "words", "--model", "") == ["zhen-small", "sentence-transformers/LaBSE"]


@pytest.mark.parametrize(
    ("line", "typed", "reply"),
    [
        ("duizhao remove Sp", "Sp", "Speech\\ of\\ 2014"),
        ("duizhao remove 'Sp", "Sp", "Speech of 2014"),
        ('duizhao remove "Speech o', "Speech o", "Speech of 2014"),
        ("duizhao remove Speech\\ o", "Speech o", "Speech\\ of\\ 2014"),
        ("duizhao remove ", "", "Speech\\ of\\ 2014"),
        ("duizhao", "", "Speech\\ of\\ 2014"),
    ],
)
def test_a_line_of_bash(line, typed, reply) -> None:
    read = read_bash(str(len(line)), line)
    assert (read.typed.current, read.reply("Speech of 2014", ":=")) == (typed, reply)


def test_a_line_of_bash_counted_in_bytes() -> None:
    line = "duizhao find 学习 --so"
    assert read_bash(str(len(line.encode())), line).typed == Typed(("find", "学习"), "--so")
    assert read_bash("15", "duizhao remove  --corpus a").typed == Typed(("remove",), "", ("--corpus", "a"))


def test_the_words_are_those_that_the_commands_take() -> None:
    """Each list against the one that decides."""
    from duizhao.align.checks.finding import KINDS, SEVERITIES
    from duizhao.align.checks.rules.read_rules import STYLES
    from duizhao.align.cli import add, align, check, memory
    from duizhao.align.concordance import service, versions_formats
    from duizhao.align.frequencies.lists import BY
    from duizhao.align.report import findings_formats
    from duizhao.align.report.bitext_formats import BITEXT_FORMATS
    from duizhao.align.report.corpus_formats import CORPUS_FORMATS
    from duizhao.align.report.trace_formats import TRACE_FORMATS
    from duizhao.align.terms import entities
    from duizhao.corpus.exchange.tables.sentences import READ_FORMATS

    owners = {
        "add --order": add.ORDERS,
        "align --format": BITEXT_FORMATS,
        "align --within": align.BOUNDARIES,
        "check --direction": check.DIRECTIONS,
        "check --fail-on": SEVERITIES,
        "check --format": (check.TABLE, *findings_formats.FORMATS, check.WORD),
        "check --style": [path.stem for path in STYLES.glob("*.toml")],
        "check --without": KINDS,
        "entities --kind": entities.KINDS,
        "export --format": (*BITEXT_FORMATS, *CORPUS_FORMATS),
        "find --format": (*service.FORMATS, "conllu"),
        "frequency list --by": BY,
        "link --format": {"table", *TRACE_FORMATS, "docx"},
        "memory --format": memory.FORMATS,
        "read --format": (*READ_FORMATS, "conllu"),
        "terms show --format": service.FORMATS,
        "versions --format": tuple(versions_formats.FORMATS),
    }
    for name, words in owners.items():
        assert set(choices_of(*name.rsplit(" ", 1))) == set(words), name


def test_every_entry_is_of_a_parameter_that_there_is() -> None:
    for name in OF_COMMAND:
        *path, parameter = name.split()
        command = commands()
        for part in path:
            command = command.commands[part]
        assert parameter in {spelling for declared in command.params for spelling in (declared.name, *declared.opts)}
    assert all(option.startswith("--") for option in OF_ALL)


@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_command_prints_the_script(shell) -> None:
    assert CliRunner().invoke(app, ["completion", shell]).stdout == SCRIPTS[shell]


def test_a_shell_that_is_not_known() -> None:
    assert CliRunner().invoke(app, ["completion", "tcsh"]).exit_code == 2


@pytest.mark.slow
def test_nothing_heavy_is_loaded(corpus) -> None:
    code = (
        "import sys, time; from duizhao.align.cli.app import main; main(); "
        "print(*{'torch', 'numpy', 'pydantic', 'rich', 'fastapi'} & {*sys.modules}, time.process_time())"
    )
    words = ["3", "compare", "--corpus", str(corpus)]
    ran = subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**os.environ, "_DUIZHAO_COMPLETE": "fish"},
        capture_output=True,
        text=True,
        check=True,
    )
    *loaded, seconds = ran.stdout.splitlines()[-1].split()
    assert not loaded
    assert float(seconds) < 1  # some 0.2 on an idle machine


# In the shells themselves

WORDS = [
    ("duizhao remo", ["remove"]),
    ("duizhao frequency dis", ["frequency", "dispersion"]),
    ("duizhao remove --corpus {corpus} Speech\\ o", ["remove", "--corpus", "{corpus}", "Speech of 2014"]),
    ("duizhao remove --corpus {corpus} 'Speech o", ["remove", "--corpus", "{corpus}", "Speech of 2014"]),
    ("duizhao remove --corpus {corpus} 民", ["remove", "--corpus", "{corpus}", "民法典"]),
    ("duizhao remove --corpus {corpus} Mao", ["remove", "--corpus", "{corpus}", "Mao's talk"]),
    ("duizhao remove --corpus {corpus} law:2", ["remove", "--corpus", "{corpus}", "law:2018"]),
    ("duizhao find x --format=xl", ["find", "x", "--format=xlsx"]),
    ("duizhao find x --corpus {folder}/pap", ["find", "x", "--corpus", "{folder}/papers.duizhao"]),
]


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_tab_in_the_shell(shell, corpus, tmp_path) -> None:
    """The line as it stands after a Tab, taken apart by the shell itself."""
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not on this machine")
    script = tmp_path / "script"
    script.write_text(SCRIPTS[shell])
    start = {"bash": [program, "--norc", "--noprofile", "-i"], "zsh": [program, "-f", "-i"]}[shell]
    ready = {"bash": f"source {script}", "zsh": f"autoload -U compinit; compinit -u -D; source {script}"}[shell]
    places = {"corpus": str(corpus), "folder": str(corpus.parent)}
    lines = [f"{line.format(**places)}\t\x01printf '<%s>' \x05" for line, _ in WORDS]
    said = in_terminal(start, [ready, *lines])
    shown = [line for line in said.splitlines() if line.startswith("<duizhao>")]
    assert [line[1:-1].split("><")[1:] for line in shown] == [
        [word.format(**places) for word in words] for _, words in WORDS
    ]


def in_terminal(command: list[str], lines: list[str], seconds: float = 60) -> str:
    """What a program shows in a terminal in which lines are typed, each when it has said END of the one before."""
    child, terminal = pty.fork()
    if child == 0:
        environment = {"PATH": f"{BIN}:{os.environ['PATH']}", "TERM": "xterm", "LC_ALL": "C.UTF-8", "PS1": "> "}
        os.execve(command[0], command, environment | {"HOME": "/nonexistent", "COLUMNS": "400"})
    said, until = b"", time.monotonic() + seconds
    try:
        for count, line in enumerate(lines, 1):
            os.write(terminal, f"{line}; echo; echo END\r".encode())
            while said.count(b"\nEND\r") < count and time.monotonic() < until:
                if select.select([terminal], [], [], 0.2)[0]:
                    said += os.read(terminal, 65536)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
    return said.decode(errors="replace").replace("\r", "\n")


@pytest.mark.slow
def test_a_tab_in_fish(corpus, tmp_path) -> None:
    program = shutil.which("fish")
    if program is None:
        pytest.skip("fish is not on this machine")
    script = tmp_path / "duizhao.fish"
    script.write_text(SCRIPTS["fish"])
    lines = ["duizhao remo", f"duizhao remove --corpus {corpus} Sp", f"duizhao find x --corpus {corpus.parent}/pap"]
    ran = subprocess.run(
        [program, "--no-config", "-c", f"source {script}; " + "; ".join(f'complete -C "{line}"' for line in lines)],
        env={"PATH": f"{BIN}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line.split("\t")[0] for line in ran.stdout.splitlines()] == ["remove", "Speech of 2014", str(corpus)]
