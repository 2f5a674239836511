"""Files that are broken, too large, changing, oddly named, or meant to do harm; and what nobody thought of."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_files import Shown, pdf
from readers_fuzz import SEEDS, damaged, read_safely
from word_files import docx, p, zipped

from duizhao.corpus.errors import ReadError
from duizhao.corpus.exchange.bitext.sniff_pairs import given_in
from duizhao.corpus.files.safe_zip import MOST_PARTS
from duizhao.corpus.readers.base import limits
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.load import read_bytes, read_text


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(2 * 2**30 + 1)
    with pytest.raises(ReadError, match="more than 512 MB"):
        read_text(path)


def test_an_endless_file_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/dev/zero").exists():
        return
    monkeypatch.setattr("duizhao.corpus.readers.load.LARGEST_FILE", 2**20)
    monkeypatch.setattr(limits, "LARGEST_FILE", 2**20)
    with pytest.raises(ReadError, match="more than 1 MB"):
        read_bytes(Path("/dev/zero"))


def test_a_text_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_CHARACTERS", 1000)
    too_long = {"a.docx": docx(p("words ") * 300), "a.txt": b"words " * 300, "a.zh": "桥".encode() * 1001}
    for name, data in too_long.items():
        with pytest.raises(ReadError, match="1,000 characters"):
            contents_of(data, name)
    with pytest.raises(ReadError, match="1,000 characters"):
        given_in("桥\tbridge\n".encode() * 600, "a.tsv", columns=("1", "2"), called="a")
    assert len(contents_of(b"words " * 166, "a.txt").text) == 996


def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Words.", encoding="utf-8")
    real = os.fstat
    seen: list[int] = []

    def changed(descriptor: int) -> os.stat_result:
        if seen:
            path.write_text("Other words.", encoding="utf-8")
        seen.append(descriptor)
        return real(descriptor)

    monkeypatch.setattr("duizhao.corpus.readers.load.os.fstat", changed)
    with pytest.raises(ReadError, match="changed while it was read"):
        read_bytes(path)


@pytest.mark.slow
def test_odd_names(tmp_path: Path) -> None:
    for name in ("line\nbreak.txt", "  .txt", "-rf", "名字.docx", "a" * 200):
        path = tmp_path / name
        path.write_bytes(b"\x89PNG\r\n\x1a\n")
        with pytest.raises(ReadError) as refused:
            read_text(path)
        assert "\n" not in str(refused.value)
        assert str(tmp_path) not in str(refused.value)


BOMBS = {
    "many parts": lambda: zipped({f"word/{at}.xml": "" for at in range(MOST_PARTS + 1)}),
    "laughs": lambda: zipped({
        "word/document.xml": "<!DOCTYPE l [<!ENTITY a 'ha'>"
        + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
        + "]><l>&i;</l>"
    }),
    "a large part of a book": lambda: zipped({
        "META-INF/container.xml": '<c><rootfile full-path="a.opf"/></c>',
        "a.opf": '<p><item id="a" href="a.html" media-type="text/html"/><itemref idref="a"/></p>',
        "a.html": b"<p>" + b"a" * (limits.LARGEST_PART + 1),
    }),
    "an external file": lambda: zipped({"word/document.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'}),
}  # fmt: skip


@pytest.mark.parametrize("what", BOMBS)
@pytest.mark.slow
def test_bombs_are_refused(what: str) -> None:
    with pytest.raises(ReadError):
        contents_of(BOMBS[what](), "a.docx")


def test_parts_are_never_unpacked_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(ReadError):
        contents_of(zipped({"../../escaped.xml": "x", "word/document.xml": "<x/>"}), "a.docx")
    contents_of(pdf([[Shown(72, 700, "Words.")]]), "a.pdf")
    assert list(tmp_path.iterdir()) == []
    assert not (tmp_path.parent.parent / "escaped.xml").exists()


def test_nested_pages_do_no_harm() -> None:
    for tag in ("div", "table><tr><td", "ol><li", "b"):
        read_safely(b"<html><body>" + f"<{tag}>".encode() * 30_000 + b"x")


@pytest.mark.parametrize("kind", SEEDS)
@given(data=st.data())
@settings(deadline=None, max_examples=150)
@pytest.mark.slow
def test_damage_is_told_or_read_over(kind: str, data: st.DataObject) -> None:
    """Whatever happens to a file, a reader either reads it or says what is wrong in one line."""
    seed = data.draw(st.sampled_from(SEEDS[kind]))
    read_safely(damaged(seed, data.draw(st.randoms(use_true_random=False))))


@given(st.binary(max_size=300))
@settings(deadline=None, max_examples=300)
@pytest.mark.slow
def test_any_bytes(data: bytes) -> None:
    read_safely(data)


@pytest.mark.parametrize("kind", ["word", "epub"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_package_that_was_cut_short_is_called_so(kind: str, share: float) -> None:
    whole = SEEDS[kind][0]
    with pytest.raises(ReadError, match=r"a\.file is cut short or damaged"):
        contents_of(whole[: max(8, int(share * len(whole)))], "a.file")
