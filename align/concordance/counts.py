"""How often something stands in each text, or in each group of texts, whose sizes are known."""

from __future__ import annotations

from collections.abc import Sequence

from duizhao.align.concordance.kwic import Query, languages_found, matched
from duizhao.corpus.document import Language
from duizhao.corpus.quantities.days import year_of
from duizhao.corpus.search.metadata import admitted_texts, metadata_of
from duizhao.corpus.search.search import Hit, Search
from duizhao.corpus.store.store import Text

GROUPS = ("text", "year")
"""What groups texts beside `document` and keys of the metadata."""


def unit_of(languages: Sequence[Language]) -> str:
    """What the texts of these languages are counted in."""
    return " and ".join({"zh": "characters", "en": "words"}[language] for language in languages)


def found_by_text(search: Search, query: Query) -> tuple[tuple[Language, ...], list[tuple[Text, list[Hit]]]]:
    """The occurrences of what is asked for in each text that was searched, in the order of the texts.

    With them, the languages in which it was found, and whose texts are counted.
    """
    texts = admitted_texts(search, query.sides, search.conditions(query.where))
    hits, _ = matched(search, query, [text.id for text in texts])
    sides = languages_found(hits, query)
    found: dict[int, list[Hit]] = {text.id: [] for text in texts if text.language in sides}
    for hit in hits:
        found[hit.text.id].append(hit)
    return sides, [(text, found[text.id]) for text in texts if text.id in found]


def counts(search: Search, query: Query, by: str) -> tuple[tuple[Language, ...], list[tuple[str, int, int, float]]]:
    """How often, by `document`, `text`, `year`, or a key of the metadata: (group, occurrences, size, per million).

    With it, the languages in which it was found, and whose texts are counted.
    """
    if by not in GROUPS:
        search.check_key(by)
    sides, found = found_by_text(search, query)
    groups: dict[str, list[int]] = {}
    for text, hits in found:
        group = groups.setdefault(_group(search, text, by), [0, 0])
        group[0] += len(hits)
        group[1] += search.sizes(sides, [text.id])
    return sides, [
        (group, count, size, 1e6 * count / size if size else 0.0)
        for group, (count, size) in sorted(groups.items(), key=lambda item: (-item[1][0], item[0]))
    ]


def _group(search: Search, text: Text, by: str) -> str:
    if by in ("document", "text"):
        return text.entry if by == "document" else text.name
    metadata = metadata_of(search, text)
    return year_of(metadata) if by == "year" else metadata.get(by, "")
