"""Parties whose members are connected to two processes on one PostgreSQL database."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest
from sqlalchemy import create_engine, text
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from game.store.postgresql_bus import FROZEN_SECONDS
from tests.builders.running_game import TOWNS, Player, write_pack
from tests.game.party.guests import Guest, Json, close_code, until
from tests.postgresql_server import PostgresqlServer
from tests.processes import wait_for
from tests.servers import QUICK_CLIENT, Server

pytestmark = pytest.mark.slow


class Replica(Server):
    """One of several processes on a database."""

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=f"{self.address}/", **QUICK_CLIENT)


@pytest.fixture(scope="module")
def server(postgresql: PostgresqlServer) -> str:
    """A database that no other test uses."""
    return postgresql.game_database()


@pytest.fixture(scope="module")
def replicas(tmp_path_factory: pytest.TempPathFactory, server: str) -> Iterator[list[Replica]]:
    """Two processes that play one pack; a test that ends one starts it again."""
    folder = tmp_path_factory.mktemp("replicas")
    pack = write_pack(folder / "pack", [(lat + step, lon) for step in range(4) for lat, lon in TOWNS])
    env = {"EARWITNESS_DATABASE": server, "EARWITNESS_PACK": str(pack), "EARWITNESS_SECRET": "s" * 20}
    env |= {"EARWITNESS_RATE_LIMIT": "on", "EARWITNESS_PLAYERS_PER_ADDRESS": "20"}
    started = [Replica(folder / name, **env) for name in ("first", "second")]
    with ExitStack() as stack:
        for replica in started:
            replica.start()
            stack.callback(replica.stop)
        yield started


@pytest.fixture
def clients(replicas: list[Replica]) -> Iterator[list[httpx.Client]]:
    with ExitStack() as stack:
        yield [stack.enter_context(replica.client()) for replica in replicas]


def test_a_match_is_played_in_teams_from_two_processes(clients: list[httpx.Client]):
    host = Guest(clients[0], rounds=2, teams=2)
    with host.connect() as first:
        until(first, "state")
        guest = Guest(clients[1], host.party, "Guest")
        with guest.connect() as second:
            state = until(second, "state")
            assert [seat["team"] for seat in state["seats"]] == [1, 2]
            until(first, "seat", lambda message: message["seat"]["nickname"] == "Guest")
            assert clients[1].get(f"/api/parties/{host.party}").json()["people"] == 2
            second.send('{"type": "start"}')
            assert until(second, "error")["key"] == "party_not_host"
            first.send('{"type": "start"}')
            assert until(second, "round")["round"]["number"] == 1
            guest.player.guess(guest.deal()["round"], 1.0, 1.0)
            assert until(first, "guessed")["seconds_left"] > 0
            late = Guest(clients[1], host.party, "Late")
            with late.connect() as third:
                assert until(third, "state")["seats"][-1]["plays"] is False
                host.player.client = clients[1]  # calls and connections may go to different processes
                host.player.guess(host.deal()["round"], 2.0, 2.0)
                shown = [until(socket, "reveal") for socket in (first, second, third)]
                assert shown[0] == shown[1] == shown[2]
                assert [pin["lat"] for pin in shown[0]["reveal"]["pins"]] == [2.0, 1.0]
                assert [best["team"] for best in shown[0]["reveal"]["best"]] == [1, 2]
                third.send('{"type": "react", "reaction": "clap"}')
                assert until(first, "reaction")["seat"] == 3
                first.send('{"type": "next", "after": 1}')
                assert until(third, "round")["round"]["number"] == 2
                first.send('{"type": "leave"}')
                assert until(second, "host")["host"] == 2
                second.send('{"type": "finish", "number": 2}')
                until(third, "reveal")
                second.send('{"type": "remove", "seat": 3}')
                assert close_code(third) == 4003
            second.send('{"type": "next", "after": 2}')
            assert [row["seat"] for row in until(second, "over")["ranking"]] == [2]


def test_who_comes_back_at_another_process_has_their_seat_and_the_earlier_connection_ends(
    clients: list[httpx.Client],
):
    host = Guest(clients[0])
    guest = Guest(clients[0], host.party, "Guest")
    with host.connect() as first, guest.connect() as second:
        until(second, "state")
        guest.client = clients[1]
        with guest.connect() as again:
            assert until(again, "state")["you"] == 2
            assert close_code(second) == 4001
            reply = clients[1].post(f"/api/parties/{host.party}/seats", json={}, headers=guest.player.headers)
            assert (reply.status_code, reply.json()["seat"]) == (200, 2)
            refused = clients[1].post(
                f"/api/parties/{host.party}/seats",
                json={"nickname": "hOST"},
                headers=Guest(clients[1]).player.headers,
            )
            assert (refused.status_code, refused.json()["key"]) == (409, "nickname_taken")
            again.send('{"type": "leave"}')
            assert until(first, "gone")["seat"] == 2


def test_members_who_come_to_both_processes_at_once_all_play(
    replicas: list[Replica], clients: list[httpx.Client]
):
    """Whoever is told that a round is on is dealt it, by whichever process."""
    hosts = [Guest(clients[room % 2], countdown_seconds=0) for room in range(4)]
    with ThreadPoolExecutor(12) as pool:
        rooms = [
            [pool.submit(_play, member, replicas[at % 2]) for at, member in enumerate([host, *guests])]
            for host, guests in [(host, _guests(host, clients)) for host in hosts]
        ]
        for room in rooms:
            pins = [sorted(pin["lat"] for pin in member.result()["pins"]) for member in room]
            assert pins == [[1.0, 2.0, 3.0]] * 3


def _guests(host: Guest, clients: list[httpx.Client]) -> list[Guest]:
    return [Guest(client, host.party, f"Guest {number}") for number, client in enumerate(clients)]


def _play(member: Guest, replica: Replica) -> Json:
    """Connect to a process and play a round, which the host starts; gives the reveal."""
    seat = int(member.joined["seat"])
    with replica.client() as client:
        member.client = member.player.client = client
        with member.connect() as socket:
            if until(socket, "state")["phase"] == "lobby":
                if seat == 1:
                    socket.send('{"type": "start"}')
                until(socket, "round")
            member.player.guess(member.deal()["round"], float(seat), 0.0)
            reveal: Json = until(socket, "reveal")["reveal"]
            return reveal


def test_when_the_process_that_keeps_a_room_stops_everybody_comes_again_and_the_round_goes_on(
    replicas: list[Replica], clients: list[httpx.Client]
):
    host = Guest(clients[0])
    with host.connect() as first:
        until(first, "state")
        guest = Guest(clients[1], host.party, "Guest")
        with guest.connect() as second:
            until(second, "state")
            first.send('{"type": "start"}')
            until(second, "round")
            replicas[0].stop()
            assert (close_code(first), close_code(second)) == (1012, 1012)
    with guest.connect() as second:
        assert until(second, "state")["phase"] == "round"
        guest.player.guess(guest.deal()["round"], 1.0, 1.0)
        until(second, "guessed")
    replicas[0].start()


def test_a_room_goes_on_after_the_database_has_ended_all_connections(
    clients: list[httpx.Client], server: str
):
    host = Guest(clients[0])
    with host.connect() as first:
        until(first, "state")
        guest = Guest(clients[1], host.party, "Guest")
        with guest.connect() as second:
            until(second, "state")
            engine = create_engine(server, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                others = "datname = current_database() AND pid <> pg_backend_pid()"
                connection.execute(
                    text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
                )
            engine.dispose()
            assert (close_code(first), close_code(second)) == (1012, 1012)
    with guest.connect() as second, host.connect() as first:
        until(second, "state")
        first.send('{"type": "start"}')
        until(second, "round")


def test_rooms_whose_process_stands_still_go_on_elsewhere_and_when_it_wakes_it_says_nothing(
    replicas: list[Replica], clients: list[httpx.Client]
):
    host, other_host = Guest(clients[0], countdown_seconds=0), Guest(clients[0])
    with host.connect() as first, other_host.connect() as other:
        until(other, "seat")  # the last word of an arrival
        guest = Guest(clients[1], host.party, "Guest")
        with guest.connect() as second:
            until(second, "state")
            first.send('{"type": "start"}')
            until(second, "round")
            host.player.guess(host.deal()["round"], 10.0, 20.0)
            dealt = guest.deal()
            until(second, "guessed")
            until(first, "guessed")
            os.kill(replicas[0].pid, signal.SIGSTOP)
            began = time.monotonic()
            for socket in (first, other):
                socket.send('{"type": "react", "reaction": "clap"}')  # of which nothing is stored
            assert close_code(second) == 1012
        assert time.monotonic() - began < FROZEN_SECONDS + 10
        with guest.connect() as second:
            state = until(second, "state")
            assert (state["phase"], state["round"]["guessed"]) == ("round", [1])
            guest.player.guess(dealt["round"], 1.0, 1.0)
            until(second, "reveal")
        os.kill(replicas[0].pid, signal.SIGCONT)
        assert [_last_words(socket) for socket in (first, other)] == [([], 1012)] * 2
    with host.connect() as first:
        assert until(first, "state")["phase"] == "reveal"


def test_who_joins_a_room_whose_process_stands_still_gets_in(
    replicas: list[Replica], clients: list[httpx.Client]
):
    host, newcomer = Guest(clients[0]), Player(clients[1], client="api")
    with host.connect() as first:
        until(first, "state")
        os.kill(replicas[0].pid, signal.SIGSTOP)

        def join() -> int:
            path = f"/api/parties/{host.party}/seats"
            return int(newcomer.post(path, {"nickname": "Newcomer"}).status_code)

        assert join() == 503
        wait_for(lambda: join() == 201, FROZEN_SECONDS + 10)
        os.kill(replicas[0].pid, signal.SIGCONT)
        assert close_code(first) == 1012


def _last_words(socket: ClientConnection) -> tuple[list[str | bytes], int]:
    """What is still said on a connection, and the code with which it closes."""
    said = []
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            said.append(socket.recv(timeout=60))
    assert closed.value.rcvd is not None
    return said, closed.value.rcvd.code


def test_a_flood_at_one_process_is_refused_by_the_other(clients: list[httpx.Client]):
    codes = [_withdraw(clients[0]) for _ in range(30)]
    assert codes.count(429) == 30 - 20
    tried = 1
    while _withdraw(clients[1]) != 429:  # within a fraction of a second
        time.sleep(0.1)
        tried += 1
    assert tried < 15


def _withdraw(client: httpx.Client) -> int:
    return client.post("/api/withdrawals", json={"code": "nobody's"}).status_code


def test_when_a_process_is_killed_its_rooms_go_on_and_its_members_are_away(
    replicas: list[Replica], clients: list[httpx.Client]
):
    host = Guest(clients[0], countdown_seconds=3)
    other_host = Guest(clients[1])
    with host.connect() as first, other_host.connect() as other_first:
        for socket in (first, other_first):
            until(socket, "state")  # each process keeps the room of its host
        guest = Guest(clients[1], host.party, "Guest")
        other_guest = Guest(clients[0], other_host.party, "Guest")
        with guest.connect() as second, other_guest.connect() as other_second:
            for socket in (second, other_second):
                until(socket, "state")
            first.send('{"type": "start"}')
            until(second, "round")
            host.player.guess(host.deal()["round"], 10.0, 20.0)
            until(second, "guessed")
            dealt = guest.deal()
            replicas[0].stop(signal.SIGKILL)
            assert close_code(second) == 1012
        _play_on(host, guest, dealt, clients[1])
        away = until(other_first, "seat", lambda message: message["seat"]["away"])
        assert away["seat"]["seat"] == 2
    replicas[0].start()


def _play_on(host: Guest, guest: Guest, dealt: Json, client: httpx.Client) -> None:
    """Come back to a room where the host has answered, at the process that is left."""
    with guest.connect() as second:
        state = until(second, "state")
        if state["phase"] == "round":
            assert state["round"]["guessed"] == [1]
            assert state["round"]["seconds_left"] <= 3
        guest.player.guess(dealt["round"], 1.0, 1.0)
        host.client = client
        with host.connect() as first:
            assert until(first, "state")["you"] == 1
            reveal: Json = until(second, "reveal")["reveal"]
            assert [pin["lat"] for pin in reveal["pins"]] == [10.0, 1.0]
