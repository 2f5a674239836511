"""Rules of the plain values that a file gives, whatever its format; what is wrong is said with its file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import regex

from duizhao.align.checks.finding import KINDS, SEVERITIES, Kind, Severity
from duizhao.align.checks.linked_pair import Direction
from duizhao.align.checks.rules.rewriting import REWRITES, Rewriting
from duizhao.align.checks.rules.rule import Rule, RulePattern
from duizhao.align.errors import RequestError
from duizhao.corpus.document import Language
from duizhao.corpus.message import Message
from duizhao.corpus.text.han import HAN

SIDES = ("source", "target", "zh", "en")
CONDITIONS = (*SIDES, *(f"not_{side}" for side in SIDES))
FLAGS = ("ignore_case", "whole_words")
WORDS = ("name", "message", "severity", "kind", "mqm", "mode", "use", "rewrite")
FIELDS = (*CONDITIONS, *FLAGS, *WORDS, "replace")
"""What a rule may say."""
MODES = ("regex", "text", "wildcards")
Given = str | bool | Mapping[str, str]
"""The value of a field."""
_LETTER = f"[^\\W_{HAN}]"
_GROUP = regex.compile(r"(?<!\\)(?:\\\\)*\\(?:([0-9]{1,2})|g<(\w+)>)")
"""A group of the pattern in what it is replaced by."""
_FORM = regex.compile(r"\W(?: \W)+")
"""Signs with blanks between them show a form, `“ ”`, and are not what is to be written."""
Chosen = TypeVar("Chosen", bound=str)


def make_rule(given: Mapping[str, Given], direction: Direction, place: str, places: Mapping[str, str]) -> Rule:
    """A rule of its fields; `place` is its file and line, `places` those of single fields.

    Raises RequestError for a field that is unknown, a word that is none of the possible ones, and a bad pattern.
    """
    mode = _one_of("mode", str(given.get("mode", "regex")), MODES, places.get("mode", place))
    patterns: dict[str, RulePattern] = {}
    for name in CONDITIONS:
        if written := str(given.get(name, "")):
            at = places.get(name, place)
            text = as_expression(written, mode, whole=given.get("whole_words") is True)
            pattern = RulePattern(text, at, given.get("ignore_case") is True)
            pattern.compiled()
            patterns[name] = pattern
    if not patterns:
        raise RequestError(f"{place}: give a pattern: {', '.join(CONDITIONS)}")
    kind: Kind = _one_of("kind", str(given.get("kind", "consistency")), KINDS, places.get("kind", place))
    severity: Severity = _one_of(
        "severity", str(given.get("severity", "minor")), SEVERITIES, places.get("severity", place)
    )
    stands = {_language(name, direction): pattern for name, pattern in patterns.items() if not name.startswith("not_")}
    lacks = {_language(name[4:], direction): pattern for name, pattern in patterns.items() if name.startswith("not_")}
    if len(stands) + len(lacks) < len(patterns):
        raise RequestError(f"{place}: source and target are zh and en here: give one of them")
    rule = Rule(
        str(given.get("name", "")),
        _message(given),
        stands,
        lacks,
        severity,
        kind,
        str(given.get("mqm") or "style/organizational-style"),
        place,
        _rewriting(given, stands.get("en" if direction == "zh-en" else "zh"), places, place),
    )
    _check_references(rule, direction)
    return rule


def forbidden_words(
    words: Mapping[str, str], direction: Direction, places: Mapping[str, str], place: str
) -> Iterator[Rule]:
    """Words that the translation must not use, each with what to write instead, or ''; `*` stands for any ending."""
    language: Language = "en" if direction == "zh-en" else "zh"
    for word, instead in words.items():
        at = places.get(word, place)
        pattern = RulePattern(as_expression(word, "wildcards", whole=True), at, ignore_case=True)
        message = Message("“{word}” is not to be used", word=word)
        rewriting = None
        if instead:
            message = Message("“{word}” is not to be used: write “{instead}”", word=word, instead=instead)
            rewriting = Rewriting(literal=instead, exact=not {"*", "?"} & {*word})
        mqm = "terminology/inconsistent-with-resource"
        yield Rule("", message, {language: pattern}, {}, "major", "term", mqm, at, rewriting)


def kept_words(words: Sequence[str], direction: Direction, places: Mapping[str, str], place: str) -> Iterator[Rule]:
    """Words of the original that must stand in the translation as they are."""
    sides: tuple[Language, Language] = ("zh", "en") if direction == "zh-en" else ("en", "zh")
    for word in words:
        at = places.get(word, place)
        pattern = RulePattern(as_expression(word, "text", whole=True), at)
        message = Message("“{word}” must stay as it is", word=word)
        yield Rule(
            "", message, {sides[0]: pattern}, {sides[1]: pattern}, "major", "term", "accuracy/do-not-translate", at
        )


def as_expression(written: str, mode: str, *, whole: bool) -> str:
    """What a user wrote as a regular expression; `whole`: only where no word of letters goes on."""
    if mode == "regex":
        expression = written
    else:
        marks = {"*": f"{_LETTER}*", "?": "\\w"} if mode == "wildcards" else {}
        expression = "".join(
            marks.get(character) or regex.escape(character, special_only=True) for character in written
        )
    if not whole:
        return expression
    if mode == "regex":
        return f"(?<!{_LETTER})(?:{expression})(?!{_LETTER})"
    before = f"(?<!{_LETTER})" if regex.match(_LETTER, written) else ""
    after = f"(?!{_LETTER})" if regex.match(_LETTER, written[-1]) else ""
    return f"{before}{expression}{after}"


def _message(given: Mapping[str, Given]) -> str:
    """What the reviser is told: the rule's own message, and what to write instead."""
    text = str(given.get("message", ""))
    instead = str(given.get("use", ""))
    if text:
        return Message("{text}: write “{instead}”", text=text, instead=instead) if instead else text
    return Message("write “{instead}”", instead=instead) if instead else Message("against a rule of the house")


