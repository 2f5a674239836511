"""Commands that write, killed at random moments; and what must be true of the user's files afterwards.

A process that has loaded the program once is forked for each kill, so that a kill costs a moment and not a start.
Nothing here may use torch before the fork: its threads would be missing in the child.
"""

from __future__ import annotations

import importlib
import io
import os
import pkgutil
import random
import re
import shutil
import signal
import sys
import time
import traceback
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from encoders import PAIRS, bert_like
from word_files import docx, p

import duizhao.align
from duizhao.corpus.decisions.log import all_decisions
from duizhao.corpus.store.integrity import faults
from duizhao.corpus.store.store import Store

ARTICLE = "He wrote that “The river swept the bridge away.” She said: “All the villagers were sad.”\n"
_MOMENTS = re.compile(rb"\d{4}-\d\d-\d\dT[0-9:.+Z]+|\d{8}T\d{6}Z")


@dataclass(frozen=True)
class Command:
    """A command that writes: to `place` (a file or a folder), or, where there is none, to the corpus.

    `stepwise`: it puts several things in, each whole.
    """

    arguments: str
    place: str = ""
    stepwise: bool = False

    @property
    def name(self) -> str:
        """For reports."""
        return self.arguments.replace(" --corpus c", "").replace(" --model m", "")

    @property
    def slow(self) -> bool:
        """Whether it mostly computes."""
        return self.arguments.startswith(("align", "link", "check", "find", "terms", "codes"))


def _written(arguments: str, forms: Sequence[str]) -> list[Command]:
    return [Command(f"{arguments} --force -o out.{form}", f"out.{form}") for form in forms]


COMMANDS = (
    *_written("align a.zh a.en --model m", ("tsv", "jsonl", "beads", "html", "md", "csv", "xlsx", "tmx", "xliff")),
    *_written("link article.txt --corpus c --model m", ("json", "html", "md", "csv", "xlsx", "jsonld", "jsonl")),
    *_written("link draft.docx --corpus c --model m", ("docx",)),
    *_written("check a.zh a.en --model m", ("jsonl", "html", "xlsx")),
    *_written("export --corpus c", ("tmx", "xlsx")),
    *_written("export --corpus c --format corpus", ("zip",)),
    *_written("find 学校 --corpus c --model m", ("xlsx",)),
    *_written("decisions export --corpus c", ("jsonl",)),
    *(Command(f"export --corpus c --format {form} -o made", "made") for form in ("vertical", "lines", "tei")),
    Command("add --corpus c --source new.zh --target new.en --set year=1900 --model m"),
    Command("add --corpus fresh --source new.zh --target new.en --model m"),
    Command("add --corpus c --name a --target second.en --set year=1900 --model m"),
    Command("add --corpus c --source draft/a.zh --target draft/a.en --replace --model m"),
    Command("add --corpus c --folder folder --model m", stepwise=True),
    Command("add --corpus c --pairs given.tmx --model m"),
    Command("set a year=1901 --corpus c"),
    Command("rename a b --corpus c"),
    Command("remove a --corpus c"),
    Command("import other.zip --corpus c"),
    Command("decisions record --corpus c --document a --start 0 --end 3 --verdict x --as AB"),
    Command("decisions import said.jsonl --corpus c"),
    Command("terms merge 学校 school --into learning --as AB --corpus c --model m"),
    Command("codes import coded.csv --corpus c --as AB --model m"),
    Command("reencode --corpus c --model n", stepwise=True),
)

_PREPARED = (
    "add --corpus c --source a.zh --target a.en --model m",
    "add --corpus c --source kept.zh --target kept.en --model m",
    "decisions record --corpus c --document kept --start 0 --end 2 --verdict y --as CD",
    "add --corpus o --source far.zh --target far.en --model m",
    "decisions record --corpus o --document far --start 0 --end 2 --verdict z --as EF",
    "export --corpus o --format corpus -o other.zip",
    "decisions export --corpus o -o said.jsonl",
    "align far.zh far.en --model m -o given.tmx",
    "terms show 学校 --corpus c --occurrences --model m -o coded.csv",
)
GONE = "花园里有很多鸟"
"""Stands in `a.zh` alone, and not in its new draft."""


