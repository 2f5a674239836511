"""Any Hugging Face checkpoint as an encoder."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from torch.nn import functional

from duizhao.models.encoder import Encoded
from duizhao.models.errors import ModelError, first_line
from duizhao.models.signature import prompt_of, signature_of, words_layer
from duizhao.models.transformer.bert import Bert
from duizhao.models.transformer.forward import Forward
from duizhao.models.transformer.loaded import Loaded
from duizhao.models.transformer.mean_centering import CHINESE, ENGLISH
from duizhao.models.transformer.packed_folder import is_packed, read_packed
from duizhao.models.transformer.threads import one_worker, reckons_in_bfloat16, workers
from duizhao.models.transformer.tokenization import Pieces, cut
from duizhao.models.word_linker.linker import LinkScorer, read_scorer

CHUNK = 1024
"""Sentences sorted by length together, so that many of equal length meet in a batch; two such chunks are read ahead."""
BATCH_TOKENS = 512
"""Tokens a batch: enough for products at full speed, few enough that the matrices fill a core's caches and not more."""
FEWEST_BATCH_TOKENS = 128
"""A few sentences are shared out among the workers in batches as small as this."""
MOST_CARD_TOKENS = 65_536
"""Tokens a batch on a graphics card, whose memory would hold more: larger products are no faster."""
CARD_BYTES_A_TOKEN = 200_000
"""What a token of a batch takes on a card, with its row of attention: 12 heads of 480 float32, several times over."""
WINDOW = 480
"""Tokens of one sentence that are encoded together; a longer line goes in several windows."""
POSITIONS_KEPT = 2
"""Positions that RoBERTa-like models do not use for text."""


