"""The pictures of the documentation: the reader over the sample corpus, as wide as a laptop and as a phone.

`python docs/make/screenshots.py` makes the corpus, serves it, and writes `docs/images/*.png`; some minutes.
`--corpus FILE` takes a corpus that is there (with the names that `SAMPLES` gives).
"""

from __future__ import annotations

import argparse
import io
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs/images"
CHROMIUM = "/usr/bin/chromium"
SAMPLES = {
    "constitution": "constitution",
    "udhr": "udhr",
    "assembly": "taiwan-assembly",
    "information": "taiwan-information",
    "personal-data": "taiwan-personal-data",
}
"""Names of documents, and of the files that they are in."""
SLIPS = {
    "speech.zh": "2019年，全省粮食总产量达到6000万吨，比上年增长3%。\n"
    "我们投入90亿元修建农村公路。\n任何单位不得向农民乱收费。\n",
    "speech.en": "In 2018, the province's total grain output reached 60 million tonnes, up 3% on the previous year.\n"
    "We invested 90 billion yuan in building rural roads.\nUnits may charge farmers arbitrary fees.\n",
}
"""The README's pair for a translator."""
WIDTHS = {"laptop": (1280, 800), "phone": (390, 780)}
COLOURS = 64
"""A picture of text needs no more, and is a quarter of the size."""
WAIT = 120_000
"""Milliseconds; an article is traced in the meantime."""


def article(page: Page) -> None:
    """The sample article, traced; one of its quotations is chosen."""
    page.goto("/articles")
    page.locator("#pasted").fill((ROOT / "corpus/samples/article.txt").read_text(encoding="utf-8"))
    page.get_by_role("button", name="Trace its quotations").click()
    page.wait_for_url("**/article?*")
    page.get_by_text("12 quotations").wait_for()
    page.keyboard.press("j")


def facing(page: Page) -> None:
    """The Constitution beside its translation."""
    page.goto("/read?text=constitution&at=190")
    page.locator("#r190").wait_for()


def documents(page: Page) -> None:
    """What is in the corpus."""
    page.goto("/")


def concordance(page: Page) -> None:
    """Every occurrence of a word."""
    page.goto("/find?q=自由&how=form")
    page.locator("tr.hit").first.wait_for()


def renderings(page: Page) -> None:
    """How a word is rendered."""
    page.goto("/terms?q=自由")
    page.get_by_text("freedom", exact=True).first.wait_for()


def findings(page: Page) -> None:
    """The page that `check` writes of two small texts with slips in them."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in SLIPS.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "duizhao", "check", *SLIPS, "-o", "findings.html"]
        subprocess.run(command, check=True, cwd=folder)
        page.goto((Path(folder) / "findings.html").as_uri())


SHOTS: dict[str, Callable[[Page], None]] = {
    "article": article,
    "documents": documents,
    "facing": facing,
    "findings": findings,
    "concordance": concordance,
    "renderings": renderings,
}
"""Each picture by its name, and the way to what it shows."""


def make_corpus(path: Path) -> None:
    """The five sample texts with their translations."""
    for name, file in SAMPLES.items():
        source, target = (str(ROOT / f"corpus/samples/{file}.{language}.txt") for language in ("zh", "en"))
        pair = ["--source", source, "--target", target, "--name", name]
        subprocess.run([sys.executable, "-m", "duizhao", "add", "--corpus", str(path), *pair], check=True)


@contextmanager
def serving(corpus: Path) -> Iterator[str]:
    """The address of a reader over the corpus."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["serve", "--corpus", str(corpus), "--port", str(port), "--no-browser", "--as", "AB"]
    reader = subprocess.Popen([sys.executable, "-m", "duizhao", *command])
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            if reader.poll() is not None:
                sys.exit("the reader did not start")
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        reader.terminate()
        reader.wait()


def take(address: str, names: list[str]) -> None:
    """Write each picture at each width."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for size, (width, height) in WIDTHS.items():
            context = browser.new_context(
                base_url=address, locale="en-GB", viewport={"width": width, "height": height}, color_scheme="light"
            )
            context.set_default_timeout(WAIT)
            context.add_init_script("localStorage.setItem('duizhao-who', 'AB')")
            for name in names:
                page = context.new_page()
                SHOTS[name](page)
                page.wait_for_timeout(1500)
                small = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
                small.save(IMAGES / f"{name}-{size}.png", optimize=True)
                page.close()
            context.close()
        browser.close()


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="a corpus of the sample texts; default: one that is made for this")
    parser.add_argument("--only", nargs="+", choices=SHOTS, default=list(SHOTS))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = asked.corpus or Path(folder) / "samples.duizhao"
        if not asked.corpus:
            make_corpus(corpus)
        with serving(corpus) as address:
            take(address, asked.only)


if __name__ == "__main__":
    main()
