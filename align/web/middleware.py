"""Who may ask, and what every answer says: the outermost layer of the reader.

A page elsewhere can make a browser send requests here. Its own name may even be made to point here (DNS rebinding). So
the name that was asked for must be ours, what changes anything must come from a page of ours, and no answer may be
framed, or run anything that did not come from here.
"""

from __future__ import annotations

import asyncio
import hmac
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from duizhao.corpus.readers.base.limits import LARGEST_FILE

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}
READING = ("GET", "HEAD")
OWN_NAMES = ("127.0.0.1", "localhost", "[::1]")
COOKIE = "duizhao-token"
LARGEST_REQUEST = LARGEST_FILE
"""Bytes of files that are sent: those of the largest that is read; they go to the disk as they come."""
LARGEST_FORM = 32_000_000
"""Bytes of any other body, which is held in memory."""
BODY_SECONDS = 30.0
"""How long the next piece of a request's body may take."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Under which names the reader answers (with the port, as the Host header has them), and with which token."""

    hosts: frozenset[str]
    token: str | None = None

    @classmethod
    def local(cls, port: int, names: Iterable[str] = (), token: str | None = None) -> Admission:
        """Under this machine's own names, and more, at a port."""
        every = [*OWN_NAMES, *names]
        return cls(frozenset([f"{name}:{port}".lower() for name in every] + (every if port == 80 else [])), token)


class Guard:
    """Lets requests through to the reader, or answers them itself; no exception passes it.

    It answers 421 where the Host header has none of our names, 403 where another site's page asks or would change
    something, 401 without the token (where one is needed; `?token=` in an address sets it as a cookie, 303), 411 for a
    body that does not say how long it is, 413 for more than LARGEST_REQUEST or LARGEST_FORM bytes, 408 where the rest
    of them does not come, and 500 for a fault, of which only type and place go to standard error. Every answer carries
    HEADERS: nothing is cached, framed, or loaded from elsewhere.
    Connections that are not HTTP are closed without an answer.
    """

    def __init__(self, app: App, admission: Admission) -> None:
        self._app = app
        self._admission = admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection, as ASGI has it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        begun = False
        body = _Body(receive)

        async def answer(message: Message) -> None:
            nonlocal begun
            if body.fault is not None and not begun:  # what the application makes of it is not what is said
                return
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = _with_headers(message.get("headers", []))
            await send(message)

        refused = self._refusal(scope)
        if refused is not None:
            status, headers, message = refused
            await _plain(answer, status, message, headers)
            return
        fault = None
        try:
            await self._app(scope, body.receive, answer)
        except Exception as error:
            fault = error
        if fault is not None and body.fault is None:
            report(fault)
        refusal = body.fault or ((500, "something went wrong here; nothing was changed") if fault is not None else None)
        if refusal is not None and not begun:
            body.fault = None
            await _plain(answer, *refusal, [("connection", "close")])

    def _refusal(self, scope: Scope) -> tuple[int, list[tuple[str, str]], str] | None:
        """Status, headers and words, if the request is not to be let through."""
        headers = _headers(scope)
        host = headers.get("host", "").lower()
        if host not in self._admission.hosts:
            return 421, [], "this name is not the reader's"
        origin = headers.get("origin")
        if scope["method"] not in READING and not _same(origin, host):
            return 403, [], "only a page of the reader's own may change anything"
        if origin is not None and not _same(origin, host):  # all that a browser says of who opens a socket
            return 403, [], "asked for by a page elsewhere"
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none") and not _is_visit(scope, headers):
            return 403, [], "asked for by a page elsewhere"
        return _too_much(headers) or self._token_refusal(scope, headers)

    def _token_refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, list[tuple[str, str]], str] | None:
        token = self._admission.token
        if token is None or _is_token(_cookie(headers.get("cookie", "")), token):
            return None
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])[0]
        if scope["method"] == "GET" and _is_token(given, token):
            cookie = f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict"
            return 303, [("location", "/"), ("set-cookie", cookie)], "come in"
        return 401, [], "open the address that `duizhao serve` printed, with its token"


def _too_much(headers: dict[str, str]) -> tuple[int, list[tuple[str, str]], str] | None:
    """Why a body is not taken: it does not say how long it is, as browsers do, or is too much."""
    if "transfer-encoding" in headers:
        return 411, [("connection", "close")], "say how long it is"
    length = headers.get("content-length", "0")
    is_upload = headers.get("content-type", "").startswith("multipart/form-data")
    if not length.isdecimal() or int(length) > (LARGEST_REQUEST if is_upload else LARGEST_FORM):
        return 413, [], "more than may be sent at once"
    return None


def report(error: BaseException) -> None:
    """Say on standard error what failed and where in the program; never the message, which may hold words of a text."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = f" in {last[0].name}, line {last[0].lineno}" if last else ""
    sys.stderr.write(f"duizhao: {type(error).__name__}{place}\n")


class _BodyError(Exception):
    """The body of a request does not come."""


class _Body:
    """The body of a request, as long as something of it comes in time."""

    def __init__(self, receive: Receive) -> None:
        self.fault: tuple[int, str] | None = None
        self._receive = receive
        self._whole = False

    async def receive(self) -> Message:
        """The next piece; after the last whatever the server says, without haste."""
        try:
            message = await (self._receive() if self._whole else asyncio.wait_for(self._receive(), BODY_SECONDS))
        except TimeoutError:
            self.fault = 408, "the rest of what was sent did not come"
            raise _BodyError from None
        self._whole = not message.get("more_body", False)
        return message


def _headers(scope: Scope) -> dict[str, str]:
    """The headers; of a name that is given twice, none that could be taken for ours."""
    fields: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        fields[key] = "" if key in fields and key in ("host", "origin") else value.decode("latin-1")
    return fields


def _same(origin: str | None, host: str) -> bool:
    return origin is not None and origin.lower() in (f"http://{host}", f"https://{host}")


def _is_visit(scope: Scope, headers: dict[str, str]) -> bool:
    """Whether a person followed a link to a page here, which tells the other page nothing."""
    return (
        scope["method"] in READING
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
    )


def _cookie(header: str) -> str:
    try:
        cookie = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return cookie.value if cookie else ""


def _is_token(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())


def _with_headers(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in headers if name.decode("latin-1").lower() not in HEADERS]
    return [*kept, *((name.encode(), value.encode()) for name, value in HEADERS.items())]


async def _plain(send: Send, status: int, message: str, headers: Iterable[tuple[str, str]] = ()) -> None:
    body = f"{message}\n".encode()
    fields = [("content-type", "text/plain; charset=utf-8"), ("content-length", str(len(body))), *headers]
    start = {"type": "http.response.start", "status": status}
    await send({**start, "headers": [(name.encode(), value.encode()) for name, value in fields]})
    await send({"type": "http.response.body", "body": body})
