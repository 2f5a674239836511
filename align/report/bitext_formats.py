"""Bitexts in the formats that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from duizhao.align.errors import RequestError
from duizhao.align.report.alignment_picture import alignment_picture
from duizhao.align.report.bitext_page import render_bitext
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.decisions.confirmed_beads import confirmed_beads
from duizhao.corpus.exchange.bitext.beads import write_beads
from duizhao.corpus.exchange.bitext.epub_book import write_epub
from duizhao.corpus.exchange.bitext.file_header import Labels
from duizhao.corpus.exchange.bitext.spreadsheets import write_csv, write_tsv_file, write_xlsx
from duizhao.corpus.exchange.bitext.tables import write_jsonl, write_markdown, write_tsv
from duizhao.corpus.exchange.bitext.tmx import write_tmx
from duizhao.corpus.exchange.bitext.translation_units import Choice, left_out
from duizhao.corpus.exchange.bitext.xliff_writer import write_xliff, write_xliff2
from duizhao.corpus.store.store import Store


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What is to be written: which beads, under which labels, and whether to a file of the user's."""

    labels: Labels
    choice: Choice
    to_file: bool = False


@dataclass(frozen=True, slots=True)
class BitextFormat:
    """A format and what it can hold.

    `many`: several documents. `paired`: only what has two sides. `partial`: some of a document's beads.
    """

    write: Callable[[Sequence[Bitext], ExportOptions], str | bytes]
    many: bool = False
    paired: bool = False
    partial: bool = True


def _tsv(bitexts: Sequence[Bitext], options: ExportOptions) -> str:
    """As programs read it on standard output, as spreadsheets do in a file."""
    return write_tsv_file(bitexts, options.choice) if options.to_file else write_tsv(bitexts[0], options.choice)


BITEXT_FORMATS: Mapping[str, BitextFormat] = {
    "beads": BitextFormat(lambda bitexts, options: write_beads(filter(options.choice.takes, bitexts[0].beads))),
    "tsv": BitextFormat(_tsv),
    "jsonl": BitextFormat(lambda bitexts, options: write_jsonl(bitexts[0], options.choice)),
    "md": BitextFormat(lambda bitexts, options: write_markdown(bitexts[0], options.choice)),
    "html": BitextFormat(lambda bitexts, _: render_bitext(bitexts[0]), partial=False),
    "svg": BitextFormat(lambda bitexts, _: alignment_picture(bitexts[0]), partial=False),
    "epub": BitextFormat(lambda bitexts, options: write_epub(bitexts[0], options.labels), partial=False),
    "csv": BitextFormat(lambda bitexts, options: write_csv(bitexts, options.choice), many=True),
    "xlsx": BitextFormat(lambda bitexts, options: write_xlsx(bitexts, options.labels, options.choice), many=True),
    "tmx": BitextFormat(
        lambda bitexts, options: write_tmx(bitexts, options.labels, options.choice), many=True, paired=True
    ),
    "xliff": BitextFormat(
        lambda bitexts, options: write_xliff(bitexts, options.labels, options.choice), many=True, paired=True
    ),
    "xliff2": BitextFormat(
        lambda bitexts, options: write_xliff2(bitexts, options.labels, options.choice), many=True, paired=True
    ),
}


def read_bitexts(corpus: Path, names: Sequence[str]) -> list[Bitext]:
    """The documents of a corpus that have a translation: those of `names`, or all.

    Raises StoreError for a name that is not there, RequestError for one without a translation.
    """
    with Store.open(corpus) as store:
        by_entry = {
            name: [_with_decisions(store, bitext) for bitext in store.bitexts(name)]
            for name in dict.fromkeys(names or store.names())
        }
    if alone := [name for name, its in by_entry.items() if not its and name in names]:
        raise RequestError(f"{alone[0]!r} has no translation in this corpus: there is nothing to export of it")
    bitexts = [bitext for its in by_entry.values() for bitext in its]
    if not bitexts:
        raise RequestError(f"{corpus.name} holds no document with a translation: add one with `duizhao add` first")
    return bitexts


def _with_decisions(store: Store, bitext: Bitext) -> Bitext:
    """The bitext, the beads that people confirmed in the corpus marked as such."""
    confirmed = {(bead.source, bead.target) for bead in confirmed_beads(store, bitext.source, bitext.target)}
    beads = tuple(
        replace(bead, status="confirmed") if (bead.source, bead.target) in confirmed else bead for bead in bitext.beads
    )
    return Bitext(bitext.source, bitext.target, beads)


def check_format(chosen: BitextFormat, choice: Choice, documents: int = 1) -> None:
    """Refuse what a format cannot hold, before the work is done."""
    names = {name: form for name, form in BITEXT_FORMATS.items() if form is not chosen}
    if choice != Choice() and not chosen.partial:
        raise RequestError("this shows every bead: leave out --min-confidence and --confirmed-only")
    if documents > 1 and not chosen.many:
        many = ", ".join(name for name, form in names.items() if form.many)
        raise RequestError(f"this format holds one document: give its --name, or one of the formats {many}")


def exported(bitexts: Sequence[Bitext], chosen: BitextFormat, options: ExportOptions) -> tuple[str | bytes, str]:
    """What goes into the file, and what was left out of it, in words ('' if nothing was).

    Raises RequestError if nothing at all is left.
    """
    without = left_out(bitexts, options.choice, paired=chosen.paired)
    if without and not any(
        options.choice.takes(bead) and (not chosen.paired or (bead.source and bead.target))
        for bitext in bitexts
        for bead in bitext.beads
    ):
        raise RequestError(f"nothing is left to write; left out: {without}")
    return chosen.write(bitexts, options), without
