"""Libraries of parallel text whose fragments stand for quotations: what is searched, and what is looked for in it.

Some sentences that fragments are cut from are kept out of what is searched, so that what is fitted learns what "none of
them" looks like; libraries are of several sizes and kinds of prose.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from duizhao.align.library.build import make_library
from duizhao.align.quotations.source_search import SourceSearch
from duizhao.align.training.quotation_fragments import fragment
from duizhao.corpus.readers.load import document_of
from duizhao.models.encoder import Encoder

WITHHELD = 0.3
"""Share of the sentences that fragments are cut from and that are not searched."""
LONGEST = 250
"""Chinese characters of a sentence."""
TOGETHER = 16
"""Fragments that are looked for at a time."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A file of pairs, the columns of its two sides, the first and how many are searched, and how many fragments."""

    name: str
    columns: tuple[int, int]
    first: int
    pairs: int
    fragments: int


NEWS = tuple(f"parallel/newstest2020.{way}.tsv" for way in ("zh-en", "en-zh"))
OPINION, SCHOLARLY, LAWS = "train/newscomm_10k.tsv", "train/scibooks.tsv", "parallel/tw-laws.tsv"
HEALTH, SPOKEN = "parallel/tico19.tsv", "train/aichallenger_valid.tsv"
LEGGE, NOTES = "train/classics_legge.tsv", "train/classics_chinesenotes.tsv"
LIBRARIES: tuple[tuple[tuple[Kind, ...], int], ...] = (
    ((Kind(NEWS[0], (0, 1), 0, 2000, 400), Kind(NEWS[1], (0, 1), 0, 1418, 300)), 20_000),
    ((Kind(LAWS, (2, 3), 4000, 4000, 500),), 20_000),
    ((Kind(OPINION, (0, 1), 5000, 5000, 500),), 10_000),
    ((Kind(SCHOLARLY, (0, 1), 0, 5000, 500),), 3_000),
    (
        (
            Kind(NEWS[0], (0, 1), 0, 1000, 150),
            Kind(OPINION, (0, 1), 6800, 3200, 300),
            Kind(SCHOLARLY, (0, 1), 5000, 4000, 200),
            Kind(LEGGE, (0, 1), 4000, 1500, 60),
            Kind("train/captions_3am.tsv", (0, 1), 0, 500, 40),
            Kind("train/anki_cmn.tsv", (0, 1), 30000, 3000, 50),
            Kind(LAWS, (2, 3), 30000, 1500, 100),
        ),
        20_000,
    ),
    ((Kind(OPINION, (0, 1), 0, 5000, 500),), 0),
    ((Kind(LEGGE, (0, 1), 0, 4000, 250), Kind(NOTES, (0, 1), 0, 3000, 200)), 5_000),
    ((Kind(HEALTH, (1, 2), 1, 3071, 350),), 8_000),
    ((Kind(NEWS[0], (0, 1), 1000, 800, 250),), 0),
    ((Kind(OPINION, (0, 1), 2000, 400, 150),), 0),
    ((Kind(SPOKEN, (0, 1), 0, 6000, 250),), 0),
    ((Kind(SCHOLARLY, (0, 1), 9000, 6000, 300), Kind(LAWS, (2, 3), 45000, 3000, 200)), 0),
    ((Kind(LEGGE, (0, 1), 6000, 5000, 250), Kind(SCHOLARLY, (0, 1), 15000, 5000, 250)), 10_000),
)
"""What is searched together, and how many sentences of Chinese documents beside it hold none of the fragments."""


@dataclass(frozen=True, slots=True)
class FragmentLibrary:
    """What finds sentences among those `searched`, each with its English or "", and fragments with their sources."""

    search: SourceSearch
    searched: dict[str, str]
    fragments: Sequence[tuple[str, str]]

    def batches(self) -> Iterator[Sequence[tuple[str, str]]]:
        """Sources and their fragments, some at a time."""
        for start in range(0, len(self.fragments), TOGETHER):
            yield self.fragments[start : start + TOGETHER]

    def says(self, sentence: str, phrase: str) -> bool:
        """Whether the English of a searched sentence holds the phrase in these very words."""
        return phrase.lower() in self.searched[sentence].lower()


Pairs = list[tuple[str, str]]


def pairs_of(data: Path, kinds: Sequence[Kind], generator: random.Random) -> tuple[Pairs, Pairs]:
    """All pairs of a library's kinds, and those that fragments are cut from."""
    pairs: Pairs = []
    wanted: Pairs = []
    for kind in kinds:
        block = _pairs(data, kind)
        pairs.extend(block)
        wanted.extend(generator.choice(block) for _ in range(kind.fragments))
    return pairs, wanted


def library_of(
    pairs: Sequence[tuple[str, str]],
    wanted: Sequence[tuple[str, str]],
    beside: Sequence[str],
    encoder: Encoder,
    generator: random.Random,
) -> FragmentLibrary:
    """A fragment of each pair in `wanted`, looked for among most of the `pairs`, and among sentences `beside` them."""
    searched = {source: target for source, target in pairs if generator.random() >= WITHHELD}
    known = dict(pairs)
    searched |= {sentence: "" for sentence in beside if sentence not in known}
    others = [word for _, target in pairs[:300] for word in target.split()]
    fragments = [(source, fragment(target, generator, others)[1]) for source, target in wanted]
    fragments = [(source, phrase) for source, phrase in fragments if any(map(str.isalpha, phrase))]
    return FragmentLibrary(search_of(searched, encoder), searched, fragments)


def search_of(sentences: Iterable[str], encoder: Encoder) -> SourceSearch:
    """What finds phrases among these Chinese sentences; the places that it names count them in order."""
    searched = document_of("\n".join(sentences), "zh", name="searched", presplit=True)
    return SourceSearch(make_library([(searched, None)], encoder), encoder)


def sentences_beside(data: Path, count: int, seed: int) -> list[str]:
    """Different sentences of Chinese documents that no fragment is cut from, document by document, seeded."""
    documents = [
        json.loads(line)["text"]
        for path in sorted((data / "chinese-only").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    random.Random(seed).shuffle(documents)
    sentences: dict[str, None] = {}
    for text in documents:
        if len(sentences) >= count:
            break
        sentences |= dict.fromkeys(filter(None, map(str.strip, document_of(text, "zh", name="").sentence_texts())))
    return list(sentences)[:count]


def _pairs(data: Path, kind: Kind) -> list[tuple[str, str]]:
    pairs: dict[str, str] = {}
    lines = (data / kind.name).read_text(encoding="utf-8").splitlines()
    for line in lines[kind.first : kind.first + kind.pairs]:
        cells = line.split("\t")
        if len(cells) > max(kind.columns):
            source, target = (cells[column].strip() for column in kind.columns)
            if 4 < len(source) < LONGEST and len(target.split()) >= 4:
                pairs.setdefault(source, target)
    return list(pairs.items())
