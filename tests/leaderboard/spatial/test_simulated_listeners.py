"""Listeners with known errors play through HTTP, and the scores give their errors back."""

from math import radians, sin

import numpy as np
import pytest

from game.publishing.published_trials import published_trials
from game.scenes.directions import azimuth_elevation, lateral_polar
from game.scenes.item import Answer, Item
from game.scenes.item_texts import question
from game.scenes.scene_pack import as_line, read_scene_pack
from leaderboard.spatial.scores import scores
from leaderboard.spatial.trials import counted
from tests.builders.running_game import Clock, Player, running, services_of
from tests.builders.scene_packs import write_scene_pack
from tests.databases import rows

LATERAL_NOISE = 9.0  # degrees
REVERSALS = 0.2
GAMES = 5
HEARD = 3.0  # seconds


class Listener:
    """Points with noise about the axis of the ears, and is turned round front to back at times."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)

    def answer(self, item):
        if item.kind == "choice":
            right = self.random.random() < 0.5
            return {"option": item.answer.option if right else int(self.random.integers(4))}
        lateral, polar = lateral_polar(item.answer.azimuth, item.answer.elevation)
        off = float(np.clip(lateral + self.random.normal(0, LATERAL_NOISE), -89, 89))
        x, z = np.cos(np.radians(polar)), np.sin(np.radians(polar))
        x *= -1 if self.random.random() < REVERSALS else 1
        level = np.cos(np.radians(off))
        azimuth, elevation = azimuth_elevation([level * x, sin(radians(off)), level * z])
        return {"azimuth": float(azimuth), "elevation": float(elevation)}


class Guesser(Listener):
    """Points anywhere, and chooses anything."""

    def answer(self, item):
        if item.kind == "choice":
            return {"option": int(self.random.integers(4))}
        azimuth, elevation = azimuth_elevation(self.random.normal(size=3))
        return {"azimuth": float(azimuth), "elevation": float(elevation)}


def items_of(scene):
    """Where is the first source, and from which of four directions does it come?"""
    source = scene.sources[0]
    truth = Answer(source.azimuth, source.elevation)
    asked = question("q7_point")
    yield Item(f"{scene.id}-p", scene.id, "point", "hear-you-are", "q7_point", None, asked, "?", answer=truth)
    four = tuple(question("q7_point") for _ in range(4))
    right = Answer(option=int(scene.id[1:]) % 4)
    yield Item(
        f"{scene.id}-c",
        scene.id,
        "choice",
        "twnm",
        "l1_azimuth",
        "L1",
        asked,
        "?",
        options=four,
        english_options=("1", "2", "3", "4"),
        answer=right,
    )


@pytest.fixture(scope="module")
def game(tmp_path_factory):
    """A pack of scenes that each has a direction to point at, and to choose."""
    folder = tmp_path_factory.mktemp("listeners")
    pack = write_scene_pack(folder / "scenes", 64)
    lines = [as_line(item) for scene in read_scene_pack(pack).scenes for item in items_of(scene)]
    (pack / "items.jsonl").write_text("\n".join(lines))
    clock = Clock()
    off = {"EARWITNESS_COUNTED_PER_ADDRESS": "0", "EARWITNESS_ROUNDS_PER_DAY": "0"}
    with running(folder, clock, 5, EARWITNESS_SCENES=str(pack), **off) as client:
        yield client, clock, read_scene_pack(pack)


def played(game, kind, people):
    """The rows of the trials that people of a kind close, in `GAMES` games each."""
    client, clock, pack = game
    for person in range(people):
        player, listener = Player(client), kind(person)
        for _ in range(GAMES):
            name = player.post("/api/spatial/games", {"track": "static", "practice": False}).json()["game"]
            while (asked := player.post(f"/api/spatial/games/{name}/trials")).status_code == 201:
                trial = asked.json()
                assert client.get(trial["audio"][0]).status_code == 200
                clock.now += HEARD
                item = pack.item(open_item(client, trial["trial"]))
                report = {"seconds_heard": 2.0, "plays": 1, "seconds_to_answer": 2.5, "device": "desktop"}
                body = listener.answer(item) | report
                reply = player.post(f"/api/spatial/trials/{trial['trial']}/answer", body)
                assert reply.status_code == 200, reply.text
        yield from rows_of(client, player)


def open_item(client, trial):
    url = services_of(client).settings.database_url
    [row] = rows(url, "SELECT item FROM spatial_trials WHERE trial = ?", trial)
    return row["item"]


def rows_of(client, player):
    """As they are published."""
    with services_of(client).store.engine.connect() as connection:
        found = [row for part in published_trials(connection) for row in part]
    return [row for row in found if row["player"] == player.joined["pseudonym"]]


def interval(score):
    assert score.interval
    return score.interval


def test_six_hundred_trials_give_the_listeners_errors_back(game):
    trials = counted(list(played(game, Listener, 12)))
    assert len(trials) == 600
    found = scores(trials)
    expected = {"lateral_degrees": LATERAL_NOISE, "front_back": REVERSALS, "correct": 0.5 + 0.5 / 4}
    for measure, true in expected.items():
        low, high = interval(found[measure])
        assert low < true < high, (measure, found[measure])
        assert found[measure].over_people
    low, high = interval(found["front_back"])
    assert high - low < 0.15
    assert found["within_30"].value > 0.6 > 0.067 * 2 > found["within_30"].chance["uniform"]


def test_who_points_and_chooses_anything_is_at_chance(game):
    found = scores(counted(list(played(game, Guesser, 4))))
    for measure, chance in {"correct": 0.25, "within_30": (1 - np.cos(radians(30))) / 2}.items():
        low, high = interval(found[measure])
        assert low < chance < high, (measure, found[measure])
    low, high = interval(found["error_degrees"])
    assert low < 90 < high
