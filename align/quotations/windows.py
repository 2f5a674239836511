"""Clauses of long sentences: a quotation of one clause is found by what that clause has, not by the whole sentence.

What chance reaches grows with the length of a sentence, so a long one that says a quotation in a few of its words is
ranked behind short ones that nearly say it. The clauses of what the first stage ranks high, and runs of a few of them,
are scored as sentences of their own length; the vectors are those of the sentence, nothing is encoded anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from duizhao.align.quotations.retrieval import Retrieved, combined, token_scores
from duizhao.align.vectors.arrays import Floats, matrix_product
from duizhao.models.encoder import Encoded
from duizhao.models.quantization import Kept, comparable, count

LOOKED_AT = 200
"""Sentences whose clauses are scored: of 57 quotations of laws and reports among 73,672 sentences 55 have theirs among
so many, and 49 among the first 32; by clauses 53 are among the 32 that are judged."""
LARGE = 5_000
"""Sentences of a library from which clauses are looked at: in a smaller one the first 32 have what there is."""
BY_CLAUSE = 12
"""Sentences of those that are judged that their clauses bring there."""
JOINED = 3
"""Clauses, at most, of a window."""
LEAST_TOKENS = 4
"""Tokens of a clause; a shorter one goes with the clause before it."""
_ENDS = re.compile(r"[，；：。！？,;:!?]+[”’」』）】]*")


def with_clauses(
    retrieved: Retrieved, phrase: Encoded, kept: Callable[[int], Kept], text: Callable[[int], str], most: int
) -> Retrieved:
    """The best `most` of what was retrieved: `BY_CLAUSE` of them by the best of their clauses, the rest as they stand.

    The order stays. `kept`: the encoding of a row, and `text` its words.
    """
    if len(retrieved.rows) <= most:
        return retrieved
    stay = most - BY_CLAUSE
    rows = retrieved.rows.tolist()
    encoded = [kept(row) for row in rows]
    law = _law_of_chance(retrieved, list(map(count, encoded)))
    places = range(stay, len(rows))
    starts = {at: clause_starts(text(rows[at]), encoded[at].spans) for at in places}
    several = [at for at in places if len(starts[at]) > 1]
    scores = np.full(len(rows), -np.inf)
    for at, reached in zip(several, _cosines([encoded[at] for at in several], phrase.words), strict=True):
        scores[at] = best_window(reached, starts[at], law, retrieved, at)
    by_clause = sorted(places, key=lambda at: (-scores[at], at))[:BY_CLAUSE]
    chosen = np.array([*range(stay), *sorted(by_clause)])
    return replace(
        retrieved,
        rows=retrieved.rows[chosen],
        above=retrieved.above[chosen],
        scores=retrieved.scores[:, chosen],
        deviations=retrieved.deviations[:, chosen],
        chance=retrieved.chance[chosen],
    )


def _cosines(some: Sequence[Kept], words: Floats) -> list[Floats]:
    """Of the tokens of each with `words` [k, d], of length one: [tokens, k] each."""
    if not some:
        return []
    cosines = np.concatenate([matrix_product(rows, turned.T) for rows, turned in comparable(some, words)])
    return np.split(cosines, np.cumsum(list(map(count, some)))[:-1])


def clause_starts(text: str, spans: NDArray[np.int32]) -> list[int]:
    """The tokens with which the clauses of a sentence begin, the first of them 0. `spans`: int32 [tokens, 2]."""
    ends = [match.end() for match in _ENDS.finditer(text)]
    starts = [0]
    for token in np.searchsorted(spans[:, 0], ends).tolist():
        if token - starts[-1] >= LEAST_TOKENS and len(spans) - token >= LEAST_TOKENS:
            starts.append(token)
    return starts


def best_window(reached: Floats, starts: Sequence[int], law: Floats, retrieved: Retrieved, at: int) -> float:
    """The score of the best window of a sentence that is shorter than the whole, as the first stage scores sentences.

    `reached` [tokens, phrase tokens]: cosines. `law`: as `_law_of_chance` gives it. `at`: the sentence among those that
    were retrieved, whose pooled vector is that of its windows too.
    """
    clauses = np.maximum.reduceat(reached, starts, axis=0)
    bounds = [*starts, len(reached)]
    best = -np.inf
    for joined in range(1, min(JOINED, len(starts) - 1) + 1):
        count = len(clauses) - joined + 1
        windows = np.max([clauses[first : first + count] for first in range(joined)], axis=0)
        sizes = np.log([bounds[first + joined] - bounds[first] for first in range(count)])
        above = windows - law[0] - sizes[:, None] * law[1]
        scores = np.stack([*token_scores(above, retrieved.rarity), np.full(count, retrieved.scores[2, at])])
        deviations = (scores - retrieved.levels[:, :1]) / retrieved.levels[:, 1:]
        best = max(best, float(combined(deviations).max()))
    return best


def _law_of_chance(retrieved: Retrieved, sizes: Sequence[int]) -> Floats:
    """What chance reaches for each token of the phrase, by 1 and by the logarithm of a sentence's tokens: [2, tokens].

    It is such a law; the sentences that were retrieved show it, unless all are as long as one another.
    """
    lengths = np.stack([np.ones(len(sizes)), np.log(np.maximum(sizes, 1))], axis=1)
    law: Floats = np.linalg.lstsq(lengths, retrieved.chance, rcond=None)[0].astype(np.float32)
    return law
