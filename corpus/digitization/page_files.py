"""The pages of one file of pictures, those that are asked for, one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator

from duizhao.corpus.digitization.page_cache import KeptPage
from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.sniff import TIFF, kind_of
from duizhao.corpus.readers.layout.page import Page
from duizhao.corpus.readers.ocr.image_client import frames
from duizhao.corpus.readers.ocr.pages import check_installed, page_of
from duizhao.corpus.readers.ocr.seals import has_red_head
from duizhao.corpus.readers.pdf.document import opened, pages_of
from duizhao.corpus.readers.pdf.scanned import scanned


def frame_count(data: bytes, name: str, kind: str) -> int:
    """How many pages a file has; of one that cannot be opened one, which is then said to be unread."""
    if kind == "pdf":
        try:
            return max(1, len(opened(data, name)[0]) - 1)
        except ReadError:
            return 1
    if not data.startswith(TIFF):  # only these hold several, and others need not be unpacked to know it
        return 1
    first = next(frames(data, kind), None)
    return first.count if first else 1


def file_pages(data: bytes, name: str, wanted: Collection[int]) -> Iterator[KeptPage]:
    """The pages of a file that are `wanted`, counted from 1. What cannot be read gives a page that says so.

    Raises ReadError if nothing can be read here at all, because the packages that read pictures are missing.
    """
    digest = hashlib.sha256(data).hexdigest()
    if kind_of(data) == "pdf":
        yield from _pdf_pages(data, name, digest, wanted)
        return
    check_installed(name)
    for frame in frames(data, "picture"):
        if frame.number in wanted:
            page = page_of(frame, str(frame.number), name, digest)
            red = frame.pixels is not None and has_red_head(frame.pixels)
            yield KeptPage(digest, frame.number, frame.count, frame.taken, red, page)


def _pdf_pages(data: bytes, name: str, digest: str, wanted: Collection[int]) -> Iterator[KeptPage]:
    try:
        records, password = opened(data, name)
    except ReadError as error:
        yield KeptPage(digest, 1, 1, "", red_head=False, page=Page("1", 1.0, 1.0, (), unread=str(error)))
        return
    pages = pages_of(records[1:])
    pictures = [at for at in scanned(records[1:]) if at + 1 in wanted]
    for at, page in enumerate(pages):
        if at + 1 in wanted and at not in pictures:
            yield KeptPage(digest, at + 1, len(pages), "", red_head=False, page=page)
    if pictures:
        check_installed(name)
    for frame in frames(data, "pdf", pages=pictures, password=password) if pictures else ():
        label = pages[frame.number - 1].number if frame.number <= len(pages) else str(frame.number)
        red = frame.pixels is not None and has_red_head(frame.pixels)
        yield KeptPage(digest, frame.number, len(pages), "", red, page_of(frame, label, name, digest))
