"""The simulated players: `python -m benchmarks.crowd PLAN` plays and prints measurements as JSON."""

import asyncio
import gc
import json
import random
import sys
import time
from dataclasses import asdict
from typing import Any

from benchmarks.client import Connection, Reply
from benchmarks.load import Call, Outcome, Plan
from benchmarks.servers import HOST, cpu_seconds
from game.api.page_proof import solve
from game.server.process_limits import raise_file_limit

PREPARING_AT_ONCE = 50  # players set up at the same time, before measuring
WARM_UP = 1.0  # seconds
TOLD = {
    "seconds_heard": 9.5,
    "plays": 1,
    "seconds_to_guess": 12.5,
    "pin_moves": 2,
    "focus_losses": 0,
    "device": "desktop",
}


class Log:
    """Times of calls by name, within the measured window."""

    def __init__(self) -> None:
        self.begin = self.end = float("inf")
        self._times: dict[str, list[float]] = {}

    def start(self, seconds: float, warm_up: float) -> None:
        """Start the measured window, which lasts this many seconds after the warm-up."""
        self.begin = time.perf_counter() + warm_up
        self.end = self.begin + seconds

    def note(self, name: str, reply: Reply) -> None:
        """Count a reply if it falls into the window."""
        if self.begin <= time.perf_counter() < self.end:
            self._times.setdefault(name, []).append(reply.whole)

    def calls(self) -> dict[str, Call]:
        """Summaries of the counted calls."""
        return {name: self._call(sorted(times)) for name, times in self._times.items()}

    def _call(self, times: list[float]) -> Call:
        p50, p95, p99 = (1000 * times[int(len(times) * share)] for share in (0.5, 0.95, 0.99))
        return Call(len(times) / (self.end - self.begin), p50, p95, p99)


class Caller:
    """A client of the baseline, which stores point after point."""

    def __init__(self, plan: Plan, log: Log, rng: random.Random) -> None:
        self.plan = plan
        self.log = log
        self.rng = rng
        self.connection = Connection(HOST, plan.port)

    async def prepare(self) -> None:
        """Set up, before the first measured call."""

    async def turn(self) -> None:
        """One turn of the loop."""
        await self.call("guess", "/guess", {"player": "someone", "round": "first", **self.point()})

    async def call(self, name: str, path: str, body: Any, headers: str = "") -> Any:
        """POST and return the reply, None for status 409; any other error ends the measurement."""
        reply = await self.connection.ask("POST", path, json.dumps(body).encode(), headers)
        if reply.status >= 400 and reply.status != 409:
            raise RuntimeError(f"{path} answered {reply.status}: {reply.body[:500]!r}")
        self.log.note(name, reply)
        return json.loads(reply.body) if reply.status < 400 else None

    def point(self) -> dict[str, float]:
        """Somewhere on Earth."""
        return {"lat": self.rng.uniform(-60, 70), "lon": self.rng.uniform(-180, 180)}


class Player(Caller):
    """Plays game after game, as a new player once every clip has been heard; each reply brings a round."""

    next: Any = None  # the round that the last reveal brought

    async def prepare(self) -> None:
        """Become a player and start a game."""
        asked = json.loads((await self.connection.ask("GET", "/api/players/challenge")).body)
        proof = {"challenge": asked["challenge"], "answer": solve(asked["challenge"])}
        joining = {"consent": True, "client": "page", "proof": proof}
        joined = await self.call("player", "/api/players", joining, f"Origin: http://{HOST}\r\n")
        self.headers = f"X-Earwitness-Player: {joined['player']}\r\n"
        await self.start_game()

    async def turn(self) -> None:
        """Guess in the round that the last reply brought."""
        if not self.left and not await self.start_game():
            await self.prepare()
        await self.guess(self.next, deal=True)

    async def guess(self, dealt: dict[str, Any], deal: bool | str) -> None:
        """Listen and guess."""
        await self.listen(dealt)
        guess = {**self.point(), **TOLD, "deal": deal}
        reveal = await self.call("guess", f"/api/rounds/{dealt['round']}/guess", guess, self.headers)
        self.next = reveal["next"]
        self.left -= 1

    async def listen(self, dealt: dict[str, Any]) -> None:
        """Wait as long as people think; the sound is not fetched."""
        await asyncio.sleep(self.plan.think * self.rng.uniform(0.8, 1.2))

    async def start_game(self) -> bool:
        """Start a game; None if this player has heard every clip."""
        game = await self.call("game", "/api/games", {"mode": "random", "deal": True}, self.headers)
        if game is not None:
            self.game, self.left, self.next = game["game"], game["rounds"], game["next"]
        return game is not None


class Reader(Player):
    """Plays as the page does: the next round comes prepared, and begins with a call of its own."""

    async def turn(self) -> None:
        """Begin a round and guess."""
        if not self.left and not await self.start_game():
            await self.prepare()
        dealt = await self.call("deal", f"/api/games/{self.game}/rounds", {}, self.headers)
        await self.guess(dealt, deal="ahead")


KINDS = {"game": Player, "page": Reader, "insert": Caller}


async def measure(plan: Plan) -> Outcome:
    """Set up the crowd, let it play, and count."""
    log = Log()
    crowd = [KINDS[plan.kind](plan, log, random.Random(seed)) for seed in range(plan.players)]
    gate = asyncio.Semaphore(PREPARING_AT_ONCE)
    await asyncio.gather(*(_prepare(caller, gate) for caller in crowd))
    gc.collect()
    gc.freeze()
    log.start(plan.seconds, WARM_UP + plan.think)
    busy = asyncio.create_task(_busy(plan, log))
    await asyncio.gather(*(_keep_on(caller) for caller in crowd))
    return Outcome(log.calls(), await busy)


async def _prepare(caller: Caller, gate: asyncio.Semaphore) -> None:
    async with gate:
        await caller.prepare()


async def _keep_on(caller: Caller) -> None:
    await asyncio.sleep(caller.rng.uniform(0, caller.plan.think))  # or all would guess at once
    while time.perf_counter() < caller.log.end:
        await caller.turn()
    caller.connection.close()


async def _busy(plan: Plan, log: Log) -> float:
    await asyncio.sleep(log.begin - time.perf_counter())
    began, used = time.perf_counter(), cpu_seconds(plan.pid)
    await asyncio.sleep(log.end - time.perf_counter())
    return (cpu_seconds(plan.pid) - used) / (time.perf_counter() - began)


if __name__ == "__main__":
    raise_file_limit()  # a file for each connection
    print(json.dumps(asdict(asyncio.run(measure(Plan(**json.loads(sys.argv[1])))))))
