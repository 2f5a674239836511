"""The words of diagrams (SmartArt) and charts, which stand in parts of their own."""

from __future__ import annotations

from duizhao.corpus.errors import ReadError
from duizhao.corpus.files.safe_xml import local_name
from duizhao.corpus.readers.base.zip_package import Package


def words_drawn(package: Package, part: str) -> tuple[list[str], str]:
    """Each line of words of a drawing, in order; and what of it is not read, '' if nothing.

    A diagram's boxes come in the order in which they were made; of a chart its titles and the names on its axes come,
    and its figures do not.
    """
    try:
        root = package.tree(part)
    except ReadError:
        return [], "damaged"
    lines: list[str] = []
    figures = 0
    for element in root.iter():
        kind = local_name(element)
        if kind == "p":
            lines.append("".join(node.text or "" for node in element.iter() if local_name(node) in ("t", "fld")))
        elif kind == "v" and element.getparent() is not None:
            around = {local_name(ancestor) for ancestor in element.iterancestors()}
            if "strCache" in around or "strLit" in around or "multiLvlStrCache" in around:
                lines.append(element.text or "")
            else:
                figures += 1
    words = list(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))
    return words, f"{figures} figures" if figures else ""
