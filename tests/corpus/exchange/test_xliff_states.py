"""Which segments count as confirmed, over all that XLIFF and its dialects may state."""

from __future__ import annotations

from pathlib import Path

import pytest
from places import CASES

from duizhao.corpus.exchange.bitext.sniff_pairs import read_given

_LINES = (CASES / "xliff_states.tsv").read_text(encoding="utf-8").split("\n")
ROWS = [line.split("\t") for line in _LINES if line and not line.startswith("#")]
_OWN = {"memoq": ("MQXliff", "status"), "phrase": ("http://www.memsource.com/mxlf/2.0", "confirmed")}


def file_of(dialect: str, approved: str, state: str, qualifier: str, own: str) -> str:
    """A file of one segment that states all this."""
    sub = f' subState="{qualifier}"' if qualifier else ""
    said = f' state="{state}"' if state else ""
    if dialect == "2":
        return (
            '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="zh" trgLang="en"><file id="f">'
            f'<unit id="1"><segment{said}{sub}><source>桥。</source><target>A bridge.</target></segment></unit></file>'
            "</xliff>"
        )
    said += f' state-qualifier="{qualifier}"' if qualifier else ""
    unit = f' approved="{approved}"' if approved else ""
    source, target, levels = "桥。", "A bridge.", ""
    if dialect in _OWN:
        space, name = _OWN[dialect]
        unit += f' xmlns:d="{space}" d:{name}="{own}"'
    elif dialect == "trados":
        target = '<mrk mtype="seg" mid="1">A bridge.</mrk>'
        levels = '<seg-source><mrk mtype="seg" mid="1">桥。</mrk></seg-source>'
        levels += (
            f'<d:seg-defs xmlns:d="http://sdl.com/FileTypes/SdlXliff/1.0"><d:seg id="1" conf="{own}"/></d:seg-defs>'
        )
    return (
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file original="a" source-language="zh" '
        f'target-language="en"><body><trans-unit id="1"{unit}><source>{source}</source>{levels}'
        f"<target{said}>{target}</target></trans-unit></body></file></xliff>"
    )


@pytest.mark.parametrize("row", [pytest.param(row, id="/".join(row[:5])) for row in ROWS])
def test_an_explicit_no_wins(tmp_path: Path, row: list[str]) -> None:
    *told, wanted = row
    path = tmp_path / "a.xlf"
    path.write_text(file_of(*told), encoding="utf-8")
    assert [bead.status for bead in read_given(path).bitext.beads] == [wanted]
