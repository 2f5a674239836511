"""Names that are not the source's: a person become another, a place another, a spelling that changes.

A name of the translation is believed if its letters spell Chinese characters of the bead (in pinyin, or nearly, as
foreign names are), if its words are linked, or if the document renders the same characters so elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from duizhao.align.checks.classifier import probability
from duizhao.align.checks.finding import Finding
from duizhao.align.checks.linked_pair import Direction, Pair
from duizhao.align.checks.name_features import (
    DocumentNames,
    Name,
    akin,
    document_names,
    given_names,
    name_features,
    names,
    nearly_a_name,
)
from duizhao.align.checks.name_sounds import misspelt
from duizhao.align.checks.old_spellings import absent_names, old_spellings
from duizhao.corpus.document import Span
from duizhao.corpus.message import Message
from duizhao.corpus.text.normalization import hanzi
from duizhao.models.word_linker.lexical_table import Translations

ABSENT = 0.8
"""How surely a name that the Chinese does not have is a slip, where it has another that the English does not."""
NEARLY = 0.85
"""Letters that are nearly the pinyin of the linked characters are taken for a slip of it, if they stand only once."""


def check_names(
    pairs: Sequence[Pair], translations: Translations | None, direction: Direction = "zh-en"
) -> Iterator[tuple[Pair, Finding]]:
    """The names of a document that its Chinese does not have. An English original's spelling is not questioned."""
    foreign = direction == "en-zh"
    names_of = [(pair, names(pair)) for pair in pairs]
    book = document_names(names_of, translations, foreign=foreign)
    for pair, own in names_of:
        given = given_names(own) if foreign else frozenset()
        simplified = hanzi(pair.source).text
        old = list(old_spellings(simplified, pair.target))
        for span, chinese in absent_names(simplified, pair.target):
            old.append(span)
            yield pair, _absent(pair, span, chinese)
        for name in own:
            if name in given or any(span.overlaps(name.span) for span in old):
                continue
            features = name_features(pair, name, book)
            if foreign:
                features = features._replace(nearly_a_name=0.0, misspelt=0.0)
            sure = probability("name", features)
            if features.misspelt >= NEARLY and features.best_link >= 0.6 and book.counts[name.word] == 1:
                sure = max(sure, 0.8)
            if features.nearly_a_name:
                sure = max(sure, 0.85)
            if not name.chinese and not features.unlinked_and_lost:
                sure = min(sure, 0.5)  # a name that explains what the source leaves to its readers
            if sure > 0.1:
                yield pair, _finding(pair, name, sure, book, direction)


def _absent(pair: Pair, span: Span, chinese: str) -> Finding:
    reason = Message(
        "“{word}” stands for {chinese}, which the Chinese does not have here",
        word=span.of(pair.target),
        chinese=chinese,
    )
    linked = pair.counterpart(span, "target")
    return Finding("name", "major", linked, span, ABSENT, reason, "accuracy/mistranslation/name")


def _finding(pair: Pair, name: Name, sure: float, book: DocumentNames, direction: Direction) -> Finding:
    translated = direction == "zh-en"
    chinese, plain = name.chinese, hanzi(pair.source).text
    usual = [word for word, _ in book.backward.get(chinese, Counter()).most_common() if not akin(word, name.word)]
    stands = [run for run, _ in book.forward.get(name.word, Counter()).most_common() if run not in plain]
    stands += [run for run in book.known.get(name.word.casefold(), ()) if run not in plain]
    if translated and (near := nearly_a_name(name.word, book, plain)):
        reason = Message("“{word}” looks like a slip for “{near}”", word=name.word, near=near)
    elif translated and misspelt(name.word, chinese) >= NEARLY:
        reason = Message("“{word}” is nearly, but not quite, how {chinese} is read", word=name.word, chinese=chinese)
    elif chinese and usual and usual[0] not in pair.target:
        reason = Message(
            "{chinese} is “{usual}” elsewhere, here “{word}”", chinese=chinese, usual=usual[0], word=name.word
        )
    elif stands:
        reason = Message(
            "“{word}” stands for {chinese}, which the Chinese does not have here", word=name.word, chinese=stands[0]
        )
    elif chinese:
        reason = Message("“{word}” does not read like {chinese}", word=name.word, chinese=chinese)
    else:
        reason = Message("no name in the Chinese reads like “{word}”", word=name.word)
    return Finding("name", "major", name.linked, name.span, sure, reason, "accuracy/mistranslation/name")
