"""A corpus as a translation memory: like sentences, what differs, and a memory for other programs."""

from __future__ import annotations

import pytest

from duizhao.align.concordance.translation_memory import like_sentences, marked, match_record, memory_of
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document, Language
from duizhao.corpus.exchange.bitext.file_header import labels_for
from duizhao.corpus.exchange.bitext.tmx import read_tmx, write_tmx
from duizhao.corpus.readers.load import document_of

ZH = ["人人有权享有生命、自由和人身安全。", "任何人不得使為奴隸或奴役。", "他来了。", "没有译文的句子在这里。"]
EN = ["Everyone has the right to life.", "No one shall be held in slavery.", "He came."]


def bitext() -> Bitext:
    beads = [*(Bead((at,), (at,), 0.9) for at in range(3)), Bead((3,), ())]
    return Bitext(text(ZH, "zh", "law"), text(EN, "en", "law.en"), tuple(beads))


def text(lines: list[str], language: Language, name: str) -> Document:
    return document_of("".join(f"{line}\n" for line in lines), language, name=name, presplit=True)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("人人有权享有生命、自由和人身安全。", [(1.0, "人人有权享有生命、自由和人身安全。")]),
        ("人人有權享有生命、自由和人身安全。", [(1.0, "人人有权享有生命、自由和人身安全。")]),
        ("人人有权享有财产、自由和人身安全。", [(0.8824, "人人有权享有[-生命-]{+财产+}、自由和人身安全。")]),
        ("人人有权享有自由和人身安全。", [(0.9032, "人人有权享有[-生命、-]自由和人身安全。")]),
        ("任何人不得使为奴隶。", [(0.8696, "任何人不得使為奴隸[-或奴役-]。")]),
        ("没有译文的句子在这里。", []),
        ("今天天气很好。", []),
        ("。", []),
    ],
)
def test_like_sentences(sentence: str, expected: list[tuple[float, str]]) -> None:
    matches = list(like_sentences(text([sentence], "zh", "draft"), [bitext()]))
    assert [(round(match.likeness, 4), marked(match.edits)) for match in matches] == expected


def test_offsets_and_edits_give_the_texts_again() -> None:
    draft = text(["他走了。", "人人有权享有财产、自由和人身安全。"], "zh", "draft")
    for match in like_sentences(draft, [bitext()], 0.5):
        record = match_record(match, draft)
        assert draft.text[record["start"] : record["end"]] == record["sentence"]
        assert bitext().source.text[record["source_start"] : record["source_end"]] == record["source_text"]
        assert bitext().target.text[record["target_start"] : record["target_end"]] == record["target_text"]
        pieces = record["edits"]
        assert "".join(piece for edit, piece in pieces if edit != "only there") == record["sentence"]
        assert "".join(piece for edit, piece in pieces if edit != "only here") == record["source_text"]


def test_from_english_and_at_most_so_many() -> None:
    draft = text(["She came.", "No one shall be held in servitude."], "en", "draft")
    matches = list(like_sentences(draft, [bitext(), bitext()], 0.6, 1))
    assert [match_record(match, draft)["source_text"] for match in matches] == [
        "他来了。",
        "任何人不得使為奴隸或奴役。",
    ]


def test_a_memory_holds_each_segment_once() -> None:
    draft = text([ZH[0], ZH[0], ZH[2]], "zh", "draft")
    memory = memory_of(like_sentences(draft, [bitext()]))
    pairs = list(read_tmx(write_tmx(memory, labels_for(memory)).encode(), "m.tmx"))
    assert [(pair.source, pair.target) for pair in pairs] == [(ZH[0], EN[0]), (ZH[2], EN[2])]
