"""Several at work on one list: what one cannot do is noted, and does not stop the others."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator

from game.fetching.errors import FetchError, Missing, Silence

SILENT_IN_A_ROW = 8  # from so many on, it is not the recordings that are missing but the server


class TaskPool:
    """Works a list off.

    Parameters
    ----------
    work : callable
        Does one thing of the list; raises Missing when it cannot be done.
    ended : callable
        Told of each that is done, or missing.

    Attributes
    ----------
    missing : dict of str to str
        What could not be done, and why.
    """

    def __init__(
        self,
        work: Callable[[str], Awaitable[None]],
        ended: Callable[[str, bool], None] = lambda key, done: None,
    ) -> None:
        self._work = work
        self._ended = ended
        self._silent = 0
        self.missing: dict[str, str] = {}

    async def run(self, keys: Iterable[str], at_once: int) -> None:
        """Do all, so many at once.

        Raises
        ------
        FetchError
            When nobody answers any more, or whatever else ends the work.
        """
        left = iter(keys)
        tasks = [asyncio.create_task(self._member(left)) for _ in range(at_once)]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _member(self, left: Iterator[str]) -> None:
        for key in left:
            try:
                await self._work(key)
            except Missing as error:
                self._note(key, error)
            else:
                self._silent = 0
                self._ended(key, True)

    def _note(self, key: str, error: Missing) -> None:
        self.missing[key] = str(error)
        self._ended(key, False)
        self._silent = self._silent + 1 if isinstance(error, Silence) else 0
        if self._silent >= SILENT_IN_A_ROW:
            raise FetchError(f"Nobody answers any more: {error}. Run the same command again to go on")
