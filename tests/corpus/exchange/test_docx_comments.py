"""Comments in Word files: at the very characters, and nothing else changed."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx as python_docx
import pytest
from lxml import etree
from word_files import docx, ins, p, r, table, zipped

from duizhao.corpus.document import Span
from duizhao.corpus.errors import FormatError, ReadError
from duizhao.corpus.exchange.traces import docx_writing
from duizhao.corpus.exchange.traces.docx_comments import AUTHOR, Comment, Table
from duizhao.corpus.exchange.traces.docx_writing import with_comments
from duizhao.corpus.readers.docx.document import walk
from duizhao.corpus.readers.docx.xml import attribute

SOFFICE = shutil.which("soffice")


def commented(data: bytes) -> list[tuple[str, str]]:
    """What each comment of a file says, and on which words, by the program's own reader."""
    contents = walk(data).contents
    return [(mark.value, mark.span.of(contents.text)) for mark in contents.marks if mark.kind == "note"]


def put(body: str, *words: str, **parts: str) -> tuple[bytes, bytes]:
    """A file of `body`, and the same with a comment on each of the `words`."""
    data = docx(body, **parts)
    text = walk(data).contents.text
    comments = [Comment(Span(text.index(each), text.index(each) + len(each)), (f"on {each}",)) for each in words]
    return data, with_comments(data, comments, "draft.docx")


def real(body: str, *words: str) -> bytes:
    """The same in a file with all the parts that Word writes, which other programs insist on."""
    made = io.BytesIO()
    python_docx.Document().save(made)
    bare = docx(body)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(io.BytesIO(bare)) as new:
        parts = {name: old.read(name) for name in old.namelist()}
        parts["word/document.xml"] = new.read("word/document.xml")
    data = zipped(parts)
    text = walk(data).contents.text
    comments = [Comment(Span(text.index(each), text.index(each) + len(each)), (f"on {each}",)) for each in words]
    return with_comments(data, comments, "draft.docx")


