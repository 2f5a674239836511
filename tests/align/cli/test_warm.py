"""`--warm`: what a companion writes is what the command writes by itself, and where there is none, that is said."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from duizhao.align.cli.warm import messages
from duizhao.align.cli.warm.asking import answered
from duizhao.align.cli.warm.beside import companion
from duizhao.align.cli.warm.messages import VARIABLE, Request, is_possible, receive, send_with_streams
from duizhao.align.cli.warm.place import Companion, Place, folder, place_of
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.store.store import Store
from duizhao.corpus.tool import tool_version

pytestmark = pytest.mark.skipif(not is_possible(), reason="no files are handed from program to program here")
SECONDS = 20


@pytest.fixture(autouse=True)
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of one's own, by a name that is short enough for a socket's."""
    with tempfile.TemporaryDirectory(dir="/tmp") as made:
        monkeypatch.setenv("XDG_RUNTIME_DIR", made)
        monkeypatch.delenv(VARIABLE, raising=False)
        yield Path(made)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "c.duizhao", create=True) as store:
        store.add(document_of("河水冲走了桥。桥是木头做的。", "zh", name="river"), vectors={}, model="none")
    return tmp_path / "c.duizhao"


@pytest.fixture
def place(corpus: Path) -> Iterator[Place]:
    """That of a companion that runs."""
    with companion(corpus):
        place = place_of(corpus)
        until(lambda: place.read() is not None)
        yield place


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def duizhao(*arguments: str, where: Path, **environment: str) -> tuple[str, str, int]:
    command = [sys.executable, "-m", "duizhao", *arguments]
    done = subprocess.run(
        command, cwd=where, env=os.environ | environment, capture_output=True, text=True, timeout=60, check=False
    )
    return done.stdout, done.stderr, done.returncode


@pytest.mark.usefixtures("place")
def test_what_is_written_is_the_same(corpus: Path) -> None:
    find = "find", "桥", "--corpus", corpus.name, "--format", "table"
    alone = duizhao(*find, where=corpus.parent)
    assert "做的" in alone[0]
    told = f"--warm: the reader of {corpus.name} does it\n"
    for warm in (duizhao(*find, "--warm", where=corpus.parent), duizhao(*find, where=corpus.parent, DUIZHAO_WARM="1")):
        assert warm == (alone[0], told + alone[1], 0)
    lacking = "find", "桥", "--where", "genre=law", "--corpus", corpus.name
    alone = duizhao(*lacking, where=corpus.parent)
    assert alone[2] == 1
    assert duizhao(*lacking, "--warm", where=corpus.parent) == ("", told + alone[1], 1)
    duizhao(*find, "-o", "found.tsv", "--warm", where=corpus.parent)
    assert (corpus.parent / "found.tsv").is_file()


def test_without_a_reader_it_goes_on(corpus: Path) -> None:
    find = "find", "桥", "--corpus", corpus.name, "--format", "table"
    alone = duizhao(*find, where=corpus.parent)
    warm = duizhao(*find, "--warm", where=corpus.parent)
    assert warm == (alone[0], "--warm: no reader of c.duizhao is running: it goes on without\n" + alone[1], 0)


class TestWhoIsNotAnswered:
    """Each is told why, in a line, and goes on by itself."""

    def said(self, corpus: Path, capsys: pytest.CaptureFixture[str]) -> str:
        assert answered(["find", "桥", "--corpus", str(corpus)]) is None
        line = capsys.readouterr().err
        assert line.startswith("--warm: ")
        assert line.endswith(": it goes on without\n")
        assert line.count("\n") == 1
        return line

    def test_where_the_reader_was_killed(self, corpus: Path, capsys) -> None:
        place = place_of(corpus)
        folder().mkdir(0o700)
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(os.fspath(place.socket))
        place.write(Companion("token", tool_version()))
        assert "does not answer" in self.said(corpus, capsys)
        with companion(corpus):  # and the next reader takes its place
            until(lambda: (its := place.read()) is not None and its.token != "token")
        assert not folder().exists()

    @pytest.mark.parametrize(
        ("changed", "why"),
        [({"version": "0.0.9"}, "is of another version"), ({"token": "guessed"}, "does not know who asks")],
    )
    def test_of_another_version_or_token(self, changed, why, place: Place, corpus: Path, capsys) -> None:
        told = place.read()
        assert told is not None
        place.write(replace(told, **changed))
        assert why in self.said(corpus, capsys)

    def test_with_other_settings(self, place: Place, corpus: Path, capsys, monkeypatch) -> None:
        monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", "AVX2")
        assert "was started with other settings" in self.said(corpus, capsys)

    def test_where_others_may_enter(self, place: Place, corpus: Path, capsys) -> None:
        folder().chmod(0o755)
        assert "no reader of c.duizhao is running" in self.said(corpus, capsys)
        folder().chmod(0o700)

    @pytest.mark.parametrize("arguments", [["serve"], ["remove", "river"], ["models", "get", "x"], []])
    def test_by_another_command(self, arguments: list[str], place: Place) -> None:
        told = place.read()
        assert told is not None
        request = Request(told.token, told.version, arguments, "/", dict(os.environ), 0o077)
        with socket.socket(socket.AF_UNIX) as channel:
            channel.connect(os.fspath(place.socket))
            send_with_streams(channel, asdict(request))
            assert receive(channel) == {"refused": "does not do that"}

    @pytest.mark.parametrize("noise", [b"", b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 64, b"\0\0\0\2[]"])
    def test_noise_ends_nothing(self, noise: bytes, place: Place, corpus: Path, capsys) -> None:
        with socket.socket(socket.AF_UNIX) as channel:
            channel.connect(os.fspath(place.socket))
            channel.sendall(noise)
        assert place.socket.exists()
        with socket.socket(socket.AF_UNIX) as channel:
            channel.connect(os.fspath(place.socket))


def test_files_are_the_users_alone(place: Place) -> None:
    assert folder().stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder().iterdir()} == {0o600}
    assert {path.name for path in folder().iterdir()} == {place.socket.name, place.about.name}


def test_who_stops_a_command_is_not_waited_for(place: Place, corpus: Path, tmp_path: Path) -> None:
    fifo = tmp_path / "article.txt"
    os.mkfifo(fifo)  # reading it never ends
    command = [sys.executable, "-m", "duizhao", "link", str(fifo), "--corpus", str(corpus), "--warm"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as asking:
        assert asking.stderr is not None
        assert asking.stderr.readline() == f"--warm: the reader of {corpus.name} does it\n"
        asking.send_signal(signal.SIGINT)
        assert asking.wait(SECONDS) == 130
    until(lambda: answered(["find", "桥", "--corpus", str(corpus)]) == 0)


def test_a_message_has_an_end() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall((messages.MOST_BYTES + 1).to_bytes(4, "big"))
        with pytest.raises(ValueError, match="a message of"):
            receive(theirs)
