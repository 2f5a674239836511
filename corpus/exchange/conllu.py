"""CoNLL-U of sentences whose words are known, for taggers, parsers and R (`udpipe`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from duizhao.corpus.search.token_pattern import Token

UPOS = {
    "n": "NOUN",
    "nz": "PROPN",
    "nw": "PROPN",
    "PER": "PROPN",
    "LOC": "PROPN",
    "ORG": "PROPN",
    "TIME": "NOUN",
    "v": "VERB",
    "vn": "NOUN",
    "vd": "ADV",
    "a": "ADJ",
    "an": "NOUN",
    "ad": "ADV",
    "d": "ADV",
    "f": "ADP",
    "s": "NOUN",
    "m": "NUM",
    "q": "NOUN",
    "r": "PRON",
    "p": "ADP",
    "c": "CCONJ",
    "u": "PART",
    "xc": "PART",
    "w": "PUNCT",
}
"""The universal part of speech of each tag of LAC, as near as it comes."""


@dataclass(frozen=True, slots=True)
class WordedSentence:
    """A sentence of a document: its number, its characters from `start` on, its words; `hits`: spans to be told of.

    Offsets of words count in `text`, those of `start` and `hits` in the document.
    """

    document: str
    number: int
    text: str
    start: int
    tokens: Sequence[Token]
    hits: Sequence[tuple[int, int]] = ()


def conllu_lines(sentences: Iterable[WordedSentence]) -> Iterator[str]:
    """The sentences as CoNLL-U, in pieces. Lemmas and tags that are not known, and all of syntax, are `_`.

    The last column says where a word stands in the document (`Start`, `End`), and that no blank follows it.
    """
    document = None
    for sentence in sentences:
        if not sentence.tokens:
            continue
        if sentence.document != document:
            document = sentence.document
            yield f"# newdoc id = {_flat(document)}\n"
        yield f"# sent_id = {_flat(document)}-{sentence.number}\n# text = {_flat(sentence.text)}\n"
        yield from (f"# hit = {start}-{end}\n" for start, end in sentence.hits)
        for number, token in enumerate(sentence.tokens, 1):
            after = sentence.text[token.end : token.end + 1]
            last = number == len(sentence.tokens)
            misc = "" if last or after.isspace() else "SpaceAfter=No|"
            misc += f"Start={sentence.start + token.start}|End={sentence.start + token.end}"
            columns = (number, _flat(token.word), _flat(token.lemma) or "_", UPOS.get(token.pos, "_"), token.pos or "_")
            yield "\t".join((*map(str, columns), "_", "_", "_", "_", misc)) + "\n"
        yield "\n"


def _flat(text: str) -> str:
    """On one line, in single blanks."""
    return " ".join(text.split())
