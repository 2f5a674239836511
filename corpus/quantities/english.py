"""The numbers of an English text by value: $3.2bn, two and a half million, two-thirds, the 1980s, 3:30 p.m."""

from __future__ import annotations

import re

from duizhao.corpus.quantities.english_dates import ENGLISH_DATE_RULES
from duizhao.corpus.quantities.english_numbers import NUMBER_RULES
from duizhao.corpus.quantities.quantity import Quantity, joined
from duizhao.corpus.quantities.rules import Rule, read_by

ENGLISH_RULES: tuple[Rule, ...] = (*ENGLISH_DATE_RULES, *NUMBER_RULES)
_JOINT = re.compile(r"(?:,|\sand)?\s")


def english_quantities(text: str) -> list[Quantity]:
    """The quantities of an English text, in order.

    >>> [(it.kind, it.value) for it in english_quantities("On March 22, 2019 about 2.5 million people, a third")]
    [('month', 3.0), ('day', 22.0), ('year', 2019.0), ('number', 2500000.0), ('number', 0.3333333333333333)]
    """
    return joined(text, read_by(ENGLISH_RULES, text), _JOINT)
