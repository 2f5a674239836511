"""The words of texts as patterns ask for them: where each stands, its part of speech, its lemma."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from importlib.metadata import version

from duizhao.align.errors import RequestError
from duizhao.align.library.word_cache import WordCache
from duizhao.corpus.document import Language
from duizhao.corpus.search.token_pattern import Token
from duizhao.corpus.store.store import Store
from duizhao.corpus.text.han import in_simplified
from duizhao.corpus.text.tokenization import words
from duizhao.models.entities.recognizer import EntityRecognizer, open_recognizer
from duizhao.models.errors import ModelError
from duizhao.models.lemmas import open_lemmas

Words = Callable[[Iterable[str], Language], Iterator[Sequence[Token]]]
"""What cuts sentences of a language into words."""
NO_ENGLISH_POS = "parts of speech are known of Chinese alone: ask English for word, lc or lemma"


class Tagger:
    """Cuts sentences into words. White space is no word.

    Chinese is cut by LAC, which knows parts of speech, if the extra `entities` is there; without it by the segmenter
    that the rest of the program uses, if nobody asks for parts of speech.
    """

    def __init__(
        self,
        attributes: Collection[str] = (),
        recognizer: EntityRecognizer | None = None,
        *,
        plain: bool = False,
        store: Store | None = None,
    ) -> None:
        """`attributes`: what must be known of words. `recognizer`: cuts Chinese; by default the one that is there.

        `plain`: the quicker segmenter, wherever parts of speech are not asked for. `store`: keeps what was tagged.

        Raises ModelError, which says what to install, where an attribute is asked for that nothing here knows.
        """
        self._attributes = frozenset(attributes)
        self._given = recognizer
        self._store = store
        self._plain = plain and "pos" not in self._attributes
        if "pos" in self._attributes and self._recognizer is None:
            open_recognizer()

    @cached_property
    def _recognizer(self) -> EntityRecognizer | None:
        if self._plain:
            return None
        try:
            return self._given or open_recognizer()
        except ModelError:
            return None

    @property
    def signature(self) -> str:
        """Who cuts Chinese: what is found does not change without this."""
        return self._recognizer.signature if self._recognizer else f"rjieba {version('rjieba')}"

    def words(self, texts: Iterable[str], language: Language) -> Iterator[list[Token]]:
        """For each text its words; offsets count in the text. Raises RequestError for parts of speech of English."""
        if language == "en":
            yield from self._english(texts)
        elif self._recognizer is None:
            for text in texts:
                yield _placed(words(text, "zh"))
        else:
            yield from self._tagged(WordCache(self._recognizer, self._store), texts)

    def _tagged(self, recognizer: WordCache, texts: Iterable[str]) -> Iterator[list[Token]]:
        held: list[str] = []

        def listed() -> Iterator[str]:
            for text in texts:
                held.append(text)
                yield text

        for number, tagged in enumerate(recognizer.words(listed())):
            text, held[number] = held[number], ""
            tokens = []
            for word in tagged:
                own = text[word.start : word.end]
                if own.strip():
                    tokens.append(Token(word.start, word.end, own, word.tag, in_simplified(own)))
            yield tokens

    def _english(self, texts: Iterable[str]) -> Iterator[list[Token]]:
        if "pos" in self._attributes:
            raise RequestError(NO_ENGLISH_POS)
        lemma = open_lemmas() if "lemma" in self._attributes else None
        for text in texts:
            yield [
                Token(token.start, token.end, token.word, "", lemma(token.word) if lemma else "")
                for token in _placed(words(text, "en"))
            ]


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


def _placed(cut: Iterable[str]) -> list[Token]:
    tokens, at = [], 0
    for word in cut:
        if word.strip():
            tokens.append(Token(at, at + len(word), word, "", in_simplified(word)))
        at += len(word)
    return tokens
