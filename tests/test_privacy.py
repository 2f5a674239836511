"""Nothing leaves the machine, and nothing that is written tells who wrote it or where.

The program runs as one process, in a network of its own that has no way out where the system allows that, under an
audit hook that refuses every socket to elsewhere, with files in a folder, a home, and on a host, of telling names.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest
from loopback import Guard, LeftTheMachineError, is_local
from pdf_files import Shown, pdf
from places import CASES, ROOT

from duizhao.align.concordance.service import FORMATS as FIND_FORMATS
from duizhao.align.report.bitext_formats import BITEXT_FORMATS
from duizhao.align.report.corpus_formats import CORPUS_FORMATS
from duizhao.align.report.findings_formats import FORMATS as CHECK_FORMATS
from duizhao.align.report.trace_formats import TRACE_FORMATS

pytestmark = pytest.mark.slow

PUBLIC_FORMATS = [form for form in TRACE_FORMATS if form != "citations"]
TIMED = "elan"
"""The format of what is heard at a time; nothing here is."""
AUTHOR = "Secret Somebody"
FOLDER, USER, HOME, HOST = "SECRETFOLDER", "secretlogin", "SECRETHOME", "secrethost"
ZH = "学校应当保护学生的权利。\n2019年，共有三百名学生参加了考试。\n校长没有回答记者的问题。\n"
EN = (
    "The school shall protect the rights of its students.\n"
    "In 2019, three hundred students sat the examination.\n"
    "The headmaster did not answer the reporter’s question.\n"
)
ARTICLE = (
    "The rule is plain: the school “shall protect the rights of its students.” The report adds that “three hundred "
    "pupils took part in the test.” Nobody said “the moon is made of green cheese and very old.”\n"
)
SPAN = {
    "source": "学校应当保护学生的权利。",
    "target": "The school shall protect its students.",
    "target_span": [4, 10],
}
FILES = {
    "text.zh": ZH,
    "text.en": EN,
    "article.txt": ARTICLE,
    "words.txt": "学校 保护 学生 ||| the school protects its students\n",
    "spans.jsonl": json.dumps(SPAN) + "\n",
    "other.en": EN.replace("shall", "must"),
    "folder/more.zh": ZH.replace("学校", "大学"),
    "folder/more.en": EN,
    "folder/alone.zh": ZH.replace("三百", "四百"),
    "planned/report_中文.txt": ZH,
    "planned/report_英文.txt": EN,
    "empty.txt": "",
    "gold.align": "[0]:[0]\n[1]:[1]\n[2]:[2]\n",
}


@dataclass(frozen=True)
class Ran:
    """What the calls did, by name, and the folder they worked in."""

    work: Path
    isolated: bool
    calls: dict[str, dict[str, object]]


def isolation() -> list[str]:
    """The command that puts another into a network of its own, and onto a host of its own; empty if not permitted."""
    named = ["sh", "-c", f'hostname {HOST} && exec "$@"', "sh"]
    for command in (["unshare", "--net", "--uts"], ["unshare", "--map-root-user", "--net", "--uts"]):
        if shutil.which("unshare") and not subprocess.run([*command, *named, "true"], capture_output=True).returncode:
            return [*command, *named]
    return []


def calls_in(work: Path) -> dict[str, list[str]]:
    """Every command and format, and requests that cannot be met."""

    def at(name: str) -> str:
        return str(work / name)

    pair = [at("text.zh"), at("text.en")]
    calls = {"align": ["align", *pair], "align presplit": ["align", *pair, "--presplit"]}
    calls |= {f"align {form}": ["align", *pair, "--format", form] for form in BITEXT_FORMATS}
    calls |= {
        f"align to {form}": ["align", *pair, "--format", form, "-o", at(f"out/bitext.{form}")]
        for form in BITEXT_FORMATS
    }
    calls["words"] = ["words", at("words.txt")]
    calls["project"] = ["project", at("spans.jsonl"), "-o", at("out/projected.jsonl")]
    corpus = ["--corpus", at("out/all.duizhao")]
    calls["add"] = ["add", *corpus, "--source", pair[0], "--target", pair[1]]
    calls["add folder"] = ["add", *corpus, "--folder", at("folder")]
    calls["export"] = ["export", *corpus, "--format", "tmx", "-o", at("out/exported.tmx")]
    given = ["--corpus", at("out/given.duizhao")]
    calls["add pairs"] = ["add", *given, "--pairs", at("out/exported.tmx"), "--name", "given"]
    calls["add plan"] = ["add", *given, "--folder", at("planned"), "--plan", at("out/plan.tsv")]
    calls["add planned"] = ["add", *given, "--folder", at("planned"), "--plan", at("out/plan.tsv")]
    calls["link table"] = ["link", at("article.txt"), *corpus]
    calls["link files"] = ["link", at("article.txt"), "--source", pair[0], "--target", pair[1]]
    calls |= {
        f"link to {form}": ["link", at("article.txt"), *corpus, "--format", form, "-o", at(f"out/trace.{form}")]
        for form in TRACE_FORMATS
    }
    calls |= {
        f"link public {form}": ["link", at("article.txt"), *corpus, "--public", "-o", at(f"out/public.{form}")]
        for form in PUBLIC_FORMATS
    }
    calls["link in full"] = ["link", at("article.txt"), *corpus, "--verbose", "--claims", "--pinyin"]
    calls["link Word"] = ["link", at("draft.docx"), *corpus, "-o", at("out/draft.sources.docx")]
    calls["verify"] = ["verify", at("out/trace.json"), *corpus]
    calls["verify lines"] = ["verify", at("out/trace.citations"), *corpus, "--json"]
    calls["add a translation"] = ["add", *corpus, "--name", "text", "--target", at("other.en"), "--set", "by=x"]
    calls["set"] = ["set", "text", "date=2019", *corpus]
    calls["list"] = ["list", *corpus]
    calls["decide"] = ["decisions", "record", *corpus, "--document", "text", "--start", "0", "--end", "2",
                       "--verdict", "x", "--as", "AB"]  # fmt: skip
    calls["decisions"] = ["decisions", "export", *corpus, "-o", at("out/decisions.jsonl")]
    calls["merge"] = ["decisions", "import", at("out/decisions.jsonl"), *corpus]
    calls |= {
        f"terms to {form}": ["terms", "show", "学生", *corpus, "-o", at(f"out/terms.{form}")]
        for form in ("html", "csv", "xlsx", "jsonl", "tbx")
    }
    calls["occurrences"] = ["terms", "show", "学生", *corpus, "--occurrences", "-o", at("out/occurrences.csv")]
    calls["codes"] = ["codes", "import", at("out/occurrences.csv"), *corpus, "--as", "AB"]
    calls["candidates"] = ["terms", "extract", *corpus, "--document", "text", "-o", at("out/candidates.html")]
    calls["terms checked"] = ["terms", "check", *corpus, "-o", at("out/slips.xlsx")]
    calls["collocates"] = ["terms", "collocates", "学生", *corpus, "-o", at("out/collocates.csv")]
    calls["check corpus"] = ["check-corpus", *corpus]
    calls |= {
        f"find to {form}": ["find", "学生", *corpus, "--format", form, "-o", at(f"out/found.{form}")]
        for form in FIND_FORMATS
    }
    calls["find by meaning"] = ["find", "the rights of students", "--meaning", *corpus, "--format", "jsonl"]
    calls["count"] = ["find", "学生", "--count", "document", *corpus]
    calls["rerun"] = ["rerun", at("out/found.csv"), *corpus]
    calls["compare"] = ["compare", "text", *corpus, "-o", at("out/compared.html")]
    calls |= {
        f"{'refused: ' * (form == TIMED)}export to {form}": [
            "export", *corpus, "--format", form, "-o", at(f"out/corpus.{form}")
        ]
        for form in CORPUS_FORMATS
    }  # fmt: skip
    calls["import"] = ["import", at("out/corpus.corpus"), "--corpus", at("out/second.duizhao")]
    calls["remove"] = ["remove", "more", *corpus]
    calls |= {
        f"check to {form}": ["check", *pair, "--format", form, "-o", at(f"out/findings.{form}")]
        for form in CHECK_FORMATS
    }
    calls["check table"] = ["check", *pair, "--strict"]
    calls["read"] = ["read", at("text.zh")]
    calls |= {f"read {name}": ["read", at(name), "--format", "jsonl"] for name in ("told.docx", "told.pdf", "told.rtf")}
    if importlib.util.find_spec("rapidocr"):
        calls["read picture"] = ["read", at("page.png"), "--format", "jsonl"]
    calls["align both"] = ["align", at("told.docx")]
    calls["read text"] = ["read", at("text.en"), "--text"]
    calls["score"] = ["score", "beads", at("gold.align"), at("out/bitext.beads")]
    calls["demo"] = ["demo", "-o", at("out/demo.html")]
    return calls | {
        "refused: no file": ["align", at("missing.zh"), pair[1]],
        "refused: a folder": ["align", at("folder"), pair[1]],
        "refused: empty": ["read", at("empty.txt")],
        "refused: swapped": ["align", pair[1], pair[0]],
        "refused: no format": ["align", *pair, "-o", at("out/bitext.unknown")],
        "refused: no folder to write in": ["align", *pair, "-o", at("nowhere/bitext.tsv")],
        "refused: no corpus": ["link", at("article.txt"), "--corpus", at("missing.duizhao")],
        "refused: public citations": ["link", at("article.txt"), *corpus, "--public", "--format", "citations"],
        "refused: public Word": ["link", at("draft.docx"), *corpus, "--public", "-o", at("out/refused.docx")],
        "refused: no citations": ["verify", at("article.txt"), *corpus],
        "refused: not a corpus": ["link", at("article.txt"), "--corpus", at("text.zh")],
        "refused: twice": ["add", *corpus, "--source", pair[0]],
        "refused: no model": ["align", *pair, "--model", at("no-model")],
        "refused: empty model": ["align", *pair, "--model", at("folder")],
        "refused: no lines": ["words", at("missing.txt")],
        "refused: not JSON": ["project", at("words.txt")],
        "refused: no documents": ["add", *corpus, "--folder", at("out/none")],
    }


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    work = tmp_path_factory.mktemp("files") / FOLDER
    home = tmp_path_factory.mktemp("homes") / HOME
    for folder in (work, work / "out", work / "folder", work / "planned", home):
        folder.mkdir(parents=True)
    for name, text in FILES.items():
        (work / name).write_text(text, encoding="utf-8")
    draft = docx.Document()
    draft.core_properties.author = ""
    for paragraph in ARTICLE.split("\n"):
        draft.add_paragraph(paragraph)
    draft.save(str(work / "draft.docx"))
    told_of = docx.Document()
    told_of.core_properties.author = told_of.core_properties.last_modified_by = AUTHOR
    told_of.core_properties.title = f"C:\\Users\\{USER}\\report.docx"
    for chinese, english in zip(ZH.splitlines(), EN.splitlines(), strict=True):
        told_of.add_paragraph(chinese)
        told_of.add_comment(told_of.add_paragraph(english).runs, "lit.", author=AUTHOR, initials="SS")
    told_of.save(str(work / "told.docx"))
    (work / "told.pdf").write_bytes(pdf([[Shown(72, 700, "Words.")]], title=f"/home/{USER}/report.pdf"))
    (work / "told.rtf").write_text(rf"{{\rtf1\ansi{{\info{{\author {AUTHOR}}}}}Words.\par}}", encoding="ascii")
    shutil.copy(CASES / "page.png", work)
    calls = calls_in(work)
    (work / "calls.json").write_text(json.dumps(list(calls.values())), encoding="utf-8")
    told = {"HOME": str(home), "USER": USER, "LOGNAME": USER, "HOSTNAME": HOST}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "XDG_"))}
    before = isolation()
    finished = subprocess.run(
        [*before, sys.executable, ROOT / "tests/support/loopback.py", work / "calls.json"],
        cwd=work,
        env=kept | told,
        capture_output=True,
        text=True,
        timeout=590,
    )
    assert finished.returncode == 0, finished.stderr
    records = [json.loads(line) for line in finished.stdout.splitlines()]
    return Ran(work, bool(before), dict(zip(calls, records, strict=True)))


def made(ran: Ran) -> Iterator[tuple[str, bytes]]:
    """Everything the program wrote: its streams, and its files, whole and unpacked."""
    for name, record in ran.calls.items():
        yield f"{name}: standard output", str(record["output"]).encode()
        yield f"{name}: standard error", str(record["errors"]).encode()
    for path in sorted(path for path in (ran.work / "out").rglob("*") if path.is_file()):
        data = path.read_bytes()
        yield path.name, data
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                yield from ((f"{path.name}: {name}", archive.read(name)) for name in archive.namelist())


def test_every_command_does_what_it_should(ran: Ran) -> None:
    wrong = {
        name: (record["status"], record["errors"])
        for name, record in ran.calls.items()
        if record["status"] != int(name.startswith("refused"))
    }
    assert not wrong


def test_the_files_are_there(ran: Ran) -> None:
    wanted = {f"bitext.{form}" for form in BITEXT_FORMATS} | {f"trace.{form}" for form in TRACE_FORMATS}
    wanted |= {f"public.{form}" for form in PUBLIC_FORMATS}
    wanted |= {f"findings.{form}" for form in CHECK_FORMATS}
    wanted |= {"draft.sources.docx", "projected.jsonl", "all.duizhao", "decisions.jsonl", "demo.html"}
    wanted |= {"exported.tmx", "given.duizhao", "plan.tsv"}
    wanted |= {f"found.{form}" for form in FIND_FORMATS} | {
        f"corpus.{form}" for form in CORPUS_FORMATS if form != TIMED
    }
    wanted |= {"compared.html", "second.duizhao"}
    wanted |= {f"terms.{form}" for form in ("html", "csv", "xlsx", "jsonl", "tbx")}
    wanted |= {"occurrences.csv", "candidates.html", "slips.xlsx", "collocates.csv"}
    assert {path.name for path in (ran.work / "out").iterdir()} == wanted


def test_nothing_tries_to_leave_the_machine(ran: Ran) -> None:
    assert not [name for name, record in ran.calls.items() if record["refused"]]


def test_the_program_works_without_a_network(ran: Ran) -> None:
    if not ran.isolated:
        pytest.skip("unshare is not there or not permitted: no network of its own for the program")
    assert all(record["status"] == 0 for name, record in ran.calls.items() if not name.startswith("refused"))


def test_a_network_of_its_own_has_no_way_out() -> None:
    before = isolation()
    if not before:
        pytest.skip("unshare is not there or not permitted")
    cat = subprocess.run([*before, "cat", "/proc/net/dev"], capture_output=True, text=True, check=True)
    assert re.findall(r"^\s*(\w+):", cat.stdout, re.MULTILINE) == ["lo"]


def test_nothing_written_tells_who_or_where(ran: Ran) -> None:
    telling = [FOLDER, AUTHOR, USER, HOME, str(ran.work), str(ROOT), sys.prefix]
    telling += [HOST] if ran.isolated else []
    told = [
        f"{what}: {word}"
        for what, data in made(ran)
        for word in telling
        if any(word.encode(coding) in data for coding in ("utf-8", "utf-16-le"))
    ]
    assert not told


def test_nothing_written_holds_an_absolute_path(ran: Ran) -> None:
    path = re.compile(
        rb"(?<![\w.:/<])/(?:home|root|tmp|Users|var|private|opt|usr|work|srv|mnt|etc)/[\w.-]|\b[A-Z]:\\\w"
    )
    assert not [f"{what}: {found[:80]!r}" for what, data in made(ran) for found in path.findall(data)]


def test_no_property_names_an_author(ran: Ran) -> None:
    named = re.compile(rb"<(?:dc:creator|cp:lastModifiedBy|meta:initial-creator|Company|Manager)>[^<]+<")
    assert not [what for what, data in made(ran) if named.search(data)]


def test_public_reports_hold_the_cited_words_and_nothing_around(ran: Ran) -> None:
    digests = [
        hashlib.sha256((ran.work / name).read_bytes()).hexdigest() for name in ("text.zh", "text.en", "folder/more.zh")
    ]
    citations = [json.loads(line)["id"] for line in (ran.work / "out/trace.citations").read_text().splitlines()]
    kept = [
        *digests,
        *citations,
        "text.zh",
        "text.en",
        "article.txt",
        "source_start",
        "target_start",
        "prefix",
        "校长没有",
        "headmaster",
    ]
    public = [(what, data.decode("utf-8", "replace")) for what, data in made(ran) if what.startswith("public.")]
    assert len(public) > len(PUBLIC_FORMATS)
    told = [f"{what}: {word}" for what, text in public for word in kept if word in text]
    assert not told
    for form in PUBLIC_FORMATS:
        if form == "svg":  # a map of documents, without a word of theirs
            continue
        text = "".join(text for what, text in public if what.startswith(f"public.{form}"))
        assert "权利" in text, form
        assert "file hashes" in text, form


def test_nothing_is_left_in_the_users_home(ran: Ran, tmp_path_factory: pytest.TempPathFactory) -> None:
    homes = list(tmp_path_factory.getbasetemp().glob(f"homes*/{HOME}"))
    assert homes
    assert not [path.name for home in homes for path in home.rglob("*") if path.is_file()]


def test_a_page_asks_for_nothing_from_elsewhere(ran: Ran) -> None:
    """No page loads or calls anything: whoever opens it is not seen."""
    asking = re.compile(
        r"""(?:src|href|action|data|poster)\s*=\s*["']?(?:https?:)?//|@import|url\(\s*["']?(?:https?:)?//"""
    )
    calling = re.compile(r"\b(?:fetch|XMLHttpRequest|sendBeacon|WebSocket|EventSource)\b")
    for page in (ran.work / "out").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not asking.findall(text), page.name
        assert not calling.findall(text), page.name


