"""Several tasks working through one list: a failed item is noted and does not stop the others."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable

from game.fetching.errors import FetchError, Missing, Silence, Unwanted

SILENT_IN_A_ROW = 8  # from so many on it is the server that is down, not the items that are missing


class TaskPool:
    """Works through a list of keys.

    Parameters
    ----------
    work : callable
        Does the work for one key; raises Missing when it cannot be done, Unwanted when it need not be.
    ended : callable
        Called with each key that is done (True) or missing (False).

    Attributes
    ----------
    missing : dict of str to str
        Why, by key.
    unwanted : Counter of str
        Keys that were unwanted, counted by reason.
    examples : dict of str to str
        By reason, one key that was unwanted and what in the item is to blame.
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
        self.unwanted: Counter[str] = Counter()
        self.examples: dict[str, str] = {}

    async def run(self, keys: Iterable[str], at_once: Callable[[], int]) -> None:
        """Start tasks in the order of the keys.

        Parameters
        ----------
        at_once : callable
            How many tasks may run now; the list ends when it returns 0 or less.

        Raises
        ------
        FetchError
            When `SILENT_IN_A_ROW` items in a row got no answer, or a task raised it.
        """
        running: set[asyncio.Task[None]] = set()
        try:
            for key in keys:
                while running and len(running) >= at_once():
                    running = await _next(running)
                if at_once() <= 0:
                    break
                running.add(asyncio.create_task(self._try(key)))
            while running:
                running = await _next(running)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _try(self, key: str) -> None:
        try:
            await self._work(key)
        except Unwanted as why:
            self.unwanted[str(why)] += 1
            if why.written:
                self.examples.setdefault(str(why), f"{key} ({why.written})")
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
            raise FetchError(f"The server no longer answers: {error}. Run the same command again to resume")


async def _next(running: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
    """Wait until a task ends, raise what it raised, and return the others."""
    done, rest = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    return rest
