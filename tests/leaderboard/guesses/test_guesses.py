import asyncio
import json
import random
import sqlite3
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from sqlalchemy import delete, event
from sqlalchemy.exc import OperationalError

from game.geo.gazetteer import Gazetteer
from game.store.database import Store, reading_engine
from game.store.errors import StoreError, StoreUnavailable
from game.store.schema import SCHEMA_VERSION
from game.store.tables import players
from leaderboard.answers.schema import read_clips
from leaderboard.guesses import queries
from leaderboard.guesses.reader import GRACE_SECONDS, GuessReader
from leaderboard.scoring.columns import LEVELS
from leaderboard.scoring.rows import labels_at
from tests.builders.running_game import HEARD_SECONDS, TOWNS, Clock, Player, running, write_pack
from tests.builders.stored_guesses import START, seed_guesses, write_guesses
from tests.postgresql_server import EITHER

NAN = float("nan")


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    return read_clips(write_pack(tmp_path_factory.mktemp("packs") / "towns", TOWNS))


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load()


@pytest.fixture
def url(request, tmp_path):
    """Of an SQLite database, unless a test runs on both."""
    if getattr(request, "param", "") == "postgresql":
        return request.getfixturevalue("postgresql_database")
    return f"sqlite:///{tmp_path / 'game.db'}"


on_both = pytest.mark.parametrize("url", EITHER, indirect=True)


@pytest.fixture
def reader(url, clips):
    """Makes readers of the towns' guesses, and closes them when the test ends."""
    readers = []

    def make(pack="towns", **options):
        readers.append(GuessReader(url, pack, {clip.key: at for at, clip in enumerate(clips)}, **options))
        return readers[-1]

    yield make
    for opened in readers:
        opened.close()


@pytest.fixture
def write(url, clips):
    """Writes rounds on the towns, by default one guess of one player on the first."""

    def written(player=(0,), clip=(0,), lat=(1.5,), lon=(2.5,), **columns):
        return write_guesses(url, clips, player, clip, lat, lon, **{"pack": "towns"} | columns)

    return written


def connect(url):
    return sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)


def run(url, sql, *values):
    connection = connect(url)
    connection.execute("PRAGMA foreign_keys = ON")
    found = connection.execute(sql, values).fetchall()
    connection.close()
    return found


def withdraw(url, player):
    async def forget():
        store = Store(url)
        statement = delete(players).where(players.c.id == player)
        await store.write(lambda connection: connection.execute(statement).rowcount)
        await store.close()

    asyncio.run(forget())


def plain(guesses):
    """Sorted rows, grouped by player but without the players' numbers."""
    responses = guesses.responses
    columns = [
        responses.clip,
        responses.lat,
        responses.lon,
        responses.silent,
        guesses.order,
        guesses.seconds_heard,
    ]
    columns += [responses.labels[level] for level in LEVELS]
    by_player: dict[int, Any] = {}
    for player, *row in zip(guesses.player.tolist(), *(column.tolist() for column in columns), strict=True):
        by_player.setdefault(player, []).append(repr(row))
    return sorted(tuple(sorted(rows)) for rows in by_player.values())


def test_before_anyone_has_played_there_is_no_guess_and_no_error(reader, url, tmp_path, write):
    early = reader()
    assert early.refresh() is False
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "game.db").touch()
    assert early.refresh() is False
    asyncio.run(Store(url).close())
    assert early.refresh() is False
    assert (len(early.guesses), early.kept) == (0, 0)
    write()
    assert early.refresh() is True
    assert len(early.guesses) == 1


