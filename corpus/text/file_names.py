"""What a file's name says of its language, and which other file it goes with."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from duizhao.corpus.document import Language

_CHINESE = (
    r"zh[-_]?(?:cn|tw|hk|hans|hant)?|cn|chs|cht|chi|zho|cmn|chinese|original|source|src|中文版?|汉语|漢語|原文|原件|中"
)
_ENGLISH = (
    r"en[-_]?(?:gb|us)?|eng|english|translation|translated|target|tgt|trans|英文版?|英语|英語|译文|譯文|翻译|翻譯|英"
)

_BEFORE, _AFTER = r"(?:\A|(?<=[/._\-\s(（\[【]))", r"(?=\Z|[/._\-\s)）\]】])"
_MARKS: tuple[tuple[Language, re.Pattern[str]], ...] = (
    ("zh", re.compile(f"{_BEFORE}(?:{_CHINESE}){_AFTER}", re.IGNORECASE)),
    ("en", re.compile(f"{_BEFORE}(?:{_ENGLISH}){_AFTER}", re.IGNORECASE)),
)
_ATTACHED: tuple[tuple[Language, re.Pattern[str]], ...] = (
    ("zh", re.compile(r"(?:中文版?|汉语|漢語|原文)\Z")),
    ("en", re.compile(r"(?:英文版?|英语|英語|译文|譯文|英译|英譯)\Z")),
)
_SEPARATORS = re.compile(r"[/._\-\s()（）\[\]【】]+")
_ENDING = re.compile(
    r"\.(?:txt|text|md|docx?|docm|dotx|odt|rtf|wps|pdf|html?|mhtml?|mht|epub|srt|vtt)\Z", re.IGNORECASE
)


def named_language(name: str) -> tuple[str, Language | None]:
    """What remains of a file's name without its ending and its language, to compare it by, and that language.

    The last mark counts, of the file before that of its folders.

    >>> named_language("a/report.zh-CN.docx"), named_language("en/Report 1.docx"), named_language("报告_英文.txt")
    (('a report', 'zh'), ('report 1', 'en'), ('报告', 'en'))
    """
    stem = _ENDING.sub("", PurePosixPath(name).name)
    folder = PurePosixPath(name).parent.as_posix().removeprefix(".")
    for part, rest in ((stem, folder), (folder, stem)):
        marked = [(match, language) for language, mark in _MARKS for match in mark.finditer(part)]
        marked += [(match, language) for language, mark in _ATTACHED for match in mark.finditer(part)]
        if marked:
            match, language = max(marked, key=lambda pair: pair[0].end())
            left = part[: match.start()] + " " + part[match.end() :]
            return _key(f"{rest} {left}" if part is stem else f"{left} {rest}"), language
    return _key(f"{folder} {stem}"), None


def document_name(name: str) -> str:
    """The name of the document in a file: the file's, without its ending and its language.

    >>> document_name("a/report.zh-CN.docx"), document_name("zh/x.txt"), document_name("报告（中文）.pdf")
    ('report', 'x', '报告')
    """
    stem = _ENDING.sub("", PurePosixPath(name).name)
    matches = [match for _, mark in (*_MARKS, *_ATTACHED) for match in mark.finditer(stem)]
    if matches:
        match = max(matches, key=lambda match: match.end())
        left = stem[: match.start()].rstrip("/._- (（[【") + stem[match.end() :].lstrip(")）]】")
        stem = left.strip() or stem
    return stem


def _key(text: str) -> str:
    return _SEPARATORS.sub(" ", text).strip().casefold()
