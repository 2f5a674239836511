"""One thing said in two ways: a segment rendered twice, two segments rendered alike, a title under two names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from duizhao.align.checks.finding import Finding, shortened
from duizhao.align.checks.linked_pair import Direction, Pair
from duizhao.corpus.document import Span
from duizhao.corpus.message import Message
from duizhao.corpus.text.han import is_word
from duizhao.corpus.text.normalization import hanzi, wording

LEAST_CHINESE = 6
"""Characters of a Chinese segment that is expected to be rendered alike each time."""
LEAST_ENGLISH = 25
ALIKE = 0.5
"""Two segments this different are two segments."""
NEARLY_ENGLISH = 0.85
"""Two English originals this like one another may have one rendering: a plural, another article."""
SHOWN = 50
"""Characters of a rendering that a reason quotes."""
_TITLE = re.compile(r"《([^《》]{2,40})》")


def check_consistency(pairs: Sequence[Pair], direction: Direction = "zh-en") -> Iterator[tuple[Pair, Finding]]:
    """Segments and titles of a document that are not rendered as they were before."""
    yield from _segments(pairs, direction)
    yield from _titles(pairs)


def _segments(pairs: Sequence[Pair], direction: Direction) -> Iterator[tuple[Pair, Finding]]:
    """Of one original any two renderings; of one rendering two originals, if they are quite different."""
    by_source: dict[str, list[Pair]] = defaultdict(list)
    by_target: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        source, target = _plain(hanzi(pair.source).text), _plain(wording(pair.target).text)
        if len(source) >= LEAST_CHINESE:
            by_source[source].append(pair)
        if len(target) >= LEAST_ENGLISH:
            by_target[target].append(pair)
    translated = direction == "zh-en"
    for same in by_source.values():
        first = _plain(wording(same[0].target).text)
        for pair in same[1:]:
            if _differ(_plain(wording(pair.target).text), first, quite=not translated):
                form = shortened(same[0].target, SHOWN)
                reason = (
                    Message("the same Chinese is “{form}” elsewhere", form=form)
                    if translated
                    else Message("the same Chinese stands for “{form}” elsewhere", form=form)
                )
                yield pair, _differs(_whole(pair.source), _whole(pair.target), 0.9 if translated else 0.8, reason)
    for same in by_target.values():
        first = _plain(hanzi(same[0].source).text)
        for pair in same[1:]:
            if _differ(_plain(hanzi(pair.source).text), first, quite=translated):
                form = shortened(same[0].source, SHOWN)
                reason = (
                    Message("the same English stands for “{form}” elsewhere", form=form)
                    if translated
                    else Message("the same English is “{form}” elsewhere", form=form)
                )
                yield pair, _differs(_whole(pair.source), _whole(pair.target), 0.8 if translated else 0.9, reason)


def _differ(here: str, first: str, *, quite: bool) -> bool:
    """Whether two segments differ; `quite`: by more than a Chinese character, or some English letters."""
    if not quite:
        return here != first
    enough = NEARLY_ENGLISH if first.isascii() else 1 - 1 / max(4, len(first))
    return Levenshtein.normalized_similarity(here, first) < enough


def _titles(pairs: Sequence[Pair]) -> Iterator[tuple[Pair, Finding]]:
    """《…》 whose English is another than before, by the words that are linked."""
    seen: dict[str, tuple[str, str]] = {}
    for pair in pairs:
        for match in _TITLE.finditer(pair.source):
            title = hanzi(match[1]).text
            span = pair.counterpart(Span(*match.span(1)), "source", 0.5)
            if span is None or len(title) < 4:
                continue
            words = span.of(pair.target)
            form = _plain(wording(words).text)
            before = seen.setdefault(title, (form, words))
            if (
                before[0] == form
                or before[0] in form
                or form in before[0]
                or before[0] in _plain(wording(pair.target).text)
            ):
                continue
            if Levenshtein.normalized_similarity(before[0], form) < ALIKE or len(words) > 4 * len(before[1]):
                sure = 0.55
            else:
                sure = 0.75
            reason = Message("《{title}》 is “{form}” elsewhere", title=match[1], form=shortened(before[1], SHOWN))
            yield pair, _differs(Span(*match.span()), span, sure, reason)


def _differs(source: Span, target: Span | None, sure: float, reason: str) -> Finding:
    return Finding("consistency", "minor", source, target, sure, reason, "terminology/inconsistent")


def _plain(text: str) -> str:
    """Letters, characters and digits alone."""
    return "".join(character for character in text.casefold() if is_word(character))


def _whole(text: str) -> Span:
    return Span(0, len(text)).trimmed(text)
