"""The link scorer's network as it is trained, and its training on links between words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from duizhao.models.word_linker.network import LinkNetwork

WIDTH = 64
BLOCKS = 4
RATE = 3e-3
TOGETHER = 4
"""Examples a step."""


@dataclass(frozen=True, slots=True)
class Example:
    """`evidence` [n, m, CHANNELS]; which tokens stand in which words; `links` and `weights` [source, target words].

    `source` and `target` are int64 [2, k]: a token and a word it stands in. Where tokens are the words, both rows count
    up. `weights`: 0 where either answer is right.
    """

    evidence: NDArray[np.float16]
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    links: NDArray[np.float32]
    weights: NDArray[np.float32]


def word_logits(net: LinkNetwork, example: Example) -> Tensor:
    """The strongest logit of the tokens of each pair of words, [source words, target words]."""
    logits = net(torch.from_numpy(example.evidence).float().permute(2, 0, 1)[None])
    source, target = torch.from_numpy(example.source), torch.from_numpy(example.target)
    rows, columns = example.links.shape
    places = (source[1][:, None] * columns + target[1][None]).reshape(-1)
    strongest = torch.full((rows * columns,), -1e4).scatter_reduce(
        0, places, logits[source[0]][:, target[0]].reshape(-1), "amax"
    )
    return strongest.view(rows, columns)


def loss(net: LinkNetwork, example: Example) -> Tensor:
    """Cross-entropy over all pairs of words, for each link."""
    links = torch.from_numpy(example.links)
    losses = functional.binary_cross_entropy_with_logits(word_logits(net, example), links, reduction="none")
    return (losses * torch.from_numpy(example.weights)).sum() / links.sum().clamp(min=1)


def fit(
    net: LinkNetwork, examples: Sequence[Callable[[], Example] | Example], passes: int, seed: int, rate: float
) -> Iterator[float]:
    """Train on the examples, in another order each pass, and give each pass's mean loss.

    An example may be a choice that is made each time.
    """
    generator = np.random.default_rng(seed)
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=passes * len(examples) // TOGETHER + 1)
    net.train()
    for _ in range(passes):
        total = 0.0
        for at, index in enumerate(generator.permutation(len(examples)), 1):
            chosen = examples[index]
            one = loss(net, chosen if isinstance(chosen, Example) else chosen())
            torch.autograd.backward([one / TOGETHER])
            total += one.item()
            if at % TOGETHER == 0:
                optimizer.step()
                optimizer.zero_grad()
                schedule.step()
        yield total / len(examples)


@torch.inference_mode()
def probabilities(net: LinkNetwork, example: Example) -> NDArray[np.float32]:
    """Of each pair of words."""
    links: NDArray[np.float32] = torch.sigmoid(word_logits(net, example)).numpy()
    return links
