"""Failures on command: for which address, how often, and how each shows."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from tests.stand_ins.archive.connections import close, cut

SLICE = 4096  # bytes that drip at a time


@dataclass(frozen=True)
class Fault:
    """One way to fail, for addresses that hold `path`.

    `status` answers with it and `headers`. `lost` drops the connection without an answer. `cut` drops it
    after so many bytes of the body. `drip` waits so many seconds between two slices of the body. `whole`
    ignores ranges. `body` is sent in place of the right one, with a length that fits it. It lets `skip`
    calls pass, then strikes `times` times, or always when that is None.
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
    """The faults in force."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def draw(self, path: str) -> Fault | None:
        """Say how a call to this address fails, if it does."""
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
    """Answer a call as the fault says."""
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
    """Hands an answer on slowly, or not to its end."""

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
            if await self._has_gone():
                return
            part = {"type": "http.response.body", "body": body[at : at + SLICE], "more_body": True}
            await self._send(part)

    async def _has_gone(self) -> bool:
        """Wait as long as it is to take, or until nobody is there any more."""
        while True:
            try:
                message = await asyncio.wait_for(self._receive(), self._fault.drip)
            except TimeoutError:
                return False
            if message["type"] == "http.disconnect":
                return True

    async def _until_cut(self, body: bytes) -> None:
        assert self._left is not None
        kept, self._left = body[: self._left], max(self._left - len(body), 0)
        await self._send({"type": "http.response.body", "body": kept, "more_body": True})
        if self._left == 0:
            await close(self._scope, self._receive)
