"""File formats: bytes in, a text with its marks out. One module a format; which it is, is told by the contents."""

from __future__ import annotations

from pathlib import PurePath

from corpus.errors import ReadError
from corpus.readers.contents import AS_IT_IS, Contents, Options
from corpus.readers.kinds import kind_of


def contents_of(data: bytes, name: str, options: Options = AS_IT_IS) -> Contents:
    """The text that `data` holds, in whatever format, with its marks and metadata.

    `name` is used in messages alone, by its last part. Raises ReadError for what cannot be read.
    """
    name = PurePath(name).name
    kind = kind_of(data)
    try:
        if kind == "word":
            from corpus.readers.word import read_word

            return read_word(data, name, options.changes)
        from corpus.readers.plain import decode

        return Contents(decode(data, name), lines_are_paragraphs=False)
    except RecursionError:
        raise ReadError(f"{name} is nested too deep: it may be a trap; not read") from None
