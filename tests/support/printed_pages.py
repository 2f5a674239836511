"""Pages as pictures, made here: texts printed by a browser, scanned, and photographed by a simulated camera.

All randomness comes from a seed, so that a page is the same picture every time.
"""

from __future__ import annotations

import html
import math
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2

Picture = np.ndarray[Any, np.dtype[np.uint8]]
"""Height × width × 3, blue, green, red, 0–255."""

FACES = {
    "song": "'Noto Serif CJK SC', 'Noto Serif CJK TC', serif",
    "sans": "'Noto Sans CJK SC', 'Noto Sans CJK TC', sans-serif",
    "traditional": "'Noto Serif CJK TC', serif",
    "columns": "'Noto Serif CJK TC', serif",
    "serif": "'DejaVu Serif', serif",
}
"""Song is the face of Chinese print, of traditional characters too, in lines or columns; `serif` is for English."""

LANGUAGES = {"serif": "en", "traditional": "zh-Hant", "columns": "zh-Hant"}
"""What is not simplified Chinese."""

_PAGE = """<!doctype html><html lang={language}><meta charset=utf-8><style>
@page {{ size: A4; margin: 25mm 22mm }}
body {{ margin: 0; font: 12pt/1.6 {face}; writing-mode: {mode}; text-align: justify }}
p {{ margin: 0; text-indent: 2em }}
h1 {{ font-size: 18pt; text-align: center; margin: 0 0 8pt }}
</style>{body}</html>"""


@dataclass(frozen=True)
class Camera:
    """How a page is photographed: angles in degrees, the bend of the page as a share of its height."""

    tilt: float = 0.0
    turn: float = 0.0
    rotation: float = 0.0
    bend: float = 0.0
    shadow: float = 0.0
    moire: float = 0.0
    seal: bool = False
    noise: float = 3.0
    blur: float = 0.8
    quality: int = 60
    long_side: int = 4000


PHOTOGRAPHS = {
    "perspective 10°": Camera(tilt=10, turn=4, rotation=1),
    "perspective 20°": Camera(tilt=20, turn=8, rotation=-2),
    "curved page": Camera(tilt=8, bend=0.025),
    "shadow": Camera(tilt=8, turn=-5, shadow=0.6),
    "moiré": Camera(tilt=6, rotation=1, moire=14.0),
    "rotation": Camera(tilt=6, rotation=8),
    "red seal": Camera(tilt=8, turn=4, seal=True),
    "all but the seal": Camera(tilt=12, turn=-6, rotation=3, bend=0.015, shadow=0.5, moire=8.0),
}
"""The kinds of photograph; each is saved as JPEG of quality 60."""


def printed(
    lines: Sequence[str], folder: Path, *, face: str = "song", vertical: bool = False, heading: str = ""
) -> Path:
    """A PDF of paragraphs in 12 point on A4, printed by Chromium."""
    body = (f"<h1>{html.escape(heading)}</h1>" if heading else "") + "".join(
        f"<p>{html.escape(line)}</p>" for line in lines
    )
    mode = "vertical-rl" if vertical else "horizontal-tb"
    language = LANGUAGES.get(face, "zh")
    page = _PAGE.format(language=language, face=FACES[face], mode=mode, body=body)
    return print_to_pdf(page, folder)


def print_to_pdf(page: str, folder: Path) -> Path:
    """A page of HTML printed by Chromium."""
    source, made = folder / "page.html", folder / "page.pdf"
    source.write_text(page, encoding="utf-8")
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={made}", source.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return made


