"""Pictures of pages: printed by a browser, scanned and photographed here, and read."""

from __future__ import annotations

import io
import re
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from places import CASES

pytest.importorskip("rapidocr")

import pypdfium2
from PIL import Image
from printed_pages import Camera, Picture, photograph, printed, saved, scan
from rapidfuzz.distance import Levenshtein

from duizhao.align.concordance.kwic import Query
from duizhao.align.concordance.service import find
from duizhao.align.ingest.files import IngestRequest, add_files
from duizhao.align.library.library import read_library
from duizhao.align.report.captions import searched_words
from duizhao.corpus.document import Span
from duizhao.corpus.errors import ReadError
from duizhao.corpus.exchange.tables.sentences import summary, to_tsv
from duizhao.corpus.readers.base.limits import MOST_READ
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.layout.page import Line, Page
from duizhao.corpus.readers.layout.text import text_of_pages
from duizhao.corpus.readers.load import document_from, read_document
from duizhao.corpus.samples import sample_pairs
from duizhao.corpus.scans.coverage import Coverage, coverage, read_lines, scanned_pages
from duizhao.corpus.scans.regions import strips
from duizhao.corpus.store.store import Store

pytestmark = pytest.mark.slow

CHINESE, ENGLISH = next(
    tuple(path.read_text(encoding="utf-8").splitlines() for path in files)
    for name, *files in sample_pairs()
    if name == "constitution"
)
LINES = CHINESE[19:25]


def share_right(text: str, gold: str) -> float:
    """The share of characters, without blanks, that are right."""
    text, gold = (re.sub(r"\s", "", each) for each in (text, gold))
    return 1 - Levenshtein.distance(text, gold) / len(gold)


@pytest.fixture(scope="module", name="page")
def printed_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return printed(LINES, tmp_path_factory.mktemp("page"))


def upper(picture: Picture, share: float = 0.36) -> Picture:
    """The part of a page that has words."""
    return picture[: int(len(picture) * share)]


def test_a_scan_is_read_with_its_paragraphs_boxes_and_confidence(page: Path, tmp_path: Path) -> None:
    path = saved(upper(scan(page, 0, 150)), tmp_path / "scan.png")
    document = read_document(path, "zh")
    assert re.sub(r"[ \u3000]", "", document.text).splitlines() == [re.sub(r"\s", "", line) for line in LINES]
    (scanned,) = scanned_pages(document.marks)
    assert (scanned.file, scanned.frame, scanned.unit) == ("scan.png", 1, "px")
    lines = list(read_lines(document.marks))
    assert all(line.confidence > 0.9 and not line.is_low for line in lines)
    assert all(0 <= x <= scanned.width and 0 <= y <= scanned.height for line in lines for x, y in line.box)
    tops = [line.box[0][1] for line in lines]
    assert tops == sorted(tops)
    assert (coverage(document).pages, coverage(document).unread, coverage(document).low) == (1, 0, 0)
    at = document.text.index("权力属于人民")
    (strip,) = strips(document, Span(at, at + 6))
    assert (strip.file, strip.sha256, strip.page, strip.unit) == ("scan.png", document.sha256, 1, "px")


def test_a_photograph_tilted_bent_and_shaded(page: Path, tmp_path: Path) -> None:
    camera = Camera(tilt=14, turn=-6, rotation=3, bend=0.02, shadow=0.5, moire=6.0, long_side=2600)
    path = saved(photograph(page, 0, camera), tmp_path / "photo.jpg")
    text = contents_of(path.read_bytes(), path.name).text
    assert share_right(text, "".join(LINES)) >= 0.97
    assert len(text.splitlines()) == len(LINES)


def test_the_camera_says_which_way_is_up(tmp_path: Path) -> None:
    with Image.open(io.BytesIO((CASES / "page.png").read_bytes())) as picture:
        exif = Image.Exif()
        exif[0x0112] = 6
        lying = picture.convert("RGB").rotate(90, expand=True)
        lying.save(tmp_path / "lying.jpg", exif=exif)
        lying.save(tmp_path / "untold.jpg")
        picture.rotate(180).convert("RGB").save(tmp_path / "head.jpg")
    for name in ("lying.jpg", "untold.jpg", "head.jpg"):
        read = contents_of((tmp_path / name).read_bytes(), name)
        assert "人人生而自由" in read.text, name
        assert read.text.index("人人生而自由") < read.text.index("一律平等") < read.text.index("理性和良心")
        (scanned,) = scanned_pages(read.marks)
        (first, *_) = read_lines(read.marks)
        assert all(0 <= x <= scanned.width and 0 <= y <= scanned.height for x, y in first.box)


