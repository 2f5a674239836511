"""Measures `check`: slips planted in good translations, and false alarms on the same translations untouched.

`python tests/benchmarks/checks.py [--share 0.2]`. The sets are those that nothing was fitted on. A slip is found if a
finding of its kind touches it; number and date count as one kind. The data does not ship.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from duizhao.align.checks.check_pairs import check_pairs
from duizhao.align.checks.finding import Finding
from duizhao.align.checks.linked_pair import Pair
from duizhao.align.checks.thresholds import Profile, least
from duizhao.align.training.checks import linked
from duizhao.align.training.error_corpus import sets
from duizhao.align.training.planted_errors import Planted, Texts, plant, vocabulary
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder

DATA = Path(__file__).parents[3] / "shared" / "data"
SEED = 1
SAME = {"date": "number"}


def hits(planted: Planted, found: Finding) -> bool:
    """Whether a finding is of the slip's kind, and touches it."""
    if SAME.get(found.kind, found.kind) != SAME.get(planted.kind, planted.kind):
        return False
    if planted.target_span and found.target and planted.target_span[1] > planted.target_span[0]:
        return found.target.start <= planted.target_span[1] + 1 and found.target.end >= planted.target_span[0] - 1
    return True


def texts_of(pair: Planted | Texts) -> Texts:
    return (pair.source, pair.target) if isinstance(pair, Planted) else pair


def shown(pairs: Sequence[Pair], encoder: Encoder, profile: Profile) -> dict[int, list[Finding]]:
    """What is found in each pair of a document, by its place."""
    places = {id(pair): at for at, pair in enumerate(pairs)}
    found: dict[int, list[Finding]] = {}
    for pair, each in check_pairs(pairs, "zh-en", encoder):
        if each.confidence >= least(each.kind, profile):
            found.setdefault(places[id(pair)], []).append(each)
    return found


def lines(data: Path, share: float, profile: Profile, examples: int) -> Iterator[str]:
    encoder = open_encoder()
    held = sets(data, held=True, share=share)
    small = vocabulary(target for group in held.values() for document in group for _, target in document)
    right, wrong, missed = Counter(), Counter(), Counter()
    alarms: list[tuple[str, Finding, Pair]] = []
    sentences = 0
    for name, documents in held.items():
        for document in documents:
            pairs = list(linked(document, encoder))
            sentences += len(pairs)
            found = shown(pairs, encoder, profile)
            alarms += [(name, each, pairs[at]) for at, here in found.items() for each in here]
        for document in plant(documents, small, SEED):
            pairs = list(linked(map(texts_of, document), encoder))
            found = shown(pairs, encoder, profile)
            for at, planted in enumerate(document):
                here = found.get(at, [])
                good = [each for each in here if isinstance(planted, Planted) and hits(planted, each)]
                wrong.update(each.kind for each in here if each not in good)
                if isinstance(planted, Planted):
                    (right if good else missed)[planted.kind] += 1
    yield "kind            precision  recall  planted"
    for kind in sorted(right | missed | wrong):
        total = right[kind] + missed[kind]
        precision = right[kind] / max(1, right[kind] + wrong[kind])
        yield f"{kind:14}  {precision:9.3f}  {right[kind] / max(1, total):6.3f}  {total:7}"
    kinds = Counter(each.kind for _, each, _ in alarms)
    yield f"untouched: {100 * len(alarms) / max(1, sentences):.2f} findings in 100 of {sentences} pairs: {dict(kinds)}"
    for name, each, pair in alarms[:: max(1, len(alarms) // examples)] if examples else []:
        yield f"{name} {each.kind} {each.confidence:.2f} {each.reason}\n    {pair.source}\n    {pair.target}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the checks.")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--share", type=float, default=1.0, help="the share of the data to use, for a quick look")
    parser.add_argument("--profile", choices=("default", "strict", "draft"), default="default")
    parser.add_argument("--examples", type=int, default=0, help="false alarms to print")
    given = parser.parse_args()
    for line in lines(given.data, given.share, given.profile, given.examples):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
