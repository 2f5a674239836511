"""The codebook of a model's vectors: centroids, rotations and product codes, fitted to both languages."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from duizhao.models.codebook import CODEBOOK, CODES, Codebook, ProductCode, made_codebook
from duizhao.models.encoder import Encoder, pooled
from duizhao.models.training.mixture import KINDS, read_kind
from duizhao.models.training.text import rows

Floats = NDArray[np.float32]

PAIRS, CHINESE_ONLY = 9_000, 2_000
"""Pairs that are drawn, each kind in its proportion, none for more than `MOST`; half of them with their English."""
MOST = 2_500
CENTROIDS = 2048
WORD_BYTES, UNIT_BYTES = 48, 64
ENGLISH_WEIGHT = 0.5
"""Directions are weighted by the length of the English vectors along them, to this power: errors count where the words
that are looked for lie. Of 0 and 0.5, the latter leaves cosines of words of both languages 16% nearer."""
TOKENS = 120_000
"""Word vectors that are fitted to: some sixty a centroid."""
ROUNDS, TURNS = 6, 4
"""Of k-means; and of rotating anew to what was coded."""
AT_ONCE = 8192


def store_codebook(data: Path, folder: Path, encoder: Encoder, seed: int = 7) -> None:
    """Write the codebook into the model's folder."""
    sides = texts(data, random.Random(seed))
    chinese = len(sides[0])
    encoded = list(encoder.encode([*sides[0], *sides[1]]))
    english = np.concatenate([each.words for each in encoded[chinese:]])
    words = np.concatenate([each.words for each in encoded])
    units = pooled(np.stack([each.total for each in encoded]))
    write(fitted(words, english, units, encoder.signature, np.random.default_rng(seed)), folder / CODEBOOK)


def texts(data: Path, generator: random.Random) -> tuple[list[str], list[str]]:
    """What is encoded, Chinese and English: each kind that the model was trained on; reports in Chinese alone."""
    share = PAIRS / sum(min(kind.pairs, MOST) for kind in KINDS)
    pairs = list(
        chain.from_iterable(
            generator.sample(read_kind(data, kind), round(share * min(kind.pairs, MOST))) for kind in KINDS
        )
    )
    alone = list(dict.fromkeys(_sentences(data)))
    chinese = [*(source for source, _ in pairs), *generator.sample(alone, CHINESE_ONLY)]
    return chinese, [target for _, target in pairs[::2]]


def _sentences(data: Path) -> Iterator[str]:
    for path in sorted((data / "chinese-only").glob("*.jsonl")):
        for row in rows(path):
            yield from (each.strip() for each in re.findall(r"[^。！？；\n]{5,300}[。！？；]?", row["text"]))


def fitted(words: Floats, english: Floats, units: Floats, model: str, generator: np.random.Generator) -> Codebook:
    """The codebook for `words` [n, d], among which those of `english` are looked for, and for `units` [m, d]."""
    weights = weighted(english)
    words = words[generator.permutation(len(words))[:TOKENS]].astype(np.float32) @ weights
    centroids = clustered(words, CENTROIDS, generator)
    rest = words - centroids[nearest(words, centroids)]
    rotation, rest_books = fitted_product(rest, WORD_BYTES, generator)
    turn = weights @ rotation
    unit_turn, unit_books = fitted_product(units.astype(np.float32), UNIT_BYTES, generator)
    arrays = {"turn": turn, "centroids": centroids @ rotation, "rest": rest_books}
    return made_codebook(model, arrays | {"unit_turn": unit_turn, "units": unit_books})


def weighted(english: Floats) -> Floats:
    """The matrix [d, d] that stretches directions along which English words lie, and shrinks the others."""
    spread, axes = np.linalg.eigh(english.T.astype(np.float64) @ english / len(english))
    lengths = np.maximum(spread, 1e-9) ** (ENGLISH_WEIGHT / 2)
    lengths *= np.sqrt(len(lengths) / (lengths**2).sum())
    matrix: Floats = ((axes * lengths) @ axes.T).astype(np.float32)
    return matrix


