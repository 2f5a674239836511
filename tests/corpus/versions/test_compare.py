"""Two versions of a text: what became of each sentence, and which characters changed."""

from __future__ import annotations

import random

import pytest
from growth import LINEAR, growth

from duizhao.corpus.document import Document
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.versions.compare import Passage, compare_versions

LAW = [
    "第一条 本法自公布之日起施行。",
    "公民有受教育的权利和义务。",
    "国家培养青年全面发展。",
    "老人受到尊重和照顾，社会保障制度完善。",
    "法院独立行使审判权。",
]


def document(*lines: str) -> Document:
    return document_of("".join(f"{line}\n" for line in lines), "zh", name="a", presplit=True)


def shown(passages: list[Passage], old: Document, new: Document) -> list[str]:
    """`= words`, `+ words`, `- words`, `^ words` (moved), `~ words` with what differs, as wdiff has it."""
    lines = []
    for passage in passages:
        sign = {"unchanged": "=", "changed": "~", "moved": "^", "added": "+", "removed": "-"}[passage.state]
        words = passage.new.of(new.text) if passage.new else passage.old.of(old.text) if passage.old else ""
        if passage.edits and passage.likeness < 1:
            shapes = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
            pieces = [(edit.kind, edit.old.of(old.text) or edit.new.of(new.text)) for edit in passage.edits]
            words = "".join(shapes[kind].format(text) for kind, text in pieces)
        lines.append(f"{sign} {words}")
    return lines


A, B, C, D, E = LAW
CASES = {
    "the same": (LAW, LAW, [f"= {line}" for line in LAW]),
    "one script and the other": ([A, D], [A.replace("条", "條"), D], [f"= {A.replace('条', '條')}", f"= {D}"]),
    "full width": (["共12人。", A], ["共１２人。", A], ["= 共１２人。", f"= {A}"]),
    "added": ([A, B], [A, C, B], [f"= {A}", f"+ {C}", f"= {B}"]),
    "removed": ([A, C, B], [A, B], [f"= {A}", f"- {C}", f"= {B}"]),
    "changed": ([A, B, D], [A, B.replace("教育", "保护"), D],
                [f"= {A}", "~ 公民有受[-教育-]{+保护+}的权利和义务。", f"= {D}"]),
    "moved to the end": ([A, B, C, D], [A, C, D, B], [f"= {A}", f"= {C}", f"= {D}", f"^ {B}"]),
    "moved and changed": (
        [A, B, C, D, E],
        [A, C, D, E, B.replace("义务", "责任")],
        [f"= {A}", f"= {C}", f"= {D}", f"= {E}", "^ 公民有受教育的权利和[-义务-]{+责任+}。"],
    ),
    "went on": ([A, "国家培养青年。", D], [A, "国家培养青年，使他们在品德、智力方面发展。", D],
                [f"= {A}", "~ 国家培养青年{+，使他们在品德、智力方面发展+}。", f"= {D}"]),
    "cut in two": ([A, D], [A, "老人受到尊重和照顾。", "社会保障制度完善。"],
                   [f"= {A}", "~ 老人受到尊重和照顾[-，-]{+。+}社会保障制度完善。"]),
    "made one": ([A, "老人受到尊重和照顾。", "社会保障制度完善。"], [A, D],
                 [f"= {A}", "~ 老人受到尊重和照顾[-。-]{+，+}\n社会保障制度完善。"]),
    "replaced": ([A, "他走了。", D], [A, "雨下得很大，一直没有停。", D],
                 [f"= {A}", "- 他走了。", "+ 雨下得很大，一直没有停。", f"= {D}"]),
    "a short one elsewhere has not moved": (["（掌声）", A, B, D], [A, B, D, "（掌声）"],
                                            ["- （掌声）", f"= {A}", f"= {B}", f"= {D}", "+ （掌声）"]),
    "one of many same ones": ([A, "（掌声）", B, "（掌声）", D], [A, "（掌声）", B, D],
                              [f"= {A}", "= （掌声）", f"= {B}", "- （掌声）", f"= {D}"]),
    "nothing in common": ([A], [E], [f"- {A}", f"+ {E}"]),
    "from nothing": ([" "], [A], ["- ", f"+ {A}"]),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=CASES)
def test_what_became_of_each_sentence(old: list[str], new: list[str], expected: list[str]) -> None:
    before, after = document(*old), document(*new)
    assert shown(compare_versions(before, after), before, after) == expected


def test_every_sentence_stands_once_and_the_edits_give_both_texts() -> None:
    chance = random.Random(7)
    signs = "的一国在人了有中是年和大业不为发会工经上地市要个产这出行作生家以成到日民来我部对进多全建他公开们场展时"

    def sentence() -> str:
        return "".join(chance.choices(signs, k=chance.randint(1, 40))) + "。"

    for _ in range(25):
        old = [sentence() for _ in range(chance.randint(1, 40))]
        new = [line for line in old if chance.random() > 0.1]
        new = [line.replace(chance.choice(signs), "", 1) if chance.random() < 0.3 else line for line in new]
        for _ in range(chance.randint(0, 4)):
            new.insert(chance.randint(0, len(new)), chance.choice([sentence(), *old]))
        before, after = document(*old), document(*new or ["完。"])
        passages = compare_versions(before, after)
        assert sorted(at for each in passages for at in each.old_sentences) == [*range(len(before.sentences))]
        assert sorted(at for each in passages for at in each.new_sentences) == [*range(len(after.sentences))]
        for each in passages:
            if each.edits and each.old and each.new:
                mine, theirs = [edit.old for edit in each.edits], [edit.new for edit in each.edits]
                assert "".join(span.of(before.text) for span in mine) == each.old.of(before.text)
                assert "".join(span.of(after.text) for span in theirs) == each.new.of(after.text)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["他走了。", "一", "一二三四五六七八九十。", "的。是，"])
def test_time_grows_with_the_texts(unit: str) -> None:
    def compared(text: str) -> None:
        old = document_of(text, "zh", name="a")
        compare_versions(old, document_of(f"{text[3:]}他来了。", "zh", name="b"))

    assert growth(compared, unit, most=20_000) < LINEAR + 0.5


@pytest.mark.slow
def test_time_grows_with_texts_that_differ_throughout() -> None:
    def compared(text: str) -> None:
        chance = random.Random(3)
        lines = [
            "".join(chances) + "。"
            for chances in (chance.choices(SIGNS, WEIGHTS, k=30) for _ in range(len(text) // 30))
        ]
        new = [line[: chance.randint(5, 25)] + line[chance.randint(3, 28) :] for line in lines]
        compare_versions(document(*lines), document(*new))

    assert growth(compared, "一", most=20_000) < LINEAR + 0.5


SIGNS = [chr(0x4E00 + at) for at in range(2000)]
WEIGHTS = [1 / (at + 1) for at in range(2000)]