def prepare(folder: Path) -> None:
    """The files that the commands need; and the program's modules, so that no child has to look for them."""
    for module in pkgutil.walk_packages(duizhao.align.__path__, "duizhao.align."):
        if "training" not in module.name:
            importlib.import_module(module.name)
    importlib.import_module("duizhao.models.transformer.checkpoint")
    zh, en = (["".join(f"{pair[side]}\n" for pair in PAIRS), *(pair[side] for pair in PAIRS)] for side in (0, 1))
    texts = {
        "a.zh": zh[0], "a.en": en[0], "second.en": en[0].replace("The", "A"), "new.zh": zh[1] + zh[2], "new.en": en[1],
        "draft/a.zh": zh[0].replace(GONE, "花园"), "draft/a.en": en[0].replace("bird", "tree"),
        "kept.zh": zh[3] + zh[4], "kept.en": f"{en[3]} {en[4]}", "far.zh": zh[5] + zh[6], "far.en": f"{en[5]} {en[6]}",
        "article.txt": ARTICLE,
        **{f"folder/{at}.{side}": text[at] for at in range(7, 12) for side, text in (("zh", zh), ("en", en))},
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "draft.docx").write_bytes(docx(p(ARTICLE.strip())))
    bert_like(folder / "m")
    bert_like(folder / "n", seed=9)
    for arguments in _PREPARED:
        status, said = ended(begun(folder, arguments), folder)
        assert status == 0, f"{arguments}: {said}"


def begun(folder: Path, arguments: str, ready: Callable[[], object] = lambda: None) -> int:
    """The program begun in a process of its own, in that folder, once it is `ready`; its number."""

    def program() -> None:
        sys.argv = ["duizhao", *arguments.split()]
        ready()
        from duizhao.align.cli.app import main

        main()

    return started(folder, program)


def started(folder: Path, work: Callable[[], object]) -> int:
    """Work begun in a process of its own, in that folder; its number. What it says stands in `said.txt`."""
    child = os.fork()
    if child:
        return child
    status = 99
    try:
        os.chdir(folder)
        said = os.open("said.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(said, 1)
        os.dup2(said, 2)
        sys.stdout, sys.stderr = (open(number, "w", closefd=False) for number in (1, 2))  # noqa: SIM115
        work()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def ended(child: int, folder: Path) -> tuple[int, str]:
    """How a process ended by itself, and what it said."""
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), (folder / "said.txt").read_text(encoding="utf-8")


def contents(place: Path) -> object:
    """What stands in a file or folder, moments left out; None where there is nothing."""
    if place.is_dir():
        return {path.relative_to(place): contents(path) for path in sorted(place.rglob("*")) if path.is_file()}
    if not place.exists():
        return None
    data = place.read_bytes()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: _MOMENTS.sub(b"", archive.read(name)) for name in archive.namelist()}
    return _MOMENTS.sub(b"", data)


def state(corpus: Path) -> object:
    """All that people put into a corpus, which must be sound; None where there is nothing yet."""
    if not corpus.exists():
        return None
    with Store.open(corpus, create=True) as store:
        wrong = list(faults(store))
        assert not wrong, wrong
        beads = {name: [bitext.beads for bitext in store.bitexts(name)] for name in store.names()}
        said = sorted((each.kind, each.subject, each.verdict, each.who) for each in all_decisions(store))
        return (store.fingerprint(), beads, said, store.model) if beads or said else None


def state_of(command: Command, folder: Path) -> object:
    """What the command is about, as it stands in that folder."""
    corpus = "fresh" if "--corpus fresh" in command.arguments else "c"
    return contents(folder / command.place) if command.place else state(folder / corpus)


