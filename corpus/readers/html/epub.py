"""Books (EPUB): the chapters in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import Changes, Contents, Draft, metadata_of
from duizhao.corpus.readers.base.left_out import LEFT_OUT
from duizhao.corpus.readers.base.limits import check_length
from duizhao.corpus.readers.base.unread_parts import words_of_part
from duizhao.corpus.readers.base.zip_package import Package
from duizhao.corpus.readers.html.blocks import Blocks
from duizhao.corpus.readers.html.inline import words_in
from duizhao.corpus.readers.html.page import page_text, parse_html
from duizhao.corpus.readers.html.style import hide_by_style

if TYPE_CHECKING:
    from lxml.etree import _Element

_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


def read_epub(data: bytes, name: str, changes: Changes = "accepted") -> Contents:
    """The text of a book, chapter after chapter; its table of contents is left out. Marks as in `Blocks`."""
    package = Package(data, name)
    if "META-INF/encryption.xml" in package and b"EncryptedData" in package.part("META-INF/encryption.xml"):
        encrypted = package.part("META-INF/encryption.xml")
        if b"adobe.com/pdf/enc#RC" not in encrypted and b"2008/embedding" not in encrypted:  # those are of fonts
            raise ReadError(f"{name} is locked by its shop: it can be read in its own reader only")
    main = _main_part(package)
    root = package.tree(main)
    draft = Draft()
    blocks = Blocks(draft, changes)
    for part in _spine(root, package, main):
        page = parse_html(page_text(package.part(part), name), name)
        hide_by_style(page)
        blocks.write(next(iter(page.xpath("//body")), page))
        check_length(draft.length, name)
    blocks.finish()
    for part in _not_read(root, package, main):
        draft.mark(LEFT_OUT, draft.length, value=part)
    metadata = {
        _local(node): (node.text or "")
        for node in reversed(list(root.iter()))
        if _local(node) in ("title", "date") and _event(node) != "modification"
    }
    return draft.contents(metadata_of(metadata.get("title"), metadata.get("date")))


def _local(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _main_part(package: Package) -> str:
    if "META-INF/container.xml" in package:
        for node in package.tree("META-INF/container.xml").iter():
            if _local(node) == "rootfile" and node.get("full-path") in package:
                return str(node.get("full-path"))
    name = next((name for name in package.names if name.endswith(".opf")), None)
    if name is None:
        raise ReadError(f"{package.name} lacks the list of its chapters: the file is damaged, get it again")
    return name


def _spine(root: _Element, package: Package, main: str) -> list[str]:
    """The parts that are chapters, in order, each once."""
    items = {node.get("id"): node for node in root.iter() if _local(node) == "item"}
    parts: dict[str, None] = {}
    for reference in (node for node in root.iter() if _local(node) == "itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _PAGES or "nav" in (item.get("properties") or "").split():
            continue
        part = package.beside(main, unquote((item.get("href") or "").partition("#")[0]))
        if part in package:
            parts[part] = None
    return list(parts)


def _event(element: _Element) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("event")), "")


def _not_read(root: _Element, package: Package, main: str) -> Iterator[str]:
    """Pages of the book that its order of reading leaves out, and drawings in it, with their words."""
    read = set(_spine(root, package, main))
    for item in (node for node in root.iter() if _local(node) == "item"):
        part = package.beside(main, unquote((item.get("href") or "").partition("#")[0]))
        if part in read or part not in package or "nav" in (item.get("properties") or "").split():
            continue
        if item.get("media-type") in _PAGES:
            page = parse_html(page_text(package.part(part), package.name), package.name)
            words = words_in(next(iter(page.xpath("//body")), page))
            what = "page outside the order of reading"
        elif item.get("media-type") == "image/svg+xml":
            words, what = words_of_part(package, part), "drawing"
        else:
            continue
        if words:
            yield f"{what}: {words}"
