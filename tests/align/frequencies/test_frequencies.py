"""Words counted: lists, n-grams, dispersion, trends, sketches, in a corpus and in files, and asked again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bitexts import lines

from duizhao.align.errors import RequestError
from duizhao.align.frequencies.lists import frequencies
from duizhao.align.frequencies.requests import FrequencyQuery, SpreadQuery
from duizhao.align.frequencies.sketch import SketchQuery, sketch
from duizhao.align.frequencies.term_spread import dispersion, trend
from duizhao.align.rerun import again
from duizhao.corpus.errors import FormatError
from duizhao.corpus.store.store import Store

TEXTS = {
    "old": ("学习历史，学习理论。", "我们不断学习历史。", "工人推动工作。"),
    "new": ("學習歷史。", "干部要带头学习理论。"),
    "english": ("The Party studies history.", "The party, the Party."),
}
YEARS = {"old": "1990", "new": "2014"}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("frequencies") / "c"
    with Store.open(path, create=True) as store:
        for name, sentences in TEXTS.items():
            store.add(lines(name, *sentences, language="en" if name == "english" else "zh"), vectors={}, model="m")
        for name, year in YEARS.items():
            store.set_metadata(name, {"year": year})
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("files")
    for name, sentences in TEXTS.items():
        (folder / f"{name}.txt").write_text("\n".join(sentences) + "\n", encoding="utf-8")
    return [folder / f"{name}.txt" for name in TEXTS]


def counted(texts, query: FrequencyQuery, column: str = "word") -> dict[str, int]:
    return {row[column]: row["count"] for row in frequencies(texts, query).rows}


def test_words_of_both_scripts_are_one(corpus, files) -> None:
    for texts in (corpus, files):
        rows = frequencies(texts, FrequencyQuery(most=2)).rows
        assert [(row["rank"], row["word"], row["count"], row["documents"]) for row in rows] == [
            (1, "学习", 5, 2),
            (2, "历史", 3, 2),
        ]
        total = round(5e6 / rows[0]["per_million"])
        assert total == sum(counted(texts, FrequencyQuery()).values())
    written = counted(corpus, FrequencyQuery(written=True))
    assert (written["学习"], written["學習"]) == (4, 1)


@pytest.mark.parametrize(
    ("query", "there"),
    [
        (FrequencyQuery(language="en"), {"the": 3, "party": 3, "history": 1, "studies": 1}),
        (FrequencyQuery(language="en", written=True, fewest=2), {"The": 2, "Party": 2}),
        (FrequencyQuery(document="new", matching="学习|历史"), {"历史": 1, "学习": 2}),
        (FrequencyQuery(where=("year<2000",), matching="^理论$"), {"理论": 1}),
        (FrequencyQuery(pos="v", fewest=2), {"学习": 4}),
        (FrequencyQuery(by="pos", matching="^r$", document="old"), {"r": 1}),
    ],
)
def test_what_is_asked_for(corpus, query, there) -> None:
    assert counted(corpus, query, query.by) == there


def test_runs_end_at_punctuation(corpus) -> None:
    assert counted(corpus, FrequencyQuery(size=2, fewest=2), "ngram") == {"学习 历史": 3, "学习 理论": 2}
    runs = counted(corpus, FrequencyQuery(size=2, language="en"), "ngram")
    assert runs == {"the party": 3, "party studies": 1, "studies history": 1}


def test_how_evenly_words_are_spread(corpus) -> None:
    rows = {row["word"]: row for row in frequencies(corpus, FrequencyQuery(language="zh")).rows}
    assert rows["工作"]["dp"] > rows["学习"]["dp"]
    assert (rows["工作"]["juilland_d"], rows["工作"]["dp_norm"]) == (0.0, pytest.approx(0.44 / 0.56, abs=0.3))
    alone = frequencies(corpus, FrequencyQuery(document="old"))
    assert "over 10 equal parts" in alone.summary


def test_a_sample_is_the_same_by_its_seed(corpus) -> None:
    first, second = (frequencies(corpus, FrequencyQuery(sample=2, seed=seed)).rows for seed in (1, 1))
    assert first == second
    assert sum(row["count"] for row in first) < sum(counted(corpus, FrequencyQuery()).values())
    assert counted(corpus, FrequencyQuery(sample=99)) == counted(corpus, FrequencyQuery())


def test_where_a_word_stands(corpus, files) -> None:
    for texts in (corpus, files):
        result = dispersion(texts, SpreadQuery("学习"))
        assert [(one["document"], one["count"]) for one in result.records] == [("old", 3), ("new", 2)]
        assert [row["start"] for row in result.rows if row["document"] == "old"] == [0, 5, 15]
        assert result.records[0]["positions"][0] == 0.0
        assert result.page().count("V13M") == 3
        assert result.text(80).count("|") == 4


def test_how_often_when(corpus) -> None:
    result = trend(corpus, SpreadQuery('[word="学习"] [pos="n"]', cql=True, by="year"))
    assert [(row["year"], row["count"]) for row in result.rows] == [("1990", 3), ("2014", 2)]
    assert all(row["low"] < row["per_million"] < row["high"] for row in result.rows)
    assert result.page().count('class="share"') == 2
    by_document = trend(corpus, SpreadQuery("学习", by="document"))
    assert [row["document"] for row in by_document.rows] == ["new", "old"]


def test_the_company_of_a_word(corpus, files) -> None:
    for texts in (corpus, files):
        found = {(one["relation"], one["word"]): one for one in sketch(texts, SketchQuery("学习", fewest=1)).records}
        assert found["objects", "历史"]["count"] == 3
        assert (found["objects", "理论"]["count"], found["modifies", "理论"]["count"]) == (1, 1)
        assert ("adverbs", "不断") in found
        for record in found.values():
            for example in record["examples"]:
                text = "\n".join(TEXTS[example["document"]])
                assert text[example["start"] : example["end"]] == example["match"]
    other = {(one["relation"], one["word"]) for one in sketch(corpus, SketchQuery("歷史")).records}
    assert ("verbs with it as object", "学习") in other


@pytest.mark.parametrize(
    "query",
    [
        FrequencyQuery(size=2, most=3),
        SpreadQuery("学习"),
        SpreadQuery("学习", by="year"),
        SketchQuery("学习", where=("year=1990",)),
    ],
)
def test_asked_again_from_its_table(corpus, query) -> None:
    ask = {FrequencyQuery: frequencies, SketchQuery: sketch}.get(
        type(query), trend if getattr(query, "by", 0) else dispersion
    )
    result = ask(corpus, query)
    assert again(corpus, json.loads(result.made.query)).rows == result.rows


@pytest.mark.parametrize(
    ("ask", "query", "message"),
    [
        (frequencies, FrequencyQuery(by="sound"), "choose word, lemma, pos"),
        (frequencies, FrequencyQuery(pos="("), "no regular expression"),
        (frequencies, FrequencyQuery(document="gone"), "gone"),
        (frequencies, FrequencyQuery(language="en", pos="n"), "of Chinese alone"),
        (sketch, SketchQuery("study"), "one Chinese word"),
        (sketch, SketchQuery("学习 历史"), "one Chinese word"),
    ],
)
def test_what_cannot_be_counted(corpus, ask, query, message) -> None:
    with pytest.raises(RequestError, match=message):
        ask(corpus, query)


def test_years_that_no_text_says(files) -> None:
    with pytest.raises(RequestError, match="--by document"):
        trend(files, SpreadQuery("学习", by="year"))
    with pytest.raises(FormatError, match="genre"):
        trend(files, SpreadQuery("学习", by="genre"))
