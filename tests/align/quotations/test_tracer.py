"""Quotations led to their Chinese: the verdicts, and offsets that cut the very characters."""

from __future__ import annotations

import pytest
from encoders import remembering

from duizhao import make_library, trace_quotations
from duizhao.align.library.library import Library
from duizhao.align.quotations.by_wording import LISTED
from duizhao.align.quotations.claim_support import with_claims
from duizhao.align.quotations.tracer import Tracer
from duizhao.align.quotations.verdicts import NEAREST
from duizhao.corpus.document import Document
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.traces.trace import Trace, TracedQuotation
from duizhao.corpus.traces.word_diff import changes

ROAD_ZH = (
    "县政府决定修建一条通往山村的新公路。工程将于明年三月开工，预计两年完成。"
    "“修路以后，孩子们上学再也不用走三个小时了。”村长说。每户村民都有权领取土地补偿。"
    "任何人不得扣留补偿款，也不得拖延发放。环境部门要求保护沿线的古树。"
)
ROAD_EN = (
    "The county government has decided to build a new road to the mountain village. Work will begin in March next "
    "year and is expected to take two years. “Once the road is built, the children will no longer have to walk three "
    "hours to school,” said the village head. Every household has the right to receive compensation for its land. "
    "No one may withhold the compensation or delay its payment. The environment office has asked that the ancient "
    "trees along the route be protected."
)
TEA_ZH = (
    "这家茶馆开了一百多年。老板每天早上四点起床烧水。下雨天客人最多，因为农民不用下地。"
    "墙上写着“莫谈国事”四个大字。每户村民都有权领取土地补偿。去年冬天屋顶漏水，修了整整一个月。"
)
ARTICLE = (
    "Officials promised that “every household has the right to receive compensation for its land.” They said that "
    "“no one may withhold the compensation or delay the payment at all.” The rule that “[n]o one may withhold the "
    "compensation … or delay its payment” is new. “Work will begin in March next year,” the report said, “and is "
    "expected to take two years.” In the teahouse, “rainy days bring the most guests, because the farmers need not "
    "go to the fields.” One visitor called it a “yes.” Another cried that “the spaceship’s engines exploded above the "
    "frozen moons of Jupiter.”\n"
)


def document(text: str, language, name: str) -> Document:
    return document_of(text, language, name=name)


@pytest.fixture(scope="module")
def library(shipped) -> Library:
    pairs = [
        (document(ROAD_ZH, "zh", "road"), document(ROAD_EN, "en", "road.en")),
        (document(TEA_ZH, "zh", "teahouse"), None),
    ]
    return make_library(pairs, remembering(shipped))


@pytest.fixture(scope="module")
def trace(library, shipped) -> Trace:
    return trace_quotations(ARTICLE, library, encoder=remembering(shipped), name="article.txt")


def about(trace: Trace, words: str) -> TracedQuotation:
    (found,) = (each for each in trace.quotations if words in each.quotation.text)
    return found


def texts_of(library: Library) -> dict[str, str]:
    texts = {entry.source.name: entry.source.text for entry in library.entries}
    return texts | {bitext.target.name: bitext.target.text for entry in library.entries for bitext in entry.bitexts}


class TestAlways:
    def test_every_quotation_in_order(self, trace) -> None:
        starts = [each.quotation.start for each in trace.quotations]
        assert starts == sorted(starts)
        assert len(starts) == 7
        for each in trace.quotations:
            assert " ".join(span.of(trace.text) for span in each.quotation.spans) == each.quotation.text

    def test_offsets_cut_the_source(self, trace, library) -> None:
        texts = texts_of(library)
        links = [link for each in trace.quotations for link in (*each.links, *each.nearest)]
        assert links
        for link in links:
            assert link.source_text == texts[link.document][link.source_start : link.source_end]
            assert link.source_text.strip("。，“” ") == link.source_text
            if link.translation is not None:
                ends = link.target_spans[0].start, link.target_spans[-1].end
                assert link.target_text == texts[link.translation][slice(*ends)]

    def test_pieces_are_in_order(self, trace) -> None:
        for each in trace.quotations:
            for link in (*each.links, *each.nearest):
                ends = [end for span in link.source_spans for end in (span.start, span.end)]
                assert ends == sorted(ends)

    def test_verdicts_go_with_their_links(self, trace) -> None:
        for each in trace.quotations:
            assert (each.verdict == "not found") == (not each.links)
            assert len(each.links) <= LISTED
            assert len(each.nearest) <= NEAREST
            assert 0 <= each.confidence <= 1
            assert [link.confidence for link in each.links] == sorted(
                (link.confidence for link in each.links), reverse=True
            )

    def test_what_was_searched_is_said(self, trace, library, shipped) -> None:
        assert (trace.searched.documents, trace.searched.translations) == (2, 1)
        assert trace.searched.sentences == sum(len(entry.source.sentences) for entry in library.entries)
        assert trace.searched.model == shipped.signature
        assert trace.article == "article.txt"

    def test_the_same_again(self, trace, library, shipped) -> None:
        assert trace_quotations(ARTICLE, library, encoder=remembering(shipped), name="article.txt") == trace


