"""How terms are rendered: groups, counts, what is not known, what people say, and the ways out."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from occurrences import SURE, ZH, row

from duizhao.align.errors import RequestError
from duizhao.align.rerun import again
from duizhao.align.terms.occurrences import Occurrence, Occurrences, TermQuery
from duizhao.align.terms.one_sense import settled
from duizhao.align.terms.renderings import group, over
from duizhao.align.terms.requests import ShowOptions
from duizhao.align.terms.show import show
from duizhao.corpus.search.filters import read_conditions
from duizhao.corpus.terms.variants import group_key, label, trimmed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the Trade-Unions", "trade union"),
        ("organised", "organize"),
        ("employees of the Government", "employee of government"),
        ("shall be guaranteed by", "guarantee"),
        ("processes", "process"),
        ("recalled", "recall"),
    ],
)
def test_forms_of_one_rendering_are_one_group(one: str, other: str) -> None:
    assert group_key(one, "en") == group_key(other, "en")


@pytest.mark.parametrize(("one", "other"), [("culture", "cultural"), ("right", "duty"), ("protect", "protection")])
def test_other_words_are_other_groups(one: str, other: str) -> None:
    assert group_key(one, "en") != group_key(other, "en")


def test_small_words_around_a_rendering_are_left_out_unless_there_are_no_others() -> None:
    assert trimmed("shall be protected by the", "en") == "protected"
    assert trimmed("may not", "en") == "may not"
    assert label(["Citizens", "citizens", "Citizens", "citizen"]) == "Citizens"


def settle(*rows: Occurrence) -> list[tuple[str, str]]:
    """What becomes of occurrences whose lines stand one under the other in one translation."""
    lines = list(dict.fromkeys(each.beside.name for each in rows))
    whole = "".join(f"{line}\n" for line in lines)
    same = []
    for each in rows:
        assert each.run is not None
        assert each.reach is not None
        by = sum(len(line) + 1 for line in lines[: lines.index(each.beside.name)])
        spans = tuple(span.shift(by) for span in each.spans)
        beside = replace(each.beside, id=1)
        same.append(replace(each, beside=beside, run=each.run.shift(by), reach=each.reach.shift(by), spans=spans))
    return [(each.status, each.rendering) for each in settled(same, "en", lambda _: whole)]


class TestWhatRecurs:
    def test_is_found_where_the_links_find_nothing(self) -> None:
        assert settle(*SURE, row(3, "rights are kept", "", 0.9, 0.9))[-1] == ("rendered", "rights")

    def test_is_not_invented(self) -> None:
        assert settle(*SURE, row(3, "nothing is kept", "", 0.9, 0.9))[-1] == ("not rendered", "")

    def test_takes_the_place_of_a_doubtful_single(self) -> None:
        assert settle(*SURE, row(3, "kept are all rights", "kept", 0.4))[-1] == ("rendered", "rights")

    def test_leaves_a_sure_single(self) -> None:
        assert settle(*SURE, row(3, "a claim beside rights", "claim", 0.9))[-1] == ("rendered", "claim")

    def test_no_words_stand_for_two_occurrences(self) -> None:
        both = (row(3, "a right to water", "right"), row(4, "a right to water", "right", 0.7))
        assert settle(*SURE, *both)[-2:] == [("rendered", "right"), ("not rendered", "")]

    def test_words_that_always_stand_beside_it_and_are_no_others_belong_to_it(self) -> None:
        rows = [row(at, f"{at}: an administrative fine; of {at}", "fine") for at in range(4)]
        assert {words for _, words in settle(*rows)} == {"administrative fine"}


def test_shares_are_of_what_is_known(corpus: Path) -> None:
    rows = (*SURE, row(3, "x", "", 0.9), replace(row(4, "y", ""), status="no link found"))
    groups = group(Occurrences(TermQuery("权利"), rows, 5, 0, {}))
    assert [(each.rendering, each.count, each.share) for each in groups] == [
        ("right", 3, 0.75),
        ("not rendered", 1, 0.25),
        ("no link found", 1, None),
    ]
    slices = over(groups, "year", fewest=5)
    assert all(each.share is None for each in slices)
    assert {each.decided for each in slices} == {4}


def test_the_table_keeps_its_contract(corpus: Path) -> None:
    found = show(corpus, TermQuery("权利"))
    lines = [json.loads(line) for line in str(found.written("jsonl")).splitlines()]
    assert [(line["rendering"], line["count"], line["share"], line["documents"]) for line in lines] == [
        ("right", 6, 1.0, ["law"])
    ]
    assert lines[0]["translators"] == ["A", "B"]
    assert lines[0]["years"] == ["1990", "2001"]
    assert lines[0]["forms"] == {"right": 4, "rights": 2}


def test_a_term_differs_by_translator(corpus: Path) -> None:
    found = show(corpus, TermQuery("学生"), ShowOptions(over="translator", fewest=1))
    shares = {(line["value"], line["rendering"]): line["share"] for line in found.records}
    assert shares["A", "students"] == shares["B", "pupils"] == 1.0
    assert shares["A", "pupils"] == 0.0
    few = show(corpus, TermQuery("学生"), ShowOptions(over="translator"))
    assert {line["share"] for line in few.records} == {None}


def test_traditional_and_english_terms(corpus: Path) -> None:
    assert show(corpus, TermQuery("權利")).records[0]["rendering"] == "right"
    assert show(corpus, TermQuery("students")).records[0]["rendering"] == "学生"
    assert show(corpus, TermQuery("权利"), ShowOptions(written=True)).records[0]["count"] == 4


def test_conditions_choose_translations(corpus: Path) -> None:
    assert read_conditions(["translator=B"])
    (only,) = show(corpus, TermQuery("学生", where=("translator=B",))).records
    assert (only["rendering"], only["translations"]) == ("pupils", ["other.en"])


def test_each_occurrence_is_a_row(corpus: Path) -> None:
    found = show(corpus, TermQuery("学生"), ShowOptions(occurrences=True))
    rows = list(csv.DictReader(io.StringIO(str(found.written("csv")).removeprefix("\ufeff"))))
    assert len(rows) == 6
    assert len({row["id"] for row in rows}) == 6
    assert {row["group"] for row in rows} == {"students", "pupils"}
    assert ZH[int(rows[0]["start"]) : int(rows[0]["end"])] == rows[0]["match"] == "学生"
    assert {"left", "right", "translator", "confidence", "rendering", "status", "query"} <= rows[0].keys()


@pytest.mark.parametrize("form", ["table", "tsv", "csv", "jsonl", "xlsx", "html"])
def test_every_format_is_written(corpus: Path, form: str) -> None:
    found = show(corpus, TermQuery("学生"), ShowOptions(over="document"))
    written = found.written(form, 100)
    assert written
    if form == "html":
        assert "<svg" in str(written)
        assert "style=" not in str(written)
    if form == "table":
        assert "students" in str(written)
        assert "█" in str(written)


def test_a_table_can_be_made_again(corpus: Path) -> None:
    found = show(corpus, TermQuery("学生"), ShowOptions(over="year", fewest=2))
    told = json.loads(found.made.query)
    assert told["command"] == "terms"
    assert again(corpus, told).records == found.records
    with pytest.raises(RequestError, match="anew"):
        again(corpus, {"command": "terms", "nothing": 1})
