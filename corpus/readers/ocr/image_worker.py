"""Pictures unpacked, and pages of a PDF drawn, by a process of its own that has limits.

Formats of pictures are read by libraries in C; a hostile file may crash them, or unfold to gigabytes. Here it can only
end this process (`corpus.sandbox`). It is told the `kind` ("picture" or "pdf") and, of a PDF, the `password` and the
`pages` (from 0). For each picture or page it says its size and its pixels: rows from the top, three bytes each (blue,
green, red).
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from duizhao.corpus.readers.base.limits import LARGEST_SIDE, MOST_FRAMES, MOST_PIXELS
from duizhao.corpus.sandbox.messages import Channel, Header

DPI = 220
"""Of a page of a PDF as it is drawn: 12 point is 37 pixels high."""

FORMATS = ("PNG", "JPEG", "MPO", "TIFF", "HEIF")
_ORIENTATION, _EXIF_FOLDER, _TAKEN = 0x0112, 0x8769, 0x9003


def unpack(channel: Channel, request: Header, data: bytes) -> Header:
    """The work of the process: it says what it is to say of each picture, and its pixels."""
    for header, pixels in _pdf(data, request) if request["kind"] == "pdf" else _picture(data):
        channel.send(header, pixels)
    return {}


def _picture(data: bytes) -> Iterator[tuple[dict[str, Any], bytes]]:
    from PIL import Image, ImageOps, UnidentifiedImageError

    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # the size is looked at below, before anything is unpacked
    with suppress(ImportError):
        from pi_heif import register_heif_opener

        register_heif_opener(thumbnails=False)
    try:
        picture = Image.open(io.BytesIO(data), formats=[kind for kind in FORMATS if kind in _known(Image)])
    except (UnidentifiedImageError, Image.DecompressionBombError):
        yield {"error": "unknown"}, b""
        return
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError):
        yield {"error": "damaged"}, b""
        return
    count = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
    if count > MOST_FRAMES:
        yield {"error": "frames"}, b""
        return
    for at in range(count):
        header: dict[str, Any] = {"frame": at + 1, "frames": count, "unit": "px"}
        try:
            picture.seek(at)
            if picture.width * picture.height > MOST_PIXELS:
                yield header | {"error": "large", "width": picture.width, "height": picture.height}, b""
                continue
            header["taken"] = _taken(picture)
            if picture.format in ("JPEG", "MPO"):
                picture.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
            full = max(picture.size) if picture.format not in ("JPEG", "MPO") else _full_side(data, picture)
            upright = ImageOps.exif_transpose(picture)
            shown = _on_white(upright)
            shown.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
        except (OSError, ValueError, SyntaxError, MemoryError, EOFError, TypeError, OverflowError, ZeroDivisionError):
            yield header | {"error": "damaged"}, b""
            continue
        header["scale"] = full / max(shown.size)
        yield header | {"width": shown.width, "height": shown.height}, _blue_first(shown)


def _known(image: Any) -> set[str]:
    image.init()
    return set(image.OPEN)


def _full_side(data: bytes, picture: Any) -> int:
    """The longer side of a JPEG as it is stored: a draft tells a smaller one."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as stored:
        return int(max(stored.size))


def _on_white(picture: Any) -> Any:
    """In colours, what is transparent on white; 16 bits of grey brought to 8."""
    from PIL import Image

    if picture.mode.startswith("I") or picture.mode == "F":
        low, high = picture.getextrema()
        span = max(1.0, float(high) - float(low))
        return picture.point(lambda value: (value - float(low)) * (255.0 / span)).convert("L").convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        white = Image.new("RGBA", seen.size, "white")
        white.alpha_composite(seen)
        return white.convert("RGB")
    return picture.convert("RGB")


def _taken(picture: Any) -> str:
    """When the camera says it was taken; empty where it does not."""
    with suppress(Exception):
        exif = picture.getexif()
        return str(exif.get_ifd(_EXIF_FOLDER).get(_TAKEN, ""))
    return ""


def _blue_first(picture: Any) -> bytes:
    red, green, blue = picture.split()
    from PIL import Image

    return bytes(Image.merge("RGB", (blue, green, red)).tobytes())


def _pdf(data: bytes, wanted: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data, password=wanted["password"] or None)
    except pypdfium2.PdfiumError:
        yield {"error": "damaged"}, b""
        return
    for at in wanted["pages"]:
        header: dict[str, Any] = {"frame": at + 1, "frames": len(document), "unit": "pt", "taken": ""}
        try:
            page = document[at]
            longer = max(page.get_size())
            scale = min(DPI / 72, LARGEST_SIDE / max(1.0, longer))
            bitmap = page.render(scale=scale, rev_byteorder=False)
            pixels = bitmap.to_numpy()
            pixels = (
                pixels[..., :3]
                if pixels.ndim == 3 and pixels.shape[2] >= 3
                else pixels.reshape(*pixels.shape[:2], -1)[..., :1].repeat(3, axis=2)
            )
            page.close()
        except (pypdfium2.PdfiumError, ValueError, MemoryError):
            yield header | {"error": "damaged"}, b""
            continue
        header |= {"width": pixels.shape[1], "height": pixels.shape[0], "scale": 1 / scale}
        yield header, pixels.tobytes()
