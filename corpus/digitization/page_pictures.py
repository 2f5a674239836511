"""Pages as pictures, to be looked at beside the words that were read on them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from duizhao.corpus.errors import ReadError
from duizhao.corpus.message import Message
from duizhao.corpus.readers.base.sniff import kind_of
from duizhao.corpus.readers.ocr.image_client import Frame, frames

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST = 2000
"""Pixels of the longer side: small print can be read, and a page is some hundred kilobytes."""

QUALITY = 85
"""Of the JPEG file."""


def page_picture(data: bytes, name: str, page: int) -> bytes:
    """A page of a PDF, or of a file of pictures, counted from 1, as a JPEG file.

    It is unpacked or drawn by a process of its own. Raises ReadError where that is not possible.
    """
    kind = refuse_unshown(data, name)
    found: Frame | None = None
    for frame in frames(data, kind, pages=[page - 1] if kind == "pdf" else []):
        if frame.number == page:
            found = frame
            if kind != "pdf" and page < frame.count:
                break  # of a PDF nothing more comes, and its process stays warm
    if found is None or found.pixels is None:
        raise ReadError(Message("{file} cannot be shown at this page: it may be damaged", file=name))
    return _jpeg(found.pixels)


def refuse_unshown(data: bytes, name: str) -> str:
    """The kind of a file that has pages to show: `pdf` or `picture`. Raises ReadError for all others."""
    kind = kind_of(data)
    if kind not in ("pdf", "picture"):
        raise ReadError(Message("{file} has no pages that can be shown: PDF files and pictures have", file=name))
    return kind


def _jpeg(pixels: NDArray[np.uint8]) -> bytes:
    from PIL import Image

    picture = Image.fromarray(pixels[..., ::-1].copy())
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()
