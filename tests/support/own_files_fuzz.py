"""Files of our own that somebody made strange, given to the functions that read them: no command around, no model.

Tables, plans, manifests, decisions, codes, citations, rules, gold, archives and corpora. What is read may be taken or
refused in one line; nothing else.
"""

from __future__ import annotations

import contextlib
import json
import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from commands_fuzz import TEXTS as COMMAND_TEXTS
from encoders import lexicon
from readers_fuzz import one_line, read_without_a_process

from duizhao.align.checks.reference import read_reference
from duizhao.align.checks.rules.read_rules import read_all_rules
from duizhao.align.evaluation.evaluate import score_beads, score_links, score_spans, score_words
from duizhao.align.terms.coding import query_of, read_table
from duizhao.align.words.line_protocol import link_lines, project_lines
from duizhao.corpus.decisions.anchors import Anchor
from duizhao.corpus.decisions.log import Decision, all_decisions
from duizhao.corpus.exchange.batches.manifests import read_manifest
from duizhao.corpus.exchange.batches.pairing_plan import read_plan
from duizhao.corpus.exchange.batches.scan_plan import read_picture_plan
from duizhao.corpus.exchange.bitext.sniff_pairs import read_given
from duizhao.corpus.exchange.corpus_archive import read_corpus
from duizhao.corpus.exchange.tables.decisions import read_decisions
from duizhao.corpus.exchange.tables.glossaries import read_glossary
from duizhao.corpus.exchange.tables.metadata import read_metadata
from duizhao.corpus.exchange.tables.phrases import read_phrases
from duizhao.corpus.exchange.tables.results import read_provenance
from duizhao.corpus.foreign_json import object_of
from duizhao.corpus.message import for_the_terminal
from duizhao.corpus.readers import load
from duizhao.corpus.readers.dispatch import read_here
from duizhao.corpus.readers.load import read_text
from duizhao.corpus.store.integrity import faults
from duizhao.corpus.store.store import Store
from duizhao.corpus.traces.verification import read_citations
from duizhao.errors import DuizhaoError

PLAN = (
    "document,translates,picture,page,number,why,confidence,taken,begins with\n"
    "one,,a.png,1,3,number,0.9,2020-01-01,第一\none en,one,b/c.jpg,2,,,,,\n,,d.png,1,,,,,\n"
)
PHRASES = "phrase\tnote\nunder the peach trees\ta\nthe villagers were sad\tb\n"


@dataclass(frozen=True)
class Own:
    """A kind of our own files: what is made strange (names in the folder of seeds), and what reads it."""

    seeds: tuple[str, ...]
    read: Callable[[Path], object]


def _corpus(path: Path) -> object:
    with Store.open(path) as store:
        wrong = list(faults(store))
        for name in store.names():
            store.bitexts(name)
        return (store.fingerprint(), all_decisions(store), wrong)


def _archive(path: Path) -> object:
    with Store.of([]) as store:
        count, _ = read_corpus(path, store)
        assert not [fault for fault in faults(store) if not fault.endswith("run `duizhao reencode`")]
        return count


def _codes(path: Path) -> object:
    rows = read_table(path)
    return query_of(rows, path.name)


def _decisions(path: Path) -> object:
    """As they are, and signed anew, so that what was changed in them is looked at."""
    with contextlib.suppress(DuizhaoError):
        read_decisions(read_text(path)[0], path.name)
    first, *lines = read_text(path)[0].split("\n")
    return read_decisions("\n".join((first, *map(_signed, lines))), path.name)


def _signed(line: str) -> str:
    try:
        record = object_of(line)
        anchors = tuple(Anchor(**anchor) for anchor in record["anchors"])
        held = {key: value for key, value in record.items() if key != "id"} | {"anchors": anchors}
        return json.dumps(record | {"id": Decision(**held).id})
    except (ValueError, TypeError, KeyError, AttributeError):
        return line


def _links(gold: Path, test: Path) -> object:
    return score_links(gold, test, [gold.with_name("far.zh")])


