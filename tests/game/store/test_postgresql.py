"""The whole game over a real PostgreSQL, as a host with many players would run it."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from game.packs.manifest import read_manifest
from game.project_files import ROOT
from game.publishing.restore import fast_restore, is_due, restore
from game.store.database import Store, working_engine
from game.store.errors import StoreError
from game.store.schema import SCHEMA_VERSION
from leaderboard.guesses.reader import GuessReader
from tests.builders.earlier_database import earlier_database
from tests.builders.participant import Participant
from tests.builders.published_world import LATER, world
from tests.builders.running_game import TOWNS, Clock, Player, running, write_pack
from tests.builders.studies import write_study
from tests.databases import rows
from tests.game.party.members import Member
from tests.postgresql_server import PostgresqlServer
from tests.stand_ins.hub.fixture import Hub

pytestmark = pytest.mark.slow

VERSIONS = ROOT / "game/store/migrations/versions"
OWN_LOCKS = (
    "SELECT objid FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
    "WHERE locktype = 'advisory' AND granted AND datname = current_database()"
)
KEPT = "SELECT round, player_id, day, clues::text, distance_km, closed_before FROM rounds ORDER BY round"


@pytest.fixture
def empty(postgresql: PostgresqlServer) -> str:
    """A database that nobody has used."""
    return postgresql.empty_database()


@pytest.fixture
def url(postgresql_database: str) -> str:
    return postgresql_database


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "towns", TOWNS)


def test_a_game_is_played_kept_over_a_restart_and_withdrawn(empty, pack, tmp_path):
    env = {"EARWITNESS_DATABASE": empty, "EARWITNESS_PACK": str(pack)}
    with running(tmp_path / "state", **env) as client:
        player = Player(client)
        played = player.play()
        assert len(played) == 5
        stored = rows(empty, "SELECT status, day, clues, distance_km FROM rounds ORDER BY number")
        assert [row["status"] for row in stored] == ["guessed"] * 5
        assert [row["distance_km"] for row in stored] == [one["distance_km"] for one in played]
    with running(tmp_path / "state", **env) as client:
        player.client = client
        assert player.start()["rounds"] == 1  # of six clips, five have been heard
        assert client.delete("/api/players/me", headers=player.headers).status_code == 204
    assert rows(empty, "SELECT round FROM rounds UNION ALL SELECT game FROM games") == []


def test_a_database_that_is_gone_is_noticed_though_nothing_is_written(postgresql, url):
    name = url.rpartition("/")[2].partition("?")[0]
    end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"

    async def watch() -> None:
        store = Store(url)
        keeping = asyncio.create_task(store.roles.keep())

        async def wait_until(is_failing: bool) -> None:
            async with asyncio.timeout(60):
                while store.is_failing != is_failing:
                    await asyncio.sleep(0.05)

        await wait_until(False)
        postgresql.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false", end)
        await wait_until(True)
        postgresql.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await wait_until(False)
        keeping.cancel()
        await store.close()

    asyncio.run(watch())


def test_a_party_goes_on_after_a_restart_and_is_gone_with_its_people(url, pack, tmp_path):
    env = {"EARWITNESS_DATABASE": url, "EARWITNESS_PACK": str(pack)}
    with running(tmp_path / "state", **env) as client:
        host = Member(client, rounds=2, teams=True)
        guest = Member(client, host.party, "Guest")
        with host.connected(), guest.connected():
            host.send("start")
            guest.until("round")
            guest.guess(1.0, 2.0)
            host.until("guessed")
    with running(tmp_path / "state", **env) as client:
        for member in (host, guest):
            member.client = member.player.client = client
        with host.connected(), guest.connected():
            assert guest.state["round"]["guessed"] == [2]
            host.guess()
            assert [best["team"] for best in guest.until("reveal")["reveal"]["best"]] == [1, 2]
            guest.send("leave")
            assert host.until("gone")["seat"] == 2
        assert client.delete("/api/players/me", headers=host.player.headers).status_code == 204
    assert rows(url, "SELECT nickname FROM party_seats") == []


def test_a_day_is_played_practised_and_compared(url, pack, tmp_path):
    clock = Clock()
    env = {"EARWITNESS_DATABASE": url, "EARWITNESS_PACK": str(pack)}
    with running(tmp_path / "state", clock, **env) as client:
        players = [Player(client) for _ in range(5)]
        for player in players:
            started = player.start("daily")
            for _ in range(5):
                player.guess(player.deal(started["game"])["round"])
            assert player.post("/api/games", {"mode": "daily"}).json() == started
        standing = players[0].get("/api/daily").json()
        assert (standing["status"], standing["streak"]["days"], standing["percentile"]) == ("done", 1, 0)
        assert standing["distribution"]["players"] == 5
        clock.now += 24 * 60 * 60
        [day] = players[0].get("/api/daily/days").json()["days"]
        assert day["total"] == standing["total"]
        practice = {"mode": "practice", "day": day["day"]}
        game = players[0].post("/api/games", practice).json()["game"]
        assert players[0].guess(players[0].deal(game)["round"])["number"] == 1


def test_a_duel_is_prepared_shared_played_by_another_and_read_on_the_own_page(url, pack, tmp_path):
    env = {"EARWITNESS_DATABASE": url, "EARWITNESS_PACK": str(pack)}
    with running(tmp_path / "state", **env) as client:
        player, friend = Player(client), Player(client)
        duel = {"mode": "duel", "opponent": "constant/best-geoscore"}
        game = player.post("/api/games", duel).json()["game"]
        player.guess(player.deal(game)["round"])
        ahead = player.post(f"/api/games/{game}/ahead").json()
        assert player.deal(game) == ahead
        for _ in range(4):
            player.guess(player.deal(game)["round"])
        assert len(client.get("/api/duels").json()["opponents"]) == 1
        challenge = player.post("/api/challenges", {"game": game}).json()["challenge"]
        body = {"mode": "challenge", "challenge": challenge}
        played = friend.post("/api/games", body).json()["game"]
        assert friend.guess(friend.deal(played)["round"])["number"] == 1
        assert friend.post("/api/games", body).json()["game"] == played
        assert len(player.get("/api/players/me/rounds?before=2147483647").json()["rounds"]) == 5
        assert player.get("/api/players/me/summary").json()["first_hearings"] == 5
        assert player.get("/api/players/me/rounds.csv").text.count("duel-uniform") == 5
    kept = rows(url, "SELECT duel_won IS NOT NULL AS kept FROM games WHERE mode = 'duel'")
    assert kept == [{"kept": True}]


def test_a_participant_goes_their_way_through_a_study(url, pack, tmp_path):
    study = write_study(
        tmp_path,
        pack=str(pack),
        rounds=2,
        practice={"rounds": 0},
        allocation={"rule": "quota", "answers": 1},
        panel={"participant": "PID"},
        endings={"completed": {"code": "DONE"}},
    )
    env = {"EARWITNESS_DATABASE": url, "EARWITNESS_PACK": str(pack), "EARWITNESS_STUDY": str(study)}
    for step in ("rounds", "reveal", "end"):
        with running(tmp_path / "state", **env) as client:
            who = Participant(client, "ten-clips", PID="p")
            who.go_on(until=step)
    assert who.step["code"] == "DONE"
    stored = rows(url, "SELECT checks::text, withheld, draw_probability FROM rounds")
    assert stored == [{"checks": '["comprehension"]', "withheld": False, "draw_probability": None}] * 2


def test_games_of_one_version_share_a_database_and_no_upgrade_begins_beneath_them(url):
    first, second = Store(url), Store(url)
    rows(url, "UPDATE alembic_version SET version_num = '0001' RETURNING version_num")
    with pytest.raises(StoreError, match="must be upgraded"):
        Store(url)
    with pytest.raises(StoreError, match="must be upgraded"):
        working_engine(url)
    rows(url, f"UPDATE alembic_version SET version_num = '{SCHEMA_VERSION}' RETURNING version_num")
    for store in (first, second):
        asyncio.run(store.close())


@pytest.mark.parametrize("options", [{}, {"yield_per": 10}])
def test_a_transaction_that_may_write_has_the_lock_however_it_reads(url, options):
    engine = working_engine(url)
    with engine.connect().execution_options(**options) as connection:
        assert connection.execute(text("SELECT 1")).all() == [(1,)]
        assert len(rows(url, OWN_LOCKS)) == 1
    assert rows(url, OWN_LOCKS) == []
    engine.dispose()


def test_a_lost_lock_is_taken_again(url):
    store = Store(url)
    rows(url, "SELECT pg_terminate_backend(pid)::text FROM pg_locks WHERE locktype = 'advisory'")
    assert asyncio.run(store.probe()) == SCHEMA_VERSION
    rows(url, "UPDATE alembic_version SET version_num = '0001' RETURNING version_num")
    with pytest.raises(StoreError, match="must be upgraded"):
        Store(url)
    asyncio.run(store.close())


def test_one_round_is_open_however_many_ask_at_once(url, pack, tmp_path):
    with running(tmp_path / "state", EARWITNESS_DATABASE=url, EARWITNESS_PACK=str(pack)) as client:
        player = Player(client)
        game = player.start()["game"]
        together = threading.Barrier(8)

        def deal(_: int) -> str:
            together.wait()
            dealt: str = player.deal(game)["round"]
            return dealt

        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(deal, range(8)))) == 1


def test_guesses_are_read_as_they_come_and_forgotten_with_their_player(empty, pack, tmp_path):
    clips = read_manifest(pack)
    reader = GuessReader(empty, pack.name, {clip.key: at for at, clip in enumerate(clips)})
    assert not reader.refresh()  # no table is there yet
    clock = Clock()
    with running(tmp_path / "state", clock, EARWITNESS_DATABASE=empty, EARWITNESS_PACK=str(pack)) as client:
        first, second = (Player(client) for _ in range(2))
        first.play(clock=clock)
        assert reader.refresh()
        assert (len(reader.guesses), reader.kept) == (5, 0)
        assert not reader.refresh()
        second.play(clock=clock)
        assert reader.refresh()
        assert (len(reader.guesses), reader.kept) == (10, 5)
        client.delete("/api/players/me", headers=first.headers)
        assert reader.refresh()
        assert (len(reader.guesses), reader.kept) == (5, 0)
    reader.close()


def test_every_earlier_schema_is_brought_up_to_date_and_equals_a_new_one(url, empty):
    new, url = _shape(url), empty
    engine = create_engine(url)
    versions = sorted(file.name.split("_")[0] for file in VERSIONS.glob("0*.py"))
    assert versions[-1] == SCHEMA_VERSION
    for version in versions[:-1]:
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        earlier_database(url, version)
        working_engine(url).dispose()
        assert _shape(url) == new
        assert rows(url, "SELECT version_num FROM alembic_version") == [{"version_num": SCHEMA_VERSION}]
        assert rows(url, "SELECT id FROM players") == [{"id": "someone"}]
    engine.dispose()


def _shape(url):
    engine = create_engine(url)
    found = inspect(engine)
    shape = {
        table: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table)),
            sorted((i["name"], tuple(i["column_names"]), i["unique"]) for i in found.get_indexes(table)),
        )
        for table in found.get_table_names()
    }
    engine.dispose()
    return shape


@pytest.mark.parametrize("way", [restore, fast_restore])
def test_guesses_are_published_withdrawn_and_restored(url, hub: Hub, tmp_path, way) -> None:
    with world(hub, tmp_path, url=url) as here:
        here.guess("ann", "bob", "ann", clues=[["music"], [], ["language", "music"]])
        here.publish()
        here.guess("ann", "cy")
        here.publish()
        here.compact(LATER)
        here.withdraw("cy")
        assert here.published_rounds() == here.stored()
        assert here.published().num_rows == 4
        before = here.rows(KEPT)
        with here.engine.begin() as connection:
            connection.execute(text("DELETE FROM players"))
            connection.execute(text("DELETE FROM withdrawals"))
        assert is_due(here.engine)
        assert way(here.engine, here.dataset, here.registry).rounds == 4
        assert way(here.engine, here.dataset, here.registry).rounds == 4
        assert here.rows(KEPT) == before
        assert not is_due(here.engine)
        assert here.publish() == 0
        indexes = {index["name"] for index in inspect(here.engine).get_indexes("rounds")}
        assert {"ix_rounds_shard", "ix_rounds_open", "ix_rounds_closed"} <= indexes
