"""`list`, `set`, `rename`, `remove`, `check-corpus`, `reencode`: what is kept in a corpus."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from duizhao.align.cli.terminal.console import deliver, track
from duizhao.align.cli.terminal.options import CorpusFile, Model
from duizhao.align.errors import RequestError

Name = Annotated[str, typer.Argument(help="An original's or a translation's name, as `list` shows it.")]


def list_texts(
    corpus: CorpusFile, json_lines: Annotated[bool, typer.Option("--json", help="A JSON object a line.")] = False
) -> None:
    """List the documents of a corpus, each with its translations and what is said of them."""
    from duizhao.corpus.store.store import Store

    with Store.open(corpus) as store:
        texts = store.texts()
    lines = []
    for text in texts:
        record = {
            "name": text.name,
            "document": text.entry,
            "translation": text.translation is not None,
            "language": text.language,
            "sentences": text.sentences,
            "sha256": text.sha256,
            "metadata": dict(text.metadata),
        }
        metadata = "; ".join(f"{key}={value}" for key, value in text.metadata.items())
        shown = f"{'  ' if record['translation'] else ''}{text.name}\t{text.language}\t{text.sentences}\t{metadata}"
        lines.append(json.dumps(record, ensure_ascii=False) if json_lines else shown)
    deliver("".join(f"{line}\n" for line in lines), None)


def set_metadata(
    name: Name,
    values: Annotated[list[str], typer.Argument(help="KEY=VALUE, any key; KEY= takes it back.")],
    corpus: CorpusFile,
) -> None:
    """Say of a text who wrote or translated it, when, where it was published: any columns."""
    from duizhao.align.ingest.metadata import key_values
    from duizhao.corpus.store.store import Store

    metadata = key_values(values)
    with Store.open(corpus) as store:
        store.set_metadata(name, {key: value or None for key, value in metadata.items()})


def import_corpus(
    file: Annotated[Path, typer.Argument(help="What `export --format corpus` wrote.")],
    corpus: Annotated[Path, typer.Option(help="The corpus: made if it is not there.")],
) -> None:
    """Put an exported corpus into a corpus: texts, beads, decisions, and vectors if the model is the same."""
    from duizhao.corpus.exchange.corpus_archive import read_corpus
    from duizhao.corpus.store.store import Store
    from duizhao.models.quantization import is_whole

    if not file.is_file():
        raise RequestError(f"there is no file {file.name}: check its name and folder")
    with Store.open(corpus, create=True) as store:
        count, fits = read_corpus(file, store, is_whole)
    note = "" if fits else "; their vectors are of another model: run `duizhao reencode`"
    sys.stderr.write(f"{count} documents imported into {corpus.name}{note}\n")


def rename(name: Name, new: Annotated[str, typer.Argument(help="The name it is to have.")], corpus: CorpusFile) -> None:
    """Give a document or a translation another name."""
    from duizhao.corpus.store.store import Store

    if not new.strip():
        raise typer.BadParameter("the new name must not be empty")
    with Store.open(corpus) as store:
        store.rename(name, new)


def remove(name: Name, corpus: CorpusFile) -> None:
    """Take a document with its translations, or one translation, out of a corpus; nothing of it is left there."""
    from duizhao.corpus.decisions.log import decisions_about
    from duizhao.corpus.store.purge import is_unpurged
    from duizhao.corpus.store.store import Store

    with Store.open(corpus) as store:
        lost = len(decisions_about(store, name))
        store.remove(name)
        held = is_unpurged(store)
    note = f", with {lost} decisions about it" if lost else ""
    sys.stderr.write(f"removed {name}{note}\n")
    if held:
        sys.stderr.write(f"another program reads {corpus.name}: what was removed is wiped when it is opened next\n")


def check_corpus(corpus: CorpusFile) -> None:
    """Check a corpus from end to end: the file, every offset, every hash, every bead; exit status 1 for a fault."""
    from duizhao.corpus.errors import StoreError
    from duizhao.corpus.store.integrity import faults
    from duizhao.corpus.store.store import Store

    with Store.open(corpus) as store:
        lines = list(faults(store, track))
        texts = store.texts()
    deliver("".join(f"{fault}\n" for fault in lines), None)
    if lines:
        raise StoreError(f"{corpus.name}: {len(lines)} faults, listed above; restore a copy, or add those texts anew")
    sys.stderr.write(f"{corpus.name}: {len(texts)} texts, all is well\n")


def reencode(corpus: CorpusFile, model: Model = None) -> None:
    """Bring a corpus to another model, or to the one that ships now; texts, beads and decisions stay."""
    from duizhao.align.ingest.reencode import reencode as make_vectors
    from duizhao.corpus.store.store import Store
    from duizhao.models.loading import open_encoder

    with Store.open(corpus) as store:
        encoder = open_encoder(model)
        done = make_vectors(store, encoder, track)
    sys.stderr.write(f"{corpus.name}: {done} sentences encoded by {encoder.signature}\n")
