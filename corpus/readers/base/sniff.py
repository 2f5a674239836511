"""What kind of file it is, told by its contents: names lie."""

from __future__ import annotations

import re
from collections.abc import Callable

from duizhao.corpus.errors import ReadError
from duizhao.corpus.files.safe_zip import Archive

_SAVE_AS_TEXT = "save its text as a .txt file in UTF-8 and read that"
_PICTURE = "save it as PNG or JPEG, or type out its words"
_WORDS = "type out its words, or print what `duizhao read FILE --text` reads in it"
_PACKED = "unpack it first"
TIFF = (b"II*\0", b"MM\0*")
"""How TIFF files begin, in either order of bytes: pictures that may hold several pages."""

_MAGIC = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    *((begin, "picture") for begin in TIFF),
)
_HEIF = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_OTHERS = (
    (b"PK\x03\x04", "a zip file", _PACKED),
    (b"%PDF", "a PDF", _SAVE_AS_TEXT),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file", _SAVE_AS_TEXT),
    (b"{\\rtf", "an RTF file", _SAVE_AS_TEXT),
    (b"\x89PNG", "a PNG picture", _WORDS),
    (b"\xff\xd8\xff", "a JPEG picture", _WORDS),
    (b"GIF8", "a GIF picture", _PICTURE),
    *((begin, "a TIFF picture", _WORDS) for begin in TIFF),
    (b"HN\xff\xff", "a CAJ file", "open it in CAJViewer, and save it as PDF or text"),
    (b"CAJ\0", "a CAJ file", "open it in CAJViewer, and save it as PDF or text"),
    (b"\x1f\x8b", "a gzip archive", _PACKED),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _PACKED),
    (b"Rar!", "a RAR archive", _PACKED),
    (b"SQLite format 3\x00", "an SQLite file", "give it as the corpus, not as a text"),
)
"""Kinds that hold no text that is read here, and what to do instead."""

HEAD = 4096
"""Bytes in which a text file shows its kind."""

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_MHTML = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related", re.IGNORECASE)
_PAIRS = re.compile(rb"\A\s*(?:<[!?][^>]*>\s*)*<(?:tmx|xliff)\b")
_CUE = re.compile(rb"\s*(?:\d+\s*\r?\n\s*)?\d{1,3}:\d\d:\d\d(?:[,.]\d{1,3})?\s*-->\s*\d")
_SBV = re.compile(rb"\s*\d{1,2}:\d\d:\d\d\.\d{1,3},\d{1,2}:\d\d:\d\d\.\d{1,3}\s")
_ASS = re.compile(rb"\s*(?:[;!][^\n]*\n\s*)*\[(?:script info|v4\+? styles|events)\]", re.IGNORECASE)
_TTML = re.compile(rb"\s*(?:<[?!][^>]*>\s*)*<(?:\w+:)?tt[\s>]")


_CONLLU = re.compile(rb"(?:#[^\n]*\n|[ \t\r]*\n)*1(?:-\d+)?\t[^\t\n]+(?:\t[^\t\n]*){8}(?:\r?\n|\Z)")
_ELAN = re.compile(rb"\s*(?:<[?!][^>]*>\s*)*<ANNOTATION_DOCUMENT[\s>]")
_FLAT = re.compile(rb"<(?:\w+:)?package\b[^>]*schemas\.microsoft\.com/office/2006/xmlPackage")
_HEADS: tuple[tuple[Callable[[bytes], object], str], ...] = (
    (lambda head: b"%PDF-" in head[:1024], "pdf"),
    (lambda head: head.startswith(b"WEBVTT"), "vtt"),
    (_CUE.match, "srt"),
    (_SBV.match, "sbv"),
    (_ASS.match, "ass"),
    (_TTML.match, "ttml"),
    (_MHTML.match, "mhtml"),
    (_FLAT.search, "flat"),
    (_CONLLU.match, "conllu"),
    (_ELAN.match, "elan"),
    (_PAIRS.search, "pairs"),
    (_HTML.match, "html"),
)
"""How files that are text begin, by kind; the first that fits."""


def kind_of(data: bytes) -> str:
    """A word for the kind of a file: `word`, `pdf`, `html`, … as `corpus.readers` has them, or `text` for all else."""
    kind = kind_by_head(data)
    return _package_kind(data) if kind == "zip" else kind


def kind_by_head(data: bytes) -> str:
    """The same by the first bytes alone, without opening anything: all packages are `zip`."""
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if kind is not None:
        return kind
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        return "picture"
    head = _in_ascii(data[:HEAD])
    return next((kind for begins, kind in _HEADS if begins(head)), "text")


def _in_ascii(head: bytes) -> bytes:
    """The beginning of a file without a signature, of UTF-16 only every other byte."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[2:].replace(b"\0", b"")
    return head


def _package_kind(data: bytes) -> str:
    """What a zip file is a package of."""
    try:
        archive = Archive(data, "")
        names = set(archive.names)
        mime = archive.read("mimetype", 200) if "mimetype" in names else b""
    except ReadError:
        return "damaged"
    if b"epub" in mime or "META-INF/container.xml" in names:
        return "epub"
    if b"opendocument.text" in mime:
        return "odt"
    if b"opendocument.spreadsheet" in mime:
        return "ods"
    if b"opendocument.presentation" in mime:
        return "odp"
    if "OFD.xml" in names:
        return "ofd"
    if any(name.startswith("xl/") for name in names):
        return "sheet"
    if any(name.startswith("ppt/") for name in names):
        return "slides"
    if any(name.startswith("word/") for name in names) or "[Content_Types].xml" in names:
        return "word"
    return "zip"


def refuse_other_kinds(data: bytes, name: str) -> None:
    """Refuse what is no text by its first bytes."""
    for magic, kind, advice in _OTHERS:
        if data.startswith(magic):
            raise ReadError(f"{name} is {kind}, not plain text: {advice}")