def test_guesses_and_skips_of_a_real_game_are_read(tmp_path, clips, url, reader):
    pack = clips[0].file.parents[1]
    clock = Clock()
    with running(tmp_path, clock, EARWITNESS_PACK=str(pack), EARWITNESS_DATABASE=url) as client:
        player = Player(client)
        game = player.start()["game"]
        for dealt in (player.deal(game), None):
            dealt = dealt or player.deal(game)
            report = player.hear(dealt)
            clock.now += HEARD_SECONDS
            if dealt["number"] == 1:
                player.guess(dealt["round"], 0.0, 0.0, **report | {"seconds_heard": 3.5})
            else:
                assert player.post(f"/api/rounds/{dealt['round']}/skip", report).status_code == 200
        player.deal(game)
        people = reader()
        assert people.refresh() is True
        responses = people.guesses.responses
        assert len(people.guesses) == 2
        assert (responses.silent.tolist(), responses.refused.tolist()) == ([False, True], [False, True])
        assert (responses.lat[0], responses.lon[0]) == (0.0, 0.0)
        assert np.isnan(responses.lat[1]) and np.isnan(responses.lon[1])
        assert people.guesses.player.tolist() == [0, 0]
        assert people.guesses.order.tolist() == [0, 1]
        assert people.guesses.seconds_heard.tolist() == [3.5, HEARD_SECONDS]
        assert [responses.labels[level][1] for level in LEVELS] == [None] * 3
        rounds = player.get(f"/api/games/{game}").json()["rounds"]
        assert [clips[at].key for at in responses.clip] == [
            round_["reveal"]["clip"]["key"] for round_ in rounds if round_["status"] != "open"
        ]


def test_a_program_that_claims_to_have_listened_does_not_count(tmp_path, clips, url, reader):
    """Through HTTP: what it claims without the sound, without the time, and with both."""
    pack = clips[0].file.parents[1]
    clock, claims = Clock(), {"seconds_heard": 45.0, "plays": 2, "seconds_to_guess": 50.0}
    with running(tmp_path, clock, EARWITNESS_PACK=str(pack), EARWITNESS_DATABASE=url) as client:
        player = Player(client)
        game = player.start()["game"]
        for is_heard, seconds in ((False, 60.0), (True, 0.004), (False, 0.004), (True, 60.0)):
            dealt = player.deal(game)
            if is_heard:
                player.hear(dealt)
            clock.now += seconds
            player.guess(dealt["round"], 0.0, 0.0, **claims)
        dealt = player.deal(game)
        client.get(dealt["audio"], headers={"Range": "bytes=0-99"})
        client.head(dealt["audio"])
        clock.now += 60
        player.guess(dealt["round"], 0.0, 0.0, **claims)
    people = reader()
    people.refresh()
    assert people.guesses.order.tolist() == [3]
    assert people.others.why_not.tolist() == [
        *("no_bytes", "too_fast,more_heard_than_time"),
        *("no_bytes,too_fast,more_heard_than_time", "no_bytes"),
    ]


def test_a_round_whose_player_knew_the_recording_leaves_people_at_the_next_look(tmp_path, clips, url, reader):
    pack = clips[0].file.parents[1]
    clock, people = Clock(), reader()
    with running(tmp_path, clock, EARWITNESS_PACK=str(pack), EARWITNESS_DATABASE=url) as client:
        player, played = Player(client), []
        game = player.start()["game"]
        for _ in range(2):
            played.append(player.deal(game))
            player.hear(played[-1])
            clock.now += 60
            player.guess(played[-1]["round"], 0.0, 0.0, seconds_heard=20.0)
        people.refresh()
        assert people.guesses.order.tolist() == [0, 1]
        player.patch(f"/api/rounds/{played[0]['round']}", {"prior_exposure": True})
        assert people.refresh()
    assert (people.guesses.order.tolist(), people.others.why_not.tolist()) == ([1], ["known_recording"])


