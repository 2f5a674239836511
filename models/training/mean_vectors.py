"""The mean word vector of each layer over both languages, stored beside the weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import AutoModel, AutoTokenizer

SENTENCES = 600
"""Of each language: the mean then moves by less than a hundredth of a vector's length from one draw to another."""


@torch.inference_mode()
def mean_states(folder: Path, sentences: Sequence[str], prompt: str) -> torch.Tensor:
    """Mean hidden state of each layer over all tokens but the special ones and the prompt's, [layers + 1, hidden]."""
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModel.from_pretrained(folder, local_files_only=True, use_safetensors=True).eval()
    skipped = 1 + len(tokenizer(prompt, add_special_tokens=False)["input_ids"])
    total, count = torch.zeros(0), 0
    for sentence in sentences:
        inputs = tokenizer(prompt + sentence, truncation=True, return_tensors="pt")
        states = torch.stack(model(**inputs, output_hidden_states=True).hidden_states)[:, 0, skipped:-1].float()
        total = states.sum(dim=1) if count == 0 else total + states.sum(dim=1)
        count += states.shape[1]
    return total / count


def store_centre(folder: Path, pairs: Sequence[tuple[str, str]], prompt: str) -> None:
    """Write `centre.safetensors` into the checkpoint, from `SENTENCES` pairs spread evenly over `pairs`."""
    step = max(1, len(pairs) // SENTENCES)
    chosen = pairs[::step][:SENTENCES]
    means = [mean_states(folder, side, prompt) for side in zip(*chosen, strict=True)]
    save_file({"centre": (means[0] + means[1]) / 2}, folder / "centre.safetensors")
