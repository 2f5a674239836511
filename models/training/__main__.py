"""`python -m models.training --data DIR --work DIR --out models/zhen-small`: make the checkpoint and check it."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

import torch
from tokenizers import Tokenizer

from models.training.centre import store_centre
from models.training.fetch import TOKENIZER, WEIGHTS, fetch
from models.training.prune import precompiled_charsmap, prune, write_json
from models.training.text import held_out, pairs, training_lines
from models.training.unpack import unpack
from models.training.verify import readable, verify
from models.training.vocabulary import choose, count_uses

# As many as fit: 43.0 MB of encoder, 0.3 MB of normalisation table, and about 785 bytes a piece, under 79.5 MB.
PIECES = 46_200
PROMPT = "query: "
"""Put before every text: e5 was trained with it (Wang et al. 2024)."""


def main() -> None:
    """Fetch, unpack, prune, verify; the report goes to `verification.json` beside the weights, and to the terminal."""
    parser = argparse.ArgumentParser(prog="python -m models.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the text that is counted and held out")
    parser.add_argument("--work", type=Path, required=True, help="folder for downloads")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--pieces", type=int, default=PIECES, help="size of the vocabulary (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=2, help="threads for torch (default: %(default)s)")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)

    weights, tokenizer = fetch(WEIGHTS, options.work), fetch(TOKENIZER, options.work)
    full = unpack(weights)
    uses = count_uses(Tokenizer.from_file(str(tokenizer)), training_lines(options.data))
    vocabulary = choose(full.pieces, full.scores, uses, options.pieces)
    prune(full, vocabulary.ids, precompiled_charsmap(tokenizer), options.out)
    (options.out / "config_sentence_transformers.json").write_text(
        json.dumps({"prompts": {"query": PROMPT}, "default_prompt_name": "query"}) + "\n", encoding="utf-8"
    )
    store_centre(options.out, pairs(options.data), PROMPT)
    report = verify(full, vocabulary.ids, tokenizer, options.out, held_out(options.data))
    write_json(options.out / "verification.json", {"reasons": vocabulary.reasons} | asdict(report))
    sys.stdout.write(f"pieces by reason: {vocabulary.reasons}\n{readable(report)}")


if __name__ == "__main__":
    main()
