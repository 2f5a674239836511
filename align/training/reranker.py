"""The networks that rank the candidates of a quotation, fitted on fragments of parallel text.

Some sentences that fragments are cut from are kept out of what is searched, so that the networks learn what "none of
them" looks like; libraries are of several sizes and kinds of prose.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor, nn

from duizhao.align.beads.scorer import standard
from duizhao.align.library.build import make_library
from duizhao.align.quotations.capitals import as_a_sentence
from duizhao.align.quotations.features import CandidateFeatures
from duizhao.align.quotations.reranker import WEIGHTS
from duizhao.align.quotations.rivals import lesser_rivals
from duizhao.align.quotations.source_search import SourceSearch, layers_of
from duizhao.align.training.quotation_fragments import fragment
from duizhao.align.vectors.arrays import Floats
from duizhao.corpus.readers.load import document_of
from duizhao.models.encoder import Encoder
from duizhao.models.loading import open_encoder

WITHHELD = 0.3
"""Share of the sentences that fragments are cut from and that are not searched."""
LONGEST = 250
"""Chinese characters of a sentence."""
HIDDEN, MIXED = 24, 48
NETWORKS, EPOCHS, BATCH, RATE, DECAY, DROPOUT = 4, 14, 32, 3e-3, 1e-3, 0.2

SHARPNESS, OFFSET = 0.88, 0.75
"""By maximum likelihood on the quotations of 16 articles: news that the encoder had not seen, as it had these pairs."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A file of pairs, the columns of its two sides, the first and how many are searched, and how many fragments."""

    name: str
    columns: tuple[int, int]
    first: int
    pairs: int
    fragments: int


NEWS = tuple(f"parallel/newstest2020.{way}.tsv" for way in ("zh-en", "en-zh"))
OPINION, SCHOLARLY, LAWS = "train/newscomm_10k.tsv", "train/scibooks.tsv", "parallel/tw-laws.tsv"
HEALTH, SPOKEN = "parallel/tico19.tsv", "train/aichallenger_valid.tsv"
LEGGE, NOTES = "train/classics_legge.tsv", "train/classics_chinesenotes.tsv"
LIBRARIES: tuple[tuple[tuple[Kind, ...], int], ...] = (
    ((Kind(NEWS[0], (0, 1), 0, 2000, 400), Kind(NEWS[1], (0, 1), 0, 1418, 300)), 20_000),
    ((Kind(LAWS, (2, 3), 4000, 4000, 500),), 20_000),
    ((Kind(OPINION, (0, 1), 5000, 5000, 500),), 10_000),
    ((Kind(SCHOLARLY, (0, 1), 0, 5000, 500),), 3_000),
    (
        (
            Kind(NEWS[0], (0, 1), 0, 1000, 150),
            Kind(OPINION, (0, 1), 6800, 3200, 300),
            Kind(SCHOLARLY, (0, 1), 5000, 4000, 200),
            Kind(LEGGE, (0, 1), 4000, 1500, 60),
            Kind("train/captions_3am.tsv", (0, 1), 0, 500, 40),
            Kind("train/anki_cmn.tsv", (0, 1), 30000, 3000, 50),
            Kind(LAWS, (2, 3), 30000, 1500, 100),
        ),
        20_000,
    ),
    ((Kind(OPINION, (0, 1), 0, 5000, 500),), 0),
    ((Kind(LEGGE, (0, 1), 0, 4000, 250), Kind(NOTES, (0, 1), 0, 3000, 200)), 5_000),
    ((Kind(HEALTH, (1, 2), 1, 3071, 350),), 8_000),
    ((Kind(NEWS[0], (0, 1), 1000, 800, 250),), 0),
    ((Kind(OPINION, (0, 1), 2000, 400, 150),), 0),
    ((Kind(SPOKEN, (0, 1), 0, 6000, 250),), 0),
    ((Kind(SCHOLARLY, (0, 1), 9000, 6000, 300), Kind(LAWS, (2, 3), 45000, 3000, 200)), 0),
    ((Kind(LEGGE, (0, 1), 6000, 5000, 250), Kind(SCHOLARLY, (0, 1), 15000, 5000, 250)), 10_000),
)
"""What is searched together, and how many sentences of Chinese documents beside it hold none of the fragments."""


@dataclass(frozen=True, slots=True)
class Case:
    """A fragment's candidates, as they were retrieved, best first, and which of them hold it: bool [candidates]."""

    candidates: list[CandidateFeatures]
    right: np.ndarray


def cases(data: Path, encoder: Encoder, seed: int) -> Iterator[Case]:
    """Fragments with their candidates, library by library."""
    generator = random.Random(seed)
    for kinds, beside in LIBRARIES:
        pairs: list[tuple[str, str]] = []
        wanted: list[tuple[str, str]] = []
        for kind in kinds:
            block = _pairs(data, kind)
            pairs.extend(block)
            wanted.extend(generator.choice(block) for _ in range(kind.fragments))
        yield from library_cases(pairs, wanted, sentences_beside(data, beside, seed), encoder, generator)


