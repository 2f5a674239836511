"""CoNLL-U, as Universal Dependencies and taggers write it: the text, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import Contents, Draft
from duizhao.corpus.text.han import HAN

COLUMNS = 10
_FORM, _MISC = 1, 9
_NUMBER = re.compile(r"(\d+)(?:-(\d+)|\.\d+)?\Z")
_COMMENT = re.compile(r"#\s*(\w+)\s*=\s*(.*)")
_HAN_OR_MARK = re.compile(f"[{HAN}\u3000-\u303f\uff00-\uffef]")


def read_conllu(text: str, name: str) -> Contents:
    """The sentences, one a line: as `# text` has them, or their words with blanks between, unless `SpaceAfter=No`.

    Words of several syntactic ones (`3-4`) are written once, empty nodes (`5.1`) never. A new document's `# newdoc id`
    and a sentence's `# sent_id` are marks. Raises ReadError, with the line, for what is no CoNLL-U.
    """
    draft = Draft()
    for first, comments, rows in _sentences(text, name):
        start = draft.length
        draft.write(" ".join((comments.get("text") or _surface(rows, name, first)).split()))
        for kind in ("sent_id", "newdoc"):
            if comments.get(kind):
                draft.mark(kind, start, value=comments[kind])
        draft.end_line()
    contents = draft.contents()
    return Contents(contents.text, contents.marks, {}, lines_are_sentences=True)


def _sentences(text: str, name: str) -> Iterator[tuple[int, dict[str, str], list[list[str]]]]:
    """Each sentence: the number of its first line, its comments, and its rows."""
    comments: dict[str, str] = {}
    rows: list[list[str]] = []
    first = 0
    for number, line in enumerate([*re.split(r"\r?\n", text.removeprefix("\ufeff")), ""], 1):
        if not line.strip():
            if rows:
                yield first, comments, rows
            comments, rows, first = ({}, [], 0) if rows else (comments, rows, first)
        elif line.startswith("#"):
            if match := _COMMENT.match(line.replace("newdoc id", "newdoc")):
                comments[match[1]] = match[2].strip()
        else:
            row = line.split("\t")
            if len(row) != COLUMNS or not _NUMBER.match(row[0]):
                raise ReadError(
                    f"{name} has {len(row)} columns in line {number}, not the {COLUMNS} of CoNLL-U, the first a "
                    "number: mend that line"
                )
            rows.append(row)
            first = first or number


def _surface(rows: Sequence[Sequence[str]], name: str, line: int) -> str:
    """The words of a sentence as they were written."""
    written, covered, blank = "", 0, False
    for row in rows:
        match = _NUMBER.match(row[0])
        if match is None or "." in row[0] or int(match[1]) <= covered:
            continue
        covered = int(match[2] or 0)
        form = row[_FORM]
        beside_han = written and form and _HAN_OR_MARK.match(written[-1]) and _HAN_OR_MARK.match(form)
        written += (" " if blank and not beside_han else "") + form
        blank = "SpaceAfter=No" not in row[_MISC]
    if not written.strip():
        raise ReadError(f"{name} has no words in the sentence of line {line}: mend that line")
    return written
