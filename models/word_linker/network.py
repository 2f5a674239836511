"""The network that weighs the evidence for every pair of tokens, with what its neighbours, its row and its column say.

Some ten thousand weights over a grid of tokens: each block sees, beside a pair's own state, the states of the pairs
around it (a diagonal speaks for a link), and the strongest of its row and of its column (a rival speaks against it).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from duizhao.models.word_linker.features import CHANNELS

REACH = 2
"""Tokens to each side that a pair's neighbourhood holds."""
DROPPED = 0.1
"""Channels that a block does not see, in training."""


class LinkNetwork(nn.Module):
    """Evidence [1, CHANNELS, n, m] to logits [n, m]."""

    def __init__(self, width: int, blocks: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(CHANNELS, width, 1)
        size = 2 * REACH + 1
        self.around = nn.ModuleList(nn.Conv2d(width, width, size, padding=REACH, groups=width) for _ in range(blocks))
        self.mixed = nn.ModuleList(nn.Conv2d(4 * width, width, 1) for _ in range(blocks))
        self.last = nn.Conv2d(width, 1, 1)
        self.dropped = nn.Dropout2d(DROPPED)

    def forward(self, evidence: Tensor) -> Tensor:
        """The logit of every pair of tokens being a link."""
        states = functional.relu(self.first(evidence))
        for around, mixed in zip(self.around, self.mixed, strict=True):
            states = states + functional.relu(self._mixed(states, around, mixed))
        logits: Tensor = self.last(states)[0, 0]
        return logits

    def _mixed(self, states: Tensor, around: nn.Module, mixed: nn.Module) -> Tensor:
        """A pair's own state, its neighbourhood, and the maxima of its row and column, each with its own weights."""
        row, column = states.amax(3, keepdim=True), states.amax(2, keepdim=True)
        if self.training:
            whole = [states, around(states), row.expand_as(states), column.expand_as(states)]
            result: Tensor = mixed(self.dropped(torch.cat(whole, 1)))
            return result
        assert isinstance(mixed, nn.Conv2d)
        own, near, along, down = mixed.weight.chunk(4, 1)
        # The same without copying the maxima over the grid: their products are added by broadcasting.
        both = functional.conv2d(torch.cat([states, around(states)], 1), torch.cat([own, near], 1), mixed.bias)
        return both + functional.conv2d(row, along) + functional.conv2d(column, down)
