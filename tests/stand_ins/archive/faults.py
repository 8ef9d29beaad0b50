"""Failures on command: for which path, how often, and of what kind."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from tests.stand_ins.archive.connections import close, cut

SLICE = 4096  # bytes sent at a time when dripping


@dataclass(frozen=True)
class Fault:
    """One kind of failure, for calls whose path contains `path`.

    `status` is sent with `headers`. `lost` drops the connection without a response. `cut` drops it after
    this many bytes of the body. `drip` pauses this many seconds between slices of the body. `whole` ignores
    ranges. `body` replaces the body, with a matching length. The fault lets `skip` calls pass, then applies
    `times` times, or always if that is None.
    """

    path: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    lost: bool = False
    cut: int | None = None
    drip: float = 0.0
    whole: bool = False
    body: str | None = None
    times: int | None = 1
    skip: int = 0


class Faults:
    """The active faults."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def draw(self, path: str) -> Fault | None:
        """The fault that applies to a call of this path, if any."""
        for at, fault in enumerate(self._faults):
            if fault.path in path:
                self._faults[at : at + 1] = _used(fault)
                return None if fault.skip else fault
        return None


def _used(fault: Fault) -> list[Fault]:
    if fault.skip:
        return [replace(fault, skip=fault.skip - 1)]
    if fault.times is None:
        return [fault]
    return [replace(fault, times=fault.times - 1)] if fault.times > 1 else []


async def fail(fault: Fault, app: Any, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a call with the fault."""
    if fault.lost:
        await cut(scope, receive)
    elif fault.status is not None:
        reply = PlainTextResponse("The stand-in was told to say so.", fault.status, dict(fault.headers))
        await reply(scope, receive, send)
    elif fault.body is not None:
        await PlainTextResponse(fault.body, headers=dict(fault.headers))(scope, receive, send)
    else:
        await app(_asked(fault, scope), receive, _Sender(fault, scope, receive, send))


def _asked(fault: Fault, scope: Scope) -> Scope:
    if not fault.whole:
        return scope
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"range"]}


class _Sender:
    """Passes a response on slowly, or only its beginning."""

    def __init__(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        self._fault = fault
        self._scope = scope
        self._receive = receive
        self._send = send
        self._left = fault.cut

    async def __call__(self, message: Message) -> None:
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        body: bytes = message.get("body", b"")
        if self._left is not None:
            await self._until_cut(body)
            return
        if self._fault.drip:
            await self._drip(body)
        await self._send({**message, "body": b""} if self._fault.drip else message)

    async def _drip(self, body: bytes) -> None:
        for at in range(0, len(body), SLICE):
            if await self._has_disconnected():
                return
            part = {"type": "http.response.body", "body": body[at : at + SLICE], "more_body": True}
            await self._send(part)

    async def _has_disconnected(self) -> bool:
        """Wait for the pause, and return whether the client disconnected meanwhile."""
        while True:
            try:
                message = await asyncio.wait_for(self._receive(), self._fault.drip)
            except TimeoutError:
                return False
            if message["type"] == "http.disconnect":
                return True

    async def _until_cut(self, body: bytes) -> None:
        assert self._left is not None
        part, self._left = body[: self._left], max(self._left - len(body), 0)
        await self._send({"type": "http.response.body", "body": part, "more_body": True})
        if self._left == 0:
            await close(self._scope, self._receive)
