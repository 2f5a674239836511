"""A denial may be rendered by any word that denies; where none does, it is lost."""

from __future__ import annotations

import csv

import pytest
from places import CASES

from duizhao.align.checks.check_pairs import check_pairs
from duizhao.align.checks.finding import Finding
from duizhao.align.checks.linked_pair import Pair
from duizhao.align.checks.negation_cues import english_cues
from duizhao.align.checks.thresholds import least
from duizhao.align.words.aligner import link_texts
from duizhao.models.encoder import Encoder

WORDS = [
    ("uncommon abnormal impatient illegal irregular dishonest non-member inexperienced", 8),
    ("careless hopelessly carelessness", 3),
    ("lacks failed refusal denied hardly rarely scarcely unable absence", 9),
    ("far from it, free of it, short of it", 3),
    ("under the unit, unless it was important information, discovered inside, nonetheless", 0),
    ("improve the income, dispose of the inputs, discuss the disclosure, bless", 0),
]


def rows() -> list[dict[str, str]]:
    with (CASES / "denials.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize(("text", "count"), WORDS)
def test_prefixes_suffixes_and_words_that_deny(text: str, count: int) -> None:
    found = [each.word for each in english_cues(text) if each.denies]
    assert len(found) == count, found


def denials(side: str, encoder: Encoder) -> dict[str, list[Finding]]:
    texts = [(row["chinese"], row[side]) for row in rows() if row[side]]
    found: dict[str, list[Finding]] = {}
    for (source, target), links in link_texts(texts, lambda each: each, encoder):
        of_pair = check_pairs([Pair(source, target, links)], "zh-en", encoder)
        found[target] = [
            each
            for _, each in of_pair
            if each.kind in ("negation", "meaning") and each.confidence >= least(each.kind, "default")
        ]
    return found


def test_a_denial_in_other_words_is_none_that_is_lost(shipped: Encoder) -> None:
    assert {target: found for target, found in denials("right", shipped).items() if found} == {}


def test_a_denial_that_is_lost_is_found(shipped: Encoder) -> None:
    assert [target for target, found in denials("wrong", shipped).items() if not found] == []
