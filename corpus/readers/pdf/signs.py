"""Private characters of a PDF: signs of Symbol, Wingdings and the like, whose fonts tell what they are."""

from __future__ import annotations

import ctypes
from typing import Any

from duizhao.corpus.readers.base.left_out import MISSING_SIGN
from duizhao.corpus.text.symbol_fonts import sign

_LONGEST = 256


class Signs:
    """The characters of a page that symbol fonts have; `missing`: of those that are not known, their fonts."""

    def __init__(self, text: Any, raw: Any) -> None:
        """`text`: a text page of pdfium, `raw`: its functions."""
        self.text, self.raw = text, raw
        self.missing: list[str] = []

    def at(self, at: int, code: int) -> str | None:
        """What a private character at an index of the page is; None for an ordinary one."""
        if not 0xF000 <= code < 0xF100:
            return None
        font = self._font(at)
        character = sign(code, font)
        if character is None:
            self.missing.append(font or "without a name")
        return character or MISSING_SIGN

    def _font(self, at: int) -> str:
        held = ctypes.create_string_buffer(_LONGEST)
        length = self.raw.FPDFText_GetFontInfo(self.text, at, held, _LONGEST, ctypes.c_int(0))
        return held.value.decode("utf-8", "replace") if 0 < length <= _LONGEST else ""
