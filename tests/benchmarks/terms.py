"""How right `terms show` is: its renderings of sixty terms against what a person read in the texts.

`terms.tsv` has a line for each term and translation: the rendering of every occurrence, in the order of the text,
`x4` for four in a row, `-` for one that is not rendered, `/` between what may be called right, `?` for one that is no
occurrence of the term, or that nobody could decide. It was written from the sentences, before any links were seen.
The texts are six laws of Taiwan, of five decades; one of them has a second translation, made for this, in
`education-second.en`.

python tests/benchmarks/terms.py --data DIR [--corpus FILE] [--json]
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from duizhao.align.ingest.files import IngestRequest, add_files
from duizhao.align.terms.occurrences import Occurrence, TermQuery
from duizhao.align.terms.renderings import translation_of
from duizhao.align.terms.show import term_occurrences
from duizhao.corpus.store.store import Store
from duizhao.corpus.terms.variants import group_key

HERE = Path(__file__).parent
LAWS = {
    "compensation-1980": "I0020004",
    "constitution-1947": "A0000001",
    "consumer-1994": "J0170001",
    "cyber-2018": "A0030297",
    "education-1999": "H0020045",
    "indigenous-2005": "D0130003",
}
TWICE, SECOND = "education-1999", "education-second"
NOTHING = "-"
HALVES = 2
"""Thresholds were chosen by the figures of every second term; the rules, with the errors of all in view."""


@dataclass(frozen=True)
class Case:
    term: str
    translation: str
    gold: tuple[frozenset[str], ...]


def read_cases(path: Path) -> list[Case]:
    """The table; each occurrence as the group keys that are right, '-' for none, the empty set for no occurrence."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Case(row["term"], row["translation"], tuple(_occurrences(row["renderings"])))
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def _occurrences(told: str) -> list[frozenset[str]]:
    found: list[frozenset[str]] = []
    for each in told.split(","):
        words, times = re.fullmatch(r"(.*?)(?: x(\d+))?", each.strip()).groups()  # type: ignore[union-attr]
        keys = (
            () if words == "?" else (NOTHING if part == NOTHING else group_key(part, "en") for part in words.split("/"))
        )
        found += [frozenset(keys)] * int(times or 1)
    return found


def build(data: Path, corpus: Path) -> None:
    """The corpus of the six laws, an article a paragraph, aligned by the program."""
    articles: dict[str, list[list[str]]] = {}
    with (data / "parallel" / "tw-laws.tsv").open(encoding="utf-8") as file:
        for line in file:
            law, _, source, target = line.rstrip("\n").split("\t")
            articles.setdefault(law, []).append([source, target])
    for name, law in LAWS.items():
        paths = [corpus.with_name(f"{name}.{side}") for side in ("zh", "en")]
        for path, texts in zip(paths, zip(*articles[law], strict=True), strict=True):
            path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
        add_files(corpus, IngestRequest(source=paths[0], targets=(paths[1],), name=name), model=None)
    add_files(
        corpus, IngestRequest(source=None, targets=(HERE / f"{SECOND}.en",), name=TWICE, translation=SECOND), model=None
    )


@dataclass
class Tally:
    """What is counted over terms."""

    occurrences: int = 0
    right: int = 0
    first: int = 0
    terms: int = 0
    wanted: int = 0
    given: int = 0
    found: int = 0
    nothing_wanted: int = 0
    nothing_given: int = 0
    nothing_found: int = 0
    unknown: int = 0

    def record(self) -> dict[str, float | int]:
        return {
            "terms": self.terms,
            "occurrences": self.occurrences,
            "each right": round(self.right / max(1, self.occurrences), 3),
            "nothing known of": self.unknown,
            "first rendering right": round(self.first / max(1, self.terms), 3),
            "renderings of two uses or more, F1": f1(self.found, self.given, self.wanted),
            "precision": round(self.found / max(1, self.given), 3),
            "recall": round(self.found / max(1, self.wanted), 3),
            "not rendered, F1": f1(self.nothing_found, self.nothing_given, self.nothing_wanted),
            "not rendered, precision": round(self.nothing_found / max(1, self.nothing_given), 3),
            "not rendered, recall": round(self.nothing_found / max(1, self.nothing_wanted), 3),
            "not rendered, in gold": self.nothing_wanted,
        }


