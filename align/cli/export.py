"""`export`: what a corpus holds, for other programs; and how any bitext is written out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duizhao.align.cli.terminal.console import deliver
from duizhao.align.cli.terminal.options import Output

if TYPE_CHECKING:
    from duizhao.align.report.bitext_formats import BitextFormat
    from duizhao.corpus.bitext import Bitext
    from duizhao.corpus.exchange.bitext.translation_units import Choice

FORMATS = (
    "beads, tsv, jsonl, md, html, svg, epub, csv, xlsx, tmx, xliff (1.2) or xliff2; default: by -o's suffix, or tsv."
)

BitextFormatName = Annotated[str | None, typer.Option("--format", help=FORMATS)]
MinConfidence = Annotated[
    float, typer.Option("--min-confidence", min=0.0, max=1.0, help="Leave out beads of less confidence.")
]
ConfirmedOnly = Annotated[
    bool, typer.Option("--confirmed-only", help="Leave out all beads that no person has confirmed.")
]
SourceLanguage = Annotated[
    str | None,
    typer.Option("--source-language", help="Tag of the Chinese in tmx, xliff; default: zh-CN or zh-TW, by its script."),
]
TargetLanguage = Annotated[
    str | None, typer.Option("--target-language", help="Tag of the English, e.g. en-GB; default: en.")
]


def export(
    corpus: Annotated[Path, typer.Option(help="The corpus: one SQLite file.")],
    name: Annotated[list[str] | None, typer.Option(help="A document; default: all that have a translation.")] = None,
    format: BitextFormatName = None,
    min_confidence: MinConfidence = 0.0,
    confirmed_only: ConfirmedOnly = False,
    source_language: SourceLanguage = None,
    target_language: TargetLanguage = None,
    standoff: Annotated[
        bool, typer.Option("--standoff", help="Offsets and links without a word of the texts; the same as the format.")
    ] = False,
    output: Output = None,
) -> None:
    """Write documents of a corpus with their translations for other programs.

    Beside the formats of --format, which hold bead by bead, there are: vertical (Sketch Engine, NoSketch Engine, CWB),
    lines (ParaConc, AntConc), elan (of subtitles, for ELAN and EXMARaLDA) and tei, each a folder that -o names;
    standoff; and corpus, for `duizhao import`.
    """
    from duizhao.align.report.bitext_formats import check_format, read_bitexts
    from duizhao.align.report.corpus_formats import CORPUS_FORMATS, export_corpus
    from duizhao.corpus.exchange.bitext.translation_units import Choice

    form = "standoff" if standoff else format
    if form in CORPUS_FORMATS:
        if output is None:
            raise typer.BadParameter(f"{form} needs a place: give -o")
        export_corpus(corpus, form, name or [], output)
        return
    chosen = chosen_bitext_format(format, output)
    choice = Choice(min_confidence, confirmed_only)
    bitexts = read_bitexts(corpus, name or [])
    check_format(chosen, choice, len(bitexts))
    deliver_bitexts(bitexts, chosen, choice, (source_language, target_language), output)


def chosen_bitext_format(name: str | None, output: Path | None) -> BitextFormat:
    """The format that the user named, or that the output's suffix means."""
    from duizhao.align.report.bitext_formats import BITEXT_FORMATS
    from duizhao.align.report.trace_formats import chosen_format

    return chosen_format(BITEXT_FORMATS, name, output, "tsv")


def deliver_bitexts(
    bitexts: Sequence[Bitext],
    chosen: BitextFormat,
    choice: Choice,
    languages: tuple[str | None, str | None],
    output: Path | None,
) -> None:
    """Write bitexts, and say on standard error what was left out."""
    from duizhao.align.report.bitext_formats import ExportOptions, exported
    from duizhao.corpus.exchange.bitext.file_header import labels_for

    wanted = ExportOptions(labels_for(bitexts, *languages), choice, to_file=output is not None)
    result, without = exported(bitexts, chosen, wanted)
    deliver(result, output)
    if without:
        sys.stderr.write(f"left out: {without}\n")
