"""What a check finds in pairs of the corpus: sought beside the pages, and held while the pair is as it is."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from duizhao.align.checks.check_bitext import Criteria, check_bitext
from duizhao.align.checks.finding import Finding
from duizhao.align.checks.linked_pair import Direction
from duizhao.align.checks.result import CheckResult
from duizhao.align.checks.thresholds import Profile
from duizhao.align.progress import Track
from duizhao.align.web.bitext_cache import Pair
from duizhao.align.web.jobs import Job, JobQueue, Result
from duizhao.corpus.bitext import Bitext
from duizhao.models.encoder import Encoder

Checker = Callable[[Bitext, Encoder, Criteria, Track[Any]], list[Finding]]
HELD = 12
"""Pairs whose findings are held at once."""


@dataclass(slots=True)
class CachedFindings:
    """What was found in a pair, by its `version`; `result`, when the work that seeks it is done."""

    version: str
    work: Job
    result: CheckResult | None = None


class FindingsCache:
    """The findings of pairs, for all threads. What people decided about them is read each time, and not held."""

    def __init__(self, check: Checker = check_bitext) -> None:
        """`check`: what finds them."""
        self._check = check
        self._held: OrderedDict[str, CachedFindings] = OrderedDict()
        self._lock = threading.Lock()

    def of(
        self, jobs: JobQueue, encoder: Encoder, pair: Pair, direction: Direction, profile: Profile
    ) -> CachedFindings:
        """What is known of a pair as it is now; it is checked if nobody has asked for that, or if it failed."""
        version = _version(pair, direction, profile)
        criteria = Criteria(direction, profile)
        with self._lock:
            held = self._held.get(version)
            if held is None or held.work.state == "failed":
                held = _begin(jobs, lambda track: self._check(pair.bitext, encoder, criteria, track), pair, version)
                self._held[version] = held
            self._held.move_to_end(version)
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        return held


def _version(pair: Pair, direction: Direction, profile: Profile) -> str:
    beads = [(bead.source, bead.target) for bead in pair.bitext.beads]
    told = repr((pair.source.digest, pair.target.digest, beads, direction, profile))
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def _begin(jobs: JobQueue, check: Callable[[Track[Any]], list[Finding]], pair: Pair, version: str) -> CachedFindings:
    def action(work: Job) -> Result:
        asked.result = CheckResult(pair.bitext, tuple(check(work.track)))
        return {}

    asked = CachedFindings(version, Job("", ""))
    asked.work = jobs.begin("checking the translation", action)
    return asked
