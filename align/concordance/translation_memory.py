"""A corpus used as a translation memory: for each sentence to be translated the like ones, and how they were rendered.

Likeness is the share of characters that two segments have in common, in order (normalised Indel similarity, as the
percentages of fuzzy matches are), whatever their script, width and case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal

from rapidfuzz import process
from rapidfuzz.distance import Indel

from duizhao.align.progress import Track, untracked
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document, Language, Span
from duizhao.corpus.exchange.bitext.xliff_matches import Candidate, Segment
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.text.han import is_word
from duizhao.corpus.text.normalization import View, hanzi, wording

LEAST = 0.7
"""Below this share most translators would rather begin anew."""
SHORTEST = 2
"""Letters of a sentence that is looked up."""
Edit = Literal["same", "only here", "only there"]


@dataclass(frozen=True, slots=True)
class Match:
    """A segment of the corpus that is like a sentence.

    `sentence`: where the sentence stands in its text; `likeness`: from 0 to 1; `edits`: the sentence and the segment
    cut where they differ, in order: a piece, and whose it is.
    """

    sentence: Span
    bitext: Bitext
    bead: Bead
    likeness: float
    edits: tuple[tuple[Edit, str], ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    bitext: Bitext
    bead: Bead
    view: str


def like_sentences(
    document: Document,
    bitexts: Iterable[Bitext],
    least: float = LEAST,
    most: int = 3,
    track: Track[Any] = untracked,
) -> Iterator[Match]:
    """For each sentence at most so many segments, the likest first; a pair of texts that comes again comes once."""
    units = list(_units(bitexts, document.language))
    texts = [unit.view for unit in units]
    for index in track(range(len(document.sentences)), "looking up", len(document.sentences)):
        span = document.sentences[index].trimmed(document.text)
        sentence = _view(span.of(document.text), document.language)
        if sum(map(is_word, sentence.text)) < SHORTEST:
            continue
        best = process.extract(sentence.text, texts, scorer=Indel.normalized_similarity, score_cutoff=least, limit=most)
        for _, likeness, at in best:
            unit = units[at]
            there = _span(unit.bitext, unit.bead, document.language)
            other = there.of(_side(unit.bitext, document.language).text)
            edits = _edits(span.of(document.text), sentence, other, _view(other, document.language))
            yield Match(span, unit.bitext, unit.bead, likeness, tuple(edits))


def match_record(match: Match, document: Document) -> dict[str, Any]:
    """A match as plain values; offsets count in the file, in the Chinese and in the English text of the corpus."""
    bitext, bead = match.bitext, match.bead
    source, target = bitext.source.run(bead.source), bitext.target.run(bead.target)
    return {
        "start": match.sentence.start,
        "end": match.sentence.end,
        "sentence": match.sentence.of(document.text),
        "likeness": round(match.likeness, 4),
        "document": bitext.source.name,
        "translation": bitext.target.name,
        "source_start": source.start,
        "source_end": source.end,
        "source_text": source.of(bitext.source.text),
        "target_start": target.start,
        "target_end": target.end,
        "target_text": target.of(bitext.target.text),
        "confidence": round(bead.confidence, 4),
        "status": bead.status,
        "edits": [list(edit) for edit in match.edits],
    }


def marked(edits: Sequence[tuple[Edit, str]]) -> str:
    """The segment of the corpus with what differs: `[-only there-]`, `{+only in the sentence+}`, as wdiff has it."""
    shapes: dict[Edit, str] = {"same": "{}", "only there": "[-{}-]", "only here": "{{+{}+}}"}
    return "".join(shapes[edit].format(" ".join(piece.split()) if edit != "same" else piece) for edit, piece in edits)


def memory_of(matches: Iterable[Match]) -> list[Bitext]:
    """The segments that were found, each once, as bitexts: what a memory for another program holds."""
    beads: dict[tuple[str, str], tuple[Bitext, dict[Bead, None]]] = {}
    for match in matches:
        names = match.bitext.source.name, match.bitext.target.name
        beads.setdefault(names, (match.bitext, {}))[1][match.bead] = None
    return [_reduced(bitext, list(its)) for bitext, its in beads.values()]


def segments_of(document: Document, matches: Iterable[Match]) -> list[Segment]:
    """Every sentence of a text to be translated, with the segments that were found for it."""
    found: dict[Span, list[Candidate]] = {}
    for match in matches:
        record = match_record(match, document)
        texts = record["source_text"], record["target_text"]
        source, target = texts if document.language == "zh" else texts[::-1]
        candidate = Candidate(source, target, match.likeness, match.bitext.target.name, match.bead.status)
        found.setdefault(match.sentence, []).append(candidate)
    spans = (span.trimmed(document.text) for span in document.sentences)
    return [Segment(span.of(document.text), tuple(found.get(span, ()))) for span in spans if span]


def _reduced(bitext: Bitext, beads: Sequence[Bead]) -> Bitext:
    sides = []
    for document, runs in (
        (bitext.source, [bitext.source_span(bead) for bead in beads]),
        (bitext.target, [bitext.target_span(bead) for bead in beads]),
    ):
        lines = [" ".join(span.of(document.text).splitlines()) for span in runs if span is not None]
        reduced = document_of(
            "".join(f"{line}\n" for line in lines), document.language, name=document.name, presplit=True
        )
        sides.append(replace(reduced, metadata=document.metadata))
    kept = (replace(bead, source=(at,), target=(at,), reasons=None, moved=False) for at, bead in enumerate(beads))
    return Bitext(sides[0], sides[1], tuple(kept))


def _units(bitexts: Iterable[Bitext], language: Language) -> Iterator[_Unit]:
    seen: set[tuple[str, str]] = set()
    for bitext in bitexts:
        for bead, source, target in bitext.rows():
            view = _view(source if language == "zh" else target, language).text
            pair = view, " ".join((target if language == "zh" else source).split())
            if source and target and pair not in seen:
                seen.add(pair)
                yield _Unit(bitext, bead, view)


def _view(text: str, language: Language) -> View:
    return hanzi(text) if language == "zh" else wording(text)


def _side(bitext: Bitext, language: Language) -> Document:
    return bitext.source if language == "zh" else bitext.target


def _span(bitext: Bitext, bead: Bead, language: Language) -> Span:
    return bitext.source.run(bead.source) if language == "zh" else bitext.target.run(bead.target)


def _edits(sentence: str, view: View, other: str, other_view: View) -> Iterator[tuple[Edit, str]]:
    """The two texts cut where their views differ; what both have is given as the segment of the corpus has it."""
    blocks = Indel.opcodes(other_view.text, view.text)
    for alike, run in groupby(blocks, key=lambda block: block.tag == "equal"):
        changed = list(run)
        there = other_view.original(Span(changed[0].src_start, changed[-1].src_end)).of(other)
        here = view.original(Span(changed[0].dest_start, changed[-1].dest_end)).of(sentence)
        if alike:
            yield "same", there
            continue
        if there:
            yield "only there", there
        if here:
            yield "only here", here
