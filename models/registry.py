"""Which folder a model's name means: the one that ships, the user's own, or one fetched before."""

from __future__ import annotations

import os
from pathlib import Path

from duizhao.models.errors import ModelError

SHIPPED = Path(__file__).parent / "zhen-small"
SHIPPED_WEIGHTS = "packed.safetensors"
FETCHED = ["*.safetensors", "*.json", "*.model", "*.txt"]
"""What is fetched of a named model: weights as safetensors, settings, the tokenizer; never code."""


def model_folder(name: str | None) -> Path:
    """The folder of a model given by folder or name; None is the model that ships. The network is never asked."""
    if name is None or name == SHIPPED.name:
        return SHIPPED
    folder = Path(name)
    if (folder / "config.json").is_file():
        return folder
    if folder.is_dir():
        raise ModelError(f"{folder.name}: no config.json in this folder; give the folder of a Hugging Face checkpoint")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, allow_patterns=FETCHED, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, OSError):
        raise ModelError(
            f"{folder.name}: no such folder, and no model of this name was fetched; "
            f"`duizhao models get {folder.name if folder.is_absolute() else name}` fetches one by its Hugging Face name"
        ) from None


def known_models() -> list[str]:
    """The names that need no folder: of the model that ships, and of those that were fetched. Nothing is loaded."""
    home = Path(os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface")
    kept = Path(os.environ.get("HF_HUB_CACHE") or home / "hub").expanduser()
    fetched = (folder.name.removeprefix("models--").replace("--", "/") for folder in kept.glob("models--*"))
    return [SHIPPED.name, *sorted(fetched)]


def fetch_model(name: str) -> None:
    """Download a model by its Hugging Face name: the only function of the program that uses the network."""
    os.environ.pop("HF_HUB_OFFLINE", None)
    from huggingface_hub import snapshot_download

    try:
        snapshot_download(name, allow_patterns=FETCHED)
    except Exception as error:  # whatever the network, the hub or the disk says, the user gets it in one line
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(f"{name}: could not be fetched ({reason[:160]}); check the name and the connection") from error
