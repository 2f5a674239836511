"""A text to be translated, for translators' programs: XLIFF 1.2 and 2.1 with what a memory has for each sentence.

Candidates stand beside a sentence with their likeness, as `alt-trans` of XLIFF 1.2 or in the module for translation
candidates of XLIFF 2.1. Where the memory has the very sentence, its rendering is put in, in a state that says so; if
it has several renderings of it, none is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from duizhao.corpus.bitext import Status
from duizhao.corpus.exchange.bitext.file_header import Labels
from duizhao.corpus.text.xml_text import xml_text
from duizhao.corpus.tool import TOOL

_STATES: dict[Status, str] = {
    "aligned": "needs-review-translation",
    "given": "translated",
    "confirmed": "translated",
}
"""What an exact match is at the best: nobody has read it here yet."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A segment of a memory: its two texts, how like the sentence it is (from 0 to 1), and where it is from."""

    source: str
    target: str
    likeness: float
    origin: str
    status: Status


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence to be translated, with its candidates, the likest first."""

    source: str
    candidates: Sequence[Candidate] = ()

    @property
    def exact(self) -> Candidate | None:
        """The candidate whose source is this sentence, if all such have one rendering; the surest of them."""
        same = [candidate for candidate in self.candidates if candidate.likeness == 1]
        if len({_spaced(candidate.target) for candidate in same}) != 1:
            return None
        return max(same, key=lambda candidate: ("aligned", "given", "confirmed").index(candidate.status))


def write_prefilled(segments: Iterable[Segment], name: str, labels: Labels, *, from_chinese: bool = True) -> str:
    """XLIFF 1.2: a `trans-unit` for each sentence, an `alt-trans` for each candidate, with its `match-quality`."""
    source, target = _languages(labels, from_chinese=from_chinese)
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
        f'<file original="{xml_text(name)}" source-language="{source}" target-language="{target}" datatype="plaintext" '
        f'tool-id="{TOOL}" date="{labels.moment.isoformat().replace("+00:00", "Z")}">\n'
        f'<header><tool tool-id="{TOOL}" tool-name="{TOOL}" tool-version="{xml_text(labels.version)}"/></header>\n'
        "<body>\n"
    ]
    for number, segment in enumerate(segments, 1):
        exact = segment.exact
        parts.append(f'<trans-unit id="{number}" xml:space="preserve">\n<source>{xml_text(segment.source)}</source>\n')
        if exact is not None:
            state = f'state="{_STATES[exact.status]}" state-qualifier="exact-match"'
            parts.append(f"<target {state}>{xml_text(_spaced(exact.target))}</target>\n")
        for candidate in segment.candidates:
            parts.append(
                f'<alt-trans match-quality="{_percent(candidate)}%" origin="{xml_text(candidate.origin)}" '
                f'tool-id="{TOOL}" xml:space="preserve">'
                f'<source xml:lang="{source}">{xml_text(_spaced(candidate.source))}</source>'
                f'<target xml:lang="{target}">{xml_text(_spaced(candidate.target))}</target></alt-trans>\n'
            )
        parts.append("</trans-unit>\n")
    return "".join([*parts, "</body>\n</file>\n</xliff>\n"])


def write_prefilled2(segments: Iterable[Segment], name: str, labels: Labels, *, from_chinese: bool = True) -> str:
    """XLIFF 2.1: a `unit` for each sentence, its candidates in `mtc:matches`, with `similarity`."""
    source, target = _languages(labels, from_chinese=from_chinese)
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" '
        'xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0" '
        f'srcLang="{source}" trgLang="{target}">\n<file id="f1" original="{xml_text(name)}">\n'
    ]
    for number, segment in enumerate(segments, 1):
        exact = segment.exact
        state = ' state="initial"' if exact is None else f' state="translated" subState="{TOOL}:exact-match"'
        filled = "" if exact is None else f"<target>{xml_text(_spaced(exact.target))}</target>\n"
        parts += [
            f'<unit id="u{number}" xml:space="preserve">\n',
            _matches(segment),
            f'<segment id="s1"{state}>\n<source>{xml_text(segment.source)}</source>\n{filled}</segment>\n</unit>\n',
        ]
    return "".join([*parts, "</file>\n</xliff>\n"])


def _matches(segment: Segment) -> str:
    matches = "".join(
        f'<mtc:match id="m{number}" ref="#s1" type="tm" similarity="{_percent(candidate)}" '
        f'matchQuality="{_percent(candidate)}" origin="{xml_text(candidate.origin)}">'
        f"<source>{xml_text(_spaced(candidate.source))}</source><target>{xml_text(_spaced(candidate.target))}</target>"
        "</mtc:match>\n"
        for number, candidate in enumerate(segment.candidates, 1)
    )
    return f"<mtc:matches>\n{matches}</mtc:matches>\n" if matches else ""


def _languages(labels: Labels, *, from_chinese: bool) -> tuple[str, str]:
    tags = xml_text(labels.source), xml_text(labels.target)
    return tags if from_chinese else tags[::-1]


def _percent(candidate: Candidate) -> str:
    """From 0 to 100; only the very sentence is 100."""
    return "100" if candidate.likeness == 1 else f"{min(99.9, 100 * candidate.likeness):.1f}"


def _spaced(text: str) -> str:
    return " ".join(text.split())
