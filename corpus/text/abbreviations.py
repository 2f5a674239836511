"""English abbreviations that stand before a number: Dec. 31, No. 5, approx. 300, St. 12."""

from __future__ import annotations

import re

_MONTHS = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_PARTS = (
    "arts?|vols?|nos?|nrs?|secs?|sects?|chs?|chaps?|caps?|figs?|pp?|pgs?|paras?|pars?|cls?|regs?|eqs?|exs?|apps?|append|"
    "bks?|pts?|tabs?|tbl|ll?|nn?|vv?|sch(?:ed)?|subs?|subsecs?|rr?|ss?|ord|ser|ed|eds|fols?|ff?|cols?|vs|rms?|bldg|apt|"
    "ste|flr?|tel|ext|ph|ref|iss|ver|res|doc|ann"
)
_ABOUT = "approx|ca|c|circa|est|abt|max|min|avg|incl|excl|cf|viz|resp|temp"
_PLACES = "st|rd|rte|hwy|ave|blvd|sq|dist|mt|ft|rev"
_WORDS = f"{_PARTS}|{_ABOUT}|{_PLACES}"
ABBREVIATED = re.compile(rf"(?<![\w.])(?:{_MONTHS}|(?i:{_WORDS}))\.\s{{0,3}}\Z")
"""At the end of a text: a number that follows belongs to its sentence."""
LONGEST = 12
"""Characters at the end of a text that tell."""
