"""Pieces of work that write beside a corpus: the batch, its ledgers, pages that were read, the index, what is wiped.

Each is done once, says what it has done, and is checked on what a power cut may leave.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from bitexts import lines
from encoders import PAIRS, lexicon

from duizhao.align.batch.job import Settings, work
from duizhao.align.batch.jobs import Listing, Task
from duizhao.align.batch.journal import Ledger
from duizhao.align.batch.scheduler import Place, run
from duizhao.align.batch.scheduler import Work as BatchWork
from duizhao.align.batch.spool import Spool
from duizhao.align.library.build import add_entry, make_entry
from duizhao.align.library.passage_index import open_index
from duizhao.align.vectors.sentence_index import open_vectors
from duizhao.corpus.digitization.page_cache import KeptPage, KeptPages
from duizhao.corpus.readers.layout.page import Page
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.store.store import Store
from duizhao.corpus.store.vectors import text_hash
from duizhao.models.codebook import _shipped
from duizhao.models.encoder import Encoded
from duizhao.models.quantization import pack

SECRET = "绝密的句子不可外传"


@dataclass(frozen=True)
class Work:
    """What is there before, what is done, and what must be true of what is left, given the words that were said."""

    name: str
    prepare: Callable[[Path], object]
    do: Callable[[Path], object]
    check: Callable[[Path, list[str]], object]
    slow: bool = False


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


# A ledger of the batch


def _ledger(folder: Path, settled: int) -> Ledger:
    return Ledger(folder / "failures.tsv", "number\treason\n", settled, lambda line: int(line.split("\t", 1)[0]))


def _fill_ledger(folder: Path) -> None:
    ledger = _ledger(folder, 0)
    for number in range(4):
        ledger.put([f"{number}\tbroken\n"])
        _say(number)


def _check_ledger(folder: Path, said: list[str]) -> None:
    assert _ledger(folder, len(said)).count == len(said)


# Pages that were read


def _page(number: int) -> KeptPage:
    return KeptPage("ab" * 32, number, 3, "", red_head=False, page=Page(str(number), 595, 842, ()))


def _keep_pages(folder: Path) -> None:
    kept = KeptPages(folder / "c")
    for number in range(1, 4):
        kept.keep(_page(number))
        _say(number)


def _check_pages(folder: Path, said: list[str]) -> None:
    kept = KeptPages(folder / "c")
    for number in said:
        assert kept.page(("ab" * 32, int(number))) == _page(int(number))
    kept.keep(_page(3))


# The index of meanings


def _add(folder: Path, name: str, pairs: slice) -> None:
    with Store.open(folder / "c", create=True) as store:
        source, target = (
            document_of("\n".join(pair[side] for pair in PAIRS[pairs]), language, name=each, presplit=True)
            for side, language, each in ((0, "zh", name), (1, "en", f"{name}.en"))
        )
        add_entry(store, make_entry(source, [target], lexicon()), lexicon())


def _index(folder: Path) -> None:
    with Store.open(folder / "c") as store:
        open_vectors(store, "zh", lexicon())
    _add(folder, "b", slice(4, 9))
    with Store.open(folder / "c") as store:
        open_vectors(store, "zh", lexicon())


def _check_index(folder: Path, said: list[str]) -> None:
    def vectors() -> list[np.ndarray]:
        with Store.open(folder / "c") as store:
            found = open_vectors(store, "zh", lexicon())
            return [np.array(each) for each in (found.rows, found.scales, found.places)]

    there = vectors()
    shutil.rmtree(folder / "c.index")
    assert all(np.array_equal(one, other) for one, other in zip(there, vectors(), strict=True))


# The index of a large corpus


def _coded(count: int) -> bytes:
    """An encoding of so many tokens, coded as the shipped model's are."""
    book = _shipped()
    assert book is not None
    vectors = (book.centroids @ book.back)[1 : count + 1]
    words = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    spans = np.array([[at, at + 1] for at in range(count)], np.int32)
    return pack(Encoded(spans, words, words.sum(axis=0)), book)


def _add_coded(folder: Path, name: str) -> None:
    book = _shipped()
    assert book is not None
    text = lines(name, *(f"{name}第{at}句。" for at in range(5)))
    vectors = {text_hash(span.of(text.text)): _coded(at + 2) for at, span in enumerate(text.sentences)}
    with Store.open(folder / "c", create=True) as store:
        store.add(text, vectors=vectors, model=book.model)


def _open_passages(folder: Path) -> list[np.ndarray]:
    book = _shipped()
    assert book is not None
    with Store.open(folder / "c") as store:
        index = open_index(store, store.texts(), book)
        return [np.array(each) for each in (index.vectors, index.keys, index.places, index.sentences, index.total)]


