"""The companion of a reader: a process that runs the commands of its user one by one, and holds what it has opened.

A command runs in it as it would by itself: with the caller's standard input, output and error, in the caller's folder
and environment; so what it writes is the same. It listens in a folder that the user alone may enter, asks for a token,
and ends when the reader does. What is interrupted ends it too, and the reader starts it again.
"""

from __future__ import annotations

import hmac
import os
import queue
import secrets
import signal
import socket
import struct
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from duizhao.align.cli.warm.messages import (
    STREAMS,
    VARIABLE,
    Request,
    close,
    receive_with_streams,
    send,
    settings_of,
)
from duizhao.align.cli.warm.place import Companion, Place, make_folder, place_of
from duizhao.corpus.files.platform import user_id
from duizhao.corpus.foreign_json import made_of
from duizhao.corpus.sandbox.confinement import hide
from duizhao.corpus.tool import tool_version

AGAIN = 0.2
"""Seconds after which a command that has not heard that it is to end is told so again."""
PATIENCE = 5.0
"""Seconds in which who connects must say what is wanted."""
COMMANDS = ("link", "find", "align")
TAKEN, NO_PLACE = 3, 4
"""Exit statuses: another companion of this corpus listens; there is no folder for this user alone."""


@dataclass(frozen=True, slots=True)
class _Job:
    request: Request
    streams: list[int]
    channel: socket.socket
    running: threading.Event = field(default_factory=threading.Event)


def serve_commands(corpus: Path, program: Callable[[], object]) -> None:
    """Run commands until standard input ends. `program` runs the one that `sys.argv` holds."""
    hide()
    begun = dict(os.environ)
    reader = os.dup(0)  # a command's own standard input takes its place
    place = place_of(corpus)
    listening = _listening(place)
    companion = Companion(secrets.token_urlsafe(24), tool_version())
    place.write(companion)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_reader, args=(place, reader), daemon=True).start()
    jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
    busy = threading.Lock()
    threading.Thread(target=_admit, args=(listening, companion, begun, jobs, busy), daemon=True).start()
    while True:
        job = jobs.get()
        _hold()
        status = _run(job, program)
        job.running.clear()
        with suppress(OSError):
            send(job.channel, {"status": status})
            job.channel.shutdown(socket.SHUT_RDWR)
        busy.release()


def _listening(place: Place) -> socket.socket:
    """A socket that its user alone can connect to."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as other, suppress(OSError):
        other.connect(os.fspath(place.socket))
        sys.exit(TAKEN)
    place.remove()  # of one that was killed
    if make_folder() is None:
        sys.exit(NO_PLACE)
    umask = os.umask(0o177)
    listening.bind(os.fspath(place.socket))
    os.umask(umask)
    listening.listen()
    return listening


def _end_with_reader(place: Place, reader: int) -> None:
    """The reader holds the other end of what was standard input."""
    with suppress(OSError):
        while os.read(reader, 1):
            pass
    place.remove()
    os._exit(0)


def _admit(
    listening: socket.socket,
    companion: Companion,
    begun: dict[str, str],
    jobs: queue.SimpleQueue[_Job],
    busy: threading.Lock,
) -> None:
    """Take commands, one at a time, of those who may ask."""
    while True:
        channel, _ = listening.accept()
        channel.settimeout(PATIENCE)
        streams: list[int] = []
        try:
            message, streams = receive_with_streams(channel)
            request = made_of(message, Request)
            refused = _refusal(request, channel, companion, begun, streams)
            if refused is None and not busy.acquire(blocking=False):
                refused = "is at another command"
            if refused is None:
                send(channel, {"begun": True})
                if channel.recv(1):  # who has said on standard error that it is done here
                    job = _Job(request, streams, channel)
                    job.running.set()
                    threading.Thread(target=_interrupt, args=(channel, job.running), daemon=True).start()
                    jobs.put(job)
                    continue
                busy.release()
            else:
                send(channel, {"refused": refused})
        except (OSError, ValueError):
            pass  # nobody of ours
        close(streams)
        channel.close()


def _refusal(
    request: Request, channel: socket.socket, companion: Companion, begun: dict[str, str], streams: Sequence[int]
) -> str | None:
    """Why a command is not run here, if it is not."""
    if not hmac.compare_digest(request.token.encode(), companion.token.encode()) or _peer(channel) != user_id():
        return "does not know who asks"
    if request.version != companion.version:
        return "is of another version: end it, and start it again"
    if request.arguments[:1] not in ([command] for command in COMMANDS) or len(streams) != STREAMS:
        return "does not do that"
    if settings_of(request.environment) != settings_of(begun):
        return "was started with other settings of its libraries in its environment"
    return None


def _peer(channel: socket.socket) -> int | None:
    """The user at the other end, where the system says so; elsewhere the folder lets nobody else in."""
    if not hasattr(socket, "SO_PEERCRED"):
        return user_id()
    told = channel.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", told)[1])


def _interrupt(channel: socket.socket, running: threading.Event) -> None:
    """Stop the command when whoever asked for it has gone."""
    channel.settimeout(None)
    with channel, suppress(OSError):
        channel.recv(1)
    if running.is_set():
        _put_nothing([2])  # who is gone has been told
    while running.is_set():
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(AGAIN)


def _hold() -> None:
    """What is opened from now on is held."""
    from duizhao.align.library.held import hold
    from duizhao.models.loading import hold_encoders

    hold()
    hold_encoders()


def _run(job: _Job, program: Callable[[], object]) -> int:
    """The exit status of a command that is run as the caller would have run it."""
    for number, stream in enumerate(job.streams):
        os.dup2(stream, number)
    close(job.streams)
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    sys.argv = ["duizhao", *job.request.arguments]
    umask = os.umask(job.request.umask)
    os.environ.clear()
    os.environ.update(job.request.environment)
    os.environ.pop(VARIABLE, None)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with warnings.catch_warnings():  # what was warned of before is warned of again
            status = _status(job.request.folder, program)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.umask(umask)
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        _put_nothing(range(STREAMS))
    return status


def _status(folder: str, program: Callable[[], object]) -> int:
    try:
        os.chdir(folder)
        program()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _put_nothing(streams: Iterable[int]) -> None:
    """In the place of the caller's streams, which are the caller's alone again."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in streams:
        os.dup2(nothing, stream)
    os.close(nothing)
