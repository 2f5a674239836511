"""A network that reads a phrase beside a sentence, over token vectors of the two that were encoded apart.

Each token of the phrase looks for what says it among the tokens of the sentence, or for nothing there; what it met is
compared with it, the phrase's tokens hear of one another, look once more, and are pooled to one score. What is compared
is learnt, where a cosine takes all directions alike. Soft alignment and comparison are those of Chen et al. 2017
(ESIM); interaction on top of representations that are made apart is that of Gao et al. 2020 (MORES).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from duizhao.align.beads.scorer import silu
from duizhao.align.vectors.arrays import Floats

WEIGHTS = Path(__file__).parent / "interaction.safetensors"
LAYERS = (6, 8, 10, 12)
"""Layers whose token vectors are read, each by a head of its own."""
CHINESE_SIDE, ENGLISH_SIDE = 0, 1
HEADS = len(LAYERS)
FAR = 20
"""Tokens: the unit of the places that tokens are led to."""


@dataclass(frozen=True, slots=True)
class Reduction:
    """What makes fewer numbers of token vectors: less the language's mean, along the directions that vary most.

    `means` [languages, LAYERS, d], `directions` [LAYERS, d, reduced].
    """

    means: Floats
    directions: Floats

    def reduced(self, layers: NDArray[np.float16], language: int) -> Floats:
        """Unit vectors [tokens, LAYERS, reduced] of token vectors [LAYERS, tokens, d]."""
        centred = layers.astype(np.float32) - self.means[language][:, None]
        fewer: Floats = (centred @ self.directions).transpose(1, 0, 2)
        unit: Floats = fewer / np.maximum(np.linalg.norm(fewer, axis=-1, keepdims=True), 1e-6)
        return unit


@dataclass(frozen=True, slots=True)
class InteractionNetwork:
    """One network; `weights` by the names of `duizhao.align.training.interaction.Interaction`."""

    weights: Mapping[str, Floats]

    def scores(self, phrase: Floats, sentences: Sequence[Floats]) -> list[float]:
        """How well each sentence says the phrase: natural logarithm of odds, fitted among others.

        `phrase` and each sentence: reduced, [tokens, LAYERS, reduced].
        """
        if not len(phrase):
            return [0.0] * len(sentences)
        here = self._norm("phrase_norm", self._linear("phrase", _flat(phrase)))
        return [self._score(phrase, here, sentence) for sentence in sentences]

    def _score(self, phrase: Floats, here: Floats, sentence: Floats) -> float:
        if not len(sentence):
            return 0.0
        there = self._norm("sentence_norm", self._linear("sentence", _flat(sentence)))
        compared = self._compared(phrase, here, sentence, there)
        state = self._linear("mixed", silu(self._linear("mix", compared)))
        heard = self._norm("context_norm", state)
        state = state + self._attention("context", heard, heard)
        state = state + self._feed("context_feed", state)
        state = state + self._attention("again", self._norm("again_norm", state), there)
        state = state + self._feed("again_feed", state)
        state = self._norm("pool_norm", state)
        weights = _softmax(self._linear("pool", state), axis=0)
        pooled = (weights.T @ self._linear("value", state)).ravel()
        sizes = np.log([len(phrase), len(sentence)]).astype(np.float32)
        hidden = silu(self._linear("hidden", np.concatenate([pooled, sizes])))
        return float(self._linear("out", hidden)[0])

    def _compared(self, phrase: Floats, here: Floats, sentence: Floats, there: Floats) -> Floats:
        """Each token of the phrase beside what it is led to: [tokens, …]."""
        cosines = phrase.transpose(1, 0, 2) @ sentence.transpose(1, 2, 0)
        query, key, value = (
            _heads(self._linear(name, side))
            for name, side in (("met_query", here), ("met_key", there), ("met_value", there))
        )
        logits = cosines * self.weights["scale"][:, None, None]
        logits = logits + query @ key.transpose(0, 2, 1) / np.sqrt(np.float32(query.shape[-1]))
        nowhere = np.broadcast_to(self.weights["nowhere"][:, None, None], (*logits.shape[:2], 1))
        shares = _softmax(np.concatenate([logits, nowhere], axis=2), axis=2)
        led, lost = shares[..., :-1], shares[..., -1:]
        met = led @ value + lost * self.weights["nothing"].reshape(HEADS, 1, -1)
        met = met.transpose(1, 0, 2).reshape(here.shape)
        places = np.arange(len(sentence), dtype=np.float32) / FAR
        where = (led @ places) / (led.sum(axis=2) + 1e-3)
        away = np.minimum(np.abs(where - where.mean(axis=1, keepdims=True)), 2)
        steps = np.clip(np.diff(where, axis=1, prepend=where[:, :1]), -1, 1)
        whole = np.broadcast_to(self._linear("whole", there.mean(axis=0)), here.shape)
        compared: Floats = np.concatenate(
            [here, met, here * met, np.abs(here - met), cosines.max(axis=2).T, lost[..., 0].T, away.T, steps.T, whole],
            axis=1,
        )
        return compared

    def _attention(self, name: str, states: Floats, others: Floats) -> Floats:
        """What tokens take from others, [tokens, …]."""
        query, key, value = (
            _heads(self._linear(f"{name}_{part}", side))
            for part, side in (("query", states), ("key", others), ("value", others))
        )
        shares = _softmax(query @ key.transpose(0, 2, 1) / np.sqrt(np.float32(query.shape[-1])), axis=2)
        return self._linear(f"{name}_out", (shares @ value).transpose(1, 0, 2).reshape(states.shape))

    def _feed(self, name: str, states: Floats) -> Floats:
        return self._linear(f"{name}_out", silu(self._linear(f"{name}_in", self._norm(f"{name}_norm", states))))

    def _linear(self, name: str, values: Floats) -> Floats:
        out: Floats = values @ self.weights[f"{name}.weight"].T + self.weights.get(f"{name}.bias", np.float32(0))
        return out

    def _norm(self, name: str, values: Floats) -> Floats:
        centred = values - values.mean(axis=-1, keepdims=True)
        scaled: Floats = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-5)
        return scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]


@dataclass(frozen=True, slots=True)
class Interaction:
    """Networks that were fitted on different halves of the fragments, and what makes their vectors."""

    reduction: Reduction
    networks: tuple[InteractionNetwork, ...]

    def scores(self, phrase: Floats, sentences: Sequence[Floats]) -> Floats:
        """The mean of the networks, [sentences]."""
        mean: Floats = np.mean([network.scores(phrase, sentences) for network in self.networks], axis=0)
        return mean.astype(np.float32)


def _flat(vectors: Floats) -> Floats:
    return vectors.reshape(len(vectors), -1)


def _heads(values: Floats) -> Floats:
    """[HEADS, tokens, …] of [tokens, …]."""
    return values.reshape(len(values), HEADS, -1).transpose(1, 0, 2)


def _softmax(values: Floats, axis: int) -> Floats:
    powers = np.exp(values - values.max(axis=axis, keepdims=True))
    shares: Floats = powers / powers.sum(axis=axis, keepdims=True)
    return shares


def interaction_of(weights: Mapping[str, Floats]) -> Interaction:
    """The interaction of `means`, `directions`, and networks by the names `0.phrase.weight` and so on."""
    names = sorted({name.partition(".")[0] for name in weights if name[0].isdigit()}, key=int)
    networks = tuple(
        InteractionNetwork(
            {
                name.removeprefix(f"{at}."): array.astype(np.float32)
                for name, array in weights.items()
                if name.startswith(f"{at}.")
            }
        )
        for at in names
    )
    reduction = Reduction(weights["means"].astype(np.float32), weights["directions"].astype(np.float32))
    return Interaction(reduction, networks)


@cache
def shipped_interaction() -> Interaction:
    """The interaction that ships."""
    return interaction_of(load_file(WEIGHTS))
