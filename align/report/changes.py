"""Where the words of a quotation differ from the English text that it was compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from corpus.links import QuoteLink
from corpus.scripts import wording

MOST_CHANGES = 8
"""More differences than this are a different text, and no help to a reader."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_BRACKETS = re.compile(r"[\[\]]")


@dataclass(frozen=True, slots=True)
class Change:
    """Words of the quotation, and the words the English text has instead; either may be empty."""

    quoted: str
    original: str


def changes(quoted: str, link: QuoteLink) -> tuple[Change, ...]:
    """The differing words in order, case and punctuation aside; none where there is no English or too many differ.

    An editor's brackets are no difference: “[t]he river” has the words of “The river”.
    """
    if not link.target_text:
        return ()
    pieces = [span.shift(-link.target_spans[0].start).of(link.target_text) for span in link.target_spans]
    ours, theirs = _words(_BRACKETS.sub("", quoted)), _words(" ".join(pieces) or link.target_text)
    matcher = SequenceMatcher(
        None, [_folded(word) for word in ours], [_folded(word) for word in theirs], autojunk=False
    )
    found = [
        Change(" ".join(ours[start:end]), " ".join(theirs[their_start:their_end]))
        for kind, start, end, their_start, their_end in matcher.get_opcodes()
        if kind != "equal"
    ]
    return tuple(found) if len(found) <= MOST_CHANGES else ()


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _folded(word: str) -> str:
    return wording(word).text
