"""What is published of a store: which rounds, under which names, and in which order."""

import random
from datetime import date

import numpy as np
import pytest
from sqlalchemy import event, null

from game.columns import COLUMNS
from game.publishing.counts import Counts, count
from game.publishing.published_rows import count_published, count_unpublished, published_rows
from game.store.database import reading_engine
from game.store.tables import rounds
from tests.builders.clips import clip
from tests.builders.running_game import TOWNS, Clock, Player, running, services_of, write_pack
from tests.builders.stored_guesses import write_guesses

NAN = float("nan")
CLIPS = [clip(n, 10.0 * n, 20.0 * n) for n in range(6)]
NAMES = [column.name for column in COLUMNS]


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'game.db'}"


@pytest.fixture
def connection(url):
    """Reads the store as it is when it is first asked."""
    made = []

    def connect():
        engine = reading_engine(url)
        assert engine
        made.append((engine, engine.connect()))
        return made[-1][1]

    yield connect
    for engine, connected in made:
        connected.close()
        engine.dispose()


TOLD = {"device": "phone", "explanation": "The bells of the village of my grandmother"}


def rows(connection, *where, **how):
    return [row for chunk in published_rows(connection, *where, **how) for row in chunk]


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """The rows that a real game leaves: guessed, skipped, abandoned, open, and of one who did not agree."""
    folder, clock = tmp_path_factory.mktemp("played"), Clock()
    pack = write_pack(folder / "towns", TOWNS)
    with running(folder, clock, EARWITNESS_PACK=str(pack)) as client:
        player, silent = Player(client), Player(client, consent=False)
        game = player.start()["game"]
        player.guess(player.deal(game)["round"], 10.25, -20.5, clues=["water", "other"], **TOLD)
        player.post(f"/api/rounds/{player.deal(game)['round']}/skip", {"plays": 2})
        player.deal(game)
        clock.now += 86_400
        player.deal(game)
        silent.play()
        engine = reading_engine(services_of(client).settings.database_url)
        assert engine
        with engine.connect() as connection:
            found = {row["status"]: row for row in rows(connection)}, count_unpublished(connection)
        engine.dispose()
    return player.joined, *found


def test_an_explanation_is_never_published(played):
    _, published, _ = played
    assert TOLD["explanation"] not in repr(published) and published["guessed"]["device"] == "phone"


def test_published_rows_say_whether_they_count_and_why_not(played):
    _, published, _ = played
    assert {status: (row["counts"], row["why_not"]) for status, row in published.items()} == {
        "guessed": (False, ["heard_too_little", "no_bytes", "too_fast"]),
        "skipped": (False, ["heard_too_little", "no_bytes", "too_fast"]),
        "abandoned": (False, ["abandoned"]),
    }


def test_rows_of_versions_without_these_rules_count_as_they_did(url, connection):
    write_guesses(url, CLIPS, [0, 0], [0, 1], [1, 2], [3, 4], why_not=null())
    write_guesses(url, CLIPS, [0], [0], [1], [3], mode="replay", why_not=null())
    judged = sorted((row["counts"], row["why_not"]) for row in rows(connection()))
    assert judged == [(False, ["other_mode"]), (True, []), (True, [])]


def test_closed_rounds_of_those_who_agreed_are_published_and_no_others(played):
    _, published, silent = played
    assert set(published) == {"guessed", "skipped", "abandoned"}
    assert silent == 5


def test_a_row_has_the_columns_in_their_order_and_the_player_by_pseudonym(played):
    player, published, _ = played
    for row in published.values():
        assert list(row) == NAMES
        assert row["player"] == player["pseudonym"]


def test_a_row_tells_what_was_played(played):
    guessed = played[1]["guessed"]
    assert (guessed["lat"], guessed["lon"], guessed["clues"]) == (10.25, -20.5, ["water", "other"])
    assert (guessed["day"], guessed["device"], guessed["number"]) == (date(2027, 1, 15), "phone", 1)
    assert played[1]["abandoned"]["day"] == date(2027, 1, 16)


def test_a_cell_is_blank_only_where_its_column_says_so(played):
    never = [column.name for column in COLUMNS if not column.blank]
    pointless = ["lat", "lon", "city", "country", "country_code", "continent"]
    for status, row in played[1].items():
        assert not [name for name in never if row[name] is None], status
        assert all((row[name] is None) == (status != "guessed") for name in pointless), status
        blank = status == "abandoned"
        assert {row[name] is None for name in ("distance_km", "geoscore", "clues")} == {blank}, status


def test_values_have_the_types_of_their_columns(played):
    types = {"str": str, "int": int, "float": float, "bool": bool, "date": date, "list[str]": list}
    for row in played[1].values():
        for column in COLUMNS:
            assert row[column.name] is None or type(row[column.name]) is types[column.kind], column.name


