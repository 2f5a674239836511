"""Word files written on, each in a process that can do nothing else: whoever sent it may mean harm.

The file is taken apart once more to be written on, so the same door leads there as to its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from duizhao.corpus.document import Span
from duizhao.corpus.errors import ReadError
from duizhao.corpus.exchange.traces.docx_changes import Change, ChangeWriter
from duizhao.corpus.exchange.traces.docx_comments import Comment, CommentWriter, Table
from duizhao.corpus.readers.base.contents import AS_IT_IS, Changes, ReadOptions
from duizhao.corpus.readers.confined import READS_WORD, ask_with_documents, documents_apart
from duizhao.corpus.readers.dispatch import embedded_contents
from duizhao.corpus.readers.docx.document import walk
from duizhao.corpus.sandbox.messages import Channel, Header
from duizhao.corpus.sandbox.reader_process import Job

_WRITE = Job("duizhao.corpus.exchange.traces.docx_writing:write", READS_WORD)


def with_comments(data: bytes, comments: Sequence[Comment], name: str, table: Table | None = None) -> bytes:
    """The Word file `data` with the comments in it, and the table after its last paragraph.

    Raises ReadError if it is no sound Word file, and FormatError for a span that holds no characters of a paragraph.
    """
    shown = table and [table.heading, table.head, table.rows, table.widths]
    given = [[comment.span.start, comment.span.end, comment.paragraphs] for comment in comments]
    return ask_with_documents(_WRITE, {"name": name, "comments": given, "table": shown}, data, name)[1]


def with_changes(
    data: bytes, changes: Sequence[Change], name: str, moment: datetime, reading: Changes = AS_IT_IS.changes
) -> tuple[bytes, list[Change]]:
    """The Word file `data` with the changes tracked in it, and those that could not be: these stand in a formula, a
    drawing, another's deletion, or in two paragraphs, or overlap an earlier one.

    `moment`: when, in UTC; `reading`: what of earlier tracked changes the offsets count.
    Raises ReadError if it is no sound Word file.
    """
    given = [[change.span.start, change.span.end, change.text] for change in changes]
    asked = {"name": name, "changes": given, "moment": moment.isoformat(), "reading": reading}
    answer, written = ask_with_documents(_WRITE, asked, data, name)
    left = answer.get("left out")
    if not isinstance(left, list) or not all(isinstance(at, int) and 0 <= at < len(changes) for at in left):
        raise ReadError(f"{name} cannot be written on: save it anew")
    return written, [changes[at] for at in left]


def write(channel: Channel, request: Header, data: bytes) -> Header:
    """The work of both, in a process of its own: the file is sent, then what was left out of it."""
    name = request["name"]
    embedded = partial(embedded_contents, options=ReadOptions(apart=documents_apart(channel)))
    if "comments" in request:
        comments = [Comment(Span(start, end), tuple(lines)) for start, end, lines in request["comments"]]
        walked = walk(data, name, embedded=embedded)
        channel.send({"written": True}, CommentWriter(walked, name).written(comments, _table(request["table"])))
        return {}
    changes = [Change(Span(start, end), text) for start, end, text in request["changes"]]
    walked = walk(data, name, request["reading"], embedded)
    written, left_out = ChangeWriter(walked, datetime.fromisoformat(request["moment"])).written(changes)
    channel.send({"written": True}, written)
    return {"left out": [changes.index(change) for change in left_out]}


def _table(record: Sequence[Sequence[str]] | None) -> Table | None:
    if record is None:
        return None
    heading, head, rows, widths = record
    return Table(str(heading), tuple(head), tuple(map(tuple, rows)), tuple(map(int, widths)))
