"""Web pages: a line a paragraph, no menu, whatever the page is built of; and what was taken out is said."""

from __future__ import annotations

import re

import pytest

from duizhao.corpus.errors import ReadWarning
from duizhao.corpus.readers.base.contents import Contents
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.dispatch import read_here

TITLE = "关于修建石桥的公告"
SENTENCES = [
    "经村民会议讨论决定，今年春天开始修建石桥。",
    "修桥所需石料由各户分担，每户出两车。",
    "工程由李木匠主持，村长负责监督。",
    "施工期间，过往车辆请绕行北路。",
    "特此公告。",
]
LINKS = [f"<a href='/{at}'>栏目{at}</a>" for at in range(40)]
PARAGRAPHS = "".join(f"<p>{each}</p>" for each in SENTENCES)
MENU = "<ul>" + "".join(f"<li>{each}</li>" for each in LINKS[:12]) + "</ul>"
PAGES = {
    "a notice with header and footer": (
        f"<header><a href='/'>村务网</a> <a href='/a'>公告</a></header><h1>{TITLE}</h1>{PARAGRAPHS}"
        "<footer>版权所有 村委会 <a href='/b'>联系我们</a></footer>"
    ),
    "a notice in an article": (
        f"<nav>{MENU}</nav><article><h1>{TITLE}</h1>{PARAGRAPHS}</article><footer>村委会版权所有</footer>"
    ),
    "a menu that is called nothing": f"<div>{MENU}</div><h1>{TITLE}</h1><div>{PARAGRAPHS}</div>",
    "links in one line": (
        f"<div>{' | '.join(LINKS[:9])}</div><h1>{TITLE}</h1>{PARAGRAPHS}<div>{' '.join(LINKS[9:20])}</div>"
    ),
    "breaks for paragraphs among forty links": (
        f"{' '.join(LINKS[:30])}<h1>{TITLE}</h1>{'<br><br>'.join(SENTENCES)}<br><br>{' '.join(LINKS[30:])}"
    ),
    "breaks in a cell of a table": (
        f"<table><tr><td>{'<br>'.join(LINKS[:20])}</td><td><h1>{TITLE}</h1>{'<br><br>'.join(SENTENCES)}</td></tr></table>"
        f"<div>{'·'.join(LINKS[20:])}</div>"
    ),
    "where one is, and what one may do": (
        f"<div>{MENU}</div><div>当前位置：<a href='/'>首页</a> &gt; <a href='/a'>公告</a> &gt; 正文</div>"
        f"<h1>{TITLE}</h1>"
        f"<div id='zoom'>{PARAGRAPHS}</div><p>【打印】 【关闭】</p><p>上一篇：<a href='/b'>修路公告</a></p>"
        "<div>版权所有：村委会 京ICP备12345678号</div>"
    ),
    "lines that break in the source": (
        f"<nav>{MENU}</nav><h1>{TITLE}</h1>" + "".join(f"<p>\n  {each[:6]}\n  {each[6:]}\n</p>" for each in SENTENCES)
    ),
    "with a reading": (
        f"<nav>{MENU}</nav><h1>{TITLE}</h1>"
        + PARAGRAPHS.replace("桥。", "<ruby>桥<rp>(</rp><rt>qiáo</rt><rp>)</rp></ruby>。")
    ),
    "long, with a reading": (
        f"<div>{MENU}</div><h1>{TITLE}</h1>{PARAGRAPHS.replace('桥', '<ruby>桥<rt>qiáo</rt></ruby>', 1)}"
        + "".join(f"<p>第{at}户的石料已经运到，共有{at}车，堆放在北路旁边的空地上。</p>" for at in range(3, 40))
    ),
    "divs for paragraphs": (
        f"<div class='nav'>{MENU}</div><div class='content'><h1>{TITLE}</h1>"
        + "".join(f"<div>{each}</div>" for each in SENTENCES) + "</div><div class='foot'>村委会 2023</div>"
    ),
    "words beside the page": (
        f"<div>{MENU}</div><h1>{TITLE}</h1>{PARAGRAPHS}"
        "<div class='related'><h3>相关新闻</h3><p>邻村的桥倒了，无人受伤。</p></div>"
    ),
}  # fmt: skip


def lines(contents: Contents) -> list[str]:
    return contents.text.splitlines()


@pytest.mark.parametrize("what", PAGES)
def test_a_line_a_paragraph_and_no_menu(what: str) -> None:
    page = f"<!DOCTYPE html><html><head><title>{TITLE}</title></head><body>{PAGES[what]}</body></html>"
    contents = contents_of(page.encode(), "a.html")
    assert lines(contents)[:6] == [TITLE, *SENTENCES]
    rest = lines(contents)[6:]
    assert len(rest) == (37 if what == "long, with a reading" else 0)
    assert all("户的石料" in each for each in rest)
    assert next(mark.value for mark in contents.marks if mark.kind == "left-out").startswith("what stands around")


