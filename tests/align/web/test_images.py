"""From a scan: a character is clicked, the strip of its picture opens, and the right one is typed into the layer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from encoders import PAIRS, lexicon
from playwright.sync_api import Browser, Page, expect
from readers import Served, context_of, watched

pytest.importorskip("rapidocr")

from PIL import Image, ImageDraw, ImageFont

from duizhao.align.library.build import add_entry, make_entry
from duizhao.corpus.decisions.log import all_decisions
from duizhao.corpus.decisions.ocr_corrections import corrections, lifted
from duizhao.corpus.readers.base.contents import Contents
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.load import document_from, document_of
from duizhao.corpus.store.store import Store

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
LEFT, SIZE = 60, 34
"""Where lines begin on the page, and how wide a character is, in pixels."""
LINES = [chinese for chinese, _ in PAIRS[:6]]
ENGLISH = "".join(f"{english}\n" for _, english in PAIRS[:6])


def drawn() -> bytes:
    """A page as a picture: a line a sentence."""
    page = Image.new("RGB", (900, 620), "white")
    pen = ImageDraw.Draw(page)
    for at, line in enumerate(LINES):
        pen.text((LEFT, 80 + 80 * at), line, fill="black", font=ImageFont.truetype(FONT, SIZE, index=2))
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def read() -> tuple[bytes, Contents]:
    """The picture and its reading, in which 老师 was taken for 老帅."""
    data = drawn()
    contents = contents_of(data, "IMG_1.png")
    assert "老师" in contents.text
    return data, replace(contents, text=contents.text.replace("老师", "老帅", 1))


@pytest.fixture
def served(tmp_path: Path, read: tuple[bytes, Contents]) -> Iterator[Served]:
    data, contents = read
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "IMG_1.png").write_bytes(data)
    source = document_from(contents, "zh", "paper", "0" * 64)
    target = document_of(ENGLISH, "en", name="paper.en")
    with Store.open(tmp_path / "all.duizhao", create=True) as store:
        add_entry(store, make_entry(source, [target], lexicon()), lexicon())
    with Served(tmp_path / "all.duizhao", pictures=tmp_path / "papers") as reader:
        yield reader


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    context = context_of(browser, served)
    with watched(context) as opened:
        yield opened
    context.close()


MIDDLE = """(letter) => {
  const walker = document.createTreeWalker(document.querySelector("[data-reading]"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(letter);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    const box = range.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  }
}"""
"""Where a character is drawn on the page."""


LIT = "(letter) => [...(CSS.highlights.get('picture') ?? [])].map(String).join('') === letter"
"""Whether a character is lit in the text."""


def click(page: Page, letter: str) -> None:
    page.mouse.click(*page.evaluate(MIDDLE, letter))


def text_of(served: Served) -> str:
    with served.reader.store() as store:
        return store.text("paper").text


def test_a_character_is_clicked_seen_in_its_strip_and_put_right(page: Page, served: Served) -> None:
    before = text_of(served)
    page.goto("/read?text=paper&at=1")
    click(page, "帅")
    expect(page.locator("#picture")).to_be_visible()
    expect(page.locator("#picture-now")).to_have_text("帅")
    expect(page.locator("#picture-read")).to_have_text("帅")
    expect(page.locator("#picture-sure")).to_contain_text("%")
    expect(page.locator("#picture-name")).to_have_text("IMG_1.png")
    expect(page.locator("#picture-strip")).to_be_visible()
    strip, mark = (page.locator(each).bounding_box() for each in ("#picture-strip", "#picture-mark"))
    assert strip
    assert mark
    scale = strip["height"] / page.locator("#picture-strip").evaluate("image => image.naturalHeight")
    end = LEFT + SIZE * len(LINES[0]) - SIZE / 2  # of the full stop, which fills half of its square
    seen = end + 0.35 * SIZE - (strip["x"] + strip["width"] - mark["x"] - mark["width"] / 2) / scale
    assert seen == pytest.approx(LEFT + SIZE * (LINES[0].index("师") + 0.5), abs=SIZE / 3)
    expect(page.locator("#picture-words")).to_be_focused()
    page.locator("#r1[data-linked]").wait_for()
    page.wait_for_function(LIT, arg="帅")
    page.keyboard.type("师")
    page.keyboard.press("Enter")
    expect(page.locator("#picture")).to_be_hidden()
    expect(page.locator("#r1 [data-side=source]")).to_contain_text("老师")
    with served.reader.store() as store:
        corrected = store.text("paper")
        (only,) = corrections(corrected)
        assert (only.span.of(corrected.text), only.read, only.who) == ("师", "帅", "AB")
        assert lifted(corrected)[0] == before
        assert [(each.who, each.verdict) for each in all_decisions(store, kind="reading")] == [("AB", "reads: 师")]
    page.keyboard.press("Control+z")
    expect(page.locator("#r1 [data-side=source]")).to_contain_text("老帅")
    assert text_of(served) == before
    page.keyboard.press("Control+y")
    expect(page.locator("#r1 [data-side=source]")).to_contain_text("老师")
    click(page, "师")
    expect(page.locator("#picture-by")).to_contain_text("AB")
    page.get_by_role("button", name="Take the correction back").click()
    expect(page.locator("#r1 [data-side=source]")).to_contain_text("老帅")
    with served.reader.store() as store:
        assert all_decisions(store, kind="reading")[-1].verdict == "withdrawn"


def test_corrections_of_rows_and_of_characters_are_undone_in_their_order(page: Page, served: Served) -> None:
    page.goto("/read?text=paper&at=2")
    page.keyboard.press("m")
    expect(page.locator("tr[data-key='1.2:1.2']")).to_be_visible()
    click(page, "帅")
    page.locator("#picture-words").fill("师")
    page.keyboard.press("Enter")
    expect(page.locator("#r1 [data-side=source]")).to_contain_text("老师")
    expect(page.locator("tr[data-key='1.2:1.2']")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator("#r1 [data-side=source]")).to_contain_text("老帅")
    expect(page.locator("tr[data-key='1.2:1.2']")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator("tr[data-key='1:1']")).to_be_visible()
    page.keyboard.press("Control+y")
    expect(page.locator("tr[data-key='1.2:1.2']")).to_be_visible()
    page.keyboard.press("Control+y")
    expect(page.locator("#r1 [data-side=source]")).to_contain_text("老师")


def test_with_the_keyboard_alone_narrow_and_in_chinese(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/language?to=zh&back=/read%3Ftext=paper%26at=3")
    expect(page.locator("#r3")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator("#picture-now")).to_have_text(LINES[2][0])
    expect(page.locator("#picture-strip")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#picture-now")).to_have_text(LINES[2][1])
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("#picture-now")).to_have_text(LINES[2][1:3])
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    expect(page.locator("#picture")).to_contain_text("识读为")
    found = Axe().run(page).response["violations"]
    assert not [each["id"] for each in found if each["impact"] in ("serious", "critical")]
    page.keyboard.press("Escape")
    expect(page.locator("#picture")).to_be_hidden()
    expect(page.locator("#r3")).to_be_focused()


def test_a_picture_that_is_another_one_or_gone_is_said_in_one_line(page: Page, served: Served, tmp_path: Path) -> None:
    picture = tmp_path / "papers" / "IMG_1.png"
    data = picture.read_bytes()
    picture.write_bytes(data + b" ")
    page.goto("/read?text=paper&at=1")
    click(page, "帅")
    gone = page.locator("#picture-gone")
    expect(gone).to_have_text("IMG_1.png is another picture now than the one that was read")
    expect(page.locator("#picture-strip")).to_be_hidden()
    picture.unlink()
    click(page, "老")
    expect(gone).to_have_text("IMG_1.png is not in papers any more: put it back to see it")
    (tmp_path / "papers" / "renamed.png").write_bytes(data)
    page.reload()
    click(page, "帅")
    expect(page.locator("#picture-strip")).to_be_visible()
    expect(gone).to_be_empty()


@pytest.mark.slow
def test_who_may_ask_and_for_what(served: Served) -> None:
    status, _, told = served.ask("GET", "/reading?text=paper&start=0&end=1")
    assert status == 200
    version = told.partition('"version":"')[2][:64]
    status, headers, _ = served.ask("GET", f"/strip?text=paper&start=0&end=1&version={version}")
    assert (status, headers["content-type"]) == (200, "image/png")
    for path in ("../../etc/passwd", "papers/IMG_1.png", "IMG_1.png"):
        assert served.ask("GET", f"/strip?text={path}&start=0&end=1&version={version}")[0] == 422
    assert served.ask("GET", f"/strip?text=paper&start=0&end=1&version={'0' * 64}")[0] == 409
    assert served.ask("GET", "/reading?text=paper&start=5&end=2")[0] == 422
    assert served.ask("GET", "/reading?text=paper.en&start=0&end=1")[0] == 422
    given = {"text": "paper", "start": 0, "end": 1, "version": version, "words": "X", "who": "AB"}
    assert served.ask("POST", "/reading", {"Origin": "http://evil.example"}, given)[0] == 403
    assert served.ask("POST", "/reading", None, given)[0] == 403
    assert served.post("/reading", {**given, "version": "0" * 64})[0] == 409
    assert served.post("/reading", {**given, "text": "paper.en"})[0] == 409
    assert served.post("/reading", {**given, "who": ""})[0] == 422
