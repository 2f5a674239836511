"""Which terms of a term base are forbidden, by what its status is called."""

from __future__ import annotations

import pytest
from places import CASES

from duizhao.corpus.errors import ReadWarning
from duizhao.corpus.exchange.tables.glossaries import read_glossary

_LINES = (CASES / "term_status.tsv").read_text(encoding="utf-8").split("\n")
ROWS = [tuple(line.split("\t")) for line in _LINES if line and not line.startswith("#")]
_OLD = (
    "<martif><text><body><termEntry><langSet xml:lang='zh'><tig><term>义务</term></tig></langSet>"
    "<langSet xml:lang='en'><tig><term>duty</term>{note}</tig></langSet></termEntry></body></text></martif>"
)
_NEW = (
    "<tbx xmlns='urn:iso:std:iso:30042:ed-2' xmlns:min='http://www.tbxinfo.net/ns/min'><text><body><conceptEntry>"
    "<langSec xml:lang='zh'><termSec><term>义务</term></termSec></langSec><langSec xml:lang='en'><termSec>"
    "<term>duty</term>{note}</termSec></langSec></conceptEntry></body></text></tbx>"
)
_NOTE = "<termNote type='administrativeStatus'>{status}</termNote>"


def standing_of(file: str) -> str:
    (entry,) = read_glossary(file.encode(), "a.tbx")
    return next(each for each in ("preferred", "admitted", "forbidden") if getattr(entry, each) == ("duty",))


@pytest.mark.parametrize(("status", "wanted"), ROWS)
def test_in_every_dialect(status: str, wanted: str) -> None:
    note = _NOTE.format(status=status)
    assert standing_of(_OLD.format(note=note)) == wanted
    assert standing_of(_OLD.format(note=f"<termNoteGrp>{note}</termNoteGrp>")) == wanted
    assert standing_of(_NEW.format(note=note)) == wanted
    assert standing_of(_NEW.format(note=f"<min:administrativeStatus>{status}</min:administrativeStatus>")) == wanted
    assert standing_of(f"term,rendering,Status\n义务,duty,{status}\n") == wanted


def test_whatever_forbids_it_wins() -> None:
    notes = (
        "<termNote type='normativeAuthorization'>deprecatedTerm</termNote>"
        "<termNote type='administrativeStatus'>preferredTerm</termNote>"
    )
    assert standing_of(_NEW.format(note=notes)) == "forbidden"
    assert standing_of(_NEW.format(note="")) == "preferred"


@pytest.mark.parametrize("sign", ["&#x1F;", "\x1f", "&#0;", "\ufffe"])
def test_a_control_character_costs_itself_alone(sign: str) -> None:
    with pytest.warns(ReadWarning, match="“duty”"):
        assert standing_of(_NEW.format(note="").replace("duty", f"du{sign}ty")) == "preferred"
