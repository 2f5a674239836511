"""A model by name or folder, opened; torch and transformers are imported then, and not before."""

from __future__ import annotations

import os

from duizhao.models.encoder import Encoder
from duizhao.models.registry import model_folder

_held: dict[tuple[str, str, int], Encoder] | None = None


def hold_encoders() -> None:
    """From now on hold what is opened, for whoever asks next: in a process that answers many."""
    global _held
    _held = {} if _held is None else _held


def open_encoder(model: str | None = None, *, device: str = "cpu") -> Encoder:
    """The encoder of a model: the one that ships, a checkpoint's folder, or a name fetched before.

    `model`: a checkpoint's folder, or the name of a model fetched with `duizhao models get`; None: the one that ships.
    `device`: as torch names it; `auto` is a graphics card if there is one, and else the processor. Nothing is fetched.
    Raises a DuizhaoError, which says what to do, where there is no such model.
    """
    folder = model_folder(model)
    os.environ["HF_HUB_OFFLINE"] = "1"  # transformers reads it when it is imported
    os.environ.setdefault("LRU_CACHE_CAPACITY", "64")  # torch does: shapes whose products oneDNN keeps prepared
    from duizhao.models.transformer.checkpoint import Checkpoint

    if _held is None:
        return Checkpoint(folder, device=device)
    key = os.fspath(folder.resolve()), device, folder.stat().st_mtime_ns
    if key not in _held:
        _held.clear()
        _held[key] = Checkpoint(folder, device=device)
    return _held[key]
