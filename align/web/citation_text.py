"""A citation as one paragraph of plain text, to be pasted into a note."""

from __future__ import annotations

from duizhao.corpus.traces.citations import Citation


def citation_text(citation: Citation) -> str:
    """Everything that another person needs to find the words again, and the id to check them by."""
    place = ", ".join(
        part
        for part in (
            citation.title,
            citation.document if citation.document != citation.title else "",
            f"p. {citation.page}" if citation.page else "",
            citation.label,
            "characters " + ", ".join(f"{span.start}–{span.end}" for span in citation.spans),
        )
        if part
    )
    english = f" ({citation.translation}: “{citation.english}”)" if citation.translation and citation.english else ""
    sure = "" if citation.confidence is None else f"confidence {citation.confidence:.2f} "
    return (
        f"“{citation.quoted}” ← “{citation.text}”{english}. {place}. {citation.verdict}, "
        f"{sure}({citation.basis}). Citation {citation.id}, SHA-256 {citation.sha256}."
    )
