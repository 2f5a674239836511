"""Rows of piece ids in, states of every token out: our own forward pass where there is one, else transformers'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import torch
from torch import Tensor

from duizhao.models.transformer.bert import Bert, is_plain, settings_of


class Forward(Protocol):
    """The layers of a model."""

    def __call__(self, rows: Sequence[Sequence[int]], layers: Sequence[int]) -> list[Tensor]:
        """The states [all tokens, dimension] after each of `layers` (0: the embeddings), row after row."""


class Padded:
    """The forward pass of transformers, which wants rows of one length."""

    def __init__(self, model: Any, padding: int) -> None:
        self._model = model
        self._padding = padding

    @torch.inference_mode()
    def __call__(self, rows: Sequence[Sequence[int]], layers: Sequence[int]) -> list[Tensor]:
        """The states of the tokens, without those of the padding."""
        device = self._model.device
        lengths = torch.tensor([len(row) for row in rows], device=device)
        mask = torch.arange(int(lengths.max()), device=device) < lengths[:, None]
        ids = torch.full(mask.shape, self._padding, device=device)
        ids[mask] = torch.tensor([identity for row in rows for identity in row], device=device)
        states = self._model(input_ids=ids, attention_mask=mask.long(), output_hidden_states=True).hidden_states
        return [states[layer][mask] for layer in layers]


def forward_of(model: Any, padding: int) -> Forward:
    """The fastest forward pass that there is for a transformers model; `padding` is the id of its padding piece."""
    if not is_plain(model.config):
        return Padded(model, padding)
    return Bert(settings_of(model.config.to_dict()), model.state_dict(), model.dtype, model.device)
