"""What stands in the lines of pages and books: signs that markup stands for, and words that nobody sees."""

from __future__ import annotations

import pytest
from places import CASES
from word_files import zipped

from duizhao.corpus.readers.base.contents import Contents, ReadOptions
from duizhao.corpus.readers.confined import contents_of

_LINES = (CASES / "html_inline.tsv").read_text(encoding="utf-8").split("\n")
ROWS = [(*line.split("\t"), "")[:4] for line in _LINES if line and not line.startswith("#")]
KINDS = ("deleted", "inserted", "hidden", "left-out", "page", "ruby")
_CONTAINER = '<container><rootfiles><rootfile full-path="c.opf"/></rootfiles></container>'


def book(*chapters: str, outside: str = "") -> bytes:
    """A book of chapters by their bodies; a page that its order of reading does not name."""
    names = [f"c{at}" for at in range(len(chapters))]
    items = "".join(f'<item id="{each}" href="{each}.xhtml" media-type="application/xhtml+xml"/>' for each in names)
    items += '<item id="x" href="x.xhtml" media-type="application/xhtml+xml"/>' if outside else ""
    spine = "".join(f'<itemref idref="{each}"/>' for each in names)
    start = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>'
    pages = dict(zip(names, chapters, strict=True)) | ({"x": outside} if outside else {})
    return zipped({
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": _CONTAINER,
        "c.opf": f"<package><manifest>{items}</manifest><spine>{spine}</spine></package>",
        **{f"{name}.xhtml": f"{start}{body}</body></html>" for name, body in pages.items()},
    })  # fmt: skip


def marks(contents: Contents) -> list[str]:
    return [f"{mark.kind}={mark.value}" for mark in contents.marks if mark.kind in KINDS]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_in_pages_and_books(row: tuple[str, str, str, str]) -> None:
    _, body, text, said = row
    for data in (f"<html><body>{body}</body></html>".encode(), book(body)):
        contents = contents_of(data, "a.file")
        assert contents.text == text.replace("\\n", "\n") + "\n"
        assert sorted(marks(contents)) == sorted(said.split("|") if said else [])


def test_the_text_before_it_was_changed() -> None:
    body = "<html><body><p>两<del>三</del><ins>四</ins>座<s>桥</s></p></body></html>".encode()
    contents = contents_of(body, "a.html", ReadOptions(changes="original"))
    assert contents.text == "两三座桥\n"
    assert marks(contents) == ["deleted=", "inserted=四", "deleted="]


def test_pages_go_on_over_chapters() -> None:
    chapters = (
        "<p>一<span epub:type='pagebreak' title='2'/>二。</p>",
        "<p>三。</p><p id='page3' role='doc-pagebreak'>3</p><p>四。</p>",
    )
    contents = contents_of(book(*chapters), "a.epub")
    assert contents.text == "一二。\n三。\n四。\n"
    pages = [(mark.value, mark.span.of(contents.text)) for mark in contents.marks if mark.kind == "page"]
    assert pages == [("2", "二。\n三。\n"), ("3", "四。\n")]


def test_pages_that_the_order_of_reading_leaves_out_are_said() -> None:
    contents = contents_of(book("<p>正文。</p>", outside="<p>附注。</p>"), "a.epub")
    assert contents.text == "正文。\n"
    assert marks(contents) == ["left-out=page outside the order of reading: 附注。"]
