"""Words and parts of speech that a corpus keeps: tagged once, the same from the file, and gone with their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from bitexts import lines

from duizhao.align.library.tagging import Tagger
from duizhao.align.library.word_cache import WordCache
from duizhao.corpus.store.store import Store
from duizhao.models.entities.recognizer import Word, word_of

SENTENCES = ("我们学习历史。", "學習歷史，推動工作。")


class Cutter:
    """Cuts after every second character; names the first word a person; counts the sentences that it is asked for."""

    signature = "cutter-1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def words(self, texts: Iterable[str]) -> Iterator[list[Word]]:
        for text in texts:
            self.asked.append(text)
            yield [word_of(at, min(at + 2, len(text)), "nz" if at else "PER") for at in range(0, len(text), 2)]


@pytest.fixture
def corpus(tmp_path) -> Path:
    path = tmp_path / "c"
    with Store.open(path, create=True) as store:
        store.add(lines("a", *SENTENCES), vectors={}, model="m")
        store.add(lines("b", SENTENCES[0]), vectors={}, model="m")
    return path


def kept(store: Store) -> int:
    return store.select(
        "SELECT count(*) FROM vector WHERE model = (SELECT id FROM model WHERE signature = 'cutter-1')"
    )[0][0]


def test_tagged_once_and_the_same_from_the_file(corpus) -> None:
    texts = [f"  {SENTENCES[0]}\n", SENTENCES[1], SENTENCES[0], ""]
    first, second = Cutter(), Cutter()
    with Store.open(corpus) as store:
        before = store.fingerprint()
        found = list(WordCache(first, store).words(texts))
        assert first.asked == [SENTENCES[0], "学习历史，推动工作。", ""]  # in simplified characters, each once
    with Store.open(corpus) as store:
        assert list(WordCache(second, store).words(texts)) == found
        assert second.asked == []
        assert (store.model, store.fingerprint()) == ("m", before)
    assert [(word.start, word.end, word.kind) for word in found[0]][:2] == [(2, 4, "person"), (4, 6, None)]
    assert [words[-1].end for words in found[:3]] == [2 + len(SENTENCES[0]), len(SENTENCES[1]), len(SENTENCES[0])]


def test_what_is_kept_goes_with_its_text(corpus) -> None:
    with Store.open(corpus) as store:
        list(WordCache(Cutter(), store).words(SENTENCES))
        assert kept(store) == 2
        store.remove("a")
        assert kept(store) == 1  # a sentence of b, too
        store.remove("b")
        assert kept(store) == 0


def test_traditional_sentences_stay_where_another_text_is_removed(corpus) -> None:
    with Store.open(corpus) as store:
        list(WordCache(Cutter(), store).words(SENTENCES))
        store.remove("b")
        assert kept(store) == 2


def test_a_damaged_entry_is_tagged_anew(corpus) -> None:
    with Store.open(corpus) as store:
        good = list(WordCache(Cutter(), store).words(SENTENCES))
        store.connection.execute("UPDATE vector SET data = X'6E6F6E73'")
        assert list(WordCache(Cutter(), store).words(SENTENCES)) == good


def test_a_corpus_that_may_only_be_read(corpus) -> None:
    with Store.open(corpus) as store:
        store.connection.execute("PRAGMA query_only = 1")
        cutter = Cutter()
        for _ in range(2):
            list(WordCache(cutter, store).words(SENTENCES[:1]))
        assert len(cutter.asked) == 2


def test_the_tagger_keeps(corpus) -> None:
    cutter = Cutter()
    with Store.open(corpus) as store:
        for _ in range(2):
            (tokens,) = Tagger({"pos"}, cutter, store=store).words([f"{SENTENCES[1]}\n"], "zh")
            assert [token.word for token in tokens[:2]] == ["學習", "歷史"]
            assert tokens[0].pos == "PER"
    assert len(cutter.asked) == 1
