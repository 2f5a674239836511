"""`verify`: old citations against the files, or the corpus, as they are now."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.reading import read_bytes, read_text
from corpus.store import Store
from corpus.verification import Checked, Status, TextFile, read_citations, verify

ORDER: tuple[Status, ...] = ("unchanged", "differs", "moved", "gone", "edited", "no file")


def check_citations(citations: Path, files: Sequence[Path], corpus: Path | None) -> list[Checked]:
    """Each citation of a file, once, with what became of it."""
    wanted = read_citations(read_text(citations)[0], citations.name)
    pictures = {strip.sha256 for citation in wanted for strip in citation.strips} if corpus is not None else set()
    given = []
    for path in files:
        digest = hashlib.sha256(read_bytes(path)).hexdigest()
        # of a picture that is as it was, the corpus knows what was read: it need not be read again
        text = "" if digest in pictures else read_text(path)[0]
        given.append(TextFile(path.name, text, digest))
    if corpus is not None:
        with Store.open(corpus) as store:
            sources = [store.source(name) for name in store.names()]
        given += [TextFile(source.name, source.text, source.sha256, source) for source in sources]
    return [verify(citation, given) for citation in wanted]


def report_lines(checked: Sequence[Checked], *, as_json: bool) -> Iterator[str]:
    """A line for each citation: what became of it, its id, where it stood, and the detail."""
    for each in checked:
        citation = each.citation
        if as_json:
            record = {
                "id": citation.id,
                "document": citation.document,
                "status": each.status,
                "detail": each.detail,
                "source_start": citation.start,
                "source_end": citation.end,
                "places": [[span.start, span.end] for span in each.places],
                "source_text": citation.text,
            }
            yield json.dumps(record, ensure_ascii=False)
        else:
            where = f"{citation.document} {citation.start}–{citation.end}"
            yield f"{each.status:9}  {citation.id:12}  {where}  {each.detail}"


def summary(checked: Sequence[Checked]) -> str:
    """`12 citations: 10 unchanged, 2 moved`."""
    counts = Counter(each.status for each in checked)
    told = ", ".join(f"{counts[status]} {status}" for status in ORDER if counts[status])
    return f"{len(checked)} citation{'' if len(checked) == 1 else 's'}: {told}"
