"""Presentations (.pptx): the words of each slide in order, with its notes; each slide is a page.

python-pptx opens packages without bounds, and gives neither diagrams nor the numbers of lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from duizhao.corpus.errors import ReadError
from duizhao.corpus.files.safe_xml import local_name
from duizhao.corpus.readers.base.contents import Contents, Draft, metadata_of
from duizhao.corpus.readers.base.drawings import words_drawn
from duizhao.corpus.readers.base.left_out import LEFT_OUT, MISSING_SIGN
from duizhao.corpus.readers.base.limits import check_length
from duizhao.corpus.readers.base.relations import RelatedPart, main_part, related
from duizhao.corpus.readers.base.unread_parts import words_of_part
from duizhao.corpus.readers.base.zip_package import Package
from duizhao.corpus.text.list_numerals import numeral
from duizhao.corpus.text.symbol_fonts import is_symbol_font, signs

if TYPE_CHECKING:
    from lxml.etree import _Element

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
_OF_THE_FRAME = frozenset({"sldNum", "dt", "ftr", "hdr", "sldImg"})
"""Places on a slide for its number, the day, and what stands on all of them."""
_TITLES = {"title": "1", "ctrTitle": "1", "subTitle": "2"}
_FORMS = {
    "arabic": "decimal", "alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman",
    "romanUc": "upperRoman", "ea1Chs": "chineseCounting", "ea1Cht": "chineseCounting", "ea1Jpn": "chineseCounting",
    "circleNum": "decimalEnclosedCircle",
}  # fmt: skip
_AROUND = {
    "Period": ("", ". "), "ParenR": ("", ") "), "ParenBoth": ("(", ") "), "Plain": ("", " "), "Minus": ("- ", " - "),
}  # fmt: skip


def read_slides(data: bytes, name: str) -> Contents:
    """The words of a presentation, a paragraph a line: each slide's, then what its speaker's notes say.

    Marks: `page` (the slide's number), `heading` (its title), `cell` (table.row.column), `textbox` (a diagram or a
    chart), `notes` (the speaker's), `note` (a comment), `left-out` (what was not read). Raises ReadError for what is no
    sound presentation.
    """
    package = Package(data, name)
    main = main_part(package, "ppt/presentation.xml")
    if main not in package:
        raise ReadError(f"{name} is a zip file without a presentation in it: unpack it, and give its files")
    relations = related(package, main)
    reader = _Reader(package)
    for number, identity in enumerate(_slide_names(package.tree(main)), start=1):
        slide = relations.get(identity)
        if slide is None or not slide.inside:
            reader.draft.mark(LEFT_OUT, reader.draft.length, value=f"slide {number}")
        else:
            reader.slide(slide.part, str(number))
        check_length(reader.draft.length, name)
    reader.frames()
    return reader.draft.contents(_metadata(package))


def _slide_names(root: _Element) -> Iterator[str]:
    for node in root.iter():
        if local_name(node) == "sldId":
            yield _relation(node, "id")


def _relation(element: _Element, name: str) -> str:
    return element.get(_RELATION + name) or element.get(_STRICT + name) or ""


def _metadata(package: Package) -> dict[str, str]:
    if "docProps/core.xml" not in package:
        return {}
    titles = [node.text for node in package.tree("docProps/core.xml").iter() if local_name(node) == "title"]
    return metadata_of(titles[0] if titles else None, None)


class _Reader:
    """Writes slides into a draft."""

    def __init__(self, package: Package) -> None:
        self.draft = Draft()
        self._package = package
        self._relations: dict[str, RelatedPart] = {}
        self._tables = 0
        self._layouts: dict[str, None] = {}

    def slide(self, part: str, number: str) -> None:
        """One slide, with what hangs on it."""
        start = self.draft.length
        self._relations = related(self._package, part)
        self._shapes(self._package.tree(part))
        for target in self._relations.values():
            if target.inside and target.kind == "notesSlide":
                at = self.draft.length
                self._shapes(self._package.tree(target.part))
                if self.draft.length > at:
                    self.draft.mark("notes", at, value=number)
            elif target.inside and target.kind == "slideLayout":
                self._layouts[target.part] = None
            elif target.inside and "omment" in target.kind and (words := words_of_part(self._package, target.part)):
                self.draft.mark("note", start, value=words)
        self.draft.mark("page", start, value=number)

    def frames(self) -> None:
        """Say what words stand on the layouts and the masters that slides were made with."""
        masters = {
            relation.part: None
            for layout in self._layouts
            for relation in related(self._package, layout).values()
            if relation.kind == "slideMaster" and relation.inside
        }
        seen: dict[str, None] = {}
        for part in [*self._layouts, *masters]:
            own = _Reader(self._package)
            own._shapes(self._package.tree(part), placeholders=False)
            if words := " ".join(own.draft.text().split()):
                seen[words] = None
        for words in seen:
            self.draft.mark(LEFT_OUT, self.draft.length, value=f"words of the layout: {words}")

    def _shapes(self, element: _Element, *, placeholders: bool = True) -> None:
        """The shapes in an element in their order, those of groups in their place."""
        for node in element:
            kind = local_name(node)
            if kind == "sp":
                self._shape(node, placeholders=placeholders)
            elif kind == "tbl":
                self._table(node)
            elif kind == "relIds":
                self._drawn("diagram", _relation(node, "dm"))
            elif kind == "chart":
                self._drawn("chart", _relation(node, "id"))
            elif kind == "oleObj":
                self._leave_out(f"embedded object: {node.get('progId') or 'of another program'}")
            elif kind == "AlternateContent":
                choices = [part for part in node if local_name(part) in ("Choice", "Fallback")]
                self._shapes(choices[0] if choices else node, placeholders=placeholders)
            elif kind not in ("txBody", "nvSpPr", "spPr"):
                self._shapes(node, placeholders=placeholders)

    def _shape(self, shape: _Element, *, placeholders: bool) -> None:
        place = next((node for node in shape.iter() if local_name(node) == "ph"), None)
        kind = "" if place is None else place.get("type", "body")
        if kind in _OF_THE_FRAME or (kind and not placeholders):
            return
        start = self.draft.length
        for node in shape:
            if local_name(node) == "txBody":
                self._paragraphs(node)
        if kind in _TITLES and self.draft.length > start:
            self.draft.mark("heading", start, value=_TITLES[kind])

    def _paragraphs(self, body: _Element) -> None:
        counts: dict[int, int] = {}
        for paragraph in (node for node in body if local_name(node) == "p"):
            properties = next((node for node in paragraph if local_name(node) == "pPr"), None)
            words = self._words(paragraph)
            if words.strip():
                self.draft.write(_number(properties, counts) + words.strip())
            self.draft.end_line()

    def _words(self, paragraph: _Element) -> str:
        """The words of a paragraph, those in symbol fonts as they are meant."""
        parts: list[str] = []
        for node in paragraph:
            kind = local_name(node)
            if kind == "br":
                parts.append("\n")
            elif kind == "AlternateContent":
                parts.append(self._words(node[0]) if len(node) else "")
            elif kind in ("r", "fld"):
                text = "".join(part.text or "" for part in node if local_name(part) == "t")
                parts.append(self._meant(text, node))
            elif kind not in ("pPr", "endParaRPr"):
                parts += [part.text or "" for part in node.iter() if local_name(part) == "t"]
        return "".join(parts)

    def _meant(self, text: str, run: _Element) -> str:
        fonts = [node.get("typeface", "") for node in run.iter() if local_name(node) in ("sym", "latin")]
        font = next((font for font in fonts if is_symbol_font(font)), "")
        if not font:
            return text
        meant = signs(text, font, MISSING_SIGN)
        if meant.count(MISSING_SIGN) > text.count(MISSING_SIGN):
            self._leave_out(f"signs of the font {font}")
        return meant

    def _table(self, table: _Element) -> None:
        self._tables += 1
        for at, row in enumerate((node for node in table if local_name(node) == "tr"), start=1):
            for column, cell in enumerate((node for node in row if local_name(node) == "tc"), start=1):
                if cell.get("hMerge") or cell.get("vMerge"):
                    continue
                start = self.draft.length
                for node in cell:
                    if local_name(node) == "txBody":
                        self._paragraphs(node)
                self.draft.mark("cell", start, value=f"{self._tables}.{at}.{column}")

    def _drawn(self, kind: str, relation: str) -> None:
        """The words of a diagram or a chart."""
        lines, rest = words_drawn(self._package, self._relations.get(relation), kind)
        if rest:
            self._leave_out(rest)
        start = self.draft.length
        for line in lines:
            self.draft.write(line)
            self.draft.end_line()
        if lines:
            self.draft.mark("textbox", start)

    def _leave_out(self, what: str) -> None:
        self.draft.mark(LEFT_OUT, self.draft.length, value=what)


def _number(properties: _Element | None, counts: dict[int, int]) -> str:
    """The number before a paragraph of a list, as PowerPoint makes it; '' for none."""
    level = _whole(properties.get("lvl"), 0) if properties is not None else 0
    automatic = (node for node in properties if local_name(node) == "buAutoNum") if properties is not None else iter(())
    numbered = next(automatic, None)
    for deeper in [depth for depth in counts if depth > level or (depth == level and numbered is None)]:
        del counts[deeper]
    if numbered is None:
        return ""
    counts[level] = counts[level] + 1 if level in counts else _whole(numbered.get("startAt"), 1)
    scheme = numbered.get("type", "arabicPeriod")
    form = next((form for begin, form in _FORMS.items() if scheme.startswith(begin)), "decimal")
    before, after = next((signs for end, signs in _AROUND.items() if scheme.endswith(end)), ("", ". "))
    return f"{before}{numeral(counts[level], form)}{after}"


def _whole(value: str | None, otherwise: int) -> int:
    return int(value) if value is not None and value.isdecimal() and len(value) < 8 else otherwise
