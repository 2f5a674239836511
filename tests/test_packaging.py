"""The wheel holds everything, and works away from the source tree."""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from places import ROOT

import duizhao

pytestmark = pytest.mark.slow

PACKAGES = ("align", "corpus", "models")
STRANGERS = ("align.py", "models.py", "corpus/__init__.py")
NOT_SHIPPED = shutil.ignore_patterns("__pycache__", "*.py[co]", ".*")


def run(*command: str | Path, folder: Path, timeout: int = 300, **environment: str) -> str:
    """Standard output of a command that must succeed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    ran = subprocess.run(
        list(map(str, command)), cwd=folder, env=kept | environment, capture_output=True, text=True, timeout=timeout
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree, so that building leaves nothing in it."""
    folder = tmp_path_factory.mktemp("source")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=NOT_SHIPPED)
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, folder=source)
    (built,) = out.glob("duizhao-*.whl")
    return built


@pytest.fixture(scope="module")
def held(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize(
    "name",
    [
        "duizhao/__init__.py",
        "duizhao/__main__.py",
        "duizhao/py.typed",
        *(f"duizhao/{package}/__init__.py" for package in PACKAGES),
        "duizhao/corpus/store/schema.sql",
        "duizhao/corpus/samples/README.md",
        "duizhao/corpus/samples/article.txt",
        "duizhao/corpus/samples/article.expected.tsv",
        "duizhao/corpus/samples/constitution.zh.txt",
        "duizhao/corpus/samples/constitution.en.txt",
        "duizhao/align/beads/scorer.safetensors",
        "duizhao/align/training/__main__.py",
        "duizhao/align/report/article.html",
        "duizhao/align/report/bitext.html",
        "duizhao/align/report/page.css",
        "duizhao/align/report/page.js",
        "duizhao/models/zhen-small/README.md",
        "duizhao/models/zhen-small/config.json",
        "duizhao/models/zhen-small/packed.safetensors",
        "duizhao/models/zhen-small/centre.safetensors",
        "duizhao/models/zhen-small/codebook.npz",
        "duizhao/models/zhen-small/tokenizer.json",
        "duizhao/models/zhen-small/tokenizer_config.json",
        "duizhao/models/training/__main__.py",
    ],
)
def test_the_wheel_holds(held: set[str], name: str) -> None:
    assert name in held


def test_the_wheel_holds_every_file_of_the_packages(held: set[str], source: Path) -> None:
    files = {
        f"duizhao/{file.relative_to(source).as_posix()}".replace("/align/api/", "/")
        for package in PACKAGES
        for file in (source / package).rglob("*")
        if file.is_file()
    }
    assert not files - held


def test_the_wheel_holds_nothing_else(held: set[str]) -> None:
    tops = {name.partition("/")[0] for name in held}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"duizhao"}
    assert {name.rpartition("/")[2] for name in held} >= {"LICENSE", "NOTICE"}


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of an environment that has this wheel, and the libraries of the one that runs the tests.

    A line in a .pth file adds a folder, but not what that folder's own .pth files name: an editable installation of
    the program in it is not seen.
    """
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", folder, folder=folder)
    (site,) = folder.glob("lib/python*/site-packages")
    libraries = dict.fromkeys(sysconfig.get_path(kind) for kind in ("purelib", "platlib"))
    (site / "libraries.pth").write_text("".join(f"{path}\n" for path in libraries), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", folder / "bin" / "python"]
    run(*pip, "install", "--quiet", "--no-index", "--no-deps", "--ignore-installed", wheel, folder=folder)
    return folder / "bin"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder to work in, with packages and modules of its own that must not be taken for the program's."""
    stranger = "raise RuntimeError('not the program')\n"
    (tmp_path / "corpus").mkdir()
    for name in STRANGERS:
        (tmp_path / name).write_text(stranger, encoding="utf-8")
    return tmp_path


def test_the_demo_runs_from_the_wheel_in_another_folder(installed: Path, elsewhere: Path) -> None:
    where = "import duizhao, duizhao.models; print(duizhao.__file__, duizhao.models.__file__)"
    for found in run(installed / "python", "-c", where, folder=elsewhere).split():
        assert Path(found).is_relative_to(installed.parent)
    shown = run(installed / "duizhao", "demo", folder=elsewhere)
    page = (elsewhere / "demo.html").read_text(encoding="utf-8")
    assert "verbatim" in shown
    assert "demo.html" in shown
    assert "中华人民共和国公民" in page
    assert sorted(path.name for path in elsewhere.iterdir()) == ["align.py", "corpus", "demo.html", "models.py"]


@pytest.mark.parametrize("command", [["python", "-m", "duizhao"], ["duizhao"]], ids=" ".join)
def test_help_is_the_programs_own(installed: Path, elsewhere: Path, command: list[str]) -> None:
    assert "对照" in run(installed / command[0], *command[1:], "--help", folder=elsewhere, NO_COLOR="1")


def test_the_readmes_examples_run_in_a_notebook_beside_such_files(installed: Path, elsewhere: Path) -> None:
    examples = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert examples
    (elsewhere / "notebook.py").write_text("\n".join(examples), encoding="utf-8")
    run(installed / "python", "notebook.py", folder=elsewhere)


def test_the_package_is_imported_at_once(installed: Path, elsewhere: Path) -> None:
    """In processor time, of which `import duizhao` takes no more than 0.15 s above that of a small library."""

    def seconds(module: str) -> float:
        code = f"import {module}, time; print(time.process_time())"
        return statistics.median(float(run(installed / "python", "-c", code, folder=elsewhere)) for _ in range(5))

    assert seconds("duizhao") <= seconds("typing") + 0.15
    loaded = run(installed / "python", "-c", "import duizhao, sys; print(*sys.modules)", folder=elsewhere).split()
    assert not {"torch", "numpy", "transformers"} & set(loaded)


def test_what_the_package_gives(installed: Path, elsewhere: Path) -> None:
    given = run(installed / "python", "-c", "import duizhao; print(*duizhao.__all__)", folder=elsewhere).split()
    assert given == duizhao.__all__
    told = "import duizhao; print(all(getattr(duizhao, name) for name in duizhao.__all__))"
    assert run(installed / "python", "-c", told, folder=elsewhere) == "True\n"