class TestThroughATranslation:
    def test_verbatim(self, trace) -> None:
        found = about(trace, "every household")
        assert found.verdict == "verbatim"
        link = found.links[0]
        assert (link.document, link.translation) == ("road", "road.en")
        assert link.target_text == "Every household has the right to receive compensation for its land"
        assert link.source_text == "每户村民都有权领取土地补偿"
        assert link.basis == "wording of road.en"
        assert link.why["differences"] == []

    def test_altered(self, trace) -> None:
        found = about(trace, "at all")
        assert found.verdict == "altered"
        assert "补偿款" in found.links[0].source_text
        assert found.links[0].why["differences"]
        assert found.links[0].why["wording"] < 1

    def test_marked_changes_are_altered_and_named(self, trace) -> None:
        found = about(trace, "[n]o one")
        assert found.verdict == "altered"
        assert found.links[0].why["marked"] == ["cut", "brackets"]
        assert found.links[0].why["differences"] == []

    def test_a_split_quotation_is_one(self, trace) -> None:
        found = about(trace, "Work will begin")
        assert len(found.quotation.spans) == 2
        assert found.verdict == "verbatim"
        assert found.links[0].source_text == "工程将于明年三月开工，预计两年完成"

    def test_part_of_a_sentence(self, library, shipped) -> None:
        article = "They spoke of “the ancient trees along the route” all evening."
        (found,) = trace_quotations(article, library, encoder=remembering(shipped)).quotations
        assert found.verdict == "verbatim"
        assert found.links[0].source_text == "沿线的古树"

    def test_a_quotation_of_two_sentences(self, library, shipped) -> None:
        article = "“Every household has the right to receive compensation for its land. No one may withhold the compensation,” it says."  # fmt: skip # noqa: E501
        (found,) = trace_quotations(article, library, encoder=remembering(shipped)).quotations
        link = found.links[0]
        assert found.verdict == "verbatim"
        assert link.source_text.startswith("每户村民都有权领取土地补偿")
        assert link.source_spans[0].start == ROAD_ZH.index("每户")


class TestWithoutATranslation:
    @pytest.mark.parametrize("words", ["rainy days"])
    def test_renders(self, trace, words) -> None:
        found = about(trace, words)
        assert found.verdict == "renders"
        link = found.links[0]
        assert (link.document, link.translation, link.target_text, link.target_spans) == ("teahouse", None, None, ())
        assert "下雨天客人最多" in link.source_text

    def test_too_short_to_decide(self, trace) -> None:
        assert about(trace, "yes").verdict in {"unsure", "not found"}

    def test_what_nobody_says_is_not_said_to_be_rendered(self, trace) -> None:
        found = about(trace, "spaceship")
        assert found.verdict in {"not found", "unsure"}
        assert found.links or found.nearest

    def copies(self, shipped, quoted: str, *names: str) -> TracedQuotation:
        library = make_library([(document(TEA_ZH, "zh", name), None) for name in names], remembering(shipped))
        article = f"A sign says “{quoted}” there."
        (found,) = trace_quotations(article, library, encoder=remembering(shipped)).quotations
        return found

    def test_a_phrase_with_several_places(self, shipped) -> None:
        found = self.copies(shipped, "the shop has been open for over a hundred years", "first", "second")
        assert [link.document for link in found.links[:2]] == ["first", "second"]
        assert {link.source_text for link in found.links[:2]} == {"这家茶馆开了一百多年"}

    def test_a_copy_in_another_document_takes_nothing_away(self, shipped) -> None:
        quoted = "the roof leaked last winter, and mending it took a whole month"
        alone, twice = self.copies(shipped, quoted, "first"), self.copies(shipped, quoted, "first", "second")
        assert alone.verdict == twice.verdict == "renders"


