"""Members of simulated parties: `python -m benchmarks.guests PLAN` plays and prints measurements as JSON."""

import asyncio
import base64
import gc
import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from benchmarks.client import Connection
from benchmarks.servers import HOST, cpu_seconds

PREPARING_AT_ONCE = 20  # members set up at the same time, before measuring
STARTS_SECONDS = 10.0  # over which the rooms begin
READS_SECONDS = 3.0  # a host looks at a reveal before going on
REACTS_SHARE = 0.3
_MASK = bytes(4)  # clients have to mask what they send; this mask changes nothing


@dataclass(frozen=True, slots=True)
class PartyPlan:
    """How many rooms are played, and how.

    Attributes
    ----------
    pid : int
        The server's process, whose CPU time is measured.
    think : float
        Seconds within which members guess, from the round's begin.
    """

    port: int
    pid: int
    rooms: int
    people: int
    rounds: int
    think: float


@dataclass(frozen=True, slots=True)
class PartyOutcome:
    """Milliseconds from what a member does to each member's hearing of it, and CPU seconds a second.

    Attributes
    ----------
    p95_ms : dict of str to float
        By event, and of all.
    """

    p50_ms: float
    p95_ms: dict[str, float]
    worst_ms: float
    events: int
    busy: float


@dataclass(slots=True)
class Table:
    """One room: when its members did what, and how long it took to reach each of them."""

    sent: dict[str, float] = field(default_factory=dict)
    took: dict[str, list[float]] = field(default_factory=dict)

    def do(self, what: str) -> None:
        """A member does something now."""
        self.sent[what] = time.perf_counter()

    def hear(self, event: str, what: str) -> None:
        """A member hears of it now."""
        if what in self.sent:
            self.took.setdefault(event, []).append(time.perf_counter() - self.sent[what])


class Wire(asyncio.Protocol):
    """A WebSocket that hands on the text of whole frames."""

    def __init__(
        self, path: str, heard: Callable[[bytes], None], closed: Callable[[RuntimeError], None]
    ) -> None:
        self._closed = closed
        self._path = path
        self._heard = heard
        self._got = bytearray()
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        key = base64.b64encode(random.randbytes(16)).decode()
        head = f"GET {self._path} HTTP/1.1\r\nHost: {HOST}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        more = f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
        transport.write((head + more).encode())

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._is_open:
            end = self._got.find(b"\r\n\r\n")
            if end < 0:
                return
            if not self._got.startswith(b"HTTP/1.1 101"):
                raise RuntimeError(f"refused: {bytes(self._got[:200])!r}")
            self._is_open = True
            del self._got[: end + 4]
        while (frame := self._frame()) is not None:
            opcode, payload = frame
            if opcode == 1:
                self._heard(payload)
            elif opcode == 8:
                self._closed(RuntimeError(f"closed with {int.from_bytes(payload[:2], 'big')}"))
            elif opcode == 9:
                self.transport.write(bytes((0x8A, 0x80 | len(payload))) + _MASK + payload)

    def send(self, message: dict[str, object]) -> None:
        """Send a short message."""
        text = orjson.dumps(message)
        self.transport.write(bytes((0x81, 0x80 | len(text))) + _MASK + text)

    def _frame(self) -> tuple[int, bytes] | None:
        got = self._got
        if len(got) < 2:
            return None
        length, start = got[1] & 0x7F, 2
        if length > 125:
            start = 4 if length == 126 else 10
            length = int.from_bytes(got[2:start], "big")
        if len(got) < start + length:
            return None
        opcode, payload = got[0] & 0x0F, bytes(got[start : start + length])
        del got[: start + length]
        return opcode, payload


