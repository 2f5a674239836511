"""What speaks for a link, and the scorer that weighs it."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from encoders import lexicon
from hypothesis import given, settings
from hypothesis import strategies as st
from places import CASES
from safetensors.numpy import load_file, save_file

from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.align.words.aligner import link_pairs, link_texts
from duizhao.align.words.project import project_spans
from duizhao.corpus.document import Span
from duizhao.models.encoder import Encoder
from duizhao.models.errors import ModelError
from duizhao.models.registry import model_folder
from duizhao.models.word_linker.features import CHANNELS, LAYERS, evidence
from duizhao.models.word_linker.lexical_table import NO_TRANSLATIONS, Translations, packed, unpacked
from duizhao.models.word_linker.linker import FILE, LinkScorer, arrays_of, read_scorer, scorer_of
from duizhao.models.word_linker.network import LinkNetwork
from duizhao.models.word_linker.numerals import chinese_numerals, english_numerals
from duizhao.models.word_linker.transliteration import spelt

_CASES = (CASES / "numerals.tsv").read_text(encoding="utf-8")
NUMERALS = list(csv.DictReader(_CASES.splitlines(), delimiter="\t"))
ZH = "记者麦棠源3月22日报道，教育经费达到九十亿元，教育部门表示欢迎。"
EN = "Reporter Mai Tangyuan wrote on March 22 that 9 billion yuan went to education, which the ministry welcomed."


@pytest.mark.parametrize("row", NUMERALS, ids=[row["text"] for row in NUMERALS])
def test_numbers_by_value(row) -> None:
    found = {"zh": chinese_numerals, "en": english_numerals}[row["language"]](row["text"])
    assert [value for _, _, value in found] == [float(value) for value in row["values"].split()]


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="〇一九十百千万亿0139., 年abc-", max_size=14))
def test_numbers_stand_where_they_are_said_to(text) -> None:
    for start, end, value in (*chinese_numerals(text), *english_numerals(text)):
        assert 0 <= start < end <= len(text)
        assert value >= 0


def test_names_are_spelt_by_readings() -> None:
    found = [(ZH[slice(*source)], EN[slice(*target)]) for source, target in spelt(ZH, EN)]
    assert found == [("麦", "Mai"), ("棠源", "Tangyuan")]
    assert list(spelt("", EN)) == list(spelt(ZH, "")) == []


TABLE = {("教育", "education"): (0.74, 0.84), ("教育", "teach"): (0.005, 0.03), ("权利", "rights"): (1.0, 1e-4)}


def test_the_table_survives_packing() -> None:
    table = unpacked(packed(TABLE))
    odds = table.odds(["教育", "无"], ["education", "teach", "x", "education"])
    assert odds[:, 0, 0] == pytest.approx([0.74, 0.84], rel=0.03)
    assert (odds[:, 0, 0] == odds[:, 0, 3]).all()
    assert (odds[:, 1] == odds.min()).all()
    assert unpacked(packed({})).forward == {}


def encoded(encoder: Encoder, text: str):
    (one,) = encoder.encode([text], LAYERS)
    return one


def test_evidence_has_its_channels(shipped) -> None:
    source, target = encoded(shipped, ZH), encoded(shipped, EN)
    found = evidence(ZH, source, EN, target, Translations({}, frozenset()))
    assert found.shape == (len(source.spans), len(target.spans), CHANNELS)
    assert np.isfinite(found).all()
    names, numbers = found[..., -2], found[..., -1]
    assert {(ZH[slice(*source.spans[i])], EN[slice(*target.spans[j])]) for i, j in np.argwhere(names)} >= {
        ("麦", "Mai")
    }
    billions = [j for j, span in enumerate(target.spans.tolist()) if EN[slice(*span)] in {"9", "billion"}]
    assert numbers[:, billions].any(axis=0).all()
    assert evidence("", encoded(shipped, ""), EN, target, NO_TRANSLATIONS).shape == (0, len(target.spans), CHANNELS)


def test_arrays_make_the_same_scorer() -> None:
    networks = [LinkNetwork(8, 2), LinkNetwork(8, 1)]
    grid = np.random.default_rng(3).normal(size=(5, 7, CHANNELS)).astype(np.float32)
    first = LinkScorer(networks, NO_TRANSLATIONS).of_evidence(grid)
    second = scorer_of(arrays_of(networks, packed(TABLE))).of_evidence(grid)
    assert first.shape == (5, 7)
    assert np.abs(first - second).max() < 2e-3  # half precision


def test_a_network_is_the_same_in_training_and_after() -> None:
    import torch

    network = LinkNetwork(8, 2)
    network.dropped.p = 0.0
    grid = torch.randn(1, CHANNELS, 6, 4)
    assert torch.allclose(network.train()(grid), network.eval()(grid), atol=1e-5)


def test_a_damaged_scorer_is_named(tmp_path) -> None:
    arrays = arrays_of([LinkNetwork(8, 1)], packed(TABLE))
    arrays["network.0.first.weight"] = arrays["network.0.first.weight"][:, :-1]
    save_file(arrays, tmp_path / FILE)
    with pytest.raises(ModelError, match="does not fit"):
        read_scorer(tmp_path)
    (tmp_path / FILE).write_bytes(b"nothing")
    with pytest.raises(ModelError, match="does not fit"):
        read_scorer(tmp_path)
    (tmp_path / FILE).unlink()
    assert read_scorer(tmp_path) is None


def test_the_shipped_model_has_a_scorer_and_stays_small(shipped) -> None:
    folder = model_folder(None)
    assert shipped.linker is not None
    assert len(load_file(folder / FILE)["entries"]) > 10_000
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 80_000_000


def linked_words(shipped: Encoder, zh: str, en: str) -> set[tuple[str, str]]:
    source, target = zh.split(), en.split()
    (found,) = link_pairs([(source, target)], shipped)
    return {(source[i], target[j]) for i, j in found}


@pytest.mark.parametrize(
    ("zh", "en", "wanted"),
    [
        ("虽然 下雨 ， 但是 他 来 了 。", "Although it rained , he came .", {("虽然", "Although"), ("下雨", "rained")}),
        ("拨款 九十亿 元", "Nine billion yuan were granted", {("九十亿", "billion"), ("元", "yuan")}),
        (
            "王小明 会见 了 李红 。",
            "Li Hong was received by Wang Xiaoming .",
            {("王小明", "Xiaoming"), ("李红", "Hong")},
        ),
        ("公民 有 受 教育 的 權利", "citizens have the right to education", {("教育", "education"), ("權利", "right")}),
    ],
)
def test_words_meet(shipped, zh, en, wanted) -> None:
    assert wanted <= linked_words(shipped, zh, en)


def links_of(encoder: Encoder, source: str, target: str) -> AlignmentMatrix:
    ((_, links),) = link_texts([(source, target)], lambda pair: pair, encoder)
    return links


def test_a_text_without_tokens_has_no_links(shipped) -> None:
    assert not links_of(shipped, "", EN).probability.size
    assert not links_of(shipped, ZH, "").probability.size


def test_a_word_list_links_without_a_scorer() -> None:
    assert lexicon().linker is None
    assert not links_of(lexicon(), "河水冲走了桥。", "The river swept the bridge away.").trained


def test_what_the_chinese_leaves_out_gets_no_span(shipped) -> None:
    zh = "国家尊重和保障人权。"
    en = "The state respects and safeguards human rights, and the price of wheat fell in Chicago."
    start = en.index("the price of wheat")
    there = en.index("human rights")
    nothing, something = project_spans(
        [(zh, en, Span(start, len(en) - 1), "en"), (zh, en, Span(there, there + 12), "en")], shipped
    )
    assert nothing is None
    assert something is not None
    assert something.span.of(zh) in {"人权", "保障人权"}  # a segmenter may take these for one word


def test_a_rendering_in_two_places_has_two_pieces(shipped) -> None:
    zh = "在教育改革取得重大进展之前，学校不会招收新的学生。"
    en = "Before education reform makes major progress, the school will not admit new students."
    (found,) = project_spans([(zh, en, Span(0, len("Before")), "en")], shipped)
    assert found is not None
    assert [piece.of(zh) for piece in found.pieces] == ["在", "之前"]


def test_marks_at_the_end_go_with_the_phrase(shipped) -> None:
    zh = "他说： 我们收到了许多投诉。 这是新的情况。"
    en = "He said: We received many complaints. That is new."
    phrase = Span(en.index("We"), en.index("complaints.") + len("complaints."))
    (whole,) = project_spans([(zh, en, phrase, "en")], shipped)
    (bare,) = project_spans([(zh, en, Span(phrase.start, phrase.end - 1), "en")], shipped)
    assert whole is not None
    assert bare is not None
    assert whole.span.of(zh) == bare.span.of(zh) + "。"
