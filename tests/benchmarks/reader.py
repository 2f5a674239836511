"""How soon each view of the reader paints, and how much it sends, for a document of 300 pages: `reader.py [--pages N]`.

The clock is the browser's own: from the start of the navigation to the first contentful paint, the best of three.
What is sent is counted by the browser too: the page with all that it asks for until it is still.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from readers import Served, Weighed, browsing, long_corpus, weighed

REPEATED = 3
FIRST_PAINT = 1000.0
"""Milliseconds: the target."""
LARGEST = 200_000
"""Bytes of a view: the target."""


def main() -> None:
    """Print a line for each view; exit status 1 where one misses a target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    pages = parser.parse_args().pages
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        corpus = long_corpus(Path(folder) / "long.duizhao", pages)
        with Served(corpus) as served, browsing() as browser:
            sys.stdout.write(f"{'view':<44}{'first paint, ms':>16}{'kB':>6}\n")
            for view in VIEWS:
                found: list[Weighed] = [weighed(browser, served, view) for _ in range(REPEATED)]
                paint, size = min(each.paint for each in found), max(each.size for each in found)
                missed |= paint > FIRST_PAINT or size > LARGEST
                sys.stdout.write(f"{view:<44}{paint:>16.0f}{size / 1000:>6.0f}\n")
    sys.stdout.write(f"{pages} pages; load of the machine {os.getloadavg()[0]:.1f}\n")
    sys.exit(1 if missed else 0)


VIEWS = (
    "/",
    "/document?name=long",
    "/articles",
    "/find?q=学校",
    "/terms?q=学校",
    "/read?text=long",
    "/read?text=long&at=3000",
    "/read?text=long&also=long.2.en&at=3000",
    "/read?text=long&order=doubt",
)
"""With a document of the length that is given, in two translations."""


if __name__ == "__main__":
    main()
