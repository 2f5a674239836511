"""Rules of a file: TOML, or a table such as the checklists that Xbench exports; and the styles that ship."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from duizhao.align.checks.linked_pair import Direction
from duizhao.align.checks.rules.make_rule import FIELDS, FLAGS, forbidden_words, kept_words, make_rule
from duizhao.align.checks.rules.read_checklist import read_checklist
from duizhao.align.checks.rules.rule import Rule
from duizhao.align.errors import RequestError
from duizhao.corpus.readers.base.plain import decode
from duizhao.corpus.readers.load import read_bytes

STYLES = Path(__file__).parent / "styles"
_TOP = ("rule", "forbidden", "do_not_translate", "skip")
_ALSO = {"cmos": "chicago", "gb15834": "gbt15834", "unitednations": "un"}
_TABLE = re.compile(r"^\s*\[\[\s*rule\s*\]\]")


def read_all_rules(files: Sequence[Path], styles: Sequence[str], direction: Direction) -> list[Rule]:
    """The rules of the styles and files, but for those that one of the files says to skip.

    Raises RequestError, which names file and line, for what cannot be taken as a rule.
    """
    rules: list[Rule] = []
    skipped: set[str] = set()
    for style in styles:
        path = _style_file(style)
        for rule in _toml_rules(path.read_text("utf-8"), path.name, direction, f"{path.stem}/")[0]:
            rules.append(rule)
    for path in files:
        text = decode(read_bytes(path), path.name)
        if _is_toml(text, path.name):
            own, skip = _toml_rules(text, path.name, direction, "")
            rules += own
            skipped |= skip
        else:
            rules += read_checklist(text, path.name, direction)
    if unknown := skipped - {rule.name for rule in rules}:
        raise RequestError(f"skip names {min(unknown)!r}, and no rule is called so")
    return [rule for rule in rules if rule.name not in skipped]


def style_names() -> list[str]:
    """The styles that ship."""
    return sorted(path.stem for path in STYLES.glob("*.toml"))


def _style_file(name: str) -> Path:
    plain = re.sub(r"[^a-z0-9]", "", name.casefold())
    plain = _ALSO.get(plain, plain)
    if plain not in style_names():
        known = ", ".join(style_names())
        raise RequestError(f"no style is called {name!r}: there are {known}")
    return STYLES / f"{plain}.toml"


def _is_toml(text: str, name: str) -> bool:
    if name.lower().endswith(".toml"):
        return True
    return not name.lower().endswith((".csv", ".tsv", ".txt")) and _TABLE.search(text) is not None


def _toml_rules(text: str, name: str, direction: Direction, prefix: str) -> tuple[list[Rule], set[str]]:
    """The rules of a TOML file, and the names of those that it skips."""
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RequestError(f"{name} is no TOML: {error}") from None
    lines = text.split("\n")
    for key in read:
        if key not in _TOP:
            at = _line_of(key, lines, 0, len(lines)) or 1
            known = ", ".join(_TOP)
            raise RequestError(f"{_at(name, at)}: {key} is unknown: a file of rules has {known}")
    rules = list(_tables(read.get("rule", []), lines, name, direction, prefix))
    rules += _words(read, lines, name, direction)
    skip = read.get("skip", [])
    return rules, set(_strings(skip, "skip", _at(name, _line_of("skip", lines, 0, len(lines)) or 1)))


def _tables(given: Any, lines: Sequence[str], name: str, direction: Direction, prefix: str) -> Iterator[Rule]:
    starts = [number for number, line in enumerate(lines, 1) if _TABLE.match(line)]
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        raise RequestError(f"{name}: write each rule under a line [[rule]]")
    for number, table in enumerate(given):
        known = len(starts) == len(given)
        start = starts[number] if known else 1
        end = starts[number + 1] - 1 if known and number + 1 < len(starts) else len(lines)
        places = {key: _at(name, _line_of(key, lines, start, end) or start) for key in table}
        for key, value in table.items():
            if key not in FIELDS:
                raise RequestError(f"{places[key]}: {key} is unknown: a rule has {', '.join(FIELDS)}")
            if key == "replace" and isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
                continue
            if not isinstance(value, bool if key in FLAGS else str):
                wanted = "true or false" if key in FLAGS else "a text in quotation marks"
                raise RequestError(f"{places[key]}: {key} is {wanted}")
        fields = {**table, "name": prefix + table["name"]} if table.get("name") else table
        yield make_rule(fields, direction, _at(name, start), places)


def _words(read: Mapping[str, Any], lines: Sequence[str], name: str, direction: Direction) -> Iterator[Rule]:
    """Forbidden words (a list, or a table of word and what to write instead), and those that stay as they are."""
    for key in ("forbidden", "do_not_translate"):
        given = read.get(key, [])
        place = _at(name, _line_of(key, lines, 0, len(lines)) or 1)
        if key == "forbidden" and isinstance(given, dict):
            instead = dict(zip(given, _strings(list(given.values()), key, place), strict=True))
        else:
            instead = dict.fromkeys(_strings(given, key, place), "")
        if "" in instead:
            raise RequestError(f"{place}: {key} holds an empty word")
        places = {word: _at(name, at) for word in instead if (at := _line_with(word, lines))}
        if key == "forbidden":
            yield from forbidden_words(instead, direction, places, place)
        else:
            yield from kept_words(list(instead), direction, places, place)


def _strings(given: Any, key: str, place: str) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
        raise RequestError(f"{place}: {key} is a list of words in quotation marks")
    return given


def _line_of(key: str, lines: Sequence[str], start: int, end: int) -> int | None:
    """The number of the line, after `start`, that gives the key its value."""
    wanted = re.compile(rf"^\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[=\].]")
    return next((at for at in range(start + 1, end + 1) if wanted.match(lines[at - 1])), None)


def _line_with(word: str, lines: Sequence[str]) -> int | None:
    return next((at for at, line in enumerate(lines, 1) if f'"{word}"' in line or f"'{word}'" in line), None)


def _at(name: str, line: int) -> str:
    return f"{name}, line {line}"
