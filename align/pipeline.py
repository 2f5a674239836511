"""The steps in order: files to documents, documents to bitexts and libraries, articles to traces."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, repeat
from pathlib import Path
from typing import TypeVar

from align.backgrounds import backgrounds
from align.errors import RequestError
from align.library import Entry, Library, packed_vectors, sentence_texts
from align.phrases import Projection, project
from align.quotes import Tracer
from align.sentences import align_sides
from align.similarity import Background, Side, side
from align.words import link_texts
from corpus.bitext import Bead, Bitext, in_order
from corpus.document import Document, Language, Span
from corpus.errors import StoreError
from corpus.exchange.beads import read_beads
from corpus.links import Trace
from corpus.reading import document_of, read_both, read_document, read_text
from corpus.scripts import language_of
from corpus.store import Store
from models.encoder import Encoded, Encoder
from models.named import model_folder

Item = TypeVar("Item")
Track = Callable[[Iterable[Item], str, int], Iterable[Item]]
"""Shows progress: (items, what they are, how many) -> the same items."""
LANGUAGES: dict[Language, str] = {"zh": "Chinese", "en": "English"}


def untracked(items: Iterable[Item], what: str, count: int) -> Iterable[Item]:
    """Progress that nobody sees."""
    return items


def open_encoder(model: str | None = None, *, device: str = "cpu") -> Encoder:
    """The encoder of a model: the one that ships, a checkpoint's folder, or a name fetched before.

    `device`: as torch names it; `auto` is a graphics card if there is one, and else the processor.
    """
    folder = model_folder(model)
    os.environ["HF_HUB_OFFLINE"] = "1"  # transformers reads it when it is imported
    os.environ.setdefault("LRU_CACHE_CAPACITY", "64")  # torch does: shapes whose products oneDNN keeps prepared
    from models.checkpoint import Checkpoint

    return Checkpoint(folder, device=device)


def read_pair(
    source: Path, target: Path | None, *, name: str | None, presplit: bool
) -> tuple[Document, Document | None]:
    """A Chinese file and its English one, checked to be in these languages and in this order.

    The same file twice is one that holds both, and is taken apart.
    """
    if target == source and (both := read_both(source, name=name, presplit=presplit)):
        return both
    chinese = read_document(source, "zh", name=name, presplit=presplit)
    if target is None:
        check_language(chinese, source.name)
        return chinese, None
    english = read_document(target, "en", name=target.name, presplit=presplit)
    if (language_of(chinese.text), language_of(english.text)) == ("en", "zh"):
        raise RequestError(f"{source.name} is English and {target.name} Chinese: give the Chinese first")
    check_language(chinese, source.name)
    check_language(english, target.name)
    return chinese, english


def read_translations(source: Path, targets: Sequence[Path], *, presplit: bool) -> tuple[Document, list[Document]]:
    """A Chinese file and several English ones of it."""
    pairs = [read_pair(source, target, name=None, presplit=presplit) for target in targets]
    return pairs[0][0], [english for _, english in pairs if english is not None]


def read_originals(sources: Sequence[Path], target: Path, *, presplit: bool) -> tuple[list[Document], Document]:
    """Several Chinese files, each of a name of its own, and one English file for all of them."""
    originals = [read_document(source, "zh", name=None, presplit=presplit) for source in sources]
    for original, source in zip(originals, sources, strict=True):
        check_language(original, source.name)
    check_names([original.name for original in originals])
    english = read_document(target, "en", name=target.name, presplit=presplit)
    check_language(english, target.name)
    return originals, english


def check_names(names: Sequence[str]) -> None:
    """Refuse two sources of one name: no link could tell them apart."""
    if twice := {name for name in names if names.count(name) > 1}:
        raise RequestError(f"two sources are called {min(twice)}: rename one, or add them to a corpus under two names")


def check_language(document: Document, shown: str) -> None:
    """Refuse a text that is plainly not in the language it is given for."""
    found = language_of(document.text)
    if found is not None and found != document.language:
        raise RequestError(
            f"{shown}: this is {LANGUAGES[found]}, and {LANGUAGES[document.language]} is wanted here; "
            "check which file is the source and which the translation"
        )


def align_documents(
    source: Document,
    target: Document,
    encoder: Encoder,
    track: Track[Encoded] = untracked,
    confirmed: Sequence[Bead] = (),
) -> Bitext:
    """The bitext of a document and its translation; vectors are kept only as long, and as precisely, as they must be.

    `confirmed` beads are kept as they are (RequestError if they cannot be); only what stands between them is aligned.
    """
    sides = []
    for document, common in zip((source, target), backgrounds(encoder), strict=True):
        sides.append(_side(document, _encoded(document, encoder, track), common))
    return _aligned(source, target, sides[0], sides[1], confirmed)


def _aligned(source: Document, target: Document, mine: Side, theirs: Side, confirmed: Sequence[Bead] = ()) -> Bitext:
    kept = [[index for index, text in enumerate(sentence_texts(each)) if text] for each in (source, target)]
    counts = len(source.sentences), len(target.sentences)
    check_beads(confirmed, *counts)
    beads = align_sides(mine, theirs, confirmed=without_empty_lines(confirmed, kept[0], kept[1]))
    return Bitext(source, target, with_empty_lines(beads, kept[0], kept[1], *counts))


def read_confirmed(path: Path) -> tuple[Bead, ...]:
    """The beads of a file, which a person has confirmed."""
    return tuple(replace(bead, status="confirmed") for bead in read_beads(read_text(path)[0], path.name))


def check_beads(confirmed: Sequence[Bead], sources: int, targets: int) -> None:
    """Refuse confirmed beads that share a sentence, or name one that is not there."""
    for side_, count in (("source", sources), ("target", targets)):
        indices = sorted(index for bead in confirmed for index in getattr(bead, side_))
        if twice := [index for index, after in pairwise(indices) if index == after]:
            raise RequestError(f"{side_} sentence {twice[0]} stands in two confirmed beads: take one of them out")
        if indices and indices[-1] >= count:
            raise RequestError(
                f"there is no {side_} sentence {indices[-1]} (there are {count}, counted from 0): "
                "check the confirmed beads against the two files"
            )


def _side(document: Document, encoded: Iterable[Encoded], common: Background) -> Side:
    """The sentences that have words, ready to be compared."""
    texts = sentence_texts(document)
    filled = (each for text, each in zip(texts, encoded, strict=True) if text)
    return side([text for text in texts if text], filled, common)


def encoded_side(document: Document, encoded: Iterable[Encoded], encoder: Encoder) -> Side:
    """A document, its sentences encoded, ready to be compared; what has no words is left out."""
    return _side(document, encoded, backgrounds(encoder)[document.language == "en"])


def _encoded(document: Document, encoder: Encoder, track: Track[Encoded]) -> Iterable[Encoded]:
    texts = sentence_texts(document)
    return track(encoder.encode(texts), f"encoding {document.name}", len(texts))


def with_empty_lines(
    beads: Sequence[Bead], source: Sequence[int], target: Sequence[int], sources: int, targets: int
) -> tuple[Bead, ...]:
    """Beads of the sentences with words, counted among all lines; an empty line is a bead of its own.

    `source` and `target` are the lines that have words, of so many lines in all. An empty line in the middle of a run
    stays in its bead.

    >>> with_empty_lines([Bead((0,), (0,)), Bead((1,), (1,))], [0, 2], [0, 1], 3, 2)[1]
    Bead(source=(1,), target=(), confidence=1.0)
    """
    whole = [replace(bead, source=_lines(bead.source, source), target=_lines(bead.target, target)) for bead in beads]
    placed = {line for bead in whole for line in bead.source}, {line for bead in whole for line in bead.target}
    whole += [Bead((line,), ()) for line in range(sources) if line not in placed[0]]
    whole += [Bead((), (line,)) for line in range(targets) if line not in placed[1]]
    return in_order(whole)


def without_empty_lines(beads: Sequence[Bead], source: Sequence[int], target: Sequence[int]) -> list[Bead]:
    """Beads of lines, counted among the sentences with words; a bead of empty lines alone is no bead."""
    place = [{line: index for index, line in enumerate(lines)} for lines in (source, target)]
    kept = []
    for bead in beads:
        mine = tuple(place[0][line] for line in bead.source if line in place[0])
        theirs = tuple(place[1][line] for line in bead.target if line in place[1])
        if mine or theirs:
            kept.append(replace(bead, source=mine, target=theirs))
    return kept


def _lines(indices: Sequence[int], lines: Sequence[int]) -> tuple[int, ...]:
    """The lines of a run of sentences, with the empty ones between them."""
    return tuple(range(lines[indices[0]], lines[indices[-1]] + 1)) if indices else ()


def make_entry(
    source: Document,
    targets: Sequence[Document],
    encoder: Encoder,
    track: Track[Encoded] = untracked,
    confirmed: Sequence[Sequence[Bead]] = (),
) -> Entry:
    """A document ready to be searched, aligned with each of its translations.

    `confirmed`: for each of them the beads that are kept as they are; by default none.
    """
    encoded = tuple(_encoded(source, encoder, track))
    if not targets:
        return Entry(source, encoded)
    chinese, english = backgrounds(encoder)
    mine = _side(source, encoded, chinese)
    return Entry(
        source,
        encoded,
        tuple(
            _aligned(source, target, mine, _side(target, _encoded(target, encoder, track), english), kept)
            for target, kept in zip(targets, confirmed or repeat(()), strict=False)
        ),
    )


def make_library(
    pairs: Sequence[tuple[Document, Document | None]], encoder: Encoder, track: Track[Encoded] = untracked
) -> Library:
    """A library of documents that stand in no corpus."""
    check_names([source.name for source, _ in pairs])
    return Library(
        tuple(make_entry(source, [target] if target else [], encoder, track) for source, target in pairs),
        encoder.signature,
    )


def add_entry(store: Store, entry: Entry, encoder: Encoder) -> None:
    """Put an entry into a corpus, with its vectors."""
    store.add(
        entry.source,
        bitexts=entry.bitexts,
        vectors=packed_vectors(entry.source, entry.encoded),
        model=encoder.signature,
    )


def check_model(store: Store, encoder: Encoder) -> None:
    """Refuse a corpus whose vectors another model made: they cannot be compared."""
    if store.model is not None and store.model != encoder.signature:
        raise StoreError(
            f"this corpus was made with the model {store.model}, not {encoder.signature}: "
            "give that one with --model, or bring the corpus to this one with `duizhao reencode`"
        )


def align_texts(source: str, target: str, *, presplit: bool = False, encoder: Encoder | None = None) -> Bitext:
    """Align a Chinese text with its English translation.

    `presplit`: one sentence a line. Without `encoder`, the model that ships.
    """
    documents = (
        document_of(source, "zh", name="source", presplit=presplit),
        document_of(target, "en", name="target", presplit=presplit),
    )
    return align_documents(*documents, encoder or open_encoder())


def trace_quotations(article: str, library: Library, *, encoder: Encoder | None = None, name: str = "article") -> Trace:
    """Trace every quotation of an English article to the Chinese sources in `library`."""
    return Tracer(library, encoder or open_encoder()).trace(article, name)


def project_span(
    source: str, target: str, span: tuple[int, int], *, given: Language = "en", encoder: Encoder | None = None
) -> Projection | None:
    """The other side's words for `span`, which counts in `target` (or in `source`, if `given` is "zh")."""
    return next(project_spans([(source, target, Span(*span), given)], encoder or open_encoder()))


def project_spans(items: Iterable[tuple[str, str, Span, Language]], encoder: Encoder) -> Iterator[Projection | None]:
    """Project many spans, in order: (source, target, span, the language the span counts in) each.

    Spans of the same two texts that follow one another are led through the same links.
    """
    pairs = ((texts, list(group)) for texts, group in itertools.groupby(items, lambda item: item[:2]))
    for (_, group), links in link_texts(pairs, lambda pair: pair[0], encoder):
        for source, target, span, given in group:
            if given == "en":
                yield project(links, [span], source, "zh", given=target)
            else:
                yield project(links.turned, [span], target, "en", given=source)
