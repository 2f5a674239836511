"""How a term is asked for: the options that the commands about terms share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from duizhao.align.cli.terminal.options import searched_language

if TYPE_CHECKING:
    from duizhao.align.terms.occurrences import TermQuery

Term = Annotated[str, typer.Argument(help="A term, Chinese or English; * any letters of a word, ? one letter.")]
Where = Annotated[list[str] | None, typer.Option(help="A condition on the metadata: translator=Legge, date>=1950.")]
Within = Annotated[str | None, typer.Option("--in", help="The term's language, zh or en; default: by its letters.")]
Regex = Annotated[bool, typer.Option("--regex", help="The term is a regular expression.")]


def term_query(term: str, within: str | None, regex: bool, where: list[str] | None) -> TermQuery:
    """What was asked for."""
    from duizhao.align.terms.occurrences import TermQuery

    return TermQuery(term, searched_language(within), regex, tuple(where or ()))
