"""From what a user asks of `check` to what was found: which texts, how strictly, and what people have decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from duizhao.align.beads.documents import align_documents
from duizhao.align.checks.check_bitext import Criteria, check_bitext
from duizhao.align.checks.finding import Kind
from duizhao.align.checks.linked_pair import Direction
from duizhao.align.checks.reference import read_reference
from duizhao.align.checks.result import (
    DECIDED,
    TAKEN,
    CheckResult,
    anchors_of,
    only_changed,
    only_taken,
    without_dismissed,
)
from duizhao.align.checks.rules.read_rules import read_all_rules
from duizhao.align.checks.thresholds import Profile
from duizhao.align.errors import RequestError
from duizhao.align.inputs import read_pair
from duizhao.align.progress import Track, untracked
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.decisions.log import Decision, all_decisions, record
from duizhao.corpus.document import Document
from duizhao.corpus.message import Message
from duizhao.corpus.readers.base.contents import AS_IT_IS, ReadOptions
from duizhao.corpus.readers.load import read_document
from duizhao.corpus.store.store import Store
from duizhao.models.loading import open_encoder


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What is to be checked: two files, or documents of a corpus that have a translation.

    `source`, `target`: the Chinese and the English file; `presplit`: one sentence a line. Or `corpus`, of which `name`
    is the one document to check; without it, all of them. `reading`: how the files are read.
    """

    source: Path | None = None
    target: Path | None = None
    presplit: bool = False
    corpus: Path | None = None
    name: str | None = None
    reading: ReadOptions = AS_IT_IS


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """How it is to be checked.

    `direction`: from the original's language. `profile`: how sure a finding must be. `without`: kinds not looked for.
    `old`: the translation as it was; only what changed since is of interest. `reference`: how terms, titles and
    segments are to be rendered. `decisions`: a corpus that holds what people have dismissed. `model`: the encoder's
    name or folder; None is the one that ships. `rules`: files of the house's own rules; `styles`: names of those that
    ship; `rules_only`: nothing but these. `taken`: only those whose proposals people took.
    """

    direction: Direction = "zh-en"
    profile: Profile = "default"
    without: Collection[Kind] = ()
    old: Path | None = None
    reference: Path | None = None
    decisions: Path | None = None
    model: str | None = None
    rules: Sequence[Path] = ()
    styles: Sequence[str] = ()
    rules_only: bool = False
    taken: bool = False


def check(request: CheckRequest, options: CheckOptions, track: Track[Any] = untracked) -> list[CheckResult]:
    """What a reviser would question in each translation that is asked about; one result a translation.

    `track` shows how far it is. Raises RequestError where there is no translation to check, or several to compare with
    one older text; ReadError and StoreError for files that cannot be read.
    """
    old = (
        read_document(
            options.old,
            "en" if options.direction == "zh-en" else "zh",
            presplit=request.presplit,
            options=request.reading,
        )
        if options.old
        else None
    )
    entries: Mapping[str, Sequence[str]] = read_reference(options.reference) if options.reference else {}
    rules = read_all_rules(options.rules, options.styles, options.direction)
    criteria = Criteria(
        options.direction, options.profile, options.without, entries, rules=rules, rules_only=options.rules_only
    )
    decided = _decisions(options.decisions or request.corpus)
    bitexts: Sequence[Bitext]
    if request.corpus is not None:
        bitexts, encoder = _bitexts_in(request.corpus, request.name), open_encoder(options.model)
    else:
        assert request.source is not None
        assert request.target is not None
        chinese, english = read_pair(
            request.source, request.target, name=request.name, presplit=request.presplit, options=request.reading
        )
        assert english is not None
        encoder = open_encoder(options.model)
        bitexts = [align_documents(chinese, english, encoder, track)]
    if old is not None and len(bitexts) > 1:
        raise RequestError("--only-changed compares one translation: name its document with --name")
    results = []
    for bitext in bitexts:
        result = CheckResult(bitext, tuple(check_bitext(bitext, encoder, criteria, track)))
        if old is not None:
            result = only_changed(result, old, options.direction)
        results.append((only_taken if options.taken else without_dismissed)(result, decided))
    return results


def check_drafts(
    request: CheckRequest, earlier: Sequence[Path], options: CheckOptions, track: Track[Any] = untracked
) -> list[CheckResult]:
    """The same for the earlier drafts of a translation, in the order that they are given in, and for the last one."""
    if earlier and (request.source is None or request.target is None):
        raise RequestError("--earlier goes with two files, ZH and EN")
    results = []
    for draft in earlier:
        of_draft = replace(request, target=draft) if options.direction == "zh-en" else replace(request, source=draft)
        results += check(of_draft, options, track)
    return [*results, *check(request, options, track)]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person says of a finding: `DISMISSED` or `TAKEN`, or withdrawn; their initials, and why."""

    verdict: str
    who: str
    note: str = ""


def judge(results: Sequence[CheckResult], number: int, decisions: Path, said: Judgement) -> Decision:
    """Keep in the corpus `decisions` what a person says of a finding, by its `number` (from 1) in what was shown.

    Raises RequestError for a number that no finding has, and for a proposal that is none.
    """
    if len(results) != 1:
        raise RequestError("findings are decided one document at a time: give --name")
    result = results[0]
    if not 1 <= number <= len(result.findings):
        raise RequestError(f"there is no finding {number}: there are {len(result.findings)}")
    with Store.open(decisions, create=True) as store:
        return decide(store, result, number, said)


def decide(store: Store, result: CheckResult, number: int, said: Judgement) -> Decision:
    """The same in a corpus that is open; `number` must be that of a finding."""
    finding = result.findings[number - 1]
    if said.verdict == TAKEN and finding.fix is None:
        raise RequestError(Message("finding {number} proposes nothing that could be taken", number=number))
    texts: list[Document] = [result.bitext.source, result.bitext.target]
    anchors = tuple(anchors_of(result, finding))
    decision = Decision(DECIDED, anchors, said.verdict, said.who, subject=finding.kind, note=said.note)
    return record(store, decision, texts)


def _decisions(path: Path | None) -> list[Decision]:
    if path is None or not path.exists():
        return []
    with Store.open(path) as store:
        return all_decisions(store, kind=DECIDED)


def _bitexts_in(corpus: Path, name: str | None) -> list[Bitext]:
    """The translations in a corpus, of one document or of all."""
    with Store.open(corpus) as store:
        bitexts = [bitext for entry in ([name] if name else store.names()) for bitext in store.bitexts(entry)]
    if not bitexts:
        raise RequestError(f"{name or corpus.name} has no translation in this corpus: there is nothing to check")
    return bitexts
