"""The quoted passages of an article: what stands inside quotation marks, and what belongs together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Span
from corpus.paragraphs import paragraphs
from corpus.quotation_marks import SINGLE, Mark, Marked, match_marks

LONGEST_ATTRIBUTION = 120
"""More characters than this between two passages do not merely say who speaks."""

LONGEST_UNOPENED = 300
"""A closing mark further into its paragraph than this does not close a passage that began the paragraph."""

LONGEST_PASSAGE = 12
"""A mark left open over more paragraphs than this was never closed."""

_SPEECH = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|w(?:rote|rites?|riting|ritten)|continu\w+|add(?:s|ed|ing)?|t(?:old|ells?|elling)|"
    r"stat(?:es?|ed|ing)|ask(?:s|ed|ing)?|expla\w+|not(?:es?|ed|ing)|argu(?:es?|ed|ing)|warn(?:s|ed|ing)?|reads?|"
    r"repl(?:y|ied|ies)|declar\w+|insist\w*|go(?:es)? on|went on|going on|according|report(?:s|ed)?|urg(?:es?|ed|ing)|"
    r"call(?:s|ed)?|recall\w*|announc\w+|put it|puts it|conced\w+|claim(?:s|ed)?|observ\w+|remark\w*|"
    r"respond(?:s|ed)?|answer(?:s|ed)?|conclud\w+|admit\w*|suggest\w*|stress\w*|emphasi\w+|instruct\w*|order(?:s|ed)|"
    r"vow(?:s|ed)?|promis\w+|predict\w*|acknowledg\w+|assert\w*|caution\w*|complain\w*|lament\w*|proclaim\w*|quot\w+|"
    r"shout(?:s|ed)?|whisper\w*|exclaim\w*|thought|thinks|testif\w+|"
    r"shouted|mention\w*|point(?:s|ed) out|advis\w+|confess\w*|demand\w*|maintain\w*|reveal\w*)\b",
    re.IGNORECASE,
)
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

    `text` is exactly the article's characters of each span, the pieces joined by a space.
    """

    spans: tuple[Span, ...]
    text: str

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


def find_quotations(article: str) -> tuple[Quotation, ...]:
    """Every passage in quotation marks, in order; a quotation inside another is part of it.

    Two passages are one quotation if the first is no ended sentence and only a short attribution with its commas
    stands between them (“A,” he said, “b c.”), or if the second opens the next paragraph while the first was left
    open. A comma, full stop or semicolon that stands just inside a closing mark is the article's, and left out.
    """
    quotations: list[Quotation] = []
    for passages in _joined(article, tuple(_passages(article))):
        pieces = [piece for passage in passages for piece in passage.pieces]
        spans = tuple(span for span in (_words(article, piece) for piece in pieces) if len(span))
        if spans:
            quotations.append(Quotation(spans, " ".join(span.of(article) for span in spans)))
    return tuple(quotations)


def _passages(article: str) -> Iterator[_Passage]:
    """The outermost passages, those left open carried into the paragraphs that continue them."""
    marked = [(paragraph, match_marks(article, paragraph)) for paragraph in paragraphs(article)]
    index = 0
    skip: Mark | None = None
    while index < len(marked):
        paragraph, found = marked[index]
        if found.unopened and found.unopened is not skip:
            yield from _headless(article, paragraph, found.unopened)
        passages = [_Passage(kind, (span,)) for kind, span in found.passages]
        if skip and passages and passages[0].pieces[0].start == skip.at + 1:
            passages = passages[1:]
        yield from passages
        last, skip = index, None
        if found.unclosed:
            pieces, last, skip = _left_open(marked, index, found.unclosed)
            yield _Passage(found.unclosed.kind, pieces)
        index = max(index + 1, last)


def _left_open(marked: list[tuple[Span, Marked]], index: int, mark: Mark) -> tuple[tuple[Span, ...], int, Mark | None]:
    """The pieces of a passage whose mark stays open, the paragraph to go on with, and the mark used up in it.

    Each paragraph that continues it opens again, or holds no mark until one closes it. If none does either, the
    passage ends with the paragraph it began in.
    """
    alone = (Span(mark.at + 1, marked[index][0].end),)
    pieces = list(alone)
    for at in range(index + 1, min(len(marked), index + 1 + LONGEST_PASSAGE)):
        paragraph, found = marked[at]
        first = found.first
        if first is None:
            pieces.append(paragraph)
            continue
        if first.kind == mark.kind and first.at == paragraph.start and first.direction != "close":
            if found.unclosed is first:
                pieces.append(Span(first.at + 1, paragraph.end))
                continue
            if found.passages and found.passages[0][1].start == first.at + 1:
                pieces.append(found.passages[0][1])
                return tuple(pieces), at, first
        if found.unopened and found.unopened.kind == mark.kind:
            pieces.append(Span(paragraph.start, found.unopened.at))
            return tuple(pieces), at, found.unopened
        break
    return alone, index + 1, None


def _headless(article: str, paragraph: Span, mark: Mark) -> Iterator[_Passage]:
    """A passage whose opening mark is lost, as with headlines and large initials: it began the paragraph.

    A single mark counts only beside punctuation, and not as an apostrophe (the officials’ duty, goin’ home).
    """
    words = Span(paragraph.start, mark.at)
    if len(words) > LONGEST_UNOPENED or not words.of(article).strip():
        return
    before, after = article[mark.at - 1], article[mark.at + 1 : mark.at + 2]
    if before.isdigit():
        return
    if mark.kind in SINGLE:
        clipped = _CLIPPED.search(article[max(0, mark.at - 2) : mark.at])
        beside = before in ".,!?" or not after.strip() or after in ":,.;!?—–)"
        if before in "sS" or clipped or not beside:
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
    return bool(_SPEECH.search(between) or _SUBJECT.match(between))


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
