"""Annotation projection of many spans, in order."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from duizhao.align.words.aligner import link_texts
from duizhao.align.words.projection import Projection, SearchedText, project
from duizhao.corpus.document import Language, Span
from duizhao.models.encoder import Encoder


def project_spans(items: Iterable[tuple[str, str, Span, Language]], encoder: Encoder) -> Iterator[Projection | None]:
    """Annotation projection of many spans, in order; None for a span that has no counterpart.

    - `items`: (source, target, span, language) each: the Chinese and the English text, the character offsets of the
      span, and the language of the text that they count in. Spans of the same two texts that follow one another are
      led through the same links.
    - `encoder`: gives the word links, by its trained linker if it has one.

    RequestError: two texts are too long for their words to be linked.
    """
    pairs = ((texts, list(group)) for texts, group in itertools.groupby(items, lambda item: item[:2]))
    for (_, group), links in link_texts(pairs, lambda pair: pair[0], encoder):
        for source, target, span, given in group:
            if given == "en":
                yield project(links, [span], SearchedText(source, "zh"), target)
            else:
                yield project(links.transposed, [span], SearchedText(target, "en"), source)
