"""Folders, zip files and given pairs go into a corpus; one English file is divided among its originals."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from encoders import PAIRS, bert_like, lexicon
from loopback import call

from duizhao.align.beads.documents import encoded_side
from duizhao.align.beads.partition import runs
from duizhao.align.ingest.file_pairing import propose
from duizhao.align.ingest.plans import put_divided
from duizhao.align.library.excerpts import divided_entries
from duizhao.align.library.score_given import doubts, located, measured, realigned
from duizhao.align.vectors.similarity import Side
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Document
from duizhao.corpus.errors import FormatError, ReadError
from duizhao.corpus.exchange.batches.pairing_plan import COLUMNS, Planned, read_plan, write_plan
from duizhao.corpus.exchange.bitext.given_pairs import GivenPair, given_bitext
from duizhao.corpus.readers.archive import open_files
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.store.store import Store
from duizhao.corpus.text.file_names import document_name, named_language
from duizhao.models.encoder import Encoder

ZH = [chinese for chinese, _ in PAIRS]
EN = [english for _, english in PAIRS]


def lines(texts: list[str]) -> str:
    return "".join(f"{text}\n" for text in texts)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(bert_like(tmp_path_factory.mktemp("models") / "tiny"))


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(work: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(text, encoding="utf-8")


class TestNames:
    @pytest.mark.parametrize(
        ("chinese", "english", "name"),
        [
            ("x.zh.docx", "x.en.docx", "x"),
            ("x_中文.pdf", "x_英文.pdf", "x"),
            ("zh/a.txt", "en/a.txt", "a"),
            ("报告（中文）.docx", "报告（英文）.docx", "报告"),
            ("报告中文版.docx", "报告英文版.txt", "报告"),
            ("law-zh_TW.htm", "law-en-GB.pdf", "law"),
            ("Chinese/Part 1.docx", "English/part 1.txt", "Part 1"),
            ("原文/第一章.txt", "译文/第一章.txt", "第一章"),
            ("2019 source.txt", "2019 target.txt", "2019"),
            ("a.b.zh", "a.b.en", "a.b"),
        ],
    )
    def test_pairs(self, chinese: str, english: str, name: str) -> None:
        mine, theirs = named_language(chinese), named_language(english)
        assert mine[0] == theirs[0]
        assert (mine[1], theirs[1]) == ("zh", "en")
        assert document_name(chinese) == name

    @pytest.mark.parametrize(
        ("one", "other"), [("a/x.zh.txt", "b/x.en.txt"), ("x1.zh.txt", "x2.en.txt"), ("xzh.txt", "xen.txt")]
    )
    def test_no_pairs(self, one: str, other: str) -> None:
        assert named_language(one)[0] != named_language(other)[0]


def refuse() -> Encoder:
    raise AssertionError("no content needs to be compared")


class TestProposal:
    def test_by_name_and_what_is_left_out(self, work: Path) -> None:
        put(
            work,
            {
                "d/one.zh.txt": lines(ZH),
                "d/one.en.txt": lines(EN),
                "d/zh/two.txt": lines(ZH[:3]),
                "d/en/two.txt": lines(EN[:3]),
                "d/notes.txt": "",
                "d/.hidden": "x",
                "d/image.png": "\x89PNG",
                "d/alone.txt": lines(ZH[5:8]),
            },
        )
        (work / "d/image.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        rows = propose(open_files(work / "d"), refuse)
        assert [(row.name, row.chinese, row.english, row.found_by) for row in rows if row.wanted] == [
            ("alone", "alone.txt", "", "alone"),
            ("one", "one.zh.txt", "one.en.txt", "name"),
            ("two", "zh/two.txt", "en/two.txt", "name"),
        ]
        assert {row.english for row in rows if not row.wanted} == {"notes.txt", "image.png"}

    def test_by_content(self, work: Path, shipped: Encoder) -> None:
        put(
            work,
            {
                "d/甲.txt": lines(ZH[:6]),
                "d/乙.txt": lines(ZH[6:]),
                "d/first.txt": lines(EN[6:]),
                "d/second.txt": lines(EN[:6]),
                "d/stranger.txt": "Nobody wrote a word about any of it.\nThe moon shone brightly upon the roofs.\n",
            },
        )
        rows = propose(open_files(work / "d"), lambda: shipped)
        assert [(row.chinese, row.english) for row in rows] == [
            ("乙.txt", "first.txt"),
            ("甲.txt", "second.txt"),
            ("", "stranger.txt"),
        ]
        assert rows[0].found_by == "content"
        assert rows[0].confidence is not None
        assert "no original" in rows[2].found_by

    def test_one_english_file_of_two_originals(self, work: Path, shipped: Encoder) -> None:
        put(work, {"d/甲.txt": lines(ZH[:6]), "d/乙.txt": lines(ZH[6:]), "d/all.txt": lines(EN[6:] + EN[:6])})
        rows = propose(open_files(work / "d"), lambda: shipped)
        assert [(row.chinese, row.english, row.found_by) for row in rows] == [
            ("乙.txt", "all.txt", "content, divided"),
            ("甲.txt", "all.txt", "content, divided"),
        ]

    def test_a_zip_file_with_chinese_names(self, work: Path) -> None:
        with zipfile.ZipFile(work / "x.zip", "w") as archive:
            info = zipfile.ZipInfo("报告_中文.txt".encode("gb18030").decode("cp437"))
            info.flag_bits = 0
            archive.writestr(info, lines(ZH))
            archive.writestr("报告_英文.txt", lines(EN))
            archive.writestr("__MACOSX/x", "x")
            archive.writestr("../outside.zh", "x")
        assert [(row.name, row.chinese, row.english) for row in propose(open_files(work / "x.zip"), refuse)] == [
            ("报告", "报告_中文.txt", "报告_英文.txt")
        ]

    def test_what_is_neither_folder_nor_zip(self, work: Path) -> None:
        put(work, {"x.txt": "x"})
        with pytest.raises(ReadError, match="neither a folder nor a zip"):
            open_files(work / "x.txt")


class TestPlan:
    def test_the_round_trip(self) -> None:
        rows = [
            Planned("a", "a.txt", "b.txt", "content", 0.5),
            Planned("=1", "-x.txt", "", "alone"),
            Planned("", "", "y", "left out: no original"),
        ]
        read = read_plan(write_plan(rows, "plan.tsv"), "plan.tsv")
        assert [(row.name, row.chinese, row.english, row.found_by) for row in read] == [
            (row.name, row.chinese, row.english, row.found_by) for row in rows
        ]

    def test_what_a_spreadsheet_makes_of_it(self) -> None:
        text = "english;name;chinese\nb.txt;a;a.txt\n"
        assert read_plan(text.encode("utf-16"), "p.csv") == [Planned("a", "a.txt", "b.txt", "")]

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            (("a", "../x.txt", "", ""), "outside the folder"),
            (("a", "/etc/passwd", "", ""), "outside the folder"),
            (("a", "x.txt", "..\\y", ""), "outside the folder"),
            (("", "x.txt", "", ""), "no name"),
        ],
    )
    def test_rows_that_cannot_be(self, row: tuple[str, ...], said: str) -> None:
        text = "\t".join(COLUMNS) + "\n" + "\t".join(row) + "\n"
        with pytest.raises(FormatError, match=said):
            read_plan(text.encode(), "plan.tsv")

    def test_another_table(self) -> None:
        with pytest.raises(FormatError, match="is no plan"):
            read_plan(b"a\tb\n1\t2\n", "plan.tsv")


class TestCommands:
    def run(self, *arguments: str) -> tuple[int, str]:
        status, output, errors = call(list(arguments))
        assert output == ""
        return status, errors

    def test_a_plan_is_written_changed_and_done(self, work: Path, tiny: str) -> None:
        put(work, {"d/one_中文.txt": lines(ZH), "d/one_英文.txt": lines(EN), "d/two_中文.txt": lines(ZH[:3])})
        command = ["add", "--corpus", "c.db", "--folder", "d", "--plan", "plan.tsv", "--model", tiny]
        status, errors = self.run(*command)
        assert status == 0
        assert "one: one_中文.txt + one_英文.txt (name)" in errors
        assert "nothing was added yet" in errors
        assert not (work / "c.db").exists()
        plan = (work / "plan.tsv").read_text(encoding="utf-8")
        (work / "plan.tsv").write_text(
            plan.replace("\none\t", "\nlaw\t").replace("\ntwo\t", "\n\t").replace("two_中文.txt", "")
        )
        status, errors = self.run(*command)
        assert status == 0
        assert "added law: 12 sentences" in errors
        with Store.open(work / "c.db") as store:
            assert store.names() == ["law"]
        assert "law: there already" in self.run(*command)[1]

    def test_without_a_plan_it_asks_for_yes(self, work: Path, tiny: str) -> None:
        put(work, {"d/one_中文.txt": lines(ZH), "d/one_英文.txt": lines(EN)})
        command = ["add", "--corpus", "c.db", "--folder", "d", "--model", tiny]
        status, errors = self.run(*command)
        assert status == 1
        assert "give --yes" in errors
        assert self.run(*command, "--yes")[0] == 0

    def test_a_file_that_cannot_be_added_does_not_stop_the_others(self, work: Path, tiny: str) -> None:
        put(work, {"d/a_中文.txt": lines(ZH), "d/b_中文.txt": lines(ZH[:3])})
        put(work, {"plan.tsv": "name\tchinese\tenglish\na\ta_中文.txt\tb_中文.txt\nb\tb_中文.txt\t\n"})
        status, errors = self.run("add", "--corpus", "c.db", "--folder", "d", "--plan", "plan.tsv", "--model", tiny)
        assert status == 1
        assert "a: not added: b_中文.txt: this is Chinese" in errors
        assert "added b" in errors

    def test_unmatched_files_do_not_stop_a_folder_of_the_contract(self, work: Path, tiny: str) -> None:
        put(work, {"d/one.zh": lines(ZH), "d/stray.en": lines(EN)})
        status, errors = self.run("add", "--corpus", "c.db", "--folder", "d", "--model", tiny)
        assert (status, errors) == (0, "left out: stray.en has no stray.zh beside it\n1 added to c.db\n")

    def test_given_pairs(self, work: Path, tiny: str) -> None:
        rows = "".join(f"{zh}\t{en}\t{'approved' if at < 2 else ''}\n" for at, (zh, en) in enumerate(PAIRS))
        put(work, {"memory.tsv": "zh\ten\tstatus\n" + rows})
        status, errors = self.run("add", "--corpus", "c.db", "--pairs", "memory.tsv", "--name", "old", "--model", tiny)
        assert status == 0
        assert "column 1 (zh) is the Chinese, column 2 (en) the English, column 3 (status) the status" in errors
        assert "12 given pairs, 2 of them approved" in errors
        with Store.open(work / "c.db") as store:
            (bitext,) = store.bitexts("old")
        assert [bead.status for bead in bitext.beads[:3]] == ["confirmed", "confirmed", "given"]
        status, output, errors = call(["export", "--corpus", "c.db", "--confirmed-only", "--format", "tmx"])
        assert (status, output.count("<tu "), errors) == (0, 2, "left out: 10 not confirmed\n")
        (work / "again.tmx").write_text(output, encoding="utf-8")
        refused = self.run("add", "--corpus", "c.db", "--source", "again.tmx", "--name", "old", "--model", tiny)
        assert refused[0] == 1
        assert "'old' is in the corpus already" in refused[1]
        assert self.run("add", "--corpus", "c.db", "--source", "again.tmx", "--model", tiny)[0] == 0

    def test_approved_pairs_stay_where_they_stand(self, work: Path, tiny: str) -> None:
        put(work, {"a.zh": lines(ZH), "a.en": lines(EN)})
        put(work, {"kept.csv": f"zh,en,status\n{ZH[2]}{ZH[3]},{EN[5]},final\n{ZH[7]},{EN[7]},translated\n"})
        status, output, errors = call(
            ["align", "a.zh", "a.en", "--confirmed", "kept.csv", "--format", "beads", "--model", tiny]
        )
        assert status == 0
        assert "[2, 3]:[5]" in output.splitlines()
        assert errors == "kept.csv: 1 of its 1 approved pairs stand in the two files, and are kept\n"

    def test_given_pairs_are_converted_and_aligned_anew(self, work: Path, tiny: str) -> None:
        put(work, {"m.csv": f"zh,en,status\n{ZH[2]}{ZH[3]},{EN[2]} {EN[3]},final\n{ZH[7]},{EN[7]},\n"})
        status, output, _ = call(["align", "--pairs", "m.csv", "--format", "beads", "--model", tiny])
        assert (status, output) == (0, "[0]:[0]\n[1]:[1]\n")
        status, output, _ = call(["align", "--pairs", "m.csv", "--realign", "--format", "beads", "--model", tiny])
        assert (status, output.splitlines()[0]) == (0, "[0, 1]:[0, 1]")

    @pytest.mark.parametrize(
        "arguments",
        [
            "add --corpus c.db --pairs m.tsv --source a.zh",
            "add --corpus c.db --plan p.tsv --source a.zh",
            "add --corpus c.db --yes --source a.zh",
            "add --corpus c.db --folder d --pairs m.tsv",
            "add --corpus c.db --source a.zh b.zh --name x --target a.en",
            "add --corpus c.db --source a.zh b.zh",
            "align --pairs m.tsv a.zh a.en",
            "align --pairs m.tsv --columns 1",
            "align --pairs m.tsv --confirmed b.beads",
        ],
    )
    def test_wrong_usage(self, work: Path, arguments: str) -> None:
        put(work, {"d/x.zh": "x"})
        assert call(arguments.split())[0] == 2


def sides(encoder: Encoder, originals: list[list[str]], english: list[str]) -> tuple[list[Side], Side]:

    def side(document: Document) -> Side:
        texts = [document.sentence(at) for at in range(len(document.sentences))]
        return encoded_side(document, encoder.encode(texts), encoder)

    named = [document_of(lines(each), "zh", name=str(at)) for at, each in enumerate(originals)]
    return [side(each) for each in named], side(document_of(lines(english), "en", name="all"))


class TestDivided:
    def test_runs_lead_to_their_originals(self, shipped: Encoder) -> None:
        found = runs(*sides(shipped, [ZH[:4], ZH[4:8], ZH[8:]], EN[8:] + EN[:4]))
        assert [(run.original, run.first, run.last, run.begin, run.end) for run in found] == [
            (2, 0, 4, 0, 4),
            (0, 0, 4, 4, 8),
        ]

    def test_nothing_at_all(self, shipped: Encoder) -> None:
        assert runs([], sides(shipped, [], EN)[1]) == []

    def test_each_original_gets_its_share_and_the_rest_is_said(self, shipped: Encoder) -> None:
        strange = ["Nobody wrote a word about that.", "The moon shone brightly upon all roofs."]
        english = EN[6:] + strange + EN[2:6]
        originals = [document_of(lines(ZH[:6]), "zh", name="A"), document_of(lines(ZH[6:]), "zh", name="B")]
        target = document_of(lines(english), "en", name="all.en")
        entries, division = divided_entries(originals, target, shipped)
        beads = {
            entry.source.name: [(bead.source, bead.target) for bead in entry.bitexts[0].beads] for entry in entries
        }
        assert [pair for pair in beads["B"] if all(pair)] == [((at,), (at,)) for at in range(6)]
        assert [pair for pair in beads["A"] if all(pair)] == [((at,), (at + 6,)) for at in range(2, 6)]
        assert division.nowhere == (6, 7)
        assert "all.en: 2 sentences belong to none: 6–7" in division.lines("all.en")
        elsewhere = [mark for mark in entries[0].bitexts[0].target.marks if mark.kind == "elsewhere"]
        assert [mark.value for mark in elsewhere] == ["B"] * 6
        assert entries[0].bitexts[0].target.text == target.text

    def test_in_a_corpus_each_share_has_a_name(self, tmp_path: Path, shipped: Encoder) -> None:
        originals = [document_of(lines(ZH[:6]), "zh", name="A"), document_of(lines(ZH[6:]), "zh", name="B")]
        target = document_of(lines(EN), "en", name="all.en")
        with Store.open(tmp_path / "c.db", create=True) as store:
            said = list(put_divided(store, originals, target, shipped))
            assert [bitext.target.name for name in ("A", "B") for bitext in store.bitexts(name)] == [
                "all.en (A)",
                "all.en (B)",
            ]
        assert "all.en: 6 sentences belong to A" in said

    def test_parts_in_another_order_are_moved(self, shipped: Encoder) -> None:
        entries, _ = divided_entries(
            [document_of(lines(ZH), "zh", name="A")],
            document_of(lines(EN[8:] + EN[2:5]), "en", name="all"),
            shipped,
        )
        beads = [bead for bead in entries[0].bitexts[0].beads if bead.source and bead.target]
        assert [(bead.source[0], bead.target[0], bead.moved) for bead in beads] == [
            (2, 4, True), (3, 5, True), (4, 6, True), (8, 0, False), (9, 1, False), (10, 2, False), (11, 3, False),
        ]  # fmt: skip


def given(pairs: list[tuple[str, str]], status: str = "") -> Bitext:
    return given_bitext(
        [GivenPair(source, target, status) for source, target in pairs], name="x", target_name="x.tmx", digest="0" * 64
    )


class TestGiven:
    def test_wrong_pairs_are_told_from_right_ones(self) -> None:
        mixed = [*zip(ZH[:8], EN[:8], strict=True), (ZH[8], EN[9]), (ZH[9], EN[8]), *zip(ZH[10:], EN[10:], strict=True)]
        judged = measured(given(mixed), lexicon())
        assert [(bead.source, bead.target) for bead in judged.beads] == [((at,), (at,)) for at in range(12)]
        assert {bead.status for bead in judged.beads} == {"given"}
        assert min(judged.beads[at].confidence for at in range(8)) > max(judged.beads[at].confidence for at in (8, 9))
        assert "9, 10" in doubts(judged)

    def test_approved_pairs_are_certain(self) -> None:
        judged = measured(given([(ZH[0], EN[5]), (ZH[1], EN[1])], "final"), lexicon())
        assert [bead.confidence for bead in judged.beads] == [1.0, 1.0]

    def test_aligned_anew_in_sentences(self) -> None:
        again = realigned(
            given([("".join(ZH[:3]), " ".join(EN[:3])), ("".join(ZH[3:6]), " ".join(EN[3:6]))]), lexicon()
        )
        assert [(bead.source, bead.target) for bead in again.beads] == [((at,), (at,)) for at in range(6)]

    def test_texts_that_stand_twice_are_placed_in_order_or_not_at_all(self) -> None:
        source = document_of("甲。\n乙。\n甲。\n丙。\n", "zh", name="a")
        target = document_of("A a.\nB b.\nA a.\nC c.\n", "en", name="b")
        both = located([("甲。", "A a."), ("丙。", "C  c."), ("甲。", "A a.")], source, target)
        assert [(bead.source, bead.target) for bead in both] == [((0,), (0,)), ((3,), (3,)), ((2,), (2,))]
        once = located([("甲。", "A a."), ("丁。", "D."), ("乙。丙", "B b.")], source, target)
        assert once == ()
