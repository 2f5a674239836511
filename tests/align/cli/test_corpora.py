"""The commands that keep a corpus: several translations, metadata, drafts, decisions, another model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import MODELLED, Ran, Run, files
from encoders import PAIRS, lexicon

from duizhao.align.cli.app import spread
from duizhao.align.library.build import make_entry
from duizhao.align.library.library import Library
from duizhao.align.quotations.tracer import Tracer
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.store.store import Store

ZH = "".join(f"{chinese}\n" for chinese, _ in PAIRS)
EN = "".join(f"{english}\n" for _, english in PAIRS)
GIVEN = {
    "one.zh": ZH,
    "one.en": EN,
    "other.en": EN.replace("The", "A"),
    "folder/one.zh": ZH,
    "folder/one.en": EN,
    "folder/one.legge.en": EN.replace("The", "A"),
    "folder/two.zh": "老板每天四点起床。\n",
    "told.csv": "file;translator;year\none.legge.en;Legge;1861\none.en;Somebody;\none;;1700\ntwo;;1800\n",
    "wrong.csv": "file,year\nthree,1800\n",
    "twice.csv": "file,year\none,1800\none,1900\n",
    "nothing.csv": "file\none\n",
}


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, contents in GIVEN.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(contents, encoding="utf-8", newline="")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(work: Path, tiny: Path) -> Run:
    from loopback import call

    def ran(*arguments: str, model: Path = tiny) -> Ran:
        takes = arguments[0] in {*MODELLED, "reencode"}
        return Ran(*call([*arguments, *(["--model", str(model)] if takes else [])]))

    return ran


def listed(run: Run) -> list[dict[str, object]]:
    shown = run("list", "--corpus", "c", "--json")
    assert (shown.status, shown.errors) == (0, "")
    return [json.loads(line) for line in shown.output.splitlines()]


class TestTranslations:
    def test_two_at_once_or_one_after_the_other(self, run: Run) -> None:
        both = run("add", "--corpus", "c", "--source", "one.zh", "--target", "one.en", "--target", "other.en")
        assert both.status == 0
        assert "translations: one.en (" in both.errors
        assert run("add", "--corpus", "d", "--source", "one.zh", "--target", "one.en").status == 0
        added = run("add", "--corpus", "d", "--name", "one", "--target", "other.en")
        assert added.errors.startswith("added to one: other.en (")
        with Store.open(Path("c")) as first, Store.open(Path("d")) as second:
            assert [each.target for each in first.bitexts("one")] == [each.target for each in second.bitexts("one")]
            assert [len(each.beads) for each in first.bitexts("one")] == [
                len(each.beads) for each in second.bitexts("one")
            ]

    def test_of_a_folder(self, run: Run) -> None:
        assert run("add", "--corpus", "c", "--folder", "folder").errors == "2 added to c\n"
        assert [(text["name"], text["document"]) for text in listed(run)] == [
            ("one", "one"),
            ("one.en", "one"),
            ("one.legge.en", "one"),
            ("two", "two"),
        ]
        assert run("add", "--corpus", "c", "--folder", "folder").errors == "0 added to c, 2 there already\n"

    def test_a_translation_that_comes_later(self, run: Run, work: Path) -> None:
        (work / "folder/one.legge.en").unlink()
        run("add", "--corpus", "c", "--folder", "folder")
        (work / "folder/two.en").write_text("The boss gets up at four every day.\n")
        assert run("add", "--corpus", "c", "--folder", "folder").errors == "1 added to c, 1 there already\n"
        assert [text["name"] for text in listed(run)] == ["one", "one.en", "two", "two.en"]

    def test_a_quotation_is_found_in_the_wording_of_either(self) -> None:
        encoder = lexicon()
        source = document_of(ZH, "zh", name="one")
        targets = [document_of(text, "en", name=name) for name, text in (("a", EN), ("b", EN.replace("The", "A")))]
        library = Library((make_entry(source, targets, encoder),), encoder.signature)
        article = "They say “The river swept the bridge away.” or “A river swept the bridge away.”\n"
        trace = Tracer(library, encoder).trace(article, "article")
        assert [(each.verdict, each.links[0].translation) for each in trace.quotations] == [
            ("verbatim", "a"),
            ("verbatim", "b"),
        ]
        assert [each.links[0].source_text for each in trace.quotations] == ["河水冲走了桥"] * 2
        assert trace.searched.translations == 2

    def test_files_are_spread_over_their_option(self) -> None:
        given = ["add", "--corpus", "c", "--target", "a", "b", "--replace", "--source", "z"]
        assert spread(given) == ["add", "--corpus", "c", "--target", "a", "--target", "b", "--replace", "--source", "z"]

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ("--source one.zh --target other.en --name two --translation one.en", "'one.en' is in the corpus already"),
            ("--source one.zh --target one.en", "'one' is in the corpus already; choose another --name"),
            ("--name three --target other.en", "holds no document 'three'"),
            ("--source one.zh --target one.en other.en --translation x", "--translation names one translation"),
        ],
    )
    def test_refused(self, run: Run, work: Path, arguments: str, said: str) -> None:
        run("add", "--corpus", "c", "--source", "one.zh", "--target", "one.en")
        before = files(work)
        refused = run("add", "--corpus", "c", *arguments.split())
        assert refused.status == 1
        assert said in refused.errors
        assert files(work) == before

    def test_a_model_that_is_not_there_leaves_no_corpus(self, run: Run, work: Path) -> None:
        assert run("add", "--corpus", "c", "--source", "one.zh", model=work / "none").status == 1
        assert not (work / "c").exists()


class TestMetadata:
    def test_a_table_for_a_folder(self, run: Run) -> None:
        assert run("add", "--corpus", "c", "--folder", "folder", "--metadata", "told.csv").status == 0
        assert [text["metadata"] for text in listed(run)] == [
            {"year": "1700"},
            {"translator": "Somebody"},
            {"translator": "Legge", "year": "1861"},
            {"year": "1800"},
        ]

    def test_what_does_not_match_is_listed_before_anything_is_written(self, run: Run, work: Path) -> None:
        refused = run("add", "--corpus", "c", "--folder", "folder", "--metadata", "wrong.csv")
        assert refused.status == 1
        assert refused.errors.splitlines() == [
            "wrong.csv: no file for the rows three",
            "wrong.csv: no row for the files one, one.en, one.legge.en, two",
            "duizhao: wrong.csv and folder do not match, nothing was written: put them right, or give --partial",
        ]
        assert not (work / "c").exists()
        assert run("add", "--corpus", "c", "--folder", "folder", "--metadata", "wrong.csv", "--partial").status == 0

    @pytest.mark.parametrize(
        ("table", "said"), [("twice.csv", "row 3 of twice.csv is the second for 'one'"), ("nothing.csv", "first line")]
    )
    def test_a_table_that_is_none(self, run: Run, table: str, said: str) -> None:
        assert said in run("add", "--corpus", "c", "--folder", "folder", "--metadata", table).errors

    def test_set(self, run: Run) -> None:
        run("add", "--corpus", "c", "--source", "one.zh", "--target", "one.en", "--set", "genre=story")
        assert run("set", "one.en", "translator=J. Legge", "date=", "--corpus", "c") == Ran(0, "", "")
        assert [text["metadata"] for text in listed(run)] == [{"genre": "story"}, {"translator": "J. Legge"}]
        assert "write KEY=VALUE" in run("set", "one", "genre", "--corpus", "c").errors
        assert "holds no document 'x'" in run("set", "x", "a=b", "--corpus", "c").errors


class TestDrafts:
    def test_what_changed_is_shown(self, run: Run, work: Path) -> None:
        run("add", "--corpus", "c", "--folder", "folder")
        (work / "one.en").write_text(EN.replace("The river swept the bridge away.", "The bridge was gone."))
        refused = run("add", "--corpus", "c", "--name", "one", "--target", "one.en")
        assert "'one.en' is in the corpus already, with another text: give --replace" in refused.errors
        replaced = run("add", "--corpus", "c", "--name", "one", "--target", "one.en", "--replace")
        assert replaced.errors.splitlines() == [
            "replaced one",
            "one.en: 11 sentences as before, 1 gone, 1 new",
            "- The river swept the bridge away.",
            "+ The bridge was gone.",
        ]
        assert [text["name"] for text in listed(run)] == ["one", "one.en", "one.legge.en", "two"]
        again = run("add", "--corpus", "c", "--name", "one", "--target", "one.en", "--replace")
        assert "nothing was changed" in again.errors

    def test_a_confirmed_bead_stays_in_the_next_draft(self, run: Run, work: Path) -> None:
        run("add", "--corpus", "c", "--source", "one.zh", "--target", "one.en")
        with Store.open(Path("c")) as store:
            (bitext,) = store.bitexts("one")
        zh, en = bitext.source.sentences[2].trimmed(ZH), bitext.target.sentences[7].trimmed(EN)
        place = ["--document", "one", "--start", str(zh.start), "--end", str(zh.end)]
        place += ["--target", "one.en", "--target-start", str(en.start), "--target-end", str(en.end)]
        told = ["--kind", "bead", "--verdict", "confirmed", "--as", "AB"]
        assert run("decisions", "record", "--corpus", "c", *place, *told).status == 0
        (work / "one.zh").write_text("新的开头。\n" + ZH)
        assert run("add", "--corpus", "c", "--source", "one.zh", "--replace").status == 0
        with Store.open(Path("c")) as store:
            (bitext,) = store.bitexts("one")
        assert ((3,), (7,)) in [(bead.source, bead.target) for bead in bitext.beads]

    def test_renamed_and_removed(self, run: Run) -> None:
        run("add", "--corpus", "c", "--folder", "folder")
        assert run("rename", "one.legge.en", "Legge 1861", "--corpus", "c") == Ran(0, "", "")
        taken = run("rename", "Legge 1861", "two", "--corpus", "c")
        assert taken == Ran(1, "", "duizhao: 'two' is in the corpus already: give 'Legge 1861' another new name\n")
        assert run("remove", "one.en", "--corpus", "c") == Ran(0, "", "removed one.en\n")
        assert run("remove", "two", "--corpus", "c").status == 0
        assert [text["name"] for text in listed(run)] == ["one", "Legge 1861"]
        assert "holds no document 'two'" in run("remove", "two", "--corpus", "c").errors


class TestDecisions:
    def test_recorded_listed_exported_and_imported(self, run: Run, work: Path) -> None:
        place = ["--document", "one", "--start", "0", "--end", "2"]
        for corpus, who, verdict in (("c", "AB", "school"), ("d", "CD", "place")):
            run("add", "--corpus", corpus, "--source", "one.zh")
            recorded = run("decisions", "record", "--corpus", corpus, *place, "--verdict", verdict, "--as", who)
            assert (recorded.status, recorded.output) == (0, "")
        assert run("decisions", "export", "--corpus", "d", "-o", "sent.jsonl") == Ran(0, "", "")
        merged = run("decisions", "import", "sent.jsonl", "--corpus", "c")
        assert merged == Ran(
            0,
            "contested\tcode\tone 0–2\t学校\tAB: school; CD: place\n",
            "1 decisions imported, 0 there already; 1 conflicts\n",
        )
        assert run("decisions", "list", "--corpus", "c", "--contested").output == merged.output
        history = run("decisions", "list", "--corpus", "c", "--history").output.splitlines()
        assert [json.loads(line)["who"] for line in history] == ["AB", "CD"]
        (thing,) = map(json.loads, run("decisions", "list", "--corpus", "c", "--json").output.splitlines())
        assert (thing["state"], thing["verdict"]) == ("contested", None)

    @pytest.mark.parametrize("arguments", ["--start 0 --end 9999", "--start 4 --end 4", "--start -3 --end 4"])
    def test_no_place(self, run: Run, arguments: str) -> None:
        run("add", "--corpus", "c", "--source", "one.zh")
        told = ["--document", "one", "--verdict", "x", "--as", "AB"]
        refused = run("decisions", "record", "--corpus", "c", *told, *arguments.split())
        assert refused.status == 1
        assert "is no place in it" in refused.errors

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ("--kind link --verdict confrimed", "confirmed, rejected or withdrawn"),
            ("--kind finding --verdict rejected", "confirmed, dismissed or withdrawn"),
            ("--kind lnk --verdict confirmed", "link, bead, finding, reading or code"),
        ],
    )
    def test_words_that_no_list_has(self, run: Run, arguments: str, said: str) -> None:
        run("add", "--corpus", "c", "--source", "one.zh")
        place = ["--document", "one", "--start", "0", "--end", "2", "--as", "AB"]
        refused = run("decisions", "record", "--corpus", "c", *place, *arguments.split())
        assert refused.status == 2
        assert said in " ".join(refused.errors.replace("│", "").split())
        assert run("decisions", "list", "--corpus", "c").output == ""


class TestCheckAndReencode:
    def test_a_sound_corpus(self, run: Run) -> None:
        run("add", "--corpus", "c", "--folder", "folder")
        assert run("check-corpus", "--corpus", "c") == Ran(0, "", "c: 4 texts, all is well\n")

    def test_a_damaged_one(self, run: Run) -> None:
        run("add", "--corpus", "c", "--folder", "folder")
        with Store.open(Path("c")) as store:
            store.connection.execute("UPDATE document SET text = replace(text, '学校', '学堂') WHERE name = 'one'")
            store.connection.execute("UPDATE sentence SET start = 1 WHERE document = 4 AND position = 0")
            store.connection.execute("DELETE FROM member WHERE translation = 1 AND side = 1 AND sentence = 3")
        checked = run("check-corpus", "--corpus", "c")
        assert checked.status == 1
        assert checked.output.splitlines() == [
            "one: the text is not the one that was put in",
            "one: 1 sentences have no vectors; run `duizhao reencode`",
            "one.en: the beads do not cover each target sentence of 'one.en' exactly once",
            "two: sentences of 'two' do not tile the text at 0: Span(start=1, end=10)",
        ]
        assert "4 faults" in checked.errors

    def test_another_model(self, run: Run, other: Path) -> None:
        run("add", "--corpus", "c", "--folder", "folder")
        refused = run("add", "--corpus", "c", "--source", "one.zh", "--name", "new", model=other)
        assert "duizhao reencode" in refused.errors
        done = run("reencode", "--corpus", "c", model=other)
        assert (done.status, done.output) == (0, "")
        assert "sentences encoded by" in done.errors
        assert run("add", "--corpus", "c", "--source", "one.zh", "--name", "new", model=other).status == 0
        assert run("check-corpus", "--corpus", "c").status == 0