def test_rounds_that_are_left_out_are_read_apart_as_they_come_in(reader, write, url):
    write()
    people = reader()
    people.refresh()
    why_not = [["not_listened"], [], ["abandoned"], ["revealed_before", "impossible_times"]]
    write([0, 0, 0, 0], [1, 2, 3, 4], [1.5, 2.5, NAN, 4.5], [0, 0, NAN, 0], since=START + 9, why_not=why_not)
    for either in (people, reader()):
        assert either.refresh() is True
        assert (len(either.guesses), len(either.others)) == (2, 3)
        assert either.others.why_not.tolist() == [
            *("not_listened", "abandoned", "revealed_before,impossible_times"),
        ]
    assert people.refresh() is False
    write(clip=[5], since=START + 20, why_not=[["many_from_one_place"]])
    assert people.refresh() is True
    assert (len(people.guesses), people.kept, len(people.others)) == (2, 2, 4)


@pytest.mark.parametrize(
    "column",
    [
        {"mode": "practice"},
        {"mode": "replay"},
        {"client": "api"},
        {"consent_version": None},
        {"pack": "other"},
        {"status": "abandoned", "lat": [NAN], "lon": [NAN]},
        {"status": "open", "lat": [NAN], "lon": [NAN]},
    ],
    ids=str,
)
@on_both
def test_only_what_counts_in_a_baseline_is_read(reader, write, column):
    write()
    write(**column)
    people = reader()
    people.refresh()
    assert len(people.guesses) == 1


@on_both
def test_the_demo_never_counts(reader, write):
    write(pack="demo")
    demo = reader("demo")
    demo.refresh()
    assert len(demo.guesses) == 0


def test_rounds_of_clips_that_are_gone_are_counted_and_left_out(reader, write, url):
    write([0, 1], [0, 1], [1, 2], [3, 4])
    run(url, "UPDATE rounds SET clip_key = 'gone' WHERE lat = 1")
    people = reader()
    assert people.refresh() is True
    assert (len(people.guesses), people.left_out) == (1, 1)
    write(since=START + 10, clip_key="gone")
    assert people.refresh() is False
    assert (len(people.guesses), people.left_out) == (1, 2)


def test_labels_are_the_stored_ones_with_what_agl1k_lacks_filled_in(reader, write, url, gazetteer):
    rng = np.random.default_rng(5)
    special = [(41.9029, 12.4534), (-90, 0), (42.66, 21.16), (25.03, 121.5), (55.7, 37.6)]
    lat, lon = np.concatenate([rng.uniform((-90, -180), (90, 180), (300, 2)), special]).T
    write(np.arange(len(lat)), np.zeros(len(lat), int), lat, lon)
    people = reader()
    people.refresh()
    responses = people.guesses.responses
    stored = run(url, "SELECT continent, country, city FROM rounds ORDER BY rowid")
    for level, column in zip(LEVELS, zip(*stored, strict=True), strict=True):
        filled = [at for at, label in enumerate(column) if not label]
        assert [responses.labels[level][at] for at in range(len(lat)) if at not in filled] == [
            label for label in column if label
        ]
        assert all(responses.labels[level][at] for at in filled)
    expected = labels_at(responses.lat, responses.lon, gazetteer)
    for level in LEVELS:
        assert responses.labels[level].tolist() == expected[level].tolist()


@on_both
def test_a_refresh_reads_what_is_new_and_nothing_twice(reader, write):
    reports = []
    people = reader(progress=lambda read, total: reports.append((read, total)))
    names = write([0, 1, 0], [0, 0, 1], [1, 2, 3], [1, 2, 3])
    assert len(names) == 2
    assert people.refresh() is True
    assert (len(people.guesses), people.kept, reports) == (3, 0, [(3, 3)])
    before = people.guesses
    assert people.refresh() is False
    assert (people.guesses is before, people.kept) == (True, 3)
    write([0], [2], [NAN], [NAN], since=START + 100)
    assert people.refresh() is True
    assert (len(people.guesses), people.kept, len(reports)) == (4, 3, 1)
    assert people.guesses.responses.clip[:3].tolist() == before.responses.clip.tolist()
    assert people.guesses.player.tolist() == [0, 1, 0, 2]
    write(mode="practice", since=START + 101)
    assert people.refresh() is False
    assert (len(people.guesses), people.kept, len(reports)) == (4, 4, 1)