@dataclass(frozen=True, slots=True)
class _Window:
    """Part of a sentence, or all of it: the sentence's index in the chunk, and which of its pieces."""

    sentence: int
    ids: list[int]
    seen: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Vectors:
    """What the model says of one window: as in `Encoded`."""

    words: NDArray[np.float32]
    total: NDArray[np.float32]
    layers: NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Sentences that the workers are at: their pieces and windows, and what each batch of windows will give."""

    pieces: list[Pieces]
    windows: list[_Window]
    batches: list[tuple[list[int], Future[list[_Vectors]]]]


class Checkpoint:
    """A BERT-like encoder from a folder: config, tokenizer, weights as safetensors; never remote code.

    Word vectors are taken from the layer `layer` (1 to the number of layers; by default 7/12 of the way up: the
    middle layers are where Jalili Sabet et al. 2020 and Dou & Neubig 2021 found words to meet), less the mean over
    both languages, which every vector of such a model shares (Ethayarajh 2019). The mean is read from
    `centre.safetensors` in the folder, or else taken over a few sentences. A prompt named as the default in
    `config_sentence_transformers.json` is put before every text, as sentence-transformers does.

    A text's vectors do not depend on its company where `Bert` computes them: encoded alone and among 240 sentences of
    news they were the same to the last bit. Through transformers, whose rows are padded, numbers of unit vectors differ
    by up to 0.006 and cosines by 0.0001 in bfloat16, as much as that precision costs in any case.
    """

    def __init__(self, folder: Path, *, layer: int | None = None, device: str = "cpu") -> None:
        self._device = chosen_device(device)
        loaded = _loaded(folder, self._device)
        self._tokenizer = loaded.tokenizer
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._layers, self._dimension = loaded.layers, loaded.dimension
        self._layer = layer or words_layer(self._layers)
        if not 1 <= self._layer <= self._layers:
            raise ModelError(f"layer {self._layer} of a model with {self._layers} layers: choose 1 to {self._layers}")
        prompt = prompt_of(folder)
        before = self._tokenizer.encode(prompt, add_special_tokens=False).ids if prompt else []
        self._first, self._last = [loaded.first, *before], [loaded.last]
        self._window = min(WINDOW, loaded.positions - POSITIONS_KEPT - len(self._first) - len(self._last))
        self._signature = signature_of(folder, self._layer, prompt)
        self._linker = read_scorer(folder)
        if self._linker and max(self._linker.layers) > self._layers:
            raise ModelError(f"{folder.name}: its link scorer is of another model; remove it or fetch the model again")
        self._forward: Forward = loaded.forward
        stored = _stored_centres(folder, (self._layers + 1, self._dimension))
        centres = torch.from_numpy(self._measured_centres() if stored is None else stored)
        self._centres = centres.to(self._device)

    @property
    def signature(self) -> str:
        """The folder's name, the layer, and a hash of the weights."""
        return self._signature

    @property
    def linker(self) -> LinkScorer | None:
        """The scorer in `links.safetensors`, if the folder has one."""
        return self._linker

    def encode(self, texts: Iterable[str], layers: Sequence[int] = ()) -> Iterator[Encoded]:
        """One `Encoded` for each text, in order; reads ahead by two times `CHUNK` texts."""
        if missing := [layer for layer in layers if not 1 <= layer <= self._layers]:
            raise ValueError(f"layers {missing} of a model with {self._layers} layers")
        return self._read_ahead(iter(texts), tuple(layers))

    def _read_ahead(self, texts: Iterator[str], layers: tuple[int, ...]) -> Iterator[Encoded]:
        """The workers have the next chunk to go on with while the caller has this one."""
        begun: deque[_Chunk] = deque()
        try:
            while chunk := list(itertools.islice(texts, CHUNK)):
                begun.append(self._begun(chunk, layers))
                if len(begun) > 1:
                    yield from self._ended(begun.popleft(), layers)
            while begun:
                yield from self._ended(begun.popleft(), layers)
        finally:
            for _, batch in (batch for chunk in begun for batch in chunk.batches):
                batch.cancel()

    def _begun(self, texts: Sequence[str], layers: tuple[int, ...]) -> _Chunk:
        pieces = cut(self._tokenizer, texts)
        windows = [
            _Window(index, piece.ids[start : start + self._window], piece.seen[start : start + self._window])
            for index, piece in enumerate(pieces)
            for start in range(0, len(piece.ids), self._window)
        ]
        lengths = [len(window.ids) for window in windows]
        order = sorted(range(len(windows)), key=lambda at: -lengths[at])
        on_card = self._device.type != "cpu"
        pool = workers() if isinstance(self._forward, Bert) and not on_card else one_worker()
        share = sum(lengths) // torch.get_num_threads()
        tokens = card_batch_tokens(self._device) if on_card else min(BATCH_TOKENS, max(FEWEST_BATCH_TOKENS, share))
        batches = _batches(order, lengths, tokens)
        return _Chunk(
            pieces,
            windows,
            [(batch, pool.submit(self._vectors, [windows[at] for at in batch], layers)) for batch in batches],
        )

    def _ended(self, chunk: _Chunk, layers: tuple[int, ...]) -> list[Encoded]:
        results: dict[int, _Vectors] = {}
        for batch, vectors in chunk.batches:
            results.update(zip(batch, vectors.result(), strict=True))
        parts: list[list[_Vectors]] = [[] for _ in chunk.pieces]
        for at, window in enumerate(chunk.windows):
            parts[window.sentence].append(results[at])
        return [
            self._encoded(pieces, vectors, len(layers)) for pieces, vectors in zip(chunk.pieces, parts, strict=True)
        ]

    def _encoded(self, pieces: Pieces, parts: Sequence[_Vectors], layers: int) -> Encoded:
        spans = pieces.spans[pieces.seen]
        if len(parts) == 1:  # almost always
            return Encoded(spans, parts[0].words, parts[0].total, parts[0].layers)
        nothing = np.zeros((0, self._dimension), np.float32)
        return Encoded(
            spans,
            np.concatenate([nothing, *(part.words for part in parts)]),
            np.sum([part.total for part in parts], axis=0, dtype=np.float32) if parts else nothing.sum(axis=0),
            np.concatenate([np.zeros((layers, *nothing.shape), np.float16), *(part.layers for part in parts)], axis=1),
        )

    @torch.inference_mode()
    def _vectors(self, windows: Sequence[_Window], layers: tuple[int, ...]) -> list[_Vectors]:
        """The vectors of each window, from one forward pass."""
        rows = [[*self._first, *window.ids, *self._last] for window in windows]
        middle, final, *others = self._forward(rows, [self._layer, self._layers, *layers])
        before, after = [False] * len(self._first), [False] * len(self._last)
        kept = np.flatnonzero(np.concatenate([[*before, *window.seen, *after] for window in windows]))
        seen = torch.from_numpy(kept).to(self._device)
        words = self._units(middle[seen], self._layer).cpu().numpy()
        deep = np.zeros((len(layers), *words.shape), np.float16)
        for at, (layer, states) in enumerate(zip(layers, others, strict=True)):
            deep[at] = self._units(states[seen], layer).half().cpu().numpy()
        ends = np.cumsum([np.count_nonzero(window.seen) for window in windows])[:-1]
        totals = [row.sum(dim=0).cpu().numpy() for row in torch.split(final.float(), [len(row) for row in rows])]
        parts = zip(np.split(words, ends), totals, np.split(deep, ends, axis=1), strict=True)
        return [_Vectors(*part) for part in parts]

    def _units(self, states: torch.Tensor, layer: int) -> torch.Tensor:
        """float32: less the layer's mean, scaled to length one."""
        return functional.normalize(states.float().sub_(self._centres[layer]), dim=1, eps=1e-9)

    def _measured_centres(self) -> NDArray[np.float32]:
        """The mean token vector of each layer over a few sentences of both languages, each counting the same."""
        means = []
        layers = range(self._layers + 1)
        for sentences in (CHINESE, ENGLISH):
            ids = [self._tokenizer.encode(text, add_special_tokens=False).ids[: self._window] for text in sentences]
            states = torch.stack(self._forward([[*self._first, *row, *self._last] for row in ids], layers)).float()
            outside = len(self._first), len(self._last)
            text = torch.cat([torch.tensor([0] * outside[0] + [1] * len(row) + [0] * outside[1]) for row in ids])
            means.append(states[:, text.bool().to(self._device)].mean(dim=1).cpu().numpy())
        centres: NDArray[np.float32] = np.mean(means, axis=0, dtype=np.float32)
        return centres


