"""Texts cut into a model's pieces, each with its characters."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

SPACE = "▁"
"""SentencePiece's piece for a space, whatever characters its offsets name."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one text.

    `ids`: of all pieces. `spans`: int32 [pieces, 2], the characters of each, without white space; empty for a piece
    that has none. `seen`: bool [pieces], whether the piece stands for characters.
    """

    ids: list[int]
    spans: NDArray[np.int32]
    seen: NDArray[np.bool_]


_WITH_MARKS = re.compile("[^\u0300-\u036f\u3099\u309a][\u0300-\u036f\u3099\u309a]+")
"""A letter and the marks that stand on it, apart."""


def cut(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Pieces]:
    """The pieces of each text; all at once, because a call for each text costs more than the cutting.

    Marks that stand apart from their letter are joined with it first: of several, tokenizers keeps one (findings/).
    """
    tokenized = _cut(tokenizer, [_WITH_MARKS.sub(_composed, text) for text in texts])
    return [
        replace(pieces, spans=_apart(text, pieces.spans)) if _WITH_MARKS.search(text) else pieces
        for text, pieces in zip(texts, tokenized, strict=True)
    ]


def _composed(letter: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", letter.group())


def _apart(text: str, spans: NDArray[np.int32]) -> NDArray[np.int32]:
    """Spans of the text whose marks were joined, as spans of the text: a letter with all its marks."""
    places = [(at, at + 1) for at in range(len(text))]
    for match in reversed(list(_WITH_MARKS.finditer(text))):
        places[match.start() : match.end()] = [match.span()] * len(_composed(match))
    bounds = np.array(places, np.int32).reshape(-1, 2)
    starts, ends = np.append(bounds[:, 0], len(text)), np.insert(bounds[:, 1], 0, 0)
    first = starts[spans[:, 0]]
    filled = np.stack([first, np.maximum(first, ends[spans[:, 1]])], axis=1)
    return np.where(spans[:, :1] == spans[:, 1:], first[:, None], filled).astype(np.int32)


def _cut(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Pieces]:
    encodings = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    ids = [encoding.ids for encoding in encodings]
    counts = [len(row) for row in ids]
    starts = np.repeat(np.cumsum([0, *map(len, texts)])[:-1], counts)[:, None]
    offsets = np.array([pair for encoding in encodings for pair in encoding.offsets], np.int64).reshape(-1, 2)
    spans = (_trimmed("".join(texts), offsets + starts) - starts).astype(np.int32)
    seen = spans[:, 1] > spans[:, 0]
    if (space := tokenizer.token_to_id(SPACE)) is not None:
        seen &= np.fromiter(itertools.chain.from_iterable(ids), np.int64, sum(counts)) != space
    ends = np.cumsum(counts)[:-1]
    return [Pieces(*parts) for parts in zip(ids, np.split(spans, ends), np.split(seen, ends), strict=True)]


def _trimmed(text: str, spans: NDArray[np.int64]) -> NDArray[np.int64]:
    """The spans without white space at either end; empty ones, at their end, if nothing else is there."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    blank = np.isin(codes, [ord(character) for character in set(text) if character.isspace()])
    places = np.arange(len(codes) + 1)
    # For each place, where the next character that is not blank begins, and where the last one before it ended.
    following = np.minimum.accumulate(np.where(np.append(blank, False), len(codes), places)[::-1])[::-1]
    followed = np.maximum.accumulate(np.where(np.insert(blank, 0, True), 0, places))
    starts = np.minimum(following[spans[:, 0]], spans[:, 1])
    return np.stack([starts, np.maximum(followed[spans[:, 1]], starts)], axis=1)
