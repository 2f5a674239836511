"""A connection to the reader, which is let go if nothing is asked on it."""

from __future__ import annotations

import asyncio
from functools import partial

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 15.0
"""Seconds after which a connection is looked at. One that has twice asked nothing, or half of something, is closed, and
so is one that has taken nothing of its answer in between."""


class Connection(H11Protocol):
    """HTTP/1.1 as uvicorn has it, for clients that begin to ask and never end, and for crowds of them."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to look at what is asked; of one that comes when there are enough, all is refused (503).

        The server's own limit would refuse everybody then, those that were there before too.
        """
        most = self.limit_concurrency
        self.limit_concurrency = None if most is None or len(self.connections) < most else 0
        super().connection_made(transport)
        self._look(before=None)

    def connection_lost(self, error: Exception | None) -> None:
        """Look no more: else what was asked and answered is held until the next look."""
        self._next_look.cancel()
        super().connection_lost(error)

    def _look(self, *, before: int | None) -> None:
        """`before`: what was waited for at the last look; None for what the reader itself is to do."""
        untaken = self.transport.get_write_buffer_size()
        waited = untaken or (0 if self.conn.their_state is h11.IDLE else None)
        if waited is not None and waited == before:
            self.transport.abort()
            return
        self._next_look = self.loop.call_later(PATIENCE, partial(self._look, before=waited))
