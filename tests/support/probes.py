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

from duizhao.corpus.sandbox.messages import Channel, Told

SEEN: list[str] = []
"""What files this process has been given."""


def _connect(told: Told) -> None:
    with socket.create_connection(("127.0.0.1", told["port"]), timeout=2) as made:
        made.sendall(b"secret")


def _send_datagram(told: Told) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.sendto(b"secret", ("127.0.0.1", told["port"]))


def _name_a_socket(told: Told) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(told["new"])


def _fork(told: Told) -> None:
    if not os.fork():
        os._exit(0)


TRIED: dict[str, Callable[[Told], Any]] = {
    "read another file": lambda told: Path(told["other"]).read_bytes(),
    "list a folder": lambda told: list(Path(told["other"]).parent.iterdir()),
    "write a file": lambda told: Path(told["new"]).write_text("x", encoding="utf-8"),
    "write over a file": lambda told: os.close(os.open(told["other"], os.O_RDWR)),
    "remove a file": lambda told: Path(told["other"]).unlink(),
    "rename a file": lambda told: Path(told["other"]).rename(told["new"]),
    "make a folder": lambda told: Path(told["new"]).mkdir(),
    "link to a file": lambda told: Path(told["new"]).symlink_to(told["other"]),
    "change permissions": lambda told: Path(told["other"]).chmod(0o777),
    "connect to a port": _connect,
    "send a datagram": _send_datagram,
    "name a socket": _name_a_socket,
    "make a pair of sockets": lambda told: socket.socketpair(),
    "fork": _fork,
    "start a program": lambda told: subprocess.run(["/bin/true"], check=True),
    "become a program": lambda told: os.execv("/bin/true", ["true"]),
    "start a thread": lambda told: threading.Thread(target=int).start(),
    "signal to its parent": lambda told: os.kill(told["parent"], 0),
    "look at its parent": lambda told: Path(f"/proc/{told['parent']}/environ").read_bytes(),
    "look at itself": lambda told: Path("/proc/self/environ").read_bytes(),
}


def attempt(channel: Channel, told: Told, data: bytes) -> Told:
    """Try one thing; what came of it: the name of the error, or that it was done."""
    try:
        TRIED[told["what"]](told)
    except (OSError, RuntimeError) as error:
        return {"came": type(error).__name__}
    return {"came": "done"}


def remember(channel: Channel, told: Told, data: bytes) -> Told:
    """Say what was seen before, and remember this."""
    before = list(SEEN)
    SEEN.append(told["name"])
    return {"before": before, "environment": sorted(os.environ), "process": os.getpid()}


def end(channel: Channel, told: Told, data: bytes) -> Told:
    """Come to a bad end, in the way that is asked for."""
    how = told["changes"] if "changes" in told else told["how"]
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
