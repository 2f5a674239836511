"""The networks that read a quotation beside a sentence, fitted on fragments of parallel text and their real rivals.

Each is fitted on the fragments whose source is not in its own half, so that the ranking, which is fitted after it, sees
scores of fragments that their network has never read.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor, nn
from torch.nn import functional

from duizhao.align.quotations.capitals import as_a_sentence
from duizhao.align.quotations.interaction import CHINESE_SIDE, ENGLISH_SIDE, FAR, HEADS, LAYERS, WEIGHTS, Reduction
from duizhao.align.training.quotation_libraries import LIBRARIES, library_of, pairs_of, sentences_beside
from duizhao.align.vectors.arrays import Floats
from duizhao.corpus.text.han import in_simplified
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder

REDUCED, WIDTH = 128, 128
RIVALS, HARDEST = 48, 8
"""Sentences that the first stage retrieves for a fragment, and how many of the first are in every list."""
LISTED = 16
"""Sentences that a fragment is fitted on at a time: the right one, the hardest, and some of the others."""
HALVES, FIRST_HALF = 2, 48
"""Hundredths of the sentences in the first half; the last three were held out when the networks were chosen."""
CHUNK = 64
"""Pairs that are read at a time, alike in length."""
BATCH, RATE, DECAY, DROPOUT, EPOCHS = 16, 1.5e-3, 0.02, 0.1, 2.2
AVERAGED = 0.003
"""How fast the averaged weights follow."""
LONGEST_PHRASE, LONGEST_SENTENCE = 64, 128
"""Tokens that are fitted on; nothing is cut where it is used."""
SAMPLE = 2500
"""Texts of a language that the directions are found on."""


@dataclass(frozen=True, slots=True)
class RivalList:
    """A fragment, the sentence it is of, whether that is searched, and what the first stage retrieves, best first."""

    phrase: str
    source: str
    searched: bool
    retrieved: tuple[str, ...]

    @property
    def half(self) -> int:
        """The network that must not learn from it."""
        return half_of(self.source)


def half_of(source: str) -> int:
    """The half that a Chinese sentence belongs to, whatever its script."""
    return int(zlib.crc32(in_simplified(source).encode()) % 100 >= FIRST_HALF)


def rival_lists(data: Path, encoder: Encoder, rounds: int, seed: int) -> Iterator[RivalList]:
    """Fragments of every library with their rivals, `rounds` times."""
    for at in range(rounds):
        generator = random.Random(seed + at)
        for kinds, beside in LIBRARIES:
            pairs, wanted = pairs_of(data, kinds, generator)
            library = library_of(pairs, wanted, sentences_beside(data, beside, seed + at), encoder, generator)
            for some in library.batches():
                encoded = list(encoder.encode([as_a_sentence(phrase) for _, phrase in some]))
                for (source, phrase), its in zip(some, library.search.retrieve(encoded, RIVALS), strict=True):
                    texts = (library.search.passages.text(int(row)) for row in its.rows)
                    rivals = [text for text in texts if text == source or not library.says(text, phrase)]
                    yield RivalList(
                        as_a_sentence(phrase),
                        in_simplified(source),
                        source in library.searched,
                        tuple(map(in_simplified, rivals)),
                    )


class Side(NamedTuple):
    """Phrases, or sentences: vectors, which tokens are there, and the tokens' states."""

    vectors: Tensor
    there: Tensor
    states: Tensor


