"""Lines for people that can be said in another language too: each knows the form that it was made of, and its parts.

A `Message` is its English text, so it goes wherever a string goes, and whatever is cut or joined of it is plain English
again. The form is its id, by which a catalogue holds the other languages' forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

Words = Callable[[str], str]
"""The form of another language by the English one; the English one itself where there is none."""


class Message(str):
    """A form with its arguments in their places. An argument is said as it is, unless it is a message itself.

    >>> message = Message("{pages:,} pages, {unread} of them not read", pages=1200, unread=3)
    >>> message
    '1,200 pages, 3 of them not read'
    >>> translated(lambda form: "{pages:,} 页，其中 {unread} 页未能识读", message)
    '1,200 页，其中 3 页未能识读'
    """

    form: str
    arguments: Mapping[str, object]

    def __new__(cls, form: str, /, **arguments: object) -> Message:
        """`form` as `str.format` has it, with its arguments by name; without any it is taken as it stands."""
        message = super().__new__(cls, form.format(**arguments) if arguments else form)
        message.form, message.arguments = form, arguments
        return message

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.form,), dict(self.arguments)

    def translated(self, words: Words) -> str:
        """The message in the language of these forms."""
        parts = {
            name: translated(words, part) if isinstance(part, str) else part for name, part in self.arguments.items()
        }
        return words(self.form).format(**parts) if parts else words(self.form)


class MessageList(str):
    """Lines one after another, with what stands between them.

    >>> MessageList("; ", ["one", "two"])
    'one; two'
    """

    separator: str
    pieces: tuple[str, ...]

    def __new__(cls, separator: str, pieces: Iterable[str]) -> MessageList:
        """`separator`, like a form, has its counterpart in other languages: `, ` and `，`."""
        held = tuple(pieces)
        listed = super().__new__(cls, separator.join(held))
        listed.separator, listed.pieces = separator, held
        return listed

    def __getnewargs__(self) -> tuple[str, tuple[str, ...]]:  # type: ignore[override]
        return self.separator, self.pieces

    def translated(self, words: Words) -> str:
        """The lines in the language of these forms."""
        return words(self.separator).join(translated(words, piece) for piece in self.pieces)


def translated(words: Words, text: str) -> str:
    """A text in another language, if it is a message; a name stays as it is."""
    return text.translated(words) if isinstance(text, Message | MessageList) else text


def changed(text: str, change: Callable[[str], str]) -> str:
    """`change` made to a text: to the parts of a message, if that comes to the same, so that it is a message still."""
    whole = change(str(text))
    if isinstance(text, Message):
        parts = {
            name: changed(part, change) if isinstance(part, str) else part for name, part in text.arguments.items()
        }
        made: str = Message(text.form, **parts)
    elif isinstance(text, MessageList):
        made = MessageList(text.separator, (changed(piece, change) for piece in text.pieces))
    else:
        return whole
    return made if made == whole else whole


def on_one_line(text: str) -> str:
    """A line in which all white space is single blanks.

    >>> on_one_line(Message("{name} is empty", name="a\\nb")).form
    '{name} is empty'
    """
    return changed(text, lambda part: " ".join(part.split()))


def for_the_terminal(text: str) -> str:
    """A line in which nothing that a file brought along steers the terminal, or buries what is to be done.

    >>> for_the_terminal("a\x1b[2J\u202eb is no table: save it anew")
    'a�[2J�b is no table: save it anew'
    >>> for_the_terminal("x" * 1000 + " is unknown")
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… is unknown'
    """
    return _STEERS.sub("\ufffd", _LONG_RUN.sub("\\1…", " ".join(text.split())))


_STEERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONG_RUN = re.compile(r"(\S{80})\S{80,}")


def message_of(error: Exception) -> str:
    """What an error says, on one line: its message, if it was raised with one."""
    return on_one_line(error.args[0] if error.args and isinstance(error.args[0], Message) else str(error))
