"""A folder of pictures: ordered, retakes marked, split into documents, read page by page, and put into a corpus."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from duizhao.align.cli.app import main
from duizhao.align.cli.terminal.console import paced
from duizhao.align.ingest.ocr_corrections import Correction, Misreading, correct_reading
from duizhao.align.ingest.scans import shown_picture_plan
from duizhao.align.quotations.verify_citations import check_citations
from duizhao.align.report.trace_page import render_trace
from duizhao.corpus.digitization.crops import StripFolder
from duizhao.corpus.digitization.page_cache import KeptPage, KeptPages
from duizhao.corpus.digitization.page_files import frame_count
from duizhao.corpus.digitization.page_order import (
    Shot,
    in_number_order,
    in_order,
    page_labels,
    shot_of,
    with_breaks,
    with_retakes,
    with_starts,
)
from duizhao.corpus.document import Document, Span
from duizhao.corpus.errors import FormatError, ReadError
from duizhao.corpus.exchange.batches.scan_plan import (
    MOVED,
    PlannedPage,
    proposed,
    read_picture_plan,
    write_picture_plan,
)
from duizhao.corpus.files.sidecar import PAGES
from duizhao.corpus.quotations.extract import Quotation
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.layout.page import Line, Page
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.scans.coverage import NO_WORDS, Coverage, coverage
from duizhao.corpus.scans.regions import strips
from duizhao.corpus.store.store import Store
from duizhao.corpus.traces.citations import citation_record
from duizhao.corpus.traces.report import Report
from duizhao.corpus.traces.trace import QuoteLink, SearchScope, Trace, TracedQuotation

pytestmark = pytest.mark.slow

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
WORDS = (
    "为了加强城市道路管理，保障道路完好，制定本办法。",
    "市政部门负责道路的养护和维修，其他部门予以协助。",
    "任何单位和个人不得擅自占用或者挖掘城市道路。",
    "因工程建设需要挖掘道路的，应当提前三十日申请。",
    "违反本办法规定的，由市政部门责令限期改正。",
    "本办法自公布之日起施行，原有规定同时废止。",
)


def shot(file: str, text: str = "", **told: object) -> Shot:
    return replace(Shot(file, 1, "", text, 0.95), **told)


class TestOrder:
    def test_by_name_two_comes_before_ten(self) -> None:
        shots = [
            shot("IMG_10.jpg"),
            shot("IMG_2.jpg"),
            shot("b/IMG_1.jpg"),
            shot("img_3.jpg"),
            shot("IMG_2.jpg", frame=2),
        ]
        named = [(each.file, each.frame) for each in in_order(shots, "name")]
        assert named == [("b/IMG_1.jpg", 1), ("IMG_2.jpg", 1), ("IMG_2.jpg", 2), ("img_3.jpg", 1), ("IMG_10.jpg", 1)]

    def test_by_time_what_tells_none_comes_last(self) -> None:
        shots = [shot("1", taken=""), shot("2", taken="2024:05:02 08:00:00"), shot("3", taken="2024:05:01 09:00:00")]
        assert [each.file for each in in_order(shots, "time")] == ["3", "2", "1"]


class TestRetakes:
    def test_the_page_that_was_read_best_is_kept(self) -> None:
        page = "".join(WORDS)
        shots = [
            shot("1", page.replace("市", "币"), confidence=0.8),
            shot("2", "".join(reversed(page))),
            shot("3", page, confidence=0.97),
            shot("4", page[: len(page) // 2], confidence=0.97),
        ]
        assert [each.retake for each in with_retakes(shots)] == ["3", "", "", ""]

    def test_pages_with_a_paragraph_in_common_are_two(self) -> None:
        shots = [shot("1", WORDS[0] + WORDS[1]), shot("2", WORDS[0] + WORDS[2])]
        assert not any(each.retake for each in with_retakes(shots))

    def test_empty_pages_are_no_retakes(self) -> None:
        assert not any(each.retake for each in with_retakes([shot("1"), shot("2")]))


class TestStarts:
    def test_a_red_head_a_title_and_page_one_again(self) -> None:
        shots = [
            shot("1", "甲", number=1),
            shot("2", "乙", number=2),
            shot("3", "丙", number=1),
            shot("4", "丁", number=2, title="附表"),
            shot("5", "戊", title="关于道路的通知"),
            shot("6", "己", red_head=True),
            shot("7", "庚", retake="6", red_head=True),
            shot("8", "", unread="damaged"),
            shot("9", "辛"),
        ]
        starts = [each.starts for each in with_starts(shots)]
        assert starts == ["first page", "", "page 1 again", "", "title", "red head", "", "", ""]

    def test_numbers_that_do_not_follow_are_told(self) -> None:
        shots = [
            shot("1", "甲", number=3),
            shot("2", "乙", number=4),
            shot("3", "乙", number=4, retake="2"),
            shot("4", "丙"),
            shot("5", "丁", number=6),
            shot("6", "戊", number=8),
            shot("7", "", unread="damaged"),
            shot("8", "己", number=10),
            shot("9", "庚", number=7),
            shot("10", "辛", number=1),
            shot("11", "壬", number=2),
        ]
        assert [each.follows for each in with_breaks(with_starts(shots))] == [
            *[None] * 5,
            6,
            None,
            None,
            10,
            None,
            None,
        ]
        rows = proposed(with_breaks(with_starts(shots)))
        assert [rows[5].why, rows[8].why] == ["numbered 8 after 6", "numbered 7 after 10"]
        told = [line for line in shown_picture_plan(rows) if "may be missing" in line]
        assert told[0] == "  ? 6: numbered 8 after 6: pages may be missing, or in another place"
        assert len(told) == 2
        assert not any(line.startswith("  ?") for line in shown_picture_plan(rows, given=True))
        blank = [shot("1", "甲", number=1), shot("2", "", unread=NO_WORDS), shot("3", "乙", number=2)]
        assert not any(each.follows for each in with_breaks(with_starts(blank)))

    @pytest.mark.parametrize(
        ("numbers", "told"),
        [
            ([1, 2, 8, 4, 5], {2: 2}),
            ([1, 2, 8, 9, 10], {2: 2}),
            ([2, 4, 6, 8], {}),
            ([2, 4, 6, 10, 12], {3: 6}),
            ([1, None, 3, None, None, 6], {}),
            ([1, None, 4], {2: 1}),
        ],
    )
    def test_a_misread_number_and_spreads(self, numbers: list[int | None], told: dict[int, int]) -> None:
        shots = with_breaks(with_starts([shot(str(at), "甲", number=each) for at, each in enumerate(numbers)]))
        assert {at: each.follows for at, each in enumerate(shots) if each.follows is not None} == told

    @pytest.mark.parametrize(
        ("numbers", "order"),
        [
            ([1, 2, 4, 3, 5], "0 1 3 2 4"),
            ([3, 5, 4], "0 2 1"),
            ([1, 2, 5, 4], "0 1 2 3"),
            ([1, 3, None, 2], "0 1 2 3"),
            ([1, 3, 3, 2], "0 1 2 3"),
            ([2, 4, 3, 1, 3, 2], "0 2 1 3 5 4"),
            ([None, 2, 1], "0 1 2"),
        ],
    )
    def test_pages_stand_in_the_order_of_their_numbers_where_none_is_missing(
        self, numbers: list[int | None], order: str
    ) -> None:
        shots = with_starts([shot(str(at), "甲", number=each) for at, each in enumerate(numbers)])
        moved = in_number_order(shots)
        assert [each.file for each in moved] == order.split()
        assert [each.file != str(at) for at, each in enumerate(moved)] == [each.moved for each in moved]

    def test_what_is_no_page_of_its_own_stays_where_it_is(self) -> None:
        shots = [shot("1", "甲", number=1), shot("2", "丙", number=3), shot("3", "丙", number=3, retake="2"),
                 shot("4", "", unread="damaged"), shot("5", "乙", number=2)]  # fmt: skip
        moved = in_number_order(with_starts(shots))
        assert [each.file for each in moved] == ["1", "5", "3", "4", "2"]
        rows = proposed(with_breaks(moved))
        assert [row.why for row in rows[:2]] == ["first page", MOVED]
        assert f"  ↕ 5: {MOVED}, 2" in list(shown_picture_plan(rows))

    @pytest.mark.parametrize(
        ("foot", "number"),
        [
            ("— 12 —", 12), ("第3页", 3), ("第 3 页 共 10 页", 3), ("第2頁，共9頁", 2), ("4/17", 4),
            ("Page 5 of 20", 5), ("第3/10页", 3),
            ("第3页（共10页）", 3), ("12/5", None), ("5", 5), ("第3条", None), ("2 apples", None), ("3/1/2024", None),
        ],
    )  # fmt: skip
    def test_numbers_are_printed_in_many_ways(self, foot: str, number: int | None) -> None:
        body = [Line(80, 500, 700 - 20 * at, 12, 100, each) for at, each in enumerate(WORDS)]
        page = Page("1", 595, 842, (*body, Line(280, 320, 40, 11, 290, foot)))
        assert shot_of("a.jpg", KeptPage("0" * 64, 1, 1, "", False, page)).number == number

    @pytest.mark.parametrize(
        ("numbers", "labels"),
        [
            ([None, None], "1 2"),
            ([1, 2, 4], "1 2 4"),
            ([None, 6, None, 8, 11], "5 6 7 8 11"),
            ([2, 4, 6], "2 4 6"),
            ([1, 2, 2], "1 2 3"),
            ([1, 4, 3], "1 4 3"),
            ([1, 4, None, 3], "1 2 3 4"),
            ([5, None, 6], "1 2 3"),
            ([7, None, None], "1 2 3"),
            ([None, None, 1, 2], "1 2 3 4"),
        ],
    )
    def test_pages_are_called_as_they_are_numbered(self, numbers: list[int | None], labels: str) -> None:
        body = [Line(80, 500, 700 - 20 * at, 12, 100, each) for at, each in enumerate(WORDS)]
        feet = [[Line(280, 320, 40, 11, 290, f"— {each} —")] if each else [] for each in numbers]
        assert page_labels([Page("1", 595, 842, (*body, *foot)) for foot in feet]) == labels.split()

    def test_a_title_of_two_lines_under_a_red_head(self) -> None:
        def line(text: str, base: float, size: float) -> Line:
            return Line(80, 500, base, size, 100, text)

        head = (line("某市人民代表大会", 800, 34), line("常务委员会文件", 760, 34), line("某发〔2019〕1号", 730, 12))
        title = (line("关于城市道路养护和", 700, 22), line("维修的若干规定", 670, 22.5))
        body = tuple(line(each, 640 - 20 * at, 12) for at, each in enumerate(WORDS))
        page = Page("1", 595, 842, (*head, *title, *body, line("第二章 附则", 400, 16)))
        assert shot_of("a", KeptPage("0" * 64, 1, 1, "", True, page)).title == "关于城市道路养护和维修的若干规定"
        rough = (line("某市人民代表大会", 800, 34), line("常务委员会文件", 760, 27), *head[2:])
        page = Page("1", 595, 842, (*rough, *title, *body))
        assert shot_of("a", KeptPage("0" * 64, 1, 1, "", True, page)).title == "关于城市道路养护和维修的若干规定"
        chapter = (line("道路管理办法", 800, 18), line("第一章 总则", 770, 16), *body)
        page = Page("1", 595, 842, chapter)
        assert shot_of("a", KeptPage("0" * 64, 1, 1, "", False, page)).title == "道路管理办法"
        parts = (Line(80, 200, 800, 18, 80, "城市道路"), Line(201, 320, 800.4, 18, 201, "管理办法"), *body)
        page = Page("1", 595, 842, parts)
        assert shot_of("a", KeptPage("0" * 64, 1, 1, "", False, page)).title == "城市道路管理办法"
        english = Page("1", 595, 842, (line("Rules on Roads", 800, 22), line("and Bridges", 770, 22), *body))
        assert shot_of("a", KeptPage("0" * 64, 1, 1, "", False, english)).title == "Rules on Roads and Bridges"

    def test_title_and_number_are_seen_on_the_page(self) -> None:
        def line(text: str, base: float, size: float) -> Line:
            reading = (0, len(text), json.dumps({"confidence": 0.5, "box": []}))
            return Line(80, 500, base, size, 100, text, readings=(reading,))

        lines = (line("关于道路的通知", 760, 22), *(line(each, 700 - 20 * at, 12) for at, each in enumerate(WORDS)))
        page = Page("1", 595, 842, (*lines, line("— 3 —", 40, 11)))
        found = shot_of("a.jpg", KeptPage("0" * 64, 1, 1, "", False, page))
        assert (found.title, found.number, found.confidence) == ("关于道路的通知", 3, 0.5)


class TestPlan:
    ROWS = (
        PlannedPage("路", "1.jpg", 1, "", "first page", 0.98, "2024:05:01 09:00:00", "为了加强"),
        PlannedPage("", "2.jpg", 1, "", "retake of 1.jpg", 0.71),
        PlannedPage("The road", "a/3.tif", 2, "路", "title", 0.97, "", "=1+1"),
    )

    @pytest.mark.parametrize(
        ("name", "begins"), [("plan.tsv", "\ufeffdocument\t"), ("plan.CSV", "\ufeffdocument,"), ("plan.xlsx", "PK")]
    )
    def test_it_comes_back_as_it_was_written(self, name: str, begins: str) -> None:
        written = write_picture_plan(self.ROWS, name)
        assert written.startswith(begins.encode())
        back = read_picture_plan(written, name)
        assert back == [replace(row, confidence=None, taken="", begins="") for row in self.ROWS]

    def test_documents_are_called_by_title_or_picture_each_once(self) -> None:
        shots = [
            shot("1.jpg", "甲", title="通知", starts="title"),
            shot("2.jpg", "乙"),
            shot("3.jpg", "丙", title="通知", starts="title"),
            shot("4.jpg", "丁", starts="page 1 again"),
            shot("5.jpg", "戊", retake="4.jpg"),
            shot("6.jpg", "", unread="damaged: get it again"),
            shot("7.jpg", "", unread=NO_WORDS),
        ]
        rows = proposed(shots, ["4"])
        assert [row.document for row in rows] == ["通知", "通知", "通知 2", "4 2", "", "4 2", ""]
        assert [row.why for row in rows[4:]] == [
            "retake of 4.jpg", "not read: damaged: get it again", "not read: no words were found on it",
        ]  # fmt: skip
        told = list(shown_picture_plan(rows))
        assert "  ? 6.jpg: not read: damaged: get it again" in told
        assert "  – 7.jpg: not read: no words were found on it" in told
        assert "  – 1.jpg: left out" in list(shown_picture_plan([replace(rows[0], document="")], given=True))

    @pytest.mark.parametrize(
        ("table", "told"),
        [
            ("name\tchinese\nx\ty\n", "no plan of pictures"),
            ("document\tpicture\nx\t../secret.jpg\n", "names no picture of the folder"),
            ("document\tpicture\nx\t\n", "names no picture of the folder"),
            ("document\tpicture\tpage\nx\t1.jpg\tzero\n", "gives no page"),
            ("document\tpicture\nx\t1.jpg\ny\t1.jpg\n", "rows 2 and 3 of plan.tsv are the same page"),
            ("document\tpicture\ttranslates\nx\t1.jpg\ty\n", "cannot be a translation of 'y'"),
        ],
    )
    def test_another_table_is_refused_in_a_line(self, table: str, told: str) -> None:
        with pytest.raises(FormatError, match=told):
            read_picture_plan(table.encode(), "plan.tsv")


class TestKeptPages:
    def page(self, frame: int, text: str = "一") -> KeptPage:
        line = Line(1.5, 2, 3, 12, 2, text, ((0, 1),), False, ((0, 1, '{"confidence": 0.9}'),))
        return KeptPage("a" * 64, frame, 3, "2024:05:01 09:00:00", True, Page(str(frame), 595, 842, (line,), "{}", ""))

    def test_what_was_read_is_there_when_it_goes_on(self, tmp_path: Path) -> None:
        kept = KeptPages(tmp_path / "c")
        for frame in (1, 3):
            kept.keep(self.page(frame))
        again = KeptPages(tmp_path / "c")
        assert again.page(("a" * 64, 3)) == self.page(3)
        assert ("a" * 64, 2) not in again
        assert (again.count("a" * 64), again.has_all("a" * 64)) == (3, False)

    def test_a_page_that_was_half_written_is_read_again(self, tmp_path: Path) -> None:
        kept = KeptPages(tmp_path / "c")
        kept.keep(self.page(1))
        kept.keep(self.page(2))
        (file,) = (tmp_path / "c.index").iterdir()
        file.write_bytes(file.read_bytes()[:-20])
        again = KeptPages(tmp_path / "c")
        assert ("a" * 64, 2) not in again
        again.keep(self.page(2, "二"))
        assert KeptPages(tmp_path / "c").page(("a" * 64, 2)) == self.page(2, "二")

    def test_it_goes_with_what_is_removed_and_stays_with_what_is_replaced(self, tmp_path: Path) -> None:
        document = document_of("第一条。", "zh", name="a")
        KeptPages(tmp_path / "c").keep(self.page(1))
        (tmp_path / "c.index" / "vectors").write_bytes(b"x")
        with Store.open(tmp_path / "c", create=True) as store:
            store.add(document, vectors={}, model="m")
            store.replace(document_of("第二条。", "zh", name="a"), vectors={}, model="m")
        with Store.open(tmp_path / "c") as store:  # purged when it is opened
            assert [each.name for each in (tmp_path / "c.index").iterdir()] == [PAGES]
            assert ("a" * 64, 1) in KeptPages(tmp_path / "c")
            store.remove("a")
        assert not (tmp_path / "c.index").exists()

    def test_a_removal_that_was_interrupted_takes_it_too(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        KeptPages(tmp_path / "c").keep(self.page(1))
        with Store.open(tmp_path / "c", create=True) as store:
            store.add(document_of("第一条。", "zh", name="a"), vectors={}, model="m")
            with monkeypatch.context() as patched:
                patched.setattr(Store, "purge", lambda _: None)
                store.remove("a")
        assert (tmp_path / "c.index").exists()
        Store.open(tmp_path / "c").close()
        assert not (tmp_path / "c.index").exists()


def test_pictures_are_counted_without_unpacking_them() -> None:
    image = pytest.importorskip("PIL.Image").new("RGB", (40, 30), "white")
    one, three = io.BytesIO(), io.BytesIO()
    image.save(one, "PNG")
    image.save(three, "TIFF", save_all=True, append_images=[image, image])
    assert frame_count(three.getvalue(), "a.tif", "picture") == 3
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("duizhao.corpus.readers.ocr.image_client.asking", None)
        assert frame_count(one.getvalue(), "a.png", "picture") == 1
        with pytest.raises(TypeError):
            frame_count(three.getvalue(), "a.tif", "picture")


def test_rate_and_time_left_are_said(capsys: pytest.CaptureFixture) -> None:
    assert list(paced(range(30), "reading papers", 30)) == list(range(30))
    first, last = capsys.readouterr().err.splitlines()
    assert first.startswith("reading papers: 25 of 30 pages, ")
    assert first.endswith(" left")
    assert last.startswith("reading papers: 30 of 30 pages, ")


def drawn(lines: Iterable[str], *, title: str = "", number: int | None = None, red: bool = False) -> bytes:
    """A page of 900 by 620 pixels, as a file."""
    image, draw, font = pytest.importorskip("PIL.Image"), pytest.importorskip("PIL.ImageDraw"), None
    font = pytest.importorskip("PIL.ImageFont").truetype
    page = image.new("RGB", (900, 620), "white")
    pen = draw.Draw(page)
    if red:
        pen.text((450, 40), "某市人民政府文件", fill=(200, 20, 30), font=font(FONT, 52, index=2), anchor="ma")
        pen.line((60, 125, 840, 125), fill=(200, 20, 30), width=4)
    if title:
        pen.text((450, 150), title, fill="black", font=font(FONT, 40, index=2), anchor="ma")
    for at, line in enumerate(lines):
        pen.text((60, 240 + 56 * at), line, fill="black", font=font(FONT, 28, index=2))
    if number:
        pen.text((450, 580), str(number), fill="black", font=font(FONT, 24, index=2), anchor="ma")
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pytest.importorskip("rapidocr")
    papers = tmp_path / "papers"
    papers.mkdir()
    first = drawn(WORDS[2:4])
    (papers / "IMG_1.png").write_bytes(drawn(WORDS[:2], title="城市道路管理办法"))
    (papers / "IMG_2.png").write_bytes(first)
    (papers / "IMG_3.png").write_bytes(first + b" ")  # taken twice
    (papers / "IMG_10.png").write_bytes(drawn(WORDS[4:], red=True))
    (papers / "IMG_11.png").write_bytes(first[:300])
    (papers / "notes.txt").write_text("no picture", encoding="utf-8")
    return papers


def run(arguments: list[str], capsys: pytest.CaptureFixture) -> tuple[object, str]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.argv", ["duizhao", "add", *arguments])
        try:
            main()
            code: object = 0
        except SystemExit as ended:
            code = ended.code
    return code, capsys.readouterr().err


def test_a_folder_becomes_documents_by_a_plan_that_was_changed(folder: Path, capsys: pytest.CaptureFixture) -> None:
    corpus, plan = folder.with_name("c"), folder.with_name("plan.tsv")
    arguments = ["--corpus", str(corpus), "--pictures", str(folder), "--plan", str(plan)]
    code, told = run(arguments, capsys)
    assert code == 0
    assert "nothing was added yet" in told
    rows = read_picture_plan(plan.read_bytes(), plan.name)
    assert [(row.picture, row.document != "") for row in rows] == [
        ("IMG_1.png", True), ("IMG_2.png", True), ("IMG_3.png", False), ("IMG_10.png", True), ("IMG_11.png", True),
    ]  # fmt: skip
    assert [row.why.split(":")[0] for row in rows] == ["first page", "", "retake of IMG_2.png", "red head", "not read"]
    assert rows[0].document == rows[1].document == "城市道路管理办法"
    assert not corpus.exists()

    changed = plan.read_text(encoding="utf-8").replace(rows[3].document + "\t", "通告\t")
    plan.write_text("".join(line for line in changed.splitlines(keepends=True) if "IMG_3" not in line), "utf-8")
    code, told = run(arguments, capsys)
    assert (code, "added 通告" in told) == (0, True)
    assert "  – IMG_3.png: in no row of the plan\n" in told
    with Store.open(corpus) as store:
        assert store.names() == ["城市道路管理办法", "通告"]
        document = store.source("城市道路管理办法")
    assert all("".join(line.split()) in "".join(document.text.split()) for line in WORDS[:4])
    assert [mark.value for mark in document.marks if mark.kind == "page"] == ["1", "2"]
    assert [json.loads(mark.value)["file"] for mark in document.marks if mark.kind == "picture"] == [
        "IMG_1.png", "IMG_2.png",
    ]  # fmt: skip
    with Store.open(corpus) as store:
        assert coverage(store.source("通告")) == Coverage(2, 1, 0)
        store.purge()  # as after a correction
    code, told = run(arguments, capsys)
    assert (code, told.count("there already")) == (0, 2)
    shows_the_strip(folder, document, "占用或者挖掘")

    correct_reading(corpus, Misreading("城市道路管理办法", read="占用"), Correction("佔用", "AB"))
    plan.write_text(plan.read_text(encoding="utf-8").replace("通告\t", "城市道路管理办法\t"), "utf-8")
    code, told = run([*arguments, "--replace"], capsys)
    assert (code, "城市道路管理办法: 1 correction put in place" in told) == (0, True)
    with Store.open(corpus) as store:
        assert all(words in store.source("城市道路管理办法").text for words in ("佔用或者挖掘", WORDS[5][:8]))


def shows_the_strip(folder: Path, document: Document, words: str) -> None:
    """Cut out of the picture, the strip shows the words: they are read in it again, and the page of a link holds it."""
    start = document.text.index(words)
    (strip,) = strips(document, Span(start, start + len(words)))
    assert strip.file == "IMG_2.png"
    cut = StripFolder(folder).strip(strip)
    assert words in contents_of(cut, "strip.png").text
    link = QuoteLink(document.name, (Span(start, start + len(words)),), words, None, (), None, 0.9, "the model's words")
    traced = TracedQuotation(Quotation((Span(1, 9),), "occupied"), "renders", 0.9, (link,))
    trace = Trace("a", "“occupied”", (traced,), SearchScope(1, 1, 0, "m"))
    page = render_trace(Report(trace, {document.name: document}, "0", strip=StripFolder(folder).strip))
    assert page.count('<img src="data:image/png;base64,') == 1
    cited = folder.with_name("cited.json")
    record = citation_record(Report(trace, {document.name: document}, "0").cite(traced, link))
    cited.write_text(json.dumps(record), encoding="utf-8")
    for corpus in (folder.with_name("c"), None):  # in the folder stand a damaged picture and other files, too
        (checked,) = check_citations(cited, [folder], corpus)
        assert (checked.status, "IMG_2.png is unchanged; read as cited" in checked.detail) == ("unchanged", True)
    with pytest.raises(ReadError, match=r"IMG_0\.png"):
        check_citations(cited, [folder / "IMG_2.png", folder / "IMG_0.png"], None)
    assert "data:image" not in render_trace(Report(trace, {document.name: document}, "0"))


def test_a_folder_without_pictures(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    pytest.importorskip("rapidocr")
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    code, told = run(["--corpus", str(tmp_path / "c"), "--pictures", str(tmp_path)], capsys)
    assert (code, told) == (1, f"duizhao: {tmp_path.name}: no pictures in this folder (PNG, JPEG, TIFF, HEIC, PDF)\n")
