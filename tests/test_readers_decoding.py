"""What a line's probabilities spell."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.readers.decoding import decoded

CHARACTERS = ["blank", *"abc12国法，.", " "]


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


def test_confidence_is_the_mean_of_the_characters() -> None:
    made = likely("-a--b-")
    made[4, CHARACTERS.index("b")] = 0.5
    text, confidence = decoded(made, CHARACTERS)
    assert (text, round(confidence, 3)) == ("ab", 0.7)
    assert decoded(likely("--"), CHARACTERS) == ("", 0.0)
