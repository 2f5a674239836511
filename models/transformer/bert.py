"""The forward pass of a BERT-like encoder, for speed on a CPU: sentences without padding, weights packed beforehand.

What it does otherwise than transformers: the linear layers see the tokens of all sentences in one matrix, unpadded;
query, key and value are one product; the weights lie as oneDNN wants them, with GELU inside the product; and attention,
in bfloat16, takes its softmax in float32, which is several times faster than torch's in bfloat16.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from duizhao.models.transformer.blocks import Blocks

CPU = torch.device("cpu")
PLAIN = frozenset({"bert", "roberta", "xlm-roberta"})
"""Architectures that are the encoder of Devlin et al. 2019, but for where their positions begin."""
PACKED_FOR = 512
"""Rows of the products that the packed weights are laid out for; others work as well."""


@dataclass(frozen=True, slots=True)
class _Linear:
    """A linear layer; `packed` if the weight is in oneDNN's own layout."""

    weight: Tensor
    bias: Tensor
    packed: bool

    def __call__(self, rows: Tensor) -> Tensor:
        if self.packed:
            return _packed_product(rows, self.weight, self.bias, "none")
        return functional.linear(rows, self.weight, self.bias)

    def gelu(self, rows: Tensor) -> Tensor:
        """The exact GELU of the product."""
        if self.packed:
            return _packed_product(rows, self.weight, self.bias, "gelu")
        return functional.gelu(functional.linear(rows, self.weight, self.bias))


@dataclass(frozen=True, slots=True)
class _Norm:
    """Layer normalisation."""

    weight: Tensor
    bias: Tensor
    epsilon: float

    def __call__(self, rows: Tensor) -> Tensor:
        return functional.layer_norm(rows, self.weight.shape, self.weight, self.bias, self.epsilon)


@dataclass(frozen=True, slots=True)
class _Layer:
    """What one layer computes with, in the order of its use."""

    query_key_value: _Linear
    attended: _Linear
    attended_norm: _Norm
    widening: _Linear
    narrowing: _Linear
    narrowing_norm: _Norm


@dataclass(frozen=True, slots=True)
class BertSettings:
    """`padding`: the padding piece of RoBERTa, which counts positions from behind it; None for BERT itself."""

    layers: int
    heads: int
    epsilon: float
    padding: int | None = None


def settings_of(config: Mapping[str, Any]) -> BertSettings:
    """Those in a `config.json`."""
    padding = None if config["model_type"] == "bert" else int(config["pad_token_id"])
    return BertSettings(
        int(config["num_hidden_layers"]), int(config["num_attention_heads"]), float(config["layer_norm_eps"]), padding
    )


def is_plain(config: Any) -> bool:
    """Whether `Bert` computes what a transformers model of this configuration does."""
    return (
        getattr(config, "model_type", "") in PLAIN
        and config.hidden_act == "gelu"
        and getattr(config, "position_embedding_type", "absolute") in ("absolute", None)
        and not getattr(config, "is_decoder", False)
    )


