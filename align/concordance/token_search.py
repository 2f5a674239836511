"""Occurrences of patterns over words and their parts of speech."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from duizhao.align.errors import RequestError
from duizhao.align.library.tagging import Tagger
from duizhao.corpus.document import Language, Span
from duizhao.corpus.search.patterns import phrase_pattern
from duizhao.corpus.search.search import Hit, Search
from duizhao.corpus.search.token_pattern import Token, TokenPattern
from duizhao.models.entities.recognizer import TAGS


def token_hits(
    search: Search,
    pattern: TokenPattern,
    tagger: Tagger,
    languages: Sequence[Language],
    among: Sequence[int] | None = None,
) -> Iterator[Hit]:
    """Every occurrence in texts of these languages, in their order; `among`: only in texts of these ids.

    Raises RequestError for a part of speech that there is not, ModelError for what nothing here knows of words.
    """
    for identity, sentence, tokens in tagged_sentences(search, tagger, languages, among, lookup(pattern)):
        start = search.document(identity).sentences[sentence].start
        for first, last in pattern.spans(tokens):
            span = Span(tokens[first].start, tokens[last - 1].end).shift(start)
            yield Hit(search.texts[identity], sentence, span)


def tagged_sentences(
    search: Search,
    tagger: Tagger,
    languages: Sequence[Language],
    among: Sequence[int] | None = None,
    lookup: str | None = None,
) -> Iterator[tuple[int, int, list[Token]]]:
    """Sentences as (text, sentence, words), text by text; offsets count in the sentence as it stands in the text.

    `lookup`: only those that the index finds with it.
    """
    for language in languages:
        places: list[tuple[int, int]] = []

        def sentences(language: Language = language, places: list[tuple[int, int]] = places) -> Iterator[str]:
            for identity, sentence in search.sentences_with(lookup, language, among):
                document = search.document(identity)
                places.append((identity, sentence))
                yield document.sentences[sentence].of(document.text)

        for number, tokens in enumerate(tagger.words(sentences(), language)):
            yield *places[number], tokens


def lookup(pattern: TokenPattern) -> str | None:
    """What the index finds the sentences by that may hold the pattern. Raises RequestError for an unknown tag."""
    for value, expression in pattern.tags.items():
        if not any(map(expression.fullmatch, TAGS)):
            raise RequestError(f"no part of speech is {value!r}: there are {', '.join(TAGS)}")
    found = (phrase_pattern(word).lookup for word in pattern.words)
    return " AND ".join(one for one in found if one) or None
