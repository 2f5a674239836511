"""Terms, titles and whole segments as a reference renders them: a translation memory, or another corpus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from duizhao.align.checks.finding import Finding
from duizhao.align.checks.linked_pair import Pair
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
                yield pair, _finding(span, pair.counterpart(span, "source"), term, entries[term][0], 0.8)


def _stands_in(form: str, english: str) -> bool:
    return wording(form).text.rstrip(".") in english


def _finding(source: Span, target: Span | None, chinese: str, form: str, sure: float) -> Finding:
    reason = Message(
        "{chinese} is “{form}” in the reference",
        chinese=chinese if len(chinese) < 40 else chinese[:39] + "…",
        form=form,
    )
    return Finding("term", "major", source, target, sure, reason, "terminology/inconsistent-with-resource")
