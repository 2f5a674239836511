"""What people say of quotations: one record, whether it is said in the terminal or in the reader, and one rule."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from duizhao.align.quotations.decisions import (
    CONFIRMED,
    REJECTED,
    Said,
    SourceDecisions,
    article_document,
    decide_quotations,
    link_anchors,
    source_decisions,
    with_decisions,
)
from duizhao.align.web.link_decisions import decide_links, step_back
from duizhao.corpus.decisions.anchors import anchor_in
from duizhao.corpus.decisions.log import WITHDRAWN, Decision, record
from duizhao.corpus.document import Document, Span
from duizhao.corpus.quotations.extract import find_quotations
from duizhao.corpus.store.store import Store
from duizhao.corpus.traces.redaction import published
from duizhao.corpus.traces.trace import QuoteLink, SearchScope, Trace, TracedQuotation

ZH = "市长说，桥是安全的。水是清的，田里五月要种满。\n"
BRIDGE, WATER, FIELDS = (
    Span(ZH.index(word), ZH.index(word) + len(word)) for word in ("桥是安全的", "水是清的", "田里五月要种满")
)
DRAFT = "“The bridge,” said the mayor, “is sound.” A clerk said: “The water is clear, and the fields are full.”"
NAME = "draft.txt"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with Store.open(tmp_path / "c.duizhao", create=True) as opened:
        source = Document("news", "zh", ZH, (Span(0, 10), Span(10, len(ZH))), "")
        opened.add(source, vectors={}, model="none")
        yield opened  # type: ignore[misc]


def link(*spans: Span, english: str | None = None, confidence: float = 0.5) -> QuoteLink:
    text = ZH[spans[0].start : spans[-1].end]
    there = (Span(0, 3),) if english else ()
    return QuoteLink("news", spans, text, english, there, "The" if english else None, confidence, "words")


def trace(text: str = DRAFT, name: str = NAME) -> Trace:
    found = find_quotations(text)
    links = [(link(BRIDGE), link(WATER)), (link(WATER, FIELDS),)]
    traced = tuple(TracedQuotation(quotation, "renders", 0.5, its) for quotation, its in zip(found, links, strict=True))
    return Trace(name, text, traced, SearchScope(1, 2, 0, "none"))


def say(store: Store, spans: Sequence[Span], verdict: str) -> None:
    """What AB says of a place as the source of the first quotation."""
    article, quotation = article_document(NAME, DRAFT), trace().quotations[0].quotation
    anchors = link_anchors(store, article, quotation, ("news", spans))
    record(store, Decision("link", anchors, verdict, "AB", detail={"pieces": len(quotation.spans)}), [article])


def told(store: Store, text: str = DRAFT) -> dict[int, list[tuple[str, tuple[str, ...], tuple[Span, ...]]]]:
    """What stands decided about a draft's quotations."""
    found = source_decisions(store, article_document(NAME, text), find_quotations(text))
    return {at: [(each.verdict, each.who, each.spans) for each in said] for at, said in found.items()}


def test_every_piece_of_both_sides_is_kept(store: Store) -> None:
    assert [len(each.quotation.spans) for each in trace().quotations] == [2, 1]
    decide_quotations(store, trace(), [Said(1, "confirmed"), Said(2, "doubted")], who="AB")
    assert told(store) == {
        0: [("confirmed", ("AB",), (BRIDGE,))],
        1: [("doubted", ("AB",), (WATER, FIELDS))],
    }


def test_the_terminal_and_the_reader_speak_of_the_same_thing(store: Store) -> None:
    article, quotation = article_document(NAME, DRAFT), trace().quotations[0].quotation
    decide_quotations(store, trace(), [Said(1, "confirmed")], who="AB")
    decide_links(store, article, quotation, [("news", (BRIDGE,), REJECTED)], "AB")
    assert told(store) == {0: [("rejected", ("AB",), (BRIDGE,))]}  # the same person's last word
    decide_links(store, article, quotation, [("news", (BRIDGE,), CONFIRMED)], "CD")
    assert told(store) == {0: [("", ("AB", "CD"), (BRIDGE,))]}
    step_back(store, article, "AB")
    assert told(store) == {0: [("confirmed", ("AB", "CD"), (BRIDGE,))]}
    step_back(store, article, "AB", again=True)
    assert told(store)[0][0][0] == ""


def test_it_is_undone_in_a_later_draft_too(store: Store) -> None:
    article, later = article_document(NAME, DRAFT), "It rained. " + DRAFT
    decide_links(store, article, trace().quotations[0].quotation, [("news", (BRIDGE,), CONFIRMED)], "AB")
    assert told(store, later) == {0: [("confirmed", ("AB",), (BRIDGE,))]}
    step_back(store, article_document(NAME, later), "AB")
    assert told(store, later) == told(store) == {}


