"""Scores are the field's own, checked by hand and by brute force; what cannot be scored is refused by its line."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.align.evaluation.evaluate import score_beads, score_links, score_spans, score_words
from duizhao.align.evaluation.metrics import (
    Score,
    Tally,
    bead_set,
    lax,
    omissions,
    readable,
    signature,
    span_f1,
    strict,
    to_json,
    word_links,
)
from duizhao.align.evaluation.quotation_metrics import Answer, GoldQuotation, outcomes
from duizhao.corpus.bitext import Bead
from duizhao.corpus.document import Span
from duizhao.corpus.errors import FormatError, ReadError
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.store.store import Store

GOLD_BEADS = "[0]:[0]\n[1]:[1, 2]\n[2]:[]\n[3, 4]:[3]\n[]:[4]\n"
TEST_BEADS = "[0]:[0]\n[1]:[1]\n[]:[2]\n[2]:[]\n[3]:[3]\n[4]:[4]\n"
SIDE = st.sets(st.integers(0, 5), max_size=3).map(lambda found: tuple(sorted(found)))
BEADS = st.lists(st.tuples(SIDE, SIDE).filter(any).map(lambda sides: Bead(*sides)), max_size=8).map(bead_set)
LINKS = st.frozensets(st.tuples(st.integers(0, 4), st.integers(0, 4)))
SPAN = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda ends: Span(min(ends), max(ends)))


@pytest.fixture
def write(tmp_path: Path):
    def put(name: str, contents: object) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(contents if isinstance(contents, str) else json.dumps(contents), encoding="utf-8", newline="")
        return path

    return put


def by_name(scores: tuple[Score, ...]) -> dict[str, Score]:
    return {score.name: score for score in scores}


class TestBeads:
    def test_by_hand(self, write) -> None:
        scores = by_name(score_beads(write("gold.align", GOLD_BEADS), write("test.beads", TEST_BEADS)))
        assert scores["beads, strict"].values == pytest.approx({"precision": 2 / 6, "recall": 2 / 5, "f1": 4 / 11})
        # right: 0-0, 1-1, 2-null, 3-3; the gold's three two-sided beads are all touched
        assert scores["beads, lax"].values == pytest.approx({"precision": 4 / 6, "recall": 1.0, "f1": 0.8})
        assert scores["beads, omissions"].values == pytest.approx({"precision": 0.5, "recall": 0.5, "f1": 0.5})
        assert scores["beads, strict"].counts == {
            "0-1": (0, 1), "1-0": (1, 1), "1-1": (1, 1), "1-2": (0, 1), "2-1": (0, 1),
        }  # fmt: skip

    def test_each_omitted_sentence_is_a_bead_of_its_own(self) -> None:
        assert bead_set([Bead((1, 2), ()), Bead((), (4,))]) == {((1,), ()), ((2,), ()), ((), (4,))}

    @given(BEADS)
    def test_gold_against_itself_is_perfect(self, beads) -> None:
        for measure in (strict, lax, omissions):
            tally = measure(beads, beads)
            assert (tally.precision, tally.recall, tally.f1) == (1, 1, 1)

    @given(BEADS, BEADS)
    def test_lax_is_what_its_definition_says(self, gold, test) -> None:
        def shares(bead, others) -> bool:
            return any(set(bead[0]) & set(other[0]) and set(bead[1]) & set(other[1]) for other in others)

        wanted = [bead for bead in gold if bead[0] and bead[1]]
        tally = lax(gold, test)
        assert tally.right == sum(bead in gold or shares(bead, gold) for bead in test)
        assert (tally.recalled, tally.gold) == (sum(shares(bead, test) for bead in wanted), len(wanted))
        assert tally.precision >= strict(gold, test).precision

    def test_folders_are_paired_by_name_and_pooled(self, write) -> None:
        write("gold/001.align", "[0]:[0]\n")
        gold = write("gold/002.align", "[0]:[0]\n[1]:[1]\n[2]:[2]\n").parent
        write("gold/001.zh", "unrelated")
        write("test/001.beads", "[0]:[0]\n")
        test = write("test/002.txt", "[0, 1]:[0, 1]\n[2]:[2]\n").parent
        strictly = score_beads(gold, test)[0]
        assert strictly.values == pytest.approx({"precision": 2 / 3, "recall": 2 / 4, "f1": 4 / 7})
        assert "|gold:gold|files:2|beads:4|sha256:" in strictly.signature

    def test_a_folder_with_a_file_missing(self, write) -> None:
        write("gold/001.align", "[0]:[0]\n")
        test = write("test/002.beads", "[0]:[0]\n").parent
        with pytest.raises(ReadError, match=r"001\.align has nothing to score: put 001\.beads"):
            score_beads(test.parent / "gold", test)

    @pytest.mark.parametrize(
        ("gold", "test", "message"),
        [
            ("[0]:[0]\n", "[0]:[0]\nsoon\n", r"line 2 of 'test'"),
            ("\n", "[0]:[0]\n", r"gold is empty"),
        ],
    )
    def test_what_is_refused(self, write, gold: str, test: str, message: str) -> None:
        with pytest.raises(FormatError, match=message):
            score_beads(write("gold", gold), write("test", test))

    def test_a_missing_file(self, write, tmp_path: Path) -> None:
        with pytest.raises(ReadError, match=r"no file or folder nowhere\.beads"):
            score_beads(write("gold", GOLD_BEADS), tmp_path / "nowhere.beads")

    def test_a_file_against_a_folder(self, write, tmp_path: Path) -> None:
        with pytest.raises(FormatError, match="both be files or both be folders"):
            score_beads(write("gold", GOLD_BEADS), tmp_path)


class TestTally:
    @pytest.mark.parametrize(
        ("tally", "expected"),
        [
            (Tally(), (1, 1, 1)),
            (Tally(0, 0, 0, 3), (0, 0, 0)),
            (Tally(0, 2, 0, 0), (0, 1, 0)),
            (Tally(1, 2, 1, 4), (1 / 2, 1 / 4, 1 / 3)),
        ],
    )
    def test_precision_recall_f1(self, tally: Tally, expected: tuple[float, ...]) -> None:
        assert (tally.precision, tally.recall, tally.f1) == pytest.approx(expected)


class TestWords:
    def test_by_hand(self, write) -> None:
        gold, test = write("gold", "0-0 1-1 2p1\n\n3-0\n"), write("test", "0-0 2-1 5-5\n\n\n")
        (score,) = score_words(gold, test)
        # of three links one is sure and two possible; there are three sure links
        assert score.values == pytest.approx({"aer": 1 - 3 / 6, "precision": 2 / 3, "recall": 1 / 3, "f1": 4 / 9})
        assert score.signature.startswith("duizhao:")
        assert "|words:aer|gold:gold|lines:3|sha256:" in score.signature

    @given(LINKS, LINKS, LINKS)
    def test_aer_is_och_and_neys(self, sure, other, test) -> None:
        possible = sure | other
        total = len(test) + len(sure)
        expected = 1 - (len(test & sure) + len(test & possible)) / total if total else 0.0
        assert word_links(sure, possible, test).error_rate == pytest.approx(expected)
        assert word_links(sure, possible, possible).error_rate == 0.0

    @pytest.mark.parametrize(
        ("test", "message"),
        [("0-0\n", "test has 1 lines but gold has 2"), ("0-0\n1:1\n", "line 2 of 'test': a link must be")],
    )
    def test_what_is_refused(self, write, test: str, message: str) -> None:
        with pytest.raises(FormatError, match=message):
            score_words(write("gold", "0-0\n1-1\n"), write("test", test))


class TestSpans:
    def test_by_hand(self, write) -> None:
        gold = '{"gold_source_span": [0, 4]}\n' * 3
        test = '{"source_span": [2, 4]}\n{"source_span": null}\n{"source_span": [0, 4]}\n'
        (score,) = score_spans(write("gold", gold), write("test", test))
        assert score.values == pytest.approx({"f1": (2 / 3 + 0 + 1) / 3, "exact": 1 / 3, "answered": 2 / 3})

    @given(SPAN | st.none(), SPAN | st.none())
    def test_f1_counts_characters(self, gold, test) -> None:
        if gold == test:
            assert span_f1(gold, test) == 1.0
        else:
            wanted, got = (set(range(span.start, span.end)) if span else set() for span in (gold, test))
            expected = 2 * len(wanted & got) / (len(wanted) + len(got)) if wanted & got else 0.0
            assert span_f1(gold, test) == pytest.approx(expected)

    @pytest.mark.parametrize(
        ("test", "message"),
        [
            ('{"source_span": [0, 1]}\n', "test has 1 lines but gold has 2"),
            ('{"source_span": [0, 1]}\n\n{"source_span": \n', "line 3 of 'test' is not JSON"),
            ('{"source_span": [0, 1]}\n[]\n', "line 2 of 'test' must be a JSON object"),
            ('{"source_span": [0, 1]}\n{}\n', r"line 2 of 'test': 'source_span' must be \[start, end\] or null"),
            (
                '{"source_span": [0, 99999999999999999999]}\n' * 2,
                r"line 1 of 'test': 'source_span' must be \[start, end\] or null",
            ),
            ('{"source_span": [3, 1]}\n{"source_span": null}\n', "line 1 of 'test': 'source_span'"),
            ('{"source_span": null}\n{"source_span": null, "source": "乙"}\n', "line 2 of 'test' has another 'source'"),
        ],
    )
    def test_what_is_refused(self, write, test: str, message: str) -> None:
        with pytest.raises(FormatError, match=message):
            score_spans(write("gold", '{"gold_source_span": [0, 1], "source": "甲"}\n' * 2), write("test", test))


TEXT = "甲乙。\r\n丙\u2028丁。\n\n戊己。\n"
"""Lines 0 to 3 begin at 0, 5, 10 and 11: neither the separator nor the empty line upsets the count."""


def quotation(start: int, end: int, verdict: str = "renders", spans=None, document: str = "法") -> dict[str, object]:
    links = [{"document": document, "source_spans": spans}] if spans else []
    return {"start": start, "end": end, "verdict": verdict if links else "not found", "links": links}


def gold_line(start: int, end: int, *lines: int, kind: str = "clause") -> str:
    places = [{"document": "法", "source_lines": list(lines)}] if lines else []
    return json.dumps({"spans": [[start, end]], "kind": kind, "places": places}) + "\n"


class TestLinks:
    def score(self, write, gold: str, *quotations: dict[str, object], **options) -> dict[str, Score]:
        test = write("01.json", {"article": "a", "quotations": quotations, **options})
        return by_name(score_links(write("01.gold.jsonl", gold), test, [write("法.zh", TEXT)]))

    @pytest.mark.parametrize(
        ("lines", "spans", "right"),
        [
            ((0,), [[0, 3]], True),
            ((0,), [[0, 4]], False),  # the carriage return is part of the line's end
            ((0,), [[1, 6]], False),
            ((0, 1), [[1, 9]], True),  # lines that adjoin are one passage
            ((0, 3), [[0, 2], [11, 13]], True),
            ((0, 3), [[0, 13]], False),
            ((3,), [[11, 14]], True),
            ((3,), [[0, 2], [11, 13]], False),
        ],
    )
    def test_all_of_the_best_link_lies_in_the_gold_lines(self, write, lines, spans, right: bool) -> None:
        scores = self.score(write, gold_line(5, 20, *lines), quotation(5, 20, spans=spans))
        assert scores["links"].values["accuracy"] == right

    def test_by_hand(self, write) -> None:
        gold = "".join(
            [
                gold_line(0, 10, 0),  # linked rightly, though unsure
                gold_line(20, 30, 1, kind="phrase"),  # linked to another document
                gold_line(40, 50, 1),  # said not to be found
                gold_line(60, 70, 3),  # not seen by the finder
                gold_line(80, 90),  # rightly not found
                gold_line(100, 110),  # linked, but has no source
            ]
        )
        scores = self.score(
            write,
            gold,
            quotation(1, 9, "unsure", [[0, 2]]),
            quotation(20, 30, "renders", [[5, 7]], "史"),
            quotation(40, 50),
            quotation(80, 90),
            quotation(100, 110, "renders", [[0, 2]]),
            quotation(200, 210),  # no gold quotation: an extra
            searched={"model": "zhen|small"},
        )
        links = scores["links"]
        assert links.values == pytest.approx({"accuracy": 1 / 4, "answered": 2 / 4, "right when answered": 1 / 2})
        assert links.counts == {"clause": (1, 3), "phrase": (0, 1)}
        assert scores["links, not found"].values == pytest.approx({"precision": 0.5, "recall": 0.5, "f1": 0.5})
        assert scores["quotations"].values == pytest.approx({"precision": 5 / 6, "recall": 5 / 6, "f1": 5 / 6})
        assert scores["quotations"].counts == {"found": (5, 6), "extra": (1, 6)}
        assert links.signature.endswith("|model:zhen_small")

    def test_a_corpus_in_place_of_files(self, write, tmp_path: Path) -> None:
        document = document_of(TEXT, "zh", name="法")
        with Store.open(tmp_path / "laws.corpus", create=True) as store:
            store.add(document, vectors={}, model="m")
        gold = write("01.gold.jsonl", gold_line(0, 9, 3))
        test = write("01.json", {"quotations": [quotation(0, 9, spans=[[11, 13]])]})
        assert score_links(gold, test, corpus=tmp_path / "laws.corpus")[0].values["accuracy"] == 1.0

    def test_folders_are_pooled(self, write) -> None:
        write("gold/01.gold.jsonl", gold_line(0, 9, 0))
        gold = write("gold/02.gold.jsonl", gold_line(0, 9, 0)).parent
        write("out/01.json", {"quotations": [quotation(0, 9, spans=[[0, 2]])]})
        test = write("out/02.json", {"quotations": []}).parent
        assert score_links(gold, test, [write("法.zh", TEXT)])[0].values["accuracy"] == 0.5

    @given(st.lists(SPAN.filter(len), max_size=5, unique=True))
    def test_gold_quotations_answer_themselves(self, spans: list[Span]) -> None:
        found = outcomes([GoldQuotation(span, "", ()) for span in spans], [Answer(span, "not found") for span in spans])
        assert all(outcome.answer and outcome.answer.bounds == outcome.gold.bounds for outcome in found)

    def test_of_two_that_cover_it_the_closer_one_answers(self) -> None:
        outer, inner = Answer(Span(0, 50), "renders"), Answer(Span(10, 20), "renders")
        (outcome,) = outcomes([GoldQuotation(Span(10, 20), "", ())], [outer, inner])
        assert outcome.answer is inner

    @pytest.mark.parametrize(
        ("gold", "test", "message"),
        [
            (gold_line(0, 9, 4), [], "line 1 of '01.gold.jsonl': '法' has 4 lines, so none is number 4"),
            (gold_line(0, 9, 0).replace(r"\u6cd5", "史"), [], "there is no document '史'"),
            ('{"spans": [], "places": []}\n', [], "line 1 of '01.gold.jsonl': 'spans' must be"),
            ("", [], "01.gold.jsonl holds no quotations"),
            (gold_line(0, 9), [{"start": 0}], "entry 1 of 'quotations', '01.json': 'end' must be"),
            (gold_line(0, 9), [quotation(9, 0)], "'end' must not be smaller"),
            (gold_line(0, 9), None, "'01.json': 'quotations' must be a list"),
        ],
    )
    def test_what_is_refused(self, write, gold: str, test: object, message: str) -> None:
        files = write("01.gold.jsonl", gold), write("01.json", {"quotations": test})
        with pytest.raises(FormatError) as caught:
            score_links(*files, [write("法.zh", TEXT)])
        assert message in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_broken_json_is_named_by_its_line(self, write) -> None:
        with pytest.raises(FormatError, match=r"line 2 of '01\.json' is not JSON"):
            score_links(write("01.gold.jsonl", gold_line(0, 9)), write("01.json", '{"quotations":\n'), [])

    def test_one_name_for_two_documents(self, write) -> None:
        with pytest.raises(FormatError, match="two documents are called '法'"):
            score_links(write("g", ""), write("t", "{}"), [write("法.zh", TEXT), write("b/法.txt", TEXT)])


class TestScore:
    def test_the_signature_names_the_gold_by_its_contents(self, write) -> None:
        score = score_beads(write("ma c", GOLD_BEADS), write("test", TEST_BEADS), model="zhen-small")[0]
        contents = hashlib.sha256(GOLD_BEADS.encode()).hexdigest()[:8]
        program, *fields = score.signature.split("|")
        assert program.startswith("duizhao:")
        assert fields == ["beads:strict", "gold:ma_c", "beads:5", f"sha256:{contents}", "model:zhen-small"]

    def test_it_reads_in_both_forms(self) -> None:
        score = Score("words", {"aer": 0.25, "f1": 0.5}, signature("words:aer", gold="x"), {"all": (1, 2)})
        shown = ["words", "  aer  0.2500", "  f1   0.5000", "  all  1 of 2", f"  {score.signature}"]
        assert readable(score).splitlines() == shown
        assert json.loads(to_json(score)) == {
            "name": "words", "values": {"aer": 0.25, "f1": 0.5}, "counts": {"all": {"count": 1, "of": 2}},
            "signature": score.signature,
        }  # fmt: skip

    def test_no_weights_are_needed_to_score(self) -> None:
        code = "import sys, duizhao.align.evaluation.evaluate; sys.exit('torch' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