def _scored(score: Callable[[Path, Path], object], other: str) -> Callable[[Path], object]:
    """A file of gold, scored as the gold and as what is scored."""

    def read(path: Path) -> object:
        beside = path.with_name(f"gold.{other}")
        taken = False
        for pair in ((path, beside), (beside, path), (path, path)):
            with contextlib.suppress(DuizhaoError):
                taken = bool(score(*pair)) or taken
        return taken and score(path, path)

    return read


def _bytes(read: Callable[[bytes, str], object]) -> Callable[[Path], object]:
    return lambda path: read(path.read_bytes(), path.name)


def _text(read: Callable[[str, str], object]) -> Callable[[Path], object]:
    return lambda path: read(read_text(path)[0], path.name)


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8", errors="replace").splitlines()


OWN = {
    "archives": Own(("other.zip",), _archive),
    "corpora": Own(("c",), _corpus),
    "decisions": Own(("said.jsonl",), _decisions),
    "codes": Own(("coded.csv", "coded.xlsx"), _codes),
    "citations": Own(("story.json", "story.cite"), _text(read_citations)),
    "manifests": Own(("pairs.tsv", "pairs.jsonl"), lambda path: list(read_manifest(path))),
    "plans": Own(("plan.tsv",), _bytes(read_plan)),
    "plans of pictures": Own(("pictures.csv",), _bytes(read_picture_plan)),
    "metadata": Own(("about.csv",), _text(read_metadata)),
    "glossaries": Own(("glossary.csv", "glossary.tbx"), _bytes(read_glossary)),
    "rules": Own(("rules.csv", "own.toml"), lambda path: read_all_rules([path], [], "zh-en")),
    "references": Own(("given.tmx", "c"), read_reference),
    "given pairs": Own(
        ("given.tmx", "given.xliff", "given.tsv", "given.jsonl", "given.xlsx"), lambda path: read_given(path)
    ),
    "phrases": Own(("phrases.tsv",), _bytes(read_phrases)),
    "provenance": Own(("rerun.csv", "coded.xlsx"), read_provenance),
    "gold beads": Own(("gold.beads",), _scored(score_beads, "beads")),
    "gold words": Own(("gold.words",), _scored(score_words, "words")),
    "gold spans": Own(("scored.spans",), _scored(score_spans, "spans")),
    "gold links": Own(("links.gold",), lambda path: _links(path, path.with_name("story.json"))),
    "scored links": Own(("story.json",), lambda path: _links(path.with_name("links.gold"), path)),
    "spans": Own(("spans.jsonl",), lambda path: list(project_lines(_lines(path), lexicon()))),
    "tokens": Own(("tokens.txt",), lambda path: list(link_lines(_lines(path), lexicon()))),
}
GOLD = (
    '{"spans": [[15, 53]], "kind": "quotation", "places": [{"document": "far", "source_lines": [0]}]}\n'
    '{"spans": [[66, 91]], "places": []}\n'
)
TEXTS = {
    "own.toml": COMMAND_TEXTS["rules.toml"].replace("chicago/serial-comma", "n"),
    "links.gold": GOLD,
    "pictures.csv": PLAN,
    "phrases.tsv": PHRASES,
    "scored.spans": '{"source_spans": [[0, 2]], "gold_source_span": [0, 2], "source_span": [1, 2]}\n',
    "gold.spans": '{"source_spans": [[0, 2]], "gold_source_span": [0, 2], "source_span": null}\n',
}
"""What `make_seeds` does not make."""


def read_own(kind: str, data: bytes, folder: Path) -> bool:
    """Whether a file was taken; a refusal must be one of ours, in one line. `folder`: that of the seeds."""
    path = folder / f"strange-{os.getpid()}{_ending(data)}"
    path.write_bytes(data)
    with warnings.catch_warnings(), mock.patch.object(load, "contents_of", read_here), read_without_a_process():
        warnings.simplefilter("ignore")
        try:
            return bool(OWN[kind].read(path))
        except DuizhaoError as refused:
            one_line(for_the_terminal(str(refused)))
            return False
        finally:
            for each in folder.glob(f"{path.name}*"):
                each.unlink(missing_ok=True)


def _ending(data: bytes) -> str:
    if data.startswith(b"PK"):
        return ".xlsx"
    return ".jsonl" if data.startswith((b"{", b"[")) else ".tsv" if b"\t" in data else ".csv"