class Guest:
    """One member; the first of a room is its host."""

    def __init__(self, plan: PartyPlan, table: Table, rng: random.Random) -> None:
        self.plan = plan
        self.table = table
        self.rng = rng
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._http = Connection(HOST, plan.port)
        self._known: set[int] = set()
        self._game = ""
        self._tasks: set[asyncio.Task[None]] = set()

    async def sit_down(self, party: str, name: str) -> str:
        """Become a player and take a seat, or open the room; gives its code."""
        joined = await self._post("/api/players", {"consent": False})
        self._headers = f"X-Earwitness-Player: {joined['player']}\r\n"
        options = {"rounds": self.plan.rounds, "countdown_seconds": 120}
        path, more = (f"/api/parties/{party}/seats", {}) if party else ("/api/parties", options)
        self._seat = await self._post(path, {"nickname": name, **more})
        return str(self._seat["party"])

    async def connect(self) -> None:
        """Connect to the room."""
        path = f"/api/parties/{self._seat['party']}/ws?seat={self._seat['token']}"
        make = asyncio.get_running_loop().create_connection
        _, self.wire = await make(lambda: Wire(path, self._hear, self._fail), HOST, self.plan.port)

    def begin(self, number: int) -> None:
        """Start the match, or go on: the host does."""
        self.table.do(f"round {number}")
        self.wire.send({"type": "start"} if number == 1 else {"type": "next", "after": number - 1})

    def _hear(self, text: bytes) -> None:
        message = orjson.loads(text)
        kind = message["type"]
        if kind == "guessed":
            for seat in set(message["guessed"]) - self._known:
                self.table.hear("guessed", f"guess {seat}")
            self._known = set(message["guessed"])
        elif kind == "round":
            number = message["round"]["number"]
            self.table.hear("round", f"round {number}")
            self._known = set()
            self._later(self._play())
        elif kind == "reveal":
            self.table.hear("reveal", "last guess")
            self._later(self._read(message["reveal"]["number"]))
        elif kind == "reaction":
            self.table.hear("reaction", f"reaction {message['seat']}")
        elif kind == "over":
            self.table.hear("over", f"round {self.plan.rounds + 1}")
            self.over.set_result(None)
        elif kind == "error":
            self._fail(RuntimeError(f"refused: {message}"))

    async def _play(self) -> None:
        begun = time.perf_counter()
        thinks = self.rng.uniform(0.1, 1.0) * self.plan.think
        if not self._game:
            asked = {"mode": "party", "party": self._seat["party"]}
            self._game = (await self._post("/api/games", asked))["game"]
        dealt = await self._post(f"/api/games/{self._game}/rounds", {})
        await asyncio.sleep(max(0.0, begun + thinks - time.perf_counter()))
        point = {"lat": self.rng.uniform(-60, 70), "lon": self.rng.uniform(-180, 180)}
        self.table.do(f"guess {self._seat['seat']}")
        self.table.do("last guess")
        await self._post(f"/api/rounds/{dealt['round']}/guess", point)

    async def _read(self, number: int) -> None:
        await asyncio.sleep(self.rng.uniform(0.2, 0.8) * READS_SECONDS)
        if self.rng.random() < REACTS_SHARE:
            self.table.do(f"reaction {self._seat['seat']}")
            self.wire.send({"type": "react", "reaction": "clap"})
        if self._seat["seat"] == 1:
            await asyncio.sleep(READS_SECONDS)
            self.begin(number + 1)

    def _later(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if (error := task.exception()) is not None:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        if not self.over.done():
            self.over.set_exception(error)

    async def _post(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        headers = getattr(self, "_headers", "")
        reply = await self._http.ask("POST", path, json.dumps(body).encode(), headers)
        if reply.status >= 400:
            raise RuntimeError(f"{path} answered {reply.status}: {reply.body[:500]!r}")
        return dict(json.loads(reply.body))


async def measure(plan: PartyPlan) -> PartyOutcome:
    """Fill the rooms, play a match in each, and sum up."""
    tables = [Table() for _ in range(plan.rooms)]
    rooms = [await _fill(plan, table, seed) for seed, table in enumerate(tables)]
    gc.collect()
    gc.freeze()
    began, used = time.perf_counter(), cpu_seconds(plan.pid)
    for room in rooms:
        host = room[0]
        asyncio.get_running_loop().call_later(host.rng.uniform(0, STARTS_SECONDS), host.begin, 1)
    longest = STARTS_SECONDS + plan.rounds * (plan.think + 4 * READS_SECONDS) + 60
    async with asyncio.timeout(longest):
        await asyncio.gather(*(guest.over for room in rooms for guest in room))
    busy = (cpu_seconds(plan.pid) - used) / (time.perf_counter() - began)
    return _outcome(tables, busy)


async def _fill(plan: PartyPlan, table: Table, seed: int) -> list[Guest]:
    guests = [Guest(plan, table, random.Random(f"{seed} {number}")) for number in range(plan.people)]
    party = await guests[0].sit_down("", "Host")
    gate = asyncio.Semaphore(PREPARING_AT_ONCE)

    async def come(number: int, guest: Guest) -> None:
        async with gate:
            await guest.sit_down(party, f"Guest {number}")

    await asyncio.gather(*(come(number, guest) for number, guest in enumerate(guests) if number))
    for guest in guests:
        await guest.connect()
    return guests


def _outcome(tables: Iterable[Table], busy: float) -> PartyOutcome:
    took: dict[str, list[float]] = {}
    for table in tables:
        for event, times in table.took.items():
            took.setdefault(event, []).extend(times)
    took["all"] = [seconds for times in took.values() for seconds in times]
    ordered = {event: sorted(times) for event, times in took.items()}
    p95 = {event: 1000 * times[int(0.95 * len(times))] for event, times in ordered.items()}
    every = ordered["all"]
    return PartyOutcome(1000 * every[len(every) // 2], p95, 1000 * every[-1], len(every), busy)


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(measure(PartyPlan(**json.loads(sys.argv[1])))))))
