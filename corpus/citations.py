"""Citations that stand alone: what was cited, of which file, where, and with what around it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from corpus.document import Document, Span
from corpus.errors import FormatError
from corpus.links import QuoteLink, TracedQuotation
from corpus.pinyin import pinyin
from corpus.places import Place, Places

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
    confidence: float
    basis: str
    translation: str
    english: str
    model: str
    version: str
    pinyin: str = ""

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
        return self.id == citation_id(self.sha256, self.spans, self.text)


def citation_id(sha256: str, spans: tuple[Span, ...], text: str) -> str:
    """The id of the words `text` at `spans` of the file with that digest."""
    told = "\n".join([sha256, *(f"{span.start}-{span.end}" for span in spans), text])
    return hashlib.sha256(told.encode("utf-8", errors="surrogatepass")).hexdigest()[:ID]


class Citer:
    """Makes the citations of a trace; `documents` by name give title, place and context.

    `model` and `version`: what the links were made with. `spelled`: whether pinyin is wanted.
    """

    def __init__(self, documents: Mapping[str, Document], model: str, version: str, *, spelled: bool = False) -> None:
        self._documents = documents
        self._model, self._version, self._spelled = model, version, spelled
        self._places: dict[str, Places] = {}

    def place(self, link: QuoteLink) -> Place:
        """Where the linked words stand; an empty place for a document that is not at hand."""
        document = self._document(link)
        if document is None:
            return Place("", "", "" if link.page is None else str(link.page))
        if document.name not in self._places:
            self._places[document.name] = Places(document)
        return self._places[document.name].at(link.source_start)

    def cite(self, traced: TracedQuotation, link: QuoteLink) -> Citation:
        """The citation of one link of a quotation."""
        document, place = self._document(link), self.place(link)
        text = document.text if document else ""
        sha256 = document.sha256 if document else ""
        return Citation(
            id=citation_id(sha256, link.source_spans, link.source_text),
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
            confidence=round(link.confidence, 4),
            basis=link.basis,
            translation=link.translation or "",
            english=link.target_text or "",
            model=self._model,
            version=self._version,
            pinyin=pinyin(link.source_text) if self._spelled else "",
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
    return {key: value for key, value in record.items() if value not in ("", None)}


def read_citation(record: Mapping[str, Any], where: str) -> Citation:
    """The citation that plain values hold. Raises FormatError, which names `where` they stand, if they hold none."""
    names = {field.name: field.type for field in fields(Citation)}
    values: dict[str, Any] = {}
    for name in names:
        key = {"spans": "source_spans", "text": "source_text"}.get(name, name)
        values[name] = record.get(key, 0.0 if name == "confidence" else "")
    try:
        values["spans"] = tuple(Span(int(start), int(end)) for start, end in values["spans"])
        if not all(isinstance(value, str) for name, value in values.items() if name not in ("spans", "confidence")):
            raise ValueError
        return Citation(**values)
    except (TypeError, ValueError):
        raise FormatError(
            f"{where}: this is no whole citation (id, document, source_spans and source_text belong together): "
            "take one that `duizhao link` wrote, unchanged"
        ) from None
