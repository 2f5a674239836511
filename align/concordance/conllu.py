"""Sentences with their words as CoNLL-U: of a document, or those in which something was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from duizhao.align.library.tagging import all_that_is_known
from duizhao.corpus.document import Document, Span
from duizhao.corpus.exchange.conllu import WordedSentence, conllu_lines


def document_conllu(document: Document) -> str:
    """A document's sentences with their words; Chinese with LAC's parts of speech, if the extra `entities` is there."""
    return _conllu([(document, {number: [] for number in range(len(document.sentences))})])


def hits_conllu(hits: Iterable[tuple[Document, int, Span]]) -> str:
    """Each sentence (document, number) that something was found in, once, with where it was found."""
    found: dict[str, tuple[Document, dict[int, list[Span]]]] = {}
    for document, number, span in hits:
        found.setdefault(document.name, (document, {}))[1].setdefault(number, []).append(span)
    return _conllu(found.values())


def _conllu(chosen: Iterable[tuple[Document, Mapping[int, list[Span]]]]) -> str:
    words_of, pieces = all_that_is_known(), list[str]()
    for document, sentences in chosen:
        spans = [document.sentences[number].trimmed(document.text) for number in sentences]
        words = words_of((span.of(document.text) for span in spans), document.language)
        pieces += conllu_lines(
            WordedSentence(
                document.name,
                number,
                span.of(document.text),
                span.start,
                tokens,
                [(hit.start, hit.end) for hit in sentences[number]],
            )
            for number, span, tokens in zip(sentences, spans, words, strict=True)
        )
    return "".join(pieces)
