"""Text written into XML."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document may hold."""

_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("\r"): "&#13;"}


def xml_text(text: str) -> str:
    """A text as it stands inside an element or a quoted attribute; what XML cannot hold becomes a space or U+FFFD."""
    return _FORBIDDEN.sub(lambda match: " " if match[0] in "\x0b\x0c" else "\ufffd", text).translate(_ESCAPES)
