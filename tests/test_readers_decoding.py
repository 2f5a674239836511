"""What a line's probabilities spell."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.readers.decoding import decoded

CHARACTERS = ["blank", *"abc12国法，.二一八年〇○", " "]


def likely(path: str, blanks: dict[int, float] | None = None) -> np.ndarray:
    """Each step of the path at 0.9 (`-`: nothing), and a blank's probability where it is given."""
    made = np.full((len(path), len(CHARACTERS)), 0.001, np.float32)
    for step, character in enumerate(path):
        made[step, 0 if character == "-" else CHARACTERS.index(character)] = 0.9
    for step, probability in (blanks or {}).items():
        made[step, -1] = probability
    return made


@pytest.mark.parametrize(
    ("path", "blanks", "text"),
    [
        ("-aa-ab--c", {}, "aabc"),
        ("----", {}, ""),
        ("a-b", {1: 0.03}, "a b"),
        ("ab", {1: 0.03}, "a b"),
        ("a-b", {1: 0.01}, "ab"),
        ("a b", {}, "a b"),
        ("a -b", {2: 0.5}, "a b"),
        ("国-法", {1: 0.4}, "国法"),
        ("a-国", {1: 0.4}, "a国"),
        ("a-，", {1: 0.4}, "a，"),
        (".-c", {1: 0.1}, ". c"),
        ("1-2", {1: 0.4}, "12"),
        ("2-a", {1: 0.4}, "2 a"),
    ],
)
def test_the_best_path_with_blanks_between_latin_words(path: str, blanks: dict[int, float], text: str) -> None:
    assert decoded(likely(path, blanks), CHARACTERS)[0] == text


@pytest.mark.parametrize(
    ("path", "zeros", "text"),
    [
        ("二--一八年", {1: (0.03, 0.03)}, "二〇一八年"),
        ("二--一八年", {1: (0.02, 0.02)}, "二一八年"),
        ("一八-年", {2: (0.3, 0.0)}, "一八〇年"),
        ("八-国", {1: (0.3, 0.1)}, "八国"),
        ("二○一八年", {}, "二〇一八年"),
        ("二○-○-一年", {}, "二〇〇一年"),
        ("○二国", {}, "○二国"),
    ],
)
def test_a_zero_that_was_taken_for_nothing(path: str, zeros: dict[int, tuple[float, float]], text: str) -> None:
    made = likely(path)
    for step, pair in zeros.items():
        made[step, [CHARACTERS.index("〇"), CHARACTERS.index("○")]] = pair
    read, _ = decoded(made, CHARACTERS)
    assert read == text


def test_a_line_with_such_a_zero_is_doubted() -> None:
    made = likely("二--一八年")
    made[made == np.float32(0.9)] = 1.0
    assert decoded(made, CHARACTERS)[1] == 1.0
    made[1, CHARACTERS.index("〇")] = 0.3
    assert decoded(made, CHARACTERS) == ("二〇一八年", 0.9)


def test_confidence_is_the_mean_of_the_characters() -> None:
    made = likely("-a--b-")
    made[4, CHARACTERS.index("b")] = 0.5
    text, confidence = decoded(made, CHARACTERS)
    assert (text, round(confidence, 3)) == ("ab", 0.7)
    assert decoded(likely("--"), CHARACTERS) == ("", 0.0)