class Storm:
    """A folder in which commands are killed; `folder` must be empty."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._chance = chance
        self._calm = folder / "calm"
        self._now = folder / "now"
        self._after: dict[Command, object] = {}
        self._seconds: dict[Command, float] = {}
        self.hit = 0
        """Kills that found the command still running."""

    def _anew(self, command: Command) -> None:
        if not self._calm.exists():
            self._calm.mkdir()
            prepare(self._calm)
        shutil.rmtree(self._now, ignore_errors=True)
        shutil.copytree(self._calm, self._now)
        if command.place and "." in command.place:
            (self._now / command.place).write_bytes(b"old")

    def _state(self, command: Command) -> object:
        return state_of(command, self._now)

    def calm(self, command: Command) -> object:
        """What the command leaves when nobody disturbs it."""
        if command not in self._after:
            self._anew(command)
            start = time.monotonic()
            status, said = ended(begun(self._now, command.arguments), self._now)
            assert status == 0, f"{command.name}: {said}"
            self._seconds[command] = time.monotonic() - start
            self._after[command] = self._state(command)
        return self._after[command]

    def kill(self, command: Command) -> None:
        """Begin, kill, look; then the same command again, which must bring what it would have brought.

        Half of the kills come at any moment of the run, half just after something was seen to be written.
        """
        after = self.calm(command)
        self._anew(command)
        before = self._state(command)
        child = begun(self._now, command.arguments)
        seen = self._wait(self._chance.random() < 0.5, self._seconds[command])
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        self.hit += os.WIFSIGNALED(status)
        found = self._state(command)
        assert command.stepwise or found in (before, after), f"{command.name}: neither the old nor the new ({seen})"
        if found != after:
            if found is not None and command.place == "made":
                shutil.rmtree(self._now / "made")
            status, said = ended(begun(self._now, command.arguments), self._now)
            assert status == 0, f"{command.name}, again: {said}"
            assert self._state(command) == after, f"{command.name}: another result at the second run"
            assert not list(self._now.glob(".duizhao-*.part")), f"{command.name}: a part was left"
        self._look_for_traces(command)

    def _wait(self, writing: bool, seconds: float) -> str:
        """Until the moment of the kill; says when that was."""
        if not writing:
            delay = self._chance.random() * 1.1 * seconds
            time.sleep(delay)
            return f"after {delay:.3f} s"
        watched = self._sizes()
        end = time.monotonic() + 2 * seconds
        while self._sizes() == watched and time.monotonic() < end:
            time.sleep(0.0005)
        delay = self._chance.random() ** 2 * 0.2 * seconds
        time.sleep(delay)
        return f"{delay:.3f} s after the first write"

    def _sizes(self) -> list[tuple[str, int]]:
        found = []
        for entry in os.scandir(self._now):
            if entry.name != "said.txt":
                try:
                    found.append((entry.name, entry.stat().st_size))
                except FileNotFoundError:
                    continue
        return sorted(found)

    def _look_for_traces(self, command: Command) -> None:
        """What was removed or replaced stands nowhere any more, once somebody has opened the corpus."""
        if not command.arguments.startswith("remove") and "--replace" not in command.arguments:
            return
        with Store.open(self._now / "c") as store:
            assert all(GONE not in store.text(text.name).text for text in store.texts() if text.language == "zh")
        for path in self._now.glob("c*"):
            assert GONE.encode() not in path.read_bytes(), f"{command.name}: {path.name} still holds what was taken out"


def strike(folder: Path, commands: Sequence[Command], kills: int, seed: int, say: Callable[[str], object]) -> Storm:
    """`kills` kills in all, the commands in turn; AssertionError at the first that leaves something broken."""
    storm = Storm(folder, random.Random(seed))
    for at in range(kills):
        storm.kill(commands[at % len(commands)])
        say(f"{at + 1} of {kills} kills, {storm.hit} before the end")
    return storm
