"""Files put into a corpus, one document at a time, so that an interrupted run goes on where it stopped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from duizhao.align.errors import RequestError
from duizhao.align.inputs import check_language, read_pair
from duizhao.align.library.build import check_model, make_entry
from duizhao.align.library.vector_cache import VectorCache
from duizhao.align.progress import Track, untracked
from duizhao.corpus.decisions.confirmed_beads import confirmed_beads
from duizhao.corpus.document import Document
from duizhao.corpus.errors import StoreError
from duizhao.corpus.message import Message
from duizhao.corpus.readers.base.contents import AS_IT_IS, ReadOptions
from duizhao.corpus.readers.load import read_document
from duizhao.corpus.store.store import Store
from duizhao.corpus.text.revisions import changes
from duizhao.models.encoder import Encoded, Encoder
from duizhao.models.loading import open_encoder

Pair = tuple[Document, list[Document]]
"""An original with its translations."""

PendingChange = tuple[str, Callable[[], None]]
"""What is to be said when it is done, and what does it: all that takes long is behind it, the corpus is as it was."""


@dataclass(frozen=True, slots=True)
class IngestRequest:
    """What is to be put in: an original by its file, or, without one, by its `name` in the corpus."""

    source: Path | None
    targets: tuple[Path, ...] = ()
    name: str | None = None
    translation: str | None = None
    presplit: bool = False
    replacing: bool = False
    metadata: Mapping[str, str] | None = None
    reading: ReadOptions = AS_IT_IS


def add_files(corpus: Path, request: IngestRequest, *, model: str | None, track: Track[Encoded] = untracked) -> str:
    """Add an original, with its translations, or translations of one that is there; says what was done.

    Raises StoreError where the name has another text already, and `request.replacing` does not say that it is to go.
    """
    source, targets = _read(request)
    if source is None or corpus.exists():
        with Store.open(corpus, create=source is not None) as store:
            # what cannot be done is refused before the model is opened
            source = source or store.source(request.name or "")
            _refuse(store, source, targets, replacing=request.replacing)
    encoder = open_encoder(model)
    with Store.open(corpus, create=True) as store:
        check_model(store, encoder)
        kept = VectorCache(encoder, store)
        _refuse(store, source, targets, replacing=request.replacing)  # another program may have been first
        do = _add if store.entry_of(source.name) is None else _add_to
        message, change = do(store, source, targets, kept, track)
        with store.changing():
            change()
            for name in [source.name] if request.source else [target.name for target in targets]:
                store.set_metadata(name, request.metadata or {})
        if request.replacing:
            store.purge()
    return message


def _read(request: IngestRequest) -> tuple[Document | None, list[Document]]:
    """The files' texts, checked to be in their languages."""
    if request.source is None:
        targets = [
            read_document(path, "en", name=path.name, presplit=request.presplit, options=request.reading)
            for path in request.targets
        ]
        for target, path in zip(targets, request.targets, strict=True):
            check_language(target, path.name)
        return None, _named(targets, request.translation)
    return _read_original(request)


def _read_original(request: IngestRequest) -> Pair:
    assert request.source is not None
    pairs = [
        read_pair(request.source, path, name=request.name, presplit=request.presplit, options=request.reading)
        for path in request.targets or (None,)
    ]
    return pairs[0][0], _named([english for _, english in pairs if english is not None], request.translation)


def _named(targets: list[Document], name: str | None) -> list[Document]:
    if name is not None and len(targets) != 1:
        raise RequestError("--translation names one translation: give one --target with it")
    return [replace(targets[0], name=name)] if name is not None else targets


def put(
    store: Store, pair: Pair, encoder: Encoder, track: Track[Encoded] = untracked, *, replacing: bool = False
) -> str:
    """Put an original with its translations into an open corpus, or translations to one that is there."""
    source, targets = pair
    _refuse(store, source, targets, replacing=replacing)
    do = _add if store.entry_of(source.name) is None else _add_to
    message, change = do(store, source, targets, VectorCache(encoder, store), track)
    change()
    return message


