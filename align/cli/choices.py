"""The values that options and arguments take, for completion: words of the program, or names of the corpus given.

The words stand here once more because the modules that own them load what a Tab must not wait for; a test holds each
against its owner.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto


class Kept(Enum):
    """What stands in the corpus on the line, or on this machine."""

    TEXTS = auto()
    """Names of originals and translations."""
    ORIGINALS = auto()
    KEYS = auto()
    """Of the metadata."""
    KEYS_TO_FILL = auto()
    """The same, with the sign that a value follows."""
    MODELS = auto()
    """That ships, and those that were fetched."""


Choices = Sequence[str | Kept]

TABLES = ("table", "tsv", "csv", "jsonl", "xlsx", "html")
PAIRS = ("beads", "tsv", "jsonl", "md", "html", "svg", "epub", "csv", "xlsx", "tmx", "xliff", "xliff2")
LANGUAGES = ("zh", "en")
DECIDED = ("link", "bead", "finding", "reading", "code")

OF_ALL: dict[str, Choices] = {
    "--changes": ("accepted", "original"),
    "--document": (Kept.TEXTS,),
    "--format": TABLES,
    "--in": LANGUAGES,
    "--model": (Kept.MODELS,),
    "--where": (Kept.KEYS_TO_FILL,),
}
"""Of options that mean the same wherever they stand."""

OF_COMMAND: dict[str, Choices] = {
    "add --name": (Kept.ORIGINALS,),
    "add --order": ("name", "time"),
    "add --set": (Kept.KEYS_TO_FILL,),
    "align --format": PAIRS,
    "align --within": ("paragraphs", "sections"),
    "batch --device": ("auto", "cpu", "cuda"),
    "check --direction": ("zh-en", "en-zh"),
    "check --fail-on": ("minor", "major", "critical"),
    "check --format": ("table", "jsonl", "html", "xlsx", "xliff", "docx"),
    "check --name": (Kept.ORIGINALS,),
    "check --style": ("chicago", "gbt15834", "un"),
    "check --without": (
        "omission",
        "addition",
        "number",
        "date",
        "name",
        "negation",
        "term",
        "consistency",
        "untranslated",
        "meaning",
    ),
    "codes agree --format": ("table", "jsonl", "csv"),
    "codes agree --level": ("nominal", "ordinal", "interval"),
    "compare --sort": ("document", "difference"),
    "compare name": (Kept.ORIGINALS,),
    "completion shell": ("bash", "zsh", "fish", "powershell"),
    "decisions export --kind": DECIDED,
    "decisions list --kind": DECIDED,
    "decisions record --kind": DECIDED,
    "decisions record --target": (Kept.TEXTS,),
    "decisions record --verdict": ("confirmed", "rejected", "dismissed", "withdrawn"),
    "entities --kind": ("person", "place", "organisation"),
    "export --format": (*PAIRS, "vertical", "lines", "tei", "elan", "standoff", "corpus"),
    "export --name": (Kept.ORIGINALS,),
    "find --count": ("document", "text", Kept.KEYS),
    "find --format": (*TABLES, "conllu"),
    "find --sort": ("document", "left", "right", "match", "rendering", "confidence", "date", "gdex", "1R,2R,3R"),
    "find --with": (),
    "find --without": (),
    "frequency list --by": ("word", "lemma", "pos"),
    "frequency ngrams --by": ("word", "lemma", "pos"),
    "frequency trend --by": ("year", "document", "text", Kept.KEYS),
    "link --format": ("table", "json", "jsonld", "citations", "md", "csv", "xlsx", "html", "svg", "docx"),
    "link --name": (Kept.TEXTS,),
    "memory --format": ("table", "jsonl", "csv", "tmx", "xliff", "xliff2"),
    "read --format": ("tsv", "jsonl", "table", "conllu"),
    "read --side": LANGUAGES,
    "read file": (Kept.TEXTS,),
    "remove name": (Kept.TEXTS,),
    "rename name": (Kept.TEXTS,),
    "set name": (Kept.TEXTS,),
    "set values": (Kept.KEYS_TO_FILL,),
    "terms show --over": ("year", "translator", "document", "translation", Kept.KEYS),
    "versions --format": ("table", "json", "jsonl", "html"),
}  # fmt: skip
"""Of an option or an argument of one command."""


def choices_of(command: str, parameter: str) -> Choices:
    """What an option (`--format`) or an argument (`name`) of a command takes; nothing: it may be anything, or a file.

    >>> choices_of("remove", "name")
    (<Kept.TEXTS: 1>,)
    >>> choices_of("timeline", "--in")
    ('zh', 'en')
    """
    return OF_COMMAND.get(f"{command} {parameter}", OF_ALL.get(parameter, ()))
