"""What a line's probabilities spell."""

from __future__ import annotations

import numpy as np
import pytest

from duizhao.corpus.readers.ocr.ctc_decoding import Alphabet, Spelled, spelled
from duizhao.corpus.readers.ocr.recognizer import in_pieces
from duizhao.corpus.scans.coverage import LOW

CHARACTERS = ["blank", *"abc12国法，.二一八年〇○百。、", " "]
ALPHABET = Alphabet.of(CHARACTERS)


def likely(path: str, blanks: dict[int, float] | None = None) -> np.ndarray:
    """Each step of the path at 0.9 (`-`: nothing), and a blank's probability where it is given."""
    made = np.full((len(path), len(CHARACTERS)), 0.0005, np.float32)
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
    assert spelled(likely(path, blanks), ALPHABET).text == text


@pytest.mark.parametrize(
    ("path", "zeros", "text"),
    [
        ("二--一八年", {1: (0.03, 0.03)}, "二〇一八年"),
        ("二--一八年", {1: (0.02, 0.02)}, "二一八年"),
        ("一八-年", {2: (0.3, 0.0)}, "一八〇年"),
        ("一百-八国", {2: (0.1, 0.1)}, "一百〇八国"),
        ("国-八国", {1: (0.3, 0.1)}, "国八国"),
        ("八-。", {1: (0.3, 0.1)}, "八。"),
        ("二○一八年", {}, "二〇一八年"),
        ("二○-○-一年", {}, "二〇〇一年"),
        ("二○〇一年", {}, "二〇一年"),
        ("-○二国", {}, "〇二国"),
        ("-○国二", {}, "○国二"),
        ("--一年", {0: (0.03, 0.03)}, "〇一年"),
        ("--国年", {0: (0.03, 0.03)}, "国年"),
        ("二--", {2: (0.03, 0.03)}, "二〇"),
        ("二○--一年", {3: (0.03, 0.03)}, "二〇〇一年"),
        ("二○--一年", {2: (0.3, 0.1)}, "二〇一年"),
        ("二-----一年", {1: (0.03, 0.03), 3: (0.1, 0.2), 4: (0.2, 0.3)}, "二〇〇一年"),
        ("国-八年", {1: (0.48, 0.47)}, "国〇八年"),
    ],
)
def test_a_zero_that_was_taken_for_nothing(path: str, zeros: dict[int, tuple[float, float]], text: str) -> None:
    made = likely(path)
    for step, pair in zeros.items():
        made[step, [CHARACTERS.index("〇"), CHARACTERS.index("○")]] = pair
    assert spelled(made, ALPHABET).text == text


@pytest.mark.parametrize(
    ("path", "marks", "text"),
    [
        ("国-法---国-法", {5: "、"}, "国法、国法"),
        ("国-法---国-法", {}, "国法国法"),
        ("国-法-国-法", {3: "、"}, "国法国法"),
        ("国-法---a-法", {5: "、"}, "国法a法"),
    ],
)
def test_a_mark_that_was_taken_for_nothing_where_there_is_room_for_it(
    path: str, marks: dict[int, str], text: str
) -> None:
    made = likely(path)
    for step, mark in marks.items():
        made[step, CHARACTERS.index(mark)] = 0.01
    assert spelled(made, ALPHABET, down=True).text == text
    assert spelled(made, ALPHABET).text == text.replace("、", "")


def test_confidence_is_the_mean_of_the_characters() -> None:
    made = likely("-a--b-")
    made[4, CHARACTERS.index("b")] = 0.5
    read = spelled(made, ALPHABET)
    assert (read.text, round(read.confidence, 3)) == ("ab", 0.7)
    assert spelled(likely("--"), ALPHABET) == Spelled("", 0.0)


def test_a_line_with_such_a_zero_is_read_with_low_confidence() -> None:
    made = likely("二--一八年")
    assert not spelled(made, ALPHABET).doubted
    made[1, CHARACTERS.index("〇")] = 0.3
    doubted = spelled(made, ALPHABET)
    assert doubted.doubted
    sure = Spelled("国" * 200, 1.0)
    assert in_pieces([sure, sure])[1] == 1.0
    assert in_pieces([sure, doubted])[1] < LOW
