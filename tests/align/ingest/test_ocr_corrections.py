"""A misread character corrected: the text that is searched, the reading under it, and what stays as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from bead_verdicts import judge_bead
from encoders import PAIRS, lexicon
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.align.cli.app import main
from duizhao.align.errors import RequestError
from duizhao.align.ingest.ocr_corrections import Correction, Misreading, applied_in, corrected_in
from duizhao.align.library.build import add_entry, make_entry
from duizhao.align.library.library import read_library
from duizhao.align.report.captions import where
from duizhao.corpus.decisions.anchors import anchor_in
from duizhao.corpus.decisions.log import Decision, all_decisions, keep, record, things
from duizhao.corpus.decisions.ocr_corrections import as_read, corrected, corrections, find_under, lifted, reading
from duizhao.corpus.document import Document, Mark, Span, text_digest
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.readers.base.contents import Contents, ordered
from duizhao.corpus.readers.load import document_from, document_of
from duizhao.corpus.scans.coverage import ScannedPage
from duizhao.corpus.scans.regions import Strip, strips
from duizhao.corpus.store.store import Store
from duizhao.corpus.traces.citations import Citation, Citer, citation_record, read_citation
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import QuoteLink, SearchScope, Trace, TracedQuotation
from duizhao.corpus.traces.verification import TextFile, verify
from duizhao.models.loading import open_encoder

MADE = "2026-01-02T03:04:05+00:00"
MISREAD = "学校请来了新的老帅。"
"""As a recogniser may take 老师 for."""


def read_from_pictures(lines: list[str], name: str = "paper") -> Document:
    """A document of two pages, a line a paragraph, each of 40 by 20 pixels for a character."""
    text, marks, half = "", [], (len(lines) + 1) // 2
    for page, part in enumerate((lines[:half], lines[half:]), start=1):
        first = len(text)
        for at, line in enumerate(part):
            wide, top = 20 * len(line), 100 + 60 * at
            box = [[50, top], [50 + wide, top], [50 + wide, top + 40], [50, top + 40]]
            value = json.dumps({"box": box, "confidence": 0.5 if "帅" in line else 0.99})
            marks.append(Mark("reading", Span(len(text), len(text) + len(line)), value))
            text += line + "\n"
        span = Span(first, len(text))
        marks.append(
            Mark("picture", span, ScannedPage(f"{page}.jpg", f"{page}" * 64, 1, 800, 600, "px", (), span).value())
        )
    return document_from(Contents(text, ordered(marks)), "zh", name, "0" * 64)


LINES = [MISREAD, *(chinese for chinese, _ in PAIRS[1:])]
PAPER = read_from_pictures(LINES)
ENGLISH = document_of("".join(f"{english}\n" for _, english in PAIRS), "en", name="paper.en")


class TestTheLayer:
    def test_the_reading_lies_under_the_correction(self) -> None:
        wrong = Span(PAPER.text.index("帅"), PAPER.text.index("帅") + 1)
        new, place = corrected(PAPER, wrong, "师", who="AB", made=MADE)
        assert (place.of(new.text), reading(new, place)) == ("师", "帅")
        assert lifted(new)[0] == PAPER.text
        (only,) = corrections(new)
        assert (only.who, only.made) == ("AB", MADE)

    def test_what_comes_after_keeps_its_place_in_the_picture(self) -> None:
        before = strips(PAPER, Span(PAPER.text.index("河水"), PAPER.text.index("河水") + 2))
        new, _ = corrected(PAPER, Span(2, 5), "请了", who="AB", made=MADE)
        assert strips(new, Span(new.text.index("河水"), new.text.index("河水") + 2)) == before

    def test_corrected_back_no_layer_is_left(self) -> None:
        new, place = corrected(PAPER, Span(8, 9), "师", who="AB", made=MADE)
        assert corrected(new, place, PAPER.text[8:9], who="CD", made=MADE)[0] == PAPER

    def test_what_is_taken_out_leaves_a_place(self) -> None:
        new, place = corrected(PAPER, Span(0, 2), "", who="AB", made=MADE)
        assert new.text.startswith("请来了")
        assert (place.of(new.text), reading(new, place)) == ("请", "学校请")

    @settings(deadline=None)
    @given(st.data())
    def test_however_often_the_reading_comes_back(self, data: st.DataObject) -> None:
        document = PAPER
        for _ in range(data.draw(st.integers(1, 5))):
            start = data.draw(st.integers(0, len(document.text) - 2))
            end = data.draw(st.integers(start + 1, min(start + 6, len(document.text))))
            words = data.draw(st.text("甲乙丙", max_size=4))
            document, place = corrected(document, Span(start, end), words, who="AB", made=MADE)
            assert words in place.of(document.text) or not words
        assert as_read(document).text == PAPER.text

    @settings(deadline=None)
    @given(st.integers(0, 60), st.integers(1, 8), st.lists(st.tuples(st.integers(0, 70), st.text("甲乙", max_size=2))))
    def test_an_anchor_is_found_under_corrections(self, at: int, size: int, edits: list[tuple[int, str]]) -> None:
        anchor, document = anchor_in(PAPER, Span(at, at + size)), PAPER
        for number, (start, words) in enumerate(edits):
            made = f"2026-01-02T03:04:{number:02}+00:00"
            document, _ = corrected(document, Span(start, start + 1), words, who="AB", made=made)
        assert find_under(anchor, document) is not None

    def test_a_files_own_text_is_never_changed(self) -> None:
        with pytest.raises(ValueError, match="cannot be corrected"):
            corrected(ENGLISH, Span(0, 1), "X", who="AB", made=MADE)


def test_the_strip_of_some_characters() -> None:
    at = PAPER.text.index("老")
    assert strips(PAPER, Span(at, at + 2)) == (Strip("1.jpg", "1" * 64, 1, (170, 100, 250, 140), "px", 0.5),)


def test_a_span_over_two_pages_has_two_strips() -> None:
    second = next(mark.span.start for mark in PAPER.marks if mark.kind == "picture" and mark.span.start)
    assert [strip.file for strip in strips(PAPER, Span(second - 5, second + 3))] == ["1.jpg", "2.jpg"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with Store.open(tmp_path / "c", create=True) as opened:
        encoder = lexicon()
        add_entry(opened, make_entry(PAPER, [ENGLISH], encoder), encoder)
        yield opened


class TestInACorpus:
    def test_text_search_and_vectors_are_the_corrected_ones(self, store: Store) -> None:
        said = corrected_in(store, Misreading("paper", read="老帅"), Correction("老师", "AB"), lexicon())
        assert "'老师', in the place of '老帅' (read with 50% confidence)" in said
        source = store.source("paper")
        assert source.text.startswith("学校请来了新的老师。")
        (entry,) = read_library(store).entries
        assert entry.source == source

    def test_beads_of_other_sentences_stay_as_they_are(self, store: Store) -> None:
        before = store.bitexts("paper")[0].beads
        corrected_in(store, Misreading("paper", read="老帅"), Correction("老师", "AB"), lexicon())
        after = store.bitexts("paper")[0].beads
        assert [(bead.source, bead.target) for bead in after] == [(bead.source, bead.target) for bead in before]
        assert after[0].confidence >= before[0].confidence

    def test_nothing_of_the_wrong_words_is_left(self, store: Store) -> None:
        wrong = next(text for text in store.text("paper").sentence_texts() if "老帅" in text)
        digest = text_digest(wrong)
        assert digest in store.vectors([digest])
        corrected_in(store, Misreading("paper", read="老帅"), Correction("老师", "CD"), lexicon())
        assert not store.vectors([digest])
        assert wrong.encode() not in Path(store.path).read_bytes()

    def test_a_confirmed_row_stays_confirmed(self, store: Store) -> None:
        bitext = store.bitexts("paper")[0]
        judge_bead(store, bitext, bitext.beads[0], "confirmed", who="AB")
        corrected_in(store, Misreading("paper", read="老帅"), Correction("老师", "CD"), lexicon())
        assert store.bitexts("paper")[0].beads[0].status == "confirmed"
        (thing,) = things(store, kind="bead")
        assert thing.is_here
        assert thing.verdict == "confirmed"

    def test_a_confirmed_link_in_a_corrected_sentence_is_found_again(self, store: Store) -> None:
        at = PAPER.text.index("老帅")
        record(store, Decision("link", (anchor_in(PAPER, Span(at, at + 2)),), "confirmed", "AB"))
        corrected_in(store, Misreading("paper", Span(at + 1, at + 2)), Correction("师", "CD"), lexicon())
        (thing,) = things(store, kind="link")
        assert thing.spans[0].of(store.source("paper").text) == "老师"

    def test_who_and_when_are_kept_and_two_who_disagree_are_seen(self, store: Store) -> None:
        corrected_in(
            store, Misreading("paper", read="老帅"), Correction("老师", "AB", "the picture shows 师"), lexicon()
        )
        corrected_in(store, Misreading("paper", read="老师"), Correction("老帥", "CD"), lexicon())
        (thing,) = things(store, kind="reading")
        assert thing.state == "contested"
        first = all_decisions(store, kind="reading")[0]
        assert (first.who, first.verdict, first.detail["read"]) == ("AB", "reads: 老师", "老帅")

    def test_lifted_the_reading_stands_there_again(self, store: Store) -> None:
        corrected_in(store, Misreading("paper", read="老帅"), Correction("老师", "AB"), lexicon())
        corrected_in(store, Misreading("paper", read="老师"), Correction(None, "AB"), lexicon())
        assert store.source("paper") == PAPER
        assert all_decisions(store, kind="reading")[-1].verdict == "withdrawn"

    def test_a_sentence_cut_in_two(self, store: Store) -> None:
        corrected_in(store, Misreading("paper", read="学生没有"), Correction("学生。没有", "AB"), lexicon())
        (bitext,) = store.bitexts("paper")
        assert len(bitext.source.sentences) == len(PAPER.sentences) + 1

    def test_confirmed_rows_around_and_inside_a_correction_of_two_sentences_stay(self, store: Store) -> None:
        bitext = store.bitexts("paper")[0]
        for bead in bitext.beads[:3]:
            judge_bead(store, store.bitexts("paper")[0], bead, "confirmed", who="AB")
        before = [(bead.source, bead.target, bead.status) for bead in store.bitexts("paper")[0].beads]
        start = PAPER.text.index("老帅")
        corrected_in(
            store, Misreading("paper", Span(start, start + 7)), Correction("老师。\n学生们没", "CD"), lexicon()
        )
        assert [(bead.source, bead.target, bead.status) for bead in store.bitexts("paper")[0].beads] == before

    def test_another_persons_corrections_are_put_in_place(self, store: Store, tmp_path: Path) -> None:
        with Store.open(tmp_path / "other", create=True) as other:
            add_entry(other, make_entry(PAPER, [], lexicon()), lexicon())
            corrected_in(other, Misreading("paper", read="老帅"), Correction("老师", "CD"), lexicon())
            corrected_in(other, Misreading("paper", read="河水"), Correction("洪水", "CD"), lexicon())
            keep(store, all_decisions(other))
            expected = other.source("paper")
        assert applied_in(store, "paper", lexicon()) == "paper: 2 corrections put in place"
        assert store.source("paper").text == expected.text
        assert [each.who for each in corrections(store.source("paper"))] == ["CD", "CD"]
        assert applied_in(store, "paper", lexicon()) == "paper: 0 corrections put in place"

    @pytest.mark.parametrize(
        ("misread", "words", "told"),
        [
            (Misreading("paper", Span(0, 9999)), "x", "is no place"),
            (Misreading("paper", read="老狮"), "x", "does not stand"),
            (Misreading("paper", read="了"), "x", "several times"),
            (Misreading("paper.en", Span(0, 3)), "x", "never changed"),
            (Misreading("paper", read="老帅"), "老帅", "nothing was changed"),
        ],
    )
    def test_what_cannot_be_corrected(self, store: Store, misread: Misreading, words: str, told: str) -> None:
        with pytest.raises(RequestError, match=told):
            corrected_in(store, misread, Correction(words, "AB"), lexicon())
        assert store.source("paper") == PAPER


def test_english_pages_are_corrected_too(tmp_path: Path) -> None:
    english = read_from_pictures([english for _, english in PAIRS], "scan.en")
    english = replace(english, language="en")
    chinese = document_of("".join(f"{chinese}\n" for chinese, _ in PAIRS), "zh", name="paper")
    with Store.open(tmp_path / "c", create=True) as store:
        encoder = lexicon()
        add_entry(store, make_entry(chinese, [english], encoder), encoder)
        corrected_in(store, Misreading("scan.en", read="hired a new"), Correction("hired one new", "AB"), encoder)
        assert store.bitexts("paper")[0].target.text.startswith("The school hired one new teacher.")


class TestCitations:
    """A citation of a reading tells of the picture, the reading and the correction; `verify` holds it to all three."""

    @pytest.fixture
    def cited(self, store: Store) -> Citation:
        corrected_in(store, Misreading("paper", read="老帅"), Correction("老师", "AB"), lexicon())
        document = store.source("paper")
        link = QuoteLink("paper", (Span(0, 9),), document.text[:9], None, (), None, 0.9, "the model's words")
        quotation = Quotation((Span(1, 14),), "a new teacher")
        traced = TracedQuotation(quotation, "renders", 0.9, (link,))
        return Citer({"paper": document}, "m", "0").cite(traced, link)

    def corpus_text(self, store: Store) -> TextFile:
        document = store.source("paper")
        return TextFile(document.name, document.text, document.sha256, document)

    def test_it_holds_all_three_and_comes_back_from_json(self, cited: Citation) -> None:
        assert (cited.text, cited.read) == ("学校请来了新的老师", MISREAD[:9])
        (strip,) = cited.strips
        assert (strip.file, strip.confidence) == ("1.jpg", 0.5)
        assert [(each.read, each.who) for each in cited.corrections] == [("老帅", "AB")]
        record = json.loads(json.dumps(citation_record(cited)))
        assert read_citation(record, "a line") == cited
        assert cited.untouched

    @pytest.mark.parametrize("layer", ["read", "strips", "corrections"])
    def test_a_layer_changed_in_the_citation_is_seen(self, store: Store, cited: Citation, layer: str) -> None:
        record = citation_record(cited)
        changed = {
            "read": "学校请来了新的老帥",
            "strips": [record["strips"][0] | {"sha256": "f" * 64}],
            "corrections": [record["corrections"][0] | {"who": "XY"}],
        }
        edited = read_citation(record | {layer: changed[layer]}, "a line")
        assert verify(edited, [self.corpus_text(store)]).status == "edited"

    def test_as_it_was(self, store: Store, cited: Citation) -> None:
        checked = verify(cited, [self.corpus_text(store), TextFile("1.jpg", "", "1" * 64)])
        assert checked.status == "unchanged"
        told = "the same file; the picture 1.jpg is unchanged; read as cited; corrected as cited, by AB"
        assert checked.detail == told

    def test_without_the_picture_it_is_said(self, store: Store, cited: Citation) -> None:
        checked = verify(cited, [self.corpus_text(store)])
        assert checked.status == "unchanged"
        assert "1.jpg is not among the files" in checked.detail

    def test_another_picture_under_its_name(self, store: Store, cited: Citation) -> None:
        checked = verify(cited, [self.corpus_text(store), TextFile("1.jpg", "", "e" * 64)])
        assert (checked.status, "1.jpg is another picture now" in checked.detail) == ("differs", True)

    def test_another_correction_since(self, store: Store, cited: Citation) -> None:
        corrected_in(store, Misreading("paper", read="老师"), Correction("老狮", "CD"), lexicon())
        corrected_in(store, Misreading("paper", read="老狮"), Correction("老师", "CD"), lexicon())
        checked = verify(cited, [self.corpus_text(store)])
        assert (checked.status, "corrections are other ones" in checked.detail) == ("differs", True)

    def test_against_the_picture_alone_what_is_read_in_it_counts(self, cited: Citation) -> None:
        picture = TextFile("1.jpg", f"{MISREAD}\n学生没有", "1" * 64)
        checked = verify(cited, [picture])
        assert (checked.status, "give --corpus" in checked.detail) == ("unchanged", True)
        assert verify(cited, [replace(picture, text="别的话")]).status == "gone"
        assert verify(cited, [replace(picture, sha256="e" * 64)]).status == "differs"

    def test_reports_say_where_it_was_read_and_by_whom_it_was_corrected(self, store: Store, cited: Citation) -> None:
        document = store.source("paper")
        quotation = Quotation((Span(1, 14),), "a new teacher")
        link = QuoteLink("paper", cited.spans, cited.text, None, (), None, 0.9, "the model's words")
        trace = Trace(
            "article",
            "“a new teacher”",
            (TracedQuotation(quotation, "renders", 0.9, (link,)),),
            SearchScope(1, len(document.sentences), 0, "m"),
        )
        told = where(Report(trace, {"paper": document}, "0"), link)
        assert told.endswith("in 1.jpg (read with low confidence, 50%), AB read 老师 where 老帅 was recognised")


def test_the_command_says_what_it_did_and_refuses_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    corpus = tmp_path / "c"
    with Store.open(corpus, create=True) as store:
        encoder = open_encoder()
        add_entry(store, make_entry(PAPER, [], encoder), encoder)
    arguments = ["duizhao", "correct", "--corpus", str(corpus), "--document", "paper", "--as", "AB"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.argv", [*arguments, "--read", "老帅", "--text", "老师"])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 0
        assert "'老师', in the place of '老帅'" in capsys.readouterr().err
        patched.setattr("sys.argv", [*arguments, "--read", "老帅", "--text", "老师"])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 1
        assert capsys.readouterr().err == "duizhao: '老帅' does not stand in 'paper': copy the words from its text\n"
