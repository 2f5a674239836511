"""How far two or more annotators agree, beyond chance: Cohen's kappa, Krippendorff's alpha, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from duizhao.align.errors import RequestError
from duizhao.align.terms.coding import COMPUTED, read_table

Level = Literal["nominal", "ordinal", "interval"]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval")
"""What the values of a column are: names; steps of an order; numbers whose differences count."""
RESAMPLES = 2000
"""Draws of the rows, with replacement, of which the intervals are the middle 95%."""
Doubles = NDArray[np.float64]
Interval = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of one column: on how many rows at least two annotators gave a value, and how far they agree.

    `kappa`: of two annotators alone (Cohen 1960); `alpha`: Krippendorff's (2019). Either is None where chance cannot be
    told: all gave one and the same value.
    """

    column: str
    rows: int
    annotators: int
    agreement: float
    kappa: float | None
    kappa_interval: Interval
    alpha: float | None
    alpha_interval: Interval

    def record(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "column": self.column,
            "rows": self.rows,
            "annotators": self.annotators,
            "agreement": round(self.agreement, 4),
            **_named("kappa", self.kappa, self.kappa_interval),
            **_named("alpha", self.alpha, self.alpha_interval),
        }


def _named(name: str, value: float | None, interval: Interval) -> dict[str, Any]:
    low, high = interval or (None, None)
    rounded = {name: value, f"{name}_low": low, f"{name}_high": high}
    return {key: None if number is None else round(number, 4) for key, number in rounded.items()}


@dataclass(frozen=True, slots=True)
class ComparedTables:
    """How far annotators agree on each column, and where they differ: the row's id, the column, each one's value."""

    agreements: tuple[Agreement, ...]
    differences: tuple[dict[str, Any], ...]


def compare_tables(
    files: Sequence[Path], columns: Sequence[str] = (), level: Level = "nominal", *, seed: int = 1
) -> ComparedTables:
    """The agreement of annotators who each filled in a table, row by row by `id`; `columns`: by default all codes.

    Raises RequestError for fewer than two tables, a column that one of them lacks, and where nothing can be compared.
    """
    if len(files) < 2:
        raise RequestError("give two tables or more, of an annotator each")
    tables = [read_table(path) for path in files]
    common = coded_columns(tables)
    wanted = list(columns) or common
    if missing := [column for column in wanted if column not in common]:
        raise RequestError(f"no column {missing[0]} is in every table: they share {', '.join(common) or 'none'}")
    if not wanted:
        raise RequestError("the tables share no column of codes: name your columns alike in each")
    names = [path.stem for path in files] if len({path.stem for path in files}) == len(files) else list(map(str, files))
    agreements: list[Agreement] = []
    differences: list[dict[str, Any]] = []
    for column in wanted:
        values = values_by_row(tables, column)
        agreements.append(agreement(column, list(values.values()), level, seed))
        differences += [
            {"id": row, "column": column, **dict(zip(names, given, strict=True))}
            for row, given in values.items()
            if len({value for value in given if value}) > 1
        ]
    return ComparedTables(tuple(agreements), tuple(differences))


def coded_columns(tables: Sequence[Sequence[Mapping[str, str]]]) -> list[str]:
    """The columns of the annotators' own that every table has: those behind what the program wrote, if there are any.

    Before its last column stands what is said of the texts, too.
    """
    headers = [list(dict.fromkeys(column for row in table for column in row)) for table in tables]
    added = [
        header[1 + max((header.index(name) for name in COMPUTED & set(header)), default=-1) :] for header in headers
    ]
    if not set.intersection(*map(set, added)):
        added = headers
    common = [column for column in added[0] if all(column in header for header in added)]
    return [
        column
        for column in common
        if column and column not in COMPUTED and any(row.get(column, "").strip() for table in tables for row in table)
    ]


def values_by_row(tables: Sequence[Sequence[Mapping[str, str]]], column: str) -> dict[str, list[str]]:
    """What each annotator gave to each row, by the rows' `id`; '' where nothing. Raises RequestError without ids."""
    given: list[dict[str, str]] = []
    for table in tables:
        if not table or "id" not in table[0]:
            raise RequestError("a table has no column `id`: start from `terms show --occurrences`")
        given.append({row.get("id", ""): row.get(column, "").strip() for row in table})
    return {row: [table.get(row, "") for table in given] for values in given for row in values}


