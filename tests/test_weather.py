"""Hard weather: full disks, refused permission, no home, a wrong clock, requests to stop, closed pipes, kills."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from bitexts import BITEXT
from encoders import bert_like
from places import ROOT

from duizhao.corpus.files.partial import part, sweep
from duizhao.corpus.store.store import Store
from duizhao.corpus.store.vectors import text_hash

pytestmark = pytest.mark.slow

PROGRAM = [sys.executable, "-c", "from duizhao.align.cli.app import main; main()"]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="made for Linux")
BOUND = 2.0
"""Seconds within which a stop has to be done, on a machine that has time for it."""

Ran = subprocess.CompletedProcess[str]


def program(*before: str, folder: Path, **environment: str) -> Callable[..., Ran]:
    """The program run in a folder, behind another command, in an environment of its own."""

    def run(*arguments: str) -> Ran:
        kept = {key: value for key, value in os.environ.items() if key != "HOME" or "HOME" in environment}
        return subprocess.run(
            [*before, *PROGRAM, *arguments],
            cwd=folder,
            env=kept | {"PYTHONPATH": str(ROOT)} | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def work(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "c", create=True) as store:
        texts = [BITEXT.source.sentence(at) for at in range(len(BITEXT.source.sentences))]
        store.add(BITEXT.source, bitexts=[BITEXT], vectors={text_hash(text): b"v" for text in texts}, model="m")
    (tmp_path / "out.tmx").write_bytes(b"old")
    return tmp_path


def refused(ran: Ran, said: str) -> None:
    """It ended with one clear line."""
    assert (ran.returncode, ran.stdout) == (1, "")
    assert re.fullmatch(rf"duizhao: .*{re.escape(said)}.*\n", ran.stderr), ran.stderr


def in_a_small_disk(work: Path, script: str, size: str = "300k") -> Ran:
    """A shell script run beside a disk of that size, mounted at `disk`, which nobody else sees."""
    (work / "disk").mkdir()
    duizhao = work / "duizhao"
    duizhao.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -c "{PROGRAM[-1]}" "$@"\n')
    duizhao.chmod(0o755)
    ran = subprocess.run(
        ["unshare", "--mount", "sh", "-c", f"mount -t tmpfs -o size={size} none disk || exit 77\n{script}"],
        cwd=work, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode == 77 or "unshare" in ran.stderr:
        pytest.skip("no right to mount a disk")
    return ran


@LINUX
def test_a_full_disk_and_one_that_may_only_be_read(work: Path) -> None:
    ran = in_a_small_disk(
        work,
        "cp c disk; cp out.tmx disk; head -c 1000000 /dev/zero > disk/ballast 2> /dev/null\n"
        "./duizhao export --corpus c --force -o disk/out.tmx\n./duizhao export --corpus c --format tei -o disk/made\n"
        "./duizhao set law k=v --corpus disk/c\n./duizhao remove law --corpus disk/c\n"
        "cat disk/out.tmx; ls -A disk | grep -v c-\n"
        "rm disk/ballast; ./duizhao check-corpus --corpus disk/c; mount -o remount,ro disk\n"
        "./duizhao export --corpus c --force -o disk/out.tmx\n./duizhao set law k=v --corpus disk/c\n"
        "./duizhao list --corpus disk/c | wc -l\n",
    )
    assert ran.stdout.split() == ["oldballast", "c", "out.tmx", "2"]
    lines = ran.stderr.splitlines()
    assert len(lines) == 7, lines
    assert all("the disk is full" in line for line in lines[:4])
    wanted = ("all is well", "may only be read", "may only be read")
    assert all(said in line for said, line in zip(wanted, lines[4:], strict=True)), lines


@LINUX
def test_refused_permission(work: Path) -> None:
    if shutil.which("setpriv") is None:
        pytest.skip("no setpriv")
    rights = "-dac_override,-dac_read_search"
    as_anybody = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"] if os.geteuid() == 0 else []
    run = program(*as_anybody, folder=work)
    locked = work / "locked"
    locked.mkdir()
    shutil.copy(work / "c", locked)
    (locked / "out.tmx").write_bytes(b"old")
    locked.chmod(0o555)
    try:
        refused(run("export", "--corpus", "c", "--force", "-o", "locked/out.tmx"), "you may not write there")
        refused(run("export", "--corpus", "c", "--format", "lines", "-o", "locked/made"), "you may not write there")
        refused(run("set", "law", "k=v", "--corpus", "locked/c"), "may only be read")
        assert len(run("list", "--corpus", "locked/c").stdout.splitlines()) == 2
        assert sorted(path.name for path in locked.iterdir()) == ["c", "out.tmx"]
        assert (locked / "out.tmx").read_bytes() == b"old"
    finally:
        locked.chmod(0o755)


def test_no_home_and_no_temporary_folder(work: Path) -> None:
    for environment in ({}, {"HOME": "/nonexistent", "TMPDIR": "/nonexistent"}):
        ran = program(folder=work, **environment)("export", "--corpus", "c", "-o", "new.xlsx")
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
        (work / "new.xlsx").unlink()


@LINUX
def test_a_clock_that_jumps(work: Path) -> None:
    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    made = ["cc", "-shared", "-fPIC", "-o", "clock.so", ROOT / "tests/support/disk.c", "-ldl"]
    subprocess.run(made, cwd=work, check=True)
    decide = ["decisions", "record", "--corpus", "c", "--document", "law", "--start", "0", "--end", "3", "--as", "AB"]
    for second in (4102444800, 0):  # in 2100, then in 1970
        run = program(folder=work, LD_PRELOAD=str(work / "clock.so"), DISK_CLOCK=str(second))
        for form in ("xlsx", "tmx"):
            assert run("export", "--corpus", "c", "-o", f"of-{second}.{form}").returncode == 0
        assert run(*decide, "--verdict", f"said at {second}").returncode == 0
    listed = program(folder=work)("decisions", "list", "--corpus", "c").stdout
    assert "AB: said at 0" in listed  # what was said last counts, whatever the clock said


@LINUX
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_request_to_stop(work: Path, name: str) -> None:
    number = signal.Signals[name]
    model = bert_like(work / "model")
    with subprocess.Popen(
        [*PROGRAM, "words", "-", "--model", str(model)],
        cwd=work,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as ran:  # fmt: skip
        assert ran.stderr is not None
        while not catches(ran.pid, signal.SIGTERM):
            time.sleep(0.02)
        start = time.monotonic()
        ran.send_signal(number)
        said = ran.stderr.read()
        assert ran.wait() == 128 + number
        assert time.monotonic() - start < 4 * BOUND  # the machine may be busy
    how = "interrupted" if number == signal.SIGINT else "stopped"
    assert said == f"duizhao: {how}; nothing was left half-written, the same command goes on or begins again\n"


def catches(process: int, number: int) -> bool:
    """Whether a process has a handler for a signal."""
    told = Path(f"/proc/{process}/status").read_text()
    caught = re.search(r"SigCgt:\s*(\w+)", told)
    return caught is not None and bool(int(caught[1], 16) >> (number - 1) & 1)


STUCK = """
import sqlite3, sys
from pathlib import Path
from duizhao.align.cli.terminal.signals import Stopped, say_once, stoppable
from duizhao.corpus.files.partial import part
numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1e10) SELECT count(*) FROM n"
try:
    with stoppable(), part(Path("out.tmx")):
        print("stuck", flush=True)
        sqlite3.connect(":memory:").execute(numbers).fetchall()
