"""A checkpoint's folder, read: its tokenizer, its layers, and what must be known of them."""

from __future__ import annotations

from dataclasses import dataclass

from tokenizers import Tokenizer

from duizhao.models.transformer.forward import Forward


@dataclass(frozen=True, slots=True)
class Loaded:
    """`first`, `last`: the pieces that stand before and after every text. `positions`: tokens of the longest text."""

    tokenizer: Tokenizer
    forward: Forward
    first: int
    last: int
    layers: int
    dimension: int
    positions: int
