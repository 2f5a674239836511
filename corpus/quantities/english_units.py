"""Units and currencies of English texts, and which words make a number approximate."""

from __future__ import annotations

import re

from duizhao.corpus.quantities.quantity import ANY_DOLLAR

CODES = {
    "us$": "USD", "usd": "USD", "nt$": "TWD", "ntd": "TWD", "hk$": "HKD", "hkd": "HKD", "a$": "AUD", "au$": "AUD",
    "c$": "CAD", "s$": "SGD", "$": ANY_DOLLAR, "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "¥": "CNY",
    "￥": "CNY", "rmb": "CNY", "cny": "CNY", "jpy": "JPY",
}  # fmt: skip
"""Currencies by what stands before a number."""
UNITS: tuple[tuple[str, str, float], ...] = (
    (r"(?:percentage\s+|per\s*cent\s+|%\s*)points?|pp\b", "points", 1.0),
    (r"basis\s+points?", "points", 0.01),
    (r"%|per\s*cent\b|percentages?\b|pct\b", "percent", 1.0),
    (r"per\s*mille|‰", "percent", 0.1),
    (r"decades?\b", "year", 10.0),
    (r"(?:times|fold)\b", "times", 1.0),
    (r"(?:U\.?S\.?|American)\s+dollars?", "USD", 1.0),
    (r"(?:Hong\s+Kong|H\.?K\.?)\s+dollars?", "HKD", 1.0),
    (r"(?:New\s+Taiwan|N\.?T\.?|Taiwan)\s+dollars?|NTD\b", "TWD", 1.0),
    (r"(?:Australian)\s+dollars?", "AUD", 1.0),
    (r"(?:Canadian)\s+dollars?", "CAD", 1.0),
    (r"(?:Singapore)\s+dollars?", "SGD", 1.0),
    (r"dollars?\b", ANY_DOLLAR, 1.0),
    (r"(?:Chinese\s+)?(?:yuan|renminbi|RMB|CNY)\b", "CNY", 1.0),
    (r"euros?\b|EUR\b", "EUR", 1.0),
    (r"(?:Japanese\s+)?yen\b|JPY\b", "JPY", 1.0),
    (r"(?:British\s+)?pounds?\s+sterling|GBP\b", "GBP", 1.0),
    (r"USD\b", "USD", 1.0),
    (r"(?:rubles?|roubles?)\b", "RUB", 1.0),
    (r"(?:square\s+kilomet(?:er|re)s?|sq\.?\s*km|km2|km²)", "km2", 1.0),
    (r"(?:square\s+met(?:er|re)s?|sq\.?\s*m\b|m2\b|m²)", "m2", 1.0),
    (r"(?:Chinese\s+(?:feet|foot)|(?-i:chi)\b)", "chi", 1.0),
    (r"(?:Chinese\s+inch(?:es)?|(?-i:cun)\b)", "cun", 1.0),
    (r"Chinese\s+miles?", "li", 1.0),
    (r"Chinese\s+acres?", "mu", 1.0),
    (r"Chinese\s+pounds?", "jin", 1.0),
    (r"(?:Chinese\s+ounces?|taels?|(?-i:liang))\b", "liang", 1.0),
    (r"square\s+miles?", "sqmile", 1.0),
    (r"(?:square\s+f(?:ee|oo)t|sq\.?\s*ft)", "sqft", 1.0),
    (r"(?:cubic\s+met(?:er|re)s?|m3\b|m³)", "m3", 1.0),
    (r"(?:kilomet(?:er|re)s?|kms?)\b", "km", 1.0),
    (r"(?:centimet(?:er|re)s?|cm)\b", "cm", 1.0),
    (r"(?:millimet(?:er|re)s?|mm)\b", "mm", 1.0),
    (r"(?:nautical\s+miles?)\b", "nautical mile", 1.0),
    (r"(?:met(?:er|re)s?|m)\b", "m", 1.0),
    (r"miles?\b", "mile", 1.0),
    (r"(?:feet|foot|ft)\b", "foot", 1.0),
    (r"(?:inch(?:es)?)\b", "inch", 1.0),
    (r"yards?\b", "yard", 1.0),
    (r"(?:kilograms?|kilos?|kgs?)\b", "kg", 1.0),
    (r"(?:milligrams?|mg)\b", "mg", 1.0),
    (r"(?:grams?|g)\b", "g", 1.0),
    (r"(?:metric\s+)?(?:tons?|tonnes?)\b", "tonne", 1.0),
    (r"(?:(?-i:jin)|catty|catties)\b", "jin", 1.0),
    (r"(?:lbs?)\b", "pound", 1.0),
    (r"(?:hectares?|ha)\b", "hectare", 1.0),
    (r"acres?\b", "acre", 1.0),
    (r"(?-i:mou|mu)\b", "mu", 1.0),
    (r"(?:lit(?:er|re)s?)\b", "litre", 1.0),
    (r"(?:millilit(?:er|re)s?|ml)\b", "ml", 1.0),
    (r"gallons?\b", "gallon", 1.0),
    (r"(?:degrees?\s+Celsius|°\s?C|℃|degrees?\s+centigrade)", "celsius", 1.0),
    (r"(?:degrees?\s+Fahrenheit|°\s?F)", "fahrenheit", 1.0),
    (r"(?-i:li)\b", "li", 1.0),
    (r"minutes?\b", "minute", 1.0),
    (r"hours?\b", "hour", 1.0),
    (r"days?\b", "day", 1.0),
    (r"weeks?\b", "week", 1.0),
    (r"months?\b", "month", 1.0),
    (r"years?\b", "year", 1.0),
    (r"pounds?\b", "pound", 1.0),
    (r"ounces?\b", "ounce", 1.0),
    (r"(?-i:qing)\b", "qing", 1.0),
    (r"(?-i:zhang)\b", "zhang", 1.0),
    (r"(?:piculs?|(?-i:dan))\b", "dan", 1.0),
    (r"(?-i:dou)\b", "dou", 1.0),
    (r"quintals?\b", "quintal", 1.0),
    (r"barrels?\b", "barrel", 1.0),
    (r"(?:microns?|micromet(?:er|re)s?)\b", "micrometre", 1.0),
    (r"(?:nanomet(?:er|re)s?|nm)\b", "nanometre", 1.0),
    (r"seconds\b", "second", 1.0),
    (r"fortnights?\b", "day", 14.0),
    (r"centur(?:y|ies)\b", "year", 100.0),
    (r"millenni(?:a|ums?)\b", "year", 1000.0),
    (r"(?:cents\b|¢)", ANY_DOLLAR, 0.01),
    (r"(?:(?-i:jiao|mao))\b", ANY_DOLLAR, 0.1),
    (r"(?-i:fen)\b", ANY_DOLLAR, 0.01),
)
"""What stands behind a number: its pattern, the unit (or kind) that it is, and how many of it."""
TAIL = re.compile(r"[\s-]{0,4}(?:" + "|".join(f"({pattern})" for pattern, _, _ in UNITS) + ")", re.IGNORECASE)
PERIODS = {
    "minute": ("minute", 1.0), "hour": ("hour", 1.0), "day": ("day", 1.0), "week": ("week", 1.0),
    "fortnight": ("day", 14.0), "month": ("month", 1.0), "year": ("year", 1.0), "decade": ("year", 10.0),
    "century": ("year", 100.0), "millennium": ("year", 1000.0),
}  # fmt: skip
"""Stretches of time of which an article says that there is one."""
HALVED = {
    **PERIODS, "mile": ("mile", 1.0), "kilometre": ("km", 1.0), "kilometer": ("km", 1.0), "metre": ("m", 1.0),
    "meter": ("m", 1.0), "inch": ("inch", 1.0), "foot": ("foot", 1.0), "pound": ("pound", 1.0), "kilo": ("kg", 1.0),
    "kilogram": ("kg", 1.0), "ton": ("tonne", 1.0), "tonne": ("tonne", 1.0), "ounce": ("ounce", 1.0),
    "acre": ("acre", 1.0), "hectare": ("hectare", 1.0), "litre": ("litre", 1.0), "liter": ("litre", 1.0),
    "catty": ("jin", 1.0), "jin": ("jin", 1.0), "mu": ("mu", 1.0), "li": ("li", 1.0),
}  # fmt: skip
"""Units of which there are halves and quarters."""
_ABOUT_BEFORE = re.compile(
    r"(?:about|around|approximately|approx\.?|nearly|almost|over|above|roughly|some|more\s+than|less\s+than|fewer\s+than|"
    r"up\s+to|at\s+least|at\s+most|under|below|beyond|exceed(?:s|ed|ing)?|as\s+many\s+as|close\s+to|no\s+more\s+than|"
    r"reach(?:ed|es|ing)?|estimated|upwards\s+of|circa|ca\.|~|≈)\s?(?:the\s)?(?:US|NT|HK)?[$€£¥]?\s?\Z",
    re.IGNORECASE,
)
_ABOUT_AFTER = re.compile(
    r"\s?(?:or\s(?:so|more|less|above|below)|plus|odd|and\s(?:above|over)|\+|-odd|-plus)", re.IGNORECASE
)


def is_about(text: str, start: int, end: int) -> bool:
    """Whether the words around a number make it approximate."""
    before = text[max(0, start - 30) : start]
    return _ABOUT_BEFORE.search(before) is not None or _ABOUT_AFTER.match(text, end) is not None


_OFF_BEFORE = re.compile(
    r"\b(?:(?:cut|reduced|lowered|discounted|slashed|marked\sdown)\s(?:\w+\s){0,3}?by|discount\sof|reduction\sof)\s(?:\w+\s)?\Z",
    re.IGNORECASE,
)
_OFF_AFTER = re.compile(r"[\s-](?:off|discounts?|reductions?|cheaper|less|lower)\b", re.IGNORECASE)


def is_off(text: str, start: int, end: int) -> bool:
    """Whether a share is what is taken off a price."""
    return _OFF_AFTER.match(text, end) is not None or _OFF_BEFORE.search(text[max(0, start - 40) : start]) is not None
