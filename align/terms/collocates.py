"""What stands near a term, or near one of its renderings, more often than chance has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from duizhao.corpus.document import Document, Language, Span
from duizhao.corpus.terms.association import log_dice, log_likelihood
from duizhao.corpus.terms.extraction import hanzi_of
from duizhao.corpus.terms.variants import AROUND, group_key
from duizhao.corpus.text.tokenization import UserWords, words

WINDOW = 5
"""Words on either side."""
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Collocate:
    """A word near the node: how often there, how often in all, and how strongly it goes with it."""

    word: str
    near: int
    count: int
    log_dice: float
    keyness: float


def collocates(
    places: Iterable[tuple[Document, int, Span]],
    texts: Sequence[Document],
    language: Language,
    *,
    window: int = WINDOW,
    fewest: int = FEWEST,
    user: UserWords | None = None,
) -> list[Collocate]:
    """The words within a window of the places (document, sentence, span), strongest first by logDice (Rychlý 2008).

    Keyness: log-likelihood of the word near the places against elsewhere (Dunning 1993). `texts`: all that is counted.
    """
    user = user or UserWords()
    near: Counter[str] = Counter()
    nodes = 0
    own: set[str] = set()
    for document, sentence, span in places:
        nodes += 1
        own.add(_node(span.of(document.text), language))
        near.update(_around(document, sentence, span, language, window, user))
    total: Counter[str] = Counter()
    shown: dict[str, Counter[str]] = {}
    for document in texts:
        for span in document.sentences:
            for key, word, _ in _keyed(span.of(document.text), language, user):
                total[key] += 1
                if key in near:
                    shown.setdefault(key, Counter())[word] += 1
    inside, size = near.total(), total.total()
    found = [
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
    return sorted(found, key=lambda each: (-each.log_dice, each.word))


def _around(
    document: Document, sentence: int, span: Span, language: Language, window: int, user: UserWords
) -> list[str]:
    """The keys of the words near a place, within its sentence, each once."""
    bounds = document.sentences[sentence]
    told = [
        (key, Span(at, at + len(word)).shift(bounds.start))
        for key, word, at in _keyed(bounds.of(document.text), language, user)
    ]
    left = [key for key, each in told if each.end <= span.start][-window:]
    right = [key for key, each in told if each.start >= span.end][:window]
    return list(dict.fromkeys([*left, *right]))


def _node(text: str, language: Language) -> str:
    """What the node itself is counted by: it is no collocate of its own."""
    return hanzi_of(text) if language == "zh" else group_key(text, "en")


def _keyed(text: str, language: Language, user: UserWords) -> Iterator[tuple[str, str, int]]:
    """The content words of a text: what each is counted by, as it stands, and where."""
    plain = [word for word, _ in user.tagged(hanzi_of(text))] if language == "zh" else words(text, language)
    at = 0
    for word in plain:
        start, at = at, at + len(word)
        told = text[start:at]
        if not any(map(str.isalnum, word)) or word.isdigit() or word.casefold() in AROUND:
            continue
        if language == "zh" and len(word) < 2:
            continue
        yield (word if language == "zh" else group_key(word, "en")), told.casefold(), start
