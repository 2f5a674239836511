"""What must not turn a verdict over: capitals, the script of the Chinese, and what else is searched."""

from __future__ import annotations

from pathlib import Path

import pytest
from encoders import remembering
from opencc import OpenCC

from duizhao import make_library, trace_quotations
from duizhao.align.library.library import Entry, Library, packed_vectors
from duizhao.align.quotations.capitals import as_a_sentence
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.samples import sample_pairs
from duizhao.corpus.store.vectors import text_hash
from duizhao.models.quantization import Packed

CASES = Path(__file__).parents[2] / "cases"
NOTICE = (
    "对盗伐林木的行为绝不能手软。各村要把护林放在首位。去年秋天，镇上的粮站修好了屋顶。"
    "这说明，收成好并不会自动带来公平的分配。每个孩子都应当有书读。"
)
ARTICLE = (
    "The notice is called “Absolutely no mercy for those who steal timber.” It goes on: “This goes to show that a good "
    "harvest does not automatically bring a fair distribution.” It adds that “every child should have books to read.” "
    "Another paper speaks of “the frozen moons of Jupiter that no telescope has seen.”"
)


def cases() -> list[list[str]]:
    rows = (CASES / "capitals.tsv").read_text(encoding="utf-8").splitlines()
    return [row.split("\t") for row in rows if not row.startswith("#")]


@pytest.mark.parametrize(("phrase", "searched"), cases())
def test_capitals_of_a_headline(phrase, searched) -> None:
    assert as_a_sentence(phrase) == searched
    assert as_a_sentence(searched) == searched or phrase == searched


def traced(shipped, notice: str, article: str = ARTICLE, others: int = 0) -> list[tuple[str, float]]:
    """The verdict of each quotation, and the probability of its best link."""
    documents = [(document_of(notice, "zh", name="notice"), None)]
    if others:
        path = next(chinese for name, chinese, _ in sample_pairs() if name == "constitution")
        text = "\n".join(path.read_text(encoding="utf-8").splitlines()[:others])
        documents.append((document_of(text, "zh", name="constitution"), None))
    library = make_library(documents, remembering(shipped))
    trace = trace_quotations(article, library, encoder=remembering(shipped), name="article.txt")
    return [(each.verdict, each.confidence) for each in trace.quotations]


@pytest.fixture(scope="module")
def plain(shipped) -> list[tuple[str, float]]:
    return traced(shipped, NOTICE)


def test_what_stands_there_is_found(plain) -> None:
    assert [verdict for verdict, _ in plain] == ["renders", "renders", "renders", "not found"]


def test_capitals_change_no_verdict(shipped, plain) -> None:
    phrase = "Absolutely no mercy for those who steal timber."
    other = ARTICLE.replace(phrase, phrase.title())
    assert traced(shipped, NOTICE, other) == plain


def test_the_script_changes_no_verdict(shipped, plain) -> None:
    other = traced(shipped, OpenCC("s2t").convert(NOTICE))
    assert [verdict for verdict, _ in other] == [verdict for verdict, _ in plain]
    assert all(abs(one - another) < 0.15 for (_, one), (_, another) in zip(other, plain, strict=True))


def test_more_documents_take_nothing_away(shipped, plain) -> None:
    """Nor do they give what does not stand there a source; what is weak by itself may stand out among many."""
    strength = ("not found", "unsure", "renders").index
    other = [strength(verdict) for verdict, _ in traced(shipped, NOTICE, others=60)]
    alone = [strength(verdict) for verdict, _ in plain]
    assert all(among >= before for among, before in zip(other, alone, strict=True))
    assert other[-1] == alone[-1] == strength("not found")


def test_how_vectors_are_kept_moves_nothing_that_counts(shipped, plain) -> None:
    """What is kept coded is compared by its whole vectors before it is judged."""
    (entry,) = make_library([(document_of(NOTICE, "zh", name="notice"), None)], remembering(shipped)).entries
    coded = packed_vectors(entry.source, entry.encoded, shipped.signature)
    kept = tuple(Packed(coded[text_hash(text)]) for text in entry.source.sentence_texts())
    assert all(one.is_coded for one in kept)
    library = Library((Entry(entry.source, kept),), shipped.signature)
    trace = trace_quotations(ARTICLE, library, encoder=remembering(shipped), name="article.txt")
    other = [(each.verdict, each.confidence) for each in trace.quotations]
    assert [verdict for verdict, _ in other] == [verdict for verdict, _ in plain]
    assert all(abs(one - another) < 0.05 for (_, one), (_, another) in zip(other, plain, strict=True))
