"""The folder beside a corpus, for what can be made again of it: nothing derived is kept anywhere else."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from duizhao.corpus.errors import WriteError
from duizhao.corpus.files.durable import write_names
from duizhao.corpus.files.platform import sync

ENDING = ".index"
PAGES = "pictures.jsonl"
"""The file of the pages that were read in pictures: it takes hours to make again."""
_PIECE = bytes(1 << 20)


def derived_folder(corpus: Path) -> Path:
    """Where the folder of a corpus is, or would be."""
    return corpus.with_name(corpus.name + ENDING)


def wipe(folder: Path, *, keep: Container[str] = ()) -> None:
    """Overwrite and delete the files of a derived folder but those of these names, and the folder if it is empty.

    Nothing where there is none.
    Raises WriteError where that is not permitted: then something that was to be removed is still there.
    """
    if not folder.is_dir():
        return
    try:
        for path in [path for path in folder.iterdir() if path.name not in keep]:
            with path.open("r+b") as file:
                left = path.stat().st_size
                while left > 0:
                    left -= file.write(_PIECE[: min(left, len(_PIECE))])
                file.flush()
                sync(file.fileno())  # else what is unlinked is never written
            path.unlink()
        write_names(folder)
        if not any(folder.iterdir()):
            folder.rmdir()
            write_names(folder.absolute().parent)
    except OSError as error:
        raise WriteError(f"{folder.name!r} cannot be removed: delete this folder, it holds what was removed") from error
