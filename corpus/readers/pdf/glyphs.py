"""The characters of a PDF with their places, taken out by a process of its own.

A PDF is a program for drawing, read by a large library in C: a hostile one may crash it, or make it run for ever or
fill the memory. Here it can only end this process (`corpus.sandbox`): a record on the document, then one for each page,
is all that comes out.
"""

from __future__ import annotations

import unicodedata
from bisect import insort
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any, TypeVar

from duizhao.corpus.readers.base.limits import MOST_ON_A_PAGE
from duizhao.corpus.readers.pdf.rotation import GlyphBox, Sheet
from duizhao.corpus.readers.pdf.signs import Signs
from duizhao.corpus.sandbox.messages import Channel, Header
from duizhao.corpus.text.han import plain

FURTHEST = 1.5
"""Wider gaps than this, in ems, part what stands on a line."""

TIERS = 0.8
"""Wider gaps than this, in ems, part what stands in a column that runs down: two tiers, or a blank."""

MOST_RUNS = 3000
"""Runs of a page beyond which it is no page of text, and gaps are left as they are."""

RAISED = 0.18
"""Ems by which a character stands above the line that is raised."""

MIN_PAGE_CHARACTERS = 60
"""A page with fewer characters may be a picture with a stamp of the program that made it."""

FILLED = 0.4
"""Share of such a page that a picture fills if it is one."""

_UPRIGHT = dict(
    zip(
        "︐︑︒︓︔︕︖︗︘︙︱︲︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄",
        "，、。：；！？〖〗…—–（）｛｝〔〕【】《》〈〉「」『』",
        strict=True,
    )
)
"""The forms that marks have in columns that run down."""


def read_signs(channel: Channel, request: Header, data: bytes) -> Header:
    """The work of the process: it says the records one by one."""
    for record in records(data, request["password"] or None):
        channel.send({"record": record})
    return {}


def records(data: bytes, password: str | None) -> Iterator[dict[str, Any]]:
    """What the document says of itself, then each page: its size, and its runs of characters.

    A run is `[left, right, base line, size, end of its first word, text, raised]` in points from the lower left corner;
    `raised` lists the places in the text, start and end, of characters above the line.
    """
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError as error:
        yield {"error": "password" if "password" in str(error).lower() else "broken"}
        return
    metadata: dict[str, str] = {}
    with suppress(pypdfium2.PdfiumError, UnicodeError, ValueError):
        metadata = document.get_metadata_dict()
    yield {"pages": len(document), "title": metadata.get("Title", "")}
    for at in range(len(document)):
        record: dict[str, Any] = {
            "width": 0.0, "height": 0.0, "runs": [], "label": "", "pictures": False, "missing": [],
        }  # fmt: skip
        with suppress(pypdfium2.PdfiumError, UnicodeError, ValueError):
            record["label"] = document.get_page_label(at)
        with suppress(pypdfium2.PdfiumError):
            page = document[at]
            text = page.get_textpage()
            sheet = Sheet(page, text.raw, text.count_chars(), raw)
            record["width"], record["height"] = sheet.width, sheet.height
            signs = Signs(text.raw, raw)
            record["runs"] = _runs(sheet, signs, text.count_chars())
            record["missing"] = signs.missing
            if sum(len(run[5]) for run in record["runs"]) < MIN_PAGE_CHARACTERS:
                record["pictures"] = _is_picture(page, raw, bare=not record["runs"])
            text.close()
            page.close()
        yield record


def _is_picture(page: Any, raw: Any, *, bare: bool) -> bool:
    """Whether a page with few characters, or `bare` of any, is a picture of a page."""
    width, height = page.get_size()
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        if bare or abs((right - left) * (top - bottom)) >= FILLED * width * height:
            return True
    return False


@dataclass(slots=True)
class _Glyph:
    """A character, where it stands, whether it is raised, and the blank before it (" ": the file's, "?": a gap)."""

    text: str
    left: float
    right: float
    blank: str
    raised: bool