def chosen_device(name: str) -> torch.device:
    """The device of that name. `auto`: a graphics card that torch can use, else the processor."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        return torch.zeros(0, device=name).device
    except (RuntimeError, AssertionError) as error:
        raise ModelError(f"the device {name!r} cannot be used ({first_line(error)}): leave out --device") from error


def card_batch_tokens(device: torch.device) -> int:
    """Tokens a batch on a graphics card: as many as a quarter of its free memory holds, within reason."""
    free, _ = torch.cuda.mem_get_info(device)
    return int(min(MOST_CARD_TOKENS, max(BATCH_TOKENS, free // 4 // CARD_BYTES_A_TOKEN)))


def _loaded(folder: Path, device: torch.device) -> Loaded:
    fast = torch.cuda.is_bf16_supported() if device.type == "cuda" else reckons_in_bfloat16()
    precision = torch.bfloat16 if fast else torch.float32
    if is_packed(folder):
        return read_packed(folder, precision, device)
    from duizhao.models.transformer.hub_folder import read_with_transformers  # whose import takes seconds

    return read_with_transformers(folder, precision, device)


def _stored_centres(folder: Path, shape: tuple[int, int]) -> NDArray[np.float32] | None:
    """The folder's `centre.safetensors` (float32 [layers + 1, dimension], the embeddings' first), if there is one."""
    path = folder / "centre.safetensors"
    if not path.is_file():
        return None
    damaged = f"{folder.name}: centre.safetensors is damaged; remove it or fetch the model again"
    try:
        centres: NDArray[np.float32] = load_file(path)["centre"]
    except (SafetensorError, KeyError, OSError) as error:
        raise ModelError(damaged) from error
    if centres.shape != shape:
        raise ModelError(damaged)
    return centres


def _batches(order: Sequence[int], lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Runs of `order` (by falling length) that would hold, if padded, at most `tokens`, or of one."""
    batch: list[int] = []
    for at in order:
        if batch and (len(batch) + 1) * lengths[batch[0]] > tokens:
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch
