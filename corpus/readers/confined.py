"""Files from outside, each read in a process that can do nothing else: the one door for whoever has a file's bytes.

Plain text is decoded here, since there is nothing in it to be taken apart. Of a PDF and of a picture the signs and the
pixels alone are taken out in such a process; what LibreOffice converts is read in one like any other Word document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import Any

from duizhao.corpus.document import Mark, Span
from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import AS_IT_IS, Contents, ReadOptions
from duizhao.corpus.readers.base.left_out import left_out, warn_left_out
from duizhao.corpus.readers.base.limits import READ_SECONDS, check_length
from duizhao.corpus.readers.base.sniff import kind_by_head, kind_of
from duizhao.corpus.readers.dispatch import APART, read_here
from duizhao.corpus.sandbox.messages import Channel, Header
from duizhao.corpus.sandbox.reader_process import Job, ReaderLostError, asking, refusal

_LIBRARIES = (
    "lxml.etree", "lxml.html", "charset_normalizer", "encodings.gb18030", "encodings.gb2312", "encodings.gbk",
    "encodings.big5", "encodings.big5hkscs", "encodings.cp950", "encodings.cp1252", "encodings.utf_16",
    "encodings.utf_16_le", "encodings.utf_16_be", "encodings.cp437", "encodings.latin_1", "encodings.idna",
)  # fmt: skip
_READERS = tuple(
    f"duizhao.corpus.readers.{name}"
    for name in (
        "annotated.conllu", "annotated.elan",
        "base.flat_package", "base.plain", "docx.document", "html.epub", "html.page", "slides", "subtitles.ass",
        "subtitles.blocks", "subtitles.sentences", "subtitles.ttml",
    )
)  # fmt: skip
READS_WORD = (*_LIBRARIES, *_READERS)
"""What a process needs that reads Word files, and those within them."""
_FILE = Job("duizhao.corpus.readers.confined:read_file", READS_WORD)
_PAGE = Job("duizhao.corpus.readers.confined:read_file", (*READS_WORD, "duizhao.corpus.readers.confined:warm_up"))
"""Pages have their article looked for, by a library that takes a second to be loaded."""


def contents_of(data: bytes, name: str, options: ReadOptions = AS_IT_IS) -> Contents:
    """The text that `data` holds, in whatever format, with its marks and metadata.

    `name` is used in messages alone, by its last part. Warns (ReadWarning) of what was not read of it. Raises ReadError
    for what cannot be read.
    """
    name = " ".join(PurePath(name).name.split())
    contents = unwarned_contents_of(data, name, options)
    warn_left_out(name, left_out(contents.marks))
    return contents


def unwarned_contents_of(data: bytes, name: str, options: ReadOptions = AS_IT_IS, *, within: bool = False) -> Contents:
    """The same, and what was not read of it stands in the marks alone.

    `within`: it stands in another document, and what stands in it again is left out.
    """
    kind = kind_by_head(data)
    if kind in APART:
        return _apart(kind, data, name, options)
    if kind == "text":
        return read_here(data, name, options)
    job = _PAGE if kind in ("html", "mhtml") else _FILE
    answer, _ = ask_with_documents(job, {"name": name, "changes": options.changes}, data, name, within=within)
    if answer.get("kind") in APART:
        return _apart(answer["kind"], data, name, options)
    return contents_of_record(answer, name)


def ask_with_documents(
    job: Job, request: Header, data: bytes, name: str, *, within: bool = False
) -> tuple[Header, bytes]:
    """Have work done on a file that may hold other documents: what was found, and the bytes that were `written`.

    Documents within it that its own process cannot open are read for it; `within`: it stands in another one itself.
    Raises ReadError, which names the file, and the errors of the work.
    """
    written = b""
    try:
        with asking(job, request, data, READ_SECONDS) as asked:
            while True:
                header, more = asked.hear()
                if isinstance(answer := header.get("found"), dict):
                    return answer, written
                if "written" in header:
                    written = more
                else:
                    asked.tell(_read_for_it(header, more, within=within))
    except ReaderLostError as lost:
        raise refusal(name, lost.why, READ_SECONDS) from None


def _read_for_it(header: Header, data: bytes, *, within: bool) -> Header:
    """The contents of a document within another one, as a record."""
    name = " ".join(str(header.get("name", ""))[:200].split())
    try:
        if within:
            raise ReadError(f"{name} stands too deep within other documents")
        return contents_record(unwarned_contents_of(data, name, within=True))
    except ReadError as error:
        return {"refused": str(error)}


def _apart(kind: str, data: bytes, name: str, options: ReadOptions) -> Contents:
    """A file of one of the kinds that the process of readers does not open."""
    if kind == "pdf":
        from duizhao.corpus.readers.pdf.document import read_pdf

        return read_pdf(data, name, options.password, options.progress)
    if kind == "picture":
        from duizhao.corpus.readers.ocr.pages import read_pictures

        return read_pictures(data, name, options.progress)
    from duizhao.corpus.readers.libreoffice import word_of_office

    return unwarned_contents_of(word_of_office(data, name, kind), name, replace(options, password=None, progress=None))


def read_file(channel: Channel, request: Header, data: bytes) -> Header:
    """The work itself, in a process of its own: the contents of a file, or its kind if that is opened elsewhere."""
    if (kind := kind_of(data)) in APART:
        return {"kind": kind}
    options = ReadOptions(changes=request["changes"], apart=documents_apart(channel))
    return contents_record(read_here(data, request["name"], options))


def warm_up() -> None:
    """Have the library that looks for articles load what it loads once."""
    read_here(b"<html><body><nav><a href=/>Home</a></nav><h1>Bridge</h1><p>It is narrow.</p></body></html>", "")


def documents_apart(channel: Channel) -> Callable[[bytes, str], Contents]:
    """Has the program read a document within the file, for the process that has `channel`."""
    return partial(_asked_for, channel)


def _asked_for(channel: Channel, data: bytes, name: str) -> Contents:
    """A document within another one, read for this process by the program."""
    channel.send({"name": name}, data)
    header, _ = channel.receive()
    if "refused" in header:
        raise ReadError(header["refused"])
    return contents_of_record(header, name)


def contents_record(contents: Contents) -> Header:
    """Contents as values that JSON can hold."""
    return {
        "text": contents.text,
        "marks": [[mark.kind, mark.span.start, mark.span.end, mark.value] for mark in contents.marks],
        "metadata": dict(contents.metadata),
        "lines": contents.lines_are_paragraphs,
        "sentences": contents.lines_are_sentences,
    }


def contents_of_record(record: Mapping[str, Any], name: str) -> Contents:
    """The contents that a record holds. Raises ReadError for what no reader says of a file."""
    try:
        text = record["text"]
        marks = tuple(Mark(kind, Span(start, end), value) for kind, start, end, value in record["marks"])
        metadata = record["metadata"]
        sound = isinstance(text, str) and all(
            isinstance(mark.kind, str) and isinstance(mark.value, str) and mark.span.end <= len(text) for mark in marks
        )
        if not sound or not all(isinstance(value, str) for value in (*metadata, *metadata.values())):
            raise ValueError
    except (KeyError, TypeError, ValueError, AttributeError):
        raise refusal(name, "ended", READ_SECONDS) from None
    check_length(len(text), name)
    return Contents(text, marks, metadata, bool(record["lines"]), bool(record.get("sentences")))
