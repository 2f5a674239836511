"""`python -m duizhao.models.training --data DIR --work DIR --out models/zhen-small`: make the checkpoint and check it.

Five parts, in this order unless `--only` names one: `base` (the published weights, cut down, verified), `sentences`
(the upper layers tuned), `pack` (the weights in the form that ships), `links` (the scorer of word links), `codebook`
(how vectors are kept small). `--only check` judges the links by cross-validation. What takes long is kept in the work
folder, and the same command goes on from there.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

import torch
from tokenizers import Tokenizer

from duizhao.models.training.codebook import store_codebook
from duizhao.models.training.contrastive import tune
from duizhao.models.training.download import TOKENIZER, WEIGHTS, fetch
from duizhao.models.training.mean_vectors import store_centre
from duizhao.models.training.packing import pack
from duizhao.models.training.prune_vocabulary import precompiled_charsmap, prune, write_json
from duizhao.models.training.text import held_out, pairs, training_lines
from duizhao.models.training.unpack_4bit import unpack
from duizhao.models.training.verify import readable, verify
from duizhao.models.training.vocabulary import choose, count_uses
from duizhao.models.training.word_linker import cross_validate, make_scorer
from duizhao.models.transformer.checkpoint import Checkpoint
from duizhao.models.transformer.packed_folder import TOKENIZER as PIECES_FILE

# As many as fit, in bfloat16: 43.0 MB of encoder, 0.3 MB of normalisation table, about 785 bytes a piece: 79.5 MB.
PIECES = 46_200
PROMPT = "query: "
"""Put before every text: e5 was trained with it (Wang et al. 2024)."""


def main() -> None:
    """Make all parts, or one."""
    parser = argparse.ArgumentParser(prog="python -m duizhao.models.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the text that is counted and held out")
    parser.add_argument("--work", type=Path, required=True, help="folder for downloads")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--pieces", type=int, default=PIECES, help="size of the vocabulary (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=2, help="threads for torch (default: %(default)s)")
    parser.add_argument("--only", choices=PARTS_AND_CHECK, help="one part")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    for part in PARTS if options.only is None else [options.only]:
        PARTS_AND_CHECK[part](options)


def base(options: argparse.Namespace) -> None:
    """Fetch, unpack, prune, verify."""
    weights, tokenizer = fetch(WEIGHTS, options.work), fetch(TOKENIZER, options.work)
    full = unpack(weights)
    uses = count_uses(Tokenizer.from_file(str(tokenizer)), training_lines(options.data))
    vocabulary = choose(full.pieces, full.scores, uses, options.pieces)
    folder = plain(options)
    prune(full, vocabulary.ids, precompiled_charsmap(tokenizer), folder)
    (folder / "config_sentence_transformers.json").write_text(
        json.dumps({"prompts": {"query": PROMPT}, "default_prompt_name": "query"}) + "\n", encoding="utf-8"
    )
    report = verify(full, vocabulary.ids, tokenizer, folder, held_out(options.data))
    write_json(folder / "verification.json", {"reasons": vocabulary.reasons} | asdict(report))
    sys.stdout.write(f"pieces by reason: {vocabulary.reasons}\n{readable(report)}")


def sentences(options: argparse.Namespace) -> None:
    """Tune the upper layers, and measure the mean vectors anew."""
    tune(plain(options), options.data, options.work, PROMPT)
    store_centre(plain(options), pairs(options.data), PROMPT)


def packed(options: argparse.Namespace) -> None:
    """The folder that ships, of the one that transformers reads."""
    pack(plain(options), options.out)


def plain(options: argparse.Namespace) -> Path:
    """The folder in the form that transformers reads, where it is trained."""
    folder: Path = options.work / "plain"
    return folder


def links(options: argparse.Namespace) -> None:
    """The scorer of word links."""
    checkpoint = Checkpoint(options.out)
    make_scorer(options.data, options.work, options.out, checkpoint, pieces_tokenizer(options.out))


def codebook(options: argparse.Namespace) -> None:
    """The codebook of the vectors; last, because it names the weights that they are of."""
    store_codebook(options.data, options.out, Checkpoint(options.out))


def check(options: argparse.Namespace) -> None:
    """Alignment error rates of scorers that did not see the links they are judged on."""
    for name, error in cross_validate(options.data, options.work, Checkpoint(options.out)).items():
        sys.stdout.write(f"{name}: AER {error:.4f}\n")


def pieces_tokenizer(folder: Path) -> Tokenizer:
    """The checkpoint's tokenizer, that cuts nothing off."""
    tokenizer: Tokenizer = Tokenizer.from_file(str(folder / PIECES_FILE))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


PARTS = ("base", "sentences", "pack", "links", "codebook")
PARTS_AND_CHECK = {
    "base": base,
    "sentences": sentences,
    "pack": packed,
    "links": links,
    "codebook": codebook,
    "check": check,
}


if __name__ == "__main__":
    main()
