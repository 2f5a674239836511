"""Several files that belong together, written as one new folder, whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from duizhao.corpus.errors import WriteError
from duizhao.corpus.files.durable import make_folder
from duizhao.corpus.files.os_errors import refusal
from duizhao.corpus.files.partial import part

_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]+|^\.+|[. ]+$')


def write_folder(path: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files, by their names within the folder (`zh/law.txt`), beside `path`, then rename.

    Raises WriteError, having left nothing behind, where `path` is there already, or cannot be made.
    """
    if path.exists():
        raise WriteError(f"{path.name!r} is there already: name a new folder")
    try:
        with part(path, folder=True) as beside:
            for name, data in files.items():
                file = beside / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data.encode("utf-8", errors="replace") if isinstance(data, str) else data)
    except OSError as error:
        raise WriteError(f"{path.name!r} cannot be written: {refusal(error)}") from error


def make_output_folder(path: Path) -> None:
    """Make the folder that a user named for several files, if it is not there. Raises WriteError."""
    try:
        make_folder(path)
    except OSError as error:
        raise WriteError(f"{path.name!r} cannot be made: {refusal(error)}") from error


def file_names(names: list[str]) -> dict[str, str]:
    """For each name one that every system takes for a file's, all different whatever the case."""
    taken: set[str] = set()
    files: dict[str, str] = {}
    for name in names:
        plain = _UNFIT.sub("_", name) or "_"
        number, chosen = 2, plain
        while chosen.casefold() in taken:
            chosen, number = f"{plain}-{number}", number + 1
        taken.add(chosen.casefold())
        files[name] = chosen
    return files
