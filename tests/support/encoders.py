"""Encoders to test with: a small word list, and tiny checkpoints with random weights in the layouts of large ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from duizhao.models.encoder import Encoded, Encoder, Linker
from duizhao.models.lexicon_encoder import LexiconEncoder

WORDS = {
    "学校": "school",
    "老师": "teacher",
    "学生": "students",
    "问题": "question",
    "河水": "river",
    "桥": "bridge",
    "村民": "villagers",
    "医生": "doctor",
    "病人": "patient",
    "图书馆": "library",
    "苹果": "apples",
    "市场": "market",
    "火车": "train",
    "雨": "rain",
    "船长": "captain",
    "海": "sea",
    "信": "letter",
    "母亲": "mother",
    "花园": "garden",
    "鸟": "birds",
    "法院": "court",
    "合同": "contract",
}
"""Chinese words and their English, as in `PAIRS`."""

PAIRS = (
    ("学校请来了新的老师。", "The school hired a new teacher."),
    ("学生没有回答问题。", "The students did not answer the question."),
    ("河水冲走了桥。", "The river swept the bridge away."),
    ("村民都很难过。", "All the villagers were sad."),
    ("医生去看病人。", "The doctor went to see the patient."),
    ("图书馆星期天不开门。", "The library is closed on Sundays."),
    ("她在市场买了苹果。", "She bought apples at the market."),
    ("火车因为大雨晚点了。", "The train was late because of heavy rain."),
    ("船长一个人望着大海。", "The captain looked at the sea alone."),
    ("母亲收到了一封信。", "The mother received a letter."),
    ("花园里有很多鸟。", "There are many birds in the garden."),
    ("法院认为合同无效。", "The court held that the contract was void."),
)
"""Sentences that render one another, all different."""

_VOCABULARY = sorted({character for chinese, _ in PAIRS for character in chinese})
_ENGLISH = sorted({word.strip(".") for _, english in PAIRS for word in english.split()})
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,"


def lexicon() -> LexiconEncoder:
    """An encoder that knows `WORDS` and nothing else."""
    return LexiconEncoder(WORDS)


class Remembering:
    """An encoder that asks another for each text once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[tuple[str, tuple[int, ...]], Encoded] = {}

    @property
    def signature(self) -> str:
        """The other's."""
        return self._encoder.signature

    @property
    def linker(self) -> Linker | None:
        """The other's."""
        return self._encoder.linker

    def encode(self, texts: Iterable[str], layers: Sequence[int] = ()) -> Iterator[Encoded]:
        """One `Encoded` for each text, in order."""
        wanted = [(text, tuple(layers)) for text in texts]
        fresh = [key for key in dict.fromkeys(wanted) if key not in self._known]
        self._known.update(zip(fresh, self._encoder.encode([text for text, _ in fresh], layers), strict=True))
        yield from (self._known[key] for key in wanted)


@cache
def remembering(encoder: Encoder) -> Remembering:
    """The one that remembers what `encoder` said, in whatever test it was asked."""
    return Remembering(encoder)


def only(encoder, text: str) -> Encoded:
    """One text encoded."""
    (encoded,) = encoder.encode([text])
    return encoded


def cosine(left: np.ndarray, right: np.ndarray) -> float:
    """Of two vectors, 0 if one is zero."""
    return float(left @ right / max(float(np.linalg.norm(left) * np.linalg.norm(right)), 1e-9))


def bert_like(folder: Path, seed: int = 1) -> Path:
    """BertModel with a WordPiece tokenizer, as in LaBSE."""
    import torch  # here: the fast tests make no model, and need not wait for these
    from transformers import BertConfig, BertModel, BertTokenizer

    folder.mkdir()
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_ENGLISH, *_VOCABULARY, *_LETTERS]
    pieces = list(dict.fromkeys([*pieces, *(f"##{letter}" for letter in _LETTERS)]))
    (folder / "vocab.txt").write_text("".join(f"{piece}\n" for piece in pieces), encoding="utf-8")
    BertTokenizer(vocab=str(folder / "vocab.txt"), do_lower_case=False).save_pretrained(folder)
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=130,
    )
    config.architectures = ["BertModel"]
    return _saved(BertModel(config), folder)


def roberta_like(folder: Path, seed: int = 2) -> Path:
    """XLMRobertaModel with a Unigram tokenizer, as in BGE-M3."""
    import torch
    from transformers import PreTrainedTokenizerFast, XLMRobertaConfig, XLMRobertaModel

    folder.mkdir()
    special = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -3.0)]
    pieces = special + [(f"▁{word}", -4.0) for word in _ENGLISH]
    pieces += [(piece, -5.0) for piece in dict.fromkeys([*_VOCABULARY, *_LETTERS])]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    names = {"bos_token": "<s>", "eos_token": "</s>", "cls_token": "<s>", "sep_token": "</s>"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="<unk>", pad_token="<pad>", **names).save_pretrained(
        folder
    )
    torch.manual_seed(seed)
    config = XLMRobertaConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=132,
        type_vocab_size=1,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
    )
    config.architectures = ["XLMRobertaModel"]
    return _saved(XLMRobertaModel(config), folder)


def _saved(model, folder: Path) -> Path:
    """The weights as safetensors and the config, without the library's own progress bars."""
    from safetensors.torch import save_file

    model.config.save_pretrained(folder)
    weights = {name: value.contiguous() for name, value in model.state_dict().items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder
