"""Measures `align` and `check` where the English is the original: news that was translated into Chinese.

`python tests/benchmarks/into_chinese.py [--pairs 300]`. Beads are those of aligning line by line, which the set is. In
every third pair a slip is planted in the Chinese: a digit changed, or a clause left out; the rest is as it was, and
whatever is found there is counted as false. The data does not ship, and the model has learned from it.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from duizhao import align_texts, open_encoder
from duizhao.align.checks.check_bitext import Criteria, check_bitext
from duizhao.align.checks.linked_pair import Direction

DATA = Path(__file__).parents[3] / "shared" / "data" / "parallel" / "newstest2020.en-zh.tsv"
SEED = 1
_DIGIT = re.compile(r"(?<!\d)\d{2,}(?!\d)")
_CLAUSE = re.compile(r"(?<=，)[^，。；]{8,25}，")


def with_slip(chinese: str, drawn: random.Random) -> tuple[str, str]:
    """The text with a slip, and of which kind it is; '' where there is no room for one."""
    if found := _DIGIT.search(chinese):
        at = drawn.randrange(found.start(), found.end())
        digit = str((int(chinese[at]) + drawn.randint(1, 8)) % 9 + 1)
        return chinese[:at] + digit + chinese[at + 1 :], "number" if digit != chinese[at] else ""
    if found := _CLAUSE.search(chinese):
        return chinese[: found.start()] + chinese[found.end() :], "omission"
    return chinese, ""


def report(first: int, pairs: int, data: Path) -> Iterator[str]:
    """The lines of the table."""
    rows = [line.split("\t")[-2:] for line in data.read_text(encoding="utf-8").splitlines()[first - 1 :][:pairs]]
    drawn, kinds = random.Random(SEED), []
    chinese, english = [], []
    for number, (one, other) in enumerate(rows):
        zh, en = sorted((one, other), key=lambda text: not re.search(r"[\u4e00-\u9fff]{2}", text))
        zh, kind = with_slip(zh, drawn) if number % 3 == 0 else (zh, "")
        kinds.append(kind)
        chinese.append(zh)
        english.append(en)
    encoder = open_encoder()
    bitext = align_texts("\n".join(chinese), "\n".join(english), presplit=True, encoder=encoder)
    right = sum(bead.source == bead.target and len(bead.source) == 1 for bead in bitext.beads)
    yield f"beads: F1 {2 * right / (len(bitext.beads) + len(rows)):.3f} of {len(rows)} pairs"
    directions: tuple[Direction, ...] = ("en-zh", "zh-en")
    for direction in directions:
        found = check_bitext(bitext, encoder, Criteria(direction))
        caught, false = set(), Counter()
        for finding in found:
            span, document = (finding.source, bitext.source) if finding.source else (finding.target, bitext.target)
            assert span is not None
            at = next(i for i, sentence in enumerate(document.sentences) if span.start < sentence.end)
            kind = {"date": "number", "addition": "omission"}.get(finding.kind, finding.kind)
            if kind == kinds[at]:
                caught.add(at)
            elif not kinds[at]:
                false[finding.kind] += 1
        untouched = kinds.count("")
        yield f"{direction}: {100 * false.total() / untouched:.1f} findings in 100 untouched pairs: {dict(false)}"
        for kind in ("number", "omission"):
            planted = [at for at, its in enumerate(kinds) if its == kind]
            yield f"{direction}: {kind}: {sum(at in caught for at in planted)} of {len(planted)} found"


def main() -> None:
    """Print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=300)
    parser.add_argument("--from", dest="first", type=int, default=1, help="The first pair.")
    parser.add_argument("--data", type=Path, default=DATA)
    given = parser.parse_args()
    for line in report(given.first, given.pairs, given.data):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
