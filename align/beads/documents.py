"""A document and its translation aligned: encoded, compared, decoded, with the lines that have no words put back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from duizhao.align.beads.aligner import align_sides
from duizhao.align.beads.boundaries import Within, boundaries
from duizhao.align.beads.facing_lines import facing_empty, without_rejoined
from duizhao.align.beads.timing import clock_of
from duizhao.align.errors import RequestError
from duizhao.align.progress import Track, untracked
from duizhao.align.vectors.background import backgrounds
from duizhao.align.vectors.similarity import Background, Side, side
from duizhao.corpus.bitext import Bead, Bitext, in_order
from duizhao.corpus.document import Document
from duizhao.corpus.exchange.bitext.beads import read_beads
from duizhao.corpus.readers.load import read_text
from duizhao.models.encoder import Encoded, Encoder


def align_documents(
    source: Document,
    target: Document,
    encoder: Encoder,
    track: Track[Encoded] = untracked,
    confirmed: Sequence[Bead] = (),
) -> Bitext:
    """Sentence alignment of a document and its translation: m:n beads, omissions, additions, transpositions.

    A semi-Markov CRF over the lattice of candidate beads (Sarawagi & Cohen 2004), decoded by Viterbi; the confidence of
    a bead is its marginal probability. Vectors are kept only as long, and as precisely, as they must be.

    - `source`, `target`: the Chinese and the English, in sentences; neither is changed.
    - `encoder`: gives the token vectors, each sentence once.
    - `track`: shows progress, a step a sentence.
    - `confirmed`: beads, of indices of sentences, that are kept as they are, with a confidence of 1; only what stands
      between them is aligned.

    RequestError: two confirmed beads share a sentence, or one names a sentence that is not there.
    """
    return align_within((source, target), None, encoder, track, confirmed)


def align_within(
    documents: tuple[Document, Document],
    within: Within | None,
    encoder: Encoder,
    track: Track[Encoded] = untracked,
    confirmed: Sequence[Bead] = (),
) -> Bitext:
    """The same, where no bead crosses a paragraph of both texts, or a part that both number alike.

    RequestError: as `align_documents`; or one text has more paragraphs than the other, or they have no part in common.
    """
    sides = [
        document_side(document, encode_document(document, encoder, track), common)
        for document, common in zip(documents, backgrounds(encoder), strict=True)
    ]
    return align_encoded(documents, (sides[0], sides[1]), confirmed, within)


def align_encoded(
    documents: tuple[Document, Document],
    sides: tuple[Side, Side],
    confirmed: Sequence[Bead] = (),
    within: Within | None = None,
) -> Bitext:
    """The bitext of two documents whose sentences are ready to be compared."""
    (source, target), (mine, theirs) = documents, sides
    kept = [[index for index, text in enumerate(document.sentence_texts()) if text] for document in (source, target)]
    counts = len(source.sentences), len(target.sentences)
    check_beads(confirmed, *counts)
    clocks = clock_of(source, kept[0]), clock_of(target, kept[1])
    places = boundaries(source, target, within) if within else []
    corners = [(bisect_left(kept[0], here), bisect_left(kept[1], there)) for here, there in places]

    def aligned(fixed: Sequence[Bead]) -> tuple[Bead, ...]:
        beads = align_sides(
            mine, theirs, confirmed=without_empty_lines(fixed, kept[0], kept[1]), clocks=clocks, corners=corners
        )
        return with_empty_lines(beads, kept[0], kept[1], *counts)

    beads = aligned(confirmed)
    if not confirmed and (alone := without_rejoined(facing_empty(source, target, mine, theirs), beads)):
        beads = aligned(alone)
    return Bitext(source, target, beads)


def read_confirmed(path: Path) -> tuple[Bead, ...]:
    """The beads of a file, which a person has confirmed."""
    return tuple(replace(bead, status="confirmed") for bead in read_beads(read_text(path)[0], path.name))


def check_beads(confirmed: Sequence[Bead], sources: int, targets: int) -> None:
    """Refuse confirmed beads that share a sentence, or name one that is not there."""
    for side_, count in (("source", sources), ("target", targets)):
        indices = sorted(index for bead in confirmed for index in getattr(bead, side_))
        if twice := [index for index, after in pairwise(indices) if index == after]:
            raise RequestError(f"{side_} sentence {twice[0]} stands in two confirmed beads: take one of them out")
        if indices and indices[-1] >= count:
            raise RequestError(
                f"there is no {side_} sentence {indices[-1]} (there are {count}, counted from 0): "
                "check the confirmed beads against the two files"
            )


def document_side(document: Document, encoded: Iterable[Encoded], common: Background) -> Side:
    """The sentences that have words, ready to be compared."""
    texts = document.sentence_texts()
    filled = (vector for text, vector in zip(texts, encoded, strict=True) if text)
    return side([text for text in texts if text], filled, common)


def encoded_side(document: Document, encoded: Iterable[Encoded], encoder: Encoder) -> Side:
    """A document, its sentences encoded, ready to be compared; what has no words is left out."""
    return document_side(document, encoded, backgrounds(encoder)[document.language == "en"])


def encode_document(document: Document, encoder: Encoder, track: Track[Encoded]) -> Iterable[Encoded]:
    """The token vectors of each sentence, shown as they come."""
    texts = document.sentence_texts()
    return track(encoder.encode(texts), f"encoding {document.name}", len(texts))


def with_empty_lines(
    beads: Sequence[Bead], source: Sequence[int], target: Sequence[int], sources: int, targets: int
) -> tuple[Bead, ...]:
    """Beads of the sentences with words, counted among all lines; an empty line is a bead of its own.

    `source` and `target` are the lines that have words, of so many lines in all. An empty line in the middle of a run
    stays in its bead.

    >>> with_empty_lines([Bead((0,), (0,)), Bead((1,), (1,))], [0, 2], [0, 1], 3, 2)[1]
    Bead(source=(1,), target=(), confidence=1.0, reasons=None, moved=False, status='aligned')
    """
    whole = [replace(bead, source=_lines(bead.source, source), target=_lines(bead.target, target)) for bead in beads]
    placed = {line for bead in whole for line in bead.source}, {line for bead in whole for line in bead.target}
    whole += [Bead((line,), ()) for line in range(sources) if line not in placed[0]]
    whole += [Bead((), (line,)) for line in range(targets) if line not in placed[1]]
    return in_order(whole)


def without_empty_lines(beads: Sequence[Bead], source: Sequence[int], target: Sequence[int]) -> list[Bead]:
    """Beads of lines, counted among the sentences with words; a bead of empty lines alone is no bead."""
    place = [{line: index for index, line in enumerate(lines)} for lines in (source, target)]
    kept = []
    for bead in beads:
        mine = tuple(place[0][line] for line in bead.source if line in place[0])
        theirs = tuple(place[1][line] for line in bead.target if line in place[1])
        if mine or theirs:
            kept.append(replace(bead, source=mine, target=theirs))
    return kept


def _lines(indices: Sequence[int], lines: Sequence[int]) -> tuple[int, ...]:
    """The lines of a run of sentences, with the empty ones between them."""
    return tuple(range(lines[indices[0]], lines[indices[-1]] + 1)) if indices else ()
