"""What a model's vectors are known by: its name, the layer, the prompt, and a hash of its weights."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from duizhao.models.errors import ModelError

LAYERS = ("num_hidden_layers", "n_layers", "num_layers", "encoder_layers")
"""What configurations call the number of layers."""


def folder_signature(folder: Path) -> str:
    """The signature of the encoder that a folder holds, told from its files, without loading it."""
    settings = _settings(folder / "config.json")
    layers = next((settings[name] for name in LAYERS if isinstance(settings.get(name), int)), None)
    if layers is None:
        raise ModelError(f"{folder.name}: its config.json names no layers; give the folder of a BERT-like checkpoint")
    return signature_of(folder, words_layer(layers), prompt_of(folder))


def words_layer(layers: int) -> int:
    """The layer, of so many, whose vectors stand for words: 7/12 of the way up."""
    return max(1, round(layers * 7 / 12))


def prompt_of(folder: Path) -> str:
    """What sentence-transformers puts before every text."""
    settings = _settings(folder / "config_sentence_transformers.json")
    try:
        return str(settings["prompts"][settings["default_prompt_name"]])
    except (KeyError, TypeError):
        return ""


def signature_of(folder: Path, layer: int, prompt: str) -> str:
    """The folder's name and twelve hexadecimal digits."""
    digest = hashlib.sha256(f"{layer}\n{prompt}\n".encode())
    for path in sorted(folder.glob("*.safetensors")):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return f"{folder.name}-{digest.hexdigest()[:12]}"


def _settings(path: Path) -> dict[str, Any]:
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return settings if isinstance(settings, dict) else {}
