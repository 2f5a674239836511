"""What a check finds in a pair: listed, taken, dismissed, and what was taken given back."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from duizhao.align.checks.fixes import with_fixes
from duizhao.align.checks.linked_pair import Direction
from duizhao.align.checks.result import DECIDED, TAKEN, CheckResult, only_taken, verdicts
from duizhao.align.checks.service import Judgement, decide
from duizhao.align.checks.thresholds import Profile
from duizhao.align.errors import RequestError
from duizhao.align.report.findings_formats import write_jsonl, write_tracked
from duizhao.align.report.templates import document_tag
from duizhao.align.web.bitext_cache import Pair
from duizhao.align.web.findings_cache import CachedFindings
from duizhao.align.web.findings_view import FacetValue, ListedFinding, chosen, facets, listed, passage
from duizhao.align.web.state import Reader, reader_of
from duizhao.align.web.templates import fill, page
from duizhao.align.web.undo import StaleError
from duizhao.corpus.decisions.log import all_decisions
from duizhao.corpus.message import Message
from duizhao.corpus.readers.base.sniff import kind_of

router = APIRouter()
SHOWN = 120
"""Findings on a page."""
WAYS: dict[Direction, str] = {"zh-en": "Chinese into English", "en-zh": "English into Chinese"}
PROFILES: dict[Profile, str] = {
    "draft": "what is nearly sure", "default": "as usual", "strict": "more, with more false alarms",
}  # fmt: skip
FORMS = {"txt": "the text with them", "docx": "Word file with tracked changes", "jsonl": "as a list"}
WORD_FILE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class CheckQuery(BaseModel):
    """A pair, the direction of its translation, and how sure a finding must be."""

    text: str
    translation: str = ""
    direction: Direction = "zh-en"
    profile: Profile = "default"

    def address(self, place: str = "/findings", **more: str | int) -> str:
        """Of a page on this pair; what is as it is by default is not named."""
        fields = {**self.model_dump(include=set(CheckQuery.model_fields)), **more}
        usual = {"direction": "zh-en", "profile": "default"}
        return f"{place}?" + urlencode({key: each for key, each in fields.items() if each not in ("", usual.get(key))})


class FindingsQuery(CheckQuery):
    """The findings of a kind, a severity and a state ('': all), from `start` on."""

    kind: str = ""
    severity: str = ""
    state: str = "open"
    start: int = Field(0, ge=0)

    @property
    def wanted(self) -> str:
        """The state, '' for all."""
        return "" if self.state == "all" else self.state


class PassageQuery(CheckQuery):
    """A finding by its number."""

    number: int


class ExportQuery(CheckQuery):
    """What was taken, in a form."""

    form: Literal["txt", "jsonl", "docx"] = "txt"


class FindingVerdict(CheckQuery):
    """What a person says of a finding, as all that was found was at that `version`."""

    number: int
    version: str
    verdict: Literal["taken", "dismissed", "withdrawn"]
    who: str = Field(min_length=1, max_length=40)


@router.get("/findings")
def findings(request: Request, asked: Annotated[FindingsQuery, Query()]) -> Response:
    """The list; while it is sought, how far that is."""
    reader = reader_of(request)
    pair, held = _held(reader, asked)
    all_ = _listed(reader, held.result) if held.result else []
    shown = chosen(all_, asked.kind, asked.severity, asked.wanted)
    following = asked.start + SHOWN
    return page(
        request,
        "check.html",
        pair=pair,
        asked=asked,
        work="" if held.result else held.work.id,
        version=held.version,
        total=len(all_),
        findings=shown[asked.start : following],
        more=asked.address(**_filter(asked), start=following) if len(shown) > following else "",
        before=asked.address(**_filter(asked), start=max(0, asked.start - SHOWN)) if asked.start else "",
        facets=_facets(asked, all_),
        ways=[(way, label, asked.address(direction=way)) for way, label in WAYS.items()],
        profiles=[(each, label, asked.address(profile=each)) for each, label in PROFILES.items()],
        exports=[(label, asked.address("/findings/export", form=form)) for form, label in FORMS.items()],
        taken=sum(each.state == TAKEN for each in all_),
        facing="/read?" + urlencode({"text": pair.source.name, "translation": pair.target.name}),
    )


def _facets(asked: FindingsQuery, all_: list[ListedFinding]) -> list[tuple[str, list[tuple[FacetValue, str]]]]:
    """What the list can be narrowed by, each value with its address."""
    return [
        (
            name.capitalize(),
            [
                (value, asked.address(**_filter(asked) | {name: _other(name, value.value, chosen=value.chosen)}))
                for value in values
            ],
        )
        for name, values in facets(all_, asked.kind, asked.severity, asked.wanted).items()
    ]


def _filter(asked: FindingsQuery) -> dict[str, str]:
    return {"kind": asked.kind, "severity": asked.severity, "state": "" if asked.state == "open" else asked.state}


def _other(name: str, value: str, *, chosen: bool) -> str:
    """What choosing a value asks for; choosing the one that is chosen asks for all."""
    return ("all" if name == "state" else "") if chosen else "" if (name, value) == ("state", "open") else value


@router.get("/findings/passage")
def one_passage(request: Request, asked: Annotated[PassageQuery, Query()]) -> Response:
    """The two texts around a finding, as a part of the page."""
    reader = reader_of(request)
    pair, held = _held(reader, asked)
    result = _one(held, asked.number)
    finding = result.findings[asked.number - 1]
    span, side = (finding.target, "target") if finding.target else (finding.source, "source")
    facing = {
        "text": pair.source.name,
        "translation": pair.target.name,
        "side": side,
        "offset": span.start if span else 0,
    }
    return page(
        request,
        "check_passage.html",
        rows=passage(result, asked.number),
        tags=(document_tag(result.bitext.source), document_tag(result.bitext.target)),
        pair=pair,
        facing="/read?" + urlencode(facing),
    )


@router.post("/finding")
def judge(request: Request, given: FindingVerdict) -> Response:
    """Keep what a person says of a finding; how it stands now."""
    reader = reader_of(request)
    _, held = _held(reader, given)
    if held.version != given.version:
        raise StaleError("this text was changed elsewhere meanwhile; here is how it stands now")
    result = _one(held, given.number)
    with reader.store() as store:
        decide(store, result, given.number, Judgement(given.verdict, given.who.strip()))
    all_ = _listed(reader, result)
    mine = all_[given.number - 1]
    html = fill(request, "check_finding.html", each=mine)
    taken = sum(each.state == TAKEN for each in all_)
    return JSONResponse({"html": html, "state": mine.state, "taken": taken})


@router.get("/findings/export")
def export(request: Request, asked: Annotated[ExportQuery, Query()]) -> Response:
    """What was taken: the translation with it, the Word file with it as tracked changes, or a line for each."""
    reader = reader_of(request)
    pair, held = _held(reader, asked)
    if held.result is None:
        raise RequestError("this translation is still being checked: ask again")
    with reader.store() as store:
        result = only_taken(held.result, all_decisions(store, kind=DECIDED))
    text = pair.target if asked.direction == "zh-en" else pair.source
    document = result.bitext.target if asked.direction == "zh-en" else result.bitext.source
    if asked.form == "jsonl":
        data, kind = write_jsonl([result]).encode(), "application/x-ndjson"
    elif asked.form == "txt":
        fixes = [finding.fix for finding in result.findings if finding.fix]
        data, kind = with_fixes(document.text, fixes)[0].encode(), "text/plain; charset=utf-8"
    else:
        word = reader.pictures.file(text.name, text.sha256)
        if kind_of(word) != "word":
            raise RequestError(Message("{file} was read from a file that is no Word file (.docx)", file=text.name))
        data, kind = write_tracked(result, word, text.name, "accepted")[0], WORD_FILE
    name = quote(f"{text.name}.{asked.form}", safe="")
    return Response(data, media_type=kind, headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"})


def _held(reader: Reader, asked: CheckQuery) -> tuple[Pair, CachedFindings]:
    pair = reader.pair(asked.text, asked.translation)
    return pair, reader.findings.of(reader.jobs, reader.encoder, pair, asked.direction, asked.profile)


def _one(held: CachedFindings, number: int) -> CheckResult:
    """What was found, if a finding of that number is in it."""
    if held.result is None or not 1 <= number <= len(held.result.findings):
        raise StaleError("this finding is not there any more: see what is found now")
    return held.result


def _listed(reader: Reader, result: CheckResult) -> list[ListedFinding]:
    with reader.store() as store:
        return listed(result, verdicts(result, all_decisions(store, kind=DECIDED)))
