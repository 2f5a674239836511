"""The names of files that come from a browser: shown and kept as words, never a path."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
_FOLDERS = re.compile(r".*[/\\]", re.DOTALL)


def plain_name(given: str) -> str:
    """The last part of a name, without characters that cannot be seen, of a readable length."""
    name = _FOLDERS.sub("", given)
    name = "".join(character for character in name if unicodedata.category(character)[0] != "C")
    name = " ".join(name.split()).strip()
    return name[:LONGEST] if name.strip(".") else ""
