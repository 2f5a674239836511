"""Standard input, standard output and the progress bar."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from duizhao.align.errors import RequestError

Item = TypeVar("Item")


def track(items: Iterable[Item], what: str, count: int | None) -> Iterator[Item]:
    """A progress bar on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track as shown

    yield from shown(items, description=what, total=count, console=Console(stderr=True), transient=True)


def paced(items: Iterable[Item], what: str, count: int) -> Iterator[Item]:
    """Of slow work on many pages: how many are done, how many a minute, and the time left.

    On a terminal as a bar; elsewhere a line on standard error every so many pages.
    """
    if not count:
        yield from items
        return
    began, done = time.monotonic(), 0
    with _bar(what, count) as (show, advance):
        for item in items:
            done += 1
            rate = done / max(1e-6, time.monotonic() - began)
            pace = f"{60 * rate:.1f} pages a minute, {_duration((count - done) / rate)} left"
            advance(pace)
            if not show and (done % EVERY == 0 or done == count):
                say(f"{what}: {done:,} of {count:,} pages, {pace}")
            yield item


EVERY = 25
"""Pages after which a line is written where there is no terminal."""


@contextmanager
def _bar(what: str, count: int) -> Iterator[tuple[bool, Callable[[str], None]]]:
    """Whether a bar is shown, and how it goes on."""
    if not sys.stderr.isatty():
        yield False, lambda pace: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}")
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=count, pace="")
        yield True, lambda pace: progress.update(task, advance=1, pace=pace)


def _duration(seconds: float) -> str:
    """`2 h 5 min`, `3 min`, `40 s`."""
    whole = round(seconds)
    if whole < 90:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def tracked_lines(file: Path, output: Path | None) -> Iterable[str]:
    """The lines of a file, with a progress bar where it would not stand among the results."""
    if sys.stdout.isatty() and output is None:
        return _lines(file)
    count = sum(1 for _ in _lines(file)) if file.is_file() else None
    return track(_lines(file), file.name, count)


def _lines(file: Path) -> Iterator[str]:
    """The lines of a file or of standard input, one by one, ending in \\n or \\r\\n only."""
    try:
        if str(file) == "-":
            sys.stdin.reconfigure(encoding="utf-8-sig", newline="\n")  # type: ignore[union-attr]
            yield from map(_without_end, sys.stdin)
        else:
            with file.open(encoding="utf-8-sig", newline="\n") as source:
                yield from map(_without_end, source)
    except OSError as error:
        raise RequestError(f"{file.name}: {(error.strerror or 'cannot be read').lower()}; check the name") from None
    except UnicodeDecodeError:
        raise RequestError(f"{file.name}: not UTF-8; save it as UTF-8") from None


def _without_end(line: str) -> str:
    return line.removesuffix("\n").removesuffix("\r")


def stream(lines: Iterator[str], output: Path | None) -> None:
    """Write lines as they come, or all of them at once to a file."""
    if output is not None:
        deliver("".join(f"{line}\n" for line in lines), output)
        return
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def say(message: str) -> None:
    """A line on standard error; nothing if there is nothing to say."""
    if message:
        sys.stderr.write(message + "\n")


def deliver(result: str | bytes, output: Path | None) -> None:
    """Write a result to standard output, or whole to a file."""
    from duizhao.corpus.files.atomic import write_whole

    if output is None:
        if isinstance(result, bytes) and sys.stdout.isatty():
            raise RequestError("this format is not for the screen: give -o FILE")
        sys.stdout.flush()
        sys.stdout.buffer.write(result.encode() if isinstance(result, str) else result)
        sys.stdout.flush()
    else:
        write_whole(output, result)
