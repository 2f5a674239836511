"""What comes in by packages: licences, advisories, the bill of materials, and the pins of a bundle."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from places import ROOT


@pytest.fixture(scope="module")
def supply() -> ModuleType:
    spec = importlib.util.spec_from_file_location("supply", ROOT / ".ci/supply.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["supply"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True), ("Apache-2.0", True), ("MIT OR GPL-3.0-only", True), ("(MIT AND BSD-3-Clause)", True),
        ("MIT AND GPL-2.0-only", False), ("GPL", False), ("AGPL-3.0-or-later", False), ("Proprietary", False),
        ("", False),
    ],
)  # fmt: skip
def test_licences_on_the_list(supply: ModuleType, expression: str, allowed: bool) -> None:
    assert supply.is_allowed(expression) is allowed


def test_every_library_is_under_a_licence_of_the_list(supply: ModuleType) -> None:
    found = supply.libraries()
    assert found[0].name == "duizhao"
    assert {"torch", "lxml", "numpy"} <= {library.name for library in found}
    assert {"pytest", "ruff"}.isdisjoint(library.name for library in found)
    assert not [(each.name, each.licence) for each in found[1:] if not supply.is_allowed(each.licence)]


def advisory(**affected: Any) -> dict[str, Any]:
    return {"id": "PYSEC-0", "affected": [{"package": {"ecosystem": "PyPI", "name": "Some_Lib"}, **affected}]}


def events(*pairs: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"type": "ECOSYSTEM", "events": [{kind: at} for kind, at in pairs]}]


@pytest.mark.parametrize(
    ("made", "version", "hit"),
    [
        (advisory(versions=["1.0", "1.1"]), "1.1", True),
        (advisory(versions=["1.0", "1.1"]), "1.2", False),
        (advisory(ranges=events(("introduced", "0"), ("fixed", "2.0"))), "1.10", True),
        (advisory(ranges=events(("introduced", "0"), ("fixed", "2.0"))), "2.0", False),
        (advisory(ranges=events(("introduced", "1.5"), ("fixed", "2.0"))), "1.4", False),
        (advisory(ranges=events(("introduced", "0"), ("fixed", "1.1"), ("introduced", "1.5"))), "1.7", True),
        (advisory(ranges=events(("introduced", "0"), ("last_affected", "1.7"))), "1.7", True),
        (advisory(ranges=events(("introduced", "0"), ("last_affected", "1.7"))), "1.8", False),
        (advisory(ranges=[{"type": "GIT", "events": [{"introduced": "0"}]}]), "1.0", False),
        (advisory(versions=["2.13.0"]), "2.13.0+cpu", True),
    ],
)
def test_advisories_that_a_version_falls_under(supply: ModuleType, made: Any, version: str, hit: bool) -> None:
    assert bool(supply.known_against(supply.Library("some-lib", version, "MIT", ()), [made])) is hit
    assert not supply.known_against(supply.Library("another", version, "MIT", ()), [made])


def test_an_export_of_advisories(supply: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    of_lxml = {"ecosystem": "PyPI", "name": "lxml"}
    ranges = events(("introduced", "0"))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name, more in (("A", {}), ("B", {"withdrawn": "2020-01-01T00:00:00Z"})):
            made = {"id": name, "affected": [{"package": of_lxml, "ranges": ranges}], **more}
            archive.writestr(f"{name}.json", json.dumps(made))
    assert supply.audit(tmp_path / "all.zip") == 1
    assert capsys.readouterr().out.startswith("lxml ")


def test_the_bill_of_materials(supply: ModuleType) -> None:
    made = supply.bill(supply.libraries())
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert made["metadata"]["component"]["name"] == "duizhao"
    references = {each["bom-ref"] for each in (*made["components"], made["metadata"]["component"])}
    assert len(references) == len(made["components"]) + 1
    assert {each["ref"] for each in made["dependencies"]} == references
    assert {ref for each in made["dependencies"] for ref in each["dependsOn"]} <= references
    assert made == supply.bill(supply.libraries())


def wheel(folder: Path, name: str, needs: str = "", contents: str = "x = 1\n") -> None:
    info = f"{name}-1.0.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{needs and f'Requires-Dist: {needs}'}\n"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{name}.py", contents)
        archive.writestr(f"{info}/METADATA", metadata)
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")


@pytest.mark.slow
def test_a_bundle_installs_what_was_pinned_alone(supply: ModuleType, tmp_path: Path) -> None:
    wheel(tmp_path, "one", "two")
    wheel(tmp_path, "two")
    (tmp_path / "requirements.txt").write_text("\n".join(supply.pins(tmp_path)), encoding="utf-8")
    command = [
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--find-links",
        str(tmp_path), "--require-hashes", "--requirement", str(tmp_path / "requirements.txt"), "--target",
    ]  # fmt: skip
    subprocess.run([*command, str(tmp_path / "made")], check=True, capture_output=True, timeout=120)
    assert (tmp_path / "made/two.py").is_file()
    wheel(tmp_path, "two", contents="x = 2\n")
    changed = subprocess.run([*command, str(tmp_path / "again")], capture_output=True, text=True, timeout=120)
    assert changed.returncode
    assert "HASHES" in changed.stderr
    assert not (tmp_path / "again/two.py").exists()
