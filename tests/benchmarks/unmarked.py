"""What the finder of quotations finds in prose without double marks: `unmarked.py --data DIR`, for a person to read.

News and laws in English, without the lines that hold a double mark, a guillemet or a bracket. What is found stands in
single marks, or is made up: an apostrophe taken for a mark.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from duizhao.corpus.quotations.extract import find_quotations

ROOT = Path(__file__).parents[2]
FILES = {
    "newstest2018.zh-en": 1,
    "newstest2019.zh-en": 1,
    "newstest2020.zh-en": 1,
    "newstest2021.zh-en": 1,
    "tw-laws": 3,
}
"""Files and the column of their English."""
DOUBLE = re.compile('["“”„‟«»「」『』]')


def prose(data: Path) -> Iterator[str]:
    """The lines without double marks."""
    for name, column in FILES.items():
        for line in (data / "parallel" / f"{name}.tsv").read_text(encoding="utf-8").split("\n"):
            columns = line.split("\t")
            if len(columns) > column and not DOUBLE.search(columns[column]):
                yield columns[column]


def main() -> None:
    parser = argparse.ArgumentParser(description="Quotations found in prose without double marks.")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="the folder of the data")
    words = found = 0
    for line in prose(parser.parse_args().data):
        words += len(line.split())
        for quotation in find_quotations(line):
            found += 1
            sys.stdout.write(f"{quotation.kind}\t{quotation.text}\t{line}\n")
    sys.stdout.write(f"{found} found in {words:,} words\n")


if __name__ == "__main__":
    main()
