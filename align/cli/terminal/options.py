"""Options that several commands take."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

from duizhao.align.cli.terminal.outputs import WrittenPath

if TYPE_CHECKING:
    from duizhao.corpus.readers.base.contents import ReadOptions

Model = Annotated[
    str | None,
    typer.Option(help="Checkpoint folder, or a name fetched with `models get`; default: the one that ships."),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="File to write; default: standard output."), WrittenPath()
]
Presplit = Annotated[bool, typer.Option("--presplit", help="The files hold one sentence a line.")]
CorpusFile = Annotated[Path, typer.Option(help="The corpus: one SQLite file.")]
Corpus = Annotated[Path | None, typer.Option(help="The corpus: one SQLite file.")]
Files = Annotated[
    list[Path] | None, typer.Argument(metavar="FILE...", help="Without --corpus: files, Chinese or English.")
]
Changes = Annotated[
    str, typer.Option(help="Tracked changes of Word files: accepted, or original for the text before them.")
]
Password = Annotated[bool, typer.Option("--password", help="Ask for the password of a protected PDF; it is not kept.")]
Columns = Annotated[
    str | None,
    typer.Option(
        help="Of a table of pairs: the Chinese, English and status columns, as 1,2,3 or by name; else guessed."
    ),
]


Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
TRACKED_CHANGES: tuple[Literal["accepted", "original"], ...] = ("accepted", "original")
Word = TypeVar("Word", bound=str)


def one_of(option: str, given: str, words: Sequence[Word], takes: str = "is") -> Word:
    """The word that was given, if it is among the option's `words`.

    Raises typer.BadParameter, which names them all, for any other.
    """
    for word in words:
        if word == given:
            return word
    raise typer.BadParameter(f"{option} {takes} {', '.join(words[:-1])} or {words[-1]}")


AsWritten = Annotated[
    bool,
    typer.Option("--as-written", help="Chinese only in these characters, not in another script's, width's or case's."),
]


def searched_language(within: str | None) -> Language | None:
    """The language that `--in` names; None where it is told by the letters."""
    return None if within is None else one_of("--in", within, LANGUAGES, "takes")


def texts_of(corpus: Path | None, files: Sequence[Path] | None) -> Path | Sequence[Path]:
    """The corpus, or the files, whichever is given. Raises typer.BadParameter for both, and for neither."""
    if (corpus is None) == (not files):
        raise typer.BadParameter("give either --corpus or files")
    return corpus if corpus is not None else list(files or ())


@dataclass(frozen=True, slots=True)
class Rule:
    """Which options go together.

    Where any of `options` is given, one of `needs` must be (if it names any), and none of `refuses`.
    """

    options: frozenset[str]
    message: str
    needs: frozenset[str] = frozenset()
    refuses: frozenset[str] = frozenset()

    def allows(self, given: Collection[str]) -> bool:
        """Whether the options that were given go together."""
        if self.options.isdisjoint(given):
            return True
        return (not self.needs or not self.needs.isdisjoint(given)) and self.refuses.isdisjoint(given)


def check_together(rules: Iterable[Rule], given: Collection[str]) -> None:
    """Raises typer.BadParameter, with its message, for the first rule that these options break."""
    for rule in rules:
        if not rule.allows(given):
            raise typer.BadParameter(rule.message)


def read_options(changes: str, password: bool) -> ReadOptions:
    """How the files of a command are read, as its options say."""
    from duizhao.align.cli.terminal.console import track
    from duizhao.corpus.readers.base.contents import ReadOptions

    return ReadOptions(one_of("--changes", changes, TRACKED_CHANGES), _asked if password else None, track)


def _asked(name: str) -> str:
    """The password that the user types, unseen; from a pipe, its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    return getpass(f"Password of {name}: ", sys.stderr)


def split_columns(columns: str | None) -> list[str]:
    """`1,2` or `原文,译文` as a list; empty where nothing was given."""
    if columns is None:
        return []
    named = [column.strip() for column in columns.split(",")]
    if not all(named) or len(named) not in (2, 3) or len(set(named)) != len(named):
        raise typer.BadParameter("--columns names two columns or three, e.g. 1,2 or 原文,译文,状态")
    return named
