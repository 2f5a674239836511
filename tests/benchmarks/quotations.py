"""How well quotations find their Chinese where there is no translation, and how far the confidence is to be believed.

`quotations.py --data DIR`: fragments are cut at random (seeded) from news and laws; three in ten of the sentences are
kept out of what is searched, so that "not found" is right for theirs. Printed are, for each set and by the length of
the fragment: the share whose sentence is among the first 50 that are retrieved, and among the 32 that are looked at
closely; the share of fragments answered right; precision and recall of "not found"; and the expected calibration error
of the probability (ten bins), with its 95% interval over resampled fragments. News of 2021 and these laws had no part
in fitting the ranking; the news had none in any weight.

`--among N`: the same again with N sentences of reports and laws beside each set, whose Chinese holds none of the
fragments: what is found must not be lost in a larger library. `--runs N`: N quotations of two to four sentences that
follow one another, led piece by piece: how many of the sentences, and of the quotations, are led right. `--curves`:
precision and recall of "renders" and of "not found" at each threshold, by length.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from duizhao.align.quotations.retrieval import CANDIDATES, Candidate
from duizhao.align.quotations.runs import run_of
from duizhao.align.quotations.source_search import SourceSearch
from duizhao.align.quotations.verdicts import UNSURE
from duizhao.align.training.quotation_fragments import fragment
from duizhao.align.training.quotation_libraries import WITHHELD, search_of, sentences_beside
from duizhao.align.words.project import project_spans
from duizhao.corpus.document import Span
from duizhao.corpus.text.tokenization import word_bounds
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder

ROOT = Path(__file__).parents[2]
SETS = {
    "news": ("parallel/newstest2021.zh-en.tsv", (0, 1), 0, 1948),
    "laws": ("parallel/tw-laws.tsv", (2, 3), 60000, 2000),
}
"""File, columns of its two sides, the first pair and how many."""
FIRST = 50
"""Sentences that are retrieved, among which a fragment's own is looked for."""
FRAGMENTS = 400
SEED = 21
LENGTHS = {"1-3 words": (1, 3), "4-7 words": (4, 7), "8 and more": (8, 999)}
BINS, RESAMPLED = 10, 500
RENDERED_FROM = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
FOUND_FROM = (0.05, 0.1, 0.2, 0.35, 0.5, 0.65)


@dataclass(frozen=True, slots=True)
class Traced:
    """A fragment, whether its sentence was searched, its place when it is retrieved, and what was found.

    `somewhere`: the probability that any sentence says it; `probability`: that the best candidate does.
    """

    text: str
    searched: bool
    place: int | None
    somewhere: float
    probability: float
    right: bool

    @property
    def words(self) -> int:
        """How many."""
        return len(self.text.split())

    @property
    def answered_right(self) -> bool:
        """Whether the best link is right, or "not found" rightly said."""
        return self.right if self.somewhere >= UNSURE else not self.searched


def traced(
    pairs: Sequence[tuple[str, str]], encoder: Encoder, fragments: int, seed: int, beside: Sequence[str] = ()
) -> list[Traced]:
    """Random fragments of the pairs' English, looked for in most of their Chinese, and in other sentences `beside`."""
    generator = random.Random(seed)
    kept = {source: target for source, target in pairs if generator.random() >= WITHHELD}
    kept |= {sentence: "" for sentence in beside if sentence not in dict(pairs)}
    search = search_of(kept, encoder)
    others = [word for _, target in pairs[:300] for word in target.split()]
    chosen = [
        (source, fragment(target, generator, others)[1]) for source, target in generator.choices(pairs, k=fragments)
    ]
    texts = list(kept)

    def holds(phrase: str, source: str, candidate: Candidate) -> bool:
        there = texts[candidate.sentence]
        return there == source or phrase.lower() in kept[there].lower()

    found = search.find([phrase for _, phrase in chosen])
    places = _places(search, chosen, kept, encoder)
    return [
        Traced(
            phrase,
            any(phrase.lower() in target.lower() for target in kept.values()) or source in kept,
            place,
            sources.probability,
            sources.candidates[0].probability if sources.candidates else 0.0,
            bool(sources.candidates) and holds(phrase, source, sources.candidates[0]),
        )
        for (source, phrase), sources, place in zip(chosen, found, places, strict=True)
    ]


def _places(
    search: SourceSearch, chosen: Sequence[tuple[str, str]], kept: dict[str, str], encoder: Encoder
) -> Iterator[int | None]:
    """Where the fragment's sentence stands as it is retrieved; None beyond the 50th."""
    retrieved = search.retrieve(list(encoder.encode([phrase for _, phrase in chosen])), FIRST)
    for (source, phrase), found in zip(chosen, retrieved, strict=True):
        texts = [search.passages.text(int(row)) for row in found.rows]
        yield next(
            (at for at, text in enumerate(texts) if text == source or phrase.lower() in kept[text].lower()), None
        )


