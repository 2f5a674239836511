"""The pictures of a file, one at a time, from the process that unpacks them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from duizhao.corpus.readers.base.limits import LARGEST_SIDE, READ_SECONDS
from duizhao.corpus.sandbox.messages import Header
from duizhao.corpus.sandbox.reader_process import Job, ReaderLostError, asking

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FORMATS = ("PIL.Image", "PIL.ImageOps", "PIL.PngImagePlugin", "PIL.JpegImagePlugin", "PIL.TiffImagePlugin", "pi_heif")
_PICTURES = Job("duizhao.corpus.readers.ocr.image_worker:unpack", ("numpy", "pypdfium2", *_FORMATS), threads=True)
"""HEIF is unpacked by a library that always works in threads."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture: height × width × 3, blue, green, red; None with an `error` in one word where it cannot be had.

    `number` from 1, of `count`. `scale`: what a pixel is in `unit`s ("px" of the picture as it is stored, "pt" of a
    page). `taken`: when, as the camera says, or empty.
    """

    number: int
    count: int
    pixels: NDArray[np.uint8] | None
    scale: float
    unit: str
    taken: str
    error: str


def frames(data: bytes, kind: str, *, pages: Sequence[int] = (), password: str = "") -> Iterator[Frame]:
    """The pictures that a file of pictures holds, or the `pages` (from 0) of a PDF. They are held one at a time."""
    wanted = {"kind": kind, "password": password, "pages": list(pages)}
    last = 0
    try:
        with asking(_PICTURES, wanted, data, READ_SECONDS) as asked:
            while "found" not in (heard := asked.hear())[0]:
                frame = _frame(*heard)
                last = frame.number
                yield frame
    except ReaderLostError:
        yield Frame(last + 1, last + 1, None, 1.0, "px", "", "crashed")


def _frame(header: Header, data: bytes) -> Frame:
    pixels = None
    error = str(header.get("error", ""))
    if not error:
        height, width = int(header["height"]), int(header["width"])
        if not (0 < height <= LARGEST_SIDE + 1 and 0 < width <= LARGEST_SIDE + 1):
            raise ValueError(f"a picture of {width} × {height}")
        if len(data) < height * width * 3:
            error = "crashed"
        else:
            pixels = np.frombuffer(data, dtype=np.uint8).reshape(height, width, 3)
    return Frame(
        int(header.get("frame", 1)), int(header.get("frames", 1)), pixels, float(header.get("scale", 1.0)),
        str(header.get("unit", "px")), str(header.get("taken", "")), error,
    )  # fmt: skip
