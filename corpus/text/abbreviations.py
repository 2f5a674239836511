"""English abbreviations that stand before a number: Dec. 31, No. 5, approx. 300, pp. 31."""

from __future__ import annotations

import re

_DATES = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun"
_SURE = (
    "Arts?|Vols?|Nos?|Nrs?|Secs?|Sects?|Chs?|Chap|Figs?|[Pp]aras?|[Cc]ls?|Regs?|Eqs?|Ex|App|Pt|Bk|Tab|Sch|"
    "nos|vols|secs|chs|chaps?|figs|eqs|pp?|ff|approx|appr|circa|ca|c|est|abt|vs|cf|Cf|viz|incl|excl|avg"
)
_LIKELY = (
    "arts?|vol|no|nrs?|sects?|sec|ch|fig|cap|regs?|eq|exs?|apps?|bks?|pts?|tabs?|ll?|nn?|sched|subsecs?|subs|ord|ser|eds?|"
    "fols?|f|cols?|v|rms?|bldg|apt|ste|flr?|tel|ext|ref|iss|ver|res|doc|max|min|St|st|Rd|Rte|Hwy|Ave|Blvd|sq|dist|Mt|resp"
)
ENDING = 16
"""Characters at the end of a text that tell."""
ABBREVIATED = re.compile(rf"(?<![\w.])(?:{_DATES}|{_SURE})\.\s{{0,3}}\Z")
"""At the end of a text: a number that follows belongs to its sentence, whatever comes then."""
PERHAPS_ABBREVIATED = re.compile(rf"(?<![\w.])(?:{_DATES}|{_SURE}|{_LIKELY})\.\s{{0,3}}\Z")
"""The same, of words too that may end a sentence (no, art): a bare number after them is rather theirs than a list's."""
