"""A folder whose weights are packed: we read it without transformers, whose import takes longer than the reading.

Beside `config.json` lie `packed.safetensors` (bfloat16, and in four bits what was published so) and `tokenizer.json`.
`python -m duizhao.models.training.packing` makes of such a folder one that transformers reads, and back.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

from duizhao.models.errors import ModelError, first_line
from duizhao.models.registry import SHIPPED_WEIGHTS
from duizhao.models.transformer.bert import Bert, settings_of
from duizhao.models.transformer.blocks import NIBBLES, SCALES, Blocks
from duizhao.models.transformer.loaded import Loaded

WEIGHTS, TOKENIZER = SHIPPED_WEIGHTS, "tokenizer.json"


def is_packed(folder: Path) -> bool:
    """Whether a folder's weights are packed."""
    return (folder / WEIGHTS).is_file()


def read_packed(folder: Path, precision: torch.dtype, device: torch.device) -> Loaded:
    """The model of a folder that is packed; ModelError if something in it is damaged or not there."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        names = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        first, last = (_id(tokenizer, names[name]) for name in ("cls_token", "sep_token"))
        return Loaded(
            tokenizer,
            Bert(settings_of(config), weights_of(folder), precision, device),
            first,
            last,
            int(config["num_hidden_layers"]),
            int(config["hidden_size"]),
            int(config["max_position_embeddings"]),
        )
    except Exception as error:  # tokenizers raises no narrower one
        reason = first_line(error).replace(str(folder), folder.name)
        raise ModelError(f"{folder.name}: its files are damaged or not all there ({reason}); install anew") from error


def _id(tokenizer: Tokenizer, piece: str) -> int:
    if (number := tokenizer.token_to_id(piece)) is None:
        raise ValueError(f"{TOKENIZER} has no {piece}")
    return number


def weights_of(folder: Path) -> dict[str, Tensor | Blocks]:
    """The weights of a packed folder, by the names that transformers gives them."""
    tensors = load_file(folder / WEIGHTS)
    blocks = {name.removesuffix(NIBBLES) for name in tensors if name.endswith(NIBBLES)}
    weights: dict[str, Tensor | Blocks] = {
        name: tensor for name, tensor in tensors.items() if not name.endswith((NIBBLES, SCALES))
    }
    return weights | {name: Blocks(tensors[name + NIBBLES], tensors[name + SCALES]) for name in blocks}
