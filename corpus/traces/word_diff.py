"""Where the words of a quotation differ from the English text that it was compared with, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from duizhao.corpus.text.normalization import wording
from duizhao.corpus.text.word_forms import relation
from duizhao.corpus.traces.trace import QuoteLink

MOST_CHANGES = 8
"""More differing words than this are a different text, and no help to a reader."""

Sort = Literal["words", "form", "spelling", "capital", "brackets", "cut"]

_TOKEN = re.compile(
    r"(?P<gap>\[\s*(?:…+|\.\s?\.\s?\.)\s*\]|…+|\.\s?\.\s?\.(?:\s?\.)*)|(?P<put>\[[^\[\]]*\](?!\w))|"
    r"(?P<word>(?:\[\w\])?[^\W_]+(?:['’-][^\W_]+)*)"
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Change:
    """Words of the quotation, and the words the English text has instead; either may be empty.

    `sort`: other `words`, another `form` of a word (tense, number), another `spelling` (British, American), a
    `capital`, an insertion in `brackets`, or a `cut` that the quotation marks with an ellipsis.
    """

    quoted: str
    original: str
    sort: Sort = "words"


@dataclass(frozen=True, slots=True)
class _Token:
    shown: str
    folded: str
    sort: Sort = "words"


def changes(quoted: str, link: QuoteLink) -> tuple[Change, ...]:
    """The differences in order; none where there is no English, or where too many words differ.

    Punctuation, white space and typographic marks are no difference.
    """
    if not link.target_text:
        return ()
    pieces = [span.shift(-link.target_spans[0].start).of(link.target_text) for span in link.target_spans]
    ours, theirs = _quoted(quoted), _words(" ".join(pieces) or link.target_text)
    matcher = SequenceMatcher(
        None, [token.folded for token in ours], [token.folded for token in theirs], autojunk=False
    )
    diff: list[Change] = []
    for kind, start, end, their_start, their_end in matcher.get_opcodes():
        mine, other = ours[start:end], theirs[their_start:their_end]
        diff.extend(_alike(mine, other) if kind == "equal" else _unlike(mine, other))
    worded = sum(change.sort in ("words", "form", "spelling") for change in diff)
    return tuple(diff) if worded <= MOST_CHANGES else ()


def in_words(change: Change) -> str:
    """The change on one line, as a table shows it: `“held” for “hold” (form)`."""
    if change.sort == "cut":
        return f"cut, marked “{change.quoted}”" + (f": “{change.original}”" if change.original else "")
    note = "" if change.sort == "words" else f" ({change.sort})"
    if change.quoted and change.original:
        return f"“{change.quoted}” for “{change.original}”{note}"
    return f"added “{change.quoted}”{note}" if change.quoted else f"left out “{change.original}”"


def _alike(mine: Sequence[_Token], other: Sequence[_Token]) -> list[Change]:
    """Of the same words, those in brackets, and those with a capital where the text has none or the other way."""
    changes = []
    for ours, theirs in zip(mine, other, strict=True):
        if ours.sort == "brackets":
            changes.append(Change(ours.shown, theirs.shown, "brackets"))
        elif ours.shown != theirs.shown and _plain(ours.shown) == _plain(theirs.shown):
            changes.append(Change(ours.shown, theirs.shown, "capital"))
    return changes


def _unlike(mine: Sequence[_Token], other: Sequence[_Token]) -> list[Change]:
    quoted, original = " ".join(token.shown for token in mine), " ".join(token.shown for token in other)
    sorts = {change.sort for change in mine}
    if mine and len(sorts) == 1 and sorts != {"words"}:
        return [Change(quoted, original, mine[0].sort)]
    if len(mine) == len(other):
        related = [relation(ours.folded, theirs.folded) for ours, theirs in zip(mine, other, strict=True)]
        if "word" not in related and sorts == {"words"}:
            return [
                Change(ours.shown, theirs.shown, "form" if how == "form" else "spelling")
                for ours, theirs, how in zip(mine, other, related, strict=True)
            ]
    return [Change(quoted, original)]


def _quoted(text: str) -> list[_Token]:
    """The words of a quotation, its author's brackets and ellipses among them."""
    tokens = []
    for match in _TOKEN.finditer(text):
        shown = match.group()
        if match["gap"]:
            tokens.append(_Token(shown, "\0cut", "cut"))
        elif match["put"]:
            tokens.append(_Token(shown, "\0put", "brackets"))
        else:
            plain = shown.replace("[", "").replace("]", "")
            tokens.append(_Token(shown, _folded(plain), "brackets" if "[" in shown else "words"))
    return tokens


def _words(text: str) -> list[_Token]:
    return [_Token(word, _folded(word)) for word in _WORD.findall(text)]


def _folded(word: str) -> str:
    return wording(word).text


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'")
