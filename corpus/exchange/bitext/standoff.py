"""Offsets and links without a word of the texts, for texts that may not be passed on."""

from __future__ import annotations

import json
from collections.abc import Sequence

from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Document, text_digest
from duizhao.corpus.search.provenance import Provenance

FORMAT = "duizhao stand-off 1"


def write_standoff(bitexts: Sequence[Bitext], made: Provenance) -> str:
    """JSON Lines: what it is; then each translation, with where both texts' sentences stand, and its beads.

    A text is known by its name and its hashes. Nothing that a person wrote of it is told.
    """
    lines = [json.dumps({"format": FORMAT, "provenance": made.record()}, ensure_ascii=False)]
    for bitext in bitexts:
        record = {
            "source": _text(bitext.source),
            "target": _text(bitext.target),
            "beads": [
                [list(bead.source), list(bead.target), round(bead.confidence, 4), bead.moved, bead.status]
                for bead in bitext.beads
            ],
        }
        lines.append(json.dumps(record, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines)


def _text(document: Document) -> dict[str, object]:
    return {
        "name": document.name,
        "language": document.language,
        "sha256": document.sha256,
        "text_sha256": text_digest(document.text),
        "characters": len(document.text),
        "sentences": [[span.start, span.end] for span in document.sentences],
    }
