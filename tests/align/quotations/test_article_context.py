"""What sure quotations of an article say of the others: more where few documents are quoted, and nothing else."""

from __future__ import annotations

import pytest
from encoders import remembering

from duizhao import make_library
from duizhao.align.quotations.article_context import LARGEST, document_gains, reweighed
from duizhao.align.quotations.tracer import Tracer
from duizhao.corpus.document import Span
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.traces.trace import QuoteLink, TracedQuotation

SIZES = {"report": 100, "law": 100, "speech": 9_800}


def link(document: str, confidence: float, words: str = "河水") -> QuoteLink:
    return QuoteLink(document, (Span(0, len(words)),), words, None, (), None, confidence, "words")


def sure(document: str, *others: str) -> TracedQuotation:
    links = tuple(link(name, 0.9) for name in (document, *others))
    return TracedQuotation(Quotation((Span(0, 4),), "text"), "renders", 0.9, links)


def weak(*links: QuoteLink, somewhere: float) -> TracedQuotation:
    return TracedQuotation(
        Quotation((Span(0, 4),), "text"), "not found", 1 - somewhere, nearest=links, somewhere=somewhere
    )


class TestGains:
    def test_a_document_that_is_quoted_again_and_again_is_likelier(self) -> None:
        assert document_gains([sure("report")] * 5, SIZES) == {"report": LARGEST}

    def test_two_quotations_say_less_than_five(self) -> None:
        even = dict.fromkeys(("report", "law", "speech"), 100)
        assert 1 < document_gains([sure("report")] * 2, even)["report"] < 2
        assert document_gains([sure("report")] * 5, even)["report"] > 2

    @pytest.mark.parametrize(
        ("traced", "sizes"),
        [
            ([], SIZES),
            ([sure("report")], SIZES),
            ([sure("report"), sure("law"), sure("speech")], SIZES),
            ([sure("report", "law")] * 5, SIZES),
            ([sure("report")] * 5, {"report": 100}),
            ([sure("translated")] * 5, SIZES),
            ([weak(link("report", 0.3), somewhere=0.4)] * 5, SIZES),
        ],
        ids=["none", "one", "each another", "in two", "nothing else searched", "a translation", "guesses alone"],
    )
    def test_nothing_else_is(self, traced, sizes) -> None:
        assert document_gains(traced, sizes) == {}


class TestReweighing:
    def test_odds_are_multiplied(self) -> None:
        quotation = weak(link("report", 0.2), link("law", 0.1, "江水"), somewhere=0.3)
        links, somewhere = reweighed(quotation, {"report": 4.0})
        assert [each.document for each in links] == ["report", "law"]
        # odds 2/7, 1/7 against none become 8/7, 1/7
        assert [each.confidence for each in links] == pytest.approx([8 / 16, 1 / 16])
        assert somewhere == pytest.approx(9 / 16)
        assert links[0].why == {"context": 4.0}
        assert links[1].why == {}

    def test_the_same_words_in_several_places_count_once(self) -> None:
        quotation = weak(link("report", 0.2), link("report", 0.2), somewhere=0.2)
        _, somewhere = reweighed(quotation, {"report": 4.0})
        assert somewhere == pytest.approx(0.5)

    def test_nothing_changes_without_gains(self) -> None:
        quotation = weak(link("report", 0.2), somewhere=0.3)
        links, somewhere = reweighed(quotation, {"law": 4.0})
        assert (links[0].confidence, somewhere) == (pytest.approx(0.2), pytest.approx(0.3))


def test_what_is_sure_stays_as_it_is_and_order_is_kept(shipped) -> None:
    encoder = remembering(shipped)
    tea = (
        "这家茶馆开了一百多年。老板每天早上四点起床烧水。下雨天客人最多，因为农民不用下地。"
        "去年冬天屋顶漏水，修了整整一个月。"
    )
    other = "县里要修一座新桥。河水每年夏天都会涨。木匠在市场上卖凳子。学校放假两个星期。医生说病人需要休息。"
    library = make_library(
        [(document_of(text, "zh", name=name), None) for name, text in (("tea", tea), ("other", other * 3))], encoder
    )
    article = (
        "“The owner gets up at four every morning to boil the water,” it says. “Rainy days bring the most guests, "
        "because the farmers need not work in the fields.” And: “Last winter the roof leaked, and repairing "
        "it took a whole month.” It also says “repairing it” and “there are no aeroplanes on the moon of the emperor”."
    )
    tracer = Tracer(library, encoder)
    alone = tracer.judged(article, [each.quotation for each in tracer.trace(article, "a").quotations])
    together = tracer.trace(article, "a").quotations
    assert [each.quotation for each in alone] == [each.quotation for each in together]
    for before, after in zip(alone, together, strict=True):
        if before.verdict in ("verbatim", "altered", "renders"):
            assert after == before
        else:
            assert after.somewhere >= before.somewhere - 1e-9
            best = max((each.confidence for each in (*after.links, *after.nearest)), default=0.0)
            assert best <= after.somewhere + 1e-9
    assert any("context" in each.why for one in together for each in (*one.links, *one.nearest))
