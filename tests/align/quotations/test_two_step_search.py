"""A large corpus is searched where it is: what comes out is what comes out of one that is read whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from encoders import remembering

from duizhao import trace_quotations
from duizhao.align.library import stored_library
from duizhao.align.library.build import add_entry, make_entry
from duizhao.align.library.library import Library, choose_texts, read_library
from duizhao.align.library.passage_index import NAME, open_index
from duizhao.align.library.stored_library import StoredEntries, StoredLibrary, open_corpus
from duizhao.align.quotations import two_step_search
from duizhao.align.quotations.chinese_search import OwnWords
from duizhao.align.quotations.phrase_journal import means_of
from duizhao.align.quotations.retrieval import PassageSearch, Retrieved
from duizhao.align.quotations.two_step_search import TwoStepSearch
from duizhao.corpus.document import Span
from duizhao.corpus.errors import StoreError, WriteError
from duizhao.corpus.files.sidecar import derived_folder
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.store.store import Store
from duizhao.corpus.store.vectors import text_hash
from duizhao.models.codebook import Codebook, _shipped
from duizhao.models.encoder import Encoded
from duizhao.models.quantization import pack

SIGNS = "山水人大小天地日月火木金土石田目耳手足口心中国学生工农商兵"


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    shipped = _shipped()
    assert shipped is not None
    return shipped


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every corpus counts as large."""
    monkeypatch.setattr(stored_library, "LARGE", 0)


def made_up(text: str) -> Encoded:
    """Each sign near a centroid of its own, and moved a little by the sentence."""
    book = _shipped()
    assert book is not None
    signs = (book.centroids @ book.back)[[ord(sign) % len(book.centroids) for sign in text]]
    vectors = signs + 0.02 * np.random.default_rng(crc32(text.encode())).standard_normal(signs.shape)
    words = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    spans = np.array([[start, start + 1] for start in range(len(text))], np.int32)
    return Encoded(spans, words, words.sum(axis=0))


@cache
def coded(text: str) -> bytes:
    """As the store keeps it."""
    return pack(made_up(text), _shipped())


def add(store: Store, name: str, sentences: list[str], codebook: Codebook) -> None:
    document = document_of("\n".join(sentences), "zh", name=name, presplit=True)
    vectors = {text_hash(text): coded(text) for text in document.sentence_texts()}
    store.add(document, vectors=vectors, model=codebook.model)


def sentences(seed: int, count: int) -> list[str]:
    draw = np.random.default_rng(seed)
    return ["".join(draw.choice(list(SIGNS), draw.integers(4, 15))) for _ in range(count)]


@pytest.fixture
def corpus(tmp_path: Path, codebook: Codebook) -> Path:
    with Store.open(tmp_path / "c.duizhao", create=True) as store:
        add(store, "one", ["。", *sentences(1, 60), "一言既出。"], codebook)
        add(store, "two", [*sentences(1, 10), *sentences(2, 60)], codebook)  # ten stand in both
    return tmp_path / "c.duizhao"


def opened(path: Path, names: tuple[str, ...] = ()) -> Library:
    with Store.open(path) as store:
        return open_corpus(store, choose_texts(store, names, ()))


def index_file(path: Path) -> Path:
    return derived_folder(path) / NAME


def by_text(search: PassageSearch | TwoStepSearch, found: Retrieved) -> dict[str, list[float]]:
    return {search.text(int(row)): found.scores[:, at].tolist() for at, row in enumerate(found.rows)}


