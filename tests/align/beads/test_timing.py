"""Subtitles that are shown together belong together, however their lines are cut, and whatever their words say."""

from __future__ import annotations

import pytest
from encoders import PAIRS, lexicon

from duizhao.align.beads.documents import align_documents
from duizhao.corpus.document import Document, Language, Mark, Span

ZH, EN = zip(*PAIRS, strict=True)
Cue = tuple[float, float, str]


def document(language: Language, cues: list[Cue]) -> Document:
    """A cue a sentence."""
    text = "".join(f"{words}\n" for _, _, words in cues)
    spans, at = [], 0
    for _, _, words in cues:
        spans.append(Span(at, at + len(words) + 1))
        at += len(words) + 1
    marks = tuple(
        Mark("cue", Span(span.start, span.end - 1), f"{start} {end}")
        for span, (start, end, _) in zip(spans, cues, strict=True)
    )
    return Document(language, language, text, tuple(spans), "", marks)


def beads(source: list[Cue], target: list[Cue]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    found = align_documents(document("zh", source), document("en", target), lexicon())
    return [(bead.source, bead.target) for bead in found.beads]


def even(words: tuple[str, ...], lag: float = 0.0) -> list[Cue]:
    return [(3.0 * at + lag, 3.0 * at + 2 + lag, each) for at, each in enumerate(words)]


ONE_TO_ONE = [((at,), (at,)) for at in range(len(ZH))]


@pytest.mark.parametrize("lag", [0.0, 0.2, 40.0])
def test_lines_that_are_shown_together(lag: float) -> None:
    assert beads(even(ZH), even(EN, lag)) == ONE_TO_ONE


def test_a_film_on_television_runs_faster() -> None:
    target = [(start / 25 * 23.976 + 5, end / 25 * 23.976 + 5, words) for start, end, words in even(EN)]
    source = even(ZH)
    source[4:5] = [(12.0, 12.9, ZH[4][:4]), (13.0, 14.0, ZH[4][4:])]
    assert ((4, 5), (4,)) in beads(source, target)


def test_lines_that_say_nothing_of_each_other() -> None:
    """All that is known of them are their times; by their words the first two are nobody's."""
    target = even(("Well, well.", "Dear me.", *EN[2:]))
    assert beads(even(("噫！", "哎呀。", *ZH[2:])), target) == ONE_TO_ONE


def test_a_line_that_is_cut_in_two() -> None:
    source = even(ZH)
    source[4:5] = [(12.0, 12.9, ZH[4][:4]), (13.0, 14.0, ZH[4][4:])]
    found = beads(source, even(EN))
    assert ((4, 5), (4,)) in found
    assert len(found) == len(ZH)


def test_a_line_that_nothing_is_shown_with_stays_alone() -> None:
    source = even(ZH)
    source.insert(5, (14.2, 14.8, "噫！"))
    assert ((5,), ()) in beads(source, even(EN))


def test_times_of_another_film_count_for_nothing() -> None:
    """The times of one side run three times as fast: what the words say is all there is."""
    fast = [(start / 3 + at % 4, end / 3 + at % 4, words) for at, (start, end, words) in enumerate(even(EN))]
    assert beads(even(ZH), fast) == ONE_TO_ONE


def test_without_times_on_one_side() -> None:
    target = document("en", even(EN))
    bare = Document("en", "en", target.text, target.sentences, "")
    found = align_documents(document("zh", even(ZH)), bare, lexicon())
    assert [(bead.source, bead.target) for bead in found.beads] == ONE_TO_ONE
