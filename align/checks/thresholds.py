"""How sure a finding must be to be shown: by kind, and by how much a reader wants to see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from duizhao.align.checks.finding import Kind

Profile = Literal["default", "strict", "draft"]
LEAST_CONFIDENCE: Mapping[Kind, float] = {
    "omission": 0.6,
    "addition": 0.6,
    "number": 0.25,
    "date": 0.25,
    "name": 0.6,
    "negation": 0.6,
    "term": 0.5,
    "consistency": 0.7,
    "untranslated": 0.7,
    "meaning": 0.6,
}
"""By default: fewer than three false alarms in a hundred sentences of good translations, all kinds together."""


SENTENCE: Mapping[Profile, float] = {"strict": 0.3, "default": 0.5, "draft": 0.8}
"""The same of whole sentences that stand on one side alone: their confidence is their bead's."""


def least(kind: Kind, profile: Profile) -> float:
    """The confidence that a finding of a kind needs. Strict shows more, for a last reading; draft only what is sure."""
    usual = LEAST_CONFIDENCE[kind]
    if profile == "strict":
        return 0.6 * usual
    return usual if profile == "default" else usual + 0.6 * (1 - usual)
