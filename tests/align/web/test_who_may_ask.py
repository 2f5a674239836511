"""Who may ask the reader what: every row of `askers.tsv`, at every address that the reader has."""

from __future__ import annotations

import asyncio
import csv
import hmac
import re
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from encoders import lexicon
from places import CASES, ROOT
from readers import Served, corpus_of

from duizhao.align.web import connection, middleware
from duizhao.align.web.app import create_app
from duizhao.align.web.middleware import Admission, Guard
from duizhao.align.web.server import MOST_CONNECTIONS
from duizhao.align.web.state import Reader

HOST = "127.0.0.1:8417"
TOKEN = "right-token-of-the-reader"
with (CASES / "askers.tsv").open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table, delimiter="\t"))

HOSTS = {
    "own": [HOST], "other": ["evil.example"], "other with our port": ["evil.example:8417"], "no port": ["127.0.0.1"],
    "ours and more": ["127.0.0.1.evil.example:8417"], "own twice": [HOST, HOST], "-": [], "empty": [""],
    "own in capitals": ["LOCALHOST:8417"],
}  # fmt: skip
ORIGINS = {
    "-": [], "own": [f"http://{HOST}"], "own https": [f"https://{HOST}"], "other": ["http://evil.example"],
    "null": ["null"], "other port": ["http://127.0.0.1:1"], "own twice": [f"http://{HOST}", "http://evil.example"],
}  # fmt: skip
COOKIES = {
    "wrong": "wrong", "right": TOKEN, "longer": f"{TOKEN}x", "shorter": TOKEN[:-1], "not ASCII": "\xff\xfe",
}  # fmt: skip
IN_ADDRESS = {"in the address": TOKEN, "wrong in the address": "wrong", "empty in the address": ""}


def headers_of(row: dict[str, str]) -> list[tuple[bytes, bytes]]:
    hosts = HOSTS[row["host"]]
    origins = [f"http://{host}" for host in hosts[:1]] if row["origin"] == "as host" else ORIGINS[row["origin"]]
    told = [("host", host) for host in hosts] + [("origin", origin) for origin in origins]
    told += [(f"sec-fetch-{name}", row[name]) for name in ("site", "mode", "dest") if row[name] != "-"]
    if row["token"] in COOKIES:
        told.append(("cookie", f"duizhao-token={COOKIES[row['token']]}"))
    elif row["token"] == "right among others":
        told.append(("cookie", f"a=b; duizhao-token={TOKEN}; c=d"))
    return [(name.encode(), value.encode("latin-1")) for name, value in told]


def asked(guard: Guard, row: dict[str, str], path: str) -> tuple[int, dict[str, str]]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    query = f"token={IN_ADDRESS[row['token']]}" if row["token"] in IN_ADDRESS else ""
    scope = {"type": "http", "method": row["method"], "path": path, "query_string": query.encode()}
    asyncio.run(guard({**scope, "headers": headers_of(row)}, receive, send))
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}


async def reached(scope: Any, receive: Any, send: Any) -> None:
    """What stands behind the guard: it says that it was reached."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every address that the reader has."""
    corpus = corpus_of(tmp_path_factory.mktemp("reader") / "all.duizhao", {})
    app: Any = create_app(Reader(corpus, lexicon), Admission.local(8417))._app
    found = [route.path for each in app.routes for route in getattr(each, "routes", [each]) if hasattr(route, "path")]
    written = re.findall(r'@router\.\w+\("(/[^"]*)"', "".join(each.read_text("utf-8") for each in ROUTES))
    return sorted({*found, *written, "/"})


