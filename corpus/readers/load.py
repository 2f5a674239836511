"""Files in, Documents out."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from duizhao.corpus.document import Document, Language
from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import AS_IT_IS, Contents, ReadOptions
from duizhao.corpus.readers.base.left_out import left_out, summary_of
from duizhao.corpus.readers.base.limits import LARGEST_FILE, check_size
from duizhao.corpus.readers.bilingual import taken_apart
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.text.normalization import han_share, language_of
from duizhao.corpus.text.sentences import lines, split


def read_text(path: Path, options: ReadOptions = AS_IT_IS) -> tuple[str, str]:
    """The text of a file of any kind that is read, and the hexadecimal SHA-256 of its bytes.

    Of a plain text file it is the decoded contents, untouched. Raises ReadError, one line that says what to do, for
    what cannot be read or holds no words.
    """
    contents, digest = read_contents(path, options)
    return contents.text, digest


def read_contents(path: Path, options: ReadOptions = AS_IT_IS) -> tuple[Contents, str]:
    """The text of a file with what the file says of it, and the hexadecimal SHA-256 of its bytes."""
    data = read_bytes(path)
    contents = contents_of(data, path.name, options)
    refuse_empty(contents, path.name)
    return contents, hashlib.sha256(data).hexdigest()


def refuse_empty(contents: Contents, name: str) -> None:
    """Raise ReadError for a file of which no words were read, with what of it was not read."""
    if not contents.text.strip():
        held = summary_of(left_out(contents.marks))
        raise ReadError(
            f"{name} holds nothing that is read here, but {held}: save it as text, and read that"
            if held
            else f"{name} is empty: name a file that holds text"
        )


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises ReadError, one line that says what to do, for what cannot be read."""
    if path.is_dir():
        raise ReadError(f"{path.name or path} is a folder: name a file in it")
    try:
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            check_size(before.st_size, path.name)
            data = file.read(LARGEST_FILE + 1)
            after = os.fstat(file.fileno())
    except FileNotFoundError:
        raise ReadError(f"there is no file {path.name}: check its name and folder") from None
    except PermissionError:
        raise ReadError(f"{path.name} may not be read: change its permissions or copy it") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a file's name"
        raise ReadError(f"{path.name!r} cannot be read ({reason}): check its name, or copy it elsewhere") from None
    check_size(len(data), path.name)
    if stat.S_ISREG(before.st_mode) and (before.st_size, before.st_mtime_ns) != (len(data), after.st_mtime_ns):
        raise ReadError(f"{path.name} changed while it was read: wait until it is saved, and try again")
    return data


def read_document(
    path: Path,
    language: Language,
    *,
    name: str | None = None,
    presplit: bool = False,
    options: ReadOptions = AS_IT_IS,
) -> Document:
    """A file's text with its sentences; `name` is by default the file's name without its ending."""
    contents, digest = read_contents(path, options)
    return document_from(contents, language, path.stem if name is None else name, digest, presplit=presplit)


def read_both(
    path: Path, *, name: str | None = None, presplit: bool = False, options: ReadOptions = AS_IT_IS
) -> tuple[Document, Document] | None:
    """The Chinese and the English of one file that holds both; None for a file in one language.

    Their texts are those of its paragraphs in each language, and their offsets count in them.
    """
    contents, digest = read_contents(path, options)
    sides = taken_apart(contents)
    if sides is None:
        return None
    own = path.stem if name is None else name
    return (
        document_from(sides[0], "zh", own, digest, presplit=presplit),
        document_from(sides[1], "en", path.name, digest, presplit=presplit),
    )


def read_either(path: Path, *, options: ReadOptions = AS_IT_IS) -> tuple[Document, ...]:
    """A file's text in the language that it is in, or its two texts, if it holds both.

    A text that is neither plainly is taken for Chinese if it has Han characters. The English text of a file that holds
    both has the file's name with its ending.
    """
    contents, digest = read_contents(path, options)
    if sides := taken_apart(contents):
        return (
            document_from(sides[0], "zh", path.stem, digest),
            document_from(sides[1], "en", path.name, digest),
        )
    language = language_of(contents.text) or ("zh" if han_share(contents.text) > 0 else "en")
    return (document_from(contents, language, path.stem, digest),)


def document_of(text: str, language: Language, *, name: str, presplit: bool = False) -> Document:
    """A text in memory with its sentences; `sha256` is of its UTF-8."""
    digest = hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()
    return document_from(Contents(text, lines_are_paragraphs=False), language, name, digest, presplit=presplit)


def document_from(
    contents: Contents, language: Language, name: str, digest: str, *, presplit: bool = False
) -> Document:
    """What was read, with its sentences. `presplit`: each line is a sentence, an empty one too."""
    text = contents.text
    if presplit or contents.lines_are_sentences:
        sentences = lines(text)
    else:
        sentences = split(text, language, wrapped=False if contents.lines_are_paragraphs else None)
    return Document(name, language, text, sentences, digest, contents.marks, contents.metadata)
