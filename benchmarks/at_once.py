"""A study that many people play at once over HTTP, of whom a third leave: its quotas, and what deals read."""

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import httpx2
import numpy as np
import yaml
from sqlalchemy import Connection, select

from benchmarks.figures import Figure, Target
from benchmarks.servers import GAME, Server, cpu_seconds, serving, settle
from game.geo.gazetteer import Gazetteer
from game.json_types import Json
from game.packs.loading import load_pack
from game.packs.pack import PRACTICE_PACK
from game.play.allocation import Deck, Mask
from game.play.rounds import ABANDONED
from game.store.database import working_engine
from game.store.tables import rounds
from game.study import presence
from game.study.simulation.participant_client import HttpClient, ParticipantClient
from game.study.study_file import read_study
from game.study.study_pool import StudyPool, make_pool
from game.study.study_schema import Study

NAME = "at-once"
PATIENCE = 120.0  # seconds
LEAVING = 3  # one of so many leaves
TIMES = 20  # that a read is timed


def study_values(pack: str, clips: int, people: int, of: int) -> dict[str, Any]:
    """A study whose quota takes so many people's rounds, with few steps before them."""
    return {
        "earwitness_study": 1,
        "name": NAME,
        "title": "At once",
        "pack": pack,
        "consent": {"title": "Before you begin", "text": "You agree."},
        "rounds": of,
        "allocation": {"rule": "quota", "answers": people * of // clips},
        "practice": {"rounds": 0},
        "comprehension": [],
        "demographics": [],
        "level": False,
        "feedback": "never",
        "questions": {"prior_exposure": "never", "agl1k_exposure": False},
    }


class Crowd:
    """People who play a study at once, each in a thread; one in `LEAVING` leaves with an open round.

    Attributes
    ----------
    let_in : int
        How many the study let in.
    deals : list of float
        Seconds of each deal.
    """

    def __init__(self, client: HttpClient) -> None:
        self.let_in = 0
        self.deals: list[float] = []
        self._client = client

    def play(self, people: int) -> None:
        """Let so many people more come and play."""
        with ThreadPoolExecutor(people) as threads:
            list(threads.map(self._play, range(people)))

    def _play(self, number: int) -> None:
        who, chance = ParticipantClient(self._client, NAME), random.Random(number)
        if who.join().status_code == 409:
            return
        self.let_in += 1
        while who.step["kind"] != "rounds":
            is_screening = who.step["kind"] == "screening"
            known = {"answers": {"age": 30, "device": "desktop"}} if is_screening else {}
            _body(who.send(known))
        game = _body(who.begin())
        stays_for = chance.randrange(game["rounds"]) if number % LEAVING == 0 else game["rounds"]
        for closed in range(game["rounds"]):
            began = time.perf_counter()
            reply = who.next_round(game["game"])
            self.deals.append(time.perf_counter() - began)
            if reply.status_code == 409 or closed == stays_for:
                return
            _body(who.guess(_body(reply), chance.uniform(-60, 60), chance.uniform(-180, 180)))


def _body(reply: Any) -> Json:
    assert reply.status_code in (200, 201), reply.text
    body: Json = reply.json()
    return body


def measure(quick: bool) -> list[Figure]:
    """Let everybody come at the same moment."""
    people, of = (20, 4) if quick else (200, 16)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        state, file = Path(folder) / "state", Path(folder) / "study.yaml"
        state.mkdir()
        clips = len(load_pack(PRACTICE_PACK, Gazetteer.load(), state).clips)
        file.write_text(yaml.safe_dump(study_values(PRACTICE_PACK, clips, people, of)), "utf-8")
        variables = {"EARWITNESS_STUDY": str(file), "EARWITNESS_LEADERBOARD": "off"}
        with serving(GAME, state=state, **variables) as server:
            settle(server)
            figures = _played(server, people)
        return [*_over(state, read_study(file), people), *figures, *_reads(state, read_study(file))]


def _played(server: Server, people: int) -> list[Figure]:
    limits = httpx2.Limits(max_connections=people)
    with httpx2.Client(base_url=server.url, timeout=PATIENCE, trust_env=False, limits=limits) as client:
        crowd, used = Crowd(client), cpu_seconds(server.pid)
        crowd.play(people)
        used = cpu_seconds(server.pid) - used
    deal = 1000 * used / len(crowd.deals)
    return [Figure(f"server CPU a round, joining included, {people} at once", "ms", deal)]


def _over(state: Path, study: Study, people: int) -> list[Figure]:
    """Answers beyond the quota of the clip that has most, rounds that were left open included."""
    pool, wanted = _pool(state, study), study.allocation.answers or 0
    with working_engine(_url(state)).connect() as connection:
        most = int(pool.taken(connection).max())
    named = f"answers too many for any clip, {people} at once, a third leave"
    return [Figure(named, "", float(max(0, most - wanted)), target=Target(0))]


def _reads(state: Path, study: Study) -> list[Figure]:
    """What a deal reads of others, against reading all of the study's rounds and every participant."""
    pool = _pool(state, study)
    with working_engine(_url(state)).connect() as connection:
        count = int(pool.taken(connection).sum())
        ours = _seconds(lambda: _counted(connection, pool, study))
        baseline = _seconds(lambda: _all_read(connection, pool, study))
    named = f"what a deal reads, after {count:,} rounds"
    return [Figure(named, "ms", 1000 * ours, 1000 * baseline, Target(0.5, "ratio"))]


def _counted(connection: Connection, pool: StudyPool, study: Study) -> None:
    pool.taken(connection)
    pool.people(presence.on_the_way(connection, study.name, 0.0))


def _all_read(connection: Connection, pool: StudyPool, study: Study) -> None:
    """Who heard what, and how often each clip was answered, from the rounds themselves."""
    numbers = {clip.key: number for number, clip in enumerate(pool.deck.pack.clips)}
    columns = select(rounds.c.player_id, rounds.c.clip_key, rounds.c.status)
    taken, heard = np.zeros(len(numbers), np.int64), dict[str, Mask]()
    for player, key, status in connection.execute(columns.where(rounds.c.study_hash == study.hash)):
        heard.setdefault(player, np.zeros(len(numbers), np.bool_))[numbers[key]] = True
        taken[numbers[key]] += status != ABANDONED


def _seconds(read: Callable[[], object]) -> float:
    read()
    times: Sequence[float] = [_timed(read) for _ in range(TIMES)]
    return median(times)


def _timed(read: Callable[[], object]) -> float:
    began = time.perf_counter()
    read()
    return time.perf_counter() - began


def _pool(state: Path, study: Study) -> StudyPool:
    return make_pool(study, Deck(load_pack(PRACTICE_PACK, Gazetteer.load(), state)))


def _url(state: Path) -> str:
    return f"sqlite:///{state / 'earwitness.db'}"
