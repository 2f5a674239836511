"""PDF files made by hand, sign by sign, for what no program writes on demand: stamps, labels, passwords, damage."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin

PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
ID = b"0123456789abcdef"


_LOWER = (556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500,
          722, 500, 500, 500)  # fmt: skip
_UPPER = (667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667,
          944, 667, 667, 611)  # fmt: skip
_WIDTHS = {
    **{chr(ord("a") + at): width for at, width in enumerate(_LOWER)},
    **{chr(ord("A") + at): width for at, width in enumerate(_UPPER)},
    **dict.fromkeys(" .,", 278),
    "-": 333,
}


def width(words: str, size: float = 11) -> float:
    """Points that words take in Helvetica."""
    return sum(_WIDTHS.get(each, 556) for each in words) * size / 1000


def set_lines(text: Sequence[str], room: float, size: float = 11) -> list[str]:
    """Words set in lines of so many points."""
    lines, line = [], ""
    for word in text:
        if line and width(f"{line} {word}", size) > room:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
    return [*lines, line]


@dataclass(frozen=True)
class Shown:
    """Words at a place of a page of 595 by 842 points."""

    x: float
    y: float
    words: str
    size: float = 11
    angle: float = 0


def rc4(key: bytes, data: bytes) -> bytes:
    """The cipher of PDF's first passwords."""
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def pdf(pages: Sequence[Sequence[Shown]], *, labels: str = "", password: str = "", title: str = "") -> bytes:
    """A PDF of Helvetica. `labels`: the dictionary of page labels; `password`: without it, it does not open."""
    key = b""
    encrypt = ""
    if password:
        padded = (password.encode() + PADDING)[:32]
        owner = rc4(hashlib.md5(padded).digest()[:5], padded)
        key = hashlib.md5(padded + owner + (-4 & 0xFFFFFFFF).to_bytes(4, "little") + ID).digest()[:5]
        encrypt = f"<</Filter/Standard/V 1/R 2/P -4/O<{owner.hex()}>/U<{rc4(key, PADDING).hex()}>>>"
    count = len(pages)
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{f'/PageLabels {labels}' if labels else ''}>>".encode(),
        f"<</Type/Pages/Count {count}/Kids[{' '.join(f'{4 + 2 * at} 0 R' for at in range(count))}]>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for at, page in enumerate(pages):
        fonts = "/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
        objects.append(f"<</Type/Page/Parent 2 0 R{fonts}/Contents {5 + 2 * at} 0 R>>".encode())
        stream = "\n".join(map(_drawn, page)).encode("cp1252")
        if key:
            number = (5 + 2 * at).to_bytes(3, "little") + b"\0\0"
            stream = rc4(hashlib.md5(key + number).digest()[:10], stream)
        objects.append(b"<</Length %d>>stream\n%b\nendstream" % (len(stream), stream))
    info = b""
    if title:
        objects.append(f"<</Title({title})/Author(Secret Somebody)/CreationDate(D:20200304050607Z)>>".encode())
        info = b"/Info %d 0 R" % len(objects)
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for at, contents in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (at, contents)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R%b" % (len(objects) + 1, info)
    out += b"/ID[<%b><%b>]" % (ID.hex().encode(), ID.hex().encode())
    out += (f"/Encrypt {encrypt}" if encrypt else "").encode() + b">>\nstartxref\n%d\n%%%%EOF" % table
    return bytes(out)


def _drawn(shown: Shown) -> str:
    turn = radians(shown.angle)
    words = shown.words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    matrix = f"{cos(turn):.4f} {sin(turn):.4f} {-sin(turn):.4f} {cos(turn):.4f} {shown.x} {shown.y}"
    return f"BT /F {shown.size} Tf {matrix} Tm ({words}) Tj ET"
