"""Where lines lie on the flat page: edges, sizes."""

from __future__ import annotations

import numpy as np
import pytest

from duizhao.corpus.readers.ocr.layout import laid_out
from duizhao.corpus.readers.ocr.recognizer import SeenLine

WIDTH, HEIGHT, SIZE = 3000, 4000, 60


def seen(text: str, left: float, y: float, right: float, size: float = SIZE) -> SeenLine:
    return SeenLine(text, 0.99, np.array([[left, y], [(left + right) / 2, y], [right, y]]), size / 1.06)


def page(full: float, narrowing: float) -> list[SeenLine]:
    """Lines between edges that come nearer by a share from the first to the last; a share of them is full."""
    made = []
    for at in range(36):
        scale = 1 - narrowing * at / 35
        count = 35 if at % 10 < full * 10 else 5 + (7 * at) % 24
        left = WIDTH / 2 - 1050 * scale
        made.append(seen("国" * count, left, 300 + 95.0 * at, left + 60 * scale * count, SIZE * scale))
    return made


@pytest.mark.parametrize("full", [0.3, 0.6])
def test_a_page_in_perspective_has_straight_edges_again(full: float) -> None:
    lines = page(full, 0.2)
    flat = laid_out(lines, WIDTH, HEIGHT, "1").lines
    ends = [line.right for line in flat if len(line.text) == 35]
    assert np.ptp([line.left for line in flat]) < 6
    assert np.ptp(ends) < 6
    assert {line.size for line in flat} == {12.0}


def test_ragged_lines_of_one_height_are_not_straightened() -> None:
    generator = np.random.default_rng(3)
    for _ in range(20):
        lines = []
        for at in range(30):
            text = "word " * int(generator.integers(6, 20))
            lines.append(seen(text.strip(), 400, 300 + 95.0 * at, 400 + len(text) * 22))
        flat = laid_out(lines, WIDTH, HEIGHT, "1").lines
        widths = [(line.right - line.left) / len(line.text) for line in flat]
        assert max(widths) / min(widths) < 1.3


def test_a_short_line_is_no_title_by_chance() -> None:
    lines = page(0.6, 0.0)
    lines[4] = seen("第1条", 450, lines[4].middle[0, 1], 450 + 60 * 2.5 + 50, 1.6 * SIZE)
    lines[0] = seen("城市道路管理办法", 900, lines[0].middle[0, 1], 900 + 8 * 96, 96)
    flat = {line.text: line.size for line in laid_out(lines, WIDTH, HEIGHT, "1").lines}
    assert flat["第1条"] == 12.0
    assert flat["城市道路管理办法"] >= 1.4 * 12
