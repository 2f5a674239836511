import pytest
from places import CASES

from duizhao.corpus.text.pinyin import pinyin, syllables

ROWS = [
    line.split("\t")
    for line in (CASES / "readings.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("chinese", "expected"), ROWS)
def test_read_as_its_words_and_names_are(chinese, expected):
    assert pinyin(chinese) == expected


@pytest.mark.parametrize("chinese", [row[0] for row in ROWS] + ["", "A股 12%，\n〇々\U000323b0"])
def test_every_character_has_a_syllable_or_none(chinese):
    assert len(syllables(chinese)) == len(chinese)
