"""The article of a web page, found in the page's own lines: menus and the like are taken out, and what was is said.

trafilatura is asked where the article is, and never for its words: it judges short Chinese pages by the measure of
English ones, and runs paragraphs together. Where what it finds lacks sentences that the page has, it is not believed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from duizhao.corpus.readers.html.elements import name_of
from duizhao.corpus.readers.html.segments import Segment, segments_of

if TYPE_CHECKING:
    from lxml.etree import _Element

LITTLE = 0.2
"""A page of which no more than this share of the words are links, and that has no menus, is taken whole."""

ENOUGH = 0.5
"""What is left must hold this share of the words outside links; else the page is taken whole."""

BELIEVED = 0.9
"""What trafilatura finds must hold this share of the page's sentences, by their letters."""

MENU, LONG_MENU = 3, 6
"""So many links one after the other are a menu; so many on a page that is a document and little else."""

NOTHING_FOUND = range(0)

_AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navi|navigation|menu|sidebar|breadcrumbs?|crumbs?|footer|foot|topbar|toolbar|advert\w*|"
    r"ads?|banner|share|social|related|recommend\w*|comments?|cookies?|copyright|login|search|pagination|pager)"
    r"(?:[\s_-]|\d|$)",
    re.IGNORECASE,
)
_AROUND_TAGS = frozenset({"nav", "aside", "footer", "form"})
_AROUND_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar"})
_BLOCKS = frozenset({"div", "ul", "ol", "section", "p", "td", "table", "dl", "header"})
_FURNITURE = re.compile(
    r"\s*(?:[【\[（(]?\s*(?:打印|关闭|關閉|分享|收藏|返回|字体|字號|字号|大\s*中\s*小)|(?:您?(?:现在|当前|目前)?的?(?:所在)?位置|"
    r"當前位置)\s*[:：]|首页\s*[>»›]|上一[篇页條条]|下一[篇页條条]|扫一扫|掃一掃|浏览次数|点击数|版权所有|版權所有|"
    r"主办单位|[\w]{0,2}ICP[备備证]|[\w]?公网安备|copyright\b|©|all rights reserved|back to top|share (?:this|on)|"
    r"print (?:this )?page|previous(?: article)?\s*:|next(?: article)?\s*:)",
    re.IGNORECASE,
)
_LEGAL = re.compile(r"ICP[备備证]|公网安备|版权所有|版權所有|all rights reserved", re.IGNORECASE)
_FILE = re.compile(r"\.(?:docx?|pdf|xlsx?|wps|et|zip|rar|txt|pptx?|jpe?g|png)\b", re.IGNORECASE)
LONGEST = 5_000
"""Characters of what stands around the article that are kept."""

SHORT = 120
"""Letters of the longest line that can belong to a page's frame by its first words."""


def keep_article(root: _Element, body: _Element) -> str:
    """Take what stands around the article out of `body`; its words, '' if all was kept."""
    segments = segments_of(body)
    around = {node for node in body.iter() if _stands_around(node)}
    total = sum(segment.letters for segment in segments)
    bare = not around and sum(segment.linked for segment in segments) <= LITTLE * total
    around = _minor(around, segments, total)
    dropped = {at for at, segment in enumerate(segments) if around.intersection(segment.above)}
    menus = _menus(segments, dropped, LONG_MENU if bare else MENU)
    if bare and not menus:
        return ""
    prose = sum(segment.letters - segment.linked for segment in segments if segment.is_prose)
    if prose:
        dropped |= menus | _furniture(segments)
        dropped |= _beyond(_article_lines(root, segments, dropped), segments)
    left = sum(segment.letters - segment.linked for at, segment in enumerate(segments) if at not in dropped)
    if left < ENOUGH * prose or len(dropped) == len(segments):
        return ""
    words = [segments[at].words for at in sorted(dropped)]
    for at in dropped:
        segments[at].drop()
    return " ".join(" ".join(words).split())[:LONGEST]


