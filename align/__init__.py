"""Decisions: sentences, words, phrases and quotations aligned; the command line and the reports."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""The products of numpy here are many and small. Threads that share them wait for one another, busily: beside any other
work, an alignment took four to eighteen times as long with two. The encoder has threads of its own, a batch on each."""
