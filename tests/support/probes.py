"""What a reader that was taken over might try, done harmlessly, in the process that reads files."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from duizhao.corpus.sandbox.messages import Channel, Header

SEEN: list[str] = []
"""What files this process has been given."""


def _connect(request: Header) -> None:
    with socket.create_connection(("127.0.0.1", request["port"]), timeout=2) as made:
        made.sendall(b"secret")


def _send_datagram(request: Header) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.sendto(b"secret", ("127.0.0.1", request["port"]))


def _name_a_socket(request: Header) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(request["new"])


def _fork(request: Header) -> None:
    if not os.fork():
        os._exit(0)


TRIED: dict[str, Callable[[Header], Any]] = {
    "read another file": lambda request: Path(request["other"]).read_bytes(),
    "list a folder": lambda request: list(Path(request["other"]).parent.iterdir()),
    "write a file": lambda request: Path(request["new"]).write_text("x", encoding="utf-8"),
    "write over a file": lambda request: os.close(os.open(request["other"], os.O_RDWR)),
    "remove a file": lambda request: Path(request["other"]).unlink(),
    "rename a file": lambda request: Path(request["other"]).rename(request["new"]),
    "make a folder": lambda request: Path(request["new"]).mkdir(),
    "link to a file": lambda request: Path(request["new"]).symlink_to(request["other"]),
    "change permissions": lambda request: Path(request["other"]).chmod(0o777),
    "connect to a port": _connect,
    "send a datagram": _send_datagram,
    "name a socket": _name_a_socket,
    "make a pair of sockets": lambda request: socket.socketpair(),
    "fork": _fork,
    "start a program": lambda request: subprocess.run(["/bin/true"], check=True),
    "become a program": lambda request: os.execv("/bin/true", ["true"]),
    "start a thread": lambda request: threading.Thread(target=int).start(),
    "signal to its parent": lambda request: os.kill(request["parent"], 0),
    "look at its parent": lambda request: Path(f"/proc/{request['parent']}/environ").read_bytes(),
    "look at itself": lambda request: Path("/proc/self/environ").read_bytes(),
}


def attempt(channel: Channel, request: Header, data: bytes) -> Header:
    """Try one thing; what came of it: the name of the error, or that it was done."""
    try:
        TRIED[request["what"]](request)
    except (OSError, RuntimeError) as error:
        return {"came": type(error).__name__}
    return {"came": "done"}


def remember(channel: Channel, request: Header, data: bytes) -> Header:
    """Say what was seen before, and remember this."""
    before = list(SEEN)
    SEEN.append(request["name"])
    return {"before": before, "environment": sorted(os.environ), "process": os.getpid()}


def end(channel: Channel, request: Header, data: bytes) -> Header:
    """Come to a bad end, in the way that is asked for."""
    how = request["changes"] if "changes" in request else request["how"]
    if how == "memory":
        held = []
        while True:
            held.append(bytes(1 << 28))  # which is not touched, and counts all the same
    if how == "for ever":
        while True:
            time.sleep(1)
    if how == "a lie":
        channel.send({"found": {"text": "words", "marks": [["note", 0, 99, ""]], "metadata": {}, "lines": True}})
    if how == "an error":
        raise KeyError("secret")
    if how == "nonsense":
        os.write(channel.outgoing, b"\0\0\0\4null")
    if how == "more":
        channel.send({"found": {}, "warned": []})
        channel.send({"found": {"of": "another"}, "warned": []})
    os._exit(0 if how == "more" else 9)
