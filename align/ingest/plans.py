"""The files of a folder or a zip file put into a corpus by a plan, which a person may have changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from duizhao.align.errors import RequestError
from duizhao.align.ingest.file_pairing import propose
from duizhao.align.ingest.files import is_there, put
from duizhao.align.ingest.given_pairs import put_given
from duizhao.align.ingest.piece_by_piece import piece_by_piece
from duizhao.align.inputs import check_language, read_originals
from duizhao.align.library.build import check_model
from duizhao.align.library.excerpts import divided_entries
from duizhao.align.library.vector_cache import VectorCache
from duizhao.align.progress import Track, untracked
from duizhao.corpus.document import Document, Language
from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.batches.pairing_plan import Planned, read_plan, write_plan
from duizhao.corpus.exchange.bitext.sniff_pairs import given_in
from duizhao.corpus.files.atomic import write_whole
from duizhao.corpus.readers.archive import Files, open_files, read_file
from duizhao.corpus.readers.base.contents import AS_IT_IS, ReadOptions
from duizhao.corpus.readers.load import read_bytes
from duizhao.corpus.store.store import Store
from duizhao.models.encoder import Encoded, Encoder
from duizhao.models.loading import open_encoder


def plan_for(
    folder: Path,
    plan: Path | None,
    *,
    model: str | None,
    reading: ReadOptions = AS_IT_IS,
    track: Track[Encoded] = untracked,
) -> tuple[list[Planned], bool]:
    """The plan in the file, or, where it is not there, a proposal, which is written to it. Whether it was there."""
    if plan is not None and plan.exists():
        return read_plan(read_bytes(plan), plan.name), True
    rows = propose(open_files(folder, reading), lambda: open_encoder(model), track)
    if plan is not None and any(row.wanted for row in rows):
        write_whole(plan, write_plan(rows, plan.name))
    return rows, False


def shown_plan(rows: Sequence[Planned]) -> Iterator[str]:
    """The plan, a line for each row, for the screen."""
    for row in rows:
        sure = "" if row.confidence is None else f", {row.confidence:.0%}"
        if not row.wanted:
            yield f"  – {row.english or row.chinese}: {row.found_by or 'left out'}"
        elif row.chinese == row.english:
            yield f"  {row.name}: {row.chinese} ({row.found_by})"
        else:
            yield f"  {row.name}: {row.chinese} + {row.english or 'no translation'} ({row.found_by or 'plan'}{sure})"


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """A folder, and what is to be put in of it."""

    folder: Path
    rows: Sequence[Planned]
    presplit: bool = False
    replacing: bool = False
    reading: ReadOptions = AS_IT_IS


def add_planned(
    corpus: Path, request: PlanRequest, *, model: str | None = None, track: Track[Encoded] = untracked
) -> Iterator[str]:
    """Do what a plan says, document by document; says of each what was done.

    What cannot be added is said, and the rest goes on; in the end a RequestError counts it.
    """
    files = open_files(request.folder, request.reading)
    wanted = _checked([row for row in request.rows if row.wanted], files)
    encoder = open_encoder(model)
    with Store.open(corpus, create=True) as store:
        check_model(store, encoder)
        work = _Work(store, files, encoder, track, request)
        pieces = ((group[0].name, work.done(group)) for group in _groups(wanted))
        yield from piece_by_piece(store, pieces, replacing=request.replacing)


def _checked(rows: list[Planned], files: Files) -> list[Planned]:
    """The rows, if their files are there and no name means two originals."""
    there = set(files.names)
    originals: dict[str, str] = {}
    for row in rows:
        for file in (row.chinese, row.english):
            if file and file not in there:
                raise FormatError(f"the plan names a file that is not in the folder: {file!r}")
        if originals.setdefault(row.name, row.chinese) != row.chinese:
            raise FormatError(f"the plan gives two originals the name {row.name!r}: give them two names")
    if not rows:
        raise RequestError("nothing in this folder can be added: see the plan")
    return rows


def _groups(rows: Sequence[Planned]) -> list[list[Planned]]:
    """Rows that are done together: all translations of one original, all originals of one English file."""
    groups: list[list[Planned]] = []
    for row in rows:
        joined = [
            group
            for group in groups
            if any(row.chinese == other.chinese or (row.english and row.english == other.english) for other in group)
        ]
        groups = [group for group in groups if group not in joined]
        groups.append([*(other for group in joined for other in group), row])
    return groups


class _Work:
    """An open corpus, and files that are put into it."""

    def __init__(
        self, store: Store, files: Files, encoder: Encoder, track: Track[Encoded], request: PlanRequest
    ) -> None:
        self._store, self._files, self._encoder, self._track = store, files, encoder, track
        self._presplit, self._replacing = request.presplit, request.replacing

    def done(self, group: Sequence[Planned]) -> Iterator[str]:
        """Add what belongs together."""
        first = group[0]
        if first.chinese == first.english:
            name = PurePosixPath(first.chinese).name
            given = given_in(self._files.read(first.chinese), name, called=first.name)
            yield f"{name}: {given.note}"
            yield from put_given(self._store, given.bitext, self._encoder, self._track, replacing=self._replacing)
            return
        originals = list(dict.fromkeys((row.name, row.chinese) for row in group))
        translations = list(dict.fromkeys(row.english for row in group if row.english))
        if len(originals) == 1:
            source = self._read(first.chinese, "zh", first.name)
            targets = [self._read(file, "en", PurePosixPath(file).name) for file in translations]
            yield self._put(source, targets)
        elif len(translations) == 1:
            sources = [self._read(file, "zh", name) for name, file in originals]
            target = self._read(translations[0], "en", PurePosixPath(translations[0]).name)
            yield from put_divided(self._store, sources, target, self._encoder, self._track)
        else:
            raise RequestError("several originals share several English files: give each English file to one original")

    def _read(self, file: str, language: Language, called: str) -> Document:
        document = read_file(self._files, file, language, called=called, presplit=self._presplit)
        check_language(document, PurePosixPath(file).name)
        return document

    def _put(self, source: Document, targets: list[Document]) -> str:
        if is_there(self._store, source, targets):
            return f"{source.name}: there already, as it is"
        return put(self._store, (source, targets), self._encoder, self._track, replacing=self._replacing)


def put_divided(
    store: Store, sources: Sequence[Document], target: Document, encoder: Encoder, track: Track[Encoded] = untracked
) -> Iterator[str]:
    """Put several originals into a corpus, each with its share of one English text; says how it was divided.

    A corpus gives every name once, so that the English is called by its original's name too: `ALL.en (A)`.
    """
    if there := [source.name for source in sources if store.entry_of(source.name) is not None]:
        raise RequestError(f"{there[0]!r} is in the corpus already: remove it first, or take it out of what is divided")
    kept = VectorCache(encoder, store)
    entries, division = divided_entries(sources, target, kept, track)
    yield from division.lines(target.name)
    with store.changing():
        for entry in entries:
            named = [
                replace(bitext, target=replace(target_of, name=f"{target_of.name} ({entry.source.name})"))
                for bitext in entry.bitexts
                for target_of in [bitext.target]
            ]
            store.add(entry.source, bitexts=named, vectors=kept.fresh, model=kept.signature)
    for entry in entries:
        yield f"added {entry.source.name}: {len(entry.source.sentences)} sentences"


@dataclass(frozen=True, slots=True)
class DivisionRequest:
    """Several originals, and the one English file that is to be divided among them."""

    sources: Sequence[Path]
    target: Path
    presplit: bool = False
    reading: ReadOptions = AS_IT_IS


def add_divided(
    corpus: Path, request: DivisionRequest, *, model: str | None = None, track: Track[Encoded] = untracked
) -> Iterator[str]:
    """Add several originals, each with its share of one English file; says how that was divided."""
    originals, english = read_originals(
        request.sources, request.target, presplit=request.presplit, options=request.reading
    )
    encoder = open_encoder(model)
    with Store.open(corpus, create=True) as store:
        check_model(store, encoder)
        yield from put_divided(store, originals, english, encoder, track)