def library_cases(
    pairs: Sequence[tuple[str, str]],
    wanted: Sequence[tuple[str, str]],
    beside: Sequence[str],
    encoder: Encoder,
    generator: random.Random,
) -> Iterator[Case]:
    """A fragment of each pair in `wanted`, looked for among most of the `pairs`, and among sentences `beside` them."""
    linker = encoder.linker
    if linker is None:
        raise ValueError("the ranking is of a linker's features, and this encoder has none")
    kept = {source: target for source, target in pairs if generator.random() >= WITHHELD}
    known = dict(pairs)
    kept |= {sentence: "" for sentence in beside if sentence not in known}
    search = search_of(kept, encoder)
    others = [word for _, target in pairs[:300] for word in target.split()]
    chosen = [(source, fragment(target, generator, others)[1]) for source, target in wanted]
    chosen = [(source, phrase) for source, phrase in chosen if any(map(str.isalpha, phrase))]
    for start in range(0, len(chosen), 16):
        some = chosen[start : start + 16]
        phrases = [as_a_sentence(phrase) for _, phrase in some]
        encoded = list(encoder.encode(phrases, layers_of(linker)))
        retrieved = dict(enumerate(search.retrieve(encoded)))
        features = search.features(phrases, encoded, retrieved, linker)
        for at, (source, phrase) in enumerate(some):
            texts = [search.passages.text(int(row)) for row in retrieved[at].rows]
            right = [text == source or phrase.lower() in kept[text].lower() for text in texts]
            yield Case(features[at][0], np.array(right))


def search_of(sentences: Iterable[str], encoder: Encoder) -> SourceSearch:
    """What finds phrases among these Chinese sentences; the places that it names count them in order."""
    searched = document_of("\n".join(sentences), "zh", name="searched", presplit=True)
    return SourceSearch(make_library([(searched, None)], encoder), encoder)


