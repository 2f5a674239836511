"""The corpus that ships: five public texts in Chinese and English, and an invented article that quotes them."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent

_NAMES = ("constitution", "udhr", "taiwan-assembly", "taiwan-information", "taiwan-personal-data")


def sample_pairs() -> list[tuple[str, Path, Path]]:
    """Name, Chinese file and English file of each text."""
    return [(name, _FOLDER / f"{name}.zh.txt", _FOLDER / f"{name}.en.txt") for name in _NAMES]


def sample_article() -> Path:
    """The article; `article.expected.tsv` beside it says what each of its quotations should be traced to."""
    return _FOLDER / "article.txt"
