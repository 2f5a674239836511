"""One corpus, several programs at once: two that write, four that read.

Nothing that was written may be lost, nobody may see less than was there before he opened, and nothing may fail.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from random import Random
from typing import Any

from bitexts import lines

from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.decisions.anchors import anchor_in
from duizhao.corpus.decisions.log import Decision, all_decisions, record
from duizhao.corpus.document import Span
from duizhao.corpus.errors import StoreError
from duizhao.corpus.store.integrity import faults
from duizhao.corpus.store.store import Store

KEPT = 5
"""Texts of a writer that stay; those before are removed again, every other of them."""

Done = list["Synchronized[int]"]
"""By writer, the number of its last text that is in for good."""


def _name(writer: int, number: int) -> str:
    return f"w{writer}-{number}"


def _write(path: Path, writer: int, done: Done, end: float, put: Any) -> None:
    """Add, say something of it, decide something, replace, remove; in turn, until the end."""
    chance, number = Random(writer), 0
    slowest = 0.0
    try:
        while time.monotonic() < end:
            began = time.monotonic()
            source = lines(_name(writer, number), *(f"第{at}句，{number}。" for at in range(chance.randint(1, 30))))
            target = lines(f"{source.name}.en", *(f"Line {at}." for at in range(len(source.sentences))), language="en")
            bitext = Bitext(source, target, tuple(Bead((at,), (at,)) for at in range(len(source.sentences))))
            with Store.open(path) as store:
                store.add(source, bitexts=[bitext], vectors={}, model="m")
                done[writer].value = number
                store.set_metadata(source.name, {"year": str(number)})
                record(store, Decision("code", (anchor_in(source, Span(0, 2)),), "seen", f"W{writer}"))
                if number >= KEPT and number % 2:
                    store.remove(_name(writer, number - KEPT))
            slowest = max(slowest, time.monotonic() - began)
            number += 1
    except Exception as error:
        put(("failed", f"writer {writer}: {type(error).__name__}: {error}"))
    put(("texts written", number))
    put(("slowest write", slowest))


def _read(path: Path, done: Done, end: float, put: Any) -> None:
    """Look for what was there before, and at all that is there, until the end."""
    count, slowest = 0, 0.0
    try:
        while time.monotonic() < end:
            before = [each.value for each in done]
            began = time.monotonic()
            with Store.open(path) as store:
                names = set(store.names())
                for name in sorted(names)[:3]:
                    _look(store, name)
            slowest = max(slowest, time.monotonic() - began)
            for writer, number in enumerate(before):
                gone = done[writer].value >= number + KEPT
                if number >= 0 and not gone and _name(writer, number) not in names:
                    put(("failed", f"{_name(writer, number)} was there, and was not seen"))
            count += 1
    except Exception as error:
        put(("failed", f"reader: {type(error).__name__}: {error}"))
    put(("readings", count))
    put(("slowest reading", slowest))


def _look(store: Store, name: str) -> None:
    """A text and its translation are whole, unless they were removed meanwhile."""
    try:
        found = store.bitexts(name)
    except StoreError:
        if store.entry_of(name) is not None:
            raise
        return
    for bitext in found:
        assert [bead.source for bead in bitext.beads] == [(at,) for at in range(len(bitext.source.sentences))]


def share(path: Path, seconds: float, say: Callable[[str], object] = str) -> tuple[Counter[str], list[str]]:
    """So many seconds of it; what was counted, and what went wrong."""
    with Store.open(path, create=True):
        pass
    context = multiprocessing.get_context("fork")
    said: Any = context.Queue()
    done = [context.Value("l", -1) for _ in range(2)]
    end = time.monotonic() + seconds
    every = [context.Process(target=_write, args=(path, at, done, end, said.put)) for at in range(2)]
    every += [context.Process(target=_read, args=(path, done, end, said.put)) for _ in range(4)]
    for each in every:
        each.start()
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for _ in range(2 * len(every)):
        what, value = said.get()
        while what == "failed":
            wrong.append(value)
            what, value = said.get()
        counts[what] = max(counts[what], value) if what.startswith("slowest") else counts[what] + value
    for each in every:
        each.join()
    wrong += _lost(path, [each.value for each in done])
    return counts, wrong


def _lost(path: Path, last: list[int]) -> list[str]:
    """What is not there in the end, or should not be."""
    wanted: set[str] = set()
    for writer, number in enumerate(last):
        removed = {at - KEPT for at in range(KEPT, number + 1) if at % 2}
        wanted |= {_name(writer, at) for at in range(number + 1)} - {_name(writer, at) for at in removed}
    with Store.open(path) as store:
        names = set(store.names())
        wrong = [f"{name} was lost" for name in wanted - names] + [f"{name} came back" for name in names - wanted]
        wrong += [fault for fault in faults(store) if not fault.endswith("run `duizhao reencode`")]
        decided = len(all_decisions(store))
    return wrong if decided == len(wanted) else [*wrong, f"{decided} decisions, and not {len(wanted)}"]
