"""Web pages (HTML, and .mhtml as browsers save them): the article, without what stands around it."""

from __future__ import annotations

import codecs
import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import TYPE_CHECKING

from duizhao.corpus.errors import ReadError
from duizhao.corpus.quantities.days import stated_day
from duizhao.corpus.readers.base.contents import Changes, Contents, Draft, metadata_of
from duizhao.corpus.readers.base.left_out import LEFT_OUT
from duizhao.corpus.readers.base.limits import LARGEST_PART, check_length
from duizhao.corpus.readers.base.plain import decode
from duizhao.corpus.readers.html.article import keep_article
from duizhao.corpus.readers.html.blocks import Blocks
from duizhao.corpus.readers.html.style import hide_by_style

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:-]{2,30})", re.IGNORECASE)
_DECLARED = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w:-]{2,30})", re.IGNORECASE)
_XML_START = re.compile(r"\s*<\?xml[^>]*\?>")
_PUBLISHED = re.compile(
    r"(?:发布|發布|发表|發表|刊发|成文)?(?:时间|時間|日期)\s*[:：]\s*(\S[^\n]{0,40})|"
    r"(?:published|posted)(?: on)?\s*:?\s+(\S[^\n]{0,40})",
    re.IGNORECASE,
)
"""How a page says in its own words when it was published."""
_DATES = frozenset({
    "article:published_time", "datepublished", "pubdate", "date", "dc.date", "dcterms.date", "dcterms.created",
    "publishdate", "citation_publication_date", "citation_date", "publish_time", "release_date",
})  # fmt: skip


def read_page(data: bytes, name: str, changes: Changes = "accepted") -> Contents:
    """The text of a web page, its headings, lists and tables, its title and date.

    A page that is a document and little else is taken whole; of one with menus and the like, they are taken out, and
    what they held is marked `left-out`. `changes`: whether deleted words are left out, or inserted ones. Marks as in
    `Blocks`.
    """
    if len(data) > LARGEST_PART:
        raise ReadError(
            f"{name} has more than {LARGEST_PART // 2**20} MB of HTML: save its text as .txt, and read that"
        )
    root = parse_html(page_text(data, name), name)
    hide_by_style(root)
    metadata = metadata_of(_title(root), _date(root))
    draft = Draft()
    body = next(iter(root.xpath("//body")), root)
    around = keep_article(root, body)
    blocks = Blocks(draft, changes)
    blocks.write(body)
    blocks.finish()
    check_length(draft.length, name)
    if around:
        draft.mark(LEFT_OUT, draft.length, value=f"what stands around the article: {around}")
    return draft.contents(metadata)


def read_saved_page(data: bytes, name: str, changes: Changes = "accepted") -> Contents:
    """The page in an .mhtml file; what else it holds (pictures, scripts) is not looked at."""
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        for part in message.walk():
            if isinstance(part, EmailMessage) and part.get_content_type() in ("text/html", "application/xhtml+xml"):
                payload = part.get_payload(decode=True)
                if isinstance(payload, bytes) and payload.strip():
                    charset = part.get_content_charset()
                    return read_page(_with_charset(payload, charset), name, changes)
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


def _words(element: _Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _title(root: _Element) -> str | None:
    titles = root.xpath("//meta[@property='og:title']/@content") or root.xpath("//head/title/text()")
    heading = [_words(node) for node in root.xpath("//h1")]
    title = str(titles[0]) if titles else None
    return heading[0] if len(heading) == 1 and heading[0] and (not title or heading[0] in title) else title


def _date(root: _Element) -> str | None:
    """The day on which the page says that it was published."""
    for meta in root.iter("meta"):
        named = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if named in _DATES and (day := stated_day(str(meta.get("content") or ""))):
            return day
    for time in root.iter("time"):
        if day := stated_day(time.get("datetime") or "") or stated_day(_words(time)):
            return day
    for text in root.xpath("//body//text()[not(ancestor::script or ancestor::style)]"):
        match = _PUBLISHED.search(str(text))
        if match and (day := stated_day(match[1] or match[2])):
            return day
    return None
