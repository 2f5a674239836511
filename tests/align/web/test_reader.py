"""The reader in a real browser: each view's main job, by mouse and by keyboard, wide and narrow, with hostile texts."""

from __future__ import annotations

import json
import re
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from encoders import PAIRS
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from readers import WAIT, Served, context_of, corpus_of, watched

from duizhao.align.library.library import Library
from duizhao.align.quotations.decisions import SourceDecisions
from duizhao.align.quotations.tracer import Tracer
from duizhao.align.web import article_view
from duizhao.align.web.article_view import ArticleView
from duizhao.align.web.articles import Article
from duizhao.align.web.jobs import Job
from duizhao.align.web.routes import articles as article_views
from duizhao.align.web.state import Reader
from duizhao.corpus.store.store import Store
from duizhao.corpus.traces.trace import Trace

HOSTILE = "<script>document.title='HACKED'</script><img src=x onerror=\"document.title='HACKED'\">&amp;{{7*7}}"
LONG = [(f"第{at}所学校请来了新的老师。", f"School {at} hired a new teacher.") for at in range(1, 401)]
ARTICLE = (
    "It began well. “The school hired a new teacher,” the report says, and “the villagers sang all night long in the "
    "rain” it adds.\n\nLater “The library is closed on Sundays.”\n"
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    hostile = [(f"{zh}{HOSTILE}", f"{en} {HOSTILE}") for zh, en in PAIRS[:4]]
    pairs = {"stories": PAIRS, "more": PAIRS, "few": PAIRS[:4], "long": LONG, HOSTILE: hostile}
    corpus = corpus_of(tmp_path_factory.mktemp("reader") / "all.duizhao", pairs)
    with Served(corpus) as reader:
        yield reader


@pytest.fixture
def context(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    opened = context_of(browser, served)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    with watched(context) as opened:
        yield opened


def seen(page: Page) -> None:
    """The page is there, its modules have run, and it does not wait for something that it would show next."""
    expect(page.locator("html[data-ready]:not(:has(#working)) main")).to_be_visible()


def test_rows_are_corrected_by_keyboard_alone_undone_and_kept(page: Page, served: Served) -> None:
    page.goto("/read?text=stories&at=1")
    seen(page)
    expect(page.locator("#r1")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#said")).to_contain_text("next doubtful row")
    page.keyboard.press("j")
    expect(page.locator("#r2")).to_be_focused()
    page.keyboard.press("m")
    expect(page.locator("tr[data-key='1.2:1.2']")).to_be_visible()
    expect(page.locator("tr[data-key='1.2:1.2']")).to_have_attribute("data-status", "confirmed")
    page.keyboard.press("]")
    page.keyboard.press("]")
    page.keyboard.press("s")
    expect(page.locator("tr[data-key='2:2']")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator("tr[data-key='1.2:1.2']")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator("tr[data-key='1:1']")).to_be_visible()
    page.keyboard.press("Control+y")
    expect(page.locator("tr[data-key='1.2:1.2']")).to_be_visible()
    with Served(served.corpus) as later:  # another program, later
        assert 'data-key="1.2:1.2" data-number="2" data-status="confirmed"' in later.ask("GET", "/read?text=stories")[2]


def test_keys_pressed_while_a_correction_is_on_its_way_wait_for_it(page: Page) -> None:
    page.add_init_script(
        "const send = fetch; window.fetch = (...asked) => "
        "new Promise((go) => setTimeout(() => go(send(...asked)), 300))"
    )
    page.goto("/read?text=few&at=2")
    seen(page)
    expect(page.locator("#r2")).to_be_focused()
    for key in ("m", "]", "]", "s", "Control+z", "j", "c"):
        page.keyboard.press(key)
    expect(page.locator("tr[data-key='3:3']")).to_have_attribute("data-status", "confirmed")
    expect(page.locator("tr[data-key='1.2:1.2']")).to_have_attribute("data-status", "confirmed")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set when a page is being made; no article is traced before."""
    begun = threading.Event()
    trace = article_views.trace_article

    def later(article: Article, library: Library, tracer: Tracer, work: Job) -> None:
        assert begun.wait(WAIT / 1000)
        trace(article, library, tracer, work)

    monkeypatch.setattr(article_views, "trace_article", later)
    return begun


def wait_for(article: Article) -> None:
    while article.work is not None and article.work.state != "done":
        time.sleep(0.01)


@pytest.mark.slow
def test_tracing_that_ends_while_the_page_asks_is_asked_for_again(
    served: Served, made: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(reader: Reader, article: Article, who: str) -> ArticleView:
        before = article_view.article_view(reader, article, who)
        made.set()
        wait_for(article)
        return before

    monkeypatch.setattr(article_views, "article_view", slowly)
    identity = served.post("/articles", ARTICLE.encode())[1]["id"]
    told = json.loads(served.ask("GET", f"/article/state?id={identity}")[2])
    assert told["working"]
    again = json.loads(served.ask("GET", f"/article/state?id={identity}&seen={told['version']}")[2])
    assert not again["working"]
    assert again["cards"].count('class="card') == 3


def test_tracing_that_ends_while_the_page_is_made_is_asked_for_again(
    served: Served, made: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_source_decisions = article_view.with_source_decisions

    def slowly(store: Store, article: Article) -> tuple[Trace, dict[int, tuple[SourceDecisions, ...]]]:
        before = with_source_decisions(store, article)
        made.set()
        wait_for(article)
        return before

    monkeypatch.setattr(article_view, "with_source_decisions", slowly)
    identity = served.post("/articles", ARTICLE.encode())[1]["id"]
    shown = served.ask("GET", f"/article?id={identity}")[2]
    assert "No quotation has been traced yet" in shown
    (stamp,) = re.findall('data-version="([^"]*)"', shown)
    told = json.loads(served.ask("GET", f"/article/state?id={identity}&seen={stamp}")[2])
    assert told["cards"].count('class="card') == 3


def test_words_light_up_and_sentences_are_linked_by_mouse(page: Page) -> None:
    page.goto("/read?text=more&at=5")
    seen(page)
    word = page.locator("#r5 [data-side=target] .w", has_text="doctor")
    word.hover()
    expect(page.locator("#r5 [data-side=source] .lit")).to_have_text("医生")
    page.locator("#r5 [data-side=source]").click()
    page.locator("#r7 [data-side=target]").click()
    page.get_by_role("button", name="Link the two chosen").click()
    expect(page.locator("tr[data-key='4:6']")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("tr[data-key='4:4']")).to_be_visible()


def test_a_row_is_starred_and_tagged_by_key(page: Page) -> None:
    page.goto("/read?text=few&at=2")
    seen(page)
    expect(page.locator("#r2")).to_be_focused()
    page.keyboard.press("f")
    expect(page.locator("#r2 .marks")).to_have_text("★")
    page.once("dialog", lambda asked: asked.accept("later"))
    page.keyboard.press("t")
    expect(page.locator("#r2 .marks")).to_have_text("★ later")
    page.keyboard.press("f")
    expect(page.locator("#r2 .marks")).to_have_text("later")
    page.goto("/marked")
    seen(page)
    page.get_by_role("link", name="few").click()
    expect(page.locator("#r2 .marks")).to_have_text("later")


def test_two_tabs_tell_of_each_other(context: BrowserContext) -> None:
    one, other = context.new_page(), context.new_page()
    for tab in (one, other):
        tab.goto("/read?text=more&at=9")
        seen(tab)
        expect(tab.locator("#r9.current")).to_be_visible()
    one.keyboard.press("m")
    expect(one.locator("tr[data-key='8.9:8.9']")).to_be_visible()
    other.keyboard.press("x")
    expect(other.locator("#said")).to_contain_text("changed elsewhere")
    expect(other.locator("tr[data-key='8.9:8.9']")).to_be_visible()


def test_a_long_text_loads_as_one_scrolls_and_the_least_sure_come_first(page: Page) -> None:
    page.goto("/read?text=long")
    seen(page)
    assert page.locator("tr.row").count() < 130
    assert len(page.content()) < 200_000
    for wanted in (60, 100, 140):
        page.mouse.wheel(0, 50_000)
        expect(page.locator(f"#r{wanted}")).to_be_attached()
    page.goto("/near?text=long&translation=long.en&x=0.9")
    expect(page.locator("tr.current")).to_be_in_viewport()
    assert int(page.locator("tr.current").get_attribute("data-number") or 0) > 300
    page.goto("/read?text=long&order=doubt")
    left = page.locator("#left")
    expect(left).to_have_text("400")
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(left).to_have_text("399")


def test_an_article_is_traced_judged_and_kept_for_the_next_draft(page: Page) -> None:
    page.goto("/articles")
    seen(page)
    page.get_by_label("or paste its text").fill(ARTICLE)
    page.get_by_role("button", name="Trace its quotations").click()
    expect(page.locator(".card")).to_have_count(3)
    expect(page.locator("#progress")).to_be_hidden()
    first = page.locator(".card").nth(0)
    expect(first.locator(".verdict")).to_contain_text("verbatim")
    expect(first.locator("mark").first).to_have_text("学校请来了新的老师")
    second = page.locator(".card").nth(1)
    expect(second.locator(".verdict")).to_contain_text("not found")
    expect(second).to_contain_text("Searched:")
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("#redraw")).to_be_visible()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(first.locator(".decided")).to_have_count(2)
    expect(first.locator("mark").first).to_have_text("学校")
    page.keyboard.press("Control+z")
    expect(first.locator(".decided")).to_have_count(0)
    page.keyboard.press("c")
    expect(first.locator(".decided")).to_contain_text("confirmed: AB")
    page.locator("#wanted").fill("It began well")
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(4)
    page.goto("/articles")
    page.get_by_label("or paste its text").fill("A new beginning. " + ARTICLE)
    page.get_by_role("button", name="Trace its quotations").click()
    expect(page.locator(".card").nth(0).locator(".decided")).to_contain_text("confirmed: AB")


CHOOSE = """words => {
  const walker = document.createTreeWalker(document.querySelector(".whole"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at >= 0) { getSelection().setBaseAndExtent(node, at, node, at + words.length); return; }
  }
}"""


def test_a_passage_word_by_word_and_a_source_that_a_person_chose(page: Page) -> None:
    page.goto("/articles")
    page.get_by_label("or paste its text").fill(ARTICLE)
    page.get_by_role("button", name="Trace its quotations").click()
    expect(page.locator(".card")).to_have_count(3)
    first = page.locator(".card").nth(0)
    first.locator("details.glossed > summary").first.click()
    expect(first.locator(".gloss-words").first).to_contain_text("xuéxiào")
    page.goto("/document?name=stories")
    page.evaluate(CHOOSE, "河水冲走了桥")
    source = page.locator("#source")
    source.locator("select").select_option(index=1)
    source.locator("button").click()
    second = page.locator(".card").nth(1)
    expect(second.locator(".decided")).to_contain_text("confirmed: AB")
    expect(second.locator(".odds").first).to_have_text("✓ confirmed by AB")
    expect(second.locator("mark").first).to_have_text("河水冲走了桥")
    expect(second).not_to_contain_text("100%")


def test_other_places_come_when_they_are_opened(page: Page) -> None:
    page.goto("/articles")
    page.get_by_label("or paste its text").fill("He wrote: “The students did not answer the question.” No more.")
    page.get_by_role("button", name="Trace its quotations").click()
    card = page.locator(".card").nth(0)
    expect(card.locator("details.others > summary")).to_contain_text("Also stands at 3 other places")
    seen(page)
    expect(card.locator(".passage")).to_have_count(1)
    card.locator("details.others > summary").click()
    expect(card.locator(".passage.other")).to_have_count(3)
    place = card.locator(".passage.other").nth(1).locator("a", has_text="Facing text").get_attribute("href")
    card.locator(".passage.other").nth(1).get_by_role("button", name="Confirm").click()
    expect(card.locator(".decided")).to_contain_text("confirmed: AB")
    expect(card.locator(".passage.source a", has_text="Facing text")).to_have_attribute("href", place or "")


def test_find_leads_to_the_facing_text(page: Page) -> None:
    page.goto("/find")
    seen(page)
    page.keyboard.type("医生")
    page.keyboard.press("Enter")
    expect(page.locator("tr.hit")).to_have_count(2)
    expect(page.locator("tr.hit").nth(0).locator("td").nth(1).locator("mark")).to_have_text("doctor")
    page.get_by_role("link", name="more", exact=True).click()
    expect(page.locator("tr.hit")).to_have_count(1)
    page.locator("tr.hit mark").first.click()
    expect(page.locator("tr.current")).to_contain_text("医生去看病人")


def test_a_term_is_counted_narrowed_and_leads_to_the_facing_text(page: Page) -> None:
    page.goto("/terms")
    seen(page)
    page.keyboard.type("学校")
    page.keyboard.press("Enter")
    first = page.locator(".counted tbody tr").first
    expect(first).to_contain_text("school")
    expect(first.locator("svg.chart")).to_have_attribute("aria-label", re.compile(r"%.*\[\d+–\d+\]"))
    count = int(first.locator(".tally").inner_text())
    expect(page.locator("#occurrences")).to_contain_text("occurrences")
    first.get_by_role("link").click()
    expect(page.locator(".counted tr.chosen")).to_have_count(1)
    expect(page.locator("#occurrences")).to_contain_text(f"{count} occurrences: School")
    expect(page.locator("tr.hit")).to_have_count(min(count, 40))
    page.get_by_label("shares by").select_option("document")
    expect(page.locator(".matrix")).to_contain_text("stories")
    page.get_by_role("navigation", name="Narrow by").get_by_role("link", name="more", exact=True).click()
    expect(page.locator("tr.hit")).to_have_count(1)
    page.locator("tr.hit mark").first.click()
    expect(page.locator("tr.current")).to_contain_text("学校请来了新的老师")
    assert "text=more" in page.url


def test_a_choice_made_before_the_page_is_ready_holds(page: Page) -> None:
    page.goto("/terms?q=学校")
    expect(page.locator(".counted")).to_be_visible()
    on_its_way: list[Route] = []
    page.route("**/static/find.js", lambda route: route.continue_() if on_its_way else on_its_way.append(route))
    page.goto("/terms?q=学校", wait_until="commit")
    page.get_by_label("shares by").select_option("document")
    assert page.locator(".matrix").count() == 0
    on_its_way[0].continue_()
    expect(page.locator(".matrix")).to_contain_text("stories")
    seen(page)
    page.go_back()
    seen(page)
    expect(page.locator(".matrix")).to_have_count(0)


def test_files_are_dropped_in_and_described(page: Page, tmp_path: Path) -> None:
    for name, side in (("new.zh.txt", 0), ("new.en.txt", 1)):
        (tmp_path / name).write_text("\n".join(pair[side] for pair in PAIRS[5:]), encoding="utf-8")
    page.goto("/")
    seen(page)
    page.locator("#file").set_input_files([tmp_path / "new.zh.txt", tmp_path / "new.en.txt"])
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("link", name="new.en.txt")).to_be_visible()
    page.get_by_role("link", name="new.zh", exact=True).click()
    page.locator("[name=key]").fill("genre")
    page.locator("[name=value]").fill("stories")
    page.locator("#metadata").get_by_role("button", name="Keep").click()
    expect(page.locator(".metadata")).to_contain_text("stories")
    seen(page)
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Remove from the corpus").click()
    expect(page.locator(".metadata")).to_contain_text("stories")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove from the corpus").click()
    page.wait_for_url("**/")
    expect(page.get_by_role("link", name="new.zh", exact=True)).to_have_count(0)


def test_document_text_is_never_markup(page: Page, served: Served) -> None:
    with served.reader.store() as store:
        store.set_metadata(HOSTILE, {"title": HOSTILE, f"a{HOSTILE}".replace("=", "").replace("<", ""): HOSTILE})
    page.goto("/")
    seen(page)
    page.get_by_role("link", name=f"{HOSTILE}.en").first.click()
    expect(page.locator("#r1")).to_contain_text(HOSTILE)
    seen(page)
    page.locator("#r1 [data-side=source]").click()
    expect(page.locator("#r1[data-linked] [data-side=source]")).to_contain_text(HOSTILE)
    page.goto("/find?q=script&how=form")
    expect(page.locator("tr.hit").first).to_contain_text("<script>")
    served.post("/articles?name=%3Cscript%3E.txt", f"“{PAIRS[0][1]} {HOSTILE}” he said.".encode())
    page.goto("/articles")
    page.get_by_role("link", name="<script>.txt").click()
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator(".card blockquote")).to_contain_text("<script>")
    assert "HACKED" not in page.title()
    assert not page.locator("main img[src='x'], main script").count()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/read?text=stories&at=2",
        "/find?q=学校",
        "/terms?q=学校&across=document",
        "/articles",
        "/document?name=stories",
        "/marked",
    ],
)
def test_narrow_named_and_in_chinese(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(path)
    seen(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    nameless = page.evaluate(NAMELESS)
    assert not nameless
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.get_by_role("navigation").first).to_contain_text("文档")
    page.get_by_role("link", name="English").click()


NAMELESS = """() => {
  const named = (each) => (each.labels && each.labels.length) || each.getAttribute("aria-label") || each.title ||
    each.textContent.trim() || each.getAttribute("aria-labelledby");
  const wrong = [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a[href]")]
    .filter((each) => !named(each) && each.getAttribute("aria-hidden") !== "true").map((each) => each.outerHTML);
  document.querySelectorAll("img:not([alt])").forEach((each) => wrong.push(each.outerHTML));
  const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
  wrong.push(...ids.filter((each, at) => ids.indexOf(each) !== at));
  if (document.querySelectorAll("h1").length !== 1) wrong.push("h1");
  if (document.querySelectorAll("main").length !== 1) wrong.push("main");
  return wrong;
}"""
"""What a screen reader could not name, ids that stand twice, and pages without one heading and one main part."""


@pytest.mark.parametrize("form", ["html", "md", "xlsx", "csv", "json"])
def test_a_finished_report_is_saved(form, served: Served) -> None:
    identity = served.post("/articles?name=story.txt", ARTICLE.encode())[1]["id"]
    wait_for(served.reader.articles.of(identity))
    with urllib.request.urlopen(f"{served.address}/article/report?id={identity}&form={form}") as answer:
        data = answer.read()
        assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''story.{form}"
    if form == "json":
        assert len(json.loads(data)["quotations"]) == 3
    elif form == "xlsx":
        assert data[:2] == b"PK"
    else:
        assert "新" in data.decode() or "学校" in data.decode()


def test_a_report_is_saved_when_it_is_finished(served: Served, made: threading.Event) -> None:
    identity = served.post("/articles", ARTICLE.encode())[1]["id"]
    status, _, told = served.ask("GET", f"/article/report?id={identity}")
    assert status == 422
    assert "still being traced" in told
    made.set()


def test_a_file_that_is_there_is_not_added_twice(served: Served) -> None:
    data = "这个村子只有一条路。\n".encode()
    first = served.post("/files?name=road.txt", data)[1]
    work = served.post("/add", {"files": [first["id"]]})[1]["work"]
    while served.reader.jobs.of(work).state in ("waiting", "working"):
        time.sleep(0.01)
    assert served.post("/files?name=copy.txt", data)[1] == {
        "known": "copy.txt is in the corpus already, as road: not added again"
    }


def test_a_sentence_stays_chosen_when_its_stretch_has_been_aligned_anew(page: Page) -> None:
    page.add_init_script(
        "const send = fetch; window.fetch = (...asked) => String(asked[0]).startsWith('/work') "
        "? new Promise((go) => setTimeout(() => go(send(...asked)), 1500)) : send(...asked)"
    )
    page.goto("/read?text=stories&at=5")
    seen(page)
    expect(page.locator("#r5")).to_be_focused()
    at = int((page.locator("#r5").get_attribute("data-key") or "").partition(":")[0])
    page.keyboard.press("m")
    expect(page.locator(f"tr[data-key='{at}.{at + 1}:{at}.{at + 1}']")).to_be_visible()
    page.keyboard.press("]")
    page.keyboard.press("]")
    expect(page.locator(".sentence.chosen")).to_have_count(1)
    page.wait_for_timeout(2500)
    expect(page.locator(".sentence.chosen")).to_have_count(1)
    page.keyboard.press("s")
    expect(page.locator(f"tr[data-key='{at + 1}:{at + 1}']")).to_be_visible()
