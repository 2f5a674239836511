"""Paragraphs or numbered parts that no bead crosses."""

from __future__ import annotations

import pytest
from encoders import PAIRS, lexicon

from duizhao.align.beads.boundaries import Within
from duizhao.align.beads.documents import align_within
from duizhao.align.errors import RequestError
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.readers.load import document_of


def bitext(chinese: str, english: str, within: Within) -> Bitext:
    documents = document_of(chinese, "zh", name="a"), document_of(english, "en", name="b")
    return align_within(documents, within, lexicon())


def sides(found: Bitext) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(bead.source, bead.target) for bead in found.beads]


ZH, EN = zip(*PAIRS, strict=True)


def test_no_bead_crosses_a_paragraph() -> None:
    """The second sentence is rendered in the next paragraph: there it is an addition, and here an omission."""
    chinese = f"{ZH[0]}{ZH[1]}\n{ZH[2]}\n{ZH[3]}\n"
    english = f"{EN[0]}\n{EN[1]} {EN[2]}\n{EN[3]}\n"
    found = sides(bitext(chinese, english, "paragraphs"))
    first = {0, 1}, {0}
    for source, target in found:
        assert set(source) <= first[0] or not set(source) & first[0]
        assert set(target) <= first[1] or not set(target) & first[1]
        assert not (set(source) & first[0] and set(target) - first[1])
    assert ((3,), (3,)) in found


def test_parts_that_both_number() -> None:
    chinese = f"第一条　{ZH[0]}\n第二条　{ZH[1]}{ZH[2]}\n第四条　{ZH[3]}\n"
    english = f"Article 1 {EN[0]} {EN[2]}\nArticle 2 {EN[1]}\nArticle 3 {EN[5]}\nArticle 4 {EN[3]}\n"
    found = sides(bitext(chinese, english, "sections"))
    assert all(target[:1] in ((), (0,), (1,)) for source, target in found if source[:1] == (0,))
    assert ((3,), (4,)) in found
    assert not any(set(source) & {1, 2} and set(target) & {0, 1} for source, target in found)


def test_what_cannot_be_a_boundary_is_said() -> None:
    with pytest.raises(RequestError, match="a has 2 paragraphs, b 1"):
        bitext(f"{ZH[0]}\n{ZH[1]}\n", f"{EN[0]} {EN[1]}\n", "paragraphs")
    with pytest.raises(RequestError, match="no numbered parts"):
        bitext(f"{ZH[0]}\n{ZH[1]}\n", f"{EN[0]} {EN[1]}\n", "sections")
