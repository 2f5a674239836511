"""What the elements of pages are: inline or blocks, shown or not, and what they say of themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

SKIPPED = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "audio", "video", "canvas",
    "button", "select", "input", "textarea", "option", "datalist", "map", "rp", "meta", "link", "title", "base",
    "param", "source", "track", "annotation", "annotation-xml",
})  # fmt: skip
"""Elements that hold no words of a page."""

INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "label", "mark", "nobr", "q", "rb", "rt", "rtc", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "math", "mrow", "mi", "mn", "mo", "mtext", "ms",
    "mfrac", "msup", "msub", "msubsup", "msqrt", "mroot", "mstyle", "mover", "munder", "munderover", "mfenced",
    "semantics", "mpadded", "mspace", "mtable", "mtr", "mtd", "svg",
})  # fmt: skip
"""Elements that do not break a line."""

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|\Z)",
    re.IGNORECASE,
)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_FAMILY = re.compile(r"font-family\s*:\s*([^;,]+)|font\s*:[^;]*\d\S*\s+([^;,]+)", re.IGNORECASE)
_LANGUAGE = ("{http://www.w3.org/XML/1998/namespace}lang", "xml:lang", "lang")
_EPUB = "{http://www.idpf.org/2007/ops}type"


def name_of(element: _Element | None) -> str:
    """The name of an element, in small letters; '' for what is none."""
    tag = None if element is None else element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def hidden(element: _Element) -> bool:
    """Whether a browser shows nothing of it."""
    if name_of(element) == "dialog" and element.get("open") is None:
        return True
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def struck(element: _Element) -> bool:
    """Whether its words are struck through or deleted."""
    return name_of(element) in ("del", "s", "strike") or bool(_STRUCK.search(element.get("style") or ""))


def kind_of_element(element: _Element) -> str:
    """What an element says it is, in the ways of EPUB and of accessible pages, without `doc-`; '' for nothing."""
    roles = element.get(_EPUB) or element.get("epub:type") or element.get("role") or ""
    kinds = [role.removeprefix("doc-") for role in roles.split()]
    return "pagebreak" if "pagebreak" in kinds else kinds[0] if kinds else ""


def font_of(element: _Element) -> str | None:
    """The first font that an element names; None if it names none."""
    family = _FAMILY.search(element.get("style") or "")
    if family:
        return (family[1] or family[2]).strip().strip("'\"")
    face = element.get("face") if name_of(element) == "font" else None
    return face.partition(",")[0].strip().strip("'\"") if face else None


def language_of_element(element: _Element) -> str:
    """The language that an element, or the nearest around it, says it is in; '' for none."""
    for node in (element, *element.iterancestors()):
        if language := next((value for name in _LANGUAGE if (value := node.get(name))), ""):
            return str(language).lower()
    return ""
