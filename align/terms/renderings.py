"""How a term is rendered: its occurrences in groups, counted, with what is not known counted apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from duizhao.align.terms.occurrences import STATUSES, Occurrence, Occurrences, Status
from duizhao.corpus.quantities.days import year_of
from duizhao.corpus.terms.association import deviation_of_proportions, wilson
from duizhao.corpus.terms.variants import as_written, group_key, label

DECIDED: tuple[Status, ...] = ("rendered", "not rendered")
"""What shares are shares of: the occurrences of which it is known what became of them."""
OVER = ("year", "document", "translation")
"""What shares can be shown over in any corpus; keys of its metadata come to it."""
FEWEST_DECIDED = 5
"""Decided occurrences below which the shares of a year, a translator, a document are not drawn."""


@dataclass(frozen=True, slots=True)
class Regroup:
    """What people did to groups: the group of all forms of a key (`merged`), and that of one form as written (`split`).

    Of a form that was split off, the second counts.
    """

    merged: Mapping[str, str] = field(default_factory=dict)
    split: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """A way in which the term is rendered, or `status` another than rendered: then `rendering` says which.

    `share`: of the occurrences whose rendering is known, with its interval (Wilson, 95%); None where the group says
    that it is not known. `forms`: what stands in the texts, with counts. `dispersion`: Gries's DP over the texts in
    which the term occurs, by their numbers of its occurrences: near 0, the group has the same share everywhere.
    """

    rendering: str
    status: Status
    rows: tuple[Occurrence, ...]
    share: float | None
    low: float | None
    high: float | None
    forms: Mapping[str, int]
    dispersion: float | None

    @property
    def count(self) -> int:
        """How often."""
        return len(self.rows)

    @property
    def documents(self) -> list[str]:
        """The originals, each once, in the order of the corpus."""
        return list(dict.fromkeys(row.hit.text.entry for row in self.rows))

    @property
    def translations(self) -> list[str]:
        """The translations, each once."""
        return list(dict.fromkeys(translation_of(row) for row in self.rows))

    @property
    def confidence(self) -> float:
        """On average."""
        return sum(row.confidence for row in self.rows) / len(self.rows)

    def metadata(self, key: str) -> list[str]:
        """What the metadata say under a key, each once."""
        return sorted({row.metadata[key] for row in self.rows if row.metadata.get(key)})


def translation_of(row: Occurrence) -> str:
    """The name of the translation that an occurrence is about, on whichever side the term stands."""
    return row.beside.name if row.beside.translation is not None else row.hit.text.name


def group(occurrences: Occurrences, *, written: bool = False, regroup: Regroup | None = None) -> list[Group]:
    """The renderings, commonest first, then what is not rendered, and what is not known."""
    names = grouped(occurrences, written=written, regroup=regroup)
    members: dict[tuple[Status, str], list[Occurrence]] = {}
    for row, name in zip(occurrences.rows, names, strict=True):
        members.setdefault((row.status, name), []).append(row)
    decided = sum(row.status in DECIDED for row in occurrences.rows)
    parts = Counter(translation_of(row) for row in occurrences.rows if row.status in DECIDED)
    groups = [_group(name, status, rows, decided, parts) for (status, name), rows in members.items()]
    return sorted(groups, key=lambda group: (STATUSES.index(group.status), -group.count, group.rendering.casefold()))


def grouped(occurrences: Occurrences, *, written: bool = False, regroup: Regroup | None = None) -> list[str]:
    """For each occurrence the name of its group; of one that is not rendered, its status."""
    other = occurrences.query.other
    regroup = regroup or Regroup()
    forms = [as_written(row.rendering) if row.status == "rendered" else "" for row in occurrences.rows]
    keys = [form if written or not form else group_key(form, other) for form in forms]
    whole: dict[str, list[str]] = {}
    for form, key in zip(forms, keys, strict=True):
        if form and form not in regroup.split:
            whole.setdefault(key, []).append(form)
    labels = {key: regroup.merged.get(key) or label(its) for key, its in whole.items()}
    return [
        regroup.split.get(form) or labels[key] if form else row.status
        for row, form, key in zip(occurrences.rows, forms, keys, strict=True)
    ]


def _group(name: str, status: Status, rows: list[Occurrence], decided: int, parts: Mapping[str, int]) -> Group:
    known = status in DECIDED
    low, high = wilson(len(rows), decided) if known else (None, None)
    own = Counter(translation_of(row) for row in rows)
    spread = deviation_of_proportions([own[part] for part in parts], list(parts.values())) if len(parts) > 1 else None
    return Group(
        name,
        status,
        tuple(rows),
        len(rows) / decided if known and decided else None,
        low,
        high,
        dict(Counter(row.rendering for row in rows if row.rendering).most_common()),
        spread if known else None,
    )


@dataclass(frozen=True, slots=True)
class Slice:
    """A group's share in one year, of one translator, in one document; None where too little is known to say."""

    value: str
    rendering: str
    count: int
    decided: int
    share: float | None
    low: float | None
    high: float | None


def over(groups: Sequence[Group], key: str, *, fewest: int = FEWEST_DECIDED) -> list[Slice]:
    """Each group's share for every value of a key, one of `OVER` or of the metadata."""
    value = _value_of(key)
    decided = Counter(value(row) for group in groups if group.status in DECIDED for row in group.rows)
    slices = []
    for part in sorted(decided):
        for group in groups:
            if group.status not in DECIDED:
                continue
            count = sum(value(row) == part for row in group.rows)
            enough = decided[part] >= fewest
            low, high = wilson(count, decided[part]) if enough else (None, None)
            share = count / decided[part] if enough else None
            slices.append(Slice(part, group.rendering, count, decided[part], share, low, high))
    return slices


def _value_of(key: str) -> Callable[[Occurrence], str]:
    def value(row: Occurrence) -> str:
        if key in ("document", "translation"):
            return row.hit.text.entry if key == "document" else translation_of(row)
        if key == "year":
            return year_of(row.metadata) or "no year"
        return row.metadata.get(key) or f"no {key}"

    return value
