"""The page beside its words: drawn on demand, the passage marked on both, and why a page cannot be shown."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from encoders import PAIRS, lexicon
from pdf_files import Shown, pdf
from PIL import Image
from playwright.sync_api import Browser, expect
from readers import Served, context_of, watched
from slides import pptx, shape
from word_files import docx, p

from duizhao.align.library.build import add_entry, make_entry
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.digitization.page_places import place_words
from duizhao.corpus.document import Document, Span
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.layout.page import Line, Page
from duizhao.corpus.readers.layout.text import text_of_pages
from duizhao.corpus.readers.load import document_from, document_of
from duizhao.corpus.readers.pdf.page_signs import PageSigns, page_signs
from duizhao.corpus.scans.text_pages import is_paged, sheet_value, text_pages
from duizhao.corpus.store.store import Store

PAGES = [
    [
        Shown(72, 700, "The school hired a new teacher. The villagers came to the"),
        Shown(72, 680, "bridge, and the doctor came to the bridge at noon."),
    ],
    [Shown(72, 700, "On the second page the rain began, and nobody was sur-"), Shown(72, 680, "prised by it.")],
    [],
    [Shown(72, 700, "The last page is short, and it has no marks at all.")],
]
PAPER = pdf(PAGES, labels="<</Nums[0<</S/r>>2<</S/D>>]>>")
LOCKED = pdf(PAGES, password="open")


def english(data: bytes, name: str = "paper.en") -> Document:
    contents = contents_of(data, "paper.pdf")
    return document_from(contents, "en", name, hashlib.sha256(data).hexdigest())


@pytest.fixture(scope="module")
def paper() -> Document:
    return english(PAPER)


@pytest.fixture
def served(tmp_path: Path, paper: Document) -> Iterator[Served]:
    source = document_of("".join(chinese for chinese, _ in PAIRS[:3]), "zh", name="paper")
    with Store.open(tmp_path / "all.duizhao", create=True) as store:
        add_entry(store, make_entry(source, [paper], lexicon()), lexicon())
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "as it came.pdf").write_bytes(PAPER)
    with Served(tmp_path / "all.duizhao", pictures=tmp_path / "papers") as reader:
        yield reader


def asked(document: Document, words: str, **more: object) -> str:
    start = document.text.index(words)
    return "/page?" + urlencode({"text": document.name, "start": start, "end": start + len(words), **more})


def test_pages_of_a_text_are_those_of_its_file(paper: Document) -> None:
    pages = text_pages(paper)
    assert [(page.label, page.frame) for page in pages] == [("i", 1), ("ii", 2), ("1", 3), ("2", 4)]
    assert pages[0].spans[0].of(paper.text).startswith("The school")
    assert not pages[2].spans[0]


@pytest.mark.parametrize(
    ("words", "page", "places"),
    [
        ("a new teacher", 1, [(72 + 85, 142)]),
        ("came to the bridge at noon", 1, [(72 + 120, 162)]),  # and not where it stands first
        ("villagers came to the bridge", 1, [(72 + 175, 142), (72, 162)]),
        ("nobody was surprised", 2, [(72 + 200, 142), (72, 162)]),  # the hyphen is the page's
    ],
)
def test_words_are_found_on_the_page_as_it_is_drawn(
    paper: Document, words: str, page: int, places: list[tuple[int, int]]
) -> None:
    start = paper.text.index(words)
    signs = page_signs(PAPER, "paper.pdf", page)
    assert (signs.width, signs.height) == (595, 842)
    found = place_words(signs, paper, text_pages(paper)[page - 1].spans[0], Span(start, start + len(words)))
    assert len(found) == len(places)
    for quad, (left, base) in zip(found, places, strict=True):
        assert quad[0][0] == pytest.approx(left, abs=25)
        assert quad[0][1] < base < quad[2][1] + 1
        assert quad[2][1] - quad[0][1] < 20


def test_words_that_are_not_there_are_not_marked_elsewhere(paper: Document) -> None:
    signs = page_signs(PAPER, "paper.pdf", 4)
    whole = text_pages(paper)[0].spans[0]
    assert place_words(signs, paper, whole, Span(0, 31)) == []
    assert place_words(PageSigns({"width": 1, "height": 1, "signs": []}), paper, whole, Span(0, 31)) == []


def test_a_page_is_shown_with_its_passage(served: Served, paper: Document) -> None:
    status, _, page = served.ask("GET", asked(paper, "rain began"))
    assert status == 200
    assert re.search(r"<mark>rain began</mark>", page)
    assert page.count("<polygon") == 1
    assert 'viewBox="0 0 595.0 842.0"' in page
    assert page.count("<option") == 4
    other = served.ask("GET", asked(paper, "rain began", page=4))[2]
    assert "<mark>" not in other
    assert "<polygon" not in other
    assert 'id="sheet-back"' in other
    assert "no words on this page" in served.ask("GET", asked(paper, "rain began", page=3))[2]
    assert "/page?text=paper.en&amp;start=" in served.ask("GET", "/find?q=rain+began")[2]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, True),
        ({"beside": "bridge"}, True),
        ({"beside": "rain"}, False),
        ({"without": "bridge"}, False),
        ({"without": "rain", "beside": " "}, True),
        ({"beside": "br.dge", "how": "regex"}, True),
    ],
)
def test_find_on_both_sides(tmp_path: Path, more: dict[str, str], found: bool) -> None:
    source, target = document_of("桥很老。\n", "zh", name="a"), document_of("The bridge is old.\n", "en", name="a.en")
    with Store.open(tmp_path / "all.duizhao", create=True) as store:
        bitext = Bitext(source, target, (Bead((0,), (0,), 0.9),))
        store.add(source, bitexts=[bitext], vectors={}, model=lexicon().signature)
    with Served(tmp_path / "all.duizhao") as reader:
        status, _, text = reader.ask("GET", "/find?" + urlencode({"q": "桥", **more}))
    assert status == 200
    assert ("<mark>桥</mark>" in text) is found
    assert f'name="beside" value="{more.get("beside", "")}"' in text


def test_the_page_itself_is_drawn_when_it_is_asked_for(served: Served) -> None:
    status, headers, _ = served.ask("GET", "/page/picture?text=paper.en&page=2")
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    page = text_pages(english(PAPER))[1]
    picture = Image.open(io.BytesIO(served.reader.pictures.page(page)))
    assert picture.format == "JPEG"
    assert max(picture.size) <= 2000
    ink = picture.convert("L").crop((0, 0, picture.width, picture.height // 2)).point(lambda value: 255 * (value < 99))
    left, top, _, _ = ink.getbbox() or (0, 0, 0, 0)
    scale = picture.width / 595
    assert (left / scale, top / scale) == (pytest.approx(72, abs=4), pytest.approx(842 - 710, abs=6))


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/page?text=paper.en&page=9", 422, "no such page"),
        ("/page?text=paper", 422, "not divided into pages"),
        ("/page?text=none", 422, "no document"),
        ("/page/picture?text=paper.en&page=0", 422, "no such page"),
        ("/page/places?text=paper.en&page=2&start=0&end=99999", 200, "quads"),
    ],
)
def test_what_is_no_page(served: Served, address: str, status: int, said: str) -> None:
    found = served.ask("GET", address)
    assert found[0] == status
    assert said in found[2]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "is not in papers any more"),
        (LOCKED, "is protected by a password"),
        (b"%PDF-1.4\nnothing", "may be damaged"),
        (b"Words.\n", "has no pages that can be shown"),
    ],
)
def test_it_is_said_why_a_page_cannot_be_shown(tmp_path: Path, data: bytes | None, said: str) -> None:
    document = document_from(contents_of(PAPER, "paper.pdf"), "en", "x", hashlib.sha256(data or b"").hexdigest())
    source = document_of(PAIRS[0][0], "zh", name="paper")
    with Store.open(tmp_path / "all.duizhao", create=True) as store:
        add_entry(store, make_entry(source, [document], lexicon()), lexicon())
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "other.pdf").write_bytes(data if data is not None else PAPER)
    with Served(tmp_path / "all.duizhao", pictures=tmp_path / "papers") as served:
        page = served.ask("GET", "/page?text=x")[2]
        assert said in page
        assert "<img id=" not in page
        assert "The school hired" in page
        assert served.ask("GET", "/page/picture?text=x&page=1")[0] == 422


BROKEN = "<w:r><w:lastRenderedPageBreak/></w:r>"


def test_a_text_put_together_of_several_files_has_the_pages_of_each() -> None:
    def page(words: str, frame: int, file: str) -> Page:
        line = Line(72, 300, 700, 12, 90, words)
        return Page(str(frame), 595, 842, (line,), sheet=sheet_value(file, f"<{file}>", frame))

    contents = text_of_pages([page("One bridge.", 1, "a.pdf"), page("One more bridge.", 3, "b.pdf")], {})
    pages = text_pages(document_from(contents, "en", "both", "<both>"))
    assert [(each.file, each.sha256, each.frame) for each in pages] == [
        ("a.pdf", "<a.pdf>", 1),
        ("b.pdf", "<b.pdf>", 3),
    ]


@pytest.mark.parametrize(
    ("data", "name", "shown"),
    [
        (PAPER, "paper.pdf", True),
        (docx(p("The school.") + p(BROKEN, "The bridge.")), "paper.docx", False),
        (pptx([shape("石桥"), shape("后记")]), "paper.pptx", False),
        (b'<html><body><p>One.</p><span epub:type="pagebreak" title="2"/><p>Two.</p></body></html>', "a.html", False),
        (b"Words.\n", "paper.txt", False),
    ],
)
def test_only_a_text_that_has_a_page_to_show_says_so(data: bytes, name: str, shown: bool) -> None:
    document = document_from(contents_of(data, name), "en", name, "")
    assert is_paged(document) is shown


def test_in_the_browser(browser: Browser, served: Served, paper: Document) -> None:
    context = context_of(browser, served)
    with watched(context) as page:
        page.goto(asked(paper, "rain began"))
        page.wait_for_function("() => document.getElementById('sheet').naturalWidth > 0")
        sheet, mark = page.locator("#sheet").bounding_box(), page.locator("#sheet-marks polygon").bounding_box()
        assert sheet
        assert mark
        assert (mark["y"] - sheet["y"]) / sheet["height"] == pytest.approx((842 - 710) / 842, abs=0.02)
        page.locator("#sheet-words .whole").evaluate(
            "(whole) => { const text = whole.lastChild; getSelection().setBaseAndExtent(text, 0, text, 5); }"
        )
        page.wait_for_function("() => document.querySelector('#sheet-marks polygon')?.getBBox().x > 220")
        found = Axe().run(page).response["violations"]
        assert not [each["id"] for each in found if each["impact"] in ("serious", "critical")]
        page.keyboard.press("ArrowRight")
        expect(page.locator("#sheet-back")).to_be_visible()
        assert "page=3" in page.url
        page.locator("html[data-ready=yes]").wait_for()
        page.keyboard.press("End")
        expect(page.locator("#sheet-number")).to_contain_text("2")
        expect(page.locator("#sheet-words")).to_contain_text("The last page")
        page.goto("/read?text=paper&translation=paper.en&at=1")
        page.locator("html[data-ready=yes]").wait_for()
        page.keyboard.press("o")
        expect(page.locator("#sheet-words mark").first).to_be_visible()
    context.close()
