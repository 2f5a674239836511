"""Plain text in whatever encoding it was saved, told by its contents."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePath

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.sniff import refuse_other_kinds

PLAUSIBLE = 0.7
"""A decoding is believed if this share of its characters beyond ASCII is common in Chinese text."""

MOSTLY_ASCII = 0.85
"""Western text in a one-byte encoding has at least this share of ASCII bytes."""

SAMPLE = 65536
"""Plausibility is judged by this many characters; the decoding itself is always of the whole file, and strict."""

_SIGNATURES = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose signature it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_SAVE_AS_TEXT = "save its text as a .txt file in UTF-8 and read that"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_COMMON_SIGNS = "，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕—…·　０１２３４５６７８９％＋－／"
_WESTERN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœŠšŽžŸ‘’‚“”„–—…•€£¥§©®°·¡¿«»½¼¾\s†‡™¢×]")


def decode(data: bytes, name: str) -> str:
    """The text that `data` holds, line ends untouched; only an encoding's signature is left out.

    Tried in turn: signatures, UTF-8, UTF-16 without one, GB18030 against Big5, and what charset-normalizer finds.
    Raises ReadError, which names the file by the last part of `name`, for what is not text or cannot be decoded.
    """
    name = PurePath(name).name
    refuse_other_kinds(data, name)
    for signature, encoding in _SIGNATURES:
        if data.startswith(signature):
            text = _strictly(data[len(signature) :], encoding)
            if text is None:
                raise ReadError(f"{name} begins as {encoding.upper()} but is damaged: save it as UTF-8 again")
            return _checked(text, name)
    if b"\0" in data:
        return _checked(_best(data, ("utf-16-le", "utf-16-be")) or "\0", name)
    text = _strictly(data, "utf-8")
    if text is not None:
        return _checked(text, name)
    _refuse_damaged_utf8(data, name)
    return _checked(_legacy(data, name), name)


def _legacy(data: bytes, name: str) -> str:
    chinese = _best(data, ("gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be"))
    if chinese is not None:
        return chinese
    western = _strictly(data, "cp1252")
    if western is not None and _looks_western(data, western):
        return western
    from charset_normalizer import from_bytes

    guess = from_bytes(data[:SAMPLE]).best()
    text = _strictly(data, guess.encoding) if guess is not None else None
    if text is None:
        raise ReadError(f"{name} is in an encoding that cannot be told: save it as UTF-8")
    return text


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _best(data: bytes, encodings: tuple[str, ...]) -> str | None:
    """The most plausible decoding; the earlier of equals; None if none is plausible."""
    best, best_share = None, PLAUSIBLE
    for encoding in encodings:
        text = _strictly(data, encoding)
        share = _plausibility(text[:SAMPLE], encoding) if text else 0.0
        if share > best_share:
            best, best_share = text, share
    return best


def _plausibility(text: str, encoding: str) -> float:
    """The share of `text` that is common: of what lies beyond ASCII or is a control character; in UTF-16, of all.

    The first 3,755 characters of GB 2312 and 5,401 of Big5 were chosen for being common. A text read in the wrong
    encoding falls outside them half the time.
    """
    if encoding.startswith("utf-16"):
        judged = text
        good = sum(character.isascii() and not _CONTROL.match(character) for character in text)
    else:
        judged = "".join(character for character in text if not character.isascii() or _CONTROL.match(character))
        good = 0
    common = _common()
    good += sum(character in common for character in judged)
    return good / len(judged) if judged else 0.0


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """The common Han characters of both standards, and the marks of Chinese print."""
    return frozenset(_COMMON_SIGNS).union(_level_one("gb2312", 0xB0, 0xD7), _level_one("big5", 0xA4, 0xC6))


def _level_one(encoding: str, first: int, last: int) -> Iterator[str]:
    for lead in range(first, last + 1):
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            if encoding == "gb2312" and trail < 0xA1:
                continue
            character = _strictly(bytes((lead, trail)), encoding)
            if character is not None and "一" <= character <= "鿿":
                yield character


def _looks_western(data: bytes, text: str) -> bool:
    ascii_bytes = sum(byte < 0x80 for byte in data[:SAMPLE])
    beyond = [character for character in text[:SAMPLE] if not character.isascii()]
    return ascii_bytes >= MOSTLY_ASCII * len(data[:SAMPLE]) and all(_WESTERN.match(character) for character in beyond)


def _refuse_damaged_utf8(data: bytes, name: str) -> None:
    """A file that is UTF-8 but for a few bytes must not be read as something else."""
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(not character.isascii() for character in text) - bad
    if good >= 10 * bad:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ReadError(f"{name} is UTF-8 damaged at byte {error.start}: save it as UTF-8 again") from None


def _checked(text: str, name: str) -> str:
    """`text`, unless it holds what no text holds: NULs, or many control characters."""
    controls = len(_CONTROL.findall(text))
    if "\0" in text or controls > max(3, len(text) // 200):
        raise ReadError(f"{name} seems to be a binary file, not plain text: {_SAVE_AS_TEXT}")
    return text
