"""A corpus of a million sentences, what it weighs, how fast it finds: `million.py --data DIR --folder DIR`.

The texts are Taiwan's laws and the Bible, split into sentences, and repeated with changes (in each repetition every
tenth Chinese character of a sentence, on average, is another one, drawn from the same texts; English words likewise)
until there are N sentences of both languages together. Beads are the laws' articles and the Bible's verses.

By form: the time from a phrase to all its occurrences, counted, with the first 20 lines and their beads; the phrases
are drawn from the texts, of two to eight characters, or of one to four words. Word links are not computed.

By meaning: nobody can wait for a million sentences to be encoded here. So `--encoded` sentences are encoded by the
model that ships, kept with all their tokens, and their vectors repeated with noise in the mapped matrix until it has N
rows, each of which stands for one of them: comparing, ranking by tokens, and leading to words cost what they would.

Beside the time by the clock stands that of the processor, which other programs on the machine do not lengthen as much.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from duizhao.align.concordance.equivalents import Counterparts
from duizhao.align.concordance.kwic import Query, concordance, line_record
from duizhao.align.concordance.semantic_search import Meaning
from duizhao.align.vectors.sentence_index import centred, common_vector
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document, Language, Span, text_digest
from duizhao.corpus.files.sidecar import derived_folder
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.index import SHIFT
from duizhao.corpus.store.store import Store
from duizhao.corpus.store.vectors import text_hash
from duizhao.corpus.text.sentences import split
from duizhao.models.loading import open_encoder
from duizhao.models.quantization import pack

CHANGED = 0.1
FEWEST = 1000
"""Occurrences of a word that is asked for on both sides."""
NOISE = 0.3
"""Of the length of a vector."""
Pieces = list[tuple[str, str]]


def read_texts(data: Path) -> Iterator[tuple[str, Pieces]]:
    """Each law and each stretch of the Bible: its name, and its pairs of passages that render one another."""
    laws: dict[str, Pieces] = {}
    for line in (data / "parallel/tw-laws.tsv").read_text(encoding="utf-8").splitlines():
        law, _, chinese, english = line.split("\t")
        laws.setdefault(law, []).append((chinese, english))
    yield from laws.items()
    sides = [(data / f"scale/bible.{name}").read_text(encoding="utf-8").split("\n") for name in ("zh", "en")]
    verses = []
    for line in (data / "scale/bible.align").read_text(encoding="utf-8").splitlines():
        source, target = (json.loads(side) for side in line.split(":", 1))
        if source and target:
            verses.append(("".join(sides[0][at] for at in source), " ".join(sides[1][at] for at in target)))
    for start in range(0, len(verses), 1000):
        yield f"bible {start}", verses[start : start + 1000]


def altered(text: str, characters: str, words: list[str], chance: random.Random) -> str:
    """The text with some of its Han characters, or of its words, exchanged."""
    if text.isascii() or " " in text:
        return " ".join(chance.choice(words) if chance.random() < CHANGED else word for word in text.split(" "))
    return "".join(
        chance.choice(characters) if "一" <= each <= "鿿" and chance.random() < CHANGED else each for each in text
    )


def bitext_of(name: str, pieces: Pieces) -> Bitext:
    """A document and its translation, a passage a line, a bead a passage."""
    sides = [
        _document(name if not at else f"{name}.en", "en" if at else "zh", [each[at] for each in pieces])
        for at in (0, 1)
    ]
    beads = tuple(Bead(source, target, 0.9) for source, target in zip(sides[0][1], sides[1][1], strict=True))
    return Bitext(sides[0][0], sides[1][0], beads)


def _document(name: str, language: Language, passages: list[str]) -> tuple[Document, list[tuple[int, ...]]]:
    spans: list[Span] = []
    runs: list[tuple[int, ...]] = []
    at = 0
    for passage in passages:
        line = f"{passage or '。'}\n"
        first = len(spans)
        spans += [span.shift(at) for span in split(line, language)]
        runs.append(tuple(range(first, len(spans))))
        at += len(line)
    text = "".join(f"{passage or '。'}\n" for passage in passages)
    return Document(name, language, text, tuple(spans), text_digest(text)), runs


def build(path: Path, data: Path, wanted: int) -> int:
    """A corpus of at least so many sentences; how many it has."""
    chance = random.Random(1)
    texts = list(read_texts(data))
    characters = "".join(each for _, pieces in texts[:200] for zh, _ in pieces for each in zh if "一" <= each <= "鿿")
    words = [word for _, pieces in texts[:200] for _, en in pieces for word in en.split()]
    sentences = repetition = 0
    with Store.open(path, create=True) as store:
        while sentences < wanted:
            for name, pieces in texts:
                if repetition:
                    pieces = [tuple(altered(side, characters, words, chance) for side in each) for each in pieces]  # type: ignore[misc]
                bitext = bitext_of(f"{name} {repetition}", pieces)
                store.add(bitext.source, bitexts=[bitext], vectors={}, model="none")
                sentences += len(bitext.source.sentences) + len(bitext.target.sentences)
                if sentences >= wanted:
                    break
            repetition += 1
            sys.stderr.write(f"{sentences} sentences\n")
    return sentences


def phrases(search: Search, count: int) -> list[str]:
    """Phrases that stand in the texts, half of them Chinese."""
    chance = random.Random(2)
    found: list[str] = []
    texts = list(search.texts.values())
    while len(found) < count:
        text = chance.choice(texts)
        document = search.document(text.id)
        sentence = document.sentence(chance.randrange(len(document.sentences)))
        if text.language == "zh":
            size = chance.randint(2, 8)
            at = chance.randrange(max(1, len(sentence) - size))
            phrase = sentence[at : at + size]
            wanted = len(phrase) == size and all("一" <= each <= "鿿" for each in phrase)
        else:
            words = sentence.split()
            size = chance.randint(1, 4)
            at = chance.randrange(max(1, len(words) - size))
            phrase = " ".join(words[at : at + size])
            wanted = len(phrase) > 4 and phrase.replace(" ", "").isalpha()
        if wanted:
            found.append(phrase)
    return found


def by_form(path: Path, count: int) -> dict[str, float]:
    """Seconds for a phrase, after twenty others."""
    with Store.open(path) as store:
        search = Search(store)
        counterparts = Counterparts(search, None)
        asked = phrases(search, count + 20)
        seconds, busy, hits = [], [], []
        for number, phrase in enumerate(asked):
            begun, working = time.perf_counter(), time.process_time()
            found = concordance(search, Query(phrase, limit=20), counterparts, lambda *_: [])
            records = [line_record(search, line) for line in found.lines]
            if number >= 20:
                seconds.append(time.perf_counter() - begun)
                busy.append(time.process_time() - working)
                hits.append(found.total)
            assert records, phrase
    return {**_spread(seconds, busy), "median occurrences": statistics.median(hits), "most occurrences": max(hits)}


def on_both_sides(path: Path, count: int) -> dict[str, float]:
    """Processor time of a Chinese word asked for with an English one beside it, by that of the word alone.

    The English is a word of a sentence beside one of the occurrences. Each is asked in a corpus that was just opened.
    """
    with Store.open(path) as store:
        search = Search(store)
        asked: list[tuple[str, str]] = []
        for phrase in phrases(search, 20 * count):
            found = concordance(search, Query(phrase, limit=1), Counterparts(search, None), lambda *_: [])
            beside = found.lines[0].counterparts[:1] if len(phrase) == 2 and found.total >= FEWEST else ()
            text = search.document(beside[0].text.id).text if beside else ""
            words = [word for each in beside if each.run for word in each.run.of(text).split() if word.isalpha()]
            asked += [(phrase, max(words, key=len))] if words else []
    ratios, hits = [], []
    for phrase, word in asked[:count]:
        busy = []
        for beside in ((), (word,)):
            with Store.open(path) as store:
                search = Search(store)
                working = time.process_time()
                query = Query(phrase, limit=20, beside=beside)
                found = concordance(search, query, Counterparts(search, None), lambda *_: [])
                busy.append(time.process_time() - working)
                hits += [] if beside else [found.total]
        ratios.append(busy[1] / busy[0])
    named = {"median": statistics.median(ratios), "95th percentile": float(np.percentile(ratios, 95))}
    return {**named, "words": len(ratios), "median occurrences": statistics.median(hits)}


def by_meaning(folder: Path, data: Path, rows: int, encoded: int, count: int) -> dict[str, float]:
    """Seconds for an English phrase against so many Chinese rows, after opening."""
    encoder = open_encoder()
    pairs = [pair for _, pieces in read_texts(data) for pair in pieces if 8 <= len(pair[0]) <= 60]
    chosen = random.Random(3).sample(pairs, encoded + count)
    document = document_of("".join(f"{zh}\n" for zh, _ in chosen[:encoded]), "zh", name="laws", presplit=True)
    path = folder / "meaning"
    with Store.open(path, create=True) as store:
        texts = [document.sentence(at) for at in range(encoded)]
        vectors = list(encoder.encode(texts))
        packed = {text_hash(text): pack(each) for text, each in zip(texts, vectors, strict=True)}
        store.add(document, vectors=packed, model=encoder.signature)
        _matrix(store, vectors, rows, common_vector(encoder, "zh"), encoder.signature)
        search = Search(store)
        meaning = Meaning(search, encoder)
        meaning.find(Query("the rights of citizens", meaning=True), list(search.texts))
        seconds, busy = [], []
        for _, english in chosen[encoded:]:
            query = Query(" ".join(english.split()[:12]), meaning=True)
            begun, working = time.perf_counter(), time.process_time()
            meaning.find(query, list(search.texts))
            seconds.append(time.perf_counter() - begun)
            busy.append(time.process_time() - working)
    return {**_spread(seconds, busy), "rows": rows, "bytes a row": _size(derived_folder(path)) / rows}


def _matrix(store: Store, vectors: list, rows: int, common: np.ndarray, model: str) -> None:
    """The files that `duizhao.align.vectors.sentence_index` maps, with noisy copies of the vectors."""
    folder = derived_folder(store.path)
    folder.mkdir()
    units = centred(np.stack([each.total for each in vectors]), common)
    generator = np.random.default_rng(4)
    (text,) = store.texts()
    with (folder / "zh.rows").open("wb") as mapped, (folder / "zh.scales").open("wb") as scales:
        for start in range(0, rows, len(units)):
            part = units[: rows - start]
            noise = generator.standard_normal(part.shape, np.float32) * np.float32(NOISE / part.shape[1] ** 0.5)
            noisy = part + (noise if start else np.float32(0))
            noisy /= np.linalg.norm(noisy, axis=1, keepdims=True)
            scale = np.abs(noisy).max(axis=1) / 127
            mapped.write(np.rint(noisy / scale[:, None]).astype(np.int8).tobytes())
            scales.write(scale.astype(np.float32).tobytes())
    places = text.id << SHIFT | (np.arange(rows, dtype=np.int64) % len(units))
    places.tofile(folder / "zh.places")
    told = {"model": model, "texts": [[text.id, text.digest]]}
    (folder / "zh.json").write_text(json.dumps(told), encoding="utf-8")


def _spread(seconds: list[float], busy: list[float]) -> dict[str, float]:
    return {
        "median ms": 1000 * statistics.median(seconds),
        "95th percentile ms": 1000 * float(np.percentile(seconds, 95)),
        "median ms of the processor": 1000 * statistics.median(busy),
    }


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.iterdir()) if path.is_dir() else path.stat().st_size


def weights(path: Path, sentences: int) -> dict[str, float]:
    """Bytes a sentence of the file, and of its index."""
    with Store.open(path) as store:
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (index,) = store.select("SELECT sum(length(block)) FROM found_data")[0]
        (text,) = store.select("SELECT sum(length(CAST(text AS BLOB))) FROM document")[0]
    return {"file": _size(path) / sentences, "index": index / sentences, "text": text / sentences}


def main() -> None:
    """Build what is not there, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True, help="Where the corpora are built, and left.")
    parser.add_argument("--sentences", type=int, default=1_000_000)
    parser.add_argument("--encoded", type=int, default=5_000)
    parser.add_argument("--phrases", type=int, default=200)
    parser.add_argument("--only", choices=("form", "both", "meaning"))
    given = parser.parse_args()
    given.folder.mkdir(exist_ok=True)
    if given.only != "meaning":
        path = given.folder / "form"
        if not path.exists():
            begun = time.perf_counter()
            build(path, given.data, given.sentences)
            _tell("built", {"seconds": time.perf_counter() - begun})
        with Store.open(path) as store:
            sentences = sum(text.sentences for text in store.texts())
        _tell(f"{sentences} sentences, bytes a sentence", weights(path, sentences))
        if given.only != "both":
            _tell("by form", by_form(path, given.phrases))
        if given.only != "form":
            _tell("both sides by one", on_both_sides(path, given.phrases // 10))
    if given.only in (None, "meaning"):
        _tell("by meaning", by_meaning(given.folder, given.data, given.sentences, given.encoded, 50))


def _tell(what: str, figures: dict[str, float]) -> None:
    sys.stdout.write(f"{what}: " + ", ".join(f"{name} {value:.2f}" for name, value in figures.items()) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
