"""The numbers that Word puts before paragraphs by itself, and the styles that they and headings hang on.

Laws and reports written in Word often have no 第一条 in their text: a list style makes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duizhao.corpus.readers.docx.xml import attribute, child, children, number, switched_on
from duizhao.corpus.text.list_numerals import numeral

if TYPE_CHECKING:
    from lxml.etree import _Element

_PLACE = re.compile(r"%([1-9])")
_BUILT_IN = re.compile(r"heading ([1-9])\Z", re.IGNORECASE)
_QUOTE = re.compile(r"(?:intense )?quote\Z|block text\Z|quotations?\Z", re.IGNORECASE)
_GAPS = {"space": " ", "nothing": ""}
DEEPEST = 9
"""Levels of a list."""


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts."""

    start: int
    form: str
    text: str
    gap: str
    restarts_after: int | None
    style: str | None
    digits_only: bool


@dataclass(frozen=True, slots=True)
class Style:
    """What a style hands down: outline level (0 the highest), list, fonts, whether it hides, or is of quotations."""

    parent: str | None
    outline: int | None
    list: tuple[int | None, int | None] | None
    vanished: bool | None
    quote: bool
    fonts: tuple[str, str] | None


class Styles:
    """The styles of a document."""

    def __init__(self, root: _Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self.default: str | None = None
        for style in children(root, "w:style") if root is not None else ():
            identity = attribute(style, "styleId")
            if identity is None:
                continue
            self._styles[identity] = _style(style)
            if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true", "on"):
                self.default = identity

    def chain(self, identity: str | None) -> list[tuple[str, Style]]:
        """A style and its ancestors, nearest first."""
        styles: list[tuple[str, Style]] = []
        seen: set[str] = set()
        while identity is not None and identity in self._styles and identity not in seen:
            seen.add(identity)
            styles.append((identity, self._styles[identity]))
            identity = self._styles[identity].parent
        return styles

    def outline(self, properties: _Element | None) -> int | None:
        """The level of a heading, 1 the highest; None for a paragraph that is none."""
        own = number(child(properties, "w:outlineLvl"))
        if own is None:
            chain = self.chain(attribute(child(properties, "w:pStyle"), "val"))
            own = next((style.outline for _, style in chain if style.outline is not None), None)
        return own + 1 if own is not None and 0 <= own < DEEPEST else None

    def is_quote(self, properties: _Element | None) -> bool:
        """Whether a paragraph's style says that it is a quotation."""
        return any(style.quote for _, style in self.chain(attribute(child(properties, "w:pStyle"), "val")))

    def fonts(self, run: _Element | None, paragraph: _Element | None) -> tuple[str, str]:
        """The fonts of Latin letters and of other characters that are not Chinese; '' where nothing names one."""
        own = _fonts(run)
        if own is not None:
            return own
        for properties, tag in ((run, "w:rStyle"), (paragraph, "w:pStyle")):
            for _, style in self.chain(attribute(child(properties, tag), "val")):
                if style.fonts is not None:
                    return style.fonts
        return "", ""

    def vanished(self, properties: _Element | None) -> bool:
        """Whether a run's properties, or its style, hide it."""
        own = child(properties, "w:vanish")
        if own is not None:
            return switched_on(own)
        chain = self.chain(attribute(child(properties, "w:rStyle"), "val"))
        return next((style.vanished for _, style in chain if style.vanished is not None), False)


def _style(style: _Element) -> Style:
    properties = child(style, "w:pPr")
    outline = number(child(properties, "w:outlineLvl"))
    named = _BUILT_IN.match(attribute(child(style, "w:name"), "val") or "")
    if outline is None and named:
        outline = int(named[1]) - 1
    listed = child(properties, "w:numPr")
    vanish = child(style, "w:rPr", "w:vanish")
    return Style(
        attribute(child(style, "w:basedOn"), "val"),
        outline,
        None if listed is None else (number(child(listed, "w:numId")), number(child(listed, "w:ilvl"))),
        None if vanish is None else switched_on(vanish),
        bool(_QUOTE.match(attribute(child(style, "w:name"), "val") or "")),
        _fonts(child(style, "w:rPr")),
    )


def _fonts(properties: _Element | None) -> tuple[str, str] | None:
    """The fonts of Latin letters and of other characters, where properties name any."""
    named = child(properties, "w:rFonts")
    if named is None or attribute(named, "asciiTheme"):
        return None
    ascii_font, other = attribute(named, "ascii"), attribute(named, "hAnsi")
    return (ascii_font or other or "", other or ascii_font or "") if ascii_font or other else None


@dataclass(slots=True)
class _Count:
    """How far a list has come, level by level."""

    values: list[int | None] = field(default_factory=lambda: [None] * DEEPEST)
    begun: set[int] = field(default_factory=set)


class Lists:
    """The lists of a document, counted as its paragraphs come."""

    def __init__(self, root: _Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[int, dict[int, Level]] = {}
        self._of: dict[int, tuple[int, dict[int, int], dict[int, Level]]] = {}
        self._counts: dict[int, _Count] = {}
        if root is not None:
            for definition in children(root, "w:abstractNum"):
                if (identity := number(definition, "abstractNumId")) is not None:
                    self._abstract[identity] = _levels(definition)
            for numbering in children(root, "w:num"):
                if (identity := number(numbering, "numId")) is not None:
                    self._of[identity] = _instance(numbering)
            for definition in children(root, "w:abstractNum"):
                self._follow(number(definition, "abstractNumId"), attribute(child(definition, "w:numStyleLink"), "val"))

    def _follow(self, identity: int | None, link: str | None) -> None:
        """A list that says only which list style it follows has that one's levels."""
        listed = next((style.list for _, style in self._styles.chain(link) if style.list is not None), None)
        if identity is not None and not self._abstract[identity] and listed is not None and listed[0] in self._of:
            self._abstract[identity] = self._abstract.get(self._of[listed[0]][0], {})

    def label(self, properties: _Element | None) -> str:
        """The number before a paragraph with these properties, with its gap; empty where there is none.

        Counts on: to be asked once for each paragraph, in order. Bullets are ornaments, and have no label.
        """
        placed = self._place(properties)
        if placed is None:
            return ""
        identity, level = placed
        abstract, restarts, own_levels = self._of[identity]
        levels = {**self._abstract.get(abstract, {}), **own_levels}
        if level not in levels:
            return ""
        count = self._counts.setdefault(abstract, _Count())
        if identity not in count.begun:
            count.begun.add(identity)
            for at, start in restarts.items():
                count.values[at] = start - 1
        before = count.values[level]
        count.values[level] = levels[level].start if before is None else before + 1
        for deeper in range(level + 1, DEEPEST):
            after = levels[deeper].restarts_after if deeper in levels else None
            if after is None or (after > 0 and level < after):
                count.values[deeper] = None
        return _written(levels, level, count.values)

    def _place(self, properties: _Element | None) -> tuple[int, int] | None:
        """The list and the level of a paragraph, its own or its style's."""
        own = child(properties, "w:numPr")
        identity, level = number(child(own, "w:numId")), number(child(own, "w:ilvl"))
        style = attribute(child(properties, "w:pStyle"), "val") or self._styles.default
        if identity is None:
            for name, inherited in self._styles.chain(style):
                if inherited.list is not None and inherited.list[0] is not None:
                    identity = inherited.list[0]
                    if level is None:
                        level = self._level_of(identity, name)
                        level = inherited.list[1] if level is None else level
                    break
        if identity is None or identity not in self._of:
            return None
        level = level or 0
        return (identity, level) if 0 <= level < DEEPEST else None

    def _level_of(self, identity: int, style: str) -> int | None:
        """The level of a list that a style stands for."""
        levels = self._abstract.get(self._of[identity][0], {}) if identity in self._of else {}
        return next((at for at, level in levels.items() if level.style == style), None)


def _levels(element: _Element) -> dict[int, Level]:
    levels = {}
    for node in children(element, "w:lvl"):
        at = number(node, "ilvl")
        if at is not None and 0 <= at < DEEPEST:
            levels[at] = _level(node)
    return levels


def _level(element: _Element) -> Level:
    start = number(child(element, "w:start"))
    return Level(
        start=1 if start is None else start,
        form=attribute(child(element, "w:numFmt"), "val") or "decimal",
        text=attribute(child(element, "w:lvlText"), "val") or "",
        gap=_GAPS.get(attribute(child(element, "w:suff"), "val") or "tab", " "),
        restarts_after=number(child(element, "w:lvlRestart")),
        style=attribute(child(element, "w:pStyle"), "val"),
        digits_only=switched_on(child(element, "w:isLgl")),
    )


def _instance(element: _Element) -> tuple[int, dict[int, int], dict[int, Level]]:
    restarts, levels = {}, {}
    for override in children(element, "w:lvlOverride"):
        at = number(override, "ilvl")
        if at is None or not 0 <= at < DEEPEST:
            continue
        start = number(child(override, "w:startOverride"))
        if start is not None:
            restarts[at] = start
        own = child(override, "w:lvl")
        if own is not None:
            levels[at] = _level(own)
    return number(child(element, "w:abstractNumId")) or 0, restarts, levels


def _written(levels: dict[int, Level], level: int, values: list[int | None]) -> str:
    here = levels[level]
    if here.form == "bullet":
        return ""

    def place(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        if at not in levels:
            return ""
        value = values[at]
        form = "decimal" if here.digits_only else levels[at].form
        return numeral(levels[at].start if value is None else value, "decimal" if form == "bullet" else form)

    text = _PLACE.sub(place, here.text)
    return text + here.gap if text.strip() else ""
