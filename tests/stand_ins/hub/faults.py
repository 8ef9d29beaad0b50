"""Failures on command or at random: for which call, at which moment, and of what kind."""

import asyncio
import json
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from starlette.responses import JSONResponse
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.stand_ins.hub.connections import close, cut

# At random, each of these is equally likely.
CHANCES: tuple[tuple[str, str | int], ...] = (
    ("before", "lost"),
    ("before", 429),
    ("before", 500),
    ("before", 503),
    ("after", "lost"),
    ("after", "half"),
    ("after", 500),
    ("after", 502),
)
MOMENTS = ("before", "after")
HOWS = ("lost", "half", "short", "slow")
SENTENCES = {
    401: "Invalid credentials in Authorization header",
    412: "A commit has happened since. Please refresh and try again.",
    429: "You have been rate-limited",
}


@dataclass(frozen=True)
class Fault:
    """One kind of failure.

    `moment` is `before` (nothing is done) or `after` (the call is done, its response fails). `how` is a
    status, `lost` (the connection closes without a response), `half` (it closes within the body), `short`
    (half the body, declared as the whole) or `slow` (it takes `seconds` longer). The fault lets `skip` calls
    pass, then applies `times` times, or always if that is None.
    """

    kind: str = "any"
    moment: str = "before"
    how: str | int = "lost"
    times: int | None = 1
    skip: int = 0
    retry_after: int | None = None
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.moment not in MOMENTS or not (isinstance(self.how, int) or self.how in HOWS):
            raise ValueError(f"no such fault: {self.moment} {self.how}")
        if self.how in ("half", "short") and self.moment == "before":
            raise ValueError(f"{self.how}: there is no answer to cut before the call is done; say `after`")


class Faults:
    """The active faults, and the log of calls and their outcomes."""

    def __init__(self, log: Path) -> None:
        self._random = random.Random()
        self._faults: list[Fault] = []
        self._probability = 0.0
        self._kinds: frozenset[str] = frozenset()
        self._chances = CHANCES
        self._log = log

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def by_chance(
        self, probability: float, kinds: list[str], chances: list[tuple[str, str | int]], seed: int
    ) -> None:
        """Fail each call of these kinds (of any kind if none is given) with this probability."""
        self._random = random.Random(seed)
        self._probability = probability
        self._kinds = frozenset(kinds)
        self._chances = tuple((moment, how) for moment, how in chances) or CHANCES

    def clear(self) -> None:
        self._faults = []
        self._probability = 0.0

    def draw(self, kind: str) -> Fault | None:
        """The fault that applies to this call, if any."""
        for at, fault in enumerate(self._faults):
            if fault.kind in (kind, "any"):
                self._faults[at : at + 1] = _used(fault)
                return None if fault.skip else fault
        return self._drawn_by_chance(kind)

    def _drawn_by_chance(self, kind: str) -> Fault | None:
        if self._probability == 0 or (self._kinds and kind not in self._kinds):
            return None
        if self._random.random() >= self._probability:
            return None
        moment, how = self._random.choice(self._chances)
        return Fault(kind, moment, how, retry_after=0 if how == 429 else None)

    def note(self, row: dict[str, Any]) -> None:
        with self._log.open("a", encoding="utf-8") as log:
            log.write(json.dumps(row) + "\n")

    def noted(self) -> list[dict[str, Any]]:
        if not self._log.exists():
            return []
        return [json.loads(line) for line in self._log.read_text(encoding="utf-8").splitlines()]


def _used(fault: Fault) -> list[Fault]:
    if fault.skip:
        return [replace(fault, skip=fault.skip - 1)]
    if fault.times is None:
        return [fault]
    return [replace(fault, times=fault.times - 1)] if fault.times > 1 else []


class Faulty:
    """Middleware that applies the active faults to each call and logs it without its token."""

    def __init__(self, app: ASGIApp, routes: list[Route], faults: Faults) -> None:
        self._app = app
        self._routes = routes
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(("/-/", "/readyz")):
            await self._app(scope, receive, send)
            return
        kind = self._kind(scope)
        fault = self._faults.draw(kind)
        row = {"method": scope["method"], "kind": kind, "path": scope["path"]}
        row["fault"] = f"{fault.moment} {fault.how}" if fault else None

        def note(status: int | None) -> None:
            self._faults.note(row | {"status": status})

        await _Call(self._app, scope, receive, send, note).run(fault)

    def _kind(self, scope: Scope) -> str:
        for route in self._routes:
            if route.matches(scope)[0] is Match.FULL:
                return route.name
        return "other"


class _Call:
    """A call, with or without a fault.

    `note` gets the status that the client will see, None for no response, before it is sent: whoever has a
    response finds its call in the log.
    """

    def __init__(
        self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, note: Callable[[int | None], None]
    ) -> None:
        self._app = app
        self._scope = scope
        self._receive = receive
        self._send = send
        self._note = note

    async def run(self, fault: Fault | None) -> None:
        if fault is None:
            await self._app(self._scope, self._receive, self._forward)
        elif fault.how == "slow":
            await self._slow(fault)
        elif fault.moment == "before":
            await self._read_body()
            await self._fail(fault, [])
        else:
            await self._fail(fault, await self._done())

    async def _forward(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._note(message["status"])
        await self._send(message)

    async def _slow(self, fault: Fault) -> None:
        if fault.moment == "before":
            body = await self._read_body()  # the call is done even if the client left meanwhile
            await asyncio.sleep(fault.seconds)
            await self._app(self._scope, _again(body), self._forward)
            return
        answer = await self._done()
        await asyncio.sleep(fault.seconds)
        for message in answer:
            await self._forward(message)

    async def _read_body(self) -> bytes:
        """Read the body first: a client that is still sending would get a broken pipe, not the response."""
        body, more = b"", True
        while more:
            message = await self._receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        return body

    async def _done(self) -> list[Message]:
        """Do the call and hold its response."""
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self._app(self._scope, self._receive, keep)
        return messages

    async def _fail(self, fault: Fault, answer: list[Message]) -> None:
        if isinstance(fault.how, int):
            await _refusal(fault)(self._scope, self._receive, self._forward)
        elif fault.how == "lost" or self._scope["method"] == "HEAD":
            self._note(None)
            await cut(self._scope, self._receive)
        else:
            await self._cut_body(fault, answer)

    async def _cut_body(self, fault: Fault, answer: list[Message]) -> None:
        start = answer[0]
        body = b"".join(message.get("body", b"") for message in answer[1:])
        half = body[: len(body) // 2]
        length = len(half) if fault.how == "short" else max(len(body), 1)
        headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
        await self._forward({**start, "headers": [*headers, (b"content-length", b"%d" % length)]})
        await self._forward({"type": "http.response.body", "body": half, "more_body": fault.how == "half"})
        if fault.how == "half":
            await close(self._scope, self._receive)


def _again(body: bytes) -> Receive:
    """Replay a body that was read."""
    messages: list[Message] = [{"type": "http.request", "body": body}]

    async def receive() -> Message:
        return messages.pop() if messages else {"type": "http.disconnect"}

    return receive


def _refusal(fault: Fault) -> JSONResponse:
    assert isinstance(fault.how, int)
    sentence = SENTENCES.get(fault.how, "Something went wrong")
    headers = {"X-Error-Message": sentence, "X-Request-Id": secrets.token_hex(8)}
    if fault.retry_after is not None:
        headers["Retry-After"] = str(fault.retry_after)
    return JSONResponse({"error": sentence}, fault.how, headers)
