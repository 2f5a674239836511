"""Rows of the facing text corrected: what was done, undone, done again, and the work that goes on beside."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from duizhao.align.ingest.ocr_corrections import KIND as READING
from duizhao.align.library.realign import realign_around
from duizhao.align.web import ocr_edits as readings
from duizhao.align.web.bead_decisions import can_step, correct, next_of, step_back
from duizhao.align.web.bead_edits import Change, Correction, Side, Sort
from duizhao.align.web.bead_rows import place_of
from duizhao.align.web.bitext_cache import find_bead
from duizhao.align.web.jobs import Result
from duizhao.align.web.state import Reader, reader_of
from duizhao.align.web.undo import StaleError, Step
from duizhao.corpus.bitext import Bitext

router = APIRouter()


class StepRequest(BaseModel):
    """Which rows: of a text, with one of its translations, by whom."""

    text: str
    translation: str
    who: str = Field(min_length=1, max_length=40)


class CorrectionRequest(StepRequest):
    """A correction: see `Correction`; rows by their keys."""

    sort: Sort
    bead: str = ""
    other: str = ""
    side: Side = "source"
    sentence: int = -1
    step: Literal[-1, 1] = 1
    partner: int = -1


@router.post("/correct")
def correct_row(request: Request, wanted: CorrectionRequest) -> Response:
    """Correct a row; the stretch around it is aligned anew beside."""
    reader = reader_of(request)

    def correction(bitext: Bitext) -> Correction | None:
        bead = find_bead(bitext, wanted.bead)
        other = find_bead(bitext, wanted.other) if wanted.other else None
        if wanted.sort == "link":
            bead = bead or bitext.beads[0]
        if bead is None or (wanted.other and other is None):
            return None
        return Correction(wanted.sort, bead, other, wanted.side, wanted.sentence, wanted.step, wanted.partner)

    with reader.store() as store:
        change = correct(store, reader.reading(wanted.text, wanted.translation), correction, wanted.who.strip())
    return _corrected(reader, wanted, change, anew=wanted.sort not in ("confirm", "open"))


@router.post("/undo")
def undo(request: Request, where: StepRequest) -> Response:
    """Undo the last correction."""
    return _stepped(request, where, again=False)


@router.post("/redo")
def redo(request: Request, where: StepRequest) -> Response:
    """Do again what was undone last."""
    return _stepped(request, where, again=True)


def _stepped(request: Request, where: StepRequest, *, again: bool) -> Response:
    reader = reader_of(request)
    read = reader.reading(where.text, where.translation)
    with reader.store() as store:
        step = next_of(store, read(store), where.who.strip(), again=again)
        if step.kind == READING:
            return _reread(reader, where, step, again=again)
        change = step_back(store, read, where.who.strip(), again=again)
    return _corrected(reader, where, change, anew=True)


def _reread(reader: Reader, where: StepRequest, wanted: Step, *, again: bool) -> Response:
    """A correction of a reading undone, or made again: its words are encoded anew, which is done beside."""
    read = reader.reading(where.text, where.translation)

    def action(_: object) -> Result:
        with reader.store() as store:
            if next_of(store, read(store), where.who.strip(), again=again).id != wanted.id:
                raise StaleError(readings.CHANGED)
            offset = readings.step_back(store, wanted, reader.checked_encoder(store)(), again=again)
            pair = read(store)
            undo_, redo_ = can_step(store, pair, where.who.strip())
        name = wanted.anchors[0].document
        at = place_of(pair.bitext, side="source" if name == pair.source.name else "target", offset=offset) + 1
        return {"at": at, "undo": undo_, "redo": redo_}

    return JSONResponse({"reading": reader.jobs.begin("correcting the reading", action).id})


def _corrected(reader: Reader, where: StepRequest, change: Change, *, anew: bool) -> Response:
    """What became of it: where it stands now, what can be undone, and the work that goes on."""
    read = reader.reading(where.text, where.translation)
    with reader.store() as store:
        pair = read(store)
        undo_, redo_ = can_step(store, pair, where.who.strip())
    keys = {(bead.source, bead.target) for bead in change.after}
    at = next((at for at, bead in enumerate(pair.bitext.beads, 1) if (bead.source, bead.target) in keys), 1)
    answer: dict[str, int | bool | str | None] = {"at": at, "undo": undo_, "redo": redo_, "work": None}
    if anew:

        def action(_: object) -> Result:
            with reader.store() as store:
                encoder = reader.checked_encoder(store)()
                return {"changed": realign_around(store, lambda store: read(store).bitext, change.after, encoder)}

        answer["work"] = reader.jobs.begin("aligning anew around the correction", action).id
    return JSONResponse(answer)


@router.get("/steps")
def steps(request: Request, text: str, translation: str, who: str) -> Response:
    """What this person can undo and redo."""
    reader = reader_of(request)
    with reader.store() as store:
        undo_, redo_ = can_step(store, reader.bitexts.pair(store, text, translation), who.strip())
    return JSONResponse({"undo": undo_, "redo": redo_})
