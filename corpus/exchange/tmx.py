"""Translation memories out: TMX 1.4b, a unit for each bead with two sides."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.bitext import Bitext
from corpus.exchange.labels import TOOL, Labels, xml_text
from corpus.exchange.units import EVERYTHING, Choice, Unit, units

_HEADER = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="{tool}" creationtoolversion="{version}" creationdate="{date}" segtype="sentence" o-tmf="{tool}" \
adminlang="en" srclang="{source}" datatype="plaintext"/>
<body>
"""


def write_tmx(bitexts: Iterable[Bitext], labels: Labels, choice: Choice = EVERYTHING) -> str:
    """All bitexts as one memory; a unit of several sentences is a block.

    Properties of each unit: `x-document`, `x-confidence`, `x-status` (aligned, given, confirmed).
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
        "x-confidence": f"{bead.confidence:.4f}",
        "x-status": bead.status,
    }
    lines = [f'<tu tuid="{number}"{block}>']
    lines += [f'<prop type="{kind}">{xml_text(value)}</prop>' for kind, value in properties.items()]
    for tag, text in ((labels.source, unit.source), (labels.target, unit.target)):
        lines.append(f'<tuv xml:lang="{xml_text(tag)}"><seg>{xml_text(text)}</seg></tuv>')
    return "\n".join([*lines, "</tu>", ""])
