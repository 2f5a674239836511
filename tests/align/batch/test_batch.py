"""Many pairs: manifests read, results in order, nothing twice and nothing lost, however a run ends."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from encoders import PAIRS, bert_like, lexicon

from duizhao.align.batch.corpus_sink import IntoCorpus
from duizhao.align.batch.job import Settings, work
from duizhao.align.batch.jobs import Listing, Task
from duizhao.align.batch.parquet_sink import IntoParquet
from duizhao.align.batch.results import Result, packed, unpacked
from duizhao.align.batch.scheduler import Place, Totals, Work, run
from duizhao.align.batch.spool import Spool
from duizhao.align.beads.documents import align_documents
from duizhao.align.errors import RequestError
from duizhao.align.inputs import read_pair
from duizhao.corpus.errors import FormatError, StoreError, WriteError
from duizhao.corpus.exchange.batches.manifests import ManifestRow, read_manifest
from duizhao.corpus.store.integrity import faults
from duizhao.corpus.store.store import Store
from duizhao.models.signature import folder_signature

pytestmark = pytest.mark.slow

COUNT = 12


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Twelve pairs of a few sentences, one of them without its files and one the wrong way round."""
    rows = ["source\ttarget\tgenre"]
    for number in range(COUNT):
        chosen = random.Random(number).sample(PAIRS, 6)
        (tmp_path / f"d{number}.zh").write_text("\n".join(zh for zh, _ in chosen), encoding="utf-8")
        (tmp_path / f"d{number}.en").write_text("\n".join(en for _, en in chosen), encoding="utf-8")
        rows.append(f"d{number}.zh\td{number}.en\ttale")
    rows.insert(4, "nowhere.zh\tnowhere.en\ttale")
    rows.insert(9, "d1.en\td1.zh\ttale")
    path = tmp_path / "manifest.tsv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


class Shown:
    """A report that nobody sees."""

    def begin(self, total: int, settled: int) -> None:
        self.settled = settled

    def __call__(self, pairs: int, sentences: int) -> None:
        self.settled = pairs


class StoppedError(Exception):
    """Stands for the end of the program."""


class Here:
    """A pool of no other process, with the encoder of a word list; it can do the tasks in any order, and stop."""

    def __init__(self, *, stop_after: int | None = None, shuffled: int | None = None) -> None:
        self.stop_after, self.shuffled = stop_after, shuffled
        self.asked: list[int] = []

    def __call__(self, tasks: Iterator[Task], settings: Settings, spool: Spool) -> Iterator[int]:
        wanted = list(tasks) if self.shuffled is not None else tasks
        if isinstance(wanted, list):
            random.Random(self.shuffled).shuffle(wanted)
        for task in wanted:
            if self.stop_after is not None and len(self.asked) == self.stop_after:
                raise StoppedError
            self.asked.append(task.number)
            spool.put(work(task, settings, lexicon()))
            yield task.number


