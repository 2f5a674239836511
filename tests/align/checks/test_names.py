"""Names in older spellings are those of the Chinese; others than the Chinese has are found."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest
from places import CASES

from duizhao.align.checks.check_pairs import check_pairs
from duizhao.align.checks.linked_pair import Direction, Pair
from duizhao.align.checks.old_spellings import APOSTROPHES, old_spellings, plain, table
from duizhao.align.checks.thresholds import least
from duizhao.align.words.aligner import link_texts
from duizhao.models.encoder import Encoder


def rows(file: str = "names.tsv") -> list[dict[str, str]]:
    with (CASES / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def found_in(side: str, encoder: Encoder) -> dict[str, list[str]]:
    """The names that are found in each translation, each a document of its own."""
    texts = [(row["chinese"], row[side]) for row in rows() if row[side]]
    return {target: reasons for _, target, reasons in questioned(texts, "zh-en", encoder)}


def questioned(
    texts: list[tuple[str, str]], direction: Direction, encoder: Encoder
) -> Iterator[tuple[str, str, list[str]]]:
    """Each pair, a document of its own, and why its names are questioned."""
    for (source, target), links in link_texts(texts, lambda each: each, encoder):
        of_pair = check_pairs([Pair(source, target, links)], direction, encoder)
        named = [each for _, each in of_pair if each.kind == "name"]
        yield source, target, [each.reason for each in named if each.confidence >= least(each.kind, "default")]


@pytest.mark.parametrize(("side", "slip"), [("right", False), ("wrong", True)])
def test_names_that_were_spelt_out_in_chinese(side: str, slip: bool, shipped: Encoder) -> None:
    texts = [(row[side], row["english"]) for row in rows("names_into_chinese.tsv") if row[side]]
    found = questioned(texts, "en-zh", shipped)
    assert [(chinese, reasons) for chinese, _, reasons in found if bool(reasons) is not slip] == []


def test_a_name_in_an_older_spelling_is_the_name(shipped: Encoder) -> None:
    assert {target: found for target, found in found_in("right", shipped).items() if found} == {}


def test_another_name_is_found_in_any_spelling(shipped: Encoder) -> None:
    assert [target for target, found in found_in("wrong", shipped).items() if not found] == []


@pytest.mark.parametrize("mark", [*APOSTROPHES, ""])
def test_the_apostrophe_of_a_syllable_may_have_any_form(mark: str) -> None:
    text = f"Ch{mark}en Tu-hsiu and Chang Kuo-t{mark}ao met."
    assert [span.of(text) for span in old_spellings("陈独秀和张国焘", text)] == text.replace(" and ", " ").split()[:4]


def test_the_table_is_in_the_form_that_is_looked_up() -> None:
    assert all(name == plain(name) and spelt for name, spelt in table().items())
