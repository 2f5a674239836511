"""Persons whom a quotation, or a translation, names and the Chinese does not."""

from __future__ import annotations

import numpy as np
import pytest

from duizhao import make_library, trace_quotations
from duizhao.align.checks.linked_pair import Pair
from duizhao.align.checks.persons import check_persons, missing_persons
from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.corpus.readers.load import document_of
from duizhao.models.encoder import Encoder

UNLINKED = AlignmentMatrix(np.zeros((0, 2), np.int32), np.zeros((0, 2), np.int32), np.zeros((0, 0), np.float32))
CHINESE = "现在我想对个别同志提出意见。陈独秀由于对时局的看法不清楚，再加上他很容易激动，犯了很多错误。我们应当批评他。"


@pytest.mark.parametrize(
    ("english", "chinese", "missing"),
    [
        ("Zhang Guotao agreed.", "陈独秀同意了。", ["Zhang Guotao"]),
        ("Zhang Guotao agreed.", "張國燾同意了。", []),
        ("Zhang Guotao agreed.", "国焘同志同意了。", []),
        ("Zhang Guotao agreed.", "张主席同意了。", []),
        ("Hong Kong agreed.", "金管局同意了。", []),
        ("Long Island and New Wan agreed.", "他们同意了。", []),
        ("Angela Merkel and China agreed.", "她同意了。", []),
        ("Wang Ming and Li Na agreed.", "王明和他同意了。", ["Li Na"]),
        ("", "", []),
    ],
)
def test_a_person_is_missing_if_neither_name_can_be_read(english: str, chinese: str, missing: list[str]) -> None:
    assert [span.of(english) for span in missing_persons(chinese, english)] == missing


def test_a_person_may_have_been_named_a_sentence_before() -> None:
    texts = [("张国焘来了。", "He came."), ("他同意了。", "Zhang Guotao agreed."), ("他走了。", "He left."),
             ("他笑了。", "He laughed."), ("他又来了。", "Zhang Guotao came again.")]  # fmt: skip
    pairs = [Pair(zh, en, UNLINKED) for zh, en in texts]
    found = list(check_persons(pairs))
    assert [pairs.index(pair) for pair, _ in found] == [4]
    assert found[0][1].reason == "nobody in the Chinese here can be read “Zhang Guotao”"


@pytest.mark.parametrize(("name", "verdict"), [("Zhang Guotao", "unsure"), ("Chen Duxiu", "renders")])
def test_a_sentence_about_somebody_else_is_not_said_to_be_the_source(shipped: Encoder, name: str, verdict: str) -> None:
    words = f"{name} has made many mistakes, because he does not see the situation clearly and is easily excited"
    library = make_library([(document_of(CHINESE, "zh", name="report"), None)], shipped)
    (traced,) = trace_quotations(f"The report says: “{words}.”", library, encoder=shipped).quotations
    assert traced.verdict == verdict
    assert traced.links[0].source_text.startswith("陈独秀")
    assert ("Zhang Guotao" in traced.rendering) == (verdict == "unsure")
    assert (traced.confidence <= 0.5) == (verdict == "unsure")
