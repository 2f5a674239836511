"""Named arrays in one file, which are mapped and not read. The file comes into being whole, or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duizhao.corpus.errors import WriteError
from duizhao.corpus.files.durable import make_folder
from duizhao.corpus.files.os_errors import refusal
from duizhao.corpus.files.partial import part

MAGIC = b"duizhao arrays 1"
_LENGTH = 8
_ALIGNED = 64
"""Arrays begin at multiples of so many bytes."""


@dataclass(frozen=True, slots=True)
class ArrayFile:
    """`record`: what the arrays are of, as JSON can say it. `arrays`: by name, mapped from the file or in memory."""

    record: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]
    _mapped: NDArray[np.uint8] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the file that is mapped is still what it was: what is wiped is overwritten first."""
        return self._mapped is None or self._mapped[: len(MAGIC)].tobytes() == MAGIC


def write_arrays(path: Path, record: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Put a file in the place of what is there; its folder is made. Raises WriteError, leaving what was there."""
    layout, at = {}, 0
    for name, array in arrays.items():
        layout[name] = [array.dtype.str, array.shape, at]
        at += _filled(array.nbytes)
    head = json.dumps({"record": record, "arrays": layout, "bytes": at}).encode()
    head = MAGIC + len(head).to_bytes(_LENGTH, "little") + head
    try:
        make_folder(path.parent)
        with part(path, digest="") as beside, beside.open("wb") as file:
            file.write(head.ljust(_filled(len(head)), b"\0"))
            for array in arrays.values():
                file.write(np.ascontiguousarray(array).data)
                file.write(bytes(_filled(array.nbytes) - array.nbytes))
    except OSError as error:
        raise WriteError(f"{path.parent.name!r} cannot be written: {refusal(error)}") from error


def open_arrays(path: Path) -> ArrayFile | None:
    """The file, mapped; None where there is none, or it is not whole."""
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                return None
            length = int.from_bytes(file.read(_LENGTH), "little")
            told = json.loads(file.read(length))
        begin = _filled(len(MAGIC) + _LENGTH + length)
        if path.stat().st_size != begin + told["bytes"]:
            return None
        mapped = np.memmap(path, np.uint8, mode="r")
        arrays = {
            name: mapped[begin + at : begin + at + int(np.prod(shape)) * np.dtype(kind).itemsize]
            .view(kind)
            .reshape(shape)
            for name, (kind, shape, at) in told["arrays"].items()
        }
        return ArrayFile(told["record"], {name: np.asarray(array) for name, array in arrays.items()}, mapped)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _filled(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED
