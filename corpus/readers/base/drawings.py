"""The words of diagrams (SmartArt) and charts, which stand in parts of their own."""

from __future__ import annotations

from duizhao.corpus.errors import ReadError
from duizhao.corpus.files.safe_xml import local_name
from duizhao.corpus.readers.base.relations import RelatedPart
from duizhao.corpus.readers.base.zip_package import Package


def words_drawn(package: Package, target: RelatedPart | None, kind: str) -> tuple[list[str], str]:
    """Each line of words of a drawing, in order; and what of it is not read, '' if nothing.

    `target`: the drawing's part, if there is one; `kind`: what it is, for the reader's note: `diagram`, `chart`. A
    diagram's boxes come in the order in which they were made; of a chart its titles and the names on its axes come,
    and its figures do not.
    """
    if target is None or not target.inside:
        return [], kind
    try:
        root = package.tree(target.part)
    except ReadError:
        return [], f"{kind}: damaged"
    lines: list[str] = []
    figures = 0
    for element in root.iter():
        name = local_name(element)
        if name == "p":
            lines.append("".join(node.text or "" for node in element.iter() if local_name(node) in ("t", "fld")))
        elif name == "v" and element.getparent() is not None:
            around = {local_name(ancestor) for ancestor in element.iterancestors()}
            if "strCache" in around or "strLit" in around or "multiLvlStrCache" in around:
                lines.append(element.text or "")
            else:
                figures += 1
    words = list(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))
    return words, f"{kind}: {figures} figures" if figures else ""
