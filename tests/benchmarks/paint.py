"""How soon the reader shows something of a document of 300 pages, and how much it sends: `paint.py [--loads N]`.

A pair of 300 pages (600 Chinese characters each) is made up of the tests' sentences, a bead a sentence; Chromium opens
every view of it, each time with nothing in its cache. By the browser's own clock: first contentful paint, from the
start of the navigation. In bytes: all that was sent until the network was idle, style sheets and scripts too, as they
came (nothing is compressed). Beside the clock stands the processor's time, of the reader for the page and of the page's
main thread, which other programs on the machine lengthen less. Exit status 1 if a view breaks the bounds.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Response

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from encoders import PAIRS, lexicon
from readers import Served, browsing

from duizhao.align.library.build import add_entry, make_entry
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.store.store import Store

PAGES, ON_A_PAGE = 300, 600
"""Pages, and Chinese characters on each."""
SOONEST, LEAST = 1.0, 200_000
"""Seconds to the first paint, and bytes of a view, at the most."""
QUOTATIONS = 30
"""Of the article that is traced in the document."""
PAINT = "performance.getEntriesByName('first-contentful-paint').map(entry => entry.startTime)[0] ?? null"


def long_pair(chance: random.Random) -> list[tuple[str, str]]:
    """Sentences of both sides until the pages are full, two or three of the tests' sentences in each."""
    pairs, size = [], 0
    while size < PAGES * ON_A_PAGE:
        some = chance.sample(PAIRS, chance.choice((2, 3)))
        number = len(pairs) + 1
        zh = f"第{number}条，" + "，".join(each[0].rstrip("。") for each in some) + "。"
        en = f"Article {number}: " + "; ".join(each[1].rstrip(".") for each in some) + "."
        pairs.append((zh, en))
        size += len(zh)
    return pairs


def paired_corpus(path: Path, pairs: list[tuple[str, str]]) -> Path:
    """A corpus of the pair with its vectors: a bead a pair, nothing is aligned; every third is less sure."""
    zh, en = ("\n".join(side) for side in zip(*pairs, strict=True))
    source = document_of(zh, "zh", name="long", presplit=True)
    target = document_of(en, "en", name="long.en", presplit=True)
    beads = tuple(Bead((at,), (at,), 0.9 if at % 3 else 0.6) for at in range(len(pairs)))
    encoder = lexicon()
    entry = replace(make_entry(source, [], encoder), bitexts=(Bitext(source, target, beads),))
    with Store.open(path, create=True) as store:
        add_entry(store, entry, encoder)
    return path


def article_of(pairs: list[tuple[str, str]], chance: random.Random) -> str:
    """An article that quotes sentences of the document."""
    quoted = (chance.choice(pairs)[1].partition(": ")[2].rstrip(".") for _ in range(QUOTATIONS))
    return "\n\n".join(f"The report says: “{each}.” Nobody doubts it." for each in quoted)


def traced(reader: Served, article: str) -> str:
    """The address of the article when all its quotations are traced."""
    identity = reader.post("/articles?name=long.txt", article.encode())[1]["id"]
    place = f"/article?id={identity}"
    while '"working":true' in reader.ask("GET", place.replace("?", "/state?", 1))[2].replace(" ", ""):
        time.sleep(1)
    return place


@dataclass(frozen=True, slots=True)
class Opened:
    """A view once opened: seconds to the first paint, of the processor in the reader and in the page; bytes sent."""

    paint: float
    reader: float
    page: float
    sent: int


def opened(browser: Browser, reader: Served, place: str) -> Opened:
    """Open a view with nothing in the cache."""
    before = time.process_time()
    status, headers, _ = reader.ask("GET", place)
    if status == 303:
        reader.ask("GET", headers["location"])
    spent = time.process_time() - before
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    measures = context.new_cdp_session(page)
    measures.send("Performance.setTimeDomain", {"timeDomain": "threadTicks"})
    measures.send("Performance.enable")
    answers: list[Response] = []
    page.on("response", lambda response: answers.append(response))
    page.goto(reader.address + place)
    page.wait_for_load_state("networkidle")
    page.wait_for_function(f"({PAINT}) !== null")
    paint = float(page.evaluate(PAINT)) / 1000
    metrics = {each["name"]: each["value"] for each in measures.send("Performance.getMetrics")["metrics"]}
    own = [each for each in answers if each.ok and each.url.startswith(reader.address)]  # what leads elsewhere is not
    sent = sum(int(each.headers["content-length"]) for each in own)  # a page that went on has let go of the bodies
    context.close()
    return Opened(paint, spent, float(metrics["TaskDuration"]), sent)


def told(line: str) -> None:
    """A line, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Build, open, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loads", type=int, default=5, help="how often each view is opened")
    loads = parser.parse_args().loads
    chance = random.Random(1)
    pairs = long_pair(chance)
    broken = False
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        corpus = paired_corpus(Path(folder) / "long.duizhao", pairs)
        size = sum(len(zh) for zh, _ in pairs)
        took = time.perf_counter() - started
        told(f"{PAGES} pages: {len(pairs)} sentences, {size} characters ({took:.0f} s to add)")
        with Served(corpus) as reader, browsing() as browser:
            views: dict[str, Callable[[], str]] = {
                "documents": lambda: "/",
                "a document, its dots": lambda: "/document?name=long",
                "facing text": lambda: "/read?text=long",
                "facing text, near its end": lambda: "/near?text=long&translation=long.en&x=0.9",
                "facing text, least sure first": lambda: "/read?text=long&order=doubt",
                "find, a word that is everywhere": lambda: f"/find?q={quote('学校')}",
                "terms, the same word": lambda: f"/terms?q={quote('学校')}",
                "articles": lambda: "/articles",
                f"an article of {QUOTATIONS} quotations": lambda: traced(reader, article_of(pairs, chance)),
            }
            told("view, first paint (s: median, most), processor (s: reader, page), bytes sent")
            for name, place in views.items():
                address = place()
                found = [opened(browser, reader, address) for _ in range(loads)]
                paint, spent, drawn = (
                    statistics.median(getattr(each, part) for each in found) for part in ("paint", "reader", "page")
                )
                most, sent = max(each.paint for each in found), max(each.sent for each in found)
                told(f"{name:34} {paint:6.2f} {most:6.2f} {spent:8.2f} {drawn:6.2f} {sent:9,}")
                broken |= paint > SOONEST or sent > LEAST
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
