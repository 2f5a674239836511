"""What a passage has nothing for is named: words without a counterpart, numbers by their value."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.align.quotations.missing import MOST, missing
from duizhao.align.words.aligner import link_texts

CASES = Path(__file__).parents[2] / "cases" / "missing.tsv"


def cases() -> list[list[str]]:
    lines = CASES.read_text(encoding="utf-8").split("\n")
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("phrase", "passage", "named"), cases())
def test_what_has_no_counterpart_is_named(shipped, phrase, passage, named) -> None:
    ((_, links),) = link_texts([0], lambda _: (passage, phrase), shipped)
    assert missing(links, phrase, passage) == ([each for each in named.split("|") if each] if named else [])


def test_a_strange_passage_has_no_more_than_a_line(shipped) -> None:
    phrase = "Seventeen astronauts repaired the damaged antenna while Jupiter vanished behind frozen purple mountains"
    ((_, links),) = link_texts([0], lambda _: ("今天下雨。", phrase), shipped)
    assert 3 <= len(missing(links, phrase, "今天下雨。")) <= MOST
