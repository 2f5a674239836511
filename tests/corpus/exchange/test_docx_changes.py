"""Tracked changes in Word files: accepted they give the new words, rejected the old ones; nothing else is touched."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx as python_docx
import pytest
from lxml import etree
from word_files import deleted, docx, ins, p, r, table, zipped

from duizhao.corpus.document import Span
from duizhao.corpus.errors import ReadError
from duizhao.corpus.exchange.traces.docx_changes import Change
from duizhao.corpus.exchange.traces.docx_writing import with_changes
from duizhao.corpus.readers.docx.document import walk

MOMENT = datetime(2024, 5, 1, 12, 0, 0, tzinfo=UTC)
SOFFICE = shutil.which("soffice")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def changed(data: bytes, *pairs: tuple[str, str]) -> tuple[bytes, list[Change]]:
    """A file with each first of two wordings made the second; `|` marks a place where something is put in."""
    text = walk(data).contents.text
    changes = []
    for old, new in pairs:
        at = text.index(old.replace("|", "")) + max(0, old.find("|"))
        changes.append(Change(Span(at, at + (0 if "|" in old else len(old))), new))
    return with_changes(data, changes, "draft.docx", MOMENT)


def settled(data: bytes, *, accept: bool) -> list[str]:
    """The paragraphs when all of the program's changes are accepted, or rejected, by the elements of the file alone."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    for revision in list(root.iter(f"{W}ins", f"{W}del")):
        if revision.get(f"{W}author") == "duizhao":
            assert revision.get(f"{W}date") == "2024-05-01T12:00:00Z"
            if (revision.tag == f"{W}ins") != accept:
                revision.getparent().remove(revision)
    return ["".join(node.text or "" for node in paragraph.iter(f"{W}t", f"{W}delText")) for paragraph in
            root.iter(f"{W}p")]  # fmt: skip


CASES = {
    "within a run": (p("The  river runs east."), [("The  river", "The river")], ["The river runs east."]),
    "a whole run": (p(r("The "), r("river"), r(" runs.")), [("river", "stream")], ["The stream runs."]),
    "over runs": (p(r("The ri"), r("ver ru", "<w:b/>"), r("ns.")), [("river runs", "rivers run")], ["The rivers run."]),
    "two in a run": (p("The river and the the hills."), [("the the", "the"), ("river", "")], ["The  and the hills."]),
    "next to each other": (p("The river runs."), [("river", "stream"), (" runs", " ran")], ["The stream ran."]),
    "put in": (p("The (old river."), [("river|.", ")")], ["The (old river)."]),
    "put in at the beginning": (p("The river."), [("|The", "(")], ["(The river."]),
    "taken out": (p("The river)."), [("r)", "r")], ["The river."]),
    "in a table": (
        table(("The river", "runs east.")),
        [("river", "hill"), ("east", "west")],
        ["The hill", "runs west."],
    ),
    "blanks that Word drops": (p("<w:r><w:t> The river </w:t></w:r>"), [("river", "hill")], ["The hill"]),
    "a link": (p('<w:hyperlink w:anchor="x">' + r("The river") + "</w:hyperlink>"), [("river", "hill")], ["The hill"]),
    "in another's insertion": (p("The ", ins(r("river runs far")), "."), [("runs", "ran")], ["The river ran far."]),
    "an end of another's insertion": (p(ins(r("The river")), "."), [("river", "hill")], ["The hill."]),
    "over another's deletion": (p("The ri", deleted("x"), "ver."), [("river", "hill")], ["The xhill."]),
    "beside a tab": (p("<w:r><w:t>The</w:t><w:tab/><w:t>river</w:t></w:r>"), [("river", "hill")], ["Thehill"]),
}