@pytest.mark.usefixtures("large")
class TestWithoutALimit:
    """Where the sample and what the first step leaves are all sentences, both searches are one."""

    @pytest.mark.parametrize("names", [(), ("two",)])
    def test_all_that_is_measured_is_the_same(self, corpus: Path, names: tuple[str, ...]) -> None:
        phrases = [made_up(text) for text in (sentences(1, 3)[2], sentences(2, 8)[7][:4], "月火")]
        english = np.full(384, 0.01, np.float32)
        library = opened(corpus, names)
        assert isinstance(library, StoredLibrary)
        with Store.open(corpus) as store:
            exact = PassageSearch(read_library(store, choose_texts(store, names, ())))
        search = TwoStepSearch(library)
        assert len(search) == len(exact)
        assert np.allclose(search.mean, exact.mean, atol=1e-5)
        for mine, theirs in zip(search.retrieve(phrases, english), exact.retrieve(phrases, english), strict=True):
            texts = [search.text(int(row)) for row in mine.rows]
            assert texts[:8] == [exact.text(int(row)) for row in theirs.rows][:8]
            assert np.allclose(mine.above[:8], theirs.above[:8], atol=1e-4)
            assert np.allclose(mine.deviations[:, :8], theirs.deviations[:, :8], atol=1e-2)
            for of_both in ("best", "spread", "levels", "rarity", "near"):
                assert np.allclose(getattr(mine, of_both), getattr(theirs, of_both), rtol=0.02, atol=1e-3), of_both

    def test_every_place_of_a_sentence_is_known(self, corpus: Path) -> None:
        search = TwoStepSearch(opened(corpus))
        twice = sentences(1, 1)[0]
        (row,) = [row for row in range(len(search)) if search.text(row) == twice]
        assert list(search.places(row)) == [(0, 1), (1, 0)]

    def test_a_library_tells_the_same_of_itself(self, corpus: Path) -> None:
        with Store.open(corpus) as store:
            whole = read_library(store)
        library = opened(corpus)
        assert library.searched == whole.searched
        assert library.sentences == whole.sentences
        assert dict(library.texts.items()) == dict(whole.texts)
        assert [entry.source for entry in library.entries] == [entry.source for entry in whole.entries]
        assert library.entries[1].encoded[3] == whole.entries[1].encoded[3]
        assert means_of(library) == means_of(opened(corpus))


