"""What people decide is kept, found again, merged; and nothing is overwritten."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from bead_verdicts import judge_bead
from bitexts import BITEXT, SOURCE, TARGET, lines
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.decisions.anchors import Anchor, anchor_in, find_again
from duizhao.corpus.decisions.confirmed_beads import bead_anchors, confirmed_beads
from duizhao.corpus.decisions.log import WITHDRAWN, Decision, all_decisions, decisions_about, keep, record, things
from duizhao.corpus.document import Document, Span
from duizhao.corpus.errors import FormatError, StoreError
from duizhao.corpus.exchange.tables.decisions import read_decisions, write_decisions
from duizhao.corpus.store.store import Store

LAW = lines("law", "人民有言论自由。", "国家保护人民。", "人民有信仰自由。")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with Store.open(tmp_path / "c", create=True) as opened:
        opened.add(LAW, vectors={}, model="m")
        opened.add(SOURCE if SOURCE.name != "law" else replace(SOURCE, name="pair"), vectors={}, model="m")
        yield opened


def place(document: Document, words: str, nth: int = 0) -> Anchor:
    at = -1
    for _ in range(nth + 1):
        at = document.text.index(words, at + 1)
    return anchor_in(document, Span(at, at + len(words)))


class TestAnchor:
    def test_in_its_own_text_it_is_where_it_was(self) -> None:
        assert find_again(place(LAW, "人民", 2), LAW.text) == Span(17, 19)

    def test_it_moves_with_the_words_around_it(self) -> None:
        text = "总则。\n人民有信仰自由。\n人民有言论自由。\n国家保护人民。\n"
        assert find_again(place(LAW, "有言论自由"), text) == Span(15, 20)
        assert find_again(place(LAW, "保护人民"), text).of(text) == "保护人民"

    def test_of_several_places_the_one_with_the_same_words_around_it(self) -> None:
        text = "新的一条。\n" + LAW.text
        assert find_again(place(LAW, "人民", 1), text) == Span(6 + 13, 6 + 15)

    def test_two_equal_places_are_no_answer(self) -> None:
        assert find_again(place(LAW, "人民有言论自由。\n"), "人民有言论自由。\n" * 2) is None

    @pytest.mark.parametrize("text", ["", "全新的内容。", "人民有言论和信仰自由。", "别的人民在别处。"])
    def test_words_that_are_gone(self, text: str) -> None:
        assert find_again(place(LAW, "有言论自由"), text) is None

    def test_a_short_word_elsewhere_is_not_taken_for_it(self) -> None:
        assert find_again(place(LAW, "保护"), "文物保护单位。") is None

    @pytest.mark.parametrize("span", [Span(3, 3), Span(5, 500)])
    def test_no_place(self, span: Span) -> None:
        with pytest.raises(ValueError, match="no place"):
            anchor_in(LAW, span)

    @settings(max_examples=60, deadline=None)
    @given(data=st.data())
    def test_what_is_found_again_are_the_same_words(self, data: st.DataObject) -> None:
        text = data.draw(st.text("一二三。a ", min_size=1, max_size=60))
        start = data.draw(st.integers(0, len(text) - 1))
        span = Span(start, data.draw(st.integers(start + 1, len(text))))
        anchor = anchor_in(Document("d", "zh", text, (Span(0, len(text)),), "ab"), span)
        assert find_again(anchor, text) == span
        changed = data.draw(st.text("一二三。a ", max_size=20)) + text
        found = find_again(anchor, changed)
        assert found is None or found.of(changed) == anchor.exact


class TestRecord:
    def test_nothing_is_overwritten(self, store: Store) -> None:
        where = (place(LAW, "言论自由"),)
        first = record(store, Decision("code", where, "rights", "AB", note="art. 35"))
        second = record(store, Decision("code", where, "speech", "AB"))
        assert (first.replaces, second.replaces) == (None, first.id)
        assert all_decisions(store) == [first, second]
        (thing,) = things(store)
        assert (thing.state, thing.verdict, thing.spans) == ("checked", "speech", (Span(3, 7),))

    def test_checked_by_one_signed_off_by_two_contested_where_they_differ(self, store: Store) -> None:
        where = (place(LAW, "言论自由"),)
        record(store, Decision("finding", where, "dismissed", "AB", subject="number"))
        record(store, Decision("finding", where, "dismissed", "AB", subject="name"))
        assert [thing.state for thing in things(store)] == ["checked", "checked"]
        record(store, Decision("finding", where, "dismissed", "CD", subject="name"))
        assert [thing.state for thing in things(store)] == ["checked", "signed off"]
        record(store, Decision("finding", where, "confirmed", "CD", subject="number"))
        contested, _ = things(store)
        assert (contested.state, contested.verdict) == ("contested", None)
        record(store, Decision("finding", where, WITHDRAWN, "CD", subject="number"))
        assert [thing.state for thing in things(store)] == ["checked", "signed off"]

    def test_it_is_found_in_the_next_draft_and_replaced_there(self, store: Store) -> None:
        first = record(store, Decision("reading", (place(LAW, "信仰自由"),), "corrected", "AB"))
        draft = lines("law", "总则。", "人民有言论自由。", "国家保护人民。", "人民有信仰自由。")
        store.replace(draft, vectors={}, model="m")
        (thing,) = things(store, document="law")
        assert [span.of(draft.text) for span in thing.spans if span] == ["信仰自由"]
        assert record(store, Decision("reading", (place(draft, "信仰自由"),), "right", "AB")).replaces == first.id
        assert [thing.verdict for thing in things(store)] == ["right"]

    def test_where_its_words_are_gone_it_says_so(self, store: Store) -> None:
        record(store, Decision("code", (place(LAW, "信仰自由"),), "rights", "AB"))
        store.replace(lines("law", "无。"), vectors={}, model="m")
        (thing,) = things(store)
        assert (thing.spans, thing.is_here, thing.documents) == ((None,), False, ("law",))

    def test_a_text_outside_the_corpus(self, store: Store) -> None:
        article = lines("article.txt", "He said “freedom of speech”.", language="en")
        where = (place(article, "freedom of speech"), place(LAW, "言论自由"))
        record(store, Decision("link", where, "confirmed", "AB"), texts=[article])
        assert [thing.spans for thing in things(store, texts=[article])] == [(Span(9, 26), Span(3, 7))]
        assert [thing.spans for thing in things(store)] == [(None, Span(3, 7))]

    def test_a_text_of_another_name(self, store: Store) -> None:
        record(store, Decision("code", (place(LAW, "言论自由"),), "rights", "AB"))
        store.rename("law", "statute")
        (thing,) = things(store, document="statute")
        assert thing.spans == (Span(3, 7),)
        (decision,) = decisions_about(store, "statute")
        assert decision.id == all_decisions(store)[0].id == store.select("SELECT id FROM decision")[0][0]

    def test_somebody_must_have_decided(self, store: Store) -> None:
        with pytest.raises(StoreError, match="give --as INITIALS"):
            record(store, Decision("code", (place(LAW, "言论自由"),), "rights", " "))


class TestMerging:
    def test_two_peoples_work(self, store: Store, tmp_path: Path) -> None:
        with Store.open(tmp_path / "theirs", create=True) as other:
            other.add(replace(LAW, name="宪法"), vectors={}, model="m")
            theirs = replace(LAW, name="宪法")
            record(other, Decision("code", (place(theirs, "言论自由"),), "speech", "CD"))
            record(other, Decision("code", (place(theirs, "信仰自由"),), "faith", "CD", note="“?”\u2028"))
            sent = write_decisions(all_decisions(other))
        record(store, Decision("code", (place(LAW, "言论自由"),), "rights", "AB"))
        assert keep(store, read_decisions(sent, "sent")) == 2
        assert keep(store, read_decisions(sent, "sent")) == 0
        assert [(thing.state, thing.documents, thing.spans) for thing in things(store)] == [
            ("contested", ("law",), (Span(3, 7),)),
            ("checked", ("law",), (Span(20, 24),)),
        ]

    def test_the_latest_of_one_persons_decisions_counts_wherever_it_was_made(self, store: Store) -> None:
        where = (place(LAW, "言论自由"),)
        late = record(store, Decision("code", where, "late", "AB", "2025-05-01T00:00:00+00:00"))
        keep(store, [replace(late, verdict="early", made="2024-05-01T00:00:00+00:00")])
        assert [thing.verdict for thing in things(store)] == ["late"]

    @pytest.mark.parametrize("text", ["", "[]", "{}", "dear diary", '{"format": "duizhao decisions 9"}'])
    def test_a_file_of_something_else(self, text: str) -> None:
        with pytest.raises(FormatError, match="holds no decisions"):
            read_decisions(text, "x")

    def test_a_file_that_was_changed(self, store: Store) -> None:
        record(store, Decision("code", (place(LAW, "言论自由"),), "rights", "AB"))
        sent = write_decisions(all_decisions(store))
        with pytest.raises(FormatError, match="line 2 of 'x' was changed"):
            read_decisions(sent.replace("rights", "wrongs"), "'x'")
        with pytest.raises(FormatError, match="line 2 of 'x' is no decision"):
            read_decisions(sent.replace('"who"', '"whom"'), "'x'")


def confirmed(source: tuple[int, ...], target: tuple[int, ...]) -> Bead:
    return Bead(source, target, status="confirmed")


class TestConfirmedBeads:
    def test_they_are_found_again_in_the_next_draft(self, store: Store) -> None:
        store.add(replace(SOURCE, name="p"), vectors={}, model="m")
        bitext = replace(BITEXT, source=replace(SOURCE, name="p"))
        for bead in (Bead((0,), (0,)), Bead((1,), ())):
            record(store, Decision("bead", bead_anchors(bitext, bead), "confirmed", "AB"), texts=[TARGET])
        assert confirmed_beads(store, bitext.source, TARGET) == (confirmed((0,), (0,)), confirmed((1,), ()))
        new = lines("p", "序言。", "第一条。", "　第二条。")
        assert confirmed_beads(store, new, TARGET) == (confirmed((1,), (0,)), confirmed((2,), ()))
        assert confirmed_beads(store, new, lines("law.en", "Other.", language="en")) == (confirmed((2,), ()),)

    def test_a_judged_bead_is_shown_as_confirmed(self, store: Store) -> None:
        bitext = replace(BITEXT, source=replace(SOURCE, name="p"), target=replace(TARGET, name="p.en"))
        store.add(bitext.source, bitexts=[bitext], vectors={}, model="m")
        bead = bitext.beads[2]
        judge_bead(store, bitext, bead, "confirmed", who="AB")
        (now,) = store.bitexts("p")
        assert [each.status for each in now.beads] == ["aligned", "aligned", "confirmed"]
        assert confirmed_beads(store, now.source, now.target) == (Bead((1,), (), status="confirmed"),)
        judge_bead(store, now, now.beads[2], "withdrawn", who="AB")
        assert [each.status for each in store.bitexts("p")[0].beads] == ["aligned"] * 3

    def test_what_is_contested_or_cut_does_not_count(self, store: Store) -> None:
        bitext = Bitext(LAW, lines("e", "A b.", language="en"), (Bead((0, 1, 2), (0,)),))
        anchors = bead_anchors(bitext, Bead((0,), (0,)))
        record(store, Decision("bead", anchors, "confirmed", "AB"), texts=[bitext.target])
        assert confirmed_beads(store, LAW, bitext.target) == (confirmed((0,), (0,)),)
        whole = replace(LAW, sentences=(Span(0, len(LAW.text)),))
        assert confirmed_beads(store, whole, bitext.target) == ()
        record(store, Decision("bead", anchors, "rejected", "CD"), texts=[bitext.target])
        assert confirmed_beads(store, LAW, bitext.target) == ()
