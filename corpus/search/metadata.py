"""What is said of the texts of a corpus, and which of them meet conditions on it."""

from __future__ import annotations

from collections.abc import Sequence

from duizhao.corpus.document import Language
from duizhao.corpus.search.filters import Condition, all_met
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.store import Text


def metadata_of(search: Search, text: Text, beside: Text | None = None) -> dict[str, str]:
    """What is said of a text, and under it of its original, and of the text that is shown beside it."""
    metadata: dict[str, str] = {}
    for document in (search.entries[text.entry][0], beside, text):
        metadata |= document.metadata if document else {}
    return metadata | {"document": text.entry}


def texts_asked_for(search: Search, language: Language, document: str | None, where: Sequence[str]) -> list[Text]:
    """The texts of a language of which the conditions `where` are true: all, or those of one name."""
    conditions = search.conditions(where)
    return [
        text
        for text in search.texts.values()
        if text.language == language
        and document in (None, text.name, text.entry)
        and all_met(conditions, metadata_of(search, text))
    ]


def admitted_texts(search: Search, sides: Sequence[Language], conditions: Sequence[Condition]) -> list[Text]:
    """The texts of some languages that meet the conditions, by themselves or with one of the other language beside.

    Another translation of the same original says nothing of a translation.
    """

    def admitted(text: Text) -> bool:
        others = (other for other in search.entries[text.entry] if other.language != text.language)
        return any(all_met(conditions, metadata_of(search, text, beside)) for beside in (None, *others))

    return [text for text in search.texts.values() if text.language in sides and (not conditions or admitted(text))]
