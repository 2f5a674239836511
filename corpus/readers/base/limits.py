"""How much of a file is taken in: what is beyond is refused in one line, never half read.

A hostile file may be small and unfold to gigabytes, or nest a thousand deep. These limits bound memory and time; the
longest honest files that we know (a work of a million characters, a thousand pages with pictures) stay far below them.
"""

from __future__ import annotations

from duizhao.corpus.errors import ReadError

LARGEST_FILE = 512 * 2**20
"""Bytes of a file. Beyond lie scans and films; text of this size could not be aligned either."""

LARGEST_PART = 96 * 2**20
"""Bytes of one part of a zip package, or of a web page, unpacked. Its tree takes some ten times that in memory."""

LARGEST_PACKAGE = 192 * 2**20
"""Bytes of all the parts of a package that are read, unpacked."""

MOST_PAGES = 20_000
"""Pages of a PDF."""

MOST_CHARACTERS = 50_000_000
"""Characters of the text that comes out."""

MOST_ON_A_PAGE = 200_000
"""Characters of one page of a PDF. A full page of a newspaper has some 20,000."""

PDF_SECONDS = 600
"""How long a PDF may take to be read. A thousand pages take some ten."""

READ_SECONDS = 600
"""How long a file of any other kind may take."""

MOST_PIXELS = 250_000_000
"""Pixels of one picture. Telephones take up to 200 million; an A3 page at 600 dpi has 70."""

LARGEST_SIDE = 4800
"""Pixels of the longer side of a picture as it is read; larger ones are made smaller when they are unpacked."""

MOST_FRAMES = 5_000
"""Pictures in one TIFF file."""

MOST_READ = 1_000
"""Pages that are pictures and are read in one go: some hours. More are read page by page, from a folder."""

CONVERSION_SECONDS = 180
"""How long LibreOffice may take over a file."""


def check_size(size: int, name: str) -> None:
    """Refuse a file that is too large."""
    if size > LARGEST_FILE:
        raise ReadError(
            f"{name} has more than {LARGEST_FILE // 2**20} MB: save its text as .txt, or split it into several files"
        )


def check_length(length: int, name: str) -> None:
    """Refuse a text that is too long."""
    if length > MOST_CHARACTERS:
        raise ReadError(f"{name} holds more than {MOST_CHARACTERS:,} characters: split it into several files")
