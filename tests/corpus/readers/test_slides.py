"""Presentations: slides in order, each a page; what is not read is said."""

from __future__ import annotations

import pytest
from slides import pptx, shape

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import Contents
from duizhao.corpus.readers.confined import contents_of


def marks(contents: Contents, kind: str) -> list[tuple[str, str]]:
    return [(mark.value, mark.span.of(contents.text)) for mark in contents.marks if mark.kind == kind]


def test_slides_in_order() -> None:
    contents = contents_of(
        pptx([shape("石桥", place="ctrTitle") + shape("第一点。", "第二点。"), shape("后记", place="title")]), "a.pptx"
    )
    assert contents.text == "石桥\n第一点。\n第二点。\n后记\n"
    assert marks(contents, "page") == [("1", "石桥\n第一点。\n第二点。\n"), ("2", "后记\n")]
    assert marks(contents, "heading") == [("1", "石桥\n"), ("1", "后记\n")]


def run(text: str, properties: str = "") -> str:
    return f"<a:r><a:rPr>{properties}</a:rPr><a:t>{text}</a:t></a:r>"


def numbered(text: str, kind: str, level: int = 0, start: str = "") -> str:
    own = f" startAt='{start}'" if start else ""
    return f"<a:p><a:pPr lvl='{level}'><a:buAutoNum type='{kind}'{own}/></a:pPr>{run(text)}</a:p>"


SYMBOL = "<a:sym typeface='Symbol'/>"
SHAPES = {
    "groups": (
        f"<p:grpSp><p:nvGrpSpPr/>{shape('内')}<p:grpSp>{shape('更内')}</p:grpSp></p:grpSp>{shape('外')}",
        "内\n更内\n外\n",
    ),
    "runs and breaks": (shape(f"<a:p>{run('石')}{run('桥')}<a:br/>{run('很窄')}</a:p>"), "石桥\n很窄\n"),
    "the frame of a slide": (
        "".join(shape(each, place=each) for each in ("sldNum", "dt", "ftr")) + shape("正文", place="body"), "正文\n",
    ),
    "empty paragraphs": (shape("<a:p/>", "一", "<a:p><a:endParaRPr/></a:p>", "二"), "一\n二\n"),
    "numbers": (
        shape(numbered("甲", "arabicPeriod"), numbered("乙", "arabicPeriod"), numbered("丙", "alphaLcParenR", 1),
              numbered("丁", "arabicPeriod")),
        "1. 甲\n2. 乙\na) 丙\n3. 丁\n",
    ),
    "numbers that begin anew": (
        shape(numbered("甲", "ea1ChsPeriod", start="3"), "间", numbered("乙", "ea1ChsPeriod")), "三. 甲\n间\n一. 乙\n",
    ),
    "a symbol font": (shape(f"<a:p>{run('x')}{run('£', SYMBOL)}</a:p>"), "x≤\n"),
    "a field": (shape(f"<a:p>{run('第')}<a:fld type='slidenum'><a:t>3</a:t></a:fld></a:p>"), "第3\n"),
    "alternatives": (
        "<mc:AlternateContent><mc:Choice>" + shape("新") + "</mc:Choice><mc:Fallback>" + shape("旧")
        + "</mc:Fallback></mc:AlternateContent>",
        "新\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("inside", "text"), SHAPES.values(), ids=SHAPES)
def test_what_stands_on_a_slide(inside: str, text: str) -> None:
    assert contents_of(pptx([inside]), "a.pptx").text == text


def test_tables() -> None:
    cells = "".join(
        f"<a:tr>{''.join(f'<a:tc><a:txBody><a:p>{run(each)}</a:p></a:txBody></a:tc>' for each in row)}</a:tr>"
        for row in (("水", "water"), ("桥", "bridge"))
    )
    contents = contents_of(pptx([f"<p:graphicFrame><a:tbl>{cells}</a:tbl></p:graphicFrame>"]), "a.pptx")
    assert [each[0] for each in marks(contents, "cell")] == ["1.1.1", "1.1.2", "1.2.1", "1.2.2"]
    assert contents.text == "水\nwater\n桥\nbridge\n"


def test_notes_diagrams_and_comments() -> None:
    diagram = "".join(f"<x><a:p>{run(each)}</a:p></x>" for each in ("厅长", "处长"))
    parts = {
        "n": ("notesSlide", shape("缩图", place="sldImg") + shape("慢慢讲。", place="body")),
        "d": ("diagramData", diagram),
        "c": ("comments", "<p:text>存疑</p:text>"),
    }
    contents = contents_of(pptx([shape("石桥") + "<relIds r:dm='d'/>"], parts), "a.pptx")
    assert contents.text == "石桥\n厅长\n处长\n慢慢讲。\n"
    assert marks(contents, "notes") == [("1", "慢慢讲。\n")]
    assert marks(contents, "textbox") == [("", "厅长\n处长\n")]
    assert [value for value, _ in marks(contents, "note")] == ["存疑"]


def test_what_is_not_read_is_said() -> None:
    parts = {"l": ("slideLayout", shape("单击编辑标题", place="title") + shape("村委会"))}
    contents = contents_of(pptx([shape("石桥") + "<p:oleObj progId='Excel.Sheet.12'/>"], parts), "a.pptx")
    said = [value for value, _ in marks(contents, "left-out")]
    assert said == ["embedded object: Excel.Sheet.12", "words of the layout: 村委会"]


def test_what_is_no_presentation() -> None:
    with pytest.raises(ReadError, match="cut short or damaged"):
        contents_of(pptx([shape("石桥")])[:400], "a.pptx")
