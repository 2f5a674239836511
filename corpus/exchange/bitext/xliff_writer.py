"""Files for translators' programs out: XLIFF 1.2, which all of them read, and XLIFF 2.1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from duizhao.corpus.bitext import Bitext, Status
from duizhao.corpus.exchange.bitext.file_header import Labels
from duizhao.corpus.exchange.bitext.inline_tags import Numbers, Tag, tagged
from duizhao.corpus.exchange.bitext.translation_units import EVERYTHING, Choice, Unit, units
from duizhao.corpus.text.xml_text import xml_text
from duizhao.corpus.tool import TOOL

_ALONE = ' isolated="yes"'

Notes = Mapping[tuple[str, tuple[int, ...], tuple[int, ...]], Sequence[str]]
"""Remarks on beads: by the document's name and the bead's two sides."""

_STATES: dict[Status, str] = {
    "aligned": 'state="needs-review-translation"',
    "given": 'state="translated"',
    "confirmed": 'state="signed-off"',
}
_STATES_2: dict[Status, str] = {"aligned": "translated", "given": "translated", "confirmed": "final"}


def write_xliff(
    bitexts: Iterable[Bitext], labels: Labels, choice: Choice = EVERYTHING, notes: Notes | None = None
) -> str:
    """XLIFF 1.2: a `file` for each bitext, a `trans-unit` for each bead; confirmed ones are approved.

    Document, confidence and status stand in a unit's `context-group`, remarks in a `note` each.
    """
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    parts.append('<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n')
    for bitext in bitexts:
        parts.append(
            f'<file original="{xml_text(bitext.source.name)}" source-language="{xml_text(labels.source)}" '
            f'target-language="{xml_text(labels.target)}" datatype="plaintext" tool-id="{TOOL}" '
            f'date="{labels.moment.isoformat().replace("+00:00", "Z")}">\n'
            f'<header><tool tool-id="{TOOL}" tool-name="{TOOL}" tool-version="{xml_text(labels.version)}"/></header>\n'
            "<body>\n"
        )
        parts += [_unit(number, unit, notes or {}) for number, unit in enumerate(units(bitext, choice), 1)]
        parts.append("</body>\n</file>\n")
    parts.append("</xliff>\n")
    return "".join(parts)


def _unit(number: int, unit: Unit, notes: Notes) -> str:
    numbers: Numbers = {}
    approved = ' approved="yes"' if unit.bead.status == "confirmed" else ""
    contexts = "".join(
        f'<context context-type="x-{kind}">{xml_text(value)}</context>' for kind, value in _properties(unit)
    )
    unit_notes = notes.get((unit.document, unit.bead.source, unit.bead.target), ())
    remarks = "".join(f'<note from="{TOOL}" annotates="target">{xml_text(note)}</note>\n' for note in unit_notes)
    return (
        f'<trans-unit id="{number}"{approved} xml:space="preserve">\n'
        f"<source>{tagged(unit.source, unit.source_tags, _code, numbers)}</source>\n"
        f"<target {_STATES[unit.bead.status]}>{tagged(unit.target, unit.target_tags, _code, numbers)}</target>\n"
        f'<context-group purpose="information">{contexts}</context-group>\n'
        f"{remarks}</trans-unit>\n"
    )


def _code(tag: Tag, number: int, alone: bool) -> str:  # noqa: FBT001
    """An inline tag: `ph`, `bpt` with its `ept`, or `it` for one whose other half stands in another segment."""
    code = xml_text(tag.code)
    if tag.role == "point":
        kind = ' ctype="lb"' if tag.is_break else ""
        return f'<ph id="{number}"{kind}>{code}</ph>'
    if alone:
        return f'<it id="{number}" pos="{tag.role}">{code}</it>'
    kind = "bpt" if tag.role == "open" else "ept"
    return f'<{kind} id="{number}">{code}</{kind}>'


def _code2(tag: Tag, number: int, alone: bool) -> str:  # noqa: FBT001
    """An inline tag: `ph`, or `sc` with its `ec`, which need not be nested."""
    shown = f' disp="{xml_text(tag.code)}"' if tag.code else ""
    if tag.role == "point":
        kind = ' type="fmt" subType="xlf:lb"' if tag.is_break else ""
        return f'<ph id="{number}"{kind}{shown}/>'
    if tag.role == "open":
        return f'<sc id="{number}"{shown}{_ALONE if alone else ""}/>'
    return f'<ec id="{number}"{shown}{_ALONE}/>' if alone else f'<ec startRef="{number}"{shown}/>'


def write_xliff2(bitexts: Iterable[Bitext], labels: Labels, choice: Choice = EVERYTHING) -> str:
    """XLIFF 2.1: a `file` for each bitext, a `unit` of one segment for each bead; confirmed ones are final.

    Document, confidence and status stand in a unit's metadata, tool and date in the file's.
    """
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    parts.append(
        '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" '
        'xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0" '
        f'srcLang="{xml_text(labels.source)}" trgLang="{xml_text(labels.target)}">\n'
    )
    written = [("tool", TOOL), ("tool-version", labels.version), ("date", labels.moment.strftime("%Y-%m-%dT%H:%M:%SZ"))]
    for number, bitext in enumerate(bitexts, 1):
        parts.append(f'<file id="f{number}" original="{xml_text(bitext.source.name)}">\n{_metadata(written)}')
        empty = True
        for at, unit in enumerate(units(bitext, choice), 1):
            parts.append(_unit2(at, unit))
            empty = False
        if empty:  # a file without a unit is not valid
            parts.pop()
            continue
        parts.append("</file>\n")
    parts.append("</xliff>\n")
    return "".join(parts)


def _unit2(number: int, unit: Unit) -> str:
    numbers: Numbers = {}
    return (
        f'<unit id="u{number}" xml:space="preserve">\n{_metadata(_properties(unit))}'
        f'<segment state="{_STATES_2[unit.bead.status]}">\n'
        f"<source>{tagged(unit.source, unit.source_tags, _code2, numbers)}</source>\n"
        f"<target>{tagged(unit.target, unit.target_tags, _code2, numbers)}</target>\n"
        "</segment>\n</unit>\n"
    )


def _metadata(properties: Iterable[tuple[str, str]]) -> str:
    listed = "".join(f'<mda:meta type="{kind}">{xml_text(value)}</mda:meta>' for kind, value in properties)
    return f'<mda:metadata><mda:metaGroup category="{TOOL}">{listed}</mda:metaGroup></mda:metadata>\n'


def _properties(unit: Unit) -> list[tuple[str, str]]:
    bead = unit.bead
    return [
        ("document", unit.document),
        ("translation", unit.translation),
        ("confidence", f"{bead.confidence:.4f}"),
        ("status", bead.status),
    ]
