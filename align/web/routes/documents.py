"""The documents of the corpus: what is said of each, its alignment at a glance, and files dropped in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from duizhao.align.errors import RequestError
from duizhao.align.ingest.files import put
from duizhao.align.library.build import check_model
from duizhao.align.report.bitext_page import LOW_CONFIDENCE
from duizhao.align.report.templates import document_tag
from duizhao.align.web.jobs import Job, Result
from duizhao.align.web.marks import document_marks
from duizhao.align.web.routes.names import ListedName, listed
from duizhao.align.web.state import Reader, reader_of
from duizhao.align.web.templates import language_of, page, say
from duizhao.align.web.text_view import pieces
from duizhao.align.web.upload_names import plain_name
from duizhao.align.web.uploads import Upload, pair_uploads, read_upload
from duizhao.corpus.message import Message
from duizhao.corpus.scans.regions import is_reading
from duizhao.corpus.scans.text_pages import is_paged
from duizhao.corpus.store.beads import BeadCounts, count_beads
from duizhao.corpus.store.documents import name_by_sha256
from duizhao.corpus.store.store import Text

router = APIRouter()
SHOWN = 20_000
"""Characters of a text that are shown by themselves."""
LANGUAGES = {"zh": "Chinese", "en": "English", "both": "both languages"}
"""What is said of a file that was dropped."""


@dataclass(frozen=True, slots=True)
class ListedTranslation:
    """A translation as it is listed: how many rows there are, confirmed, doubtful, and with one side alone."""

    text: Text
    address: str
    rows: int
    confirmed: int
    doubtful: int
    alone: int


class AddRequest(BaseModel):
    """Files that were dropped and are to be added; `name`: of the original, or of one that is there already."""

    files: list[str] = Field(max_length=50)
    name: str = Field("", max_length=200)


class MetadataEntry(BaseModel):
    """What a person says of a text: a value for a key, or none, which takes it back."""

    name: str
    key: str = Field(min_length=1, max_length=60)
    value: str = Field("", max_length=2000)


class RemoveRequest(BaseModel):
    """A text that is to be taken out, with its translations if it is an original."""

    name: str = Field(min_length=1)


@router.get("/")
def documents(request: Request) -> Response:
    """Every original with its translations."""
    with reader_of(request).store() as store:
        texts = store.texts()
        counted = count_beads(store, LOW_CONFIDENCE)
        entries = [
            (
                text,
                [
                    _listed(other, counted)
                    for other in texts
                    if other.entry == text.name and other.translation is not None
                ],
            )
            for text in texts
            if text.translation is None
        ]
        model = store.model
        marked = document_marks(store)
    return page(
        request,
        "documents.html",
        entries=entries,
        model=model,
        corpus=reader_of(request).corpus.name,
        names=_names(reader_of(request)),
        document="",
        marked=marked,
    )


def _names(reader: Reader, name: str = "") -> list[tuple[str, int, list[ListedName]]] | None:
    """The names of the corpus, or of a document, if they are at hand."""
    held = reader.names.held(reader)
    return None if held is None or held.names is None else listed(held.names, name)


def _listed(text: Text, counted: Mapping[int, BeadCounts]) -> ListedTranslation:
    assert text.translation is not None
    address = "/read?" + urlencode({"text": text.entry, "translation": text.name})
    return ListedTranslation(text, address, *astuple(counted.get(text.translation, BeadCounts())))


@router.get("/document")
def document(request: Request, name: str) -> Response:
    """One text by itself: its words, page by page, and what is said of it."""
    reader = reader_of(request)
    with reader.store() as store:
        held = next((text for text in store.texts() if text.name == name), None)
        if held is None:
            raise RequestError("the corpus holds no such document")
        whole = reader.bitexts.document(store, held)
        marked = document_marks(store)
    return page(
        request,
        "document.html",
        text=held,
        tag=document_tag(whole),
        pieces=list(pieces(whole, SHOWN)),
        shown=min(SHOWN, len(whole.text)),
        size=len(whole.text),
        pictured=is_reading(whole),
        paged=is_paged(whole),
        names=_names(reader, name) if held.language == "zh" else [],
        document=name,
        marked=marked,
        quotations=_quotations(reader) if held.translation is None else [],
    )


def _quotations(reader: Reader) -> list[tuple[str, str]]:
    """The quotations of the articles at hand: the article's id with the number, and what a person knows each by."""
    return [
        (f"{article.id} {number}", f"{article.document.name}, {number}: {' '.join(traced.quotation.text.split())[:80]}")
        for article in reader.articles.all()
        for number, traced in enumerate(article.trace.quotations, 1)
    ]


@router.post("/files")
async def drop(request: Request, name: str = "") -> Response:
    """Take a file, the request's body; what it is, and an id by which it can be added."""
    data = await request.body()
    shown = plain_name(name) or "file"
    reader = reader_of(request)
    dropped = await run_in_threadpool(read_upload, data, shown)
    with reader.store() as store:
        known = name_by_sha256(store, dropped.document.sha256)
    if known is not None:
        message = Message("{name} is in the corpus already, as {known}: not added again", name=shown, known=known)
        return JSONResponse({"known": say(language_of(request), message)})
    reader.uploads[dropped.id] = dropped
    if is_paged(dropped.document):
        reader.pictures.hold(data)
    while len(reader.uploads) > 50:
        reader.uploads.pop(next(iter(reader.uploads)))
    language = say(language_of(request), LANGUAGES[dropped.language])
    return JSONResponse({"id": dropped.id, "name": dropped.name, "language": language})


@router.post("/add")
def add(request: Request, given: AddRequest) -> Response:
    """Add files that were dropped: each original with its translations."""
    reader = reader_of(request)
    files = [reader.uploads[identity] for identity in given.files if identity in reader.uploads]
    if not files:
        raise RequestError("these files are not at hand any more: drop them again")
    with reader.store() as store:
        known = set(store.names())
    pairs = pair_uploads(files, plain_name(given.name), known)
    language = language_of(request)

    def action(work: Job) -> Result:
        messages = [say(language, _put(reader, source, targets, work)) for source, targets in pairs]
        for file in files:
            reader.uploads.pop(file.id, None)
        return {"said": messages}

    return JSONResponse({"work": reader.jobs.begin("adding documents", action).id})


def _put(reader: Reader, source: Upload | str, targets: Sequence[Upload], work: Job) -> str:
    with reader.store() as store:
        original = store.source(source) if isinstance(source, str) else source.document
        check_model(store, reader.encoder)
        return put(store, (original, [target.document for target in targets]), reader.encoder, work.track)


@router.post("/metadata")
def metadata(request: Request, entry: MetadataEntry) -> Response:
    """Keep what a person says of a text."""
    key = entry.key.strip()
    if not key or any(sign in key for sign in "=<>!~"):
        raise RequestError("a name of metadata is a word, without = < > ! ~")
    with reader_of(request).store() as store:
        store.set_metadata(entry.name, {key: entry.value.strip() or None})
    return JSONResponse({})


@router.post("/remove")
def remove(request: Request, given: RemoveRequest) -> Response:
    """Take a text out of the corpus; nothing of it is left there."""
    with reader_of(request).store() as store:
        store.remove(given.name)
    return JSONResponse({})
