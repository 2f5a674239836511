"""The pictures of a file, one at a time, from the process that unpacks them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from duizhao.corpus.readers.base.limits import LARGEST_SIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray


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
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONSTARTUP"}
    environment |= {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONDONTWRITEBYTECODE": "1"}
    wanted = json.dumps({"kind": kind, "password": password, "pages": list(pages)}).encode()
    with subprocess.Popen(
        [sys.executable, "-m", "duizhao.corpus.readers.ocr.image_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(len(wanted).to_bytes(4, "big") + wanted + data)
                process.stdin.close()
            last = 0
            while line := process.stdout.readline():
                frame = _frame(json.loads(line), process.stdout)
                last = frame.number
                yield frame
            if process.wait():
                yield Frame(last + 1, last + 1, None, 1.0, "px", "", "crashed")
        finally:
            process.kill()


def _frame(header: dict[str, Any], stream: Any) -> Frame:
    pixels = None
    error = str(header.get("error", ""))
    if not error:
        height, width = int(header["height"]), int(header["width"])
        if not (0 < height <= LARGEST_SIDE + 1 and 0 < width <= LARGEST_SIDE + 1):
            raise ValueError(f"a picture of {width} × {height}")
        data = stream.read(height * width * 3)
        if len(data) < height * width * 3:
            error = "crashed"
        else:
            pixels = np.frombuffer(data, dtype=np.uint8).reshape(height, width, 3)
    return Frame(
        int(header.get("frame", 1)), int(header.get("frames", 1)), pixels, float(header.get("scale", 1.0)),
        str(header.get("unit", "px")), str(header.get("taken", "")), error,
    )  # fmt: skip
