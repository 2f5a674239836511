"""Rules of a table with a heading row: a checklist that Xbench or another program wrote as CSV or TSV."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from io import StringIO

from duizhao.align.checks.linked_pair import Direction
from duizhao.align.checks.rules.make_rule import SIDES, as_expression, make_rule
from duizhao.align.checks.rules.rule import Rule
from duizhao.align.errors import RequestError

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "check", "rule", "item", "title", "id", "名称"),
    "message": ("message", "description", "comment", "comments", "note", "notes", "explanation", "说明"),
    "source": ("source", "source text", "source pattern", "source regex", "search source", "原文"),
    "target": ("target", "target text", "target pattern", "target regex", "search target", "译文"),
    "zh": ("zh", "chinese", "中文"),
    "en": ("en", "english", "英文"),
    "not_source": ("not_source", "not source", "source does not contain"),
    "not_target": ("not_target", "not target", "target does not contain"),
    "severity": ("severity", "level", "priority"),
    "kind": ("kind",),
    "mqm": ("mqm", "error type", "issue type"),
    "mode": ("mode", "search mode", "search type", "type", "match type"),
    "case": ("case", "case sensitive", "match case", "casesensitive"),
    "ignore_case": ("ignore_case", "ignore case", "case insensitive"),
    "whole_words": ("whole_words", "whole words", "match whole words", "whole word"),
    "power": ("powersearch", "power search", "power-search"),
    "enabled": ("enabled", "active", "checked", "use it", "on"),
    "use": ("use", "replacement", "replace with", "suggestion"),
}
"""What a column is called; others, such as Xbench's category, are passed over."""
_MODES = {
    "regex": ("regex", "regexp", "regular expression", "regular expressions", "re"),
    "wildcards": ("wildcards", "wildcard", "ms word wildcards", "word wildcards", "microsoft word wildcards"),
    "text": ("text", "simple", "plain", "standard", "literal", "normal"),
}
_SEVERITIES = {
    "error": "major",
    "high": "major",
    "warning": "minor",
    "medium": "minor",
    "info": "minor",
    "low": "minor",
}
_SEVERITIES |= {"neutral": "minor", "fatal": "critical", "blocker": "critical"}
_YES, _NO = ("1", "yes", "y", "true", "x", "on", "是"), ("", "0", "no", "n", "false", "off", "否")
_PART = re.compile(r'\s*(?:(and|or)\s+)?(-?)(?:"([^"]*)"|(\S+))', re.IGNORECASE)


def read_checklist(text: str, name: str, direction: Direction) -> Iterator[Rule]:
    """A rule for each row that is not switched off. Raises RequestError, which names file and line."""
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    separator = max("\t,;", key=first.count)
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
    columns: dict[str, int] | None = None
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            place = f"{name}, line {rows.line_num}"
            if columns is None:
                columns = _columns(row, name)
                continue
            cells = {key: row[at].strip() for key, at in columns.items() if at < len(row)}
            if _flag(cells.get("enabled", "yes"), "enabled", place):
                yield _rule(cells, direction, place)
    except csv.Error as error:
        raise RequestError(f"{name}, line {rows.line_num}: {error}") from None


def _columns(row: list[str], name: str) -> dict[str, int]:
    """Which field stands in which column."""
    plain = [" ".join(cell.strip().casefold().replace("?", "").split()) for cell in row]
    columns = {
        key: at
        for key, names in _COLUMNS.items()
        for at in [plain.index(heading) for heading in names if heading in plain][:1]
    }
    if not {*SIDES, *(f"not_{side}" for side in SIDES)} & columns.keys():
        raise RequestError(
            f"{name} is no list of rules: its first row names columns, source or target among them; or write TOML"
        )
    return columns


def _rule(cells: Mapping[str, str], direction: Direction, place: str) -> Rule:
    fields: dict[str, str | bool] = {
        key: value for key in ("name", "message", "kind", "mqm", "use") if (value := cells.get(key, ""))
    }
    if severity := cells.get("severity", "").casefold():
        fields["severity"] = _SEVERITIES.get(severity, severity)
    mode = _mode(cells.get("mode", ""), place)
    whole = _flag(cells.get("whole_words", ""), "whole words", place)
    fields["ignore_case"] = _flag(cells.get("ignore_case", ""), "ignore case", place) or not _flag(
        cells.get("case", "yes"), "case sensitive", place
    )
    if not fields.get("message") and (named := cells.get("name")):
        fields["message"] = named
        fields.pop("name", None)
    power = _flag(cells.get("power", ""), "PowerSearch", place)
    for side in SIDES:
        written = cells.get(side, "")
        wanted, unwanted = _terms(written, place) if power or _is_negative(written) else ([written], [])
        for key, terms in ((side, wanted), (f"not_{side}", unwanted)):
            if joined := "|".join(as_expression(_unnumbered(term), mode, whole=whole) for term in terms if term):
                fields[key] = joined
        if other := cells.get(f"not_{side}"):
            fields[f"not_{side}"] = as_expression(_unnumbered(other), mode, whole=whole)
    return make_rule(fields, direction, place, {})


def _terms(written: str, place: str) -> tuple[list[str], list[str]]:
    """The terms of a PowerSearch of Xbench: of which one must stand, and of which none may (`-"…"`)."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for match in _PART.finditer(written):
        joint, minus = (match[1] or "").casefold(), match[2]
        if wanted and not minus and joint != "or":
            raise RequestError(f"{place}: both of two terms at once is not read: write a pattern")
        (unwanted if minus else wanted).append(match[4] if match[3] is None else match[3])
    return wanted, unwanted


def _is_negative(written: str) -> bool:
    return written.startswith('-"') and written.endswith('"')


def _unnumbered(written: str) -> str:
    """`(…)=1` gives a group its number, which it has here by its order."""
    return re.sub(r"\)=[1-9]", ")", written)


def _mode(given: str, place: str) -> str:
    plain = given.strip().casefold()
    if not plain:
        return "regex"
    for mode, names in _MODES.items():
        if plain in names:
            return mode
    raise RequestError(f"{place}: the search mode {given!r} is none of {', '.join(_MODES)}")


def _flag(given: str, name: str, place: str) -> bool:
    plain = given.strip().casefold()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise RequestError(f"{place}: {name} is yes or no, not {given!r}")