class _Run:
    """A run of characters as it grows."""

    def __init__(self, base: float, size: float) -> None:
        self.base, self.size = base, size
        self.right = 0.0
        self.glyphs: list[_Glyph] = []
        self.sizes: dict[float, int] = {}

    def add(self, glyph: _Glyph, size: float) -> None:
        self.right = max(self.right, glyph.right) if self.glyphs else glyph.right
        self.glyphs.append(glyph)
        if not glyph.raised:
            self.sizes[size] = self.sizes.get(size, 0) + 1

    def goes_on(self, left: float, right: float, base: float, size: float) -> bool:
        """Whether a character stands on this line, right behind what there is (or is a part of the last sign)."""
        em = max(self.size, size)
        last = self.glyphs[-1]
        ligature = abs(left - last.left) < 0.01 and abs(right - last.right) < 0.01
        return abs(base - self.base) <= 0.5 * em and (ligature or -0.4 * em <= left - self.right <= FURTHEST * em)

    def holds(self, other: _Run) -> bool:
        """Whether another run, drawn on its own, fills a gap of this one, as marks from another font do."""
        left, right = other.glyphs[0].left, other.right
        if abs(other.base - self.base) > 0.1 * self.size or not self.glyphs[0].left < left < right < self.right:
            return False
        slack = 0.1 * self.size
        return all(glyph.right <= left + slack or glyph.left >= right - slack for glyph in self.glyphs)

    def _looseness(self) -> float:
        """The room that justified lines have between their Chinese characters, which is no blank."""
        pairs = pairwise(self.glyphs)
        gaps = [later.left - earlier.right for earlier, later in pairs if _wide(earlier.text[-1]) and _wide(later.text)]
        return max(0.0, median(gaps)) if len(gaps) > 3 else 0.0

    def record(self) -> list[Any]:
        size = max(self.sizes, key=lambda size: self.sizes[size]) if self.sizes else self.size
        text = ""
        raised: list[list[int]] = []
        first = 0.0
        loose = self._looseness()
        before: _Glyph | None = None
        for glyph in self.glyphs:
            if before is not None:
                gap = glyph.left - before.right - (loose if _wide(before.text[-1]) and _wide(glyph.text) else 0.0)
                blank = _blank_between(before.text[-1], glyph.text, glyph.blank, gap, self.size)
                first = first or (before.right if blank else 0.0)
                text += blank
            if glyph.raised and raised and raised[-1][1] == len(text):
                raised[-1][1] += len(glyph.text)
            elif glyph.raised:
                raised.append([len(text), len(text) + len(glyph.text)])
            text += glyph.text
            before = glyph
        if not raised and _spaced_out(text):
            text = "".join(text.split())
        places = [round(place, 2) for place in (self.glyphs[0].left, self.right, self.base, size, first or self.right)]
        return [*places, text, raised]


def _runs(sheet: Sheet, signs: Signs, count: int) -> list[list[Any]]:
    """The runs of a page in the order in which they are drawn, without those that lean: stamps and watermarks."""
    runs = list((_drawn_down if sheet.runs_down else _drawn)(sheet, signs, count))
    for short in [run for run in runs if len(run.glyphs) <= 3] if len(runs) < MOST_RUNS else []:
        around = next((run for run in runs if run is not short and run.holds(short)), None)
        if around is not None:
            runs.remove(short)
            for glyph in short.glyphs:
                glyph.blank = ""
                insort(around.glyphs, glyph, key=lambda other: other.left)
            around.glyphs[around.glyphs.index(short.glyphs[-1]) + 1].blank = ""
    return [run.record() for run in runs]


def codes(signs: Signs, count: int) -> Iterator[tuple[int, int]]:
    """Each sign's place and code point: of a surrogate pair, which counts as two, the second's place."""
    pending = 0
    for at in range(min(count, MOST_ON_A_PAGE)):
        code = signs.raw.FPDFText_GetUnicode(signs.text, at)
        if 0xD800 <= code < 0xDC00:
            pending = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((pending - 0xD800) << 10) + (code - 0xDC00) if pending else 0xFFFD
        pending = 0
        yield at, code


