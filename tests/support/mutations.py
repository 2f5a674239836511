"""Files made strange in their own terms: parts of a package, elements of XML, objects of a PDF, cells, keys of JSON.

What comes out is mostly well-formed, so that it gets past the parsers and meets what reads them.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable
from random import Random
from typing import Any

from lxml import etree, html
from word_files import zipped

VALUES = (
    "", " ", "0", "-1", "1", "1.5", "1e9", "nan", "inf", "99999999999999999999", "true", "\u0661\u0662", "\u4e00\u767e",
    "x", "\u4e2d" * 300, "a" * 5000, "<&>\"'", "\u200b\u202e\ufeff", "\ud7ff\ue000\U000e0041", "../../x", "#", "zh",
    "http://x.invalid/%zz", "2024-02-30", "00:00:-1,0", "\t", "\u2028", "a\u0301\u0327", "[]", "{", "100%", "\u2167",
    "rId1", "en-US",
)  # fmt: skip
"""What is put in the place of any value."""
DEEP = (2, 30, 300, 3000)

Mutator = Callable[[bytes, Random], bytes]


def mutated(data: bytes, chance: Random) -> bytes:
    """A file with one to three things in it made strange."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        data = _mutator(data)(data, chance)
    return data


def _mutator(data: bytes) -> Mutator:
    head = data[:200].lstrip()
    if data.startswith(b"PK\x03\x04"):
        return _package
    if data.startswith(b"%PDF"):
        return _pdf
    if head[:1] in (b"{", b"["):
        return _json_lines
    if head.lower().startswith((b"<!doctype html", b"<html")):
        return _html
    if head.startswith(b"<"):
        return _xml
    return _lines


# Packages


