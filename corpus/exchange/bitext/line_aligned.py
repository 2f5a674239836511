"""Two texts, a bead a line, the same number of lines: for ParaConc, AntConc and whatever reads lines side by side."""

from __future__ import annotations

from duizhao.corpus.bitext import Bitext
from duizhao.corpus.text.tokenization import words


def write_lines_of(bitext: Bitext) -> tuple[str, str, str]:
    """The Chinese, the English, and the Chinese with a space between its words (AntConc counts words by spaces).

    A line is empty where that side has nothing.
    """
    sides: tuple[list[str], list[str], list[str]] = ([], [], [])
    for _, source, target in bitext.rows():
        sides[0].append(_line(source))
        sides[1].append(_line(target))
        sides[2].append(" ".join(word for word in words(_line(source), "zh") if not word.isspace()))
    first, second, spaced = ("".join(f"{line}\n" for line in side) for side in sides)
    return first, second, spaced


def _line(text: str) -> str:
    return " ".join(text.split())
