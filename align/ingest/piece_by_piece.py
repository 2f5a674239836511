"""Documents put into a corpus one after another, by a plan: what cannot be added does not keep out the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from duizhao.align.errors import RequestError
from duizhao.corpus.store.store import Store
from duizhao.errors import DuizhaoError


def piece_by_piece(
    store: Store, pieces: Iterable[tuple[str, Iterable[str]]], *, replacing: bool = False
) -> Iterator[str]:
    """What is said of each piece of a plan while it is put in.

    `pieces`: the name of each, and the lines that putting it in says. `replacing`: texts may have been replaced, and in
    the end nothing of them is left in the file.

    Raises RequestError in the end, if any could not be added.
    """
    failed = 0
    for name, lines in pieces:
        try:
            yield from lines
        except DuizhaoError as error:
            failed += 1
            yield f"{name}: not added: {error}"
    if replacing:
        store.purge()
    if failed:
        raise RequestError(f"{failed} of the plan's documents could not be added: see above, and put them right")
