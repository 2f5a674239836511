import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.quotations import Quotation, find_quotations

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases/quotations.tsv").read_text(encoding="utf-8").split("\n")
    if line and not line.startswith("#")
]
PROSE = st.text(alphabet="abs I.,!?“”‘’\"'「」«»—\n5", max_size=120)


@pytest.mark.parametrize(("article", "expected"), [pytest.param(*row[1:], id=row[0]) for row in ROWS])
def test_quotations(article, expected):
    article = article.replace("\\n", "\n")
    found = find_quotations(article)
    assert [[span.of(article) for span in quotation.spans] for quotation in found] == [
        pieces.split("+") for pieces in expected.split("|") if pieces
    ]


def test_bounds_and_text():
    article = "“The river,” he said, “runs east.” Yes."
    (quotation,) = find_quotations(article)
    assert quotation.text == "The river runs east"
    assert (quotation.start, quotation.end) == (article.index("The"), article.index("east") + 4)


def test_a_quotation_holds_words():
    with pytest.raises(ValueError, match="without words"):
        Quotation((), "")


def test_the_line_ends_of_wrapped_articles_stay_in_the_text():
    lines = [
        "The paper was found in a drawer by a clerk who had worked there for",
        "a dozen years and who had, she told us, never once seen “anything of",
        "the kind” in all that time. It bore no date and no name, and nobody",
        "had signed it at the foot of any of its nineteen pages, which were",
        "numbered by hand.",
    ]
    (quotation,) = find_quotations("\n".join(lines))
    assert quotation.text == "anything of\nthe kind"


@given(PROSE)
@settings(deadline=None, max_examples=300)
def test_spans_are_ordered_disjoint_and_trimmed(article):
    at = 0
    for quotation in find_quotations(article):
        assert quotation.text == " ".join(span.of(article) for span in quotation.spans)
        for span in quotation.spans:
            assert at <= span.start < span.end
            assert span.of(article) == span.of(article).strip()
            at = span.end


@pytest.mark.parametrize("unit", ["“", "”", "‘", "'", '"', "“”", "“a”, he said, ", "“a\n\n", "a\n“", "“ ‘x’ "])
def test_time_is_nearly_linear(unit):
    started = time.perf_counter()
    find_quotations((unit * 50_000)[:50_000])
    assert time.perf_counter() - started < 5
