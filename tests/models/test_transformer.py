"""Our own forward pass says what transformers' says, whatever lengths the sentences of a batch have."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from encoders import bert_like, roberta_like
from transformers import AutoModel, BertConfig, DistilBertConfig, XLMRobertaConfig

from duizhao.models.registry import SHIPPED
from duizhao.models.training.packing import unpack
from duizhao.models.transformer.bert import Bert, is_plain
from duizhao.models.transformer.forward import Padded, forward_of

MAKERS = {"bert": bert_like, "roberta": roberta_like}
LENGTHS = {"one": [9], "equal": [5, 5, 5], "falling": [40, 17, 17, 16, 3, 1], "mixed": [2, 30, 2, 2, 7, 30]}
FURTHEST = {torch.float32: 1e-4, torch.bfloat16: 0.08}
"""How far two states, whose numbers are about 1, may lie apart at any number."""


def loaded(folder: Path, precision: torch.dtype):
    return AutoModel.from_pretrained(folder, add_pooling_layer=False, dtype=precision).eval()


def drawn(lengths: list[int], pieces: int) -> list[list[int]]:
    generator = torch.Generator().manual_seed(sum(lengths))
    return [torch.randint(0, pieces, (length,), generator=generator).tolist() for length in lengths]


@pytest.fixture(scope="module", params=MAKERS)
def tiny(request, tmp_path_factory) -> Path:
    return MAKERS[request.param](tmp_path_factory.mktemp("models") / f"tiny-{request.param}")


@pytest.mark.parametrize("precision", FURTHEST, ids=str)
@pytest.mark.parametrize("lengths", LENGTHS.values(), ids=LENGTHS)
def test_tiny_models(tiny, lengths, precision) -> None:
    model = loaded(tiny, precision)
    padding = int(model.config.pad_token_id)
    rows = drawn(lengths, model.config.vocab_size)
    rows[0][0] = padding  # a text may name the padding piece; RoBERTa gives that one the position of padding
    ours, theirs = forward_of(model, padding)(rows, [0, 1, 2]), Padded(model, padding)(rows, [0, 1, 2])
    for one, other in zip(ours, theirs, strict=True):
        assert one.shape == (sum(lengths), 32)
        assert (one - other).abs().max() < FURTHEST[precision]


@pytest.mark.parametrize("precision", FURTHEST, ids=str)
@pytest.mark.slow
def test_the_model_that_ships(precision, tmp_path) -> None:
    unpack(SHIPPED, tmp_path)
    model = loaded(tmp_path, precision)
    rows = drawn([60, 31, 31, 12, 4], model.config.vocab_size)
    layers = list(range(1, 13))
    ours, theirs = forward_of(model, 0)(rows, layers), Padded(model, model.config.pad_token_id)(rows, layers)
    for one, other in zip(ours, theirs, strict=True):
        cosines = torch.cosine_similarity(one.float(), other.float(), dim=1)
        assert 1 - cosines.min() < (1e-5 if precision == torch.float32 else 2e-3)


def test_layers_come_in_the_order_that_they_are_asked_for(tiny) -> None:
    forward = forward_of(loaded(tiny, torch.float32), 0)
    (first,), (second,) = forward([[5, 6]], [1]), forward([[5, 6]], [2])
    assert all(map(torch.equal, forward([[5, 6]], [2, 1, 2]), [second, first, second]))


@pytest.mark.parametrize(
    ("config", "plain"),
    [
        (BertConfig(), True),
        (XLMRobertaConfig(), True),
        (BertConfig(hidden_act="relu"), False),
        (BertConfig(is_decoder=True), False),
        (DistilBertConfig(), False),
    ],
)
def test_what_is_plain(config, plain) -> None:
    assert is_plain(config) == plain


def test_other_models_go_through_transformers(tiny) -> None:
    model = loaded(tiny, torch.float32)
    model.config.hidden_act = "relu"
    assert isinstance(forward_of(model, 0), Padded)
    assert isinstance(forward_of(loaded(tiny, torch.float32), 0), Bert)
