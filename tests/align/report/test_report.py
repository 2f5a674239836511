import io
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from duizhao.align.report.bitext_page import render_bitext
from duizhao.align.report.captions import SHAPES, percent, shown_name
from duizhao.align.report.context import LONGEST_CONTEXT, excerpt
from duizhao.align.report.trace_docx import write_word
from duizhao.align.report.trace_markdown import render_markdown
from duizhao.align.report.trace_page import render_trace
from duizhao.align.report.trace_table import summary_line, trace_table
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document, Span
from duizhao.corpus.quotations.extract import Quotation, find_quotations
from duizhao.corpus.traces.redaction import published
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import QuoteLink, SearchScope, Trace, TracedQuotation
from duizhao.corpus.traces.word_diff import changes

CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&lt;[x](http://evil.example)|`*_$"
EMPTY_ELEMENTS = {"meta", "link", "br", "img", "hr"}


class Page(HTMLParser):
    """An HTML page as flat facts: the text of each element that has a tag or class of interest, and all attributes."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.attributes = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        element = {"tag": tag, "class": (dict(attrs).get("class") or "").split(), "attrs": dict(attrs), "text": ""}
        self.elements.append(element)
        if tag not in EMPTY_ELEMENTS:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open
        assert self.open.pop()["tag"] == tag

    def handle_data(self, data):
        for element in self.open:
            element["text"] += data

    def texts(self, tag, kind=None):
        return [e["text"] for e in self.elements if e["tag"] == tag and (kind is None or kind in e["class"])]


def document(name, language, *sentences):
    spans, at = [], 0
    for sentence in sentences:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence)
    return Document(name, language, "".join(sentences), tuple(spans), "0" * 64)


SPEECH = document(
    "village-speech",
    "zh",
    "各位乡亲，大家好。\n",
    "去年，我们一共修了三座桥。",
    "村里的孩子上学，再也不用绕远路了。\n",
    "明年的预算还没有定下来，请大家耐心等一等。",
    "春天一到，河水就会涨。",
    "出门的时候，请各位带好雨衣。",
)
ENGLISH = document(
    "village-speech (English)",
    "en",
    "Good day, neighbours.\n",
    "Last year we built three bridges in all. ",
    "The children of the village no longer go the long way round to school.\n",
    "Next year's budget has not been settled; please wait patiently. ",
    "When spring comes, the river will rise. ",
    "When you go out, please bring your raincoats.",
)
LETTER = document("letter-1953", "zh", "來信收到了。", "春天一到，河水就會漲，", "請你們多加小心。")
DOCUMENTS = {each.name: each for each in (SPEECH, ENGLISH, LETTER)}
ARTICLE = (
    "The mayor looked back on the year. “Last year we built three bridges in all,” she said, to long applause.\n\n"
    "“The children,” she added, “no longer go the long way to school.” She asked everyone to wait, because “the "
    "budget of next year is not fixed yet”.\n\n"
    "As every year, she warned that “the river will rise” soon. Rain was “possible”, she said; some heard "
    "“a great hall of glass for every village” as well."
)
SEARCHED = SearchScope(3, 3401, 2, "zhen-small")


def spans_of(text, *pieces):
    found, at = [], 0
    for piece in pieces:
        start = text.index(piece, at)
        at = start + len(piece)
        found.append(Span(start, at))
    return tuple(found)


def link(source, pieces, confidence, english=None, words=(), **more):
    spans = spans_of(source.text, *pieces)
    target = spans_of(english.text, *words) if english else ()
    return QuoteLink(
        document=source.name,
        source_spans=spans,
        source_text=source.text[spans[0].start : spans[-1].end],
        translation=english.name if english else None,
        target_spans=target,
        target_text=english.text[target[0].start : target[-1].end] if target else None,
        confidence=confidence,
        basis=more.pop("basis", english.name if english else "zhen-small"),
        why=more.pop("why", {"word_overlap": 0.5, "bead confidence": 0.97, "numbers": True, "terms": ["桥 bridge"]}),
        **more,
    )


def village_trace():
    quotations = find_quotations(ARTICLE)
    verbatim = link(SPEECH, ["我们一共修了三座桥"], 0.998, ENGLISH, ["we built three bridges in all"], page=2)
    split = link(
        SPEECH,
        ["村里的孩子", "不用绕远路"],
        0.86,
        ENGLISH,
        ["The children", "no longer go the long way", "to school"],
    )
    by_model = {"basis": "words, by /home/someone/models/own", "why": {"model": "/home/someone/models/own"}}
    renders = link(SPEECH, ["明年的预算还没有定下来"], 0.71, **by_model)
    rise = link(SPEECH, ["河水就会涨"], 0.93, ENGLISH, ["the river will rise"])
    again = link(LETTER, ["河水就會漲"], 0.64)
    rows = [
        ("verbatim", 0.998, (verbatim,), ()),
        ("altered", 0.86, (split,), ()),
        ("renders", 0.71, (renders,), ()),
        ("verbatim", 0.93, (rise, again), ()),
        ("unsure", 0.22, (link(LETTER, ["小心"], 0.22), link(SPEECH, ["耐心"], 0.18)), ()),
        ("not found", 0.94, (), (link(SPEECH, ["三座桥"], 0.03),)),
    ]
    traced = [
        TracedQuotation(quotation, verdict, confidence, links, nearest)
        for quotation, (verdict, confidence, links, nearest) in zip(quotations, rows, strict=True)
    ]
    return Trace("/home/someone/private/mayor.txt", ARTICLE, tuple(traced), SEARCHED)


def hostile_trace():
    source = document(HOSTILE, "zh", f"一句{HOSTILE}。", f"二句\r\n{HOSTILE}\x00。")
    text = f"{HOSTILE} he said “{HOSTILE}” there."
    quotation = Quotation(spans_of(text, HOSTILE)[:1], HOSTILE)
    first = link(source, [f"二句\r\n{HOSTILE}"], 0.5, basis=HOSTILE, why={HOSTILE: HOSTILE, "more": {HOSTILE: None}})
    traced = TracedQuotation(quotation, "renders", 0.5, (first,), rendering=HOSTILE)
    missing = TracedQuotation(quotation, "not found", 0.5, (), (first,))
    return Trace(HOSTILE, text, (traced, missing), SearchScope(1, 2, 0, HOSTILE)), {source.name: source}


def report(trace, documents=DOCUMENTS):
    return Report(trace, documents, "0.0")


def bitext():
    beads = [Bead((index,), (index,), 0.95) for index in range(4)]
    beads += [Bead((4,), ()), Bead((5,), (5,), 0.31), Bead((), (4,), 0.4)]
    return Bitext(SPEECH, ENGLISH, tuple(beads))


def printed(trace, width=100):
    console = Console(width=width, record=True, file=io.StringIO(), color_system=None)
    console.print(trace_table(report(trace)))
    return console.export_text()


def test_the_highlighted_characters_are_exactly_the_linked_ones():
    trace = village_trace()
    page = Page(render_trace(report(trace)))
    expected = []
    for traced in trace.quotations:
        for each in traced.links:
            expected += [span.of(DOCUMENTS[each.document].text) for span in each.source_spans]
            expected += [span.of(ENGLISH.text) for span in each.target_spans]
    assert page.texts("mark") == expected
    assert page.texts("span", "near") == ["三座桥"]


def test_the_source_stands_in_its_context():
    page = Page(render_trace(report(village_trace())))
    first, split = page.texts("p", "source")[:2]
    assert first == "各位乡亲，大家好。\n去年，我们一共修了三座桥。村里的孩子上学，再也不用绕远路了。"
    assert split.startswith("去年")
    assert split.endswith("耐心等一等。")


def test_languages_are_named_for_the_browser():
    page = Page(render_trace(report(village_trace())))
    tags = {e["text"]: e["attrs"]["lang"] for e in page.elements if "source" in e["class"] and e["tag"] == "p"}
    assert tags["春天一到，河水就會漲，請你們多加小心。"] == "zh-Hant"
    assert set(tags.values()) == {"zh-Hans", "zh-Hant"}
    assert {e["attrs"]["lang"] for e in page.elements if e["tag"] == "blockquote"} == {"en"}


def test_without_the_document_the_card_shows_the_linked_words_alone():
    trace = village_trace()
    changed = document("village-speech", "zh", "别的话。" * 30)
    for documents in ({}, {"village-speech": changed}):
        page = Page(render_trace(report(trace, documents)))
        assert page.texts("p", "source")[:2] == ["我们一共修了三座桥", "村里的孩子上学，再也不用绕远路"]
        assert page.texts("mark")[:2] == ["我们一共修了三座桥", "we built three bridges in all"]


def test_marks_in_the_article_hold_the_quotation_and_its_label():
    trace = village_trace()
    page = Page(render_trace(report(trace)))
    quotes = [e for e in page.elements if "quote" in e["class"]]
    for number, traced in enumerate(trace.quotations, start=1):
        mine = [e for e in quotes if e["attrs"]["data-number"] == str(number)]
        label = f"{number}{SHAPES[traced.verdict]} {traced.verdict}"
        pieces = [span.of(ARTICLE) for span in traced.quotation.spans]
        assert [e["text"] for e in mine] == [*pieces[:-1], pieces[-1] + label]
        assert mine[0]["attrs"]["id"] == f"a{number}"
    assert len(page.texts("article", "card")) == 6


def test_the_article_is_complete():
    page = Page(render_trace(report(village_trace())))
    (shown,) = page.texts("div", "article")
    for label in page.texts("sup"):
        shown = shown.replace(label, "", 1)
    assert "".join(shown.split()) == "".join(ARTICLE.split())


def test_cards_say_what_the_verdict_means():
    cards = Page(render_trace(report(village_trace()))).texts("article", "card")
    assert "These are the words of village-speech (English), the English text in the corpus." in cards[0]
    assert "page 2, para. 2, characters 13–22" in cards[0]
    assert "100%" not in cards[0]
    assert ">99%" in cards[0]
    assert "nearly, but not exactly" in cards[1]
    assert "The article leaves out" not in cards[0]
    assert "Also stands at 1 other place" in cards[3]
    assert "Candidate 2/2" in cards[4]
    assert "not a finding" in cards[4]
    assert "3 documents (3,401 sentences), 2 English translations, model zhen-small" in cards[5]
    assert "A weak match: look here" in cards[5]


@pytest.mark.parametrize(
    ("quoted", "expected"),
    [
        ("we built three — bridges, in all", []),
        ("[W]e built three bridges in all", [("[W]e", "we")]),
        ("WE built three bridges in all", [("WE", "we")]),
        ("we … three bridges in all", [("…", "built")]),
        ("we [the village] built three bridges in all", [("[the village]", "")]),
        ("we build three bridges in all", [("build", "built")]),
        ("we built four bridges in all", [("four", "three")]),
        ("we built three bridges", [("", "in all")]),
        ("we have built three bridges in all", [("have", "")]),
        ("", [("", "we built three bridges in all")]),
    ],
)
def test_changes_name_the_differing_words(quoted, expected):
    compared = link(SPEECH, ["我们一共修了三座桥"], 0.9, ENGLISH, ["we built three bridges in all"])
    assert [(each.quoted, each.original) for each in changes(quoted, compared)] == expected


def test_no_changes_where_there_is_no_english_or_nothing_alike():
    assert changes("three bridges", link(SPEECH, ["桥"], 0.9)) == ()
    words = ENGLISH.text.split()
    compared = link(SPEECH, ["桥"], 0.9, ENGLISH, [ENGLISH.text])
    assert changes(" ".join(word if at % 2 else "x" for at, word in enumerate(words)), compared) == ()


def test_an_altered_quotation_shows_what_was_altered():
    trace = village_trace()
    short = link(SPEECH, ["我们一共修了三座桥"], 0.9, ENGLISH, ["we built three bridges"])
    altered = TracedQuotation(trace.quotations[0].quotation, "altered", 0.9, (short,))
    page = Page(render_trace(report(Trace("a", ARTICLE, (altered,), SEARCHED))))
    assert page.texts("li") == ["The article adds “Last year”.", "The article adds “in all”."]


def test_every_link_within_the_page_leads_somewhere():
    for html in (render_trace(report(village_trace())), render_bitext(bitext())):
        page = Page(html)
        names = [e["attrs"]["id"] for e in page.elements if "id" in e["attrs"]]
        assert len(set(names)) == len(names)
        for _, name, value in page.attributes:
            if name in ("href", "aria-labelledby"):
                assert value.removeprefix("#") in names or value == "data:,"


def test_pages_load_nothing_and_tell_nothing_of_the_machine():
    for html in (
        render_trace(report(village_trace())),
        render_bitext(bitext()),
        render_markdown(report(village_trace())),
    ):
        page = Page(html)
        assert not [name for _, name, _ in page.attributes if name in ("src", "srcset", "action", "style", "ping")]
        assert not re.search(r"https?:|url\(|@import|//\w+\.\w", html)
        assert "/home" not in html
        assert "models/own" not in html
        assert "someone" not in html
        assert str(Path.cwd()) not in html


def test_hostile_text_stays_text():
    trace, documents = hostile_trace()
    page = Page(render_trace(report(trace, documents)))
    assert len(page.texts("script")) == 1
    assert not page.texts("img")
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert page.texts("mark") == [f"二句\r\n{HOSTILE}"]
    assert page.texts("blockquote") == [HOSTILE, HOSTILE]
    assert page.texts("h1") == [HOSTILE]
    sides = Bitext(*(document(HOSTILE, "zh", HOSTILE) for _ in range(2)), (Bead((0,), (0,)),))
    assert Page(render_bitext(sides)).texts("span", "text") == [HOSTILE, HOSTILE]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="桥水a <&\"'\n\r\u2028。", min_size=1, max_size=8), min_size=1, max_size=8), st.data())
def test_excerpts_mark_exactly_the_pieces(sentences, data):
    made = document("any", "zh", *sentences)
    ends = st.integers(0, len(made.text))
    cuts = sorted(data.draw(st.sets(ends, min_size=2, max_size=6)))
    spans = [Span(*pair) for pair in zip(cuts[::2], cuts[1::2], strict=False)]
    whole = made.text[spans[0].start : spans[-1].end]
    for documents in (made, None):
        marked = [part.text for part in excerpt(documents, spans, whole) if part.marked]
        assert marked == [span.of(made.text) for span in spans]


def test_long_context_is_cut_but_marks_are_whole():
    made = document("long", "zh", "水" * 2000 + "桥" * 900 + "水" * 2000 + "桥" + "水" * 2000)
    spans = [Span(2000, 2900), Span(4900, 4901)]
    before, first, between, second, after = excerpt(made, spans, made.text[2000:4901])
    assert (first.text, second.text) == ("桥" * 900, "桥")
    assert before.text.startswith("…")
    assert " … " in between.text
    assert after.text.endswith("…")
    assert max(len(part.text) for part in (before, between, after)) <= LONGEST_CONTEXT + 3


def test_an_article_without_quotations():
    trace = Trace("empty", "Nobody spoke.", (), SEARCHED)
    assert "No quotation was found" in render_trace(report(trace, {}))
    assert "0 quotations." in render_markdown(report(trace))
    assert summary_line(trace) == "empty: 0 quotations"
    assert trace_table(report(trace)).row_count == 0


def test_bitext_rows_and_labels():
    page = Page(render_bitext(bitext()))
    rows = [text.split("\n") for text in page.texts("tr")]
    assert len(rows) == 8
    assert page.texts("p", "summary") == ["7 beads: 1 omission, 1 addition, 2 with low confidence"]
    assert page.texts("span", "flag") == ["omission", "low confidence", "addition · low confidence"]
    assert page.texts("span", "nothing") == ["nothing in the translation", "nothing in the source"]
    assert page.texts("span", "text")[:2] == ["各位乡亲，大家好。", "Good day, neighbours."]


def test_markdown_holds_each_quotation():
    markdown = render_markdown(report(village_trace()))
    rows = [line for line in markdown.split("\n") if line.startswith("| ") and line[2].isdigit()]
    assert [row.split(" | ")[2] for row in rows] == [each.verdict for each in village_trace().quotations]
    assert "村里的孩子 … 不用绕远路" in rows[1]
    assert "village-speech, page 2, para. 2, characters 13–22" in rows[0]
    assert rows[0].endswith("\\>99% |")
    assert markdown.count("[^6]") == 2
    assert "    Searched: 3 documents (3,401 sentences)" in markdown
    assert "    A weak match: look here: 三座桥" in markdown
    assert "    Also stands at: 河水就會漲" in markdown


def test_markdown_escapes_what_it_would_act_on():
    trace, _ = hostile_trace()
    markdown = render_markdown(report(trace))
    assert not re.search(r"(?<!\\)(?:<|\*|`|\$|\]\()", markdown)
    assert "http://" not in markdown
    rows = [line for line in markdown.split("\n") if line.startswith("| ") and line[2].isdigit()]
    assert [len(re.findall(r"(?<!\\)\|", row)) for row in rows] == [7, 7]


@pytest.mark.parametrize("width", [80, 100, 140])
def test_the_table_fits_and_holds_the_verdicts(width):
    trace = village_trace()
    table = printed(trace, width)
    for traced in trace.quotations:
        assert traced.verdict in table
    words = "".join(table.split())
    assert "我们一共修了三座桥" in words or width < 100
    assert "village-speech" in words
    assert "notfoundinwhatwassearched:3documents(3,401sentences)" in words
    assert trace_table(report(Trace("a", ARTICLE, trace.quotations[:2], SEARCHED))).caption is None


def test_the_table_reads_no_markup_and_moves_no_cursor():
    quotation = Quotation((Span(0, 1),), "[red]x[/red] \x1b[2Jy \u202ez")
    trace = Trace("a", "x", (TracedQuotation(quotation, "not found", 0.5),), SEARCHED)
    table = printed(trace, 120)
    assert "[red]x[/red] [2Jy z" in table
    assert "\x1b" not in table


def test_summary_line():
    assert summary_line(village_trace()) == (
        "mayor.txt: 6 quotations: 2 verbatim, 1 altered, 1 renders, 1 unsure, 1 not found"
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("/home/li/a b/speech.txt", "speech.txt"),
        ("C:\\Users\\li\\speech.txt", "speech.txt"),
        ("~/models/own/", "own"),
        ("../drafts/x.md", "x.md"),
        ("file:///home/li/x.md", "x.md"),
        ("BAAI/bge-m3", "BAAI/bge-m3"),
        ("讲话 3/4", "讲话 3/4"),
        ("…/and so", "…/and so"),
        ("/", "/"),
    ],
)
def test_names_without_folders(name, shown):
    assert shown_name(name) == shown


def test_percentages_never_round_to_certainty():
    assert [percent(value) for value in (0.0, 0.004, 0.5, 0.996, 1.0)] == ["0%", "<1%", "50%", ">99%", "100%"]


@pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here")
@pytest.mark.slow
def test_a_browser_shows_the_page_without_complaint(tmp_path):
    trace, documents = hostile_trace()
    for name, html, stops in (
        ("village", render_trace(report(village_trace())), 6),
        ("hostile", render_trace(report(trace, documents)), 2),
        ("bitext", render_bitext(bitext()), 3),
    ):
        file = tmp_path / f"{name}.html"
        file.write_text(html, encoding="utf-8", newline="")
        shown = dump(file, tmp_path / "profile")
        assert "CONSOLE" not in shown.stderr, shown.stderr
        page = Page(shown.stdout)
        reached = [e for e in page.elements if "data-stop" in e["attrs"]]
        assert len(reached) == stops
        assert "current" in reached[0]["class"], "the script did not run"


def dump(file, profile):
    """The page after its script ran; `#b`, `#q` in its address make the script choose the first stop."""
    stop = "b5" if file.stem == "bitext" else "q1"
    quiet = ["no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking"]
    quiet += ["disable-component-update", "disable-sync", "disable-dev-shm-usage", "enable-logging=stderr"]
    command = [CHROMIUM, "--headless", *(f"--{flag}" for flag in quiet), f"--user-data-dir={profile}", "--dump-dom"]
    try:
        return subprocess.run(
            [*command, f"{file.as_uri()}#{stop}"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=True,
        )
    finally:
        shutil.rmtree(profile, ignore_errors=True)


def test_a_published_trace_numbers_its_documents_and_holds_the_cited_words_alone():
    trace, called = published(village_trace())
    assert called == {"document 1": "village-speech", "document 2": "letter-1953"}
    links = [link for traced in trace.quotations for link in traced.links]
    assert {link.document for link in links} == set(called)
    split = trace.quotations[1].links[0]
    assert split.source_text == "村里的孩子 … 不用绕远路"
    assert [span.of(split.source_text) for span in split.source_spans] == ["村里的孩子", "不用绕远路"]
    assert trace.quotations[0].links[0].basis == "wording of the English text of document 1"
    assert not trace.quotations[4].links
    assert not any(traced.nearest or link.why for traced in trace.quotations for link in traced.links)
    html = render_trace(Report(trace, {}, "0.0"))
    assert "village-speech" not in html
    assert "characters" not in html
    assert "neighbouring text" in html


def test_comments_in_word_show_weak_matches_in_their_sentences():
    from docx import Document as WordFile

    draft, filled = WordFile(), io.BytesIO()
    for paragraph in ARTICLE.split("\n"):
        draft.add_paragraph(paragraph)
    draft.save(filled)
    written = WordFile(io.BytesIO(write_word(report(village_trace()), filled.getvalue(), "draft.docx")))
    (not_found,) = [each for each in written.comments if "× not found" in each.paragraphs[0].text]
    lines = [paragraph.text for paragraph in not_found.paragraphs]
    assert any(line.startswith("A weak match: look here: 三座桥") for line in lines)
    assert lines[-1].count("【三座桥】") == 1
    assert "我们一共修了" in lines[-1]