def _add(
    store: Store, source: Document, targets: list[Document], kept: VectorCache, track: Track[Encoded]
) -> PendingChange:
    entry = make_entry(source, targets, kept, track)
    change = partial(store.add, source, bitexts=entry.bitexts, vectors=kept.fresh, model=kept.signature)
    form = "added {name}: {sentences} sentences"
    if not entry.bitexts:
        form += ", no translation"
    elif len(entry.bitexts) == 1:
        form += ", {beads} beads with its translation"
    else:
        form += "; translations: {translations}"
    message = Message(
        form,
        name=source.name,
        sentences=len(source.sentences),
        beads=sum(len(bitext.beads) for bitext in entry.bitexts),
        translations=", ".join(f"{bitext.target.name} ({len(bitext.beads)} beads)" for bitext in entry.bitexts),
    )
    return message, change


def _refuse(store: Store, source: Document, targets: Sequence[Document], *, replacing: bool) -> None:
    """Refuse a name that is taken, and, if not `replacing`, another text for one that is there, or nothing new."""
    if taken := [
        document.name for document in (source, *targets) if store.entry_of(document.name) not in (None, source.name)
    ]:
        option = "--name" if taken[0] == source.name else "--translation"
        raise StoreError(Message("{name!r} is in the corpus already; choose another " + option, name=taken[0]))
    if replacing or store.entry_of(source.name) is None:
        return
    held = store.source(source.name)
    if (held.text, held.sentences) != (source.text, source.sentences):
        raise StoreError(
            Message(
                "{name!r} is in the corpus already, with another text: give --replace, or choose another --name",
                name=source.name,
            )
        )
    old = {bitext.target.name: bitext.target.text for bitext in store.bitexts(source.name)}
    if changed := [target.name for target in targets if old.get(target.name, target.text) != target.text]:
        raise StoreError(
            Message(
                "{name!r} is in the corpus already, with another text: give --replace, or name it with --translation",
                name=changed[0],
            )
        )
    if all(target.name in old for target in targets):
        raise StoreError(
            Message("{name!r} is in the corpus already; choose another --name for the new one", name=source.name)
        )


def _add_to(
    store: Store, source: Document, targets: list[Document], kept: VectorCache, track: Track[Encoded]
) -> PendingChange:
    """Add translations to an original that is there, or put new texts in the place of old ones."""
    held = store.source(source.name)
    old = {bitext.target.name: bitext.target for bitext in store.bitexts(source.name)}
    same_source = (held.text, held.sentences) == (source.text, source.sentences)
    changed = [target for target in targets if target.name in old and old[target.name].text != target.text]
    fresh = [target for target in targets if target.name not in old]
    if same_source and not changed:
        if not fresh:
            return f"{source.name}: as it is in the corpus; nothing was changed", lambda: None
        return _add_translations(store, held, fresh, kept, track)
    lines = [] if same_source else [f"{source.name}: {changes(held, source).shown()}"]
    lines += [f"{target.name}: {changes(old[target.name], target).shown()}" for target in changed]
    lines += [f"{target.name}: new translation" for target in fresh]
    wanted = old | {target.name: target for target in targets}
    confirmed = [confirmed_beads(store, source, target) for target in wanted.values()]
    entry = make_entry(source, list(wanted.values()), kept, track, confirmed)
    change = partial(store.replace, source, bitexts=entry.bitexts, vectors=kept.fresh, model=kept.signature)
    return "\n".join([f"replaced {source.name}", *lines]), change


def _add_translations(
    store: Store, source: Document, targets: Sequence[Document], kept: VectorCache, track: Track[Encoded]
) -> PendingChange:
    entry = make_entry(source, targets, kept, track)

    def change() -> None:
        with store.changing():
            for bitext in entry.bitexts:
                store.add_translation(bitext, vectors=kept.fresh, model=kept.signature)

    beads = ", ".join(f"{bitext.target.name} ({len(bitext.beads)} beads)" for bitext in entry.bitexts)
    return f"added to {source.name}: {beads}", change


