"""Excerpts placed: a tenth of a law translated in another order; several laws in one English file, with strangers.

`python tests/benchmarks/excerpts.py --data DIR [--rounds N] [--plain]`. An English sentence is right if its Chinese
lies in its article alone, partly right if that article is among what the bead holds, a stranger if its law is not
among the originals. `--plain`: the aligner alone, on one law.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from duizhao.align.beads.documents import align_documents
from duizhao.align.library.excerpts import divided_entries
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Document, Span
from duizhao.corpus.readers.load import document_of
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder

LAWS = ("A0000001", "A0030058", "D0050001", "G0380028", "I0020006", "J0110001")
SHARE, STRANGERS = 10, 20
"""One article in so many is translated; of laws that are not among the originals, one in so many."""

Law = list[tuple[str, str]]
Place = tuple[str, int]
"""A law and an article of it."""


def read_laws(data: Path) -> dict[str, Law]:
    """The laws by name; each article on one line a side."""
    laws: dict[str, Law] = defaultdict(list)
    for line in (data / "parallel/tw-laws.tsv").read_text(encoding="utf-8").splitlines():
        law, _, chinese, english = line.split("\t")[:4]
        if law in LAWS and chinese.strip() and english.strip():
            laws[law].append((" ".join(chinese.split()), " ".join(english.split())))
    return laws


def excerpts(laws: dict[str, Law], shares: dict[str, int], generator: np.random.Generator) -> list[Place]:
    """Blocks of one to four articles of each law, shuffled."""
    blocks: list[list[Place]] = []
    for name, share in shares.items():
        size, taken = len(laws[name]), set[int]()
        while len(taken) < size / share:
            start = int(generator.integers(size))
            stop = min(size, start + int(generator.integers(1, 5)))
            block = [at for at in range(start, stop) if at not in taken]
            taken.update(block)
            blocks.append([(name, at) for at in block])
    return [place for number in generator.permutation(len(blocks)) for place in blocks[number]]


def line_of(document: Document, sentence: Span, ends: Sequence[int]) -> int:
    """The line in which a sentence begins."""
    return int(np.searchsorted(ends, sentence.trimmed(document.text).start, side="right")) - 1


def count(
    bitexts: Sequence[Bitext], laws: dict[str, Law], places: Sequence[Place], originals: Sequence[str]
) -> Counter[str]:
    """What became of each English sentence."""
    english = np.cumsum([0, *(len(laws[name][at][1]) + 1 for name, at in places)]).tolist()
    got: dict[int, set[Place]] = {}
    for bitext in bitexts:
        ends = np.cumsum([0, *(len(chinese) + 1 for chinese, _ in laws[bitext.source.name])]).tolist()
        for bead in bitext.beads:
            lines = {line_of(bitext.source, bitext.source.sentences[at], ends) for at in bead.source}
            for index in bead.target if bead.source else ():
                got.setdefault(index, set()).update((bitext.source.name, line) for line in lines)
    counts: Counter[str] = Counter()
    target = bitexts[0].target
    for index, sentence in enumerate(target.sentences):
        place, found = places[line_of(target, sentence, english)], got.get(index, set())
        if place[0] not in originals:
            counts["strangers placed" if found else "strangers left"] += 1
        else:
            right = "right" if found == {place} else "partly" if place in found else "wrong"
            counts[right if found else "missed"] += 1
    return counts


def main() -> None:
    """Measure, and print the counts of both kinds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--plain", action="store_true")
    given = parser.parse_args()
    laws, encoder, generator = read_laws(given.data), open_encoder(), np.random.default_rng(7)
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for _ in range(given.rounds):
        names = [str(name) for name in generator.permutation(LAWS)]
        totals["one law"] += measured(laws, names[3:4], [], encoder, generator, plain=given.plain)
        if not given.plain:
            totals["three laws and strangers"] += measured(laws, names[:3], names[3:5], encoder, generator)
    for kind, counts in totals.items():
        print(kind, dict(counts))  # noqa: T201


def measured(
    laws: dict[str, Law],
    names: Sequence[str],
    strangers: Sequence[str],
    encoder: Encoder,
    generator: np.random.Generator,
    *,
    plain: bool = False,
) -> Counter[str]:
    """One English file made, and divided or aligned."""
    places = excerpts(laws, dict.fromkeys(names, SHARE) | dict.fromkeys(strangers, STRANGERS), generator)
    originals = [document_of("".join(f"{zh}\n" for zh, _ in laws[name]), "zh", name=name) for name in names]
    target = document_of("".join(f"{laws[name][at][1]}\n" for name, at in places), "en", name="excerpts")
    if plain:
        return count([align_documents(originals[0], target, encoder)], laws, places, names)
    return count(divided_entries(originals, target, encoder)[1].bitexts, laws, places, names)


if __name__ == "__main__":
    main()