class Interaction(nn.Module):
    """The network of `duizhao.align.quotations.interaction`, as torch fits it; the names are the same."""

    def __init__(self) -> None:
        super().__init__()
        self.phrase, self.sentence = nn.Linear(HEADS * REDUCED, WIDTH), nn.Linear(HEADS * REDUCED, WIDTH)
        self.sentence.load_state_dict(self.phrase.state_dict())  # one space for both, to begin with
        self.phrase_norm, self.sentence_norm = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.scale, self.nowhere = nn.Parameter(torch.full((HEADS,), 10.0)), nn.Parameter(torch.full((HEADS,), 4.0))
        self.met_query, self.met_key = nn.Linear(WIDTH, WIDTH, bias=False), nn.Linear(WIDTH, WIDTH, bias=False)
        nn.init.normal_(self.met_query.weight, 0, 0.02)
        self.met_value, self.nothing = nn.Linear(WIDTH, WIDTH), nn.Parameter(torch.zeros(WIDTH))
        self.whole = nn.Linear(WIDTH, WIDTH)
        self.mix, self.mixed = nn.Linear(5 * WIDTH + 4 * HEADS, 2 * WIDTH), nn.Linear(2 * WIDTH, WIDTH)
        for name in ("context", "again"):
            for part in ("query", "key", "value", "out"):
                self.add_module(f"{name}_{part}", nn.Linear(WIDTH, WIDTH))
            self.add_module(f"{name}_norm", nn.LayerNorm(WIDTH))
            self.add_module(f"{name}_feed_norm", nn.LayerNorm(WIDTH))
            self.add_module(f"{name}_feed_in", nn.Linear(WIDTH, 2 * WIDTH))
            self.add_module(f"{name}_feed_out", nn.Linear(2 * WIDTH, WIDTH))
        self.pool_norm, self.pool, self.value = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, HEADS), nn.Linear(WIDTH, WIDTH)
        self.hidden, self.out = nn.Linear(HEADS * WIDTH + 2, WIDTH), nn.Linear(WIDTH, 1)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, phrases: tuple[Tensor, Tensor], sentences: tuple[Tensor, Tensor]) -> Tensor:
        """Scores [pairs]; both sides: vectors [pairs, tokens, LAYERS, REDUCED], and which tokens are there.

        As `duizhao.align.quotations.interaction` says it for one pair.
        """
        phrase = Side(*phrases, self.phrase_norm(self.phrase(phrases[0].flatten(2))))
        sentence = Side(*sentences, self.sentence_norm(self.sentence(sentences[0].flatten(2))))
        state = self.mix(self._compared(phrase, sentence))
        state = self.mixed(self.dropout(functional.silu(state)))
        heard = self._part("context_norm", state)
        state = state + self._attention("context", heard, heard, phrase.there)
        state = state + self._feed("context_feed", state)
        state = state + self._attention("again", self._part("again_norm", state), sentence.states, sentence.there)
        state = self.pool_norm(state + self._feed("again_feed", state))
        weights = self.pool(state).masked_fill(~phrase.there[..., None], -1e4).softmax(1)
        pooled = torch.einsum("nta,ntd->nad", weights, self.value(state)).flatten(1)
        sizes = torch.stack([phrase.there.sum(1), sentence.there.sum(1)], dim=-1).clamp(min=1).log()
        scores: Tensor = self.out(self.dropout(functional.silu(self.hidden(torch.cat([pooled, sizes], -1)))))
        return scores[:, 0]

    def _compared(self, phrase: Side, sentence: Side) -> Tensor:
        """Each token of the phrase beside what it is led to: [pairs, tokens, …]."""
        cosines = torch.einsum("ntlk,nslk->nlts", phrase.vectors, sentence.vectors)
        query, key = _heads(self.met_query(phrase.states)), _heads(self.met_key(sentence.states))
        value, there = _heads(self.met_value(sentence.states)), sentence.there[:, None, None, :]
        logits = cosines * self.scale[:, None, None] + query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1])
        nowhere = self.nowhere[None, :, None, None].expand(*logits.shape[:3], 1)
        shares = torch.cat([logits.masked_fill(~there, -1e4), nowhere], dim=-1).softmax(-1)
        led, lost = shares[..., :-1], shares[..., -1:]
        met = _joined(led @ value + lost * self.nothing.view(HEADS, 1, -1))
        where = (led * (torch.arange(led.shape[-1]) / FAR)).sum(-1) / (led.sum(-1) + 1e-3)
        has = phrase.there[:, None, :].float()
        centre = (where * has).sum(-1, keepdim=True) / has.sum(-1, keepdim=True)
        away = (where - centre).abs().clamp(max=2)
        steps = functional.pad(where[..., 1:] - where[..., :-1], (1, 0)).clamp(-1, 1)
        best = cosines.masked_fill(~there, -1.0).amax(-1)
        of_sentence = sentence.there[..., None].float()
        mean = (sentence.states * of_sentence).sum(1) / of_sentence.sum(1).clamp(min=1)
        states = phrase.states
        whole = self.whole(mean)[:, None].expand_as(states)
        places = torch.cat([best, lost[..., 0], away, steps], dim=1).transpose(1, 2)
        return torch.cat([states, met, states * met, (states - met).abs(), places, whole], dim=-1)

    def _attention(self, name: str, states: Tensor, others: Tensor, there: Tensor) -> Tensor:
        query, key, value = (
            _heads(self._part(f"{name}_{part}", side))
            for part, side in (("query", states), ("key", others), ("value", others))
        )
        taken = functional.scaled_dot_product_attention(query, key, value, attn_mask=there[:, None, None, :])
        return self._part(f"{name}_out", _joined(taken))

    def _feed(self, name: str, states: Tensor) -> Tensor:
        hidden = self._part(f"{name}_in", self._part(f"{name}_norm", states))
        return self._part(f"{name}_out", self.dropout(functional.silu(hidden)))

    def _part(self, name: str, states: Tensor) -> Tensor:
        out: Tensor = self.get_submodule(name).forward(states)
        return out