WHOLE = {
    "a list of links": f"<h1>目录</h1>{MENU}",
    "a law that leads to others": (
        "<p>依照<a href='/1'>第三条</a>、<a href='/2'>第五条</a>、<a href='/3'>第七条</a>办理。</p>" * 3
    ),
    "attachments": (
        f"{PARAGRAPHS}<p>附件：</p>" + "".join(f"<p><a href='/{at}.doc'>{at}. 名单.doc</a></p>" for at in range(4))
    ),
    "a source": f"<nav>{MENU}</nav>{PARAGRAPHS}<p>来源：<a href='/x'>村报</a></p>",
    "a menu with sentences": "<nav><a href='/'>首页</a></nav><div class='content menu'>" + PARAGRAPHS + "</div>",
}  # fmt: skip


@pytest.mark.parametrize("what", WHOLE)
def test_what_belongs_to_the_text_stays(what: str) -> None:
    body = WHOLE[what]
    read = contents_of(f"<html><body>{body}</body></html>".encode(), "a.html").text
    own = body.replace(f"<nav>{MENU}</nav>", "").replace("<nav><a href='/'>首页</a></nav>", "")
    assert "".join(read.split()) == "".join(re.sub(r"<[^>]*>", "", own).split())


def test_what_was_taken_out_is_said() -> None:
    with pytest.warns(ReadWarning, match=r"a\.html: not read: what stands around the article \(栏目0 栏目1"):
        contents_of(f"<html><body><nav>{MENU}</nav><h1>题</h1>{PARAGRAPHS}</body></html>".encode(), "a.html")


LONG = "".join(
    f"<p>Paragraph {at} of the report says at some length what the council did that day, and why.</p>"
    for at in range(9)
)


def test_an_extractor_is_believed_where_it_finds_what_the_page_has() -> None:
    promotion = "<div>Buy our salt now! It is the cheapest salt in the whole wide valley, and it is white.</div>"
    menu = "".join(f"<div><a href='/{at}'>Column {at} of the paper</a></div>" for at in range(9))
    page = f"<html><body>{menu}<article><h1>The Bridge</h1>{LONG}</article>{menu}{promotion}</body></html>"
    read = lines(contents_of(page.encode(), "a.html"))
    assert read[0] == "The Bridge"
    assert len(read) >= 10
    assert not any("Column" in each for each in read)


def test_an_extractor_that_fails_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duizhao.corpus.readers.html.article._extracted", lambda root: "nothing of the page")
    for what in PAGES:
        contents = read_here(f"<html><body>{PAGES[what]}</body></html>".encode(), "a.html")
        assert [each for each in SENTENCES if each in contents.text] == SENTENCES
        assert "栏目" not in contents.text


DATES = {
    "a meta of ISO": ("<meta name='pubdate' content='2023-05-03T07:00:00+08:00'>", "", "2023-05-03"),
    "a meta in Chinese": ("<meta name='PubDate' content='2023年5月3日'>", "", "2023-05-03"),
    "a meta with slashes": ("<meta property='article:published_time' content='2023/5/3 10:00'>", "", "2023-05-03"),
    "a meta in Chinese numerals": ("<meta name='date' content='二〇二三年五月三日'>", "", "2023-05-03"),
    "a meta in English": ("<meta name='date' content='3 May 2023'>", "", "2023-05-03"),
    "a time with a date": ("", "<time datetime='2023-05-03'>昨天</time>", "2023-05-03"),
    "a time in Chinese": ("", "<time>2023年5月3日</time>", "2023-05-03"),
    "a line of the page": ("", "<p>来源：村报 发布时间：2023年5月3日 10:20</p>", "2023-05-03"),
    "a line with a date": ("", "<span>日期：2023-05-03</span>", "2023-05-03"),
    "a date in a sentence": ("", "<p>2023年5月3日，石桥通车。</p>", None),
    "a month": ("<meta name='date' content='2023年5月'>", "", "2023-05"),
    "no such day": ("<meta name='date' content='2023-02-31'>", "", None),
    "a count of years": ("<meta name='date' content='历时23年'>", "", None),
}


@pytest.mark.parametrize(("head", "body", "day"), DATES.values(), ids=DATES)
def test_days_are_read_by_our_own_reader(head: str, body: str, day: str | None) -> None:
    page = f"<html><head>{head}</head><body><h1>题</h1>{body}<p>石桥通车了。</p></body></html>"
    assert contents_of(page.encode(), "a.html").metadata.get("date") == day
