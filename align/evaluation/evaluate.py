"""Scoring: files of beads, word links, projected spans or traced quotations against gold files.

Each function takes two files, or two folders whose files are paired by name and pooled. They raise FormatError and
ReadError, one line that says what to do, for files that cannot be scored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from duizhao.align.evaluation.gold import Endings, Record, TextFile, digest, json_lines, json_whole, paired, same_length
from duizhao.align.evaluation.metrics import (
    Score,
    Tally,
    bead_set,
    lax,
    omissions,
    recalled_by_type,
    signature,
    span_f1,
    strict,
    word_links,
)
from duizhao.align.evaluation.quotation_metrics import (
    Outcome,
    answer,
    gold_quotation,
    not_found,
    outcomes,
    right_by_kind,
)
from duizhao.corpus.bitext import Bead
from duizhao.corpus.errors import FormatError
from duizhao.corpus.exchange.bitext.beads import read_beads
from duizhao.corpus.exchange.bitext.pharaoh import Link, read_gold
from duizhao.corpus.readers.load import read_text
from duizhao.corpus.store.store import Store

BEADS = Endings(gold=(".align", ".beads"), test=(".beads", ".align", ".txt"))
WORDS = Endings(gold=(".gold",), test=(".links", ".pharaoh", ".align", ".txt"))
SPANS = Endings(gold=(".jsonl",), test=(".jsonl",))
LINKS = Endings(gold=(".gold.jsonl",), test=(".json",))


def score_beads(gold: Path, test: Path, *, model: str | None = None) -> tuple[Score, ...]:
    """Sentence alignment: strict (with the gold beads found, by type), lax, and omissions."""
    files = paired(gold, test, BEADS)
    pairs = [(bead_set(_gold_beads(wanted)), bead_set(read_beads(got.text, got.name))) for wanted, got in files]
    measures = {"strict": strict, "lax": lax, "omissions": omissions}
    size = sum(len(wanted) for wanted, _ in pairs)
    by_type = _added(recalled_by_type(wanted, got) for wanted, got in pairs)
    return tuple(
        Score(
            f"beads, {name}",
            sum((measure(wanted, got) for wanted, got in pairs), Tally()).values(),
            _signature(f"beads:{name}", gold, files, model, beads=size),
            by_type if name == "strict" else {},
        )
        for name, measure in measures.items()
    )


def score_words(gold: Path, test: Path, *, model: str | None = None) -> tuple[Score, ...]:
    """Word alignment: AER, precision, recall and F1 over sure and possible links (Och & Ney 2003)."""
    files = paired(gold, test, WORDS)
    tally, size = Tally(), 0
    for gold_file, test_file in files:
        wanted, got = _word_links(gold_file), _word_links(test_file)
        same_length(wanted, got, gold_file, test_file)
        size += len(wanted)
        for (sure, possible), (_, links) in zip(wanted, got, strict=True):
            tally += word_links(sure, possible, links)
    marks = _signature("words:aer", gold, files, model, lines=size)
    return (Score("words", {"aer": tally.error_rate, **tally.values()}, marks),)


def score_spans(gold: Path, test: Path, *, model: str | None = None) -> tuple[Score, ...]:
    """Projected spans: mean F1 by characters, exact matches, and the share of items that were given a span at all.

    Gold lines hold `gold_source_span`, test lines `source_span`; a null is no answer, and scores 0 unless gold is null.
    """
    files = paired(gold, test, SPANS)
    f1s: list[float] = []
    answered = exact = 0
    for gold_file, test_file in files:
        wanted, got = json_lines(gold_file), json_lines(test_file)
        same_length(wanted, got, gold_file, test_file)
        for item, projected in zip(wanted, got, strict=True):
            _check_same_item(item, projected)
            span, guess = item.span("gold_source_span"), projected.span("source_span")
            f1s.append(span_f1(span, guess))
            exact += span == guess
            answered += guess is not None
    items = len(f1s)
    values = {"f1": sum(f1s) / items, "exact": exact / items, "answered": answered / items}
    return (Score("spans", values, _signature("spans:characters", gold, files, model, items=items)),)


def score_links(
    gold: Path, test: Path, sources: Sequence[Path] = (), *, corpus: Path | None = None, model: str | None = None
) -> tuple[Score, ...]:
    """Traced quotations: link accuracy, `not found`, and the quotation finder.

    `sources` are the Chinese files, a sentence a line, that the gold lines number, each document called as its file
    without the ending; `corpus` is a corpus that holds them. The model is by default what the traces name.
    """
    texts = source_texts(sources, corpus)
    files = paired(gold, test, LINKS)
    golds = [[gold_quotation(record, texts) for record in json_lines(wanted)] for wanted, _ in files]
    traces = [json_whole(got) for _, got in files]
    answers = [[answer(record) for record in trace.records("quotations")] for trace in traces]
    results = [outcome for pair in zip(golds, answers, strict=True) for outcome in outcomes(*pair)]
    if not results:
        raise FormatError(f"{gold.name} holds no quotations: name a file that holds gold")
    model = model or _models_named(traces)
    with_source = [result for result in results if result.gold.places]
    without = [result for result in results if not result.gold.places]
    answered, passages = sum(result.answer is not None for result in results), sum(map(len, answers))
    findings = {"found": (answered, len(results)), "extra": (passages - answered, passages)}
    measures = (
        ("links", "best", _accuracy(with_source), right_by_kind(with_source)),
        ("links, not found", "not-found", not_found(results).values(), right_by_kind(without)),
        ("quotations", "finder", Tally(answered, passages, answered, len(results)).values(), findings),
    )
    return tuple(
        Score(name, values, _signature(f"links:{mark}", gold, files, model, quotations=len(results)), counts)
        for name, mark, values, counts in measures
    )


def source_texts(sources: Sequence[Path], corpus: Path | None) -> dict[str, str]:
    """The untouched Chinese texts of the files and of the corpus, by document name."""
    texts: dict[str, str] = {}
    if corpus is not None:
        with Store.open(corpus) as store:
            texts = {name: store.source(name).text for name in store.names()}
    for path in sources:
        if path.stem in texts:
            raise FormatError(f"two documents are called {path.stem!r}: give each once")
        texts[path.stem] = read_text(path)[0]
    return texts


def _accuracy(results: Sequence[Outcome]) -> dict[str, float]:
    """Over quotations that have a source: rightly linked, linked at all, and right among the linked."""
    right, answered = sum(result.right for result in results), sum(result.answered for result in results)
    share = Tally(right, answered, answered, len(results))
    accuracy = Tally(recalled=right, gold=len(results)).recall
    return {"accuracy": accuracy, "answered": share.recall, "right when answered": share.precision}


def _signature(
    measure: str, gold: Path, files: Sequence[tuple[TextFile, TextFile]], model: str | None, **size: int
) -> str:
    """The gold goes by its own name, without the folders above it, which may tell more than its owner would."""
    return signature(
        measure,
        gold=gold.resolve().name,
        files=len(files) if gold.is_dir() else None,
        **size,
        sha256=digest([wanted for wanted, _ in files]),
        model=model,
    )


def _gold_beads(file: TextFile) -> tuple[Bead, ...]:
    beads = read_beads(file.text, file.name)
    if not beads:
        raise FormatError(f"{file.name} is empty: name a file that holds gold")
    return beads


def _word_links(file: TextFile) -> list[tuple[set[Link], set[Link]]]:
    """Sure and possible links, line by line."""
    links = []
    for number, line in enumerate(file.lines(), start=1):
        try:
            links.append(read_gold(line))
        except FormatError as error:
            raise FormatError(f"line {number} of {file.name!r}: {error}") from None
    return links


def _check_same_item(item: Record, projected: Record) -> None:
    """Raises FormatError where the test line is about another text than the gold line."""
    texts = (item.fields.get("source"), projected.fields.get("source"))
    if None not in texts and texts[0] != texts[1]:
        raise FormatError(f"{projected.where} has another 'source' than {item.where}: keep the order of the gold")


def _models_named(traces: Sequence[Record]) -> str | None:
    """The models that the traces say they were made with, if they do."""
    searched = [trace.fields.get("searched") for trace in traces]
    models = {str(record["model"]) for record in searched if isinstance(record, dict) and record.get("model")}
    return "+".join(sorted(models)) or None


def _added(counts: Iterable[Mapping[str, tuple[int, int]]]) -> Mapping[str, tuple[int, int]]:
    """The counts of several files together, the most frequent kinds first."""
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for tallies in counts:
        for kind, (hits, total) in tallies.items():
            right[kind] += hits
            every[kind] += total
    return {kind: (right[kind], every[kind]) for kind in sorted(every, key=lambda kind: (-every[kind], kind))}
