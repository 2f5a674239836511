"""The upper layers tuned so that a sentence and its translation have like pooled vectors.

Translation ranking (Feng et al. 2022, LaBSE): in a batch, each Chinese sentence must pick its English one by the
cosine of their mean vectors, and the other way. Some negatives of a pair stand next to it in its text. The lower
layers, where word vectors are taken, stay as they are.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from duizhao.models.training.mixture import batches, epoch

FROZEN = 7
"""Layers that are not tuned: word vectors come from the seventh."""
TEMPERATURE = 0.02
RATE = 5e-5
SEED = 7
PAIRS = 96
"""A batch: each pair's negatives are the other ones."""
WARM_UP = 60
STEPS = 400
"""Batches: retrieval of held-out news stood at .995 after half of them."""
MAX_SENTENCE_PIECES = 160
"""Pieces of a sentence; what is beyond is cut off in training."""


class Tower:
    """The encoder with its lower layers in bfloat16, frozen, and its upper layers in float32, to be tuned."""

    def __init__(self, folder: Path, prompt: str, frozen: int = FROZEN) -> None:
        self.tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self.model: Any = AutoModel.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, add_pooling_layer=False, dtype=torch.float32
        )
        self.model.train()  # no dropout: its probabilities are not set apart below
        for module in self.model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
        layers = self.model.encoder.layer
        self.lower, self.upper = layers[:frozen], layers[frozen:]
        for parameter in self.model.parameters():
            parameter.requires_grad_(requires_grad=False)
        for layer in self.lower:
            layer.to(torch.bfloat16)
        self.upper.requires_grad_(requires_grad=True)
        self.prompt = prompt

    def pooled(self, texts: Sequence[str]) -> Tensor:
        """Unit vectors [texts, dimension]: means over all pieces of the last layer, encoded by length."""
        ids = self.tokenizer([self.prompt + text for text in texts], truncation=True, max_length=MAX_SENTENCE_PIECES)[
            "input_ids"
        ]
        order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
        vectors: list[Tensor] = []
        step = 32
        for start in range(0, len(order), step):
            vectors.append(self._forward([ids[at] for at in order[start : start + step]]))
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return functional.normalize(torch.cat(vectors)[back].float(), dim=-1)

    def _forward(self, rows: Sequence[Sequence[int]]) -> Tensor:
        longest = max(map(len, rows))
        ids = torch.full((len(rows), longest), int(self.tokenizer.pad_token_id))
        mask = torch.zeros((len(rows), longest))
        for at, row in enumerate(rows):
            ids[at, : len(row)] = torch.tensor(row)
            mask[at, : len(row)] = 1
        with torch.no_grad():
            states = self.model.embeddings(input_ids=ids).to(torch.bfloat16)
            added = ((1 - mask) * -1e4)[:, None, None, :].to(torch.bfloat16)
            for layer in self.lower:
                states = _first(layer(states, added))
        with torch.autocast("cpu", torch.bfloat16):
            for layer in self.upper:
                states = _first(layer(states, added))
        means: Tensor = (states.float() * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        return means


def _first(result: Any) -> Any:
    return result[0] if isinstance(result, tuple) else result


def ranking_loss(source: Tensor, target: Tensor, same: Tensor) -> Tensor:
    """Mean cross-entropy of both directions; `same` [n, n] marks other pairs with an equal side, which don't count."""
    logits = (source @ target.T / TEMPERATURE).masked_fill(same, -1e4)
    wanted = torch.arange(len(source))
    return (functional.cross_entropy(logits, wanted) + functional.cross_entropy(logits.T, wanted)) / 2


def equal_sides(pairs: Sequence[tuple[str, str]]) -> Tensor:
    """Which other pairs have the same Chinese or the same English."""
    equal = torch.zeros(len(pairs), len(pairs), dtype=torch.bool)
    for side in (0, 1):
        places: dict[str, list[int]] = {}
        for at, pair in enumerate(pairs):
            places.setdefault(pair[side].casefold(), []).append(at)
        for group in places.values():
            for one in group:
                for other in group:
                    equal[one, other] = one != other
    return equal


def tune(folder: Path, data: Path, work: Path, prompt: str) -> None:
    """Tune the checkpoint in `folder`, in place; the state goes to `work` every hundred steps.

    Run again, it goes on from there.
    """
    torch.manual_seed(SEED)
    tower = Tower(folder, prompt)
    steps = list(batches(epoch(data, random.Random(SEED)), PAIRS))[:STEPS]
    optimizer = torch.optim.AdamW(tower.upper.parameters(), lr=RATE, weight_decay=0.01, betas=(0.9, 0.98))
    saved = work / "contrast.pt"
    done = 0
    if saved.exists():
        state = torch.load(saved, weights_only=True)
        tower.upper.load_state_dict(state["upper"])
        optimizer.load_state_dict(state["optimizer"])
        done = int(state["done"])
    started, shown = time.perf_counter(), 0.0
    for at in range(done, len(steps)):
        rate = RATE * min((at + 1) / WARM_UP, max(0.02, 1 - at / len(steps)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        batch = steps[at]
        vectors = tower.pooled([pair[0] for pair in batch] + [pair[1] for pair in batch])
        loss = ranking_loss(vectors[: len(batch)], vectors[len(batch) :], equal_sides(batch))
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward([loss])
        torch.nn.utils.clip_grad_norm_(tower.upper.parameters(), 1.0)
        optimizer.step()
        shown = loss.item() if not shown else 0.95 * shown + 0.05 * loss.item()
        if (at + 1) % 20 == 0:
            pace = (time.perf_counter() - started) / (at + 1 - done)
            sys.stderr.write(f"step {at + 1}/{len(steps)} loss {shown:.4f} {pace:.2f} s/step\n")
        if (at + 1) % 100 == 0 or at + 1 == len(steps):
            work.mkdir(parents=True, exist_ok=True)
            state = {"upper": tower.upper.state_dict(), "optimizer": optimizer.state_dict(), "done": at + 1}
            torch.save(state, saved.with_suffix(".new"))
            saved.with_suffix(".new").replace(saved)
    _store(tower, folder)


def _store(tower: Tower, folder: Path) -> None:
    """The tuned layers into the checkpoint's file, as bfloat16."""
    weights = load_file(folder / "model.safetensors")
    first = len(tower.lower)
    for name, tensor in tower.upper.state_dict().items():
        number, _, rest = name.partition(".")
        weights[f"encoder.layer.{int(number) + first}.{rest}"] = tensor.to(torch.bfloat16)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
