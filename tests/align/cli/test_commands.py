"""The commands keep their contracts, and say in one line what is wrong with what they are given."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest
import typer
from commands import MODELLED, Ran, Run, files
from encoders import PAIRS
from loopback import call
from pdf_files import Shown, pdf
from word_files import docx, ins, p, r

from duizhao.align.cli.app import app, spread
from duizhao.corpus.exchange.bitext.beads import read_beads

ZH = "".join(f"{chinese}\n" for chinese, _ in PAIRS)
EN = "".join(f"{english}\n" for _, english in PAIRS)
ARTICLE = "The paper wrote that “the river swept the bridge away” and that “the villagers were sad.”\n"
FORMATS = {
    "beads": r"\[0[\d, ]*\]:\[",
    "tsv": r"source_first\t",
    "jsonl": r'\{"source": \[0',
    "md": r"\| ",
    "html": r"(?i)<!doctype html>",
    "csv": r"\ufeffsource_first,",
}
GIVEN = {
    "a.zh": ZH,
    "a.en": EN,
    "article.txt": ARTICLE,
    "empty.txt": "",
    "blank.txt": " \n\n",
    "latin.txt": EN,
    "notes.db": "This is no corpus, only a text that is long enough to be looked at twice.\n" * 20,
    "words.txt": "河水 冲走 了 桥 ||| the river swept the bridge away\n\n桥 ||| \n医生 ||| doctor\n",
    "none.txt": "河水 ||| river\nno separator\n",
    "three.txt": "河水 ||| river ||| water\n",
    "spans.jsonl": json.dumps({"source": PAIRS[2][0], "target": PAIRS[2][1], "target_span": [4, 9], "id": "x"}) + "\n",
    "wide.jsonl": json.dumps({"source": "桥", "target": "bridge", "target_span": [0, 70]}) + "\n",
    "broken.jsonl": '{"source": "桥", \n',
    "silent.txt": "Nothing at all is quoted in here.\n",
    "pairs/one.zh": ZH,
    "pairs/one.en": EN,
    "pairs/two.zh": "老板每天四点起床。\n",
    "alone/stray.en": EN,
    "gold.beads": "[0]:[0]\n",
    "law.zh": "".join(f"第{number}条　村民都很难过。\n" for number in range(1, 8)),
    "law.en": "".join(f"Article {number} The villagers were sad.\n" for number in (1, 2, 3, 5, 6, 7)),
    "kept.beads": "[2, 3]:[1]\n[5]:[]\n[7]:[9]\n",
    "twice.beads": "[2]:[1]\n[2]:[2]\n",
    "beyond.beads": "[12]:[1]\n",
}


@pytest.fixture
def work(tmp_path, monkeypatch) -> Path:
    for name, contents in GIVEN.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(contents, encoding="utf-8", newline="")
    (tmp_path / "binary.zh").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "torn.zh").write_bytes(ZH.encode()[:50] + b"\xff\xfe\xfa" + ZH.encode()[50:])
    (tmp_path / "bare").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(work, tiny) -> Run:
    """The program in a folder with the files of `GIVEN`, with a tiny model: for the contracts, not for the quality."""

    def ran(*arguments: str, model: Path | None = tiny) -> Ran:
        takes = arguments[0] in MODELLED and "--model" not in arguments
        return Ran(*call([*arguments, *(["--model", str(model)] if takes and model else [])]))

    return ran


class TestAlign:
    @pytest.mark.parametrize("form", FORMATS)
    def test_formats(self, run, work, form) -> None:
        printed = run("align", "a.zh", "a.en", "--format", form)
        assert (printed.status, printed.errors) == (0, "")
        assert re.match(FORMATS[form], printed.output)
        written = run("align", "a.zh", "a.en", "-o", f"out.{form}")
        assert written == Ran(0, "", "")
        text = (work / f"out.{form}").read_bytes().decode()
        if form == "tsv":  # a file is for spreadsheets: with a signature, and columns of its own at the end
            assert text.startswith("\ufeffsource_first\t")
            assert [line.split("\t")[:8] for line in text[1:].splitlines()] == [
                line.split("\t") for line in printed.output.splitlines()
            ]
        else:
            assert text == printed.output

    def test_without_a_format_it_is_a_table(self, run) -> None:
        assert run("align", "a.zh", "a.en").output.startswith("source_first\t")

    def test_a_format_named_is_stronger_than_the_suffix(self, run, work) -> None:
        run("align", "a.zh", "a.en", "--format", "beads", "-o", "out.tsv")
        assert (work / "out.tsv").read_text().startswith("[")

    @pytest.mark.parametrize("end", ["", "\n", "\r\n"])
    def test_presplit_indices_are_line_numbers(self, run, work, end) -> None:
        (work / "b.zh").write_text(f"{PAIRS[0][0]}\n\n{PAIRS[1][0]}\u2028{PAIRS[2][0]}\n{PAIRS[3][0]}{end}", newline="")
        (work / "b.en").write_text(f"\r\n{PAIRS[0][1]}\r\n{PAIRS[1][1]} {PAIRS[2][1]}{end}", newline="")
        printed = run("align", "b.zh", "b.en", "--presplit", "--format", "beads")
        beads = read_beads(printed.output, "beads")
        assert sorted(at for bead in beads for at in bead.source) == [0, 1, 2, 3]
        assert sorted(at for bead in beads for at in bead.target) == [0, 1, 2]

    def test_jsonl_offsets_cut_the_files(self, run) -> None:
        for line in run("align", "a.zh", "a.en", "--format", "jsonl").output.splitlines():
            bead = json.loads(line)
            for side, text in (("source", ZH), ("target", EN)):
                if bead[side]:
                    assert text[bead[f"{side}_start"] : bead[f"{side}_end"]] == bead[f"{side}_text"]

    def test_one_sentence_a_side(self, run, work) -> None:
        (work / "one.zh").write_text("桥。")
        (work / "one.en").write_text("A bridge.")
        assert run("align", "one.zh", "one.en", "--format", "beads").output == "[0]:[0]\n"

    @pytest.mark.slow
    def test_a_line_of_200000_characters(self, run, work) -> None:
        (work / "long.zh").write_text("河" + "　" * 99 + "水" * 19_900 + " " * 180_000 + "\n桥\n")
        (work / "long.en").write_text((" " + "7" * 99) * 2000 + "\nbridge\n")
        for pair in (["long.zh", "a.en"], ["a.zh", "long.en"]):
            printed = run("align", *pair, "--presplit", "--format", "beads")
            assert (printed.status, printed.errors) == (0, "")
            assert read_beads(printed.output, "beads")

    @pytest.mark.slow
    def test_the_shipped_model(self, run) -> None:
        wanted = "".join(f"[{at}]:[{at}]\n" for at in range(len(PAIRS)))
        assert run("align", "a.zh", "a.en", "--format", "beads", model=None) == Ran(0, wanted, "")


class TestLines:
    def test_words_give_a_line_for_each_line(self, run) -> None:
        printed = run("words", "words.txt")
        lines = printed.output.split("\n")
        assert (printed.status, printed.errors, len(lines)) == (0, "", 5)
        assert lines[1] == lines[2] == lines[4] == ""
        assert all(re.fullmatch(r"(\d+-\d+( \d+-\d+)*)?", line) for line in lines)

    def test_project_adds_the_source(self, run) -> None:
        printed = run("project", "spans.jsonl")
        (record,) = map(json.loads, printed.output.splitlines())
        assert list(record) == ["source", "target", "target_span", "id", "source_span", "source_spans", "confidence"]

    def test_project_the_other_way(self, run, work) -> None:
        fields = {"source": PAIRS[2][0], "target": PAIRS[2][1], "source_span": [0, 2]}
        (work / "other.jsonl").write_text("\ufeff" + json.dumps(fields) + "\r\n", newline="")
        (record,) = map(json.loads, run("project", "other.jsonl").output.splitlines())
        assert {"target_span", "target_spans", "confidence"} <= set(record)

    def test_output_goes_to_a_file(self, run, work) -> None:
        printed = run("words", "words.txt")
        assert run("words", "words.txt", "-o", "links.txt") == Ran(0, "", "")
        assert (work / "links.txt").read_text() == printed.output

    def test_standard_input(self, run, monkeypatch) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GIVEN["words.txt"].encode()), encoding="ascii"))
        assert run("words", "-").output == run("words", "words.txt").output


def test_confirmed_beads_stay(run) -> None:
    done = run("align", "a.zh", "a.en", "--presplit", "--confirmed", "kept.beads", "--format", "beads")
    assert done.status == 0
    assert set(GIVEN["kept.beads"].splitlines()) <= set(done.output.splitlines())


def test_a_missing_article_is_reported(run) -> None:
    done = run("align", "law.zh", "law.en", "--presplit", "--format", "beads")
    assert done.status == 0
    assert done.errors == "numbering: article 4 is missing from the translation\n"
    assert "numbering" not in done.output


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("twice.beads", "stands in two"),
        ("beyond.beads", "no source sentence 12"),
        ("article.txt", "article.txt is no table"),
    ],
)
def test_confirmed_beads_that_cannot_be_kept(run, file, message) -> None:
    done = run("align", "a.zh", "a.en", "--presplit", "--confirmed", file)
    assert done.status == 1
    assert message in done.errors
    assert done.errors.count("\n") == 1


class TestCorpus:
    def test_add_then_link(self, run, work) -> None:
        added = run("add", "--corpus", "c.db", "--source", "a.zh", "--target", "a.en")
        assert (added.status, added.output) == (0, "")
        assert added.errors.startswith("added a: 12 sentences")
        assert run("add", "--corpus", "c.db", "--source", "pairs/two.zh", "--name", "Shop").status == 0
        from_corpus = json.loads(run("link", "article.txt", "--corpus", "c.db", "--format", "json").output)
        by_hand = json.loads(
            run("link", "article.txt", "--source", "a.zh", "--target", "a.en", "--format", "json").output
        )
        first = from_corpus["quotations"][0]
        assert [each["text"] for each in from_corpus["quotations"]] == [
            "the river swept the bridge away",
            "the villagers were sad",
        ]
        assert first["verdict"] != "not found"  # the weights are random, and so are the beads that lead to the Chinese
        assert {link["document"] for each in from_corpus["quotations"] for link in each["links"]} <= {"a", "Shop"}
        assert from_corpus["searched"]["documents"] == 2
        assert by_hand["quotations"][0]["links"][0]["source_text"] in ZH

    def test_link_json_has_what_is_promised(self, run) -> None:
        trace = json.loads(
            run("link", "article.txt", "--source", "a.zh", "--target", "a.en", "--format", "json").output
        )
        assert trace["article"] == "article.txt"
        for quotation in trace["quotations"]:
            assert set(quotation) >= {"text", "start", "end", "spans", "verdict", "confidence", "rendering", "links"}
            assert ARTICLE[quotation["start"] : quotation["end"]] == quotation["text"]
            for link in quotation["links"]:
                assert set(link) >= {
                    "document", "source_start", "source_end", "source_spans", "source_text", "translation",
                    "target_start", "target_end", "target_spans", "target_text", "page", "confidence", "basis", "why",
                }  # fmt: skip
                assert link["source_text"] == ZH[link["source_start"] : link["source_end"]]
                if link["translation"]:
                    assert link["target_text"] == EN[link["target_start"] : link["target_end"]]

    @pytest.mark.parametrize("form", ["json", "html", "md", "table"])
    def test_link_formats(self, run, work, form) -> None:
        printed = run("link", "article.txt", "--source", "a.zh", "--format", form)
        assert (printed.status, printed.errors) == (0, "")
        assert printed.output
        assert run("link", "article.txt", "--source", "a.zh", "--format", form, "-o", "out.any").status == 0
        assert (work / "out.any").read_text()

    def test_a_folder(self, run) -> None:
        assert run("add", "--corpus", "c.db", "--folder", "pairs") == Ran(0, "", "2 added to c.db\n")
        assert run("add", "--corpus", "c.db", "--folder", "pairs") == Ran(0, "", "0 added to c.db, 2 there already\n")
        trace = json.loads(run("link", "article.txt", "--corpus", "c.db", "--format", "json").output)
        assert trace["searched"] | {"model": ""} == {"documents": 2, "sentences": 13, "translations": 1, "model": ""}

    def test_several_sources(self, run, tiny) -> None:
        for arguments in (
            ["link", "article.txt", "--source", "a.zh", "pairs/two.zh", "--format", "json"],
            ["link", "--format", "json", "article.txt", "--source", "a.zh", "pairs/two.zh"],
            ["link", "--format", "json", "--source", "a.zh", "pairs/two.zh", "article.txt"],
        ):
            printed = run(*arguments[:1], "--model", str(tiny), *arguments[1:])
            assert printed.status == 0
            assert json.loads(printed.output)["searched"]["documents"] == 2

    def test_an_article_without_quotations(self, run) -> None:
        printed = run("link", "silent.txt", "--source", "a.zh", "--format", "json")
        assert printed.status == 0
        assert json.loads(printed.output)["quotations"] == []
        assert printed.errors == "silent.txt: no quotation marks found in this article\n"


class TestScore:
    def test_beads(self, run, work) -> None:
        (work / "test.beads").write_text("[0]:[0]\n")
        printed = run("score", "beads", "gold.beads", "test.beads", "--json")
        assert {"f1": 1.0}.items() <= json.loads(printed.output.splitlines()[0])["values"].items()

    def test_words(self, run, work) -> None:
        (work / "gold.links").write_text("0-1 3-4\n")
        printed = run("score", "words", "gold.links", "gold.links")
        assert printed.status == 0
        assert "duizhao:" in printed.output

    def test_spans(self, run, work) -> None:
        fields = {"source": "桥", "target": "bridge", "target_span": [0, 6]}
        (work / "gold.jsonl").write_text(json.dumps({**fields, "gold_source_span": [0, 1]}) + "\n")
        (work / "test.jsonl").write_text(json.dumps({**fields, "source_span": [0, 1]}) + "\n")
        assert run("score", "spans", "gold.jsonl", "test.jsonl").status == 0

    def test_links(self, run, work) -> None:
        run("link", "article.txt", "--source", "a.zh", "--target", "a.en", "-o", "test.json")
        place = {"document": "a", "source_lines": [2]}
        (work / "gold.jsonl").write_text(
            json.dumps({"spans": [[23, 54]], "kind": "verbatim", "places": [place]}) + "\n"
        )
        printed = run("score", "links", "gold.jsonl", "test.json", "--source", "a.zh", "--json")
        assert (printed.status, printed.errors) == (0, "")


class TestRead:
    @pytest.mark.parametrize(
        "data",
        [
            ZH.encode(),
            b"\xef\xbb\xbfone\r\ntwo\rthree\x0bfour\n\n",
            "河水\u2028冲走了桥。\x85\u3000 ".encode(),
            ZH.encode("gb18030"),
            ZH.encode("utf-16"),
            "👩‍👩‍👧 e\u0301".encode(),
        ],
    )
    def test_text_is_exactly_the_decoded_file(self, run, work, data) -> None:
        (work / "any.txt").write_bytes(data)
        printed = run("read", "any.txt", "--text")
        encoding = {b"\xef\xbb": "utf-8-sig", b"\xff\xfe": "utf-16"}.get(data[:2], "utf-8")
        if data == ZH.encode("gb18030"):
            encoding = "gb18030"
        assert printed == Ran(0, data.decode(encoding), "")

    @pytest.mark.parametrize("presplit", [False, True])
    def test_sentences_with_their_offsets(self, run, presplit) -> None:
        printed = run("read", "a.en", *(["--presplit"] if presplit else []))
        for line, (_, english) in zip(printed.output.splitlines(), PAIRS, strict=True):
            start, end, words, page, place, marks = line.split("\t")
            assert EN[int(start) : int(end)] == words == english
            assert (page, place[:6], marks) == ("", "para. ", "")
        assert printed.errors.startswith("a.en: English; ")

    def test_places_and_marks(self, run, work) -> None:
        body = p("第一条　村民都很", ins(r("不")), "难过。", properties='<w:outlineLvl w:val="1"/>') + p(
            "老板四点起床。"
        )
        (work / "a.docx").write_bytes(docx(body))
        assert run("read", "a.docx", "--text").output == "第一条　村民都很不难过。\n老板四点起床。\n"
        assert run("read", "a.docx", "--text", "--changes", "original").output.startswith("第一条　村民都很难过。")
        rows = [line.split("\t") for line in run("read", "a.docx").output.splitlines()]
        assert [row[4:] for row in rows] == [
            ["Article 1, para. 1", "heading 2; inserted: 不"],
            ["Article 1, para. 2", ""],
        ]
        assert "第一条第二款" in run("read", "a.docx", "--format", "table").output
        told = [json.loads(line) for line in run("read", "a.docx", "--format", "jsonl").output.splitlines()]
        assert [mark["kind"] for mark in told[0]["marks"]] == ["heading", "inserted"]
        assert "tracked changes: 1 insertions, 0 deletions" in run("read", "a.docx").errors

    def test_one_file_with_both_languages(self, run, work) -> None:
        body = "".join(p(words) for pair in PAIRS for words in pair)
        (work / "both.txt").write_bytes(docx(body))
        assert run("read", "both.txt", "--side", "zh", "--text").output == ZH
        assert run("read", "both.txt", "--side", "en", "--text").output == EN
        aligned = run("align", "both.txt", "--format", "beads")
        assert aligned == run("align", "a.zh", "a.en", "--format", "beads")
        assert run("add", "--corpus", "c.db", "--source", "both.txt", "--target", "both.txt").status == 0
        refused = run("align", "a.zh")
        assert refused.status == 1
        assert "does not hold both" in refused.errors

    def test_a_text_of_a_corpus(self, run, work) -> None:
        assert run("add", "--corpus", "c.db", "--source", "a.zh").status == 0
        assert run("read", "a", "--corpus", "c.db", "--text").output == run("read", "a.zh", "--text").output
        assert run("read", "a", "--corpus", "c.db").output == run("read", "a.zh").output
        refused = run("read", "b", "--corpus", "c.db")
        assert (refused.status, refused.errors.count("\n")) == (1, 1)
        assert run("read", "a", "--corpus", "c.db", "--side", "zh").status == 2

    def test_a_password_from_a_pipe(self, run, work, monkeypatch) -> None:
        (work / "a.pdf").write_bytes(pdf([[Shown(72, 700, "Secret words.")]], password="sesame"))
        monkeypatch.setattr(sys, "stdin", io.StringIO("sesame\n"))
        assert run("read", "a.pdf", "--text", "--password").output == "Secret words.\n"
        assert "give --password" in run("read", "a.pdf", "--text").errors


class TestRefused:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ("align empty.txt a.en", "empty.txt is empty"),
            ("align a.zh empty.txt", "empty.txt is empty"),
            ("align blank.txt a.en", "blank.txt is empty"),
            ("align latin.txt a.en", "latin.txt: this is English, and Chinese is wanted"),
            ("align a.zh a.zh", "a.zh: this is Chinese, and English is wanted"),
            ("align a.zh", "a.zh does not hold both Chinese and English"),
            ("align a.en a.zh", "a.en is English and a.zh Chinese: give the Chinese first"),
            ("align binary.zh a.en", "binary.zh"),
            ("align torn.zh a.en", "torn.zh is UTF-8 damaged at byte"),
            ("align gone.zh a.en", "there is no file gone.zh"),
            ("align pairs a.en", "pairs is a folder"),
            ("align a.zh a.en --format docx", "no format is called docx"),
            ("align a.zh a.en -o out.docx", "no format ends in .docx"),
            ("align a.zh a.en -o missing/out.tsv", "its folder is not there"),
            ("align a.zh a.en -o pairs --format tsv", "it is a folder"),
            ("align a.zh a.en --model nobody/never-fetched", "duizhao models get nobody/never-fetched"),
            ("align a.zh a.en --model bare", "no config.json in this folder"),
            ("words gone.txt", "gone.txt"),
            ("words pairs", "pairs"),
            ("words none.txt", "line 2"),
            ("words three.txt", "line 1"),
            ("words torn.zh", "not UTF-8"),
            ("words none.txt -o links.txt", "line 2"),
            ("words words.txt -o missing/links.txt", "its folder is not there"),
            ("project wide.jsonl", "line 1: target_span [0, 70] lies outside the 6 characters"),
            ("project broken.jsonl", "line 1: not JSON"),
            ("project spans.jsonl -o missing/out.jsonl", "its folder is not there"),
            ("add --corpus c.db --source empty.txt", "empty.txt is empty"),
            ("add --corpus c.db --source a.zh --target gone.en", "there is no file gone.en"),
            ("add --corpus c.db --source latin.txt", "this is English"),
            ("add --corpus c.db --source a.en --target a.zh", "give the Chinese first"),
            ("add --corpus c.db --folder alone", "no file named NAME.zh in this folder, nor another to add"),
            ("add --corpus c.db --folder gone", "gone: no such folder"),
            ("add --corpus c.db --folder bare", "no file named NAME.zh"),
            ("add --corpus missing/c.db --source a.zh", "c.db"),
            ("add --corpus pairs --source a.zh", "pairs"),
            ("add --corpus notes.db --source a.zh", "not a duizhao corpus"),
            ("link article.txt --corpus notes.db", "not a duizhao corpus"),
            ("link article.txt --corpus gone.db", "there is no corpus"),
            ("link empty.txt --source a.zh", "empty.txt is empty"),
            ("link gone.txt --source a.zh", "there is no file gone.txt"),
            ("link article.txt --source a.zh pairs/two.zh law.zh --target a.en a.en", "3 sources and 2 targets"),
            ("link article.txt --source a.zh --source a.zh", "two sources are called a"),
            ("link article.txt --source a.zh --format odt", "no format is called odt"),
            ("link article.txt --source a.zh -o missing/out.html", "its folder is not there"),
            ("read gone.txt", "there is no file gone.txt"),
            ("read binary.zh --text", "binary.zh"),
            ("read pairs", "pairs is a folder"),
            ("score beads gold.beads gone.beads", "gone.beads"),
            ("score beads words.txt gold.beads", "line 1"),
        ],
    )
    def test_in_one_line(self, run, work, arguments, said) -> None:
        before = files(work)
        refused = run(*arguments.split())
        assert refused.status == 1
        assert refused.errors.startswith("duizhao: ")
        assert refused.errors.count("\n") == 1
        assert said in refused.errors
        assert str(work) not in refused.errors
        assert not re.search(r"(?<![\w<])/\w+/\w", refused.errors.replace("nobody/never-fetched", ""))
        assert files(work) == before
        assert refused.output == ""

    def test_a_path_is_not_told(self, run, work) -> None:
        for arguments in (["align", str(work / "gone.zh"), "a.en"], ["read", str(work / "pairs")],
                          ["link", str(work / "article.txt"), "--corpus", str(work / "notes.db")],
                          ["align", "a.zh", "a.en", "--model", str(work / "gone")]):  # fmt: skip
            refused = run(*arguments)
            assert refused.status == 1
            assert str(work) not in refused.errors

    def test_a_name_added_twice(self, run, work) -> None:
        run("add", "--corpus", "c.db", "--source", "a.zh")
        before = files(work)
        refused = run("add", "--corpus", "c.db", "--source", "pairs/two.zh", "--name", "a")
        assert (refused.status, refused.output) == (1, "")
        assert refused.errors == (
            "duizhao: 'a' is in the corpus already, with another text: give --replace, or choose another --name\n"
        )
        assert files(work) == before

    def test_a_folders_file_that_has_changed(self, run, work) -> None:
        run("add", "--corpus", "c.db", "--folder", "pairs")
        (work / "pairs/two.zh").write_text("老板今天没有起床。\n")
        refused = run("add", "--corpus", "c.db", "--folder", "pairs")
        assert refused == Ran(
            1,
            "",
            "duizhao: 'two' is in the corpus already, with another text: give --replace, or choose another --name\n",
        )

    def test_an_empty_corpus(self, run) -> None:
        from duizhao.corpus.store.store import Store

        Store.open(Path("c.db"), create=True).close()
        refused = run("link", "article.txt", "--corpus", "c.db")
        assert refused == Ran(1, "", "duizhao: c.db holds no documents; add some with `duizhao add` first\n")

    @pytest.mark.parametrize("arguments", ["add --corpus c.db --source pairs/two.zh", "link article.txt --corpus c.db"])
    def test_a_corpus_of_another_model(self, run, other, arguments) -> None:
        run("add", "--corpus", "c.db", "--source", "a.zh")
        refused = run(*arguments.split(), model=other)
        assert (refused.status, refused.output) == (1, "")
        assert re.fullmatch(
            r"duizhao: this corpus was made with the model tiny-\w+, not other-\w+: .*\n", refused.errors
        )

    def test_what_was_there_is_kept(self, run, work) -> None:
        (work / "out.tsv").write_text("kept")
        assert run("align", "a.en", "a.zh", "-o", "out.tsv").status == 1
        assert (work / "out.tsv").read_text() == "kept"


class TestUsage:
    @pytest.mark.parametrize(
        "arguments",
        [
            "nothing",
            "align",
            "align a.zh a.en a.en",
            "align a.zh a.en --colour red",
            "add --corpus c.db",
            "add --source a.zh",
            "add --corpus c.db --source a.zh --folder pairs",
            "add --corpus c.db --folder pairs --name x",
            "add --corpus c.db --source a.zh a.zh",
            "align a.zh a.en --excerpts --confirmed kept.beads",
            "link article.txt",
            "link --source a.zh",
            "link article.txt --corpus c.db --source a.zh",
            "score nothing",
        ],
    )
    def test_wrong_usage(self, run, work, arguments) -> None:
        before = files(work)
        refused = run(*arguments.split())
        assert (refused.status, refused.output) == (2, "")
        assert "Traceback" not in refused.errors
        assert files(work) == before

    @pytest.mark.parametrize(
        ("given", "wanted"),
        [
            ("link art --source a b", "link art --source a --source b"),
            ("link --source a b art", "link --source a --source b art"),
            ("link --source a art", "link --source a art"),
            ("link --source a --target b art", "link --source a --target b art"),
            ("link --presplit art --source a b", "link --presplit art --source a --source b"),
            ("link --format json art --source a b", "link --format json art --source a --source b"),
            ("link --format=json art --source a b", "link --format=json art --source a --source b"),
            ("link --presplit --source a b art", "link --presplit --source a --source b art"),
            ("link --corpus c art", "link --corpus c art"),
            ("score links g t --source a b", "score links g t --source a --source b"),
            ("add --corpus c --source a b", "add --corpus c --source a --source b"),
            ("link", "link"),
        ],
    )
    def test_lists_of_files_are_spread(self, given, wanted) -> None:
        assert spread(given.split()) == wanted.split()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--folder f --source a.zh", "give either --source (with --target, --name) or --folder"),
        ("--folder f --pairs p.tmx", "give either --source (with --target, --name) or --folder"),
        ("--pictures f --metadata m.csv", "--pictures goes with --plan, --yes, --order and --replace alone"),
        ("--pictures f --folder g", "--pictures goes with --plan, --yes, --order and --replace alone"),
        ("--source a.zh --metadata m.csv", "--metadata goes with --folder; of one text, say --set KEY=VALUE"),
        ("--folder f --metadata m.csv --yes", "--plan and --yes go with --folder, without --metadata"),
        ("--source a.zh --plan p.tsv", "--plan and --yes go with --folder, without --metadata"),
        ("--pairs p.tmx --target b.en", "give either --pairs or --source (with --target)"),
        ("--pictures f --order size", "--order is name or time"),
    ],
)
def test_what_add_does_not_take_together_is_wrong_usage(options: str, message: str) -> None:
    with pytest.raises(typer.BadParameter) as refused:
        typer.main.get_command(app).main(["add", "--corpus", "c.db", *options.split()], standalone_mode=False)
    assert refused.value.message == message
    assert refused.value.exit_code == 2
