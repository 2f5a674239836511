"""What comes in by packages: their licences, what is known against them, a bill of materials, and pins for a bundle.

    supply.py audit [--advisories OSV.zip]    licences, and advisories if their file is given; status 1 if one is bad
    supply.py sbom                            a CycloneDX bill of materials (JSON) on standard output
    supply.py pins FOLDER                     requirements with hashes, of the wheels in a folder

All of it is about duizhao as it is installed where this runs, with its extras and what they need, and uses no network.
The file of advisories is the export of https://osv.dev for PyPI (`all.zip`), a JSON object an advisory.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import InvalidVersion, Version

NAME = "duizhao"
EXTRAS = ("", "ocr", "parquet", "ray")
"""Of the extras those that are for users."""

ALLOWED = frozenset({
    "0BSD", "APACHE-2.0", "BSD", "BSD-2-CLAUSE", "BSD-3-CLAUSE", "HPND", "ISC", "LGPL", "LGPL-2.1-OR-LATER", "MIT",
    "MIT-CMU", "MPL-2.0", "PSF-2.0", "PYTHON-2.0", "UNLICENSE", "ZLIB", "CC0-1.0", "CNRI-PYTHON", "BSL-1.0",
    "APACHE-2.0 WITH LLVM-EXCEPTION",
})  # fmt: skip
"""Licences by their SPDX names, under which a library may be used beside Apache-2.0 code, unchanged."""
PLAIN = (
    (r"\blgpl|lesser general public", "LGPL"), (r"(?<!l)\bgpl|general public|affero", "GPL"), (r"apache", "Apache-2.0"),
    (r"\bmit\b", "MIT"), (r"3-clause|new bsd|modified bsd", "BSD-3-Clause"), (r"2-clause|simplified", "BSD-2-Clause"),
    (r"\bbsd\b", "BSD"), (r"mozilla|\bmpl\b", "MPL-2.0"), (r"python software foundation|\bpsf\b", "PSF-2.0"),
    (r"\bisc\b", "ISC"), (r"unlicense", "Unlicense"), (r"\bhpnd\b|historical permission", "HPND"), (r"zlib", "Zlib"),
)  # fmt: skip
"""How licences are called in prose, and what is meant; the first that fits."""


@dataclass(frozen=True)
class Library:
    """A package that is installed, the licence that it states, and the packages that it needs, by their plain names."""

    name: str
    version: str
    licence: str
    needs: tuple[str, ...]


def libraries(root: str = NAME) -> list[Library]:
    """All that a package needs as it is installed here, itself first, in order of names."""
    seen: dict[str, Library] = {}
    extras: dict[str, set[str]] = {}
    waiting = [(root, extra) for extra in EXTRAS]
    while waiting:
        name, extra = waiting.pop()
        if extra in extras.setdefault(canonicalize_name(name), set()):
            continue
        extras[canonicalize_name(name)].add(extra)
        try:
            found = distribution(name)
        except PackageNotFoundError:  # an extra that is not installed here
            continue
        needed = [each for each in map(Requirement, found.requires or ()) if _applies(each, extra)]
        waiting += [(each.name, wanted) for each in needed for wanted in ("", *each.extras)]
        before = seen[canonicalize_name(name)].needs if canonicalize_name(name) in seen else ()
        needs = {*before, *(canonicalize_name(each.name) for each in needed)}
        seen[canonicalize_name(name)] = Library(found.name, found.version, licence_of(found), tuple(sorted(needs)))
    first = seen.pop(canonicalize_name(root))
    return [first, *(seen[name] for name in sorted(seen))]


def _applies(requirement: Requirement, extra: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def licence_of(found: Distribution) -> str:
    """The SPDX expression of a package's licence as far as it can be told; '' where it cannot."""
    fields = found.metadata
    if expression := fields.get("License-Expression"):
        return str(expression)
    stated = [each.rpartition("::")[2].strip() for each in fields.get_all("Classifier") or () if "License ::" in each]
    told = [*dict.fromkeys(_plain(each) for each in stated if each != "OSI Approved")]
    if not any(told):
        told = [_plain(str(fields.get("License") or "").strip().split("\n")[0])]
    return " AND ".join(filter(None, told))


def _plain(words: str) -> str:
    if words.upper() in ALLOWED:
        return words.upper()
    return next((name for pattern, name in PLAIN if re.search(pattern, words, re.IGNORECASE)), words)


