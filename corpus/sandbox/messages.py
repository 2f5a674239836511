"""What goes between the program and a reader's process: JSON and bytes, never anything that runs.

A message is the length of a JSON object (4 bytes), the object, and as many bytes as its `bytes` says.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any

LONGEST = 2**31
"""Bytes of a message's object, or of what follows it."""

_PIECE = 1 << 20

Header = dict[str, Any]


class BrokenOffError(Exception):
    """The other side is gone, or says what is no message."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Two open pipes, one from the other side and one to it, by their descriptors."""

    incoming: int
    outgoing: int

    def send(self, header: Header, data: bytes | memoryview = b"") -> None:
        """Send an object, and bytes with it. Raises BrokenOffError."""
        head = json.dumps({**header, "bytes": len(data)}, ensure_ascii=False).encode("utf-8", "surrogatepass")
        try:
            for piece in (len(head).to_bytes(4, "big") + head, data):
                left = memoryview(piece)
                while left:
                    left = left[os.write(self.outgoing, left[:_PIECE]) :]
        except OSError as error:
            raise BrokenOffError from error

    def receive(self) -> tuple[Header, bytes]:
        """The next object, and the bytes with it. Raises BrokenOffError."""
        try:
            header = json.loads(self._read(int.from_bytes(self._read(4), "big")).decode("utf-8", "surrogatepass"))
            data = self._read(int(header["bytes"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise BrokenOffError from error
        return header, data

    def _read(self, length: int) -> bytes:
        if not 0 <= length <= LONGEST:
            raise BrokenOffError
        held = bytearray()
        while len(held) < length:
            piece = os.read(self.incoming, min(_PIECE, length - len(held)))
            if not piece:
                raise BrokenOffError
            held += piece
        return bytes(held)
