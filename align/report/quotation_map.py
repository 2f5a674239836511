"""Which article quotes which document, as one picture: a line for each pair, as broad as the quotations are many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from duizhao.align.report import captions as wording
from duizhao.corpus.traces.report import Report

ROW = 34
"""Pixels from one name to the next."""
_SIDE, _BETWEEN, _TOP, _LONGEST = 230, 260, 40, 34
_BROADEST = 14.0
SURE, UNSURE = "#4a7fc4", "#9b7bc0"
"""Of a source that is named; of candidates alone."""


def quotation_counts(reports: Sequence[Report]) -> dict[tuple[str, str], tuple[int, int]]:
    """How often an article quotes a document by its best link, and how many of these are unsure."""
    counts: Counter[tuple[str, str]] = Counter()
    unsure: Counter[tuple[str, str]] = Counter()
    for report in reports:
        for traced in report.trace.quotations:
            if traced.links:
                pair = report.trace.article, traced.links[0].document
                counts[pair] += 1
                unsure[pair] += traced.verdict == "unsure"
    return {pair: (count, unsure[pair]) for pair, count in counts.items()}


def quotation_map(reports: Sequence[Report]) -> str:
    """The picture as SVG: articles on the left, documents on the right, those that are quoted most on top."""
    counts = quotation_counts(reports)
    quoted = Counter({document: 0 for _, document in counts})
    for (_, document), (count, _) in counts.items():
        quoted[document] += count
    articles = list(dict.fromkeys(report.trace.article for report in reports))
    documents = [document for document, _ in sorted(quoted.items(), key=lambda item: (-item[1], item[0]))]
    left = {article: _TOP + ROW * (at + 0.5) for at, article in enumerate(articles)}
    right = {document: _TOP + ROW * (at + 0.5) for at, document in enumerate(documents)}
    width, height = 2 * _SIDE + _BETWEEN, _TOP + ROW * max(len(articles), len(documents), 1) + 12
    nowhere = "" if counts else f'<text x="{width / 2:g}" y="{_TOP + 20}" text-anchor="middle">no source found</text>\n'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" font-family="sans-serif" font-size="12" fill="currentColor">\n'
        "<title>which article quotes which document</title>\n"
        f'<text x="{_SIDE - 10}" y="22" text-anchor="end" font-weight="bold">articles</text>\n'
        f'<text x="{_SIDE + _BETWEEN + 10}" y="22" font-weight="bold">documents</text>\n'
        f"{nowhere}{''.join(_lines(counts, left, right))}"
        f"{''.join(_name(article, _SIDE - 10, tall, 'end', _of(counts, 0, article)) for article, tall in left.items())}"
        f"{''.join(_name(name, _SIDE + _BETWEEN + 10, tall, 'start', quoted[name]) for name, tall in right.items())}"
        "</svg>\n"
    )


def _lines(
    counts: Mapping[tuple[str, str], tuple[int, int]], left: Mapping[str, float], right: Mapping[str, float]
) -> list[str]:
    most = max((count for count, _ in counts.values()), default=1)
    middle = _SIDE + _BETWEEN / 2
    lines = []
    for (article, document), (count, unsure) in counts.items():
        start, end, broad = left[article], right[document], max(1.0, _BROADEST * count / most)
        said = f"{wording.shown_name(article)} – {wording.shown_name(document)}: {wording.count(count, 'quotation')}"
        said += f", {unsure} unsure" if unsure else ""
        lines.append(
            f'<path d="M{_SIDE} {start:g}C{middle:g} {start:g} {middle:g} {end:g} {_SIDE + _BETWEEN} {end:g}" '
            f'fill="none" stroke="{UNSURE if unsure == count else SURE}" stroke-width="{broad:.1f}" '
            f'opacity=".55"><title>{wording.xml_text(said)}</title></path>\n'
        )
    return lines


def _of(counts: Mapping[tuple[str, str], tuple[int, int]], side: int, name: str) -> int:
    return sum(count for pair, (count, _) in counts.items() if pair[side] == name)


def _name(name: str, x: int, tall: float, anchor: str, count: int) -> str:
    shown = wording.shown_name(name)
    short = shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
    return f'<text x="{x}" y="{tall + 4:g}" text-anchor="{anchor}">{wording.xml_text(short)} ({count})</text>\n'
