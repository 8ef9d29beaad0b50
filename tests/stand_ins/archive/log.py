"""A log of clients' calls, and a count of those under way."""

import json
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.stand_ins.archive.faults import Faults, fail


class Log:
    """Finished calls, and the most calls under way at the same time."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file
        self.clear()

    def clear(self) -> None:
        """Forget all calls, including those under way."""
        self._under_way: set[object] = set()
        self.most_at_once = 0
        self._file.write_text("")

    def begun(self, call: object) -> None:
        self._under_way.add(call)
        self.most_at_once = max(self.most_at_once, len(self._under_way))

    def over(self, call: object, row: dict[str, Any]) -> None:
        """Note a call, once."""
        if call not in self._under_way:
            return
        self._under_way.discard(call)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._file.read_text(encoding="utf-8").splitlines()]


class Watched:
    """Middleware that counts and logs each call and applies the active faults."""

    def __init__(self, app: ASGIApp, faults: Faults, log: Log) -> None:
        self._app = app
        self._faults = faults
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(("/-/", "/readyz")):
            await self._app(scope, receive, send)
            return
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        row: dict[str, Any] = {"path": scope["path"], "headers": headers, "status": None, "sent": 0}
        row["query"] = scope["query_string"].decode()

        async def noted(message: Message) -> None:
            row["status"] = message.get("status", row["status"])
            row["sent"] += len(message.get("body", b""))
            call.track(message)
            await send(message)

        fault = self._faults.draw(scope["path"])
        call = _UnderWay(self._log, row)
        try:
            if fault is None:
                await self._app(scope, receive, noted)
            else:
                await fail(fault, self._app, scope, receive, noted)
        finally:
            call.over()


class _UnderWay:
    """A call, which is over before its client can see the end of the response."""

    def __init__(self, log: Log, row: dict[str, Any]) -> None:
        self._log = log
        self._row = row
        self._left: int | None = None
        log.begun(self)

    def track(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            lengths = [int(value) for name, value in message["headers"] if name == b"content-length"]
            self._left = lengths[0] if lengths else None
        elif self._left is not None:
            self._left -= len(message.get("body", b""))
            if self._left <= 0:
                self.over()

    def over(self) -> None:
        self._log.over(self, self._row)
