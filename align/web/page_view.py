"""A page of a document: where words stand on it, and why it cannot be shown, if it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.align.errors import RequestError
from duizhao.align.web.images import PictureCache
from duizhao.corpus.document import Document, Span
from duizhao.corpus.message import message_of
from duizhao.corpus.scans.coverage import ScannedPage
from duizhao.corpus.scans.regions import Quad, quads
from duizhao.corpus.scans.text_pages import TextPage
from duizhao.errors import DuizhaoError

NOT_FOUND = "the chosen words were not found on the page as it is drawn"


@dataclass(frozen=True, slots=True)
class PlacedWords:
    """The size of a page, and the pieces of it on which some words stand, in one unit; `missing`: why there are none.

    A page of no size cannot be shown, and `missing` says why.
    """

    width: float = 0.0
    height: float = 0.0
    quads: tuple[Quad, ...] = ()
    missing: str = ""


def page_of_span(pages: Sequence[TextPage], span: Span) -> int:
    """On which page, from 1, some characters begin; the first if they stand on none."""
    first = Span(span.start, span.start + 1)
    return next((at for at, page in enumerate(pages, start=1) if page.holds(first)), 1)


def one_page(pages: Sequence[TextPage], number: int) -> TextPage:
    """The page of that number, from 1. Raises RequestError for a text that has no such page."""
    if not 1 <= number <= len(pages):
        raise RequestError("this text has no such page" if pages else "this text is not divided into pages")
    return pages[number - 1]


def words_on_page(pictures: PictureCache, document: Document, page: TextPage, wanted: Span) -> PlacedWords:
    """Where the characters of `wanted` stand on a page, so far as they are among its own."""
    try:
        data = pictures.data(page)
        own = [(within, cut) for within in page.spans if (cut := _within(wanted, within))]
        found = _read(document, page.scan, own) if page.scan else _written(data, document, page, own)
    except DuizhaoError as error:
        return PlacedWords(missing=message_of(error))
    return found


def _within(span: Span, whole: Span) -> Span:
    start = min(max(span.start, whole.start), whole.end)
    return Span(start, max(start, min(span.end, whole.end)))


def _read(document: Document, scan: ScannedPage, own: Sequence[tuple[Span, Span]]) -> PlacedWords:
    """Of a page that was read in a picture, where each line stands is known."""
    found = tuple(quad for _, cut in own for quad in quads(document, cut, scan))
    return PlacedWords(scan.width, scan.height, found, NOT_FOUND if own and not found else "")


def _written(data: bytes, document: Document, page: TextPage, own: Sequence[tuple[Span, Span]]) -> PlacedWords:
    """On a page whose words the file holds, they are looked for among its signs."""
    from duizhao.corpus.digitization.page_pictures import refuse_unshown
    from duizhao.corpus.digitization.page_places import place_words
    from duizhao.corpus.readers.pdf.page_signs import page_signs

    refuse_unshown(data, page.file)
    signs = page_signs(data, page.file, page.frame)
    found = tuple(quad for within, cut in own for quad in place_words(signs, document, within, cut))
    return PlacedWords(signs.width, signs.height, found, NOT_FOUND if own and not found else "")
