"""File formats: bytes in, a text with its marks out. One module a format; which it is, is told by the contents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from duizhao.corpus.document import Mark, Span
from duizhao.corpus.errors import ReadError
from duizhao.corpus.files.safe_zip import Archive
from duizhao.corpus.readers.base.contents import AS_IT_IS, Contents, ReadOptions
from duizhao.corpus.readers.base.limits import check_length
from duizhao.corpus.readers.base.sniff import kind_of
from duizhao.corpus.scans.text_pages import REFLOWED

Reader = Callable[[bytes, str, ReadOptions], Contents]
"""Reads the bytes of a file that messages call by a name. Raises ReadError."""


def read_here(data: bytes, name: str, options: ReadOptions = AS_IT_IS) -> Contents:
    """The text that `data` holds, in whatever format, with its marks and metadata; what was not read stands in them.

    It is read in this process: `corpus.readers.confined.contents_of` is the door for files from outside. What another
    program or process opens (`APART`) is asked of `options.apart`. Raises ReadError for what cannot be read.
    """
    kind = kind_of(data)
    if kind == "damaged":
        Archive(data, name)  # raises, and says what is wrong with it
        raise ReadError(f"{name} is cut short or damaged: get it again")
    if kind in _ELSEWHERE:
        raise ReadError(f"{name} is {_ELSEWHERE[kind]}")
    if kind in APART:
        return _apart(data, name, options)
    try:
        contents = _READERS[kind](data, name, options)
    except RecursionError:
        raise ReadError(f"{name} is nested too deep: it may be a trap; not read") from None
    check_length(len(contents.text), name)
    return _reflowed(contents)


def _reflowed(contents: Contents) -> Contents:
    """Said to have no pages to be shown, if it names any: none of the kinds that are read here has."""
    if not any(mark.kind == "page" for mark in contents.marks):
        return contents
    return replace(contents, marks=(Mark(REFLOWED, Span(0, len(contents.text))), *contents.marks))


def embedded_contents(data: bytes, name: str, options: ReadOptions = AS_IT_IS) -> Contents:
    """The text of a document that stands within another. One that stands within that one is left out."""
    kind = kind_of(data)
    if kind == "flat":
        from duizhao.corpus.readers.base.flat_package import unflattened

        data, kind = unflattened(data, name), "word"
    if kind == "word":
        from duizhao.corpus.readers.docx.document import read_word

        return read_word(data, name)
    if kind == "text" and data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        raise ReadError(f"{name} is XML of a kind that is not read")
    return read_here(data, name, ReadOptions(apart=options.apart))


def _apart(data: bytes, name: str, options: ReadOptions) -> Contents:
    if options.apart is None:
        raise ReadError(f"{name} is of a kind that another program opens: give it by itself")
    return options.apart(data, name)


# Each imports its module when it is first needed: a text file needs none of the packages that a PDF does.


def _text(data: bytes, name: str, options: ReadOptions) -> Contents:
    from duizhao.corpus.readers.base.plain import decode

    return Contents(decode(data, name), lines_are_paragraphs=False)


def _subtitles(data: bytes, name: str, options: ReadOptions) -> Contents:
    from duizhao.corpus.readers.base.plain import decode
    from duizhao.corpus.readers.subtitles.blocks import read_blocks, title_of
    from duizhao.corpus.readers.subtitles.sentences import contents_of_cues

    text = decode(data, name)
    return contents_of_cues(read_blocks(text, name), name, title_of(text))


def _ass(data: bytes, name: str, options: ReadOptions) -> Contents:
    from duizhao.corpus.readers.base.plain import decode
    from duizhao.corpus.readers.subtitles.ass import read_ass
    from duizhao.corpus.readers.subtitles.sentences import contents_of_cues

    return contents_of_cues(read_ass(decode(data, name), name), name)


def _ttml(data: bytes, name: str, options: ReadOptions) -> Contents:
    from duizhao.corpus.readers.subtitles.sentences import contents_of_cues
    from duizhao.corpus.readers.subtitles.ttml import read_ttml

    return contents_of_cues(read_ttml(data, name), name)


def _conllu(data: bytes, name: str, options: ReadOptions) -> Contents:
    from duizhao.corpus.readers.annotated.conllu import read_conllu
    from duizhao.corpus.readers.base.plain import decode

    return read_conllu(decode(data, name), name)


def _elan(data: bytes, name: str, options: ReadOptions) -> Contents:
    from duizhao.corpus.readers.annotated.elan import read_elan

    return read_elan(data, name)


def _word(data: bytes, name: str, options: ReadOptions) -> Contents:
    from duizhao.corpus.readers.docx.document import read_word

    return read_word(data, name, options.changes, partial(embedded_contents, options=options))


def _flat(data: bytes, name: str, options: ReadOptions) -> Contents:
    from duizhao.corpus.readers.base.flat_package import unflattened

    return _word(unflattened(data, name), name, options)


def _page(data: bytes, name: str, options: ReadOptions) -> Contents:
    from duizhao.corpus.readers.html.page import read_page

    return read_page(data, name, options.changes)


def _saved_page(data: bytes, name: str, options: ReadOptions) -> Contents:
    from duizhao.corpus.readers.html.page import read_saved_page

    return read_saved_page(data, name, options.changes)


def _epub(data: bytes, name: str, options: ReadOptions) -> Contents:
    from duizhao.corpus.readers.html.epub import read_epub

    return read_epub(data, name, options.changes)


def _slides(data: bytes, name: str, options: ReadOptions) -> Contents:
    from duizhao.corpus.readers.slides import read_slides

    return read_slides(data, name)


_READERS: Mapping[str, Reader] = {
    "text": _text,
    "srt": _subtitles,
    "vtt": _subtitles,
    "sbv": _subtitles,
    "ass": _ass,
    "ttml": _ttml,
    "conllu": _conllu,
    "elan": _elan,
    "word": _word,
    "flat": _flat,
    "html": _page,
    "mhtml": _saved_page,
    "epub": _epub,
    "slides": _slides,
}

APART = frozenset({"pdf", "picture", "ole", "rtf", "odt"})
"""Kinds that are opened by another program, or whose signs and pixels are taken out by a process of their own."""

_ELSEWHERE = {
    "ofd": "an OFD file, China's own page format, which is not read here: open it in its viewer, and save it as PDF",
    "odp": "a presentation: save its text as .docx or .txt, and read that",
    "sheet": "an Excel file: save the sheet as .csv or .txt, and read that",
    "ods": "a spreadsheet: save the sheet as .csv or .txt, and read that",
    "pairs": "a file of pairs (TMX or XLIFF): `duizhao align FILE` judges and converts it",
    "zip": "a zip file: unpack it, and give its files",
}
"""Kinds that are not read here: what they are, and what to do."""
