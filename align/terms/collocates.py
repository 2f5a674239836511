"""What stands near a term, or near one of its renderings, more often than chance has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from duizhao.corpus.document import Document, Language, Span
from duizhao.corpus.terms.association import log_dice, log_likelihood
from duizhao.corpus.terms.extraction import hanzi_of
from duizhao.corpus.terms.variants import AROUND, group_key
from duizhao.corpus.text.han import is_word
from duizhao.corpus.text.tokenization import UserWords, words

WINDOW = 5
"""Words on either side."""
FEWEST_NEAR = 2
"""Times that a collocate stands near the node."""


@dataclass(frozen=True, slots=True)
class Collocate:
    """A word near the node: how often there, how often in all, and how strongly it goes with it."""

    word: str
    near: int
    count: int
    log_dice: float
    keyness: float


@dataclass(frozen=True, slots=True)
class Window:
    """Words of a language, `size` of them on either side; `user`: the user's own words, which are never cut."""

    language: Language
    size: int = WINDOW
    user: UserWords = field(default_factory=UserWords)


def collocates(
    places: Iterable[tuple[Document, int, Span]],
    texts: Sequence[Document],
    window: Window,
    *,
    fewest: int = FEWEST_NEAR,
) -> list[Collocate]:
    """The words near the places (document, sentence, span), strongest first by logDice (Rychlý 2008).

    Keyness: log-likelihood of the word near the places against elsewhere (Dunning 1993). `texts`: all that is counted.
    `fewest`: the times that a word has to stand near a place.
    """
    near: Counter[str] = Counter()
    nodes = 0
    own: set[str] = set()
    for document, sentence, span in places:
        nodes += 1
        own.add(_node(span.of(document.text), window.language))
        near.update(_around(document, sentence, span, window))
    total: Counter[str] = Counter()
    shown: dict[str, Counter[str]] = {}
    for document in texts:
        for span in document.sentences:
            for key, word, _ in _keyed(span.of(document.text), window):
                total[key] += 1
                if key in near:
                    shown.setdefault(key, Counter())[word] += 1
    inside, size = near.total(), total.total()
    scored = [
        Collocate(
            shown[key].most_common(1)[0][0],
            count,
            total[key],
            log_dice(count, nodes, total[key]),
            log_likelihood(count, inside, total[key] - count, size - inside),
        )
        for key, count in near.items()
        if count >= fewest and key in shown and key not in own
    ]
    return sorted(scored, key=lambda collocate: (-collocate.log_dice, collocate.word))


def _around(document: Document, sentence: int, span: Span, window: Window) -> list[str]:
    """The keys of the words near a place, within its sentence, each once."""
    bounds = document.sentences[sentence]
    keyed = [
        (key, Span(at, at + len(word)).shift(bounds.start))
        for key, word, at in _keyed(bounds.of(document.text), window)
    ]
    left = [key for key, place in keyed if place.end <= span.start][-window.size :]
    right = [key for key, place in keyed if place.start >= span.end][: window.size]
    return list(dict.fromkeys([*left, *right]))


def _node(text: str, language: Language) -> str:
    """What the node itself is counted by: it is no collocate of its own."""
    return hanzi_of(text) if language == "zh" else group_key(text, "en")


def _keyed(text: str, window: Window) -> Iterator[tuple[str, str, int]]:
    """The content words of a text: what each is counted by, as it stands, and where."""
    language = window.language
    plain = [word for word, _ in window.user.tagged(hanzi_of(text))] if language == "zh" else words(text, language)
    at = 0
    for word in plain:
        start, at = at, at + len(word)
        if not any(map(is_word, word)) or word.isdigit() or word.casefold() in AROUND:
            continue
        if language == "zh" and len(word) < 2:
            continue
        yield (word if language == "zh" else group_key(word, "en")), text[start:at].casefold(), start