def _drawn(sheet: Sheet, signs: Signs, count: int) -> Iterator[_Run]:
    """Runs as they come."""
    text, raw = signs.text, signs.raw
    run: _Run | None = None
    blank = ""
    for at, code in codes(signs, count):
        if code in _BLANKS:
            blank = (blank or "?") if raw.FPDFText_IsGenerated(text, at) == 1 else " "
            continue
        place = None if code in (0x0A, 0x0D) or code < 0x02 or 0xFE00 <= code < 0xFE10 else sheet.place(at)
        if place is None:
            continue
        sign = signs.at(at, code) or character(code)
        right = max(place.right, place.left + place.wide) if _wide(sign) else place.right
        if run is None or not run.goes_on(place.left, right, place.base, place.high):
            if run is not None:
                yield run
            run, blank = None, ""
            if not sheet.upright(at):
                continue
            run = _Run(place.base, place.high)
        raised = place.base - run.base > RAISED * run.size and place.high < 0.9 * run.size
        run.add(_Glyph(sign, place.left, right, blank, raised), place.high)
        blank = ""
    if run is not None:
        yield run


def _drawn_down(sheet: Sheet, signs: Signs, count: int) -> Iterator[_Run]:
    """Runs of a page whose columns run down, column by column: the library's own order is by rows."""
    placed: list[tuple[GlyphBox, str]] = []
    for at, code in codes(signs, count):
        place = sheet.place(at) if sheet.upright(at) else None
        if place is not None and code not in _BLANKS and code not in (0x0A, 0x0D):
            placed.append((place, signs.at(at, code) or character(code)))
    for column in columns_down(placed):
        run: _Run | None = None
        for place, sign in column:
            if run is None or place.left - run.right > TIERS * place.high:
                if run is not None:
                    yield run
                run = _Run(place.base, place.high)
            # a mark hangs over the column's end by the half of its square that is empty
            right = place.right - (place.high / 2 if sign in "，、。」』）》〉】〕" else 0.0)
            run.add(_Glyph(sign, place.left, right, "", raised=False), place.high)
        if run is not None:
            yield run


Sign = TypeVar("Sign")


def columns_down(placed: Iterable[tuple[GlyphBox, Sign]]) -> list[list[tuple[GlyphBox, Sign]]]:
    """Signs of a page whose columns run down, column by column, each from its top."""
    columns: list[list[tuple[GlyphBox, Sign]]] = []
    for drawn in sorted(placed, key=lambda drawn: -drawn[0].base):
        first = columns[-1][0][0] if columns else None
        if first is None or first.base - drawn[0].base > 0.35 * min(drawn[0].high, first.high):
            columns.append([])
        columns[-1].append(drawn)
    return [sorted(column, key=lambda drawn: drawn[0].left) for column in columns]


_BLANKS = frozenset({0x09, 0x20, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000})


def _spaced_out(text: str) -> bool:
    """Whether Chinese is set with a gap after every character, as headings are; these gaps are no blanks."""
    gaps = text.count(" ") + text.count("\u3000")
    return (
        gaps >= 3
        and gaps >= 0.8 * (len(text) - gaps - 1)
        and all(_wide(character) for character in text if character not in " \u3000")
    )


def _blank_between(before: str, after: str, blank: str, gap: float, em: float) -> str:
    """What stands between two characters: the blank that the file has, or a gap as wide as one, or nothing."""
    if blank == " ":
        return "\u3000" if gap > 0.75 * em and _wide(before) and _wide(after) else " "
    if _wide(before) and _wide(after):
        return "\u3000" if gap > 0.75 * em else " " if blank and gap > 0.15 * em else ""
    if _wide(before) or _wide(after):  # where scripts meet, printers leave a little room
        return " " if gap > 0.45 * em else ""
    return " " if blank or gap > 0.22 * em else ""


def _wide(character: str) -> bool:
    return "\u2e80" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff" or character >= "\uff00"


def character(code: int) -> str:
    """A character as it is meant, no ligature, no radical for a character; U+0002 is a hyphen at a line's end."""
    if code == 0x02:
        return "\u00ad"
    if code == 0xFFFE or code == 0xFFFF or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd"
    sign = chr(code)
    if 0xFE10 <= code < 0xFE45:
        return _UPRIGHT.get(sign, sign)
    if 0x2E80 <= code < 0x2FE0 or 0xF900 <= code < 0xFB00:
        return plain(sign)
    if 0xFB00 <= code < 0xFB07:
        return unicodedata.normalize("NFKC", sign)
    return sign if code >= 0x20 else " "
