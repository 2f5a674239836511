"""What a process that reads files can do: read the file that it was given, and nothing else."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE

import pytest
from probes import TRIED
from readers_fuzz import SEEDS
from word_files import docx, p

from duizhao.corpus.errors import ReadError
from duizhao.corpus.files.platform import FORKS
from duizhao.corpus.readers import confined
from duizhao.corpus.readers.base.contents import ReadOptions
from duizhao.corpus.readers.confined import contents_of, contents_of_record, contents_record, unwarned_contents_of
from duizhao.corpus.readers.dispatch import read_here
from duizhao.corpus.sandbox.confinement import Protections, protections
from duizhao.corpus.sandbox.messages import Channel
from duizhao.corpus.sandbox.reader_process import Job, ask

SYSTEM = protections()
PROBE, MEMORY, END = Job("probes:attempt"), Job("probes:remember"), Job("probes:end")
BY_LANDLOCK = {"read another file", "list a folder", "look at its parent", "look at itself"}
"""What the filter of calls alone does not refuse."""


@pytest.fixture
def port() -> Iterator[int]:
    """A port of this machine on which nobody may have called."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        number = server.getsockname()[1]
        other.bind(("127.0.0.1", number))
        yield number
        for each in (server, other):
            each.settimeout(0)
            with pytest.raises(BlockingIOError):
                each.accept() if each is server else each.recv(1)


@pytest.mark.parametrize("what", TRIED)
def test_everything_else_is_refused(what: str, tmp_path: Path, port: int) -> None:
    if what in BY_LANDLOCK and not SYSTEM.landlock:
        pytest.skip("this kernel has no Landlock: a reader may read what its user may")
    if what not in BY_LANDLOCK and not SYSTEM.calls:
        pytest.skip("this system cannot filter the calls of a process")
    other = tmp_path / "other.txt"
    other.write_text("secret", encoding="utf-8")
    request = {"what": what, "other": str(other), "new": str(tmp_path / "new"), "port": port, "parent": os.getpid()}
    came = ask(PROBE, request, b"", "a.docx", 30)["came"]
    assert came in ("PermissionError", "RuntimeError")
    assert [path.name for path in tmp_path.iterdir()] == ["other.txt"]
    assert other.read_text(encoding="utf-8") == "secret"


