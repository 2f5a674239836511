"""`verify`: old citations against the files, or the corpus, as they are now."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from duizhao.align.progress import Track, untracked
from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import AS_IT_IS, ReadOptions
from duizhao.corpus.readers.base.sniff import kind_of
from duizhao.corpus.readers.load import read_bytes, read_text
from duizhao.corpus.store.store import Store
from duizhao.corpus.traces.verification import CheckedCitation, Status, TextFile, read_citations, verify

ORDER: tuple[Status, ...] = ("unchanged", "differs", "moved", "gone", "edited", "no file")


def check_citations(
    citations: Path,
    files: Sequence[Path],
    corpus: Path | None,
    track: Track[Path] = untracked,
    options: ReadOptions = AS_IT_IS,
) -> list[CheckedCitation]:
    """Each citation of a file, once, with what became of it. `files` may be folders: then all readable files in them.

    Pictures are read only where words of theirs are cited and no corpus knows what was read in them.
    """
    wanted = read_citations(read_text(citations, options)[0], citations.name)
    strips = {strip.sha256 for citation in wanted for strip in citation.strips}
    documents = {digest for citation in wanted for digest in (citation.document, citation.sha256)}
    given = []
    listed = [(file, path.is_dir()) for path in files for file in (_files_in(path) if path.is_dir() else [path])]
    inside = {file for file, in_folder in listed if in_folder}
    for path in track([file for file, _ in listed], "reading", len(listed)):
        try:
            data = read_bytes(path)
            digest = hashlib.sha256(data).hexdigest()
            if digest in strips:  # of a picture that is as it was, the corpus knows what was read
                known = corpus is not None
            else:  # words of another picture are of no use, unless it is a document by itself
                known = kind_of(data) == "picture" and not documents & {path.name, path.stem, digest}
            given.append(TextFile(path.name, "" if known else read_text(path, options)[0], digest))
        except ReadError:
            if path not in inside:
                raise
    if corpus is not None:
        with Store.open(corpus) as store:
            sources = [store.source(name) for name in store.names()]
        given += [TextFile(source.name, source.text, source.sha256, source) for source in sources]
    return [verify(citation, given) for citation in wanted]


def _files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def report_lines(checked: Sequence[CheckedCitation], *, as_json: bool) -> Iterator[str]:
    """A line for each citation: what became of it, its id, where it stood, and the detail."""
    for result in checked:
        citation = result.citation
        if as_json:
            record = {
                "id": citation.id,
                "document": citation.document,
                "status": result.status,
                "detail": result.detail,
                "source_start": citation.start,
                "source_end": citation.end,
                "places": [[span.start, span.end] for span in result.places],
                "source_text": citation.text,
            }
            yield json.dumps(record, ensure_ascii=False)
        else:
            where = f"{citation.document} {citation.start}–{citation.end}"
            yield f"{result.status:9}  {citation.id:12}  {where}  {result.detail}"


def summary(checked: Sequence[CheckedCitation]) -> str:
    """`12 citations: 10 unchanged, 2 moved`."""
    counts = Counter(result.status for result in checked)
    counted = ", ".join(f"{counts[status]} {status}" for status in ORDER if counts[status])
    return f"{len(checked)} citation{'' if len(checked) == 1 else 's'}: {counted}"
