"""Fonts whose characters are signs under the numbers of letters: what each sign is in Unicode.

Symbol is Adobe's Symbol encoding; Wingdings 1 to 3 and Webdings are mapped as far as Unicode has their signs. Files
write such a sign as a number (61), as a private character (U+F061), or as the letter under whose number it stands (a).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_PRIVATE = 0xF000
"""Where Windows puts the 256 characters of such a font."""

_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_SYMBOL: Mapping[int, str] = {
    **dict(enumerate(" !∀#∃%&∋()∗+,−./0123456789:;<=>?≅" + _GREEK, 0x20)),
    **dict(enumerate("€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪", 0xA0)),
    **dict(enumerate("⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭", 0xF1)),
}

_CLOCKS = "🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛"
_HALF_HOURS = "🕜🕝🕞🕟🕠🕡🕢🕣🕤🕥🕦🕧"
_WINGDINGS: Mapping[int, str] = {
    **dict(enumerate(" 🖉✂✁👓🕭🕮🕯🕿✆🖂🖃📪📫📬📭🗀🗁🗎🗏🗐🗄⏳🖮🖰🖲🖳🖴🖫🖬✇✍🖎✌👌👍👎☜☞☝☟🖐☺😐☹💣☠🏳🏱✈☼🌢❄🕆✞🕈✠✡☪☯ॐ☸", 0x20)),
    **dict(enumerate("♈♉♊♋♌♍♎♏♐♑♒♓🙰🙵●❍■□❐❑❒⬧⧫◆❖⬥⌧⮹⌘🏵🏶🙶🙷", 0x5E)),
    **dict(enumerate("⓪➀➁➂➃➄➅➆➇➈➉⓿➊➋➌➍➎➏➐➑➒➓🙢🙠🙡🙣🙞🙜🙝🙟·•⬝⭘🞆🞈🞊🞋🔿▪☐🟂✦★✶✴✹✵⯐⌖⟡⌑⯑✪✰" + _CLOCKS, 0x80)),
    **dict(enumerate("⮰⮱⮲⮳⮴⮵⮶⮷🙪🙫🙕🙔🙗🙖🙐🙑🙒🙓⌫⌦⮘➢⮙⮛⮈⮊⮉⮋←→↑↓↖↗↙↘🡸🡺🡹🡻🡼🡽🡿🡾⇦⇨⇧⇩⬄⇳⬁⬀⬃⬂🢬🢭✗✓☒☑", 0xC3)),
}
_WINGDINGS_2: Mapping[int, str] = {
    **dict(enumerate(" 🖊🖋🖌🖍✄✀🕾🕽🗅🗆🗇🗈🗉🗊🗋🗌🗍📋🗑🗔🖵🖶🖷🖸🖭🖯🖱🖒🖓🖘🖙🖚🖛👈👉🖜🖝🖞🖟🖠🖡👆👇🖢🖣🖑✗✓☒☑☒☒⮾⮿⦸⦸", 0x20)),
    **dict(enumerate("🙱🙴🙲🙳‽🙹🙺🙻🙦🙤🙥🙧🙚🙘🙙🙛⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿", 0x59)),
    **dict(enumerate("☉🌕☽☾⸿✝🕇" + _HALF_HOURS + "🙨🙩⋅🞄⦁●●🞅🞇🞉⊙⦿🞌🞍◾■☐🞑🞒🞓🞔▣🞕🞖🞗🞘⬩⬥◇🞚◈🞛🞜🞝🞞⬪⬧◊🞠◖◗⯊⯋⯀⯁⬟⯂⬣⬢⯃⯄", 0x80)),
    0xF8: "※",
    0xF9: "⁂",
}
_WINGDINGS_3: Mapping[int, str] = {
    **dict(enumerate(" ⭠⭢⭡⭣⭦⭧⭩⭨⭰⭲⭱⭳⭶⭸⭻⭽⭤⭥⭪⭬⭫⭭⭍⮠⮡⮢⮣⮤⮥⮦⮧⮐⮑⮒⮓⮀⮃⭾⭿⮄⮆⮅⮇⮏⮍⮎⮌⭮⭯⎋⌤⌃⌥⎵⍽⇪⮸", 0x20)),
    **dict(enumerate("🢠🢡🢢🢣🢤🢥🢦🢧🢨🢩🢪🢫🡐🡒🡑🡓🡔🡕🡗🡖🡘🡙▲▼△▽◀▶◁▷◣◢◤◥🞀🞂🞁", 0x5A)),
}
_WEBDINGS: Mapping[int, str] = {
    **dict(enumerate(" 🕷🕸🕲🕶🏆🎖🖇🗨🗩🗰🗱🌶🎗🙾🙼🗕🗖🗗⏴⏵⏶⏷⏪⏩⏮⏭⏸⏹⏺🗚🗳🛠🏗🏘🏙🏚🏜🏭🏛🏠🏖🏝🛣🔍🏔👁👂🏞🏕🛤🏟🛳🕬🕫🕨🔈🎔🎕", 0x20)),
    **dict(enumerate("🗬🙽🗭🗪🗫⮔✔🚲□🛡📦🛱■🚑🛈🛩🛰🟈🕴⚫🛥🚔🗘🗙❓🛲🚇🚍⛳🛇⊖🚭🗮|🗯🗲", 0x5B)),
}
_TABLES: Mapping[str, Mapping[int, str]] = {
    "symbol": _SYMBOL, "symbolmt": _SYMBOL, "symbolstd": _SYMBOL, "euclidsymbol": _SYMBOL, "standardsymbolsps": _SYMBOL,
    "standardsymbolsl": _SYMBOL, "symbolneu": _SYMBOL, "wingdings": _WINGDINGS, "wingdingsregular": _WINGDINGS,
    "wingdings2": _WINGDINGS_2, "wingdings3": _WINGDINGS_3, "webdings": _WEBDINGS,
    # known to be such fonts; what their signs are is not
    **{key: {} for key in ("mtextra", "marlett", "monotypesorts", "zapfdingbats", "itczapfdingbats", "dingbats")},
}  # fmt: skip


def is_symbol_font(font: str) -> bool:
    """Whether the letters of a font are signs.

    >>> [is_symbol_font(font) for font in ("Symbol", "ABCDEF+SymbolMT", "'Wingdings 2'", "Segoe UI Symbol", "宋体")]
    [True, True, True, False, False]
    """
    return _key(font) in _TABLES


def sign(code: int, font: str) -> str | None:
    """The character that a symbol font has under a number, plain or private; None if that is not known.

    >>> sign(0xA3, "Symbol"), sign(0xF061, "Symbol"), sign(0xFE, "Wingdings"), sign(0x41, "Marlett")
    ('≤', 'α', '☑', None)
    """
    return _TABLES.get(_key(font), {}).get(code - _PRIVATE if _PRIVATE <= code < _PRIVATE + 256 else code)


def signs(text: str, font: str, missing: str) -> str:
    """A text that is set in a symbol font as it is meant, character for character; what is not known as `missing`.

    Characters that such a font does not have (Chinese ones, say) were set in another, and stay.

    >>> signs("a≥\\uf0b3 \\uf0f0桥", "Symbol", "▯")
    'α≥≥ ▯桥'
    """
    return "".join(
        (sign(ord(character), font) or missing) if _of_the_font(character) and not character.isspace() else character
        for character in text
    )


def _of_the_font(character: str) -> bool:
    return character < "\u0100" or _PRIVATE <= ord(character) < _PRIVATE + 256


@lru_cache(maxsize=512)
def _key(font: str) -> str:
    """A font's name without the letters of a subset, case, blanks and signs."""
    return re.sub(r"[\W_]+", "", re.sub(r"\A[A-Z]{6}\+", "", font.strip().strip("'\""))).casefold()
