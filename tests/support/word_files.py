"""Word files made by hand, part by part, for what no program writes on demand: revisions, odd nesting, broken parts."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_ROOTS = {
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
    "styles": "styles",
    "numbering": "numbering",
}


def docx(body: str, **parts: str) -> bytes:
    """A document whose body is `body`; `footnotes`, `comments`, `styles`, … are the insides of the parts so called."""
    relations = "".join(
        f'<Relationship Id="r{at}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>' for at, kind in enumerate(parts)
    )
    files = {
        "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r" Type="{_OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
        "word/document.xml": f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>",
        **{
            f"word/{kind}.xml": f"<w:{_ROOTS[kind]} {_NAMES}>{inside}</w:{_ROOTS[kind]}>"
            for kind, inside in parts.items()
        },
    }
    return zipped(files)


def docx_with(body: str, parts: dict[str, tuple[str, str | bytes]]) -> bytes:
    """A document that leans on parts: by the name it has for each, the part's kind and name, and its contents."""
    relations = "".join(
        f'<Relationship Id="{identity}" Type="{_OFFICE}/{kind.partition(" ")[0]}" Target="{kind.partition(" ")[2]}"/>'
        for identity, (kind, _) in parts.items()
    )
    document = f'<w:document {_NAMES} xmlns:r="{_OFFICE}"><w:body>{body}</w:body></w:document>'
    return zipped({
        "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
        "word/document.xml": document,
        **{f"word/{kind.partition(' ')[2]}": contents for kind, contents in parts.values()},
    })  # fmt: skip


def zipped(files: dict[str, str | bytes]) -> bytes:
    """A zip file of parts by name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in files.items():
            archive.writestr(name, contents)
    return packed.getvalue()


def r(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*inside: str, properties: str = "") -> str:
    """A paragraph of runs, or of plain words."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(each if each[:1] == '<' else r(each) for each in inside)}</w:p>"


def ins(*inside: str) -> str:
    return f'<w:ins w:id="1" w:author="Someone" w:date="2020-01-01T00:00:00Z">{"".join(inside)}</w:ins>'


def deleted(text: str) -> str:
    return f'<w:del w:id="2" w:author="Someone"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def table(*rows: tuple[str, ...]) -> str:
    """A table of cells of plain words."""
    return f"<w:tbl>{''.join(row(*map(cell, cells)) for cells in rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def cell(inside: str, properties: str = "") -> str:
    inside = inside if inside[:1] == "<" else p(inside)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"
