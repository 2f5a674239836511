"""Agreement of annotators, against figures that are printed elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import Ran
from loopback import call
from sklearn.metrics import cohen_kappa_score

from duizhao.align.errors import RequestError
from duizhao.align.terms.agreement import Level, agreement

_PRINTED = "1 1 . 1;2 2 3 2;3 3 3 3;3 3 3 3;2 2 2 2;1 2 3 4;4 4 4 4;1 1 2 1;2 2 2 2;. 5 5 5;. . 1 1;. 3 . ."
"""Twelve units, four observers (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section C)."""
VALUES = [[value.replace(".", "") for value in row.split()] for row in _PRINTED.split(";")]


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_as_it_is_printed(level: Level, alpha: float) -> None:
    result = agreement("sense", VALUES, level)
    assert result.alpha == pytest.approx(alpha, abs=0.0006)
    assert (result.rows, result.annotators, result.kappa) == (11, 4, None)
    assert result.alpha_interval is not None
    assert result.alpha_interval[0] < alpha < result.alpha_interval[1] <= 1


def test_kappa_as_another_program_has_it() -> None:
    one, other = "aababbacca" * 3, "aabbbbaccb" * 3
    result = agreement("sense", [[first, second] for first, second in zip(one, other, strict=True)])
    assert result.kappa == pytest.approx(cohen_kappa_score(list(one), list(other)))
    assert result.agreement == pytest.approx(0.8)
    assert result.kappa_interval is not None
    assert result.kappa_interval[0] < result.kappa < result.kappa_interval[1]  # type: ignore[operator]
    assert agreement("sense", [["a", "b"], ["b", "a"]]).kappa == -1


def test_the_same_seed_gives_the_same_interval() -> None:
    assert agreement("sense", VALUES) == agreement("sense", VALUES)
    assert agreement("sense", VALUES).alpha_interval != agreement("sense", VALUES, seed=2).alpha_interval


def test_where_chance_cannot_be_told() -> None:
    result = agreement("sense", [["a", "a"], ["a", "a"]])
    assert (result.agreement, result.kappa, result.alpha, result.alpha_interval) == (1.0, None, None, None)
    with pytest.raises(RequestError, match="no row has a value of two annotators in sense"):
        agreement("sense", [["a", ""], ["", "b"]])
    with pytest.raises(RequestError, match="sense holds 'good', which is no number"):
        agreement("sense", [["1", "good"]], "ordinal")


ONE = "id,match,sense,strength\n1,学,a,1\n2,学,a,2\n3,学,b,3\n4,学,b,\n"
OTHER = "id,match,strength,sense,mine\n3,学,3,b,x\n1,学,1,a,\n2,学,3,b,\n9,学,1,a,\n"


def test_the_command(tmp_path: Path) -> None:
    def run(*arguments: str) -> Ran:
        return Ran(*call([*arguments]))

    for name, table in (("one.csv", ONE), ("two.csv", OTHER)):
        (tmp_path / name).write_text(table, encoding="utf-8")
    files = [str(tmp_path / "one.csv"), str(tmp_path / "two.csv")]
    records = [json.loads(line) for line in run("codes", "agree", *files, "--format", "jsonl").output.splitlines()]
    assert [(each["column"], each["rows"], each["agreement"]) for each in records] == [
        ("sense", 3, 0.6667),
        ("strength", 3, 0.6667),
    ]
    shown = run("codes", "agree", *files, "--column", "sense")
    assert "sense" in shown.output
    assert "strength" not in shown.output
    differ = run("codes", "agree", *files, "--differences")
    assert [line.split() for line in differ.output.splitlines()[1:]] == [
        ["2", "sense", "a", "b"],
        ["2", "strength", "2", "3"],
    ]
    for wrong, told in (
        ([files[0]], "give two tables or more"),
        ([*files, "--column", "nope"], "no column nope"),
        ([*files, "--level", "weak"], "--level is nominal, ordinal or interval"),
    ):
        failed = run("codes", "agree", *wrong)
        assert failed.status in (1, 2)
        assert told in failed.errors
