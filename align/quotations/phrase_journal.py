"""What is known so far of a long list of phrases, kept beside the file that is being made: a stop loses little."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from duizhao.align.library.library import Library
from duizhao.align.library.stored_library import StoredLibrary
from duizhao.corpus.errors import WriteError
from duizhao.corpus.files.os_errors import refusal

FORMAT = "duizhao phrases 1"
ENDING = ".journal"


class Journal:
    """Phrases that are done, each with what was found, as JSON; at `path` they outlive a stop, at None they do not.

    `known`: what an earlier run had done. `renewed`: it was done in other texts or by other means, and is not used.
    """

    def __init__(self, path: Path | None, means: str) -> None:
        """`means`: a digest of all that the results depend on. Raises WriteError for a file that is no journal."""
        self._path, self._means = path, means
        self.known: dict[str, str] = {}
        self.renewed = False
        self._whole = 0
        if path is not None and path.exists():
            self._read(path)

    def _read(self, path: Path) -> None:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise WriteError(f"{path.name!r} cannot be read: {refusal(error)}") from error
        head, *lines = data[: data.rfind(b"\n") + 1].split(b"\n")[:-1] or [b""]
        header = _record(head)
        if header is None and data and b"\n" in data:
            raise WriteError(f"{path.name!r} is no journal of this program: move it, it stands where one is kept")
        if header is None or header.get("means") != self._means:
            self.renewed = header is not None
            return
        self._whole = len(head) + 1
        for line in lines:
            done = _record(line)
            if done is None or not isinstance(phrase := done.get("phrase"), str):
                return
            self.known[phrase] = json.dumps(done["found"], ensure_ascii=False)
            self._whole += len(line) + 1

    @contextmanager
    def open(self) -> Iterator[Journal]:
        """Ready to keep what comes; a line that a stop had cut is taken away. Raises WriteError where it cannot be."""
        self._file: IO[bytes] | None = None
        if self._path is None:
            yield self
            return
        try:
            with self._path.open("r+b" if self._whole else "wb") as file:
                file.truncate(self._whole)
                file.seek(self._whole)
                if not self._whole:
                    file.write(json.dumps({"format": FORMAT, "means": self._means}).encode() + b"\n")
                self._file = file
                yield self
        except OSError as error:
            raise WriteError(f"{self._path.name!r} cannot be written: {refusal(error)}") from error

    def keep(self, found: Iterable[tuple[str, Mapping[str, object]]]) -> None:
        """Some phrases are done."""
        lines = []
        for phrase, record in found:
            self.known[phrase] = json.dumps(record, ensure_ascii=False)
            lines.append(json.dumps({"phrase": phrase, "found": record}, ensure_ascii=False) + "\n")
        if self._file is not None:
            self._file.write("".join(lines).encode("utf-8", "surrogatepass"))
            self._file.flush()

    def remove(self) -> None:
        """The file that it was kept for is written: nothing is left to go on with."""
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


def _record(line: bytes) -> dict[str, object] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) and ("phrase" in record or record.get("format") == FORMAT) else None


def means_of(library: Library, *how: object) -> str:
    """A digest of the texts that are searched, of how they are aligned, and of all else that decides what is found."""
    digest = hashlib.sha256(repr((library.model, library.only, how)).encode())
    if isinstance(library, StoredLibrary):
        digest.update(library.state.encode())
        return digest.hexdigest()
    for entry in library.entries:
        digest.update(repr((entry.source.name, entry.source.sha256, entry.source.sentences)).encode())
        digest.update(entry.source.text.encode("utf-8", "surrogatepass"))
        for bitext in entry.bitexts:
            digest.update(repr((bitext.target.name, bitext.beads)).encode())
            digest.update(bitext.target.text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