def go(manifest: Path, place: Place, pool: Here, **options: object) -> Totals:
    return run(Work(Listing(manifest), place, Settings(**options)), pool, Shown()).totals


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of an output, byte for byte."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def dump(corpus: Path) -> list[tuple[object, ...]]:
    """Every row of every table of a corpus."""
    with Store.open(corpus) as store:
        tables = [name for (name,) in store.select("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return [(table, *row) for table in tables for row in store.select(f"SELECT * FROM {table}")]


class TestManifests:
    ROWS = (ManifestRow("a.zh", "a.en", "", "", {"年": "1950"}), ManifestRow("b.zh", "", "B", "", {}))

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("m.tsv", "source\ttarget\tname\t年\na.zh\ta.en\t\t1950\nb.zh\t\tB\t\n"),
            ("m.csv", '\ufeffsource,target,name,年\r\na.zh,"a.en",,1950\r\nb.zh,,B,\r\n'),
            ("m.jsonl", '{"source": "a.zh", "target": "a.en", "年": 1950}\n\n{"source": "b.zh", "name": "B"}\n'),
        ],
    )
    def test_tables(self, tmp_path: Path, name: str, text: str) -> None:
        (tmp_path / name).write_bytes(text.encode())
        assert tuple(read_manifest(tmp_path / name)) == self.ROWS

    def test_parquet(self, tmp_path: Path) -> None:
        rows = [{"source": "a.zh", "target": "a.en", "name": None, "年": 1950}, {"source": "b.zh", "name": "B"}]
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "m.parquet")
        assert tuple(read_manifest(tmp_path / "m.parquet")) == self.ROWS

    @pytest.mark.parametrize("text", ["", "\n", "file\tother\na\tb\n", "source\tsource\na\tb\n", "source\ttarget\n"])
    def test_what_is_none(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "m.tsv").write_text(text, encoding="utf-8")
        with pytest.raises(FormatError):
            list(read_manifest(tmp_path / "m.tsv"))

    def test_bad_rows_are_faults(self, tmp_path: Path) -> None:
        (tmp_path / "m.jsonl").write_text('{"source": "a"}\n{"source": \n[1]\n{"source": "b"}\n', encoding="utf-8")
        assert [bool(row.fault) for row in read_manifest(tmp_path / "m.jsonl")] == [False, True, True, False]

    def test_names_are_given_once(self, tmp_path: Path) -> None:
        rows = ["x/r.zh\tx/r.en", "y/r.zh\ty/r.en", "x/r.zh\tx/r.second.en", "y/r.zh\ty/r.en", "z/r.zh\tz/other.en"]
        (tmp_path / "m.tsv").write_text("source\ttarget\n" + "\n".join(rows) + "\n", encoding="utf-8")
        tasks = list(Listing(tmp_path / "m.tsv").tasks())
        assert [task.name for task in tasks] == ["r", "r (2)", "r", "r (2)", "r (3)"]
        assert [task.translation for task in tasks][:3] == ["r.en", "r.en (2)", "r.second.en"]
        assert [task.fault for task in tasks] == ["", "", "", "the manifest lists this pair twice", ""]

    def test_a_folder(self, manifest: Path) -> None:
        names = [task.name for task in Listing(manifest.parent).tasks()]
        assert names == sorted(f"d{number}" for number in range(COUNT))


def test_a_result_outlives_its_bytes(manifest: Path) -> None:
    task = next(Listing(manifest).tasks())
    result = work(task, Settings(vectors=True, checked=True), lexicon())
    assert result.status == "done"
    assert unpacked(packed(result)) == result
    assert unpacked(packed(result)[:-1]) is None
    assert unpacked(b"") is None