class TestSmall:
    def test_an_article_without_quotations(self, library, shipped) -> None:
        assert trace_quotations("Nothing is quoted.", library, encoder=remembering(shipped)).quotations == ()

    def test_several_places_of_one_wording(self, shipped) -> None:
        source = "他说：“水是生命。”大家都笑了。她也说：“水是生命。”没有人回答。"
        target = "He said: Water is life. Everybody laughed. She too said: Water is life. Nobody answered."
        pairs = [(document(source, "zh", "water"), document(target, "en", "water.en"))]
        library = make_library(pairs, remembering(shipped))
        (found,) = trace_quotations("“Water is life,” they sing.", library, encoder=remembering(shipped)).quotations
        assert found.verdict == "verbatim"
        assert {link.target_spans[0].start for link in found.links} == {9, 57}
        assert found.links[0].why["places"] == 2

    def test_quoted_words_that_the_chinese_has_not(self, shipped) -> None:
        pairs = [(document("河水冲走了桥。", "zh", "a"), document("The river swept the bridge away.", "en", "a.en"))]
        library = make_library(pairs, remembering(shipped))
        for quoted in ("…", "[…]", "!", "河水冲走了桥"):
            found = trace_quotations(f"It said “{quoted}” there.", library, encoder=remembering(shipped)).quotations
            assert all((each.verdict == "not found") == (not each.links) for each in found)

    def test_a_library_of_blanks(self, shipped) -> None:
        library = make_library([(document("\n\n", "zh", "blank"), None)], remembering(shipped))
        (found,) = trace_quotations("“The bridge is gone,” he said.", library, encoder=remembering(shipped)).quotations
        assert (found.verdict, found.nearest) == ("not found", ())


class TestChineseArticles:
    ARTICLE = "村长王大山说：“每户村民都有权领取土地补偿。”《茶馆》里写着「莫談國事」，他说：“月亮上有一座铁桥。”\n"

    def test_words_that_documents_have_are_found_in_either_script(self, library, shipped) -> None:
        trace = trace_quotations(self.ARTICLE, library, encoder=remembering(shipped))
        first, title, second, third = trace.quotations
        assert (first.verdict, first.quotation.speaker) == ("verbatim", "村长王大山")
        assert {link.document for link in first.links} == {"road", "teahouse"}
        assert all(link.source_text == "每户村民都有权领取土地补偿" for link in first.links)
        assert first.links[0].basis == "wording of road"
        assert title.quotation.kind == "title"
        assert (second.verdict, second.links[0].source_text) == ("verbatim", "莫谈国事")
        assert third.verdict in ("unsure", "not found")


class TestClaims:
    def test_statements_get_passages_and_no_verdict(self, library, shipped) -> None:
        encoder = remembering(shipped)
        article = "The papers show that work on the road will begin in March next year and take two years. Rain fell.\n"
        tracer = Tracer(library, encoder)
        (claimed,) = with_claims(tracer.trace(article, "a"), tracer).claims or ()
        assert claimed.claim.text.startswith("work on the road will begin")
        assert claimed.passages
        assert "三月" in claimed.passages[0].source_text or "两年" in claimed.passages[0].source_text


def test_spelling_is_a_difference_and_no_obstacle(shipped) -> None:
    english = "The organisation honoured the labour of the villagers. It rained."
    pair = document("该组织表彰了村民的劳动。下雨了。", "zh", "a"), document(english, "en", "a.en")
    made = make_library([pair], remembering(shipped))
    article = "The paper “honored the labor of the villagers,” he said."
    (traced,) = trace_quotations(article, made, encoder=remembering(shipped)).quotations
    assert traced.verdict == "altered"
    assert [
        (change.quoted, change.original, change.sort) for change in changes(traced.quotation.text, traced.links[0])
    ] == [
        ("honored", "honoured", "spelling"),
        ("labor", "labour", "spelling"),
    ]
    assert {"english", "chinese", "probability"} == set(traced.links[0].why["carriers"][0])