def runs(
    pairs: Sequence[tuple[str, str]], encoder: Encoder, count: int, seed: int
) -> tuple[float, float, float, float]:
    """Quotations of two to four sentences, three in ten not searched.

    Shares: of the searched ones' sentences, and of whole quotations, led right; of them that lead right somewhere as
    they stand; and of the others, those that are said to stand somewhere.
    """
    generator = random.Random(seed)
    starts = sorted(generator.sample(range(0, len(pairs) - 4, 5), count))
    cut = [(start, generator.choice((2, 2, 3, 4)), generator.random() >= WITHHELD) for start in starts]
    hidden = {pairs[start + at][0] for start, size, searched in cut if not searched for at in range(size)}
    kept = [source for source, _ in pairs if source not in hidden]
    search, led, whole, false = search_of(kept, encoder), [], [], []
    for start, size, searched in cut:
        texts = [target for _, target in pairs[start : start + size]]
        found, *each = search.find([" ".join(texts), *texts])
        run = run_of(texts, each, found)
        if not searched:
            false.append(run is not None and run.somewhere >= UNSURE)
            continue
        right = {text: pairs[start + at][0] for at, text in enumerate(texts)}
        steps = {text: kept[candidate.sentence] for text, candidate in run.steps} if run else {}
        led.append([steps.get(text) == right[text] for text in texts])
        best = found.candidates[0] if found.candidates and found.probability >= UNSURE else None
        whole.append(best is not None and kept[best.sentence] in right.values())
    flat = [one for some in led for one in some]
    return (
        float(np.mean(flat)),
        float(np.mean([all(some) for some in led])),
        float(np.mean(whole)),
        float(np.mean(false)),
    )


def calibration_error(some: Sequence[Traced]) -> float:
    """Expected calibration error of the best candidate's probability."""
    probability, right = np.array([each.probability for each in some]), np.array([each.right for each in some])
    bins = np.minimum((probability * BINS).astype(int), BINS - 1)
    return float(
        sum(
            (bins == at).mean() * abs(probability[bins == at].mean() - right[bins == at].mean())
            for at in range(BINS)
            if (bins == at).any()
        )
    )


def interval(some: Sequence[Traced]) -> tuple[float, float]:
    """95% of the calibration errors of resampled fragments."""
    generator = random.Random(SEED)
    errors = sorted(calibration_error(generator.choices(some, k=len(some))) for _ in range(RESAMPLED))
    return errors[int(0.025 * RESAMPLED)], errors[int(0.975 * RESAMPLED)]


def row(name: str, some: Sequence[Traced]) -> str:
    """A line of the table."""
    there = [each for each in some if each.searched]
    said = [each for each in some if each.somewhere < UNSURE]
    nowhere = [each for each in some if not each.searched]
    rightly = sum(not each.searched for each in said)
    low, high = interval(some)
    return (
        f"| {name} | {len(some)} | {_share(each.place is not None for each in there)} |"
        f" {_share(each.place is not None and each.place < CANDIDATES for each in there)} |"
        f" {_share(each.answered_right for each in some)} | {rightly / max(1, len(said)):.3f} |"
        f" {rightly / max(1, len(nowhere)):.3f} | {calibration_error(some):.3f} ({low:.3f}–{high:.3f}) |\n"
    )


def curves(some: Sequence[Traced]) -> Iterator[str]:
    """Lines of two tables, by the length of the fragment, at each threshold.

    Of "renders": the share of the fragments so called whose source it is, and of those with a source that are called
    so. Of "not found": the share of those so called that have none, and of those without one that are called so.
    """
    lengths = {name: [one for one in some if least <= one.words <= most] for name, (least, most) in LENGTHS.items()}
    lengths["all"] = list(some)
    head = " | ".join(f"{name} ({len(its)})" for name, its in lengths.items())
    yield f"| renders from | {head} |\n| ---: |{' --- |' * len(lengths)}\n"
    for least in RENDERED_FROM:
        called = {name: [one for one in its if one.probability >= least] for name, its in lengths.items()}
        right = {name: sum(one.right for one in its) for name, its in called.items()}
        there = {name: sum(one.searched for one in its) for name, its in lengths.items()}
        yield _curve_row(least, right, called, there)
    yield f"| not found below | {head} |\n| ---: |{' --- |' * len(lengths)}\n"
    for most in FOUND_FROM:
        called = {name: [one for one in its if one.somewhere < most] for name, its in lengths.items()}
        right = {name: sum(not one.searched for one in its) for name, its in called.items()}
        nowhere = {name: sum(not one.searched for one in its) for name, its in lengths.items()}
        yield _curve_row(most, right, called, nowhere)