def parts_of(data: bytes) -> dict[str, Any]:
    """The parts of a package; none where it is broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError, EOFError, OSError, zlib.error):
        return {}


def _package(data: bytes, chance: Random) -> bytes:
    parts = parts_of(data)
    if not parts:
        return data
    name, other = chance.choice(list(parts)), chance.choice(list(parts))
    kind = chance.randrange(12)
    if kind == 0:
        del parts[name]
    elif kind == 1:
        parts[name] = parts[other]
    elif kind == 2:
        parts[chance.choice((name.upper(), f"/{name}", f"../{name}", name.replace("/", "\\"), f"{name}/", "中"))] = (
            parts.pop(name)
        )
    elif kind == 3:
        parts[name] = chance.choice((b"", b"\xff\xfe", b"<a/>", b"[]", b"null", bytes(10_000)))
    else:
        held = parts[name]
        assert isinstance(held, bytes)
        if held:
            parts[name] = _mutator(held)(held, chance)
    return zipped(parts)


# XML and HTML


def _xml(data: bytes, chance: Random) -> bytes:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except (etree.XMLSyntaxError, ValueError):
        return _lines(data, chance)
    _tree(root, chance)
    return bytes(
        etree.tostring(
            root, xml_declaration=chance.random() < 0.9, encoding=chance.choice(("utf-8",) * 9 + ("utf-16",))
        )
    )


def _html(data: bytes, chance: Random) -> bytes:
    try:
        root = html.document_fromstring(data.decode("utf-8", errors="replace"))
    except (etree.ParserError, ValueError):
        return _lines(data, chance)
    _tree(root, chance)
    return bytes(html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>"))


def _tree(root: Any, chance: Random) -> None:
    """Something in a tree moved, doubled, gone, nested or given another value."""
    elements = [each for each in root.iter() if isinstance(each.tag, str)]
    one, other = chance.choice(elements), chance.choice(elements)
    above = one.getparent()
    kind = chance.randrange(9)
    if kind == 0 and above is not None:
        above.remove(one)
    elif kind == 1 and above is not None:
        copy = _copied(one)
        above.insert(chance.randrange(len(above) + 1), copy)
    elif kind == 2 and above is not None and one not in other.iterancestors() and one is not other:
        other.insert(chance.randrange(len(other) + 1), one)
    elif kind == 3:
        within = one
        for _ in range(chance.choice(DEEP)):
            within = etree.SubElement(within, one.tag, dict(one.attrib))
    elif kind == 4 and one is not other:
        one.tag = other.tag
    elif kind == 5:
        one.text = _fit(chance.choice(VALUES))
    elif kind == 6:
        one.tail = _fit(chance.choice(VALUES))
    else:
        _attributes(one, other, chance)


def _attributes(one: Any, other: Any, chance: Random) -> None:
    names = list(one.attrib) or list(other.attrib)
    if not names:
        return
    name = chance.choice(names)
    if chance.random() < 0.2:
        one.attrib.pop(name, None)
    elif chance.random() < 0.3 and other.attrib:
        one.set(name, chance.choice(list(other.attrib.values())))
    else:
        one.set(name, _fit(chance.choice(VALUES)))


def _copied(element: Any) -> Any:
    return etree.fromstring(etree.tostring(element, with_tail=False), etree.XMLParser(recover=True, huge_tree=True))


def _fit(value: str) -> str:
    """What XML can hold of it."""
    return "".join(character for character in value if character >= " " or character in "\t\n")


# PDF


def _pdf(data: bytes, chance: Random) -> bytes:
    """A number, a name, a reference or an object of a PDF made another; its table is left wrong, as real ones are."""
    pattern = chance.choice(
        (rb"\d+ 0 R", rb"/[A-Za-z]+", rb"(?<=[ \[(])-?\d+(?:\.\d+)?", rb"\d+ 0 obj.*?endobj", rb"\([^)]*\)")
    )
    found = list(re.finditer(pattern, data, re.DOTALL))
    if not found:
        return _lines(data, chance)
    one, other = chance.choice(found), chance.choice(found)
    values = [other.group(), b"", one.group() * 2, one.group() * 200, b"null", b"[" * 500, b"<<" * 500]
    values += [chance.choice(VALUES).encode("utf-8", "replace")]
    return data[: one.start()] + chance.choice(values) + data[one.end() :]


# Lines, tables, JSON


def _json_lines(data: bytes, chance: Random) -> bytes:
    """JSON, whole or a line each."""
    try:
        return json.dumps(_value(json.loads(data), chance), ensure_ascii=chance.random() < 0.5).encode(
            "utf-8", "replace"
        )
    except (ValueError, RecursionError):
        pass
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    try:
        lines[at] = json.dumps(_value(json.loads(lines[at]), chance)).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return _lines(data, chance)
    return b"\n".join(lines)


_STRANGE: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    10**20,
    1.5,
    float("nan"),
    [],
    {},
    "",
    [[]],
    {"a": None},
    "中",
    "\ud800",
)


def _value(value: Any, chance: Random) -> Any:
    """A value with another somewhere in it."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(list(value))
        kind = chance.randrange(10)
        if kind == 0:
            return {name: held for name, held in value.items() if name != key}
        if kind == 1:
            return {**value, chance.choice(VALUES): value[key]}
        return {**value, key: _value(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.9:
        at = chance.randrange(len(value))
        kind = chance.randrange(10)
        if kind == 0:
            return [*value[:at], *value[at + 1 :]]
        if kind == 1:
            return [*value, value[at]]
        return [*value[:at], _value(value[at], chance), *value[at + 1 :]]
    if chance.random() < 0.05:
        nested: Any = value
        for _ in range(chance.choice(DEEP[:3])):
            nested = [nested]
        return nested
    return chance.choice((*_STRANGE, *VALUES))


def _lines(data: bytes, chance: Random) -> bytes:
    """A line gone, doubled, moved or cut, or a cell of it made another."""
    lines = data.split(b"\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    kind = chance.randrange(8)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(other, lines[at])
    elif kind == 2:
        lines[at], lines[other] = lines[other], lines[at]
    elif kind == 3:
        lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
    elif kind == 4:
        lines[at] = (
            chance.choice((b'"', b"\0", b"\xff", b"\r", b"\xef\xbb\xbf", b"\t\t\t\t", b",,,,", b"\x1a")) + lines[at]
        )
    else:
        cells = re.split(rb"([\t,;: =|]+)", lines[at])
        cells[chance.randrange(len(cells))] = chance.choice(VALUES).encode("utf-8", "surrogatepass")
        lines[at] = b"".join(cells)
    return b"\n".join(lines)