class Bert:
    """A forward pass with the weights of an encoder whose configuration is plain (`is_plain`).

    `weights`: by the names of transformers' `BertModel`. Without support for packed bfloat16 products, it computes with
    torch's ordinary ones.
    """

    def __init__(
        self,
        settings: BertSettings,
        weights: Mapping[str, Tensor | Blocks],
        precision: torch.dtype,
        device: torch.device = CPU,
    ) -> None:
        def whole(name: str) -> Tensor:
            weight = weights[name]
            return (weight.whole() if isinstance(weight, Blocks) else weight.detach()).to(device, precision)

        def norm(name: str) -> _Norm:
            return _Norm(whole(f"{name}.weight"), whole(f"{name}.bias"), settings.epsilon)

        words = weights["embeddings.word_embeddings.weight"]
        self._words = words.to(device) if isinstance(words, Blocks) else words.detach().to(device, precision)
        self._precision, self._device = precision, device
        self._type = whole("embeddings.token_type_embeddings.weight")[0]  # every token is of the first type
        self._positions = whole("embeddings.position_embeddings.weight")
        self._norm = norm("embeddings.LayerNorm")
        self._layers = [_layer(f"encoder.layer.{number}.", whole, norm) for number in range(settings.layers)]
        self._heads = settings.heads
        self._padding = settings.padding

    @torch.inference_mode()
    def __call__(self, rows: Sequence[Sequence[int]], layers: Sequence[int]) -> list[Tensor]:
        """The states [all tokens, dimension] after each of `layers` (0: the embeddings), row after row.

        Rows of equal length that follow one another are attended to together.
        """
        runs = [(len(list(run)), length) for length, run in itertools.groupby(map(len, rows))]
        ids = torch.tensor(list(itertools.chain.from_iterable(rows)), device=self._device)
        states = self._embedded(ids, runs)
        kept = {0: states}
        for number, layer in enumerate(self._layers[: max(layers)], start=1):
            joint = layer.query_key_value(states)
            states = layer.attended_norm(layer.attended(self._attended(joint, runs)).add_(states))
            states = layer.narrowing_norm(layer.narrowing(layer.widening.gelu(states)).add_(states))
            if number in layers:
                kept[number] = states
        return [kept[layer] for layer in layers]

    def _embedded(self, ids: Tensor, runs: Sequence[tuple[int, int]]) -> Tensor:
        positions = torch.cat([self._counted(part).flatten() for part in _parts(ids, runs)])
        return self._norm(self._words[ids].to(self._precision) + self._type + self._positions[positions])

    def _counted(self, ids: Tensor) -> Tensor:
        """The position of each piece of `ids` [sentences, tokens]."""
        if self._padding is None:
            return torch.arange(ids.shape[1], device=ids.device).expand(ids.shape)
        text = ids.ne(self._padding).long()
        return text.cumsum(dim=1) * text + self._padding

    def _attended(self, joint: Tensor, runs: Sequence[tuple[int, int]]) -> Tensor:
        """What every token takes from those of its sentence; `joint` is [tokens, 3 * dimension]."""
        mixed = joint.new_empty(len(joint), joint.shape[1] // 3)
        for part, out in zip(_parts(joint, runs), _parts(mixed, runs), strict=True):
            sentences, tokens, dimension = out.shape
            heads = part.view(sentences, tokens, 3, self._heads, dimension // self._heads).permute(2, 0, 3, 1, 4)
            query, key, value = heads.reshape(3, sentences * self._heads, tokens, -1)
            scores = torch.bmm(query, key.transpose(1, 2)).float().mul_(query.shape[2] ** -0.5)
            # torch's softmax of bfloat16 takes several times as long on rows whose length is no multiple of 32.
            taken = torch.bmm(torch.softmax(scores, dim=-1).to(value.dtype), value)
            shape = (sentences, self._heads, tokens, -1)
            out.view(sentences, tokens, self._heads, -1).copy_(taken.view(shape).transpose(1, 2))
        return mixed


def _parts(rows: Tensor, runs: Sequence[tuple[int, int]]) -> Iterator[Tensor]:
    """A view [sentences, tokens, …] of each run of sentences of equal length."""
    start = 0
    for sentences, tokens in runs:
        yield rows[start : start + sentences * tokens].view(sentences, tokens, *rows.shape[1:])
        start += sentences * tokens


def _layer(name: str, whole: Callable[[str], Tensor], norm: Callable[[str], _Norm]) -> _Layer:
    def linear(*parts: str) -> _Linear:
        weights, biases = ([whole(f"{name}{part}.{kind}") for part in parts] for kind in ("weight", "bias"))
        return _linear(torch.cat(weights), torch.cat(biases))

    return _Layer(
        linear(*(f"attention.self.{part}" for part in ("query", "key", "value"))),
        linear("attention.output.dense"),
        norm(f"{name}attention.output.LayerNorm"),
        linear("intermediate.dense"),
        linear("output.dense"),
        norm(f"{name}output.LayerNorm"),
    )


def _linear(weight: Tensor, bias: Tensor) -> _Linear:
    """The layer with its weight packed if this torch and this processor can work with that."""
    if weight.dtype != torch.bfloat16 or weight.device.type != "cpu":
        return _Linear(weight, bias, packed=False)
    try:  # these operators have no public name
        packed = torch.ops.mkldnn._reorder_linear_weight(weight, PACKED_FOR)  # noqa: SLF001
        _packed_product(weight.new_zeros(1, weight.shape[1]), packed, bias, "gelu")
    except (AttributeError, RuntimeError):  # operators that torch keeps for its own compiler, so not in every version
        return _Linear(weight, bias, packed=False)
    return _Linear(packed, bias, packed=True)


def _packed_product(rows: Tensor, weight: Tensor, bias: Tensor, activation: str) -> Tensor:
    product: Tensor = torch.ops.mkldnn._linear_pointwise(rows, weight, bias, activation, [], "none")  # noqa: SLF001
    return product
