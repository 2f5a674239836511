"""Pages that were read in pictures, kept beside a corpus one by one, so that a reading that was stopped goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from duizhao.corpus.errors import WriteError
from duizhao.corpus.files.durable import make_folder, write_names
from duizhao.corpus.files.platform import sync
from duizhao.corpus.files.sidecar import PAGES, derived_folder
from duizhao.corpus.readers.layout.page import Line, Page

Key = tuple[str, int]
"""The SHA-256 of a file, and which of its pages, from 1."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it was read: which of how many of the file of that digest, when it was taken, if its head is red.

    `taken`: as the camera says, `2024:05:01 12:00:00`, or empty.
    """

    sha256: str
    frame: int
    count: int
    taken: str
    red_head: bool
    page: Page

    @property
    def key(self) -> Key:
        """What it is known by."""
        return self.sha256, self.frame


class KeptPages:
    """The pages that are kept beside a corpus. Each is on the disk before the next is read; none is held in memory."""

    def __init__(self, corpus: Path) -> None:
        self._path = derived_folder(corpus) / PAGES
        self._places: dict[Key, int] = {}
        self._counts: dict[str, int] = {}
        self._end = 0
        for line in self._lines():
            record = _record(line)
            if record is None:  # the program was stopped while it wrote this
                break
            self._know(record, self._end)
            self._end += len(line)

    def __contains__(self, key: Key) -> bool:
        """Whether a page is kept."""
        return key in self._places

    def count(self, sha256: str) -> int:
        """How many pages the file of that digest has; 0 where nothing of it was read."""
        return self._counts.get(sha256, 0)

    def has_all(self, sha256: str) -> bool:
        """Whether every page of a file is kept."""
        count = self.count(sha256)
        return count > 0 and all((sha256, frame) in self._places for frame in range(1, count + 1))

    def page(self, key: Key) -> KeptPage:
        """A page that is kept; KeyError if it is not."""
        with self._path.open("rb") as file:
            file.seek(self._places[key])
            record = _record(file.readline())
        if record is None:
            raise KeyError(key)
        page = record.pop("page")
        lines = tuple(_line(line) for line in page.pop("lines"))
        return KeptPage(**record, page=Page(**page, lines=lines))

    def keep(self, page: KeptPage) -> None:
        """Write a page to the disk. Raises WriteError where that is not possible."""
        record = asdict(page)
        line = json.dumps(record, ensure_ascii=False).encode("utf-8", errors="replace") + b"\n"
        try:
            make_folder(self._path.parent, mode=0o700)
            new = not self._path.exists()
            with self._path.open("xb" if new else "r+b") as file:
                file.truncate(self._end)
                file.seek(self._end)
                file.write(line)
                file.flush()
                sync(file.fileno())
            if new:
                write_names(self._path.parent)
        except OSError as error:
            raise WriteError(
                f"{self._path.parent.name!r} cannot be written ({error.strerror}): free space, or name another corpus"
            ) from error
        self._know(record, self._end)
        self._end += len(line)

    def _know(self, record: dict[str, Any], place: int) -> None:
        self._places[record["sha256"], int(record["frame"])] = place
        self._counts[record["sha256"]] = int(record["count"])

    def _lines(self) -> Iterator[bytes]:
        if self._path.exists():
            with self._path.open("rb") as file:
                yield from file


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) and line.endswith(b"\n") else None


def _line(record: dict[str, Any]) -> Line:
    for name in ("raised", "readings"):
        record[name] = tuple(tuple(point) for point in record[name])
    record["left_out"] = tuple(record.get("left_out", ()))
    return Line(**record)
