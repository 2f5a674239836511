"""No reader of text takes more than twice the time for twice the text, whatever the text is made of."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from growth import ADVERSARIES, LINEAR, growth

from duizhao.corpus.quantities.chinese import CHINESE_RULES, chinese_quantities
from duizhao.corpus.quantities.english import ENGLISH_RULES, english_quantities
from duizhao.corpus.quotations.blocks import block_quotations
from duizhao.corpus.quotations.claims import find_claims
from duizhao.corpus.quotations.extract import find_quotations
from duizhao.corpus.terms.extraction import hanzi_of
from duizhao.corpus.terms.variants import as_written, group_key, stems, trimmed
from duizhao.corpus.text.normalization import folded, hanzi, language_of, wording
from duizhao.corpus.text.numerals import numbers
from duizhao.corpus.text.paragraphs import paragraphs
from duizhao.corpus.text.part_numbers import label
from duizhao.corpus.text.sentences import WINDOW, split
from duizhao.corpus.text.structure import structure
from duizhao.corpus.text.tokenization import has_words, words

Reader = Callable[[str], object]
READERS: dict[str, Reader] = {
    "chinese quantities": chinese_quantities,
    "english quantities": english_quantities,
    "quotations": find_quotations,
    "block quotations": block_quotations,
    "claims": lambda text: find_claims(text, find_quotations(text)),
    "chinese sentences": lambda text: split(text, "zh"),
    "english sentences": lambda text: split(text, "en"),
    "paragraphs": paragraphs,
    "structure": structure,
    "part numbers": label,
    "numbers": numbers,
    "hanzi": hanzi,
    "wording": wording,
    "folded": folded,
    "language": language_of,
    "chinese words": lambda text: words(text, "zh"),
    "english words": lambda text: words(text, "en"),
    "has words": has_words,
    "hanzi of terms": hanzi_of,
    "group keys": lambda text: (group_key(text, "zh"), group_key(text, "en")),
    "stems": stems,
    "trimmed": lambda text: trimmed(text, "en"),
    "as written": as_written,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_a_reader_is_linear(name: str) -> None:
    start = 2 * WINDOW if name == "english sentences" else 500  # within a window it is sentencex's own
    ratios = {made: growth(READERS[name], unit, start=start) for made, unit in ADVERSARIES.items()}
    slow = {made: ratio for made, ratio in ratios.items() if ratio > LINEAR}
    assert slow == {}


@pytest.mark.slow
@pytest.mark.parametrize("rule", [*CHINESE_RULES, *ENGLISH_RULES], ids=lambda rule: rule.name)
def test_the_pattern_of_a_rule_is_linear(rule) -> None:
    def search(text: str) -> int:
        return sum(1 for _ in rule.pattern.finditer(text))

    slow = {made: ratio for made, unit in ADVERSARIES.items() if (ratio := growth(search, unit, 20_000)) > LINEAR}
    assert slow == {}


@pytest.mark.slow
def test_growth_of_a_reader_that_reads_all_over_again_at_every_character() -> None:
    assert growth(lambda text: sum(1 for end in range(len(text)) for _ in text[:end]), "a") > LINEAR
