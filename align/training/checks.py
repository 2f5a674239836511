"""`python -m duizhao.align.training.checks --data DIR`: what the checks weigh, by slips planted in translations.

Writes `align/checks/coverage.tsv` (how probable the best link of a word usually is) and `align/checks/weights.json`
(logistic regressions: what a gap, a denial, a name, a bead that hardly matches must look like to be a slip). The data
does not ship. Takes about an hour on two cores, most of it for word links.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from duizhao.align.checks.check_pairs import translations_of
from duizhao.align.checks.classifier import table
from duizhao.align.checks.gap_candidates import gaps
from duizhao.align.checks.gap_reranker import RERANKED_FROM, ScoredGap, first_stage, second_stage
from duizhao.align.checks.linked_pair import Pair
from duizhao.align.checks.mismatch import mismatch_features
from duizhao.align.checks.name_features import document_names, name_features, names
from duizhao.align.checks.negation import denials
from duizhao.align.checks.word_coverage import expectations, words_of
from duizhao.align.training.error_corpus import Documents, sets
from duizhao.align.training.logistic import logistic
from duizhao.align.training.planted_errors import PLANTERS, Around, Planted, Texts, names_of, vocabulary
from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.align.words.aligner import link_texts
from duizhao.corpus.document import Language, Span
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder
from duizhao.models.word_linker.lexical_table import Translations, piece

FOLDER = Path(str(files("duizhao.align.checks")))
SEED = 11
OFTEN = 20
"""Times a word must stand in the data to have an expectation of its own."""
PLANTED = {"omission": 550, "addition": 550, "name": 340, "negation": 340, "meaning": 120}
"""Slips of each kind that are learned from."""
GAPS = ("omission", "addition")
LINKED, COVERED = 0.4, 0.5
"""The probability of links by which a clause is led to the other side before it is cut, and the share of a gap that
must lie there to be taken for it."""

Row = tuple[Sequence[float], float]


@dataclass(frozen=True, slots=True)
class Slip:
    """A planted slip with its links, the pair it was planted in, and where that stands."""

    planted: Planted
    pair: Pair
    before: Pair
    document: int
    at: int


def linked(texts: Iterable[Texts], encoder: Encoder) -> Iterator[Pair]:
    """The pairs with their word links."""
    for (source, target), links in link_texts(texts, lambda texts_of: texts_of, encoder):
        yield Pair(source, target, links)


def slips(kind: str, documents: Documents, linked_: Sequence[Sequence[Pair]], encoder: Encoder) -> list[Slip]:
    """So many slips of a kind, each in a pair of its own, from all documents alike."""
    rng = random.Random(SEED)
    small = vocabulary(target for document in documents for _, target in document)
    around = [_around(document, small) for document in documents]
    places = [(number, at) for number, document in enumerate(documents) for at in range(len(document))]
    rng.shuffle(places)
    slips_made: list[tuple[Planted, int, int]] = []
    for number, at in places:
        if len(slips_made) == PLANTED[kind]:
            break
        made = PLANTERS[kind](*documents[number][at], around[number], rng)
        if made is not None and (made.source, made.target) != documents[number][at]:
            slips_made.append((made, number, at))
    pairs = linked(((made.source, made.target) for made, _, _ in slips_made), encoder)
    return [
        Slip(made, pair, linked_[number][at], number, at)
        for (made, number, at), pair in zip(slips_made, pairs, strict=True)
    ]


def _around(document: Sequence[Texts], small: set[str]) -> Around:
    names, counts = names_of((target for _, target in document), small)
    return Around(names, counts, [target for _, target in document])


def coverage_table(pairs: Iterable[Pair]) -> str:
    """How probable the best link of each frequent word is, a line each."""
    values: dict[Language, dict[str, list[float]]] = {"zh": defaultdict(list), "en": defaultdict(list)}
    for pair in pairs:
        for language, text, links in _sides(pair):
            words = words_of(text, links, language)
            for (start, end), value in zip(words.spans.tolist(), words.coverage.tolist(), strict=True):
                if any(map(str.isalnum, text[start:end])):
                    values[language][piece(text[start:end])].append(value)
    rows = [
        f"{language}\t{word}\t{np.mean(values):.2f}\n"
        for language, table in values.items()
        for word, values in sorted(table.items())
        if len(values) >= OFTEN and "\t" not in word and "\n" not in word
    ]
    return "".join(rows)


def _sides(pair: Pair) -> tuple[tuple[Language, str, AlignmentMatrix], ...]:
    return ("zh", pair.source, pair.links), ("en", pair.target, pair.links.transposed)


def gap_rows(language: Language, planted: Sequence[Slip], good: Iterable[Pair]) -> Iterator[Row]:
    """Gaps of planted slips and of good pairs; a gap that lies half where the clause was cut is left out."""
    for slip in planted:
        cut = _cut(slip, language)
        for gap in gaps(slip.pair, language):
            label = _label(cut, gap.span)
            if label is not None:
                yield gap.features, label
    for pair in good:
        yield from ((gap.features, 0.0) for gap in gaps(pair, language))


def second_rows(language: Language, planted: Sequence[Slip], good: Iterable[Pair], encoder: Encoder) -> Iterator[Row]:
    """The same, of the gaps that reach the second stage."""
    items: list[tuple[Pair, ScoredGap]] = []
    labels: list[float] = []
    for slip in planted:
        cut = _cut(slip, language)
        for gap in first_stage(slip.pair, language):
            label = _label(cut, gap.span)
            if label is not None and gap.probability >= RERANKED_FROM:
                items.append((slip.pair, gap))
                labels.append(label)
    for pair in good:
        looked_at = [gap for gap in first_stage(pair, language) if gap.probability >= RERANKED_FROM]
        items += [(pair, gap) for gap in looked_at]
        labels += [0.0] * len(looked_at)
    yield from zip(second_stage(items, encoder), labels, strict=True)


def _cut(slip: Slip, language: Language) -> Span | None:
    """The counterpart of the clause that was cut; None where it cannot be told."""
    text = slip.before.target if language == "zh" else slip.before.source
    at = text.find(slip.planted.what)
    side = "target" if language == "zh" else "source"
    return slip.before.counterpart(Span(at, at + len(slip.planted.what)), side, LINKED) if at >= 0 else None


def _label(cut: Span | None, gap: Span) -> float | None:
    """1 where a gap is that of the cut, 0 where it is not, None where it is in part or the cut cannot be told."""
    if cut is None:
        return None
    shared = max(0, min(cut.end, gap.end) - max(cut.start, gap.start))
    return float(shared > 0) if shared >= COVERED * len(gap) or not shared else None


def denial_rows(language: Language, planted: Sequence[Slip], good: Iterable[Pair]) -> Iterator[Row]:
    """Denials of which the other side's was taken out, or that were put in; and those of good pairs."""
    for slip in planted:
        old, _, new = slip.planted.what.partition(" > ")
        lost, added = "not" in old.split(), "not" in new.split()
        for cue, measured in denials(slip.pair, language):
            if language == "en":
                span = slip.planted.target_span
                here = span is not None and cue.span.start <= span[1] and cue.span.end >= span[0]
                yield measured, float(added and here)
            elif not lost:
                yield measured, 0.0
            elif measured.linked_strong < LINKED:  # linked to no other denial: the one that was taken out
                yield measured, 1.0
    for pair in good:
        yield from ((measured, 0.0) for _, measured in denials(pair, language))


