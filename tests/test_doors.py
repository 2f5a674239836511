"""Zip files, XML and caches of other people's making come in by one door each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import ROOT

MODULES = {"zipfile", "tarfile", "xml", "pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "defusedxml"}
"""Modules that open archives, parse XML, or run what a file says."""

PARSERS = {
    "fromstring", "parse", "XML", "XMLID", "HTML", "iterparse", "XMLParser", "XMLPullParser", "HTMLParser",
    "fromstringlist", "document_fromstring", "fragment_fromstring", "fragments_fromstring", "html5parser",
}  # fmt: skip
"""What lxml parses with."""

DOORS = {
    "corpus/files/safe_zip.py": {"zipfile"},
    "corpus/files/safe_xml.py": {"fromstring", "XMLParser", "iterparse"},
    "corpus/readers/html/page.py": {"HTMLParser", "document_fromstring"},
    "models/training/download.py": {"zipfile"},  # a wheel whose digest is known, by those who make the model
}

FILES = [file for folder in ("align", "corpus", "models") for file in sorted((ROOT / folder).rglob("*.py"))]


def doors_opened(tree: ast.AST) -> Iterator[str]:
    """The modules and parsers of these kinds that a file uses, however it imports them."""
    lxml = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
            lxml |= {each.asname or each.name for each in node.names if each.name.startswith("lxml")}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            module = (node.module or "").partition(".")[0]
            yield module
            if module == "lxml":
                lxml |= {each.asname or each.name for each in node.names}
                yield from (each.name for each in node.names)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).split(".")[0] in lxml:
            yield node.attr


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_one_door_each(file: Path) -> None:
    allowed = DOORS.get(file.relative_to(ROOT).as_posix(), set())
    used = set(doors_opened(ast.parse(file.read_text(encoding="utf-8")))) & (MODULES | PARSERS)
    assert used <= allowed, (
        f"{sorted(used - allowed)}: read zip files with safe_zip, XML with safe_xml, caches as arrays"
    )


def test_what_is_refused_would_be_seen() -> None:
    for line in (
        "import zipfile",
        "from xml.etree import ElementTree",
        "from lxml import etree\netree.fromstring(b'')",
    ):
        assert set(doors_opened(ast.parse(line))) & (MODULES | PARSERS)
    assert "fromstring" in set(doors_opened(ast.parse("def f():\n from lxml.etree import fromstring")))
