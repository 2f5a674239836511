"""What becomes of a folder of photographed papers: documents, retakes, resumption, memory, pages a minute.

`picture_folders.py [--pictures N] [--kills N]`: laws (the first pages of each) are printed in five layouts – with a
red head, with a title, with page numbers in three forms, without any – and each page is photographed (7 megapixels)
or scanned at random (`printed_pages.py`); one in twenty is photographed twice. `duizhao add --pictures` reads
the folder, is killed at random times and goes on. Printed: the documents whose beginning was found, by what tells it,
beginnings that are none, retakes found, pages kept before each kill, the most memory, and pages a minute.

`picture_folders.py --pdf N`: one PDF of N pictures, each a line of text, so that there are many in little time.
Printed: the most memory at each tenth, and pages a minute.

`--data DIR`: the laws do not ship. Everything but the kills is seeded. `--keep DIR` keeps folder and corpus there.
"""

from __future__ import annotations

import argparse
import html
import json
import math
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from printed_pages import FACES, PHOTOGRAPHS, Picture, page_texts, photograph, print_to_pdf, scan
from processes import below, peak

from duizhao.corpus.exchange.batches.scan_plan import PlannedPage, read_picture_plan

ROOT = Path(__file__).parents[2]
SEED = 11
RETAKEN = 0.05
LONG_SIDE = 3000
"""Pixels of a photograph's longer side."""
LONGEST = 8
"""Pages of a document."""

PAGE = """<!doctype html><html lang=zh><meta charset=utf-8><style>
@page {{ size: A4; margin: 30mm 26mm; @bottom-center {{ content: {number}; font: 12pt {face} }} }}
body {{ margin: 0; font: {size}pt/1.7 {face}; text-align: justify }}
p {{ margin: 0; text-indent: 2em }}
h1 {{ font-size: {title}pt; text-align: center; margin: 12pt 0 }}
h2 {{ font-size: {chapter}pt; text-align: center; margin: 12pt 0 }}
.red {{ color: #d01020; font-size: 34pt; text-align: center; text-indent: 0; letter-spacing: 4pt; line-height: 1.3 }}
.issue {{ text-align: center; text-indent: 0; margin: 14pt 0 }}
hr {{ border: 0; border-top: 2pt solid #d01020; margin: 0 0 24pt }}
</style>{body}</html>"""

NUMBERS = {
    "dashes": "'— ' counter(page) ' —'",
    "bare": "counter(page)",
    "words": "'第 ' counter(page) ' 页'",
    "": "none",
}
OFFICES = ("某省人民政府文件", "某市人民代表大会常务委员会文件", "某部办公厅")


@dataclass(frozen=True)
class Layout:
    """How a document is set: what its head is, how its pages are numbered, the sizes of body, title and chapters."""

    head: str
    number: str
    size: int
    title: int
    chapter: int
    face: str


LAYOUTS = (
    Layout("red head", "dashes", 16, 22, 16, "song"),
    Layout("title", "bare", 12, 18, 12, "song"),
    Layout("title", "words", 12, 16, 14, "sans"),
    Layout("title", "", 12, 18, 13, "song"),
    Layout("nothing but number", "dashes", 14, 14, 14, "song"),
)


@dataclass(frozen=True)
class Taken:
    """A picture: its name, which document and page of how many it shows, and whether it is one of two of that page."""

    file: str
    document: int
    page: int
    head: str
    twice: bool


def laws(data: Path) -> Iterator[list[str]]:
    """The lines of each law, shortest first."""
    path = data / "chinese-only" / "prc_laws.jsonl"
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    for text in sorted(texts, key=len):
        yield [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("<!--")]


