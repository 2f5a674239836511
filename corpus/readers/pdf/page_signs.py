"""The characters of one page of a PDF with their boxes on the page as it is drawn, by a process of its own."""

from __future__ import annotations

import ctypes
from typing import Any

from duizhao.corpus.errors import ReadError
from duizhao.corpus.message import Message
from duizhao.corpus.readers.base.limits import PDF_SECONDS
from duizhao.corpus.readers.pdf.glyphs import character, codes, columns_down
from duizhao.corpus.readers.pdf.rotation import Sheet
from duizhao.corpus.readers.pdf.signs import Signs
from duizhao.corpus.sandbox.messages import Channel, Header
from duizhao.corpus.sandbox.reader_process import Job, ask

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points from the upper left corner of the page as it is drawn."""

FINE = 100
"""Parts of a point in which pdfium is asked for places, since it tells whole numbers."""

_PAGE = Job("duizhao.corpus.readers.pdf.page_signs:find_signs", ("pypdfium2",))


class PageSigns:
    """What a page shows: its size in points, and its signs in the order of reading, each with its box."""

    def __init__(self, record: Header) -> None:
        """`record`: as the process tells it. Raises ValueError for what is none."""
        self.width, self.height = float(record["width"]), float(record["height"])
        self.signs = [str(sign) for sign, _ in record["signs"]]
        self.boxes: list[Box] = []
        for _, (left, top, right, bottom) in record["signs"]:
            self.boxes.append((float(left), float(top), float(right), float(bottom)))


def page_signs(data: bytes, name: str, page: int) -> PageSigns:
    """The signs of a page, counted from 1. Raises ReadError for a page that cannot be had."""
    record = ask(_PAGE, {"page": page - 1}, data, name, PDF_SECONDS)
    if record.get("error") == "password":
        raise ReadError(Message("{file} is protected by a password: its pages are not shown", file=name))
    try:
        if "error" in record:
            raise ValueError
        return PageSigns(record)
    except (KeyError, TypeError, ValueError):
        raise ReadError(Message("{file} cannot be shown at this page: it may be damaged", file=name)) from None


def find_signs(channel: Channel, request: Header, data: bytes) -> Header:
    """The work of the process."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        page = pypdfium2.PdfDocument(data)[int(request["page"])]
        text = page.get_textpage()
    except (pypdfium2.PdfiumError, IndexError) as error:
        return {"error": "password" if "password" in str(error).lower() else "broken"}
    count = text.count_chars()
    sheet, signs = Sheet(page, text.raw, count, raw), Signs(text.raw, raw)
    width, height = page.get_size()
    drawn = [(at, signs.at(at, code) or character(code)) for at, code in codes(signs, count)]
    if sheet.runs_down:  # the library's own order is by rows
        placed = [(place, (at, sign)) for at, sign in drawn if (place := sheet.place(at)) is not None]
        drawn = [sign for column in columns_down(placed) for _, sign in column]
    found = [(sign, _box(page, text, raw, at)) for at, sign in drawn if sign.strip()]
    return {"width": width, "height": height, "signs": [[sign, box] for sign, box in found if box is not None]}


def _box(page: Any, text: Any, raw: Any, at: int) -> Box | None:
    """Where a sign stands on the page as it is drawn: cropped, and turned as the file says."""
    box = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(text.raw, at, box):
        return None
    width, height = page.get_size()
    across, down = [], []
    for x, y in ((box.left, box.top), (box.right, box.bottom)):
        left, top = ctypes.c_int(), ctypes.c_int()
        size = (0, 0, int(width * FINE), int(height * FINE), 0)
        if not raw.FPDF_PageToDevice(page.raw, *size, x, y, left, top):
            return None
        across.append(left.value / FINE)
        down.append(top.value / FINE)
    return min(across), min(down), max(across), max(down)
