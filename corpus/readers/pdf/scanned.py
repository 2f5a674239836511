"""Pages of a PDF that are pictures: drawn, and read as any picture is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import Progress
from duizhao.corpus.readers.base.limits import MOST_READ
from duizhao.corpus.readers.layout.page import Page
from duizhao.corpus.readers.ocr.pages import PageRead, too_many
from duizhao.corpus.readers.ocr.recognizer import HINT, is_installed

Reader = Callable[[Mapping[int, str]], Iterable[PageRead]]
"""Reads pages of one PDF as pictures: by their numbers from 0, with their labels."""
UNREADABLE = 0.3
"""A text in which more than this share of the characters is unknown cannot be used."""


def scanned(records: Sequence[dict[str, Any]]) -> list[int]:
    """Which pages, from 0, must be read as pictures: those that show no text, or one that names no characters."""
    scans = []
    for at, record in enumerate(records):
        text = "".join(str(run[5]) for run in record["runs"])
        if record.get("pictures") or text.count("\ufffd") > UNREADABLE * max(1, len(text)):
            scans.append(at)
    return scans


def with_pictures(
    pages: Sequence[Page], wanted: Sequence[int], name: str, read: Reader, track: Progress | None
) -> list[Page]:
    """The pages, the `wanted` ones read as pictures. Where that cannot be done here, they say that they are unread.

    `name`: of the file. Raises ReadError if nothing of the file could be read then.
    """
    made = list(pages)
    if not wanted:
        return made
    if not is_installed():
        if len(wanted) == len(pages):
            raise ReadError(f"{name} holds pictures of pages, but no text that can be read: {HINT}")
        for at in wanted:
            made[at] = replace(made[at], lines=(), unread=f"a picture: {HINT}")
        return made
    if len(wanted) > MOST_READ:
        raise ReadError(f"{name} holds {len(wanted):,} pages that are pictures: {too_many()}")
    results = read({at: pages[at].number for at in wanted})
    for result in track(results, f"reading {name}", len(wanted)) if track else results:
        if result.number - 1 in wanted:
            made[result.number - 1] = result.page
    return made
