"""`align`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duizhao.align.cli.export import (
    BitextFormatName,
    ConfirmedOnly,
    MinConfidence,
    SourceLanguage,
    TargetLanguage,
    chosen_bitext_format,
    deliver_bitexts,
)
from duizhao.align.cli.terminal.console import say, track
from duizhao.align.cli.terminal.options import (
    Changes,
    Columns,
    Model,
    Output,
    Password,
    Presplit,
    one_of,
    read_options,
    split_columns,
)
from duizhao.align.cli.warm.asking import Warm

if TYPE_CHECKING:
    from duizhao.align.beads.boundaries import Within
    from duizhao.corpus.bitext import Bitext
    from duizhao.corpus.document import Document
    from duizhao.corpus.readers.base.contents import ReadOptions

BOUNDARIES: tuple[Within, ...] = ("paragraphs", "sections")


def align(
    source: Annotated[
        Path | None, typer.Argument(metavar="ZH", help="The Chinese file; or, alone, a TMX or XLIFF file of pairs.")
    ] = None,
    target: Annotated[Path | None, typer.Argument(metavar="EN", help="The English file.")] = None,
    presplit: Presplit = False,
    confirmed: Annotated[
        Path | None,
        typer.Option(
            help="A file of beads that are right, or a TMX, XLIFF or table, of which the approved pairs are: "
            "they stay, and only the rest is aligned."
        ),
    ] = None,
    pairs: Annotated[
        Path | None, typer.Option(help="Instead of ZH EN: a file of given pairs (TMX, XLIFF, docx, xlsx, CSV, …).")
    ] = None,
    columns: Columns = None,
    realign: Annotated[
        bool, typer.Option("--realign", help="Align given pairs anew, sentence by sentence; approved ones stay.")
    ] = False,
    excerpts: Annotated[
        bool, typer.Option("--excerpts", help="EN holds parts of ZH, in any order: each is placed first, then aligned.")
    ] = False,
    within: Annotated[
        str | None,
        typer.Option(help="No bead crosses: paragraphs (both texts have as many), or sections that both number."),
    ] = None,
    format: BitextFormatName = None,
    min_confidence: MinConfidence = 0.0,
    confirmed_only: ConfirmedOnly = False,
    source_language: SourceLanguage = None,
    target_language: TargetLanguage = None,
    output: Output = None,
    changes: Changes = "accepted",
    password: Password = False,
    model: Model = None,
    warm: Warm = False,
) -> None:
    """Align a Chinese file with its English translation, sentence by sentence; or judge and convert given pairs."""
    from duizhao.align.errors import RequestError
    from duizhao.align.inputs import read_pair
    from duizhao.align.library.score_given import is_pairs_file
    from duizhao.align.report.bitext_formats import check_format
    from duizhao.corpus.exchange.bitext.translation_units import Choice
    from duizhao.corpus.readers.load import read_both

    reading = read_options(changes, password)
    chosen = chosen_bitext_format(format, output)
    choice = Choice(min_confidence, confirmed_only)
    check_format(chosen, choice)
    if source is not None and target is None and pairs is None and not realign and not is_pairs_file(source):
        if read_both(source, options=reading) is None:
            raise RequestError(f"{source.name} does not hold both Chinese and English: give the English file too")
        target = source
    if excerpts and (target is None or confirmed is not None or within is not None):
        raise typer.BadParameter("--excerpts goes with ZH EN, without --confirmed and --within")
    if within is not None and (target is None or pairs is not None or realign):
        raise typer.BadParameter("--within goes with ZH EN")
    if source is not None and target is not None and excerpts:
        bitext = _placed(source, target, presplit, reading, model)
    elif source is not None and target is not None and pairs is None and not realign:
        bounds = None if within is None else one_of("--within", within, BOUNDARIES)
        documents = read_pair(source, target, name=None, presplit=presplit, options=reading)
        bitext = _aligned(documents, confirmed, split_columns(columns), bounds, model)
    elif target is None and (source is None) != (pairs is None) and confirmed is None and not presplit:
        bitext = _given(source, pairs, split_columns(columns), realign, model)
    else:
        raise typer.BadParameter("give either ZH EN, or a file of given pairs (with --columns, --realign)")
    deliver_bitexts([bitext], chosen, choice, (source_language, target_language), output)


def _aligned(
    documents: tuple[Document, Document | None],
    confirmed: Path | None,
    columns: list[str],
    within: Within | None,
    model: str | None,
) -> Bitext:
    """Two texts, with what a person has confirmed."""
    from duizhao.align.beads.documents import align_within, check_beads
    from duizhao.align.library.score_given import kept_beads
    from duizhao.corpus.text.part_numbers import numbering_slips
    from duizhao.models.loading import open_encoder

    chinese, english = documents
    assert english is not None
    kept, note = kept_beads(confirmed, chinese, english, columns) if confirmed else ((), "")
    check_beads(kept, len(chinese.sentences), len(english.sentences))
    say(note)
    bitext = align_within((chinese, english), within, open_encoder(model), track, kept)
    for slip in numbering_slips(
        *(map(document.sentence, range(len(document.sentences))) for document in (chinese, english))
    ):
        say(f"numbering: {slip}")
    return bitext


def _placed(source: Path, target: Path, presplit: bool, reading: ReadOptions, model: str | None) -> Bitext:
    """Excerpts of one original, wherever they stand."""
    from duizhao.align.errors import RequestError
    from duizhao.align.inputs import read_originals
    from duizhao.align.library.excerpts import divided_entries
    from duizhao.models.loading import open_encoder

    originals, english = read_originals([source], target, presplit=presplit, options=reading)
    _, division = divided_entries(originals, english, open_encoder(model), track)
    for line in division.lines(target.name):
        say(line)
    if not division.bitexts:
        raise RequestError(f"{target.name} holds nothing that renders {source.name}: check that they belong together")
    return division.bitexts[0]


def _given(alone: Path | None, pairs: Path | None, columns: list[str], realign: bool, model: str | None) -> Bitext:
    """A file of given pairs, judged as it is or aligned anew."""
    from duizhao.align.library.score_given import doubts, measured, realigned
    from duizhao.corpus.exchange.bitext.sniff_pairs import read_given
    from duizhao.models.loading import open_encoder

    path = pairs or alone
    assert path is not None
    given = read_given(path, columns=columns)
    say(f"{path.name}: {given.note}")
    if realign:
        return realigned(given.bitext, open_encoder(model), track)
    bitext = measured(given.bitext, open_encoder(model), track)
    say(doubts(bitext))
    return bitext