def sentences_beside(data: Path, count: int, seed: int) -> list[str]:
    """Different sentences of Chinese documents that no fragment is cut from, document by document, seeded."""
    documents = [
        json.loads(line)["text"]
        for path in sorted((data / "chinese-only").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    random.Random(seed).shuffle(documents)
    sentences: dict[str, None] = {}
    for text in documents:
        if len(sentences) >= count:
            break
        sentences |= dict.fromkeys(filter(None, map(str.strip, document_of(text, "zh", name="").sentence_texts())))
    return list(sentences)[:count]


def _pairs(data: Path, kind: Kind) -> list[tuple[str, str]]:
    pairs: dict[str, str] = {}
    lines = (data / kind.name).read_text(encoding="utf-8").splitlines()
    for line in lines[kind.first : kind.first + kind.pairs]:
        cells = line.split("\t")
        if len(cells) > max(kind.columns):
            source, target = (cells[column].strip() for column in kind.columns)
            if 4 < len(source) < LONGEST and len(target.split()) >= 4:
                pairs.setdefault(source, target)
    return list(pairs.items())


class Ranker(nn.Module):
    """The network of `duizhao.align.quotations.reranker`, as torch fits it."""

    def __init__(self, token: int, whole: int) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(token, HIDDEN), nn.Linear(HIDDEN, HIDDEN)
        self.attention, self.value = nn.Linear(HIDDEN, 2), nn.Linear(HIDDEN, HIDDEN)
        self.mixed, self.out = nn.Linear(whole + 2 * HIDDEN, MIXED), nn.Linear(MIXED, 1)
        self.direct = nn.Linear(whole, 1)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, tokens: Tensor, whole: Tensor, there: Tensor) -> Tensor:
        """Scores [cases, candidates] of tokens [cases, candidates, tokens, …] and whole [cases, candidates, …].

        `there` [cases, tokens]: which tokens a phrase has.
        """
        hidden = nn.functional.silu(self.second(nn.functional.silu(self.first(tokens))))
        attention = self.attention(hidden).masked_fill(~there[:, None, :, None], -1e4).softmax(dim=2)
        pooled = torch.einsum("bkna,bknh->bkah", attention, self.value(hidden)).flatten(2)
        mixed = self.dropout(nn.functional.silu(self.mixed(torch.cat([whole, pooled], dim=-1))))
        scores: Tensor = (self.out(mixed) + self.direct(whole))[..., 0]
        return scores


def fit(given: Sequence[Case], seed: int) -> dict[str, Floats]:
    """The arrays of one network, by the names of `duizhao.align.quotations.reranker.RankingNetwork`."""
    torch.manual_seed(seed)
    generator = random.Random(seed)
    tokens = np.concatenate([candidate.tokens for case in given for candidate in case.candidates[:8]])
    whole = np.stack([candidate.whole for case in given for candidate in case.candidates])
    scale = [tokens.mean(axis=0), tokens.std(axis=0), whole.mean(axis=0), whole.std(axis=0)]
    scale[1], scale[3] = np.maximum(scale[1], 1e-3), np.maximum(scale[3], 1e-3)
    ranker = Ranker(tokens.shape[1], whole.shape[1])
    optimizer = torch.optim.AdamW(ranker.parameters(), lr=RATE, weight_decay=DECAY)
    order = list(range(len(given)))
    steps = EPOCHS * -(-len(order) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        generator.shuffle(order)
        for start in range(0, len(order), BATCH):
            loss = _loss(ranker, [given[at] for at in order[start : start + BATCH]], scale)
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            nn.utils.clip_grad_norm_(ranker.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return _arrays(ranker, scale)


def _loss(ranker: Ranker, some: Sequence[Case], scale: Sequence[Floats]) -> Tensor:
    """Minus the log-likelihood of the right candidates, or of none of them, by a softmax over all and none."""
    longest, most = max(len(case.candidates[0].tokens) for case in some), max(len(case.candidates) for case in some)
    tokens = torch.zeros(len(some), most, longest, len(scale[0]))
    whole = torch.zeros(len(some), most, len(scale[2]))
    there = torch.zeros(len(some), longest, dtype=torch.bool)
    right, given = torch.zeros(len(some), most), torch.zeros(len(some), most, dtype=torch.bool)
    for at, case in enumerate(some):
        count, size = len(case.candidates), len(case.candidates[0].tokens)
        stacked = np.stack([candidate.tokens for candidate in case.candidates])
        tokens[at, :count, :size] = torch.from_numpy(standard(stacked, scale[0], scale[1]))
        whole[at, :count] = torch.from_numpy(standard(np.stack([m.whole for m in case.candidates]), scale[2], scale[3]))
        there[at, :size], given[at, :count] = True, True
        right[at, :count] = torch.from_numpy(case.right.astype(np.float32))
    scores = ranker(tokens, whole, there).masked_fill(~given, -1e4)
    shares = torch.cat([scores, torch.zeros(len(some), 1)], dim=1).log_softmax(dim=1)
    answers = torch.cat([right, (right.sum(dim=1, keepdim=True) == 0).float()], dim=1)
    return -(shares + answers.clamp(min=1e-30).log()).logsumexp(dim=1).mean()


def _arrays(ranker: Ranker, scale: Sequence[Floats]) -> dict[str, Floats]:
    def linear(layer: nn.Linear) -> tuple[Floats, Floats]:
        return layer.weight.detach().numpy().T.copy(), layer.bias.detach().numpy().copy()

    arrays: dict[str, Floats] = dict(
        zip(("token_mean", "token_deviation", "whole_mean", "whole_deviation"), scale, strict=True)
    )
    for name, layer in (
        ("token_first", ranker.first),
        ("token_second", ranker.second),
        ("attention", ranker.attention),
        ("value", ranker.value),
        ("mixed", ranker.mixed),
    ):
        arrays[name], arrays[f"{name}_bias"] = linear(layer)
    (out, constant), (direct, more) = linear(ranker.out), linear(ranker.direct)
    return arrays | {"out": out[:, 0].copy(), "direct": direct[:, 0].copy(), "constant": (constant + more)[0:1].copy()}


def write_ranking(
    networks: Sequence[dict[str, Floats]], lesser: Floats, sharpness: float, offset: float, path: Path = WEIGHTS
) -> None:
    """The file that `duizhao.align.quotations.reranker` reads."""
    arrays = {
        f"{at}.{name}": np.ascontiguousarray(array, np.float32)
        for at, network in enumerate(networks)
        for name, array in network.items()
    }
    arrays |= {"lesser": np.ascontiguousarray(lesser, np.float32)}
    arrays |= {"sharpness": np.array([sharpness], np.float32), "offset": np.array([offset], np.float32)}
    save_file(arrays, path)


def main() -> None:
    """Fit the networks and write them beside the modules that read them."""
    parser = argparse.ArgumentParser(prog="python -m duizhao.align.training.reranker", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the benchmark data")
    parser.add_argument("--rounds", type=int, default=2, help="how often fragments are cut from the libraries")
    options = parser.parse_args()
    encoder = open_encoder()
    given: list[Case] = []
    for seed in range(1, options.rounds + 1):
        for case in cases(options.data, encoder, seed):
            given.append(case)
            if len(given) % 500 == 0:
                sys.stderr.write(f"{len(given)} fragments\n")
    wholes = [np.stack([candidate.whole for candidate in case.candidates]) for case in given]
    lesser = lesser_rivals(wholes, [case.right for case in given])
    write_ranking([fit(given, seed) for seed in range(NETWORKS)], lesser, SHARPNESS, OFFSET)


if __name__ == "__main__":
    main()
