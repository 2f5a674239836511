"""Documents whose beads are known: parallel lines whose sentences are joined, split, left out and put in at random."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from duizhao.corpus.bitext import Bead
from duizhao.corpus.document import Language
from duizhao.corpus.exchange.bitext.beads import read_beads
from duizhao.corpus.text.sentences import split as split_sentences

LANGUAGES: tuple[Language, Language] = ("zh", "en")

Lines = list[tuple[str, str]]
"""Parallel lines, Chinese first."""


@dataclass(frozen=True, slots=True)
class Known:
    """Sentences of both sides and what is known of their beads.

    `blocks` cover both sides in order. A block with several sentences on both sides is one bead if `exact` says so;
    otherwise its beads are not known, but none leaves it.
    """

    name: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    blocks: tuple[Bead, ...]
    exact: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Disturbance:
    """How often each thing happens to a line or to the border between two.

    `join`: two lines become one sentence on one side. `leave_out`, `put_in`: a run of lines is missing from a side, or
    a strange one stands in it; `run` is the mean number of lines of such a run.
    """

    join: float = 0.0
    leave_out: float = 0.0
    put_in: float = 0.0
    run: float = 1.0


def disturbed(lines: Lines, strange: Lines, how: Disturbance, generator: np.random.Generator, name: str) -> Known:
    """A document made of `lines`; the runs that are put in come from `strange`."""
    document = _Document()
    at = 0
    while at < len(lines):
        chance = generator.random()
        run = int(min(generator.geometric(1 / how.run), 12))
        if chance < how.leave_out:
            gone = int(generator.integers(2))
            for line in lines[at : at + run]:
                document.add_alone(1 - gone, _pieces(line, 1 - gone))
            at += run
            continue
        if chance < how.leave_out + how.put_in and strange:
            into = int(generator.integers(2))
            start = int(generator.integers(max(1, len(strange) - run)))
            for line in strange[start : start + run]:
                document.add_alone(into, _pieces(line, into))
        borders = list(_open_borders(len(lines) - at, how, generator))
        if borders:
            groups = [_grouped(lines[at : at + len(borders) + 1], borders, side) for side in range(2)]
            document.add(groups[0], groups[1], exact=True)
        else:
            parts = [_pieces(lines[at], side) for side in range(2)]
            document.add(*([[part] for part in paragraph] for paragraph in parts), exact=min(map(len, parts)) == 1)
        at += len(borders) + 1
    return document.known(name)


class _Document:
    """A document that is being made, of groups of sentences; the sentences of a group become one."""

    def __init__(self) -> None:
        self._sides: tuple[list[str], list[str]] = ([], [])
        self._blocks: list[Bead] = []
        self._exact: list[bool] = []

    def add(self, source: list[list[str]], target: list[list[str]], *, exact: bool) -> None:
        """A block with both sides."""
        self._blocks.append(Bead(self._extended(0, source), self._extended(1, target)))
        self._exact.append(exact)

    def add_alone(self, side: int, parts: Sequence[str]) -> None:
        """Sentences that only one side has, each a block."""
        runs = [(index,) for index in self._extended(side, [[part] for part in parts])]
        self._blocks.extend(Bead((), run) if side else Bead(run, ()) for run in runs)
        self._exact.extend([True] * len(runs))

    def _extended(self, side: int, groups: list[list[str]]) -> tuple[int, ...]:
        start = len(self._sides[side])
        self._sides[side].extend(_joined(group, side) for group in groups)
        return tuple(range(start, start + len(groups)))

    def known(self, name: str) -> Known:
        """All of it."""
        source, target = map(tuple, self._sides)
        return Known(name, source, target, tuple(self._blocks), tuple(self._exact))


def _pieces(line: tuple[str, str], side: int) -> list[str]:
    """One side of a line, in its sentences."""
    text = line[side]
    return [span.of(text).strip() for span in split_sentences(text, LANGUAGES[side]) if span.of(text).strip()]


def _open_borders(left: int, how: Disturbance, generator: np.random.Generator) -> Iterator[list[bool]]:
    """Of each border to a further line that is joined to the last on some side, whether each side is cut there."""
    for _ in range(min(3, left - 1)):
        cut = [generator.random() >= how.join for _ in range(2)]
        if all(cut):
            return
        yield cut


def _grouped(lines: Lines, borders: list[list[bool]], side: int) -> list[list[str]]:
    """One side of joined lines, in groups that become one sentence."""
    groups = [[lines[0][side]]]
    for line, cut in zip(lines[1:], borders, strict=True):
        if cut[side]:
            groups.append([line[side]])
        else:
            groups[-1].append(line[side])
    return groups


def _joined(group: Sequence[str], side: int) -> str:
    """Several sentences as one: the full stops between them become commas."""
    if LANGUAGES[side] == "zh":
        return "".join([*(text.rstrip("。.") + "，" if text[-1:] in "。." else text for text in group[:-1]), group[-1]])
    return " ".join([*(text[:-1] + "," if text.endswith(".") else text for text in group[:-1]), group[-1]])


def read_known(folder: Path) -> Iterator[Known]:
    """Documents aligned by hand: NAME.zh, NAME.en, a sentence a line, and NAME.align."""
    for path in sorted(folder.glob("*.align")):
        sides = [tuple(path.with_suffix(ending).read_text("utf-8").split("\n")) for ending in (".zh", ".en")]
        sides = [side[:-1] if side[-1] == "" else side for side in sides]
        beads = read_beads(path.read_text("utf-8"), path.name)
        yield Known(f"{folder.name}/{path.stem}", sides[0], sides[1], beads, (True,) * len(beads))


def planted(
    known: Known, generator: np.random.Generator, rate: float = 0.04
) -> tuple[Known, tuple[list[int], list[int]]]:
    """The document with one side of some beads taken away, and which sentences of either side are left.

    Six in ten gaps are of one bead, three of two to four, one of a paragraph of five to twelve.
    """
    gone: tuple[set[int], set[int]] = (set(), set())
    at = 0
    while at < len(known.blocks):
        run = 1
        if generator.random() < rate:
            kind = generator.random()
            run += int(
                generator.integers(0, 1)
                if kind < 0.6
                else generator.integers(1, 4)
                if kind < 0.9
                else generator.integers(4, 12)
            )
            side = int(generator.integers(2))
            for block in known.blocks[at : at + run]:
                if block.source and block.target:
                    gone[side].update((block.source, block.target)[side])
            run += 1
        at += run
    left = tuple(
        [index for index in range(len(texts)) if index not in missing]
        for texts, missing in zip((known.source, known.target), gone, strict=True)
    )
    place = [{old: new for new, old in enumerate(indices)} for indices in left]
    blocks: list[Bead] = []
    exact: list[bool] = []
    for block, sure in zip(known.blocks, known.exact, strict=True):
        mine = tuple(place[0][index] for index in block.source if index in place[0])
        theirs = tuple(place[1][index] for index in block.target if index in place[1])
        alone = [Bead((index,), ()) for index in mine] + [Bead((), (index,)) for index in theirs]
        blocks += [Bead(mine, theirs)] if mine and theirs else alone
        exact += [sure] if mine and theirs else [True] * len(alone)
    texts = [
        tuple(side[index] for index in kept) for side, kept in zip((known.source, known.target), left, strict=True)
    ]
    return Known(f"planted {known.name}", texts[0], texts[1], tuple(blocks), tuple(exact)), (left[0], left[1])


def verses(folder: Path, first: int, count: int, name: str) -> Known:
    """Verses `first` to `first + count` of the Bible: what stands in one verse stays in it."""
    source = (folder / "bible.zh").read_text("utf-8").split("\n")
    target = (folder / "bible.en").read_text("utf-8").split("\n")
    beads = list(
        itertools.islice(read_beads((folder / "bible.align").read_text("utf-8"), "bible"), first, first + count)
    )
    left, right = beads[0].source[0], beads[0].target[0]
    moved = tuple(Bead(tuple(i - left for i in b.source), tuple(j - right for j in b.target)) for b in beads)
    exact = tuple(min(len(b.source), len(b.target)) < 2 for b in beads)
    return Known(
        name,
        tuple(source[left : beads[-1].source[-1] + 1]),
        tuple(target[right : beads[-1].target[-1] + 1]),
        moved,
        exact,
    )


def made_up(data: Path, generator: np.random.Generator) -> Iterator[Known]:
    """The made-up documents: news, essays, books, laws, reports, talk and classics, calm ones and wild ones."""
    mild = Disturbance(join=0.06, leave_out=0.008, put_in=0.008, run=2.0)
    wild = Disturbance(join=0.2, leave_out=0.02, put_in=0.012, run=1.5)
    mixed = Disturbance(join=0.12, leave_out=0.03, put_in=0.02, run=1.3)
    news = _pairs(data / "parallel" / "newstest2020.zh-en.tsv")
    essays = _pairs(data / "train" / "newscomm_10k.tsv")
    books = _pairs(data / "train" / "scibooks.tsv")
    talk = _pairs(data / "train" / "aichallenger_valid.tsv")
    everyday = _pairs(data / "train" / "anki_cmn.tsv")
    everyday = [everyday[at] for at in generator.permutation(len(everyday))[:1000]]
    classics = _pairs(data / "train" / "classics_legge.tsv")
    reports = _pairs(data / "parallel" / "tico19.tsv", 1)
    strange = essays[-600:] + books[-600:] + talk[-600:]
    plan: list[tuple[str, Lines, Disturbance]] = [
        ("news/1", news[:380], mild),
        ("news/2", news[400:780], mixed),
        ("news/3", news[900:1250], wild),
        ("essays/1", essays[0:380], mild),
        ("essays/2", essays[3000:3380], wild),
        ("essays/3", essays[6000:6350], mixed),
        ("books/1", books[0:380], mild),
        ("books/2", books[6000:6380], wild),
        ("books/3", books[12000:12380], mixed),
        ("talk/1", talk[0:350], wild),
        ("everyday/1", everyday[:400], wild),
        ("everyday/2", everyday[400:800], mixed),
        ("classics/1", classics[3000:3250], mixed),
        ("reports/1", reports[1000:1300], mixed),
        ("reports/2", reports[1500:1800], wild),
        ("constitution/1", _pairs(data / "parallel" / "prc_constitution_2018.tsv"), mixed),
    ]
    for name, lines, how in plan:
        yield disturbed(lines, strange, how, generator, name)
    laws = _laws(data / "parallel" / "tw-laws.tsv")
    for number, (at, how) in enumerate([(3, mild), (90, mixed), (200, wild), (310, mixed)], start=1):
        lines = list(itertools.chain.from_iterable(laws[at : at + 4]))[:220]
        yield disturbed(lines, [*laws[5], *laws[6]], how, generator, f"laws/{number}")
    yield verses(data / "scale", 3000, 350, "bible/1")
    yield verses(data / "scale", 20000, 350, "bible/2")


def _pairs(path: Path, first: int = 0) -> Lines:
    rows = [line.split("\t") for line in path.read_text("utf-8").split("\n") if line]
    return [(row[first], row[first + 1]) for row in rows if row[first].strip() and row[first + 1].strip()]


def _laws(path: Path) -> list[Lines]:
    """Laws of 40 to 200 articles; every second one with the numbers of its articles written out."""
    laws: dict[str, Lines] = {}
    for line in path.read_text("utf-8").split("\n"):
        row = line.split("\t")
        if len(row) == 4 and row[2].strip() and row[3].strip():
            number = row[1]
            numbered = len(laws) % 2 == 0 and number.isdigit()
            heads = (f"第{number}條　", f"Article {number} ") if numbered else ("", "")
            laws.setdefault(row[0], []).append((heads[0] + row[2], heads[1] + row[3]))
    return [lines for lines in laws.values() if 40 <= len(lines) <= 200]
