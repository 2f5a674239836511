"""A process that reads one file after another, each in a child of its own that has given up all else.

Run as `python -m duizhao.corpus.sandbox.worker MODULE:FUNCTION NEEDED…`: the function does the work; what it needs
are modules, imported before any file is seen, and functions (`MODULE:FUNCTION` again) that load what is loaded once;
`threads` among them grants threads. Where the system can fork (Linux), the child that is to read the next file stands
ready, confined, before the file is sent; when it ends, nothing that the file did is left. Elsewhere the process reads
all files itself. After each, a byte goes out on what was standard error.

A function takes the channel, what it is asked, and the file. It may raise CorpusError, and warn with ReadWarning.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from duizhao.corpus.errors import CorpusError, ReadWarning
from duizhao.corpus.files.platform import FORKS, in_a_child
from duizhao.corpus.sandbox.confinement import give_up_files, give_up_the_rest
from duizhao.corpus.sandbox.messages import BrokenOffError, Channel, Header

SECONDS = 3600
"""Of the processor's time that a file may take; whoever asked waits less long, and says so."""

Job = Callable[[Channel, Header, bytes], Header]
"""Does the work: what it is asked, and the file, come in; what it found goes out, last of all it sends."""


def main(job: str, needed: list[str]) -> None:
    """Read files until no more come."""
    done = os.dup(2)
    with Path(os.devnull).open("r+b", buffering=0) as nothing:
        os.dup2(nothing.fileno(), 2)
    for number in (signal.SIGINT, getattr(signal, "SIGHUP", None), getattr(signal, "SIGQUIT", None)):
        if number is not None:  # a key pressed in the terminal is for the program, which ends this process
            signal.signal(number, signal.SIG_IGN)
    work: Job = _named(job)
    threads = "threads" in needed
    for name in filter("threads".__ne__, needed):
        with suppress(ImportError):  # of an extra that is not installed
            _named(name)() if ":" in name else import_module(name)
    warnings.resetwarnings()
    gc.collect()
    gc.freeze()
    give_up_files()
    read = partial(_confined, work, threads=threads) if FORKS else partial(serve, work, Channel(0, 1))
    if not FORKS:
        give_up_the_rest(threads=threads)
    while in_a_child(read, done) if FORKS else read():
        os.write(done, b".")


def _named(function: str) -> Any:
    module, _, name = function.partition(":")
    return getattr(import_module(module), name)


def _confined(work: Job, *, threads: bool) -> bool:
    """In a child: give up all that is not needed, then wait for a file, and read it."""
    give_up_the_rest(seconds=SECONDS, threads=threads)
    return serve(work, Channel(0, 1))


def serve(work: Job, channel: Channel) -> bool:
    """Read one file; False where no more come."""
    try:
        request, data = channel.receive()
    except BrokenOffError:
        return False
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            answer: Header = {"found": work(channel, request, data)}
        except CorpusError as error:
            answer = {"refused": [type(error).__name__, str(error)]}
        except BrokenOffError:
            return False
        except Exception as error:  # a file of a kind that nobody thought of: that is said, and the next one is read
            answer = {"failed": f"{type(error).__name__}"}
    answer["warned"] = [str(warning.message) for warning in caught if issubclass(warning.category, ReadWarning)]
    channel.send(answer)
    return True


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
