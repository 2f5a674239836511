"""A connection to the reader, which is let go if nothing is asked on it."""

from __future__ import annotations

import asyncio
from functools import partial

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 15.0
"""Seconds after which a connection is looked at; one that has asked nothing, or half of something, twice is closed."""


class Connection(H11Protocol):
    """HTTP/1.1 as uvicorn has it, for clients that begin to ask and never end."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to look at what is asked."""
        super().connection_made(transport)
        self._look(waited=False)

    def _look(self, *, waited: bool) -> None:
        if self.transport.is_closing():
            return
        waits = self.conn.their_state is h11.IDLE
        if waits and waited:
            self.transport.close()
            return
        self.loop.call_later(PATIENCE, partial(self._look, waited=waits))
