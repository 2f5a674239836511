"""Terms, titles and whole segments as a reference renders them: a translation memory, or another corpus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from duizhao.align.checks.finding import Finding, Fix
from duizhao.align.checks.linked_pair import Pair
from duizhao.align.checks.rules.rewriting import instead_of
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Span
from duizhao.corpus.exchange.bitext.sniff_pairs import read_given
from duizhao.corpus.message import Message
from duizhao.corpus.readers.load import read_bytes
from duizhao.corpus.store.store import Store
from duizhao.corpus.text.normalization import hanzi, wording

LONGEST_TERM = 30
"""Characters of a Chinese entry that is looked for inside sentences; longer ones are compared as whole segments."""
SHORTEST_TERM = 2
ENDS = "。！？；，：、.!?;,:"
LINKED, STRAY = 0.5, 0.3
"""How probable links must be that lead to the words of a term, and that lead elsewhere."""
SQLITE = b"SQLite format 3\0"


def read_reference(path: Path) -> Mapping[str, Sequence[str]]:
    """What a reference renders how: plain Chinese -> its English forms. A corpus, or a file of pairs."""
    if read_bytes(path).startswith(SQLITE):
        with Store.open(path) as store:
            bitexts = [bitext for name in store.names() for bitext in store.bitexts(name)]
    else:
        bitexts = [read_given(path).bitext]
    entries: dict[str, list[str]] = defaultdict(list)
    for bitext in bitexts:
        for source, target in _rows(bitext):
            if target not in entries[source]:
                entries[source].append(target)
    return entries


def _rows(bitext: Bitext) -> Iterator[tuple[str, str]]:
    for _, source, target in bitext.rows():
        plain = hanzi(source).text.strip().strip(ENDS + "《》「」“”")
        if plain and target.strip():
            yield plain, target.strip().rstrip(".")


def check_reference(pairs: Sequence[Pair], entries: Mapping[str, Sequence[str]]) -> Iterator[tuple[Pair, Finding]]:
    """Whole segments, and terms within them, that are not rendered as in the reference."""
    terms = sorted((term for term in entries if SHORTEST_TERM <= len(term) <= LONGEST_TERM), key=len, reverse=True)
    for pair in pairs:
        view = hanzi(pair.source)
        plain, english = view.text, wording(pair.target).text
        whole = plain.strip().strip(ENDS)
        if whole in entries:
            if not any(_stands_in(form, english) for form in entries[whole]):
                spans = Span(0, len(pair.source)).trimmed(pair.source), Span(0, len(pair.target)).trimmed(pair.target)
                yield pair, _finding(spans[0], spans[1], whole, entries[whole][0], 0.9)
            continue
        taken: list[Span] = []
        for term in terms:
            at = plain.find(term)
            if at < 0 or any(Span(at, at + len(term)).overlaps(span) for span in taken):
                continue
            taken.append(Span(at, at + len(term)))
            if not any(_stands_in(form, english) for form in entries[term]):
                span = view.original(Span(at, at + len(term)))
                finding = _finding(span, pair.counterpart(span, "source"), term, entries[term][0], 0.8)
                yield pair, replace(finding, fix=_preferred(pair, span, entries[term]))


def _preferred(pair: Pair, term: Span, forms: Sequence[str]) -> Fix | None:
    """The one form of the reference, where the words that render the term here are linked to it and to nothing else."""
    there = pair.counterpart(term, "source", LINKED)
    back = pair.counterpart(there, "target", STRAY) if there is not None else None
    if len(forms) != 1 or there is None or back is None or not (term.start <= back.start and back.end <= term.end):
        return None
    words = there.of(pair.target)
    form = instead_of(words, forms[0], pair.target[: there.start], exact=True)
    return None if form is None or "\n" in words else Fix(there, form)


def _stands_in(form: str, english: str) -> bool:
    return wording(form).text.rstrip(".") in english


def _finding(source: Span, target: Span | None, chinese: str, form: str, sure: float) -> Finding:
    reason = Message(
        "{chinese} is “{form}” in the reference",
        chinese=chinese if len(chinese) < 40 else chinese[:39] + "…",
        form=form,
    )
    return Finding("term", "major", source, target, sure, reason, "terminology/inconsistent-with-resource")
