"""A run of the benchmarks held against the one that is kept: what fell by more than noise.

The program draws nothing at random, so that on one machine a run repeats to the last digit. Noise is what remains:
another processor, or another build of torch, sums in another order, and decisions that stand on an edge tip over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

NOISE: Mapping[str, tuple[float, str]] = {
    "beads, strict": (0.002, "of 1,000 beads or more, two that tip"),
    "beads, lax": (0.002, "as strictly counted"),
    "beads, omissions": (0.05, "9 omissions in all; an addition more or less moves F1 by 1 to 5 points"),
    "words": (0.002, "of 3,000 links, some six that tip"),
    "spans": (0.005, "of 594 or 930 spans, three or four that tip"),
    "links": (0.01, "of 134 links, one that tips"),
    "links, not found": (0.035, "29 quotations without a source, one that tips"),
    "quotations": (0.0, "found by rules in the text alone: nothing is summed"),
}
"""Of each score, how far a figure may fall, and why so far."""

HEADLINES = {"f1": 1, "exact": 1, "answered": 1, "accuracy": 1, "aer": -1}
"""What is held, and whether more is better. Precision and recall alone may be traded for each other."""

Results = Mapping[str, Mapping[str, Any]]


def regressions(now: Results, kept: Results) -> Iterator[str]:
    """A line for each figure that fell beyond noise, and for each that cannot be compared."""
    for name, result in now.items():
        before = {score["name"]: score for score in kept.get(name, {}).get("scores", ())}
        for score in result["scores"]:
            label, old = f"{name}, {score['name']}", before.get(score["name"])
            if old is None:
                yield f"{label}: nothing is kept to compare it with; keep it with --save"
            elif _gold(score["signature"]) != _gold(old["signature"]):
                yield f"{label}: measured on something else: {score['signature']}, kept: {old['signature']}"
            else:
                yield from _fallen(label, score, old)


def other_models(now: Results, kept: Results) -> list[str]:
    """The names of sets whose kept figures are of another model or version: compared all the same, but to be told."""
    first = {name: result["scores"][0]["signature"] for name, result in now.items()}
    return [name for name, said in first.items() if name in kept and kept[name]["scores"][0]["signature"] != said]


def _gold(signature: str) -> list[str]:
    """What a signature says of the measure and the gold set: all but the program's version and the model."""
    return [part for part in signature.split("|") if not part.startswith(("duizhao:", "model:"))]


def _fallen(label: str, score: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[str]:
    allowed, reason = NOISE[score["name"]]
    for figure, sign in HEADLINES.items():
        if figure in old["values"]:
            now, before = score["values"].get(figure, 0.0), old["values"][figure]
            if sign * (before - now) > allowed + 1e-9:
                yield f"{label}: {figure} {before} became {now}; {allowed} is noise ({reason})"
