"""Web Annotations: their words are the texts', in code points as the model demands, and in UTF-16 beside them."""

from __future__ import annotations

import json

from bitexts import lines

from duizhao.corpus.document import Span
from duizhao.corpus.exchange.traces.web_annotations import write_annotations
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import QuoteLink, SearchScope, Trace, TracedQuotation

SOURCE = lines("law", "𠮷野家开门了。", "河水涨了𠮷，船走了。")
ARTICLE = "A 𝔽 said “the river rose”."
QUOTATION = Quotation((Span(10, 24),), "the river rose")
LINK = QuoteLink("law", (Span(8, 12),), "河水涨了", None, (), None, 0.9, "words, by m")
TRACE = Trace("story", ARTICLE, (TracedQuotation(QUOTATION, "renders", 0.9, (LINK,)),), SearchScope(1, 2, 0, "m"))


def test_positions_in_both_counts_cut_the_same_words() -> None:
    (item,) = json.loads(write_annotations([Report(TRACE, {"law": SOURCE}, "0")]))["items"]
    for text, selected in ((ARTICLE, item["body"][0]), (SOURCE.text, item["target"][0])):
        quoted, position = selected["selector"]
        assert text[position["start"] : position["end"]] == quoted["exact"]
        units = text.encode("utf-16-le")
        assert units[2 * position["utf16Start"] : 2 * position["utf16End"]].decode("utf-16-le") == quoted["exact"]
        assert position["utf16Start"] == position["start"] + 1