@pytest.mark.parametrize(("late", "whole"), [(0.5 * GRACE_SECONDS, False), (3 * GRACE_SECONDS, True)])
@on_both
def test_a_round_that_is_committed_late_is_not_lost(reader, write, late, whole):
    reports = []
    people = reader(progress=lambda read, total: reports.append(read))
    write(since=START)
    people.refresh()
    write(since=START - late)
    assert people.refresh() is True
    assert len(people.guesses) == 2
    assert (len(reports) == 2) is whole


@on_both
def test_who_withdraws_is_forgotten(reader, write, url):
    leaves, *_ = write([0, 1, 0], [0, 0, 1], [1, 2, 3], [1, 2, 3])
    people = reader()
    people.refresh()
    withdraw(url, leaves)
    assert people.refresh() is True
    assert (people.guesses.responses.lat.tolist(), people.kept) == ([2.0], 0)
    assert set(people.guesses.player.tolist()) == {0}


@on_both
def test_who_withdraws_while_as_many_rounds_come_in_is_forgotten(reader, write, url):
    leaves, *_ = write([0, 1], [0, 0], [1, 2], [1, 2])
    people = reader()
    people.refresh()
    withdraw(url, leaves)
    write(lat=[3], since=START + 1)
    assert people.refresh() is True
    assert sorted(people.guesses.responses.lat.tolist()) == [2.0, 3.0]


@on_both
def test_when_all_have_withdrawn_nothing_is_left(reader, write, url):
    (leaves,) = write()
    people = reader()
    people.refresh()
    withdraw(url, leaves)
    assert people.refresh() is True
    assert len(people.guesses) == 0
    assert people.refresh() is False


@on_both
def test_after_whatever_happens_a_reader_knows_what_a_new_one_reads(reader, write, url, clips):
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    rng, chance = np.random.default_rng(seed), random.Random(seed)
    people, now = reader(), START
    names: list[str] = []
    for _ in range(15):
        draw = chance.random()
        now += chance.choice([1, 30, 300])
        since = now - chance.choice([0, 5, 50, 500])
        if draw < 0.2 and names:
            withdraw(url, names.pop(chance.randrange(len(names))))
        elif draw < 0.9:
            columns: dict[str, Any] = {"mode": "practice"} if chance.random() < 0.2 else {}
            names += seed_guesses(url, clips, 2, 3, rng=rng, skip=0.2, since=since, pack="towns", **columns)
        people.refresh()
        fresh = reader()
        fresh.refresh()
        assert plain(people.guesses) == plain(fresh.guesses)
        assert people.refresh() is False


def test_reading_waits_for_no_writer_and_holds_none_up(reader, write, url):
    write()
    writer = connect(url)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE rounds SET lat = 9")
    people = reader()
    assert people.refresh() is True
    assert people.guesses.responses.lat.tolist() == [1.5]
    writer.execute("COMMIT")
    writer.close()


def test_while_everything_is_read_guesses_are_written(url, clips, reader, write):
    write()

    def meanwhile(read, total):
        write(since=START + 1)

    people = reader(progress=meanwhile)
    people.refresh()
    assert len(people.guesses) == 1
    assert people.refresh() is True
    assert (len(people.guesses), people.kept) == (2, 1)


def test_a_reader_changes_nothing_not_even_an_earlier_schema(reader, write, url):
    write()
    run(url, "DROP INDEX ix_rounds_closed")
    run(url, "UPDATE alembic_version SET version_num = '0001'")
    people = reader()
    assert people.refresh() is True
    write_later = "UPDATE rounds SET touched_at = touched_at"
    with people._engine.connect() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.exec_driver_sql(write_later)
    assert run(url, "SELECT version_num FROM alembic_version") == [("0001",)]
    assert run(url, "SELECT name FROM sqlite_master WHERE name = 'ix_rounds_closed'") == []
    assert SCHEMA_VERSION > "0001"