def page_of(lines: Sequence[str], layout: Layout, generator: random.Random) -> str:
    """A law as HTML, in a layout. Its chapters keep their headings."""
    title, *rest = lines
    title = title.lstrip("# ")
    body = []
    if layout.head == "red head":
        body += [f"<p class=red>{generator.choice(OFFICES)}", f"<p class=issue>某发〔20{generator.randint(10, 25)}〕"]
        body[-1] += f"{generator.randint(1, 90)}号<hr>"
    if layout.head != "nothing but number":
        body.append(f"<h1>{html.escape(title)}</h1>")
    for line in rest:
        heading = re.match(r"#+\s*(.*)", line)
        body.append(f"<h2>{html.escape(heading[1])}</h2>" if heading else f"<p>{html.escape(line)}</p>")
    return PAGE.format(
        number=NUMBERS[layout.number],
        face=FACES[layout.face],
        size=layout.size,
        title=layout.title,
        chapter=layout.chapter,
        body="".join(body),
    )


def taken(folder: Path, data: Path, pictures: int) -> list[Taken]:
    """The folder of pictures, as a telephone names them; pages in order, a retake right after its page."""
    generator = random.Random(SEED)
    made: list[Taken] = []
    with tempfile.TemporaryDirectory() as place:
        for number, lines in enumerate(laws(data)):
            layout = LAYOUTS[number % len(LAYOUTS)]
            pdf = print_to_pdf(page_of(lines, layout, generator), Path(place))
            pages = min(len(page_texts(pdf)), generator.randint(1, LONGEST))
            for page in range(pages):
                twice = generator.random() < RETAKEN
                for _ in range(1 + twice):
                    name = f"IMG_{len(made) + 1}.jpg"
                    save(shot(pdf, page, generator), folder / name, len(made))
                    made.append(Taken(name, number, page + 1, layout.head, twice))
                    if len(made) >= pictures:
                        return made
    return made


def shot(pdf: Path, page: int, generator: random.Random) -> Picture:
    """A page, scanned or photographed by chance."""
    seed = generator.randrange(2**31)
    kind = generator.choice([*PHOTOGRAPHS, "scan"])
    if kind == "scan":
        return scan(pdf, page, generator.choice([150, 200, 300]), seed=seed)
    return photograph(pdf, page, replace(PHOTOGRAPHS[kind], long_side=LONG_SIDE), seed=seed)


def save(picture: Picture, path: Path, at: int) -> None:
    """A JPEG of quality 60 with the time taken."""
    image = Image.fromarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = time.strftime("%Y:%m:%d %H:%M:%S", time.gmtime(1_700_000_000 + 20 * at))
    image.save(path, quality=60, exif=exif)


def one_pdf(path: Path, pages: int) -> None:
    """A PDF of pictures: a line of text each."""
    pictures = []
    for page in range(pages):
        canvas = np.full((180, 620, 3), 255, np.uint8)
        cv2.putText(canvas, f"Page number {page + 1}", (40, 110), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (0, 0, 0), 3)
        pictures.append(Image.fromarray(canvas).convert("L"))
    pictures[0].save(path, save_all=True, append_images=pictures[1:], resolution=220)


@dataclass
class Run:
    """One start of the command: seconds, the most memory in MiB of it and of a process below it, pages kept then."""

    seconds: float = 0.0
    own: float = 0.0
    lower: float = 0.0
    kept: int = 0


def run(place: Path, *, until: float = math.inf, tell: int = 0) -> Iterator[tuple[str, Run]]:
    """The command, killed after so many seconds if it still runs. How it stands every `tell` pages, and in the end.

    Raises SystemExit with what it said if it fails.
    """
    began, marks, done = time.monotonic(), 1, Run()
    program = [
        sys.executable,
        "-c",
        "from duizhao.align.cli.app import main; main()",
        "add",
        "--corpus",
        str(place / "corpus"),
    ]
    program += ["--pictures", str(place / "pictures"), "--plan", str(place / "plan.tsv")]
    with (place / "told.txt").open("w", encoding="utf-8") as told, subprocess.Popen(program, stderr=told) as process:
        while process.poll() is None:
            lower = below(process.pid)
            done.own = max(done.own, peak(process.pid))
            done.lower = max([done.lower, *map(peak, lower)])
            done.kept, done.seconds = kept(place), time.monotonic() - began
            if tell and done.kept >= marks * tell:
                marks += 1
                yield "so far", done
            if done.seconds > until:
                process.kill()
                for each in lower:
                    with suppress(ProcessLookupError):
                        os.kill(each, signal.SIGKILL)
            time.sleep(0.3)
    done.kept, done.seconds = kept(place), time.monotonic() - began
    if process.returncode and process.returncode != -signal.SIGKILL:
        sys.exit((place / "told.txt").read_text(encoding="utf-8")[-500:])
    yield "ended", done


