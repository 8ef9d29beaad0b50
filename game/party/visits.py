"""One connection's stay in a room: it comes, says things, and leaves, wherever the room is kept."""

from contextlib import suppress
from typing import Protocol

from game.errors import Refusal
from game.party.broadcast import TRY_AGAIN, Listener, encoded
from game.party.coming_and_going import come_in, go_out
from game.party.live_room import LiveRoom
from game.party.messages import ErrorMessage
from game.party.requests import ClientMessage
from game.party.wishes import step_for
from game.store.errors import StoreUnavailable


class Visit(Protocol):
    """A stay in a room."""

    async def say(self, message: ClientMessage) -> None:
        """Pass on a message; a refusal is sent to who said it."""

    async def leave(self) -> None:
        """The connection is lost."""


class NearVisit:
    """A stay in a room that this process keeps.

    Parameters
    ----------
    listener : Listener
        A connection of this process or of another.
    """

    def __init__(self, live: LiveRoom, listener: Listener) -> None:
        self._live = live
        self._listener = listener

    async def begin(self) -> None:
        """Come in; the whole room is the first that is sent.

        Raises
        ------
        Refusal, StoreUnavailable
        """
        await self._live.do(lambda _now: come_in(self._live, self._listener))

    async def begin_or_close(self) -> None:
        """Come in, or be told to try again."""
        try:
            await self.begin()
        except (Refusal, StoreUnavailable):
            self._listener.close(TRY_AGAIN)

    async def say(self, message: ClientMessage) -> None:
        """As `Visit` says."""
        try:
            await self._live.do(step_for(self._live, self._listener, message))
        except Refusal as refusal:
            refuse(self._listener, message, refusal)
        except StoreUnavailable:
            return  # the room is left off, and all its connections close

    async def leave(self) -> None:
        """As `Visit` says."""
        with suppress(StoreUnavailable):
            await self._live.do(lambda now: go_out(self._live, self._listener, now))


def refuse(listener: Listener, message: ClientMessage | None, refusal: Refusal) -> None:
    """Tell a member why a message changed nothing."""
    error: ErrorMessage = {
        "type": "error",
        "to": message.type if message else None,
        "key": refusal.key.removeprefix("problem."),
        "values": refusal.values,
        "detail": str(refusal),
    }
    listener.send(encoded(error))
