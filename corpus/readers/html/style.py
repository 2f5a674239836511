"""Elements that a page's own style sheet hides: sites strew words that nobody sees among those of an article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from duizhao.corpus.readers.html.elements import name_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_NESTED = re.compile(r"@[^{};@]{0,200}\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
"""Rules for printers, narrow screens and the like, which say nothing of the page as it is."""
_HIDES = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$))",
    re.IGNORECASE,
)
_SHOWS = re.compile(r"display\s*:\s*(?!none)\w|visibility\s*:\s*visible", re.IGNORECASE)
_SIMPLE = re.compile(r"([a-z][\w-]*)?([.#])([\w-]+)\Z", re.IGNORECASE)
LONGEST = 200_000
"""Characters of style sheets that are looked at."""


def hide_by_style(root: _Element) -> None:
    """Mark as hidden what rules of the page's `<style>` for one class or one name hide."""
    sheets = "\n".join(
        node.text or "" for node in root.iter("style") if (node.get("media") or "all") in ("all", "screen")
    )
    selectors = _hiding(sheets[:LONGEST])
    if not selectors:
        return
    for element in root.iter():
        if name_of(element) and _matches(element, selectors):
            element.set("hidden", "")


def _hiding(sheets: str) -> set[tuple[str, str, str]]:
    """Selectors of one class (`.a`, `p.a`) or one name (`#a`) whose last word is that they are hidden."""
    hides: dict[tuple[str, str, str], bool] = {}
    for rule in _NESTED.sub(" ", _COMMENT.sub(" ", sheets)).split("}"):
        selectors, _, says = rule.rpartition("{")
        shows = bool(_SHOWS.search(says))
        for selector in selectors.split(",") if shows or _HIDES.search(says) else ():
            if simple := _SIMPLE.match(selector.strip()):
                hides[(simple[1] or "").lower(), simple[2], simple[3]] = not shows
    return {key for key, is_hidden in hides.items() if is_hidden}


def _matches(element: _Element, selectors: set[tuple[str, str, str]]) -> bool:
    name = name_of(element)
    names = [(".", word) for word in (element.get("class") or "").split()]
    if element.get("id"):
        names.append(("#", element.get("id")))
    return any((tag, kind, value) in selectors for kind, value in names for tag in ("", name))
