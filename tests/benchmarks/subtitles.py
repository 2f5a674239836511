"""Subtitles of which lines are cut and joined: are the same lines found together again?

`python tests/benchmarks/subtitles.py PAIRS.tsv` takes 200 pairs of captions (`zh<TAB>en`), makes two SRT files of them
in which a third of the lines are cut in two on one side, or joined with the next, and aligns the files: with full stops
and without, with times that are equal and that are not quite. A bead counts if it holds all lines of its pairs (of a
joined cue without a full stop: of all pairs in it), and nothing else.
"""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

from duizhao.align.beads.documents import align_documents
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Document, Language
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.load import document_from
from duizhao.models.loading import open_encoder

Lines = list[tuple[float, float, str, tuple[int, ...]]]
"""Cues: start, end, words, and the pairs that they are of."""


def main() -> None:
    """The figures, a line for each way of making the files."""
    rows = [line.split("\t")[:2] for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    whole = [(zh, en) for zh, en in rows if not re.search(r"[。！？.!?].", zh + "\n" + en.rstrip(".")) and len(zh) > 7]
    encoder = open_encoder()
    for seed in range(3):
        for stops in (("zh", "en"), ("en",), ()):
            for jitter in (0.0, 0.15):
                rng = random.Random(seed)
                cues, gold = made(rng.sample(whole, 200), rng, stops, jitter)
                bitext = align_documents(*(read(cues[side], side) for side in ("zh", "en")), encoder)
                precision, recall = scored(bitext, cues, gold)
                both = precision + recall
                told = f"full stops: {'+'.join(stops) or 'none'}, jitter {jitter}"
                f1 = 2 * precision * recall / both if both else 0.0
                sys.stdout.write(f"{told}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}\n")


def made(
    pairs: list[tuple[str, str]], rng: random.Random, stops: tuple[str, ...], jitter: float
) -> tuple[dict[Language, Lines], list[frozenset[int]]]:
    """The cues of both sides, and which pairs belong together."""
    sides: dict[Language, Lines] = {"zh": [], "en": []}
    joined: list[set[int]] = [{at} for at in range(len(pairs))]
    time = 1.0
    for at, (zh, en) in enumerate(pairs):
        lasts = max(1.2, len(zh) / 6)
        for side, words in (("zh", zh), ("en", en)):
            shown = words if side in stops else words.rstrip("。. ")
            begin, end = (time + rng.uniform(-jitter, jitter), time + lasts + rng.uniform(-jitter, jitter))
            sides[side].append((begin, end, shown, (at,)))
        time += lasts + rng.choice((0.08, 0.1, 0.5, 1.5))
    for side, lines in sides.items():
        changed: Lines = []
        for begin, end, words, of in lines:
            chance = rng.random()
            middle = _middle(words, side)
            if chance < 0.2 and middle:
                cut = begin + (end - begin) * middle / len(words)
                changed += [(begin, cut - 0.05, words[:middle].strip(), of), (cut, end, words[middle:].strip(), of)]
            elif chance < 0.3 and changed and len(changed[-1][3]) == 1 and begin - changed[-1][1] < 1:
                before = changed.pop()
                changed.append((before[0], end, before[2] + rng.choice((" ", "\n")) + words, (*before[3], *of)))
                if side not in stops:
                    joined[of[0]] = joined[before[3][0]]
                    joined[of[0]].update(of)
            else:
                changed.append((begin, end, words, of))
        sides[side] = changed
    return sides, list({frozenset(group) for group in joined})


def _middle(words: str, side: str) -> int:
    if side == "zh":
        return len(words) // 2 if len(words) > 9 else 0
    blanks = [found.start() for found in re.finditer(" ", words)]
    return blanks[len(blanks) // 2] if len(blanks) > 3 else 0


def read(lines: Lines, side: Language) -> Document:
    """The document that is made of an SRT file of the cues."""

    def clock(time: float) -> str:
        return f"{int(time) // 3600:02}:{int(time) // 60 % 60:02}:{int(time) % 60:02},{int(time * 1000) % 1000:03}"

    blocks = [f"{at}\n{clock(a)} --> {clock(b)}\n{words}\n" for at, (a, b, words, _) in enumerate(lines, 1)]
    return document_from(contents_of("\n".join(blocks).encode(), f"film.{side}"), side, side, "")


def scored(bitext: Bitext, cues: dict[Language, Lines], gold: list[frozenset[int]]) -> tuple[float, float]:
    """Precision and recall."""
    of = {side: _pairs_of(document, cues[side]) for side, document in (("zh", bitext.source), ("en", bitext.target))}
    sizes = [{group: sum(bool(its & group) for its in of[side]) for group in gold} for side in ("zh", "en")]
    right = 0
    for bead in bitext.beads:
        mine = frozenset().union(*(of["zh"][at] for at in bead.source))
        theirs = frozenset().union(*(of["en"][at] for at in bead.target))
        right += (
            mine == theirs
            and mine in sizes[0]
            and (len(bead.source), len(bead.target))
            == (
                sizes[0][mine],
                sizes[1][theirs],
            )
        )
    return right / len(bitext.beads), right / len(gold)


def _pairs_of(document: Document, lines: Lines) -> list[frozenset[int]]:
    """Of which pairs each sentence is, told by walking along the characters of both."""
    owners: list[tuple[int, ...]] = [of for _, _, words, of in lines for each in words if not each.isspace()]
    written = [each for _, _, words, _ in lines for each in words if not each.isspace()]
    found = []
    at = 0
    place: dict[tuple[int, ...], int] = {}
    for index in range(len(document.sentences)):
        own: set[int] = set()
        for each in document.sentence(index):
            if each.isspace():
                continue
            assert written[at] == each
            cue = owners[at]
            own.add(cue[min(place.get(cue, 0), len(cue) - 1)] if len(cue) > 1 else cue[0])
            at += 1
        last = owners[at - 1]
        if len(last) > 1:
            whole = at == len(owners) or owners[at] != last
            if whole and place.get(last, 0) == 0:
                own.update(last)
            place[last] = place.get(last, 0) + 1
        found.append(frozenset(own))
    return found


if __name__ == "__main__":
    main()
