"""Fields of a Word document: their results are text; where there is none, what the code itself shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duizhao.corpus.readers.base.left_out import MISSING_SIGN
from duizhao.corpus.readers.docx.equation_field import ShownText, equation
from duizhao.corpus.readers.docx.xml import attribute, child, children, number, switched_on
from duizhao.corpus.text.symbol_fonts import is_symbol_font, sign

if TYPE_CHECKING:
    from lxml.etree import _Element

SHOW_NOTHING = frozenset({
    "XE", "TC", "TA", "RD", "SET", "ASK", "PRIVATE", "ADVANCE", "FORMTEXT", "DATA", "NEXT", "NEXTIF", "SKIPIF",
})  # fmt: skip
"""Fields that a page shows nothing of, or that stand for a blank to be filled in."""
_WORDS_IN_CODE = frozenset(("QUOTE", "MACROBUTTON", "GOTOBUTTON"))
_UNICODE, _CODE_PAGE = 0x10FFFF, {"j": "cp932"}


@dataclass(slots=True)
class Field:
    """A field that the walk is in: its code so far, and where in the text its result begins.

    `form`: what Word keeps of a box or list of a form. `filled`: its result has held something.
    """

    start: int
    form: _Element | None = None
    hidden: bool = False
    code: list[str] = field(default_factory=list)
    in_code: bool = True
    filled: bool = False

    @property
    def instruction(self) -> str:
        """Its code as a line."""
        return " ".join("".join(self.code).split())


class Fields:
    """The fields that the walk is in, the innermost last."""

    def __init__(self) -> None:
        self._open: list[Field] = []
        self._in_code = 0

    @property
    def in_code(self) -> bool:
        """Whether what comes is code, of whatever field, and no text."""
        return self._in_code > 0

    def begin(self, start: int, form: _Element | None = None, code: str | None = None, *, hidden: bool = False) -> None:
        """A field begins; with its `code`, if that is known, its result does."""
        self._open.append(Field(start, form, hidden, [] if code is None else [code], code is None))
        self._in_code += code is None

    def separate(self, start: int) -> None:
        """The code of the innermost field ends, and its result begins."""
        if self._open:
            self._in_code -= self._open[-1].in_code
            self._open[-1].in_code, self._open[-1].start = False, start

    def add(self, text: str) -> None:
        """Characters of code: an instruction, or the result of a field inside one."""
        if text.strip() and self._open and not self._open[-1].in_code:
            self._open[-1].filled = True
        for opened in reversed(self._open):
            if opened.in_code:
                opened.code.append(text)
                break

    def fill(self) -> None:
        """A picture stands in the result of the fields that are open."""
        for opened in self._open:
            opened.filled = True

    def end(self) -> Field | None:
        """The innermost field ends; None if there is none."""
        if not self._open:
            return None
        self._in_code -= self._open[-1].in_code
        return self._open.pop()

    def end_all(self) -> list[Field]:
        """A field that lacks its middle must not swallow the rest: those still in their code, which are given up."""
        broken = [opened for opened in self._open if opened.in_code]
        self._open = [opened for opened in self._open if not opened.in_code]
        self._in_code = 0
        return broken


def shown_by(this: Field) -> ShownText | None:
    """What a field without a result shows; None where that cannot be known."""
    if this.form is not None and (shown := _form(this.form)) is not None:
        return shown
    name, rest = name_of(this.instruction), re.sub(r"\A\s*\w+", "", "".join(this.code))
    if name == "EQ":
        return equation(rest)
    if name == "SYMBOL":
        return _symbol(rest)
    if name in _WORDS_IN_CODE:
        return ShownText(_unquoted(rest, skipped=0 if name == "QUOTE" else 1))
    return ShownText() if name in SHOW_NOTHING or not name else None


def name_of(instruction: str) -> str:
    """What a field is called: `REF`, `EQ`, ….

    >>> name_of(r" ref _Toc1 \\h ")
    'REF'
    """
    match = re.match(r"\s*([A-Za-z]+|=)", instruction)
    return match[1].upper() if match else ""


def _form(data: _Element) -> ShownText | None:
    """A box that is ticked or not, or the entry that is chosen of a list."""
    box, choices = child(data, "w:checkBox"), child(data, "w:ddList")
    if box is not None:
        state = child(box, "w:checked")
        return ShownText("☒" if switched_on(state if state is not None else child(box, "w:default")) else "☐")
    if choices is not None:
        entries = [attribute(entry, "val") or "" for entry in children(choices, "w:listEntry")]
        chosen = number(child(choices, "w:result")) or number(child(choices, "w:default")) or 0
        return ShownText(entries[chosen] if 0 <= chosen < len(entries) else "")
    return None


def _symbol(code: str) -> ShownText:
    r"""The character of a SYMBOL field: a number in a font, or of Unicode (\u), of Windows (\a), of Shift-JIS (\j)."""
    words = _words(code)
    switches = {word[1:2].lower(): following for word, following in zip(words, [*words[1:], ""], strict=True)
                if word.startswith("\\")}  # fmt: skip
    word = words[0] if words else ""
    try:
        number = int(word, 16) if word.lower().startswith("0x") else int(word) if word[-1:].isdecimal() else ord(word)
        number += 0x10000 if number < 0 else 0
    except (TypeError, ValueError):
        return ShownText(MISSING_SIGN, known=False)
    font = switches.get("f", "")
    if font and (character := sign(number, font)) is not None:
        return ShownText(character)
    if "u" in switches and 0x20 <= number <= _UNICODE and not 0xD800 <= number < 0xE000:
        return ShownText(chr(number))
    return _of_code_page(number, _CODE_PAGE.get(next(iter(switches.keys() & _CODE_PAGE.keys()), ""), "cp1252"), font)


def _of_code_page(code: int, code_page: str, font: str) -> ShownText:
    try:
        if is_symbol_font(font) or code < 0x20:
            raise ValueError(code)
        return ShownText(code.to_bytes(1 if code < 256 else 2, "big").decode(code_page))
    except (OverflowError, ValueError):
        return ShownText(MISSING_SIGN, known=False)


def _unquoted(code: str, skipped: int) -> str:
    return " ".join(_words(re.sub(r"\\\*\s*\w+", " ", code))[skipped:])


def _words(code: str) -> list[str]:
    """The words of a code, those in quotation marks as one."""
    return [quoted or bare for quoted, bare in re.findall(r'"([^"]*)"?|([^\s"]+)', code)]
