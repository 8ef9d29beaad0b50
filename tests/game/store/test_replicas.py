"""Several games on one PostgreSQL database, each `python app.py` in a process of its own."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import httpx
import pytest

from tests.builders.participant import Participant
from tests.builders.running_game import TOWNS, Player, write_pack
from tests.builders.studies import write_study
from tests.databases import rows
from tests.game.metrics.exposition import TOKEN, scrape
from tests.postgresql_server import PostgresqlServer
from tests.processes import counting, wait_for
from tests.replicas import games_on
from tests.servers import QUICK_CLIENT, Server

pytestmark = pytest.mark.slow

T = TypeVar("T")
U = TypeVar("U")
PLACES = 4


class Replicas:
    """Games on one database. The first two share a state folder; the third has one of its own."""

    def __init__(self, url: str, servers: Sequence[Server]) -> None:
        self.url = url
        self.servers = servers
        self.clients = [
            httpx.Client(base_url=one.address, timeout=60.0, **QUICK_CLIENT) for one in self.servers
        ]

    def player(self) -> tuple[Player, ...]:
        """One player, as each of the games knows them."""
        first = Player(self.clients[0])
        return tuple(first.at(client) for client in self.clients)

    def counts_leaderboard(self, number: int) -> bool:
        state = self.clients[number].get("/readyz").json()["leaderboard"]["process"]
        return bool(state != "elsewhere")


@pytest.fixture(scope="module")
def replicas(postgresql: PostgresqlServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    """Started at once, on a database that nobody has used."""
    folder, url = tmp_path_factory.mktemp("replicas"), postgresql.empty_database()
    pack = str(write_pack(folder / "towns", TOWNS * 3))
    study = write_study(folder, rounds=2, stopping={"participants": PLACES}, pack=pack)
    settings = {
        "EARWITNESS_PACK": pack,
        "EARWITNESS_LEADERBOARD": "on",
        "EARWITNESS_STUDY": str(study),
        "EARWITNESS_METRICS_TOKEN": TOKEN,
        "EARWITNESS_COUNTED_PER_ADDRESS": "2",
        "EARWITNESS_TRUSTED_PROXIES": "1",
    }
    folders = [folder / name for name in ("shared", "shared", "own")]
    with games_on(url, folders, **settings) as servers:
        made = Replicas(url, servers)
        yield made
        for client in made.clients:
            client.close()


def at_once(work: Callable[[T], U], given: Sequence[T]) -> list[U]:
    """Do something with everything that is given at the same moment."""
    together = threading.Barrier(len(given))

    def run(one: T) -> U:
        together.wait()
        return work(one)

    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(run, given))


def answers(call: Callable[..., httpx.Response], *given: object) -> bool:
    return call(*given).is_success


def test_a_round_is_dealt_by_one_heard_at_another_and_guessed_at_a_third(replicas):
    a, b, c = replicas.player()
    dealt = a.deal(a.start()["game"])
    size = len(b.client.get(dealt["audio"]).content)
    assert c.guess(dealt["round"])["number"] == 1
    query = f"SELECT bytes_served, audio_bytes FROM rounds WHERE round = '{dealt['round']}'"
    assert rows(replicas.url, query) == [{"bytes_served": size, "audio_bytes": size}]


def test_games_that_are_told_different_points_at_once_agree_on_one_reveal(replicas):
    players = replicas.player()
    game = players[0].start()["game"]
    for _ in range(5):
        path = f"/api/rounds/{players[0].deal(game)['round']}/guess"
        points = [(path, who, lat) for lat, who in enumerate(players)]
        told = at_once(lambda one: one[1].post(one[0], {"lat": one[2], "lon": 0}), points)
        assert sorted(reply.status_code for reply in told) == [200, 409, 409]
    summaries = [who.get(f"/api/games/{game}").json() for who in players]
    assert summaries[0] == summaries[1] == summaries[2]
    assert [one["status"] for one in summaries[0]["rounds"]] == ["guessed"] * 5


def test_deals_at_once_give_one_round_no_clip_twice_and_one_sitting(replicas):
    players = replicas.player()
    game = players[0].start()["game"]
    dealt = at_once(lambda who: who.deal(game)["round"], players * 3)
    assert len(set(dealt)) == 1
    assert len(set(at_once(lambda who: who.deal(who.start()["game"])["round"], players * 2))) == 6
    whose = f"SELECT player_id FROM rounds WHERE round = '{dealt[0]}'"
    of_player = rows(replicas.url, f"SELECT clip_key FROM rounds WHERE player_id = ({whose})")
    assert len(of_player) == len({row["clip_key"] for row in of_player}) == 7
    sittings = rows(replicas.url, f"SELECT DISTINCT sitting FROM rounds WHERE player_id = ({whose})")
    assert sittings == [{"sitting": 1}]


def test_the_first_players_of_an_address_count_wherever_they_play(replicas):
    def is_one_too_many(who: Player) -> bool:
        who.headers["X-Forwarded-For"] = "203.0.113.7"
        dealt = who.deal(who.start()["game"])["round"]
        [row] = rows(replicas.url, f"SELECT many_from_one_place FROM rounds WHERE round = '{dealt}'")
        return bool(row["many_from_one_place"])

    first, second, third = (replicas.player() for _ in range(3))
    came = (first[0], second[1], third[2], first[1], second[2], third[0])
    assert [is_one_too_many(who) for who in came] == [False, False, True, False, False, True]
    counts = rows(replicas.url, "SELECT key FROM rate_counts WHERE key LIKE 'places:%'")
    assert not any(name in str(counts) for name in ("203.0.113.7", first[0].joined["pseudonym"]))
    states = [client.get("/readyz").json()["rate_store"]["state"] for client in replicas.clients]
    assert states == ["up"] * 3


def test_a_study_lets_in_as_many_as_it_says_wherever_they_come(replicas):
    comers = [Participant(client, "ten-clips", join=False) for client in replicas.clients * 3]
    replies = at_once(lambda who: who.join(), comers)
    assert sorted(reply.status_code for reply in replies) == [201] * PLACES + [409] * (len(comers) - PLACES)


def test_who_withdraws_at_one_is_gone_at_all(replicas):
    a, b, c = replicas.player()
    game = a.start()["game"]
    assert b.get(f"/api/games/{game}").status_code == 200
    assert c.client.delete("/api/players/me", headers=c.headers).status_code == 204
    assert b.get(f"/api/games/{game}").status_code == 404
    assert a.post("/api/games", {"mode": "random"}).status_code == 401


def test_one_of_those_who_share_a_folder_counts_and_all_answer(replicas):
    wait_for(lambda: [replicas.counts_leaderboard(at) for at in range(3)].count(True) == 2)
    assert replicas.counts_leaderboard(2)
    wait_for(lambda: replicas.clients[0].get("/api/leaderboard").json()["state"] == "ready")
    boards = [client.get("/api/leaderboard").json()["rows"] for client in replicas.clients[:2]]
    assert boards[0] == boards[1]
    for who in replicas.player():
        wait_for(partial(answers, who.get, "/api/leaderboard/you"))


def test_each_has_metrics_of_its_own_and_of_the_work_that_it_does(replicas):
    wait_for(lambda: [replicas.counts_leaderboard(at) for at in range(3)].count(True) == 2)
    before = [scrape(client) for client in replicas.clients]
    counts = ["counting" in one.values("earwitness_process_up") for one in before]
    assert counts == [replicas.counts_leaderboard(at) for at in range(3)]
    first, second, _ = replicas.player()
    second.guess(first.deal(first.start("practice")["game"])["round"])
    guesses = [
        scrape(client).value("earwitness_guesses_total", mode="practice")
        - then.value("earwitness_guesses_total", mode="practice")
        for client, then in zip(replicas.clients, before, strict=True)
    ]
    assert guesses == [0, 1, 0]


def test_a_restart_of_the_database_is_said_and_survived(replicas, postgresql):
    players = replicas.player()
    over, seen = threading.Event(), []

    def play(who: Player) -> None:
        while not over.is_set():
            reply = who.post("/api/games", {"mode": "practice"})
            seen.append((reply.status_code, reply.json().get("detail", "")))

    with ThreadPoolExecutor(3) as pool:
        playing = [pool.submit(play, who) for who in players]
        wait_for(lambda: len(seen) > 10)
        postgresql.restart()
        for who in players:
            wait_for(partial(answers, who.post, "/api/games", {"mode": "practice"}))
        over.set()
        for one in playing:
            one.result()
    assert {status for status, _ in seen} <= {201, 503}
    assert all(why.endswith(".") for status, why in seen if status == 503)
    for client in replicas.clients:
        wait_for(partial(answers, client.get, "/readyz"))


def test_when_the_one_that_counts_is_killed_another_takes_over(replicas):
    holder = 0 if replicas.counts_leaderboard(0) else 1
    other = 1 - holder
    wait_for(lambda: counting(replicas.servers[holder].pid))
    replicas.servers[holder].stop(signal.SIGKILL)
    wait_for(lambda: replicas.counts_leaderboard(other))
    wait_for(lambda: counting(replicas.servers[other].pid))
    player = Player(replicas.clients[other])
    assert len(player.play()) == 5
