"""What leaves for the field's tools is read back by other means than wrote it; a whole corpus comes back as it was."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from bitexts import bitexts, lines
from hypothesis import given, settings
from loopback import call

from duizhao.corpus.bitext import Bead, Bitext, Reasons
from duizhao.corpus.decisions.anchors import anchor_in
from duizhao.corpus.decisions.log import Decision, all_decisions, record
from duizhao.corpus.document import Document, Language, Mark, Span
from duizhao.corpus.exchange.bitext.elan import write_elan
from duizhao.corpus.exchange.bitext.monotone_groups import groups
from duizhao.corpus.exchange.bitext.vertical import write_vertical
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.search.token_pattern import Token
from duizhao.corpus.store.integrity import faults
from duizhao.corpus.store.store import Store
from duizhao.corpus.store.vectors import text_hash
from duizhao.models.encoder import Encoded
from duizhao.models.quantization import pack

ZH = lines("法/law", "第一条。", "第二条<&>。", "第三条。", "第四条。")
ZH = replace(ZH, marks=(Mark("page", Span(0, 4), "1"),), metadata={"Title": "“法” & <律>", "日期": "1954"})
EN = lines("law.en", "Article 1.", "Article 3 & so on.", "Added.", "Article 2.", language="en")
OTHER = lines("LAW.en", "One two three four.", language="en")
BEADS = (
    Bead((0,), (0,), 0.9, Reasons(0.5, 0.6, 0.0, (1, 0, 0))),
    Bead((1,), (3,), 0.8, moved=True),
    Bead((2,), (1,), 0.7, status="confirmed"),
    Bead((), (2,), 0.4),
    Bead((3,), ()),
)
VECTOR = pack(Encoded(np.array([[0, 3]], np.int32), np.ones((1, 4), np.float32) / 2, np.ones(4, np.float32)))
TEI = "{http://www.tei-c.org/ns/1.0}"


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    with Store.open(tmp_path / "c", create=True) as store:
        pairs = [Bitext(ZH, EN, BEADS), Bitext(ZH, OTHER, (Bead((0, 1, 2, 3), (0,)),))]
        store.add(ZH, bitexts=pairs, vectors={text_hash("第一条。"): VECTOR}, model="small-1")
        store.add(lines("alone", "独。"), vectors={}, model="small-1")
        store.set_metadata("law.en", {"translator": 'J. "L"'})
        record(store, Decision("code", (anchor_in(ZH, Span(0, 3)),), "x", "AB"))
    return tmp_path / "c"


def exported(form: str, place: str) -> Path:
    status, output, errors = call(["export", "--corpus", "c", "--format", form, "-o", place])
    assert (status, output, errors) == (0, "", "")
    return Path(place)


def parsed(path: Path) -> ElementTree.Element:
    """Vertical text as XML: it is that, but for a root."""
    return ElementTree.fromstring(f"<corpus>{path.read_text(encoding='utf-8')}</corpus>")


def words_in(element: ElementTree.Element) -> list[str]:
    """The first column."""
    return [line.split("\t")[0] for line in "".join(element.itertext()).split("\n")]


class TestElan:
    def test_what_is_written_is_read_again(self) -> None:
        times = ((1.0, 3.0), (2.5, 5.0), (6.0, 8.25))
        chinese, english = ["桥断了。", "走水路。", "船在哪里？"], ["The bridge is down, by water <or> not", "Where?"]
        text, spans, marks = "", [], []
        for words, (start, end) in zip(chinese, times, strict=True):
            spans.append(Span(len(text), len(text) + len(words) + 1))
            marks.append(Mark("cue", Span(len(text), len(text) + len(words)), f"{start:.3f} {end:.3f}"))
            text += f"{words}\n"
        source = Document("film", "zh", text, tuple(spans), "", tuple(marks))
        target = document_of("".join(f"{words}\n" for words in english), "en", name="film.en", presplit=True)
        written = write_elan(Bitext(source, target, (Bead((0, 1), (0,), 0.9), Bead((2,), (1,), 0.9))), "2026-01-01")
        read = contents_of(written.encode(), "film.eaf")
        assert read.text.splitlines() == ["桥断了。 走水路。", english[0], chinese[2], english[1]]
        cues = [mark.value for mark in read.marks if mark.kind == "cue"]
        assert cues == ["1.000 5.000"] * 2 + ["6.000 8.250"] * 2

    def test_what_has_no_times_is_none(self) -> None:
        source, target = document_of("桥。\n", "zh", name="a"), document_of("A bridge.\n", "en", name="b")
        assert write_elan(Bitext(source, target, (Bead((0,), (0,), 0.9),)), "2026-01-01") == ""


class TestVertical:
    def test_both_sides_have_equal_counts_and_all_words(self, corpus: Path) -> None:
        folder = exported("vertical", "out")
        assert {file.name for file in folder.iterdir()} == {
            "about.json", "zh.vert", "en.vert", "zh-2.vert", "en-2.vert"}  # fmt: skip
        zh, en = parsed(folder / "zh.vert"), parsed(folder / "en.vert")
        assert len(zh.findall("doc")) == len(en.findall("doc")) == 1
        assert len(zh.findall("doc/align")) == len(en.findall("doc/align")) == 2
        assert [each.get("n") for each in zh.iter("s")] == ["0", "1", "2", "3"]
        assert [each.get("n") for each in en.iter("s")] == ["0", "1", "2", "3"]
        assert "".join(words_in(zh)).strip() == "".join(ZH.text.split())
        assert [word for word in words_in(en) if word][:3] == ["Article", "1", "."]
        (doc,) = en.findall("doc")
        assert (doc.get("id"), doc.get("text"), doc.get("translator")) == ("法/law", "law.en", 'J. "L"')
        assert zh.find("doc").get("title") == "“法” & <律>"

    def test_offsets_lead_into_the_text(self, corpus: Path) -> None:
        for sentence in parsed(exported("vertical", "out") / "zh.vert").iter("s"):
            span = Span(int(sentence.get("start")), int(sentence.get("end")))
            assert "".join(words_in(sentence)) == span.of(ZH.text)

    def test_parts_of_speech_and_lemmas_where_they_are_known(self) -> None:
        chinese, english = lines("a", "桥断了。"), lines("b", "Bridges fell.", language="en")

        def known(texts: Iterable[str], language: Language) -> Iterator[list[Token]]:
            for text in texts:
                if language == "zh":
                    yield [Token(0, 1, "桥", "n", "桥"), Token(1, 4, "断了。", "v", "断了。")]
                else:
                    yield [Token(0, 7, "Bridges", "", "bridge"), Token(8, len(text), "fell.", "", "")]

        zh, en = write_vertical([Bitext(chinese, english, (Bead((0,), (0,)),))], known)
        assert [line for line in zh.split("\n") if "\t" in line] == ["桥\tn", "断了。\tv"]
        assert [line for line in en.split("\n") if "\t" in line] == ["Bridges\tbridge", "fell.\t_"]

    @settings(max_examples=60, deadline=None)
    @given(bitext=bitexts())
    def test_groups_cover_both_texts_in_order(self, bitext: Bitext) -> None:
        found = groups(bitext)
        if not any(bead.source and bead.target for bead in bitext.beads):
            assert found == []
            return
        for side, document in (("source", bitext.source), ("target", bitext.target)):
            runs = [getattr(group, side) for group in found]
            assert [index for run in runs for index in run] == list(range(len(document.sentences)))
            assert all(runs)
        for bead in bitext.beads:
            if bead.source and bead.target:
                places = {
                    at
                    for at, group in enumerate(found)
                    if set(bead.source) & set(group.source) or set(bead.target) & set(group.target)
                }
                assert len(places) == 1


class TestLines:
    def test_the_n_th_line_renders_the_n_th(self, corpus: Path) -> None:
        folder = exported("lines", "out")
        table = (folder / "metadata.tsv").read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(table), delimiter="\t"))
        assert [(row["document"], row["translation"], row["translator"]) for row in rows] == [
            ("法/law", "law.en", 'J. "L"'),
            ("法/law", "LAW.en", ""),
        ]
        first, second = (row["file"] for row in rows)
        assert first.casefold() != second.casefold()
        sides = [(folder / side / first).read_text(encoding="utf-8").split("\n") for side in ("zh", "en", "zh-words")]
        assert len(sides[0]) == len(sides[1]) == len(sides[2]) == len(BEADS) + 1
        assert list(zip(sides[0], sides[1], strict=True))[:4] == [
            ("第一条。", "Article 1."),
            ("第二条<&>。", "Article 2."),
            ("第三条。", "Article 3 & so on."),
            ("", "Added."),
        ]
        assert all(spaced.replace(" ", "") == line for line, spaced in zip(sides[0], sides[2], strict=True))


class TestTei:
    def test_every_character_and_every_link(self, corpus: Path) -> None:
        folder = exported("tei", "out")
        texts = {}
        for file in folder.glob("*.xml"):
            root = ElementTree.parse(file).getroot()
            if (body := root.find(f"{TEI}text")) is not None:
                texts[file.name] = body
        assert sorted("".join(body.itertext()) for body in texts.values()) == sorted([ZH.text, EN.text, OTHER.text])
        sentences = {
            f"{name}#{each.get('{http://www.w3.org/XML/1998/namespace}id')}": each.text
            for name, body in texts.items()
            for each in body.iter(f"{TEI}s")
        }
        (links,) = [file for file in folder.glob("*.links.xml") if "Added" in str(_ends(file, sentences))]
        assert _ends(links, sentences) == [
            ("bead", ["第一条。", "Article 1."], "0.9000"),
            ("moved", ["第二条<&>。", "Article 2."], "0.8000"),
            ("bead", ["第三条。", "Article 3 & so on."], "0.7000"),
            ("addition", ["Added."], "0.4000"),
            ("omission", ["第四条。"], "1.0000"),
        ]


def _ends(file: Path, sentences: dict[str, str | None]) -> list[tuple[str | None, list[str | None], str | None]]:
    group = ElementTree.parse(file).getroot().find(f"{TEI}standOff/{TEI}linkGrp")
    return [
        (each.get("type"), [sentences[end] for end in (each.get("target") or "").split()], each.get("cert"))
        for each in group
    ]


class TestStandoff:
    def test_not_a_word_of_the_texts(self, corpus: Path) -> None:
        assert call(["export", "--corpus", "c", "--standoff", "-o", "s.jsonl"])[0] == 0
        told = Path("s.jsonl").read_text(encoding="utf-8")
        assert not re.search(r"第|条|Article|Added|1954|“法”|J\. ", told)
        first, pair, _ = map(json.loads, told.splitlines())
        assert first["format"] == "duizhao stand-off 1"
        assert next(Span(*span).of(ZH.text) for span in pair["source"]["sentences"]) == "第一条。\n"
        assert pair["beads"][2] == [[2], [1], 0.7, False, "confirmed"]


class TestWhole:
    def test_a_corpus_comes_back_as_it_was(self, corpus: Path) -> None:
        archive = exported("corpus", "all.zip")
        assert call(["import", "all.zip", "--corpus", "d"]) == (0, "", "2 documents imported into d\n")
        with Store.open(corpus) as one, Store.open(Path("d")) as two:
            assert one.names() == two.names()
            assert [one.bitexts(name) for name in one.names()] == [two.bitexts(name) for name in two.names()]
            assert [b.reasons for b in one.bitexts("法/law")[0].beads] == [
                b.reasons for b in two.bitexts("法/law")[0].beads]  # fmt: skip
            assert all_decisions(one) == all_decisions(two)
            assert one.fingerprint() == two.fingerprint()
            assert (one.model, one.vectors([text_hash("第一条。")])) == (
                two.model,
                two.vectors([text_hash("第一条。")]),
            )
            assert list(faults(one)) == list(faults(two))
            tables = "document", "metadata", "sentence", "member", "bead", "entry"
            for table in tables:
                query = f"SELECT * FROM {table} ORDER BY 1, 2, 3"
                assert one.select(query) == two.select(query)
        first = archive.read_bytes()
        assert call(["export", "--corpus", "d", "--format", "corpus", "-o", "again.zip"])[0] == 0
        assert abs(len(first) - len(Path("again.zip").read_bytes())) < 40

    def test_refused(self, corpus: Path) -> None:
        exported("corpus", "all.zip")
        assert "is in the corpus already" in call(["import", "all.zip", "--corpus", "c"])[2]
        Path("bad.zip").write_bytes(b"PK nothing")
        assert "holds no corpus" in call(["import", "bad.zip", "--corpus", "e"])[2]


@pytest.mark.parametrize("form", ["vertical", "lines", "tei", "standoff"])
def test_an_export_is_run_again(corpus: Path, form: str) -> None:
    place = exported(form, "out" if form != "standoff" else "out.jsonl")
    about = place / "about.json" if place.is_dir() else place
    assert call(["rerun", str(about), "--corpus", "c"]) == (0, "", "nothing changed\n")
    with Store.open(corpus) as store:
        (first, *_) = store.bitexts("法/law")
        beads = (Bead((0, 1, 2, 3), (0, 1, 2, 3)),)
        assert len(list(pairwise(first.beads))) == 4
        store.realign("法/law", "law.en", beads)
    status, output, errors = call(["rerun", str(about), "--corpus", "c"])
    assert (status, output) == (0, "")
    assert ": changed" in errors


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ("--format vertical", 2, "needs a place"),
        ("--format vertical --name alone -o x", 1, "none of these documents has a translation"),
        ("--format tei --name gone -o x", 1, "holds no document"),
        ("--format corpus --name alone -o x.zip", 1, "leave out --name"),
        ("--format lines -o there", 1, "there"),
    ],
)
def test_refused(corpus: Path, arguments: str, status: int, said: str) -> None:
    Path("there").mkdir()
    refused = call(["export", "--corpus", "c", *arguments.split()])
    assert (refused[0], refused[1]) == (status, "")
    assert said in refused[2]
    assert not Path("x").exists()
    assert not list(Path().glob(".*.part"))
