"""The steps in order: files to documents, documents to bitexts and libraries, articles to traces."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from align.errors import RequestError
from align.library import Entry, Library, packed_vectors, sentence_texts
from align.phrases import Projection, project
from align.quotes import Tracer
from align.scoring import BeadWeights
from align.sentences import align_sides
from align.similarity import Background, background, side
from align.words import link_texts
from corpus.bitext import Bead, Bitext
from corpus.document import Document, Language, Span
from corpus.errors import StoreError
from corpus.links import Trace
from corpus.reading import document_of, read_document
from corpus.scripts import language_of
from corpus.store import Store
from models.centring import CHINESE, ENGLISH
from models.encoder import Encoded, Encoder
from models.named import model_folder

Item = TypeVar("Item")
Track = Callable[[Iterable[Item], str, int], Iterable[Item]]
"""Shows progress: (items, what they are, how many) -> the same items."""
LANGUAGES: dict[Language, str] = {"zh": "Chinese", "en": "English"}


def untracked(items: Iterable[Item], what: str, count: int) -> Iterable[Item]:
    """Progress that nobody sees."""
    return items


def open_encoder(model: str | None = None) -> Encoder:
    """The encoder of a model: the one that ships, a checkpoint's folder, or a name fetched before."""
    folder = model_folder(model)
    os.environ["HF_HUB_OFFLINE"] = "1"  # transformers reads it when it is imported
    from models.checkpoint import Checkpoint

    return Checkpoint(folder)


def read_pair(
    source: Path, target: Path | None, *, name: str | None, presplit: bool
) -> tuple[Document, Document | None]:
    """A Chinese file and its English one, checked to be in these languages and in this order."""
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


def check_language(document: Document, shown: str) -> None:
    """Refuse a text that is plainly not in the language it is given for."""
    found = language_of(document.text)
    if found is not None and found != document.language:
        raise RequestError(
            f"{shown}: this is {LANGUAGES[found]}, and {LANGUAGES[document.language]} is wanted here; "
            "check which file is the source and which the translation"
        )


def align_documents(
    source: Document, target: Document, encoder: Encoder, track: Track[Encoded] = untracked
) -> tuple[Bitext, list[Encoded]]:
    """The bitext, and the source's encodings, which a library keeps."""
    sources, targets = sentence_texts(source), sentence_texts(target)
    encoded, other = (_encoded(document, encoder, track) for document in (source, target))
    chinese, english = _backgrounds(encoder)
    kept = [[index for index, text in enumerate(texts) if text] for texts in (sources, targets)]
    beads = align_sides(
        side([sources[index] for index in kept[0]], [encoded[index] for index in kept[0]], chinese),
        side(
            [targets[index] for index in kept[1]],
            [each for text, each in zip(targets, other, strict=True) if text],
            english,
        ),
        BeadWeights(),
    )
    return Bitext(source, target, with_empty_lines(beads, kept[0], kept[1], len(sources), len(targets))), encoded


def _encoded(document: Document, encoder: Encoder, track: Track[Encoded]) -> list[Encoded]:
    texts = sentence_texts(document)
    return list(track(encoder.encode(texts), f"encoding {document.name}", len(texts)))


_KNOWN_BACKGROUNDS: dict[str, tuple[Background, Background]] = {}


def _backgrounds(encoder: Encoder) -> tuple[Background, Background]:
    """The Chinese and the English background, encoded once for a model however many pairs are aligned."""
    if encoder.signature not in _KNOWN_BACKGROUNDS:
        chinese, english = (background(texts, list(encoder.encode(texts))) for texts in (CHINESE, ENGLISH))
        _KNOWN_BACKGROUNDS[encoder.signature] = chinese, english
    return _KNOWN_BACKGROUNDS[encoder.signature]


