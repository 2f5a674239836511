"""The reader served: on this machine alone unless told otherwise, and then to those who have the token."""

from __future__ import annotations

import ipaddress
import os
import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.align.errors import RequestError
from duizhao.align.web.app import create_app
from duizhao.align.web.middleware import OWN_NAMES, Admission, App
from duizhao.align.web.state import Reader
from duizhao.corpus.readers.archive import open_files
from duizhao.corpus.sandbox.confinement import hide
from duizhao.corpus.store.store import Store
from duizhao.models.loading import open_encoder

if TYPE_CHECKING:
    import uvicorn

BACKLOG = 128
MOST_CONNECTIONS = 100
"""What is open or asked at once; a browser takes six. Whoever comes beyond is told to come again (503)."""


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What is to be served, and where."""

    corpus: Path
    host: str = "127.0.0.1"
    port: int = 8417
    names: tuple[str, ...] = ()
    model: str | None = None
    who: str = ""
    token: bool = False
    open_browser: bool = True
    pictures: Path | None = None


def serve(served: ServeOptions, say: Callable[[str], None]) -> None:
    """Serve until interrupted; `say` is told the address."""
    os.environ.setdefault("OTEL_SDK_DISABLED", "true")  # a library that FastAPI brings along could be told to report
    import uvicorn

    hide()
    with Store.open(served.corpus, create=True):
        pass  # what is wrong with the corpus is said before anything listens
    if served.pictures is not None:
        open_files(served.pictures)  # and so is what is wrong with the folder of pictures
    listening = _listening(served.host, served.port)
    port = listening.getsockname()[1]
    local = is_local(served.host)
    token = secrets.token_urlsafe(24) if served.token or not local else None
    admission = Admission.local(port, _names(served), token)
    reader = Reader(served.corpus, lambda: open_encoder(served.model), who=served.who, pictures=served.pictures)
    reader.jobs.begin("opening the model", lambda work: {"model": reader.encoder.signature})
    address = f"http://{'127.0.0.1' if local else _shown(served)}:{port}/" + (f"?token={token}" if token else "")
    say(f"the reader of {served.corpus.name} is at {address} (Ctrl+C ends it)")
    if not local:
        say("others on this network can reach it, and what they read and send is not encrypted; guard the token")
    config = server_config(create_app(reader, admission))
    if served.open_browser:
        threading.Timer(0.8, webbrowser.open, [address]).start()
    with listening:
        uvicorn.Server(config).run([listening])


def server_config(app: App) -> uvicorn.Config:
    """How the reader is served: nothing is logged, and nobody holds more connections, or longer, than a page needs."""
    import uvicorn

    from duizhao.align.web.connection import Connection

    return uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
        limit_concurrency=MOST_CONNECTIONS,
    )


def is_local(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _names(served: ServeOptions) -> tuple[str, ...]:
    given = () if f"[{served.host}]" in OWN_NAMES or served.host in OWN_NAMES else (served.host,)
    return (*(f"[{host}]" if ":" in host else host for host in given), *served.names)


def _shown(served: ServeOptions) -> str:
    return served.names[0] if served.names else f"[{served.host}]" if ":" in served.host else served.host


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises RequestError where it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host.strip("[]"), port))
        listening.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        listening.close()
        raise RequestError(
            f"cannot listen at {host}, port {port}: give another --port (0: any that is free)"
        ) from error
    return listening
