"""Results that wait for their turn, a file each: what is finished outlives any end of the program."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from duizhao.align.batch.results import Result, packed, unpacked
from duizhao.corpus.errors import WriteError
from duizhao.corpus.files.durable import make_folder, write_names
from duizhao.corpus.files.platform import write_through

ABOUT, SPENT, ESTIMATE = "about.json", "spent.json", "estimate.json"
SUFFIX = ".result"


class Spool:
    """A folder of results by their number. Only finished files bear their names, and each carries its digest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, about: dict[str, Any]) -> None:
        """Make the folder, or go on with what is there if it is of the same work; of other work it is emptied.

        Raises WriteError where there can be no folder.
        """
        try:
            make_folder(self.folder)
            if self._read(ABOUT) != about:
                for path in self.folder.iterdir():
                    if path.name != ESTIMATE and path.is_file():
                        path.unlink()
                self._write(ABOUT, json.dumps(about).encode())
            for path in self.folder.glob("*.part"):
                path.unlink(missing_ok=True)
        except OSError as error:
            raise WriteError(
                f"{self.folder.name!r} cannot be written ({(error.strerror or 'refused').lower()}): "
                "the output needs a place that you may write to"
            ) from error

    def put(self, result: Result) -> None:
        """Keep a result. Raises OSError."""
        self.put_bytes(result.number, packed(result))

    def put_bytes(self, number: int, data: bytes) -> None:
        """Keep a packed result. Raises OSError."""
        self._write(f"{number}{SUFFIX}", data)

    def has(self, number: int) -> bool:
        """Whether there is a whole result of this number."""
        return self.get(number) is not None

    def get(self, number: int) -> Result | None:
        """The result of this number; None if there is none that is whole."""
        try:
            return unpacked((self.folder / f"{number}{SUFFIX}").read_bytes())
        except FileNotFoundError:
            return None

    def drop(self, number: int) -> None:
        """Its turn is over."""
        (self.folder / f"{number}{SUFFIX}").unlink(missing_ok=True)

    def note(self, name: str, value: dict[str, Any]) -> None:
        """Keep a few figures under a name. Raises OSError."""
        self._write(name, json.dumps(value).encode())

    def expect(self, value: dict[str, Any]) -> None:
        """Keep what a dry run expects, for the work to come."""
        try:
            make_folder(self.folder)
            self.note(ESTIMATE, value)
        except OSError as error:
            reason = (error.strerror or "refused").lower()
            raise WriteError(f"{self.folder.name!r} cannot be written ({reason}): choose another place") from error

    def noted(self, name: str) -> dict[str, Any] | None:
        """The figures kept under that name, if there are any."""
        return self._read(name)

    def end(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _read(self, name: str) -> dict[str, Any] | None:
        try:
            record = json.loads((self.folder / name).read_bytes())
        except (OSError, ValueError):
            return None
        return record if isinstance(record, dict) else None

    def _write(self, name: str, data: bytes) -> None:
        beside = self.folder / f".{name}.{os.getpid()}.part"
        try:
            beside.write_bytes(data)
            if name == ABOUT:  # without it all results are nothing; one of them is soon made again
                write_through(beside)
            beside.replace(self.folder / name)
            if name == ABOUT:
                write_names(self.folder)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
