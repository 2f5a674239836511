"""Pinyin over the characters changes no offset: what is chosen in a text with ruby is what stands there without."""

from __future__ import annotations

from playwright.sync_api import Browser, expect
from test_web_access import opened, served

from readers import Served  # isort: skip

__all__ = ["served"]  # the fixture
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
