"""Lemmas of English words, by the list of the package `simplemma`, which the extra `lemmas` installs."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from duizhao.models.errors import ModelError

EXTRA = "pip install 'duizhao[lemmas]'"


def open_lemmas() -> Callable[[str], str]:
    """What gives an English word's lemma. Raises ModelError, which says how to get the list, without it."""
    try:
        from simplemma import lemmatize
    except ImportError as error:
        raise ModelError(f"lemmas are found by a package that is not installed ({error}): {EXTRA}") from error

    @lru_cache(maxsize=65536)
    def lemma(word: str) -> str:
        found: str = lemmatize(word, lang="en")
        return found

    return lemma
