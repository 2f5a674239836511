"""The concordance: every occurrence, its words in every translation, in every format, and again from its own table."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from commands import Ran, Run
from encoders import PAIRS, lexicon
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from duizhao.align.concordance.compare_translations import compare, stretches
from duizhao.align.concordance.counts import counts
from duizhao.align.concordance.equivalents import Counterparts
from duizhao.align.concordance.kwic import Query, concordance, line_record
from duizhao.align.concordance.semantic_search import Meaning
from duizhao.align.errors import RequestError
from duizhao.align.library.build import add_entry, make_entry
from duizhao.align.library.link_cache import LinkCache, pack_links, unpack_links
from duizhao.align.library.vector_cache import VectorCache
from duizhao.align.vectors.sentence_index import open_vectors
from duizhao.align.vectors.word_links import AlignmentMatrix
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Span
from duizhao.corpus.errors import FormatError
from duizhao.corpus.files.sidecar import derived_folder
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.search.filters import read_conditions
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.store import Store

ZH = "".join(f"{chinese}\n" for chinese, _ in PAIRS)
EN = "".join(f"{english}\n" for _, english in PAIRS)
OTHER = EN.replace("bridge", "bridge there").replace("The doctor went to see the patient.\n", "")

BEADS = [Bead((at,), (at,)) for at in range(len(PAIRS))]
OTHER_BEADS = [*BEADS[:4], Bead((4,), ()), *(Bead((at,), (at - 1,)) for at in range(5, len(PAIRS)))]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    encoder = lexicon()
    with Store.open(tmp_path_factory.mktemp("concordance") / "c", create=True) as opened:
        source = document_of(ZH, "zh", name="one")
        targets = [document_of(text, "en", name=name) for name, text in (("a.en", EN), ("b.en", OTHER))]
        kept = VectorCache(encoder, opened)
        entry = make_entry(source, targets, kept)
        opened.add(source, bitexts=entry.bitexts, vectors=kept.fresh, model=kept.signature)
        opened.realign("one", "a.en", BEADS)
        opened.realign("one", "b.en", OTHER_BEADS)
        alone = document_of("河上有一座桥。\n橋很老。\n", "zh", name="two")
        add_entry(opened, make_entry(alone, [], encoder), encoder)
        for name, told in (
            ("one", {"year": "1920"}),
            ("two", {"year": "1990", "genre": "song"}),
            ("b.en", {"by": "B"}),
        ):
            opened.set_metadata(name, told)
        yield opened


def lines(store: Store, phrase: str, **asked) -> list[dict]:
    search = Search(store)
    encoder = lexicon()
    links = LinkCache(store, lambda: encoder, None)
    meaning = Meaning(search, encoder)
    query = Query(phrase, **asked)
    found = concordance(search, query, Counterparts(search, links), lambda _, query, among: meaning.find(query, among))
    return [line_record(search, line) for line in found.lines]


class TestLines:
    def test_the_contract(self, store: Store) -> None:
        first, second, third = lines(store, "桥")
        assert {key: first[key] for key in ("document", "match", "left", "right", "counterpart")} == {
            "document": "one",
            "match": "桥",
            "left": ZH[: ZH.index("桥")][-24:],
            "right": ZH[ZH.index("桥") + 1 :][:24],
            "counterpart": "The river swept the bridge away.",
        }
        assert ZH[first["start"] : first["end"]] == "桥"
        assert EN[slice(*first["counterpart_span"])] == "bridge"
        assert (second["document"], second["match"], second["counterpart"], second["counterparts"]) == (
            "two", "桥", None, [])  # fmt: skip
        assert third["match"] == "橋"

    def test_every_translation(self, store: Store) -> None:
        (doctor,) = lines(store, "医生")
        a, b = doctor["counterparts"]
        assert (a["translation"], a["words"], EN[slice(*a["span"])]) == ("a.en", "doctor", "doctor")
        assert (b["translation"], b["text"], b["span"], b["words"]) == ("b.en", "", None, "")
        assert doctor["counterpart"] == a["text"]
        assert a["id"] != b["id"]

    def test_from_english_to_chinese_and_by_way_of_it_to_the_others(self, store: Store) -> None:
        first, second = lines(store, "bridge")
        assert (first["document"], first["translation"], second["translation"]) == ("one", "a.en", "b.en")
        assert ZH[slice(*first["counterpart_span"])] == "桥"
        source, other = first["counterparts"]
        assert (source["translation"], source["words"]) == (None, "桥")
        assert (other["translation"], other["words"]) == ("b.en", "bridge")

    def test_links_are_computed_once(self, store: Store) -> None:
        first = lines(store, "学生")
        search = Search(store)

        def no_model() -> None:
            raise AssertionError("the model is opened though the links are known")

        kept = Counterparts(search, LinkCache(store, no_model, lexicon().signature))  # type: ignore[arg-type]
        found = concordance(search, Query("学生"), kept, lambda *_: [])
        assert [line_record(search, line) for line in found.lines] == first

    def test_an_identity_survives_realignment(self, store: Store) -> None:
        before = lines(store, "桥")
        (a, _) = store.bitexts("one")
        store.realign("one", "a.en", [Bead((0, 1, 2), (0, 1, 2)), *a.beads[3:]])
        after = lines(store, "桥")
        assert [line["id"] for line in after] == [line["id"] for line in before]
        assert [each["id"] for each in after[0]["counterparts"]] == [each["id"] for each in before[0]["counterparts"]]
        assert EN[slice(*after[0]["counterpart_span"])] == "bridge"
        assert after[0]["counterpart"] != before[0]["counterpart"]
        store.realign("one", "a.en", a.beads)

    @pytest.mark.parametrize(
        ("where", "documents"),
        [
            (("year=1920",), ["one"]),
            (("year>=1950",), ["two", "two"]),
            (("genre!=song",), ["one"]),
            (("genre~^so",), ["two", "two"]),
            (("by=B",), ["one"]),
            (("by=C",), []),
            (("year>100", "year<1000"), []),
        ],
    )
    def test_filters(self, store: Store, where: tuple[str, ...], documents: list[str]) -> None:
        assert [line["document"] for line in lines(store, "桥", where=where)] == documents

    def test_a_condition_is_of_a_translation_and_not_of_another_one_of_the_same_text(self, store: Store) -> None:
        query = Query("bridge", where=("by=B",))
        found = concordance(Search(store), query, Counterparts(Search(store), None), lambda *_: [])
        assert (found.total, [line.hit.text.name for line in found.lines]) == (1, ["b.en"])
        assert sum(row[1] for row in counts(Search(store), query, "text")[1]) == 1

    def test_a_filter_on_translations_leaves_the_others_out(self, store: Store) -> None:
        (line,) = lines(store, "桥", where=("by=B",))
        assert [each["translation"] for each in line["counterparts"]] == ["b.en"]

    @pytest.mark.parametrize("condition", ["", "year", "=3", "year~("])
    def test_no_condition(self, condition: str) -> None:
        with pytest.raises(FormatError):
            read_conditions([condition])

    @pytest.mark.parametrize("condition", ["yaer=1920", "Year>1900", "translator!=B", "genres~song"])
    def test_a_key_that_no_text_has_is_refused_with_those_that_there_are(self, store: Store, condition: str) -> None:
        query = Query("桥", where=("by=B", condition))
        for ask in (lambda: lines(store, "桥", where=query.where), lambda: counts(Search(store), query, "text")):
            with pytest.raises(FormatError, match="in its metadata: there are document, by, genre, year"):
                ask()

    def test_a_count_by_a_key_that_no_text_has_is_refused(self, store: Store) -> None:
        with pytest.raises(FormatError, match="'by=A' in its metadata"):
            counts(Search(store), Query("桥"), "by=A")

    def test_orders_and_samples(self, store: Store) -> None:
        right = [line["right"].strip().casefold() for line in lines(store, "the", sort="right")]
        assert right == sorted(right)
        left = [line["left"][::-1].strip().casefold() for line in lines(store, "了", sort="left", context=60)]
        assert left == sorted(left)
        dated = lines(store, "桥", sort="date")
        assert [line["document"] for line in dated] == ["one", "two", "two"]
        rendered = [line["counterparts"][0]["words"] for line in lines(store, "the", sort="rendering", language="en")]
        assert rendered == sorted(rendered, key=lambda words: (words == "", words))
        sample = lines(store, "the", sample=5, seed=3)
        assert sample == lines(store, "the", sample=5, seed=3)
        assert sample != lines(store, "the", sample=5, seed=4)
        every = [line["id"] for line in lines(store, "the")]
        assert sorted([line["id"] for line in sample], key=every.index) == [line["id"] for line in sample]
        with pytest.raises(RequestError, match="no order is called"):
            lines(store, "the", sort="size")

    def test_counts(self, store: Store) -> None:
        search = Search(store)
        assert [row[:2] for row in counts(search, Query("桥"), "document")[1]] == [("two", 2), ("one", 1)]
        assert [row[:2] for row in counts(search, Query("桥"), "genre")[1]] == [("song", 2), ("", 1)]
        (row,) = counts(search, Query("老", where=("genre=song",)), "document")[1]
        assert row == ("two", 1, 9, pytest.approx(1e6 / 9))


class TestMeaning:
    def test_what_says_it_comes_first(self, store: Store) -> None:
        (first, *_) = lines(store, "the river and the bridge", meaning=True)
        assert first["match"] == "河水冲走了桥"
        assert first["counterparts"][0]["text"] == "The river swept the bridge away."
        (first, *_) = lines(store, "医生和病人", meaning=True)
        assert "doctor" in first["match"]

    def test_only_where_it_is_asked_for(self, store: Store) -> None:
        found = lines(store, "the river and the bridge", meaning=True, where=("genre=song",))
        assert {line["document"] for line in found} == {"two"}

    def test_the_vectors_follow_the_corpus(self, tmp_path: Path) -> None:
        encoder = lexicon()
        with Store.open(tmp_path / "c", create=True) as store:
            for name in ("a", "b", "c"):
                text = "".join(f"{chinese}{name}\n" for chinese, _ in PAIRS)
                add_entry(store, make_entry(document_of(text, "zh", name=name, presplit=True), [], encoder), encoder)
                vectors = open_vectors(store, "zh", encoder)
            assert len(vectors.rows) == 36
            whole = vectors.similarities(np.eye(128, dtype=np.float32)[0])
            del vectors
            store.remove("b")
            assert not derived_folder(store.path).exists()
            vectors = open_vectors(store, "zh", encoder)
            again = vectors.similarities(np.eye(128, dtype=np.float32)[0])
            assert np.allclose(again, np.concatenate([whole[:12], whole[24:]]))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_links_make_the_round_trip(data: st.DataObject) -> None:
    sources, targets = data.draw(st.integers(0, 5)), data.draw(st.integers(0, 5))
    probability = data.draw(arrays(np.float32, (sources, targets), elements=st.floats(0, 1, width=32)))
    spans = [np.array([[at, at + 1] for at in range(count)], np.int32).reshape(-1, 2) for count in (sources, targets)]
    links = AlignmentMatrix(spans[0], spans[1], probability, data.draw(st.booleans()))
    back = unpack_links(pack_links(links))
    assert back.trained == links.trained
    assert np.array_equal(back.source, links.source)
    assert np.array_equal(back.target, links.target)
    assert np.abs(back.probability - links.probability).max(initial=0) <= 0.5 / 255 + 1e-6


class TestCompare:
    def test_where_they_differ(self, store: Store) -> None:
        rows = compare(store, "one")
        assert [[each["text"] for each in row["translations"]] for row in rows] == [
            ["The river swept the bridge away.", "The river swept the bridge there away."],
            ["The doctor went to see the patient.", ""],
        ]
        assert [row["difference"] for row in compare(store, "one", by_difference=True)] == [
            1.0,
            pytest.approx(1 / 7, abs=1e-3),
        ]
        assert len(compare(store, "one", 0.5)) == 1
        with pytest.raises(RequestError, match="wants two or more"):
            compare(store, "two")

    def test_stretches_that_all_render_whole(self) -> None:
        source = document_of("一。\n二。\n三。\n", "zh", name="s", presplit=True)
        first, second = (document_of("A\nB\nC\n", "en", name=name, presplit=True) for name in "ab")
        bitexts = [
            Bitext(source, first, (Bead((0, 1), (0,)), Bead((2,), (1, 2)))),
            Bitext(source, second, (Bead((0,), (0, 1)), Bead((1,), ()), Bead((2,), (2,)))),
        ]
        found = stretches(bitexts)
        assert [each.source for each in found] == [Span(0, 5), Span(6, 8)]
        assert [each.targets for each in found] == [(Span(0, 1), Span(0, 3)), (Span(2, 5), Span(4, 5))]


@pytest.fixture
def run(tmp_path: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    from loopback import call

    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.zh").write_text(ZH, encoding="utf-8")
    (tmp_path / "one.en").write_text(EN, encoding="utf-8")
    (tmp_path / "b.en").write_text(OTHER, encoding="utf-8")

    def ran(*arguments: str) -> Ran:
        takes = arguments[0] in ("add", "find", "rerun")
        return Ran(*call([*arguments, *(["--model", str(tiny)] if takes else [])]))

    assert ran("add", "--corpus", "c", "--source", "one.zh", "--target", "one.en", "b.en").status == 0
    return ran


class TestCommand:
    @pytest.mark.parametrize("form", ["table", "tsv", "csv", "jsonl", "html"])
    def test_formats(self, run: Run, form: str) -> None:
        printed = run("find", "老师", "--corpus", "c", "--format", form)
        assert printed.status == 0
        assert printed.errors.startswith("1 occurrences in 1 texts, ")
        assert "老师" in printed.output
        assert run("find", "老师", "--corpus", "c", "-o", f"x.{'txt' if form == 'table' else form}").output == ""

    def test_a_hit_a_line(self, run: Run) -> None:
        found = [
            json.loads(line) for line in run("find", "了", "--corpus", "c", "--format", "jsonl").output.splitlines()
        ]
        assert len(found) == ZH.count("了")
        for hit in found:
            assert ZH[hit["start"] : hit["end"]] == hit["match"] == "了"
            assert ZH[hit["start"] - len(hit["left"]) : hit["start"]] == hit["left"]
            assert ZH[hit["end"] :].startswith(hit["right"])
            assert [each["translation"] for each in hit["counterparts"]] == ["one.en", "b.en"]
            assert json.loads(hit["provenance"]["query"]) == {"command": "find", "phrase": "了"}

    def test_a_row_for_each_translation(self, run: Run) -> None:
        table = run("find", "老师", "--corpus", "c", "--format", "csv").output
        rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
        assert [row["beside"] for row in rows] == ["one.en", "b.en"]
        assert len({row["id"] for row in rows}) == 2
        assert {row["program"] for row in rows} == {"duizhao 0.1.0"}

    @pytest.mark.parametrize("name", ["x.csv", "x.tsv", "x.jsonl", "x.xlsx", "x.html"])
    def test_run_again(self, run: Run, name: str) -> None:
        assert run("find", "了", "--corpus", "c", "--sort", "left", "-o", name).status == 0
        same = run("rerun", name, "--corpus", "c")
        assert (same.status, same.output) == (0, "")
        known = name[2:] not in ("xlsx", "html")
        if known:
            assert "0 gone, 0 new, 0 changed" in same.errors
        else:
            assert same.errors == "nothing changed\n"
        run("remove", "b.en", "--corpus", "c")
        told = run("rerun", name, "--corpus", "c", "-o", f"y{name[1:]}")
        assert told.errors.startswith("corpus: was ")
        if name.endswith(("csv", "tsv")):
            assert f"{ZH.count('了')} gone, 0 new, 0 changed" in told.errors
        assert Path(f"y{name[1:]}").exists()

    def test_counts_and_comparisons(self, run: Run) -> None:
        counted = run("find", "了", "--corpus", "c", "--count", "document")
        assert counted.output.splitlines()[0].split() == ["document", "count", "characters", "per_million"]
        assert counted.output.splitlines()[1].split()[:2] == ["one", str(ZH.count("了"))]
        for form in ("table", "csv", "jsonl", "html"):
            assert "bridge there" in run("compare", "one", "--corpus", "c", "--format", form).output
        run("compare", "one", "--corpus", "c", "-o", "z.csv")
        assert "0 gone, 0 new, 0 changed" in run("rerun", "z.csv", "--corpus", "c").errors

    def test_a_sheet_holds_texts_and_what_it_is(self, run: Run) -> None:
        run("find", "老师", "--corpus", "c", "-o", "x.xlsx")
        with zipfile.ZipFile("x.xlsx") as archive:
            assert "xl/worksheets/sheet2.xml" in archive.namelist()
            assert "老师" in archive.read("xl/sharedStrings.xml").decode()

    @pytest.mark.parametrize(
        ("arguments", "status", "said"),
        [
            ("find 。 --corpus c", 1, "holds no letters"),
            ("find ( --regex --corpus c", 1, "no regular expression"),
            ("find x --corpus gone", 1, "there is no corpus"),
            ("find x --corpus c --where year", 1, "is no condition"),
            ("find x --corpus c --format pdf", 1, "no format is called pdf"),
            ("find x --corpus c --meaning --regex", 2, "--meaning"),
            ("find x --corpus c --format xlsx", 2, "xlsx"),
            ("compare gone --corpus c", 1, "holds no document"),
            ("rerun one.zh --corpus c", 1, "does not say where it came from"),
            ("rerun gone.csv --corpus c", 1, "there is no file gone.csv"),
        ],
    )
    def test_refused(self, run: Run, arguments: str, status: int, said: str) -> None:
        refused = run(*arguments.split())
        assert refused.status == status
        assert said in refused.errors
        assert refused.output == ""

    def test_nothing_found_is_no_error(self, run: Run) -> None:
        none = run("find", "没有的词", "--corpus", "c")
        assert none == Ran(0, "", none.errors)
        assert none.errors.startswith("0 occurrences in 0 texts")


class TestTheOtherSide:
    def test_with_and_without(self, store: Store) -> None:
        def renderings(phrase: str, **asked: object) -> list[tuple[str, list[str]]]:
            rows = lines(store, phrase, **asked)
            return [(row["document"], [beside["translation"] or "" for beside in row["counterparts"]]) for row in rows]

        assert renderings("桥") == [("one", ["a.en", "b.en"]), ("two", []), ("two", [])]
        assert renderings("桥", beside=("bridge",)) == [("one", ["a.en", "b.en"])]
        assert renderings("桥", beside=("brid* there",)) == [("one", ["b.en"])]
        assert renderings("桥", not_beside=("there",)) == [("one", ["a.en"])]
        assert renderings("桥", beside=("river", "bridge"), not_beside=("there",)) == [("one", ["a.en"])]
        assert renderings("桥", beside=("river", "doctor")) == []
        assert renderings("医生", not_beside=("bridge",)) == [("one", ["a.en"])]  # b.en leaves it out
        assert renderings("桥", beside=("b.i", "e$|away"), regular=True) == [("one", ["a.en", "b.en"])]

    def test_of_a_translation_the_original(self, store: Store) -> None:
        every = lines(store, "bridge", language="en")
        assert len(every) == len(lines(store, "bridge", language="en", beside=("桥",))) > 0
        assert lines(store, "bridge", language="en", not_beside=("橋",)) == []

    def test_how_often(self, store: Store) -> None:
        search = Search(store)
        assert [row[:2] for row in counts(search, Query("桥", beside=("bridge",)), "document")[1]] == [
            ("one", 1),
            ("two", 0),
        ]

    @pytest.mark.parametrize("phrase", ["桥", "医生"])
    @pytest.mark.parametrize(
        "beside", ["bridge", "brid*", "old bridge", "bridge old", "old <4> doctor", "b?idge", "nowhere", "old, bridge"]
    )
    def test_the_index_tells_what_reading_tells(
        self, phrase: str, beside: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = document_of("桥很老。\n医生来了。\n桥不见了。\n", "zh", name="one", presplit=True)
        english = "An old bridge.\nIt was old\nA doctor came.\nThe bridge, old, is gone.\n"
        target = document_of(english, "en", name="a.en", presplit=True)
        beads = (Bead((0,), (0,), 0.9), Bead((1,), (1, 2), 0.9), Bead((2,), (3,), 0.9))
        with Store.open(tmp_path / "c", create=True) as opened:
            opened.add(source, bitexts=[Bitext(source, target, beads)], vectors={}, model="none")

            def found() -> list[list[int]]:
                return [
                    [row["start"] for row in lines(opened, phrase, **{side: (beside,)})]
                    for side in ("beside", "not_beside")
                ]

            told = found()
            monkeypatch.setattr("duizhao.align.concordance.other_side.AT_LEAST", 0)
            monkeypatch.setattr("duizhao.align.concordance.other_side.ENTRIES_A_RUN", 0)
            assert told == found()
            assert sorted(told[0] + told[1]) == [row["start"] for row in lines(opened, phrase)]

    def test_a_query_is_written_and_read(self) -> None:
        query = Query("桥", beside=("bridge",), not_beside=("there", "river"))
        assert Query.of(json.loads(json.dumps(query.record()))) == query


class TestOrders:
    TEXT = "大桥很老。\n小桥很新。\n他们说这桥很老吗？\n3座桥（旧）在\n小桥很新。\n"

    @pytest.fixture
    def kept(self, tmp_path: Path) -> Iterator[Store]:
        with Store.open(tmp_path / "c", create=True) as opened:
            encoder = lexicon()
            add_entry(opened, make_entry(document_of(self.TEXT, "zh", name="one", presplit=True), [], encoder), encoder)
            yield opened

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("1R,2R,3R", ["bridge\n", "bridge a z", "bridge b a", "bridge b x"]),
            ("1l, 1r,2r", ["bridge\n", "bridge b a", "bridge a z", "bridge b x"]),
            ("0 2R", ["bridge\n", "bridge b a", "bridge b x", "bridge a z"]),
        ],
    )
    def test_by_words(self, tmp_path: Path, sort: str, expected: list[str]) -> None:
        text = "the old bridge b x\nthe new bridge b a\nthe old bridge a z\na bridge\n"
        with Store.open(tmp_path / "c", create=True) as opened:
            encoder = lexicon()
            source = document_of("一\n二\n三\n四\n", "zh", name="one", presplit=True)
            target = document_of(text, "en", name="a.en", presplit=True)
            add_entry(opened, make_entry(source, [target], encoder), encoder)
            rows = [row["start"] for row in lines(opened, "bridge", sort=sort)]
        assert rows == [text.rindex(words) for words in expected]

    def test_good_examples_first(self, kept: Store) -> None:
        rows = [row["sentence"] for row in lines(kept, "桥", sort="gdex")]
        assert rows[0] in (0, 1)
        assert rows[-2:] == [3, 4]  # a fragment with a number and brackets; a sentence that stood there before
        assert rows[2] == 2

    def test_an_order_that_is_none(self, kept: Store) -> None:
        with pytest.raises(RequestError, match=r"no order is called 1X; choose document, .*, gdex, 1R,2R,3R"):
            lines(kept, "桥", sort="1X")
