"""Files dropped into the corpus: read within the readers' limits, told by their language, and put together."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Literal

from duizhao.align.errors import RequestError
from duizhao.corpus.document import Document
from duizhao.corpus.errors import ReadError
from duizhao.corpus.message import Message
from duizhao.corpus.readers.bilingual import taken_apart
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.load import document_from
from duizhao.corpus.text.normalization import language_of


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was read. `other`: the English of a file that holds both languages."""

    id: str
    name: str
    language: Literal["zh", "en", "both"]
    document: Document
    other: Document | None = None


def read_upload(data: bytes, name: str) -> Upload:
    """A file from its bytes. Raises ReadError for what cannot be read, or is neither Chinese nor English."""
    contents = contents_of(data, name)
    if not contents.text.strip():
        raise ReadError(Message("{name} is empty: give a file that holds text", name=name))
    digest = hashlib.sha256(data).hexdigest()
    stem = PurePath(name).stem or name
    sides = taken_apart(contents)
    if sides is not None:
        chinese = document_from(sides[0], "zh", stem, digest)
        english = document_from(sides[1], "en", name, digest)
        return Upload(secrets.token_hex(8), name, "both", chinese, english)
    language = language_of(contents.text)
    if language is None:
        raise ReadError(
            Message("{name} is neither plainly Chinese nor plainly English: see that it is the right file", name=name)
        )
    document = document_from(contents, language, stem if language == "zh" else name, digest)
    return Upload(secrets.token_hex(8), name, language, document)


def pair_uploads(files: Sequence[Upload], name: str, known: Collection[str]) -> list[tuple[Upload | str, list[Upload]]]:
    """Each original with its translations. One Chinese file takes all the English ones; several need like names.

    Without a Chinese file the English ones are translations of the original called `name`.
    """
    originals = [file for file in files if file.language != "en"]
    english = [file for file in files if file.language == "en"]
    if not originals:
        if name not in known:
            raise RequestError("these files are English: drop the Chinese with them, or name the document they render")
        return [(name, english)]
    if name and len(originals) == 1:
        originals = [replace(originals[0], document=replace(originals[0].document, name=name))]
    pairs: list[tuple[Upload | str, list[Upload]]] = []
    for original in originals:
        own = [replace(original, document=original.other)] if original.other is not None else []
        mine = english if len(originals) == 1 else [other for other in english if _alike(original.name, other.name)]
        pairs.append((original, [*own, *mine]))
    placed = {other.id for _, others in pairs for other in others}
    if lost := [other.name for other in english if other.id not in placed]:
        raise RequestError(
            Message("{name} belongs to none of the Chinese files: drop each pair by itself", name=lost[0])
        )
    return pairs


def _alike(chinese: str, english: str) -> bool:
    """Whether two names differ in their endings alone: `law.zh.txt`, `law.en.docx`."""
    return chinese.split(".")[0].casefold() == english.split(".")[0].casefold()
