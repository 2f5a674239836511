"""Laws in two translations, and occurrences of a term made by hand."""

from __future__ import annotations

from duizhao.align.terms.occurrences import Occurrence
from duizhao.corpus.document import Span
from duizhao.corpus.search.search import Hit
from duizhao.corpus.store.store import Text

ZH = """国家保护公民的合法财产。
学校应当保护学生的权利。
教师应当尊重学生。
学生有受教育的权利。
法律保护儿童的健康。
公民有劳动的权利和义务。
"""
EN = """The State protects the lawful property of citizens.
Schools shall protect the rights of students.
Teachers shall respect their students.
Students have the right to receive an education.
The law protects the health of children.
Citizens have the right and the duty to work.
"""
OTHER = (
    EN.replace("Students have", "Pupils have").replace("their students", "pupils").replace("of students", "of pupils")
)


def text(name: str, number: int) -> Text:
    return Text(number, name, "law", "en", "", name, 1, number, {})


LAW = Text(0, "law", "law", "zh", "", "law", 9, None, {})


def row(number: int, words: str, rendering: str, confidence: float = 0.9, nothing: float = 0.0) -> Occurrence:
    """An occurrence whose bead's other side is `words`, on a line of its own."""
    start = words.index(rendering) if rendering else 0
    spans = (Span(start, start + len(rendering)),) if rendering else ()
    hit = Hit(LAW, number, Span(number, number + 1))
    status = "rendered" if rendering else "not rendered"
    return Occurrence(
        str(number), hit, text(words, number + 1), "", "权利", "", status, rendering, spans, Span(0, len(words)),
        confidence, {}, nothing=nothing, reach=Span(0, len(words)),
    )  # fmt: skip


SURE = [row(at, f"the right to {what}", "right") for at, what in enumerate(("bread", "work", "sleep"))]
