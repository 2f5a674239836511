"""A folder as Hugging Face has them: whatever encoder transformers reads, with its tokenizer; never remote code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from transformers import AutoModel, AutoTokenizer
from transformers.utils import logging

from duizhao.models.errors import ModelError, first_line
from duizhao.models.transformer.forward import forward_of
from duizhao.models.transformer.loaded import Loaded

FEWEST_PIECES = 16
"""A tokenizer with fewer pieces was made from nothing."""


def read_with_transformers(folder: Path, precision: torch.dtype, device: torch.device) -> Loaded:
    """The model of a folder; ModelError if it is none that can be used."""
    tokenizer, model = _load(folder, precision)
    return Loaded(
        tokenizer.backend_tokenizer,
        forward_of(model.to(device).eval(), int(tokenizer.pad_token_id or 0)),
        _special(tokenizer, "cls_token_id", "bos_token_id"),
        _special(tokenizer, "sep_token_id", "eos_token_id"),
        int(model.config.num_hidden_layers),
        int(model.config.hidden_size),
        int(getattr(model.config, "max_position_embeddings", 512)),
    )


def _load(folder: Path, precision: torch.dtype) -> tuple[Any, Any]:
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    local: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, **local)
        model = _model(folder, use_safetensors=True, dtype=precision, **local)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError) as error:
        reason = first_line(error).replace(str(folder), folder.name)
        raise ModelError(f"{folder.name}: not a checkpoint that can be loaded ({reason})") from error
    if len(tokenizer) < FEWEST_PIECES:
        raise ModelError(f"{folder.name}: no tokenizer files in this folder; copy them beside the weights")
    if not tokenizer.is_fast:
        raise ModelError(f"{folder.name}: its tokenizer gives no character offsets; save it with a tokenizer.json")
    return tokenizer, model


def _model(folder: Path, **options: Any) -> Any:
    try:
        return AutoModel.from_pretrained(folder, add_pooling_layer=False, **options)
    except TypeError:  # an architecture without a pooler
        return AutoModel.from_pretrained(folder, **options)


def _special(tokenizer: Any, *names: str) -> int:
    for name in names:
        if (identity := getattr(tokenizer, name, None)) is not None:
            return int(identity)
    raise ModelError(f"the tokenizer has no {' or '.join(names)}: not a BERT-like checkpoint")
