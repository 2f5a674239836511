"""Whether quoted English renders its Chinese: supported, doubtful with a reason, or not judged."""

from __future__ import annotations

import pytest
from encoders import remembering

from duizhao import make_library, trace_quotations
from duizhao.align.quotations.rendering_quality import QuotedBead, renderings
from duizhao.align.quotations.tracer import Tracer
from duizhao.corpus.document import Span
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.traces.redaction import published
from duizhao.corpus.traces.trace import TracedQuotation

SOURCE = (
    "全县去年收获粮食九十亿斤，比前年多百分之五。"
    "每户村民都有权领取土地补偿。任何人不得砍伐沿河的古树。"
    "学校将在九月一日开学，老师已经到齐。"
)
TARGET = (
    "The county harvested 90 billion jin of grain last year, 5 percent more than the year before. "
    "Every household of villagers has the right to receive compensation for its land. "
    "Anyone may cut down the ancient trees along the river. "
    "The school will open on September 1, and the teachers have all arrived."
)


@pytest.fixture(scope="module")
def tracer(shipped) -> Tracer:
    encoder = remembering(shipped)
    library = make_library([(document_of(SOURCE, "zh", name="a"), document_of(TARGET, "en", name="a.en"))], encoder)
    return Tracer(library, encoder)


def traced(tracer: Tracer, words: str) -> TracedQuotation:
    (found,) = tracer.trace(f"The yearbook says: “{words}”", "article.txt").quotations
    return found


def test_a_good_rendering_is_supported(tracer) -> None:
    found = traced(tracer, "Every household of villagers has the right to receive compensation for its land.")
    assert (found.verdict, found.rendering) == ("verbatim", "supported")


def test_a_wrong_number_of_the_translation_is_doubtful(tracer) -> None:
    found = traced(tracer, "The county harvested 90 billion jin of grain last year")
    assert found.verdict == "verbatim"
    assert found.rendering.startswith("doubtful: ")
    assert "90 billion" in found.rendering


def test_what_is_wrong_elsewhere_in_the_sentence_is_not_held_against_the_words(tracer) -> None:
    found = traced(tracer, "5 percent more than the year before")
    assert found.verdict == "verbatim"
    assert not found.rendering.startswith("doubtful")


def test_a_lost_negation_is_doubtful(tracer) -> None:
    found = traced(tracer, "Anyone may cut down the ancient trees along the river.")
    assert found.verdict == "verbatim"
    assert found.rendering.startswith("doubtful: ")


def test_a_number_that_the_article_changed_is_doubtful(tracer) -> None:
    found = traced(tracer, "The school will open on September 4, and the teachers have all arrived.")
    assert found.verdict == "altered"
    assert found.rendering == "doubtful: 一日 is 1, “4” is 4"


def test_what_is_not_found_is_not_judged(tracer) -> None:
    found = traced(tracer, "The spaceship’s engines exploded above the frozen moons of Jupiter.")
    assert (found.verdict, found.rendering) == ("not found", "not judged")


def test_a_report_for_the_public_says_no_reasons(tracer) -> None:
    trace = tracer.trace("The yearbook says: “The county harvested 90 billion jin of grain last year.”", "article.txt")
    shown, _ = published(trace)
    assert trace.quotations[0].rendering != "doubtful"
    assert shown.quotations[0].rendering == "doubtful"


def test_without_a_translation_only_slips_are_told(shipped) -> None:
    encoder = remembering(shipped)
    library = make_library([(document_of(SOURCE, "zh", name="a"), None)], encoder)
    article = "It adds: “The school will open on September 1, and all the teachers have arrived.”"
    (found,) = trace_quotations(article, library, encoder=encoder).quotations
    assert found.verdict == "renders"
    assert found.rendering == "supported"
    said = QuotedBead(
        "学校将在九月一日开学", "The school opens on September 4", Span(0, 31), (Span(0, 10),), whole=False
    )
    assert renderings({7: [said]}, encoder)[7].startswith("doubtful: ")
