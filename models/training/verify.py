"""How far the pruned checkpoint does what the full model does, on text that did not choose its pieces."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Encoding, Tokenizer
from transformers import AutoModel, AutoTokenizer, BertModel

from duizhao.models.training.prune_vocabulary import WORDS, full_config
from duizhao.models.training.unpack_4bit import Unpacked

UNKNOWN = "<unk>"
WORD_START = "▁"
# Sentences a set whose vectors are compared: enough to show a fault, few enough for two CPU cores.
VECTOR_SENTENCES = 8
MAX_TOKENS = 512


@dataclass(frozen=True, slots=True)
class Agreement:
    """Tokens of one set: how many the full model has, how many of them the pruned has too, and unknowns in both."""

    tokens: int
    same: int
    lines: int
    same_lines: int
    unknown_full: int
    unknown_pruned: int

    @property
    def rate(self) -> float:
        """The share of the full model's tokens that the pruned has too, same piece and same characters."""
        return self.same / self.tokens


@dataclass(frozen=True, slots=True)
class Vectors:
    """How far the vectors lie apart where the pieces are the same: 1 - cosine, pooled and token by token."""

    sentences: int
    pooled_mean: float
    pooled_max: float
    token_mean: float
    token_max: float


@dataclass(frozen=True, slots=True)
class Report:
    """All that was measured."""

    pieces: int
    bytes: int
    tokenizer_seconds: float
    sets: dict[str, Agreement]
    vectors: Vectors


Tokens = Counter[tuple[str, int, int]]


