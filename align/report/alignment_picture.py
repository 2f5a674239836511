"""An alignment as one picture that stands alone: its beads as dots, and under them how sure each part is."""

from __future__ import annotations

from duizhao.align.report import captions as wording
from duizhao.align.report.bitext_page import LOW_CONFIDENCE
from duizhao.align.report.dot_plot import COLOURS, SIZE, dot_plot
from duizhao.corpus.bitext import Bitext

TALL = 60
"""Height of the line of confidence, in steps of the plot."""

LEGEND = {"plain": "row", "low": "low confidence", "moved": "moved", "gap": "one side alone"}
_LEFT, _TOP, _SCALE = 40, 34, 2
_XML = "http://www.w3.org/2000/svg"


def confidence_line(bitext: Bitext) -> str:
    """How sure the alignment is over the source, as SVG: of the rows on one step the least sure one."""
    across = max(1, len(bitext.source.text))
    least: dict[int, float] = {}
    alone: set[int] = set()
    for bead in bitext.beads:
        span = bitext.source_span(bead)
        if span is None:
            continue
        first = span.start * SIZE // across
        steps = range(first, max(first, (span.end * SIZE - 1) // across) + 1)
        for step in steps:
            if bead.target:
                least[step] = min(least.get(step, 1.0), bead.confidence)
            else:
                alone.add(step)
    points = "".join(
        f"{'L' if step - 1 in least else 'M'}{step} {_height(least[step])}H{step + 1}" for step in sorted(least)
    )
    marks = "".join(f"M{step} {TALL}h1" for step in sorted(alone))
    low = _height(LOW_CONFIDENCE)
    return (
        f'<svg xmlns="{_XML}" viewBox="-4 -4 {SIZE + 8} {TALL + 8}" fill="none" stroke-width="1.2">'
        f'<path stroke="{COLOURS["low"]}" stroke-dasharray="3 3" stroke-width=".6" d="M0 {low}H{SIZE}"/>'
        f'<path stroke="{COLOURS["plain"]}" d="{points}"/>'
        f'<path stroke="{COLOURS["gap"]}" stroke-width="3" d="{marks}"/></svg>'
    )


def _height(confidence: float) -> float:
    return round(TALL * (1 - confidence), 1)


def alignment_picture(bitext: Bitext) -> str:
    """Both with their names, what the colours mean, and how many rows there are."""
    source, target = (wording.xml_text(wording.shown_name(each.name)) for each in (bitext.source, bitext.target))
    wide, high, line = _SCALE * (SIZE + 8), _SCALE * (SIZE + 8), _SCALE * (TALL + 8)
    under = _TOP + high + 40
    width, height = _LEFT + wide + 10, under + line + 40
    plot = _placed(dot_plot(bitext), _LEFT, _TOP, wide, high)
    confidence = _placed(confidence_line(bitext), _LEFT, under, wide, line)
    key = "".join(
        f'<circle cx="{_LEFT + 8 + 122 * at}" cy="{height - 16}" r="4" fill="{COLOURS[kind]}"/>'
        f'<text x="{_LEFT + 16 + 122 * at}" y="{height - 12}">{words}</text>'
        for at, (kind, words) in enumerate(LEGEND.items())
    )
    side = _TOP + high / 2
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="{_XML}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        'font-family="sans-serif" font-size="12" fill="currentColor">\n'
        f"<title>{source} – {target}: {len(bitext.beads)} rows</title>\n"
        f'<text x="{_LEFT}" y="20">{source} →</text>\n'
        f'<text x="20" y="{side}" text-anchor="middle" transform="rotate(90 20 {side})">{target} →</text>\n'
        f'<rect x="{_LEFT}" y="{_TOP}" width="{wide}" height="{high}" fill="none" stroke="currentColor" opacity=".3"/>'
        f"\n{plot}\n"
        f'<text x="{_LEFT}" y="{under - 8}">confidence over {source}; dashed: {LOW_CONFIDENCE:.0%}</text>\n'
        f"{confidence}\n{key}\n</svg>\n"
    )


def _placed(picture: str, left: int, top: int, width: int, height: int) -> str:
    place = f'<svg x="{left}" y="{top}" width="{width}" height="{height}" '
    return picture.replace("<svg ", place, 1)
