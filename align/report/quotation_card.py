"""One quotation with its source as a small page of its own: no script, nothing fetched, fit for print."""

from __future__ import annotations

from importlib.resources import files

from markupsafe import Markup

from duizhao.align.errors import RequestError
from duizhao.align.report import captions as wording
from duizhao.align.report.templates import digest, fill
from duizhao.align.report.trace_page import make_card
from duizhao.corpus.traces.report import Report


def check_number(report: Report, number: int) -> None:
    """Raises RequestError where the article has no quotation of this number."""
    if not 1 <= number <= len(report.trace.quotations):
        raise RequestError(f"there is no quotation {number}: the article has {len(report.trace.quotations)}")


def render_card(report: Report, number: int) -> str:
    """The card of a quotation, by its number from 1; of an undecided one without the candidates."""
    check_number(report, number)
    card = make_card(number, report.trace.quotations[number - 1], report)
    source = card.links[0] if card.links and (card.verdict != "unsure" or card.confirmed) else None
    style = Markup("\n") + Markup(
        "".join(
            files("duizhao.align.report").joinpath(name).read_text(encoding="utf-8")
            for name in ("quotation_card.css", "gloss.css")
        )
    )
    return fill(
        "quotation_card.html",
        card=card,
        source=source,
        more=len(card.links) - (1 if source else 0),
        article="" if report.trace.public else wording.shown_name(report.trace.article),
        public=report.trace.public,
        searched=wording.searched_words(report.trace.searched),
        card_style=style,
        card_policy=f"default-src 'none'; style-src {digest(style)}; img-src data:; base-uri 'none'",
    )