def told(data: bytes) -> list[tuple[str, str, str]]:
    """Number, author and words of each comment."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/comments.xml"))
    return [(attribute(each, "id") or "", attribute(each, "author") or "", "".join(each.itertext())) for each in root]


BODIES = {
    "within a run": (p("The river runs east."), ["river"]),
    "a whole run": (p(r("The "), r("river"), r(" runs east.")), ["river"]),
    "over runs": (p(r("The ri"), r("ver ru", "<w:b/>"), r("ns east.")), ["river runs"]),
    "two in a run": (p("The river runs east and the hills lie west."), ["hills", "river"]),
    "one in another": (p("The river runs east."), ["river runs", "runs"]),
    "next to each other": (p("The river runs east."), ["river", " runs"]),
    "over paragraphs": (p("The river") + p("runs east."), ["river\nruns"]),
    "in a table": (table(("The river", "runs east.")), ["river", "east"]),
    "inserted": (p("The ", ins(r("river runs")), " east."), ["river", "r runs e"]),
    "a tab in the run": (p("<w:r><w:t>The</w:t><w:tab/><w:t>river runs</w:t></w:r>"), ["river", "The\tri"]),
    "blanks that Word drops": (p("<w:r><w:t> The river </w:t></w:r>"), ["river"]),
    "a link": (p('<w:hyperlink w:anchor="x">' + r("The river runs") + "</w:hyperlink>"), ["river"]),
}


@pytest.mark.parametrize(("body", "words"), BODIES.values(), ids=BODIES)
def test_a_comment_stands_at_the_very_words(body: str, words: list[str]) -> None:
    before, after = put(body, *words)
    assert set(commented(after)) == {(" ".join(f"on {each}".split()), each) for each in words}
    assert walk(after).contents.text == walk(before).contents.text


def test_formats_of_cut_runs_stay() -> None:
    after = real(p(r("The river runs east.", "<w:b/>")), "river")
    runs = [run for run in python_docx.Document(io.BytesIO(after)).paragraphs[0].runs if run.text]
    assert [(run.text, run.bold) for run in runs] == [("The ", True), ("river", True), (" runs east.", True)]


def test_a_note_is_commented_where_it_hangs() -> None:
    called = r("The river") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r(" runs.")
    note = f'<w:footnote w:id="2">{p("The hills lie west.")}</w:footnote>'
    _, after = put(p(called), "hills", footnotes=note)
    assert told(after) == [("0", AUTHOR, "on hills")]
    with zipfile.ZipFile(io.BytesIO(after)) as package:
        assert b"comment" not in package.read("word/footnotes.xml")
        document = package.read("word/document.xml")
    assert document.index(b"commentRangeStart") < document.index(b"footnoteReference") < document.index(b"RangeEnd")


def test_comments_that_were_there_stay_and_numbers_go_on() -> None:
    there = '<w:comment w:id="4" w:author="Li"><w:p><w:r><w:t>Old</w:t></w:r></w:p></w:comment>'
    body = p('<w:commentRangeStart w:id="4"/>', r("The"), '<w:commentRangeEnd w:id="4"/>', r(" river runs."))
    _, after = put(body, "river", comments=there)
    assert commented(after) == [("Old", "The"), ("on river", "river")]
    assert told(after) == [("4", "Li", "Old"), ("5", AUTHOR, "on river")]


def test_other_parts_are_the_same_bytes() -> None:
    made = io.BytesIO()
    draft = python_docx.Document()
    draft.add_paragraph("The river runs east.")
    draft.core_properties.author = ""
    draft.save(made)
    after = with_comments(made.getvalue(), [Comment(Span(4, 9), ("one", "two"))], "draft.docx")
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        changed = {"word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}
        for name in set(old.namelist()) - changed:
            assert new.read(name) == old.read(name), name
        assert b"w:date" not in new.read("word/comments.xml")
    (comment,) = python_docx.Document(io.BytesIO(after)).comments
    assert [paragraph.text for paragraph in comment.paragraphs] == ["one", "two"]


def test_properties_that_name_people_are_emptied() -> None:
    made = io.BytesIO()
    written = python_docx.Document()
    written.add_paragraph("He said “the bridge stands”.")
    written.core_properties.author, written.core_properties.last_modified_by = "SECRETAUTHOR", "SECRETEDITOR"
    written.core_properties.title = "A draft"
    written.save(made)
    with zipfile.ZipFile(made) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    app = parts["docProps/app.xml"].replace(b"<Company/>", b"<Company>SECRETFIRM</Company>")
    parts["docProps/app.xml"] = app.replace(b"Normal.dotm", b"C:\\Users\\SECRETUSER\\Normal.dotm")
    assert b"SECRETFIRM" in parts["docProps/app.xml"]
    assert b"SECRETUSER" in parts["docProps/app.xml"]
    text = walk(zipped(parts)).contents.text
    at = text.index("the bridge")
    given = with_comments(zipped(parts), [Comment(Span(at, at + 10), ("on the bridge",))], "draft.docx")
    with zipfile.ZipFile(io.BytesIO(given)) as package:
        assert not any(b"SECRET" in package.read(name) for name in package.namelist())
    assert python_docx.Document(io.BytesIO(given)).core_properties.title == "A draft"


def test_a_table_ends_the_document() -> None:
    data = real(p("The river runs east.") + "<w:sectPr/>")
    shown = Table("Sources", ("a", "b"), (("1", "x\ny"), ("2", "<&\0")), (1, 2))
    read = python_docx.Document(io.BytesIO(with_comments(data, [], "draft.docx", shown)))
    assert [[cell.text for cell in row.cells] for row in read.tables[0].rows] == [
        ["a", "b"],
        ["1", "x\ny"],
        ["2", "<&\ufffd"],
    ]
    assert [paragraph.text for paragraph in read.paragraphs] == ["The river runs east.", "Sources", ""]


def test_words_that_are_not_there_are_refused() -> None:
    with pytest.raises(FormatError, match="no words stand at characters 900"):
        with_comments(docx(p("The river.")), [Comment(Span(900, 905), ("x",))], "draft.docx")
    with pytest.raises(ReadError):
        with_comments(b"PK\x03\x04 no file", [], "draft.docx")


@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
@pytest.mark.slow
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    body = p(r("The ri"), r("ver runs", "<w:b/>"), r(" east.")) + table(("The hills", "west")) + p("End.")
    (tmp_path / "draft.docx").write_bytes(real(body, "river runs", "hills"))
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(SOFFICE), home, "--headless", "--convert-to", "odt", "--outdir", tmp_path, tmp_path / "draft.docx"]
    ran = subprocess.run(command, capture_output=True, timeout=120)
    assert (tmp_path / "draft.odt").is_file(), ran.stderr
    with zipfile.ZipFile(tmp_path / "draft.odt") as converted:
        content = converted.read("content.xml").decode()
    assert content.count("<office:annotation ") == 2
    assert "on river runs" in content


def test_a_draft_is_taken_apart_in_another_process_alone(monkeypatch) -> None:
    """Here nothing walks through the file: whoever sent it may mean harm."""
    monkeypatch.setattr(docx_writing, "walk", None)
    assert with_comments(docx(p("The river.")), [Comment(Span(4, 9), ("x",))], "draft.docx").startswith(b"PK")
