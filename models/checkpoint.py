"""Any Hugging Face checkpoint as an encoder: the one file that imports torch and transformers."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Encoding, Tokenizer
from transformers import AutoModel, AutoTokenizer
from transformers.utils import logging

from models.centring import CHINESE, ENGLISH
from models.encoder import Encoded, pooled
from models.errors import ModelError

CHUNK = 1024
"""Sentences read ahead and sorted by length together, so that a batch holds little padding."""
BATCH_TOKENS = 1024
"""Tokens a batch, padding included: the matrices fill the processor's caches and not more."""
WINDOW = 480
"""Tokens of one sentence that are encoded together; a longer line goes in several windows."""
FEWEST_PIECES = 16
"""A tokenizer with fewer pieces was made from nothing."""
POSITIONS_KEPT = 2
"""Positions that RoBERTa-like models do not use for text."""


@dataclass(frozen=True, slots=True)
class _Window:
    """Part of a sentence: the sentence's index in the chunk, and the pieces' ids."""

    sentence: int
    ids: list[int]


class Checkpoint:
    """A BERT-like encoder from a folder: config, tokenizer, weights as safetensors; never remote code.

    Word vectors are taken from the layer `layer` (1 to the number of layers; by default 7/12 of the way up: the
    middle layers are where Jalili Sabet et al. 2020 and Dou & Neubig 2021 found words to meet), less the mean over
    both languages, which every vector of such a model shares (Ethayarajh 2019). The mean is read from
    `centre.safetensors` in the folder, or else taken over a few sentences. A prompt named as the default in
    `config_sentence_transformers.json` is put before every text, as sentence-transformers does.
    """

    def __init__(self, folder: Path, *, layer: int | None = None) -> None:
        tokenizer, self._model = _load(folder)
        self._tokenizer: Tokenizer = tokenizer.backend_tokenizer
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        layers = int(self._model.config.num_hidden_layers)
        self._layer = layer or max(1, round(layers * 7 / 12))
        if not 1 <= self._layer <= layers:
            raise ModelError(f"layer {self._layer} of a model with {layers} layers: choose 1 to {layers}")
        prompt = _prompt(folder)
        before = self._tokenizer.encode(prompt, add_special_tokens=False).ids if prompt else []
        self._first = [_special(tokenizer, "cls_token_id", "bos_token_id"), *before]
        self._last = [_special(tokenizer, "sep_token_id", "eos_token_id")]
        self._pad = int(tokenizer.pad_token_id or 0)
        positions = int(getattr(self._model.config, "max_position_embeddings", 512)) - POSITIONS_KEPT
        self._window = min(WINDOW, positions - len(self._first) - len(self._last))
        self._signature = _signature(folder, self._layer, prompt)
        stored = _stored_centre(folder, self._layer)
        self._centre = self._measured_centre() if stored is None else stored

    @property
    def signature(self) -> str:
        """The folder's name, the layer, and a hash of the weights."""
        return self._signature

    def encode(self, texts: Iterable[str]) -> Iterator[Encoded]:
        """One `Encoded` for each text, in order; reads ahead by `CHUNK` texts."""
        remaining = iter(texts)
        while chunk := list(itertools.islice(remaining, CHUNK)):
            yield from self._encode_chunk(chunk)

    def _encode_chunk(self, texts: Sequence[str]) -> list[Encoded]:
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        windows = [
            _Window(index, encoding.ids[start : start + self._window])
            for index, encoding in enumerate(encodings)
            for start in range(0, len(encoding.ids), self._window)
        ]
        order = sorted(range(len(windows)), key=lambda at: len(windows[at].ids))
        results: list[tuple[NDArray[np.float32], NDArray[np.float32]] | None] = [None] * len(windows)
        for batch in _batches(order, [len(window.ids) for window in windows]):
            for at, vectors in zip(batch, self._forward([windows[at].ids for at in batch]), strict=True):
                results[at] = vectors
        words: list[list[NDArray[np.float32]]] = [[] for _ in texts]
        finals: list[list[NDArray[np.float32]]] = [[] for _ in texts]
        for window, result in zip(windows, results, strict=True):
            assert result is not None
            words[window.sentence].append(result[0])
            finals[window.sentence].append(result[1])
        return [
            self._encoded(text, encoding, words[index], finals[index])
            for index, (text, encoding) in enumerate(zip(texts, encodings, strict=True))
        ]

    def _encoded(
        self,
        text: str,
        encoding: Encoding,
        words: list[NDArray[np.float32]],
        totals: list[NDArray[np.float32]],
    ) -> Encoded:
        size = int(self._model.config.hidden_size)
        if not words:
            return Encoded(np.zeros((0, 2), np.int32), np.zeros((0, size), np.float32), np.zeros(size, np.float32))
        spans = np.array([_trimmed(text, start, end) for start, end in encoding.offsets], np.int32)
        # A bare "▁" stands for a space, whatever characters its offsets name.
        seen = (spans[:, 1] > spans[:, 0]) & np.array([piece != "▁" for piece in encoding.tokens])
        return Encoded(
            spans[seen],
            pooled(np.concatenate(words)[seen] - self._centre),
            np.sum(totals, axis=0, dtype=np.float32),
        )

    def _measured_centre(self) -> NDArray[np.float32]:
        """The mean word vector over a few sentences of both languages, each language counting the same."""
        means = []
        for sentences in (CHINESE, ENGLISH):
            ids = [self._tokenizer.encode(text, add_special_tokens=False).ids[: self._window] for text in sentences]
            means.append(np.concatenate([words for words, _ in self._forward(ids)]).mean(axis=0))
        centre: NDArray[np.float32] = np.mean(means, axis=0, dtype=np.float32)
        return centre

    @torch.inference_mode()
    def _forward(self, rows: list[list[int]]) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """Word vectors [tokens, dimension] and the total [dimension] of each row."""
        longest = max(map(len, rows)) + len(self._first) + len(self._last)
        ids = torch.full((len(rows), longest), self._pad)
        mask = torch.zeros((len(rows), longest), dtype=torch.long)
        for at, row in enumerate(rows):
            whole = [*self._first, *row, *self._last]
            ids[at, : len(whole)] = torch.tensor(whole)
            mask[at, : len(whole)] = 1
        states = self._model(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
        words = states[self._layer].float()
        totals = (states[-1].float() * mask[:, :, None]).sum(dim=1).numpy()
        for at, row in enumerate(rows):
            yield words[at, len(self._first) : len(self._first) + len(row)].numpy(), totals[at]


def _load(folder: Path) -> tuple[Any, Any]:
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    precision = torch.bfloat16 if torch.ops.mkldnn._is_mkldnn_bf16_supported() else torch.float32
    local: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, **local)
        model = _model(folder, use_safetensors=True, dtype=precision, **local)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError) as error:
        reason = _first_line(error).replace(str(folder), folder.name)
        raise ModelError(f"{folder.name}: not a checkpoint that can be loaded ({reason})") from error
    if len(tokenizer) < FEWEST_PIECES:
        raise ModelError(f"{folder.name}: no tokenizer files in this folder; copy them beside the weights")
    if not tokenizer.is_fast:
        raise ModelError(f"{folder.name}: its tokenizer gives no character offsets; save it with a tokenizer.json")
    return tokenizer, model.eval()


