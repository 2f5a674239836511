"""From what a user asks of `check` to what was found: which texts, how strictly, and what people have decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duizhao.align.beads.documents import align_documents
from duizhao.align.checks.check_bitext import check_bitext
from duizhao.align.checks.finding import Kind
from duizhao.align.checks.linked_pair import Direction
from duizhao.align.checks.reference import read_reference
from duizhao.align.checks.result import Checked, anchors_of, only_changed, without_dismissed
from duizhao.align.checks.thresholds import Profile
from duizhao.align.errors import RequestError
from duizhao.align.inputs import read_pair
from duizhao.align.progress import Track
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.decisions.log import Decision, all_decisions, record
from duizhao.corpus.document import Document
from duizhao.corpus.readers.load import read_document
from duizhao.corpus.store.store import Store
from duizhao.models.loading import open_encoder


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be checked: two files, or documents of a corpus that have a translation (all, or one)."""

    source: Path | None = None
    target: Path | None = None
    presplit: bool = False
    corpus: Path | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """How: which way was translated, how much to show, and what to leave alone.

    `old`: the translation as it was; only what changed since is of interest. `reference`: how terms, titles and
    segments are to be rendered. `decisions`: a corpus that holds what people have dismissed.
    """

    direction: Direction = "zh-en"
    profile: Profile = "default"
    without: Collection[Kind] = ()
    old: Path | None = None
    reference: Path | None = None
    decisions: Path | None = None
    model: str | None = None


def check(asked: Asked, manner: Manner, track: Track[Any]) -> list[Checked]:
    """The checked bitexts, one for each translation."""
    old = (
        read_document(manner.old, "en" if manner.direction == "zh-en" else "zh", presplit=asked.presplit)
        if manner.old
        else None
    )
    entries: Mapping[str, Sequence[str]] = read_reference(manner.reference) if manner.reference else {}
    decided = _decisions(manner.decisions or asked.corpus)
    bitexts: Sequence[Bitext]
    if asked.corpus is not None:
        bitexts, encoder = _kept(asked.corpus, asked.name), open_encoder(manner.model)
    else:
        assert asked.source is not None
        assert asked.target is not None
        chinese, english = read_pair(asked.source, asked.target, name=asked.name, presplit=asked.presplit)
        assert english is not None
        encoder = open_encoder(manner.model)
        bitexts = [align_documents(chinese, english, encoder, track)]
    if old is not None and len(bitexts) > 1:
        raise RequestError("--only-changed compares one translation: name its document with --name")
    results = []
    for bitext in bitexts:
        found = check_bitext(
            bitext,
            encoder,
            direction=manner.direction,
            profile=manner.profile,
            without=manner.without,
            reference=entries,
            track=track,
        )
        results.append(_narrowed(Checked(bitext, tuple(found)), old, manner, decided))
    return results


def dismiss(results: Sequence[Checked], number: int, decisions: Path, *, who: str, note: str) -> Decision:
    """Keep the decision that a finding, by its number in what was shown, is none."""
    if len(results) != 1:
        raise RequestError("findings are dismissed one document at a time: give --name")
    checked = results[0]
    if not 1 <= number <= len(checked.findings):
        raise RequestError(f"there is no finding {number}: there are {len(checked.findings)}")
    found = checked.findings[number - 1]
    texts: list[Document] = [checked.bitext.source, checked.bitext.target]
    with Store.open(decisions, create=True) as store:
        return record(
            store,
            "finding",
            anchors_of(checked, found),
            "dismissed",
            who=who,
            subject=found.kind,
            note=note,
            texts=texts,
        )


def _narrowed(checked: Checked, old: Document | None, manner: Manner, decided: Sequence[Decision]) -> Checked:
    if old is not None:
        checked = only_changed(checked, old, manner.direction)
    return without_dismissed(checked, decided)


def _decisions(path: Path | None) -> list[Decision]:
    if path is None or not path.exists():
        return []
    with Store.open(path) as store:
        return all_decisions(store, kind="finding")


def _kept(corpus: Path, name: str | None) -> list[Bitext]:
    """The translations in a corpus, of one document or of all."""
    with Store.open(corpus) as store:
        bitexts = [bitext for each in ([name] if name else store.names()) for bitext in store.bitexts(each)]
    if not bitexts:
        raise RequestError(f"{name or corpus.name} has no translation in this corpus: there is nothing to check")
    return bitexts