def test_the_probes_would_be_seen(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    for what in ("list a folder", "rename a file", "make a folder", "fork", "start a program"):
        other.write_text("secret", encoding="utf-8")
        (tmp_path / "new").rmdir() if (tmp_path / "new").is_dir() else (tmp_path / "new").unlink(missing_ok=True)
        TRIED[what]({"other": str(other), "new": str(tmp_path / "new")})
    os.wait()


def test_nothing_is_left_for_the_next_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    first, second = (ask(MEMORY, {"name": name}, b"", name, 30) for name in ("one", "two"))
    assert "SECRET_TOKEN" not in first["environment"]
    if FORKS:
        assert second["before"] == []
        assert second["process"] != first["process"]
    else:
        pytest.skip("this system reads all files in one process")


def test_no_file_of_the_folder_of_work_is_taken_for_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers of strangers may lie there, and be called as a library is."""
    for name in ("lxml", "json", "select", "openpyxl", "duizhao"):
        (tmp_path / f"{name}.py").write_text("from pathlib import Path\nPath('ran').touch()\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    job = Job("probes:remember", ("lxml.etree",))
    assert ask(job, {"name": "a"}, b"", "a", 30)["before"] == []
    assert not (tmp_path / "ran").exists()


ENDS = {
    "memory": r"needs too much memory",
    "an error": r"is damaged \(KeyError\)",
    "nonsense": r"ended its reader, for want of memory or by a trap in it",
    "killed": r"ended its reader, for want of memory or by a trap in it",
}


@pytest.mark.parametrize("how", ENDS)
def test_a_reader_that_comes_to_a_bad_end(how: str) -> None:
    with pytest.raises(ReadError, match=rf"^draft\.docx cannot be read, it {ENDS[how]}: save it anew, or as text$"):
        ask(END, {"how": how}, b"", "draft.docx", 30)
    assert ask(MEMORY, {"name": "next"}, b"", "next", 30)["before"] == []


def test_a_reader_that_never_ends() -> None:
    with pytest.raises(ReadError, match=r"draft\.docx took more than 0\.5 seconds: it may be a trap"):
        ask(END, {"how": "for ever"}, b"", "draft.docx", 0.5)


def test_what_is_said_after_the_answer_is_not_taken_for_the_next() -> None:
    for _ in range(3):
        assert ask(END, {"how": "more"}, b"", "a", 30) == {}


def test_a_lie_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "_FILE", END)
    with pytest.raises(ReadError, match="ended its reader"):
        contents_of(SEEDS["word"][0], "a.docx", ReadOptions(changes="a lie"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"text": 1, "marks": [], "metadata": {}, "lines": True},
        {"text": "a", "marks": [["note", 0, 2, ""]], "metadata": {}, "lines": True},
        {"text": "a", "marks": [["note", -1, 1, ""]], "metadata": {}, "lines": True},
        {"text": "a", "marks": [["note", 0, 1, ["x"]]], "metadata": {}, "lines": True},
        {"text": "a", "marks": [], "metadata": {"title": 3}, "lines": True},
        {"text": "a", "marks": [], "metadata": 3, "lines": True},
    ],
)
def test_no_record_but_a_sound_one_is_taken(record: dict[str, object]) -> None:
    with pytest.raises(ReadError):
        contents_of_record(record, "a")


def outcome(read: Callable[[bytes, str], object], data: bytes) -> object:
    """What is read of a file; of one that is to be read by another command, what is said."""
    try:
        return read(data, "a")
    except ReadError as error:
        return str(error)


@pytest.mark.parametrize("kind", [kind for kind in SEEDS if kind != "pdf"])
def test_what_is_read_is_the_same(kind: str) -> None:
    for data in SEEDS[kind]:
        assert outcome(unwarned_contents_of, data) == outcome(read_here, data)


def test_where_a_process_cannot_be_doubled_it_reads_all_files_itself() -> None:
    code = "from duizhao.corpus.sandbox import worker; worker.FORKS = False; worker.main('probes:remember', [])"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", code], stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment) as ran:
        assert ran.stdin
        assert ran.stdout
        channel = Channel(ran.stdout.fileno(), ran.stdin.fileno())
        answers = []
        for name in ("one", "two"):
            channel.send({"name": name})
            answers.append(channel.receive()[0]["found"])
        ran.stdin.close()
        assert ran.wait(30) == 0
        assert answers[1]["before"] == ["one"]
        assert ran.stderr
        assert ran.stderr.read() == b".."


def test_signs_that_are_no_characters_go_through() -> None:
    contents = read_here(docx(p("words ") * 3), "a")
    odd = type(contents)("\ud83d\ude00\udfff\0\u2028" + contents.text, contents.marks, {"title": "\ud800"})
    assert contents_of_record(contents_record(odd), "a") == odd


def test_what_protects_is_said() -> None:
    assert Protections(7, calls=True, limits=True).summary() == (
        "opened in a process of its own, kept from other files, writing, programs and the network (Landlock 7 and "
        "seccomp), with bounded memory, time and files"
    )
    assert Protections(0, calls=True, limits=True).summary().endswith("; this system cannot keep it from other files")
    assert Protections(0, calls=False, limits=False).summary() == (
        "opened in a process of its own, with bounded time; this system cannot keep it from other files, writing, "
        "programs and the network"
    )


@pytest.mark.slow
def test_libreoffice_can_use_one_folder_and_no_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    """A program in its place makes a document only if all that it tries beside is refused."""
    if not (SYSTEM.landlock and SYSTEM.calls and Path("/bin/bash").exists()):
        pytest.skip("this system has nothing to hold a program in")
    programs = tmp_path / "office" / "program"
    programs.mkdir(parents=True)
    other = tmp_path / "other.txt"
    other.write_text("secret", encoding="utf-8")
    (programs / "made.docx").write_bytes(SEEDS["word"][0])
    office = programs / "soffice"
    office.write_text(
        "#!/bin/bash\n"
        f"cat {other} && exit 1\n"
        f"echo x >> {other} && exit 2\n"
        f"echo x > {tmp_path}/new && exit 3\n"
        f"(echo x > /dev/tcp/127.0.0.1/{port}) && exit 4\n"
        f"kill -0 {os.getpid()} && exit 5\n"
        f'mkdir "$HOME/made" && cp {programs}/made.docx "$HOME/made/file.docx"\n',
        encoding="utf-8",
    )
    office.chmod(0o755)
    monkeypatch.setattr("duizhao.corpus.readers.libreoffice.libreoffice_program", lambda: str(office))
    assert contents_of(b"{\\rtf1 x}", "a.rtf").text == read_here(SEEDS["word"][0], "a").text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["office", "other.txt"]
