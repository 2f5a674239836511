"""What is ordinary in either language, for texts too short to show it."""

from __future__ import annotations

from duizhao.align.vectors.similarity import Background, background
from duizhao.models.encoder import Encoder
from duizhao.models.transformer.mean_centering import CHINESE, ENGLISH

_KNOWN_BACKGROUNDS: dict[str, tuple[Background, Background]] = {}


def backgrounds(encoder: Encoder) -> tuple[Background, Background]:
    """The Chinese and the English background, encoded once for a model however many pairs are aligned."""
    if encoder.signature not in _KNOWN_BACKGROUNDS:
        chinese, english = (background(texts, list(encoder.encode(texts))) for texts in (CHINESE, ENGLISH))
        _KNOWN_BACKGROUNDS[encoder.signature] = chinese, english
    return _KNOWN_BACKGROUNDS[encoder.signature]