def _index_passages(folder: Path) -> None:
    _open_passages(folder)
    _say("one")
    _add_coded(folder, "two")
    _open_passages(folder)
    _say("two")


def _check_passages(folder: Path, said: list[str]) -> None:
    there = _open_passages(folder)
    shutil.rmtree(folder / "c.index")
    assert all(np.array_equal(one, other) for one, other in zip(there, _open_passages(folder), strict=True))


# What is removed


def _with_secret(folder: Path) -> None:
    with Store.open(folder / "c", create=True) as store:
        store.add(lines("kept", "第一句。"), vectors={}, model="m")
        store.add(lines("secret", SECRET), vectors={}, model="m")
    (folder / "c.index").mkdir()
    (folder / "c.index" / "zh.rows").write_text(SECRET * 100, encoding="utf-8")


def _remove(folder: Path) -> None:
    with Store.open(folder / "c") as store:
        store.remove("secret")
    _say("removed")


def _check_removed(folder: Path, said: list[str]) -> None:
    with Store.open(folder / "c") as store:
        names = store.names()
    assert "kept" in names
    if said or "secret" not in names:
        assert names == ["kept"]
        held = [path for path in folder.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
        assert not held, held


# The batch


def _manifest(folder: Path) -> None:
    for number, (zh, en) in enumerate(zip(PAIRS[::2], PAIRS[1::2], strict=True)):
        for side, language in ((0, "zh"), (1, "en")):
            (folder / f"{number}.{language}").write_text(f"{zh[side]}\n{en[side]}\n", encoding="utf-8")
    rows = [f"{number}.zh\t{'missing' if number == 2 else number}.en\n" for number in range(len(PAIRS) // 2)]
    (folder / "pairs.tsv").write_text("source\ttarget\n" + "".join(rows), encoding="utf-8")


def _pool(tasks: Iterator[Task], settings: Settings, spool: Spool) -> Iterator[int]:
    """Two at a time, the later first."""
    wanted = list(tasks)
    for at in range(0, len(wanted), 2):
        for task in reversed(wanted[at : at + 2]):
            spool.put(work(task, settings, lexicon()))
            yield task.number


class _Told:
    """Says how many pairs are settled."""

    def begin(self, total: int, settled: int) -> None:
        pass

    def __call__(self, pairs: int, sentences: int) -> None:
        _say(pairs)


def _batch(folder: Path, place: Place) -> None:
    run(BatchWork(Listing(folder / "pairs.tsv"), place, Settings(checked=True)), _pool, _Told())


def _into_corpus(folder: Path) -> None:
    _batch(folder, Place(corpus=folder / "c"))


def _check_corpus(folder: Path, said: list[str]) -> None:
    if said:
        with Store.open(folder / "c") as store:
            settled = json.loads(store.about("batch") or '{"totals": null}')["totals"]
            count = len(store.names())
        assert count + (int(said[-1]) > 2) >= int(said[-1]), (settled, count)
    _quietly(_into_corpus, folder)
    with Store.open(folder / "c") as store:
        assert store.names() == ["0", "1", "3", "4", "5"]
    assert len((folder / "failures.tsv").read_text(encoding="utf-8").splitlines()) == 2


def _into_folder(folder: Path) -> None:
    _batch(folder, Place(folder=folder / "out"))
    _say("done")


def _check_folder(folder: Path, said: list[str]) -> None:
    held = {path.name: path.read_bytes() for path in (folder / "out").rglob("*.parquet")}
    if "done" in said:
        assert len(held) == 1 + 1 + 1, held.keys()  # documents, beads, findings have one name
    _quietly(_into_folder, folder)
    assert (folder / "out" / "documents" / "part-00000.parquet").exists()
    assert len((folder / "out" / "failures.tsv").read_text(encoding="utf-8").splitlines()) == 2


def _quietly(do: Callable[[Path], object], folder: Path) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        do(folder)


WORKS = (
    Work("a ledger of the batch", lambda folder: None, _fill_ledger, _check_ledger),
    Work("pages that were read", lambda folder: None, _keep_pages, _check_pages),
    Work("the index", lambda folder: _add(folder, "a", slice(0, 4)), _index, _check_index),
    Work("the index of a large corpus", lambda folder: _add_coded(folder, "one"), _index_passages, _check_passages),
    Work("what is removed", _with_secret, _remove, _check_removed),
    Work("batch into a corpus", _manifest, _into_corpus, _check_corpus, slow=True),
    Work("batch into a folder", _manifest, _into_folder, _check_folder, slow=True),
)
