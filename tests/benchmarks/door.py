"""The reader under a crowd, a long day and a large upload: `door.py [--crowd 10000] [--polls 9000] [--upload 2]`.

A reader of its own is started over a corpus of one text. `--crowd`: so many requests in flight at once. `--polls`: so
often a page that waits asks how far the work is (9,000 times in an hour). `--upload`: so many GB are sent, once with
their length said before, once without. Each prints what was answered, and by how many MiB the reader's memory grew.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from bitexts import lines

from duizhao.corpus.store.store import Store

PIECE = b"x" * 2**16
"""What is sent at a time of a large upload."""


@dataclass(frozen=True)
class Started:
    """A reader in a process of its own."""

    process: int
    port: int

    @property
    def memory(self) -> float:
        """What the process holds now, in MiB."""
        status = Path(f"/proc/{self.process}/status").read_text(encoding="ascii")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]

    @property
    def sockets(self) -> int:
        """How many files and sockets it holds open."""
        return len(list(Path(f"/proc/{self.process}/fd").iterdir()))


@contextmanager
def started() -> Iterator[Started]:
    """A reader that listens."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "c")
        with Store.open(corpus, create=True) as store:
            store.add(lines("law", *(f"第{at}条。" for at in range(200))), vectors={}, model="m")
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "duizhao", "serve", "--corpus", str(corpus), "--port", "0", "--no-browser"]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        )
        assert process.stdout is not None
        found = re.search(r"127\.0\.0\.1:(\d+)/", process.stdout.readline())
        try:
            assert found, "the reader did not start"
            reader = Started(process.pid, int(found[1]))
            while asked(reader, "/") != 200:
                time.sleep(0.2)
            yield reader
        finally:
            process.terminate()
            process.wait(20)


def asked(reader: Started, path: str, connection: http.client.HTTPConnection | None = None) -> int:
    """The status of a request."""
    asking = connection or http.client.HTTPConnection("127.0.0.1", reader.port, timeout=60)
    with suppress(ConnectionRefusedError):
        asking.request("GET", path)
        answer = asking.getresponse()
        answer.read()
        return answer.status
    return 0


async def crowd(reader: Started, count: int) -> Counter[str]:
    """So many requests in flight: how often which answer came."""

    async def one() -> str:
        try:
            read, write = await asyncio.open_connection("127.0.0.1", reader.port)
            write.write(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{reader.port}\r\nConnection: close\r\n\r\n".encode())
            said = await read.read()
            write.close()
            return said.split(b" ", 2)[1].decode() if said else "hung up"
        except OSError as error:
            return type(error).__name__

    return Counter(await asyncio.gather(*(one() for _ in range(count))))


def upload(reader: Started, size: int, *, said: bool) -> tuple[bytes, int, float]:
    """So many bytes are sent: the first line of the answer, how many were taken before it, and after how long."""
    how = f"Content-Length: {size}" if said else "Transfer-Encoding: chunked"
    began, sent = time.monotonic(), 0
    with socket.create_connection(("127.0.0.1", reader.port), timeout=60) as raw:
        own = f"Host: 127.0.0.1:{reader.port}\r\nOrigin: http://127.0.0.1:{reader.port}\r\n"
        raw.sendall(f"POST /articles HTTP/1.1\r\n{own}{how}\r\n\r\n".encode())
        piece = PIECE if said else b"%x\r\n%s\r\n" % (len(PIECE), PIECE)
        raw.settimeout(0.5 if said else 10)
        try:
            if said:  # a browser that waits for what is said first
                return raw.recv(1000).split(b"\r\n")[0], 0, time.monotonic() - began
            while sent < size:
                raw.sendall(piece)
                sent += len(PIECE)
        except (TimeoutError, ConnectionError):
            pass
        try:
            return raw.recv(1000).split(b"\r\n")[0], sent, time.monotonic() - began
        except OSError:
            return b"hung up", sent, time.monotonic() - began


def tell(what: str, reader: Started, before: float) -> None:
    sys.stdout.write(
        f"{what}; the reader: {before:.0f} MiB before, {reader.memory:.0f} after, {reader.sockets} files\n"
    )
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crowd", type=int, default=10_000)
    parser.add_argument("--polls", type=int, default=9_000)
    parser.add_argument("--upload", type=float, default=2.0)
    chosen = parser.parse_args()
    with started() as reader:
        for _ in range(2):
            before, began = reader.memory, time.monotonic()
            answers = asyncio.run(crowd(reader, chosen.crowd))
            said = ", ".join(f"{count} {answer}" for answer, count in answers.most_common())
            tell(f"{chosen.crowd} requests in flight, {time.monotonic() - began:.0f} s: {said}", reader, before)
        assert asked(reader, "/") == 200
        for part in range(4):
            before, began = reader.memory, time.monotonic()
            statuses = Counter(asked(reader, "/work?id=1") for _ in range(chosen.polls // 4))
            took = time.monotonic() - began
            tell(f"polled, part {part + 1}: {dict(statuses)}, {took:.0f} s", reader, before)
        for known in (True, False):
            before = reader.memory
            line, sent, took = upload(reader, int(chosen.upload * 2**30), said=known)
            how = "its length said before" if known else "nothing said of its length"
            tell(f"an upload, {how}: {line.decode()} after {sent / 2**20:.0f} MiB, {took:.1f} s", reader, before)
        assert asked(reader, "/") == 200


if __name__ == "__main__":
    main()
