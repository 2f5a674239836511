"""What people decided: one record for the whole program, in which nothing is ever overwritten.

A decision says of a *thing* (a link, a bead, a finding, a reading, a passage with a code: one or more places in texts)
what a person thinks of it. A person who changes their mind makes a new decision that replaces the old one; another
person's decision stands beside it. A thing is "checked" by one person, "signed off" by two who agree, and "contested"
where two do not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

from duizhao.corpus.decisions.anchors import Anchor
from duizhao.corpus.decisions.ocr_corrections import find_under
from duizhao.corpus.document import Document, Span, text_digest
from duizhao.corpus.errors import StoreError
from duizhao.corpus.foreign_json import object_of
from duizhao.corpus.store.database import rebuilding
from duizhao.corpus.store.decisions import (
    has_decision,
    insert_decision,
    last_decision_number,
    select_anchors,
    select_decisions,
)
from duizhao.corpus.store.documents import select_digests
from duizhao.corpus.store.store import Store

WITHDRAWN = "withdrawn"
"""The verdict of a person who takes back what they said."""


def now() -> str:
    """The time, as decisions have it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


State = Literal["open", "checked", "signed off", "contested"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person said of one thing, once.

    `kind` is what sort of thing ("link", "bead", "finding", "reading", "code", …), `subject` which of several at one
    place (the kind of a finding, the name of a code book), `anchors` where it is, `verdict` a plain word ("confirmed",
    "rejected", "redrawn", "dismissed", a code, …), `detail` what else belongs to this kind, as JSON values.
    `made`: UTC, ISO 8601. `replaces`: the same person's earlier decision.
    """

    kind: str
    anchors: tuple[Anchor, ...]
    verdict: str
    who: str
    made: str = field(default_factory=now)
    subject: str = ""
    note: str = ""
    replaces: str | None = None
    detail: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def id(self) -> str:
        """Thirty-two hexadecimal digits: the same wherever the decision is kept, whatever its documents are called."""
        record = asdict(self)
        for anchor in record["anchors"]:
            del anchor["document"]
        content = json.dumps(record, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(content.encode("utf-8", errors="surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that was decided about, where it stands now, and what each person last said of it.

    `spans` has a span for each anchor, None where the text is not at hand, or its words are gone.
    """

    kind: str
    subject: str
    documents: tuple[str, ...]
    spans: tuple[Span | None, ...]
    decisions: tuple[Decision, ...]

    @property
    def state(self) -> State:
        """Who agrees."""
        verdicts = {decision.verdict for decision in self.decisions}
        if len(verdicts) > 1:
            return "contested"
        return "open" if not verdicts else "signed off" if len(self.decisions) > 1 else "checked"

    @property
    def verdict(self) -> str | None:
        """What all who decided agree on; None where they do not, or nobody holds to anything."""
        verdicts = {decision.verdict for decision in self.decisions}
        return verdicts.pop() if len(verdicts) == 1 else None

    @property
    def is_here(self) -> bool:
        """Whether all its places were found."""
        return all(span is not None for span in self.spans)


def record(store: Store, decision: Decision, texts: Iterable[Document] = ()) -> Decision:
    """Keep a decision; it replaces what the same person last said of the same thing, in whatever draft.

    `texts`: documents outside the corpus that anchors stand in, such as an article. Gives the decision as it is kept.
    Raises StoreError without a `who`.
    """
    who = decision.who.strip()
    if not who:
        raise StoreError("a decision needs a person: give --as INITIALS")
    if not decision.anchors or not decision.kind or not decision.verdict:
        raise ValueError(
            f"a decision needs a kind, a place and a verdict: "
            f"{decision.kind!r}, {len(decision.anchors)}, {decision.verdict!r}"
        )
    places = _Places(store, texts)
    key = places.thing(decision)
    earlier = [
        previous
        for previous in all_decisions(store, kind=decision.kind)
        if previous.who == who and places.thing(previous) == key
    ]
    made = max([decision.made, *(previous.made for previous in earlier)])  # a clock may have been set back
    kept = replace(decision, who=who, made=made, replaces=earlier[-1].id if earlier else None)
    keep(store, [kept])
    return kept


def keep(store: Store, decisions: Iterable[Decision]) -> int:
    """Put decisions in as they are; how many of them are new here."""
    fresh = 0
    with store.changing():
        number = last_decision_number(store)
        for decision in decisions:
            if has_decision(store, decision.id):
                continue
            fresh += 1
            values = asdict(decision)
            detail = json.dumps(values["detail"], ensure_ascii=False, sort_keys=True)
            insert_decision(store, number + fresh, values | {"id": decision.id, "detail": detail}, values["anchors"])
    return fresh


def all_decisions(store: Store, *, kind: str | None = None) -> list[Decision]:
    """Every decision ever made, oldest first."""
    anchors = select_anchors(store)
    with store.sound():
        return [_decision(row, anchors.get(row["id"], ())) for row in select_decisions(store, kind)]


def _decision(row: Mapping[str, Any], anchors: Iterable[Mapping[str, Any]]) -> Decision:
    with rebuilding():
        places = tuple(Anchor(**anchor) for anchor in anchors)
        if not places:
            raise ValueError("a decision about no place")
        return Decision(
            kind=row["kind"],
            anchors=places,
            verdict=row["verdict"],
            who=row["who"],
            made=row["made"],
            subject=row["subject"],
            note=row["note"],
            replaces=row["replaces"],
            detail=object_of(row["detail"]),
        )


def things(
    store: Store, *, kind: str | None = None, document: str | None = None, texts: Iterable[Document] = ()
) -> list[Thing]:
    """What was decided about, found again in the texts as they are now, with what each person last said.

    `document`: only what has a place in the text of that name. `texts`: documents outside the corpus.
    """
    places = _Places(store, texts)
    by_thing: dict[tuple[object, ...], list[Decision]] = {}
    for decision in all_decisions(store, kind=kind):
        by_thing.setdefault(places.thing(decision), []).append(decision)
    listed = []
    for decisions in by_thing.values():
        last: dict[str, Decision] = {}
        for decision in decisions:
            last[decision.who] = decision
        held = tuple(decision for decision in last.values() if decision.verdict != WITHDRAWN)
        latest = decisions[-1]
        names = tuple(places.name(anchor) for anchor in latest.anchors)
        if document is None or document in names:
            spans = tuple(places.span(anchor) for anchor in latest.anchors)
            listed.append(Thing(latest.kind, latest.subject, names, spans, held))
    return listed


@dataclass(frozen=True, slots=True)
class LocatedDecision:
    """A decision, and where its anchors stand now: None where the text is not at hand, or its words are gone."""

    decision: Decision
    documents: tuple[str, ...]
    spans: tuple[Span | None, ...]


def placed(store: Store, *, kind: str | None = None, texts: Iterable[Document] = ()) -> list[LocatedDecision]:
    """Every decision ever made, oldest first, found again in the texts as they are now."""
    places = _Places(store, texts)
    return [
        LocatedDecision(decision, tuple(map(places.name, decision.anchors)), tuple(map(places.span, decision.anchors)))
        for decision in all_decisions(store, kind=kind)
    ]


def decisions_about(store: Store, name: str) -> list[Decision]:
    """Every decision that has a place in the text of that name, or in a translation of it."""
    names = {text.name for text in store.texts() if name in (text.name, text.entry)}
    return [
        decision for decision in all_decisions(store) if any(anchor.document in names for anchor in decision.anchors)
    ]


class _Places:
    """Where anchors stand now: by their text, or, in a new draft, by their document's name."""

    def __init__(self, store: Store, texts: Iterable[Document]) -> None:
        self._texts = {document.name: document for document in texts}
        self._store = store
        self._digests = {name: text_digest(document.text) for name, document in self._texts.items()}
        self._names = {digest: name for name, digest in self._digests.items()}
        for name, digest in select_digests(store).items():
            self._names.setdefault(digest, name)
            self._digests.setdefault(name, digest)
        self._spans: dict[Anchor, Span | None] = {}

    def name(self, anchor: Anchor) -> str:
        """The name of the text it stands in now: its own, if there is a text of that name, or of the same text."""
        if anchor.document in self._digests:
            return anchor.document
        return self._names.get(anchor.text, anchor.document)

    def span(self, anchor: Anchor) -> Span | None:
        """Where it stands now; None where the text is not at hand, or its words are gone."""
        if anchor not in self._spans:
            name = self.name(anchor)
            digest = self._digests.get(name)
            if digest == anchor.text:
                self._spans[anchor] = anchor.span
            else:
                self._spans[anchor] = find_under(anchor, self._text(name)) if digest else None
        return self._spans[anchor]

    def key(self, anchor: Anchor) -> tuple[object, ...]:
        """What tells a place from another: the same in two drafts, if it was found again."""
        span = self.span(anchor)
        if span is None:
            return anchor.document, anchor.text, anchor.start, anchor.end
        return self.name(anchor), span.start, span.end

    def thing(self, decision: Decision) -> tuple[object, ...]:
        """What tells a thing from another."""
        return decision.kind, decision.subject, tuple(map(self.key, decision.anchors))

    def _text(self, name: str) -> Document:
        if name not in self._texts:
            self._texts[name] = self._store.text(name)
        return self._texts[name]