def kept(place: Path) -> int:
    """How many pages are kept beside the corpus."""
    return sum(path.read_bytes().count(b"\n") for path in place.glob("corpus*/pictures.jsonl"))


def memory(done: Run) -> str:
    """The most memory, in words."""
    return f"the most memory: {done.own:,.0f} MiB, and {done.lower:,.0f} MiB of the process that unpacks"


def found(rows: Sequence[PlannedPage], pictures: Sequence[Taken]) -> Iterator[str]:
    """What the proposal found and what not."""
    gold = {each.file: each for each in pictures}
    begins = {row.document: row for row in reversed(rows) if row.document}
    begun = {(gold[row.picture].document, gold[row.picture].page) for row in begins.values()}
    heads = {each.document: each.head for each in pictures}
    right = Counter(own for at, own in heads.items() if (at, 1) in begun)
    yield from (f"beginnings found, {own}: {right[own]} of {count}" for own, count in Counter(heads.values()).items())
    wrong = Counter(row.why for row in begins.values() if gold[row.picture].page != 1)
    yield f"beginnings that are none: {wrong.total()} of {len(begins)} {dict(wrong)}"
    retakes = [(row.picture, row.why.removeprefix("retake of ")) for row in rows if row.why.startswith("retake of ")]
    same = sum(replace(gold[one], file="") == replace(gold[other], file="") for one, other in retakes)
    yield f"retakes found: {same} of {sum(each.twice for each in pictures) // 2}; marked wrongly: {len(retakes) - same}"
    yield f"pages not read: {sum(row.why.startswith('not read') for row in rows)} of {len(rows)}"


def of_pdf(place: Path, pages: int) -> Iterator[str]:
    """The figures of one PDF of many pictures."""
    one_pdf(place / "pictures" / "papers.pdf", pages)
    for told, done in run(place, tell=pages // 10):
        yield f"{told}: {done.kept:,} pages, {done.kept * 60 / done.seconds:.0f} a minute; {memory(done)}"


def of_folder(place: Path, data: Path, pictures: int, kills: int) -> Iterator[str]:
    """The figures of a folder of photographs."""
    listed = place / "taken.json"
    if listed.exists():
        shots = [Taken(**each) for each in json.loads(listed.read_text(encoding="utf-8"))]
    else:
        shots = taken(place / "pictures", data, pictures)
        listed.write_text(json.dumps([vars(each) for each in shots]), encoding="utf-8")
    yield f"{len(shots)} pictures of {len({each.document for each in shots})} documents"
    plan = place / "plan.tsv"
    before, chance = kept(place), random.Random()
    for _ in range(kills):
        plan.unlink(missing_ok=True)
        for _, done in run(place, until=chance.uniform(20, 90)):
            yield f"killed after {done.seconds:.0f} s: {done.kept - before} more pages kept"
            before = done.kept
    plan.unlink(missing_ok=True)
    for _, done in run(place):
        pages = done.kept - before
        yield f"{pages} pages, {pages * 60 / done.seconds:.1f} a minute; {memory(done)}; kept {done.kept} in all"
    yield from found(read_picture_plan(plan.read_bytes(), plan.name), shots)


def main() -> None:
    """Print the figures, each as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="the folder of the data")
    parser.add_argument("--pictures", type=int, default=400)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--pdf", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    if not given.pdf and not (given.data / "chinese-only").is_dir():
        sys.exit(f"no benchmark data in {given.data.name!r}: name the folder with --data DIR; it does not ship")
    with tempfile.TemporaryDirectory() as other:
        place = given.keep or Path(other)
        (place / "pictures").mkdir(parents=True, exist_ok=True)
        figures = of_pdf(place, given.pdf) if given.pdf else of_folder(place, given.data, given.pictures, given.kills)
        for line in figures:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
