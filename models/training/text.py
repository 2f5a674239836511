"""The text that decides which pieces stay, and the text held out to check the decision."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

# One article in three of the largest file tells its vocabulary well enough, in a third of the time.
LAWS_STEP = 3
BIBLE_LINES = 3000


def training_lines(data: Path) -> Iterator[str]:
    """Chinese and English lines, in no particular order, of the text whose token uses are counted."""
    for path in sorted((data / "train").glob("*.tsv")):
        yield from columns(path)
    parallel = data / "parallel"
    yield from columns(parallel / "tw-laws.tsv", step=LAWS_STEP, skip=2)
    for path in sorted(parallel.glob("newstest2020.*.tsv")):
        yield from columns(path)
    yield from columns(parallel / "prc_constitution_2018.tsv")
    yield from columns(parallel / "tico19.tsv", skip=1)
    yield from columns(parallel / "udhr.tsv", skip=1)
    for path in sorted((data / "chinese-only").glob("*.jsonl")):
        yield from (line for row in rows(path) for line in row["text"].splitlines())


def pairs(data: Path) -> list[tuple[str, str]]:
    """Sentence pairs of several kinds of prose, none held out, over which the mean word vector is taken."""
    kinds = []
    for name in ("newscomm_10k", "scibooks", "anki_cmn", "captions_3am"):
        rows_of = (line.split("\t") for line in lines(data / "train" / f"{name}.tsv"))
        kinds.append([(row[0], row[1]) for row in rows_of if len(row) == 2 and all(map(str.strip, row))])
    shortest = min(map(len, kinds))
    return [pair for kind in kinds for pair in kind[:: max(1, len(kind) // shortest)]]


def held_out(data: Path) -> dict[str, tuple[str, ...]]:
    """Lines by name of the set, none of which is in `training_lines`."""
    parallel = data / "parallel"
    sets: dict[str, Iterator[str]] = {}
    for name in ("mac-dev", "aca"):
        for language in ("zh", "en"):
            paths = sorted((data / "sentences" / name).glob(f"*.{language}"))
            sets[f"{name}.{language}"] = chain.from_iterable(map(lines, paths))
    for year in (2018, 2019, 2021):
        for language, column in (("zh", 0), ("en", 1)):
            sets[f"newstest{year}.{language}"] = column_of(parallel / f"newstest{year}.zh-en.tsv", column)
    xquad = data / "spans" / "xquad-dev.jsonl"
    sets["xquad-dev.zh"] = (row["source"] for row in rows(xquad))
    sets["xquad-dev.en"] = (row["target"] for row in rows(xquad))
    words = data / "words" / "nist02.zh-en"
    sets["nist02.zh"] = (line.partition("|||")[0].strip() for line in lines(words))
    sets["nist02.en"] = (line.partition("|||")[2].strip() for line in lines(words))
    sets["article.en"] = lines(data / "articles" / "leaked-files-article.txt")
    for language in ("zh", "en"):
        sets[f"bible.{language}"] = islice(lines(data / "scale" / f"bible.{language}"), BIBLE_LINES)
    return {name: tuple(line for line in lines if line.strip()) for name, lines in sets.items()}


def lines(path: Path) -> Iterator[str]:
    """The lines of a file."""
    with path.open(encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file)


def columns(path: Path, step: int = 1, skip: int = 0) -> Iterator[str]:
    """The columns of every `step`-th line of a table, without the first `skip`."""
    for line in islice(lines(path), 0, None, step):
        yield from line.split("\t")[skip:]


def column_of(path: Path, column: int) -> Iterator[str]:
    """One column of a table."""
    return (line.split("\t")[column] for line in lines(path))


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The objects of a file with one JSON object a line."""
    return (json.loads(line) for line in lines(path))
