"""Citations that stand alone, checked against files that stayed, changed, or went."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.corpus.document import Document, Mark, Span
from duizhao.corpus.errors import FormatError
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.traces.citations import Citation, Citer, citation_record, read_citation
from duizhao.corpus.traces.trace import QuoteLink, TracedQuotation
from duizhao.corpus.traces.verification import TextFile, read_citations, verify

TEXT = (
    "第一章　总则\n第一条　村民有权领取土地补偿。\n第二条　任何人不得扣留补偿款。\n"
    "第三条　村民有权领取土地补偿以外的奖励。\n河水每年春天都会涨。\n"
)


def document(text: str = TEXT, **more: object) -> Document:
    made = document_of(text, "zh", name="rules")
    return replace(made, **more) if more else made


def cited(words: str, source: Document, *, nth: int = 0, spelled: bool = False) -> Citation:
    start = -1
    for _ in range(nth + 1):
        start = source.text.index(words, start + 1)
    link = QuoteLink(source.name, (Span(start, start + len(words)),), words, None, (), None, 0.9, "words, by a model")
    traced = TracedQuotation(Quotation((Span(0, 3),), "may"), "renders", 0.9, (link,))
    return Citer({source.name: source}, "a-model", "0.1", spelled=spelled).cite(traced, link)


def file(text: str, name: str = "rules.txt") -> TextFile:
    return TextFile(name, text, document(text).sha256)


def test_a_citation_stands_alone() -> None:
    page = Mark("page", Span(0, len(TEXT)), "7")
    citation = cited("不得扣留补偿款", document(marks=(page,), metadata={"title": "村规"}), spelled=True)
    start = TEXT.index("不得扣留补偿款")
    assert (citation.start, citation.end) == (start, start + 7)
    assert citation.before == TEXT[start - 24 : start]
    assert citation.after == TEXT[start + 7 : start + 31]
    assert (citation.title, citation.page, citation.model, citation.version) == ("村规", "7", "a-model", "0.1")
    assert citation.label.startswith("Article 2")
    assert citation.sha256 == document().sha256
    assert citation.pinyin == "bùdé kòuliú bǔchángkuǎn"
    assert citation.untouched


def test_the_round_trip() -> None:
    citation = cited("河水", document())
    record = json.loads(json.dumps(citation_record(citation)))
    assert read_citation(record, "here") == citation


def test_ids_differ_by_file_place_and_words() -> None:
    first = cited("村民有权领取土地补偿", document())
    again = cited("村民有权领取土地补偿", document())
    ids = {
        first.id,
        cited("村民有权领取土地补偿", document(), nth=1).id,
        cited("村民有权领取土地", document()).id,
        cited("村民有权领取土地补偿", document(TEXT + "\n")).id,
    }
    assert first.id == again.id
    assert len(ids) == 4


class TestVerify:
    def test_the_same_file(self) -> None:
        checked = verify(cited("河水", document()), [file(TEXT)])
        assert (checked.status, checked.detail, checked.places) == ("unchanged", "the same file", ())

    def test_the_same_file_under_another_name(self) -> None:
        assert verify(cited("河水", document()), [file(TEXT, "renamed.txt")]).status == "unchanged"

    def test_another_version_that_has_the_words_where_they_were(self) -> None:
        checked = verify(cited("河水", document()), [file(TEXT + "完。\n")])
        assert (checked.status, checked.detail) == ("unchanged", "another version of the file")

    def test_other_text_around_the_words_is_told(self) -> None:
        checked = verify(cited("河水", document()), [file(TEXT.replace("每年春天", "每月初一"))])
        assert checked.status == "unchanged"
        assert "other text around" in checked.detail

    def test_words_that_moved_are_found_and_not_followed(self) -> None:
        citation = cited("河水", document())
        checked = verify(citation, [file("序言。\n" + TEXT)])
        assert checked.status == "moved"
        assert checked.places == (Span(citation.start + 4, citation.end + 4),)
        assert checked.citation == citation

    def test_of_several_places_the_one_with_the_old_context_comes_first(self) -> None:
        citation = cited("村民有权领取土地补偿", document(), nth=1)
        text = "序言。\n" + TEXT
        checked = verify(citation, [file(text)])
        assert checked.places[0].start == citation.start + 4
        assert len(checked.places) == 2

    def test_words_that_went(self) -> None:
        checked = verify(cited("河水", document()), [file(TEXT.replace("河水", "江水"))])
        assert (checked.status, checked.places) == ("gone", ())

    def test_a_file_that_is_not_there(self) -> None:
        checked = verify(cited("河水", document()), [file("别的。河水。", "other.txt")])
        assert checked.status == "no file"
        assert "other.txt" in checked.detail

    def test_a_citation_that_somebody_edited(self) -> None:
        edited = replace(cited("河水", document()), text="江水")
        assert verify(edited, [file(TEXT)]).status == "edited"

    @settings(deadline=None)
    @given(st.text(alphabet="河水涨\n ", min_size=2, max_size=30), st.data())
    def test_what_is_called_moved_stands_there_and_not_where_it_stood(self, text: str, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(TEXT) - 3))
        words = TEXT[start : start + 2]
        checked = verify(cited(words, document(), nth=0), [file(text)])
        at = checked.citation.start
        assert (checked.status == "unchanged") == (text[at : at + 2] == words)
        assert all(place.of(text) == words for place in checked.places)
        assert (checked.status == "gone") == (words not in text)


class TestReading:
    def test_from_json_of_links_and_from_lines(self) -> None:
        first, second = (citation_record(cited(words, document())) for words in ("河水", "春天"))
        whole = {
            "quotations": [{"links": [{"citation": first}]}, {"links": [{"citation": second}, {"citation": first}]}]
        }
        ids = [first["id"], second["id"]]
        assert [each.id for each in read_citations(json.dumps(whole), "a.json")] == ids
        assert [each.id for each in read_citations(json.dumps([whole, whole]), "a.json")] == ids
        lines = f"{json.dumps(first)}\n\n{json.dumps(second)}\n"
        assert [each.id for each in read_citations(lines, "a.jsonl")] == ids

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("{}", "no citations in it"),
            ("no json", "line 1: not JSON"),
            ('{"id": "a", "sha256": "b", "source_spans": [[0, 9]], "source_text": "a", "document": "c"}', "no whole"),
            ('{"id": 1, "sha256": "b", "source_spans": [[0, 1]], "source_text": "a", "document": "c"}', "no whole"),
            ('{"id": "a", "sha256": "b", "source_spans": 7, "source_text": "a", "document": "c"}', "no whole"),
        ],
    )
    def test_what_holds_none_is_refused(self, text: str, said: str) -> None:
        with pytest.raises(FormatError, match=said):
            read_citations(text, "a.json")
