"""Language tags (BCP 47), as files of pairs write them: which mean Chinese, which English, and which to write."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from duizhao.corpus.document import Language
from duizhao.corpus.errors import FormatError

if TYPE_CHECKING:
    from opencc import OpenCC

_CHINESE = frozenset({"zh", "zho", "chi", "cmn", "yue", "wuu", "nan", "hak", "gan", "hsn", "lzh", "cn", "chinese"})
"""ISO 639 codes of Chinese and of the languages that are written in its characters, and what people write instead."""

_ENGLISH = frozenset({"en", "eng", "english"})

_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)

SAMPLE = 4000
"""Characters by which the script is judged."""


def meant_by(tag: str) -> Language | None:
    """The language of a tag: zh-CN, zh_TW, ZH-Hans, cmn, yue are Chinese; None for any but the two.

    >>> [meant_by(tag) for tag in ("zh_TW", "yue-Hant-HK", "EN-us", "fr")]
    ['zh', 'zh', 'en', None]
    """
    primary = re.split(r"[-_ (]", tag.strip().casefold(), maxsplit=1)[0]
    return "zh" if primary in _CHINESE else "en" if primary in _ENGLISH else None


def checked_tag(tag: str, language: Language) -> str:
    """A tag that the user gave, with hyphens. Raises FormatError if it is none, or means another language."""
    plain = tag.strip().replace("_", "-")
    if not _TAG.fullmatch(plain):
        raise FormatError(f"{tag!r} is not a language tag: write it as zh-CN, zh-TW or en-GB")
    if meant_by(plain) != language:
        wanted = {"zh": "Chinese: zh-CN, zh-TW, yue", "en": "English: en, en-GB, en-US"}[language]
        raise FormatError(f"{tag!r} is given where the tag must mean {wanted}")
    return plain


def chinese_tag(text: str) -> str:
    """zh-TW for a text in traditional characters, zh-CN for one in simplified.

    Judged by which characters would change in the other script.
    """
    sample = text[:SAMPLE]
    traditional, simplified = (
        sum(before != after for before, after in zip(sample, _converter(way).convert(sample), strict=False))
        for way in ("t2s", "s2t")
    )
    return "zh-TW" if traditional > simplified else "zh-CN"


@cache
def _converter(way: str) -> OpenCC:
    from opencc import OpenCC

    return OpenCC(way)
