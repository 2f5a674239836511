"""Quality may not fall: floors, on the texts that ship. `make bench` measures more, on data that does not ship."""

from __future__ import annotations

import copy
import csv
import json
import re
from pathlib import Path

import pytest
from places import CASES, ROOT
from regressions import NOISE, regressions

from duizhao import trace_quotations
from duizhao.align.beads.documents import align_documents
from duizhao.align.evaluation.metrics import bead_set, strict
from duizhao.align.inputs import read_pair
from duizhao.align.library.build import make_library
from duizhao.corpus.bitext import Bead
from duizhao.corpus.document import Span
from duizhao.corpus.samples import sample_article, sample_pairs
from duizhao.corpus.traces.trace import Trace, TracedQuotation
from duizhao.models.encoder import Encoder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


FLOORS = {row["measure"]: float(row["floor"]) for row in rows(CASES / "floors.tsv")}
EXPECTED = rows(sample_article().with_suffix(".expected.tsv"))
NUMBERED = list(enumerate(EXPECTED))
FOUND = [(number, row) for number, row in NUMBERED if row["source_text"]]
PAIRS = {name: (zh, en) for name, zh, en in sample_pairs()}


@pytest.mark.parametrize("name", [name for name in FLOORS if name in PAIRS])
def test_paragraphs_find_their_translation(shipped: Encoder, name: str) -> None:
    source, target = read_pair(*PAIRS[name], name=name, presplit=True)
    assert target is not None
    bitext = align_documents(source, target, shipped)
    gold = bead_set(Bead((index,), (index,)) for index in range(len(source.sentences)))
    assert strict(gold, bead_set(bitext.beads)).f1 >= FLOORS[name]


@pytest.fixture(scope="module")
def demo(shipped: Encoder) -> Trace:
    """The trace that the demo shows."""
    pairs = [read_pair(zh, en, name=name, presplit=False) for name, (zh, en) in PAIRS.items()]
    article = sample_article().read_text(encoding="utf-8")
    return trace_quotations(article, make_library(pairs, shipped), encoder=shipped, name="article.txt")


def wanted_characters(row: dict[str, str]) -> set[int]:
    """The places of the expected characters in the Chinese text."""
    text = PAIRS[row["document"]][0].read_bytes().decode("utf-8")
    places: set[int] = set()
    for piece in re.split(r"\s*…\s*", row["source_text"]):
        places.update(range(text.index(piece), text.index(piece) + len(piece)))
    return places


def characters_f1(wanted: set[int], spans: tuple[Span, ...]) -> float:
    got = {place for span in spans for place in range(span.start, span.end)}
    return 2 * len(wanted & got) / (len(wanted) + len(got))


def source_f1(traced: TracedQuotation, row: dict[str, str]) -> float:
    """By characters, of the best link; 0 if it leads to another document, or nowhere."""
    if not traced.links or traced.links[0].document != row["document"]:
        return 0.0
    return characters_f1(wanted_characters(row), traced.links[0].source_spans)


def test_the_demo_finds_every_quotation(demo: Trace) -> None:
    starts = [traced.quotation.text[:16] for traced in demo.quotations]
    assert starts == [row["quotation"][:16] for row in EXPECTED]


@pytest.mark.parametrize(("number", "row"), NUMBERED, ids=[row["quotation"] for row in EXPECTED])
def test_the_demo_judges(demo: Trace, number: int, row: dict[str, str]) -> None:
    assert demo.quotations[number].verdict == row["verdict"]


@pytest.mark.parametrize(("number", "row"), FOUND, ids=[row["quotation"] for _, row in FOUND])
def test_the_demo_leads_to_the_chinese(demo: Trace, number: int, row: dict[str, str]) -> None:
    traced = demo.quotations[number]
    shown = traced.links[0].source_text if traced.links else None
    assert source_f1(traced, row) >= FLOORS["demo source"], shown


def test_the_demo_leads_closely_to_the_chinese(demo: Trace) -> None:
    scores = [source_f1(demo.quotations[number], row) for number, row in FOUND]
    assert sum(scores) / len(scores) >= FLOORS["demo sources"]


def test_what_is_marked_is_named(demo: Trace) -> None:
    for traced in demo.quotations:
        text = traced.quotation.text
        marks = [name for name, mark in (("cut", "…"), ("brackets", "[")) if mark in text]
        if marks:
            assert traced.links[0].why["marked"] == marks


def test_what_is_not_there_is_said_to_be_not_there(demo: Trace) -> None:
    for number, row in NUMBERED:
        if row["verdict"] == "not found":
            assert demo.quotations[number].links == ()
    assert demo.searched.documents == len(PAIRS)


def test_a_benchmark_that_fell_is_told() -> None:
    kept = json.loads((ROOT / "tests/benchmarks/results.json").read_text(encoding="utf-8"))
    assert list(regressions(kept, kept)) == []
    assert {score["name"] for result in kept.values() for score in result["scores"]} == NOISE.keys()
    now = copy.deepcopy(kept)
    now["mac-dev"]["scores"][0]["values"]["f1"] -= 0.0021
    now["aca"]["scores"][0]["values"]["f1"] -= 0.0019
    now["nist02"]["scores"][0]["values"]["aer"] += 0.01
    now["bible"]["scores"][0]["signature"] += "|sha256:0"
    now["new"] = kept["aca"]
    told = list(regressions(now, kept))
    assert [line.split(":")[0] for line in told] == [
        "mac-dev, beads, strict", "nist02, words", "bible, beads, strict",
        "new, beads, strict", "new, beads, lax", "new, beads, omissions",
    ]  # fmt: skip
