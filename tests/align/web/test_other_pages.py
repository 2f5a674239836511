"""What pages elsewhere get of the reader in a real browser: nothing. And what becomes of whoever asks for too much."""

from __future__ import annotations

import asyncio
import gc
import http.server
import resource
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from encoders import PAIRS
from playwright.sync_api import BrowserContext, Page, sync_playwright
from readers import CHROMIUM, Served, corpus_of

from duizhao.align.web.server import MOST_CONNECTIONS
from duizhao.corpus.readers.base.limits import LARGEST_FILE
from duizhao.corpus.store.store import Store

CROWD = 1000
"""Requests in flight."""
EVIL = "evil.example"
"""A name that an attacker has made point to this machine."""

TRIES = """async (reader) => {
  const told = {};
  const tried = async (name, does) => {
    try { told[name] = await does(); } catch (error) { told[name] = `refused: ${error.name}`; }
  };
  const once = (element, address, attribute = 'src') => new Promise((go) => {
    element.onload = () => go(`loaded ${element.naturalWidth ?? ''}`);
    element.onerror = () => go('refused: error');
    element[attribute] = address;
    document.body.append(element);
    setTimeout(() => go('refused: nothing came'), 5000);
  });
  await tried('fetch', async () => (await fetch(reader)).text());
  await tried('fetch with cookies', async () => (await fetch(reader, {credentials: 'include'})).text());
  await tried('fetch without looking', async () => {
    const answer = await fetch(reader, {mode: 'no-cors'});
    return answer.type === 'opaque' && !(await answer.text()) ? 'refused: opaque' : 'read';
  });
  await tried('post', async () => (await fetch(`${reader}remove`, {method: 'POST', mode: 'no-cors', body: 'name=law',
    headers: {'Content-Type': 'application/x-www-form-urlencoded'}})).type === 'opaque' && 'refused: opaque');
  await tried('json', async () => (await fetch(`${reader}remove`, {method: 'POST', body: '{"name": "law"}',
    headers: {'Content-Type': 'application/json'}})).text());
  await tried('beacon', async () => navigator.sendBeacon(`${reader}remove`, 'name=law') && 'refused: nothing is read');
  await tried('xhr', () => new Promise((go, no) => {
    const asked = new XMLHttpRequest();
    asked.onload = () => go(asked.responseText); asked.onerror = () => no(new Error('x'));
    asked.open('GET', reader); asked.send();
  }));
  await tried('socket', () => new Promise((go) => {
    const socket = new WebSocket(reader.replace('http', 'ws'));
    socket.onopen = () => go('opened'); socket.onerror = () => go('refused: error');
  }));
  await tried('events', () => new Promise((go) => {
    const events = new EventSource(reader);
    events.onmessage = (event) => go(event.data); events.onerror = () => { events.close(); go('refused: error'); };
  }));
  await tried('image', () => once(new Image(), reader));
  await tried('script', () => once(document.createElement('script'), `${reader}static/shell.js`));
  await tried('style', () => {
    const link = Object.assign(document.createElement('link'), {rel: 'stylesheet'});
    return once(link, `${reader}static/web.css`, 'href');
  });
  await tried('frame', async () => {
    const frame = document.createElement('iframe');
    await once(frame, reader);
    try { return frame.contentDocument ? 'read' : 'refused: cross-origin'; } catch { return 'refused: cross-origin'; }
  });
  return told;
}"""


class Heard(Served):
    """A reader that remembers what it answered: method, path, status."""

    def __init__(self, corpus: Path) -> None:
        super().__init__(corpus)
        self.answered: list[tuple[str, str, int]] = []
        app: Any = self._server.config.app

        async def heard(scope: Any, receive: Any, send: Any) -> None:
            async def told(message: Any) -> None:
                if message["type"] == "http.response.start":
                    self.answered.append((scope["method"], scope["path"], message["status"]))
                await send(message)

            await app(scope, receive, told)

        self._server.config.app = heard


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Heard]:
    with Heard(corpus_of(tmp_path / "secret.duizhao", {"law": PAIRS[:2]})) as served:
        yield served


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[int]:
    """A server of empty pages; its port."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "index.html").write_text("<!DOCTYPE html><title>elsewhere</title><body>")
    handler = partial(Quiet, directory=str(tmp_path / "pages"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture
def outside() -> Iterator[BrowserContext]:
    """A browser for which the attacker's name means this machine."""
    args = ["--no-sandbox", "--disable-gpu", f"--host-resolver-rules=MAP {EVIL} 127.0.0.1"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=args)
        yield browser.new_context()
        browser.close()


