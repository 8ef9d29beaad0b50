"""Whether what is counted has changed."""

import time

import numpy as np
import pytest
from sqlalchemy import delete, update

from game.settings import Settings
from game.store.database import working_engine
from game.store.engines import open_engine
from game.store.tables import facts, players, rounds
from leaderboard.answers.schema import read_clips
from leaderboard.worker.sources import Sources
from tests.builders.answer_files import answer, write_answers
from tests.builders.running_game import TOWNS, write_pack
from tests.builders.stored_guesses import seed_guesses, write_guesses
from tests.processes import wait_for


@pytest.fixture
def folder(tmp_path):
    write_pack(tmp_path / "pack", TOWNS)
    (tmp_path / "state").mkdir()
    return tmp_path


def settings(folder):
    names = {"PACK": "pack", "STATE": "state", "ANSWERS": "answers"}
    return Settings.from_env({f"EARWITNESS_{key}": str(folder / name) for key, name in names.items()})


def guess(folder, seed=1):
    url, clips = settings(folder).database_url, read_clips(folder / "pack")
    return seed_guesses(url, clips, 3, 2, pack="pack", since=time.time(), rng=np.random.default_rng(seed))


def execute(folder, statement):
    engine = open_engine(settings(folder).database_url, 1.0)
    with engine.begin() as connection:
        connection.execute(statement)
    engine.dispose()


def test_rounds_and_answers_change_the_stamp_and_nothing_else_does(folder):
    (folder / "answers").mkdir()
    sources = Sources.of(settings(folder))
    stamps = [sources.stamp()]
    names = guess(folder)
    changes = (
        lambda: guess(folder, 2),
        lambda: execute(folder, delete(players).where(players.c.id == names[0])),
        lambda: execute(folder, update(rounds).values(touched_at=rounds.c.touched_at + 1)),
        lambda: write_answers(folder / "answers" / "a-model", [answer("k0")]),
    )
    stamps.append(sources.stamp())
    for change in changes:
        change()
        stamps.append(sources.stamp())
        assert sources.stamp() == stamps[-1]
    assert len({*stamps}) == len(stamps)
    execute(folder, facts.insert().values(name="probe", value="a monitor was here"))
    assert sources.stamp() == Sources.of(settings(folder)).stamp() == stamps[-1]


@pytest.mark.slow
def test_postgresql_tells_of_rounds_and_of_nothing_else(postgresql, folder):
    url, clips = postgresql.empty_database(), read_clips(folder / "pack")
    sources, engine = Sources(url, None), working_engine(url)
    before = sources.stamp()
    names = write_guesses(url, clips, [0, 1], [0, 1], [1.5, 2.5], [2.5, 3.5], pack="pack")
    with_rounds = wait_for(lambda: other_than(before, sources.stamp()))
    with engine.begin() as connection:
        connection.execute(facts.insert().values(name="probe", value="a monitor was here"))
        connection.execute(update(rounds).values(bytes_served=1))
    assert sources.stamp() == Sources(url, None).stamp() == with_rounds
    with engine.begin() as connection:
        connection.execute(delete(players).where(players.c.id == names[0]))
    engine.dispose()  # the server counts what a connection wrote when it ends, or some seconds later
    wait_for(lambda: other_than(with_rounds, sources.stamp()))


def other_than(before, stamp):
    return stamp if stamp != before else None


def test_of_a_database_in_memory_nothing_can_be_said():
    assert Sources("sqlite://", None).stamp() is None
