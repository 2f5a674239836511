"""Imports run one way only, and asking for help costs nothing."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import ROOT

import duizhao.align
import duizhao.corpus
import duizhao.models

PACKAGES = {
    package.__name__.rpartition(".")[2]: Path(str(package.__file__)).parent
    for package in (duizhao.align, duizhao.corpus, duizhao.models)
}
FILES = sorted((name, file) for name, folder in PACKAGES.items() for file in folder.rglob("*.py"))
HEAVY = {"torch", "transformers"}


def place(package: str, file: Path) -> str:
    return f"{package}/{file.relative_to(PACKAGES[package]).as_posix()}"


def imported(file: Path) -> Iterator[tuple[str, int]]:
    """The first name of everything a file imports, wherever in the file, with the line."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0], node.lineno
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
            "import_module",
            "__import__",
        ):
            named = node.args[0] if node.args else None
            if isinstance(named, ast.Constant) and isinstance(named.value, str):
                yield named.value.partition(".")[0], node.lineno


@pytest.mark.slow
def test_imports_run_one_way(tmp_path: Path) -> None:
    """The contracts of `pyproject.toml`, over the package as it lies when it is installed."""
    subprocess.run(["make", "--silent", "tree", f"TREE={tmp_path}"], cwd=ROOT, check=True, timeout=60)
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.slow
def test_what_only_unix_has_stands_in_one_file() -> None:
    modules = {"fcntl", "grp", "pwd", "resource", "termios"}
    calls = {"fork", "geteuid", "getuid", "killpg", "setsid", "SIGHUP", "SIGKILL", "SIGPIPE"}
    for package, file in FILES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        found = (used & calls) | {name for name, _ in imported(file)} & modules
        assert not found or place(package, file) in {"corpus/files/platform.py"}, f"{place(package, file)}: {found}"


def loaded_by(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after running `code`."""
    code += "\nimport sys; print('\\n'.join(sys.modules), file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return set(ran.stderr.split())


@pytest.mark.parametrize("arguments", [["--help"], ["link", "--help"], ["align", "--help"]])
@pytest.mark.slow
def test_help_loads_no_model_library(arguments: list[str]) -> None:
    code = f"""
import sys
sys.argv = ["duizhao", *{arguments}]
from duizhao.align.cli.app import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""
    assert not loaded_by(code) & (HEAVY | {"numpy", "tokenizers", "safetensors", "opencc", "rich.progress"})


@pytest.mark.slow
def test_importing_the_packages_loads_no_model_library() -> None:
    assert not loaded_by("import duizhao, duizhao.align, duizhao.corpus.store.store, duizhao.models.encoder") & HEAVY


@pytest.mark.parametrize(("given", "wanted"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
@pytest.mark.slow
def test_products_of_numpy_have_one_thread_unless_the_user_says_otherwise(given: dict[str, str], wanted: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"} | given
    told = "import duizhao.align.vectors.similarity, os; print(os.environ['OPENBLAS_NUM_THREADS'])"
    done = subprocess.run(
        [sys.executable, "-c", told], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == wanted
