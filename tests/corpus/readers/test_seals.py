"""Strokes of a seal that were taken for words."""

from __future__ import annotations

import numpy as np
import pytest

from duizhao.corpus.readers.ocr.recognizer import SeenLine
from duizhao.corpus.readers.ocr.seals import without_seals

RED, BLACK, PAPER, SHADE = (40, 30, 200), (30, 30, 30), (245, 245, 250), (110, 120, 130)
"""Blue, green, red."""


def page(ink: tuple[int, int, int], paper: tuple[int, int, int] = PAPER, *, over: bool = False) -> np.ndarray:
    """A page with four strokes in one ink, and with black ones beside them."""
    made = np.full((200, 400, 3), paper, np.uint8)
    for left in (110, 130, 150, 170):
        made[95:110, left : left + 5] = ink
        if over:
            made[95:110, left + 8 : left + 12] = BLACK
    return made


@pytest.mark.parametrize(
    ("text", "confidence", "pixels", "read"),
    [
        ("川川", 0.87, page(RED), False),
        ("I", 0.6, page((45, 35, 120), SHADE), False),
        ("川川", 0.87, page(BLACK), True),
        ("川川", 0.87, page(RED, over=True), True),
        ("绝密", 0.99, page(RED), True),
        ("国务院", 0.9, page(RED), True),
    ],
)
def test_red_strokes_of_one_or_two_letters_are_not_read(
    text: str, confidence: float, pixels: np.ndarray, read: bool
) -> None:
    middle = np.array([[105.0, 102.0], [185.0, 102.0]])
    (line,) = without_seals([SeenLine(text, confidence, middle, 24.0)], pixels)
    assert line.confidence == (confidence if read else 0.0)
    assert line.text == text


def test_a_line_beyond_the_edge_is_left_alone() -> None:
    line = SeenLine("川", 0.7, np.array([[500.0, 300.0], [520.0, 300.0]]), 20.0)
    assert next(iter(without_seals([line], page(RED)))).confidence == 0.7
