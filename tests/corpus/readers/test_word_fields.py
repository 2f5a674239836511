"""Fields of Word documents: a result is text; without one, what the code shows; what cannot be known is said."""

from __future__ import annotations

import re
from html import escape

import pytest
from places import CASES
from word_files import docx, p, r

from duizhao.corpus.document import Mark
from duizhao.corpus.errors import ReadWarning
from duizhao.corpus.readers.base.contents import Contents
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.docx.document import walk

_LINES = (CASES / "word_fields.tsv").read_text(encoding="utf-8").split("\n")
ROWS = [(*line.split("\t"), "", "")[:5] for line in _LINES if line and not line.startswith("#")]


def char(kind: str, inside: str = "") -> str:
    return f"<w:r><w:fldChar w:fldCharType='{kind}'>{inside}</w:fldChar></w:r>"


def code(text: str) -> str:
    return f"<w:r><w:instrText xml:space='preserve'>{escape(text)}</w:instrText></w:r>"


def values(contents: Contents, kind: str) -> list[str]:
    return [mark.value for mark in contents.marks if mark.kind == kind]


@pytest.mark.parametrize(("what", "written", "text", "ruby", "said"), ROWS, ids=[row[0] for row in ROWS])
def test_fields_without_a_result(what: str, written: str, text: str, ruby: str, said: str) -> None:
    middle = len(written) // 2
    forms = {
        "in one run": code(f" {written} "),
        "in many runs": "".join(code(each) for each in f" {written} "),
        "with an empty result": code(written) + char("separate"),
        "in two runs": code(f" {written[:middle]}") + code(written[middle:]),
    }
    bodies = [p("前", char("begin") + form + char("end"), "。") for form in forms.values()]
    bodies.append(p("前", f'<w:fldSimple w:instr="{escape(written)}"/>', "。"))
    for body in bodies:
        contents = contents_of(docx(body), "a.docx")
        assert contents.text == f"{text}。\n"
        assert values(contents, "ruby") == [each for each in ruby.split("|") if each]
        assert values(contents, "left-out") == ([said] if said else [])


def test_ruby_stands_over_its_base() -> None:
    contents = contents_of(docx(p("前", char("begin") + code(ROWS[0][1]) + char("end"), "荣株")), "a.docx")
    (mark,) = (mark for mark in contents.marks if mark.kind == "ruby")
    assert (mark.span.of(contents.text), mark.value) == ("缪", "miào")


def test_what_is_not_read_is_said() -> None:
    body = p("见", char("begin") + code("REF a") + char("end"), char("begin") + code("REF b") + char("end"))
    with pytest.warns(ReadWarning, match=re.escape("a.docx: not read: 2 × field REF (REF a, REF b)")):
        contents_of(docx(body), "a.docx")


