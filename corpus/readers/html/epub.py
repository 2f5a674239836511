"""Books (EPUB): the chapters in the order of reading."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import Contents, Draft, metadata_of
from duizhao.corpus.readers.base.limits import check_length
from duizhao.corpus.readers.base.zip_package import Package
from duizhao.corpus.readers.html.blocks import Blocks
from duizhao.corpus.readers.html.page import page_text, parse_html

if TYPE_CHECKING:
    from lxml.etree import _Element

_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


def read_epub(data: bytes, name: str) -> Contents:
    """The text of a book, chapter after chapter; its table of contents is left out. Marks as in `Blocks`."""
    package = Package(data, name)
    if "META-INF/encryption.xml" in package and b"EncryptedData" in package.part("META-INF/encryption.xml"):
        encrypted = package.part("META-INF/encryption.xml")
        if b"adobe.com/pdf/enc#RC" not in encrypted and b"2008/embedding" not in encrypted:  # those are of fonts
            raise ReadError(f"{name} is locked by its shop: it can be read in its own reader only")
    main = _main_part(package)
    root = package.tree(main)
    draft = Draft()
    blocks = Blocks(draft)
    for part in _spine(root, package, main):
        page = parse_html(page_text(package.part(part), name), name)
        blocks.write(next(iter(page.xpath("//body")), page))
        check_length(draft.length, name)
    said = {
        _local(each): (each.text or "") for each in reversed(list(root.iter())) if _local(each) in ("title", "date")
    }
    return draft.contents(metadata_of(said.get("title"), said.get("date")))


def _local(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _main_part(package: Package) -> str:
    if "META-INF/container.xml" in package:
        for each in package.tree("META-INF/container.xml").iter():
            if _local(each) == "rootfile" and each.get("full-path") in package:
                return str(each.get("full-path"))
    found = next((name for name in package.names if name.endswith(".opf")), None)
    if found is None:
        raise ReadError(f"{package.name} lacks the list of its chapters: the file is damaged, get it again")
    return found


def _spine(root: _Element, package: Package, main: str) -> list[str]:
    """The parts that are chapters, in order, each once."""
    items = {each.get("id"): each for each in root.iter() if _local(each) == "item"}
    found: dict[str, None] = {}
    for reference in (each for each in root.iter() if _local(each) == "itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _PAGES or "nav" in (item.get("properties") or "").split():
            continue
        part = package.beside(main, unquote((item.get("href") or "").partition("#")[0]))
        if part in package:
            found[part] = None
    return list(found)
