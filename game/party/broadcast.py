"""Connections of a room's members and screens, and what is sent to all of them."""

import asyncio
from collections.abc import Iterator
from typing import Protocol

import orjson

from game.party.messages import ServerMessage

MOST_WAITING = 256  # messages for a connection that is read slowly; their texts are shared by all
REPLACED, GONE_FROM_ROOM, NO_ROOM, TOO_MUCH, TRY_AGAIN = 4001, 4003, 4004, 4008, 1012


class Wire(Protocol):
    """The connection itself, as Starlette has it."""

    async def send_text(self, data: str) -> None:
        """Send a message."""

    async def close(self, code: int = 1000) -> None:
        """Send the last message."""


class Listener(Protocol):
    """Who hears a room: a connection of this process, or of another.

    Attributes
    ----------
    seat : int or None
        None for a screen.
    """

    seat: int | None

    def send(self, text: str) -> None:
        """Leave a message to be sent; never waits."""

    def close(self, code: int) -> None:
        """Close once what waits is sent."""


def encoded(message: ServerMessage) -> str:
    """A message as it is sent."""
    return orjson.dumps(message).decode()


class Connection:
    """One member's or screen's connection: messages wait here until they are read, at most so many.

    Parameters
    ----------
    seat : int or None
        None for a screen.
    """

    def __init__(self, seat: int | None) -> None:
        self.seat = seat
        self._waiting: asyncio.Queue[str | int] = asyncio.Queue()
        self._is_closed = False

    def send(self, text: str) -> None:
        """Leave a message to be sent; never waits. Who does not read is disconnected."""
        if self._waiting.qsize() >= MOST_WAITING:
            self.close(TOO_MUCH)
        elif not self._is_closed:
            self._waiting.put_nowait(text)

    def close(self, code: int) -> None:
        """Close once what waits is sent; at once for who does not read."""
        if self._is_closed:
            return
        self._is_closed = True
        while code == TOO_MUCH and not self._waiting.empty():
            self._waiting.get_nowait()
        self._waiting.put_nowait(code)

    async def write_to(self, wire: Wire) -> None:
        """Send what is left here, until the connection closes."""
        while True:
            message = await self._waiting.get()
            if isinstance(message, int):
                await wire.close(message)
                return
            await wire.send_text(message)


class Audience:
    """All connections of a room."""

    def __init__(self) -> None:
        self._listeners: dict[Listener, None] = {}

    def __len__(self) -> int:
        return len(self._listeners)

    def __iter__(self) -> Iterator[Listener]:
        return iter(list(self._listeners))

    def __contains__(self, listener: Listener) -> bool:
        return listener in self._listeners

    def add(self, listener: Listener) -> None:
        self._listeners[listener] = None

    def discard(self, listener: Listener) -> None:
        self._listeners.pop(listener, None)

    def of_seat(self, seat: int) -> list[Listener]:
        """The connections of a member: one, or none."""
        return [listener for listener in self if listener.seat == seat]

    @property
    def screens(self) -> list[Listener]:
        """Who only watches, the longest watching first."""
        return [listener for listener in self if listener.seat is None]

    def send(self, message: ServerMessage) -> None:
        """Send a message to all; it is encoded once."""
        text = encoded(message)
        for listener in self._listeners:
            listener.send(text)

    def close(self, code: int) -> None:
        """Close all."""
        for listener in self:
            listener.close(code)
            self.discard(listener)
