"""ELAN's `.eaf`: what is said, annotation by annotation, with times and speakers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from duizhao.corpus.errors import ReadError
from duizhao.corpus.files.safe_xml import Element, local_name, parse_xml
from duizhao.corpus.readers.base.contents import Contents, Draft
from duizhao.corpus.readers.base.left_out import LEFT_OUT
from duizhao.corpus.text.normalization import language_of

ROOT = "ANNOTATION_DOCUMENT"


@dataclass(frozen=True, slots=True)
class _Annotation:
    """Something said: when (in seconds; None where the file does not say), by whom, and in which order it stands."""

    key: str
    words: str
    start: float | None
    end: float | None
    speaker: str


def read_elan(data: bytes, name: str) -> Contents:
    """The annotations of the tiers that hang on no other, in the order of time, each a line and a sentence.

    Marks: `time`, `cue` (from and to, in seconds) and `speaker`. A tier that gives each annotation once more in the
    other language stands under it, line for line; what other tiers say (glosses, parts of speech) is marked as left
    out. Raises ReadError for what cannot be read.
    """
    root = parse_xml(data, name)
    times = _times(root)
    tiers = [element for element in root if local_name(element) == "TIER"]
    said = [one for tier in tiers if not tier.get("PARENT_REF") for one in _aligned(tier, times)]
    if not said:
        raise ReadError(f"{name} holds no annotations on a tier of its own: write what is said on one, in ELAN")
    said.sort(key=lambda one: (one.start is None, one.start or 0.0))
    beside, others = _translations(tiers, said)
    draft = Draft()
    for one in said:
        for words in (one.words, *beside.get(one.key, ())):
            start = draft.length
            draft.write(words)
            if one.start is not None and one.end is not None:
                draft.mark("time", start, value=_clock(one.start))
                draft.mark("cue", start, value=f"{one.start:.3f} {one.end:.3f}")
            draft.mark("speaker", start, value=one.speaker)
            draft.end_line()
    for tier in others:
        draft.mark(LEFT_OUT, draft.length, value=f"tier: {tier}")
    contents = draft.contents()
    return Contents(contents.text, contents.marks, {}, lines_are_sentences=True)


def _times(root: Element) -> dict[str, float]:
    """The seconds of each time slot that has any."""
    times = {}
    for slot in root.iter("{*}TIME_SLOT"):
        value = slot.get("TIME_VALUE", "")
        if value.isdecimal():
            times[slot.get("TIME_SLOT_ID", "")] = int(value) / 1000
    return times


def _aligned(tier: Element, times: Mapping[str, float]) -> Iterator[_Annotation]:
    speaker = tier.get("PARTICIPANT") or tier.get("TIER_ID", "")
    for annotation in tier.iter("{*}ALIGNABLE_ANNOTATION"):
        if words := _words(annotation):
            start, end = (times.get(annotation.get(f"TIME_SLOT_REF{number}", "")) for number in (1, 2))
            yield _Annotation(annotation.get("ANNOTATION_ID", ""), words, start, end, speaker)


def _words(annotation: Element) -> str:
    value = annotation.find("{*}ANNOTATION_VALUE")
    return " ".join((value.text or "").split()) if value is not None else ""


def _translations(tiers: list[Element], said: list[_Annotation]) -> tuple[dict[str, list[str]], list[str]]:
    """Under each annotation its translation, by its id; and the names of the other tiers that hold words."""
    language = language_of(" ".join(one.words for one in said))
    keys = {one.key for one in said}
    beside: dict[str, list[str]] = {}
    others = []
    for tier in tiers:
        if not tier.get("PARENT_REF"):
            continue
        dependent = [(one.get("ANNOTATION_REF", ""), _words(one)) for one in tier.iter("{*}REF_ANNOTATION")]
        own = [(key, words) for key, words in dependent if words]
        own_keys = {key for key, _ in own}
        other = language_of(" ".join(words for _, words in own))
        once = own_keys <= keys and len(own_keys) == len(own)
        if own and once and other is not None and language is not None and other != language:
            for key, words in own:
                beside.setdefault(key, []).append(words)
        elif own or any(map(_words, tier.iter("{*}ALIGNABLE_ANNOTATION"))):
            others.append(tier.get("TIER_ID", ""))
    return beside, others


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
