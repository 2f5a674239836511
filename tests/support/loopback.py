"""No socket beyond this machine: an audit hook that refuses one, and the program run under it.

`python tests/support/loopback.py CALLS.json` runs the program once for each list of arguments in the file, in this one
process, and prints one JSON line a call: its exit status, what it wrote to either stream, and the refused sockets.
"""

from __future__ import annotations

import io
import ipaddress
import json
import sys
import sysconfig
import traceback
from pathlib import Path

CONNECTING = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
"""Audit events, and which of their arguments is the address."""
NAMING = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.gethostbyaddr": 0}
"""Audit events, and which of their arguments is a host's name: asking for one asks another machine."""


STANDARD = Path(sysconfig.get_path("stdlib"))
IN_SITE = {"site-packages", "dist-packages"}


class LeftTheMachineError(Exception):
    """Something tried to reach another machine."""


class Guard:
    """Refuses and remembers what would leave the machine. An audit hook cannot be taken off again."""

    def __init__(self) -> None:
        self.refused: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in CONNECTING:
            address = arguments[CONNECTING[event]]
            host = address[0] if isinstance(address, tuple) and address else None
        elif event in NAMING:
            host = arguments[NAMING[event]]
        else:
            return
        if not is_local(host):
            self.refused.append(f"{event} {host!r} by {caller()}")
            raise LeftTheMachineError(self.refused[-1])


def caller() -> str:
    """Who asks for a socket: the innermost function that is not of Python's own library, and where it stands."""
    frame = sys._getframe(2)
    while frame is not None:
        file = Path(frame.f_code.co_filename)
        if not (
            frame.f_code.co_filename.startswith("<") or (file.is_relative_to(STANDARD) and not IN_SITE & {*file.parts})
        ):
            return f"{frame.f_globals.get('__name__', '?')}.{frame.f_code.co_name}, line {frame.f_lineno}"
        frame = frame.f_back
    return "Python itself"


def is_local(host: object) -> bool:
    """Whether a host is this machine; None and a path stand for sockets that cannot leave it."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name is None or name in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name).partition("%")[0]).is_loopback
    except ValueError:
        return False


class Captured(io.TextIOWrapper):
    """A standard stream that is kept."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    def text(self) -> str:
        """All that was written."""
        return self.buffer.getvalue().decode(errors="replace")  # type: ignore[attr-defined]


def call(arguments: list[str]) -> tuple[int, str, str]:
    """Run the program as its command does: the exit status, standard output, standard error."""
    from duizhao.align.cli.app import main

    streams = sys.argv, sys.stdout, sys.stderr
    output, errors = Captured(), Captured()
    sys.argv, sys.stdout, sys.stderr = ["duizhao", *arguments], output, errors
    try:
        main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception:
        traceback.print_exc()
        status = 99
    finally:
        sys.argv, sys.stdout, sys.stderr = streams
    return status, output.text(), errors.text()


def run_all(calls: Path) -> None:
    """Each call of the file, in order; a line of JSON for each."""
    guard = Guard()
    for arguments in json.loads(calls.read_text(encoding="utf-8")):
        status, output, errors = call(arguments)
        record = {"status": status, "output": output, "errors": errors, "refused": guard.refused}
        sys.stdout.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    run_all(Path(sys.argv[1]))
