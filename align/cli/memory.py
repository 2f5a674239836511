"""`memory`: a corpus as a translation memory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from duizhao.align.cli.terminal.console import deliver, say, track
from duizhao.align.cli.terminal.options import LANGUAGES, CorpusFile, Output, Presplit, one_of

FORMATS = ("table", "jsonl", "csv", "tmx", "xliff", "xliff2")
SUFFIXES = {"xlf": "xliff", "txt": "table", "json": "jsonl"}


def memory(
    file: Annotated[Path, typer.Argument(help="A text to be translated.")],
    corpus: CorpusFile,
    within: Annotated[str, typer.Option("--in", help="The language that it is in: zh or en.")] = "zh",
    least: Annotated[float, typer.Option(min=0.3, max=1.0, help="Only segments as like as this.")] = 0.7,
    most: Annotated[int, typer.Option(min=1, max=100, help="At most so many for each sentence.")] = 3,
    presplit: Presplit = False,
    format: Annotated[
        str | None,
        typer.Option(
            help="table, jsonl, csv, tmx (the segments found), xliff (1.2) or xliff2: the text with its matches, "
            "the same sentences filled in; default: by -o's suffix."
        ),
    ] = None,
    output: Output = None,
) -> None:
    """List for each sentence of a text the like ones of a corpus, what differs marked, and their renderings."""
    from duizhao.align.concordance.translation_memory import (
        like_sentences,
        marked,
        match_record,
        memory_of,
        segments_of,
    )
    from duizhao.align.report.bitext_formats import read_bitexts
    from duizhao.corpus.exchange.bitext.file_header import labels_for
    from duizhao.corpus.exchange.bitext.language_tags import chinese_tag
    from duizhao.corpus.exchange.bitext.tmx import write_tmx
    from duizhao.corpus.exchange.bitext.xliff_matches import write_prefilled, write_prefilled2
    from duizhao.corpus.exchange.tables.cells import delimited
    from duizhao.corpus.readers.load import read_document

    suffix = output.suffix[1:].lower() if output else ""
    suffix = SUFFIXES.get(suffix, suffix)
    form = one_of("--format", format or (suffix if suffix in FORMATS else "table"), FORMATS)
    document = read_document(file, one_of("--in", within, LANGUAGES), presplit=presplit)
    matches = list(like_sentences(document, read_bitexts(corpus, ()), least, most, track))
    records = [match_record(match, document) for match in matches]
    if form == "tmx":
        bitexts = memory_of(matches)
        deliver(write_tmx(bitexts, labels_for(bitexts)), output)
    elif form in ("xliff", "xliff2"):
        write = write_prefilled if form == "xliff" else write_prefilled2
        chinese = chinese_tag(document.text) if document.language == "zh" else None
        labels = labels_for([match.bitext for match in matches], source=chinese)
        deliver(
            write(segments_of(document, matches), file.name, labels, from_chinese=document.language == "zh"), output
        )
    elif form == "jsonl":
        deliver("".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records), output)
    elif form == "csv":
        rows = [{**record, "edits": marked(match.edits)} for record, match in zip(records, matches, strict=True)]
        head = [list(rows[0])] if rows else []
        deliver(delimited([*head, *([str(value) for value in row.values()] for row in rows)], ","), output)
    else:
        deliver(
            "".join(_shown(record, marked(match.edits)) for record, match in zip(records, matches, strict=True)), output
        )
    sentences = {match.sentence for match in matches}
    whole = len({match.sentence for match in matches if match.likeness == 1})
    say(f"{len(sentences)} of {len(document.sentences)} sentences have a like one, {whole} of them the same one")


def _shown(record: dict[str, object], segment: str) -> str:
    """A match for the terminal: the sentence, the segment with what differs, and its rendering."""
    texts = [" ".join(str(text).split()) for text in (record["sentence"], segment, record["target_text"])]
    place = f"{record['translation']} {record['target_start']}"
    share = f"{float(str(record['likeness'])):.0%}"
    return f"{record['start']}–{record['end']}  {texts[0]}\n{share:>6}  {texts[1]}\n        {texts[2]}  ({place})\n\n"
