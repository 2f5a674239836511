"""The regressions that say how sure a projected span is, and whether there is anything to project to.

From spans that people marked on both sides, and from the same with the marked Chinese taken out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from duizhao.align.training.cross_validation import calibration
from duizhao.align.training.logistic import logistic
from duizhao.align.vectors.arrays import Doubles, Flags
from duizhao.align.words.aligner import link_texts
from duizhao.align.words.projection import ProjectionSettings, SearchedText, project
from duizhao.corpus.document import Span
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder

SETS = ("xquad-dev", "quotes-dev")
RIGHT_FROM = 0.8
"""F1 by characters from which a span counts as right."""
TAKEN_OUT = 4
"""One span in so many is looked for where its Chinese has been taken out: the texts must be encoded anew for each."""
MINIMUM_LEFT = 6
"""Letters and characters that must be left of the Chinese."""
ANY = ProjectionSettings(nothing=1.0)
"""A span is given however probable it is that there is none."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The terms of one span's features; whether it is right; whether its Chinese was there at all."""

    terms: tuple[float, ...]
    right: bool
    there: bool


def fit_spans(data: Path, encoder: Encoder) -> dict[str, dict[str, float]]:
    """The weights of both regressions by name, and figures of their worth with each half fitted on the other."""
    judged: list[Judged] = []
    names: list[str] = []
    for name in SETS:
        records = [json.loads(line) for line in (data / "spans" / f"{name}.jsonl").read_text("utf-8").splitlines()]
        for records_of, kept in ((records, True), (list(_without(records)), False)):
            for terms, is_right in _judged(records_of, encoder, there=kept):
                names = list(terms)
                judged.append(Judged(tuple(terms.values()), is_right, kept))
    rows = np.array([case.terms for case in judged])
    there = np.array([case.there for case in judged])
    right = np.array([case.right for case in judged])
    sure = _fitted(rows[there], right[there])
    nothing = _fitted(rows, ~there)
    return {
        "RIGHT": _named(names, sure),
        "NOTHING": _named(names, nothing),
        "figures, each half by the other": _figures(rows, right, there),
    }


def _judged(
    records: Sequence[dict[str, Any]], encoder: Encoder, *, there: bool
) -> Iterator[tuple[dict[str, float], bool]]:
    for record, links in link_texts(records, lambda record: (record["source"], record["target"]), encoder):
        phrase = Span(*record["target_span"])
        projection = project(links, [phrase], SearchedText(record["source"], "zh"), record["target"], ANY)
        if projection is not None:
            yield (
                projection.features.terms(),
                there and _f1(projection.span, Span(*record["gold_source_span"])) >= RIGHT_FROM,
            )


def _without(records: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Some of the records with the marked Chinese taken out."""
    for record in records[::TAKEN_OUT]:
        start, end = record["gold_source_span"]
        source = record["source"][:start] + record["source"][end:]
        if sum(map(str.isalnum, source)) >= MINIMUM_LEFT:
            yield {**record, "source": source}


def _f1(one: Span, other: Span) -> float:
    shared = max(0, min(one.end, other.end) - max(one.start, other.start))
    return 2 * shared / (len(one) + len(other))


def _fitted(rows: Doubles, labels: Flags) -> Doubles:
    return logistic(rows, labels.astype(np.float64))


def _named(names: Sequence[str], weights: Doubles) -> dict[str, float]:
    values = [round(float(weight), 3) for weight in weights]
    return {"intercept": values[-1]} | dict(zip(names, values[:-1], strict=True))


def _figures(rows: Doubles, right: Flags, there: Flags) -> dict[str, float]:
    """Expected calibration error of the confidence; precision and recall of "nothing here"."""
    half = np.arange(len(rows)) % 2 == 0
    sure, none = np.zeros(len(rows)), np.zeros(len(rows))
    for here in (half, ~half):
        sure[~here] = _probability(rows[~here], _fitted(rows[here & there], right[here & there]))
        none[~here] = _probability(rows[~here], _fitted(rows[here], ~there[here]))
    denied = none > 0.5
    return {
        "calibration error": calibration(list(zip(sure[there].tolist(), right[there].tolist(), strict=True)))[0],
        "nothing here, precision": float((denied & ~there).sum() / max(1, denied.sum())),
        "nothing here, recall": float((denied & ~there).sum() / max(1, (~there).sum())),
        "spans lost to it": float((denied & there).sum() / max(1, there.sum())),
    }


def _probability(rows: Doubles, weights: Doubles) -> Doubles:
    probability: Doubles = 1 / (1 + np.exp(-np.clip(rows @ weights[:-1] + weights[-1], -30, 30)))
    return probability


def main() -> None:
    """Print what was fitted; the numbers go into the module that uses them by hand."""
    parser = argparse.ArgumentParser(
        prog="python -m duizhao.align.training.projection_confidence", description=fit_spans.__doc__
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder of the benchmark data")
    sys.stdout.write(json.dumps(fit_spans(parser.parse_args().data, open_encoder()), indent=4) + "\n")


if __name__ == "__main__":
    main()
