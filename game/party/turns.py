"""What is asked of a room, in the order in which it came."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from game.errors import Refusal
from game.party.events import Event

Step = Callable[[float], Awaitable[list[Event]]]


@dataclass(eq=False, slots=True)
class Turn:
    """A step, and who waits for it; `refusal` is why the rules did not allow it."""

    step: Step
    done: asyncio.Future[None]
    refusal: Refusal | None = None


@dataclass(eq=False, slots=True)
class Turns:
    """Steps that wait, and those that are done but not answered yet."""

    _waiting: deque[Turn] = field(default_factory=deque)
    _taken: list[Turn] = field(default_factory=list)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, step: Step) -> asyncio.Future[None]:
        """Queue a step; the future is done once it is stored and told, or failed."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(Turn(step, done))
        self._wake.set()
        return done

    def wake(self) -> None:
        """End a wait."""
        self._wake.set()

    async def wait(self, seconds: float | None) -> None:
        """Return when there is a step, when woken, or after so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        self._wake.clear()

    def take(self) -> Turn | None:
        """The next step to do; None when none waits."""
        if not self._waiting:
            return None
        self._taken.append(self._waiting.popleft())
        return self._taken[-1]

    def answer(self) -> None:
        """Tell those whose steps were taken how it went."""
        for turn in self._taken:
            _settle(turn.done, turn.refusal)
        self._taken.clear()

    def fail(self, error: Exception) -> None:
        """Tell everybody who waits that it went wrong."""
        for turn in (*self._taken, *self._waiting):
            _settle(turn.done, error)
        self._taken.clear()
        self._waiting.clear()


def _settle(done: asyncio.Future[None], error: Exception | None) -> None:
    if done.done():  # who asked is gone
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
        done.exception()  # read once: not everybody waits