def name_rows(planted: Sequence[Slip], linked_: Sequence[Sequence[Pair]], known: Translations | None) -> Iterator[Row]:
    """The names of the documents as they are, and of each slip in a copy of its document."""
    names_of = [[(pair, names(pair)) for pair in document] for document in linked_]
    for document in names_of:
        book = document_names(document, known)
        yield from ((name_features(pair, name, book), 0.0) for pair, own in document for name in own)
    for slip in planted:
        here = (slip.pair, names(slip.pair))
        others = [pair_names for at, pair_names in enumerate(names_of[slip.document]) if at != slip.at]
        book = document_names([*others, here], known)
        span = slip.planted.target_span
        for name in here[1]:
            inside = span is not None and name.span.start < span[1] and name.span.end > span[0]
            if not inside or name.word not in slip.planted.what.partition(" > ")[0]:
                yield name_features(slip.pair, name, book), float(inside)


def meaning_rows(planted: Sequence[Slip], good: Iterable[Pair]) -> Iterator[Row]:
    """Other sentences in the translation's place, and good pairs."""
    for pairs, label in (([slip.pair for slip in planted], 1.0), (good, 0.0)):
        for pair in pairs:
            measured = mismatch_features(pair)
            if measured is not None:
                yield measured, label


def fitted(rows: Iterable[Row]) -> list[float]:
    """Weights of the features, the intercept last."""
    features, labels = zip(*rows, strict=True)
    return [round(float(weight), 5) for weight in logistic(np.array(features), np.array(labels))]


