"""What a command and a companion say to each other: JSON, with its length before it."""

from __future__ import annotations

import json
import os
import socket
import struct
from dataclasses import dataclass
from typing import Any

from duizhao.corpus.files.platform import user_id
from duizhao.corpus.foreign_json import object_of

_LENGTH = struct.Struct(">I")
MOST_BYTES = 1 << 20
STREAMS = 3
VARIABLE = "DUIZHAO_WARM"
"""Set to 1 it asks for what `--warm` does."""
SETTINGS = ("OMP_", "MKL_", "OPENBLAS_", "DNNL_", "ONEDNN_", "ATEN_", "TORCH", "CUDA_", "HF_", "PYTHON")
"""Beginnings of the names in an environment that libraries read once, when they are loaded."""


@dataclass(frozen=True, slots=True)
class Request:
    """A command as it was typed, and where: its words, folder and environment, and what new files may be read by."""

    token: str
    version: str
    arguments: list[str]
    folder: str
    environment: dict[str, str]
    umask: int


def is_possible() -> bool:
    """Whether this system hands open files from one program to another."""
    return hasattr(socket, "AF_UNIX") and hasattr(socket, "send_fds") and user_id() is not None


def settings_of(environment: dict[str, str]) -> dict[str, str]:
    """Those of its variables that only count when a program begins."""
    passed = ("HF_HUB_OFFLINE", "OPENBLAS_NUM_THREADS")  # which the program sets itself
    return {name: value for name, value in environment.items() if name.startswith(SETTINGS) and name not in passed}


def send(channel: socket.socket, message: dict[str, Any]) -> None:
    """Say something."""
    channel.sendall(_framed(message))


def send_with_streams(channel: socket.socket, message: dict[str, Any]) -> None:
    """The first thing that is said, and with it standard input, output and error."""
    framed = _framed(message)
    sent = socket.send_fds(channel, [framed[:1]], range(STREAMS))
    channel.sendall(framed[sent:])


def receive(channel: socket.socket, first: bytes = b"") -> dict[str, Any] | None:
    """The next thing that is said; None at the end. Raises ValueError for what is nothing of ours, and OSError."""
    length = _exactly(channel, _LENGTH.size, first)
    if length is None:
        return None
    (size,) = _LENGTH.unpack(length)
    if size > MOST_BYTES:
        raise ValueError(f"a message of {size} bytes")
    message = _exactly(channel, size)
    return None if message is None else object_of(message)


def receive_with_streams(channel: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    """The first thing that is said, and the files that came with it, which are the caller's to close."""
    first, streams, _, _ = socket.recv_fds(channel, 1, STREAMS)
    try:
        return (receive(channel, first) if first else None), list(streams)
    except BaseException:
        close(streams)
        raise


def close(streams: list[int]) -> None:
    """Let go of files."""
    for stream in streams:
        os.close(stream)


def _framed(message: dict[str, Any]) -> bytes:
    told = json.dumps(message).encode()
    return _LENGTH.pack(len(told)) + told


def _exactly(channel: socket.socket, size: int, data: bytes = b"") -> bytes | None:
    while len(data) < size:
        piece = channel.recv(size - len(data))
        if not piece:
            return None
        data += piece
    return data
