"""What people say of an article's links in the reader: each time a step, which can be undone and done again."""

from __future__ import annotations

from collections.abc import Sequence

from duizhao.align.quotations.decisions import KIND, link_anchors, source_decisions
from duizhao.align.web.undo import REDO, UNDO, new_detail, next_step
from duizhao.corpus.decisions.log import WITHDRAWN, Decision, all_decisions, record
from duizhao.corpus.document import Document, Span
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.store.store import Store


def decide_links(
    store: Store,
    article: Document,
    quotation: Quotation,
    verdicts: Sequence[tuple[str, Sequence[Span], str]],
    who: str,
) -> None:
    """Keep verdicts about places: (document, spans, verdict) each, together one step."""
    with store.changing():
        before = source_decisions(store, article, [quotation]).get(0, ())
        detail = new_detail(scope_of(article))
        for name, spans, verdict in verdicts:
            held = (
                decision.verdict
                for decided in before
                for decision in decided.decisions
                if decision.who == who and (decided.document, _bounds(decided.spans)) == (name, _bounds(spans))
            )
            changed = {**detail, "was": next(held, WITHDRAWN), "pieces": len(quotation.spans)}
            anchors = link_anchors(store, article, quotation, (name, spans))
            record(store, Decision(KIND, anchors, verdict, who, detail=changed), [article])


def _bounds(spans: Sequence[Span]) -> tuple[int, int] | None:
    return (spans[0].start, spans[-1].end) if spans else None


def step_back(store: Store, article: Document, who: str, *, again: bool = False) -> None:
    """Undo what this person last said of this article, or say it again; of whichever draft it was said."""
    with store.changing():
        step = next_step(store, [(KIND, scope_of(article))], who, again=again)
        detail = new_detail(scope_of(article), REDO if again else UNDO, step.id)
        for earlier in all_decisions(store, kind=KIND):
            if earlier.detail.get("step") == step.id:
                verdict = earlier.verdict if again else str(earlier.detail.get("was", WITHDRAWN))
                changed = {**detail, "pieces": earlier.detail.get("pieces", 1)}
                record(store, Decision(KIND, earlier.anchors, verdict, who, detail=changed), texts=[article])


def scope_of(article: Document) -> str:
    """Within what verdicts are undone: one article."""
    return f"links of {article.name}"