def is_allowed(expression: str) -> bool:
    """Whether a licence is on the list: of alternatives one, of what applies together all.

    >>> [is_allowed(each) for each in ("MIT", "MIT OR GPL-3.0", "MIT AND GPL-3.0", "")]
    [True, True, False, False]
    """
    plain = re.sub(r"[()]", " ", expression.upper())
    choices = re.split(r"\s+OR\s+", plain)
    return any(all(part.strip() in ALLOWED for part in re.split(r"\s+AND\s+", choice)) for choice in choices)


def advisories(file: Path) -> Iterator[Mapping[str, Any]]:
    """The advisories of an export that were not withdrawn."""
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                advisory = json.loads(archive.read(name))
                if not advisory.get("withdrawn"):
                    yield advisory


def known_against(library: Library, found: Iterable[Mapping[str, Any]]) -> list[str]:
    """The names of the advisories that a library's version falls under, with the version that mends it."""
    hits = []
    for advisory in found:
        for affected in advisory.get("affected", ()):
            package = affected.get("package", {})
            same = canonicalize_name(str(package.get("name", ""))) == canonicalize_name(library.name)
            if same and package.get("ecosystem") == "PyPI" and _falls_under(library.version, affected):
                hits.append(str(advisory["id"]))
    return sorted(set(hits))


def _falls_under(version: str, affected: Mapping[str, Any]) -> bool:
    own = Version(version)
    if any(own.public == each or version == each for each in affected.get("versions", ())):
        return True
    for stretch in affected.get("ranges", ()):
        if stretch.get("type") != "ECOSYSTEM":
            continue
        bad = False
        for event in stretch.get("events", ()):
            kind, at = next(iter(event.items()))
            try:
                reached = at == "0" or own >= Version(at)
                beyond = kind == "last_affected" and own > Version(at)
            except InvalidVersion:
                continue
            if kind == "introduced" and reached:
                bad = True
            elif (kind == "fixed" and reached) or beyond:
                bad = False
        if bad:
            return True
    return False


def bill(found: list[Library]) -> dict[str, Any]:
    """A CycloneDX bill of materials; equal libraries make an equal one."""
    own, *others = (
        {
            "type": "application" if library.name == NAME else "library",
            "bom-ref": _reference(library),
            "name": library.name,
            "version": library.version,
            "purl": _reference(library),
            "licenses": [_stated(library.licence)],
        }
        for library in found
    )
    references = {canonicalize_name(library.name): _reference(library) for library in found}
    depends = [
        {"ref": _reference(library), "dependsOn": [references[name] for name in library.needs if name in references]}
        for library in found
    ]
    made = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own},
        "components": others,
        "dependencies": depends,
    }
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(made, sort_keys=True))
    return {**made, "serialNumber": f"urn:uuid:{serial}"}


def _stated(licence: str) -> dict[str, Any]:
    """A licence as CycloneDX has it: an expression of SPDX names, or what the package calls it."""
    vague = {"BSD", "LGPL", "GPL", ""} & set(re.split(r"[\s()]+", licence))
    return {"license": {"name": licence or "not stated"}} if vague else {"expression": licence}


def _reference(library: Library) -> str:
    return f"pkg:pypi/{canonicalize_name(library.name)}@{library.version}"


def pins(folder: Path) -> Iterator[str]:
    """A line for each wheel of a folder, for `pip install --require-hashes --requirement`."""
    for wheel in sorted(folder.glob("*.whl")):
        name, version, *_ = parse_wheel_filename(wheel.name)
        yield f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}"


def audit(file: Path | None) -> int:
    """Say what is wrong with any library; how many things are."""
    found = libraries()
    known = list(advisories(file)) if file else []
    wrong = 0
    for library in found[1:]:
        if not is_allowed(library.licence):
            sys.stdout.write(f"{library.name} {library.version}: licence {library.licence or 'not stated'!r}\n")
            wrong += 1
        for name in known_against(library, known):
            sys.stdout.write(f"{library.name} {library.version}: {name}\n")
            wrong += 1
    looked = f"{len(known):,} advisories" if file else "no file of advisories (--advisories all.zip)"
    sys.stderr.write(f"{len(found) - 1} libraries, {looked}: {wrong} things wrong\n")
    return wrong


def main() -> None:
    """Do what the command line says."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = options.add_subparsers(dest="command", required=True)
    commands.add_parser("audit").add_argument("--advisories", type=Path)
    commands.add_parser("sbom")
    commands.add_parser("pins").add_argument("folder", type=Path)
    given = options.parse_args()
    if given.command == "audit":
        sys.exit(min(1, audit(given.advisories)))
    if given.command == "sbom":
        sys.stdout.write(json.dumps(bill(libraries()), indent=1, ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in pins(given.folder))


if __name__ == "__main__":
    main()