class TestParquet:
    def test_it_holds_what_align_says(self, manifest: Path, tmp_path: Path) -> None:
        totals = go(manifest, Place(folder=tmp_path / "out"), Here(), checked=True)
        assert totals == Totals(done=COUNT, failed=2, sentences=12 * COUNT)
        documents = pyarrow.parquet.read_table(tmp_path / "out/documents").to_pylist()
        beads = pyarrow.parquet.read_table(tmp_path / "out/beads").to_pylist()
        assert [row["number"] for row in documents] == list(range(COUNT + 2))
        for task, row in zip(Listing(manifest).tasks(), documents, strict=True):
            if row["status"] == "failed":
                continue
            source, target = read_pair(task.source, task.target, name=task.name, presplit=False)
            assert target is not None
            bitext = align_documents(source, target, lexicon())
            mine = [bead for bead in beads if bead["number"] == task.number]
            assert [(tuple(bead["source"]), tuple(bead["target"]), bead["confidence"]) for bead in mine] == [
                (bead.source, bead.target, bead.confidence) for bead in bitext.beads
            ]
            assert row["source_text"] == source.text
            assert row["source_sha256"] == source.sha256
            assert dict(row["metadata"]) == {"genre": "tale"}
            for bead in mine:
                if bead["source"]:
                    assert source.text[bead["source_start"] : bead["source_end"]] == bead["source_text"]

    def test_failures_are_a_manifest(self, manifest: Path, tmp_path: Path) -> None:
        go(manifest, Place(folder=tmp_path / "out"), Here())
        rows = list(read_manifest(tmp_path / "out/failures.tsv"))
        assert [row.source for row in rows] == ["../nowhere.zh", "../d1.en"]
        assert rows[0].metadata == {"genre": "tale"}
        (tmp_path / "nowhere.zh").write_text(PAIRS[0][0], encoding="utf-8")
        (tmp_path / "nowhere.en").write_text(PAIRS[0][1], encoding="utf-8")
        assert go(tmp_path / "out/failures.tsv", Place(folder=tmp_path / "again"), Here()).done == 1

    def test_any_order_and_any_interruption_give_the_same_bytes(
        self, manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("duizhao.align.batch.parquet_sink.PAIRS_A_SHARD", 5)
        go(manifest, Place(folder=tmp_path / "whole"), Here(), checked=True)
        whole = contents(tmp_path / "whole")
        assert len([name for name in whole if name.startswith("beads/")]) == 3
        go(manifest, Place(folder=tmp_path / "shuffled"), Here(shuffled=1), checked=True)
        assert contents(tmp_path / "shuffled") == whole
        place = Place(folder=tmp_path / "broken")
        asked: list[int] = []
        for turn in range(100):
            pool = Here(stop_after=turn % 4, shuffled=turn)
            with suppress(StoppedError):
                go(manifest, place, pool, checked=True)
                break
            asked += pool.asked
        assert contents(tmp_path / "broken") == whole
        assert len(asked) == len(set(asked))  # what waits is not done again

    def test_other_work_is_refused(self, manifest: Path, tmp_path: Path) -> None:
        go(manifest, Place(folder=tmp_path / "out"), Here())
        with pytest.raises(RequestError, match="another manifest"):
            go(manifest, Place(folder=tmp_path / "out"), Here(), presplit=True)

    def test_done_is_done(self, manifest: Path, tmp_path: Path) -> None:
        go(manifest, Place(folder=tmp_path / "out"), Here())
        before, pool = contents(tmp_path / "out"), Here()
        assert go(manifest, Place(folder=tmp_path / "out"), pool).done == COUNT
        assert not pool.asked
        assert contents(tmp_path / "out") == before

    def test_the_manifest_is_not_written_over(self, manifest: Path) -> None:
        with pytest.raises(RequestError, match="rename it"):
            go(manifest, Place(folder=manifest.parent, failures=manifest), Here())


class TestCorpus:
    def test_interrupted_or_not_it_holds_the_same(self, manifest: Path, tmp_path: Path) -> None:
        (tmp_path / "one").mkdir()
        (tmp_path / "two").mkdir()
        whole = Place(corpus=tmp_path / "one/c.duizhao")
        assert go(manifest, whole, Here(), checked=True) == Totals(done=COUNT, failed=2, sentences=12 * COUNT)
        place = Place(corpus=tmp_path / "two/c.duizhao")
        for turn in range(100):
            with suppress(StoppedError):
                go(manifest, place, Here(stop_after=turn % 3, shuffled=turn), checked=True)
                break
        assert dump(tmp_path / "two/c.duizhao") == dump(tmp_path / "one/c.duizhao")
        files = [contents(tmp_path / side) for side in ("one", "two")]
        assert [sorted(each) for each in files] == [["c.duizhao", "failures.tsv", "findings.jsonl"]] * 2
        for each in files:  # SQLite counts in the header how often the file was opened to be written
            held = bytearray(each["c.duizhao"])
            held[24:28] = held[92:96] = bytes(4)
            each["c.duizhao"] = bytes(held)
        assert files[0] == files[1]
        with Store.open(tmp_path / "two/c.duizhao") as store:
            assert not list(faults(store))

    def test_what_is_there_is_not_done_again(self, manifest: Path, tmp_path: Path) -> None:
        place = Place(corpus=tmp_path / "c.duizhao")
        go(manifest, place, Here())
        before = dump(tmp_path / "c.duizhao")
        assert go(manifest, place, Here()) == Totals(there=COUNT, failed=2)
        assert dump(tmp_path / "c.duizhao") == before

    def test_another_text_of_the_name_fails_and_stops_nothing(self, manifest: Path, tmp_path: Path) -> None:
        place = Place(corpus=tmp_path / "c.duizhao")
        go(manifest, place, Here())
        (tmp_path / "d0.zh").write_text(PAIRS[0][0], encoding="utf-8")
        (tmp_path / "d99.zh").write_text(PAIRS[1][0], encoding="utf-8")
        with manifest.open("a", encoding="utf-8") as file:
            file.write("d99.zh\t\t\n")
        assert go(manifest, place, Here()) == Totals(done=1, there=COUNT - 1, failed=3, sentences=1)
        assert "with another text" in (tmp_path / "failures.tsv").read_text(encoding="utf-8")

    def test_a_corpus_of_another_model_is_refused(self, manifest: Path, tmp_path: Path) -> None:
        IntoCorpus(tmp_path / "c.duizhao", "work", "one").close()
        with Store.open(tmp_path / "c.duizhao") as store, store.changing():
            store.connection.execute("INSERT INTO model (signature, used) VALUES ('one', 1)")
        with pytest.raises(StoreError, match="--model"):
            IntoCorpus(tmp_path / "c.duizhao", "work", "two")


def test_a_fault_of_the_program_is_a_failure_of_its_pair(manifest: Path) -> None:
    class Broken:
        signature, linker = "broken", None

        def encode(self, texts: object, layers: object = ()) -> Iterator[object]:
            raise ZeroDivisionError("nothing to divide by")

    result = work(next(Listing(manifest).tasks()), Settings(), Broken())
    assert result.status == "failed"
    assert "ZeroDivisionError" in result.reason


def test_a_strange_table_of_failures_is_left_alone(manifest: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.tsv").write_text("my own notes\n", encoding="utf-8")
    with pytest.raises(WriteError, match="move it away"):
        go(manifest, Place(folder=tmp_path / "out", failures=tmp_path / "mine.tsv"), Here())
    assert (tmp_path / "mine.tsv").read_text(encoding="utf-8") == "my own notes\n"


def test_the_signature_is_told_without_the_model(tmp_path: Path) -> None:
    from duizhao.models.transformer.checkpoint import Checkpoint

    folder = bert_like(tmp_path / "tiny")
    assert folder_signature(folder) == Checkpoint(folder).signature


def test_a_shard_that_is_damaged_is_said(tmp_path: Path) -> None:
    (tmp_path / "out/documents").mkdir(parents=True)
    (tmp_path / "out/documents/part-00000.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(FormatError, match="damaged"):
        IntoParquet(tmp_path / "out", "work", "model")


# The program itself, with its processes: a tiny model, so that they begin quickly.


def command(manifest: Path, model: Path, *options: str) -> list[str]:
    return [sys.executable, "-c", "from duizhao.align.cli.app import main; main()", "batch", str(manifest), *options,
            "--model", str(model)]  # fmt: skip


def below(process: int) -> list[int]:
    """The processes that a process has begun, and those that they have."""
    begun: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            begun.setdefault(parent, []).append(int(folder.name))
    found, left = [], [process]
    while left:
        its = begun.get(left.pop(), [])
        found += its
        left += its
    return found


linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")


@linux
def test_killed_at_random_it_goes_on_and_the_bytes_are_the_same(manifest: Path, tmp_path: Path) -> None:
    model = bert_like(tmp_path / "tiny")
    one = subprocess.run(command(manifest, model, "-o", str(tmp_path / "one"), "--processes", "1"), capture_output=True)
    assert one.returncode == 0, one.stderr
    goes = command(manifest, model, "-o", str(tmp_path / "two"), "--processes", "2")
    chance = random.Random(5)
    for _ in range(3):
        begun = subprocess.Popen(goes, stderr=subprocess.PIPE)
        end = time.monotonic() + 60
        workers: list[int] = []
        while len(workers) < 2 and time.monotonic() < end and begun.poll() is None:
            workers = below(begun.pid)
            time.sleep(0.05)
        time.sleep(chance.uniform(0, 6))
        begun.kill()
        begun.communicate()
        for worker in workers:  # they end with it
            while Path(f"/proc/{worker}/cmdline").exists() and Path(f"/proc/{worker}/cmdline").read_bytes():
                assert time.monotonic() < end
                time.sleep(0.05)
    last = subprocess.run(goes, capture_output=True)
    assert last.returncode == 0, last.stderr
    assert contents(tmp_path / "two") == contents(tmp_path / "one")


@linux
def test_a_killed_worker_is_replaced_and_a_stop_is_clean(manifest: Path, tmp_path: Path) -> None:
    model = bert_like(tmp_path / "tiny")
    goes = command(manifest, model, "--corpus", str(tmp_path / "c.duizhao"), "--processes", "1")
    begun = subprocess.Popen(goes, stderr=subprocess.PIPE)
    killed = False
    while begun.poll() is None and not killed:
        for worker in below(begun.pid):
            with suppress(OSError):
                if b"spawn_main" in Path(f"/proc/{worker}/cmdline").read_bytes():
                    time.sleep(1)
                    os.kill(worker, signal.SIGKILL)
                    killed = True
        time.sleep(0.02)
    assert killed
    time.sleep(1)
    begun.send_signal(signal.SIGINT)
    asked = time.monotonic()
    _, said = begun.communicate(timeout=60)
    assert time.monotonic() - asked < 10  # two seconds on a quiet machine
    assert begun.returncode == 130, said
    ended = subprocess.run(goes, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert f"{COUNT} done, 2 failed" in ended.stderr
    assert len(Store.open(tmp_path / "c.duizhao").names()) == COUNT


def test_a_dry_run_is_compared_with_what_came(manifest: Path, tmp_path: Path) -> None:
    model = bert_like(tmp_path / "tiny")
    goes = command(manifest, model, "-o", str(tmp_path / "out"), "--processes", "1")
    dry = subprocess.run([*goes, "--dry-run"], capture_output=True, text=True)
    assert dry.returncode == 0, dry.stderr
    assert "sentences" in dry.stderr
    assert not (tmp_path / "out/documents").exists()
    done = subprocess.run(goes, capture_output=True, text=True)
    assert "the dry run expected" in done.stderr
    assert not (tmp_path / "out/.batch").exists()


@linux
def test_on_ray_with_a_worker_killed_the_bytes_are_the_same(manifest: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray")
    model = bert_like(tmp_path / "tiny")
    one = subprocess.run(command(manifest, model, "-o", str(tmp_path / "one"), "--processes", "1"), capture_output=True)
    assert one.returncode == 0, one.stderr
    goes = command(manifest, model, "-o", str(tmp_path / "ray"), "--ray", "local", "--processes", "2")
    begun = subprocess.Popen(goes, stderr=subprocess.PIPE)
    killed: list[int] = []
    while begun.poll() is None and not killed:
        for worker in below(begun.pid):
            with suppress(OSError):
                if b"ray::Worker.work" in Path(f"/proc/{worker}/cmdline").read_bytes():
                    os.kill(worker, signal.SIGKILL)
                    killed.append(worker)
                    break
        time.sleep(0.05)
    _, said = begun.communicate(timeout=400)
    assert begun.returncode == 0, said
    assert killed
    assert contents(tmp_path / "ray") == contents(tmp_path / "one")


def test_json_of_a_task_without_files_is_told(tmp_path: Path) -> None:
    (tmp_path / "m.jsonl").write_text(json.dumps({"source": "no.zh"}) + "\n", encoding="utf-8")
    totals = go(tmp_path / "m.jsonl", Place(folder=tmp_path / "out"), Here())
    assert totals == Totals(failed=1)
    assert isinstance(Result(0, "failed").sentences, int)
