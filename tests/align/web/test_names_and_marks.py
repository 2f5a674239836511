"""Names beside the documents, and stars and tags on documents and passages."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from readers import Served, corpus_of

from duizhao.align.web.marks import Mark, marks
from duizhao.align.web.name_cache import NameCache
from duizhao.corpus.store.store import Store
from duizhao.models.entities.recognizer import Word
from duizhao.models.errors import ModelError

SPEECH = [("李克强在北京会见克里。", "Li Keqiang met Kerry in Beijing."), ("李克强走了。", "Li left.")]
OTHER = [("北京下雨了。", "It rained in Beijing.")]


class Listing:
    """Finds the names that it was told."""

    signature = "listing"

    def words(self, texts: Iterable[str]) -> Iterator[list[Word]]:
        for text in texts:
            found = [Word(text.index(name), text.index(name) + len(name), kind, "n") for name, kind in
                     (("李克强", "person"), ("北京", "place"), ("克里", "person")) if name in text]  # fmt: skip
            yield sorted(found, key=lambda word: word.start)  # type: ignore[misc]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with Served(corpus_of(tmp_path / "all.duizhao", {"speech": SPEECH, "other": OTHER})) as reader:
        reader.reader.names = NameCache(Listing)
        yield reader


def names(served: Served, document: str = "") -> str:
    """The names, once they are there."""
    for _ in range(200):
        status, headers, body = served.ask("GET", f"/names?document={document}")
        assert status == 200
        if "x-work" not in headers:
            return body
        time.sleep(0.02)
    raise AssertionError("no names came")


def test_names_are_counted_in_the_corpus_and_in_a_document(served: Served) -> None:
    assert "<button" in served.ask("GET", "/")[2].split('id="names"', 1)[1].split("</nav>", 1)[0]
    whole = names(served)
    assert whole.index("person") < whole.index("place")
    assert [whole.split(f'{name}</a> <span class="soft">', 1)[1][0] for name in ("李克强", "克里", "北京")] == [
        "2",
        "1",
        "2",
    ]
    assert "/find?q=%E5%8C%97%E4%BA%AC&amp;within=zh" in whole
    one = names(served, "other")
    assert "李克强" not in one
    assert "where=document%3Dother" in one
    assert "北京" in served.ask("GET", "/")[2].split('id="names"', 1)[1].split("</nav>", 1)[0]


def test_without_a_recognizer_it_is_said_what_to_do(served: Served) -> None:
    def missing() -> Listing:
        raise ModelError("names need a package: pip install 'duizhao[entities]'")

    served.reader.names = NameCache(missing)
    work = served.ask("GET", "/names")[1]["x-work"]
    for _ in range(200):
        told = served.ask("GET", f"/work?id={work}")[2]
        if '"failed"' in told:
            break
        time.sleep(0.02)
    assert "pip install" in told


def marked(served: Served) -> list[Mark]:
    with Store.open(served.corpus) as store:
        return marks(store)


def test_a_star_is_put_on_a_passage_and_taken_away(served: Served) -> None:
    star = {"name": "speech", "start": 0, "end": 11, "who": "JR"}
    assert served.post("/mark", star) == (200, {"there": True})
    (held,) = marked(served)
    assert (held.document, held.span.start, held.span.end, held.tag, held.who, held.whole) == (
        "speech",
        0,
        11,
        "",
        ("JR",),
        False,
    )
    assert served.ask("GET", "/marks?text=speech&translation=speech.en")[2] == '[["source",0,11,""]]'
    assert served.post("/mark", star | {"who": "KL"}) == (200, {"there": True})
    assert [each.who for each in marked(served)] == [("JR", "KL")]
    assert served.post("/mark", star) == (200, {"there": False})
    assert [each.who for each in marked(served)] == [("KL",)]


def test_a_document_has_tags_and_all_is_listed(served: Served) -> None:
    assert served.post("/mark", {"name": "other", "tag": " follow   up ", "who": "JR"})[1] == {"there": True}
    assert served.post("/mark", {"name": "speech", "start": 12, "end": 18, "tag": "rain <b>", "who": "JR"})[0] == 200
    assert [(each.document, each.tag, each.whole) for each in marked(served)] == [
        ("other", "follow up", True), ("speech", "rain <b>", False),
    ]  # fmt: skip
    page = served.ask("GET", "/marked")[2]
    assert "rain &lt;b&gt;" in page
    assert "李克强走了。" in page
    assert "李克强走了。" not in served.ask("GET", "/marked?tag=follow%20up")[2]
    assert "follow up" in served.ask("GET", "/")[2]
    assert "follow up" in served.ask("GET", "/document?name=other")[2]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"name": "none", "who": "JR"}, 422),
        ({"name": "speech", "start": 3, "end": 3, "who": "JR"}, 422),
        ({"name": "speech", "start": 3, "end": 4000, "who": "JR"}, 422),
        ({"name": "speech", "who": ""}, 422),
        ({"name": "speech", "tag": "a" * 61, "who": "JR"}, 422),
    ],
)
def test_what_cannot_be_marked(served: Served, given: dict[str, object], status: int) -> None:
    assert served.post("/mark", given)[0] == status
    assert marked(served) == []
