"""How far a segment's translation has come, as XLIFF and its dialects state it: one rule for all of them.

A segment counts as confirmed if the file says that somebody approved it, and nothing in the file says the contrary: an
explicit no (`approved="no"`, a rejection, a state that asks for work) wins over any yes.
"""

from __future__ import annotations

import re

from duizhao.corpus.exchange.bitext.given_pairs import is_approval
from duizhao.corpus.files.safe_xml import Element

_PHRASE, _MEMOQ = "memsource", "MQXliff"
"""What the namespaces of Phrase and memoQ hold."""

_UNDONE = re.compile(r"new\Z|initial\Z|needs-|draft|reject|unconfirmed|not[ _-]?started", re.IGNORECASE)
"""States, and parts of states, in which work is still to be done."""

_NO_STATE = frozenset({"", "new", "initial"})
"""What says no more than that nothing was done yet."""


def unit_status(unit: Element, target: Element | None, own: str | None = None) -> str:
    """What a `trans-unit` of XLIFF 1.2 states, in its own word, '' for nothing.

    `own`: what its dialect says of one of its segments, where it says so segment by segment (Trados).
    """
    written = own or _dialect(unit)
    state: str = target.get("state", "") if target is not None else ""
    qualifier: str = target.get("state-qualifier", "") if target is not None else ""
    against = next((word for word in (written, qualifier, state) if word and _UNDONE.search(word)), "")
    if against or written == "":
        return "" if against in _NO_STATE else against
    approved = unit.get("approved", "")
    status = written or ("approved" if approved == "yes" else state)
    return f"{status}, but approved is no" if approved == "no" and is_approval(status) else status


def segment_status(segment: Element) -> str:
    """What a `segment` of XLIFF 2 states: its state, unless its sub-state says that work is to be done."""
    state: str = segment.get("state", "")
    sub: str = segment.get("subState", "").rpartition(":")[2]
    if _UNDONE.search(sub):
        return sub
    return "" if state in _NO_STATE else state


def _dialect(unit: Element) -> str | None:
    """What memoQ or Phrase say of a unit; None where neither does, '' where Phrase says that it is not confirmed."""
    for key, value in unit.attrib.items():
        if _MEMOQ in key and key.endswith("}status"):
            return str(value)
        if _PHRASE in key and key.endswith("}confirmed"):
            return "confirmed" if value in ("1", "true") else ""
    return None