def _stands_around(element: _Element) -> bool:
    name = name_of(element)
    if not name or name in ("html", "body"):
        return False
    if name in _AROUND_TAGS or (element.get("role") or "").lower() in _AROUND_ROLES:
        return True
    if name == "header":
        return not any(name_of(ancestor) in ("article", "main") for ancestor in element.iterancestors()) and not any(
            name_of(node) == "h1" for node in element.iter()
        )
    return name in _BLOCKS and bool(_AROUND.search(f"{element.get('class') or ''} {element.get('id') or ''}"))


def _minor(around: set[_Element], segments: Sequence[Segment], total: int) -> set[_Element]:
    """Those that do not hold half of the page: a page may call its article by any name."""
    held: dict[_Element, int] = {}
    for segment in segments:
        for element in around.intersection(segment.above):
            held[element] = held.get(element, 0) + segment.letters
    return {element for element, letters in held.items() if 2 * letters < total}


def _menus(segments: Sequence[Segment], dropped: set[int], most: int) -> set[int]:
    """Runs of links: so many of them, of which none leads to a file."""
    menus: set[int] = set()
    open_ones = [(at, segment) for at, segment in enumerate(segments) if at not in dropped]
    for is_menu, run in groupby(open_ones, key=lambda numbered: numbered[1].is_linked):
        held = list(run)
        leads = any(_FILE.search(segment.words) for _, segment in held)
        if is_menu and not leads and sum(segment.links for _, segment in held) >= most:
            menus.update(at for at, _ in held)
    return menus


def _furniture(segments: Sequence[Segment]) -> set[int]:
    """Lines that say where one is on the site, who owns it, and what can be done with the page."""
    return {
        at
        for at, segment in enumerate(segments)
        if segment.letters <= SHORT
        and (_FURNITURE.match(segment.words) or (_LEGAL.search(segment.words) and at >= len(segments) // 2))
        and name_of(segment.above[-1] if segment.above else None) not in ("h1", "h2")
    }


def _beyond(lines: range, segments: Sequence[Segment]) -> set[int]:
    """What stands before and after the article, but for the page's headline."""
    if not lines:
        return set()
    return {
        at
        for at, segment in enumerate(segments)
        if at not in lines and not any(name_of(above) == "h1" for above in segment.above)
    }


def _article_lines(root: _Element, segments: Sequence[Segment], dropped: set[int]) -> range:
    """From which segment to which the article goes, by what trafilatura finds; nothing where that is not believed."""
    extracted = _plain(_extracted(root))
    prose = [at for at, segment in enumerate(segments) if segment.is_prose and at not in dropped]
    kept = [at for at in prose if _plain(segments[at].words) in extracted]
    letters = sum(segments[at].letters for at in prose)
    if not kept or sum(segments[at].letters for at in kept) < BELIEVED * letters:
        return NOTHING_FOUND
    first, last = kept[0], kept[-1]
    while first and first - 1 not in dropped and _goes_on(segments[first - 1], segments[first]):
        first -= 1  # headings, the date, the source
    while last + 1 < len(segments) and last + 1 not in dropped and _goes_on(segments[last + 1], segments[last]):
        last += 1  # signatures, attachments
    return range(first, last + 1)


def _goes_on(segment: Segment, beside: Segment) -> bool:
    """Whether a segment belongs to the article as one beside it does: no prose from elsewhere on the page."""
    return not segment.is_prose or segment.above[:-1] == beside.above[:-1]


def _plain(text: str) -> str:
    return "".join(text.split())


def _extracted(root: _Element) -> str:
    """The words of the article as trafilatura has it; '' where it finds none."""
    import copy

    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    page = copy.deepcopy(root)
    for reading in [node for node in page.iter() if name_of(node) in ("rt", "rp", "rtc")]:
        reading.drop_tree()
    try:
        kept = bare_extraction(
            page, include_comments=False, include_tables=True, include_formatting=False,
            favor_recall=True, deduplicate=False, with_metadata=False,
        )  # fmt: skip
    except Exception:  # it is built for pages of all kinds, and fails on some of them in its own ways
        return ""
    return "" if kept is None or isinstance(kept, dict) or kept.body is None else "".join(kept.body.itertext())
