"""The networks that rank the candidates of a quotation, fitted on fragments of parallel text.

After `duizhao.align.training.interaction`, whose scores are among the features.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor, nn

from duizhao.align.beads.scorer import standard
from duizhao.align.quotations.capitals import as_a_sentence
from duizhao.align.quotations.features import CandidateFeatures
from duizhao.align.quotations.interaction import Interaction, shipped_interaction
from duizhao.align.quotations.reranker import WEIGHTS
from duizhao.align.quotations.rivals import lesser_rivals
from duizhao.align.quotations.source_search import layers_of
from duizhao.align.training.interaction import HALVES, half_of
from duizhao.align.training.quotation_libraries import (
    LIBRARIES,
    FragmentLibrary,
    library_of,
    pairs_of,
    sentences_beside,
)
from duizhao.align.vectors.arrays import Floats
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder

HIDDEN, MIXED = 24, 48
NETWORKS, EPOCHS, BATCH, RATE, DECAY, DROPOUT = 4, 14, 32, 3e-3, 1e-3, 0.2

SHARPNESS, OFFSET = 0.92, 0.82
"""By maximum likelihood on the quotations of 16 articles: news that the encoder had not seen, as it had these pairs."""


@dataclass(frozen=True, slots=True)
class Case:
    """A fragment's candidates, as they were retrieved, best first, and which of them hold it: bool [candidates]."""

    candidates: list[CandidateFeatures]
    right: np.ndarray


def cases(data: Path, encoder: Encoder, seed: int) -> Iterator[Case]:
    """Fragments with their candidates, library by library."""
    generator = random.Random(seed)
    for kinds, beside in LIBRARIES:
        pairs, wanted = pairs_of(data, kinds, generator)
        library = library_of(pairs, wanted, sentences_beside(data, beside, seed), encoder, generator)
        yield from library_cases(library, encoder)


def library_cases(library: FragmentLibrary, encoder: Encoder) -> Iterator[Case]:
    """The fragments of a library with their candidates, read by the networks that were not fitted on their halves."""
    linker = encoder.linker
    if linker is None:
        raise ValueError("the ranking is of a linker's features, and this encoder has none")
    unread = [_that_read_not(half) for half in range(HALVES)]
    for some in library.batches():
        phrases = [as_a_sentence(phrase) for _, phrase in some]
        encoded = list(encoder.encode(phrases, layers_of(linker)))
        retrieved = dict(enumerate(library.search.retrieve(encoded)))
        for half in range(HALVES):
            its = {at: found for at, found in retrieved.items() if half_of(some[at][0]) == half}
            for at, (features, _) in library.search.features(phrases, encoded, its, linker, unread[half]).items():
                source, phrase = some[at]
                texts = [library.search.passages.text(int(row)) for row in its[at].rows]
                right = [text == source or library.says(text, phrase) for text in texts]
                yield Case(features, np.array(right))


def _that_read_not(half: int) -> Interaction:
    """The shipped interaction with the one network that was not fitted on a half."""
    shipped = shipped_interaction()
    return Interaction(shipped.reduction, (shipped.networks[half],))


class Ranker(nn.Module):
    """The network of `duizhao.align.quotations.reranker`, as torch fits it."""

    def __init__(self, token: int, whole: int) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(token, HIDDEN), nn.Linear(HIDDEN, HIDDEN)
        self.attention, self.value = nn.Linear(HIDDEN, 2), nn.Linear(HIDDEN, HIDDEN)
        self.mixed, self.out = nn.Linear(whole + 2 * HIDDEN, MIXED), nn.Linear(MIXED, 1)
        self.direct = nn.Linear(whole, 1)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, tokens: Tensor, whole: Tensor, there: Tensor) -> Tensor:
        """Scores [cases, candidates] of tokens [cases, candidates, tokens, …] and whole [cases, candidates, …].

        `there` [cases, tokens]: which tokens a phrase has.
        """
        hidden = nn.functional.silu(self.second(nn.functional.silu(self.first(tokens))))
        attention = self.attention(hidden).masked_fill(~there[:, None, :, None], -1e4).softmax(dim=2)
        pooled = torch.einsum("bkna,bknh->bkah", attention, self.value(hidden)).flatten(2)
        mixed = self.dropout(nn.functional.silu(self.mixed(torch.cat([whole, pooled], dim=-1))))
        scores: Tensor = (self.out(mixed) + self.direct(whole))[..., 0]
        return scores