except Stopped as stopped:
    say_once(stopped)
    sys.exit(stopped.status)
"""
"""A long calculation in C, which takes no notice of signals."""


@LINUX
def test_what_takes_no_notice_is_ended(work: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STUCK], cwd=work, env=os.environ | {"PYTHONPATH": str(ROOT)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as ran:  # fmt: skip
        assert ran.stdout is not None
        assert ran.stderr is not None
        assert ran.stdout.readline() == "stuck\n"
        assert list(work.glob(".duizhao-*.part"))
        time.sleep(1)  # until it counts
        start = time.monotonic()
        ran.send_signal(signal.SIGTERM)
        assert ran.stderr.read().startswith("duizhao: stopped")
        assert ran.wait() == 128 + signal.SIGTERM
        assert time.monotonic() - start < 4 * BOUND
    assert (work / "out.tmx").read_bytes() == b"old"
    assert not list(work.glob(".duizhao-*.part"))


def test_a_reader_that_closes_the_pipe(work: Path) -> None:
    (work / "long.zh").write_text("学校请来了新的老师。\n" * 20_000, encoding="utf-8")
    with subprocess.Popen(
        [*PROGRAM, "read", "long.zh", "--format", "jsonl"], cwd=work, env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as ran:  # fmt: skip
        assert ran.stdout is not None
        assert ran.stderr is not None
        assert ran.stdout.readline()
        ran.stdout.close()
        assert ran.stderr.read() == ""
        assert ran.wait() != 0


class TestParts:
    def test_what_a_killed_process_left_is_swept_and_what_is_being_written_is_not(self, work: Path) -> None:
        (work / ".duizhao-0123456789abcdef.part").write_bytes(b"half")
        (work / ".duizhao-fedcba9876543210.part").mkdir()
        (work / ".duizhao-fedcba9876543210.part" / "x").write_bytes(b"half")
        (work / ".mine.part").write_bytes(b"the user's own")
        with part(work / "new.tmx") as beside:
            beside.write_bytes(b"whole")
            sweep.cache_clear()
            sweep(work)
            assert beside.exists()
        assert sorted(path.name for path in work.iterdir()) == [".mine.part", "c", "new.tmx", "out.tmx"]
        assert (work / "new.tmx").read_bytes() == b"whole"

    def test_nothing_is_left_of_what_failed(self, work: Path) -> None:
        for folder in (False, True):
            with pytest.raises(ZeroDivisionError), part(work / "new", folder=folder):
                raise ZeroDivisionError
        assert sorted(path.name for path in work.iterdir()) == ["c", "out.tmx"]


def test_a_removal_that_was_interrupted_is_finished_by_whoever_opens_next(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class CutError(Exception):
        """Before the file is rewritten."""

    def interrupted(store: Store) -> None:
        raise CutError

    (work / "c.index").mkdir()
    (work / "c.index" / "zh.rows").write_bytes(b"derived")
    with monkeypatch.context() as patched, Store.open(work / "c") as store:
        patched.setattr(Store, "purge", interrupted)
        with pytest.raises(CutError):
            store.remove("law")
    held = b"".join(path.read_bytes() for path in work.glob("c*") if path.is_file())
    assert b"Not in the Chinese" in held or (work / "c.index").exists()
    Store.open(work / "c").close()
    assert not (work / "c.index").exists()
    assert all(b"Not in the Chinese" not in path.read_bytes() for path in work.glob("c*"))


def weather(*arguments: str, folder: Path) -> None:
    """A part of the benchmark, which must find nothing."""
    ran = subprocess.run(
        [sys.executable, str(ROOT / "tests/benchmarks/weather.py"), *arguments],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr[-3000:]
    assert "nothing broken" in ran.stdout


@LINUX
def test_a_kill_leaves_the_old_file_or_the_new_one(work: Path) -> None:
    weather("--of", "kills", "--count", "36", "--seed", "7", "--quick", folder=work)


@LINUX
@pytest.mark.parametrize("only", ["ledger", "pages", "set a"])
def test_a_power_cut_takes_nothing_that_was_said_to_be_done(work: Path, only: str) -> None:
    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    kinds = ["power", "full", "sync", "syncs", "clock"] if only == "set a" else ["power"]
    weather("--of", *kinds, "--count", "2", "--only", only, folder=work)