def _rewriting(
    given: Mapping[str, Given], pattern: RulePattern | None, places: Mapping[str, str], place: str
) -> Rewriting | None:
    """How what the translation's pattern matches is put right: `replace`, `rewrite`, or `use` where that is a form."""
    replace, use = given.get("replace"), str(given.get("use", ""))
    for name in ("replace", "rewrite"):
        if name in given and not any(given.get(side) for side in ("target", "zh", "en")):
            raise RequestError(f"{places.get(name, place)}: {name} goes with a pattern of the translation")
    if pattern is None:
        return None
    if isinstance(replace, Mapping):
        return Rewriting(table=replace)
    if isinstance(replace, str):
        known = pattern.compiled() if not pattern.refers else None
        for number, named in _GROUP.findall(replace):
            if known is not None and not _has(known, number or named):
                where = places.get("replace", place)
                raise RequestError(f"{where}: the pattern has no group {number or named}: put it in brackets")
        return Rewriting(template=replace)
    if "rewrite" in given:
        return Rewriting(
            function=_one_of("rewrite", str(given["rewrite"]), tuple(REWRITES), places.get("rewrite", place))
        )
    exact = given.get("mode") == "text" or regex.escape(pattern.expression, special_only=True) == pattern.expression
    return Rewriting(literal=use, exact=exact) if use and not _FORM.fullmatch(use) else None


def _has(pattern: regex.Pattern[str], group: str) -> bool:
    return int(group) <= pattern.groups if group.isdecimal() else group in pattern.groupindex


def _language(side: str, direction: Direction) -> Language:
    if side in ("zh", "en"):
        return "zh" if side == "zh" else "en"
    return "zh" if (side == "source") == (direction == "zh-en") else "en"


def _one_of(name: str, given: str, words: Sequence[Chosen], place: str) -> Chosen:
    for word in words:
        if word == given.strip().casefold():
            return word
    shown = ", ".join(words)
    raise RequestError(f"{place}: {name} {given!r} is none of {shown}")


def _check_references(rule: Rule, direction: Direction) -> None:
    """`@1` stands for a group of the original's pattern: there must be one."""
    original: Language = "zh" if direction == "zh-en" else "en"
    for language, pattern in (*rule.stands.items(), *rule.lacks.items()):
        if pattern.refers and (language == original or original not in rule.stands):
            raise RequestError(f"{pattern.place}: @1 repeats a group of the original's pattern: give one")