def page_texts(pdf: Path) -> list[str]:
    """The words that stand on each page, by the PDF itself."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [document[at].get_textpage().get_text_range() for at in range(len(document))]


def scan(pdf: Path, page: int, dpi: int, *, seed: int = 0) -> Picture:
    """A page as a flatbed scanner gives it: a little turned, a little grey."""
    picture = _raster(pdf, page, dpi)
    random = np.random.default_rng(seed)
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(random.uniform(-0.7, 0.7)), 1.0)
    turned = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_AREA, borderValue=(250, 250, 250))
    grey = turned.astype(np.float32) * 0.94 + 8 + random.normal(0, 2.0, turned.shape).astype(np.float32)
    return np.clip(grey, 0, 255).astype(np.uint8)


def photograph(pdf: Path, page: int, camera: Camera, *, seed: int = 0) -> Picture:
    """A page as a telephone sees it, lying on a dark table."""
    random = np.random.default_rng(seed)
    picture = _raster(pdf, page, 300)
    if camera.seal:
        picture = _sealed(picture, random)
    if camera.bend:
        picture = _bent(picture, camera.bend)
    picture = _seen(picture, camera)
    seen = picture.astype(np.float32)
    if camera.shadow:
        seen *= _shade(picture.shape, camera.shadow, random)[..., None]
    if camera.moire:
        seen += _waves(picture.shape, camera.moire)[..., None]
    if camera.blur:
        seen = cv2.GaussianBlur(seen, (0, 0), camera.blur)
    seen += random.normal(0, camera.noise, seen.shape).astype(np.float32)
    done, coded = cv2.imencode(
        ".jpg", np.clip(seen, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, camera.quality]
    )
    assert done
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), dtype=np.uint8)


def saved(picture: Picture, path: Path) -> Path:
    """The picture in a file, of the format that its ending names; JPEG of quality 60."""
    quality = [cv2.IMWRITE_JPEG_QUALITY, 60] if path.suffix == ".jpg" else []
    done, coded = cv2.imencode(path.suffix, picture, quality)
    assert done
    path.write_bytes(coded.tobytes())
    return path


def _raster(pdf: Path, page: int, dpi: int) -> Picture:
    with pypdfium2.PdfDocument(pdf) as document:
        return np.ascontiguousarray(document[page].render(scale=dpi / 72, rev_byteorder=False).to_numpy()[..., :3])


def _bent(picture: Picture, bend: float) -> Picture:
    """As a page of a thick book lies: its lines sag towards the middle."""
    height, width = picture.shape[:2]
    across = np.linspace(-1, 1, width, dtype=np.float32)
    sag = bend * height * (across**2 - 0.5)
    xs = np.tile(np.arange(width, dtype=np.float32), (height, 1))
    ys = np.arange(height, dtype=np.float32)[:, None] + sag[None, :]
    shade = 1 - 0.12 * np.abs(across)[None, :, None]
    bent = cv2.remap(picture, xs, ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(245, 245, 245))
    return (bent * shade).astype(np.uint8)


def _seen(picture: Picture, camera: Camera) -> Picture:
    """The page in perspective: the camera stands 1.8 page heights away, and fits the page into its picture."""
    height, width = picture.shape[:2]
    tilt, turn, spin = (math.radians(each) for each in (camera.tilt, camera.turn, camera.rotation))
    about_x = np.array([[1, 0, 0], [0, math.cos(tilt), -math.sin(tilt)], [0, math.sin(tilt), math.cos(tilt)]])
    about_y = np.array([[math.cos(turn), 0, math.sin(turn)], [0, 1, 0], [-math.sin(turn), 0, math.cos(turn)]])
    about_z = np.array([[math.cos(spin), -math.sin(spin), 0], [math.sin(spin), math.cos(spin), 0], [0, 0, 1]])
    corners = np.array([[-width, -height, 0], [width, -height, 0], [width, height, 0], [-width, height, 0]]) / 2
    placed = corners @ (about_z @ about_y @ about_x).T
    distance = 1.8 * height
    flat = placed[:, :2] * (distance / (placed[:, 2:] + distance))
    flat -= flat.min(axis=0)
    long, short = camera.long_side, camera.long_side * 3 // 4
    room = np.array([short, long]) * 0.94
    flat *= (room / flat.max(axis=0)).min()
    flat += (np.array([short, long]) - flat.max(axis=0)) / 2
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(source, flat.astype(np.float32))
    return np.asarray(
        cv2.warpPerspective(picture, matrix, (short, long), flags=cv2.INTER_AREA, borderValue=(46, 58, 72)),
        dtype=np.uint8,
    )


def _shade(shape: Sequence[int], depth: float, random: np.random.Generator) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The photographer's own shadow over a side of the page, with a soft edge."""
    height, width = shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = float(random.uniform(0.3, 0.9))
    along = (xs / width * math.cos(angle) + ys / height * math.sin(angle)) * 1.2
    return np.asarray(1 - depth / (1 + np.exp((along - 0.7) * 18)), dtype=np.float32)


def _waves(shape: Sequence[int], strength: float) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The waves that a screen's grid makes in a sensor's."""
    height, width = shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    first = np.sin((xs * 0.97 + ys * 0.22) * 2 * math.pi / 7.3)
    second = np.sin((xs * 0.12 - ys * 0.99) * 2 * math.pi / 31.0)
    return np.asarray(strength * (0.6 * first + 0.4 * second), dtype=np.float32)


def _sealed(picture: Picture, random: np.random.Generator) -> Picture:
    """A round red stamp over the text: two rings, a star, and strokes along the rim."""
    height, width = picture.shape[:2]
    radius = int(0.11 * width)
    centre = int(width * random.uniform(0.55, 0.75)), int(height * random.uniform(0.45, 0.75))
    ink = np.zeros((height, width), np.uint8)
    cv2.circle(ink, centre, radius, 255, max(3, radius // 18), cv2.LINE_AA)
    tips = [
        (int(centre[0] + r * math.sin(k * math.pi / 5)), int(centre[1] - r * math.cos(k * math.pi / 5)))
        for k in range(10)
        for r in [radius * (0.32 if k % 2 == 0 else 0.13)]
    ]
    cv2.fillPoly(ink, [np.array(tips, np.int32)], 255, cv2.LINE_AA)
    for step in range(14):
        angle = math.radians(150 + step * 240 / 13)
        for shift in (-0.05, 0.0, 0.05):
            near, far = radius * 0.66, radius * 0.86
            ends = [
                (int(centre[0] + r * math.cos(angle + shift)), int(centre[1] + r * math.sin(angle + shift)))
                for r in (near, far)
            ]
            cv2.line(ink, ends[0], ends[1], 255, max(2, radius // 40), cv2.LINE_AA)
    worn = ink.astype(np.float32) / 255 * random.uniform(0.6, 0.95, ink.shape).astype(np.float32)
    red = np.array([60, 40, 200], np.float32) / 255
    cover = worn[..., None] * (1 - red)
    return (picture * (1 - cover)).astype(np.uint8)
