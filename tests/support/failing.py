"""Commands that write while the disk fails: the power goes, it fills, it cannot write through, the clock jumps.

What must be true afterwards: the user's file is the old one or the new one, a corpus is sound and as it was or as it
should be, what was said to be done is there, and what is refused is refused in one line.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from disk import ALL_GONE, ALL_LEFT, DATA_LEFT, NAMES_LEFT, Call, Disk, Loss, Tree, calls, lay_out, watched
from storms import Command, Storm, begun, ended, started, state_of
from works import Work

_MODELS = ("m/", "n/")
_PROGRAM_S_OWN = ("said.txt",)
FAULTS = {"full": "w", "sync": "fd", "syncs": "fd"}
"""What `disk.c` can let fail, and the kinds of the calls that count."""


PLAIN = (ALL_GONE, NAMES_LEFT, DATA_LEFT)


def left_after(disk: Disk, recorded: Sequence[Call], losses: Sequence[Loss]) -> Iterator[tuple[int, str, Tree, bytes]]:
    """After each call, with each loss: what may be left on the disk, each once; and what had been said till then.

    All of it comes once more after the last call, and after whatever was said.
    """
    seen: set[str] = set()
    said = b""
    for at, call in enumerate(recorded):
        disk.play(call)
        said += call.data if call.kind == "s" else b""
        if call.kind == "s" or at == len(recorded) - 1:
            seen.clear()  # from now on more must be there
        for loss in losses:
            tree = _without(disk.left(loss), _PROGRAM_S_OWN)
            digest = _digest(tree)
            if digest not in seen:
                seen.add(digest)
                told = f"after call {at} of {len(recorded) - 1}, gone of what was not synced: {loss.name}"
                yield at, told, tree, said


class Failing(Storm):
    """A folder in which the disk fails; `counts` says how often of what."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        super().__init__(folder.resolve(), chance)
        self._cut = folder.resolve() / "cut"
        self._log = folder.resolve() / "log"
        self._said: dict[Command, set[str]] = {}
        self._calls: dict[Command, list[Call]] = {}
        self.counts: Counter[str] = Counter()

    def _record(self, command: Command) -> tuple[object, Disk]:
        """What there was, and the disk as it was, before the command was run and its calls recorded."""
        self._anew(command)
        before = self._state(command)
        self._log.unlink(missing_ok=True)
        disk = Disk(self._now)
        status, said = ended(begun(self._now, command.arguments, watched(self._now, log=self._log)), self._now)
        assert status == 0, f"{command.name}: {said}"
        self._said[command] = set(said.splitlines())
        self._calls[command] = list(calls(self._log))
        self._really = Disk(self._now).left(ALL_LEFT)
        self._after[command] = self._state(command)
        return before, disk

    def cut(self, command: Command, by_chance: int, again: float) -> None:
        """Have the power fail after each call of a command, with what may be lost then, `by_chance` times by chance.

        `again`: in this share of what is left the same command is run once more.
        """
        before, disk = self._record(command)
        losses = [*PLAIN, *[Loss("some", True, True, self._chance)] * by_chance]
        recorded = self._calls[command]
        self.counts["power cuts"] += len(losses) * len(recorded)
        for at, when, tree, _ in left_after(disk, recorded, losses):
            self.counts["different disks"] += 1
            ended_then = at == len(recorded) - 1
            self._look(command, tree, f"{command.name}: {when}", (before, self._after[command])[ended_then:])
            if self._chance.random() < again:
                self._again(command, tree, f"{command.name}: {when}")
        assert _without(disk.left(ALL_LEFT), _PROGRAM_S_OWN) == _without(self._really, _PROGRAM_S_OWN), command.name

    def cut_work(self, work: Work, by_chance: int) -> None:
        """The same for a piece of work, which says what it has done."""
        losses = [*PLAIN, *[Loss("some", True, True, self._chance)] * by_chance]
        shutil.rmtree(self._now, ignore_errors=True)
        self._now.mkdir()
        work.prepare(self._now)
        self._log.unlink(missing_ok=True)
        disk = Disk(self._now)

        def recorded() -> None:
            watched(self._now, log=self._log)()
            work.do(self._now)

        status, said_in_all = ended(started(self._now, recorded), self._now)
        assert status == 0, f"{work.name}: {said_in_all}"
        found = list(calls(self._log))
        self.counts["power cuts"] += len(losses) * len(found)
        for _, when, tree, said in left_after(disk, found, losses):
            self.counts["different disks"] += 1
            self._lay_out(tree)
            try:
                work.check(self._cut, said.decode().split())
            except Exception as error:
                raise AssertionError(f"{work.name}: {when}: {type(error).__name__}: {error}") from error
        really = Disk(self._now).left(ALL_LEFT)
        assert _without(disk.left(ALL_LEFT), _PROGRAM_S_OWN) == _without(really, _PROGRAM_S_OWN), work.name

    def _look(self, command: Command, tree: Tree, told: str, wanted: tuple[object, ...]) -> None:
        """What is left must be sound, and as it was before or after."""
        self._lay_out(_without(tree, _MODELS))
        found = self._found(command, self._cut, told)
        assert (command.stepwise and len(wanted) > 1) or found in wanted, f"{told}: neither the old nor the new"

    def _again(self, command: Command, tree: Tree, told: str) -> None:
        """The same command must bring what it would have brought."""
        self._lay_out(tree)
        if state_of(command, self._cut) == self._after[command]:
            return
        self.counts["run again"] += 1
        if command.place == "made":
            shutil.rmtree(self._cut / "made", ignore_errors=True)
        status, said = ended(begun(self._cut, command.arguments), self._cut)
        assert status == 0, f"{told}, again: {said}"
        assert state_of(command, self._cut) == self._after[command], f"{told}: another result at the second run"

    def _lay_out(self, tree: Tree) -> None:
        shutil.rmtree(self._cut, ignore_errors=True)
        self._cut.mkdir()
        lay_out(tree, self._cut)

    def _found(self, command: Command, folder: Path, told: str) -> object:
        try:
            return state_of(command, folder)
        except Exception as error:
            raise AssertionError(f"{told}: {error}") from error

    def refuse(self, command: Command, fault: str, most: int) -> None:
        """Have a call of a command fail, at most `most` different ones: `fault` is one of `FAULTS`."""
        if command not in self._calls:
            self._record(command)
        count = sum(call.kind in FAULTS[fault] for call in self._calls[command])
        for number in sorted(self._chance.sample(range(1, count + 1), min(count, most))):
            self._anew(command)
            before = self._state(command)
            child = begun(self._now, command.arguments, watched(self._now, fault=f"{fault}:{number}"))
            status, said = ended(child, self._now)
            self.counts[fault] += 1
            told = f"{command.name}: {fault} at {number} of {count}, status {status}: {said}"
            found = self._found(command, self._now, told)
            if status == 0:
                self.counts[f"{fault}, and done all the same"] += 1
                assert found == self._after[command], f"{told}: it is not done"
                continue
            lines = [line for line in said.splitlines() if line not in self._said[command]]
            assert status == 1, told
            assert len(lines) == 1, f"{told}: more than a line"
            assert lines[0].startswith("duizhao: "), told
            assert command.stepwise or found in (before, self._after[command]), f"{told}: neither the old nor the new"
            assert not list(self._now.glob(".duizhao-*.part")), f"{told}: a part was left"

    def clock(self, command: Command, second: int) -> None:
        """Run a command while the clock says strange things."""
        after = self.calm(command)
        self._anew(command)
        child = begun(self._now, command.arguments, lambda: os.environ.update(DISK_CLOCK=str(second)))
        status, said = ended(child, self._now)
        self.counts["clocks"] += 1
        assert status == 0, f"{command.name}, at {second}: {said}"
        assert self._state(command) == after, f"{command.name}, at {second}: another result"


def fail(
    failing: Failing, commands: Iterable[Command | Work], what: str, each: int, say: Callable[[str], object] = str
) -> Iterator[str]:
    """Do to each command what `what` says, `each` times or in so many ways; yields what went wrong."""
    for command in commands:
        say(command.name)
        try:
            if isinstance(command, Work):
                failing.cut_work(command, each)
            elif what == "power":
                failing.cut(command, each, 0.0 if command.slow else 0.02)
            elif what == "clock":
                for second in (4102444800, 0):  # in 2100, then in 1970
                    failing.clock(command, second)
            else:
                failing.refuse(command, what, each)
        except AssertionError as error:
            yield str(error)


def _without(tree: Tree, beginnings: tuple[str, ...]) -> Tree:
    return {name: data for name, data in tree.items() if not name.startswith(beginnings)}


def _digest(tree: Tree) -> str:
    made = hashlib.sha256()
    for name, data in sorted(tree.items(), key=lambda item: item[0]):
        made.update(repr((name, data is None, len(data or b""))).encode())
        made.update(data or b"")
    return made.hexdigest()
