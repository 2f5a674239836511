"""What other processes use, as Linux tells it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def peak(process: int) -> float:
    """The most memory a process has had so far, in MiB; 0 for one that is gone."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    return 0.0


def processor_seconds(process: int) -> float:
    """The seconds of processors that a process has used so far; 0 for one that is gone."""
    with suppress(OSError, ValueError, IndexError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def below(process: int) -> list[int]:
    """The processes that a process has begun."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == process:
                found += [int(folder.name), *below(int(folder.name))]
    return found
