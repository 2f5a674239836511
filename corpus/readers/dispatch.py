"""File formats: bytes in, a text with its marks out. One module a format; which it is, is told by the contents."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import PurePath
from typing import TYPE_CHECKING

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import AS_IT_IS, Contents, Options
from duizhao.corpus.readers.base.sniff import kind_of

if TYPE_CHECKING:
    from duizhao.corpus.readers.ocr.pages import Pages

_ELSEWHERE = {
    "ofd": "an OFD file, China's own page format, which is not read here: open it in its viewer, and save it as PDF",
    "slides": "a PowerPoint file: save its text as .docx or .txt, and read that",
    "odp": "a presentation: save its text as .docx or .txt, and read that",
    "sheet": "an Excel file: save the sheet as .csv or .txt, and read that",
    "ods": "a spreadsheet: save the sheet as .csv or .txt, and read that",
    "pairs": "a file of pairs (TMX or XLIFF): `duizhao align FILE` judges and converts it",
    "zip": "a zip file: unpack it, and give its files",
}


_CHOSEN: ContextVar[Options] = ContextVar("_CHOSEN", default=AS_IT_IS)
_WATCHED: ContextVar[Pages | None] = ContextVar("_WATCHED", default=None)


def read_with(options: Options) -> None:
    """Have all files be read so from here on, in this context, where no other options are given."""
    _CHOSEN.set(options)


def watch_with(track: Pages | None) -> None:
    """Have `track` show how far it is while pages that are pictures are read, from here on, in this context."""
    _WATCHED.set(track)


def contents_of(data: bytes, name: str, options: Options | None = None) -> Contents:
    """The text that `data` holds, in whatever format, with its marks and metadata.

    `name` is used in messages alone, by its last part. Raises ReadError for what cannot be read.
    """
    options = options or _CHOSEN.get()
    name = " ".join(PurePath(name).name.split())
    kind = kind_of(data)
    if kind in _ELSEWHERE:
        raise ReadError(f"{name} is {_ELSEWHERE[kind]}")
    try:
        return _contents(data, name, kind, options)
    except RecursionError:
        raise ReadError(f"{name} is nested too deep: it may be a trap; not read") from None


def _contents(data: bytes, name: str, kind: str, options: Options) -> Contents:
    if kind == "word":
        from duizhao.corpus.readers.docx.document import read_word

        return read_word(data, name, options.changes)
    if kind == "pdf":
        from duizhao.corpus.readers.pdf.document import read_pdf

        return read_pdf(data, name, options.password, _WATCHED.get())
    if kind == "picture":
        from duizhao.corpus.readers.ocr.pages import read_pictures

        return read_pictures(data, name, _WATCHED.get())
    if kind in ("ole", "rtf", "odt"):
        from duizhao.corpus.readers.libreoffice import read_office

        return read_office(data, name, kind, options.changes)
    if kind == "html":
        from duizhao.corpus.readers.html.page import read_page

        return read_page(data, name)
    if kind == "mhtml":
        from duizhao.corpus.readers.html.page import read_saved_page

        return read_saved_page(data, name)
    if kind == "epub":
        from duizhao.corpus.readers.html.epub import read_epub

        return read_epub(data, name)
    from duizhao.corpus.readers.base.plain import decode

    text = decode(data, name)
    if kind in ("srt", "vtt"):
        from duizhao.corpus.readers.subtitles import read_subtitles

        return read_subtitles(text, name)
    return Contents(text, lines_are_paragraphs=False)
