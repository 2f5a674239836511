"""Who may ask the reader, raw requests and all: DNS rebinding, cross-site posts, tokens, and what is logged."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from encoders import PAIRS
from readers import Served, corpus_of

from duizhao.align.web.middleware import Admission
from duizhao.align.web.server import is_local
from duizhao.align.web.upload_names import plain_name

CORRECT = {"text": "stories", "translation": "stories.en", "who": "AB", "sort": "confirm", "bead": "0:0"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    corpus = corpus_of(tmp_path_factory.mktemp("reader") / "all.duizhao", {"stories": PAIRS})
    with Served(corpus) as reader:
        yield reader


def test_a_page_says_that_nothing_may_come_from_elsewhere(served: Served) -> None:
    status, headers, body = served.ask("GET", "/")
    assert status == 200
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "http://" not in body
    assert "https://" not in body


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1.evil.example", ""])
@pytest.mark.parametrize("path", ["/", "/read?text=stories", "/static/page.css", "/work?id=0"])
def test_a_name_that_was_made_to_point_here_gets_nothing(served: Served, host: str, path: str) -> None:
    status, _, body = served.ask("GET", path, {"Host": host})
    assert (status, body) == (421, "this name is not the reader's\n")


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1", "", None, "http://localhost:1"]
)
@pytest.mark.parametrize("path", ["/correct", "/undo", "/articles", "/files", "/add", "/metadata", "/article/verdict"])
def test_a_page_elsewhere_changes_nothing(served: Served, origin: str | None, path: str) -> None:
    status, _, _ = served.ask("POST", path, {"Origin": origin} if origin is not None else {}, CORRECT)
    assert status == 403


def test_a_page_elsewhere_reads_nothing(served: Served) -> None:
    for mode, destination in (("no-cors", "script"), ("cors", "empty"), ("no-cors", "image"), ("navigate", "iframe")):
        asked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": destination}
        assert served.ask("GET", "/read?text=stories", asked)[0] == 403
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert served.ask("GET", "/", followed)[0] == 200


def test_a_page_of_its_own_changes_something(served: Served) -> None:
    status, told = served.post("/correct", CORRECT)
    assert (status, told["undo"]) == (200, True)


def test_a_token_is_asked_for_and_then_kept_in_a_cookie(tmp_path: Path) -> None:
    with Served(corpus_of(tmp_path / "all.duizhao", {}), token="right") as served:
        assert served.ask("GET", "/")[0] == 401
        assert served.ask("GET", "/?token=wrong")[0] == 401
        assert served.ask("POST", "/add?token=right", {"Origin": served.address})[0] == 401
        status, headers, _ = served.ask("GET", "/?token=right")
        assert (status, headers["location"]) == (303, "/")
        assert "HttpOnly; SameSite=Strict" in headers["set-cookie"]
        assert served.ask("GET", "/", {"Cookie": headers["set-cookie"].partition(";")[0]})[0] == 200


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e%2fapp.py", "/static/app.py", "/docs", "/openapi.json", "/redoc"]
)
def test_no_file_but_those_that_ship(served: Served, path: str) -> None:
    assert served.ask("GET", path)[0] == 404


def test_what_cannot_be_is_said_in_one_line(served: Served) -> None:
    for path in (
        "/read?text=nothing",
        "/article?id=0",
        "/document?name=no",
        "/find?q=(&how=regex",
        "/find?q=a&sort=no",
    ):
        status, _, body = served.ask("GET", path)
        assert status == 422, path
        assert "Traceback" not in body
    status, told = served.post("/files?name=x.txt", b"")
    assert (status, "empty" in told["said"]) == (422, True)
    status, told = served.post("/files?name=a.zip", b"PK\x03\x04" + bytes(30))
    assert status == 422


def test_nothing_of_a_text_is_logged(served: Served, capfd: pytest.CaptureFixture[str]) -> None:
    """Not even where something breaks that should not."""
    article = 'SECRETWORDS: the school said "The school hired a new teacher."'
    status, told = served.post("/articles?name=SECRETNAME.txt", article.encode())
    assert status == 200
    served.reader.articles.of(told["id"]).traced = None  # type: ignore[assignment]
    assert served.ask("GET", f"/article?id={told['id']}")[0] == 500
    served.ask("GET", "/find?q=SECRETWORDS&how=meaning")
    said = "".join(capfd.readouterr())
    assert "SECRET" not in said
    assert "duizhao: " in said


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\li\\draft.docx", "draft.docx"),
        ("a\0b\u202etxt.exe", "abtxt.exe"),
        ("..", ""),
        ("  a   b.txt ", "a b.txt"),
        ("x" * 500, "x" * 120),
    ],
)
def test_a_file_name_is_never_a_path(given: str, kept: str) -> None:
    assert plain_name(given) == kept


def test_more_than_is_read_is_refused_before_it_is_read(served: Served) -> None:
    told = {"Origin": served.address, "Content-Length": str(2**40)}
    assert served.ask("POST", "/files", told)[0] == 413


@pytest.mark.slow
def test_the_command_tells_where_it_is_and_nothing_of_the_machine(tmp_path: Path) -> None:
    folder = tmp_path / "SECRETFOLDER"
    folder.mkdir()
    corpus_of(folder / "all.duizhao", {})
    command = "from duizhao.align.cli.app import main; main()"
    given = ["serve", "--corpus", str(folder / "all.duizhao"), "--port", "0", "--no-browser", "--token"]
    served = subprocess.Popen([sys.executable, "-c", command, *given], stderr=subprocess.PIPE, text=True)
    try:
        assert served.stderr is not None
        said = served.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/\?token=(\S+)", said)
        assert found
        assert "SECRET" not in said
        asked = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=60)
        asked.request("GET", f"/?token={found[2]}")
        assert asked.getresponse().status == 303
        asked.close()
    finally:
        served.terminate()
        served.communicate(timeout=60)


def test_hosts() -> None:
    assert [is_local(each) for each in ("127.0.0.1", "localhost", "::1", "127.8.9.1")] == [True] * 4
    assert [is_local(each) for each in ("0.0.0.0", "192.168.1.2", "::", "reader.example")] == [False] * 4
    assert "reader.example:8417" in Admission.local(8417, ["reader.example"]).hosts
