"""English that renders parts of Chinese originals, in whatever order: each part is placed, then aligned by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from duizhao.align.beads.aligner import align_sides
from duizhao.align.beads.documents import encoded_side, with_empty_lines
from duizhao.align.beads.partition import Run, runs
from duizhao.align.library.library import Entry
from duizhao.align.progress import Track, untracked
from duizhao.align.vectors.similarity import Side
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document, Mark
from duizhao.models.encoder import Encoded, Encoder

AROUND = 1
"""Chinese sentences on either side of a part that may belong to it. More would be joined to its ends by mistake."""
SURE = 0.5
"""A part is believed if one of its beads is at least so probable."""


@dataclass(frozen=True, slots=True)
class Division:
    """One English text divided: a bitext for each original that has a share of it, and what belongs to none.

    In each bitext the English is whole: what is not of this original is added there, and marked "elsewhere" with the
    name of the original that it is of. `without`: the originals that have no share. `nowhere`: the sentences that
    belong to none.
    """

    bitexts: tuple[Bitext, ...]
    without: tuple[Document, ...]
    nowhere: tuple[int, ...]

    def lines(self, target: str) -> list[str]:
        """What went where, for the user."""
        lines = []
        for bitext in self.bitexts:
            share = sum(len(bead.target) for bead in bitext.beads if bead.source)
            lines.append(f"{target}: {_sentences(share)} to {bitext.source.name}")
        lines += [f"{target}: nothing belongs to {source.name}" for source in self.without]
        if self.nowhere:
            lines.append(f"{target}: {_sentences(len(self.nowhere))} to none: {_ranges(self.nowhere)}")
        return lines


def divided_entries(
    originals: Sequence[Document], target: Document, encoder: Encoder, track: Track[Encoded] = untracked
) -> tuple[list[Entry], Division]:
    """Each original ready to be searched, with its share of one English text."""
    encoded = [tuple(track(encoder.encode(texts), f"encoding {original.name}", len(texts)))
               for original in originals for texts in [original.sentence_texts()]]  # fmt: skip
    sides = [encoded_side(original, vectors, encoder) for original, vectors in zip(originals, encoded, strict=True)]
    texts = target.sentence_texts()
    theirs = encoded_side(target, track(encoder.encode(texts), f"encoding {target.name}", len(texts)), encoder)
    division = divide(originals, target, sides, theirs)
    shares = {bitext.source.name: bitext for bitext in division.bitexts}
    entries = [
        Entry(original, vectors, (shares[original.name],) if original.name in shares else ())
        for original, vectors in zip(originals, encoded, strict=True)
    ]
    return entries, division


def divide(originals: Sequence[Document], target: Document, mine: Sequence[Side], theirs: Side) -> Division:
    """The English among the originals; the beads of each part are those of the aligner, part by part.

    `mine`, `theirs`: the sentences with words of the originals and of the English, encoded.
    """
    kept = [[at for at, text in enumerate(document.sentence_texts()) if text] for document in (*originals, target)]
    parts: list[list[Bead]] = [[] for _ in originals]
    divided = runs(mine, theirs)
    for number, side in enumerate(mine):
        own = [run for run in divided if run.original == number]
        parts[number] = _beads(side, theirs, own)
    owners = {at: number for number, beads in enumerate(parts) for bead in beads for at in bead.target}
    marks = tuple(
        Mark("elsewhere", target.sentences[kept[-1][at]].trimmed(target.text), originals[owner].name)
        for at, owner in sorted(owners.items())
    )
    bitexts = []
    for number, (original, beads) in enumerate(zip(originals, parts, strict=True)):
        if beads:
            others = tuple(mark for mark in marks if mark.value != original.name)
            english = replace(target, marks=tuple(sorted((*target.marks, *others), key=lambda mark: mark.span)))
            counts = len(original.sentences), len(target.sentences)
            whole = with_empty_lines(_completed(beads, len(mine[number]), len(theirs)), kept[number], kept[-1], *counts)
            bitexts.append(Bitext(original, english, whole))
    return Division(
        tuple(bitexts),
        tuple(original for original, beads in zip(originals, parts, strict=True) if not beads),
        tuple(kept[-1][at] for at in range(len(theirs)) if at not in owners),
    )


def _beads(source: Side, target: Side, own: Sequence[Run]) -> list[Bead]:
    """The beads with two sides of the parts of one original; a sentence that two parts claim is the first one's."""
    straight = _in_order(own)
    claimed = {at for run in own for at in range(run.first, run.last)}
    taken: set[int] = set()
    made: list[Bead] = []
    for run in own:
        first, last = run.first, run.last
        while first and run.first - first < AROUND and first - 1 not in claimed:
            first -= 1
        while last < len(source) and last - run.last < AROUND and last not in claimed:
            last += 1
        beads = [
            replace(
                bead,
                source=tuple(at + first for at in bead.source),
                target=tuple(at + run.begin for at in bead.target),
                moved=run not in straight,
            )
            for bead in align_sides(source.part(first, last), target.part(run.begin, run.end))
            if bead.source and bead.target
        ]
        if any(bead.confidence >= SURE for bead in beads):
            fresh = [bead for bead in beads if taken.isdisjoint(bead.source)]
            taken.update(at for bead in fresh for at in bead.source)
            made += fresh
    return made


def _in_order(own: Sequence[Run]) -> set[Run]:
    """The series of parts, of most sentences, that rise in the Chinese as in the English; the others were moved."""
    chains: list[tuple[int, list[Run]]] = []
    for at, run in enumerate(own):
        before = [chains[other] for other in range(at) if own[other].last <= run.first]
        size, chain = max(before, key=lambda sized: sized[0], default=(0, []))
        chains.append((size + run.end - run.begin, [*chain, run]))
    return set(max(chains, key=lambda sized: sized[0])[1]) if chains else set()


def _completed(beads: Sequence[Bead], sources: int, targets: int) -> list[Bead]:
    """The beads, with every other sentence alone."""
    placed = {at for bead in beads for at in bead.source}, {at for bead in beads for at in bead.target}
    alone = [Bead((at,), ()) for at in range(sources) if at not in placed[0]]
    return [*beads, *alone, *(Bead((), (at,)) for at in range(targets) if at not in placed[1])]


def _ranges(indices: Sequence[int], most: int = 8) -> str:
    """`3–7, 9`: sentences counted from 0, the first few stretches of them."""
    stretches: list[list[int]] = []
    for at in indices:
        if stretches and stretches[-1][1] == at - 1:
            stretches[-1][1] = at
        else:
            stretches.append([at, at])
    shown = [f"{first}–{last}" if last > first else str(first) for first, last in stretches[:most]]
    return ", ".join(shown) + (", …" if len(stretches) > most else "")


def _sentences(count: int) -> str:
    return "1 sentence belongs" if count == 1 else f"{count} sentences belong"
