"""Lists of terms asked again: with all options, with the same files, and with what has changed; groups by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duizhao.align.cli.find import rerun
from duizhao.align.concordance.service import QueryResult
from duizhao.align.errors import RequestError
from duizhao.align.rerun import again
from duizhao.align.terms.groups import merge, split, ungroup
from duizhao.align.terms.occurrences import TermQuery
from duizhao.align.terms.requests import Extraction, Nearness, ShowOptions, TermCheck
from duizhao.align.terms.service import check, extract, near
from duizhao.align.terms.show import show, term_occurrences
from duizhao.corpus.store.store import Store

QUERY = TermQuery("权利")


@pytest.fixture
def files(tmp_path: Path, corpus: Path) -> Path:
    """A folder with all that a list of terms may need."""
    (tmp_path / "words.txt").write_text("受教育的权利\n", encoding="utf-8")
    (tmp_path / "glossary.csv").write_text("term,preferred,forbidden\n学生,students,pupils\n", encoding="utf-8")
    (tmp_path / "other.duizhao").write_bytes(corpus.read_bytes())
    return tmp_path


def asked(corpus: Path, files: Path, which: str) -> QueryResult:
    words = files / "words.txt"
    if which == "extract":
        return extract(corpus, Extraction(most=7, fewest=1, renderings=True, words=words))
    if which == "one text":
        return extract(corpus, Extraction("en", "other.en", fewest=1))
    if which == "reference":
        # as many in both: nothing stands out, and the file is asked for all the same
        return extract(corpus, Extraction(reference=files / "other.duizhao", fewest=1))
    if which == "check":
        return check(corpus, TermCheck(files / "glossary.csv", ("translator=B",), 9, words))
    return near(corpus, Nearness("学.", "zh", True, ("document=law",), "pupils", 2, 1, 4, words))


@pytest.mark.parametrize("which", ["extract", "one text", "reference", "check", "near"])
def test_a_list_can_be_made_again(corpus: Path, files: Path, which: str) -> None:
    found = asked(corpus, files, which)
    assert found.records or which == "reference"
    once_more = again(corpus, json.loads(found.made.query), folders=[files])
    assert once_more.records == found.records
    assert once_more.made.query == found.made.query
    assert str(files) not in found.made.query  # where a file lay is nobody's business


def test_rerun_says_what_changed(corpus: Path, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = files / "slips.csv"
    written = asked(corpus, files, "check").written("csv")
    table.write_text(str(written), encoding="utf-8")
    rerun(table, corpus)
    assert capsys.readouterr().err == "rows: 3 then, 3 now; 0 gone, 0 new, 0 changed\n"
    (files / "glossary.csv").write_text("term,preferred\n学生,students\n", encoding="utf-8")
    rerun(table, corpus)
    told = capsys.readouterr().err
    assert "glossary: glossary.csv holds something else than it did" in told
    assert "gone" in told or "changed" in told
    (files / "glossary.csv").unlink()
    with pytest.raises(RequestError, match=r"with the file glossary\.csv: put it beside the table"):
        rerun(table, corpus)


@pytest.mark.parametrize("told", [{"glossary": True}, {"fewest": 1, "unheard": 2}, {"words": {"name": "x"}}])
def test_another_programs_query_is_refused(corpus: Path, told: dict[str, object]) -> None:
    with pytest.raises(RequestError, match="anew"):
        again(corpus, {"command": "terms check", **told})


class TestGroups:
    @pytest.fixture
    def store(self, tmp_path: Path, corpus: Path) -> Path:
        copy = tmp_path / "c.duizhao"
        copy.write_bytes(corpus.read_bytes())
        return copy

    def groups(self, path: Path, query: TermQuery = QUERY, *, written: bool = False) -> dict[str, int]:
        return {each["rendering"]: each["count"] for each in show(path, query, ShowOptions(written=written)).records}

    def test_a_form_split_off_stays_so_until_it_is_taken_back(self, store: Path) -> None:
        assert self.groups(store) == {"right": 6}
        with Store.open(store) as opened:
            (kept,) = split(*term_occurrences(opened, QUERY), ["rights"], None, "AB")
            assert kept.verdict == "rights"
        assert self.groups(store) == {"right": 4, "rights": 2}
        assert self.groups(store, TermQuery("權利")) == {"right": 4, "rights": 2}  # in the other script too
        assert self.groups(store, written=True) == {"right": 4, "rights": 2}
        with Store.open(store) as opened:
            split(*term_occurrences(opened, QUERY), ["rights"], "plural", "AB")  # a change of mind
        assert self.groups(store) == {"right": 4, "plural": 2}
        with Store.open(store) as opened:
            with pytest.raises(RequestError, match="CD put none"):
                ungroup(opened, term_occurrences(opened, QUERY)[1], ["plural"], "CD")
            ungroup(opened, term_occurrences(opened, QUERY)[1], ["plural"], "AB")
        assert self.groups(store) == {"right": 6}

    def test_what_is_split_off_can_be_merged_elsewhere(self, store: Path) -> None:
        query = TermQuery("学生")
        with Store.open(store) as opened:
            merge(*term_occurrences(opened, query), ["pupils"], "learners", "AB")
            merge(*term_occurrences(opened, query), ["students", "learners"], "those who learn", "AB")
        assert self.groups(store, query) == {"those who learn": 6}
        with Store.open(store) as opened:
            split(*term_occurrences(opened, query), ["pupils"], None, "AB")
        assert self.groups(store, query) == {"those who learn": 3, "pupils": 3}
        with Store.open(store) as opened:
            merge(
                *term_occurrences(opened, query), ["pupils"], "the young", "AB"
            )  # what was split off is taken by itself
            ungroup(opened, term_occurrences(opened, query)[1], ["students"], "AB")
        assert self.groups(store, query) == {"students": 3, "the young": 3}

    def test_people_who_disagree_leave_it_as_it_is(self, store: Path) -> None:
        with Store.open(store) as opened:
            split(*term_occurrences(opened, QUERY), ["rights"], "one", "AB")
            split(*term_occurrences(opened, QUERY), ["rights"], "other", "CD")
        assert self.groups(store) == {"right": 6}
        with Store.open(store) as opened:
            split(*term_occurrences(opened, QUERY), ["rights"], "one", "CD")
        assert self.groups(store) == {"right": 4, "one": 2}

    def test_a_form_that_is_not_there(self, store: Path) -> None:
        with Store.open(store) as opened, pytest.raises(RequestError, match="'duty': see `terms show`"):
            split(*term_occurrences(opened, QUERY), ["rights", "duty"], None, "AB")
