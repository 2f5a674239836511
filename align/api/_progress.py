"""How far slow work is, in a notebook."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable
from typing import TypeVar

Item = TypeVar("Item")
DELAY = 2.0
"""Seconds that work may take without a bar."""


def progress(items: Iterable[Item], what: str, count: int | None = None) -> Iterable[Item]:
    """The same items, with a bar of tqdm where they are slow and this is a notebook; elsewhere nothing is shown.

    Where `ipywidgets` is installed it is a widget, else a line of text. (rich, which draws the bar of the terminal,
    shows nothing in a notebook without widgets.)
    """
    if not in_notebook():
        return items
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that there are no widgets is no news to who has not asked for them
            from tqdm.auto import tqdm
            from tqdm.notebook import IProgress
            from tqdm.std import tqdm as plain
    except ImportError:
        return items
    bar = plain if IProgress is None else tqdm
    shown: Iterable[Item] = bar(items, desc=what, total=count, delay=DELAY, leave=False)
    return shown


def in_notebook() -> bool:
    """Whether this runs in a kernel of Jupyter."""
    interactive = sys.modules.get("IPython")
    shell = interactive.get_ipython() if interactive else None
    return type(shell).__name__ == "ZMQInteractiveShell"
