"""A reader to test with: served on this machine over a corpus of its own, by a thread, at a port that is free."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from encoders import PAIRS, lexicon
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from duizhao.align.library.build import add_entry, make_entry
from duizhao.align.web.app import create_app
from duizhao.align.web.middleware import Admission
from duizhao.align.web.server import server_config
from duizhao.align.web.state import Reader
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.readers.load import document_of
from duizhao.corpus.store.store import Store

CHROMIUM = "/usr/bin/chromium"
WAIT = 30_000
"""Milliseconds that a slow machine may take; nothing waits for so long where it works."""


class Served:
    """A reader that listens at `address`."""

    def __init__(self, corpus: Path, token: str | None = None, pictures: Path | None = None) -> None:
        self.corpus = corpus
        self.reader = Reader(corpus, lexicon, pictures=pictures)
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        app = create_app(self.reader, Admission.local(self.port, token=token))
        self._server = uvicorn.Server(server_config(app))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> Served:
        self._thread.start()
        self._socket.listen(64)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(20)
        self.reader.jobs.stop()
        self._socket.close()

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | Mapping[str, Any] | None = None,
    ) -> tuple[int, dict[str, str], str]:
        """A request as it is, with no header but those given: status, headers, body."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        told = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
        if isinstance(body, Mapping):
            told["Content-Type"] = "application/json"
        data = json.dumps(body).encode() if isinstance(body, Mapping) else body
        asked.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in told.items():
            asked.putheader(name, value)
        if "Content-Length" not in told and (data is not None or method == "POST"):
            asked.putheader("Content-Length", str(len(data or b"")))
        asked.endheaders(data)
        answer = asked.getresponse()
        found = (
            answer.status,
            {key.lower(): value for key, value in answer.getheaders()},
            answer.read().decode(errors="replace"),
        )
        asked.close()
        return found

    def post(self, path: str, body: bytes | Mapping[str, Any]) -> tuple[int, Any]:
        """What a page of the reader's own would send: status, and the JSON that comes back."""
        status, _, said = self.ask("POST", path, {"Origin": self.address}, body)
        return status, json.loads(said)


def corpus_of(path: Path, pairs: Mapping[str, Sequence[Sequence[str]]]) -> Path:
    """A corpus with a document for each name: the Chinese sentences, then those of each translation, a line each."""
    with Store.open(path, create=True) as store:
        for name, sentences in pairs.items():
            chinese, *others = ("\n".join(side) for side in zip(*sentences, strict=True))
            source = document_of(chinese, "zh", name=name, presplit=True)
            names = [f"{name}.en", *(f"{name}.{number}.en" for number in range(2, len(others) + 1))]
            targets = [
                document_of(text, "en", name=each, presplit=True) for text, each in zip(others, names, strict=True)
            ]
            encoder = lexicon()
            add_entry(store, make_entry(source, targets, encoder), encoder)
    return path


SENTENCES_A_PAGE = 16
"""Of some 25 words each: a page of 400 words."""


def long_corpus(path: Path, pages: int) -> Path:
    """A corpus with one document of so many pages in two translations, a bead a sentence, made without a model."""
    count = pages * SENTENCES_A_PAGE
    chinese, english = ("".join(pair[side] for pair in PAIRS[:2]) for side in (0, 1))
    source = document_of("\n".join(f"第{at}段：{chinese}" for at in range(count)), "zh", name="long", presplit=True)
    translations = [
        document_of(
            "\n".join(f"Paragraph {at}: {english} {english}" for at in range(count)), "en", name=name, presplit=True
        )
        for name in ("long.en", "long.2.en")
    ]
    beads = tuple(Bead((at,), (at,), 0.5 + at % 50 / 100) for at in range(count))
    with Store.open(path, create=True) as store:
        bitexts = [Bitext(source, each, beads) for each in translations]
        store.add(source, bitexts=bitexts, vectors={}, model=lexicon().signature)
    return path


@contextmanager
def browsing() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def context_of(browser: Browser, served: Served, **told: Any) -> BrowserContext:
    """A window of its own onto a reader, of a person called AB; nothing in it goes anywhere else."""
    context = browser.new_context(
        **{"base_url": served.address, "locale": "en-GB", "viewport": {"width": 1280, "height": 900}, **told}
    )
    context.set_default_timeout(WAIT)
    expect.set_options(timeout=WAIT)
    context.add_init_script("localStorage.getItem('duizhao-who') || localStorage.setItem('duizhao-who', 'AB')")
    context.route("**/*", lambda route: route.continue_() if served.address in route.request.url else route.abort())
    return context


@contextmanager
def watched(context: BrowserContext) -> Iterator[Page]:
    """A page on which any error, and any break of its policy, fails the test."""
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    yield opened
    assert not wrong
