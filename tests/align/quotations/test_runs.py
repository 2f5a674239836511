"""Quotations of several sentences: where they are cut, and which run of candidates says them."""

from __future__ import annotations

import pytest
from encoders import remembering

from duizhao import make_library, trace_quotations
from duizhao.align.quotations.retrieval import Candidate, Sources
from duizhao.align.quotations.runs import run_of, sentences_of
from duizhao.corpus.readers.load import document_of

TEA = (
    "这家茶馆开了一百多年。老板每天早上四点起床烧水。下雨天客人最多，因为农民不用下地。"
    "墙上写着“莫谈国事”四个大字。去年冬天屋顶漏水，修了整整一个月。"
)
BRIDGE = "县里要修一座新桥。老人们说，河水每年夏天都会涨。去年冬天没有下雪。木匠在市场上卖凳子。"


def sources(*candidates: tuple[int, int, float]) -> Sources:
    """Candidates of (document, sentence, probability), nothing else being likely."""
    some = tuple(Candidate(entry, sentence, share) for entry, sentence, share in candidates)
    return Sources(some, min(1.0, sum(share for _, _, share in candidates)))


def places(run) -> list[tuple[int, int]]:
    return [(candidate.entry, candidate.sentence) for _, candidate in run.steps]


@pytest.mark.parametrize(
    ("quotation", "parts"),
    [
        ("The bridge will be built next year", []),
        ("The bridge will be built. The old one stays where it is.", 2),
        ("No. The bridge will be built next year.", []),
        ("The bridge will be built next year. No. The old one stays where it is.", 2),
        ("Mr. Li of the U.S. office said that it was so", []),
    ],
)
def test_a_quotation_is_cut_at_its_sentences(quotation, parts) -> None:
    found = sentences_of(quotation)
    assert len(found) == (parts or 0)
    assert not found or " ".join(found) == quotation


class TestARun:
    words = ("one two three four five", "one two three four five")

    def test_goes_on_in_one_document(self) -> None:
        run = run_of(self.words, [sources((0, 4, 0.6), (1, 2, 0.3)), sources((1, 3, 0.5), (2, 9, 0.4))], Sources())
        assert places(run) == [(1, 2), (1, 3)]

    def test_goes_forward(self) -> None:
        run = run_of(self.words, [sources((0, 4, 0.6)), sources((0, 3, 0.5), (0, 5, 0.4))], Sources())
        assert places(run) == [(0, 4), (0, 5)]

    def test_may_stay_in_one_sentence(self) -> None:
        run = run_of(self.words, [sources((0, 4, 0.6)), sources((0, 4, 0.5))], Sources())
        assert places(run) == [(0, 4), (0, 4)]

    def test_leaves_out_what_it_has_not(self) -> None:
        run = run_of([*self.words, self.words[0]], [sources((0, 4, 0.9)), Sources(), sources((0, 6, 0.9))], Sources())
        assert places(run) == [(0, 4), (0, 6)]
        assert 0.55 < run.probability < 0.7

    def test_is_surer_than_its_sentences_by_themselves(self) -> None:
        apart = run_of(self.words, [sources((0, 4, 0.5)), sources((7, 40, 0.5))], Sources())
        together = run_of(self.words, [sources((0, 4, 0.5)), sources((0, 5, 0.5))], Sources())
        assert together.probability > 0.6 > 0.3 > apart.probability

    def test_there_is_none_of_nothing(self) -> None:
        assert run_of(self.words, [Sources(), Sources()], Sources()) is None


@pytest.fixture(scope="module")
def library(shipped):
    documents = [(document_of(text, "zh", name=name), None) for name, text in (("tea", TEA), ("bridge", BRIDGE))]
    return make_library(documents, remembering(shipped))


def test_a_passage_of_three_sentences_is_one_link(library, shipped) -> None:
    article = (
        "The guide says: “The owner gets up at four every morning to boil water. Rainy days bring the most guests, "
        "because the farmers need not go to the fields. On the wall stand four big characters: do not talk about "
        "affairs of state.”"
    )
    (traced,) = trace_quotations(article, library, encoder=remembering(shipped), name="article.txt").quotations
    assert traced.verdict == "renders"
    best = traced.links[0]
    assert best.source_text.startswith("老板每天早上四点起床烧水")
    assert best.source_text.rstrip("。").endswith("四个大字")
    assert best.source_text == TEA[best.source_start : best.source_end]
    assert len(best.why["sentences"]) == 3
    assert "doubtful" not in traced.rendering


def test_an_invented_sentence_makes_it_unsure(library, shipped) -> None:
    article = (
        "The guide says: “The owner gets up at four every morning to boil water. The spaceship's engines exploded "
        "above the frozen moons of Jupiter, and nobody on board was ever seen again by the astronomers.”"
    )
    (traced,) = trace_quotations(article, library, encoder=remembering(shipped), name="article.txt").quotations
    assert traced.verdict != "renders"


def test_what_is_not_found_is_somewhere_by_the_rest(library, shipped) -> None:
    """The two numbers of several sentences are of the same look-up, so they add up to 1."""
    article = (
        "The guide says: “The spaceship's engines exploded above the frozen moons of Jupiter yesterday. Nobody on "
        "board was ever seen again by the astronomers. Their insurance company refuses to pay a single dollar.”"
    )
    (traced,) = trace_quotations(article, library, encoder=remembering(shipped), name="article.txt").quotations
    assert traced.verdict == "not found"
    assert traced.somewhere == pytest.approx(1 - traced.confidence)
