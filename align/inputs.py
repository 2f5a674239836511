"""Files to documents: a pair, several translations, several originals, each checked to be what it is given for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from duizhao.align.errors import RequestError
from duizhao.corpus.document import Document, Language
from duizhao.corpus.readers.base.contents import AS_IT_IS, ReadOptions
from duizhao.corpus.readers.load import read_both, read_document
from duizhao.corpus.text.normalization import language_of

LANGUAGES: dict[Language, str] = {"zh": "Chinese", "en": "English"}


def read_pair(
    source: Path,
    target: Path | None = None,
    *,
    name: str | None = None,
    presplit: bool = False,
    options: ReadOptions = AS_IT_IS,
) -> tuple[Document, Document | None]:
    """A Chinese file and its English one as documents, checked to be in these languages and in this order.

    - `source`, `target`: the two files; without a target, the second document is None. The same file twice is one that
      holds both, and is taken apart.
    - `name`: of the Chinese document; by default its file's, without the ending. The English one has its file's name.
    - `presplit`: a line is a sentence; otherwise the text is split into sentences.
    - `options`: how files are read.

    RequestError: a file is plainly in the other language. ReadError: a file cannot be read.
    """
    if target == source and (both := read_both(source, name=name, presplit=presplit, options=options)):
        return both
    chinese = read_document(source, "zh", name=name, presplit=presplit, options=options)
    if target is None:
        check_language(chinese, source.name)
        return chinese, None
    english = read_document(target, "en", name=target.name, presplit=presplit, options=options)
    if (language_of(chinese.text), language_of(english.text)) == ("en", "zh"):
        raise RequestError(f"{source.name} is English and {target.name} Chinese: give the Chinese first")
    check_language(chinese, source.name)
    check_language(english, target.name)
    return chinese, english


def read_translations(
    source: Path, targets: Sequence[Path], *, presplit: bool, options: ReadOptions = AS_IT_IS
) -> tuple[Document, list[Document]]:
    """A Chinese file and several English ones of it."""
    pairs = [read_pair(source, target, name=None, presplit=presplit, options=options) for target in targets]
    return pairs[0][0], [english for _, english in pairs if english is not None]


def read_originals(
    sources: Sequence[Path], target: Path, *, presplit: bool, options: ReadOptions = AS_IT_IS
) -> tuple[list[Document], Document]:
    """Several Chinese files, each of a name of its own, and one English file for all of them."""
    originals = [read_document(source, "zh", name=None, presplit=presplit, options=options) for source in sources]
    for original, source in zip(originals, sources, strict=True):
        check_language(original, source.name)
    check_names([original.name for original in originals])
    english = read_document(target, "en", name=target.name, presplit=presplit, options=options)
    check_language(english, target.name)
    return originals, english


def check_names(names: Sequence[str]) -> None:
    """Refuse two sources of one name: no link could tell them apart."""
    if twice := {name for name in names if names.count(name) > 1}:
        raise RequestError(f"two sources are called {min(twice)}: rename one, or add them to a corpus under two names")


def check_language(document: Document, shown: str) -> None:
    """Refuse a text that is plainly not in the language it is given for."""
    language = language_of(document.text)
    if language is not None and language != document.language:
        raise RequestError(
            f"{shown}: this is {LANGUAGES[language]}, and {LANGUAGES[document.language]} is wanted here; "
            "check which file is the source and which the translation"
        )