def _model(folder: Path, **options: Any) -> Any:
    try:
        return AutoModel.from_pretrained(folder, add_pooling_layer=False, **options)
    except TypeError:  # an architecture without a pooler
        return AutoModel.from_pretrained(folder, **options)


def _prompt(folder: Path) -> str:
    try:
        settings = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))
        return str(settings["prompts"][settings["default_prompt_name"]])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _stored_centre(folder: Path, layer: int) -> NDArray[np.float32] | None:
    """The row of `layer` in the folder's `centre.safetensors` (float32 [layers + 1, dimension]), if there is one."""
    path = folder / "centre.safetensors"
    if not path.is_file():
        return None
    try:
        centre: NDArray[np.float32] = load_file(path)["centre"][layer]
    except (SafetensorError, KeyError, IndexError, OSError) as error:
        raise ModelError(f"{folder.name}: centre.safetensors is damaged; remove it or fetch the model again") from error
    return centre


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__


def _special(tokenizer: Any, *names: str) -> int:
    for name in names:
        if (found := getattr(tokenizer, name, None)) is not None:
            return int(found)
    raise ModelError(f"the tokenizer has no {' or '.join(names)}: not a BERT-like checkpoint")


def _signature(folder: Path, layer: int, prompt: str) -> str:
    digest = hashlib.sha256(f"{layer}\n{prompt}\n".encode())
    for path in sorted(folder.glob("*.safetensors")):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return f"{folder.name}-{digest.hexdigest()[:12]}"


def _batches(order: Sequence[int], lengths: Sequence[int]) -> Iterator[list[int]]:
    """Runs of `order` (by rising length) whose padded size stays within `BATCH_TOKENS`."""
    batch: list[int] = []
    for at in order:
        if batch and (len(batch) + 1) * lengths[at] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The offsets without white space at either end; equal ones if nothing else is there."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
