"""The texts that ship are whole, answer line to line, and hold what the article is said to quote."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from duizhao.corpus.samples import sample_article, sample_pairs

CUT = re.compile(r"\s*…\s*")
MARKED = re.compile(r"[…\[\]]")
SPLIT = re.compile(r",” [^“”]{1,40}, “")
PAIRS = {name: (zh, en) for name, zh, en in sample_pairs()}


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def plain(text: str) -> str:
    """With every white space a plain one: the Constitution's English has en spaces."""
    return re.sub(r"\s", " ", text)


def quotations() -> list[str]:
    """The quotations of the article, one that its attribution splits in one piece."""
    return [words.rstrip(",.") for words in re.findall("“([^”]*)”", SPLIT.sub(", ", read(sample_article())))]


def expected() -> list[dict[str, str]]:
    header, *rows = read(sample_article().with_suffix(".expected.tsv")).removesuffix("\n").split("\n")
    return [dict(zip(header.split("\t"), row.split("\t"), strict=True)) for row in rows]


ROWS = list(zip(quotations(), expected(), strict=True))
IDS = [row["quotation"] for _, row in ROWS]


@pytest.mark.parametrize("name", PAIRS)
def test_each_line_has_its_counterpart(name: str) -> None:
    zh, en = (read(path).removesuffix("\n").split("\n") for path in PAIRS[name])
    assert len(zh) == len(en)
    assert all(line and line == line.strip() for line in zh + en)
    assert all(re.search("[\u4e00-\u9fff]", line) for line in zh)
    assert not any(re.search("[\u4e00-\u9fff]", line) for line in en)


@pytest.mark.parametrize("name", [name for name in PAIRS if name.startswith("taiwan-")])
def test_article_heads_agree(name: str) -> None:
    zh, en = (read(path) for path in PAIRS[name])
    heads = re.findall(r"^第 ([0-9-]+) 條$", zh, re.MULTILINE)
    assert heads == re.findall(r"^Article ([0-9-]+)$", en, re.MULTILINE)
    assert heads == list(dict.fromkeys(heads))
    assert 20 <= len(heads) <= 80


@pytest.mark.parametrize("name", PAIRS)
def test_the_readme_counts_right(name: str) -> None:
    zh, en = (read(path) for path in PAIRS[name])
    readme = read(sample_article().with_name("README.md"))
    counts = (zh.count("\n"), len(zh.replace("\n", "")), len(en.replace("\n", "")))
    row = next(line for line in readme.split("\n") if line.startswith(f"| `{name}."))
    assert row.endswith("| {:,} | {:,} | {:,} |".format(*counts))


def test_the_article_is_of_the_length_of_one() -> None:
    assert 350 <= len(read(sample_article()).split()) <= 450
    assert {row["verdict"] for _, row in ROWS} == {"verbatim", "altered", "renders", "not found"}


@pytest.mark.parametrize(("quotation", "row"), ROWS, ids=IDS)
def test_the_row_is_of_this_quotation(quotation: str, row: dict[str, str]) -> None:
    assert quotation.startswith(row["quotation"])


@pytest.mark.parametrize(("quotation", "row"), ROWS, ids=IDS)
def test_the_expected_chinese_stands_in_its_text_once(quotation: str, row: dict[str, str]) -> None:
    if row["verdict"] == "not found":
        assert row["document"] == row["source_text"] == ""
        return
    zh = read(PAIRS[row["document"]][0])
    places = [zh.index(piece) for piece in CUT.split(row["source_text"])]
    assert places == sorted(places)
    assert all(zh.count(piece) == 1 for piece in CUT.split(row["source_text"]))


@pytest.mark.parametrize(("quotation", "row"), ROWS, ids=IDS)
def test_only_what_is_verbatim_or_visibly_changed_stands_in_the_english(quotation: str, row: dict[str, str]) -> None:
    pieces = CUT.split(quotation.replace("[t]he", "The"))
    everywhere = [plain(read(en)) for _, en in PAIRS.values()]
    if row["verdict"] == "verbatim" or MARKED.search(quotation):
        en = plain(read(PAIRS[row["document"]][1]))
        places = [en.index(piece) for piece in pieces]
        assert places == sorted(places)
    else:
        assert not any(piece in en for piece in pieces for en in everywhere)


@pytest.mark.parametrize(("quotation", "row"), ROWS, ids=IDS)
def test_a_marked_cut_or_bracket_makes_it_altered(quotation: str, row: dict[str, str]) -> None:
    assert row["verdict"] == "altered" or not MARKED.search(quotation)
