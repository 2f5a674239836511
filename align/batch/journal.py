"""Lines added in the order of the manifest; after a kill they are exactly those of the pairs that are settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from duizhao.corpus.errors import WriteError
from duizhao.corpus.files.atomic import write_whole
from duizhao.corpus.files.durable import write_names
from duizhao.corpus.files.platform import sync


class Ledger:
    """A file of lines, each of a pair; it is there only if there are any."""

    def __init__(self, path: Path, header: str, settled: int, number: Callable[[str], int]) -> None:
        """Keep the lines of pairs below `settled`; `number` reads a line's, ValueError for one that is none.

        Raises WriteError where something else stands at the path.
        """
        self.path = path
        self._header = header
        lines = self._whole_lines()
        try:
            kept = [line for line in lines if number(line) < settled]
        except (ValueError, KeyError, TypeError):
            raise self._strange() from None
        self.count = len(kept)
        if kept and len(kept) < len(lines):
            write_whole(path, header + "".join(kept))
        elif not kept:
            self._remove()

    def put(self, lines: Sequence[str]) -> None:
        """Add lines, each with its end, to the disk itself. Raises WriteError."""
        if not lines:
            return
        try:
            new = not self.path.exists()
            with self.path.open("ab") as file:
                file.write(((self._header if new else "") + "".join(lines)).encode("utf-8", errors="replace"))
                file.flush()
                sync(file.fileno())
            if new:
                write_names(self.path.absolute().parent)
        except OSError as error:
            reason = (error.strerror or "the system refused").lower()
            raise WriteError(f"{self.path.name} cannot be written ({reason}): put it right, and go on") from error
        self.count += len(lines)

    def _whole_lines(self) -> list[str]:
        """The lines of an earlier run, without one that was torn."""
        try:
            text = self.path.read_bytes().decode("utf-8", errors="replace")
        except FileNotFoundError:
            return []
        except OSError as error:
            reason = (error.strerror or "the system refused").lower()
            raise WriteError(f"{self.path.name} cannot be read ({reason}): move it away") from error
        if self._header.startswith(text):
            return []
        if not text.startswith(self._header):
            raise self._strange()
        lines = text.removeprefix(self._header).split("\n")
        if lines[-1]:  # torn: cut off, so that the next line begins at a line's beginning
            write_whole(self.path, text[: len(text) - len(lines[-1])])
        return [f"{line}\n" for line in lines[:-1]]

    def _strange(self) -> WriteError:
        return WriteError(f"{self.path.name} is there already, and not of this command: move it away, or rename it")

    def _remove(self) -> None:
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            reason = (error.strerror or "the system refused").lower()
            raise WriteError(f"{self.path.name} cannot be removed ({reason}): remove it") from error
