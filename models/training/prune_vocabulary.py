"""The checkpoint's files, with only the chosen pieces and their rows of the embedding."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save
from sentencepiece import sentencepiece_model_pb2
from transformers import BertConfig

from duizhao.models.training.unpack_4bit import Shape, Unpacked
from duizhao.models.training.vocabulary import LEADING_SPECIALS

WORDS = "embeddings.word_embeddings.weight"
SIZE_LIMIT = 79_500_000


def prune(full: Unpacked, ids: Sequence[int], charsmap: bytes, out: Path) -> None:
    """Write the four files of the checkpoint to the folder `out`; `ValueError` if they exceed the size limit."""
    out.mkdir(parents=True, exist_ok=True)
    weights = {name: tensor.to(torch.bfloat16) for name, tensor in pruned_tensors(full, ids).items()}
    (out / "model.safetensors").write_bytes(save(weights, metadata={"format": "pt"}))
    pieces = [(full.pieces[token], full.scores[token]) for token in ids]
    (out / "sentencepiece.bpe.model").write_bytes(sentencepiece_model(pieces, charsmap))
    write_json(out / "config.json", bert_config(full.shape, len(ids)))
    write_json(out / "tokenizer_config.json", tokenizer_config(full.shape))
    size = sum(path.stat().st_size for path in out.iterdir())
    if size > SIZE_LIMIT:
        raise ValueError(f"{out} holds {size} bytes, more than {SIZE_LIMIT}: ask for fewer pieces")


def pruned_tensors(full: Unpacked, ids: Sequence[int]) -> dict[str, torch.Tensor]:
    """The tensors in float32; the word embedding [len(ids), hidden] has the rows of `ids`."""
    return full.tensors | {WORDS: full.tensors[WORDS][torch.tensor(ids)]}


def sentencepiece_model(pieces: Sequence[tuple[str, float]], charsmap: bytes) -> bytes:
    """A SentencePiece Unigram model, serialised, of pieces in the order of the embedding.

    The order inside is XLM-R's: `<unk>`, `<s>`, `</s>`, then the pieces, with neither `<pad>` nor `<mask>`. A loader
    puts `<s>`, `<pad>`, `</s>`, `<unk>` in front of them, and `<mask>` behind; any other order shifts every id.
    """
    messages: Any = sentencepiece_model_pb2  # its classes are made when it is imported, so no checker knows them
    model = messages.ModelProto()
    kinds = messages.ModelProto.SentencePiece
    for piece, kind in (("<unk>", kinds.UNKNOWN), ("<s>", kinds.CONTROL), ("</s>", kinds.CONTROL)):
        model.pieces.add(piece=piece, score=0.0, type=kind)
    for piece, score in pieces[LEADING_SPECIALS:-1]:
        model.pieces.add(piece=piece, score=score)
    model.trainer_spec.model_type = messages.TrainerSpec.UNIGRAM
    model.trainer_spec.vocab_size = len(model.pieces)
    model.normalizer_spec.name = "nmt_nfkc"
    model.normalizer_spec.precompiled_charsmap = charsmap
    return bytes(model.SerializeToString())


def precompiled_charsmap(tokenizer: Path) -> bytes:
    """SentencePiece's compiled normalisation table, out of a `tokenizer.json`."""
    normalizer = json.loads(tokenizer.read_text(encoding="utf-8"))["normalizer"]
    (table,) = (step for step in normalizer["normalizers"] if step["type"] == "Precompiled")
    return base64.b64decode(table["precompiled_charsmap"])


def bert_config(shape: Shape, vocabulary: int) -> dict[str, object]:
    """The fields of `config.json`.

    The file's weights are bfloat16; `dtype` says float32, since a CPU computes faster and closer in it, and a loader
    that is told nothing follows this field.
    """
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "tokenizer_class": "XLMRobertaTokenizer",
        "vocab_size": vocabulary,
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "layer_norm_eps": shape.epsilon,
        "hidden_act": "gelu",
        "pad_token_id": 1,
        "dtype": "float32",
    }


def tokenizer_config(shape: Shape) -> dict[str, object]:
    """The fields of `tokenizer_config.json`."""
    return {
        "tokenizer_class": "XLMRobertaTokenizer",
        "model_max_length": shape.positions,
        "bos_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "cls_token": "<s>",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "mask_token": "<mask>",
    }


def full_config(full: Unpacked) -> BertConfig:
    """The configuration of the model before pruning."""
    config: BertConfig = BertConfig.from_dict(bert_config(full.shape, len(full.tensors[WORDS])))
    return config


def write_json(path: Path, value: object) -> None:
    """Write a value as indented JSON."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
