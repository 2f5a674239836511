"""What is written of a traced article: the trace, the documents it cites, and what made it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from duizhao.corpus.decisions.ocr_corrections import Correction
from duizhao.corpus.document import Document
from duizhao.corpus.quotations.drafts import DraftComparison, QuotationDecision
from duizhao.corpus.scans.regions import Strip
from duizhao.corpus.text.locators import Place, Places
from duizhao.corpus.traces.citations import Citation, Citer
from duizhao.corpus.traces.gloss import GlossedPassage, Glosser, gloss_passage
from duizhao.corpus.traces.trace import QuoteLink, Trace, TracedQuotation


@dataclass(frozen=True)
class Report:
    """A trace with the documents that give its links their context; in a public report there are none.

    `version`: of the program. `spelled`: whether the Chinese is given in pinyin too. `decisions`: what people said of
    the quotations, by their place in the list. `since`: what became of them since an earlier draft. `strip` cuts pieces
    out of the pictures that words were read from, as PNG files; None where they are not at hand. `places` finds the
    places of a document. `glosser`: where passages are to be given word by word.
    """

    trace: Trace
    documents: Mapping[str, Document]
    version: str
    spelled: bool = False
    decisions: Mapping[int, tuple[QuotationDecision, ...]] = field(default_factory=dict)
    since: DraftComparison | None = None
    strip: Callable[[Strip], bytes | None] | None = None
    places: Callable[[Document], Places] = Places
    glosser: Glosser | None = None

    @cached_property
    def _citer(self) -> Citer:
        model = self.trace.searched.model
        return Citer(self.documents, model, self.version, spelled=self.spelled, places=self.places)

    def cite(self, traced: TracedQuotation, link: QuoteLink) -> Citation:
        """The citation of one link of a quotation."""
        return self._citer.cite(traced, link)

    def place(self, link: QuoteLink) -> Place:
        """Where the linked words stand."""
        return self._citer.place(link)

    def under(self, link: QuoteLink) -> tuple[tuple[Strip, ...], tuple[Correction, ...]]:
        """The pieces of pictures that linked words were read from, and the corrections in them."""
        return self._citer.under(link)

    def gloss(self, traced: TracedQuotation, link: QuoteLink) -> GlossedPassage | None:
        """The linked words one by one, where that was asked for."""
        return gloss_passage(link, traced.quotation.text, self.glosser) if self.glosser else None

    def citations(self) -> list[Citation]:
        """The citations of all links of all quotations, in order."""
        return [self.cite(traced, link) for traced in self.trace.quotations for link in traced.links]
