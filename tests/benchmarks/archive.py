"""What tracing in a large corpus takes: `archive.py --corpus FILE --folder DIR [--sentences N …]`.

The Chinese sentences of a corpus that is there, with the vectors that they have, are repeated in documents of 500 until
there are N: in each repetition the characters of a sentence are put into another order, so that no two are the same
sentence, and its vectors stay those of the real one. What is printed does not say what is found, but what it costs:
seconds to open it and to be ready, for the first time (the index is made) and again; seconds for a quotation, in the
first stage and as a whole, as `link` traces it; the most memory at a time, and bytes a sentence of the files; and of
the first words of `find`, and with `--meaning`, in milliseconds.

Each figure is measured in a process of its own. Beside the time by the clock stands that of the processor.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from duizhao.align.concordance.equivalents import Counterparts
from duizhao.align.concordance.kwic import Query, concordance
from duizhao.align.concordance.semantic_search import Meaning
from duizhao.align.library.stored_library import open_corpus
from duizhao.align.quotations.source_search import SourceSearch
from duizhao.corpus.document import Document, Span, text_digest
from duizhao.corpus.files.sidecar import derived_folder
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.store import Store
from duizhao.corpus.store.vectors import text_hash
from duizhao.models.loading import open_encoder

A_DOCUMENT = 500
QUOTATIONS = (
    "human rights above security",
    "the people's democratic dictatorship",
    "We will strengthen the system of public legal services.",
    "economic development does not automatically bring lasting order and security",
    "No organization or individual may occupy or use land without approval.",
    "deepen reform in all respects",
    "the rural population living in poverty was reduced by more than ten million people last year",
    "a moderately prosperous society",
)
WORDS = ("人民", "经济发展", "土地", "社会主义", "国务院", "教育培训")


def build(corpus: Path, path: Path, wanted: int) -> None:
    """A corpus of so many sentences."""
    with Store.open(corpus) as held:
        texts = [text for text in held.texts() if text.translation is None]
        real = [sentence for text in texts for sentence in held.document(text.id).sentence_texts() if len(sentence) > 3]
        kept = held.vectors(map(text_hash, real))
        model = held.model or ""
    chance = random.Random(1)
    with Store.open(path, create=True) as store:
        for start in range(0, wanted, A_DOCUMENT):
            given = [real[at % len(real)] for at in range(start, min(wanted, start + A_DOCUMENT))]
            turned = given if start < len(real) else ["".join(chance.sample(each, len(each))) for each in given]
            lines = [" ".join(each.split()) or "。" for each in turned]
            vectors = {text_hash(line): kept[text_hash(each)] for line, each in zip(lines, given, strict=True)}
            store.add(_document(f"document {start}", lines), vectors=vectors, model=model)


def _document(name: str, lines: list[str]) -> Document:
    text = "".join(f"{line}\n" for line in lines)
    spans, at = [], 0
    for line in lines:
        spans.append(Span(at, at + len(line) + 1))
        at += len(line) + 1
    return Document(name, "zh", text, tuple(spans), text_digest(text))


def trace(path: Path) -> None:
    """Opening, and a quotation."""
    encoder = open_encoder()
    list(encoder.encode(["one"]))
    with Store.open(path) as store:
        library = _timed("opened", lambda: open_corpus(store))
    search = _timed("ready to search", lambda: SourceSearch(library, encoder))
    phrases = list(encoder.encode(QUOTATIONS))
    _each("first stage, a quotation", [lambda one=one: list(search.retrieve([one])) for one in phrases])
    _each("first stage and judged, a quotation", [lambda one=one: search.find([one]) for one in QUOTATIONS])
    _tell_memory()


def find(path: Path) -> None:
    """Words by their form."""
    with Store.open(path) as store:
        search = _timed("opened", lambda: Search(store))
        counterparts = Counterparts(search, None)

        def asked(word: str) -> object:
            return concordance(search, Query(word, limit=20), counterparts, lambda *_: []).lines

        _timed("first find", lambda: asked(WORDS[0]))
        _each("find", [lambda word=word: asked(word) for word in WORDS])
    _tell_memory()


def mean(path: Path) -> None:
    """Phrases by what they mean."""
    encoder = open_encoder()
    list(encoder.encode(["one"]))
    with Store.open(path) as store:
        search = Search(store)
        meaning = Meaning(search, encoder)

        def asked(phrase: str) -> object:
            return meaning.find(Query(phrase, meaning=True), list(search.texts))

        _timed("first find --meaning", lambda: asked(QUOTATIONS[0]))
        _each("find --meaning", [lambda one=one: asked(one) for one in QUOTATIONS])
    _tell_memory()


STEPS: dict[str, Callable[[Path], None]] = {"trace": trace, "find": find, "mean": mean}


def _timed(what: str, work: Callable[[], object]) -> object:
    begun, working = time.perf_counter(), time.process_time()
    done = work()
    _tell(f"{what}: {time.perf_counter() - begun:.2f} s ({time.process_time() - working:.2f} s of the processor)")
    return done


def _each(what: str, works: list[Callable[[], object]]) -> None:
    """The median of some, after the first."""
    seconds, busy = [], []
    for work in works:
        begun, working = time.perf_counter(), time.process_time()
        work()
        seconds.append(time.perf_counter() - begun)
        busy.append(time.process_time() - working)
    medians = [1000 * statistics.median(each[1:]) for each in (seconds, busy)]
    _tell(f"{what}: {medians[0]:.0f} ms ({medians[1]:.0f} ms of the processor)")


def _tell_memory() -> None:
    """What was held at most; of it what is a program's own and no mapped file."""
    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines())
    peak, own = (int(status[key].split()[0]) / 2**20 for key in ("VmHWM", "RssAnon"))
    _tell(f"most memory: {peak:.2f} GB; at the end, without files that are mapped: {own:.2f} GB")


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Build what is not there, measure, and print."""
    parser = argparse.ArgumentParser(description="What tracing in a large corpus takes.")
    parser.add_argument("--corpus", type=Path, help="the corpus whose sentences and vectors are repeated")
    parser.add_argument("--folder", type=Path, required=True, help="where corpora are built, and left")
    parser.add_argument("--sentences", type=int, nargs="*", default=[75_000, 1_000_000])
    parser.add_argument("--step", choices=STEPS, help="one measurement, of one corpus, in this process")
    given = parser.parse_args()
    given.folder.mkdir(exist_ok=True)
    for size in given.sentences:
        path = given.folder / f"{size}.duizhao"
        if given.step:
            STEPS[given.step](path)
            continue
        if not path.exists():
            _timed(f"{size:,} sentences built", lambda path=path, size=size: build(given.corpus, path, size))
        for step in ("trace", "trace", "find", "mean", "mean"):
            _tell(f"-- {step}, {size:,} sentences")
            again = [sys.executable, __file__, "--folder", str(given.folder), "--step", step, "--sentences", str(size)]
            subprocess.run(again, check=True)
        for file in (path, *sorted(derived_folder(path).iterdir())):
            _tell(f"{file.name}: {file.stat().st_size / size:.0f} bytes a sentence")


if __name__ == "__main__":
    main()
