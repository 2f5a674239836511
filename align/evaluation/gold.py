"""Files to score and the gold they are scored against: pairs of files or of folders, and the JSON records in them."""

from __future__ import annotations

import hashlib
import json
import stat
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeGuard

from duizhao.corpus.document import Span
from duizhao.corpus.errors import FormatError, ReadError
from duizhao.corpus.readers.base.plain import decode
from duizhao.corpus.readers.load import read_bytes


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file's last name, its text, and the hexadecimal SHA-256 of its bytes."""

    name: str
    text: str
    sha256: str

    def lines(self) -> list[str]:
        r"""The lines, which end in `\n` or `\r\n` only; a final line end begins no further line."""
        lines = self.text.split("\n")
        return [line.removesuffix("\r") for line in (lines[:-1] if not lines[-1] else lines)]


@dataclass(frozen=True, slots=True)
class Endings:
    """How gold and test files are called in a folder; the first of several is taken."""

    gold: tuple[str, ...]
    test: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A JSON object, and where it stands, for messages."""

    fields: Mapping[str, object]
    where: str

    def text(self, key: str) -> str:
        """A string."""
        value = self.fields.get(key)
        return value if isinstance(value, str) else self._refuse(key, "a string")

    def integer(self, key: str) -> int:
        """A number of something, 0 or more."""
        value = self.fields.get(key)
        return value if _is_index(value) else self._refuse(key, "a whole number")

    def integers(self, key: str) -> list[int]:
        """A list of them."""
        value = self.fields.get(key)
        items = [item for item in value if _is_index(item)] if isinstance(value, list) else []
        fits = isinstance(value, list) and len(items) == len(value)
        return items if fits else self._refuse(key, "a list of whole numbers such as [0, 1]")

    def span(self, key: str) -> Span | None:
        """`[start, end]`, or null."""
        if key in self.fields and self.fields[key] is None:
            return None
        return self._span(self.fields.get(key)) or self._refuse(key, "[start, end] or null")

    def spans(self, key: str) -> tuple[Span, ...]:
        """`[[start, end], …]`, at least one."""
        value = self.fields.get(key)
        spans = [self._span(item) for item in value] if isinstance(value, list) else []
        whole = tuple(span for span in spans if span is not None)
        return whole if whole and len(whole) == len(spans) else self._refuse(key, "a list such as [[0, 5]]")

    def records(self, key: str) -> list[Record]:
        """A list of objects."""
        value = self.fields.get(key)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self._refuse(key, "a list of objects")
        return [Record(item, f"entry {number} of {key!r}, {self.where}") for number, item in enumerate(value, start=1)]

    @staticmethod
    def _span(value: object) -> Span | None:
        if not isinstance(value, list) or len(value) != 2 or not all(_is_index(item) for item in value):
            return None
        return Span(*value) if value[0] <= value[1] else None

    def _refuse(self, key: str, wanted: str) -> NoReturn:
        raise FormatError(f"{self.where}: {key!r} must be {wanted}")


def paired(gold: Path, test: Path, endings: Endings) -> list[tuple[TextFile, TextFile]]:
    """The gold file with the test file; of two folders, each gold file with the test file of the same name.

    Raises ReadError for what is not there, FormatError if one is a folder and the other is not.
    """
    if _is_folder(gold) != _is_folder(test):
        raise FormatError(f"{gold.name} and {test.name} must both be files or both be folders")
    if not gold.is_dir():
        return [(read_file(gold), read_file(test))]
    golds = _by_stem(gold, endings.gold)
    tests = _by_stem(test, endings.test)
    if not golds:
        raise ReadError(f"the folder {gold.name} holds no gold: its files must end in {' or '.join(endings.gold)}")
    for stem in golds:
        if stem not in tests:
            wanted = " or ".join(stem + ending for ending in endings.test)
            raise ReadError(f"{golds[stem].name} has nothing to score: put {wanted} into {test.name}")
    return [(read_file(golds[stem]), read_file(tests[stem])) for stem in sorted(golds)]


def read_file(path: Path) -> TextFile:
    """A file, which may be empty. Raises ReadError for what is missing, may not be read, or is not text."""
    data = read_bytes(path)
    return TextFile(path.name, decode(data, path.name), hashlib.sha256(data).hexdigest())


def digest(files: Sequence[TextFile]) -> str:
    """Eight hexadecimal digits of the SHA-256 of a file's bytes; of several, of their own digests in order."""
    if len(files) == 1:
        return files[0].sha256[:8]
    return hashlib.sha256("".join(file.sha256 for file in files).encode("ascii")).hexdigest()[:8]


def same_length(gold: Sequence[object], test: Sequence[object], gold_file: TextFile, test_file: TextFile) -> None:
    """Raises FormatError unless there are as many lines to score as there are gold lines."""
    if not gold:
        raise FormatError(f"{gold_file.name} is empty: name a file that holds gold")
    if len(gold) != len(test):
        raise FormatError(
            f"{test_file.name} has {len(test)} lines but {gold_file.name} has {len(gold)}: "
            "score the output for the very file the gold was made from"
        )


def json_lines(file: TextFile) -> list[Record]:
    """The objects of a JSON-lines file; blank lines are passed over."""
    return [
        _record(line, f"line {number} of {file.name!r}", whole=False)
        for number, line in enumerate(file.lines(), start=1)
        if line.strip()
    ]


def json_whole(file: TextFile) -> Record:
    """The one object of a JSON file."""
    return _record(file.text, repr(file.name), whole=True)


def _record(text: str, where: str, *, whole: bool) -> Record:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} of {where}" if whole else where
        raise FormatError(f"{place} is not JSON ({error.msg}): write the file again") from None
    except (RecursionError, ValueError):  # nested too deep, or a number too long
        raise FormatError(f"{where} is not JSON that can be scored: write the file again") from None
    if not isinstance(value, dict):
        raise FormatError(f"{where} must be a JSON object, {{…}}")
    return Record(value, where)


def _is_folder(path: Path) -> bool:
    """Whether it is one. Raises ReadError if there is nothing of that name."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        reason = error.strerror or "the system refused"
        raise ReadError(f"there is no file or folder {path.name} ({reason}): check its name and folder") from None


def _by_stem(folder: Path, endings: tuple[str, ...]) -> dict[str, Path]:
    """The folder's files by their names without the ending; an earlier ending wins."""
    try:
        files = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise ReadError(f"the folder {folder.name} cannot be read ({error.strerror}): check its permissions") from None
    paths: dict[str, Path] = {}
    for ending in endings:
        for path in files:
            if path.name.endswith(ending):
                paths.setdefault(path.name.removesuffix(ending), path)
    return paths


def _is_index(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= sys.maxsize
