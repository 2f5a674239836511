"""No check of a pair takes more than twice the time for twice the text."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from growth import ADVERSARIES, LINEAR, growth

from duizhao.align.checks.linked_pair import Pair
from duizhao.align.checks.name_features import names
from duizhao.align.checks.negation import check_negation
from duizhao.align.checks.negation_cues import chinese_cues, english_cues
from duizhao.align.checks.numbers import check_numbers
from duizhao.align.checks.old_spellings import absent_names, old_spellings
from duizhao.align.checks.persons import missing_persons, slipped_persons
from duizhao.align.checks.typography import check_untranslated
from duizhao.align.vectors.word_links import AlignmentMatrix

NOTHING = np.zeros((0, 2), np.int32)


def pair(source: str, target: str) -> Pair:
    return Pair(source, target, AlignmentMatrix(NOTHING, NOTHING, np.zeros((0, 0), np.float32)))


CHECKS: dict[str, Callable[[str], object]] = {
    "numbers": lambda text: list(check_numbers(pair(text, text))),
    "negation": lambda text: list(check_negation(pair(text, text))),
    "denials": lambda text: (chinese_cues(text), english_cues(text)),
    "names": lambda text: names(pair("他", text)),
    "persons": lambda text: (list(missing_persons(text, text)), list(slipped_persons(text, text))),
    "old spellings": lambda text: (list(old_spellings("张国焘" + text, text)), list(absent_names(text, text))),
    "typography": lambda text: list(check_untranslated(pair("他走了", text), "zh-en")),
    "chinese typography": lambda text: list(check_untranslated(pair(text, "He left"), "en-zh")),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CHECKS)
def test_a_check_is_linear(name: str) -> None:
    slow = {made: ratio for made, unit in ADVERSARIES.items() if (ratio := growth(CHECKS[name], unit)) > LINEAR}
    assert slow == {}
