"""A clean stop: Ctrl+C, a closing terminal or a system that shuts down ends the program within two seconds."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from types import FrameType

from corpus.exchange.parts import abandon
from corpus.system import ASKED_TO_STOP

GRACE = 1.5
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

    def told(self) -> str:
        """One line for the user."""
        how = "interrupted" if self.number == signal.SIGINT else "stopped"
        return f"duizhao: {how}; nothing was left half-written, the same command goes on or begins again\n"


def end_when_asked() -> None:
    """From now on a request to stop raises Stopped; if that does not end the program in `GRACE`, it is ended.

    What was begun stays as it was: parts of files are taken away, and a corpus drops what was not put in whole.
    """
    ears, mouth = socket.socketpair()
    for end in (ears, mouth):
        end.setblocking(end is ears)
    for number in ASKED_TO_STOP:
        if signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` means it
            signal.signal(number, _raise)
    signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=_wait, args=(ears, mouth), daemon=True, name="stopping").start()


def _raise(number: int, frame: FrameType | None) -> None:
    for each in ASKED_TO_STOP:
        if signal.getsignal(each) is _raise:
            signal.signal(each, _tidying)
    raise Stopped(number)


def _tidying(number: int, frame: FrameType | None) -> None:
    """A second request does not disturb what the first one began."""


def _wait(ears: socket.socket, mouth: socket.socket) -> None:
    """Hear a signal as soon as it comes, whatever the program is at, and end it if need be. `mouth` stays open."""
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
            sys.stderr.write(stopped.told())
            sys.stderr.flush()


def end_now(stopped: Stopped) -> None:
    """End without waiting for anything."""
    abandon()
    say_once(stopped)
    os._exit(stopped.status)
