import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import CASES

from duizhao.corpus.document import Span
from duizhao.corpus.quotations.claims import find_claims
from duizhao.corpus.quotations.extract import Quotation, find_quotations


def rows(name):
    lines = (CASES / name).read_text(encoding="utf-8").split("\n")
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


ROWS, KINDS, CLAIMS = rows("quotations.tsv"), rows("quotation_kinds.tsv"), rows("claims.tsv")
PROSE = st.text(alphabet="abs I.,!?“”‘’\"'「」《》«»—>\n5", max_size=120)


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
@pytest.mark.slow
def test_time_is_nearly_linear(unit):
    started = time.process_time()
    find_quotations((unit * 50_000)[:50_000])
    assert time.process_time() - started < 5


@pytest.mark.parametrize(("article", "expected"), [pytest.param(*row[1:], id=row[0]) for row in KINDS])
def test_kinds_and_speakers(article, expected):
    found = find_quotations(article.replace("\\n", "\n"))
    told = ["; ".join((each.kind, each.speaker, each.cue, " ".join(each.text.split()))) for each in found]
    assert told == [part for part in expected.split("|") if part]


LEAKED = """No Mercy At All’: Papers Show How It Began

Men listening to a “deradicalization” lecture at a camp, in a photo that an office put on its page.

He called for an all-out “struggle against terrorism, infiltration and separatism” using the “organs of dictatorship”
and to show “absolutely no mercy.”

Officials argued that policies abroad put “human rights above security,” and Mr. Xi urged the party to copy parts of
America’s “war on terror” after those attacks.

“In recent years, Xinjiang has grown very quickly, but even so violence has still been on the rise,” Mr. Xi said in a
speech to party officials. “This goes to show that economic development does not automatically bring lasting
order and security.”

He handed the speeches on to justify the campaign and exhorted officials to “round up everyone who should be rounded
up.”
"""
"""The marks of a news article about leaked papers, each quotation where that article has it."""
LEAKED = "\n\n".join(" ".join(paragraph.split()) for paragraph in LEAKED.split("\n\n"))


def test_every_quotation_of_an_article_about_leaked_papers():
    assert [(each.kind, each.speaker, " ".join(each.text.split())) for each in find_quotations(LEAKED)] == [
        ("quotation", "", "No Mercy At All"),
        ("scare", "", "deradicalization"),
        ("quotation", "He", "struggle against terrorism, infiltration and separatism"),
        ("quotation", "He", "organs of dictatorship"),
        ("quotation", "He", "absolutely no mercy"),
        ("quotation", "Officials", "human rights above security"),
        ("quotation", "Mr. Xi", "war on terror"),
        (
            "quotation",
            "Mr. Xi",
            "In recent years, Xinjiang has grown very quickly, but even so violence has still been on the rise",
        ),
        (
            "quotation",
            "Mr. Xi",
            "This goes to show that economic development does not automatically bring lasting order and security",
        ),
        ("quotation", "He", "round up everyone who should be rounded up"),
    ]


@pytest.mark.parametrize(("article", "expected"), [pytest.param(*row[1:], id=row[0]) for row in CLAIMS])
def test_claims(article, expected):
    found = find_claims(article, find_quotations(article))
    assert [claim.text for claim in found] == [part for part in expected.split("|") if part]
    assert all(claim.span.of(article) == claim.text for claim in found)


def test_blocks_that_the_file_sets_off():
    article = "He wrote to them.\nNobody came home.\nThat was all."
    block = Span(article.index("Nobody"), article.index("\nThat"))
    (quotation,) = find_quotations(article, [[block]])
    assert (quotation.text, quotation.speaker, quotation.cue) == ("Nobody came home", "He", "wrote")
