"""Numbered parts are recognised in both languages, and what one side lacks or has twice is named."""

from __future__ import annotations

import pytest

from duizhao.corpus.text.part_numbers import label, numbering_slips

LABELS = [
    ("第三十六条　公民有信仰自由。", ("article", 36)),
    ("第105條 本法自公布日施行。", ("article", 105)),
    ("　第二章　公民的基本权利", ("chapter", 2)),
    ("第一节 总则", ("section", 1)),
    ("第一百零五条", ("article", 105)),
    ("Article 36 Citizens enjoy freedom of belief.", ("article", 36)),
    ("CHAPTER IV THE STATE", ("chapter", 4)),
    ("Chapter 12", ("chapter", 12)),
    ("Part One", None),
    ("见第三条。", None),
    ("Articles of clothing", None),
    ("第三个人来了。", None),
    ("", None),
]


@pytest.mark.parametrize(("sentence", "wanted"), LABELS)
def test_labels(sentence, wanted) -> None:
    assert label(sentence) == wanted


CHINESE = [f"第{number}条　内容。" for number in range(1, 8)]
ENGLISH = [f"Article {number} Contents." for number in range(1, 8)]
CASES = [
    (CHINESE, ENGLISH, []),
    (CHINESE, [*ENGLISH[:3], *ENGLISH[4:]], ["article 4 is missing from the translation"]),
    ([*CHINESE[:2], *CHINESE[3:]], ENGLISH, ["article 3 is only in the translation"]),
    (CHINESE, [*ENGLISH, ENGLISH[1]], ["article 2 stands once in the source and twice in the translation"]),
    (CHINESE, ["No numbers here."], []),
    (["第一章 总则", *CHINESE], ENGLISH, []),
]


@pytest.mark.parametrize(("source", "target", "wanted"), CASES)
def test_slips(source, target, wanted) -> None:
    assert [str(slip) for slip in numbering_slips(source, target)] == wanted
