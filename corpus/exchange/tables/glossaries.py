"""Glossaries: read from TBX, CSV and XLSX, and written as TBX (ISO 30042:2019, with the status of TBX-Basic).

A row of a table has a term and, by the names of its columns, its renderings: `preferred`, `admitted`, `forbidden`
(several with `;` between), or one `rendering` a row with its `status`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.tables.read_rows import delimited_rows
from duizhao.corpus.exchange.tables.term_status import STATUS_FIELDS, Standing, plain, standing
from duizhao.corpus.exchange.tables.workbook import sheet_rows
from duizhao.corpus.files.safe_xml import FORBIDDEN, Element, local_name, parse_xml, without_forbidden
from duizhao.corpus.files.safe_zip import is_zip
from duizhao.corpus.readers.base.left_out import warn_left_out
from duizhao.corpus.readers.base.limits import READ_SECONDS
from duizhao.corpus.sandbox.messages import Channel, Header
from duizhao.corpus.sandbox.reader_process import Job, ask
from duizhao.corpus.text.xml_text import xml_text

STATUS: Mapping[str, str] = {
    "preferred": "preferredTerm-admn-sts",
    "admitted": "admittedTerm-admn-sts",
    "forbidden": "deprecatedTerm-admn-sts",
}
"""What TBX-Basic calls them."""
_NOTES = ("termNote", "descrip", "admin", "note")
"""Elements of TBX that say in an attribute what they hold; in its newer style they are called after it."""
_TERM_BASE = Job("duizhao.corpus.exchange.tables.glossaries:read_term_base", ("lxml.etree",))
_TERM = ("term", "source", "zh", "chinese", "术语", "術語", "中文", "原文")
_RENDERING = ("rendering", "target", "en", "english", "translation", "译文", "譯文", "英文")


@dataclass(frozen=True, slots=True)
class Entry:
    """A term, and what its renderings should, may, and may not be."""

    term: str
    preferred: tuple[str, ...] = ()
    admitted: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


def read_glossary(data: bytes, name: str) -> list[Entry]:
    """The entries of a file, by its contents. Raises FormatError for what is no glossary."""
    if is_zip(data):
        entries = _from_rows(sheet_rows(data, name), name)
    elif data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        records = ask(_TERM_BASE, {"name": name}, data, name, READ_SECONDS)["entries"]
        entries = [Entry(str(term), *(tuple(map(str, words)) for words in renderings)) for term, *renderings in records]
    else:
        entries = _from_rows(delimited_rows(data, name), name)
    if not entries:
        raise FormatError(
            f"{name} holds no term with a rendering: give a TBX file, or a table with `term`, `preferred`"
        )
    return entries


def read_term_base(channel: Channel, request: Header, data: bytes) -> Header:
    """The entries of a TBX file, read in a process of its own."""
    entries = _from_tbx(_sound(data, request["name"]))
    return {"entries": [[entry.term, entry.preferred, entry.admitted, entry.forbidden] for entry in entries]}


def _sound(data: bytes, name: str) -> Element:
    """The root of a term base, without characters that XML forbids: the terms that held some are named in a warning."""
    root = parse_xml(without_forbidden(data), name)
    for element in root.iter():
        if FORBIDDEN in (held := f"{element.text or ''}{element.tail or ''}"):
            element.text = element.text and element.text.replace(FORBIDDEN, "")
            element.tail = element.tail and element.tail.replace(FORBIDDEN, "")
            words = held.replace(FORBIDDEN, "").strip()
            warn_left_out(name, [f"a control character that XML forbids, in “{words[:40]}”"])
    return root


def _from_rows(rows: Sequence[Sequence[str]], name: str) -> list[Entry]:
    header = [cell.strip().casefold() for cell in rows[0]] if rows else []
    term = next((header.index(column) for column in _TERM if column in header), None)
    if term is None:
        raise FormatError(
            f"{name} names no column `term` in its first line: name its columns term, preferred, forbidden"
        )
    renderings: dict[str, dict[str, list[str]]] = {}
    single = next((header.index(column) for column in _RENDERING if column in header), None)
    status = next((at for at, heading in enumerate(header) if plain(heading) in STATUS_FIELDS), None)
    for row in rows[1:]:
        cells = [*row, *[""] * (len(header) - len(row))]
        if not cells[term].strip():
            continue
        kept = renderings.setdefault(cells[term].strip(), {kind: [] for kind in STATUS})
        for kind in STATUS:
            if kind in header:
                kept[kind] += _several(cells[header.index(kind)])
        if single is not None:
            written = cells[status].strip() if status is not None else ""
            kept[standing(written) if written else "preferred"] += _several(cells[single])
    return _entries(renderings)


def _entries(renderings: Mapping[str, Mapping[str, Sequence[str]]]) -> list[Entry]:
    return [
        Entry(term, *(tuple(dict.fromkeys(its[kind])) for kind in STATUS))
        for term, its in renderings.items()
        if any(its.values())
    ]


def _several(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;；|]", cell) if part.strip()]


def _from_tbx(root: Element) -> list[Entry]:
    """Entries of TBX 2 (termEntry, langSet, tig) or 3 (conceptEntry, langSec, termSec), in whatever dialect."""
    by_term: dict[str, dict[str, list[str]]] = {}
    for entry in root.iter():
        if local_name(entry) not in ("conceptEntry", "termEntry"):
            continue
        terms: list[str] = []
        renderings: list[tuple[str, str]] = []
        for section in entry.iter():
            if local_name(section) not in ("langSec", "langSet"):
                continue
            language = (section.get("{http://www.w3.org/XML/1998/namespace}lang") or "").casefold()
            for group in section.iter():
                if local_name(group) in ("termSec", "tig", "ntig"):
                    wording = _wording(group)
                    if wording and language.startswith("zh"):
                        terms.append(wording[0])
                    elif wording and language.startswith("en"):
                        renderings.append(wording)
        for term in terms:
            kept = by_term.setdefault(term, {kind: [] for kind in STATUS})
            for words, status in renderings:
                kept[status].append(words)
    return _entries(by_term)


def _wording(group: Element) -> tuple[str, str] | None:
    """The term of a group, and its status: preferred where it says nothing, forbidden where anything forbids it."""
    term: str | None = None
    standings: list[Standing] = []
    for node in group.iter():
        kind = local_name(node)
        text = "".join(node.itertext()).strip()
        if kind == "term" and term is None:
            term = text
        elif plain(node.get("type", "") if kind in _NOTES else kind) in STATUS_FIELDS:
            standings.append(standing(text))
    status = "forbidden" if "forbidden" in standings else standings[0] if standings else "preferred"
    return (term, status) if term else None


def write_tbx(entries: Iterable[Entry], source: str = "zh", target: str = "en", about: str = "") -> str:
    """A file of the TBX-Basic dialect, in its DCA style: a concept for each term, its renderings with their status."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<tbx type="TBX-Basic" style="dca" xml:lang="{xml_text(source)}" xmlns="urn:iso:std:iso:30042:ed-2">\n'
        f"<tbxHeader><fileDesc><sourceDesc><p>{xml_text(about or 'duizhao')}</p></sourceDesc></fileDesc></tbxHeader>\n"
        "<text><body>\n"
    ]
    for number, entry in enumerate(entries, 1):
        parts.append(f'<conceptEntry id="c{number}">\n<langSec xml:lang="{xml_text(source)}">')
        parts.append(f"<termSec><term>{xml_text(entry.term)}</term></termSec></langSec>\n")
        renderings = [(words, status) for status in STATUS for words in getattr(entry, status)]
        if renderings:
            parts.append(f'<langSec xml:lang="{xml_text(target)}">')
            parts += [
                f"<termSec><term>{xml_text(words)}</term>"
                f'<termNote type="administrativeStatus">{STATUS[status]}</termNote></termSec>'
                for words, status in renderings
            ]
            parts.append("</langSec>\n")
        parts.append("</conceptEntry>\n")
    return "".join([*parts, "</body></text>\n</tbx>\n"])
