"""Chinese words quoted in Chinese: where the documents themselves have them, whatever the script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from duizhao.align.library.library import Library
from duizhao.align.library.stored_library import StoredLibrary
from duizhao.corpus.document import Span
from duizhao.corpus.message import Message
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.text.normalization import View, folded, han_share, unfolded
from duizhao.corpus.traces.trace import QuoteLink, TracedQuotation

LISTED = 10
"""Places that are listed of words that stand in many."""
CHINESE = 0.3
"""At this share of Han characters a quotation is Chinese."""


@dataclass(frozen=True)
class OwnWords:
    """Searches the Chinese documents of a library for Chinese words; script and width aside, exactly.

    `written`: not even these aside.
    """

    library: Library
    written: bool = False

    @cached_property
    def _views(self) -> dict[int, View]:
        return {}

    def _view(self, number: int) -> View:
        """The text of an entry in its form; held, where the library is."""
        if number in self._views:
            return self._views[number]
        view = self._form(self.library.entries[number].source.text)
        if not isinstance(self.library, StoredLibrary):
            self._views[number] = view
        return view

    def _form(self, text: str) -> View:
        return unfolded(text) if self.written else folded(text)

    def trace(self, quotation: Quotation) -> TracedQuotation | None:
        """The quotation with all places of its words; None if no document has them, or it is not Chinese."""
        wanted = self._form("".join(quotation.text.split())).text
        if han_share(quotation.text) < CHINESE or not wanted:
            return None
        places = [
            (number, view.original(Span(at, at + len(wanted))))
            for number in self.library.holding(wanted)
            for view in [self._view(number)]
            for at in _all(view.text, wanted)
        ]
        quoted = "".join(quotation.text.split())
        links = tuple(self._link(number, span, len(places), quoted) for number, span in places[:LISTED])
        return TracedQuotation(quotation, "verbatim", 1.0, links) if links else None

    def _link(self, number: int, span: Span, places: int, quoted: str) -> QuoteLink:
        source = self.library.entries[number].source
        return QuoteLink(
            document=source.name,
            source_spans=(span,),
            source_text=span.of(source.text),
            translation=None,
            target_spans=(),
            target_text=None,
            confidence=1.0,
            basis=Message("wording of {text}", text=source.name),
            why={"wording": 1.0, "places": places}
            | (
                {"converted": f"{quoted} → {text}"} if (text := "".join(span.of(source.text).split())) != quoted else {}
            ),
        )


def is_chinese(quotation: Quotation) -> bool:
    """Whether the quoted words are Chinese."""
    return han_share(quotation.text) >= CHINESE


def _all(text: str, wanted: str) -> list[int]:
    places, at = [], text.find(wanted)
    while at >= 0:
        places.append(at)
        at = text.find(wanted, at + len(wanted))
    return places
