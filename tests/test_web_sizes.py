"""What the reader sends at first of a long text: no more than of a short one, and never more than 200 KB."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from readers import Served, long_corpus

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


def test_rows_that_come_later_are_few_at_a_time(served: Served) -> None:
    status, _, rows = served.ask("GET", "/rows?text=long&translation=long.en&start=500")
    assert status == 200
    assert rows.count("<tr ") == 40
    assert len(rows.encode()) <= MOST
