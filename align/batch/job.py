"""One pair, from its files to its result: what every worker does, on this machine or on another."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from duizhao.align.batch.jobs import Task
from duizhao.align.batch.results import Result
from duizhao.align.beads.documents import align_documents
from duizhao.align.checks.check_bitext import Criteria, check_bitext
from duizhao.align.checks.linked_pair import Direction
from duizhao.align.checks.thresholds import Profile
from duizhao.align.inputs import read_pair
from duizhao.corpus.document import Document
from duizhao.corpus.store.vectors import text_hash
from duizhao.errors import DuizhaoError
from duizhao.models.codebook import codebook_of
from duizhao.models.encoder import AroundEncoder, Encoded, Encoder
from duizhao.models.loading import open_encoder
from duizhao.models.quantization import pack

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""The environment of every worker, from its beginning: as many threads share a product, so its sums are rounded.
With two, confidences differ by up to 0.0000002 from those with one."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is done with every pair. `vectors`: a corpus is to keep them. `device`: as torch names it, or auto."""

    model: str | None = None
    presplit: bool = False
    vectors: bool = False
    checked: bool = False
    direction: Direction = "zh-en"
    profile: Profile = "default"
    device: str = "auto"


class _Recording(AroundEncoder):
    """An encoder that keeps what it said, packed, by the hash of each sentence."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(encoder)
        self._codebook = codebook_of(encoder.signature)
        self.packed: dict[str, bytes] = {}

    def encode(self, texts: Iterable[str], layers: Sequence[int] = ()) -> Iterator[Encoded]:
        """As the model does it."""
        if layers:
            yield from self._encoder.encode(texts, layers)
            return
        wanted = list(texts)
        for text, encoded in zip(wanted, self._encoder.encode(wanted), strict=True):
            self.packed.setdefault(text_hash(text), pack(encoded, self._codebook))
            yield encoded


def open_worker(settings: Settings) -> Encoder:
    """The encoder of a worker, whose process should have been begun with `ONE_THREAD` in its environment."""
    return open_encoder(settings.model, device=settings.device)


def work(task: Task, settings: Settings, encoder: Encoder) -> Result:
    """The result of a pair; whatever is wrong with it becomes the reason of a failure.

    Nothing but the two files, the settings and the model goes into it. OSError is the machine's, and is raised.
    """
    if task.fault:
        return Result(task.number, "failed", task.fault)
    try:
        return _done(task, settings, encoder)
    except DuizhaoError as error:
        reason = str(error)
    except MemoryError:
        reason = "not enough memory for this pair: divide it, or run it alone with --processes 1"
    except OSError:
        raise
    except Exception as error:  # a fault of this program in one pair must not stop the other ten thousand
        reason = f"this program failed here ({type(error).__name__}: {error}): please report it"
    return Result(task.number, "failed", " ".join(reason.split()))


def _done(task: Task, settings: Settings, encoder: Encoder) -> Result:
    source, target = read_pair(task.source, task.target, name=task.name, presplit=settings.presplit)
    target = replace(target, name=task.translation) if target else None
    if task.held[0] == source.sha256 and (target is None or task.held[1] == target.sha256):
        return Result(task.number, "there")
    recording = _Recording(encoder)
    own = recording if settings.vectors else encoder
    if target is None:
        vectors = _vectors(recording, [source]) if settings.vectors else {}
        return Result(task.number, "done", "", source, vectors=vectors)
    bitext = align_documents(source, target, own)
    findings = None
    if settings.checked:
        checked = check_bitext(bitext, encoder, Criteria(settings.direction, settings.profile))
        findings = tuple(checked)
    vectors = _vectors(recording, [source, target]) if settings.vectors else {}
    return Result(task.number, "done", "", source, target, bitext.beads, findings, vectors)


def _vectors(recording: _Recording, documents: Sequence[Document]) -> dict[str, bytes]:
    """The packed encodings of the documents' sentences, in their order.

    Nothing else that the encoder was asked for on the way: the first pair of a worker needs more than the others.
    """
    texts = {text_hash(text): text for document in documents for text in document.sentence_texts()}
    missing = [text for key, text in texts.items() if key not in recording.packed]
    for _ in recording.encode(missing):
        pass
    return {key: recording.packed[key] for key in texts}


def end_with_parent() -> None:
    """End this process as soon as the one that started it has ended, however that ended."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
