"""Vertical text, a word a line, for Sketch Engine, NoSketch Engine and the IMS Open Corpus Workbench.

One file a language; `<align>` stands as often in either, and its n-th in one belongs to the n-th in the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Document
from duizhao.corpus.exchange.bitext.monotone_groups import groups
from duizhao.corpus.text.tokenization import words
from duizhao.corpus.text.xml_text import xml_text

_NAME = re.compile(r"[^a-z0-9_]+")


def write_vertical(bitexts: Sequence[Bitext]) -> tuple[str, str]:
    """The Chinese and the English file of documents with one translation each, those that have aligned sentences."""
    sides: tuple[list[str], list[str]] = ([], [])
    for bitext in bitexts:
        aligned = groups(bitext)
        runs = [group.source for group in aligned], [group.target for group in aligned]
        if not aligned:
            continue
        for side, document, own in zip(sides, (bitext.source, bitext.target), runs, strict=True):
            side.append(_opening(document, bitext))
            for number, (run, group) in enumerate(zip(own, aligned, strict=True), 1):
                side.append(f'<align n="{number}" confidence="{group.confidence:.4f}">')
                for index in run:
                    side += _sentence(document, index)
                side.append("</align>")
            side.append("</doc>")
    return ("".join(f"{line}\n" for line in sides[0]), "".join(f"{line}\n" for line in sides[1]))


def _opening(document: Document, bitext: Bitext) -> str:
    fields = {"id": bitext.source.name, "text": document.name, "language": document.language}
    fields |= {_attribute(key): value for key, value in document.metadata.items() if _attribute(key) not in fields}
    return "<doc " + " ".join(f'{key}="{_flat(value)}"' for key, value in fields.items()) + ">"


def _attribute(key: str) -> str:
    """A key of the metadata as the name of an attribute: small Latin letters, digits, underscores."""
    name = _NAME.sub("_", key.lower()).strip("_")
    return name if name and not name[0].isdigit() else f"meta_{name or key.encode().hex()}"


def _sentence(document: Document, index: int) -> list[str]:
    span = document.sentences[index].trimmed(document.text)
    tokens = [word for word in words(span.of(document.text), document.language) if not word.isspace()]
    if not tokens:
        return []
    return [f'<s n="{index}" start="{span.start}" end="{span.end}">', *map(_flat, tokens), "</s>"]


def _flat(text: str) -> str:
    """Escaped, on one line."""
    return " ".join(xml_text(text).split())
