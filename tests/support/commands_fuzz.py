"""Commands given files of ours that somebody made strange: tables, plans, manifests, decisions, citations, corpora.

A command may do its work or refuse it in one line; it never fails in another way, and never takes long.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from mutations import VALUES, mutated
from storms import begun, ended, prepare
from word_files import docx, table

from duizhao.align.cli.app import main

LONGEST = 20.0
"""Seconds of a processor that a command may take for a small file, on any machine."""

PREPARED = (
    "decisions export --corpus c -o said.csv",
    "terms show 学校 --corpus c --occurrences --model m -o coded.xlsx",
    "terms show 学校 --corpus c --model m -o rerun.csv",
    "link article.txt --corpus c --model m -o story.json",
    "link article.txt --corpus c --model m --format citations -o story.cite",
    "align far.zh far.en --model m -o given.xliff",
    "align far.zh far.en --model m -o given.tsv",
    "align far.zh far.en --model m -o given.jsonl",
    "align far.zh far.en --model m -o given.xlsx",
    "align far.zh far.en --model m --format beads -o gold.beads",
    "add --corpus planned --folder folder --plan plan.tsv --model m",
)
TEXTS = {
    "pairs.tsv": "source\ttarget\tname\tyear\nfar.zh\tfar.en\tone\t1900\nnew.zh\t\ttwo\t1950\n",
    "pairs.jsonl": '{"source": "far.zh", "target": "far.en", "name": "one", "year": 1900}\n{"source": "new.zh"}\n',
    "about.csv": "file,author,date\n7.zh,某人,2001\n8.zh,Other,2002-03\n9.zh,,\n10.zh,x,\n11.zh,x,2003-01-01\n",
    "glossary.csv": "term,preferred,admitted,forbidden\n学校,school,academy,schoolhouse\n老师,teacher,,master\n",
    "glossary.tbx": '<?xml version="1.0"?><tbx type="TBX-Basic" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>'
    '<conceptEntry id="1"><langSec xml:lang="zh"><termSec><term>学校</term></termSec></langSec>'
    '<langSec xml:lang="en"><termSec><term>school</term><termNote type="administrativeStatus">preferredTerm-admn-sts'
    "</termNote></termSec></langSec></conceptEntry></body></text></tbx>",
    "rules.csv": "name,description,source,target,search mode,case sensitive,match whole words,PowerSearch,severity,"
    "active\n"
    "a,b,学校,teacher,simple,yes,no,no,minor,yes\nc,,\"-\"\"海\"\"\",captain,regular expression,no,yes,yes,major,yes\n",
    "rules.toml": 'do_not_translate = ["captain"]\nskip = ["chicago/serial-comma"]\n[forbidden]\n"sad*" = "unhappy"\n'
    "[[rule]]\nname = 'n'\nsource = '船(.)'\nnot_target = 'sea @1'\nseverity = 'major'\nmode = 'regex'\n",
    "spans.jsonl": '{"source": "学校请来了老师。", "target": "The school hired a teacher.", "target_span": [4, 10]}\n',
    "tokens.txt": "学校 老师 ||| school teacher\n桥 ||| bridge\n",
    "gold.words": "0-0 1-1\n0-0\n",
    "gold.spans": '{"source_spans": [[0, 2]]}\n{"source_spans": []}\n',
    "gold.links": '{"text": "The river swept it away.", "document": "a", "source_start": 20, "source_end": 27}\n',
}  # fmt: skip


@dataclass(frozen=True)
class Target:
    """A command that is given one of these files; `writes`: a corpus that is made anew each time."""

    arguments: str
    seeds: tuple[str, ...]
    writes: str = ""


TARGETS = (
    Target("decisions import FILE --corpus c", ("said.jsonl", "said.csv"), "c"),
    Target("codes import FILE --corpus c --as AB --model m", ("coded.csv", "coded.xlsx"), "c"),
    Target("codes agree FILE coded.csv", ("coded.csv", "coded.xlsx")),
    Target("verify FILE --corpus c", ("story.json", "story.cite")),
    Target("import FILE --corpus fresh", ("other.zip",), "fresh"),
    Target("batch FILE --corpus fresh --model m --dry-run", ("pairs.tsv", "pairs.jsonl"), "fresh"),
    Target("align --pairs FILE --format tsv", ("given.tmx", "given.xliff", "given.tsv", "given.jsonl", "given.xlsx",
                                               "given.docx")),
    Target("add --corpus fresh --folder folder --plan FILE --model m", ("plan.tsv",), "fresh"),
    Target("add --corpus fresh --folder folder --metadata FILE --partial --model m", ("about.csv",), "fresh"),
    Target("terms check --corpus c --glossary FILE --model m", ("glossary.csv", "glossary.tbx")),
    Target("check far.zh far.en --rules FILE --rules-only", ("rules.csv", "rules.toml")),
    Target("check far.zh far.en --reference FILE --model m", ("given.tmx",)),
    Target("project FILE --model m", ("spans.jsonl",)),
    Target("words FILE --model m", ("tokens.txt",)),
    Target("score words FILE gold.words", ("gold.words",)),
    Target("score words gold.words FILE", ("gold.words",)),
    Target("score beads FILE gold.beads", ("gold.beads",)),
    Target("score spans FILE gold.spans", ("gold.spans",)),
    Target("score links FILE story.json", ("gold.links",)),
    Target("score links gold.links FILE", ("story.json",)),
    Target("rerun FILE --corpus c --model m", ("rerun.csv", "coded.xlsx")),
    Target("check-corpus --corpus FILE", ("c",)),
    Target("find 学校 --corpus FILE --format jsonl", ("c",)),
    Target("export --corpus FILE --format tmx", ("c",)),
    Target("list --corpus FILE", ("c",)),
)  # fmt: skip


def make_seeds(folder: Path) -> None:
    """The files that are made strange, in an empty folder."""
    prepare(folder)
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "given.docx").write_bytes(docx(table(("学校请来了新的老师。", "The school hired a new teacher."))))
    for arguments in PREPARED:
        status, said = ended(begun(folder, arguments), folder)
        assert status == 0, f"{arguments}: {said}"


class TooSlowError(Exception):
    """A command took too long."""


def strange(target: Target, folder: Path, chance: Random) -> tuple[str, bytes]:
    """One of the target's files made strange, under a name for it."""
    seed = chance.choice(target.seeds)
    return f"strange{Path(seed).suffix}", made_strange((folder / seed).read_bytes(), chance)