ROUTES = sorted((ROOT / "align/web/routes").glob("*.py"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['who']}: {row['method']} {row['token']}")
def test_who_may_ask(row: dict[str, str], paths: list[str]) -> None:
    guard = Guard(reached, Admission.local(8417, token=None if row["token"] == "-" else TOKEN))
    assert len(paths) > 10
    for path in paths:
        status, headers = asked(guard, row, path)
        assert status == int(row["status"]), path
        assert headers["content-security-policy"] == middleware.POLICY
        assert headers["referrer-policy"] == "no-referrer"
        assert TOKEN not in headers.get("location", "")
        if "set-cookie" in headers:
            assert headers["set-cookie"].endswith("; HttpOnly; SameSite=Strict")


def test_tokens_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    real: Callable[[Any, Any], bool] = hmac.compare_digest

    def heard(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return real(one, other)

    monkeypatch.setattr("duizhao.align.web.middleware.hmac.compare_digest", heard)
    guard = Guard(reached, Admission.local(8417, token=TOKEN))
    for token in ("wrong", "wrong in the address"):
        asked(guard, {**ROWS[0], "token": token}, "/")
    assert compared.count((b"wrong", TOKEN.encode())) == 2


def test_no_page_holds_a_script_or_a_style_of_its_own() -> None:
    """The policy would refuse it: nothing runs but files of the reader's own."""
    for page in (ROOT / "align/web").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.findall(r"<script(?![^>]*\ssrc=)[^>]*>|<style|\sstyle=|\son\w+=|javascript:", text), page.name


def test_the_token_is_never_logged(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with Served(corpus_of(tmp_path / "all.duizhao", {}), token=TOKEN) as served:
        for path in (f"/?token={TOKEN}", f"/nowhere?token={TOKEN}", f"/?token={TOKEN}x"):
            served.ask("GET", path)
        for line in (f"GET /?token={TOKEN} HTTP/9.9", f"\x00{TOKEN}", f"GET http://{TOKEN}/ HTTP/1.1"):
            with socket.create_connection(("127.0.0.1", served.port), timeout=20) as raw:
                raw.sendall(f"{line}\r\nhost: x\r\n\r\n".encode())
                raw.recv(1000)
    assert TOKEN not in "".join(capfd.readouterr())


def closed_after(raw: socket.socket) -> float:
    """Seconds until the other side hangs up."""
    raw.settimeout(20)
    began = time.monotonic()
    while raw.recv(1000):
        pass
    return time.monotonic() - began


@pytest.mark.slow
def test_who_never_ends_asking_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.3)
    monkeypatch.setattr(middleware, "BODY_SECONDS", 0.3)
    with Served(corpus_of(tmp_path / "all.duizhao", {})) as served:
        own = f"Host: 127.0.0.1:{served.port}\r\nOrigin: {served.address}\r\n"
        for said in ("", "GET / HT", f"GET / HTTP/1.1\r\n{own}"):
            with socket.create_connection(("127.0.0.1", served.port), timeout=20) as raw:
                raw.sendall(said.encode())
                assert closed_after(raw) < 10
        with socket.create_connection(("127.0.0.1", served.port), timeout=20) as raw:
            raw.sendall(f"POST /articles HTTP/1.1\r\n{own}Content-Length: 99\r\n\r\nabc".encode())
            assert raw.recv(1000).startswith(b"HTTP/1.1 408")
            assert closed_after(raw) < 10
        assert served.ask("GET", "/")[0] == 200


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Transfer-Encoding: chunked\r\n", 411),
        ("Content-Length: 1001\r\nContent-Type: application/x-www-form-urlencoded\r\n", 413),
        ("Content-Length: 1001\r\n", 413),
        ("Content-Length: 9001\r\nContent-Type: multipart/form-data; boundary=b\r\n", 413),
    ],
)
def test_a_body_that_is_too_large_or_does_not_say_how_large(
    said: str, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused before anything of it is taken."""
    monkeypatch.setattr(middleware, "LARGEST_FORM", 1000)
    monkeypatch.setattr(middleware, "LARGEST_REQUEST", 9000)
    with Served(corpus_of(tmp_path / "all.duizhao", {})) as served:
        own = f"Host: 127.0.0.1:{served.port}\r\nOrigin: {served.address}\r\n"
        with socket.create_connection(("127.0.0.1", served.port), timeout=20) as raw:
            raw.sendall(f"POST /articles HTTP/1.1\r\n{own}{said}\r\n".encode())
            assert raw.recv(1000).startswith(f"HTTP/1.1 {status}".encode())


@pytest.mark.slow
def test_only_so_many_are_answered_at_once(tmp_path: Path) -> None:
    with Served(corpus_of(tmp_path / "all.duizhao", {})) as served:
        assert served.ask("GET", "/")[0] == 200
        waiting = [socket.create_connection(("127.0.0.1", served.port), timeout=20) for _ in range(MOST_CONNECTIONS)]
        assert served.ask("GET", "/static/page.css")[0] == 503
        for each in waiting:
            each.close()
        for _ in range(100):
            if (status := served.ask("GET", "/static/page.css")[0]) == 200:
                break
            time.sleep(0.05)
        assert status == 200