def write(codebook: Codebook, path: Path) -> None:
    """A codebook as the file that `duizhao.models.codebook.read_codebook` reads."""
    arrays = {
        "turn": codebook.turn,
        "centroids": codebook.centroids,
        "rest": codebook.rest.books,
        "unit_turn": codebook.unit_turn,
        "units": codebook.units.books,
    }
    half = {name: array.astype(np.float16) for name, array in arrays.items()}
    np.savez_compressed(path, model=np.array(codebook.model), **half)  # type: ignore[arg-type]


def fitted_product(rows_: Floats, parts: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """A rotation [d, d] and the books [parts, CODES, d / parts] of the product code that rotated rows are coded with.

    Begins with the principal axes, dealt out so that each part has as much of the logarithm of the variance (Ge et al.
    2013), then by turns codes the rows and rotates them to what the codes say.
    """
    variance, axes = np.linalg.eigh(np.cov(rows_, rowvar=False))
    turn = axes[:, _dealt(variance, parts)].astype(np.float32)
    turned = rows_ @ turn
    cut = np.split(turned, parts, axis=1)
    code = ProductCode.of(np.stack([clustered(np.ascontiguousarray(part), CODES, generator) for part in cut]))
    for _ in range(TURNS):
        said = code.decode(code_all(code, turned))
        left, _, right = np.linalg.svd(rows_.T @ said, full_matrices=False)
        turn = (left @ right).astype(np.float32)
        turned = rows_ @ turn
        codes = code_all(code, turned)
        books = [
            moved(np.ascontiguousarray(part), codes[:, at].astype(np.int64), code.books[at])
            for at, part in enumerate(np.split(turned, parts, axis=1))
        ]
        code = ProductCode.of(np.stack(books))
    return turn, code.books


def _dealt(variance: NDArray[np.float64], parts: int) -> list[int]:
    """The axes in the order of the parts: the largest that is left goes to the part that has least."""
    room = len(variance) // parts
    dealt: list[list[int]] = [[] for _ in range(parts)]
    sums = np.zeros(parts)
    for axis in np.argsort(-variance):
        part = min((part for part in range(parts) if len(dealt[part]) < room), key=lambda part: sums[part])
        dealt[part].append(int(axis))
        sums[part] += np.log(max(float(variance[axis]), 1e-12)) + 30
    return [axis for part in dealt for axis in part]


def clustered(points: Floats, count: int, generator: np.random.Generator) -> Floats:
    """The centres of k-means, [count, d]."""
    centres = points[generator.choice(len(points), count, replace=len(points) < count)]
    for _ in range(ROUNDS):
        centres = moved(points, nearest(points, centres), centres)
    return centres


def nearest(points: Floats, centres: Floats) -> NDArray[np.int64]:
    """The centre nearest to each point, [n]."""
    half = (centres**2).sum(axis=1) / 2
    starts = range(0, len(points), AT_ONCE)
    return np.concatenate([(points[at : at + AT_ONCE] @ centres.T - half).argmax(axis=1) for at in starts])


def moved(points: Floats, owners: NDArray[np.int64], centres: Floats) -> Floats:
    """Each centre in the middle of the points that are its own; one without any stays."""
    order = np.argsort(owners, kind="stable")
    counts = np.bincount(owners, minlength=len(centres))
    owned = np.flatnonzero(counts)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    centres = centres.copy()
    centres[owned] = np.add.reduceat(points[order], starts[owned], axis=0) / counts[owned, None]
    return centres


def code_all(code: ProductCode, turned: Floats) -> NDArray[np.uint8]:
    """The codes of many rows, some at a time."""
    return np.concatenate([code.encode(turned[at : at + AT_ONCE]) for at in range(0, len(turned), AT_ONCE)])