def made_strange(data: bytes, chance: Random) -> bytes:
    """A file of any kind with something in it made strange: of a corpus, mostly a value of a row."""
    return _strange_database(data, chance) if data.startswith(b"SQLite") else mutated(data, chance)


def tried(target: Target, folder: Path, name: str, data: bytes) -> int:
    """The exit status of a command that is given a file. AssertionError for what it may not do."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        work = Path(made, "work")
        shutil.copytree(folder, work, ignore=shutil.ignore_patterns("m", "n"))
        (work / "m").symlink_to(folder / "m")
        (work / name).write_bytes(data)
        status, out, err = called(target.arguments.replace("FILE", name), work)
    lines = err.splitlines()
    told = f"{target.arguments}, {name}: status {status}: {err[-2000:]}"
    assert status in (0, 1, 3), told
    assert "Traceback" not in err, told
    assert "is damaged (" not in err, told  # a reader's process failed in a way of its own
    if status == 1:
        assert lines, told
        assert lines[-1].startswith("duizhao: "), told
        assert len(lines[-1]) < 1000, told
    out.encode("utf-8")
    return status


def called(arguments: str, folder: Path) -> tuple[int, str, str]:
    """The program called in this process: status, output, errors."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="surrogatepass") for _ in range(2))
    status = 0
    argv = sys.argv
    sys.argv = ["duizhao", *arguments.split()]
    try:
        with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), in_time():
            main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    finally:
        sys.argv = argv
    for stream in (out, err):
        stream.flush()
    said = [bytes(stream.buffer.getvalue()).decode("utf-8", "surrogatepass") for stream in (out, err)]  # type: ignore[attr-defined]
    return status, said[0], said[1]


@contextlib.contextmanager
def in_time() -> Iterator[None]:
    """TooSlowError in what takes more than `LONGEST`."""

    def stop(*_: object) -> None:
        raise TooSlowError(f"more than {LONGEST} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _strange_database(data: bytes, chance: Random) -> bytes:
    """A corpus in which one value of one row is another, or a row is gone or there twice, or some bytes are wrong."""
    if chance.random() < 0.2:
        wrong = bytearray(data)
        for _ in range(chance.choice((1, 5, 50))):
            wrong[chance.randrange(len(wrong))] = chance.randrange(256)
        return bytes(wrong)
    with tempfile.TemporaryDirectory() as made:
        copy = Path(made, "c")
        copy.write_bytes(data)
        base = sqlite3.connect(copy)
        base.execute("PRAGMA synchronous = OFF")
        with contextlib.suppress(sqlite3.Error):
            tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for _ in range(chance.choice((1, 1, 3))):
                _strange_row(base, chance.choice(tables), chance)
        base.commit()
        base.execute("PRAGMA journal_mode = DELETE")
        base.close()
        return copy.read_bytes()


def _strange_row(base: sqlite3.Connection, name: str, chance: Random) -> None:
    columns = [row[1] for row in base.execute(f"PRAGMA table_info({name})")]
    column = chance.choice(columns)
    ((count,),) = base.execute(f"SELECT count(*) FROM {name}")
    where = f"rowid = (SELECT rowid FROM {name} ORDER BY rowid LIMIT 1 OFFSET {chance.randrange(count or 1)})"
    kind = chance.randrange(8)
    if kind == 0:
        base.execute(f"DELETE FROM {name} WHERE {where}")
    elif kind == 1:
        base.execute(f"INSERT INTO {name} SELECT * FROM {name} WHERE {where}")
    else:
        value = chance.choice((*VALUES, None, -1, 0, 2**62, 1.5, b"\0\xff", b""))
        base.execute(f"UPDATE {name} SET {column} = ? WHERE {where}", (value,))
