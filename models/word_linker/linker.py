"""A trained link scorer: two texts and their encodings in, the probability of every link out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from duizhao.models.encoder import Encoded
from duizhao.models.errors import ModelError
from duizhao.models.word_linker.features import CHANNELS, LAYERS, Floats, evidence
from duizhao.models.word_linker.lexical_table import Translations, unpacked
from duizhao.models.word_linker.network import LinkNetwork

FILE = "links.safetensors"
"""Beside a checkpoint's weights."""
PREFIX = "network."


class LinkScorer:
    """Networks that weigh the evidence, their mean, and a table of translations."""

    def __init__(self, networks: Iterable[LinkNetwork], translations: Translations) -> None:
        self._networks = [network.eval() for network in networks]
        self.translations = translations

    @property
    def layers(self) -> tuple[int, ...]:
        """The layers that both texts must have been encoded with."""
        return LAYERS

    def probability(self, source: str, sources: Encoded, target: str, targets: Encoded) -> Floats:
        """float32 [source tokens, target tokens]: that each pair is a link. Encoded with `layers`."""
        return self.of_evidence(evidence(source, sources, target, targets, self.translations))

    @torch.inference_mode()
    def of_evidence(self, features: Floats) -> Floats:
        """The same from evidence [source tokens, target tokens, CHANNELS]."""
        if not features.size:
            return np.zeros(features.shape[:2], np.float32)
        grid = torch.from_numpy(features).permute(2, 0, 1)[None].contiguous()
        logits = torch.stack([network(grid) for network in self._networks])
        probability: Floats = torch.sigmoid(logits).mean(dim=0).numpy()
        return probability


def read_scorer(folder: Path) -> LinkScorer | None:
    """The scorer of a checkpoint's folder, or None if it has none; ModelError if it is damaged or of another make."""
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        return scorer_of(load_file(path))
    except (SafetensorError, KeyError, ValueError, RuntimeError, OSError) as error:
        raise ModelError(
            f"{folder.name}: {FILE} does not fit this version; remove it or fetch the model again"
        ) from error


def scorer_of(arrays: Mapping[str, NDArray[Any]]) -> LinkScorer:
    """The scorer that `arrays_of` made into arrays: `network.0.…`, and the table of translations."""
    count = len({name.split(".")[1] for name in arrays if name.startswith(PREFIX)})
    networks = []
    for at in range(count):
        head = f"{PREFIX}{at}."
        weights = {
            name.removeprefix(head): torch.from_numpy(array.astype(np.float32))
            for name, array in arrays.items()
            if name.startswith(head)
        }
        width, channels = weights["first.weight"].shape[:2]
        if channels != CHANNELS:
            raise ValueError(f"{channels} channels of evidence, not {CHANNELS}")
        blocks = sum(name.startswith("mixed.") and name.endswith(".bias") for name in weights)
        network = LinkNetwork(width, blocks)
        network.load_state_dict(weights)
        networks.append(network)
    return LinkScorer(networks, unpacked(arrays))


def arrays_of(networks: Iterable[LinkNetwork], table: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The networks' weights in half precision, and the table."""
    return dict(table) | {
        f"{PREFIX}{at}.{name}": tensor.detach().numpy().astype(np.float16)
        for at, network in enumerate(networks)
        for name, tensor in network.state_dict().items()
    }
