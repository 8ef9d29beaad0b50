import pytest
from sqlalchemy import create_engine, insert

from game.store.tables import games, metadata, players, rounds
from game.study import study_rows
from tests.builders.studies import a_study

ROUND = {
    **dict.fromkeys(("round", "audio", "pack", "pack_hash", "clip_key", "allocation", "app_version"), "x"),
    **{"player_id": "p", "game": "g", "number": 1, "mode": "study", "client": "page", "status": "open"},
    **{"feedback": "session", "bytes_served": 0, "touched_at": 0.0},
}


@pytest.fixture
def connection():
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        yield connection


def play(connection, study):
    connection.execute(insert(players).values(id="p", pseudonym="p", consent=True, client="page"))
    connection.execute(
        insert(games).values(game="g", player_id="p", mode="study", length=1, study=study.name)
    )
    connection.execute(insert(rounds).values(ROUND))


@pytest.mark.parametrize(("pilot", "is_taken"), [(False, False), (True, True)])
def test_a_name_stands_for_one_file_once_it_is_played_but_for_a_pilots(connection, pilot, is_taken):
    first, second = (a_study(rounds=number, pilot=pilot) for number in (5, 6))
    assert study_rows.keep(connection, first)
    assert study_rows.keep(connection, second)
    play(connection, second)
    assert study_rows.keep(connection, second)
    assert study_rows.keep(connection, first) is is_taken
    found = study_rows.find(connection, first.name)
    assert found is not None
    assert found.hash == (first if is_taken else second).hash


def test_a_study_is_closed_once(connection):
    study = a_study()
    study_rows.keep(connection, study)
    assert not study_rows.is_closed(connection, study.name)
    assert [study_rows.close(connection, study.name, now) for now in (5.0, 9.0)] == [5.0, 5.0]
    assert study_rows.is_closed(connection, study.name)
