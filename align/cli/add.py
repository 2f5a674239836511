"""`add`: what goes into a corpus."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from duizhao.align.cli.terminal.console import paced, say, track
from duizhao.align.cli.terminal.options import (
    Changes,
    Columns,
    Model,
    Password,
    Presplit,
    Rule,
    check_together,
    one_of,
    read_options,
    split_columns,
)
from duizhao.align.cli.terminal.outputs import WrittenPath

if TYPE_CHECKING:
    from duizhao.corpus.readers.base.contents import ReadOptions

ORDERS: tuple[Literal["name", "time"], ...] = ("name", "time")
_OF_ONE = frozenset({"source", "target", "name", "translation", "set", "pairs"})
RULES = (
    Rule(frozenset({"folder"}), "give either --source (with --target, --name) or --folder", refuses=_OF_ONE),
    Rule(
        frozenset({"pictures"}),
        "--pictures goes with --plan, --yes, --order and --replace alone",
        refuses=_OF_ONE | {"folder", "metadata"},
    ),
    Rule(
        frozenset({"metadata"}),
        "--metadata goes with --folder; of one text, say --set KEY=VALUE",
        needs=frozenset({"folder"}),
    ),
    Rule(
        frozenset({"plan", "yes"}),
        "--plan and --yes go with --folder, without --metadata",
        needs=frozenset({"folder", "pictures"}),
        refuses=frozenset({"metadata"}),
    ),
    Rule(
        frozenset({"pairs"}),
        "give either --pairs or --source (with --target)",
        refuses=frozenset({"source", "target"}),
    ),
)
"""What is added: a folder, pictures, given pairs, or else one text."""


def add(
    corpus: Annotated[Path, typer.Option(help="The corpus: one SQLite file, made if it is not there.")],
    source: Annotated[
        list[Path] | None, typer.Option(help="The Chinese file; or several, among which one --target is divided.")
    ] = None,
    target: Annotated[list[Path] | None, typer.Option(help="Its English translation, or several.")] = None,
    name: Annotated[
        str | None,
        typer.Option(help="The document's name; default: the file's, without its ending. Without --source: whose."),
    ] = None,
    translation: Annotated[str | None, typer.Option(help="The translation's name; default: its file's name.")] = None,
    folder: Annotated[
        Path | None,
        typer.Option(help="Add every NAME.zh of a folder, with NAME.en and NAME.LABEL.en if they are there."),
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            help="With --folder (or a zip file) or --pictures: a table (.tsv, .csv, .xlsx) of what goes together. "
            "Written if it is not there, for you to change; done if it is."
        ),
        WrittenPath(replaces=False),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="With --folder or --pictures: do at once what is proposed.")
    ] = False,
    pictures: Annotated[
        Path | None,
        typer.Option(
            help="A folder (or zip file) of scans or photographs of pages: read, and put together as documents."
        ),
    ] = None,
    order: Annotated[str, typer.Option(help="With --pictures: the pages' order, by name or by time (taken).")] = "name",
    pairs: Annotated[
        list[Path] | None, typer.Option(help="Files of given pairs: TMX, XLIFF, docx or xlsx tables, CSV, TSV, JSONL.")
    ] = None,
    columns: Columns = None,
    metadata: Annotated[
        Path | None, typer.Option(help="With --folder: a table (CSV or TSV), a row a file: file, author, date, …")
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Go on where rows of the table and files do not match.")
    ] = False,
    set: Annotated[list[str] | None, typer.Option(help="KEY=VALUE to be said of the text; may be repeated.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put the new text in the place of the one of this name.")
    ] = False,
    presplit: Presplit = False,
    changes: Changes = "accepted",
    password: Password = False,
    model: Model = None,
) -> None:
    """Put a document, an aligned pair, further translations, or a folder of them into a corpus."""
    reading = read_options(changes, password)
    if name is not None and not name.strip():
        raise typer.BadParameter("--name must not be empty")
    options = {
        "source": source, "target": target, "name": name, "translation": translation, "folder": folder, "plan": plan,
        "yes": yes, "pictures": pictures, "pairs": pairs, "metadata": metadata, "set": set,
    }  # fmt: skip
    check_together(RULES, [option for option, value in options.items() if value])
    if pictures is not None:
        _add_pictures(corpus, pictures, plan, yes, order, replace, model)
    elif folder is not None:
        _add_folder(corpus, folder, plan, yes, metadata, partial, replace, presplit, reading, model)
    elif given := _given_pairs(source, target, pairs):
        _add_given(corpus, given, columns, name, translation, replace, model)
    elif source and len(source) > 1:
        if name or translation or set or replace or len(target or ()) != 1:
            raise typer.BadParameter("several --source go with one --target, which is divided among them")
        _add_divided(corpus, source, (target or [])[0], presplit, reading, model)
    else:
        _add_one(corpus, source, target, name, translation, set, replace, presplit, reading, model)


def _add_one(
    corpus: Path,
    source: list[Path] | None,
    target: list[Path] | None,
    name: str | None,
    translation: str | None,
    values: list[str] | None,
    replacing: bool,
    presplit: bool,
    reading: ReadOptions,
    model: str | None,
) -> None:
    """An original with its translations, or further translations of one that is there."""
    from duizhao.align.ingest.files import IngestRequest, add_files
    from duizhao.align.ingest.metadata import key_values

    if not source and not (name and target):
        raise typer.BadParameter("give either --source (with --target, --name), --name with --target, or --folder")
    original = source[0] if source else None
    stated = key_values(values or [])
    request = IngestRequest(original, tuple(target or ()), name, translation, presplit, replacing, stated, reading)
    say(add_files(corpus, request, model=model, track=track))


def _given_pairs(source: list[Path] | None, target: list[Path] | None, pairs: list[Path] | None) -> list[Path]:
    """The files of given pairs: named as such, or one that is such beyond doubt."""
    from duizhao.align.library.score_given import is_pairs_file

    if pairs:
        return pairs
    return source if source and len(source) == 1 and not target and is_pairs_file(source[0]) else []


def _add_given(
    corpus: Path,
    files: list[Path],
    columns: str | None,
    name: str | None,
    translation: str | None,
    replacing: bool,
    model: str | None,
) -> None:
    from duizhao.align.ingest.given_pairs import PairsRequest, add_given

    if len(files) > 1 and (name or translation):
        raise typer.BadParameter("--name and --translation go with one file of pairs")
    request = PairsRequest(files, split_columns(columns), name, translation, replacing)
    for line in add_given(corpus, request, model=model, track=track):
        say(line)


def _add_divided(
    corpus: Path, sources: list[Path], target: Path, presplit: bool, reading: ReadOptions, model: str | None
) -> None:
    from duizhao.align.ingest.plans import DivisionRequest, add_divided

    for line in add_divided(corpus, DivisionRequest(sources, target, presplit, reading), model=model, track=track):
        say(line)


def _add_folder(
    corpus: Path,
    folder: Path,
    plan: Path | None,
    yes: bool,
    metadata: Path | None,
    partial: bool,
    replacing: bool,
    presplit: bool,
    reading: ReadOptions,
    model: str | None,
) -> None:
    """The files that the contract names, unasked; any others by a plan."""
    from duizhao.align.errors import RequestError
    from duizhao.align.ingest.files import FolderRequest, add_folder, is_named_plainly
    from duizhao.align.ingest.metadata import folder_metadata
    from duizhao.align.ingest.plans import PlanRequest, add_planned, plan_for, shown_plan

    if plan is None and not yes and is_named_plainly(folder):
        by_file = folder_metadata(folder, metadata, partial=partial, report=sys.stderr.write) if metadata else None
        request = FolderRequest(folder, presplit, replacing, by_file, reading)
        added, there = add_folder(corpus, request, model=model, track=track, say=say)
        skipped = f", {there} there already" if there else ""
        say(f"{added} added to {corpus.name}{skipped}")
        return
    rows, given = plan_for(folder, plan, reading=reading, model=model, track=track)
    if not any(row.wanted for row in rows):
        left = "; ".join(f"{row.english} is {row.found_by}" for row in rows[:3])
        raise RequestError(
            f"{folder.name}: no file named NAME.zh in this folder, nor another to add{left and f' ({left})'}"
        )
    if not _agreed(folder, plan, shown_plan(rows), given=given, yes=yes):
        return
    for line in add_planned(corpus, PlanRequest(folder, rows, presplit, replacing, reading), model=model, track=track):
        say(line)


def _agreed(folder: Path, plan: Path | None, lines: Iterable[str], *, given: bool, yes: bool) -> bool:
    """Show what is to be added, and whether the user has agreed to it, by giving the plan back or by --yes."""
    from duizhao.align.errors import RequestError

    say(f"{plan.name}:" if plan and given else f"proposed for {folder.name}:")
    for line in lines:
        say(line)
    if given or yes:
        return True
    if plan is None:
        raise RequestError("nothing was added: give --yes to do this, or --plan FILE to change it first")
    say(f"written to {plan.name}; nothing was added yet: change it if you like, and run the same command again")
    return False


def _add_pictures(
    corpus: Path, folder: Path, plan: Path | None, yes: bool, order: str, replacing: bool, model: str | None
) -> None:
    """Pages of pictures, put together by a plan."""
    from duizhao.align.ingest.scans import PicturesRequest, add_pictures, plan_for_pictures, shown_picture_plan

    rows, given = plan_for_pictures(corpus, folder, plan, order=one_of("--order", order, ORDERS), track=paced)
    if not _agreed(folder, plan, shown_picture_plan(rows, given=given), given=given, yes=yes):
        return
    for line in add_pictures(corpus, PicturesRequest(folder, rows, replacing), model=model, track=paced):
        say(line)
