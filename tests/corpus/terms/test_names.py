"""Names of several parts, whole; their originals in brackets; their pinyin."""

from __future__ import annotations

import pytest

from duizhao.corpus.document import Span
from duizhao.corpus.terms.names import joined_names, originals, romanized

NAMES = [
    ("阿不都热合曼·买买提说", ["阿不都热合曼"], ["阿不都热合曼·买买提"]),
    ("賽福鼎·艾則孜在烏魯木齊", ["賽福鼎", "艾則孜"], ["賽福鼎·艾則孜"]),
    ("约翰·史密斯告诉路透社", ["约翰·史密斯"], ["约翰·史密斯"]),
    ("会见了努尔·白克力主席", [], ["努尔·白克力"]),
    ("张三和热比娅•卡德尔", ["张三"], ["张三", "热比娅•卡德尔"]),
    ("司马义·铁力瓦尔地出席", ["司马义", "铁力瓦尔"], ["司马义·铁力瓦尔"]),
    ("毛泽东选集·第一卷", ["毛泽东"], ["毛泽东"]),
    ("张国焘在延安", ["张国焘"], ["张国焘"]),
    ("会见阿不都热合曼·买买提。", ["阿不都", "热合曼·买买提"], ["阿不都热合曼·买买提"]),
    ("没有人名", [], []),
]


@pytest.mark.parametrize(("text", "parts", "whole"), NAMES)
def test_joined_names(text, parts, whole) -> None:
    found = [Span(text.index(part), text.index(part) + len(part)) for part in parts]
    assert [span.of(text) for span in joined_names(text, found)] == whole


@pytest.mark.parametrize(
    ("text", "original"),
    [
        ("热比娅（Rebiya Kadeer）说", ["Rebiya Kadeer"]),
        ("热比娅 (Rebiya Kadeer)", ["Rebiya Kadeer"]),
        ("热比娅（Réb’ya O. Kadeer-Ali）", ["Réb’ya O. Kadeer-Ali"]),
        ("热比娅（维吾尔族）", []),
        ("热比娅（1947年生）", []),
        ("热比娅说（Rebiya）", []),
    ],
)
def test_originals(text, original) -> None:
    assert list(originals(text, Span(0, 3))) == original


@pytest.mark.parametrize(
    ("name", "person", "pinyin"),
    [
        ("毛泽东", True, "Mao Zedong"),
        ("歐陽修", True, "Ouyang Xiu"),
        ("司马", True, "Sima"),
        ("单田芳", True, "Shan Tianfang"),
        ("吕布", True, "Lü Bu"),
        ("乌鲁木齐", False, "Wulumuqi"),
        ("努尔·白克力", True, "Nuer Baikeli"),
    ],
)
def test_romanized(name, person, pinyin) -> None:
    assert romanized(name, person=person) == pinyin
