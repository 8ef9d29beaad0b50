"""A visitor who keeps the leaderboard open and looks at all of it repeatedly."""

import asyncio
import gzip
import json
import time
from itertools import cycle
from typing import Any

import numpy as np

from benchmarks.client import Connection
from benchmarks.servers import HOST, Server

BOARD, CLIPS, MAP = (f"/api/leaderboard{name}" for name in ("", "/clips", "/map"))
SAME_CLIPS = "/api/leaderboard/same-clips"
PATIENCE = 600.0  # seconds until a board must exist
PAUSE = 0.05  # seconds between two looks


class Onlooker:
    """Sends a browser's requests, and records the time to each whole reply.

    Attributes
    ----------
    oldest : float
        The greatest age of the figures seen, in seconds.
    """

    def __init__(self, server: Server) -> None:
        self._connection = Connection(HOST, server.port)
        self._times: dict[str, list[float]] = {}
        self.oldest = 0.0

    async def board(self) -> Any:
        """The table's JSON."""
        found = json.loads(await self._ask("board", BOARD))
        if "as_of" in found:
            self.oldest = max(self.oldest, time.time() - found["as_of"])
        return found

    async def people(self, since: float = 0.0) -> Any:
        """The first table with people's row that counts every guess before ``since``.

        Raises
        ------
        TimeoutError
        """
        async with asyncio.timeout(PATIENCE):
            while True:
                board = await self.board()
                rows = {row["key"] for row in board["rows"]}
                if board["state"] == "ready" and "human" in rows and board["as_of"] >= since:
                    return board
                await asyncio.sleep(PAUSE)

    async def tab(self) -> None:
        """Everything the tab requests, except the page's own files."""
        board = await self.board()
        for figure in board["figures"]:
            await self._ask("figure", _path(figure))
        await self._ask("map", MAP)
        await self._ask("clips", CLIPS)

    async def watch(self, looks: int = 1, until: "asyncio.Future[Any] | None" = None) -> None:
        """Look at each view in turn this many times, and on until something else ends."""
        figures = cycle((await self.board())["figures"])
        while looks > 0 or (until and not until.done()):
            looks -= 1
            await self.board()
            await self._ask("figure", _path(next(figures)))
            await self._ask("clips", CLIPS)
            await asyncio.sleep(PAUSE)

    async def switch(self) -> float:
        """Compare people and all models on the same clips; return the seconds it took."""
        began = time.perf_counter()
        await self._ask("same clips", SAME_CLIPS)
        return time.perf_counter() - began

    async def glance(self, until: "asyncio.Future[Any]") -> None:
        """Request the table once a second until something else ends."""
        while not until.done():
            await self.board()
            await asyncio.wait([until], timeout=1.0)

    def forget(self) -> None:
        """Discard what was recorded."""
        self._times.clear()
        self.oldest = 0.0

    def ms(self, name: str, share: float) -> float:
        """A quantile of the recorded times, in milliseconds."""
        return 1000 * float(np.quantile(self._times[name], share))

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    async def _ask(self, name: str, path: str) -> bytes:
        reply = await self._connection.ask("GET", path, headers="Accept-Encoding: gzip\r\n")
        if reply.status != 200:
            raise RuntimeError(f"{path} answered {reply.status}: {reply.body[:500]!r}")
        self._times.setdefault(name, []).append(reply.whole)
        return gzip.decompress(reply.body) if reply.body.startswith(b"\x1f\x8b") else reply.body


def _path(figure: Any) -> str:
    return f"/api/leaderboard/figures/{figure['name']}"
