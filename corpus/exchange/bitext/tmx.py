"""Translation memories, TMX 1.4b: out, a unit for each bead with two sides; in, each unit as a given pair."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Language
from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.bitext.file_header import Labels
from duizhao.corpus.exchange.bitext.given_pairs import GivenPair, is_approval
from duizhao.corpus.exchange.bitext.inline_tags import Numbers, Segment, Tag, segment_of, tagged
from duizhao.corpus.exchange.bitext.language_tags import meant_by
from duizhao.corpus.exchange.bitext.translation_units import EVERYTHING, Choice, Unit, units
from duizhao.corpus.files.safe_xml import Element, local_name, walk_xml, without_forbidden
from duizhao.corpus.text.xml_text import xml_text
from duizhao.corpus.tool import TOOL

_HEADER = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="{tool}" creationtoolversion="{version}" creationdate="{date}" segtype="sentence" o-tmf="{tool}" \
adminlang="en" srclang="{source}" datatype="plaintext"/>
<body>
"""

_LANGUAGE = ("{http://www.w3.org/XML/1998/namespace}lang", "lang")
_STATUS = re.compile(r"status|confirmation|approv|(?:\A|\W)state", re.IGNORECASE)
"""Properties that say how far a unit's translation has come: TMX itself has no place for that."""


def read_tmx(data: bytes, name: str) -> Iterator[GivenPair]:
    """The units that have Chinese or English, in order; of several variants of a language, the first.

    Raises ReadError for XML that is not sound, FormatError if no unit has Chinese or English at all.
    """
    others: set[str] = set()
    any_pair = False
    for event, unit in walk_xml(without_forbidden(data), name, ["tu"]):
        if event == "start":
            continue
        pair = _pair(unit, others)
        if pair is not None:
            any_pair = True
            yield pair
    if not any_pair:
        held = f" (it holds {', '.join(sorted(others)[:5])})" if others else ""
        raise FormatError(f"{name} is a memory without Chinese and English{held}: give one that has both")


def _pair(unit: Element, others: set[str]) -> GivenPair | None:
    texts: dict[Language, Segment] = {}
    stated: list[str] = []
    notes: list[str] = []
    for element in unit.iter():
        kind = local_name(element)
        if kind == "tuv":
            tag = next((element.get(key) for key in _LANGUAGE if element.get(key)), "")
            language = meant_by(tag)
            if language is None:
                others.add(tag or "no language")
            elif language not in texts:
                texts[language] = segment_of(next((part for part in element if local_name(part) == "seg"), None))
        elif kind == "prop" and _STATUS.search(element.get("type", "")):
            stated.append((element.text or "").strip())
        elif kind == "note":
            notes.append((element.text or "").strip())
    if not texts:
        return None
    status = next((word for word in stated if is_approval(word)), stated[0] if stated else "")
    chinese, english = (texts.get(language, Segment()) for language in ("zh", "en"))
    note = " / ".join(filter(None, notes))
    return GivenPair(chinese.text, english.text, status, note=note, source_tags=chinese.tags, target_tags=english.tags)


def write_tmx(bitexts: Iterable[Bitext], labels: Labels, choice: Choice = EVERYTHING) -> str:
    """All bitexts as one memory; a unit of several sentences is a block.

    Properties of each unit: `x-document`, `x-translation`, `x-confidence`, `x-status` (aligned, given, confirmed).
    """
    parts = [
        _HEADER.format(
            tool=TOOL,
            version=xml_text(labels.version),
            date=labels.moment.strftime("%Y%m%dT%H%M%SZ"),
            source=xml_text(labels.source),
        )
    ]
    number = 0
    for bitext in bitexts:
        for unit in units(bitext, choice):
            number += 1
            parts.append(_unit(number, unit, labels))
    parts.append("</body>\n</tmx>\n")
    return "".join(parts)


def _unit(number: int, unit: Unit, labels: Labels) -> str:
    bead = unit.bead
    block = ' segtype="block"' if len(bead.source) > 1 or len(bead.target) > 1 else ""
    properties = {
        "x-document": unit.document,
        "x-translation": unit.translation,
        "x-confidence": f"{bead.confidence:.4f}",
        "x-status": bead.status,
    }
    lines = [f'<tu tuid="{number}"{block}>']
    lines += [f'<prop type="{kind}">{xml_text(value)}</prop>' for kind, value in properties.items()]
    numbers: Numbers = {}
    for language, text, tags in (
        (labels.source, unit.source, unit.source_tags), (labels.target, unit.target, unit.target_tags),
    ):  # fmt: skip
        lines.append(f'<tuv xml:lang="{xml_text(language)}"><seg>{tagged(text, tags, _code, numbers)}</seg></tuv>')
    return "\n".join([*lines, "</tu>", ""])


def _code(tag: Tag, number: int, alone: bool) -> str:  # noqa: FBT001
    """An inline tag: `ph`, `bpt` with its `ept`, or `it` for one whose other half stands in another segment."""
    kind = f' type="{xml_text(tag.type)}"' if tag.type else ""
    match = f' x="{number}"'
    code = xml_text(tag.code)
    if tag.role == "point":
        return f"<ph{match}{kind}>{code}</ph>"
    if alone:
        return f'<it pos="{"begin" if tag.role == "open" else "end"}"{match}{kind}>{code}</it>'
    return f'<bpt i="{number}"{match}{kind}>{code}</bpt>' if tag.role == "open" else f'<ept i="{number}">{code}</ept>'
