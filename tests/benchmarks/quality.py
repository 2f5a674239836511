"""All quality figures, on data that does not ship: `make bench`, or `quality.py --data DIR --only nist02 --save`.

Without --save the figures are held against those in `results.json`: exit status 1 if one fell by more than noise.

Every set runs in a process of its own, so that its peak memory is its own. The time is of reading, encoding and
aligning, without the start of Python and the loading of the model; the memory is of everything.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from duizhao.align.beads.documents import align_documents
from duizhao.align.evaluation.evaluate import score_beads, score_links, score_spans, score_words
from duizhao.align.evaluation.metrics import Score
from duizhao.align.ingest.files import FolderRequest, add_folder
from duizhao.align.inputs import read_pair
from duizhao.align.quotations.inputs import SearchScope, open_library, read_article
from duizhao.align.quotations.tracer import Tracer
from duizhao.align.report.trace_formats import make_report
from duizhao.align.words.line_protocol import link_lines, project_lines
from duizhao.corpus.bitext import Bead
from duizhao.corpus.exchange.bitext.beads import read_beads, write_beads
from duizhao.corpus.exchange.traces.json import write_trace
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from regressions import other_models, regressions

ROOT = Path(__file__).parent.parent.parent
RESULTS = Path(__file__).parent / "results.json"
BIBLE_SENTENCES = 5000
"""English sentences of the Bible pair that are aligned."""
SHOWN = ("f1", "precision", "recall", "aer", "exact", "answered", "accuracy", "right when answered")


@dataclass(frozen=True)
class Clock:
    """When the work began, and how much there was of it."""

    started: float = field(default_factory=time.perf_counter)

    def seconds(self) -> float:
        """Wall time since."""
        return time.perf_counter() - self.started


Measured = tuple[Sequence[Score], float, str]
"""The scores, the seconds, and how much was done in them."""


def beads(data: Path, out: Path, encoder: Encoder, name: str) -> Measured:
    """`align --presplit` of each chapter, against the beads that people set."""
    gold = data / "sentences" / name
    sentences = 0
    clock = Clock()
    for source in sorted(gold.glob("*.zh")):
        sentences += align_to(out / f"{source.stem}.beads", source, source.with_suffix(".en"), encoder)
    seconds = clock.seconds()
    return score_beads(gold, out, model=encoder.signature), seconds, f"{sentences:,} sentences"


def align_to(out: Path, source: Path, target: Path, encoder: Encoder) -> int:
    """What `duizhao align --presplit --format beads -o OUT` does; the number of sentences of both sides."""
    chinese, english = read_pair(source, target, name=None, presplit=True)
    assert english is not None
    bitext = align_documents(chinese, english, encoder)
    out.write_text(write_beads(bitext.beads), encoding="utf-8")
    return len(chinese.sentences) + len(english.sentences)


def words(data: Path, out: Path, encoder: Encoder) -> Measured:
    """`words` of news sentences, against the links that people drew."""
    lines = text_lines(data / "words" / "nist02.zh-en")
    clock = Clock()
    links = list(link_lines(lines, encoder))
    seconds = clock.seconds()
    test = write_lines(out / "nist02.links", links)
    return score_words(data / "words" / "nist02.gold", test, model=encoder.signature), seconds, f"{len(lines):,} pairs"


def spans(data: Path, out: Path, encoder: Encoder, name: str) -> Measured:
    """`project` of spans, against those that people marked."""
    gold = data / "spans" / f"{name}.jsonl"
    lines = text_lines(gold)
    clock = Clock()
    projected = list(project_lines(lines, encoder))
    seconds = clock.seconds()
    test = write_lines(out / f"{name}.jsonl", projected)
    return score_spans(gold, test, model=encoder.signature), seconds, f"{len(lines):,} spans"


def links(data: Path, out: Path, encoder: Encoder, *, english: bool) -> Measured:
    """`add --folder`, then `link` of every article; with the English documents in the corpus, or the Chinese alone."""
    bench = data / "articles" / "bench"
    documents, traces, corpus = out / "documents", out / "traces", out / "bench.duizhao"
    documents.mkdir()
    traces.mkdir()
    for pattern in ("*.zh", "*.en") if english else ("*.zh",):
        for path in (bench / "documents").glob(pattern):
            shutil.copy(path, documents)
    clock = Clock()
    add_folder(corpus, FolderRequest(documents, presplit=True), model=None)
    library = open_library(SearchScope(corpus), encoder)
    tracer = Tracer(library, encoder)
    articles = sorted((bench / "articles").glob("*.txt"))
    for article in articles:
        trace = tracer.trace(read_article(article).text, article.name)
        (traces / f"{article.stem}.json").write_text(write_trace([make_report(trace, library)]), encoding="utf-8")
    seconds = clock.seconds()
    scores = score_links(bench / "articles", traces, corpus=corpus, model=encoder.signature)
    added = len(list(documents.glob("*.zh")))
    return scores, seconds, f"{added} documents, {len(articles)} articles"


def text_lines(path: Path) -> list[str]:
    """The lines of a file, which end in LF only."""
    return path.read_bytes().decode("utf-8").removesuffix("\n").split("\n")


def write_lines(path: Path, lines: Iterable[str]) -> Path:
    """The lines as a file."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    return path


