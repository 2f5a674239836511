"""What a finding proposes, in words."""

from __future__ import annotations

from duizhao.align.checks.finding import Finding
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.message import Message


def proposal(bitext: Bitext, finding: Finding) -> str:
    """`→ write “per cent”`, `→ put in “)”`, `→ leave out “the”`; '' where nothing is, or the reason says it."""
    fix = finding.fix
    if fix is None or (fix.text and f"write “{fix.text}”" in finding.reason):
        return ""
    old = fix.span.of((bitext.target if fix.language == "en" else bitext.source).text)
    if not fix.text:
        return Message("→ leave out “{words}”", words=old if old.strip() == "" else old.strip())
    if not fix.span:
        return Message("→ put in “{words}”", words=fix.text)
    return Message("→ write “{words}”", words=fix.text)
