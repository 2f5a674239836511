"""Spans, documents and bitexts refuse what would not hold together."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document, Span


def cut(text: str, *ends: int, name: str = "a") -> Document:
    """A Chinese document whose sentences end at `ends`."""
    spans = tuple(Span(start, end) for start, end in pairwise((0, *ends)))
    return Document(name, "zh", text, spans, "0" * 64)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(st.text(alphabet="一二。 \nab", max_size=40))
    ends = draw(st.sets(st.integers(1, len(text)))) | {len(text)} if text else set()
    return cut(text, *sorted(ends))


class TestSpan:
    @pytest.mark.parametrize(("start", "end"), [(-1, 0), (3, 2), (-2, -1)])
    def test_a_span_runs_forward_from_zero(self, start: int, end: int) -> None:
        with pytest.raises(ValueError, match="not a span"):
            Span(start, end)

    def test_it_is_half_open_and_counts_code_points(self) -> None:
        assert Span(1, 3).of("𠮷野家。") == "野家"
        assert len(Span(1, 3)) == 2

    def test_neighbours_do_not_overlap(self) -> None:
        assert not Span(0, 2).overlaps(Span(2, 4))
        assert Span(0, 3).overlaps(Span(2, 4))

    @given(st.text(alphabet=" \n\t\u3000字a", max_size=12), st.data())
    def test_trimming_takes_white_space_and_nothing_else(self, text: str, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(text)))
        span = Span(start, data.draw(st.integers(start, len(text))))
        trimmed = span.trimmed(text)
        assert trimmed.of(text) == span.of(text).strip()
        assert span.start <= trimmed.start <= trimmed.end <= span.end


class TestDocument:
    @given(documents())
    def test_sentences_cover_the_text_in_order(self, document: Document) -> None:
        assert "".join(span.of(document.text) for span in document.sentences) == document.text

    @given(documents())
    def test_every_character_knows_its_sentence(self, document: Document) -> None:
        for offset in range(len(document.text)):
            span = document.sentences[document.sentence_at(offset)]
            assert span.start <= offset < span.end

    @pytest.mark.parametrize(
        "spans",
        [
            pytest.param((Span(0, 2), Span(3, 4)), id="gap"),
            pytest.param((Span(0, 3), Span(2, 4)), id="overlap"),
            pytest.param((Span(2, 4), Span(0, 2)), id="out of order"),
            pytest.param((Span(1, 4),), id="missing head"),
            pytest.param((Span(0, 3),), id="missing tail"),
            pytest.param((Span(0, 5),), id="beyond the end"),
            pytest.param((Span(0, 2), Span(2, 2), Span(2, 4)), id="empty sentence"),
            pytest.param((), id="none at all"),
        ],
    )
    def test_a_broken_tiling_is_refused(self, spans: tuple[Span, ...]) -> None:
        with pytest.raises(ValueError, match="sentences of 'a'"):
            Document("a", "zh", "一。二。", spans, "0" * 64)

    def test_sentences_come_without_the_white_space_they_cover(self) -> None:
        document = cut("一。\n 二。\n", 4, 7)
        assert [document.sentence(0), document.sentence(1)] == ["一。", "二。"]
        assert document.run([0, 1]) == Span(0, 6)


class TestBitext:
    source = cut("一。二。三。", 2, 4, 6)
    target = cut("A. B.", 3, 5)

    def test_rows_show_omissions_and_additions_as_empty_text(self) -> None:
        beads = (Bead((0, 1), (0,)), Bead((2,), ()), Bead((), (1,)))
        rows = [(source, target) for _, source, target in Bitext(self.source, self.target, beads).rows()]
        assert rows == [("一。二。", "A."), ("三。", ""), ("", "B.")]

    def test_blocks_may_move(self) -> None:
        Bitext(self.source, self.target, (Bead((2,), (1,)), Bead((0, 1), (0,))))

    @pytest.mark.parametrize(
        "beads",
        [
            pytest.param((Bead((0, 1), (0, 1)),), id="source sentence left out"),
            pytest.param((Bead((0, 1, 2), (0,)),), id="target sentence left out"),
            pytest.param((Bead((0, 1, 2), (0, 1)), Bead((2,), ())), id="source sentence twice"),
            pytest.param((Bead((0, 1, 2, 3), (0, 1)),), id="no such sentence"),
            pytest.param((), id="none at all"),
        ],
    )
    def test_each_sentence_stands_in_exactly_one_bead(self, beads: tuple[Bead, ...]) -> None:
        with pytest.raises(ValueError, match="exactly once"):
            Bitext(self.source, self.target, beads)

    @pytest.mark.parametrize(
        ("source", "target", "confidence"),
        [((), (), 1.0), ((1, 0), (0,), 1.0), ((0, 0), (0,), 1.0), ((0,), (1, 0), 1.0), ((0,), (0,), 1.1)],
    )
    def test_a_bead_is_filled_ordered_and_sure_to_a_probability(
        self, source: tuple[int, ...], target: tuple[int, ...], confidence: float
    ) -> None:
        with pytest.raises(ValueError, match=r"bead|probability"):
            Bead(source, target, confidence)
