"""Citations that stand alone: what was cited, of which file, where, and with what around it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from duizhao.corpus.decisions.ocr_corrections import Correction, corrections, reading
from duizhao.corpus.document import Document, Span
from duizhao.corpus.errors import FormatError
from duizhao.corpus.scans.regions import Strip, strips
from duizhao.corpus.text.locators import Place, Places
from duizhao.corpus.text.pinyin import pinyin
from duizhao.corpus.traces.trace import QuoteLink, TracedQuotation

CONTEXT = 24
"""Characters kept on either side of the cited words: enough to tell one place of a phrase from another."""
ID = 12
"""Hexadecimal digits of a citation's id."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a document, so described that another person can find and check them.

    `id` is made of the file's `sha256`, the `spans` and the `text` (from the first span's start to the last one's end),
    so that it changes when they do. `before` and `after` are what stands around the words. `quoted` are the article's
    words, `english` those of the `translation` that the link rests on, if any. `model` and `version` say what made it.

    Of words that were read from pictures, `strips` are the pieces of the pictures in which they stand, `read` is what
    was read there, and `corrections` are what people put in its place, their spans in the document; the id is made of
    these too.
    """

    id: str
    document: str
    title: str
    page: str
    label: str
    heading: str
    sha256: str
    spans: tuple[Span, ...]
    text: str
    before: str
    after: str
    quoted: str
    verdict: str
    confidence: float | None
    basis: str
    translation: str
    english: str
    model: str
    version: str
    pinyin: str = ""
    strips: tuple[Strip, ...] = ()
    read: str = ""
    corrections: tuple[Correction, ...] = ()

    def __post_init__(self) -> None:
        if not self.spans or self.spans[-1].end - self.spans[0].start != len(self.text):
            raise ValueError(f"a citation of {len(self.text)} characters at {self.spans}")

    @property
    def start(self) -> int:
        """Where the words begin."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """Where they end."""
        return self.spans[-1].end

    @property
    def untouched(self) -> bool:
        """Whether the id still fits: file, place and words are those it was made with."""
        return self.id == citation_id(
            self.sha256, self.spans, self.text, _layers(self.strips, self.read, self.corrections)
        )


def _layers(pictures: Sequence[Strip], read: str, corrected: Sequence[Correction]) -> list[object]:
    """What lies under words that were read from pictures."""
    return [read, *map(_strip_record, pictures), *map(_correction_record, corrected)] if pictures else []


def citation_id(sha256: str, spans: tuple[Span, ...], text: str, layers: Sequence[object] = ()) -> str:
    """The id of the words `text` at `spans` of the file with that digest; of a reading, with what lies under them."""
    content = "\n".join([sha256, *(f"{span.start}-{span.end}" for span in spans), text, *map(str, layers)])
    return hashlib.sha256(content.encode("utf-8", errors="surrogatepass")).hexdigest()[:ID]


class Citer:
    """Makes the citations of a trace; `documents` by name give title, place and context.

    `model` and `version`: what the links were made with. `spelled`: whether pinyin is wanted. `places` finds the places
    of a document, by a caller who keeps them; by default they are found once for each citer.
    """

    def __init__(
        self,
        documents: Mapping[str, Document],
        model: str,
        version: str,
        *,
        spelled: bool = False,
        places: Callable[[Document], Places] = Places,
    ) -> None:
        self._documents = documents
        self._model, self._version, self._spelled = model, version, spelled
        self._find_places = places
        self._places: dict[str, Places] = {}

    def place(self, link: QuoteLink) -> Place:
        """Where the linked words stand; an empty place for a document that is not at hand."""
        document = self._document(link)
        if document is None:
            return Place("", "", "" if link.page is None else str(link.page))
        if document.name not in self._places:
            self._places[document.name] = self._find_places(document)
        return self._places[document.name].at(link.source_start)

    def cite(self, traced: TracedQuotation, link: QuoteLink) -> Citation:
        """The citation of one link of a quotation."""
        document, place = self._document(link), self.place(link)
        text = document.text if document else ""
        sha256 = document.sha256 if document else ""
        whole = Span(link.source_start, link.source_end)
        pictures, corrected = self.under(link)
        read = reading(document, whole) if document and pictures else ""
        return Citation(
            id=citation_id(sha256, link.source_spans, link.source_text, _layers(pictures, read, corrected)),
            document=link.document,
            title=document.metadata.get("title", "") if document else "",
            page=place.page,
            label=place.label,
            heading=place.heading,
            sha256=sha256,
            spans=link.source_spans,
            text=link.source_text,
            before=text[max(0, link.source_start - CONTEXT) : link.source_start],
            after=text[link.source_end : link.source_end + CONTEXT],
            quoted=traced.quotation.text,
            verdict=traced.verdict,
            confidence=None if link.probability is None else round(link.probability, 4),
            basis=link.basis,
            translation=link.translation or "",
            english=link.target_text or "",
            model=self._model,
            version=self._version,
            pinyin=pinyin(link.source_text) if self._spelled else "",
            strips=pictures,
            read=read,
            corrections=corrected,
        )

    def under(self, link: QuoteLink) -> tuple[tuple[Strip, ...], tuple[Correction, ...]]:
        """The pieces of pictures that linked words were read from, and the corrections in them."""
        document = self._document(link)
        if document is None:
            return (), ()
        whole = Span(link.source_start, link.source_end)
        return strips(document, whole), tuple(
            correction for correction in corrections(document) if correction.span.overlaps(whole)
        )

    def _document(self, link: QuoteLink) -> Document | None:
        """The document, if it holds what the link says it holds."""
        document = self._documents.get(link.document)
        cited = Span(link.source_start, link.source_end)
        return document if document and cited.of(document.text) == link.source_text else None


def citation_record(citation: Citation) -> dict[str, Any]:
    """The citation as plain values, `spans` as `source_spans`, what is empty left out."""
    record: dict[str, Any] = {field.name: getattr(citation, field.name) for field in fields(citation)}
    record["source_spans"] = [[span.start, span.end] for span in record.pop("spans")]
    record["source_text"] = record.pop("text")
    record["strips"] = [_strip_record(strip) for strip in citation.strips]
    record["corrections"] = [_correction_record(correction) for correction in citation.corrections]
    return {key: value for key, value in record.items() if value not in ("", None, [])}


def _strip_record(strip: Strip) -> dict[str, Any]:
    return {
        "file": strip.file,
        "sha256": strip.sha256,
        "page": strip.page,
        "box": [round(side) for side in strip.box],
        "unit": strip.unit,
        "confidence": round(strip.confidence, 4),
    }


def _correction_record(correction: Correction) -> dict[str, Any]:
    return {
        "start": correction.span.start,
        "end": correction.span.end,
        "read": correction.read,
        "who": correction.who,
        "made": correction.made,
    }


def read_citation(record: Mapping[str, Any], where: str) -> Citation:
    """The citation that plain values hold. Raises FormatError, which names `where` they stand, if they hold none."""
    names = {field.name: field.type for field in fields(Citation)}
    values: dict[str, Any] = {}
    for name in names:
        key = {"spans": "source_spans", "text": "source_text"}.get(name, name)
        values[name] = record.get(key, None if name == "confidence" else ())
        if values[name] == () and name not in _LISTS:
            values[name] = ""
    try:
        values["spans"] = tuple(Span(int(start), int(end)) for start, end in values["spans"])
        values["strips"] = tuple(map(_strip, values["strips"]))
        values["corrections"] = tuple(map(_correction, values["corrections"]))
        if not all(isinstance(value, str) for name, value in values.items() if name not in (*_LISTS, "confidence")):
            raise ValueError
        return Citation(**values)
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
        raise FormatError(
            f"{where}: this is no whole citation (id, document, source_spans and source_text belong together): "
            "take one that `duizhao link` wrote, unchanged"
        ) from None


_LISTS = ("spans", "strips", "corrections")


def _strip(record: Mapping[str, Any]) -> Strip:
    left, top, right, bottom = (round(float(side)) for side in record["box"])
    return Strip(
        str(record["file"]),
        str(record["sha256"]),
        int(record["page"]),
        (left, top, right, bottom),
        str(record["unit"]),
        float(record["confidence"]),
    )


def _correction(record: Mapping[str, Any]) -> Correction:
    span = Span(int(record["start"]), int(record["end"]))
    return Correction(span, str(record["read"]), str(record["who"]), str(record["made"]))