@dataclass(frozen=True, slots=True)
class FolderRequest:
    """A folder of which all documents are to be put in.

    `metadata`: what is said of texts, by the name of an original or the file of a translation.
    """

    folder: Path
    presplit: bool = False
    replacing: bool = False
    metadata: Mapping[str, Mapping[str, str]] | None = None
    reading: ReadOptions = AS_IT_IS


def add_folder(
    corpus: Path,
    request: FolderRequest,
    *,
    model: str | None,
    track: Track[Encoded] = untracked,
    say: Callable[[str], object] = str,
) -> tuple[int, int]:
    """Add the documents of a folder; how many were added or changed, and how many were there already, unchanged.

    `say` is told of files that are left out.
    """
    read = [
        _read_original(IngestRequest(chinese, tuple(english), name, presplit=request.presplit, reading=request.reading))
        for name, chinese, english in folder_texts(request.folder, say)
    ]
    pending = _pending(corpus, read, replacing=request.replacing)
    encoder = open_encoder(model) if pending else None
    with Store.open(corpus, create=True) as store:
        if encoder is not None:
            check_model(store, encoder)
            for source, targets in pending:
                do = _add if store.entry_of(source.name) is None else _add_to
                do(store, source, targets, VectorCache(encoder, store), track)[1]()
        if pending and request.replacing:
            store.purge()
        names = {text.name for text in store.texts()}
        for name, values in (request.metadata or {}).items():
            if name in names:
                store.set_metadata(name, values)
    return len(pending), len(read) - len(pending)


def _pending(corpus: Path, read: list[Pair], *, replacing: bool) -> list[Pair]:
    """What is not in the corpus as it is. Raises StoreError, before anything is written, for what cannot be put in."""
    if not corpus.exists():
        return read
    with Store.open(corpus, create=True) as store:
        pending = [(source, targets) for source, targets in read if not is_there(store, source, targets)]
        for source, targets in pending:
            _refuse(store, source, targets, replacing=replacing)
    return pending


def is_there(store: Store, source: Document, targets: Sequence[Document]) -> bool:
    """Whether the corpus holds the original and these translations, as they are."""
    if store.entry_of(source.name) != source.name or store.source(source.name).sha256 != source.sha256:
        return False
    old = {bitext.target.name: bitext.target.sha256 for bitext in store.bitexts(source.name)}
    return all(old.get(target.name) == target.sha256 for target in targets)


def folder_texts(folder: Path, say: Callable[[str], object] = str) -> list[tuple[str, Path, list[Path]]]:
    """The documents of a folder: each `NAME.zh` (or `NAME.zh.txt`), with `NAME.en` and every `NAME.LABEL.en`.

    `say` is told of English files without an original, which are left out.
    """
    if not folder.is_dir():
        raise RequestError(f"{folder.name}: no such folder")
    chinese: dict[str, Path] = {}
    english: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        match = re.fullmatch(r"(.+)(\.zh|\.en)(?:\.txt)?", path.name)
        if match and path.is_file():
            side = chinese if match[2] == ".zh" else english
            if match[1] in side:
                raise RequestError(f"{side[match[1]].name} and {path.name} have the same name: rename one")
            side[match[1]] = path
    belongs: dict[str, list[Path]] = {name: [] for name in chinese}
    for name, path in sorted(english.items(), key=lambda item: (item[0] not in chinese, item[0])):
        owner = next((owner for owner in _owners(name) if owner in chinese), None)
        if owner is None:
            say(f"left out: {path.name} has no {name}.zh beside it")
        else:
            belongs[owner].append(path)
    if not chinese:
        raise RequestError(f"{folder.name}: no file named NAME.zh in this folder")
    return [(name, chinese[name], belongs[name]) for name in chinese]


def is_named_plainly(folder: Path) -> bool:
    """Whether a folder holds files called NAME.zh or NAME.zh.txt; one that is not there is left to who reads it."""
    if not folder.is_dir():
        return not folder.is_file()
    return any(path.name.endswith((".zh", ".zh.txt")) and path.is_file() for path in folder.iterdir())


def _owners(name: str) -> Iterable[str]:
    """The originals that a translation's name may mean: `a.b.c`, `a.b`, `a`."""
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(len(parts), 0, -1))