@pytest.mark.parametrize(
    ("version", "shown"),
    [("play-2", True), (f"soon-{'1' * 32}", True), ("play-2-day", False), (f"here-{'1' * 32}", False)],
)
def test_a_point_is_shown_to_others_only_where_its_player_agreed_to_that(reader, write, url, version, shown):
    write(consent_version=version)
    people = reader()
    people.refresh()
    assert people.guesses.shown_as.tolist() == pytest.approx([START if shown else NAN], nan_ok=True)
    text = json.dumps({"parts": [{"name": "others", "text": "Seen."}]}, separators=(",", ":"))
    run(url, "INSERT INTO consent_texts VALUES (?, ?)", version, text)
    later = reader()
    later.refresh()
    assert later.guesses.shown_as.tolist() == [START]


def test_of_the_demo_the_rounds_are_read_for_those_who_play_it(reader, write):
    write(
        player=[0, 1],
        clip=[0, 0],
        lat=[1.5, 1.5],
        lon=[2.5, 2.5],
        pack="demo",
        why_not=[["demo"], ["demo", "too_fast"]],
    )
    demo, ordinary = reader("demo", of_demo=True), reader("demo")
    assert (demo.refresh(), ordinary.refresh()) == (True, False)
    assert (len(demo.guesses), len(demo.others)) == (1, 1)


def test_what_is_asked_at_every_refresh_is_found_in_the_index(reader, write):
    people = reader()
    write()
    people.refresh()
    asked = []

    def note(connection, cursor, statement, parameters, context, many):
        if statement.startswith("SELECT") and "rounds" in statement and "sqlite_master" not in statement:
            asked.append((statement, parameters))

    event.listen(people._engine, "before_cursor_execute", note)
    write(since=START + 1)
    people.refresh()
    event.remove(people._engine, "before_cursor_execute", note)
    assert len(asked) == 3
    with people._engine.connect() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            on_rounds = [step[3] for step in plan if " rounds" in step[3]]
            assert all("ix_rounds_closed" in step for step in on_rounds) and on_rounds, (statement, plan)


def test_a_file_that_is_no_database_is_unavailable(reader, tmp_path):
    (tmp_path / "game.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreUnavailable, match="not a database"):
        reader().refresh()


@pytest.mark.parametrize("url", ["nothing://x", "no url at all"])
def test_a_url_of_no_database_is_refused_with_the_setting(url):
    with pytest.raises(StoreError, match="EARWITNESS_DATABASE"):
        reading_engine(url)


def test_a_database_in_memory_is_nobodys_to_read():
    assert reading_engine("sqlite://") is None
    assert reading_engine("sqlite:///:memory:") is None


def test_a_database_whose_name_means_something_in_an_address_is_read(tmp_path, clips):
    url = f"sqlite:///{tmp_path / 'a b%3F#c.db'}"
    write_guesses(url, clips, [0], [0], [1.0], [2.0], pack="towns")
    people = GuessReader(url, "towns", {clips[0].key: 0})
    assert people.refresh() is True
    people.close()


def test_rounds_are_counted_again_only_after_something_was_written(reader, write, monkeypatch):
    count_closed = Mock(wraps=queries.count_closed)
    monkeypatch.setattr(queries, "count_closed", count_closed)
    write()
    people = reader()
    assert [people.refresh() for _ in range(3)] == [True, False, False]
    assert (count_closed.call_count, people.kept) == (1, 1)
    write(since=START + 1)
    assert [people.refresh() for _ in range(2)] == [True, False]
    assert (count_closed.call_count, len(people.guesses)) == (2, 2)
    people.close()  # numbers of another connection say nothing
    assert people.refresh() is False
    assert count_closed.call_count == 3
