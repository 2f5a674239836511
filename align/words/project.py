"""Annotation projection of many spans, in order."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from duizhao.align.words.aligner import link_texts
from duizhao.align.words.projection import Projection, project
from duizhao.corpus.document import Language, Span
from duizhao.models.encoder import Encoder


def project_spans(items: Iterable[tuple[str, str, Span, Language]], encoder: Encoder) -> Iterator[Projection | None]:
    """Project many spans, in order: (source, target, span, the language the span counts in) each.

    Spans of the same two texts that follow one another are led through the same links.
    """
    pairs = ((texts, list(group)) for texts, group in itertools.groupby(items, lambda item: item[:2]))
    for (_, group), links in link_texts(pairs, lambda pair: pair[0], encoder):
        for source, target, span, given in group:
            if given == "en":
                yield project(links, [span], source, "zh", given=target)
            else:
                yield project(links.transposed, [span], target, "en", given=source)
