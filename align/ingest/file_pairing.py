"""Which files of a folder are an original and its translation: by name, and, where that says nothing, by content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from duizhao.align.beads.documents import encoded_side
from duizhao.align.beads.partition import runs
from duizhao.align.progress import Track, untracked
from duizhao.align.vectors.similarity import Side
from duizhao.corpus.document import Document, Language
from duizhao.corpus.errors import CorpusError
from duizhao.corpus.exchange.batches.pairing_plan import LEFT_OUT, Planned
from duizhao.corpus.exchange.bitext.sniff_pairs import holds_pairs
from duizhao.corpus.readers.archive import Files, read_file
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.text.file_names import document_name, named_language
from duizhao.corpus.text.normalization import language_of
from duizhao.models.encoder import Encoded, Encoder

SHARE = 0.5
"""Of an English file's sentences, so many stand in the original that it is paired with."""
PART = 0.15
"""Where several originals have at least so many each, the file is divided among them."""
MOST_SENTENCES = 2000
"""Of a file, this many sentences are looked at to pair it."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file whose language is known, and what its name says."""

    name: str
    language: Language
    key: str


def propose(files: Files, encoder: Callable[[], Encoder], track: Track[Encoded] = untracked) -> list[Planned]:
    """A plan for all files: pairs, originals alone, and what is left out, with the reason.

    `encoder` is asked for only if contents have to be compared.
    """
    known: list[_File] = []
    rows: list[Planned] = []
    for name in files.names:
        looked_at = _looked_at(files, name)
        if isinstance(looked_at, _File):
            known.append(looked_at)
        else:
            rows.append(looked_at)
    by_name, left = _by_name(known)
    rows += by_name
    originals = [file for file in left if file.language == "zh"]
    translations = [file for file in left if file.language == "en"]
    comparable = originals and translations
    paired = _by_content(files, originals, translations, encoder(), track) if comparable else []
    rows += paired
    used = {row.chinese for row in paired} | {row.english for row in paired}
    rows += [Planned(_stem(file.name), file.name, "", "alone") for file in originals if file.name not in used]
    rows += [Planned("", "", file.name, f"{LEFT_OUT}: no original") for file in translations if file.name not in used]
    return _with_own_names(rows)


def _looked_at(files: Files, name: str) -> _File | Planned:
    """The file with its language, or the row that says what else it is."""
    try:
        data = files.read(name)
        if holds_pairs(data):
            return Planned(_stem(name), name, name, "holds both languages")
        text = contents_of(data, PurePosixPath(name).name, files.options).text
    except CorpusError as error:
        return Planned("", "", name, f"{LEFT_OUT}: {error}")
    key, named = named_language(name)
    language = language_of(text) or named
    if not text.strip() or language is None:
        return Planned("", "", name, f"{LEFT_OUT}: {'neither Chinese nor English' if text.strip() else 'empty'}")
    return _File(name, language, key)


def _by_name(known: Sequence[_File]) -> tuple[list[Planned], list[_File]]:
    """Pairs whose names are the same but for the language; and the files that have none."""
    groups: dict[str, list[_File]] = {}
    for file in known:
        groups.setdefault(file.key, []).append(file)
    rows: list[Planned] = []
    left: list[_File] = []
    for group in groups.values():
        originals = [file for file in group if file.language == "zh"]
        translations = [file for file in group if file.language == "en"]
        if len(originals) == 1 and translations:
            (original,) = originals
            rows += [Planned(document_name(original.name), original.name, file.name, "name") for file in translations]
        else:
            left += group
    return rows, left


def _by_content(
    files: Files,
    originals: Sequence[_File],
    translations: Sequence[_File],
    encoder: Encoder,
    track: Track[Encoded],
) -> list[Planned]:
    """Each translation with the original, or the originals, in which its sentences stand."""
    sides = [_side(files, file, encoder, track) for file in originals]
    rows = []
    for file in translations:
        side = _side(files, file, encoder, track)
        held: Counter[int] = Counter()
        for run in runs(sides, side):
            held[run.original] += run.end - run.begin
        if not held or held.total() < SHARE * len(side):
            continue
        shares = {number: count / len(side) for number, count in held.most_common()}
        parts = [number for number, share in shares.items() if share >= PART] or list(shares)[:1]
        best = parts[:1] if shares[parts[0]] >= SHARE and len(parts) == 1 else parts
        for number in best:
            how = "content" if len(best) == 1 else "content, divided"
            rows.append(Planned(_stem(originals[number].name), originals[number].name, file.name, how, shares[number]))
    return rows


def _side(files: Files, file: _File, encoder: Encoder, track: Track[Encoded]) -> Side:
    document = _beginning(read_file(files, file.name, file.language, called=PurePosixPath(file.name).name))
    texts = document.sentence_texts()
    return encoded_side(document, track(encoder.encode(texts), f"reading {document.name}", len(texts)), encoder)


def _beginning(document: Document) -> Document:
    """The first sentences of a document."""
    if len(document.sentences) <= MOST_SENTENCES:
        return document
    kept = document.sentences[:MOST_SENTENCES]
    return Document(document.name, document.language, document.text[: kept[-1].end], kept, document.sha256)


def _stem(name: str) -> str:
    return PurePosixPath(name).stem


def _with_own_names(rows: Sequence[Planned]) -> list[Planned]:
    """The rows, two originals of one name told apart by their folders."""
    owners: dict[str, set[str]] = {}
    for row in rows:
        owners.setdefault(row.name, set()).add(row.chinese)
    named = []
    for row in rows:
        name = row.name
        if name and len(owners[name]) > 1:
            folder = PurePosixPath(row.chinese).parent.as_posix()
            name = f"{folder.replace('/', '-')}-{name}" if folder != "." else PurePosixPath(row.chinese).name
        named.append(Planned(name, row.chinese, row.english, row.found_by, row.confidence))
    return sorted(named, key=lambda row: (not row.chinese, row.chinese, row.english))
