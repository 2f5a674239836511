"""Views of a text for comparing it: English wording, Chinese characters; each knows where its characters stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from duizhao.corpus.document import Language, Span
from duizhao.corpus.text.han import HAN, is_han, one_variant, simplified

ENOUGH_HAN = 0.3
"""At this share of Han among the letters a text is Chinese: its English names take several letters a word."""

STRAY_HAN = 0.05
"""An English text may quote this share of Han."""

WIDE = re.compile(f"[{HAN}⺀-⿟\u3000-〿！-｠￠-￦]")
"""A Chinese character or mark: where a line breaks beside it, there is no blank."""

_HAN = re.compile(f"[{HAN}]")
_KANA_HANGUL = re.compile(r"[ぁ-ゖァ-ヺ가-힣]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_LETTER = re.compile(f"[{HAN}]|[^\\W\\d_]")
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|that|for|it|was|on|with|as|by|at|be|are|not|or|this)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_SPACED = re.compile(r"\s+")

_QUOTES = {
    **dict.fromkeys("‘’‚‛‹›′＇", "'"),
    **dict.fromkeys("“”„‟«»″＂「」『』", '"'),
}
_DASHES = dict.fromkeys("‐‑‒–—―−⁃﹘﹣－", "-")
_PLAIN = str.maketrans({**_QUOTES, **_DASHES})
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class View:
    """A text as it is compared, and for each of its characters the span of the original it stands for."""

    text: str
    offsets: tuple[Span, ...]

    def __post_init__(self) -> None:
        if len(self.text) != len(self.offsets):
            raise ValueError(f"{len(self.text)} characters, {len(self.offsets)} offsets")

    def original(self, span: Span) -> Span:
        """Where `span` of the view stands in the original; an empty span stays empty."""
        if span.end > len(self.text):
            raise ValueError(f"{span} lies outside a view of {len(self.text)} characters")
        if len(span):
            return Span(self.offsets[span.start].start, self.offsets[span.end - 1].end)
        if span.start < len(self.offsets):
            at = self.offsets[span.start].start
        else:
            at = self.offsets[-1].end if self.offsets else 0
        return Span(at, at)


def wording(text: str) -> View:
    """English as its words are compared: “It’s the ﬁrst—” is `"it's the first-"`.

    Small letters, straight quotation marks, one kind of dash, no ligatures, full widths or soft hyphens, and one
    space for a run of white space.
    """
    return _view(text, _english_form, lambda run, _before, _after: " ")


def hanzi(text: str) -> View:
    """Chinese as its characters are compared: 「教 育，ＡＢ」 in either script gives the same view.

    Half width, simplified characters one for one, and no white space beside Han characters.
    """
    return _view(text, _chinese_form, _space_between)


def folded(text: str) -> View:
    """Either language as it is searched: 「ＷＴＯ 學習」 and "wto学习" give the same view.

    Small letters, half width, one form for all variants of a character, straight quotation marks, one kind of dash, and
    no white space beside Han characters.
    """
    return _view(text, folded_form, _space_between)


def unfolded(text: str) -> View:
    """Either language as it is written, but for the white space beside Han characters."""
    return _view(text, str, _space_between)


def han_share(text: str) -> float:
    """The share of Han among the letters of `text`; 0 where there are no letters."""
    letters = sum(1 for _ in _LETTER.finditer(text))
    return sum(1 for _ in _HAN.finditer(text)) / letters if letters else 0.0


def language_of(text: str) -> Language | None:
    """The language of `text`, judged by its letters; None where it is clearly neither, or has no letters.

    Kana and hangul speak against Chinese. Twenty words or more in Latin letters are English only if some are among
    the commonest English ones.
    """
    letters = sum(1 for _ in _LETTER.finditer(text))
    if not letters:
        return None
    share = han_share(text)
    if share >= ENOUGH_HAN:
        foreign = sum(1 for _ in _KANA_HANGUL.finditer(text))
        return "zh" if foreign < 0.1 * letters else None
    latin = sum(1 for _ in _LATIN.finditer(text))
    if share > STRAY_HAN or latin < 0.9 * letters:
        return None
    words = sum(1 for _ in _WORD.finditer(text))
    common = sum(1 for _ in _ENGLISH.finditer(text))
    return "en" if words < 20 or common >= 0.08 * words else None


def _view(text: str, form: Callable[[str], str], space: Callable[[str, str, str], str]) -> View:
    """Each cluster in its `form`; a run of white space as `space(run, character before, character after)` has it."""
    characters: list[str] = []
    offsets: list[Span] = []
    held: Span | None = None
    for span in _clusters(text):
        cluster = span.of(text)
        if cluster.isspace():
            held = Span(held.start if held else span.start, span.end)
            continue
        for character in form(cluster):
            if character == " " and (held or (characters and characters[-1] == " ")):
                continue
            if held:
                blank = space(held.of(text), characters[-1] if characters else "", character)
                if blank:
                    characters.append(blank)
                    offsets.append(held)
                held = None
            characters.append(character)
            offsets.append(span)
    if held:
        blank = space(held.of(text), characters[-1] if characters else "", "")
        if blank:
            characters.append(blank)
            offsets.append(held)
    return View("".join(characters), tuple(offsets))


def _clusters(text: str) -> Iterator[Span]:
    """White-space runs, and single characters with the combining marks that follow them."""
    at = 0
    while at < len(text):
        end = at + 1
        if text[at].isspace():
            run = _SPACED.match(text, at)
            end = run.end() if run else end
        else:
            while end < len(text) and text[end] > "\u02ff" and unicodedata.combining(text[end]):
                end += 1
        yield Span(at, end)
        at = end


@lru_cache(maxsize=65536)
def _english_form(cluster: str) -> str:
    if cluster in _INVISIBLE:
        return ""
    plain = unicodedata.normalize("NFKC", cluster.translate(_PLAIN)).casefold()
    return unicodedata.normalize("NFKC", plain).translate(_PLAIN)


@lru_cache(maxsize=65536)
def _chinese_form(cluster: str) -> str:
    if cluster in _INVISIBLE:
        return ""
    width = unicodedata.normalize("NFKC", cluster)
    return "".join(map(simplified, width))


@lru_cache(maxsize=65536)
def folded_form(cluster: str) -> str:
    """What `folded` makes of one character, with the combining marks that follow it."""
    return "".join(map(one_variant, _chinese_form(_english_form(cluster))))


def _space_between(_run: str, before: str, after: str) -> str:
    """One space, but none beside a Han character or Chinese punctuation, where typists differ."""
    return "" if _chinese(before) or _chinese(after) else " "


def _chinese(character: str) -> bool:
    return bool(character) and (is_han(character) or "\u3000" <= character <= "\u303f")