def verify(full: Unpacked, ids: Sequence[int], tokenizer: Path, out: Path, sets: Mapping[str, Sequence[str]]) -> Report:
    """Compare the checkpoint in `out` with the full model and its `tokenizer.json` on `sets`.

    `ValueError` if an id of the checkpoint's tokenizer is not that of the piece's row in the embedding.
    """
    before = Tokenizer.from_file(str(tokenizer))
    started = time.perf_counter()
    pruned = AutoTokenizer.from_pretrained(out, local_files_only=True)
    seconds = time.perf_counter() - started
    if not pruned.is_fast:
        raise ValueError(f"{out} gives a tokenizer without character offsets")
    after: Tokenizer = pruned.backend_tokenizer
    model = load_pruned(out)
    check_order(full, ids, after, model)
    agreements: dict[str, Agreement] = {}
    sample: list[tuple[list[int], list[int]]] = []
    for name, lines in sets.items():
        pairs = [*zip(lines, before.encode_batch(list(lines)), after.encode_batch(list(lines)), strict=True)]
        agreements[name] = agreement(pairs)
        equal = [(old.ids, new.ids) for _, old, new in pairs if old.tokens == new.tokens and len(old.ids) <= MAX_TOKENS]
        sample.extend(equal[:: max(1, len(equal) // VECTOR_SENTENCES)][:VECTOR_SENTENCES])
    return Report(
        pieces=len(ids),
        bytes=sum(path.stat().st_size for path in out.iterdir()),
        tokenizer_seconds=seconds,
        sets=agreements,
        vectors=compare_vectors(load_full(full), model, sample),
    )


def check_order(full: Unpacked, ids: Sequence[int], tokenizer: Tokenizer, model: BertModel) -> None:
    """Refuse a tokenizer whose ids do not number the rows of the embedding: such a model is wrong in silence."""
    rows = model.embeddings.word_embeddings.weight
    if not (tokenizer.get_vocab_size() == len(ids) == len(rows)):
        raise ValueError(f"{tokenizer.get_vocab_size()} pieces, {len(rows)} rows, {len(ids)} chosen")
    expected = full.tensors[WORDS][torch.tensor(ids)].to(torch.bfloat16).float()
    for row, token in enumerate(ids):
        if tokenizer.id_to_token(row) != full.pieces[token]:
            raise ValueError(f"id {row} is {tokenizer.id_to_token(row)!r}, its row that of {full.pieces[token]!r}")
    if not torch.equal(rows, expected):
        raise ValueError("rows of the embedding are not those of the chosen pieces")


def agreement(pairs: Sequence[tuple[str, Encoding, Encoding]]) -> Agreement:
    """Compare two tokenisations of each text."""
    tokens = same = same_lines = unknown_full = unknown_pruned = 0
    for text, old, new in pairs:
        old_tokens, new_tokens = trimmed(text, old), trimmed(text, new)
        tokens += old_tokens.total()
        same += (old_tokens & new_tokens).total()
        same_lines += old_tokens == new_tokens
        unknown_full += old.tokens.count(UNKNOWN)
        unknown_pruned += new.tokens.count(UNKNOWN)
    return Agreement(tokens, same, len(pairs), same_lines, unknown_full, unknown_pruned)


def trimmed(text: str, encoding: Encoding) -> Tokens:
    """Pieces with their characters, without white space at the edges; those that cover nothing else are left out.

    So is the bare mark of a word's beginning: `tokenizer.json` gives it the space before the word, the tokenizer that
    transformers makes of a SentencePiece model the word's first character, which belongs to the next piece.
    """
    return Counter(trim(text, encoding))


def trim(text: str, encoding: Encoding) -> Iterator[tuple[str, int, int]]:
    """The tokens of `trimmed`, in order."""
    for piece, (start, end) in zip(encoding.tokens, encoding.offsets, strict=True):
        covered = text[start:end]
        first = start + len(covered) - len(covered.lstrip())
        last = start + len(covered.rstrip())
        if first < last and piece != WORD_START:
            yield piece, first, last


def load_pruned(folder: Path) -> BertModel:
    """The checkpoint as a user loads it, in float32."""
    model: BertModel = AutoModel.from_pretrained(
        folder,
        local_files_only=True,
        trust_remote_code=False,
        use_safetensors=True,
        dtype=torch.float32,
        add_pooling_layer=False,
    )
    return model


def load_full(full: Unpacked) -> BertModel:
    """The model before pruning, in float32."""
    model = BertModel(full_config(full), add_pooling_layer=False)
    model.load_state_dict(full.tensors)
    model.train(mode=False)
    return model


def compare_vectors(before: BertModel, after: BertModel, sample: Sequence[tuple[list[int], list[int]]]) -> Vectors:
    """Distances between the two models' vectors of sentences given as ids of the one and of the other."""
    pooled: list[torch.Tensor] = []
    by_token: list[torch.Tensor] = []
    with torch.inference_mode():
        for old, new in sample:
            first, second = states(before, old), states(after, new)
            by_token.append(1 - torch.cosine_similarity(first, second))
            pooled.append(1 - torch.cosine_similarity(first.mean(0), second.mean(0), dim=0))
    sentences, tokens = torch.stack(pooled), torch.cat(by_token)
    return Vectors(
        len(sample), float(sentences.mean()), float(sentences.max()), float(tokens.mean()), float(tokens.max())
    )


def states(model: BertModel, ids: list[int]) -> torch.Tensor:
    """The last layer's vectors [tokens, hidden] of one sentence, in float64 for small differences."""
    output: torch.Tensor = model(torch.tensor([ids])).last_hidden_state[0].double()
    return output


def readable(report: Report) -> str:
    """The report as a Markdown table with a few lines around it."""
    header = (
        "| set | tokens | same tokens | same lines | `<unk>`, full | `<unk>`, pruned |\n|---|---|---|---|---|---|\n"
    )
    lines = "".join(
        f"| {name} | {figures.tokens:,} | {figures.rate:.3%} | {figures.same_lines / figures.lines:.2%} "
        f"| {figures.unknown_full} | {figures.unknown_pruned} |\n"
        for name, figures in report.sets.items()
    )
    vectors = report.vectors
    return (
        f"{report.pieces:,} pieces, {report.bytes:,} bytes; the tokenizer loads in {report.tokenizer_seconds:.1f} s\n\n"
        f"{header}{lines}\n1 - cosine over {vectors.sentences} sentences with the same pieces: "
        f"pooled mean {vectors.pooled_mean:.1e}, max {vectors.pooled_max:.1e}; "
        f"tokens mean {vectors.token_mean:.1e}, max {vectors.token_max:.1e}\n"
    )
