"""Pages that are pictures: scans and photographs, in files of their own or inside a PDF."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from duizhao.corpus.document import Span
from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import Contents, Progress
from duizhao.corpus.readers.base.limits import MOST_FRAMES, MOST_PIXELS, MOST_READ
from duizhao.corpus.readers.layout.page import Page
from duizhao.corpus.readers.layout.text import text_of_pages
from duizhao.corpus.readers.ocr.image_client import Frame, frames
from duizhao.corpus.readers.ocr.layout import UNREAD, box_of, laid_out
from duizhao.corpus.readers.ocr.recognizer import HINT, is_installed, recogniser
from duizhao.corpus.readers.ocr.seals import without_seals
from duizhao.corpus.scans.coverage import NO_WORDS, ScannedPage

_FAILED = {
    "damaged": "damaged, or cut off: get it again",
    "large": f"larger than {MOST_PIXELS // 10**6} million pixels: save it smaller",
    "frames": f"a file of more than {MOST_FRAMES:,} pictures: split it into several files",
    "unknown": "a picture that cannot be opened here: save it as PNG or JPEG",
    "crashed": "too large or damaged: it needs too much memory; save it anew as PNG or JPEG",
}


@dataclass(frozen=True, slots=True)
class PageRead:
    """What was read of one picture: the page laid out, which of how many, and when it was taken, as the camera says."""

    page: Page
    number: int
    count: int
    taken: str


def pages_read(
    data: bytes, name: str, kind: str, labels: Mapping[int, str] = MappingProxyType({}), password: str = ""
) -> Iterator[PageRead]:
    """The pages of a file of pictures (`kind` "picture"), or pages of a PDF, by their numbers from 0 and their labels.

    A picture that cannot be read gives a page that says so. Raises ReadError if nothing can be read here at all.
    """
    check_installed(name)
    digest = hashlib.sha256(data).hexdigest()
    for frame in frames(data, kind, pages=list(labels), password=password):
        label = labels.get(frame.number - 1, str(frame.number))
        yield PageRead(page_of(frame, label, name, digest), frame.number, frame.count, frame.taken)


def check_installed(name: str) -> None:
    """Refuse a picture where the packages that read pictures are missing."""
    if not is_installed():
        raise ReadError(f"{name} is a picture, or holds pictures of pages: {HINT}")


def page_of(frame: Frame, label: str, name: str, digest: str) -> Page:
    """A picture read and laid out."""
    if frame.pixels is None:
        return Page(label, 1.0, 1.0, (), unread=_FAILED.get(frame.error, _FAILED["damaged"]))
    height, width = frame.pixels.shape[:2]
    lines = list(without_seals(recogniser().read(frame.pixels), frame.pixels))
    missed = tuple(box_of(line, frame.scale) for line in lines if line.confidence < UNREAD)
    scanned = ScannedPage(
        name, digest, frame.number, round(width * frame.scale, 1), round(height * frame.scale, 1), frame.unit,
        missed, Span(0, 0),
    )  # fmt: skip
    page = laid_out(lines, width, height, label, frame.scale)
    unread = "" if page.lines else NO_WORDS
    return Page(page.number, page.width, page.height, page.lines, scanned.value(), unread)


def read_pictures(data: bytes, name: str, track: Progress | None = None) -> Contents:
    """The text of a picture, or of a TIFF file of several pages.

    Marks: those of a PDF, and `picture`, `reading` and `unread` as `corpus.scans.coverage` has them. Raises
    ReadError, one line that says what to do, for a picture that cannot be read.
    """
    page_reads = pages_read(data, name, "picture")
    first = next(page_reads, None)
    if first is None:
        raise ReadError(f"{name} is {_FAILED['damaged']}")
    if first.count > MOST_READ:
        raise ReadError(f"{name} holds {first.count:,} pictures: {too_many()}")
    pages = [first.page]
    rest: Iterable[PageRead] = page_reads
    if track is not None and first.count > 1:
        rest = track(page_reads, f"reading {name}", first.count - 1)
    pages += [page_read.page for page_read in rest]
    if not any(page.lines for page in pages):
        reason = pages[0].unread
        problem = f"is {reason}" if reason in _FAILED.values() else "shows no words that could be read: take it again"
        raise ReadError(f"{name} {problem}")
    return text_of_pages(pages, {})


def too_many() -> str:
    """What to do with a file of more pictures than are read in one go."""
    return (
        f"more than {MOST_READ:,} are not read in one go, which would take hours and be lost if it stopped: "
        "split it into smaller files"
    )
