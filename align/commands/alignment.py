"""`align`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from align.commands.exporting import (
    BitextFormatName,
    ConfirmedOnly,
    MinConfidence,
    SourceLanguage,
    TargetLanguage,
    chosen_bitext_format,
    deliver_bitexts,
)
from align.commands.options import Model, Output, Presplit
from align.commands.terminal import track


def align(
    source: Annotated[Path, typer.Argument(help="The Chinese file.")],
    target: Annotated[Path, typer.Argument(help="The English file.")],
    presplit: Presplit = False,
    confirmed: Annotated[
        Path | None, typer.Option(help="A file of beads that are right: they stay, and only the rest is aligned.")
    ] = None,
    format: BitextFormatName = None,
    min_confidence: MinConfidence = 0.0,
    confirmed_only: ConfirmedOnly = False,
    source_language: SourceLanguage = None,
    target_language: TargetLanguage = None,
    output: Output = None,
    model: Model = None,
) -> None:
    """Align a Chinese file with its English translation, sentence by sentence."""
    from align.exporting import check_format
    from align.pipeline import align_documents, check_beads, open_encoder, read_confirmed, read_pair
    from corpus.exchange.files import check_place
    from corpus.exchange.units import Choice
    from corpus.numbering import numbering_slips

    check_place(output)
    chosen = chosen_bitext_format(format, output)
    choice = Choice(min_confidence, confirmed_only)
    check_format(chosen, choice)
    chinese, english = read_pair(source, target, name=None, presplit=presplit)
    assert english is not None
    kept = read_confirmed(confirmed) if confirmed else ()
    check_beads(kept, len(chinese.sentences), len(english.sentences))
    bitext = align_documents(chinese, english, open_encoder(model), track, kept)
    for slip in numbering_slips(
        *(map(document.sentence, range(len(document.sentences))) for document in (chinese, english))
    ):
        sys.stderr.write(f"numbering: {slip}\n")
    deliver_bitexts([bitext], chosen, choice, (source_language, target_language), output)