def agreement(column: str, values: Sequence[Sequence[str]], level: Level = "nominal", seed: int = 1) -> Agreement:
    """The agreement on one column; `values`: for each row one of each annotator, '' where there is none.

    Raises RequestError where no row was coded twice, and for values that are no numbers where the level wants them.
    """
    double = [row for row in values if sum(map(bool, row)) > 1]
    if not double:
        raise RequestError(f"no row has a value of two annotators in {column}: nothing can be compared")
    names = _ordered({value for row in double for value in row if value}, column, level)
    place = {name: at for at, name in enumerate(names)}
    counts = np.zeros((len(double), len(names)))
    for at, row in enumerate(double):
        for value in row:
            if value:
                counts[at, place[value]] += 1
    weights = np.random.default_rng(seed).multinomial(
        len(double), np.full(len(double), 1 / len(double)), size=RESAMPLES
    )
    whole = np.ones((1, len(double)))
    distance = _distances(counts.sum(axis=0), names, level)
    alphas = _alpha(counts, distance, np.concatenate([whole, weights]))
    kappas = np.full(1 + RESAMPLES, np.nan)
    if len(double[0]) == 2:
        kappas = _kappa(
            np.array([[place[value] for value in row] for row in double]), len(names), np.concatenate([whole, weights])
        )
    pairs = counts.sum(axis=1) * (counts.sum(axis=1) - 1)
    alike = (counts * (counts - 1)).sum(axis=1)
    return Agreement(
        column,
        len(double),
        len(double[0]),
        float((alike / pairs).mean()),
        _number(kappas[0]),
        _interval(kappas),
        _number(alphas[0]),
        _interval(alphas),
    )


def _ordered(values: set[str], column: str, level: Level) -> list[str]:
    if level == "nominal":
        return sorted(values)
    try:
        return sorted(values, key=float)
    except ValueError:
        wrong = min(value for value in values if not _is_number(value))
        raise RequestError(f"{column} holds {wrong!r}, which is no number: take --level nominal") from None


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _distances(totals: Doubles, names: Sequence[str], level: Level) -> Doubles:
    """How much each two values differ, squared [values, values] (Krippendorff 2019, section 12.4)."""
    if level == "nominal":
        return 1.0 - np.eye(len(names))
    if level == "interval":
        middle: Doubles = np.array([float(name) for name in names])
    else:
        middle = np.cumsum(totals) - totals / 2
    squares: Doubles = (middle[:, None] - middle) ** 2
    return squares


def _alpha(counts: Doubles, distance: Doubles, weights: Doubles) -> Doubles:
    """For each weighting of the rows [draws, rows]: 1 less observed over expected disagreement; nan where none is."""
    coded = counts.sum(axis=1)
    disagreement = np.einsum("ui,ij,uj->u", counts, distance, counts) / (coded - 1)
    totals = weights @ counts
    size = totals.sum(axis=1)
    expected = np.einsum("di,ij,dj->d", totals, distance, totals) / np.maximum(1, size - 1)
    return np.where(expected > 0, 1 - (weights @ disagreement) / np.where(expected > 0, expected, 1), np.nan)


def _kappa(values: Any, names: int, weights: Doubles) -> Doubles:
    """The same of kappa; `values` [rows, 2]: which value each of the two gave."""
    one, other = np.eye(names)[values[:, 0]], np.eye(names)[values[:, 1]]
    size = weights.sum(axis=1)
    agreed: Doubles = weights @ (values[:, 0] == values[:, 1]) / size
    by_chance: Doubles = ((weights @ one) * (weights @ other)).sum(axis=1) / size**2
    kappas: Doubles = np.where(by_chance < 1, (agreed - by_chance) / np.where(by_chance < 1, 1 - by_chance, 1), np.nan)
    return kappas


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _interval(values: Doubles) -> Interval:
    """The middle 95% of the draws, those that tell nothing left out; `values[0]` is of no draw."""
    drawn = values[1:][~np.isnan(values[1:])]
    if np.isnan(values[0]) or not len(drawn):
        return None
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)
