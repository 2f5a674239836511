"""The reader for everyone: axe finds nothing serious, in either theme; translations side by side; pinyin."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from encoders import PAIRS
from playwright.sync_api import Browser, Page, expect
from readers import Served, context_of, corpus_of

SECOND = [(zh, en, f"As they say, {en[0].lower()}{en[1:]}") for zh, en in PAIRS]
ARTICLE = (
    "It began well. “The school hired a new teacher,” the report says, and “the villagers sang all night long in the "
    "rain” it adds; “school and question” is all it says of the rest.\n"
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    corpus = corpus_of(tmp_path_factory.mktemp("access") / "all.duizhao", {"stories": SECOND, "few": PAIRS[:6]})
    with Served(corpus) as reader:
        yield reader


def opened(browser: Browser, served: Served, scheme: str = "light") -> Page:
    return context_of(browser, served, color_scheme=scheme).new_page()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, served: Served, scheme: str) -> None:
    article = served.post("/articles?name=story.txt", ARTICLE.encode())[1]["id"]
    page = opened(browser, served, scheme)
    views = (
        "/", "/document?name=stories", "/articles", f"/article?id={article}", "/find", "/find?q=学校",
        "/terms", "/terms?q=学校&across=document&only=school&kind=rendered", "/read?text=stories&at=2",
        "/read?text=stories&also=stories.2.en&at=2", "/read?text=few&order=doubt", "/no-such-page",
    )  # fmt: skip
    wrong = []
    for view in views:
        page.goto(view)
        expect(page.locator("main")).to_be_visible()
        if view.startswith("/article?"):
            expect(page.locator("#progress")).to_be_hidden()
            expect(page.locator(".card")).to_have_count(3)
            page.locator("details").evaluate_all("all => all.forEach((each) => { each.open = true; })")
        for language in ("en", "zh") if scheme == "light" else ("en",):
            found = Axe().run(page).response["violations"]
            wrong += [
                f"{view} {language}: {each['id']} {node['html'][:160]} {node['failureSummary'][:300]}"
                for each in found
                if each["impact"] in ("serious", "critical")
                for node in each["nodes"][:3]
            ]
            if language == "en" and scheme == "light":
                page.goto(f"/language?to=zh&back={view.replace('&', '%26')}")
        page.goto("/language?to=en")
    page.context.close()
    assert not wrong, "\n".join(wrong)


def test_translations_stand_side_by_side(browser: Browser, served: Served) -> None:
    page = opened(browser, served)
    page.goto("/read?text=stories&translation=stories.en&at=5")
    expect(page.locator("#r5.current")).to_be_visible()
    page.get_by_role("button", name="beside stories.2.en").click()
    row = page.locator("#r5.current")
    expect(row.locator(".also")).to_contain_text("As they say, the doctor")
    row.locator(".also .w", has_text="doctor").hover()
    expect(row.locator("[data-side=source] .lit")).to_have_text("医生")
    page.locator("#r5").click()
    page.keyboard.press("m")
    expect(page.locator("tr[data-key='4.5:4.5'] .also .passage-beside")).to_have_count(2)
    page.get_by_role("link", name="correct this one").click()
    expect(page.locator("tr[data-key='4:4'] [data-side=target]")).to_contain_text("As they say, the doctor")
    expect(page.locator("tr[data-key='5:5'] .also")).to_contain_text("with row")
    page.context.close()


def test_words_chosen_with_the_mouse_are_traced_and_articles_dropped(browser: Browser, served: Served) -> None:
    page = opened(browser, served)
    page.goto("/articles")
    page.evaluate(DROP, ARTICLE)
    expect(page.locator(".card")).to_have_count(3)
    page.wait_for_load_state("networkidle")
    page.locator("#article p").first.dblclick(position={"x": 60, "y": 12})
    words = page.evaluate("String(getSelection()).trim()")
    assert words in ARTICLE.split()
    page.get_by_role("button", name="Trace the selection").click()
    expect(page.locator(".card")).to_have_count(4)
    expect(page.locator(".card.current blockquote")).to_have_text(words)
    page.context.close()


DROP = """(words) => {
  const data = new DataTransfer();
  data.items.add(new File([words], "dropped.txt", { type: "text/plain" }));
  for (const type of ["dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  }
}"""
"""A file let fall on the page."""


def test_pinyin_stands_over_the_characters_on_request(browser: Browser, served: Served) -> None:
    page = opened(browser, served)
    page.goto("/read?text=few&at=1")
    button = page.get_by_role("button", name="Pinyin")
    button.click()
    expect(page.locator("#r1 rt").first).to_have_text("xué")
    page.locator("#r5 [data-side=target]").hover()
    page.locator("#r5 .w", has_text="doctor").hover()
    expect(page.locator("#r5 [data-side=source] .lit ruby")).to_have_count(2)
    assert not page.locator("#r5 [data-side=target] ruby").count()
    page.goto("/terms?q=医生")
    expect(page.locator("tr.hit mark rt").first).to_have_text("yī")
    button.click()
    expect(page.locator("rt")).to_have_count(0)
    expect(page.locator("tr.hit mark").first).to_have_text("医生")
    page.context.close()


CHINESE = "报道说：“学校请来了新的老师。”村民都很高兴，医生也来了。"
CHOOSE = """() => {
  const rubies = [...document.querySelectorAll('#article p ruby')];
  const found = rubies.filter((each) => '村民医生'.includes(each.firstChild.data));
  const range = document.createRange();
  range.setStart(found[0].firstChild, 0);
  range.setEnd(found.at(-1).lastChild.firstChild, 1);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""
"""From 村 to within what is read over 生."""


def test_words_chosen_under_pinyin_are_the_texts_own(browser: Browser, served: Served) -> None:
    page = opened(browser, served)
    page.goto("/articles")
    page.get_by_label("or paste its text").fill(CHINESE)
    page.get_by_role("button", name="Trace its quotations").click()
    expect(page.locator(".card")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Pinyin").click()
    expect(page.locator("#article p rt").first).to_have_text("bào")
    page.evaluate(CHOOSE)
    page.get_by_role("button", name="Trace the selection").click()
    expect(page.locator(".card")).to_have_count(2)
    page.get_by_role("button", name="Pinyin").click()
    expect(page.locator(".card.current blockquote")).to_have_text("村民都很高兴，医生")
    page.reload()
    expect(page.locator("rt")).to_have_count(0)
    page.context.close()
