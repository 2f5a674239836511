"""Sheets of workbooks (XLSX) as rows of cells.

openpyxl reads the sheets. It is given a copy of the package's XML alone, unfolded within bounds, in which the
characters that the format writes as `_x000D_` stand as themselves: it decodes half of them, and then nobody can tell
which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any

from duizhao.corpus.errors import FormatError, ReadError
from duizhao.corpus.exchange.tables.read_rows import MOST_ROWS, Rows, bounded
from duizhao.corpus.files.safe_xml import local_name
from duizhao.corpus.files.safe_zip import NewArchive
from duizhao.corpus.readers.base.left_out import warn_left_out
from duizhao.corpus.readers.base.limits import READ_SECONDS
from duizhao.corpus.readers.base.unread_parts import words_of_part
from duizhao.corpus.readers.base.zip_package import Package
from duizhao.corpus.sandbox.messages import Channel, Header
from duizhao.corpus.sandbox.reader_process import Job, ask

_PARTS = ("lxml.etree", "openpyxl", "openpyxl.reader.excel", "openpyxl.worksheet._read_only")
_SHEET = Job("duizhao.corpus.exchange.tables.workbook:read_sheet", _PARTS)
_STRINGS = Job("duizhao.corpus.exchange.tables.workbook:read_strings", ("lxml.etree",))
_ESCAPED = re.compile(rb"_x([Dd][89ABab][0-9A-Fa-f]{2})__x([Dd][C-Fc-f][0-9A-Fa-f]{2})_|_x([0-9A-Fa-f]{4})_")
_TEXTS = re.compile(r"xl/(?:sharedStrings\.xml|worksheets/[^/]+\.xml)\Z", re.IGNORECASE)
_OTHERS = {
    "comments": "comments", "threadedcomments": "comments", "drawings": "text boxes and shapes", "charts": "chart",
    "diagrams": "diagram",
}  # fmt: skip
"""Folders, or beginnings of names, of parts that hold words beside the sheets."""


def sheet_rows(data: bytes, name: str, *, whole: bool = False) -> Rows:
    """The rows of the first sheet of a workbook that has two columns; of a formula, the value that was last shown.

    `whole`: of the first sheet that holds anything, with its empty rows where they stand but at its end.
    Warns of other sheets, comments, text boxes, charts, headers and footers that hold words. Raises FormatError or
    ReadError, one line that says what to do.
    """
    rows = ask(_SHEET, {"name": name, "whole": whole}, data, name, READ_SECONDS)["rows"]
    return [[str(cell) for cell in row] for row in rows]


def shared_strings(data: bytes, name: str) -> list[str]:
    """The texts that the sheets of a workbook share, in order, without the readings of their characters."""
    return [str(text) for text in ask(_STRINGS, {"name": name}, data, name, READ_SECONDS)["texts"]]


def read_sheet(channel: Channel, request: Header, data: bytes) -> Header:
    """The work of `sheet_rows`, in a process of its own."""
    return {"rows": sheet_rows_here(data, request["name"], whole=bool(request.get("whole")))}


def read_strings(channel: Channel, request: Header, data: bytes) -> Header:
    """The work of `shared_strings`, in a process of its own."""
    return {"texts": _shared_strings(Package(data, request["name"]))}


def sheet_rows_here(data: bytes, name: str, *, whole: bool = False) -> Rows:
    """The rows that `sheet_rows` gives, read in this process."""
    from openpyxl import load_workbook

    package = Package(data, name)
    copy = _plain_copy(package)
    try:
        book = load_workbook(BytesIO(copy), read_only=True, data_only=True, keep_links=False)
        sheets = [(sheet.title, _rows(sheet, whole=whole)) for sheet in book.worksheets]
    except (FormatError, ReadError):
        raise
    except Exception as error:  # openpyxl raises whatever a broken part makes it stumble over
        raise ReadError(f"{name} is no sound workbook ({type(error).__name__}): open it, and save it anew") from None
    for at, (_, rows) in enumerate(sheets):
        if any(sum(map(bool, row)) > (0 if whole else 1) for row in rows):
            others = [f"sheet “{title}”" for number, (title, held) in enumerate(sheets) if number != at and held]
            warn_left_out(name, [*others, *_left_out(package)])
            return bounded(rows, name)
    wanted = "any words" if whole else "two columns"
    raise FormatError(f"{name} has no sheet with {wanted}: nothing can be taken from it")


def _shared_strings(package: Package) -> list[str]:
    root = package.tree("xl/sharedStrings.xml")
    return [
        decoded("".join(part.text or "" for part in node.iter() if local_name(part) == "t" and not _reading(part)))
        for node in root
        if local_name(node) == "si"
    ]


def decoded(text: str) -> str:
    """A text of a workbook's XML as it is meant (ECMA-376, ST_Xstring).

    >>> decoded("a_x0041_b_x005F_x0041_c_xD83D__xDE00_")
    'aAb_x0041_c😀'
    """
    return _ESCAPED.sub(lambda match: _meant(match).encode(), text.encode("utf-8", "surrogatepass")).decode()


def _meant(match: re.Match[bytes]) -> str:
    """The character that an escape stands for; none for one that no text holds."""
    if match[3] is None:
        return (bytes.fromhex(match[1].decode()) + bytes.fromhex(match[2].decode())).decode("utf-16-be")
    code = int(match[3], 16)
    return (
        ""
        if 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF) or (code < 32 and code not in (9, 10, 13))
        else chr(code)
    )


def _plain_copy(package: Package) -> bytes:
    """The XML of a workbook as a package of its own. Refuses parts that declare entities."""
    held = BytesIO()
    with NewArchive(held) as copy:
        for part in package.names:
            if not part.endswith((".xml", ".rels")):
                continue
            data = package.part(part)
            head = data[:65536].replace(b"\0", b"")
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                raise ReadError(
                    f"{package.name} declares XML entities, which may hide a bomb or fetch files: it is not read"
                )
            copy.put(part, _ESCAPED.sub(_in_xml, data) if _TEXTS.match(part) else data)
    return held.getvalue()


def _in_xml(match: re.Match[bytes]) -> bytes:
    return "".join(f"&#{ord(character)};" for character in _meant(match)).encode()


def _rows(sheet: Any, *, whole: bool) -> Rows:
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    rows = [[_shown(cell) for cell in row] for row in islice(sheet.iter_rows(values_only=True), MOST_ROWS + 1)]
    if not whole:
        return [row for row in rows if any(row)]
    last = max((at for at, row in enumerate(rows, 1) if any(row)), default=0)
    return rows[:last]


def _shown(cell: Any) -> str:
    """A cell's value as text."""
    return "" if cell is None else str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()


def _reading(text: Any) -> bool:
    return local_name(text.getparent()) == "rPh"


def _left_out(package: Package) -> Iterator[str]:
    """What holds words beside the cells."""
    for part in package.names:
        place = part.casefold().removeprefix("xl/").rstrip("0123456789.xml")
        what = _OTHERS.get(place.partition("/")[0], "") if part.endswith((".xml", ".vml")) else ""
        if what and (words := words_of_part(package, part)):
            yield f"{what}: {words}"
        elif _TEXTS.match(part) and "worksheets" in part:
            for node in package.tree(part).iter("{*}headerFooter"):
                if words := " ".join(re.sub(r'&"[^"]*"|&\d+|&.', " ", "".join(node.itertext())).split()):
                    yield f"header or footer: {words}"
