"""Terms extracted, checked and coded: what a person says stays, glossaries come in and go out, nothing cries wolf."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from occurrences import OTHER, SURE, ZH, row

from duizhao.align.errors import RequestError
from duizhao.align.terms.coding import audited, import_codes, keep_judgement, query_of, read_table, to_judge, unjudged
from duizhao.align.terms.collocates import Window, collocates
from duizhao.align.terms.consistency import against_glossary, inconsistent
from duizhao.align.terms.groups import merge
from duizhao.align.terms.occurrences import Occurrences, TermQuery
from duizhao.align.terms.renderings import Regroup, group, grouped
from duizhao.align.terms.requests import Extraction, Nearness, ShowOptions, TermCheck
from duizhao.align.terms.service import check, extract, near
from duizhao.align.terms.show import show, term_occurrences
from duizhao.corpus.document import Document, Span
from duizhao.corpus.errors import FormatError, StoreError
from duizhao.corpus.exchange.tables.glossaries import Entry, read_glossary, write_tbx
from duizhao.corpus.store.store import Store
from duizhao.corpus.terms.extraction import candidates
from duizhao.corpus.terms.variants import group_key
from duizhao.corpus.text.tokenization import UserWords, read_words


def lines(text: str, language: str = "zh") -> Document:
    spans, at = [], 0
    for line in text.splitlines(keepends=True):
        spans.append(Span(at, at + len(line)))
        at += len(line)
    return Document("d", language, text, tuple(spans), "")  # type: ignore[arg-type]


LAW = "資通安全維護計畫由機關訂定。\n機關實施資通安全維護計畫。\n資通安全由機關負責。\n資通安全很重要。\n"


def test_candidates_are_phrases_that_stand_out_and_nested_ones_give_way() -> None:
    user = UserWords(["資通安全"])
    found = {
        each.term: each for each in candidates([lines(LAW)] * 3, [lines("機關很重要。\n機關。\n" * 3)], "zh", user=user)
    }
    assert (found["資通安全"].count, found["資通安全"].documents) == (12, 3)
    assert "資通安全維護計畫" in found["資通安全"].within
    assert "安全維護計畫" not in found  # a dictionary word is never cut
    assert found["資通安全"].keyness is not None
    assert found["資通安全"].keyness > 0
    assert "機關" not in found  # as common elsewhere


def test_english_candidates_end_in_words_that_tell() -> None:
    text = "Freedom of speech is a right.\nThe freedom of speech and the freedom of the press.\nSpeech is free.\n"
    found = [each.term for each in candidates([lines(text, "en")], [], "en")]
    assert "freedom of speech" in [each.casefold() for each in found]
    assert not any(each.split()[-1] in ("of", "the") for each in found)


def test_a_users_words() -> None:
    assert read_words("\ufeff# mine\n資通安全 5 n\n\n教育培训\n") == ["資通安全", "教育培训"]
    assert ("教育培训", "n") in UserWords(["教育培训"]).tagged("教育培训中心")


def test_collocates_of_a_word() -> None:
    document = lines("法律保护权利。\n法律保护财产。\n学校保护学生。\n法律很长。\n")
    places = [(document, at, Span(start, start + 2)) for at, start in ((0, 2), (1, 10), (2, 18))]
    assert [document.text[span.start : span.end] for _, _, span in places] == ["保护"] * 3
    (first, *_) = collocates(places, [document], Window("zh"))
    # logDice of 法律: near 2, in all 3, the node 3 times: 14 + log2(4 / 6)
    assert (first.word, first.near, first.count) == ("法律", 2, 3)
    assert first.log_dice == pytest.approx(13.415, abs=1e-3)


class TestGlossaries:
    ENTRY = Entry("权利", ("right",), ("entitlement",), ("privilege",))

    def test_come_back_from_tbx(self) -> None:
        written = write_tbx([self.ENTRY, Entry("<义务>", ("duty & more",))])
        root = etree.fromstring(written.encode())
        assert root.tag == "{urn:iso:std:iso:30042:ed-2}tbx"
        assert read_glossary(written.encode(), "g.tbx") == [self.ENTRY, Entry("<义务>", ("duty & more",))]

    @pytest.mark.parametrize(
        "table",
        [
            "term,preferred,admitted,forbidden\n权利,right,entitlement,privilege\n",
            "term;rendering;status\n权利;right;preferred\n权利;entitlement;admitted\n权利;privilege;deprecated\n",
        ],
    )
    def test_come_from_tables(self, table: str) -> None:
        assert read_glossary(table.encode(), "g.csv") == [self.ENTRY]

    def test_of_the_older_tbx(self) -> None:
        old = (
            "<martif><text><body><termEntry><langSet xml:lang='zh-CN'><tig><term>权利</term></tig></langSet>"
            "<langSet xml:lang='en'><tig><term>right</term><termNote type='administrativeStatus'>"
            "preferredTerm-admn-sts</termNote></tig></langSet></termEntry></body></text></martif>"
        )
        assert read_glossary(old.encode(), "g.tbx") == [Entry("权利", ("right",))]

    @pytest.mark.parametrize("broken", ["a,b\n1,2\n", "<tbx/>", "<tbx", "no table"])
    def test_broken(self, broken: str) -> None:
        with pytest.raises((FormatError, Exception)) as caught:
            read_glossary(broken.encode(), "g.tbx")
        assert "\n" not in str(caught.value)

    def test_say_what_is_wrong(self) -> None:
        rows = (*SURE, row(3, "a privilege", "privilege"), row(4, "a claim", "claim"), row(5, "x", "", 0.9))
        found = against_glossary(self.ENTRY, Occurrences(TermQuery("权利"), rows, 6, 0, {}))
        assert [each.kind for each in found] == ["forbidden", "not in the glossary", "not rendered"]


def one_text(*words: str) -> Occurrences:
    rows = tuple(
        replace(row(at, f"a {each}", each), beside=replace(row(at, each, each).beside, id=1))
        for at, each in enumerate(words)
    )
    return Occurrences(TermQuery("权利"), rows, len(rows), 0, {})


@pytest.mark.parametrize(
    ("renderings", "told"),
    [
        (["right"] * 5 + ["claim"], ["claim"]),
        (["right"] * 5 + ["rights"], []),  # a form
        (["culture"] * 5 + ["cultural"], []),  # of one family
        (["right"] * 2 + ["claim"], []),  # too few to say
        (["right"] * 3 + ["claim"] * 3, []),  # none is usual
    ],
)
def test_what_is_out_of_line(renderings: list[str], told: list[str]) -> None:
    assert [each.row.rendering for each in inconsistent("权利", one_text(*renderings))] == told


def test_what_a_person_put_into_one_group_is_consistent() -> None:
    found = one_text(*["right"] * 5, "claim", "power")
    regroup = Regroup(merged={group_key("claim", "en"): "right"})
    names = grouped(found, regroup=regroup)
    assert [each.row.rendering for each in inconsistent("权利", found, (), names)] == ["power"]
    entry = Entry("权利", ("right",), (), ("power",))
    assert [each.row.rendering for each in against_glossary(entry, found, names)] == ["power"]
    assert [each.row.rendering for each in against_glossary(entry, found)] == ["claim", "power"]


def test_occurrences_in_longer_terms_are_no_slips() -> None:
    found = one_text(*["right"] * 5, "claim")
    rows = [*found.rows[:-1], replace(found.rows[-1], left="基本", right="法")]
    assert inconsistent("权利", replace(found, rows=tuple(rows)), ["基本权利"]) == []


def test_a_person_is_right(corpus: Path, tmp_path: Path) -> None:
    """Corrections, codes, groups and judgements come back, and stay."""
    copy = tmp_path / "c.duizhao"
    copy.write_bytes(corpus.read_bytes())
    query = TermQuery("学生")
    table = str(show(copy, query, ShowOptions(occurrences=True)).written("csv"))
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    rows[0]["rendering"] = "learners"
    rows[1]["status"], rows[1]["rendering"] = "not rendered", ""
    for each in rows:
        each["stance"] = "neutral"
        each |= {"beside": "x.en", "counterpart": "as `find` writes it", "counterpart_start": "3"}
    file = tmp_path / "coded.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    read = read_table(file)
    assert query_of(read, "coded.csv") == query
    with Store.open(copy) as store:
        told = import_codes(store, query, [*read, {"id": "gone", "rendering": "x"}], who="AB")
        assert (told.corrections, told.codes, told.unknown) == (2, 6, 1)
        with pytest.raises(StoreError, match="--as"):
            import_codes(store, query, read, who=" ")
    after = show(copy, query, ShowOptions(occurrences=True)).records
    assert {each["rendering"] for each in after if each["decided"]} == {"learners", ""}
    assert {each["stance"] for each in after} == {"neutral"}
    with Store.open(copy) as store:
        merge(*term_occurrences(store, query), ["pupils"], "students", "AB")
        with pytest.raises(RequestError, match="not rendered"):
            merge(*term_occurrences(store, query), ["schoolmasters"], "students", "AB")
        search, found = term_occurrences(store, query)
        sample = to_judge(found.rows, 4, 1)
        assert len(sample) == 4
        for row, answer in zip(unjudged(store, sample), ["y", "n", "y"], strict=False):
            keep_judgement(store, search, row, answer, "AB")
        assert unjudged(store, sample) == sample[3:]
        audit = audited(store, sample)
        assert (audit.judged, audit.right) == (3, 2)
        assert audit.restated(3)[0] == pytest.approx(2.0)
    first = show(copy, query).records[0]
    assert (first["rendering"], first["count"]) == ("students", 4)


def test_a_table_without_ids_is_refused(corpus: Path) -> None:
    with Store.open(corpus) as store, pytest.raises(RequestError, match="id"):
        import_codes(store, TermQuery("学生"), [{"rendering": "x"}], who="AB")
    with pytest.raises(RequestError, match="--term"):
        query_of([{"match": "a"}, {"match": "b"}], "t.csv")


@pytest.mark.parametrize(
    "ask",
    [
        lambda corpus: extract(corpus, Extraction(where=("nowhere=1",))),
        lambda corpus: near(corpus, Nearness("学生", where=("nowhere=1",))),
        lambda corpus: check(corpus, TermCheck(where=("nowhere=1",))),
        lambda corpus: show(corpus, TermQuery("学生", where=("nowhere=1",))),
        lambda corpus: show(corpus, TermQuery("学生"), ShowOptions(over="nowhere")),
    ],
)
def test_metadata_that_no_text_has_cannot_be_asked_for(corpus: Path, ask: Callable[[Path], object]) -> None:
    with pytest.raises(FormatError, match=r"'nowhere' in its metadata: there are .*document, .*date, translator"):
        ask(corpus)


@pytest.mark.slow
def test_lists_from_a_corpus(corpus: Path, tmp_path: Path) -> None:
    extracted = extract(corpus, Extraction(renderings=True))
    by_term = {each["term"]: each for each in extracted.records}
    assert "students" in by_term["学生"]["renderings"]
    assert "pupils" in str(extracted.written("tbx"))
    with pytest.raises(RequestError, match="duizhao list"):
        extract(corpus, Extraction(document="nowhere"))
    assert near(corpus, Nearness("学生", fewest=1)).records
    assert near(corpus, Nearness("学生", fewest=1, where=("document=law",))).records
    assert near(corpus, Nearness("学生", rendering="pupils", fewest=1)).records
    glossary = tmp_path / "g.csv"
    glossary.write_text("term,preferred,forbidden\n学生,students,pupils\n", encoding="utf-8")
    found = check(corpus, TermCheck(glossary))
    assert {each["kind"] for each in found.records} == {"forbidden"}
    assert {each["translation"] for each in found.records} == {"other.en"}
    assert check(corpus).records == []
    assert len(ZH.splitlines()) == len(OTHER.splitlines()) == len(group(one_text("a", "b"))) + 4