def test_a_telephone_s_own_format() -> None:
    pytest.importorskip("pi_heif")
    read = contents_of((CASES / "page.heic").read_bytes(), "IMG_1.HEIC")
    assert share_right(read.text, "第一条　人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心。") == 1.0


def test_columns_that_run_down(tmp_path: Path) -> None:
    pdf = printed(LINES[:2], tmp_path, vertical=True)
    picture = scan(pdf, 0, 150)
    path = saved(picture[:, picture.shape[1] // 2 :], tmp_path / "columns.png")
    text = contents_of(path.read_bytes(), path.name).text
    assert share_right(text, "".join(LINES[:2])) >= 0.97


@pytest.mark.parametrize("tilted", [False, True])
def test_an_english_page_keeps_its_blanks(tmp_path: Path, tilted: bool) -> None:
    words = ENGLISH[19:22]
    pdf = printed(words, tmp_path, face="serif")
    picture = photograph(pdf, 0, Camera(tilt=6, rotation=8), seed=1) if tilted else scan(pdf, 0, 150)
    path = saved(upper(picture, 0.5 if tilted else 0.3), tmp_path / "english.png")
    text = contents_of(path.read_bytes(), path.name).text
    gold = "\n".join(words).replace("’", "'")
    assert Levenshtein.normalized_similarity(text.split(), gold.split()) >= 0.98
    assert Levenshtein.normalized_similarity(text.strip(), gold) >= 0.97


def page_in_picture(number: int, width: float, *, left: float = 80, lines: int = 12, short: bool = False) -> Page:
    """A page of paragraphs of three full lines and a half one, or of short lines."""
    made = []
    for at in range(lines):
        start = left + 24 * (at % 4 == 0 and not short)
        words = "".join(chr(0x4E00 + (997 * number + 131 * at + 17 * each) % 5000) for each in range(25))
        text = words[:12] if short else words if at % 4 < 3 else words[:9] + "。"
        right = left + (width if len(text) == 25 else width / 2)
        reading = (0, len(text), '{"confidence": 0.99, "box": []}')
        made.append(Line(start, right, 700.0 - 20 * at, 12, start + 12, text, readings=(reading,)))
    return Page(str(number), 595, 842, tuple(made))


@pytest.mark.parametrize(
    ("pages", "lengths"),
    [
        ([page_in_picture(1, 430), page_in_picture(2, 470), page_in_picture(3, 440)], [85] * 9),
        ([page_in_picture(1, 430), page_in_picture(2, 430), page_in_picture(3, 430, left=20, lines=8)], [85] * 8),
        ([page_in_picture(1, 430), page_in_picture(2, 430, short=True), page_in_picture(3, 430)], [85] * 3 + [12] * 12),
    ],
)
def test_pages_that_were_measured_differently_keep_their_paragraphs(pages: list[Page], lengths: list[int]) -> None:
    assert [len(line) for line in text_of_pages(pages, {}).text.split()][: len(lengths)] == lengths


def test_a_page_in_a_picture_makes_pages_of_text_no_wider() -> None:
    seen = page_in_picture(1, 470)
    typed = [
        replace(page, lines=tuple(replace(line, readings=()) for line in page.lines))
        for page in (page_in_picture(2, 430), page_in_picture(3, 430))
    ]
    assert [len(line) for line in text_of_pages([*typed, seen], {}).text.split()] == [85] * 9


def test_a_file_of_several_pages_says_which_could_not_be_read(tmp_path: Path) -> None:
    with Image.open(CASES / "page.png") as picture:
        blank = Image.new("RGB", picture.size, "white")
        picture.convert("RGB").save(tmp_path / "fax.tif", save_all=True, append_images=[blank])
    read = contents_of((tmp_path / "fax.tif").read_bytes(), "fax.tif")
    document = document_from(read, "zh", "fax", "0")
    assert "not read: 1 page; no text on page 2" in summary(document, "fax.tif", "zh")
    covered = coverage(document)
    assert (covered.pages, covered.unread) == (2, 1)
    assert [mark.value for mark in read.marks if mark.kind == "page"] == ["1", "2"]


def test_pictures_inside_a_pdf_stand_among_its_pages_of_text(page: Path, tmp_path: Path) -> None:
    with Image.open(CASES / "page.png") as picture:
        picture.convert("RGB").save(tmp_path / "scan.pdf", resolution=150)
    with pypdfium2.PdfDocument.new() as both:
        for part in (page, tmp_path / "scan.pdf"):
            with pypdfium2.PdfDocument(part) as source:
                both.import_pages(source, [0])
        both.save(tmp_path / "both.pdf")
    read = contents_of((tmp_path / "both.pdf").read_bytes(), "both.pdf")
    assert "中华人民共和国的一切权力属于人民" in read.text
    assert "人人生而自由" in read.text
    (scanned,) = scanned_pages(read.marks)
    assert (scanned.frame, scanned.unit) == (2, "pt")


def _png(width: int, height: int) -> bytes:
    """A small file that says it is a picture of that size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")


WHOLE = (CASES / "page.png").read_bytes()
HOSTILE = {
    "a bomb": (_png(60_000, 60_000), "million pixels"),
    "absurd sizes": (_png(2**31 - 1, 2**31 - 1), "million pixels|damaged|cannot be opened"),
    "cut off": (WHOLE[: len(WHOLE) // 2], "damaged"),
    "only a head": (WHOLE[:8], "cannot be opened"),
    "no JPEG": (b"\xff\xd8\xff" + bytes(500), "cannot be opened"),
    "no TIFF": (b"II*\0" + bytes(500), "cannot be opened|damaged"),
    "no HEIC": (b"\0\0\0\x18ftypheic" + bytes(500), "cannot be opened|damaged"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_pictures_are_refused_in_one_line(what: str) -> None:
    data, says = HOSTILE[what]
    with pytest.raises(ReadError, match=says) as refused:
        contents_of(data, "some/where/a.png")
    assert "\n" not in str(refused.value)
    assert str(refused.value).startswith("a.png")


def test_more_pictures_than_are_read_in_one_go_are_refused() -> None:
    dots = [Image.new("1", (8, 8))] * (MOST_READ + 1)
    for form in ("PDF", "TIFF"):
        made = io.BytesIO()
        dots[0].save(made, form, save_all=True, append_images=dots[1:])
        with pytest.raises(ReadError, match=r"1,001 (pages that are )?pictures: .*split it"):
            contents_of(made.getvalue(), "a.pdf")


def test_without_the_extra_it_is_said_what_to_install() -> None:
    program = (
        "import sys; sys.modules['rapidocr'] = None\n"
        "from pathlib import Path; from duizhao.corpus.readers.load import read_text\n"
        "from duizhao.corpus.errors import ReadError\n"
        "try: read_text(Path(sys.argv[1]))\n"
        "except ReadError as error: print(error)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(CASES / "page.png")], capture_output=True, text=True, check=True
    )
    assert "pip install 'duizhao[ocr]'" in ran.stdout
    assert len(ran.stdout.splitlines()) == 1


def test_under_not_found_stands_what_was_not_read(tmp_path: Path) -> None:
    with Image.open(CASES / "page.png") as picture:
        blank = Image.new("RGB", picture.size, "white")
        picture.convert("RGB").save(tmp_path / "fax.zh.tif", save_all=True, append_images=[blank])
    corpus = tmp_path / "c.duizhao"
    add_files(corpus, IngestRequest(tmp_path / "fax.zh.tif", name="fax"), model=None)
    with Store.open(corpus) as store:
        searched = read_library(store).searched
    assert searched.pages == Coverage(pages=2, unread=1, low=0)
    assert "(3 sentences; 2 pages, 1 of them not read)" in searched_words(searched)
    found = find(corpus, Query("航天"))
    assert found.summary.endswith("; searched: 1 text (2 pages, 1 of them not read)")


def test_what_was_read_with_low_confidence_is_said(tmp_path: Path) -> None:
    with Image.open(CASES / "page.png") as picture:
        small = picture.convert("L").resize((picture.width // 8, picture.height // 8))
        small.resize(picture.size).save(tmp_path / "blurred.png")
    read = contents_of((tmp_path / "blurred.png").read_bytes(), "blurred.png")
    document = document_from(read, "zh", "blurred", "0")
    lines = list(read_lines(document.marks))
    assert any(line.is_low for line in lines)
    assert "read with low confidence" in "".join(to_tsv(document))
    assert coverage(document).low == 1
    assert "read with low confidence: 1 page" in summary(document, "blurred.png", "zh")
