"""Word documents in one XML file (Flat OPC): the parts of the package stand in it one after the other."""

from __future__ import annotations

import base64
import binascii
from io import BytesIO

from duizhao.corpus.errors import ReadError
from duizhao.corpus.files.safe_xml import local_name, parse_xml
from duizhao.corpus.files.safe_zip import NewArchive


def unflattened(data: bytes, name: str) -> bytes:
    """The same document as a zip package. Raises ReadError for what is no sound XML."""
    from lxml import etree

    held = BytesIO()
    with NewArchive(held) as archive:
        for part in parse_xml(data, name):
            called = next((str(value) for key, value in part.attrib.items() if key.endswith("name")), "").lstrip("/")
            for contents in part if called and called not in archive.names else ():
                if local_name(contents) == "xmlData" and len(contents):
                    archive.put(called, etree.tostring(contents[0], encoding="UTF-8", xml_declaration=True))
                elif local_name(contents) == "binaryData":
                    try:
                        archive.put(called, base64.b64decode("".join((contents.text or "").split())))
                    except binascii.Error:
                        raise ReadError(f"{name} is cut short or damaged: save it anew as .docx") from None
    return held.getvalue()
