"""The WebSocket of a room: messages checked, and passed on one after the other."""

import asyncio
import time

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from game.api.rate_limits import Limit, Limiter
from game.errors import NotAllowed, Refusal, UnknownParty
from game.party.broadcast import NO_ROOM, TOO_MUCH, TRY_AGAIN, Connection, encoded
from game.party.party_service import PartyService
from game.party.requests import CLIENT_MESSAGE, ClientMessage, Ping
from game.party.visits import Visit, refuse
from game.store.errors import StoreUnavailable

MESSAGES = Limit(burst=20, per_second=5)
MOST_TOO_FAST = 50
LONGEST_MESSAGE = 4096  # characters


async def serve_member(websocket: WebSocket, parties: PartyService, party: str, token: str) -> None:
    """Serve a member's connection until it ends."""
    await websocket.accept()
    try:
        connection, visit = await parties.enter(party, token)
    except (Refusal, StoreUnavailable) as error:
        await _close(websocket, NO_ROOM if isinstance(error, UnknownParty) else TRY_AGAIN)
        return
    await _serve(websocket, connection, visit)


async def serve_screen(websocket: WebSocket, parties: PartyService, party: str, key: str) -> None:
    """Serve a screen's connection until it ends."""
    await websocket.accept()
    try:
        connection, visit = await parties.watch(party, key)
    except (Refusal, StoreUnavailable) as error:
        await _close(websocket, NO_ROOM if isinstance(error, Refusal) else TRY_AGAIN)
        return
    await _serve(websocket, connection, visit)


async def _serve(websocket: WebSocket, connection: Connection, visit: Visit) -> None:
    writer = asyncio.create_task(_write(websocket, connection))
    try:
        await _read(websocket, connection, visit)
    finally:
        writer.cancel()
        await visit.leave()


async def _write(websocket: WebSocket, connection: Connection) -> None:
    try:
        await connection.write_to(websocket)
    except (WebSocketDisconnect, RuntimeError):  # it is closed already; the reader hears of it too
        return


async def _read(websocket: WebSocket, connection: Connection, visit: Visit) -> None:
    limiter, too_fast = Limiter(MESSAGES, time.monotonic), 0
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return
        if limiter.wait(""):
            too_fast += 1
            refuse(connection, None, NotAllowed("problem.party_too_fast"))
            if too_fast > MOST_TOO_FAST:
                connection.close(TOO_MUCH)
        else:
            await _handle(connection, visit, message.get("text"))


async def _handle(connection: Connection, visit: Visit, text: str | None) -> None:
    try:
        message = _parsed(text)
    except ValidationError:
        refuse(connection, None, NotAllowed("problem.party_bad_message"))
        return
    if isinstance(message, Ping):
        connection.send(encoded({"type": "pong"}))
    elif connection.seat is None:
        refuse(connection, message, NotAllowed("problem.party_screen"))
    else:
        await visit.say(message)


def _parsed(text: str | None) -> ClientMessage:
    return CLIENT_MESSAGE.validate_json("" if text is None or len(text) > LONGEST_MESSAGE else text)


async def _close(websocket: WebSocket, code: int) -> None:
    try:
        await websocket.close(code)
    except (WebSocketDisconnect, RuntimeError):
        return