def test_rows_come_by_the_random_names_of_their_rounds_and_not_as_they_were_closed(url, connection):
    write_guesses(url, CLIPS, [0] * 40, np.arange(40) % 6, [1.5] * 40, [2.5] * 40, mode="practice")
    found = rows(connection())
    assert len(found) == 40
    assert [row["round"] for row in found] == sorted(row["round"] for row in found)
    assert [row["closed_before"] for row in found] != sorted(row["closed_before"] for row in found)


@pytest.mark.parametrize("chunk", [1, 7, 40, 1000])
def test_chunks_are_as_large_as_asked_and_hold_every_row_once(url, connection, chunk):
    write_guesses(url, CLIPS, [0] * 40, np.arange(40) % 6, [1.5] * 40, [2.5] * 40, mode="practice")
    chunks = list(published_rows(connection(), chunk=chunk))
    assert [len(some) for some in chunks[:-1]] == [chunk] * (len(chunks) - 1)
    assert len({row["round"] for some in chunks for row in some}) == 40


def test_a_condition_chooses_among_what_is_published(url, connection):
    write_guesses(
        url, CLIPS, [0, 0, 1], [0, 1, 2], [1, NAN, 3], [1, NAN, 3], status=["guessed", "skipped"] * 2
    )
    write_guesses(url, CLIPS, [0], [3], [1], [1], consent_version=None)
    reading = connection()
    assert [row["clip_key"] for row in rows(reading, rounds.c.status == "skipped")] == ["k1"]
    assert rows(reading, rounds.c.consent_version.is_(None)) == []
    assert count_published(reading, rounds.c.status == "guessed") == 2
    assert (count_published(reading), count_unpublished(reading)) == (3, 1)


def test_what_is_read_is_one_state_of_the_store_while_others_write(url, connection):
    write_guesses(url, CLIPS, [0] * 20, np.arange(20) % 6, [1] * 20, [1] * 20, mode="practice")
    reading = connection()
    chunks = published_rows(reading, chunk=5)
    first = next(chunks)
    write_guesses(url, CLIPS, [0] * 20, np.arange(20) % 6, [1] * 20, [1] * 20, mode="practice")
    assert len(first) + sum(map(len, chunks)) == 20


def test_reading_sorts_no_rows_in_memory(url, connection):
    write_guesses(url, CLIPS, [0], [0], [1], [1])
    reading, statements = connection(), []
    event.listen(reading, "before_cursor_execute", lambda *arguments: statements.append(arguments[2:4]))
    rows(reading)
    (statement, parameters) = statements[-1]
    steps = [row[-1] for row in reading.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    assert steps and not [step for step in steps if "TEMP B-TREE" in step], steps


def test_counts_are_those_of_the_rows(url, connection):
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    rng = np.random.default_rng(seed)
    lat = np.where(rng.random(60) < 0.3, NAN, 5.0)
    packs = rng.choice(["one", "two"], 60).tolist()
    write_guesses(
        url, CLIPS, rng.integers(0, 7, 60), rng.integers(0, 6, 60), lat, lat, pack=packs, mode="replay"
    )
    write_guesses(url, CLIPS, [0], [0], [1], [1], consent_version=None, pack="silent")
    reading = connection()
    found, counts = rows(reading), count(reading, described=3)
    assert counts.rounds == len(found) == 60
    assert counts.statuses == {"guessed": int((~np.isnan(lat)).sum()), "skipped": int(np.isnan(lat).sum())}
    assert counts.packs == {pack: packs.count(pack) for pack in set(packs)}
    assert counts.players == len({row["player"] for row in found})
    assert (counts.first_day, counts.last_day) == (date(2027, 1, 15), date(2027, 1, 15))
    assert counts.described == 3


def test_an_empty_store_counts_nothing(url, connection):
    write_guesses(url, CLIPS, [0], [0], [1], [1], consent_version=None)
    assert count(connection()) == Counts()


def test_knowing_a_language_is_told_of_those_whose_languages_are_public_alone(url, connection):
    """By the country of the clip: Germany and Brazil."""
    clips = [clip(0, 52.5, 13.4), clip(1, -15.8, -47.9)]
    write_guesses(url, clips, [0, 0, 1], [0, 1, 0], [1.0] * 3, [2.0] * 3)
    connected = connection()
    first = rows(connected)
    assert {row["knows_language"] for row in first} == {None}
    public = {next(row["player"] for row in first if row["clip_key"] == clips[1].key): ["de", "fr"]}
    told = {
        (row["player"] in public, row["clip_key"]): row["knows_language"]
        for row in rows(connected, languages=public)
    }
    assert told == {(True, clips[0].key): True, (True, clips[1].key): False, (False, clips[0].key): None}
