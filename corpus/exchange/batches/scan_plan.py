"""A plan of what pages make up which documents: a table, a row a page, that a person may change and hand back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from duizhao.corpus.digitization.page_order import Shot
from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.batches.plan_table import read_table, write_table

COLUMNS = ("document", "translates", "picture", "page", "number", "why", "confidence", "taken", "begins with")
BEGINNING = 40
"""Characters of a page that the table shows."""

NUMBERED = "numbered"
"""How `why` begins where the number printed on a page does not follow the one before."""

MOVED = "put in the order of its number"
"""`why` of a page that was."""

UNREAD = "not read"
"""How `why` begins where nothing was read of a page."""

RETAKE = "retake of"
"""How `why` begins where another picture shows the same page better."""

REASONS = (UNREAD, RETAKE)
"""How reasons begin for which a page is left out."""


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """A row: the document that the page belongs to ('' where it is left out), and which page of which picture.

    The pages of a document are read in the order of the rows. `translates`: the name of the document that this one is
    an English translation of. `number`: what is printed on the page. `why`: why a document begins here, why the page is
    left out, that nothing of it was read, or that its number does not follow.
    """

    document: str
    picture: str
    page: int = 1
    translates: str = ""
    why: str = ""
    confidence: float | None = None
    taken: str = ""
    begins: str = ""
    number: int | None = None


def proposed(shots: Sequence[Shot], taken_names: Iterable[str] = ()) -> list[PlannedPage]:
    """The plan for pages in order, as `page_order` has them; documents are called by their titles or pictures.

    A page that was lost stays in the document that it stands in, so that it counts as not read. `taken_names` are not
    used again.
    """
    used, name, rows = set(taken_names), "", []
    for shot in shots:
        if shot.starts:
            name = _free(shot.title or PurePosixPath(shot.file).stem, used)
        document = name if shot.counts or shot.is_lost else ""
        begins = " ".join(shot.text.split())[:BEGINNING]
        cells = _why(shot), shot.confidence, shot.taken, begins, shot.number
        rows.append(PlannedPage(document, shot.file, shot.frame, "", *cells))
    return rows


def _why(shot: Shot) -> str:
    if shot.retake:
        return f"{RETAKE} {shot.retake}"
    if not shot.counts:
        return f"{UNREAD}: {shot.unread}"
    return numbered(shot) or (MOVED if shot.moved else shot.starts)


def numbered(shot: Shot) -> str:
    """What is said of a page whose number does not follow; nothing of others."""
    return "" if shot.follows is None else f"{NUMBERED} {shot.number} after {shot.follows}"


def _free(title: str, used: set[str]) -> str:
    """A name that no other document has."""
    name, number = title, 2
    while name in used:
        name, number = f"{title} {number}", number + 1
    used.add(name)
    return name


def write_picture_plan(rows: Iterable[PlannedPage], name: str) -> bytes:
    """The plan as a table for spreadsheets and editors, of the kind that the file's `name` says."""
    cells = (
        (
            row.document,
            row.translates,
            row.picture,
            str(row.page),
            "" if row.number is None else str(row.number),
            row.why,
            "" if row.confidence is None else f"{row.confidence:.2f}",
            row.taken,
            row.begins,
        )
        for row in rows
    )
    return write_table([COLUMNS, *cells], name)


def read_picture_plan(data: bytes, name: str) -> list[PlannedPage]:
    """The rows of a plan, as whatever table a person saved it.

    Raises FormatError for another table, a row that names a picture outside the folder or no page, a page that stands
    in it twice, and a translation of what is not there.
    """
    header, *rows = read_table(data, name)
    titles = [cell.strip().casefold() for cell in header]
    if not {"document", "picture"} <= set(titles):
        raise FormatError(f"{name} is no plan of pictures: its first line must name the columns document and picture")
    at = {title: number for number, title in enumerate(titles)}
    planned: list[PlannedPage] = []
    seen: dict[tuple[str, int], int] = {}
    for number, cells in enumerate(rows, 2):

        def cell(title: str, cells: list[str] = cells) -> str:
            place = at.get(title, len(cells))
            return cells[place].strip() if place < len(cells) else ""

        picture, page = cell("picture"), cell("page") or "1"
        if (
            not picture
            or PurePosixPath(picture).is_absolute()
            or {"..", "\\"} & {*PurePosixPath(picture).parts, *picture}
        ):
            raise FormatError(f"row {number} of {name} names no picture of the folder: {picture!r}")
        if not page.isdecimal() or not int(page):
            raise FormatError(f"row {number} of {name} gives no page: {page!r}; pages are counted from 1")
        row = PlannedPage(cell("document"), picture, int(page), cell("translates"), cell("why"))
        if row.document and seen.setdefault((picture, row.page), number) != number:
            raise FormatError(f"rows {seen[picture, row.page]} and {number} of {name} are the same page: take one out")
        planned.append(row)
    _check_translations(planned, name)
    return planned


def _check_translations(rows: Sequence[PlannedPage], name: str) -> None:
    documents = {row.document for row in rows if row.document}
    for row in rows:
        if row.document and row.translates and (row.translates not in documents or row.translates == row.document):
            raise FormatError(f"{name}: {row.document!r} cannot be a translation of {row.translates!r}: see the column")
