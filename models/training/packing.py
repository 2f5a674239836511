"""A checkpoint's folder between the form that ships and the one that transformers reads, without any loss.

`python -m duizhao.models.training.packing FOLDER OUT` packs the weights that came in four bits into four bits again,
and writes the tokenizer as `tokenizer.json`; with `--unpack`, the weights become `model.safetensors` in bfloat16.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import AutoTokenizer

from duizhao.models.transformer.blocks import NIBBLES, SCALES, Blocks, packed
from duizhao.models.transformer.packed_folder import TOKENIZER, WEIGHTS, weights_of

PLAIN = "model.safetensors"
SENTENCEPIECE = "sentencepiece.bpe.model"


def pack(folder: Path, out: Path) -> None:
    """Write a folder that `Checkpoint` reads without transformers, of one that transformers reads."""
    tensors: dict[str, Tensor] = {}
    for name, weight in load_file(folder / PLAIN).items():
        if (blocks := packed(weight)) is None:
            tensors[name] = weight
        else:
            tensors |= {name + NIBBLES: blocks.nibbles, name + SCALES: blocks.scales}
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True).backend_tokenizer
    _copy(folder, out, PLAIN, SENTENCEPIECE)
    _save(tensors, out / WEIGHTS)
    tokenizer.save(str(out / TOKENIZER), pretty=False)


def unpack(folder: Path, out: Path) -> None:
    """The way back: a folder that transformers reads."""
    weights = {
        name: weight.whole() if isinstance(weight, Blocks) else weight for name, weight in weights_of(folder).items()
    }
    _copy(folder, out, WEIGHTS)
    _save(weights, out / PLAIN)


def _save(tensors: dict[str, Tensor], path: Path) -> None:
    save_file(tensors, path, metadata={"format": "pt"})
    path.chmod(0o644)


def _copy(folder: Path, out: Path, *without: str) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name not in without:
            shutil.copyfile(path, out / path.name)


def main() -> None:
    """Pack or unpack a folder."""
    parser = argparse.ArgumentParser(prog="python -m duizhao.models.training.packing", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--unpack", action="store_true", help="make a folder that transformers reads")
    options = parser.parse_args()
    (unpack if options.unpack else pack)(options.folder, options.out)


if __name__ == "__main__":
    main()
