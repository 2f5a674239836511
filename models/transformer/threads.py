"""Threads that each run torch on themselves alone: a batch a thread, where torch would share out every product.

Threads that share a product wait for one another at its end. Beside other work on the same processor that waiting can
take longer than the products, and small operations are not shared out at all.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Barrier

import torch


def reckons_in_bfloat16() -> bool:
    """Whether this processor has products of bfloat16; torch says so in no public place."""
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())  # noqa: SLF001


def workers() -> ThreadPoolExecutor:
    """As many threads as torch shares a product among."""
    return _pool(os.getpid(), torch.get_num_threads())


def one_worker() -> ThreadPoolExecutor:
    """One thread, whose products torch shares out: for models that are not known to bear several callers."""
    return _shared(os.getpid())


@cache
def _pool(process: int, threads: int) -> ThreadPoolExecutor:
    """The threads of this process: those of its parent are not there any more after a fork."""
    pool = ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,))
    begun = Barrier(threads + 1)
    for _ in range(threads):
        pool.submit(begun.wait)
    begun.wait()
    torch.set_num_threads(threads)  # what was set last also holds for threads that have not used torch yet
    return pool


@cache
def _shared(process: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1)
