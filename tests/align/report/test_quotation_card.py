"""One quotation as a small page: whole by itself, with what the verdict claims and what not."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from encoders import PAIRS
from loopback import call

ARTICLE = "The mayor said “all the villagers were sad”. Nobody said “lighthouses are <b>made</b> of cheese”."
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny: Path) -> Run:
    (tmp_path / "secret.zh").write_text("".join(f"{chinese}\n" for chinese, _ in PAIRS), encoding="utf-8")
    (tmp_path / "secret.en").write_text("".join(f"{english}\n" for _, english in PAIRS), encoding="utf-8")
    (tmp_path / "draft.txt").write_text(ARTICLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    given = ["--source", "secret.zh", "--target", "secret.en", "--model", str(tiny)]
    return lambda *arguments: call(["link", "draft.txt", *arguments, *given])


def test_it_stands_alone(run: Run) -> None:
    status, page, _ = run("--card", "1", "--gloss", "--pinyin")
    assert status == 0
    assert not re.search(r"<script|https?://|src=|@import|url\(|<link(?! rel=\"icon\" href=\"data:,\")", page)
    for words in (
        "verbatim",
        "all the villagers were sad",
        "村民都很难过",
        "secret.en",
        "cūnmín",
        "says nothing of how",
    ):
        assert words in page
    assert "width=device-width" in page


def test_what_was_not_found_says_what_was_searched(run: Run) -> None:
    page = run("--card", "2")[1]
    assert "that is no proof" in page
    assert "Searched: 1 document" in page
    assert "<b>made" not in page


def test_the_public_one_tells_nothing_of_the_files(run: Run) -> None:
    page = run("--card", "1", "--public")[1]
    assert "村民都很难过" in page
    assert not re.search(r"secret|draft|characters|Citation|河水", page)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--card", "9"], "there is no quotation 9: the article has 2"),
        (["--card", "1", "--format", "csv"], "a card is an HTML page"),
        (["--card", "1", "-o", "card.png"], "a card is an HTML page"),
        (["--card", "1", "-o", "."], "one file"),
    ],
)
def test_what_is_no_card_is_one_line(run: Run, arguments: list[str], said: str) -> None:
    status, output, errors = run(*arguments)
    assert (status, output) == (1, "")
    assert said in errors


@pytest.mark.parametrize("form", ["table", "html", "json"])
def test_word_by_word(run: Run, form: str) -> None:
    shown = run("--gloss", "--format", form, "--verbose")[1]
    assert "cūnmín" in shown
    assert "cūnmín" not in run("--format", form, "--verbose")[1]
