"""Players who repeat a call that nobody answered, as the page does, and note what they were told."""

import asyncio
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from benchmarks.client import Connection
from benchmarks.servers import HOST
from game.api.page_proof import solve
from game.backoff import Backoff
from tests.databases import rows

RETRYABLE = {408, 429, 500, 502, 503, 504}  # as assets/shared/api.js says
PAUSES = Backoff(first_seconds=1.0, longest_seconds=15.0)  # before a call is repeated
MOST_REPEATS = 12
ANSWER_SECONDS = 20.0  # until a call counts as lost
JOINING_AT_ONCE = 20
HEARD = {"seconds_heard": 9.5, "plays": 1, "seconds_to_guess": 12.5, "device": "desktop"}


class Refused(Exception):
    """A final answer that a player should not get; the message says to which call."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call as its player saw it: from the first attempt to the answer, in `time.perf_counter` seconds."""

    player: int
    name: str
    began: float
    ended: float
    repeats: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A guess, and the points that its player was told."""

    game: str
    lat: float
    lon: float
    geoscore: float


@dataclass
class Notes:
    """What a crowd saw.

    Attributes
    ----------
    told : dict of str to Answer
        Every guess that was answered, by its round.
    lost : list of str
        What players were refused or missed, a sentence each.
    writing : dict of int to float
        When the calls began that change something and have no answer yet, by player.
    """

    calls: list[Call] = field(default_factory=list)
    told: dict[str, Answer] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    writing: dict[int, float] = field(default_factory=dict)

    def stuck(self, seconds: float) -> int:
        """How many players have waited so long for the answer to a call that changes something."""
        now = time.perf_counter()
        return sum(now - began > seconds for began in self.writing.copy().values())

    def between(self, begin: float, end: float) -> list[Call]:
        """The calls that were under way at any time between two moments."""
        return [call for call in self.calls if call.began < end and call.ended > begin]

    def most_repeated(self, begin: float, end: float) -> int:
        """How many calls the player who repeated most repeated; one repeated twice counts twice."""
        repeats: Counter[int] = Counter()
        for call in self.between(begin, end):
            repeats[call.player] += call.repeats
        return max(repeats.values(), default=0)


class PersistentPlayer:
    """Plays game after game through one connection."""

    def __init__(self, number: int, port: int, notes: Notes, think: float, seed: int) -> None:
        self.number = number
        self._notes = notes
        self._think = think
        self._rng = random.Random(f"{seed} {number}")
        self._connection = Connection(HOST, port)
        self._headers = ""  # header lines with the player's token
        self._games: dict[str, str] = {}  # these lines by game

    async def play(self, gate: asyncio.Semaphore, over: asyncio.Event) -> None:
        """Play until the end, and then read all games again; a refusal ends it, and is noted.

        Parameters
        ----------
        gate : asyncio.Semaphore
            Held while joining, which is work for a server.
        """
        try:
            async with gate:
                await self._join()
            await _sleep(self._rng.uniform(0, self._think), over)  # or all would guess at once
            while not over.is_set():
                await self._play_game(over)
            await self._read_again()
        except (Refused, KeyError, ValueError) as error:
            self._notes.lost.append(f"player {self.number}: {type(error).__name__}: {error}")
        finally:
            self._connection.close()

    async def _join(self) -> None:
        """Become a player."""
        self._headers = ""
        asked = await self._call("challenge", "GET", "/api/players/challenge")
        proof = {"challenge": asked["challenge"], "answer": solve(asked["challenge"])}
        joined = await self._call(
            "join", "POST", "/api/players", {"consent": True, "client": "page", "proof": proof}
        )
        self._headers = f"X-Earwitness-Player: {joined['player']}\r\n"

    async def _play_game(self, over: asyncio.Event) -> None:
        begun = await self._call("game", "POST", "/api/games", {"mode": "random"}, fine=(409,))
        if begun is None:  # everything has been heard
            return await self._join()
        game = begun["game"]
        self._games[game] = self._headers
        for number in range(1, begun["rounds"] + 1):
            if over.is_set():
                return None
            dealt = await self._call("deal", "POST", f"/api/games/{game}/rounds", {})
            if dealt["number"] != number:
                raise Refused(f"round {number} of {game} is dealt as {dealt['number']}")
            await self._call("sound", "GET", dealt["audio"], whole=False)
            await _sleep(self._think * self._rng.uniform(0.8, 1.2), over)
            await self._guess(game, dealt["round"])
        return None

    async def _guess(self, game: str, round_: str) -> None:
        lat, lon = self._rng.uniform(-60, 70), self._rng.uniform(-180, 180)
        body = {"lat": lat, "lon": lon, **HEARD, "deal": "ahead"}
        told = await self._call("guess", "POST", f"/api/rounds/{round_}/guess", body)
        self._notes.told[round_] = Answer(game, lat, lon, told["geoscore"])

    async def _read_again(self) -> None:
        """Compare what the server shows of all games with what this player was told."""
        told = {name: answer for name, answer in self._notes.told.items() if answer.game in self._games}
        for game, headers in self._games.items():
            self._headers = headers
            shown = await self._call("read", "GET", f"/api/games/{game}")
            points = {one["round"]: one["reveal"]["geoscore"] for one in shown["rounds"] if one["reveal"]}
            if points != {name: answer.geoscore for name, answer in told.items() if answer.game == game}:
                raise Refused(f"game {game} is not as it was told")

    async def _call(
        self,
        name: str,
        method: str,
        path: str,
        body: Any = None,
        fine: tuple[int, ...] = (),
        whole: bool = True,
    ) -> Any:
        """The answer to a call, repeated until there is one; None for a status that is `fine`."""
        began, sent = time.perf_counter(), b"" if body is None else json.dumps(body).encode()
        headers = self._headers + f"Origin: http://{HOST}\r\n" + ("" if whole else "Range: bytes=0-1\r\n")
        for repeats in range(MOST_REPEATS):
            if repeats:
                await asyncio.sleep(PAUSES.pause_seconds(repeats, self._rng))
            if method != "GET":
                self._notes.writing[self.number] = time.perf_counter()
            status, got = await self._ask(method, path, sent, headers)
            self._notes.writing.pop(self.number, None)
            if status and status not in RETRYABLE:
                self._notes.calls.append(Call(self.number, name, began, time.perf_counter(), repeats))
                if status >= 400 and status not in fine:
                    raise Refused(f"{method} {path} was answered {status}: {got[:200]!r}")
                return (json.loads(got) if whole else got) if status < 400 else None
        raise Refused(f"{method} {path} was never answered")

    async def _ask(self, method: str, path: str, body: bytes, headers: str) -> tuple[int, bytes]:
        """Status and body; status 0 when the line broke."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                reply = await self._connection.ask(method, path, body, headers)
        except OSError:  # also a timeout
            self._connection.close()
            return 0, b""
        return reply.status, reply.body


def stored_answers(url: str) -> dict[str, Answer]:
    """What is stored of such guesses in a database, by round."""
    query = "SELECT round, game, lat, lon, geoscore FROM rounds WHERE status = 'guessed' AND mode = 'random'"
    return {str(row.pop("round")): Answer(**row) for row in rows(url, query)}


@contextmanager
def playing(port: int, players: int, think: float, seed: int) -> Iterator[Notes]:
    """Let a crowd play, in a thread, while the block runs; after it, the notes are complete.

    Parameters
    ----------
    think : float
        Mean seconds between a round and its guess.
    """
    notes, over = Notes(), threading.Event()
    crowd = [PersistentPlayer(number, port, notes, think, seed) for number in range(players)]
    thread = threading.Thread(target=lambda: asyncio.run(_play(crowd, over)))
    thread.start()
    try:
        yield notes
    finally:
        over.set()
        thread.join()


async def _play(crowd: Sequence[PersistentPlayer], over: threading.Event) -> None:
    gate, is_over = asyncio.Semaphore(JOINING_AT_ONCE), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        for player in crowd:
            tasks.create_task(player.play(gate, is_over))
        await asyncio.to_thread(over.wait)
        is_over.set()


async def _sleep(seconds: float, over: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), seconds)
