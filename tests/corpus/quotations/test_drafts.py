"""Quotations of two drafts joined by their words and surroundings; decisions that go with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.align.errors import RequestError
from duizhao.align.quotations.decisions import (
    Said,
    article_document,
    carried,
    check_sources,
    decide_quotations,
    read_decided,
    shown,
    source_decisions,
)
from duizhao.corpus.quotations.drafts import DraftComparison, compare
from duizhao.corpus.quotations.extract import find_quotations
from duizhao.corpus.store.store import Store
from duizhao.corpus.traces.trace import SearchScope, Trace, TracedQuotation

OLD = (
    "The mayor spoke of “clear water” for the north. She promised that “every field shall be planted by May.” "
    "A clerk called it “clear water” as well, in the south. He said: “The bridge is sound.”"
)
NEW = (
    "She promised that “every field shall be planted by June.” A clerk called it “clear water” as well, in the south. "
    "The mayor spoke of “Clear  water” for the north. A child said: “I have seen no bridge at all.”"
)


def since(old: str, new: str) -> DraftComparison:
    return compare("draft-6", (old, find_quotations(old)), (new, find_quotations(new)))


def test_same_changed_new_and_gone() -> None:
    found = since(OLD, NEW)
    assert [(each.state, each.earlier) for each in found.revisions] == [
        ("changed", 1),
        ("same", 2),
        ("same", 0),
        ("new", None),
    ]
    assert found.revisions[0].before == "every field shall be planted by May"
    assert found.gone == ("The bridge is sound",)
    assert found.summary == "since draft-6: 2 the same, 1 changed, 1 new, 1 gone"


def test_nothing_to_compare() -> None:
    assert since("Nobody spoke.", "Nobody spoke.").summary == "since draft-6: no quotations"


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(["“clear water” here. ", "“dry land” there. ", "Nothing. "]), max_size=6))
def test_a_text_compared_with_itself_is_the_same(parts: list[str]) -> None:
    text = "".join(parts)
    found = since(text, text)
    assert [each.earlier for each in found.revisions] == list(range(len(found.revisions)))
    assert all(each.state == "same" for each in found.revisions)
    assert not found.gone


def trace_of(text: str) -> Trace:
    traced = tuple(TracedQuotation(quotation, "not found", 0.9) for quotation in find_quotations(text))
    return Trace("draft-6.txt", text, traced, SearchScope(1, 1, 0, "none"))


def test_a_source_that_is_not_there_is_not_confirmed() -> None:
    with pytest.raises(RequestError, match="quotation 2 has no source that could be confirmed"):
        check_sources(trace_of(OLD), [Said(2, "confirmed")])
    check_sources(trace_of(OLD), [Said(2, "withdrawn")])


def test_decisions_are_carried_to_unchanged_words_alone(tmp_path: Path) -> None:
    old, new = article_document("draft-6.txt", OLD), article_document("draft-7.txt", NEW)
    with Store.open(tmp_path / "c.duizhao", create=True) as store:
        decided = read_decided(["1=confirmed", "2 = rejected"])
        decide_quotations(store, trace_of(OLD), decided, who="AB", note="seen")
        said = source_decisions(store, old, find_quotations(OLD))
        before = shown(said)
        assert {at: [(said.verdict, said.who, said.note) for said in each] for at, each in before.items()} == {
            0: [("confirmed", "AB", "seen")],
            1: [("rejected", "AB", "seen")],
        }
        assert not source_decisions(store, new, find_quotations(NEW))
    over = shown(carried(said, since(OLD, NEW)))
    assert {at: [(said.verdict, said.carried) for said in each] for at, each in over.items()} == {
        2: [("confirmed", True)]
    }
