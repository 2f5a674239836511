"""Which page of a Word document a stretch of its text stood on when Word last laid it out."""

from __future__ import annotations

from duizhao.corpus.readers.base.contents import Draft


class Pages:
    """Which page the walk has come to, by the breaks that Word noted when it last laid the document out."""

    def __init__(self) -> None:
        self._page = 1
        self._start = 0
        self._row: list[int] = []
        self._reached = 1

    def row_begins(self) -> None:
        """The cells of a row begin on the same page."""
        self._row.append(self._page)

    def cell_begins(self) -> None:
        """Breaks that another cell of the row has counted already do not count again."""
        self._reached = self._row[-1]

    def row_ends(self) -> None:
        """What follows begins where the longest cell ended."""
        self._row.pop()
        self._reached = self._page

    def break_at(self, draft: Draft) -> None:
        """A page ends here."""
        self._reached = (self._reached if self._row else self._page) + 1
        if self._reached > self._page:
            draft.mark("page", self._start, value=str(self._page))
            self._page, self._start = self._reached, draft.length

    def mark(self, draft: Draft) -> None:
        """The text ends here; without any break nothing is known of pages."""
        if self._page > 1:
            draft.mark("page", self._start, value=str(self._page))
