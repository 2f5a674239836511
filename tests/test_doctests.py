"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import duizhao
import duizhao.align
import duizhao.corpus
import duizhao.models

PACKAGES = (duizhao, duizhao.align, duizhao.corpus, duizhao.models)
"""Each by itself: of an editable installation, the first does not know where the others lie."""
MODULES = [
    module.name
    for package in PACKAGES
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not module.name.endswith(".__main__") and "training" not in module.name.split(".")
]


@pytest.fixture(scope="module")
def examples() -> dict[str, doctest.DocTest]:
    """Every docstring with an example, by the name of what it describes."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [test for name in MODULES for test in finder.find(importlib.import_module(name))]
    return {test.name: test for test in found if test.examples}


def test_the_examples_in_docstrings_are_true(examples: dict[str, doctest.DocTest]) -> None:
    runner, told = doctest.DocTestRunner(verbose=False), []
    for test in examples.values():
        runner.run(test, out=told.append)
    assert not runner.failures, "".join(told)
    assert runner.tries >= 60
