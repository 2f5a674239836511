"""Files that other programs make (pandoc, LibreOffice, Chromium): the same text comes back from each."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import docx as python_docx
import pytest

from duizhao.align.beads.documents import align_documents
from duizhao.corpus.document import Document, Language
from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.load import document_of, read_contents, read_document
from duizhao.corpus.samples import sample_pairs
from duizhao.models.encoder import Encoder

pytestmark = pytest.mark.slow

SOURCE = """---
title: On Wells
---

# 第一章　总则

Some *words* here[^1] and more of them, so that the line is long enough to be broken when it is set on a page.

1. one
2. two

| 中文 | English |
|------|---------|
| 水   | water   |
| 井   | well    |

## Next part

第二条　内容。这里有两句话。

[^1]: The note says so.
"""
TEXT = """On Wells
第一章　总则
Some words here and more of them, so that the line is long enough to be broken when it is set on a page.
1. one
2. two
中文
English
水
water
井
well
Next part
第二条　内容。这里有两句话。
The note says so.
"""


def office(form: str, folder: Path, *files: Path) -> None:
    """Have LibreOffice turn files into another form."""
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", form,
         "--outdir", folder, *files],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip


def pandoc(source: Path, made: Path) -> None:
    subprocess.run(["pandoc", "-s", source, "-o", made], check=True, capture_output=True, timeout=60)


def with_head(path: Path, lines: list[str], head: str) -> None:
    """A Word document of lines, with a running head and numbered pages."""
    made = python_docx.Document()
    for line in lines:
        made.add_paragraph(line)
    made.sections[0].header.paragraphs[0].text = head
    foot = made.sections[0].footer.paragraphs[0]._p
    foot.append(foot.makeelement(f"{foot.tag[:-1]}fldSimple", {f"{foot.tag[:-1]}instr": "PAGE"}))
    made.save(str(path))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    source = folder / "rich.md"
    source.write_text(SOURCE, encoding="utf-8")
    for ending in ("docx", "odt", "epub", "html"):
        pandoc(source, folder / f"rich.{ending}")
    law = next((chinese, english) for name, chinese, english in sample_pairs() if name == "constitution")
    for path, head in zip(law, ("中华人民共和国宪法", "Constitution of the People’s Republic of China"), strict=True):
        lines = typed(path).splitlines()
        with_head(folder / f"law.{'zh' if '.zh' in path.name else 'en'}.docx", lines, head)
    office("pdf", folder, folder / "rich.docx", folder / "law.zh.docx", folder / "law.en.docx")
    office("rtf", folder, folder / "rich.docx")
    (folder / "profile").rename(folder / "away")
    return folder


def typed(path: Path) -> str:
    """A text as one types it: its blanks of half an em, where no line may break, made ordinary."""
    return path.read_text(encoding="utf-8").replace("\u2002", " ")


def plain(text: str) -> str:
    """Text with one kind of blank, as a page has it."""
    return text.replace("\u3000", " ").replace("\u2002", " ").replace("  ", " ")


@pytest.mark.parametrize("ending", ["docx", "odt", "rtf", "epub", "html", "pdf"])
def test_the_same_text_comes_back(made: Path, ending: str) -> None:
    contents, _ = read_contents(made / f"rich.{ending}")
    assert plain(contents.text) == plain(TEXT)
    kinds = {mark.kind for mark in contents.marks}
    assert {"heading", "footnote"} <= kinds
    assert ("page" if ending == "pdf" else "cell") in kinds
    assert not (made / "profile").exists()


def test_an_old_word_file_is_told_by_its_contents(made: Path) -> None:
    office("doc", made, made / "law.en.docx")
    shutil.rmtree(made / "profile")
    old = (made / "law.en.doc").rename(made / "law.en.txt")
    assert read_contents(old)[0].text == read_contents(made / "law.en.docx")[0].text


def test_without_libreoffice_it_is_said(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("duizhao.corpus.readers.libreoffice._PLACES", ())
    with pytest.raises(ReadError, match="needs LibreOffice"):
        read_contents(made / "rich.odt")


FIRST = 100
"""Sentences that are aligned: the beads of equal sentences are equal, which need not cost a minute to see."""


def first_sentences(document: Document) -> Document:
    end = document.sentences[FIRST - 1].end
    return Document("a", document.language, document.text[:end], document.sentences[:FIRST], document.sha256)


def bead_texts(source: Document, target: Document, encoder: Encoder) -> list[tuple[str, str]]:
    bitext = align_documents(first_sentences(source), first_sentences(target), encoder)
    return [(plain(chinese), plain(english)) for _, chinese, english in bitext.rows()]


def test_the_constitution_from_two_pdfs_has_the_same_beads(made: Path, shipped: Encoder) -> None:
    (texts,) = [pair[1:] for pair in sample_pairs() if pair[0] == "constitution"]
    languages: tuple[Language, Language] = ("zh", "en")
    printed = [read_document(made / f"law.{language}.pdf", language) for language in languages]
    typed_in = []
    for path, language in zip(texts, languages, strict=True):
        typed_in.append(document_of(typed(path), language, name=language))
    for mine, theirs in zip(printed, typed_in, strict=True):
        assert [plain(mine.sentence(at)) for at in range(len(mine.sentences))] == [
            plain(theirs.sentence(at)) for at in range(len(theirs.sentences))
        ]
    assert bead_texts(printed[0], printed[1], shipped) == bead_texts(typed_in[0], typed_in[1], shipped)


COLUMNS = """<meta charset=utf-8><style>body { font: 10.5pt sans-serif } div { column-count: 2; text-align: justify }
p { margin: 0; text-indent: 2em }</style>"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_of_two_columns_as_a_browser_prints_it(tmp_path: Path, language: Language) -> None:
    (texts,) = [pair[1:] for pair in sample_pairs() if pair[0] == "constitution"]
    lines = texts[0 if language == "zh" else 1].read_text(encoding="utf-8").splitlines()[2:20]
    body = "".join(f"<p>{line}</p>" for line in lines)
    (tmp_path / "a.html").write_text(f"<html lang={language}>{COLUMNS}<div>{body}</div>", encoding="utf-8")
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={tmp_path / 'profile'}",
         f"--print-to-pdf={tmp_path / 'a.pdf'}", (tmp_path / "a.html").as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    contents, _ = read_contents(tmp_path / "a.pdf")
    assert plain(contents.text).splitlines() == [plain(line) for line in lines]
