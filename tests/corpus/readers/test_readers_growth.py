"""No reader of documents takes much more than twice the time for twice the file."""

from __future__ import annotations

import time

import pytest
from slides import pptx, shape
from word_files import docx, p

from duizhao.corpus.readers.dispatch import read_here

_FIELD = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"
_CODE = r"<w:r><w:instrText>EQ \o\ac(○,密)</w:instrText></w:r>"
_SIGN = "<w:r><w:rPr><w:rFonts w:ascii='Symbol' w:hAnsi='Symbol'/></w:rPr><w:t>abc</w:t></w:r>"
_LINKS = "".join(f"<a href='/{at}'>栏目</a>" for at in range(9))


def page(body: str) -> bytes:
    return f"<html><body>{_LINKS}<p>石桥今年开始修建。</p>{body}</body></html>".encode()


MADE = {
    "fields": lambda count: docx(p("甲", _FIELD.format("begin"), _CODE, _FIELD.format("end")) * count),
    "fields that never end": lambda count: docx(p((_FIELD.format("begin") + "<w:r><w:t>甲</w:t></w:r>") * count)),
    "nested brackets of an equation": lambda count: docx(
        p(_FIELD.format("begin"), f"<w:r><w:instrText>EQ {'甲(' * count}</w:instrText></w:r>", _FIELD.format("end"))
    ),
    "signs": lambda count: docx(p("甲", _SIGN) * count),
    "things left out": lambda count: docx(p("甲", "<w:r><w:object/></w:r>") * count),
    "paragraphs of a page": lambda count: page("<p>桥很窄，收费很贵。</p>" * count),
    "breaks of a page": lambda count: page("桥很窄，收费很贵。<br>" * count),
    "one line of ruby": lambda count: page(f"<p>{'<ruby>桥<rt>qiáo</rt></ruby>' * count}</p>"),
    "links": lambda count: page("<a href='/'>栏目</a> " * count),
    "rules of style": lambda count: page("<style>" + ".a{display:none}@media x{" * count + "</style>"),
    "shapes": lambda count: pptx([shape("桥很窄。") * count]),
}


def seconds(data: bytes) -> float:
    began = time.process_time()
    read_here(data, "a.file")
    return time.process_time() - began


@pytest.mark.slow
@pytest.mark.parametrize("what", MADE)
def test_twice_the_file_takes_about_twice_the_time(what: str) -> None:
    seconds(MADE[what](50))
    once, four_times = (min(seconds(MADE[what](count)) for _ in range(2)) for count in (1500, 6000))
    assert four_times < 8 * once + 0.3