def _heads(states: Tensor) -> Tensor:
    """[pairs, HEADS, tokens, …] of [pairs, tokens, …]."""
    return states.view(*states.shape[:2], HEADS, -1).transpose(1, 2)


def _joined(states: Tensor) -> Tensor:
    return states.transpose(1, 2).flatten(2)


def fit(lists: Sequence[RivalList], vectors: Mapping[str, Floats], seed: int) -> dict[str, Floats]:
    """The weights of one network. `vectors`: reduced [tokens, LAYERS, REDUCED] of every phrase and sentence."""
    torch.manual_seed(seed)
    generator = random.Random(seed)
    network = Interaction()
    steps = int(EPOCHS * len(lists) / BATCH)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, RATE, total_steps=steps + 1, pct_start=0.08, final_div_factor=50
    )
    averaged = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=_follow)
    order: list[int] = []
    for step in range(steps):
        if len(order) < BATCH:
            order = list(range(len(lists)))
            generator.shuffle(order)
        some = [_sampled(lists[order.pop()], generator) for _ in range(BATCH)]
        loss = _loss(network, some, vectors)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        averaged.update_parameters(network)
        if step % 100 == 0:
            sys.stderr.write(f"step {step} of {steps}: {loss.item():.3f}\n")
    return {name: value.numpy().copy() for name, value in averaged.module.state_dict().items()}


def _follow(averaged: Sequence[Tensor], now: Sequence[Tensor], count: Tensor | int) -> None:
    share = max(AVERAGED, 1 / (int(count) + 1))
    for mean, value in zip(averaged, now, strict=True):
        mean.lerp_(value, share)


def _sampled(given: RivalList, generator: random.Random) -> tuple[str, list[str], bool]:
    """A phrase, sentences beside it, and whether the first of them says it."""
    rivals = [text for text in given.retrieved if text != given.source]
    others = rivals[HARDEST:]
    chosen = rivals[:HARDEST] + generator.sample(others, min(LISTED - 1 - HARDEST, len(others)))
    return given.phrase, [given.source, *chosen] if given.searched else chosen, given.searched


