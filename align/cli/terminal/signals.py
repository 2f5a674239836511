"""A clean stop: Ctrl+C, a closing terminal or a system that shuts down ends the program within two seconds."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from duizhao.corpus.files.partial import abandon
from duizhao.corpus.files.platform import ASKED_TO_STOP

GRACE = 1.0
"""Seconds in which the program may end by itself. A long product, or the tidying of a large corpus, takes no notice."""


class Stopped(BaseException):
    """The program was asked to end. No library takes it for an error of its own."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def status(self) -> int:
        """The exit status that shells give such an end."""
        return 128 + self.number

    def line(self) -> str:
        """One line for the user."""
        how = "interrupted" if self.number == signal.SIGINT else "stopped"
        return f"duizhao: {how}; nothing was left half-written, the same command goes on or begins again\n"


@contextmanager
def stoppable() -> Iterator[None]:
    """Inside, a request to stop raises Stopped; if that does not end the program in `GRACE`, it is ended.

    What was begun stays as it was: parts of files are taken away, and a corpus drops what was not put in whole.
    In another thread than the first, which hears no signals, nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ears, mouth = socket.socketpair()
    mouth.setblocking(False)
    wanted = [number for number in ASKED_TO_STOP if signal.getsignal(number) is not signal.SIG_IGN]  # `nohup` means it
    before = {number: signal.signal(number, _raise) for number in wanted}
    woken = signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
    listener = threading.Thread(target=_listen, args=(ears,), daemon=True, name="stopping")
    listener.start()
    try:
        yield
    except Stopped:
        raise  # and the listener stays, until the last thread has ended
    except BaseException:
        _as_before(before, woken, mouth, ears, listener)
        raise
    else:
        _as_before(before, woken, mouth, ears, listener)


def _as_before(
    handlers: Mapping[int, Any], woken: int, mouth: socket.socket, ears: socket.socket, listener: threading.Thread
) -> None:
    signal.set_wakeup_fd(woken)
    for number, handler in handlers.items():
        signal.signal(number, handler)
    mouth.close()
    listener.join()
    ears.close()


def _raise(number: int, frame: FrameType | None) -> None:
    for asked in ASKED_TO_STOP:
        if signal.getsignal(asked) is _raise:
            signal.signal(asked, _tidying)
    raise Stopped(number)


def _tidying(number: int, frame: FrameType | None) -> None:
    """A second request does not disturb what the first one began."""


def _listen(ears: socket.socket) -> None:
    """Hear a signal as soon as it comes, whatever the program is at, and end it if need be."""
    with suppress(OSError):
        while heard := ears.recv(1):
            if heard[0] in ASKED_TO_STOP:
                time.sleep(GRACE)
                end_now(Stopped(heard[0]))


_said = threading.Lock()


def say_once(stopped: Stopped) -> None:
    """The line, whoever comes first."""
    if _said.acquire(blocking=False):
        with suppress(OSError, ValueError):
            sys.stderr.write(stopped.line())
            sys.stderr.flush()


def end_now(stopped: Stopped) -> None:
    """End without waiting for anything."""
    abandon()
    say_once(stopped)
    os._exit(stopped.status)
