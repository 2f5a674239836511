"""How well pages are read that are pictures, how fast, and what quotation links lose by it.

`pictures.py [--pages N] [--kinds KIND…] [--faces FACE…] [--links | --years N]`: pages of the texts that ship are
printed by Chromium in 12 point, rasterised as scans of 150, 200 and 300 dpi, and photographed by a simulated camera
(`printed_pages.py`). Printed for each kind, and for each face: the share of characters right (1 − edit distance
÷ length, blanks aside), the same of the words as they stand between blanks (English only; quotation marks straight),
of the lines with a mistake and of those without how many are said to be read with low confidence, paragraphs broken
in the middle + joined with the next, and pages a minute, by the clock and by the processor time that was used, on two
cores. Whether a mark is as wide as in the print, and a quotation mark as curly, is no mistake of a line.

`--links`: the whole Constitution is photographed; fragments of its English are led to the Chinese as it is, and as it
was read. `--years N`: N sentences with years such as 二〇〇三年 are made up and photographed; for each kind it is
counted how many of their zeros were read, and how many were read where none stands. Everything is seeded.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

import cv2
from rapidfuzz.distance import Levenshtein

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from printed_pages import PHOTOGRAPHS, Picture, page_texts, photograph, printed, scan

from duizhao import make_library, open_encoder, trace_quotations
from duizhao.align.training.quotation_fragments import fragment
from duizhao.corpus.document import Document, Span
from duizhao.corpus.readers.layout.page import Page
from duizhao.corpus.readers.layout.text import text_of_pages
from duizhao.corpus.readers.load import document_of, read_document
from duizhao.corpus.readers.ocr.pages import pages_read
from duizhao.corpus.samples import sample_pairs
from duizhao.corpus.scans.coverage import read_lines

SCANS = {f"scan {dpi} dpi": dpi for dpi in (150, 200, 300)}
TEXTS = {
    "song": ("constitution", 0),
    "sans": ("constitution", 0),
    "traditional": ("taiwan-personal-data", 0),
    "columns": ("taiwan-personal-data", 0),
    "serif": ("constitution", 1),
}
"""What is printed in each face: the sample, and which of its sides (Chinese, English)."""
SEED = 7
ZERO = "〇"
STRAIGHT = str.maketrans("“”‘’", "\"\"''")


HEADINGS = (
    "kind                     pages     right     words   low|wrong     low|right    paragraphs    clock  2 cores"
)


@dataclass
class Score:
    """Sums over the pages of a kind: edits, characters, pages, seconds; paragraphs, how many of them are broken in the
    middle, and how many joined; lines with and without mistakes, low or not."""

    edits: int = 0
    characters: int = 0
    wrong_words: int = 0
    words: int = 0
    paragraphs: int = 0
    broken: int = 0
    joined: int = 0
    pages: int = 0
    clock: float = 0.0
    used: float = 0.0
    lines: dict[tuple[bool, bool], int] = field(default_factory=dict)

    def add(self, part: Score) -> None:
        """Count in what was counted elsewhere."""
        for each in fields(self):
            if each.name != "lines":
                setattr(self, each.name, getattr(self, each.name) + getattr(part, each.name))
        for key, count in part.lines.items():
            self.lines[key] = self.lines.get(key, 0) + count

    def row(self, kind: str) -> str:
        """A line of the table."""
        low, sure = ({wrong: self.lines.get((wrong, each), 0) for wrong in (True, False)} for each in (True, False))
        wrong, fine = (f"{low[mistaken]} of {low[mistaken] + sure[mistaken]}" for mistaken in (True, False))
        right = 1 - self.edits / max(1, self.characters)
        words = f"{1 - self.wrong_words / self.words:10.4f}" if self.words else " " * 10
        clock, used = (60 * self.pages / max(1e-6, seconds) for seconds in (self.clock, self.used / 2))
        broken = f"{self.broken}+{self.joined} of {self.paragraphs}"
        return f"{kind:24}{self.pages:6}{right:10.4f}{words}{wrong:>12}{fine:>14}{broken:>14}{clock:9.1f}{used:9.1f}"


def squeezed(text: str) -> str:
    """Without blanks."""
    return re.sub(r"\s", "", text)


def plain(text: str) -> str:
    """Without blanks, marks in half width, quotation marks straight."""
    return squeezed(unicodedata.normalize("NFKC", text)).translate(STRAIGHT)


def read(
    picture: Picture, number: int, kind: str, gold: str, paragraphs: Sequence[str], *, spaced: bool = False
) -> tuple[Page, Score]:
    """A picture read as a file would be, and counted: word by word too, where words stand between blanks (`spaced`).

    `paragraphs`: of the document whose page it is.
    """
    score = Score()
    scanned = kind in SCANS
    _, coded = cv2.imencode(".png" if scanned else ".jpg", picture, [] if scanned else [cv2.IMWRITE_JPEG_QUALITY, 60])
    started, used = time.perf_counter(), _used()
    (page,) = (each.page for each in pages_read(coded.tobytes(), f"{number}.jpg", "picture"))
    score.clock += time.perf_counter() - started
    score.used += _used() - used
    contents = text_of_pages([page], {})
    if spaced:
        score.words = len(gold.split())
        score.wrong_words = Levenshtein.distance(*(each.translate(STRAIGHT).split() for each in (contents.text, gold)))
    count(score, contents.text, squeezed(gold), paragraphs)
    lines = [(line, plain(line.span.of(contents.text))) for line in read_lines(contents.marks)]
    text, gold, words = squeezed(contents.text), squeezed(gold), plain(gold)
    score.edits += Levenshtein.distance(text, gold)
    score.characters += len(gold)
    score.pages += 1
    for line, read_words in lines:
        key = read_words not in words, line.is_low
        score.lines[key] = score.lines.get(key, 0) + 1
    return page, score


def count(score: Score, text: str, gold: str, paragraphs: Sequence[str]) -> None:
    """Of the paragraphs that end on a page, how many were broken in the middle, and how many joined."""
    whole = squeezed("".join(paragraphs))
    start = whole.find(gold[:200])
    if start < 0:
        raise ValueError(f"a page of another text: {gold[:200]!r}")
    ends, at = set(), -start
    for paragraph in paragraphs:
        at += len(squeezed(paragraph))
        if 0 < at < len(gold):
            ends.add(at)
    place = places(squeezed(text), gold)
    at, found = 0, set()
    for line in text.splitlines():
        at += len(squeezed(line))
        found.add(place[at])
    found -= {0, len(gold)}
    score.paragraphs += len(ends)
    score.broken += sum(not ends & {each - 1, each, each + 1} for each in found)
    score.joined += sum(not found & {each - 1, each, each + 1} for each in ends)


def places(text: str, gold: str) -> list[int]:
    """For each place of a text, its end included, the same place in another reading of it."""
    place = [len(gold)] * (len(text) + 1)
    for step in Levenshtein.opcodes(text, gold):
        for at in range(step.src_start, step.src_end):
            place[at] = min(step.dest_end, step.dest_start + at - step.src_start)
    return place


def _used() -> float:
    """Seconds of processor time of this process and those it waited for."""
    return sum(
        spent.ru_utime + spent.ru_stime
        for spent in (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def texts() -> dict[str, tuple[list[str], list[str]]]:
    """The paragraphs of the samples, Chinese and English."""
    return {
        name: (zh.read_text(encoding="utf-8").splitlines(), en.read_text(encoding="utf-8").splitlines())
        for name, zh, en in sample_pairs()
    }


def by_kind(folder: Path, pages: int, kinds: Sequence[str], faces: Sequence[str]) -> Iterator[str]:
    """The table, a line as soon as its kind is done."""
    made = {}
    lines = texts()
    for face in faces:
        place = folder / face
        place.mkdir()
        name, side = TEXTS[face]
        made[face] = printed(lines[name][side], place, face=face, vertical=face == "columns")
    yield HEADINGS
    of_face = {face: Score() for face in faces}
    for kind in kinds:
        score = Score()
        for face, pdf in made.items():
            golds = page_texts(pdf)
            for number in range(1, min(1 + pages, len(golds))):
                picture = (
                    scan(pdf, number, SCANS[kind], seed=number)
                    if kind in SCANS
                    else photograph(pdf, number, PHOTOGRAPHS[kind], seed=number)
                )
                paragraphs = lines[TEXTS[face][0]][TEXTS[face][1]]
                _, own = read(picture, number, kind, golds[number], paragraphs, spaced=face == "serif")
                score.add(own)
                of_face[face].add(own)
        yield score.row(kind)
    for face, score in of_face.items():
        yield score.row(f"all, {face}")
    everywhere = Score()
    for score in of_face.values():
        everywhere.add(score)
    yield everywhere.row("all")


def years(folder: Path, count: int, kinds: Sequence[str], faces: Sequence[str]) -> Iterator[str]:
    """How many zeros of made-up paragraphs full of years were read, a line for each face and kind."""
    generator = random.Random(SEED)
    paragraphs = [_dated(generator) for _ in range(count)]
    for face in faces:
        place = folder / face
        place.mkdir()
        pdf = printed(paragraphs, place, face=face, vertical=face == "columns")
        golds = [squeezed(gold) for gold in page_texts(pdf)]
        for kind in kinds:
            right, taken = 0, 0
            for at, gold in enumerate(golds):
                page, _ = read(photograph(pdf, at, PHOTOGRAPHS[kind], seed=at), at, kind, gold, [gold])
                text = squeezed(text_of_pages([page], {}).text)
                place_of = places(text, gold)
                right += sum(
                    gold[place : place + 1] == ZERO
                    for place in {place_of[each.start()] for each in re.finditer(ZERO, text)}
                )
                taken += text.count(ZERO)
            zeros = "".join(golds).count(ZERO)
            yield f"{face:12}{kind:20}{right:5} of {zeros} zeros read, {taken - right} where none stands"


def _dated(generator: random.Random) -> str:
    """A sentence with three years and a number."""
    digits = f"{ZERO}一二三四五六七八九"

    def numeral(*between: int) -> str:
        return "".join(digits[int(each)] for each in str(generator.randint(*between)))

    first, second, third = (numeral(1900, 2030) if generator.random() < 0.4 else numeral(2000, 2010) for _ in range(3))
    return f"本办法自{first}年十月三十日起施行，{second}年公布的规定废止，文号为〔{third}〕{numeral(100, 509)}号。"


def links(folder: Path, kind: str, most: int, fragments: int) -> Iterator[str]:
    """What links lose: the Constitution as it is, and with its first `most` pages photographed and read.

    The rest stands behind them as it is, so that as much is searched; links are judged in the pages photographed.
    """
    zh, en = next((zh, en) for name, zh, en in sample_pairs() if name == "constitution")
    clean = read_document(zh, "zh")
    pdf = printed(clean.text.splitlines(), folder)
    score = Score()
    golds = page_texts(pdf)[:most]
    pages = []
    for at, gold in enumerate(golds):
        page, own = read(photograph(pdf, at, PHOTOGRAPHS[kind], seed=at), at, kind, gold, clean.text.splitlines())
        score.add(own)
        pages.append(page)
    yield score.row(f"Constitution, {kind}")
    end = _end(clean.text, sum(len(squeezed(gold)) for gold in golds))
    rest = clean.text[end:]
    seen = document_of(text_of_pages(pages, {}).text.rstrip("\n") + rest, "zh", name="constitution")
    encoder = open_encoder()
    beads = [
        (span, words)
        for span, words in zip(_lines(clean.text), en.read_text(encoding="utf-8").splitlines(), strict=True)
        if span.end <= end
    ]
    generator = random.Random(SEED)
    others = [word for _, words in beads[:100] for word in words.split()]
    long = [(span, words) for span, words in beads if len(words.split()) >= 12]
    asked = [(span, fragment(words, generator, others)[1]) for span, words in generator.choices(long, k=fragments)]
    asked = [(span, words) for span, words in asked if len(words.split()) >= 6 and not set(words) & set("“”\"‘’'")]
    right = {}
    for name, document in (("clean", clean), ("photographed", seen)):
        right[name] = list(_right(document, clean, asked, encoder))
        yield f"best link right, {name}: {sum(right[name])} of {len(asked)} = {sum(right[name]) / len(asked):.3f}"
    both = list(zip(*right.values(), strict=True))
    yield f"right only in the clean text: {both.count((True, False))}; only in the other: {both.count((False, True))}"


def _lines(text: str) -> Iterator[Span]:
    """The lines of a text: those of the Constitution stand line by line beside its English."""
    at = 0
    for line in text.splitlines(keepends=True):
        yield Span(at, at + len(line)).trimmed(text)
        at += len(line)


def _end(text: str, characters: int) -> int:
    """Where so many characters of a text end, blanks aside."""
    for at, character in enumerate(text):
        if not characters:
            return at
        characters -= not character.isspace()
    return len(text)


def _right(document: Document, clean: Document, asked: Sequence[tuple[Span, str]], encoder: object) -> Iterator[bool]:
    """Whether the best link of each fragment lies, for its greater part, where its sentence stands."""
    library = make_library([(document, None)], encoder)  # type: ignore[arg-type]
    article = "\n\n".join(f"The document says that “{words}” in its text." for _, words in asked)
    trace = trace_quotations(article, library, encoder=encoder)  # type: ignore[arg-type]
    by_words = {traced.quotation.text: traced for traced in trace.quotations}
    place = places(document.text, clean.text)
    for span, words in asked:
        traced = by_words.get(words)
        candidates = (traced.links or traced.nearest) if traced else ()
        if not candidates:
            yield False
            continue
        inside = [
            span.start <= place[at] < span.end
            for each in candidates[0].source_spans
            for at in range(each.start, each.end)
        ]
        yield sum(inside) * 2 > len(inside)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1, help="pages of each face and kind")
    parser.add_argument("--kinds", nargs="*", default=[*SCANS, *PHOTOGRAPHS])
    parser.add_argument("--faces", nargs="*", default=list(TEXTS), choices=list(TEXTS))
    parser.add_argument("--links", action="store_true")
    parser.add_argument("--years", type=int, metavar="N", help="read N sentences full of years")
    parser.add_argument("--most", type=int, default=10**6, help="pages of the Constitution that --links photographs")
    parser.add_argument("--fragments", type=int, default=150)
    parser.add_argument("--photographed", default="all but the seal", choices=list(PHOTOGRAPHS))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.years:
            kinds = [kind for kind in given.kinds if kind in PHOTOGRAPHS]
            told = years(Path(folder), given.years, kinds, [face for face in given.faces if face != "serif"])
        elif given.links:
            told = links(Path(folder), given.photographed, given.most, given.fragments)
        else:
            told = by_kind(Path(folder), given.pages, given.kinds, given.faces)
        for line in told:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
