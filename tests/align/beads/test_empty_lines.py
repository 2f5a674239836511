"""Empty lines of presplit files, and quotations without words."""

from __future__ import annotations

import csv
import zipfile
from dataclasses import replace
from io import BytesIO, StringIO

from encoders import PAIRS, lexicon, remembering
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao import align_texts, trace_quotations
from duizhao.align.beads.documents import with_empty_lines
from duizhao.align.library.build import make_library
from duizhao.align.library.score_given import doubts, measured
from duizhao.align.report.trace_formats import make_report
from duizhao.corpus.bitext import Bead, Bitext, in_order
from duizhao.corpus.exchange.traces.rows import write_trace_csv, write_trace_xlsx
from duizhao.corpus.readers.load import document_of


def test_an_empty_line_is_a_bead_of_its_own() -> None:
    bitext = align_texts(
        "国家保护公民。\n\n法律平等。\n", "The state protects.\nThe law is equal.\n", presplit=True, encoder=lexicon()
    )
    assert Bead((1,), ()) in bitext.beads
    assert all(bead.source != (1, 2) for bead in bitext.beads)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.booleans(), max_size=9), st.lists(st.booleans(), max_size=9))
def test_every_line_stands_in_one_bead(source, target) -> None:
    mine = [line for line, words in enumerate(source) if words]
    theirs = [line for line, words in enumerate(target) if words]
    paired = min(len(mine), len(theirs))
    beads = [Bead((at,), (at,)) for at in range(paired)]
    beads += [Bead((at,), ()) for at in range(paired, len(mine))] + [
        Bead((), (at,)) for at in range(paired, len(theirs))
    ]
    whole = with_empty_lines(beads, mine, theirs, len(source), len(target))
    assert [line for bead in whole for line in bead.source] == list(range(len(source)))
    assert [line for bead in whole for line in bead.target] == list(range(len(target)))


def test_a_quotation_without_words_is_not_found() -> None:
    library = make_library([(document_of("……\n国家保护公民。\n", "zh", name="a"), None)], lexicon())
    traced = trace_quotations("He wrote “!!!” and no more.", library, encoder=lexicon()).quotations
    assert all(each.verdict == "not found" and not each.links for each in traced)


def test_no_cell_is_a_formula() -> None:
    library = make_library([(document_of("国家保护公民。\n", "zh", name="a"), None)], lexicon())
    trace = trace_quotations("It says “=HYPERLINK(now)” here.", library, encoder=lexicon())
    text = write_trace_csv([make_report(trace, library)])
    (row,) = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
    assert text.startswith("\ufeff")
    assert row["quotation"] == "'=HYPERLINK(now)"
    with zipfile.ZipFile(BytesIO(write_trace_xlsx([make_report(trace, library)]))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "<hyperlink" not in sheet
        assert "=HYPERLINK(now)" in book.read("xl/sharedStrings.xml").decode()


def test_a_line_that_faces_an_empty_one_is_nobodys(shipped) -> None:
    chinese, english = (list(side) for side in zip(*PAIRS, strict=True))
    english[1::2] = [""] * len(english[1::2])
    bitext = align_texts(
        "".join(f"{line}\n" for line in chinese),
        "".join(f"{line}\n" for line in english),
        presplit=True,
        encoder=remembering(shipped),
    )
    for at in range(0, len(chinese), 2):
        (own,) = [bead for bead in bitext.beads if at in bead.source]
        assert (own.source, own.target) == ((at,), (at,))
        assert own.confidence > 0.6
    assert all(Bead((at,), ()) in bitext.beads for at in range(1, len(chinese), 2))


def test_two_lines_that_were_put_into_one_stay_together(shipped) -> None:
    chinese, english = (list(side) for side in zip(*PAIRS, strict=True))
    english[3] = f"{english[3][:-1]}, and {english[4].replace('The', 'the', 1)}"
    english[4] = ""
    bitext = align_texts("\n".join(chinese), "\n".join(english), presplit=True, encoder=remembering(shipped))
    assert ((3, 4), (3,)) in [(bead.source, bead.target) for bead in bitext.beads]


def test_given_pairs_of_which_every_second_has_no_target() -> None:
    texts = ["\n".join(side) + "\n" for side in zip(*PAIRS, strict=True)]
    source = document_of(texts[0], "zh", name="source", presplit=True)
    target = document_of("".join(f"{en}\n" for _, en in PAIRS[::2]), "en", name="target", presplit=True)
    beads = [Bead((at,), (at // 2,) if at % 2 == 0 else ()) for at in range(len(PAIRS))]
    judged = measured(Bitext(source, target, tuple(beads)), lexicon())
    assert doubts(judged) == ""
    crossed = [replace(bead, target=((bead.target[0] + 3) % 6,)) if bead.target else bead for bead in beads]
    assert doubts(measured(Bitext(source, target, in_order(crossed)), lexicon()))
