"""Files of translators' programs in: XLIFF 1.2 with the dialects of Trados, memoQ and Phrase, and XLIFF 2."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from duizhao.corpus.document import Language
from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.bitext.given_pairs import GivenPair
from duizhao.corpus.exchange.bitext.inline_tags import Segment, segment_of, without_braces
from duizhao.corpus.exchange.bitext.language_tags import meant_by
from duizhao.corpus.exchange.bitext.xliff_states import segment_status, unit_status
from duizhao.corpus.files.safe_xml import Element, local_name, walk_xml, without_forbidden

_PHRASE, _TRADOS = "memsource", "sdl.com"
"""What the namespaces of Phrase and Trados hold."""


@dataclass(frozen=True, slots=True)
class _File:
    """Where the segments that follow came from, and which side is the Chinese."""

    original: str
    languages: tuple[Language, Language]

    def pair(self, source: Segment, target: Segment, stated: str, note: str) -> GivenPair:
        """The Chinese first, whichever side it stood on."""
        chinese, english = (source, target) if self.languages[0] == "zh" else (target, source)
        return GivenPair(chinese.text, english.text, stated, self.original, note, chinese.tags, english.tags)


def read_xliff(data: bytes, name: str) -> Iterator[GivenPair]:
    """The segments of XLIFF 1.2, in order; a unit that is not to be translated is passed over.

    A segment is approved if the unit is (`approved`), if its target's state is signed-off or final, or if the dialect
    says so: ApprovedTranslation, ApprovedSignOff (Trados); Proofread, Reviewer1Confirmed (memoQ); confirmed (Phrase);
    and if nothing says the contrary (`xliff_states`).
    Raises ReadError for XML that is not sound, FormatError for other languages.
    """
    file: _File | None = None
    for event, element in walk_xml(without_forbidden(data), name, ["file", "trans-unit"]):
        if local_name(element) == "file":
            if event == "start":
                languages = element.get("source-language"), element.get("target-language")
                file = _File(_file_name(element.get("original")), _languages(*languages, name))
        elif event == "end" and file is not None and element.get("translate") != "no":
            yield from _segments(element, file)


def read_xliff2(data: bytes, name: str) -> Iterator[GivenPair]:
    """The segments of XLIFF 2.0 and 2.1, in order; approved are those in the state `final`.

    Raises ReadError for XML that is not sound, FormatError for other languages.
    """
    languages: tuple[Language, Language] | None = None
    original = ""
    for event, element in walk_xml(without_forbidden(data), name, ["xliff", "file", "unit"]):
        kind = local_name(element)
        if event == "start":
            if kind == "xliff":
                languages = _languages(element.get("srcLang"), element.get("trgLang"), name)
            elif kind == "file":
                original = _file_name(element.get("original"))
        elif kind == "unit" and languages is not None and element.get("translate") != "no":
            file = _File(original, languages)
            note = _notes(element)
            for segment in _children(element, "segment"):
                source, target = (segment_of(_child(segment, side)) for side in ("source", "target"))
                yield file.pair(source, target, segment_status(segment), note)


def _segments(unit: Element, file: _File) -> Iterator[GivenPair]:
    """The segments of a `trans-unit`: those that it is cut into, or itself."""
    source, target = _child(unit, "seg-source"), _child(unit, "target")
    parts = _marked(source) if source is not None else {}
    note = _notes(unit)
    if parts:
        translated = _marked(target) if target is not None else {}
        levels = _trados_levels(unit)
        for number, part in parts.items():
            stated = unit_status(unit, target, levels.get(number))
            yield file.pair(segment_of(part), segment_of(translated.get(number)), stated, note)
    else:
        words = _words(unit)
        yield file.pair(words(_child(unit, "source")), words(target), unit_status(unit, target), note)


def _words(unit: Element) -> Callable[[Element | None], Segment]:
    """How the text of a unit is read: Phrase writes its placeholders into it."""
    if any(_PHRASE in space for space in unit.nsmap.values()):
        return lambda element: without_braces(segment_of(element))
    return segment_of


def _marked(element: Element) -> dict[str, Element]:
    """The segments marked in a text, by their number, in order."""
    return {
        part.get("mid", ""): part for part in element.iter() if local_name(part) == "mrk" and part.get("mtype") == "seg"
    }


def _trados_levels(unit: Element) -> dict[str, str]:
    """What Trados says of each segment, by its number."""
    return {
        part.get("id", ""): part.get("conf", "")
        for part in unit.iter()
        if local_name(part) == "seg" and _TRADOS in part.tag
    }


def _notes(unit: Element) -> str:
    """What was remarked on a unit, this program's own remarks aside."""
    texts = [(note.text or "").strip() for note in unit.iter() if local_name(note) == "note"]
    return " / ".join(filter(None, texts))


def _languages(source: str | None, target: str | None, name: str) -> tuple[Language, Language]:
    """The languages of the two sides; a target that is not named is the other one."""
    mine = meant_by(source or "")
    theirs = meant_by(target) if target else {"zh": "en", "en": "zh"}.get(mine or "")
    if {mine, theirs} != {"zh", "en"}:
        raise FormatError(
            f"{name} is from {source or 'no language'} to {target or 'no language'}, not between Chinese and English"
        )
    return ("zh", "en") if mine == "zh" else ("en", "zh")


def _file_name(original: str | None) -> str:
    """The last part of a file's name: the folders that it lay in are nobody's business."""
    plain = re.sub(r"\Afile:/*", "", original or "")
    return PurePosixPath(PureWindowsPath(plain).name).name


def _child(element: Element, kind: str) -> Element | None:
    return next(_children(element, kind), None)


def _children(element: Element, kind: str) -> Iterator[Element]:
    return (part for part in element if local_name(part) == kind)
