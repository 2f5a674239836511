"""Folders in the form that ships: the same vectors to the last bit, without transformers, or a clear error."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from encoders import PAIRS, bert_like, roberta_like
from safetensors.torch import load_file, save_file

from duizhao.models.errors import ModelError
from duizhao.models.training.packing import PLAIN, pack, unpack
from duizhao.models.transformer.blocks import BLOCK, NIBBLES, packed
from duizhao.models.transformer.checkpoint import Checkpoint
from duizhao.models.transformer.packed_folder import TOKENIZER, WEIGHTS

TEXTS = [text for pair in PAIRS for text in pair]
QUERY = "encoder.layer.1.attention.self.query.weight"


def four_bits(rows: int, columns: int, seed: int = 3) -> torch.Tensor:
    """Weights as a file of four bits gives them: steps of half-precision scales, some of them none, some turned."""
    generator = torch.Generator().manual_seed(seed)
    steps = torch.randint(-8, 8, (rows * columns // BLOCK, BLOCK), generator=generator).float()
    scales = torch.randn(len(steps), generator=generator).half().float() * 2.0**-6
    steps[0] = 0
    return (steps * scales.half().float()[:, None]).view(rows, columns).bfloat16()


@pytest.fixture(scope="module", params={"bert": bert_like, "roberta": roberta_like}.values(), ids=["bert", "roberta"])
def plain(request, tmp_path_factory) -> Path:
    """A tiny checkpoint, one of whose weights came in four bits."""
    folder = request.param(tmp_path_factory.mktemp("models") / "tiny")
    weights = load_file(folder / PLAIN)
    save_file(weights | {QUERY: four_bits(*weights[QUERY].shape)}, folder / PLAIN, metadata={"format": "pt"})
    return folder


@pytest.fixture
def small(plain, tmp_path) -> Path:
    pack(plain, tmp_path / "small")
    return tmp_path / "small"


@pytest.mark.parametrize("shape", [(1, 32), (7, 96), (64, 384)])
def test_blocks_are_found_again(shape) -> None:
    weight = four_bits(*shape)
    blocks = packed(weight)
    assert blocks is not None
    assert torch.equal(blocks.whole(), weight)
    rows = torch.tensor([[0, shape[0] - 1], [0, 0]])
    assert torch.equal(blocks[rows], weight[rows])


@pytest.mark.parametrize(
    "weight",
    [
        torch.randn(4, 64, generator=torch.Generator().manual_seed(1)).bfloat16(),
        four_bits(4, 64).float(),
        four_bits(4, 64)[:, :48],
        four_bits(2, 32)[0],
    ],
    ids=["random", "float32", "half a block", "one row"],
)
def test_what_came_in_no_blocks(weight) -> None:
    assert packed(weight) is None


def test_the_same_vectors(plain, small) -> None:
    assert QUERY + NIBBLES in load_file(small / WEIGHTS)
    for ours, theirs in zip(
        Checkpoint(small).encode(TEXTS, [1, 2]), Checkpoint(plain).encode(TEXTS, [1, 2]), strict=True
    ):
        for field in ("spans", "words", "total", "layers"):
            assert np.array_equal(getattr(ours, field), getattr(theirs, field))


def test_and_back(plain, small, tmp_path) -> None:
    unpack(small, tmp_path / "again")
    before, after = load_file(plain / PLAIN), load_file(tmp_path / "again" / PLAIN)
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)


@pytest.mark.parametrize("gone", ["config.json", TOKENIZER, "tokenizer_config.json"])
def test_a_file_that_is_not_there(small, gone) -> None:
    (small / gone).unlink()
    refused(small)


@pytest.mark.parametrize("damaged", ["config.json", TOKENIZER, WEIGHTS])
def test_a_file_that_is_cut_off(small, damaged) -> None:
    path = small / damaged
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    refused(small)


def test_a_weight_that_is_not_there(small) -> None:
    weights = load_file(small / WEIGHTS)
    del weights[QUERY + NIBBLES]
    save_file(weights, small / WEIGHTS)
    refused(small)


def test_a_tokenizer_without_the_pieces_around_a_text(small) -> None:
    path = small / "tokenizer_config.json"
    path.write_text(json.dumps({"cls_token": "[nowhere]", "sep_token": "[nowhere]"}), encoding="utf-8")
    refused(small)


def refused(folder: Path) -> None:
    with pytest.raises(ModelError, match=r"^small: its files are damaged or not all there .*; install anew$"):
        Checkpoint(folder)


@pytest.mark.slow
def test_transformers_is_not_needed() -> None:
    program = (
        "import sys; from duizhao.models.loading import open_encoder; "
        "list(open_encoder().encode(['言'])); print('transformers' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
