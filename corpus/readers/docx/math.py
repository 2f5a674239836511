"""Formulas (Office MathML) in one line: signs that the markup stands for, between the characters that it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from duizhao.corpus.readers.docx.xml import attribute, child, children, switched_on, tag_of

if TYPE_CHECKING:
    from lxml.etree import _Element

Parts = Iterator["_Element | str"]
"""Elements to be read, and signs to be written between them."""
_OPERATOR = re.compile(r"[\s+\-−×÷/=]")
_SIGN_OF_BAR = "\u0304"


def formula_parts(element: _Element) -> Parts | None:
    """What stands in an element of a formula, one after the other; None for one that is read as it stands."""
    read = _READERS.get(tag_of(element))
    return None if read is None else read(element)


def _words(element: _Element | None) -> str:
    return "" if element is None else "".join(node.text or "" for node in element.iter() if tag_of(node) == "m:t")


def _bound(element: _Element | None) -> Parts:
    """In brackets, if it would fall apart without them."""
    if element is None:
        return
    loose = bool(_OPERATOR.search(_words(element)))
    yield from ("(", element, ")") if loose else (element,)


def _fraction(element: _Element) -> Parts:
    yield from _bound(child(element, "m:num"))
    yield " " if attribute(child(element, "m:fPr", "m:type"), "val") == "noBar" else "/"
    yield from _bound(child(element, "m:den"))


def _root(element: _Element) -> Parts:
    degree = child(element, "m:deg")
    if degree is not None and not switched_on(child(element, "m:radPr", "m:degHide")):
        yield degree
    yield "√"
    yield from _bound(child(element, "m:e"))


def _scripted(element: _Element) -> Parts:
    """A base with what stands above and below it."""
    base, low, high = (child(element, tag) for tag in ("m:e", "m:sub", "m:sup"))
    if base is not None:
        yield base
    if low is not None:
        yield low
    if high is not None and _words(high):
        yield "^"
        yield from _bound(high)


def _summed(element: _Element) -> Parts:
    """A sum, a product, an integral."""
    yield attribute(child(element, "m:naryPr", "m:chr"), "val") or "∫"
    limits = [limit for tag in ("m:sub", "m:sup") if (limit := child(element, tag)) is not None and _words(limit)]
    if limits:
        yield "("
        yield from _between(limits, ",")
        yield ")"
    yield from children(element, "m:e")


def _delimited(element: _Element) -> Parts:
    properties = child(element, "m:dPr")
    signs = {tag: child(properties, tag) for tag in ("m:begChr", "m:sepChr", "m:endChr")}
    begin, separator, end = (
        usual if signs[tag] is None else attribute(signs[tag], "val") or ""
        for tag, usual in (("m:begChr", "("), ("m:sepChr", "|"), ("m:endChr", ")"))
    )
    yield begin
    yield from _between(list(children(element, "m:e")), separator)
    yield end


def _between(elements: list[_Element], sign: str) -> Parts:
    for at, node in enumerate(elements):
        if at:
            yield sign
        yield node


def _accented(element: _Element) -> Parts:
    yield from children(element, "m:e")
    yield attribute(child(element, "m:accPr", "m:chr"), "val") or "\u0302"


def _barred(element: _Element) -> Parts:
    yield from children(element, "m:e")
    yield _SIGN_OF_BAR


def _matrix(element: _Element) -> Parts:
    for at, row in enumerate(children(element, "m:mr")):
        if at:
            yield "; "
        yield from _between(list(children(row, "m:e")), ", ")


_READERS: Mapping[str, Callable[[_Element], Parts]] = {
    "m:f": _fraction,
    "m:rad": _root,
    "m:sSup": _scripted,
    "m:sSubSup": _scripted,
    "m:nary": _summed,
    "m:d": _delimited,
    "m:acc": _accented,
    "m:bar": _barred,
    "m:m": _matrix,
    "m:eqArr": lambda element: _between(list(children(element, "m:e")), "; "),
    "m:func": lambda element: _between([node for node in element if tag_of(node) in ("m:fName", "m:e")], " "),
}
