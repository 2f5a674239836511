"""An alignment as one picture: a dot for each bead, the source along, the translation down."""

from __future__ import annotations

from duizhao.align.report.bitext_page import LOW_CONFIDENCE
from duizhao.corpus.bitext import Bead, Bitext

SIZE = 240
"""The picture is a square of so many steps; beads that fall on one step are one dot."""
COLOURS = {"plain": "#4a7fc4", "low": "#c98a1d", "moved": "#9b7bc0", "gap": "#d0605a"}
"""By what is to be looked at; each can be seen on a light ground and on a dark one."""


def dot_plot(bitext: Bitext) -> str:
    """The picture as SVG; nothing of the texts is in it."""
    across, down = max(1, len(bitext.source.text)), max(1, len(bitext.target.text))
    dots: dict[tuple[int, int], str] = {}
    last = 0
    for bead in bitext.beads:
        source, target = bitext.source_span(bead), bitext.target_span(bead)
        x = (source.start + source.end) // 2 * SIZE // across if source else -1
        y = (target.start + target.end) // 2 * SIZE // down if target else last
        if source and target and not bead.moved:
            last = y
        dots.setdefault((x if source else 0, y), _kind(bead))
        if _kind(bead) != "plain":
            dots[x if source else 0, y] = _kind(bead)
    paths = []
    for kind, colour in COLOURS.items():
        path = "".join(f"M{x} {y}h.01" for (x, y), its in sorted(dots.items()) if its == kind)
        if path:
            paths.append(f'<path stroke="{colour}" d="{path}"/>')
    frame = f"-4 -4 {SIZE + 8} {SIZE + 8}"
    line = 'fill="none" stroke-width="2.2" stroke-linecap="round"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{frame}" {line}>{"".join(paths)}</svg>'


def _kind(bead: Bead) -> str:
    if not bead.source or not bead.target:
        return "gap"
    if bead.moved:
        return "moved"
    return "low" if bead.confidence < LOW_CONFIDENCE else "plain"
