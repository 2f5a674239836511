"""A corpus gives back what was put in, whole, and says what to do where it cannot."""

from __future__ import annotations

import ast
import os
import re
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from bitexts import BITEXT, SOURCE, TARGET, bitexts, lines
from hypothesis import HealthCheck, given, settings
from places import CASES, ROOT

from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.decisions.anchors import anchor_in
from duizhao.corpus.decisions.log import Decision, all_decisions, record
from duizhao.corpus.document import Mark, Span
from duizhao.corpus.errors import StoreError
from duizhao.corpus.store import connection, purge
from duizhao.corpus.store.integrity import faults
from duizhao.corpus.store.store import Store
from duizhao.corpus.store.vectors import text_hash

VECTORS = {text_hash(SOURCE.sentence(0)): b"\x00\x01", text_hash(SOURCE.sentence(1)): b""}

DAMAGES = [
    pytest.param(*row.split("\t")[:1], id=row.split("\t")[1])
    for row in (CASES / "damaged_corpora.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "papers.duizhao"


def test_what_comes_out_equals_what_went_in(path: Path) -> None:
    alone = lines("alone", "独。")
    with Store.open(path, create=True) as store:
        assert store.model is None
        assert store.names() == []
        store.add(SOURCE, bitexts=[BITEXT], vectors=VECTORS, model="small-1")
        store.add(alone, vectors={}, model="small-1")
    with Store.open(path) as store:
        assert store.names() == ["law", "alone"]
        assert store.model == "small-1"
        assert store.source("law") == SOURCE
        assert store.bitexts("law") == (BITEXT,)
        assert store.source("alone") == alone
        assert store.bitexts("alone") == ()
        assert store.vectors([*VECTORS, text_hash("unknown")]) == VECTORS


def test_several_translations_of_one_original(path: Path) -> None:
    other = Bitext(SOURCE, lines("legge.en", "One.", "Three.", language="en"), (Bead((0,), (0,)), Bead((1, 2), (1,))))
    with Store.open(path, create=True) as store:
        store.add(SOURCE, bitexts=[BITEXT], vectors=VECTORS, model="m")
        store.add_translation(other, vectors={}, model="m")
        assert store.bitexts("law") == (BITEXT, other)
        assert [(text.name, text.entry, text.sentences) for text in store.texts()] == [
            ("law", "law", 3),
            ("law.en", "law", 2),
            ("legge.en", "law", 2),
        ]
        with pytest.raises(StoreError, match=r"'legge\.en' is in the corpus already"):
            store.add_translation(other, vectors={}, model="m")
        changed = Bitext(lines("law", "别的。"), lines("x.en", "X.", language="en"), (Bead((0,), (0,)),))
        with pytest.raises(StoreError, match="'law' is in the corpus with another text"):
            store.add_translation(changed, vectors={}, model="m")
        store.remove("legge.en")
        assert store.bitexts("law") == (BITEXT,)
        assert list(faults(store)) == ["law: 1 sentences have no vectors; run `duizhao reencode`"]


def test_marks_and_metadata_make_the_round_trip(path: Path) -> None:
    marks = (Mark("page", Span(0, 5), "1"), Mark("heading", Span(0, 4)))
    source = replace(SOURCE, marks=marks, metadata={"title": "法", "date": "1954"})
    with Store.open(path, create=True) as store:
        store.add(source, vectors={}, model="m")
        assert store.source("law") == source
        store.set_metadata("law", {"date": "1954-09-20", "author": "人大"})
        said = {"title": "法", "date": "1954-09-20", "author": "人大"}
        assert store.source("law").metadata == said
        store.replace(replace(source, metadata={"title": "新法"}), vectors={}, model="m")
        assert store.source("law").metadata == said | {"title": "新法"}
        store.set_metadata("law", {"date": None, "author": None})
        assert store.source("law").metadata == {"title": "新法"}
        assert store.texts()[0].metadata == {"title": "新法"}


def test_a_text_replaced_keeps_its_place_and_what_was_said_of_its_translation(path: Path) -> None:
    new = lines("law", "第一条。", "第四条。")
    with Store.open(path, create=True) as store:
        store.add(SOURCE, bitexts=[BITEXT], vectors=VECTORS, model="m")
        store.add(lines("b", "二。"), vectors={}, model="m")
        store.set_metadata("law.en", {"translator": "Legge"})
        before = store.fingerprint()
        bitext = Bitext(new, TARGET, (Bead((0,), (0,)), Bead((1,), (1,))))
        store.replace(new, bitexts=[bitext], vectors={text_hash("第四条。"): b"4"}, model="m")
        assert store.names() == ["law", "b"]
        assert store.source("law") == new
        assert [each.beads for each in store.bitexts("law")] == [bitext.beads]
        assert store.bitexts("law")[0].target.metadata == {"translator": "Legge"}
        store.purge()
        kept = store.known_vectors([*VECTORS, text_hash("第四条。")])
        assert kept == {text_hash("第一条。"), text_hash("第四条。")}  # that of the sentence that went is gone
        assert store.fingerprint() != before


def test_a_name_is_changed_everywhere(path: Path) -> None:
    with Store.open(path, create=True) as store:
        store.add(SOURCE, bitexts=[BITEXT], vectors=VECTORS, model="m")
        store.rename("law", "statute")
        store.rename("law.en", "statute (Legge)")
        assert store.names() == ["statute"]
        assert store.bitexts("statute")[0].source.name == "statute"
        assert store.bitexts("statute")[0].target.name == "statute (Legge)"
        with pytest.raises(StoreError, match="'statute' is in the corpus already"):
            store.rename("statute (Legge)", "statute")
        with pytest.raises(StoreError, match="holds no document 'law'"):
            store.rename("law", "x")


SECRET = "绝密的句子不可外传", "The utterly unmistakable sentence"


def traces(path: Path) -> list[str]:
    """Files beside the corpus, it among them, that hold any of what must not be there."""
    words = ["绝密", "不可", "外传", "unmistakable", "secret vector", "Geheim", "a secret note", text_hash(SECRET[0])]
    return [
        f"{file.name}: {word}" for file in path.parent.iterdir() for word in words if word.encode() in file.read_bytes()
    ]


@pytest.mark.parametrize("translation_only", [False, True])
def test_what_is_removed_leaves_no_trace(path: Path, translation_only: bool) -> None:
    name = "harmless" if translation_only else "secret"
    source = lines(
        name, *([f"无关的第{number}句。" for number in range(300)] if translation_only else [SECRET[0]] * 40)
    )
    target = lines("secret.en", *[f"{SECRET[1]} {number}." for number in range(300)], language="en")
    bitext = Bitext(source, target, (Bead(tuple(range(len(source.sentences))), tuple(range(300))),))
    vectors = {text_hash(SECRET[0]): b"secret vector" * 500}
    with Store.open(path, create=True) as store:
        for number in range(20):
            kept = lines(f"kept {number}", *[f"第{number}个文件的第{line}句。" for line in range(40)])
            store.add(kept, vectors={text_hash(f"{number}"): bytes(3000)}, model="m")
        store.add(source, bitexts=[bitext], vectors=vectors, model="m")
        store.set_metadata("secret.en", {"author": "Geheim"})
        where = anchor_in(target, Span(4, 24))
        record(store, Decision("code", (where,), "found", "AB", note="a secret note"))
        assert traces(path)
        store.remove("secret.en" if translation_only else "secret")
        assert traces(path) == []  # while it is still open, its log beside it
        assert store.names()[:20] == [f"kept {number}" for number in range(20)]
        assert all_decisions(store) == []
        missing = "sentences have no vectors; run `duizhao reencode`"
        assert [fault for fault in faults(store) if not fault.endswith(missing)] == []
    assert traces(path) == []


def test_what_another_program_still_reads_is_wiped_by_whoever_opens_next(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.2)
    monkeypatch.setattr(purge, "BUSY_SECONDS", 0.2)
    with Store.open(path, create=True) as store:
        store.add(lines("kept", "第一句。"), vectors={}, model="m")
        store.add(lines("secret", SECRET[0]), vectors={}, model="m")
        with Store.open(path) as reader:
            reader.connection.execute("BEGIN")
            assert reader.names() == ["kept", "secret"]
            store.remove("secret")
            assert purge.is_unpurged(store)
            assert reader.names() == ["kept", "secret"]  # what it began with
            Store.open(path).close()  # waits for nobody
            reader.connection.execute("ROLLBACK")
        assert traces(path)
    with Store.open(path) as store:
        assert not purge.is_unpurged(store)
        assert traces(path) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bitext=bitexts())
def test_any_bitext_makes_the_round_trip(bitext: Bitext, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("round") / "trip"
    with Store.open(path, create=True) as store:
        store.add(bitext.source, bitexts=[bitext], vectors={}, model="m")
        assert store.bitexts("s") == (bitext,)


def test_more_vectors_than_a_query_may_name(path: Path) -> None:
    vectors = {text_hash(str(number)): bytes([number % 256]) for number in range(2500)}
    with Store.open(path, create=True) as store:
        store.add(SOURCE, vectors=vectors, model="m")
        assert store.vectors(iter([*vectors, *vectors])) == vectors


def test_a_sentence_is_known_by_its_words_not_by_the_space_around_them() -> None:
    assert text_hash("　第二条。\n") == text_hash("第二条。")
    assert text_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


class TestRefusals:
    def test_a_missing_corpus(self, path: Path) -> None:
        with pytest.raises(StoreError, match=r"run `duizhao add --corpus papers\.duizhao") as caught:
            Store.open(path)
        assert str(path.parent) not in str(caught.value)
        assert not path.exists()

    @pytest.mark.parametrize("create", [False, True])
    def test_a_file_that_is_no_database_is_left_as_it_is(self, path: Path, create: bool) -> None:
        path.write_text("dear diary, " * 100)
        with pytest.raises(StoreError, match=r"'papers\.duizhao' is not a duizhao corpus"):
            Store.open(path, create=create)
        assert path.read_text() == "dear diary, " * 100

    @pytest.mark.parametrize("create", [False, True])
    def test_the_database_of_another_program_is_left_as_it_is(self, path: Path, create: bool) -> None:
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE bookmarks (url)")
        other.close()
        before = path.read_bytes()
        with pytest.raises(StoreError, match="is not a duizhao corpus"):
            Store.open(path, create=create)
        assert path.read_bytes() == before

    def test_an_empty_file_becomes_a_corpus_only_when_asked(self, path: Path) -> None:
        path.touch()
        with pytest.raises(StoreError, match="there is nothing in"):
            Store.open(path)
        Store.open(path, create=True).close()
        Store.open(path).close()

    def test_a_newer_schema(self, path: Path) -> None:
        Store.open(path, create=True).close()
        with sqlite3.connect(path) as newer:
            newer.execute("PRAGMA user_version = 99")
        newer.close()
        with pytest.raises(StoreError, match=r"newer duizhao.*update"):
            Store.open(path)

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="see that its folder is there") as caught:
            Store.open(tmp_path / "nowhere" / "c", create=True)
        assert str(tmp_path) not in str(caught.value)

    def test_a_damaged_file(self, path: Path) -> None:
        with Store.open(path, create=True) as store:
            store.add(SOURCE, bitexts=[BITEXT], vectors=VECTORS, model="m")
        with sqlite3.connect(path) as vandal:
            vandal.execute("DELETE FROM sentence WHERE document = 1 AND position = 1")
        vandal.close()
        with Store.open(path) as store:
            for read in (store.source, store.bitexts):
                with pytest.raises(StoreError, match="is damaged: restore a copy"):
                    read("law")

    @pytest.mark.parametrize("sql", DAMAGES)
    def test_rows_that_cannot_be(self, sql: str, path: Path) -> None:
        vectors = {text_hash(span.of(SOURCE.text)): b"\x00" for span in SOURCE.sentences}
        with Store.open(path, create=True) as store:
            store.add(SOURCE, bitexts=[BITEXT], vectors=vectors, model="m")
            store.set_metadata("law", {"year": "1900"})
            record(store, Decision("code", (anchor_in(SOURCE, Span(0, 2)),), "seen", "AB"))
            assert not list(faults(store))
        with sqlite3.connect(path) as vandal:
            vandal.execute(sql)
        vandal.close()
        told = []
        with Store.open(path) as store:
            for read in (store.texts, store.fingerprint, lambda: store.bitexts("law"), lambda: all_decisions(store)):
                try:
                    read()
                except StoreError as error:
                    told.append(str(error))
            try:
                told += faults(store)
            except StoreError as error:
                told.append(str(error))
        assert told

    def test_a_layout_that_cannot_be_read(self, path: Path) -> None:
        with Store.open(path, create=True):
            pass
        data = path.read_bytes()
        path.write_bytes(data.replace(b"TABLE metadata", b"TABL\x8e metadata"))
        with pytest.raises(StoreError, match="is damaged: restore a copy"):
            Store.open(path)

    def test_a_truncated_file(self, path: Path) -> None:
        with Store.open(path, create=True) as store:
            store.add(SOURCE, bitexts=[BITEXT], vectors={"h": bytes(50_000)}, model="m")
        path.write_bytes(path.read_bytes()[:20_000])
        with pytest.raises(StoreError, match="is damaged: restore a copy"):
            Store.open(path)

    def test_a_folder_that_cannot_be_written_still_reads(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with Store.open(path, create=True) as store:
            store.add(SOURCE, bitexts=[BITEXT], vectors={}, model="m")
        monkeypatch.setattr(os, "access", lambda *_: False)
        with Store.open(path) as store:
            assert store.bitexts("law") == (BITEXT,)
            with pytest.raises(StoreError, match="may only be read: copy it"):
                store.add(lines("b", "二。"), vectors={}, model="m")

    def test_a_closed_corpus_is_the_programmers_mistake(self, path: Path) -> None:
        store = Store.open(path, create=True)
        store.close()
        with pytest.raises(sqlite3.ProgrammingError):
            store.names()

    def test_a_name_that_is_taken(self, path: Path) -> None:
        with Store.open(path, create=True) as store:
            store.add(SOURCE, vectors={}, model="m")
            with pytest.raises(StoreError, match="'law' is in the corpus already; choose another --name"):
                store.add(lines("law", "别的。"), vectors=VECTORS, model="m")
            assert store.source("law") == SOURCE
            assert store.vectors(VECTORS) == {}

    def test_a_name_that_is_not_there(self, path: Path) -> None:
        with Store.open(path, create=True) as store, pytest.raises(StoreError, match="holds no document 'x'"):
            store.source("x")

    def test_another_model(self, path: Path) -> None:
        with Store.open(path, create=True) as store:
            store.add(SOURCE, vectors={}, model="small-1")
            with pytest.raises(StoreError, match=r"'small-1'.*'large-2'.*new corpus"):
                store.add(lines("b", "二。"), vectors={}, model="large-2")
            assert store.names() == ["law"]

    def test_a_bitext_of_another_source(self, path: Path) -> None:
        with Store.open(path, create=True) as store:
            with pytest.raises(ValueError, match="not of 'other'"):
                store.add(lines("other", "一。"), bitexts=[BITEXT], vectors={}, model="m")
            assert store.model is None


KILLED = """
import sys, time
from pathlib import Path
from duizhao.corpus.store.store import Store
from bitexts import BITEXT

class Stalls(dict):
    def items(self):
        for number in range(80):
            yield f"{number:064}", bytes(100_000)  # more than SQLite keeps in memory: the log is written to
        print("in the middle", flush=True)
        time.sleep(60)
        yield "never", b""

with Store.open(Path(sys.argv[1]), create=True) as store:
    store.add(BITEXT.source, bitexts=[BITEXT], vectors=Stalls(), model="killed")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize("existing", [True, False])
@pytest.mark.slow
def test_a_kill_in_the_middle_of_adding_leaves_the_corpus_as_it_was(path: Path, existing: bool) -> None:
    before = lines("before", "从前。")
    if existing:
        with Store.open(path, create=True) as store:
            store.add(before, vectors={text_hash("从前。"): b"v"}, model="killed")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests/support")}
    command = [sys.executable, "-c", KILLED, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in the middle\n"
        process.send_signal(signal.SIGKILL)
    with Store.open(path) as store:
        assert store.names() == (["before"] if existing else [])
        assert store.model == ("killed" if existing else None)
        assert store.vectors([f"{0:064}"]) == {}
        if existing:
            assert store.source("before") == before
            assert store.vectors([text_hash("从前。")]) == {text_hash("从前。"): b"v"}
        store.add(SOURCE, bitexts=[BITEXT], vectors=VECTORS, model="killed")
        assert store.bitexts("law") == (BITEXT,)


FULL = """
import resource, sys
from pathlib import Path
from duizhao.corpus.errors import StoreError
from duizhao.corpus.store.store import Store
from bitexts import BITEXT
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
try:
    with Store.open(Path(sys.argv[1])) as store:
        store.add(BITEXT.source, bitexts=[BITEXT], vectors={"h": bytes(900_000)}, model="m")
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
@pytest.mark.slow
def test_a_full_disk_loses_nothing(path: Path) -> None:
    before = lines("before", "从前。")
    with Store.open(path, create=True) as store:
        store.add(before, vectors={text_hash("从前。"): b"v"}, model="m")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests/support")}
    command = [sys.executable, "-c", FULL, str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert "the disk is full" in ran.stdout
    assert str(path.parent) not in ran.stdout
    with Store.open(path) as store:
        assert store.names() == ["before"]
        assert list(faults(store)) == []
        store.add(SOURCE, bitexts=[BITEXT], vectors=VECTORS, model="m")


BESIDE = """
import sys
from pathlib import Path
from duizhao.corpus.store.store import Store
from bitexts import lines

for number in range(15):
    with Store.open(Path(sys.argv[1]), create=True) as store:
        store.add(lines(f"{sys.argv[2]} {number}", "一句。"), vectors={sys.argv[2] + str(number): b"v"}, model="m")
"""


@pytest.mark.slow
def test_two_programs_at_once_both_add_everything(path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests/support")}
    running = [subprocess.Popen([sys.executable, "-c", BESIDE, str(path), name], env=environment) for name in "ab"]
    assert [process.wait() for process in running] == [0, 0]
    with Store.open(path) as store:
        assert sorted(store.names()) == sorted(f"{name} {number}" for name in "ab" for number in range(15))


def test_one_file_holds_it_all_and_nothing_about_the_machine(path: Path) -> None:
    with Store.open(path, create=True) as store:
        store.add(SOURCE, bitexts=[BITEXT], vectors=VECTORS, model="m")
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert str(path.parent).encode() not in path.read_bytes()
    assert os.fsencode(Path.home().name or "root") + b"/" not in path.read_bytes()


def test_a_name_with_marks_that_mean_something_in_an_address(tmp_path: Path) -> None:
    path = tmp_path / "what? 100% #1 文件"
    Store.open(path, create=True).close()
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|PRAGMA)\s+[\w(*\"]")


@pytest.mark.slow
def test_no_sql_and_no_connection_outside_the_store() -> None:
    """Whoever needs rows asks a function of `corpus/store`: the schema is known in one place."""
    found = []
    for file in sorted(file for name in ("align", "corpus", "models") for file in (ROOT / name).rglob("*.py")):
        if file.is_relative_to(ROOT / "corpus" / "store"):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            owner = ast.unparse(node.value) if isinstance(node, ast.Attribute) and node.attr == "connection" else ""
            if SQL.search(text) or owner.endswith("store"):
                found.append(f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}")
            if isinstance(node, ast.Import | ast.ImportFrom) and "sqlite3" in ast.unparse(node):
                found.append(f"{file.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def test_a_vector_is_kept_while_any_text_has_its_sentence(path: Path) -> None:
    with Store.open(path, create=True) as store:
        store.add(SOURCE, vectors=VECTORS, model="m")
        store.add(lines("other", "第二条。", "他处。"), vectors={}, model="m")
        store.remove("law")
        assert store.known_vectors(VECTORS) == {text_hash("第二条。")}


def test_what_a_row_refuses_is_damage_and_a_mistake_of_the_program_is_not(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(path, create=True) as store:
        store.add(SOURCE, bitexts=[BITEXT], vectors={}, model="m")
        with monkeypatch.context() as patched:
            patched.setattr(store, "select", lambda *_: int("a mistake"))
            with pytest.raises(ValueError, match="a mistake") as raised:
                store.document(1)
            assert not isinstance(raised.value, StoreError)
        store.connection.execute("UPDATE document SET marks = '[[1]]'")
        with pytest.raises(StoreError, match="is damaged"):
            store.document(1)
