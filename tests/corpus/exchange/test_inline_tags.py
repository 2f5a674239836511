"""Inline tags are placeholders at places of a segment's words, and go out where they came in."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from places import CASES

from duizhao.corpus.bitext import Bitext
from duizhao.corpus.exchange.bitext.file_header import Labels
from duizhao.corpus.exchange.bitext.inline_tags import TAG
from duizhao.corpus.exchange.bitext.sniff_pairs import read_given
from duizhao.corpus.exchange.bitext.tmx import write_tmx
from duizhao.corpus.exchange.bitext.xliff_writer import write_xliff, write_xliff2

PAIRS = CASES / "pairs"
LABELS = Labels("zh-CN", "en", "1", datetime(2020, 1, 1, tzinfo=UTC))
_TMX = (
    "<tmx version='1.4'><body><tu><tuv xml:lang='zh'><seg>{}</seg></tuv><tuv xml:lang='en'><seg>{}</seg></tuv></tu>"
    "</body></tmx>"
)
_XLIFF = (
    "<xliff version='1.2' xmlns='urn:oasis:names:tc:xliff:document:1.2'><file original='a' source-language='zh' "
    "target-language='en'><body><trans-unit id='1'><source>{}</source><target>{}</target></trans-unit></body>"
    "</file></xliff>"
)
_XLIFF2 = (
    "<xliff xmlns='urn:oasis:names:tc:xliff:document:2.0' version='2.0' srcLang='zh' trgLang='en'><file id='f'>"
    "<unit id='1'><segment><source>{}</source><target>{}</target></segment></unit></file></xliff>"
)
FILES = {
    "TMX": _TMX.format(
        r"村民<bpt i='1' x='1' type='bold'>{\b </bpt>修了<ept i='1'>}</ept>桥。<ph x='2'>&lt;img/&gt;</ph>",
        r"They <bpt i='1' x='1' type='bold'>{\b </bpt>built<ept i='1'>}</ept> a bridge.<ph x='2'>&lt;img/&gt;</ph>",
    ),
    "highlighted": _TMX.format("村民<hi type='b'>修了</hi>桥。", "They <hi type='b'>built</hi> a bridge."),
    "XLIFF 1.2": _XLIFF.format(
        "村民<g id='1'>修了</g>桥。<x id='2'/>", "They <g id='1'>built</g> a bridge.<x id='2'/>"
    ),
    "XLIFF 1.2, apart": _XLIFF.format(
        "村民<bx id='1'/>修了<ex id='1'/>桥。", "They <bx id='1'/>built<ex id='1'/> a bridge."
    ),
    "XLIFF 2": _XLIFF2.format(
        "村民<pc id='1'>修了</pc>桥。<ph id='2'/>", "They <pc id='1'>built</pc> a bridge.<ph id='2'/>"
    ),
    "in another order": _XLIFF.format(
        "村民<x id='7'/>修了<x id='8'/>桥。", "They <x id='8'/>built <x id='7'/>a bridge."
    ),
    "XLIFF 2, apart": _XLIFF2.format(
        "村民<sc id='1'/>修了<ec startRef='1'/>桥。", "They <sc id='1'/>built<ec startRef='1'/> a bridge."
    ),
    "line breaks and halves": _TMX.format(
        "村民<ph type='lb'/>修了<it pos='begin' x='3'>&lt;i&gt;</it>桥。",
        " They<ph>&lt;br/&gt;</ph>built a <it pos='end' x='3'>&lt;/i&gt;</it>bridge.",
    ),
    "crossed": _TMX.format(
        "<bpt i='1'>a</bpt>村<bpt i='2'>b</bpt>民<ept i='1'>c</ept>修了<ept i='2'>d</ept>桥。",
        "They <bpt i='1'>a</bpt>bu<bpt i='2'>b</bpt>i<ept i='1'>c</ept>lt<ept i='2'>d</ept> a bridge.",
    ),
    "none": _TMX.format("村民修了桥。", "They built a bridge."),
}  # fmt: skip


def placed(bitext: Bitext) -> list[tuple[int, int, str, str]]:
    """Each inline tag with its place in its text, what it is, and its code."""
    return [
        (mark.span.start, mark.span.end, told["role"], told.get("code", ""))
        for side in (bitext.source, bitext.target)
        for mark in side.marks
        if mark.kind == TAG and (told := json.loads(mark.value))
    ]


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("write", [write_tmx, write_xliff, write_xliff2])
def test_they_go_out_where_they_came_in(tmp_path: Path, kind: str, write: Callable[..., str]) -> None:
    (tmp_path / "a").write_text(FILES[kind], encoding="utf-8")
    first = read_given(tmp_path / "a").bitext
    written = write([first], LABELS)
    (tmp_path / "b").write_text(written, encoding="utf-8")
    again = read_given(tmp_path / "b").bitext
    assert (first.source.text, first.target.text) == (again.source.text, again.target.text)
    assert "".join(first.source.text.split()) == "村民修了桥。"
    assert bool(placed(first)) == (kind != "none")
    assert placed(again) == placed(first)
    grammar = {"write_xliff": "xliff12.rng", "write_xliff2": "xliff2.rng"}.get(write.__name__)
    with (PAIRS / "tmx14.dtd").open() as memory:
        judge = etree.RelaxNG(etree.parse(PAIRS / grammar)) if grammar else etree.DTD(memory)
    assert judge.validate(etree.fromstring(written.encode())), judge.error_log


def test_where_they_stand(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(FILES["TMX"], encoding="utf-8")
    first = read_given(tmp_path / "a").bitext
    assert first.source.text == "村民修了桥。\n"
    assert placed(first)[:3] == [(2, 2, "open", "{\\b "), (4, 4, "close", "}"), (6, 6, "point", "<img/>")]


def test_a_translation_has_the_numbers_of_its_original(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(FILES["in another order"], encoding="utf-8")
    written = write_xliff([read_given(tmp_path / "a").bitext], LABELS)
    assert '村民<ph id="1"></ph>修了<ph id="2"></ph>桥。' in written
    assert 'They <ph id="2"></ph>built <ph id="1"></ph>a bridge.' in written
