"""Which of the 250,002 pieces Chinese and English text needs."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

# `<s>`, `<pad>`, `</s>`, `<unk>` come first in the model's order, and `<mask>` last.
LEADING_SPECIALS = 4
BATCH = 4096

HAN_NAMES = ("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH")
HAN_MARKS = "々〇〻"
CHARACTER_NAMES = ("LATIN", "GREEK", "CYRILLIC", "HIRAGANA", "KATAKANA", "BOPOMOFO", "MODIFIER", "COMBINING")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ids that stay, ascending, in the order of the full model; and how many of them stand for each reason."""

    ids: tuple[int, ...]
    reasons: dict[str, int]


def choose(pieces: Sequence[str], scores: Sequence[float], uses: Counter[int], size: int) -> Vocabulary:
    """The special pieces, all Han pieces, all single characters of the scripts that occur in Chinese or English text;
    then the pieces used in the text, most used first; then English-looking pieces, most probable first.

    `uses` counts token ids in the training text; `size` is the number of pieces to keep. `ValueError` if the pieces
    that have to stay are more than that.
    """
    last = len(pieces) - 1
    reason = dict.fromkeys((*range(LEADING_SPECIALS), last), "special")
    ordinary = range(LEADING_SPECIALS, last)
    for token in ordinary:
        if is_han(pieces[token]):
            reason[token] = "Han"
        elif is_character(pieces[token]):
            reason[token] = "character"
    if len(reason) > size:
        raise ValueError(f"{len(reason)} pieces have to stay, and {size} is the size asked for")
    used = sorted((token for token in uses if token not in reason), key=lambda token: (-uses[token], token))
    reason.update(dict.fromkeys(used[: size - len(reason)], "used"))
    likely = sorted(
        (token for token in ordinary if token not in reason and is_english(pieces[token])),
        key=lambda token: -scores[token],
    )
    reason.update(dict.fromkeys(likely[: size - len(reason)], "English by score"))
    return Vocabulary(tuple(sorted(reason)), dict(Counter(reason.values())))


def count_uses(tokenizer: Tokenizer, lines: Iterable[str]) -> Counter[int]:
    """How often each token id occurs in the lines."""
    uses: Counter[int] = Counter()
    for batch in batches(lines, BATCH):
        for encoding in tokenizer.encode_batch_fast(batch, add_special_tokens=False):
            uses.update(encoding.ids)
    return uses


def batches(lines: Iterable[str], size: int) -> Iterator[list[str]]:
    """Lists of at most `size` lines."""
    batch: list[str] = []
    for line in lines:
        batch.append(line)
        if len(batch) == size:
            yield batch
            batch = []
    yield batch


def is_han(piece: str) -> bool:
    """Whether a piece consists of Han characters, or of Han with digits and punctuation: `▁2018年` is one."""
    body = piece.removeprefix("▁")
    return any(map(han, body)) and all(han(character) or plain(character) for character in body)


def is_character(piece: str) -> bool:
    """Whether a piece is the mark of a word's beginning, or one character that Chinese or English text may hold."""
    body = piece.removeprefix("▁")
    if len(body) > 1:
        return False
    return not body or plain(body) or unicodedata.name(body, "").startswith(CHARACTER_NAMES)


def is_english(piece: str) -> bool:
    """Whether a piece is written in plain Latin letters: `▁the`, `ness`."""
    body = piece.removeprefix("▁")
    return body.isascii() and body.isalpha()


def han(character: str) -> bool:
    """Whether it is a Han character of either script, or one of the marks that stand for one."""
    return character in HAN_MARKS or unicodedata.name(character, "").startswith(HAN_NAMES)


def plain(character: str) -> bool:
    """Whether it is a digit or another number, punctuation or a symbol."""
    return unicodedata.category(character)[0] in "NPS"