@pytest.mark.parametrize("host", [None, "", "localhost", "127.0.0.1", "127.8.8.8", b"::1", "::1%lo"])
def test_the_guard_lets_the_machine_talk_to_itself(host: object) -> None:
    assert is_local(host)


@pytest.mark.parametrize(
    "host", ["huggingface.co", "192.0.2.1", "0.0.0.0", "2001:db8::1", "localhost.example", b"10.0.0.1"]
)
def test_the_guard_knows_other_machines(host: object) -> None:
    assert not is_local(host)


def test_the_guard_refuses_a_socket(guard: Guard) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock, pytest.raises(LeftTheMachineError):
        sock.connect(("192.0.2.1", 9))
    with pytest.raises(LeftTheMachineError):
        socket.getaddrinfo("example.org", 443)
    told = [re.sub(r"line \d+", "line 1", each) for each in guard.refused]
    by = f"by {__name__}.test_the_guard_refuses_a_socket, line 1"
    assert told == [f"socket.connect '192.0.2.1' {by}", f"socket.getaddrinfo 'example.org' {by}"]
    guard.refused.clear()
    with pytest.raises(LeftTheMachineError):
        urllib.request.urlopen("http://example.org/")
    assert re.sub(r"line \d+", "line 1", guard.refused[0]) == f"socket.getaddrinfo 'example.org' {by}"
    guard.refused.clear()


def test_what_reads_pictures_has_no_way_to_tell_its_maker() -> None:
    found = importlib.util.find_spec("onnxruntime")
    assert found is not None
    assert found.origin is not None
    libraries = [path for path in Path(found.origin).parent.rglob("*") if ".so" in path.name or path.suffix == ".dll"]
    assert libraries
    assert not [path.name for path in libraries if b"telemetry_1ds" in path.read_bytes()]
