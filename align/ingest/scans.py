"""A folder of pictures put into a corpus: each page read and kept, a plan of documents proposed, and done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from duizhao.align.errors import RequestError
from duizhao.align.ingest.files import is_there, put
from duizhao.align.ingest.ocr_corrections import KIND, applied_in
from duizhao.align.ingest.piece_by_piece import piece_by_piece
from duizhao.align.inputs import check_language
from duizhao.align.library.build import check_model
from duizhao.align.progress import Track, untracked
from duizhao.corpus.decisions.log import things
from duizhao.corpus.digitization.page_cache import KeptPages, Key
from duizhao.corpus.digitization.page_files import file_pages, frame_count
from duizhao.corpus.digitization.page_order import (
    Order,
    Shot,
    in_number_order,
    in_order,
    page_labels,
    shot_of,
    with_breaks,
    with_retakes,
    with_starts,
)
from duizhao.corpus.document import Document, Language
from duizhao.corpus.errors import FormatError, ReadError
from duizhao.corpus.exchange.batches.scan_plan import (
    MOVED,
    NUMBERED,
    REASONS,
    UNREAD,
    PlannedPage,
    numbered,
    proposed,
    read_picture_plan,
    write_picture_plan,
)
from duizhao.corpus.files.atomic import write_whole
from duizhao.corpus.readers.archive import Files, open_files
from duizhao.corpus.readers.base.sniff import kind_of
from duizhao.corpus.readers.layout.text import text_of_pages
from duizhao.corpus.readers.load import document_from, read_bytes
from duizhao.corpus.scans.regions import LOW
from duizhao.corpus.scans.text_pages import sheet_value
from duizhao.corpus.store.store import Store
from duizhao.corpus.text.normalization import language_of
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder


@dataclass(frozen=True, slots=True)
class _Picture:
    """A file that holds pages: its name in the folder, its digest, and how many pages it has."""

    name: str
    sha256: str
    count: int


def plan_for_pictures(
    corpus: Path, folder: Path, plan: Path | None, *, order: Order = "name", track: Track[int] = untracked
) -> tuple[list[PlannedPage], bool]:
    """The plan in the file, or, where it is not there, a proposal, which is written to it. Whether it was there.

    To propose one, every page is read; what was read before is not read again.
    """
    if plan is not None and plan.exists():
        return read_picture_plan(read_bytes(plan), plan.name), True
    files, names, kept = open_files(folder), _names(corpus), KeptPages(corpus)
    shots: list[Shot] = []
    for picture in _read_all(files, folder.name, kept, track):
        shots += [shot_of(picture.name, kept.page((picture.sha256, at + 1))) for at in range(picture.count)]
    rows = proposed(with_breaks(in_number_order(with_starts(with_retakes(in_order(shots, order))))), names)
    if plan is not None:
        write_whole(plan, write_picture_plan(rows, plan.name))
    return rows, False


def _names(corpus: Path) -> list[str]:
    """The names that are given in a corpus; once it is opened, nothing is left to be purged beside it."""
    if not corpus.exists():
        return []
    with Store.open(corpus) as store:
        return [text.name for text in store.texts()]


def _read_all(files: Files, shown: str, kept: KeptPages, track: Track[int]) -> list[_Picture]:
    """Every page of every picture read, and kept page by page."""
    pictures, waiting = [], 0
    for name in files.names:
        picture = _looked_at(files, name, kept)
        if picture is not None:
            pictures.append(picture)
            waiting += sum((picture.sha256, at + 1) not in kept for at in range(picture.count))
    if not pictures:
        raise RequestError(f"{shown}: no pictures in this folder (PNG, JPEG, TIFF, HEIC, PDF)")
    for _ in track(_pages_of(files, pictures, kept), f"reading {shown}", waiting):
        pass
    return pictures


def _looked_at(files: Files, name: str, kept: KeptPages) -> _Picture | None:
    """A file of pictures with the number of its pages; None for other files."""
    try:
        data = files.read(name)
    except ReadError:
        return None
    kind = kind_of(data)
    if kind not in ("picture", "pdf"):
        return None
    digest = hashlib.sha256(data).hexdigest()
    return _Picture(name, digest, kept.count(digest) or frame_count(data, PurePosixPath(name).name, kind))


def _pages_of(files: Files, pictures: Sequence[_Picture], kept: KeptPages) -> Iterator[int]:
    """Reads what is not kept yet; yields once a page."""
    for picture in pictures:
        wanted = [at + 1 for at in range(picture.count) if (picture.sha256, at + 1) not in kept]
        if not wanted:
            continue
        for page in file_pages(files.read(picture.name), PurePosixPath(picture.name).name, wanted):
            if page.key not in kept:
                kept.keep(page)
                yield page.frame


def shown_picture_plan(rows: Sequence[PlannedPage], *, given: bool = False) -> Iterator[str]:
    """The plan for the screen: a line for each document, and for each page that is left out.

    If it is a proposal, and not `given` by a person, also one for each page that was moved, was not read, or whose
    number does not follow.
    """
    for name, pages in _documents(rows).items():
        unread = sum(page.why.startswith(UNREAD) for page in pages)
        low = sum(page.confidence is not None and page.confidence < LOW for page in pages) - unread
        last = f" … {pages[-1].picture}" if len(pages) > 1 else ""
        remarks = [
            f"{count} {what}" for count, what in ((unread, "not read"), (low, "read with low confidence")) if count > 0
        ]
        why = f" ({pages[0].why})" if pages[0].why else ""
        count = f"{len(pages)} page{'' if len(pages) == 1 else 's'}"
        yield f"  {name}: {', '.join((count, f'{pages[0].picture}{last}', *remarks))}{why}"
    for row in rows:
        if not row.document:
            yield f"  – {_page(row)}: {row.why if row.why.startswith(REASONS) else 'left out'}"
        elif row.why.startswith(NUMBERED) and not given:
            yield _broken(row)
        elif row.why == MOVED and not given:
            yield f"  ↕ {_page(row)}: {row.why}, {row.number}"
        elif row.why.startswith(UNREAD) and not given:
            yield f"  ? {_page(row)}: {row.why}"


def _page(row: PlannedPage) -> str:
    return f"{row.picture}{f' page {row.page}' if row.page > 1 else ''}"


def _broken(row: PlannedPage) -> str:
    return f"  ? {_page(row)}: {row.why}: pages may be missing, or in another place"


def _documents(rows: Iterable[PlannedPage]) -> dict[str, list[PlannedPage]]:
    documents: dict[str, list[PlannedPage]] = {}
    for row in rows:
        if row.document:
            documents.setdefault(row.document, []).append(row)
    return documents


@dataclass(frozen=True, slots=True)
class PicturesRequest:
    """A folder of pictures, and the pages of them that are to be put in as documents."""

    folder: Path
    rows: Sequence[PlannedPage]
    replacing: bool = False


def add_pictures(
    corpus: Path, request: PicturesRequest, *, model: str | None = None, track: Track[int] = untracked
) -> Iterator[str]:
    """Do what a plan says, document by document; says of each what was done.

    What cannot be added is said, and the rest goes on; in the end a RequestError counts it.
    """
    folder, rows = request.folder, request.rows
    documents = _documents(rows)
    if not documents:
        raise RequestError("nothing of this folder can be added: see the plan")
    _names(corpus)
    files, kept = open_files(folder), KeptPages(corpus)
    named = {row.picture for row in rows}
    if missing := [row.picture for row in rows if row.document and row.picture not in set(files.names)]:
        raise FormatError(f"the plan names a picture that is not in the folder: {missing[0]!r}")
    for name in files.names:
        if name not in named and _looked_at(files, name, kept):
            yield f"  – {name}: in no row of the plan"
    wanted = {row.picture for row in rows if row.document}
    pictures = {picture.name: picture for picture in _read_all(_Some(files, wanted), folder.name, kept, track)}
    read = {name: _pages(name, pages, pictures, kept) for name, pages in documents.items()}
    for document in read.values():
        yield from (_broken(document.rows[at]) for at in document.breaks)
    encoder = open_encoder(model)
    originals = [name for name, pages in documents.items() if not pages[0].translates]
    with Store.open(corpus, create=True) as store:
        check_model(store, encoder)

        def put_in(name: str) -> Iterator[str]:
            names = [name, *(other for other, pages in documents.items() if pages[0].translates == name)]
            source, *targets = (read[document].document() for document in names)
            for document in (source, *targets):
                check_language(document, document.name)
            if is_there(store, source, targets):
                yield f"{name}: there already, as it is"
            else:
                yield put(store, (source, targets), encoder, replacing=request.replacing)
                yield from _put_right(store, [source, *targets], encoder)

        yield from piece_by_piece(store, ((name, put_in(name)) for name in originals), replacing=request.replacing)


def _put_right(store: Store, documents: Iterable[Document], encoder: Encoder) -> Iterator[str]:
    """What people corrected in an earlier reading, put in place in this one."""
    for document in documents:
        if things(store, kind=KIND, document=document.name):
            yield applied_in(store, document.name, encoder)


class _Some:
    """Some of the files of a folder."""

    def __init__(self, files: Files, names: set[str]) -> None:
        self._files = files
        self.names = [name for name in files.names if name in names]
        self.options = files.options

    def read(self, name: str) -> bytes:
        return self._files.read(name)


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pages of a document as they were read, their rows, and at which of them the printed numbers break off."""

    name: str
    rows: Sequence[PlannedPage]
    keys: Sequence[Key]
    kept: KeptPages
    breaks: Sequence[int]

    def document(self) -> Document:
        """The document, its pages called as they are numbered; its digest is made of the pictures' digests.

        What stands on pages that may not belong together is not joined.
        """
        read = [self.kept.page(key).page for key in self.keys]
        read = [
            replace(page, number=number, sheet=sheet_value(PurePosixPath(row.picture).name, *key))
            for page, number, row, key in zip(read, page_labels(read), self.rows, self.keys, strict=True)
        ]
        contents = text_of_pages(read, {}, apart=self.breaks)
        if not contents.text.strip():
            raise ReadError(f"no words were found on the pages of {self.name!r}: take them again")
        digest = hashlib.sha256("\n".join(f"{sha256} {frame}" for sha256, frame in self.keys).encode()).hexdigest()
        language: Language = "en" if self.rows[0].translates else "zh"
        if language == "zh" and language_of(contents.text) == "en":
            raise RequestError("it is English: say in the column `translates` which document it is a translation of")
        return document_from(contents, language, self.name, digest)


def _pages(name: str, rows: Sequence[PlannedPage], pictures: dict[str, _Picture], kept: KeptPages) -> _Pages:
    """The pages of a document of the plan, in the order of the rows."""
    keys = []
    for row in rows:
        picture = pictures.get(row.picture)
        if picture is None or row.page > picture.count:
            raise FormatError(f"the plan gives {name!r} page {row.page} of {row.picture}, which is not there")
        keys.append((picture.sha256, row.page))
    shots = [shot_of(row.picture, kept.page(key)) for row, key in zip(rows, keys, strict=True)]
    shots = with_breaks([replace(shots[0], starts="plan"), *shots[1:]])
    explained = [replace(row, why=numbered(shot)) for row, shot in zip(rows, shots, strict=True)]
    return _Pages(name, explained, keys, kept, [at for at, row in enumerate(explained) if row.why])