def with_empty_lines(
    beads: Sequence[Bead], source: Sequence[int], target: Sequence[int], sources: int, targets: int
) -> tuple[Bead, ...]:
    """Beads of the sentences with words, counted among all lines; an empty line is a bead of its own.

    `source` and `target` are the lines that have words, of so many lines in all. An empty line in the middle of a run
    stays in its bead.

    >>> with_empty_lines([Bead((0,), (0,)), Bead((1,), (1,))], [0, 2], [0, 1], 3, 2)[1]
    Bead(source=(1,), target=(), confidence=1.0)
    """
    whole: list[Bead] = []
    at = [0, 0]

    def catch_up(source_line: int, target_line: int) -> None:
        whole.extend(Bead((line,), ()) for line in range(at[0], source_line))
        whole.extend(Bead((), (line,)) for line in range(at[1], target_line))
        at[:] = [max(at[0], source_line), max(at[1], target_line)]

    for bead in beads:
        mine = [source[index] for index in bead.source]
        theirs = [target[index] for index in bead.target]
        catch_up(mine[0] if mine else at[0], theirs[0] if theirs else at[1])
        runs = [tuple(range(side_[0], side_[-1] + 1)) if side_ else () for side_ in (mine, theirs)]
        whole.append(Bead(runs[0], runs[1], bead.confidence))
        at = [mine[-1] + 1 if mine else at[0], theirs[-1] + 1 if theirs else at[1]]
    catch_up(sources, targets)
    return tuple(whole)


def make_entry(source: Document, target: Document | None, encoder: Encoder, track: Track[Encoded] = untracked) -> Entry:
    """A document ready to be searched, aligned if it has a translation."""
    if target is not None:
        bitext, encoded = align_documents(source, target, encoder, track)
        return Entry(source, tuple(encoded), bitext)
    return Entry(source, tuple(_encoded(source, encoder, track)), None)


def make_library(
    pairs: Sequence[tuple[Document, Document | None]], encoder: Encoder, track: Track[Encoded] = untracked
) -> Library:
    """A library of documents that stand in no corpus."""
    names = [source.name for source, _ in pairs]
    if twice := {name for name in names if names.count(name) > 1}:
        raise RequestError(f"two sources are called {min(twice)}: rename one, or add them to a corpus under two names")
    return Library(tuple(make_entry(source, target, encoder, track) for source, target in pairs), encoder.signature)


def add_entry(store: Store, entry: Entry, encoder: Encoder) -> None:
    """Put an entry into a corpus, with its vectors."""
    store.add(
        entry.source,
        bitext=entry.bitext,
        vectors=packed_vectors(entry.source, entry.encoded),
        model=encoder.signature,
    )


def check_model(store: Store, encoder: Encoder) -> None:
    """Refuse a corpus whose vectors another model made: they cannot be compared."""
    if store.model is not None and store.model != encoder.signature:
        raise StoreError(
            f"this corpus was made with the model {store.model}, not {encoder.signature}: "
            "give that one with --model, or make a new corpus"
        )


def folder_pairs(folder: Path) -> list[tuple[str, Path, Path | None]]:
    """The documents of a folder: each `NAME.zh` (or `NAME.zh.txt`), with `NAME.en` where it is there."""
    if not folder.is_dir():
        raise RequestError(f"{folder.name}: no such folder")
    found: dict[str, dict[str, Path]] = {}
    for path in sorted(folder.iterdir()):
        match = re.fullmatch(r"(.+)(\.zh|\.en)(?:\.txt)?", path.name)
        if match and path.is_file():
            if match[2] in found.setdefault(match[1], {}):
                raise RequestError(f"{found[match[1]][match[2]].name} and {path.name} have the same name: rename one")
            found[match[1]][match[2]] = path
    if alone := [name for name, files in found.items() if ".zh" not in files]:
        raise RequestError(f"{alone[0]}.en has no {alone[0]}.zh beside it: add the Chinese, or move the English away")
    if not found:
        raise RequestError(f"{folder.name}: no file named NAME.zh in this folder")
    return [(name, files[".zh"], files.get(".en")) for name, files in found.items()]


def align_texts(source: str, target: str, *, presplit: bool = False, encoder: Encoder | None = None) -> Bitext:
    """Align a Chinese text with its English translation.

    `presplit`: one sentence a line. Without `encoder`, the model that ships.
    """
    documents = (
        document_of(source, "zh", name="source", presplit=presplit),
        document_of(target, "en", name="target", presplit=presplit),
    )
    return align_documents(*documents, encoder or open_encoder())[0]


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
