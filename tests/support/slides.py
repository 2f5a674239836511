"""Presentations made by hand, part by part, for what no program writes on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from word_files import zipped

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    f'xmlns:r="{_OFFICE}"'
)
Part = tuple[str, str]
"""What a slide leans on it for, and the inside of a part."""


def relations(found: Mapping[str, tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in found.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}">{each}</Relationships>'


def pptx(slides: Sequence[str], parts: Mapping[str, Part] | None = None) -> bytes:
    """A presentation of slides by what stands on them; `parts`: what the first leans on, by its names for them."""
    parts = parts or {}
    held = {f"r{at}": ("slide", f"slides/slide{at}.xml") for at in range(1, len(slides) + 1)}
    order = "".join(f'<p:sldId id="{256 + at}" r:id="r{at}"/>' for at in range(1, len(slides) + 1))
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        "_rels/.rels": relations({"r": ("officeDocument", "ppt/presentation.xml")}),
        "ppt/presentation.xml": f"<p:presentation {_NAMES}><p:sldIdLst>{order}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(held),
        "ppt/slides/_rels/slide1.xml.rels": relations({
            name: (kind, f"../held/{name}.xml") for name, (kind, _) in parts.items()
        }),
    }  # fmt: skip
    for at, inside in enumerate(slides, 1):
        files[f"ppt/slides/slide{at}.xml"] = f"<p:sld {_NAMES}><p:cSld><p:spTree>{inside}</p:spTree></p:cSld></p:sld>"
    for name, (_, inside) in parts.items():
        files[f"ppt/held/{name}.xml"] = f"<p:x {_NAMES}>{inside}</p:x>"
    return zipped(files)


def shape(*paragraphs: str, place: str | None = None) -> str:
    """A shape with paragraphs of plain words, or of XML; `place`: of which kind it is on its layout."""
    holder = "" if place is None else f"<p:nvPr><p:ph type='{place}'/></p:nvPr>"
    text = "".join(each if each[:1] == "<" else f"<a:p><a:r><a:t>{each}</a:t></a:r></a:p>" for each in paragraphs)
    return f"<p:sp><p:nvSpPr>{holder}</p:nvSpPr><p:txBody>{text}</p:txBody></p:sp>"