@pytest.mark.parametrize(
    ("draft", "kept"),
    [
        ("It rained. " + DRAFT, True),
        (DRAFT.replace("said the mayor", "the mayor said on Monday"), True),
        (DRAFT.replace("is sound", "is hardly sound"), False),
        (DRAFT.replace("is sound", "is sound for now"), False),  # other words: nobody has decided about them
        ("“The bridge is sound,” said the mayor. “The water is clear, and the fields are full.”", False),
        ("“The bridge,” said the mayor. A clerk said: “The water is clear, and the fields are full.”", False),
    ],
)
def test_a_decision_belongs_to_the_words_it_is_about(store: Store, draft: str, kept: bool) -> None:
    decide_quotations(store, trace(), [Said(1, "confirmed")], who="AB")
    assert (0 in told(store, draft)) == kept


def test_a_decision_that_names_the_first_piece_alone_is_of_the_whole(store: Store) -> None:
    article, quotation = article_document(NAME, DRAFT), trace().quotations[0].quotation
    source = store.text("news")
    anchors = [anchor_in(source, BRIDGE), anchor_in(article, quotation.spans[0])]
    record(store, Decision("link", tuple(anchors), "confirmed", "AB"), texts=[article])
    assert told(store) == {0: [("confirmed", ("AB",), (BRIDGE,))]}
    say(store, (BRIDGE,), WITHDRAWN)
    assert told(store) == {}


class TestTaken:
    def left(self, store: Store, *said: tuple[tuple[Span, ...], str]) -> TracedQuotation:
        for spans, verdict in said:
            say(store, spans, verdict)
        found = source_decisions(store, article_document(NAME, DRAFT), find_quotations(DRAFT))
        return with_decisions(trace(), found, {"news": store.text("news")}).quotations[0]

    def test_what_is_confirmed_stands_first(self, store: Store) -> None:
        left = self.left(store, ((WATER,), CONFIRMED))
        assert [each.source_spans for each in left.links] == [(WATER,), (BRIDGE,)]
        assert (left.probability, left.links[0].basis) == (
            0.5,
            "confirmed by AB; words",
        )  # as before

    def test_what_is_rejected_is_gone(self, store: Store) -> None:
        assert [each.source_spans for each in self.left(store, ((BRIDGE,), REJECTED)).links] == [(WATER,)]
        nothing = self.left(store, ((WATER,), REJECTED))
        assert (nothing.verdict, nothing.links) == ("not found", ())

    def test_a_place_drawn_by_hand_is_the_source(self, store: Store) -> None:
        left = self.left(store, ((FIELDS,), CONFIRMED))
        assert left.links[0].source_text == FIELDS.of(ZH)
        assert (left.probability, left.links[0].basis) == (None, "confirmed by AB")  # no figure stands for a person

    def test_the_public_is_not_told_by_whom(self, store: Store) -> None:
        shown = published(Trace(NAME, DRAFT, (self.left(store, ((WATER,), CONFIRMED)),), SearchScope(1, 2, 0, "none")))[
            0
        ]
        assert shown.quotations[0].links[0].basis == "confirmed by a person; words, by the model"


def test_a_verbatim_link_drawn_anew_keeps_its_english() -> None:
    quotation = find_quotations(DRAFT)[1]
    traced = TracedQuotation(quotation, "verbatim", 0.9, (link(WATER, FIELDS, english="news.en"),))
    source = Document("news", "zh", ZH, (Span(0, len(ZH)),), "")
    one = Trace(NAME, DRAFT, (traced,), SearchScope(1, 1, 1, "none"))

    def said(span: Span, verdict: str) -> SourceDecisions:
        anchors = (anchor_in(source, span),)
        return SourceDecisions(
            "news", (span,), (Decision("link", anchors, verdict, "AB", "2020-01-01T00:00:00+00:00"),)
        )

    (narrowed,) = with_decisions(one, {0: [said(FIELDS, CONFIRMED)]}, {"news": source}).quotations
    assert (narrowed.verdict, narrowed.links[0].translation) == ("verbatim", "news.en")
    assert narrowed.links[0].source_text == FIELDS.of(ZH)
    (elsewhere,) = with_decisions(one, {0: [said(BRIDGE, CONFIRMED)]}, {"news": source}).quotations
    assert (elsewhere.verdict, elsewhere.links[0].translation) == ("renders", None)