NESTED = {
    "in an equation": (
        char("begin") + code(r"EQ \o\ac(○,") + char("begin") + code(r"SYMBOL 163 \f Symbol") + char("end") + code(")")
        + char("end"),
        "≤",
    ),
    "with a result, in an equation": (
        char("begin") + code(r"EQ \f(") + char("begin") + code("QUOTE 1") + char("separate") + r("1") + char("end")
        + code(",2)") + char("end"),
        "1/2",
    ),
    "in a condition": (
        char("begin") + code("IF ") + char("begin") + code("PAGE") + char("separate") + r("3") + char("end")
        + code('= 3 "是" "否"') + char("separate") + r("是") + char("end"),
        "是",
    ),
    "an equation in a result": (
        char("begin") + code("REF a") + char("separate") + r("第") + char("begin") + code(r"EQ \o\ac(○,一)")
        + char("end") + char("end"),
        "第一",
    ),
    "a fraction after a number": (r("3") + char("begin") + code(r"EQ \f(1,2)") + char("end"), "3 1/2"),
    "a symbol within": (
        char("begin") + code(r"EQ \x(") + "<w:r><w:sym w:font='Symbol' w:char='F0A3'/></w:r>" + code(")") + char("end"),
        "≤",
    ),
    "with a bracket within": (
        char("begin") + code(r"EQ \x(") + char("begin") + code("QUOTE (1,2)") + char("end") + code(")") + char("end"),
        "(1,2)",
    ),
    "without an end": (char("begin") + code(r"EQ \o\ac(○,密)"), "密"),
    "hidden": (
        "<w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType='begin'/></w:r>" + code("EQ 甲") + char("end"), "",
    ),
    "a box that is ticked": (
        char("begin", "<w:ffData><w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox></w:ffData>")
        + code("FORMCHECKBOX") + char("end"),
        "☒",
    ),
    "a box that is not": (
        char("begin", "<w:ffData><w:checkBox><w:default w:val='0'/></w:checkBox></w:ffData>") + code("FORMCHECKBOX")
        + char("separate") + char("end"),
        "☐",
    ),
    "a list to choose from": (
        char("begin", "<w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='男'/><w:listEntry w:val='女'/>"
             "</w:ddList></w:ffData>") + code("FORMDROPDOWN") + char("end"),
        "女",
    ),
    "a link around a picture": (
        char("begin") + code("HYPERLINK x") + char("separate") + "<w:r><w:drawing/></w:r>" + char("end"),
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("inside", "text"), NESTED.values(), ids=NESTED)
def test_fields_in_fields_and_in_forms(inside: str, text: str) -> None:
    contents = contents_of(docx(p("前", inside) + p("后")), "a.docx")
    assert contents.text == f"前{text}\n后\n"
    assert values(contents, "left-out") == []


def test_pieces_tile_what_fields_show() -> None:
    body = p("前", char("begin") + code(r"EQ \f(1,2)") + char("end"), "<w:r><w:t>后</w:t></w:r>")
    walked = walk(docx(body))
    assert "".join(piece.text for piece in walked.pieces) == walked.contents.text == "前1/2后\n"
    assert all(piece.run is not None for piece in walked.pieces[:3])


def m(tag: str, *inside: str, properties: str = "") -> str:
    own = f"<m:{tag}Pr>{properties}</m:{tag}Pr>" if properties else ""
    return f"<m:{tag}>{own}{''.join(inside)}</m:{tag}>"


def t(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


FORMULAS = {
    "1/2": m("f", m("num", t("1")), m("den", t("2"))),
    "(a+b)/2": m("f", m("num", t("a+b")), m("den", t("2"))),
    "10^6": m("sSup", m("e", t("10")), m("sup", t("6"))),
    "H2O": m("sSub", m("e", t("H")), m("sub", t("2"))) + t("O"),
    "√2": m("rad", m("deg"), m("e", t("2")), properties="<m:degHide m:val='1'/>"),
    "3√8": m("rad", m("deg", t("3")), m("e", t("8"))),
    "∑(i=1,n)x": m("nary", m("sub", t("i=1")), m("sup", t("n")), m("e", t("x")), properties="<m:chr m:val='∑'/>"),
    "(a|b)": m("d", m("e", t("a")), m("e", t("b"))),
    "[a,b]": m("d", m("e", t("a")), m("e", t("b")),
               properties="<m:begChr m:val='['/><m:sepChr m:val=','/><m:endChr m:val=']'/>"),
    "1, 2; 3, 4": m("m", m("mr", m("e", t("1")), m("e", t("2"))), m("mr", m("e", t("3")), m("e", t("4")))),
    "sin x": m("func", m("fName", t("sin")), m("e", t("x"))),
}  # fmt: skip


@pytest.mark.parametrize(("text", "formula"), FORMULAS.items(), ids=FORMULAS)
def test_formulas_in_a_line(text: str, formula: str) -> None:
    assert contents_of(docx(p("设", f"<m:oMath>{formula}</m:oMath>", "。")), "a.docx").text == f"设{text}。\n"


def test_ruby_of_word_itself() -> None:
    ruby = f"<w:r><w:ruby><w:rubyPr/><w:rt>{r('miào')}</w:rt><w:rubyBase>{r('缪')}</w:rubyBase></w:ruby></w:r>"
    contents = contents_of(docx(p(ruby, "荣株")), "a.docx")
    assert contents.text == "缪荣株\n"
    assert [mark for mark in contents.marks if mark.kind == "ruby"] == [Mark("ruby", contents.marks[0].span, "miào")]
