import json
from dataclasses import replace

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.geo.geodesy import distance_km
from leaderboard.guesses.guesses import Guesses, no_guesses
from leaderboard.worker.others_by_clip import OthersByClip
from leaderboard.worker.others_file import MOST_POINTS, NAME, rounded
from leaderboard.worker.output_files import OutputFiles
from leaderboard.worker.shown_rounds import LEAST, ShownRounds
from leaderboard.worker.write_others import OthersWriter
from tests.builders.equator import guessed, km, ten

NAN = float("nan")


class World:
    """Ten clips on the equator, the file of where people pointed, and its reader."""

    def __init__(self, folder):
        self.outputs = OutputFiles(folder)
        self.benchmark = ten()
        self.reader = OthersByClip(folder)
        self.restart()

    def restart(self):
        self.writer = OthersWriter(self.outputs, self.benchmark, np.random.default_rng(1))

    def take(self, guesses, kept=0):
        self.writer.note(guesses, kept)
        self.writer.write()
        self.reader.load()
        return self

    def row(self, clip=0, lat=60.0, lon=60.0, at=0.5, **values):
        truth = self.benchmark.clips[clip]
        far = distance_km(truth.lat, truth.lon, lat, lon)
        row = {"pack": self.benchmark.name, "clip_key": truth.key, "mode": "random", "status": "guessed"}
        row["revealed_before"] = False
        return {**row, "lat": lat, "lon": lon, "distance_km": far, "touched_at": at, **values}

    def about(self, **values):
        return json.loads(orjson.dumps(self.reader.about(self.row(**values))))


@pytest.fixture
def world(tmp_path):
    return World(tmp_path / "leaderboard")


def on(world, lons, clip=0, lats=None, since=1.0) -> Guesses:
    """Guesses of as many people at these longitudes, closed one after the other."""
    people = len(lons)
    found = guessed(world.benchmark, [clip] * people, range(people), lats or [0.0] * people, lons)
    return replace(found, shown_as=since + np.arange(people))


def test_others_are_shown_once_five_have_pointed_rounded_and_in_no_order_of_time(world):
    guesses = on(world, [22.26, 12.1, 2.0, NAN, 12.2, 14.9, 40.0], lats=[0.3, 0.1, 0, NAN, -0.1, 0, 0])
    few = guesses.only(np.arange(7) < 5)
    assert world.take(few).about() is None
    shown = world.take(guesses, kept=5).about(lat=0, lon=14, distance_km=km(2))
    assert shown["points"] == [[0, 2], [0, 12], [0, 12], [0, 15], [0, 40], [0.5, 22.5]]
    assert shown["people"] == 6
    assert shown["closer_than"] == 0.6667  # 0.1, 0.2 degrees are nearer; 2.9, 10, 10, 28 are not
    assert shown["crowd"]["lat"] == 0
    assert 12 <= shown["crowd"]["lon"] <= 15
    assert shown["crowd"]["distance_km"] == pytest.approx(km(shown["crowd"]["lon"] - 12), abs=1)


def test_who_did_not_agree_is_not_shown_nor_counted(world):
    guesses = on(world, [1.0, 2, 3, 4, 5, 6])
    guesses.shown_as[2:4] = NAN
    assert world.take(guesses).about() is None


def test_a_players_own_guess_is_not_among_the_others(world):
    world.take(on(world, [10.0, 11, 12, 13, 14, 14]))
    own = world.about(lat=0, lon=14, at=6.0, distance_km=km(2))
    assert own["points"] == [[0, 10], [0, 11], [0, 12], [0, 13], [0, 14]]
    assert (own["people"], own["closer_than"]) == (5, 0)
    assert world.take(on(world, [10.0, 11, 12, 13, 14])).about(lat=0, lon=14, at=5.0) is None


def test_a_skip_and_a_replay_are_compared_with_nobody(world):
    world.take(on(world, [10.0, 11, 12, 13, 14]))
    skipped = world.about(lat=None, lon=None, status="skipped")
    assert (skipped["people"], skipped["closer_than"]) == (5, None)
    assert world.about(mode="replay", revealed_before=True)["closer_than"] is None
    assert world.about(clip=1) is None
    assert world.about(pack="another") is None


def test_a_restart_shows_the_same_and_a_withdrawal_while_nothing_ran_is_noticed(world):
    guesses = on(world, range(12))
    before = world.take(guesses.only(np.arange(12) < 10)).about()
    world.restart()
    assert world.take(guesses).about() == before
    world.restart()
    after = world.take(guesses.only(np.arange(12) != 3)).about()
    assert after["people"] == 5
    assert set(map(tuple, after["points"])) < set(map(tuple, before["points"])) - {(0, 3)}
    world.restart()
    assert world.take(no_guesses()).about() is None


def test_of_restored_rounds_that_share_their_place_in_the_order_one_is_shown(world):
    guesses = on(world, range(20, 32))
    guesses.shown_as[5:] = guesses.shown_as[4]
    shown = world.take(guesses).about(lat=0, lon=13, distance_km=km(1))
    assert (len(shown["points"]), shown["people"], shown["closer_than"]) == (5, 5, 1)


def test_a_damaged_file_is_written_anew(world):
    world.outputs.put(NAME, b"{}")
    world.reader.load()
    assert world.about() is None
    world.restart()
    assert world.take(on(world, range(5))).about()["people"] == 5


def test_of_many_people_some_are_drawn_and_all_are_counted(world):
    shown = world.take(on(world, np.linspace(-170, 170, MOST_POINTS + 50))).about()
    assert (len(shown["points"]), shown["people"]) == (MOST_POINTS, MOST_POINTS + 50)
    assert shown["points"] == sorted(shown["points"])


def test_both_ends_of_the_map_are_one_longitude():
    assert rounded(np.array([179.9, -179.9, -0.1, 0.26])).tolist() == [-180, -180, 0, 0.5]


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.sets(st.integers(0, 25), max_size=4), st.integers(0, 99)),
        max_size=12,
    )
)
def test_between_two_looks_nobody_appears_or_disappears_alone(steps):
    rounds, there, seen, number = ShownRounds(), np.array([], np.float64), set[float](), 0.0
    for new, gone, seed in steps:
        there = np.array([at for n, at in enumerate(there.tolist()) if n not in gone], np.float64)
        there = np.concatenate([there, number + np.arange(new)])
        number += new
        before, rounds = rounds, rounds.after(there, np.random.default_rng(seed))
        earlier, now = set(before.shown.tolist()), set(rounds.shown.tolist())
        assert not now or len(now) >= LEAST
        assert now <= set(there.tolist())
        assert not (now - seen) or len(now - seen) >= LEAST
        assert not (earlier - now) or len(earlier - now) >= LEAST
        seen |= now
        assert set(there.tolist()) - seen == set() or len(set(there.tolist()) - seen) < LEAST
