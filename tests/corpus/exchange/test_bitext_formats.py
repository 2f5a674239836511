"""Beads, tables and word links are written as their formats say, and files whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.corpus.bitext import Bead, Bitext, Reasons
from duizhao.corpus.document import Document, Span
from duizhao.corpus.errors import CorpusError, FormatError, WriteError
from duizhao.corpus.exchange.bitext.beads import read_beads, write_beads
from duizhao.corpus.exchange.bitext.pharaoh import read_gold, read_pairs_line, write_links
from duizhao.corpus.exchange.bitext.tables import COLUMNS, write_jsonl, write_markdown, write_tsv
from duizhao.corpus.files.atomic import write_whole


def indices(min_size: int) -> st.SearchStrategy[tuple[int, ...]]:
    return st.sets(st.integers(0, 99), min_size=min_size, max_size=4).map(lambda found: tuple(sorted(found)))


class TestBeads:
    def test_the_format(self) -> None:
        beads = [Bead((0,), (0, 1)), Bead((1, 2), (2,)), Bead((3,), ()), Bead((), (3,))]
        assert write_beads(beads) == "[0]:[0, 1]\n[1, 2]:[2]\n[3]:[]\n[]:[3]\n"

    def test_an_omission_is_written_a_sentence_a_line(self) -> None:
        assert write_beads([Bead((4, 5), ()), Bead((), (7, 8))]) == "[4]:[]\n[5]:[]\n[]:[7]\n[]:[8]\n"

    @given(st.lists(st.builds(Bead, indices(1), indices(1))))
    def test_the_round_trip(self, beads: list[Bead]) -> None:
        assert read_beads(write_beads(beads), "x") == tuple(beads)

    @pytest.mark.parametrize("text", ["[0]:[0, 1]", "[0]:[0,1]\r\n", "\n\n[0]:[0, 1]\n\n", "[0]:[0, 1]:0.731\n"])
    def test_what_others_write_is_read(self, text: str) -> None:
        assert read_beads(text, "x") == (Bead((0,), (0, 1)),)

    @pytest.mark.parametrize(
        "line",
        ["[0]", "0:0", "[0]:[1", "[a]:[0]", "[]:[]", "[1, 0]:[0]", "[0,]:[1]", "[0 1]:[0]", "[-1]:[0]", "[１]:[0]"],
    )
    def test_anything_else_is_refused_with_its_line_number(self, line: str) -> None:
        with pytest.raises(FormatError, match=r"line 3 of 'gold\.beads'"):
            read_beads(f"[0]:[0]\n\n{line}\n", "gold.beads")


TEXT = "一\t二。\n三\u2028*四*。\n五。"
BITEXT = Bitext(
    Document("法", "zh", TEXT, (Span(0, 5), Span(5, 12), Span(12, 14)), "0" * 64),
    Document("law", "en", "A|B. \nC.", (Span(0, 6), Span(6, 8)), "1" * 64),
    (
        Bead((0, 1), (0,), 0.75, Reasons(0.5, 0.25, -0.123456, (1, 0, 2))),
        Bead((2,), (), 1.0),
        Bead((), (1,), 0.123456789),
    ),
)


class TestTables:
    def test_tsv_has_a_line_for_each_bead(self) -> None:
        header, *rows = [line.split("\t") for line in write_tsv(BITEXT).splitlines()]
        assert tuple(header) == COLUMNS
        assert rows == [
            ["0", "1", "0", "0", "0.7500", "一 二。 三 *四*。", "A|B.", ""],
            ["2", "2", "", "", "1.0000", "五。", "", ""],
            ["", "", "1", "1", "0.1235", "", "C.", ""],
        ]

    def test_json_lines_point_into_the_untouched_texts(self) -> None:
        rows = [json.loads(line) for line in write_jsonl(BITEXT).splitlines()]
        assert rows[0] == {
            "source": [0, 1],
            "target": [0],
            "source_start": 0,
            "source_end": 11,
            "target_start": 0,
            "target_end": 4,
            "source_text": TEXT[:11],
            "target_text": "A|B.",
            "confidence": 0.75,
            "moved": False,
            "status": "aligned",
            "reasons": {
                "coverage": 0.5,
                "similarity": 0.25,
                "length": -0.1235,
                "numbers": {"both": 1, "source": 0, "target": 2},
            },
        }
        assert (rows[1]["target"], rows[1]["target_start"], rows[1]["target_text"]) == ([], None, "")
        assert (rows[2]["source_end"], rows[2]["confidence"]) == (None, 0.123457)
        assert "一" in write_jsonl(BITEXT)

    def test_what_was_moved_is_marked(self) -> None:
        source = Document("法", "zh", "一。二。", (Span(0, 2), Span(2, 4)), "0" * 64)
        target = Document("law", "en", "B.A.", (Span(0, 2), Span(2, 4)), "1" * 64)
        bitext = Bitext(source, target, (Bead((0,), (1,), 0.5, moved=True), Bead((1,), (0,))))
        assert [line.split("\t")[-1] for line in write_tsv(bitext).splitlines()] == ["moved", "moved", ""]
        assert [json.loads(line)["moved"] for line in write_jsonl(bitext).splitlines()] == [True, False]
        assert write_markdown(bitext).splitlines()[2] == "| 一。 | A. | 0.50 moved |"
        assert write_beads(bitext.beads) == "[0]:[1]\n[1]:[0]\n"

    def test_markdown_shows_the_characters_not_what_they_might_mean(self) -> None:
        assert write_markdown(BITEXT).splitlines() == [
            "| 法 | law | confidence |",
            "| --- | --- | ---: |",
            r"| 一 二。 三 \*四\*。 | A\|B. | 0.75 |",
            "| 五。 |  | 1.00 |",
            "|  | C. | 0.12 |",
        ]


class TestPharaoh:
    def test_a_line_of_tokens(self) -> None:
        assert read_pairs_line("我 是 ||| I am\n") == (["我", "是"], ["I", "am"])

    def test_a_side_may_be_empty(self) -> None:
        assert read_pairs_line("我 |||") == (["我"], [])
        assert read_pairs_line("\n") == ([], [])

    def test_only_plain_spaces_separate(self) -> None:
        assert read_pairs_line("第一\u3000条  x ||| a\u00a0b") == (["第一\u3000条", "x"], ["a\u00a0b"])

    @pytest.mark.parametrize("line", ["我 是", "我 ||| I ||| am", "我|||I"])
    def test_another_form_is_refused(self, line: str) -> None:
        with pytest.raises(FormatError, match=r"zh tokens \|\|\| en tokens"):
            read_pairs_line(line)

    def test_links_are_sorted_by_number(self) -> None:
        assert write_links([(10, 0), (2, 3), (2, 1), (2, 3)]) == "2-1 2-3 10-0"
        assert write_links([]) == ""

    def test_what_is_sure_is_possible(self) -> None:
        assert read_gold("0-0 3p4 3-3\n") == ({(0, 0), (3, 3)}, {(0, 0), (3, 3), (3, 4)})

    @given(st.sets(st.tuples(st.integers(0, 50), st.integers(0, 50))))
    def test_the_round_trip(self, links: set[tuple[int, int]]) -> None:
        assert read_gold(write_links(links)) == (links, links)

    @pytest.mark.parametrize("token", ["0", "0:1", "-1-2", "a-b", "1-2-3", "1x2"])
    def test_another_link_is_refused(self, token: str) -> None:
        with pytest.raises(FormatError, match="`i-j`"):
            read_gold(f"0-0 {token}")


class TestWriteWhole:
    def test_text_and_bytes_arrive_unchanged(self, tmp_path: Path) -> None:
        write_whole(tmp_path / "a", "甲\r\n乙\n")
        write_whole(tmp_path / "b", b"\x00\xff")
        assert (tmp_path / "a").read_bytes() == "甲\r\n乙\n".encode()
        assert (tmp_path / "b").read_bytes() == b"\x00\xff"
        assert sorted(file.name for file in tmp_path.iterdir()) == ["a", "b"]

    def test_what_was_there_is_replaced_and_keeps_its_permissions(self, tmp_path: Path) -> None:
        path = tmp_path / "a"
        path.write_text("old")
        path.chmod(0o640)
        write_whole(path, "new")
        assert path.read_text() == "new"
        assert path.stat().st_mode & 0o777 == 0o640

    def test_a_failure_leaves_the_old_contents_and_nothing_beside_them(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "a"
        path.write_text("old")

        def full(descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(WriteError, match="'a' cannot be written: the disk is full"):
            write_whole(path, "new")
        assert path.read_text() == "old"
        assert [file.name for file in tmp_path.iterdir()] == ["a"]

    def test_a_missing_folder_and_a_folder_are_named_as_such(self, tmp_path: Path) -> None:
        with pytest.raises(WriteError, match="'x' cannot be written: its folder is not there") as caught:
            write_whole(tmp_path / "nowhere" / "x", "")
        assert str(tmp_path) not in str(caught.value)
        with pytest.raises(CorpusError, match="it is a folder"):
            write_whole(tmp_path, "")
        assert list(tmp_path.iterdir()) == []

    def test_a_file_locked_by_its_owner_stays(self, tmp_path: Path) -> None:
        path = tmp_path / "a"
        path.write_text("old")
        path.chmod(0o400)
        with pytest.raises(WriteError, match="you may not write there"):
            write_whole(path, "new")
        assert path.read_text() == "old"

    @pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="needs /dev/stdout")
    def test_standard_output_is_written_on_not_over(self, tmp_path: Path) -> None:
        log = tmp_path / "log"
        log.write_text("before\n")
        code = "from pathlib import Path; from duizhao.corpus.files.atomic import write_whole as write"
        command = [sys.executable, "-c", f"{code}; write(Path('/dev/stdout'), 'now\\n')"]
        with log.open("a") as output:
            subprocess.run(command, stdout=output, check=True)
        assert log.read_text() == "before\nnow\n"
        piped = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        assert piped.stdout == b"now\n"

    def test_a_link_and_a_device_stay_what_they_are(self, tmp_path: Path) -> None:
        link, aim = tmp_path / "link", tmp_path / "aim"
        aim.write_text("old and longer")
        link.symlink_to(aim)
        write_whole(link, "new")
        assert link.is_symlink()
        assert aim.read_text() == "new"
        write_whole(Path(os.devnull), "gone")
        assert not Path(os.devnull).is_file()
