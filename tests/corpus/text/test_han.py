"""Every Chinese character is one, whatever block of Unicode it is in; variants by OpenCC's own tables."""

from __future__ import annotations

import unicodedata
from collections import defaultdict

import pytest
from opencc import OpenCC
from places import CASES

from duizhao.corpus.search.patterns import phrase_pattern
from duizhao.corpus.store.index import fold
from duizhao.corpus.text.han import in_simplified, is_han, is_word, one_variant, simplified
from duizhao.corpus.text.normalization import folded_form, han_share
from duizhao.corpus.text.tokenization import word_bounds, words

NAMES = (
    "CJK UNIFIED IDEOGRAPH",
    "CJK COMPATIBILITY IDEOGRAPH",
    "KANGXI RADICAL",
    "CJK RADICAL",
    "IDEOGRAPHIC ITERATION",
    "VERTICAL IDEOGRAPHIC ITERATION",
    "IDEOGRAPHIC NUMBER",
    "HANGZHOU NUMERAL",
)


def test_what_unicode_calls_an_ideograph_or_a_radical_is_han_and_nothing_else_with_a_name():
    wrong = [
        character
        for character in map(chr, range(0x110000))
        if (name := unicodedata.name(character, "")) and is_han(character) != name.startswith(NAMES)
    ]
    assert wrong == []


@pytest.mark.parametrize("code", [0x31350, 0x323AF, 0x2EBF0, 0x2EE5D, 0x323B0, 0x33479, 0xE000, 0xF8FF, 0x100000])
def test_what_is_newer_than_python_or_private_is_han_too(code):
    assert is_han(chr(code))
    assert is_word(chr(code))
    assert han_share(chr(code) + "a") == 0.5


def test_bullets_of_symbol_fonts_are_not():
    assert not is_han("\uf0b7")


def test_simplified_is_one_character_for_one():
    every = "".join(map(chr, [*range(0x2E80, 0x2FD6), *range(0x3400, 0xA000), *range(0xF900, 0xFB00)]))
    assert len(in_simplified(every)) == len(every)
    radicals = [character for character in map(chr, range(0x2F00, 0x2FD6)) if simplified(character) == character]
    assert radicals == []


def test_variants_of_any_one_of_opencc_tables_are_searched_alike():
    """Each table says of two characters that they are the same: so are they here, by whatever way one gets there."""
    characters = [chr(code) for code in range(0x4E00, 0xA000)]
    apart = defaultdict(list)
    for table in ("t2s", "tw2s", "hk2s", "s2t", "t2tw", "t2hk", "tw2t", "hk2t"):
        converted = OpenCC(table).convert("\n".join(characters)).split("\n")
        for before, after in zip(characters, converted, strict=True):
            if len(after) == 1 and folded_form(before) != folded_form(after):
                apart[table].append(before + after)
    assert dict(apart) == {}


def test_what_is_a_variant_stays_one():
    """Few are one character that are two in simplified text: whoever searches for one finds the other."""
    kept = {character for character in map(chr, range(0x4E00, 0xA000)) if simplified(character) == character}
    folded_away = [character for character in kept if one_variant(character) != character]
    assert len(folded_away) < 60


@pytest.mark.parametrize(
    ("wanted", "text", "found"),
    [
        line.split("\t")
        for line in (CASES / "variants.tsv").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ],
)
def test_one_search_form_for_all_variants(wanted, text, found):
    seen = fold(text)
    spans = [seen.original(span) for span in phrase_pattern(wanted).spans(seen.text)]
    assert [span.of(text) for span in spans] == found.split("|")


def test_as_written_is_these_characters_alone():
    def found(phrase: str, text: str) -> list[str]:
        pattern, seen = phrase_pattern(phrase, written=True), fold(text)
        places = [seen.original(span).of(text) for span in pattern.spans(seen.text)]
        return [place for place in places if pattern.is_written(place)]

    assert found("看着", "看著，看着") == ["看着"]
    assert found("看 着", "看 着") == ["看 着"]
    assert found("WT* 规则", "ＷＴＯ规则 WTO规则 wto规则") == ["WTO规则"]


def test_no_word_ends_within_a_word_that_is_written_with_a_radical():
    assert word_bounds("⼈民代表大会", "zh") == [0, 6]
    assert words("在全國⼈⺠代表大會上", "zh") == ["在", "全國⼈⺠代表大會", "上"]
