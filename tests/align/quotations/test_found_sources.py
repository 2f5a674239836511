"""Sources that a person found, and searches of some of a corpus: kept, shown as a person's, and said."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from encoders import PAIRS
from loopback import call

ZH = "".join(f"{chinese}\n" for chinese, _ in PAIRS)
ARTICLE = "He wrote that “nobody has ever heard of these lighthouses”. She said “all the villagers were sad”."
PLACE = ZH.index(PAIRS[8][0]), ZH.index(PAIRS[8][0]) + 8
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, tiny: Path) -> Path:
    folder = tmp_path_factory.mktemp("found")
    (folder / "news.zh").write_text(ZH, encoding="utf-8")
    (folder / "news.en").write_text("".join(f"{english}\n" for _, english in PAIRS), encoding="utf-8")
    (folder / "other.zh").write_text(PAIRS[0][0], encoding="utf-8")
    made = str(folder / "c.duizhao")
    model = ["--model", str(tiny)]
    news = ["--source", str(folder / "news.zh"), "--target", str(folder / "news.en")]
    assert call(["add", "--corpus", made, *news, *model])[0] == 0
    assert call(["add", "--corpus", made, "--source", str(folder / "other.zh"), *model])[0] == 0
    assert call(["set", "other", "--corpus", made, "date=1950"])[0] == 0
    return folder / "c.duizhao"


@pytest.fixture
def run(corpus: Path, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    (tmp_path / "one.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "c.duizhao").write_bytes(corpus.read_bytes())
    monkeypatch.chdir(tmp_path)
    return lambda *given: call(["link", "one.txt", "--corpus", "c.duizhao", "--model", str(tiny), *given])


def test_a_place_is_the_source_and_a_persons(run: Run) -> None:
    place = f"news:{PLACE[0]}-{PLACE[1]}"
    status, output, errors = run("--decide", f"1={place}", "--as", "JR", "--note", "by hand", "--format", "json")
    assert (status, "quotation 1 is confirmed by JR: news" in errors) == (0, True)
    first, second = json.loads(output)["quotations"]
    best = first["links"][0]
    assert (first["verdict"], first["confirmed_by"], first["confidence"]) == ("renders", ["JR"], None)
    assert (best["confirmed_by"], best["confidence"], best["basis"]) == (["JR"], None, "confirmed by JR")
    assert (best["source_text"], best["source_start"]) == (ZH[slice(*PLACE)], PLACE[0])
    assert first["decisions"][0]["note"] == "by hand"
    assert (second["confirmed_by"], second["confidence"] is not None) == ([], True)
    shown = {form: run("--format", form)[1] for form in ("table", "html", "md", "csv", "jsonld", "citations")}
    for form, text in shown.items():
        assert "confirmed by JR" in text, form
        first_of_it = text.rpartition("</style>")[2].split("all the villagers")[0]
        assert "100%" not in first_of_it, form
    rows = list(csv.DictReader(io.StringIO(shown["csv"].removeprefix("\ufeff"))))
    assert (rows[0]["confirmed_by"], rows[0]["confidence"]) == ("JR", "")


def test_what_a_person_confirms_keeps_the_programs_own_number(run: Run) -> None:
    before = json.loads(run("--format", "json")[1])["quotations"][1]
    run("--decide", "2=confirmed", "--as", "JR", "--format", "json")
    after = json.loads(run("--format", "json")[1])["quotations"][1]
    assert (after["confidence"], after["confirmed_by"]) == (before["confidence"], ["JR"])
    assert after["links"][0]["basis"] == "confirmed by JR; wording of news.en"


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        ("1=news:20-10", "the end exclusive"),
        ("1=news:5-90000", "this is no place in it"),
        ("1=nowhere:5-9", "holds no document 'nowhere'"),
        ("1=news.en:0-4", "is a translation: give the place in 'news'"),
        ("9=news:0-4", "no quotation 9"),
        ("1=news:a-b", "comes from DOCUMENT:120-145"),
    ],
)
def test_no_place_is_one_line_and_keeps_nothing(run: Run, decided: str, said: str) -> None:
    status, output, errors = run("--decide", decided, "--as", "JR")
    assert (status, output) == (1, "")
    assert said in errors
    assert "confirmed by" not in run("--format", "csv")[1]


@pytest.mark.parametrize(
    ("chosen", "documents", "translations", "only"),
    [
        ([], 2, 1, None),
        (["--name", "other"], 1, 0, ["other"]),
        (["--name", "news.en"], 1, 1, ["news.en"]),
        (["--name", "news", "--name", "other"], 2, 1, ["news", "other"]),
        (["--where", "date<2000"], 1, 0, ["date<2000"]),
        (["--where", "document=news"], 1, 1, ["document=news"]),
    ],
)
def test_only_some_of_a_corpus(
    run: Run, chosen: list[str], documents: int, translations: int, only: list[str] | None
) -> None:
    record = json.loads(run(*chosen, "--format", "json")[1])
    searched = record["searched"]
    assert (searched["documents"], searched["translations"], searched.get("only")) == (documents, translations, only)
    found = [quotation["verdict"] for quotation in record["quotations"]]
    assert (found[1] == "verbatim") == bool(translations)
    if only:
        assert f"(only {'; '.join(only)})" in run(*chosen, "--format", "md")[1].replace("\\", "")


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (["--name", "nothing"], "holds no document 'nothing'"),
        (["--where", "date>2000"], "no document of c.duizhao is date>2000"),
        (["--where", "translator=Li"], "no text here has 'translator'"),
        (["--where", "date"], "is no condition"),
    ],
)
def test_nothing_to_search_is_one_line(run: Run, chosen: list[str], said: str) -> None:
    status, output, errors = run(*chosen)
    assert (status, output, errors.count("\n")) == (1, "", 1)
    assert said in errors


def test_find_says_what_was_converted(corpus: Path) -> None:
    asked = ["find", "學校", "--corpus", str(corpus), "--no-links", "--format", "jsonl"]
    status, output, errors = call(asked)
    assert (status, json.loads(output.splitlines()[0])["match"]) == (0, "学校")
    assert "converted: also found written as 学校 (--as-written leaves these out)" in errors
    assert call([*asked, "--as-written"])[1] == ""
    assert "converted" not in call(["find", "学校", "--corpus", str(corpus), "--no-links"])[2]