def main(arguments: Sequence[str] | None = None) -> None:
    """Link, plant, fit, save."""
    parser = argparse.ArgumentParser(
        prog="python -m duizhao.align.training.checks", description="Fit the checks' weights."
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder of the benchmark data")
    parser.add_argument("--second-stage", action="store_true", help="fit only what is said of gaps at the second stage")
    parser.add_argument("--share", type=float, default=1.0, help="the share of the data to use, for a trial")
    parser.add_argument("--output", type=Path, default=FOLDER, help="the folder to write to")
    given = parser.parse_args(arguments)
    encoder = open_encoder()
    documents = [document for group in sets(given.data, held=False, share=given.share).values() for document in group]
    linked_ = [list(linked(document, encoder)) for document in documents]
    good = [pair for document in linked_ for pair in document]
    sys.stderr.write(f"{len(good)} pairs of {len(documents)} documents linked\n")
    if not given.second_stage:
        (given.output / "coverage.tsv").write_text(coverage_table(good), encoding="utf-8")
        expectations.cache_clear()
    made = {kind: slips(kind, documents, linked_, encoder) for kind in (GAPS if given.second_stage else PLANTED)}
    sys.stderr.write(f"planted: {Counter({kind: len(planted) for kind, planted in made.items()})}\n")
    if not given.second_stage:
        weights = {
            "gap-zh": fitted(gap_rows("zh", made["omission"], good)),
            "gap-en": fitted(gap_rows("en", made["addition"], good)),
            "negation-zh": fitted(denial_rows("zh", made["negation"], good)),
            "negation-en": fitted(denial_rows("en", made["negation"], good)),
            "name": fitted(name_rows(made["name"], linked_, translations_of(encoder))),
            "meaning": fitted(meaning_rows(made["meaning"], good)),
        }
        write_weights(given.output, weights, encoder)
    write_weights(given.output, second_weights(made, good, encoder), encoder)


def second_weights(
    made: Mapping[str, Sequence[Slip]], good: Sequence[Pair], encoder: Encoder
) -> dict[str, list[float]]:
    """The weights of the second stage, by those of the first that are in use."""
    return {
        "gap-alone-zh": fitted(second_rows("zh", made["omission"], good, encoder)),
        "gap-alone-en": fitted(second_rows("en", made["addition"], good, encoder)),
    }


def write_weights(folder: Path, weights: Mapping[str, Sequence[float]], encoder: Encoder) -> None:
    """Put some weights into the file, beside the others."""
    path = folder / "weights.json"
    kept = json.loads(path.read_text(encoding="utf-8"))["weights"] if path.exists() else {}
    written = {
        "from": "slips planted by align.training.planting in newstest2020, half of tico19 and laws of Taiwan, "
        "against the same texts untouched",
        "model": encoder.signature,
        "weights": dict(sorted((kept | dict(weights)).items())),
    }
    path.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    table.cache_clear()


if __name__ == "__main__":
    main()
