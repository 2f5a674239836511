"""What a file for other programs says of itself: its languages, the day, and what wrote it. Never who."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from duizhao.corpus.bitext import Bitext
from duizhao.corpus.exchange.bitext.language_tags import checked_tag, chinese_tag
from duizhao.corpus.tool import tool_version


@dataclass(frozen=True, slots=True)
class Labels:
    """The language tags of both sides, the program's version, and the moment of writing (UTC)."""

    source: str
    target: str
    version: str
    moment: datetime


def labels_for(
    bitexts: Iterable[Bitext], source: str | None = None, target: str | None = None, moment: datetime | None = None
) -> Labels:
    """Labels with the tags that the user gave; else zh-CN or zh-TW by the script of the texts, and en.

    Raises FormatError for a tag that is none, or of another language.
    """
    guessed = "" if source else "".join(bitext.source.text[:4000] for bitext in bitexts)
    return Labels(
        source=checked_tag(source, "zh") if source else chinese_tag(guessed),
        target=checked_tag(target, "en") if target else "en",
        version=tool_version(),
        moment=moment or datetime.now(UTC).replace(microsecond=0),
    )