class TestWithLimits:
    def test_what_is_said_is_found_among_few_that_are_read(
        self, large: None, tmp_path: Path, codebook: Codebook, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for limit, value in (("SAMPLED", 64), ("LEFT", 30)):
            monkeypatch.setattr(two_step_search, limit, value)
        texts = sentences(5, 150)
        with Store.open(tmp_path / "c", create=True) as store:
            add(store, "one", texts, codebook)
        search = TwoStepSearch(opened(tmp_path / "c"))
        asked = texts[::30]
        found = search.retrieve([made_up(text) for text in asked], np.zeros(384, np.float32), 5)
        assert [search.text(int(its.rows[0])) for its in found] == asked

    def test_a_small_corpus_is_read_whole(self, corpus: Path) -> None:
        assert type(opened(corpus)) is Library
        assert not index_file(corpus).exists()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def of_another_model(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"model": "zhen', b'"model": "none', 1))


def overwritten(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


@pytest.mark.usefixtures("large")
class TestTheFile:
    @pytest.mark.parametrize("harm", [Path.unlink, cut, of_another_model, overwritten])
    def test_is_made_again_where_it_is_not_whole(self, corpus: Path, harm: Callable[[Path], None]) -> None:
        opened(corpus)
        good = index_file(corpus).read_bytes()
        harm(index_file(corpus))
        opened(corpus)
        assert index_file(corpus).read_bytes() == good

    def test_is_left_as_it_is_where_nothing_changed(self, corpus: Path) -> None:
        opened(corpus)
        before = index_file(corpus).stat()
        opened(corpus)
        assert index_file(corpus).stat() == before

    def test_is_gone_on_with_where_texts_come(self, corpus: Path, codebook: Codebook) -> None:
        opened(corpus)
        with Store.open(corpus) as store:
            add(store, "three", [*sentences(2, 5), *sentences(3, 9)], codebook)
        opened(corpus)
        gone_on = index_file(corpus).read_bytes()
        index_file(corpus).unlink()
        opened(corpus)
        assert index_file(corpus).read_bytes() == gone_on

    def test_is_made_again_where_vectors_stand_elsewhere(self, corpus: Path) -> None:
        opened(corpus)
        with Store.open(corpus) as store:
            store.connection.execute("UPDATE vector SET rowid = rowid + 1000")
        assert search_finds(opened(corpus))

    def test_nothing_is_left_of_what_is_removed(self, corpus: Path) -> None:
        library = opened(corpus)
        assert isinstance(library, StoredLibrary)
        with Store.open(corpus) as store:
            store.remove("one")
        assert not derived_folder(corpus).exists()
        assert not library.index.file.is_whole  # not even in what others have mapped
        with pytest.raises(StoreError, match="was changed while it was searched"):
            TwoStepSearch(library)
        again = opened(corpus)
        assert len(TwoStepSearch(again)) == 70
        assert search_finds(again)

    def test_a_write_that_fails_leaves_the_old_one(self, corpus: Path, codebook: Codebook, monkeypatch) -> None:
        opened(corpus)
        good = index_file(corpus).read_bytes()
        with Store.open(corpus) as store:
            add(store, "three", sentences(3, 9), codebook)

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("duizhao.corpus.files.partial.write_through", full)
        with pytest.raises(WriteError, match="cannot be written"):
            opened(corpus)
        assert [path.name for path in derived_folder(corpus).iterdir()] == [NAME]
        assert index_file(corpus).read_bytes() == good

    def test_is_done_without_where_the_folder_may_only_be_read(self, corpus: Path, monkeypatch) -> None:
        monkeypatch.setattr(os, "access", lambda *_: False)
        assert search_finds(opened(corpus))
        assert not index_file(corpus).exists()

    def test_vectors_that_are_missing_are_named(self, corpus: Path, codebook: Codebook) -> None:
        with Store.open(corpus) as store:
            store.add(document_of("新的句子", "zh", name="new"), vectors={}, model=codebook.model)
            originals = [text for text in store.texts() if text.translation is None]
            with pytest.raises(StoreError, match="'new' lacks the vectors of 1 sentences: run `duizhao reencode"):
                open_index(store, originals, codebook)


def search_finds(library: Library) -> bool:
    assert isinstance(library, StoredLibrary)
    search = TwoStepSearch(library)
    wanted = sentences(2, 20)[19]
    (found,) = search.retrieve([made_up(wanted)], np.zeros(384, np.float32))
    return search.text(int(found.rows[0])) == wanted


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("written", [False, True])
@pytest.mark.parametrize(
    ("words", "documents"),
    [
        ("莫谈国事", ["one", "two"]),
        ("莫談國事", ["one", "two"]),
        ("国事漏水", ["two"]),  # where a sentence ends within
        ("三ＷＴＯ雨天", ["one"]),
        ("ＷＴＯ", []),  # is not Chinese
        ("事", ["one", "two"]),
        ("天茶", []),
        ("国事雨", []),
    ],
)
def test_chinese_words_are_found_where_they_are(
    tmp_path: Path, codebook: Codebook, words: str, documents: list[str], written: bool
) -> None:
    with Store.open(tmp_path / "c", create=True) as store:
        add(store, "one", ["墙上写着莫谈国 事。", "三wto雨天喝茶。"], codebook)
        add(store, "two", ["莫谈国事", "漏水。"], codebook)
        library, whole = open_corpus(store), read_library(store)
    assert isinstance(library, StoredLibrary)
    quotation = Quotation((Span(0, len(words)),), words)
    mine, theirs = (OwnWords(each, written).trace(quotation) for each in (library, whole))
    assert mine == theirs
    if not written:
        assert [link.document for link in (mine.links if mine else ())] == documents


def test_a_large_corpus_reads_what_may_hold_chinese_words(
    large: None, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = opened(corpus)
    read: list[str] = []
    monkeypatch.setattr(StoredEntries, "_read", lambda self, name: read.append(name))
    words = sentences(2, 20)[19]
    assert library.holding(words) == [1]
    assert not read


def test_a_trace_is_the_same(large: None, tmp_path: Path, shipped, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = remembering(shipped)
    chinese = (
        "县政府决定修建一条通往山村的新公路。工程将于明年三月开工。每户村民都有权领取土地补偿。老板每天早上四点起床烧水。"
        "下雨天客人最多。墙上写着“莫谈国事”四个大字。去年冬天屋顶漏水。环境部门要求保护沿线的古树。"
    )
    english = "Work will begin in March next year. Every household has the right to compensation for its land."
    with Store.open(tmp_path / "c", create=True) as store:
        one, other = (document_of(chinese[:60], "zh", name="road"), document_of(chinese[60:], "zh", name="tea"))
        add_entry(store, make_entry(one, [document_of(english, "en", name="road.en")], encoder), encoder)
        add_entry(store, make_entry(other, [], encoder), encoder)
        library, whole = open_corpus(store), read_library(store)
    monkeypatch.setattr("duizhao.align.quotations.source_search.ENOUGH", 0)
    article = "“Work will begin in March next year,” he said. “Rainy days bring the most guests.” “莫谈国事” “No word.”"
    traces = [trace_quotations(article, each, encoder=encoder, name="a") for each in (library, whole)]
    mine, theirs = (
        [(its.verdict, [(link.document, link.source_spans) for link in its.links]) for its in each.quotations]
        for each in traces
    )
    assert mine == theirs
    assert [its.confidence for its in traces[0].quotations] == pytest.approx(
        [its.confidence for its in traces[1].quotations], abs=0.05
    )  # what is measured over the whole library is measured over a sample, and the judge weighs small differences