def bible(data: Path, out: Path, encoder: Encoder) -> Measured:
    """The first sentences of the Bible: speed and memory. Its F1, over verses, is a check and no claim."""
    gold = [
        bead
        for bead in read_beads((data / "scale" / "bible.align").read_text(encoding="utf-8"), "bible.align")
        if max(bead.target, default=0) < BIBLE_SENTENCES
    ]
    folder = out / "gold"
    folder.mkdir()
    (folder / "bible.align").write_text(write_beads(gold), encoding="utf-8")
    for side, language in (("source", "zh"), ("target", "en")):
        last = 1 + max(index for bead in gold for index in getattr(bead, side))
        write_lines(folder / f"bible.{language}", text_lines(data / "scale" / f"bible.{language}")[:last])
    clock = Clock()
    test = out / "bible.beads"
    sentences = align_to(test, folder / "bible.zh", folder / "bible.en", encoder)
    seconds = clock.seconds()
    predicted = read_beads(test.read_text(encoding="utf-8"), test.name)
    test.write_text(write_beads(merged(predicted, gold)), encoding="utf-8")
    scores = score_beads(folder / "bible.align", test, model=encoder.signature)
    return [score for score in scores if "strict" in score.name], seconds, f"{sentences:,} sentences"


def merged(predicted: Iterable[Bead], gold: Iterable[Bead]) -> list[Bead]:
    """Predicted beads that fall in one gold bead become one; those that reach over its ends stay as they are."""
    verse = {(side, index): at for at, bead in enumerate(gold) for side, index in keys(bead)}
    inside: dict[int, list[Bead]] = {}
    beads = []
    for bead in predicted:
        verses = {verse[key] for key in keys(bead)}
        if len(verses) == 1:
            inside.setdefault(verses.pop(), []).append(bead)
        else:
            beads.append(bead)
    for parts in inside.values():
        source = sorted(index for part in parts for index in part.source)
        target = sorted(index for part in parts for index in part.target)
        beads.append(Bead(tuple(source), tuple(target)))
    return beads


def keys(bead: Bead) -> list[tuple[str, int]]:
    """The sentences of a bead, each with its side."""
    return [("source", index) for index in bead.source] + [("target", index) for index in bead.target]


SETS: dict[str, Callable[[Path, Path, Encoder], Measured]] = {
    "mac-dev": lambda data, out, encoder: beads(data, out, encoder, "mac-dev"),
    "aca": lambda data, out, encoder: beads(data, out, encoder, "aca"),
    "nist02": words,
    "xquad-dev": lambda data, out, encoder: spans(data, out, encoder, "xquad-dev"),
    "quotes-dev": lambda data, out, encoder: spans(data, out, encoder, "quotes-dev"),
    "links-english": lambda data, out, encoder: links(data, out, encoder, english=True),
    "links-chinese-only": lambda data, out, encoder: links(data, out, encoder, english=False),
    "bible": bible,
}


def measure(name: str, data: Path, model: str | None) -> dict[str, Any]:
    """One set, in this process."""
    encoder = open_encoder(model)
    list(encoder.encode(["你好", "hello"]))  # the first use of a model costs more than any other
    with tempfile.TemporaryDirectory() as folder:
        scores, seconds, amount = SETS[name](data, Path(folder), encoder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return {
        "amount": amount,
        "seconds": round(seconds, 1),
        "peak_mib": round(peak),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "scores": [
            {
                "name": score.name,
                "values": {key: round(value, 4) for key, value in score.values.items()},
                "counts": {kind: list(counts) for kind, counts in score.counts.items()},
                "signature": score.signature,
            }
            for score in scores
        ],
    }


def table(results: dict[str, dict[str, Any]]) -> str:
    """The figures as a Markdown table: a row for each score, what it cost on the first row of its set."""
    rows = ["| set | score | figures | size | time | peak memory |", "| --- | --- | --- | --- | ---: | ---: |"]
    for name, result in results.items():
        first = [name, result["amount"], f"{result['seconds']:,.0f} s", f"{result['peak_mib']:,} MiB"]
        for score in result["scores"]:
            values = ", ".join(f"{key} {score['values'][key]:.3f}" for key in SHOWN if key in score["values"])
            rows.append(f"| {first[0]} | {score['name']} | {values} | {' | '.join(first[1:])} |")
            first = [""] * 4
    return "\n".join(rows) + "\n"


def main() -> None:
    """Measure, print, save."""
    parser = argparse.ArgumentParser(description="Quality, speed and memory on the benchmark data.")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="the folder of the data")
    parser.add_argument("--only", nargs="+", choices=SETS, default=list(SETS), metavar="NAME", help=", ".join(SETS))
    parser.add_argument("--model", help="another model than the one that ships: a folder")
    parser.add_argument("--save", action="store_true", help=f"write the figures into {RESULTS.name}")
    chosen = parser.parse_args()
    if not (chosen.data / "sentences").is_dir():
        sys.exit(f"no benchmark data in {chosen.data.name!r}: name the folder with --data DIR; it does not ship")
    results: dict[str, dict[str, Any]] = {}
    for name in chosen.only:
        sys.stderr.write(f"{name} …\n")
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
            results[name] = process.submit(measure, name, chosen.data, chosen.model).result()
    sys.stdout.write(table(results))
    saved = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    if chosen.save:
        everything = saved | results
        ordered = {name: everything[name] for name in SETS if name in everything}
        RESULTS.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        sys.stderr.write(f"saved in {RESULTS.name}\n")
        return
    if others := other_models(results, saved):
        sys.stderr.write(f"kept figures of another version or model: {', '.join(others)}\n")
    if fallen := list(regressions(results, saved)):
        sys.exit("\n".join(fallen))


if __name__ == "__main__":
    main()