@pytest.mark.parametrize(("body", "pairs", "expected"), CASES.values(), ids=CASES)
def test_accepted_and_rejected(body: str, pairs: list[tuple[str, str]], expected: list[str]) -> None:
    data = docx(body)
    after, left_out = changed(data, *pairs)
    assert left_out == []
    assert [line.strip() for line in settled(after, accept=True)] == expected
    before = [line.strip() for line in settled(data, accept=True)]
    assert [line.strip() for line in settled(after, accept=False)] == before
    assert walk(after, changes="original").contents.text == walk(data, changes="original").contents.text


LEFT_OUT = {
    "over paragraphs": (p("The river") + p("runs."), ("river\nruns", "hill")),
    "a tab": (p("<w:r><w:t>The</w:t><w:tab/><w:t>river</w:t></w:r>"), ("The\triver", "The river")),
    "what XML cannot hold": (p("The river."), ("river", "\x01")),
    "a new line": (p("The river."), ("river", "ri\nver")),
}


@pytest.mark.parametrize(("body", "pair"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_cannot_be_tracked_is_given_back(body: str, pair: tuple[str, str]) -> None:
    data = docx(body)
    after, left_out = changed(data, pair)
    assert [change.text for change in left_out] == [pair[1]]
    assert settled(after, accept=True) == settled(data, accept=True)


def test_of_overlapping_changes_the_first_is_taken() -> None:
    after, left_out = changed(docx(p("The river runs.")), ("river runs", "rivers run"), ("runs", "ran"))
    assert settled(after, accept=True) == ["The rivers run."]
    assert [change.text for change in left_out] == ["ran"]


def test_the_font_stays_and_other_parts_are_the_same_bytes() -> None:
    made = io.BytesIO()
    draft = python_docx.Document()
    draft.core_properties.author = "Li"
    draft.add_paragraph().add_run("The river runs.").bold = True
    draft.save(made)
    after, _ = changed(made.getvalue(), ("river", "hill"))
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        parts = {name for name in old.namelist() if old.read(name) != new.read(name)}
        assert old.namelist() == new.namelist()
        document = new.read("word/document.xml").decode()
    assert parts == {"word/document.xml"}
    assert re.search(r"<w:ins [^>]*><w:r><w:rPr><w:b/></w:rPr><w:t [^>]*>hill</w:t></w:r></w:ins>", document)


def test_a_note_is_changed_in_its_own_part() -> None:
    called = r("The river") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r(" runs.")
    note = f'<w:footnote w:id="2">{p("The hills lie west.")}</w:footnote>'
    after, left_out = changed(docx(p(called), footnotes=note), ("hills", "mountains"))
    assert left_out == []
    assert "The mountains lie west." in walk(after).contents.text
    assert "The hills lie west." in walk(after, changes="original").contents.text


def test_no_word_file_is_refused() -> None:
    with pytest.raises(ReadError):
        with_changes(b"PK\x03\x04 no file", [], "draft.docx", MOMENT)


@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
@pytest.mark.slow
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    made = io.BytesIO()
    python_docx.Document().save(made)
    body = p(r("The ri"), r("ver runs", "<w:b/>"), r(" east.")) + table(("The the hills", "west")) + p("End.")
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(io.BytesIO(docx(body))) as new:
        parts = {name: old.read(name) for name in old.namelist()}
        parts["word/document.xml"] = new.read("word/document.xml")
    after, _ = changed(zipped(dict(parts)), ("river", "stream"), ("The the", "The"))
    (tmp_path / "draft.docx").write_bytes(after)
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(SOFFICE), home, "--headless", "--convert-to", "odt", "--outdir", tmp_path, tmp_path / "draft.docx"]
    ran = subprocess.run(command, capture_output=True, timeout=120)
    assert (tmp_path / "draft.odt").is_file(), ran.stderr
    with zipfile.ZipFile(tmp_path / "draft.odt") as converted:
        content = converted.read("content.xml").decode()
    assert content.count("<text:insertion>") == 2
    assert content.count("<text:deletion>") == 2
    assert content.count("<dc:creator>duizhao</dc:creator>") == 4
