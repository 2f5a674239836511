r"""Word's EQ fields: what `\o\ad(\s\up 11(miào),缪)` shows, as text.

Chinese documents set ruby, enclosed characters (㊙), two lines in one and fractions with them; they have no result that
could be read, so their code is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

_SHAPES = frozenset("○◯□▢△◇")
"""Signs that are drawn around a character."""
_CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">", "|": "|", "〔": "〕", "（": "）", "【": "】"}
_FORMAT = re.compile(r'\\\*\s*(?:"[^"]*"|\S+)')
_OPTION = re.compile(r"\s*\\([a-z]{2})\s*", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d*\s*")
_OPERATOR = re.compile(r"[\s+\-−×÷/=]")


@dataclass(frozen=True, slots=True)
class ShownText:
    """The text that a part of an equation shows; `readings`: what stands as ruby over which of its characters.

    `raised`: all of it stands above or below the line. `known`: nothing in it was of a kind that is not known.
    """

    text: str = ""
    readings: tuple[tuple[int, int, str], ...] = ()
    raised: bool = False
    known: bool = True


Options = Mapping[str, str]


def equation(code: str) -> ShownText:
    r"""What an EQ field shows; `code` without the letters EQ.

    >>> equation(r'\* jc0 \* "Font:宋体" \* hps10 \o \ad(\s \up 11(miào),缪)')
    ShownText(text='缪', readings=((0, 1, 'miào'),), raised=False, known=True)
    >>> [equation(code).text for code in (r"\o\ac(○,密)", r"\f(1,2)", r"\o(\s\up 8(民政),\s\do 3(教育))", r"\r(3,x)")]
    ['密', '1/2', '民政教育', '3√x']
    """
    shown = _shown(_FORMAT.sub(" ", code))
    stripped = shown.text.strip()
    lead = len(shown.text) - len(shown.text.lstrip())
    readings = tuple((start - lead, end - lead, reading) for start, end, reading in shown.readings)
    return replace(shown, text=stripped, readings=readings)


def escaped(text: str) -> str:
    """A text as it stands in a code that shows it as it is."""
    return re.sub(r"([\\\\(),;])", r"\\\1", text)


def _shown(code: str) -> ShownText:
    """What a code shows, command after command."""
    parts: list[ShownText] = []
    at = 0
    while at < len(code):
        if code[at] != "\\":
            parts.append(ShownText(code[at]))
            at += 1
        elif code[at + 1 : at + 2].isalpha():
            part, at = _command(code, at + 1)
            parts.append(part)
        else:
            parts.append(ShownText(code[at + 1 : at + 2]))
            at += 2
    joined = _joined(parts)
    marked = [part for part in parts if part.text.strip()]
    return replace(joined, raised=bool(marked) and all(part.raised for part in marked))


def _command(code: str, at: int) -> tuple[ShownText, int]:
    """What a command and its arguments show, and where they end."""
    letter = code[at].lower()
    at += 1
    options: dict[str, str] = {}
    parts: list[ShownText] = []
    while option := _OPTION.match(code, at):
        at = option.end()
        name = option[1].lower()
        if letter in "bi" and code[at : at + 1] == "\\":
            options[name], at = code[at + 1 : at + 2], at + 2
        elif number := _NUMBER.match(code, at):
            options[name], at = number[0].strip(), number.end()
        if letter == "s" and code[at : at + 1] == "(":
            arguments, at = _arguments(code, at)
            parts += [replace(_shown(argument), raised=True) for argument in arguments]
    while code[at : at + 1].isspace() and code[at:].lstrip().startswith("("):
        at += 1
    if code[at : at + 1] != "(":
        return replace(_joined(parts), raised=bool(parts), known=letter in _COMMANDS), at
    arguments, at = _arguments(code, at)
    shown = [_stripped(_shown(argument)) for argument in arguments]
    if letter == "s":
        return replace(_joined([*parts, *shown]), raised=True), at
    show = _COMMANDS.get(letter)
    return (show(shown, options) if show else replace(_listed(shown, " "), known=False)), at


def _arguments(code: str, at: int) -> tuple[list[str], int]:
    """The arguments in the brackets that begin at `at`, parted by semicolons or else by commas; and where these end."""
    begins, depth = at + 1, 0
    commas: list[int] = []
    semicolons: list[int] = []
    while at < len(code):
        character = code[at]
        if character == "\\":
            at += 1
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if not depth:
                break
        elif depth == 1 and character in ",;":
            (commas if character == "," else semicolons).append(at)
        at += 1
    cuts = semicolons or commas
    starts, ends = [begins, *(cut + 1 for cut in cuts)], [*cuts, min(at, len(code))]
    return [code[start:end] for start, end in zip(starts, ends, strict=True)], at + 1


def _joined(parts: Iterable[ShownText]) -> ShownText:
    return _listed(list(parts), "")


def _listed(parts: Sequence[ShownText], sign: str) -> ShownText:
    text = ""
    readings: list[tuple[int, int, str]] = []
    for number, part in enumerate(parts):
        text += sign if number else ""
        readings += [(start + len(text), end + len(text), reading) for start, end, reading in part.readings]
        text += part.text
    return ShownText(text, tuple(readings), known=all(part.known for part in parts))


def _stripped(part: ShownText) -> ShownText:
    lead = len(part.text) - len(part.text.lstrip())
    moved = tuple((start - lead, end - lead, reading) for start, end, reading in part.readings)
    return replace(part, text=part.text.strip(), readings=moved)


def _over(parts: Sequence[ShownText], options: Options) -> ShownText:
    """Characters printed over one another: a base with its ruby, a character in a shape, two lines in one."""
    words = [part for part in parts if part.text not in _SHAPES] or list(parts)
    level = [part for part in words if not part.raised]
    if not level or len(level) == len(words):
        return _joined(words)
    base = _joined(level)
    above = " ".join(part.text for part in words if part.raised and part.text)
    readings = (*base.readings, (0, len(base.text), above)) if above else base.readings
    return replace(base, readings=readings, known=all(part.known for part in parts))


def _fraction(parts: Sequence[ShownText], options: Options) -> ShownText:
    return _listed([_bound(part) for part in parts], "/")


def _bound(part: ShownText) -> ShownText:
    """In brackets, if it would fall apart without them."""
    return _listed([ShownText("("), part, ShownText(")")], "") if _OPERATOR.search(part.text) else part


def _root(parts: Sequence[ShownText], options: Options) -> ShownText:
    if len(parts) < 2:
        return _joined([ShownText("√"), *map(_bound, parts)])
    return _joined([parts[0], ShownText("√"), *map(_bound, parts[1:])])


def _bracketed(parts: Sequence[ShownText], options: Options) -> ShownText:
    both = options.get("bc", "")
    left = options.get("lc", both)
    right = options.get("rc", _CLOSING.get(both, both))
    if not {"bc", "lc", "rc"} & options.keys():
        left, right = "(", ")"
    return _joined([ShownText(left), _listed(parts, ","), ShownText(right)])


def _integral(parts: Sequence[ShownText], options: Options) -> ShownText:
    sign = next((sign for name, sign in (("su", "∑"), ("pr", "∏")) if name in options), "∫")
    sign = options.get("fc") or options.get("vc") or sign
    limits = [part for part in parts[:2] if part.text]
    bounds = [ShownText("("), _listed(limits, ","), ShownText(")")] if limits else []
    return _joined([ShownText(sign), *bounds, *parts[2:]])


_COMMANDS: Mapping[str, Callable[[Sequence[ShownText], Options], ShownText]] = {
    "a": lambda parts, options: _listed(parts, " "),
    "b": _bracketed,
    "d": lambda parts, options: ShownText(),
    "f": _fraction,
    "i": _integral,
    "l": lambda parts, options: _listed(parts, ","),
    "o": _over,
    "r": _root,
    "s": lambda parts, options: _joined(parts),
    "x": lambda parts, options: _joined(parts),
}
"""What each command does with what its arguments show."""
