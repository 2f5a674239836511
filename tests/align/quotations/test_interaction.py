"""What reads a phrase beside a sentence: as torch fitted it, and each sentence by itself."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from duizhao.align.quotations.interaction import (
    CHINESE_SIDE,
    ENGLISH_SIDE,
    LAYERS,
    Reduction,
    interaction_of,
    shipped_interaction,
)
from duizhao.align.training.interaction import REDUCED, Interaction, _padded
from duizhao.align.vectors.arrays import Floats
from duizhao.models.loading import open_encoder

LENGTHS = (1, 3, 17, 140)


def vectors(tokens: int, seed: int) -> Floats:
    made = np.random.default_rng(seed).normal(size=(tokens, len(LAYERS), REDUCED)).astype(np.float32)
    unit: Floats = made / np.linalg.norm(made, axis=-1, keepdims=True)
    return unit


@pytest.mark.parametrize("tokens", [1, 2, 9])
def test_it_scores_as_the_network_that_was_fitted_however_long_the_sentences_beside(tokens: int) -> None:
    torch.manual_seed(tokens)
    network = Interaction().eval()
    arrays = {f"0.{name}": value.numpy() for name, value in network.state_dict().items()}
    empty = np.zeros((2, len(LAYERS), 1), np.float32)
    interaction = interaction_of(arrays | {"means": empty, "directions": empty})
    phrase, sentences = vectors(tokens, 1), [vectors(length, length) for length in LENGTHS]
    with torch.inference_mode():
        wanted = network(_padded([phrase] * len(sentences)), _padded(sentences)).numpy()
    assert interaction.scores(phrase, sentences) == pytest.approx(wanted, abs=1e-4)
    assert interaction.scores(phrase, sentences[2:3])[0] == pytest.approx(wanted[2], abs=1e-4)


def test_without_tokens_there_is_nothing_to_read() -> None:
    interaction = shipped_interaction()
    nothing = vectors(0, 1)
    assert interaction.scores(vectors(3, 1), [nothing]).tolist() == [0]
    assert interaction.scores(nothing, [vectors(3, 1)]).tolist() == [0]


def test_vectors_are_reduced_less_their_languages_mean_to_unit_length() -> None:
    generator = np.random.default_rng(1)
    means = generator.normal(size=(2, len(LAYERS), 6)).astype(np.float32)
    reduction = Reduction(means, generator.normal(size=(len(LAYERS), 6, 3)).astype(np.float32))
    layers = generator.normal(size=(len(LAYERS), 5, 6)).astype(np.float16)
    reduced = reduction.reduced(layers, ENGLISH_SIDE)
    wanted = (layers[2, 4] - means[ENGLISH_SIDE, 2]) @ reduction.directions[2]
    assert reduced.shape == (5, len(LAYERS), 3)
    assert reduced[4, 2] == pytest.approx(wanted / np.linalg.norm(wanted), abs=1e-3)


@pytest.mark.model
def test_what_ships_reads_what_is_said_and_what_is_left_out() -> None:
    """Sentences of our own that differ in what they say of the same things."""
    encoder, interaction = open_encoder(), shipped_interaction()
    phrase = "the village school has no heating in winter"
    sentences = (
        "村里的小学冬天没有暖气。",
        "村里的小学去年装上了暖气。",
        "县里的医院冬天没有医生。",
        "老师们每周开一次会。",
    )
    (read,) = encoder.encode([phrase], LAYERS)
    there = [interaction.reduction.reduced(unit.layers, CHINESE_SIDE) for unit in encoder.encode(sentences, LAYERS)]
    scores = interaction.scores(interaction.reduction.reduced(read.layers, ENGLISH_SIDE), there)
    assert scores.argmax() == 0
    assert scores[0] > 0 > scores[3]
