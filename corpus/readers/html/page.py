"""Web pages (HTML, and .mhtml as browsers save them): the article, without what stands around it."""

from __future__ import annotations

import codecs
import logging
import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import TYPE_CHECKING

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import Contents, Draft, metadata_of
from duizhao.corpus.readers.base.limits import LARGEST_PART, check_length
from duizhao.corpus.readers.base.plain import decode
from duizhao.corpus.readers.html.blocks import Blocks

if TYPE_CHECKING:
    from lxml.etree import _Element

ENOUGH = 0.25
"""What was taken for the article must hold this share of the words that stand outside links; else all is taken."""

SHORT = 500
"""Letters of a page that is too short to be judged by its links."""

LINKED = 0.2
"""A page of which more than this share of the words are links has more on it than a text."""

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:-]{2,30})", re.IGNORECASE)
_DECLARED = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w:-]{2,30})", re.IGNORECASE)
_XML_START = re.compile(r"\s*<\?xml[^>]*\?>")
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|sidebar|breadcrumbs?|footer|advert\w*|ads?|banner|share|social|related|comments?|"
    r"cookies?|copyright)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_AROUND_TAGS = frozenset({"nav", "aside", "footer"})
_DATES = ("article:published_time", "datepublished", "pubdate", "date", "dc.date", "dcterms.date", "dcterms.created",
          "publishdate", "citation_publication_date")  # fmt: skip


def read_page(data: bytes, name: str) -> Contents:
    """The text of a web page, its headings, lists and tables, its title and date.

    A page that is a document and little else is taken whole; of one with menus and the like, the article that
    trafilatura finds, or, where it finds too little, all that does not stand in menus. Marks as in `Blocks`.
    """
    if len(data) > LARGEST_PART:
        raise ReadError(
            f"{name} has more than {LARGEST_PART // 2**20} MB of HTML: save its text as .txt, and read that"
        )
    root = parse_html(page_text(data, name), name)
    draft = Draft()
    body = next(iter(root.xpath("//body")), root)
    headings = root.xpath("//h1")
    article, without = _article(root, body)
    if article is not body and len(headings) == 1 and _words(headings[0]) not in _words(article):
        Blocks(draft).write(headings[0])  # trafilatura leaves the headline out
    Blocks(draft, without).write(article)
    check_length(draft.length, name)
    return draft.contents(metadata_of(_title(root), _date(root)))


def read_saved_page(data: bytes, name: str) -> Contents:
    """The page in an .mhtml file; what else it holds (pictures, scripts) is not looked at."""
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        for part in message.walk():
            if isinstance(part, EmailMessage) and part.get_content_type() in ("text/html", "application/xhtml+xml"):
                payload = part.get_payload(decode=True)
                if isinstance(payload, bytes) and payload.strip():
                    charset = part.get_content_charset()
                    return read_page(_with_charset(payload, charset), name)
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, KeyError):
        pass  # the parser of mail fails in many ways on what is none
    raise ReadError(f"{name} holds no page that can be read: open it in a browser, and save it as HTML")


def page_text(data: bytes, name: str) -> str:
    """The characters of a page, in the encoding that it declares if that is true."""
    for pattern in (_DECLARED, _CHARSET):
        declared = pattern.search(data[:4096])
        if declared and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = declared[1].decode("ascii").lower()
            encoding = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(encoding, encoding)
            try:
                # a page may name base64 or zip, which Python calls encodings too; no public attribute tells them apart
                if codecs.lookup(encoding)._is_text_encoding:  # noqa: SLF001
                    return data.decode(encoding)
            except (UnicodeDecodeError, LookupError, ValueError):
                continue
    try:
        return decode(data, name)
    except ReadError:
        return data.decode("utf-8", errors="replace")  # one wrong byte in a menu should not cost the article


def _with_charset(data: bytes, charset: str | None) -> bytes:
    """A page in UTF-8 if its mail part says what it is encoded in."""
    try:
        return codecs.BOM_UTF8 + data.decode(charset).encode() if charset else data
    except (UnicodeDecodeError, LookupError):
        return data


def parse_html(text: str, name: str) -> _Element:
    """The root of a page. Entities are those of HTML; nothing is fetched."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    text = _XML_START.sub("", text, count=1).replace("\0", "")
    parser = HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root: _Element = document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise ReadError(f"{name} holds no page that can be read: open it in a browser, and save its text") from None
    return root


def _article(root: _Element, body: _Element) -> tuple[_Element, set[_Element]]:
    """What holds the text, and what in it does not belong to it."""
    around = [each for each in body.iter() if _stands_around(each)]
    own, linked = _letters(body), sum(_letters(each) for each in body.iter("a"))
    if not around and (linked <= LINKED * own or own < SHORT):
        return body, set()
    extracted = _extracted(root)
    if extracted is not None and _letters(extracted) >= ENOUGH * (own - linked):
        return extracted, set()
    return body, {each for each in around if _letters(each) < own / 2}


def _words(element: _Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _stands_around(element: _Element) -> bool:
    if not isinstance(element.tag, str):
        return False
    named = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
    return element.tag in _AROUND_TAGS or (element.tag in ("div", "ul", "section", "p") and bool(_AROUND.search(named)))


def _letters(element: _Element) -> int:
    return sum(
        len("".join((each.text or "").split()))
        + (len("".join((each.tail or "").split())) if each is not element else 0)
        for each in element.iter()
        if not isinstance(each.tag, str) or each.tag not in ("script", "style", "noscript")
    )


def _extracted(root: _Element) -> _Element | None:
    """The article as trafilatura has it; None where it finds none."""
    import copy

    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = bare_extraction(
            copy.deepcopy(root), include_comments=False, include_tables=True, include_formatting=False,
            favor_recall=True, deduplicate=False,
        )  # fmt: skip
    except Exception:  # it is built for pages of all kinds, and fails on some of them in its own ways
        return None
    return None if found is None or isinstance(found, dict) else found.body


def _title(root: _Element) -> str | None:
    said = root.xpath("//meta[@property='og:title']/@content") or root.xpath("//head/title/text()")
    heading = [_words(each) for each in root.xpath("//h1")]
    title = str(said[0]) if said else None
    return heading[0] if len(heading) == 1 and heading[0] and (not title or heading[0] in title) else title


def _date(root: _Element) -> str | None:
    for meta in root.iter("meta"):
        named = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if named in _DATES:
            return str(meta.get("content") or "").strip().replace("/", "-")
    times = root.xpath("//time/@datetime")
    return str(times[0]) if times else None
