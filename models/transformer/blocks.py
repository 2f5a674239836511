"""Weights in four bits: blocks of 32 along a row, with a half-precision scale each, as such models are published.

Nothing is lost where the weights came from such blocks: `packed` finds the blocks again, bit for bit, or says that
there are none.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

BLOCK = 32
NIBBLES, SCALES = ".nibbles", ".scales"
"""What follows a weight's name in a file."""
_NEIGHBOURS = range(-9, 10)
"""Last places by which a scale may differ from a weight over its steps: bfloat16 has three binary digits fewer."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """A matrix [rows, columns] as `nibbles` uint8 [rows, columns / 2] and `scales` float16 [rows, columns / 32].

    Weight j of a block is the low half of byte j, weight j + 16 its high half, less 8, times the scale.
    """

    nibbles: Tensor
    scales: Tensor

    def __getitem__(self, rows: Tensor) -> Tensor:
        """bfloat16: the rows of those numbers, which keep the shape of `rows`."""
        nibbles = self.nibbles[rows].view(*rows.shape, -1, BLOCK // 2)
        steps = torch.cat([nibbles & 15, nibbles >> 4], dim=-1).float() - 8
        return (steps * self.scales[rows].float()[..., None]).flatten(-2).bfloat16()

    def whole(self) -> Tensor:
        """bfloat16 [rows, columns]."""
        return self[torch.arange(len(self.nibbles), device=self.nibbles.device)]

    def to(self, device: torch.device) -> Blocks:
        """The same on a device."""
        return Blocks(self.nibbles.to(device), self.scales.to(device))


def packed(weight: Tensor) -> Blocks | None:
    """The blocks that bfloat16 weights [rows, columns] were made from; None if they were not."""
    if weight.dtype != torch.bfloat16 or weight.ndim != 2 or weight.shape[1] % BLOCK:
        return None
    blocks = weight.reshape(-1, BLOCK)
    largest = blocks.abs().amax(dim=1).float()
    scales = torch.zeros(len(blocks), dtype=torch.float16)
    steps = torch.zeros(blocks.shape, dtype=torch.int8)
    left = torch.arange(len(blocks))[largest > 0]
    for most in range(8, 0, -1):
        for neighbour in _NEIGHBOURS:
            near = (largest[left] / most).half().view(torch.int16) + neighbour
            scale, whole, fits = _fitted(blocks[left], near.view(torch.float16))
            scales[left[fits]], steps[left[fits]] = scale[fits], whole[fits]
            left = left[~fits]
    if len(left):
        return None
    halves = (steps + 8).to(torch.uint8).reshape(len(weight), -1, 2, BLOCK // 2)
    candidate = Blocks((halves[:, :, 0] | halves[:, :, 1] << 4).flatten(1), scales.view(len(weight), -1))
    return candidate if torch.equal(candidate.whole(), weight) else None


def _fitted(blocks: Tensor, scale: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Scales [blocks], whole steps of them [blocks, 32], and whether these give the blocks, within -8 and 7."""
    steps = (blocks.float() / scale.float()[:, None]).round()
    same = ((steps * scale.float()[:, None]).bfloat16() == blocks).all(dim=1)
    turned = steps.amax(dim=1) > 7  # 8 steps of a scale are -8 of its opposite
    steps, scale = torch.where(turned[:, None], -steps, steps), torch.where(turned, -scale, scale)
    fits = same & (steps.amin(dim=1) >= -8) & (steps.amax(dim=1) <= 7)
    return scale, steps.clamp(-8, 7).to(torch.int8), fits