def _loss(network: Interaction, some: Sequence[tuple[str, list[str], bool]], vectors: Mapping[str, Floats]) -> Tensor:
    """Minus the log-likelihood of the right sentence, or of none, by a softmax over a list's sentences and none."""
    pairs = [(at, text) for at, (_, texts, _) in enumerate(some) for text in texts]
    by_length = sorted(range(len(pairs)), key=lambda at: len(vectors[pairs[at][1]]))
    scores = torch.zeros(len(pairs))
    parts = []
    for start in range(0, len(by_length), CHUNK):
        chunk = [pairs[at] for at in by_length[start : start + CHUNK]]
        phrases = [vectors[some[at][0]][:LONGEST_PHRASE] for at, _ in chunk]
        parts.append(network(_padded(phrases), _padded([vectors[text][:LONGEST_SENTENCE] for _, text in chunk])))
    scores = scores.index_copy(0, torch.tensor(by_length), torch.cat(parts))
    losses, start = [], 0
    for _, texts, searched in some:
        shares = torch.cat([scores[start : start + len(texts)], torch.zeros(1)]).log_softmax(0)
        losses.append(-shares[0 if searched else -1])
        start += len(texts)
    return torch.stack(losses).mean()


def _padded(texts: Sequence[Floats]) -> tuple[Tensor, Tensor]:
    longest = max(map(len, texts))
    vectors = np.zeros((len(texts), longest, *texts[0].shape[1:]), np.float32)
    there = np.zeros((len(texts), longest), bool)
    for at, text in enumerate(texts):
        vectors[at, : len(text)], there[at, : len(text)] = text, True
    return torch.from_numpy(vectors), torch.from_numpy(there)


def reduction_of(chinese: Sequence[str], english: Sequence[str], encoder: Encoder) -> Reduction:
    """The directions in which token vectors of both languages vary most, each less its mean."""
    sides = [
        np.concatenate([unit.layers for unit in encoder.encode(texts, LAYERS)], axis=1).astype(np.float32)
        for texts in (chinese, english)
    ]
    means = np.stack([side.mean(axis=1) for side in sides])
    directions = []
    for layer in range(len(LAYERS)):
        centred = np.concatenate([side[layer] - mean[layer] for side, mean in zip(sides, means, strict=True)])
        directions.append(np.linalg.svd(centred.T @ centred)[0][:, :REDUCED])
    return Reduction(means, np.stack(directions))


def reduced_texts(texts: Iterable[str], language: int, reduction: Reduction, encoder: Encoder) -> dict[str, Floats]:
    """The reduced vectors of each text, kept in half precision."""
    different = list(dict.fromkeys(texts))
    units = encoder.encode(different, LAYERS)
    return {
        text: reduction.reduced(unit.layers, language).astype(np.float16)
        for text, unit in zip(different, units, strict=True)
    }


def write_interaction(reduction: Reduction, networks: Sequence[dict[str, Floats]], path: Path = WEIGHTS) -> None:
    """The file that `duizhao.align.quotations.interaction` reads, in half precision."""
    arrays = {f"{at}.{name}": array for at, network in enumerate(networks) for name, array in network.items()}
    arrays |= {"means": reduction.means, "directions": reduction.directions}
    save_file({name: np.ascontiguousarray(array, np.float16) for name, array in arrays.items()}, path)


def main() -> None:
    """Fit the networks and write them beside the modules that read them."""
    parser = argparse.ArgumentParser(prog="python -m duizhao.align.training.interaction", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the benchmark data")
    parser.add_argument("--rounds", type=int, default=5, help="how often fragments are cut from the libraries")
    options = parser.parse_args()
    encoder = open_encoder()
    lists = list(rival_lists(options.data, encoder, options.rounds, 0))
    sys.stderr.write(f"{len(lists)} lists\n")
    chinese = list(dict.fromkeys(text for one in lists for text in (one.source, *one.retrieved)))
    english = list(dict.fromkeys(one.phrase for one in lists))
    draw = random.Random(0)
    some_chinese, some_english = (draw.sample(texts, min(SAMPLE, len(texts))) for texts in (chinese, english))
    reduction = reduction_of(some_chinese, some_english, encoder)
    vectors = reduced_texts(chinese, CHINESE_SIDE, reduction, encoder) | reduced_texts(
        english, ENGLISH_SIDE, reduction, encoder
    )
    networks = [
        fit([one for one in lists if one.half != half and len(vectors[one.phrase])], vectors, half)
        for half in range(HALVES)
    ]
    write_interaction(reduction, networks)


if __name__ == "__main__":
    main()