def f1(found: int, given: int, wanted: int) -> float:
    return round(2 * found / max(1, given + wanted), 3)


def measure(corpus: Path, cases: list[Case], *, verbose: bool = False) -> dict[str, dict[str, float | int]]:
    """The figures over all terms, and over each half of them."""
    tallies = {"all": Tally(), "half": Tally(), "other half": Tally()}
    with Store.open(corpus) as store:
        for number, term in enumerate(dict.fromkeys(case.term for case in cases)):
            _, found = term_occurrences(store, TermQuery(term))
            gold: list[frozenset[str]] = []
            keys: list[str] = []
            for case in (case for case in cases if case.term == term):
                rows = [row for row in found.rows if translation_of(row).removesuffix(".en") == case.translation]
                if len(rows) != len(case.gold):
                    raise SystemExit(f"{term} {case.translation}: {len(rows)} rows, {len(case.gold)} in the table")
                for at, (row, right) in enumerate(zip(rows, case.gold, strict=True)):
                    key = key_of(row)
                    if right:
                        gold.append(right)
                        keys.append(key)
                    if verbose and right and key not in right:
                        sys.stderr.write(
                            f"{term} {case.translation} {at}: {row.status} {row.rendering!r} {sorted(right)}\n"
                        )
            for tally in (tallies["all"], tallies["other half" if number % HALVES else "half"]):
                count(tally, settle(gold, keys), keys)
    return {name: tally.record() for name, tally in tallies.items()}


def key_of(row: Occurrence) -> str:
    """What the program says of an occurrence, as the table has it; '' where it does not know."""
    if row.status == "rendered":
        return group_key(row.rendering, "en")
    return NOTHING if row.status == "not rendered" else ""


def settle(gold: list[frozenset[str]], keys: list[str]) -> list[str]:
    """Of what may be called right, what the program says, else what is commonest among the certain."""
    certain = Counter(next(iter(each)) for each in gold if len(each) == 1)
    return [
        key if key in each else max(sorted(each), key=lambda one: certain[one])
        for each, key in zip(gold, keys, strict=True)
    ]


def count(tally: Tally, gold: list[str], keys: list[str]) -> None:
    tally.terms += 1
    tally.occurrences += len(gold)
    tally.right += sum(one == other for one, other in zip(gold, keys, strict=True))
    tally.unknown += keys.count("")
    wanted = Counter(each for each in gold if each != NOTHING)
    given = Counter(each for each in keys if each not in ("", NOTHING))
    best = max(wanted.values(), default=0)
    first = max(given, key=lambda each: given[each], default="")
    tally.first += wanted[first] == best
    two = {each for each, times in wanted.items() if times > 1}
    twice = {each for each, times in given.items() if times > 1}
    tally.wanted += len(two)
    tally.given += len(twice)
    tally.found += len(two & twice)
    tally.nothing_wanted += gold.count(NOTHING)
    tally.nothing_given += keys.count(NOTHING)
    tally.nothing_found += sum(one == other == NOTHING for one, other in zip(gold, keys, strict=True))


def main() -> None:
    """Build the corpus, unless one is given, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="the folder that holds parallel/tw-laws.tsv")
    parser.add_argument(
        "--corpus", type=Path, help="the corpus of an earlier run; made, with --data, if it is not there"
    )
    parser.add_argument("--verbose", action="store_true", help="list what is wrong")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = given.corpus or Path(folder) / "terms.duizhao"
        if not corpus.exists():
            if given.data is None:
                parser.error("--data, or --corpus with a corpus that is there")
            build(given.data, corpus)
        figures = measure(corpus, read_cases(HERE / "terms.tsv"), verbose=given.verbose)
    sys.stdout.write("".join(f"{name}: {json.dumps(figure)}\n" for name, figure in figures.items()))


if __name__ == "__main__":
    main()
