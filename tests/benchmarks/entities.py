"""Names and parts of speech on sentences written for it: `entities.py`; with `--errors`, every miss and false alarm.

The sentences are `tests/cases/entities.tsv`: half like news, half like papers of a party, none of them copied. A name
counts where its characters and its kind are right. A word counts where it is cut so, and has this part of speech.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path

from duizhao.align.library.word_cache import WordCache
from duizhao.align.terms.entities import mentions
from duizhao.corpus.document import Document, Span
from duizhao.corpus.store.store import Text
from duizhao.models.entities.recognizer import open_recognizer

CASES = Path(__file__).parents[1] / "cases" / "entities.tsv"
KINDS = {"P": "person", "L": "place", "O": "organisation"}
Name = tuple[int, int, str]


def read_cases() -> list[tuple[str, set[Name], list[tuple[str, str]]]]:
    """Each sentence with its names, and words with their parts of speech."""
    cases = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        marked, tagged = line.split("\t")
        text, names = "", set[Name]()
        for plain, kind, name in re.findall(r"([^\[]+)|\[([PLO]) ([^\]]+)\]", marked):
            if kind:
                names.add((len(text), len(text) + len(name), KINDS[kind]))
            text += plain or name
        cases.append((text, names, [(word, tag) for word, _, tag in (one.partition("/") for one in tagged.split())]))
    return cases


def main() -> None:
    """Print precision and recall of each kind, and how many words are tagged so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true")
    errors = parser.parse_args().errors
    recognizer = open_recognizer()
    right, said, gold = Counter[str](), Counter[str](), Counter[str]()
    tagged = cut = words = 0
    cases = read_cases()
    for text, names, wanted in cases:
        document = Document("x", "zh", text, (Span(0, len(text)),), "")
        place = Text(1, "x", "x", "zh", "", "", 1, None, {})
        named = mentions(place, document, WordCache(recognizer, None))
        found = {(one.span.start, one.span.end, one.kind) for one in named}
        right.update(kind for *_, kind in names & found)
        said.update(kind for *_, kind in found)
        gold.update(kind for *_, kind in names)
        (own,) = recognizer.words([text])
        tags = {(text[word.start : word.end], word.tag) for word in own}
        for word, tag in wanted:
            words += 1
            tagged += (word, tag) in tags
            cut += any(one == word for one, _ in tags)
        if errors:
            for start, end, kind in sorted(names ^ found):
                print("missed" if (start, end, kind) in names else "wrong ", kind, text[start:end], text, sep="\t")  # noqa: T201
            for word, tag in wanted:
                if (word, tag) not in tags:
                    print("tag   ", f"{word}/{tag}", [one for one in sorted(tags) if one[0] == word], text, sep="\t")  # noqa: T201
    print(f"{len(cases)} sentences; {recognizer.signature}")  # noqa: T201
    for kind in (*KINDS.values(), "all"):
        counts = [sum(one.values()) if kind == "all" else one[kind] for one in (right, said, gold)]
        print(f"{kind:13} precision {counts[0] / counts[1]:.3f}  recall {counts[0] / counts[2]:.3f}  ({counts[2]})")  # noqa: T201
    print(f"words cut so {cut / words:.3f}, and tagged so {tagged / words:.3f} ({words})")  # noqa: T201


if __name__ == "__main__":
    main()
