"""The numbers of a Chinese text by value: 两百多万, 三分之一, 九成, 民國九十二年, 下午3点, 60亩."""

from __future__ import annotations

import re
from dataclasses import replace

from duizhao.corpus.quantities.chinese_dates import DATE_RULES
from duizhao.corpus.quantities.chinese_measures import HALF_RULES, MEASURE_RULES
from duizhao.corpus.quantities.chinese_numbers import NUMBER, read_number
from duizhao.corpus.quantities.chinese_shares import LAST_RULES, SHARE_RULES
from duizhao.corpus.quantities.quantity import Quantity, joined
from duizhao.corpus.quantities.rules import Rule, read_by
from duizhao.corpus.text.normalization import hanzi

CHINESE_RULES: tuple[Rule, ...] = (
    *SHARE_RULES,
    *DATE_RULES,
    *MEASURE_RULES,
    Rule("number", NUMBER, read_number),
    *HALF_RULES,
    *LAST_RULES,
)
"""In order; they read a text in simplified characters and half width."""
_JOINT = re.compile(r"[零又]?")


def chinese_quantities(text: str) -> list[Quantity]:
    """The quantities of a Chinese text, in order.

    >>> text = "２０１９年增长百分之三点五，共两百多万人"
    >>> [(it.kind, it.value, it.low, it.high) for it in chinese_quantities(text)]
    [('year', 2019.0, 2019.0, 2019.0), ('percent', 3.5, 3.5, 3.5), ('number', 2000000.0, 2000000.0, 3000000.0)]
    """
    view = hanzi(text)
    quantities = joined(view.text, read_by(CHINESE_RULES, view.text), _JOINT)
    return [replace(quantity, span=view.original(quantity.span)) for quantity in quantities]
