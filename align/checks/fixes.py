"""What findings propose, written into a copy of the translation."""

from __future__ import annotations

from collections.abc import Iterable

from duizhao.align.checks.finding import Fix


def with_fixes(text: str, fixes: Iterable[Fix]) -> tuple[str, int]:
    """The text with the fixes in it, and how many were left out because they overlap one before.

    >>> from duizhao.corpus.document import Span
    >>> with_fixes("ten per cent of of it", [Fix(Span(13, 16), ""), Fix(Span(0, 3), "12"), Fix(Span(0, 3), "11")])
    ('12 per cent of it', 1)
    """
    written, at, left_out = [], 0, 0
    for fix in sorted(dict.fromkeys(fixes), key=lambda fix: fix.span):
        if fix.span.start < at:
            left_out += 1
            continue
        written += [text[at : fix.span.start], fix.text]
        at = fix.span.end
    return "".join([*written, text[at:]]), left_out