def is_whole(reader: Served) -> bool:
    with Store.open(reader.corpus) as store:
        return store.names() == ["law"]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("name", ["127.0.0.1", EVIL])
def test_a_page_elsewhere_gets_nothing(reader: Heard, elsewhere: int, outside: BrowserContext, name: str) -> None:
    page: Page = outside.new_page()
    page.goto(f"http://{name}:{elsewhere}/")
    told = page.evaluate(TRIES, f"{reader.address}/")
    assert len(told) == 13
    assert all(each.startswith("refused") for each in told.values()), told
    with page.expect_navigation():
        page.evaluate(
            "(to) => { const form = Object.assign(document.createElement('form'), {method: 'post', action: to});"
            "document.body.append(form); form.submit(); }",
            f"{reader.address}/remove",
        )
    assert "only a page of the reader's own may change anything" in page.content()
    of_its_own = ("GET", "/favicon.ico", 404)  # of the page that says no
    answered = [each for each in reader.answered if each != of_its_own]
    assert {each for each in answered if each[2] != 403} == set()
    assert len(answered) >= 8  # the reader itself was asked, and not merely the browser
    assert is_whole(reader)


@pytest.mark.browser
@pytest.mark.slow
def test_a_name_that_was_made_to_point_here(reader: Heard, outside: BrowserContext) -> None:
    page = outside.new_page()
    answer = page.goto(f"http://{EVIL}:{reader.port}/")
    assert answer is not None
    assert (answer.status, answer.text()) == (421, "this name is not the reader's\n")
    assert {status for _, _, status in reader.answered} == {421}


def memory() -> int:
    """MiB that this process has taken at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted as Linux does it")
def test_two_gigabytes_are_refused_and_not_kept(reader: Heard) -> None:
    assert LARGEST_FILE < 2 * 2**30
    reader.ask("GET", "/")
    before = memory()
    head = (
        f"POST /files?name=a.txt HTTP/1.1\r\nHost: 127.0.0.1:{reader.port}\r\nOrigin: {reader.address}\r\n"
        f"Content-Length: {2 * 2**30}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", reader.port), timeout=20) as raw:
        raw.sendall(head.encode())
        assert raw.recv(1000).startswith(b"HTTP/1.1 413")
        with suppress(OSError):
            for _ in range(2**12):  # a quarter of a gigabyte of it, into nothing
                raw.sendall(bytes(2**16))
    assert memory() - before < 64
    assert reader.ask("GET", "/")[0] == 200


async def crowd(reader: Served, count: int) -> list[int]:
    """So many requests in flight; the status of each, 0 where the reader hung up."""

    async def one() -> int:
        try:
            read, write = await asyncio.open_connection("127.0.0.1", reader.port)
            write.write(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{reader.port}\r\nConnection: close\r\n\r\n".encode())
            said = await read.read()
            write.close()
            return int(said.split(b" ", 2)[1]) if said else 0
        except OSError:
            return 0

    return await asyncio.gather(*(one() for _ in range(count)))


@pytest.mark.slow
def test_a_crowd_is_answered_or_told_to_come_again(reader: Heard) -> None:
    before = memory()
    room = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    count = min(CROWD, (room - 200) // 2)
    resource.setrlimit(resource.RLIMIT_NOFILE, (room, room))
    statuses = asyncio.run(crowd(reader, count))
    assert set(statuses) <= {200, 503, 0}
    assert statuses.count(200) >= MOST_CONNECTIONS // 2
    assert memory() - before < 300  # the crowd itself is in this process
    assert reader.ask("GET", "/")[0] == 200


def test_a_page_left_open_takes_no_more_memory(reader: Heard) -> None:
    """What a page asks while it waits, asked as often as in a day."""
    work = reader.reader.jobs.begin("nothing", lambda job: {})

    def objects(times: int) -> int:
        for _ in range(times):
            assert reader.ask("GET", f"/work?id={work.id}")[0] == 200
        reader.answered.clear()
        gc.collect()
        return len(gc.get_objects())

    objects(50)
    before = objects(50)
    assert objects(300) - before < 150
