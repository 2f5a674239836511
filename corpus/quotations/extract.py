"""The quoted passages of an article: what stands in quotation marks or is set in, what belongs together, who speaks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duizhao.corpus.document import Span
from duizhao.corpus.quotations.attribution import NOBODY, Attribution, attribution, masked
from duizhao.corpus.quotations.blocks import block_quotations
from duizhao.corpus.quotations.classify import Kind, kind_of
from duizhao.corpus.quotations.cues import SAYING
from duizhao.corpus.quotations.marks import SINGLE, Mark, Marked, match_marks
from duizhao.corpus.text.paragraphs import paragraphs

LONGEST_ATTRIBUTION = 120
"""More characters than this between two passages do not merely say who speaks."""

LONGEST_UNOPENED = 300
"""A closing mark further into its paragraph than this does not close a passage that began the paragraph."""

BLOCK = ">"
"""Stands for the opening mark of a quotation that has none, being set in."""

TITLES = "《〈"
"""Marks that hold titles, which nobody speaks."""

LONGEST_PASSAGE = 12
"""A mark left open over more paragraphs than this was never closed."""

_SUBJECT = re.compile(r"\s*[,，—–-]*\s*(?:he|she|they|it|we|I|one)\s+\w", re.IGNORECASE)
_CONJUNCTION = re.compile(
    r"\s*[,，—–-]*\s*(?:and|but|while|whereas|or|nor|yet|so|then|which|who|when|after|before|because|although|though)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Gov|Sen|Rep|Lt|Col|Capt|Sgt|St|Jr|Sr|Messrs|[A-Z])\.")
_SENTENCE_END = re.compile(r"[.!?;:。！？；：]")
_PAUSE_BEFORE = re.compile(r"\s*[,，—–]|\s+-")
_PAUSE_AFTER = re.compile(r"(?:[,，—–]|-)\s*\Z")
_ENDED = re.compile(r"[.!?。！？…][\"'”’)\]」』]*\s*\Z")
_DOTTED = re.compile(r"(?:\b[A-Za-z]\.)+[A-Za-z]\.\Z")
_CLIPPED = re.compile(r"(?:in|[\W_]o)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words quoted in an article: one span, or several where an attribution or a new paragraph splits them.

    `text` is exactly the article's characters of each span, the pieces joined by a space. `kind`: what the marks are
    there for, by the rule of `corpus.quotations.classify`. `speaker` and `cue`: who says it (“Mr. Xi”) and the verb
    (“urged”), as the article has them, empty where they do not stand near.
    """

    spans: tuple[Span, ...]
    text: str
    kind: Kind = "quotation"
    speaker: str = ""
    cue: str = ""

    def __post_init__(self) -> None:
        if not self.spans:
            raise ValueError("a quotation without words")

    @property
    def start(self) -> int:
        """Where its first word begins."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """Where its last word ends."""
        return self.spans[-1].end


@dataclass(frozen=True, slots=True)
class _Passage:
    """What stands between two marks, as marked; `pieces` one for each paragraph."""

    kind: str
    pieces: tuple[Span, ...]


def find_quotations(
    article: str, blocks: Sequence[Sequence[Span]] = (), *, wrapped: bool | None = None
) -> tuple[Quotation, ...]:
    """Every passage in quotation marks, and every block quotation, in order; a quotation inside another is part of it.

    Two passages are one quotation if the first is no ended sentence and only a short attribution with its commas
    stands between them (“A,” he said, “b c.”), or if the second opens the next paragraph while the first was left
    open. A comma, full stop or semicolon that stands just inside a closing mark is the article's, and left out.
    `blocks`: paragraphs that the article's file itself sets off as quotations, beside those that are set in. `wrapped`:
    whether its lines are wrapped by hand; None: that is judged by the lines.
    """
    around = paragraphs(article, wrapped=wrapped)
    held = list(_in_marks(article, around))
    taken = [span for spans, _ in held for span in spans]
    for block in (*blocks, *block_quotations(article)):
        spans = tuple(span for span in (_words(article, piece) for piece in block) if len(span))
        if spans and not any(span.overlaps(other) for span in spans for other in taken):
            held.append((spans, BLOCK))
            taken += spans
    held.sort()
    plain = masked(article, sorted(span for spans, mark in held if mark not in TITLES for span in spans))
    starts = [paragraph.start for paragraph in around]
    quotations: list[Quotation] = []
    for spans, mark in held:
        first, last = (bisect_right(starts, at) - 1 for at in (spans[0].start, spans[-1].start))
        here = Span(around[first].start, max(spans[-1].end, around[last].end))
        if mark == BLOCK:
            here = Span(around[max(0, first - 1)].start, spans[0].start)
        text = " ".join(span.of(article) for span in spans)
        kind: Kind
        if mark in TITLES:
            attributed, kind = NOBODY, "title"
        else:
            attributed = attribution(plain, spans, here, block=mark == BLOCK)
            kind = "quotation" if mark == BLOCK else kind_of(plain, spans, here, text, attributed)
        if not attributed.speaker and quotations and _goes_on(article, quotations[-1], spans):
            attributed, kind = Attribution(quotations[-1].speaker, "", named=True), "quotation"
        quotations.append(Quotation(spans, text, kind, attributed.speaker, attributed.cue))
    return tuple(quotations)


def _in_marks(article: str, around: Sequence[Span]) -> Iterator[tuple[tuple[Span, ...], str]]:
    """What stands in marks, what belongs together joined; with the mark that opens it."""
    for passages in _joined(article, tuple(_passages(article, around))):
        pieces = [piece for passage in passages for piece in passage.pieces]
        spans = tuple(span for span in (_words(article, piece) for piece in pieces) if len(span))
        if spans:
            yield spans, passages[0].kind


def _goes_on(article: str, last: Quotation, spans: tuple[Span, ...]) -> bool:
    """Whether a passage goes on with a speech: a whole sentence, right after the one that says who speaks.

    “We came,” she said. “We saw.”
    """
    between = article[last.end : spans[0].start - 1]
    if len(between) > LONGEST_ATTRIBUTION or "\n" in between or not last.speaker:
        return False
    inside = article[spans[-1].start : spans[-1].end + 2]
    return _ENDED.search(between.rstrip()) is not None and re.search(r"[.!?。！？]", inside[-3:]) is not None


def _passages(article: str, around: Sequence[Span]) -> Iterator[_Passage]:
    """The outermost passages, those left open carried into the paragraphs that continue them."""
    marked = [(paragraph, match_marks(article, paragraph)) for paragraph in around]
    index = 0
    skip: Mark | None = None
    while index < len(marked):
        paragraph, marks = marked[index]
        if marks.unopened and marks.unopened is not skip:
            yield from _headless(article, paragraph, marks.unopened)
        passages = [_Passage(kind, (span,)) for kind, span in marks.passages]
        if skip and passages and passages[0].pieces[0].start == skip.at + 1:
            passages = passages[1:]
        yield from passages
        last, skip = index, None
        if marks.unclosed:
            pieces, last, skip = _left_open(marked, index, marks.unclosed)
            yield _Passage(marks.unclosed.kind, pieces)
        index = max(index + 1, last)


def _left_open(marked: list[tuple[Span, Marked]], index: int, mark: Mark) -> tuple[tuple[Span, ...], int, Mark | None]:
    """The pieces of a passage whose mark stays open, the paragraph to go on with, and the mark used up in it.

    Each paragraph that continues it opens again, or holds no mark until one closes it. If none does either, the
    passage ends with the paragraph it began in.
    """
    alone = (Span(mark.at + 1, marked[index][0].end),)
    pieces = list(alone)
    for at in range(index + 1, min(len(marked), index + 1 + LONGEST_PASSAGE)):
        paragraph, marks = marked[at]
        first = marks.first
        if first is None:
            pieces.append(paragraph)
            continue
        if first.kind == mark.kind and first.at == paragraph.start and first.direction != "close":
            if marks.unclosed is first:
                pieces.append(Span(first.at + 1, paragraph.end))
                continue
            if marks.passages and marks.passages[0][1].start == first.at + 1:
                pieces.append(marks.passages[0][1])
                return tuple(pieces), at, first
        if marks.unopened and marks.unopened.kind == mark.kind:
            pieces.append(Span(paragraph.start, marks.unopened.at))
            return tuple(pieces), at, marks.unopened
        break
    return alone, index + 1, None


def _headless(article: str, paragraph: Span, mark: Mark) -> Iterator[_Passage]:
    """A passage whose opening mark is lost, as with headlines and large initials: it began the paragraph.

    It counts only beside punctuation or at an end, and not as an apostrophe (the officials’ duty, goin’ home).
    """
    words = Span(paragraph.start, mark.at)
    if len(words) > LONGEST_UNOPENED or not words.of(article).strip():
        return
    before, after = article[mark.at - 1], article[mark.at + 1 : mark.at + 2]
    if before.isdigit() or not (before in ".,!?…。！？，" or after in ":,.;!?—–)，。：；！？"):
        return
    if mark.kind in SINGLE and (before in "sS" or _CLIPPED.search(article[max(0, mark.at - 2) : mark.at])):
        return
    yield _Passage(mark.kind, (words,))


def _joined(article: str, passages: tuple[_Passage, ...]) -> Iterator[list[_Passage]]:
    together: list[_Passage] = []
    for passage in passages:
        if together and not _continues(article, together[-1], passage):
            yield together
            together = []
        together.append(passage)
    if together:
        yield together


def _continues(article: str, first: _Passage, second: _Passage) -> bool:
    """Whether only an attribution stands between: a pause, who says it, a pause, and no sentence's end."""
    start, end = first.pieces[-1].end + 1, second.pieces[0].start - 1
    if first.kind != second.kind or not 0 < end - start <= LONGEST_ATTRIBUTION:
        return False
    between = article[start:end]
    inside = first.pieces[-1].of(article)[-8:].rstrip()
    if _ENDED.search(inside) or "\n\n" in between or "\r\n\r\n" in between:
        return False
    pauses = inside.endswith((",", "，", "—", "–", "-")) or _PAUSE_BEFORE.match(between)
    if not pauses or not _PAUSE_AFTER.search(between) or _CONJUNCTION.match(between):
        return False
    if _SENTENCE_END.search(_TITLE.sub("", between)):
        return False
    return bool(SAYING.search(between) or _SUBJECT.match(between))


def _words(article: str, piece: Span) -> Span:
    """Without white space at the ends, and without the article's own comma, full stop or semicolon at the end.

    The dots of an ellipsis and of an abbreviation such as U.S. stay.
    """
    words = piece.trimmed(article)
    text = words.of(article)
    if text.endswith((",", ";", "，", "；", "。", "、")) or (
        text.endswith(".") and not text.endswith(("..", ". .")) and not _DOTTED.search(text[-12:])
    ):
        words = Span(words.start, words.end - 1).trimmed(article)
    return words
