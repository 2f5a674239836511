import hashlib
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.plain import decode
from duizhao.corpus.readers.load import document_of, read_document, read_text

SIMPLIFIED = "这是一个简单的句子，我们用它来说明编码的问题。\r\n它有两行。"
TRADITIONAL = "這是一個簡單的句子，我們用它來說明編碼的問題。\r\n它有兩行。"
ENGLISH = "The clerk’s note said “come back later” — and nobody did.\r\nIt rained."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL])
def test_encodings_are_told_by_content(text, encoding):
    assert decode(text.encode(encoding), "note.txt") == text


@pytest.mark.parametrize("encoding", ["big5", "cp950"])
def test_big5(encoding):
    assert decode(TRADITIONAL.encode(encoding), "note.txt") == TRADITIONAL


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16-le"])
def test_english_encodings(encoding):
    assert decode(ENGLISH.encode(encoding), "note.txt") == ENGLISH


def test_only_one_signature_is_left_out():
    assert decode("\ufeff\ufeffa\r\n".encode(), "note.txt") == "\ufeffa\r\n"


@given(
    st.text(alphabet=st.characters(blacklist_categories=("Cc", "Cs")), min_size=1).filter(lambda t: t[0] != "\ufeff")
)
@settings(deadline=None, max_examples=100)
def test_utf8_is_untouched(text):
    if not text.startswith(("PK", "%PDF", "GIF8", "Rar!", "{\\rtf")):
        assert decode(text.encode(), "note.txt") == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04rest", "zip file"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"\x00\x01\x02\x03\x00\x01", "binary"),
        (bytes(range(32)) * 4, "binary"),
        ("很长的一句话".encode() * 20 + b"\xe4\xb8", "damaged at byte 360"),
        (b"\xff\xfea", "damaged"),
    ],
)
def test_what_is_not_text_is_refused(data, says):
    with pytest.raises(ReadError, match=says) as refused:
        decode(data, "/home/someone/secret/file.bin")
    assert "file.bin" in str(refused.value)
    assert "someone" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_read_text(tmp_path):
    path = tmp_path / "note.txt"
    path.write_bytes(b"\xef\xbb\xbfOne.\r\n")
    assert read_text(path) == ("One.\r\n", hashlib.sha256(path.read_bytes()).hexdigest())


def test_files_that_cannot_be_read_say_what_to_do(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.txt").write_text(" \n\u3000\n", encoding="utf-8")
    for name, says in (("none.txt", "no file"), (".", "folder"), ("empty.txt", "empty"), ("blank.txt", "empty")):
        with pytest.raises(ReadError, match=says) as refused:
            read_text(tmp_path / name)
        assert str(tmp_path) not in str(refused.value)
        assert ": " in str(refused.value)


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs file permissions")
def test_a_file_without_permission(tmp_path):
    path = tmp_path / "closed.txt"
    path.write_text("x", encoding="utf-8")
    path.chmod(0)
    with pytest.raises(ReadError, match="may not be read"):
        read_text(path)


def test_read_document(tmp_path):
    path = tmp_path / "report.v2.txt"
    path.write_text("一。二。\n\n三", encoding="utf-8", newline="")
    document = read_document(path, "zh")
    assert document.name == "report.v2"
    assert [document.sentence(index) for index in range(3)] == ["一。", "二。", "三"]
    presplit = read_document(path, "zh", name="r", presplit=True)
    assert presplit.name == "r"
    assert [presplit.sentence(index) for index in range(3)] == ["一。二。", "", "三"]


def test_document_of_text_in_memory():
    document = document_of("One. Two.", "en", name="n")
    assert document.sha256 == hashlib.sha256(b"One. Two.").hexdigest()
    assert len(document.sentences) == 2
    assert document_of("", "en", name="n").sentences == ()
