"""The fit, by gradient: whole right ways are made likely."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from duizhao.align.beads.lattice import Lattice
from duizhao.align.beads.scorer import ArcScorer, arc_scorer_of, standard
from duizhao.align.training.lattices import Example, Piece, pieces
from duizhao.align.vectors.arrays import Doubles, Flags, Floats


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the fit is done. `novels` counts the documents aligned by hand so many times: they alone are free prose."""

    hidden: int = 32
    epochs: int = 30
    rate: float = 4e-3
    decay: float = 1e-2
    dropout: float = 0.2
    batch: int = 12
    networks: int = 3
    novels: float = 2.0
    seed: int = 0


class _Scorer(nn.Module):
    """One network over standard features; see `duizhao.align.beads.scorer.Network`."""

    def __init__(self, columns: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.direct = nn.Linear(columns, 1)
        self.into = nn.Linear(columns, hidden)
        self.out = nn.Linear(hidden, 1, bias=False)
        self.dropout = nn.Dropout(dropout)
        nn.init.zeros_(self.direct.weight)
        nn.init.normal_(self.out.weight, 0, 0.1)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Scores [rows] of features [rows, columns]."""
        hidden = self.dropout(nn.functional.silu(self.into(features)))
        scores: torch.Tensor = (self.direct(features) + self.out(hidden))[:, 0]
        return scores


@dataclass(frozen=True, slots=True)
class _Batch:
    """Pieces learned from together; `weight` of each arc, by its document."""

    lattice: Lattice
    right: Flags
    paired: Flags
    features: tuple[torch.Tensor, torch.Tensor]
    weight: Doubles
    sentences: int


def fitted(examples: Sequence[Example], recipe: Recipe) -> dict[str, Floats]:
    """The weights of an arc scorer (`align.beads.scorer.arc_scorer_of` reads them), averaged over several networks."""
    scales = [_scale(np.concatenate([getattr(one.features, kind) for one in examples])) for kind in ("paired", "alone")]
    nets = [_fit_once(examples, scales, recipe, recipe.seed + number) for number in range(recipe.networks)]
    weights: dict[str, NDArray[Any]] = {}
    for at, name in enumerate(("paired", "alone")):
        weights[f"{name}.mean"], weights[f"{name}.deviation"] = scales[at]
        states = [{key: value.numpy() for key, value in net[at].state_dict().items()} for net in nets]
        count = len(states)
        weights[f"{name}.direct"] = np.mean([state["direct.weight"][0] for state in states], axis=0)
        weights[f"{name}.constant"] = np.mean([state["direct.bias"] for state in states], axis=0)
        weights[f"{name}.into"] = np.concatenate([state["into.weight"].T for state in states], axis=1)
        weights[f"{name}.bias"] = np.concatenate([state["into.bias"] for state in states])
        weights[f"{name}.out"] = np.concatenate([state["out.weight"][0] for state in states]) / count
    return {key: np.ascontiguousarray(value, np.float32) for key, value in weights.items()}


def fitted_arc_scorer(examples: Sequence[Example], recipe: Recipe) -> ArcScorer:
    """The arc scorer itself."""
    return arc_scorer_of(fitted(examples, recipe))


def _scale(rows: Floats) -> tuple[Floats, Floats]:
    return rows.mean(axis=0), rows.std(axis=0) + 1e-3


def _fit_once(
    examples: Sequence[Example], scales: Sequence[tuple[Floats, Floats]], recipe: Recipe, seed: int
) -> nn.ModuleList:
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    nets = nn.ModuleList(
        [_Scorer(len(scale[0]), recipe.hidden // (1 + at), recipe.dropout) for at, scale in enumerate(scales)]
    )
    batches = _batches(examples, scales, recipe, generator)
    optimizer = torch.optim.AdamW(nets.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    step, steps = 0, recipe.epochs * len(batches)
    for _ in range(recipe.epochs):
        for at in generator.permutation(len(batches)):
            for group in optimizer.param_groups:
                group["lr"] = recipe.rate * min(1.0, (step + 1) / 10) * (1 + math.cos(math.pi * step / steps)) / 2
            step += 1
            batch = batches[at]
            scores = [net(rows) for net, rows in zip(nets, batch.features, strict=True)]
            gradients = _gradients(batch, [score.detach().numpy() for score in scores])
            optimizer.zero_grad()
            torch.autograd.backward(scores, gradients)
            optimizer.step()
    return nets.eval()


def _gradients(batch: _Batch, scores: Sequence[Floats]) -> list[torch.Tensor]:
    """Of the negative log likelihood of right ways, for beads with two sides and with one; a sentence's share.

    That of an arc's score is its probability, less its probability where only right ways are allowed.
    """
    whole = np.empty(len(batch.paired))
    whole[batch.paired], whole[~batch.paired] = scores
    probable = np.exp(batch.lattice.log_arc_marginals(whole))
    right = np.exp(batch.lattice.log_arc_marginals(np.where(batch.right, whole, -np.inf)))
    gradient = (probable - right) * batch.weight / batch.sentences
    return [torch.tensor(gradient[of], dtype=torch.float32) for of in (batch.paired, ~batch.paired)]


def _batches(
    examples: Sequence[Example],
    scales: Sequence[tuple[Floats, Floats]],
    recipe: Recipe,
    generator: np.random.Generator,
) -> list[_Batch]:
    cut = [(one, piece) for one in examples for piece in pieces(one)]
    order = generator.permutation(len(cut))
    return [
        _batch([cut[at] for at in chosen], scales, recipe)
        for chosen in np.array_split(order, max(1, len(cut) // recipe.batch))
    ]


def _batch(chosen: Sequence[tuple[Example, Piece]], scales: Sequence[tuple[Floats, Floats]], recipe: Recipe) -> _Batch:
    rows: tuple[list[Floats], list[Floats]] = ([], [])
    for one, piece in chosen:
        for at, (kind, of) in enumerate((("paired", one.arcs.paired), ("alone", ~one.arcs.paired))):
            index = np.cumsum(of) - 1
            rows[at].append(getattr(one.features, kind)[index[piece.chosen[of[piece.chosen]]]])
    features = [
        torch.tensor(standard(np.concatenate(columns), mean, deviation), dtype=torch.float32)
        for columns, (mean, deviation) in zip(rows, scales, strict=True)
    ]
    counts = [_count(one.known.name, recipe) for one, _ in chosen]
    sizes = [len(piece.chosen) for _, piece in chosen]
    return _Batch(
        Lattice([piece.part for _, piece in chosen]),
        np.concatenate([one.right[piece.chosen] for one, piece in chosen]),
        np.concatenate([one.arcs.paired[piece.chosen] for one, piece in chosen]),
        (features[0], features[1]),
        np.repeat(np.array(counts), sizes),
        sum(piece.part.sources for _, piece in chosen),
    )


def _count(name: str, recipe: Recipe) -> float:
    return recipe.novels if name.removeprefix("planted ").startswith("mac-dev") else 1.0
