"""A corpus as a translation memory: like sentences, what differs, and a memory for other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from lxml import etree

from duizhao.align.concordance.translation_memory import (
    like_sentences,
    marked,
    match_record,
    memory_of,
    segments_of,
)
from duizhao.corpus.bitext import Bead, Bitext, Status
from duizhao.corpus.document import Document, Language
from duizhao.corpus.exchange.bitext.file_header import labels_for
from duizhao.corpus.exchange.bitext.given_pairs import GivenPair
from duizhao.corpus.exchange.bitext.tmx import read_tmx, write_tmx
from duizhao.corpus.exchange.bitext.xliff_matches import Candidate, Segment, write_prefilled, write_prefilled2
from duizhao.corpus.exchange.bitext.xliff_reader import read_xliff, read_xliff2
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


def prefilled() -> tuple[list[Segment], list[str]]:
    """A draft of four sentences: one of the memory, one in another script, one like one of it, one of which none is."""
    draft = text([ZH[2], "人人有權享有生命、自由和人身安全。", "任何人不得使为奴隶。", "下雨了 <好>。"], "zh", "draft")
    segments = segments_of(draft, like_sentences(draft, [bitext()]))
    return segments, [segment.source for segment in segments]


def test_xliff_holds_every_sentence_with_its_matches() -> None:
    segments, sources = prefilled()
    root = etree.fromstring(write_prefilled(segments, "draft.docx", labels_for([bitext()])).encode())
    names = {"x": "urn:oasis:names:tc:xliff:document:1.2"}
    units = root.findall(".//x:trans-unit", names)
    assert [unit.findtext("x:source", None, names) for unit in units] == sources
    filled = [unit.find("x:target", names) for unit in units]
    told = [
        (target.text, target.get("state"), target.get("state-qualifier")) for target in filled if target is not None
    ]
    assert told == [(english, "needs-review-translation", "exact-match") for english in (EN[2], EN[0])]
    assert filled[2:] == [None, None]
    matches = [[(match.get("match-quality"), match.findtext("x:target", None, names)) for match in
                unit.findall("x:alt-trans", names)] for unit in units]  # fmt: skip
    assert matches == [[("100%", EN[2])], [("100%", EN[0])], [("87.0%", EN[1])], []]
    assert (root[0].get("source-language"), root[0].get("target-language")) == ("zh-CN", "en")


def test_xliff_2_holds_every_sentence_with_its_matches() -> None:
    segments, sources = prefilled()
    root = etree.fromstring(write_prefilled2(segments, "draft.docx", labels_for([bitext()])).encode())
    names = {"x": "urn:oasis:names:tc:xliff:document:2.0", "m": "urn:oasis:names:tc:xliff:matches:2.0"}
    units = root.findall(".//x:unit", names)
    assert [unit.findtext("x:segment/x:source", None, names) for unit in units] == sources
    states = [(part.get("state"), part.get("subState")) for part in root.iter(f"{{{names['x']}}}segment")]
    assert states == [("translated", "duizhao:exact-match")] * 2 + [("initial", None)] * 2
    matches = [[(match.get("similarity"), match.findtext("x:target", None, names)) for match in
                unit.findall("m:matches/m:match", names)] for unit in units]  # fmt: skip
    assert matches == [[("100", EN[2])], [("100", EN[0])], [("87.0", EN[1])], []]


@pytest.mark.parametrize(("write", "read"), [(write_prefilled, read_xliff), (write_prefilled2, read_xliff2)])
def test_candidates_are_no_translations(
    write: Callable[..., str], read: Callable[[bytes, str], Iterator[GivenPair]]
) -> None:
    segments, sources = prefilled()
    pairs = list(read(write(segments, "draft", labels_for([bitext()])).encode(), "draft.xlf"))
    assert [(pair.source, pair.target) for pair in pairs] == list(zip(sources, [EN[2], EN[0], "", ""], strict=True))


@pytest.mark.parametrize(
    ("candidates", "filled"),
    [
        ([(1.0, "He came.", "aligned")], "He came."),
        ([(1.0, "He came.", "aligned"), (1.0, "He  came.", "confirmed")], "He  came."),
        ([(1.0, "He came.", "aligned"), (1.0, "He has come.", "aligned")], None),
        ([(0.9999, "He came.", "confirmed")], None),
        ([], None),
    ],
)
def test_what_is_filled_in(candidates: list[tuple[float, str, Status]], filled: str | None) -> None:
    held = [Candidate("他来了。", target, likeness, "law.en", status) for likeness, target, status in candidates]
    exact = Segment("他来了。", held).exact
    assert (exact.target if exact else None) == filled
    assert "99.9" in write_prefilled([Segment("他来了。", held)], "a", labels_for([])) or not any(
        0.99 < likeness < 1 for likeness, *_ in candidates
    )
