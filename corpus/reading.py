"""Files in, Documents out."""

from __future__ import annotations

import hashlib
from pathlib import Path

from corpus.document import Document, Language
from corpus.errors import ReadError
from corpus.readers.plain import decode
from corpus.sentences import lines, split


def read_text(path: Path) -> tuple[str, str]:
    """The decoded contents of a file, untouched, and the hexadecimal SHA-256 of its bytes.

    Raises ReadError, one line that says what to do, for what cannot be read or holds no words.
    """
    data = read_bytes(path)
    text = decode(data, path.name)
    if not text.strip():
        raise ReadError(f"{path.name} is empty: name a file that holds text")
    return text, hashlib.sha256(data).hexdigest()


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises ReadError, one line that says what to do, for what cannot be read."""
    if path.is_dir():
        raise ReadError(f"{path.name or path} is a folder: name a file in it")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ReadError(f"there is no file {path.name}: check its name and folder") from None
    except PermissionError:
        raise ReadError(f"{path.name} may not be read: change its permissions or copy it") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a file's name"
        raise ReadError(f"{path.name!r} cannot be read ({reason}): check its name, or copy it elsewhere") from None


def read_document(path: Path, language: Language, *, name: str | None = None, presplit: bool = False) -> Document:
    """A file's text with its sentences; `name` is by default the file's name without its ending."""
    text, digest = read_text(path)
    return _document(text, language, path.stem if name is None else name, digest, presplit)


def document_of(text: str, language: Language, *, name: str, presplit: bool = False) -> Document:
    """A text in memory with its sentences; `sha256` is of its UTF-8."""
    digest = hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()
    return _document(text, language, name, digest, presplit)


def _document(text: str, language: Language, name: str, digest: str, presplit: bool) -> Document:
    """`presplit`: each line is a sentence, an empty one too."""
    sentences = lines(text) if presplit else split(text, language)
    return Document(name, language, text, sentences, digest)
