"""How right `terms show` is: its renderings of sixty terms against what a person read in the texts.

`terms.tsv` has a line for each term and translation: the rendering of every occurrence, in the order of the text, `x4` for
four in a row, `-` for one that is not rendered, `/` between what may be called right, `?` for one that is no occurrence of
the term, or that nobody could decide. It was written from the sentences, before any links were seen. The texts are six laws
of Taiwan, of five decades; one of them has a second translation, made for this, in `education-second.en`.

    python tests/benchmarks/terms.py --data DIR [--corpus FILE] [--json]
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from align.occurrences import TermQuery
from align.renderings import translation_of
from align.terminology import term_occurrences
from corpus.renderings import group_key
from corpus.store import Store

HERE = Path(__file__).parent
LAWS = {
    "compensation-1980": "I0020004",
    "constitution-1947": "A0000001",
    "consumer-1994": "J0170001",
    "cyber-2018": "A0030297",
    "education-1999": "H0020045",
    "indigenous-2005": "D0130003",
}
NOTHING = "-"
UNSEEN = 2
"""Every second term of the table had no part in choosing thresholds."""


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
    """The corpus of the six laws, each article a line, aligned by the program."""
    from align.adding import add_folder, add_translation  # noqa: F401

    raise SystemExit("build the corpus first")


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


def measure(corpus: Path, cases: list[Case], verbose: bool = False) -> dict[str, dict[str, float | int]]:
    """The figures over all terms, over those that thresholds were chosen with, and over the others."""
    tallies = {"all": Tally(), "seen": Tally(), "unseen": Tally()}
    terms = list(dict.fromkeys(case.term for case in cases))
    with Store.open(corpus) as store:
        for number, term in enumerate(terms):
            mine = [tallies["all"], tallies["unseen" if number % UNSEEN else "seen"]]
            _, found = term_occurrences(store, TermQuery(term))
            gold: list[frozenset[str]] = []
            keys: list[str] = []
            statuses: list[str] = []
            for case in (case for case in cases if case.term == term):
                rows = [
                    row
                    for row in found.rows
                    if translation_of(row).removesuffix(".en") == case.translation.replace("education-second", "second")
                ]
                if len(rows) != len(case.gold):
                    raise SystemExit(
                        f"{term} {case.translation}: {len(rows)} occurrences, {len(case.gold)} in the table"
                    )
                for at, (row, right) in enumerate(zip(rows, case.gold, strict=True)):
                    if not right:
                        continue
                    key = (
                        group_key(row.rendering, "en")
                        if row.status == "rendered"
                        else NOTHING
                        if row.status == "not rendered"
                        else ""
                    )
                    if verbose and key not in right:
                        print(
                            f"{term} {case.translation} {at}: {row.status} {row.rendering!r} {row.confidence:.2f} nothing {row.nothing}, gold {sorted(right)}"
                        )
                    gold.append(right)
                    keys.append(key)
                    statuses.append(row.status)
            settled = settle(gold, keys)
            for tally in mine:
                before = tally.first
                count(tally, settled, keys)
            if verbose and before == tally.first:
                print(f"{term}: the first rendering is wrong")
    return {name: tally.record() for name, tally in tallies.items()}


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
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    given = parser.parse_args()
    figures = measure(given.corpus, read_cases(HERE / "terms.tsv"), given.verbose)
    for name, figure in figures.items():
        print(name, json.dumps(figure))


if __name__ == "__main__":
    main()
