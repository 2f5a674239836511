"""Vertical text, a word a line, for Sketch Engine, NoSketch Engine and the IMS Open Corpus Workbench.

One file a language; `<align>` stands as often in either, and its n-th in one belongs to the n-th in the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Document, Language
from duizhao.corpus.exchange.bitext.monotone_groups import groups
from duizhao.corpus.search.token_pattern import Token
from duizhao.corpus.text.xml_text import xml_text

Words = Callable[[Iterable[str], Language], Iterator[Sequence[Token]]]
Line = str | Token

_NAME = re.compile(r"[^a-z0-9_]+")


def write_vertical(bitexts: Sequence[Bitext], words: Words) -> tuple[str, str]:
    """The Chinese and the English file of documents with one translation each, those that have aligned sentences.

    Columns: the word, its part of speech, its lemma; without those of which nothing is known in the whole file but the
    word itself. `words` cuts sentences of a language; what is between words is not written.
    """
    sides: tuple[list[Line], list[Line]] = ([], [])
    for bitext in bitexts:
        aligned = groups(bitext)
        runs = [group.source for group in aligned], [group.target for group in aligned]
        if not aligned:
            continue
        for side, document, own in zip(sides, (bitext.source, bitext.target), runs, strict=True):
            side.append(_opening(document, bitext))
            tokens = _tokens(document, [index for run in own for index in run], words)
            for number, (run, group) in enumerate(zip(own, aligned, strict=True), 1):
                side.append(f'<align n="{number}" confidence="{group.confidence:.4f}">')
                for index in run:
                    side += _sentence(document, index, tokens[index])
                side.append("</align>")
            side.append("</doc>")
    return _written(sides[0]), _written(sides[1])


def _tokens(document: Document, indices: Sequence[int], words: Words) -> dict[int, Sequence[Token]]:
    texts = (document.sentences[index].trimmed(document.text).of(document.text) for index in indices)
    return dict(zip(indices, words(texts, document.language), strict=True))


def _written(side: Sequence[Line]) -> str:
    tokens = [line for line in side if isinstance(line, Token)]
    columns = ["word"]
    columns += ["pos"] if any(token.pos for token in tokens) else []
    columns += ["lemma"] if any(token.lemma not in ("", token.word) for token in tokens) else []
    lines = (
        "\t".join(_flat(getattr(line, column)) or "_" for column in columns) if isinstance(line, Token) else line
        for line in side
    )
    return "".join(f"{line}\n" for line in lines)


def _opening(document: Document, bitext: Bitext) -> str:
    fields = {"id": bitext.source.name, "text": document.name, "language": document.language}
    fields |= {_attribute(key): value for key, value in document.metadata.items() if _attribute(key) not in fields}
    return "<doc " + " ".join(f'{key}="{_flat(value)}"' for key, value in fields.items()) + ">"


def _attribute(key: str) -> str:
    """A key of the metadata as the name of an attribute: small Latin letters, digits, underscores."""
    name = _NAME.sub("_", key.lower()).strip("_")
    return name if name and not name[0].isdigit() else f"meta_{name or key.encode().hex()}"


def _sentence(document: Document, index: int, tokens: Sequence[Token]) -> list[Line]:
    if not tokens:
        return []
    span = document.sentences[index].trimmed(document.text)
    return [f'<s n="{index}" start="{span.start}" end="{span.end}">', *tokens, "</s>"]


def _flat(text: str) -> str:
    """Escaped, on one line."""
    return " ".join(xml_text(text).split())
