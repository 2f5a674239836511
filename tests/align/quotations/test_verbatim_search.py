"""The words of a quotation found in English texts, as they are, cut, bracketed or changed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.align.quotations.verbatim_search import ALIKE, Passage, QueryWords, WordingIndex, query_words
from duizhao.corpus.quotations.extract import find_quotations
from duizhao.corpus.readers.load import document_of

FARM = (
    "The village council met on Monday. Every farmer shall have the right to draw water from the old canal, and the "
    "council shall keep its banks in good repair. It’s a “long-standing” custom that nobody may sell his share. "
    "When the canal froze, the children walked across it to school."
)
SHIP = (
    "The captain kept a careful diary. Every sailor shall have the right to a dry bed, he wrote, and the cook shall "
    "keep the stove alight. When the harbour froze, the crew walked across it to town."
)
INDEX = WordingIndex([document_of(text, "en", name=name) for name, text in (("farm", FARM), ("ship", SHIP))])
TEXTS = (FARM, SHIP)


def asked(quoted: str) -> QueryWords:
    article = quoted if "“" in quoted else f"The paper wrote “{quoted}” yesterday."
    (quotation,) = find_quotations(article)
    return query_words(quotation, article)


def found(quoted: str) -> list[Passage]:
    return INDEX.find(asked(quoted))


def cut(passage: Passage) -> list[str]:
    return [span.of(TEXTS[passage.text]) for span in passage.spans]


class TestExact:
    @pytest.mark.parametrize(
        ("quoted", "there"),
        [
            ("the right to draw water", "the right to draw water"),
            ("THE RIGHT TO DRAW WATER", "the right to draw water"),
            ('it\'s a "long-standing" custom', "It’s a “long-standing” custom"),
            ("It’s a ‘long–standing’ custom", "It’s a “long-standing” custom"),
            ("old canal and the council", "old canal, and the council"),
            ("draw   water\nfrom", "draw water from"),
            ("diary", "diary"),
        ],
    )
    def test_capitals_marks_and_blanks_do_not_count(self, quoted, there) -> None:
        (passage,) = found(quoted)
        assert cut(passage) == [there]
        assert passage.likeness == 1
        assert passage.differences == ()

    def test_every_place(self) -> None:
        assert [(passage.text, *cut(passage)) for passage in found("walked across it to")] == [
            (0, "walked across it to"),
            (1, "walked across it to"),
        ]
        assert len(found("shall have the right")) == 2

    def test_the_same_offsets_of_two_texts(self) -> None:
        index = WordingIndex([document_of(FARM, "en", name="first"), document_of(FARM, "en", name="second")])
        assert [passage.text for passage in index.find(asked("the right to draw water"))] == [0, 1]

    def test_parts_of_words_are_no_words(self) -> None:
        assert found("farm") == []
        assert all(passage.likeness < 1 for passage in found("anal, and the counc"))


class TestMarked:
    def test_a_marked_cut(self) -> None:
        (passage,) = found("the right to draw water … and the council shall keep its banks")
        assert cut(passage) == ["the right to draw water", "and the council shall keep its banks"]
        assert passage.likeness == 1

    @pytest.mark.parametrize(
        "dots",
        ["…", "...", ". . .", "....", "……", *(dots for dots in ("[…]", "[...]"))],
    )
    def test_the_ways_to_mark_a_cut(self, dots) -> None:
        quoted = f"Every farmer shall {dots} keep its banks"
        (passage,) = found(quoted)
        assert cut(passage) == ["Every farmer shall", "keep its banks"]
        assert asked(quoted).elided

    def test_the_piece_before_the_longest(self) -> None:
        (passage,) = found("The captain … and the cook shall keep the stove alight … the crew")
        assert cut(passage) == ["The captain", "and the cook shall keep the stove alight", "the crew"]

    def test_brackets_around_a_letter_are_opened(self) -> None:
        (passage,) = found("[E]very farmer shall have the right")
        assert cut(passage) == ["Every farmer shall have the right"]
        assert asked("[E]very farmer").bracketed

    def test_words_in_brackets_are_not_looked_for(self) -> None:
        assert asked("he wrote [in ink], and").pieces == (("he", "wrote", "and"),)
        (passage,) = found("he wrote [that night], and the cook shall")
        assert cut(passage) == ["he wrote, and the cook shall"]
        assert passage.likeness == 1

    def test_a_quotation_split_by_its_attribution(self) -> None:
        (passage,) = found("“Every sailor,” he wrote, “shall have the right to a dry bed.”")
        assert cut(passage) == ["Every sailor shall have the right to a dry bed"]

    def test_nothing_but_marks(self) -> None:
        assert INDEX.find(QueryWords((), elided=True, bracketed=False)) == []


class TestChanged:
    @pytest.mark.parametrize(
        ("quoted", "differences"),
        [
            ("the council shall keep its banks in perfect repair", ("good → perfect",)),
            ("council shall keep its steep banks in good repair", ("added: steep",)),
            ("When the canal froze, children walked across it to school", ("left out: the",)),
            ("every farmer has the right to draw water from the canal", ("shall have → has", "left out: old")),
        ],
    )
    def test_differences_are_told(self, quoted, differences) -> None:
        passage = found(quoted)[0]
        assert passage.text == 0
        assert passage.differences == differences
        assert ALIKE <= passage.likeness < 1

    def test_a_common_first_word_is_matched_beside_the_others(self) -> None:
        assert found("the council shall keep its steep banks in good repair")[0].differences == ("added: steep",)

    def test_the_place_is_tight(self) -> None:
        assert cut(found("the council shall keep its banks in perfect repair")[0]) == [
            "the council shall keep its banks in good repair"
        ]

    def test_the_most_alike_comes_first(self) -> None:
        passages = found("When the harbour froze, the children walked across it to town")
        assert passages[0].text == 1
        assert [passage.likeness for passage in passages] == sorted(
            (passage.likeness for passage in passages), reverse=True
        )

    @pytest.mark.parametrize(
        "quoted",
        [
            "the minister will answer for the missing money in parliament",
            "no comment whatsoever from any of them",
            "the sea and the sky and the land",
        ],
    )
    def test_what_is_not_alike(self, quoted) -> None:
        assert all(passage.likeness < ALIKE for passage in found(quoted))

    @pytest.mark.parametrize("quoted", ["a wet bed", "the new canal", "right to swim"])
    def test_short_phrases_are_looked_up_as_they_are(self, quoted) -> None:
        assert found(quoted) == []

    def test_a_missing_piece_is_told(self) -> None:
        passage = found("the right to draw water from the old canal … a pack of lies")[0]
        assert "not there: a pack of lies" in passage.differences
        assert passage.likeness < 1


class TestSeveralTexts:
    def test_words_that_run_from_one_text_into_the_next_are_not_there(self) -> None:
        index = WordingIndex(
            [
                document_of("A long preface to begin with. They painted the red house", "en", name="first"),
                document_of("stands on the hill. Nobody came.", "en", name="second"),
            ]
        )
        passages = index.find(asked("the red house stands on the hill"))
        assert all(passage.likeness < 1 for passage in passages)

    def test_no_texts(self) -> None:
        assert WordingIndex([]).find(asked("the right to draw water")) == []
        assert WordingIndex([document_of("…", "en", name="dots")]).find(asked("the right to draw water")) == []


WORDS = [*FARM.split(), *SHIP.split(), "moon", "…", "[and]"]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), st.integers(0, 40))
def test_whatever_is_asked_the_answer_cuts_the_texts(words, start) -> None:
    for quoted in (" ".join(words).replace("“", "").replace("”", ""), " ".join(FARM.split()[start : start + 6])):
        for passage in found(quoted.replace("“", "").replace("”", "")):
            assert 0 <= passage.likeness <= 1
            assert (passage.likeness == 1) == (not passage.differences)
            assert all(span.of(TEXTS[passage.text]).strip() for span in passage.spans)
            ends = [0, *(end for span in passage.spans for end in (span.start, span.end))]
            assert ends == sorted(ends)