def _curve_row(threshold: float, right: dict[str, int], called: dict[str, list[Traced]], all_of: dict[str, int]) -> str:
    cells = (
        f"{right[name] / max(1, len(called[name])):.3f}, {right[name] / max(1, all_of[name]):.3f}" for name in right
    )
    return f"| {threshold:.2f} | {' | '.join(cells)} |\n"


def _share(given: Iterator[bool] | Sequence[bool]) -> str:
    values = list(given)
    return f"{np.mean(values):.3f}" if values else "–"


def idioms(pairs: Sequence[tuple[str, str]], encoder: Encoder) -> tuple[int, int]:
    """Words of four characters in the Chinese, each looked for by the English words that the linker leads it to.

    How many of their sentences are among the first 50, and how many there are.
    """
    items = [
        (source, target, Span(start, end), "zh")
        for source, target in pairs
        for start, end in pairwise(word_bounds(source, "zh"))
        if end - start == 4 and all("\u4e00" <= letter <= "\u9fff" for letter in source[start:end])
    ]
    led = [
        (source, found.span.of(target))
        for (source, target, _, _), found in zip(items, project_spans(items, encoder), strict=True)  # type: ignore[arg-type]
        if found is not None and found.confidence >= 0.5
    ]
    kept = dict(pairs)
    search = search_of(kept, encoder)
    return sum(place is not None for place in _places(search, led, kept, encoder)), len(led)


def read(data: Path, name: str) -> list[tuple[str, str]]:
    """The pairs of a set."""
    file, columns, first, count = SETS[name]
    found: dict[str, str] = {}
    for line in (data / file).read_text(encoding="utf-8").splitlines()[first : first + count]:
        cells = line.split("\t")
        source, target = (cells[column].strip() for column in columns)
        if 4 < len(source) < 250 and len(target.split()) >= 4:
            found.setdefault(source, target)
    return list(found.items())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Quotations traced in Chinese alone, and their calibration.")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="the folder of the data")
    parser.add_argument("--fragments", type=int, default=FRAGMENTS, help="cut from each set")
    parser.add_argument("--among", type=int, nargs="*", default=[], help="sentences of other documents beside each set")
    parser.add_argument("--runs", type=int, default=0, help="quotations of several sentences, of news")
    parser.add_argument("--curves", action="store_true", help="precision and recall at each threshold, by length")
    chosen = parser.parse_args()
    if not (chosen.data / "parallel").is_dir():
        sys.exit(f"no benchmark data in {chosen.data.name!r}: name the folder with --data DIR; it does not ship")
    encoder = open_encoder()
    sys.stdout.write(f"model {encoder.signature}, seed {SEED}\n")
    sys.stdout.write("| set | fragments | first 50 | first 32 | right | not found: P | R | calibration error |\n")
    sys.stdout.write("| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n")
    everything: list[Traced] = []
    for name in SETS:
        some = traced(read(chosen.data, name), encoder, chosen.fragments, SEED)
        everything += some
        sys.stdout.write(row(name, some))
        for length, (least, most) in LENGTHS.items():
            of_length = [each for each in some if least <= each.words <= most]
            if of_length:
                sys.stdout.write(row(f"{name}, {length}", of_length))
        sys.stdout.flush()
    sys.stdout.write(row("all", everything))
    if chosen.curves:
        sys.stdout.writelines(["\n", *curves(everything), "\n"])
    for count in chosen.among:
        beside = sentences_beside(chosen.data, count, SEED)
        for name in SETS:
            some = traced(read(chosen.data, name), encoder, chosen.fragments, SEED, beside)
            sys.stdout.write(row(f"{name} among {count:,} others", some))
            sys.stdout.flush()
    if chosen.runs:
        sentences, quotations, whole, false = runs(read(chosen.data, "news"), encoder, chosen.runs, SEED)
        sys.stdout.write(
            f"{chosen.runs} quotations of two to four sentences: {sentences:.3f} of the sentences, {quotations:.3f} "
            f"of them led right; as they stand {whole:.3f} to one of the sentences; not there, but found {false:.3f}\n"
        )
    near, count = idioms(read(chosen.data, "news")[:1000], encoder)
    sys.stdout.write(f"words of four characters: {near} of {count} have their sentence among the first 50\n")


if __name__ == "__main__":
    main()
