"""What changed between two texts of one name, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from duizhao.corpus.document import Document


@dataclass(frozen=True, slots=True)
class Changes:
    """How many sentences stayed, and those that are new or gone, in order: ("-", sentence) or ("+", sentence)."""

    same: int
    lines: tuple[tuple[str, str], ...]

    @property
    def gone(self) -> int:
        """How many sentences of the old text are not in the new one."""
        return sum(sign == "-" for sign, _ in self.lines)

    @property
    def new(self) -> int:
        """How many sentences of the new text were not in the old one."""
        return sum(sign == "+" for sign, _ in self.lines)

    def shown(self, most: int = 20) -> str:
        """A line of figures, then the first changes, a line each."""
        lines = [f"{self.same} sentences as before, {self.gone} gone, {self.new} new"]
        lines += [f"{sign} {' '.join(sentence.split())}" for sign, sentence in self.lines[:most]]
        lines += [f"… and {len(self.lines) - most} more"] if len(self.lines) > most else []
        return "\n".join(lines)


def changes(old: Document, new: Document) -> Changes:
    """The sentences that stayed, went and came."""
    before, after = ([document.sentence(at) for at in range(len(document.sentences))] for document in (old, new))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    blocks = matcher.get_opcodes()
    same = sum(end - start for kind, start, end, _, _ in blocks if kind == "equal")
    return Changes(same, tuple(_lines(before, after, blocks)))


def _lines(
    before: list[str], after: list[str], blocks: Sequence[tuple[str, int, int, int, int]]
) -> Iterator[tuple[str, str]]:
    for kind, start, end, first, last in blocks:
        if kind != "equal":
            yield from (("-", sentence) for sentence in before[start:end])
            yield from (("+", sentence) for sentence in after[first:last])