def fit(given: Sequence[Case], seed: int) -> dict[str, Floats]:
    """The arrays of one network, by the names of `duizhao.align.quotations.reranker.RankingNetwork`."""
    torch.manual_seed(seed)
    generator = random.Random(seed)
    tokens = np.concatenate([candidate.tokens for case in given for candidate in case.candidates[:8]])
    whole = np.stack([candidate.whole for case in given for candidate in case.candidates])
    scale = [tokens.mean(axis=0), tokens.std(axis=0), whole.mean(axis=0), whole.std(axis=0)]
    scale[1], scale[3] = np.maximum(scale[1], 1e-3), np.maximum(scale[3], 1e-3)
    ranker = Ranker(tokens.shape[1], whole.shape[1])
    optimizer = torch.optim.AdamW(ranker.parameters(), lr=RATE, weight_decay=DECAY)
    order = list(range(len(given)))
    steps = EPOCHS * -(-len(order) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        generator.shuffle(order)
        for start in range(0, len(order), BATCH):
            loss = _loss(ranker, [given[at] for at in order[start : start + BATCH]], scale)
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            nn.utils.clip_grad_norm_(ranker.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return _arrays(ranker, scale)


def _loss(ranker: Ranker, some: Sequence[Case], scale: Sequence[Floats]) -> Tensor:
    """Minus the log-likelihood of the right candidates, or of none of them, by a softmax over all and none."""
    longest, most = max(len(case.candidates[0].tokens) for case in some), max(len(case.candidates) for case in some)
    tokens = torch.zeros(len(some), most, longest, len(scale[0]))
    whole = torch.zeros(len(some), most, len(scale[2]))
    there = torch.zeros(len(some), longest, dtype=torch.bool)
    right, given = torch.zeros(len(some), most), torch.zeros(len(some), most, dtype=torch.bool)
    for at, case in enumerate(some):
        count, size = len(case.candidates), len(case.candidates[0].tokens)
        stacked = np.stack([candidate.tokens for candidate in case.candidates])
        tokens[at, :count, :size] = torch.from_numpy(standard(stacked, scale[0], scale[1]))
        whole[at, :count] = torch.from_numpy(standard(np.stack([m.whole for m in case.candidates]), scale[2], scale[3]))
        there[at, :size], given[at, :count] = True, True
        right[at, :count] = torch.from_numpy(case.right.astype(np.float32))
    scores = ranker(tokens, whole, there).masked_fill(~given, -1e4)
    shares = torch.cat([scores, torch.zeros(len(some), 1)], dim=1).log_softmax(dim=1)
    answers = torch.cat([right, (right.sum(dim=1, keepdim=True) == 0).float()], dim=1)
    return -(shares + answers.clamp(min=1e-30).log()).logsumexp(dim=1).mean()


def _arrays(ranker: Ranker, scale: Sequence[Floats]) -> dict[str, Floats]:
    def linear(layer: nn.Linear) -> tuple[Floats, Floats]:
        return layer.weight.detach().numpy().T.copy(), layer.bias.detach().numpy().copy()

    arrays: dict[str, Floats] = dict(
        zip(("token_mean", "token_deviation", "whole_mean", "whole_deviation"), scale, strict=True)
    )
    for name, layer in (
        ("token_first", ranker.first),
        ("token_second", ranker.second),
        ("attention", ranker.attention),
        ("value", ranker.value),
        ("mixed", ranker.mixed),
    ):
        arrays[name], arrays[f"{name}_bias"] = linear(layer)
    (out, constant), (direct, more) = linear(ranker.out), linear(ranker.direct)
    return arrays | {"out": out[:, 0].copy(), "direct": direct[:, 0].copy(), "constant": (constant + more)[0:1].copy()}


def write_ranking(
    networks: Sequence[dict[str, Floats]], lesser: Floats, sharpness: float, offset: float, path: Path = WEIGHTS
) -> None:
    """The file that `duizhao.align.quotations.reranker` reads."""
    arrays = {
        f"{at}.{name}": np.ascontiguousarray(array, np.float32)
        for at, network in enumerate(networks)
        for name, array in network.items()
    }
    arrays |= {"lesser": np.ascontiguousarray(lesser, np.float32)}
    arrays |= {"sharpness": np.array([sharpness], np.float32), "offset": np.array([offset], np.float32)}
    save_file(arrays, path)


def main() -> None:
    """Fit the networks and write them beside the modules that read them."""
    parser = argparse.ArgumentParser(prog="python -m duizhao.align.training.reranker", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the benchmark data")
    parser.add_argument("--rounds", type=int, default=2, help="how often fragments are cut from the libraries")
    options = parser.parse_args()
    encoder = open_encoder()
    given: list[Case] = []
    for seed in range(1, options.rounds + 1):
        for case in cases(options.data, encoder, seed):
            given.append(case)
            if len(given) % 500 == 0:
                sys.stderr.write(f"{len(given)} fragments\n")
    wholes = [np.stack([candidate.whole for candidate in case.candidates]) for case in given]
    lesser = lesser_rivals(wholes, [case.right for case in given])
    write_ranking([fit(given, seed) for seed in range(NETWORKS)], lesser, SHARPNESS, OFFSET)


if __name__ == "__main__":
    main()
