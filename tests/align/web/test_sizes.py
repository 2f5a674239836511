"""What the reader sends at first of a long text: no more than of a short one, and never more than 200 KB."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from readers import Served, corpus_of, long_corpus

MOST = 200_000
"""Bytes of a view, its style sheets and scripts among them."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    corpus = long_corpus(tmp_path_factory.mktemp("sizes") / "long.duizhao", 100)
    with Served(corpus) as reader:
        yield reader


def sent(served: Served, place: str) -> tuple[int, str]:
    """The bytes of a page with all that it links to and imports, and the page."""
    status, _, page = served.ask("GET", place)
    assert status == 200
    wanted = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    assert wanted
    seen: dict[str, int] = {}
    while wanted - seen.keys():
        each = min(wanted - seen.keys())
        status, _, text = served.ask("GET", each)
        assert status == 200
        seen[each] = len(text.encode())
        wanted |= {f"/static/{name}" for name in re.findall(r'(?:from|import\() ?"\./([^"]+)"', text)}
    return len(page.encode()) + sum(seen.values()), page


@pytest.mark.parametrize(
    "place",
    [
        "/",
        "/document?name=long",
        "/read?text=long",
        "/read?text=long&order=doubt",
        f"/find?q={quote('学校')}",
        f"/terms?q={quote('学校')}",
        "/articles",
    ],
)
def test_no_view_is_large(served: Served, place: str) -> None:
    size, page = sent(served, place)
    assert size <= MOST
    assert page.count("Paragraph ") <= 240  # the others come as one scrolls


@pytest.mark.parametrize(
    ("asked", "least"),
    [("", 40), ("&count=400", 60), ("&count=400&also=long.2.en", 40), ("&order=doubt&count=400", 60)],
)
def test_rows_that_come_later_are_few_at_a_time(served: Served, asked: str, least: int) -> None:
    status, headers, rows = served.ask("GET", f"/rows?text=long&translation=long.en&start=500{asked}")
    assert (status, headers["x-rows"]) == (200, "1600")
    assert least <= rows.count("<tr ") < 200
    assert len(rows.encode()) <= MOST / 2


def test_rows_of_long_sentences_are_fewer_and_the_one_asked_for_is_there(tmp_path: Path) -> None:
    pairs = [(f"{at}学校{'&<' * 3000}。", f"{at} school {'&<' * 3000}.") for at in range(30)]
    with Served(corpus_of(tmp_path / "all.duizhao", {"heavy": pairs})) as served:
        size, page = sent(served, "/read?text=heavy&at=15")
        assert size <= MOST
        assert 'id="r15"' in page
        rows = served.ask("GET", "/rows?text=heavy&translation=heavy.en&start=20&count=10")[2]
        assert 1 <= rows.count("<tr ") < 10
        assert len(rows.encode()) <= MOST
