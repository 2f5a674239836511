"""Pairs that a file gives: how sure they are, aligned anew, and found again in the two texts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from duizhao.align.beads.documents import align_documents, read_confirmed
from duizhao.align.errors import RequestError
from duizhao.align.progress import Track, untracked
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document, Span
from duizhao.corpus.exchange.bitext.sniff_pairs import kind_of_pairs, read_given
from duizhao.corpus.readers.load import read_bytes
from duizhao.corpus.text.sentences import split
from duizhao.models.encoder import Encoded, Encoder

DOUBTFUL = 0.6
"""A given pair of less confidence is more likely wrong than right."""


def measured(bitext: Bitext, encoder: Encoder, track: Track[Encoded] = untracked) -> Bitext:
    """The given beads with a confidence: how sure the aligner is of them, seeing the segments in their order.

    Of a bead that it would not make, the confidence is what the beads that contradict it leave. Confirmed beads keep 1.
    A segment that is given without a counterpart is nobody's: it says nothing of its neighbours.
    """
    confirmed = [bead for bead in bitext.beads if bead.status == "confirmed" or not (bead.source and bead.target)]
    aligned = align_documents(bitext.source, bitext.target, encoder, track, confirmed).beads
    same = {(bead.source, bead.target): bead for bead in aligned}
    rivals: dict[tuple[str, int], Bead] = {}
    for bead in aligned:
        rivals |= {("source", at): bead for at in bead.source} | {("target", at): bead for at in bead.target}
    beads = []
    for bead in bitext.beads:
        scored = same.get((bead.source, bead.target))
        if bead.status == "confirmed":
            beads.append(bead)
        elif scored is not None:
            beads.append(replace(bead, confidence=scored.confidence, reasons=scored.reasons))
        else:
            against = [rivals["source", at] for at in bead.source] + [rivals["target", at] for at in bead.target]
            beads.append(replace(bead, confidence=1 - max(rival.confidence for rival in against)))
    return Bitext(bitext.source, bitext.target, tuple(beads))


def doubts(bitext: Bitext) -> str:
    """Which given pairs look wrong, for the user; '' if none does."""
    wrong = [
        at for at, bead in enumerate(bitext.beads, 1) if bead.source and bead.target and bead.confidence < DOUBTFUL
    ]
    if not wrong:
        return ""
    listed = ", ".join(map(str, wrong[:10])) + (", …" if len(wrong) > 10 else "")
    return f"{len(wrong)} of the given pairs do not look like translations of each other: {listed}"


def realigned(bitext: Bitext, encoder: Encoder, track: Track[Encoded] = untracked) -> Bitext:
    """The same texts, their segments split into sentences and aligned anew; confirmed pairs stay together."""
    sides = [_resplit(document) for document in (bitext.source, bitext.target)]
    confirmed = [
        Bead(
            tuple(at for segment in bead.source for at in sides[0][1][segment]),
            tuple(at for segment in bead.target for at in sides[1][1][segment]),
            status="confirmed",
        )
        for bead in bitext.beads
        if bead.status == "confirmed"
    ]
    return align_documents(sides[0][0], sides[1][0], encoder, track, confirmed)


def _resplit(document: Document) -> tuple[Document, list[range]]:
    """The document in sentences, and which of them each of its segments is."""
    sentences: list[Span] = []
    segments = []
    for segment in document.sentences:
        before = len(sentences)
        sentences += [span.shift(segment.start) for span in split(segment.of(document.text), document.language)]
        segments.append(range(before, len(sentences)))
    return replace(document, sentences=tuple(sentences)), segments


def kept_beads(
    path: Path, source: Document, target: Document, columns: Sequence[str] = ()
) -> tuple[tuple[Bead, ...], str]:
    """The beads that a file says are right: of format `beads`, or the approved pairs of a file of pairs.

    With them, what is to be said ('' if nothing). Raises RequestError if the file approves of no pair.
    """
    if re.match(rb"(?:\xef\xbb\xbf)?\s*(?:\[|\Z)", read_bytes(path)):
        return read_confirmed(path), ""
    given = read_given(path, columns=columns).bitext
    approved = [bead for bead in given.beads if bead.status == "confirmed" and bead.source and bead.target]
    if not approved:
        raise RequestError(f"{path.name} says of no pair that it was approved: none can be kept as confirmed")
    texts = [(given.source.sentence(bead.source[0]), given.target.sentence(bead.target[0])) for bead in approved]
    beads = located(texts, source, target)
    return beads, f"{path.name}: {len(beads)} of its {len(texts)} approved pairs stand in the two files, and are kept"


def located(pairs: Sequence[tuple[str, str]], source: Document, target: Document) -> tuple[Bead, ...]:
    """Where pairs of texts stand in two documents, as confirmed beads of whole sentences; blanks do not count.

    A text that stands several times is placed only if the pairs have it as often, in that order.
    """
    mine = _places([text for text, _ in pairs], source)
    theirs = _places([text for _, text in pairs], target)
    taken: tuple[set[int], set[int]] = (set(), set())
    beads = []
    for here, there in zip(mine, theirs, strict=True):
        if here and there and taken[0].isdisjoint(here) and taken[1].isdisjoint(there):
            taken[0].update(here)
            taken[1].update(there)
            beads.append(Bead(tuple(here), tuple(there), status="confirmed"))
    return tuple(beads)


def _places(texts: Sequence[str], document: Document) -> list[range]:
    """The sentences that each text is; an empty range where it is not, or cannot be told."""
    index = _Unspaced.of(document)
    bare = ["".join(text.split()) for text in texts]
    counts = Counter(bare)
    known = {text: index.find(text) for text in counts}
    used: dict[str, int] = defaultdict(int)
    places = []
    for text in bare:
        places_of = known[text]
        places.append(places_of[used[text]] if len(places_of) == counts[text] else range(0))
        used[text] += 1
    return places


@dataclass(frozen=True, slots=True)
class _Unspaced:
    """A text without its blanks, and where each sentence begins and ends in it."""

    text: str
    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, document: Document) -> _Unspaced:
        parts = ["".join(span.of(document.text).split()) for span in document.sentences]
        ends: list[int] = []
        for part in parts:
            ends.append((ends[-1] if ends else 0) + len(part))
        return cls("".join(parts), [0, *ends[:-1]], ends)

    def find(self, text: str) -> list[range]:
        """Every run of whole sentences that is this text."""
        ranges = []
        at = self.text.find(text) if text else -1
        while at >= 0:
            first, last = bisect_left(self.starts, at), bisect_left(self.ends, at + len(text))
            if first < len(self.starts) and self.starts[first] == at and self.ends[last] == at + len(text):
                ranges.append(range(first, last + 1))
            at = self.text.find(text, at + 1)
        return ranges


def is_pairs_file(path: Path) -> bool:
    """Whether a file is beyond doubt one of pairs, TMX or XLIFF."""
    return path.is_file() and kind_of_pairs(read_bytes(path)) in ("tmx", "xliff", "xliff2")
