"""How near encoding comes to the speed of the processor's matrix product: `speed.py`, or `speed.py --data DIR`.

Encoding is counted as the operations of the linear layers on the texts' tokens (neither padding nor a prompt's), and
timed from text in to `Encoded` out.
Both are timed in turn, and the best of each counts: what else the machine does only ever slows them down.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch.nn import functional
from transformers import AutoConfig, AutoTokenizer

from duizhao.corpus.readers.load import read_document
from duizhao.corpus.samples import sample_pairs
from duizhao.models.loading import open_encoder
from duizhao.models.registry import model_folder

ROOT = Path(__file__).parent.parent.parent
PAIRS = Path("parallel") / "newstest2020.zh-en.tsv"
SENTENCES = 2000
"""Sentences of both languages that are encoded."""
ROWS = 1024
"""Rows of the matrix product."""
REPEATED = 50
"""Products after each encoding."""


def texts_of(data: Path) -> tuple[str, list[str]]:
    """News, or the texts that ship, and which."""
    if (data / PAIRS).is_file():
        lines = (data / PAIRS).read_text(encoding="utf-8").removesuffix("\n").split("\n")
        return PAIRS.name, [text for line in lines for text in line.split("\t")][:SENTENCES]
    documents = [
        read_document(path, language)
        for _, *paths in sample_pairs()
        for path, language in zip(paths, ("zh", "en"), strict=True)
    ]
    return "the texts that ship", [text for document in documents for text in document.sentence_texts()][:SENTENCES]


def linear_operations(folder: Path, texts: Sequence[str]) -> tuple[int, float]:
    """The tokens of the texts, and the operations of the linear layers on them: two for each weight."""
    tokenizer, config = (each.from_pretrained(folder, local_files_only=True) for each in (AutoTokenizer, AutoConfig))
    tokens = sum(len(ids) for ids in tokenizer(list(texts), truncation=False, verbose=False)["input_ids"])
    size, inner = config.hidden_size, config.intermediate_size
    return tokens, 2.0 * tokens * config.num_hidden_layers * (4 * size * size + 2 * size * inner)


def seconds(work: Callable[[], object]) -> float:
    """What one run takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Speed of encoding, against that of the matrix product.")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="the folder of the data")
    parser.add_argument("--model", help="another model than the one that ships: a folder")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is timed")
    chosen = parser.parse_args()
    source, texts = texts_of(chosen.data)
    folder = model_folder(chosen.model)
    tokens, operations = linear_operations(folder, texts)
    config = AutoConfig.from_pretrained(folder, local_files_only=True)
    encoder = open_encoder(chosen.model)
    precision = torch.bfloat16 if torch.ops.mkldnn._is_mkldnn_bf16_supported() else torch.float32
    rows, weight = (torch.randn(size, config.hidden_size).to(precision) for size in (ROWS, config.intermediate_size))
    product = 2.0 * ROWS * config.hidden_size * config.intermediate_size
    encodings, products = [], []
    with torch.inference_mode():
        list(encoder.encode(texts[:100]))  # the first use of a model costs more than any other
        for _ in range(chosen.rounds):
            products += [seconds(lambda: functional.linear(rows, weight)) for _ in range(REPEATED)]
            encodings.append(seconds(lambda: list(encoder.encode(texts))))
    reached, possible = operations / min(encodings) / 1e9, product / min(products) / 1e9
    sys.stdout.write(
        f"{len(texts):,} sentences of {source}, {tokens:,} tokens; {torch.get_num_threads()} threads\n"
        f"matrix product, {str(precision).removeprefix('torch.')}: {possible:,.0f} GFLOP/s\n"
        f"encoding, linear layers: {reached:,.0f} GFLOP/s, {reached / possible:.0%} of that\n"
        f"{len(texts) / min(encodings):,.0f} sentences/s, {tokens / min(encodings):,.0f} tokens/s\n"
    )


if __name__ == "__main__":
    main()
