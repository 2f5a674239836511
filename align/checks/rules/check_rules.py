"""Rules looked for in every segment, a segment that stands on one side alone among them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import regex

from duizhao.align.checks.finding import Finding, Fix, shortened
from duizhao.align.checks.linked_pair import Direction
from duizhao.align.checks.rules.rule import Rule, RulePattern
from duizhao.align.errors import RequestError
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Language, Span

SECONDS = 2.0
"""A pattern that searches one segment longer than this would never end: `(a+)+b` doubles with each further letter."""
WHOLE_SECONDS, PER_SEGMENT = 10.0, 0.005
"""All the time that a rule has for a document, and for each of its segments besides."""

Places = tuple["Place | None", "Place | None"]
"""Where a rule is met: in the Chinese, in the English."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a segment's text, and the match that it is of, if it is no whole segment."""

    span: Span
    match: regex.Match[str] | None = None


def check_rules(bitext: Bitext, rules: Sequence[Rule], direction: Direction) -> Iterator[Finding]:
    """Every place where a rule is met; offsets count in the two documents.

    Raises RequestError, naming the rule's place, for a pattern that takes too long.
    """
    texts: list[tuple[dict[Language, str], int, int]] = []
    for bead in bitext.beads:
        source, target = bitext.source_span(bead), bitext.target_span(bead)
        sides: dict[Language, str] = {}
        if source is not None:
            sides["zh"] = source.of(bitext.source.text)
        if target is not None:
            sides["en"] = target.of(bitext.target.text)
        texts.append((sides, source.start if source else 0, target.start if target else 0))
    original: Language = "zh" if direction == "zh-en" else "en"
    for rule in rules:
        watch = _Stopwatch(rule, WHOLE_SECONDS + PER_SEGMENT * len(texts))
        for sides, source_at, target_at in texts:
            for chinese, english in _met(rule, sides, original, watch):
                spans = chinese.span if chinese else None, english.span if english else None
                fix = _fix(rule, chinese, "zh") if direction == "en-zh" else _fix(rule, english, "en")
                finding = Finding(rule.kind, rule.severity, *spans, 1.0, rule.reason, rule.mqm, fix)
                yield finding.moved(source_at, target_at)


def _fix(rule: Rule, place: Place | None, language: Language) -> Fix | None:
    """How what is matched in the translation is put right, if the rule says so."""
    if rule.rewriting is None or place is None or place.match is None or language not in rule.stands:
        return None
    text = rule.rewriting.rewritten(place.match)
    return None if text is None or text == place.match[0] else Fix(place.span, text, language)


class _Stopwatch:
    """Searches for a rule's patterns, as long as it has time."""

    def __init__(self, rule: Rule, seconds: float) -> None:
        self.rule, self.left = rule, seconds

    def matches(self, pattern: RulePattern, text: str, groups: Sequence[str | None] = ()) -> list[regex.Match[str]]:
        """Where the pattern stands in the text; empty matches only where there is no other."""
        compiled, began = pattern.compiled(groups), time.monotonic()
        try:
            occurrences = list(compiled.finditer(text, timeout=max(0.001, min(SECONDS, self.left))))
        except TimeoutError:
            raise RequestError(
                f"{pattern.place}: {pattern.expression!r} takes too long on “{shortened(text, 40)}”: "
                "write it without repeats within repeats"
            ) from None
        self.left -= time.monotonic() - began
        return [match for match in occurrences if match.end() > match.start()] or occurrences[:1]


def _met(rule: Rule, sides: Mapping[Language, str], original: Language, watch: _Stopwatch) -> Iterator[Places]:
    """Where the rule is met in a segment, counted in its two texts."""
    if not {*rule.stands, *rule.lacks} <= sides.keys():
        return
    other: Language = "en" if original == "zh" else "zh"
    by_side = {side: watch.matches(pattern, sides[side]) for side, pattern in rule.stands.items() if not pattern.refers}
    if not all(by_side.values()):
        return
    if any(not pattern.refers and watch.matches(pattern, sides[side]) for side, pattern in rule.lacks.items()):
        return
    if not any(pattern.refers for pattern in (*rule.stands.values(), *rule.lacks.values())):
        yield from _placed(by_side, sides)
        return
    for match in by_side.get(original, ()):
        here = dict(by_side)
        here[original] = [match]
        wanted, unwanted = rule.stands.get(other), rule.lacks.get(other)
        if wanted is not None and wanted.refers:
            here[other] = watch.matches(wanted, sides[other], match.groups())
        if unwanted is not None and unwanted.refers and watch.matches(unwanted, sides[other], match.groups()):
            continue
        if all(here.values()):
            yield from _placed(here, sides)


def _placed(by_side: Mapping[Language, Sequence[regex.Match[str]]], sides: Mapping[Language, str]) -> Iterator[Places]:
    """The matches of the two sides beside one another; where no words were asked for, the whole segment."""
    if not by_side:
        yield _whole(sides.get("zh")), _whole(sides.get("en"))
        return
    places = {side: [_place(match, sides[side]) for match in matches] for side, matches in by_side.items()}
    chinese, english = places.get("zh", []), places.get("en", [])
    for one, another in zip_longest(chinese, english):
        yield one or (chinese[-1] if chinese else None), another or (english[-1] if english else None)


def _place(match: regex.Match[str], text: str) -> Place:
    return Place(Span(*match.span()), match) if match.end() > match.start() else Place(Span(0, len(text)))


def _whole(text: str | None) -> Place | None:
    return Place(Span(0, len(text))) if text else None
