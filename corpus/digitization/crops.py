"""Pieces cut out of pictures, to be looked at beside what was read in them."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.corpus.readers.archive import open_files
from duizhao.corpus.readers.base.sniff import kind_of
from duizhao.corpus.readers.ocr.image_client import frames
from duizhao.corpus.readers.ocr.pages import check_installed
from duizhao.corpus.scans.regions import Strip, shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WIDEST = 1400
"""Pixels; a wider strip is made smaller."""

MAX_STRIP_BYTES = 150_000
"""Bytes of a strip; a larger one is made smaller."""


def cut_strip(data: bytes, strip: Strip) -> bytes | None:
    """The strip as a PNG file, cut out of the file that it is of; None where that shows nothing there any more.

    Raises ReadError if the packages that read pictures are missing.
    """
    check_installed(strip.file)
    kind = kind_of(data)
    wanted = [strip.page - 1] if kind == "pdf" else []
    for frame in frames(data, kind, pages=wanted):
        if frame.number == strip.page:
            return _cut(frame.pixels, strip, frame.scale) if frame.pixels is not None else None
    return None


def _cut(pixels: NDArray[np.uint8], strip: Strip, scale: float) -> bytes | None:
    from PIL import Image

    high, wide = pixels.shape[:2]
    left, top, right, bottom = (side / scale for side in shown(strip.box, wide * scale, high * scale))
    part = pixels[int(top) : min(high, int(bottom) + 1), int(left) : min(wide, int(right) + 1), ::-1]
    if not part.size:
        return None
    piece = Image.fromarray(part.copy())
    widest = WIDEST
    while True:
        piece.thumbnail((widest, widest))
        file = io.BytesIO()
        piece.save(file, "PNG", optimize=True)
        if file.tell() <= MAX_STRIP_BYTES or widest < 2:
            return file.getvalue()
        widest = int(max(piece.size) * 0.8)


class StripFolder:
    """Strips cut out of the pictures of a folder (or zip file), which are known by their digests."""

    def __init__(self, folder: Path) -> None:
        self._files = open_files(folder)
        self._names: dict[str, str] | None = None
        self._cut: dict[Strip, bytes | None] = {}

    def strip(self, strip: Strip) -> bytes | None:
        """The strip as a PNG file; None where the picture is not in the folder."""
        if strip not in self._cut:
            name = self._known().get(strip.sha256)
            self._cut[strip] = cut_strip(self._files.read(name), strip) if name else None
        return self._cut[strip]

    def _known(self) -> dict[str, str]:
        if self._names is None:
            self._names = {hashlib.sha256(self._files.read(name)).hexdigest(): name for name in self._files.names}
        return self._names
