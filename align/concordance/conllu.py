"""Sentences with their words as CoNLL-U: of a document, or those in which something was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from duizhao.align.concordance.words import Tagger
from duizhao.corpus.document import Document, Language, Span
from duizhao.corpus.exchange.bitext.vertical import Words
from duizhao.corpus.exchange.conllu import WordedSentence, conllu_lines
from duizhao.corpus.search.token_pattern import Token
from duizhao.models.errors import ModelError
from duizhao.models.lemmas import open_lemmas


def document_conllu(document: Document) -> str:
    """A document's sentences with their words; Chinese with LAC's parts of speech, if the extra `entities` is there."""
    return _conllu([(document, {number: [] for number in range(len(document.sentences))})])


def hits_conllu(hits: Iterable[tuple[Document, int, Span]]) -> str:
    """Each sentence (document, number) that something was found in, once, with where it was found."""
    found: dict[str, tuple[Document, dict[int, list[Span]]]] = {}
    for document, number, span in hits:
        found.setdefault(document.name, (document, {}))[1].setdefault(number, []).append(span)
    return _conllu(found.values())


def all_that_is_known() -> Words:
    """What cuts sentences into words, with parts of speech and lemmas where what is installed knows them."""
    chinese, english = Tagger(), _english_tagger()

    def words(texts: Iterable[str], language: Language) -> Iterator[Sequence[Token]]:
        return (chinese if language == "zh" else english).words(texts, language)

    return words


def _english_tagger() -> Tagger:
    """With lemmas, if the extra `lemmas` is there."""
    try:
        open_lemmas()
    except ModelError:
        return Tagger()
    return Tagger({"lemma"})


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
