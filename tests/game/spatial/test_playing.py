"""Trials through the application: dealt without their answer, answered once, revealed, judged by rules."""

import csv
import io
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders.running_game import Clock, Player, running, services_of
from tests.builders.scene_packs import write_scene_pack
from tests.databases import rows

REPORT = {"seconds_heard": 2, "plays": 1, "seconds_to_answer": 3, "device": "desktop"}


def answer_to(item):
    if item["kind"] == "choice":
        return {"option": 1}
    if item["kind"] == "number":
        return {"number": 1.5}
    point = {"azimuth": -180, "elevation": 10}
    return point | ({"distance_m": 2.5} if item["asks_distance"] else {})


def other_answer(item):
    changed = {"option": 0, "number": 0.5, "azimuth": 1}
    given = answer_to(item)
    return given | {name: value for name, value in changed.items() if name in given}


class Listener(Player):
    """A player around the head."""

    def begin(self, track="static", practice=False):
        return self.post("/api/spatial/games", {"track": track, "practice": practice}).json()["game"]

    def ask(self, game):
        return self.post(f"/api/spatial/games/{game}/trials")

    def give(self, trial, **fields):
        return self.post(f"/api/spatial/trials/{trial['trial']}/answer", answer_to(trial["item"]) | fields)

    def play_all(self, clock, game):
        """All trials of a game, each heard for as long as it lasts."""
        while (asked := self.ask(game)).status_code == 201:
            trial = asked.json()
            for url in trial["audio"]:
                assert self.client.get(url).status_code == 200
            clock.now += 5
            reply = self.give(trial, **REPORT)
            assert reply.status_code == 200, reply.text
            yield trial, reply.json()


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    return write_scene_pack(tmp_path_factory.mktemp("around") / "scenes")


@pytest.fixture(scope="module")
def client(tmp_path_factory, clock, scenes):
    with around(tmp_path_factory.mktemp("state"), clock, scenes) as client:
        yield client


@pytest.fixture
def either_client(either_engine, tmp_path, clock, scenes):
    """A game whose database is in SQLite, and one with PostgreSQL."""
    with around(tmp_path, clock, scenes) as client:
        yield client


def around(state, clock, scenes):
    env = {"EARWITNESS_SCENES": str(scenes), "EARWITNESS_COUNTED_PER_ADDRESS": "0"}
    return running(state, clock, 1, **env)


def stored(client, game):
    url = services_of(client).settings.database_url
    return rows(url, "SELECT * FROM spatial_trials WHERE game = ? ORDER BY number", game)


def test_ten_scenes_are_heard_and_the_trials_count(either_client, clock):
    player = Listener(either_client)
    game = player.begin()
    played = list(player.play_all(clock, game))
    trials = stored(either_client, game)
    assert len(played) == len(trials) == 10
    assert len({row["scene"] for row in trials}) == 10
    assert {row["why_not"] for row in trials} == {"[]"}
    assert all(row["bytes_served"] >= row["audio_bytes"] > 0 and row["seconds_open"] == 5 for row in trials)
    summary = player.get(f"/api/spatial/games/{game}").json()
    assert summary["total"] == pytest.approx(sum(reveal["points"] for _, reveal in played))
    assert summary["most"] == 1000 and len(summary["squares"]) == 10
    assert [one["reveal"] for one in summary["trials"]] == [reveal for _, reveal in played]


def test_nothing_tells_the_answer_before_it_is_given(client, clock):
    player = Listener(client)
    game = player.begin("head-turn")
    for _ in range(10):
        asked = player.ask(game)
        [*_, row] = stored(client, game)
        heard = [client.get(url) for url in asked.json()["audio"]]
        assert len(heard) == 2
        told = asked.text + json.dumps([dict(one.headers) for one in heard])
        assert row["scene"] not in told and row["item"] not in told
        assert "etag" not in told and "last-modified" not in told and "sounding" not in told
        assert {name for name in row if name.startswith("true_") and row[name] is not None} == set()
        assert client.get(asked.json()["audio"][0], headers={"Range": "bytes=0-9"}).status_code == 206
        summary = player.get(f"/api/spatial/games/{game}").json()
        assert summary["trials"][-1]["reveal"] is None
        clock.now += 5
        assert player.give(asked.json()).status_code == 200


def test_an_answer_is_final_and_the_same_one_again_gets_the_same_reveal(client):
    player = Listener(client)
    trial = player.ask(game := player.begin()).json()
    assert player.ask(game).json() == trial
    first = player.give(trial)
    assert first.status_code == 200
    assert player.give(trial).json() == first.json()
    again = player.post(f"/api/spatial/trials/{trial['trial']}/answer", other_answer(trial["item"]))
    assert (again.status_code, again.json()["key"]) == (409, "trial_answered")
    assert Listener(client).give(trial).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"option": 0, "number": 1},
        {"option": 99},
        {"option": True},
        {"option": -1},
        {"number": -1},
        {"number": 1e9},
        {"azimuth": 181, "elevation": 0},
        {"azimuth": 0},
        {"azimuth": "0", "elevation": 0, "distance_m": 1},
        {"azimuth": 0, "elevation": 91, "distance_m": 1},
        {"azimuth": 0, "elevation": 0, "distance_m": 0},
        {"azimuth": 0, "elevation": 0, "distance_m": 1, "option": 0},
        {"azimuth": 0, "elevation": 0, "distance_m": 1, "seconds_heard": -1},
    ],
)
def test_an_answer_that_does_not_fit_is_refused_and_the_trial_stays_open(client, body):
    player = Listener(client)
    game = player.begin()
    trial = player.ask(game).json()
    assert player.post(f"/api/spatial/trials/{trial['trial']}/answer", body).status_code == 422
    assert player.ask(game).json() == trial


def test_numbers_that_are_not_finite_are_refused(client):
    player = Listener(client)
    trial = player.ask(player.begin()).json()
    for number in ("NaN", "Infinity", "-Infinity", "1e999"):
        body = f'{{"azimuth": {number}, "elevation": 0, "distance_m": 1}}'
        headers = {**player.headers, "Content-Type": "application/json"}
        path = f"/api/spatial/trials/{trial['trial']}/answer"
        assert client.post(path, content=body, headers=headers).status_code == 422


def test_one_trial_is_open_on_each_track(client, clock):
    player = Listener(client)
    first = player.ask(player.begin()).json()
    turning = player.ask(player.begin("head-turn")).json()
    player.ask(player.begin())
    late = player.give(first)
    assert (late.status_code, late.json()["key"]) == (409, "trial_abandoned")
    assert player.give(turning).status_code == 200
    left_alone = player.ask(player.begin()).json()
    clock.now += 3 * 3600
    assert player.give(left_alone).status_code == 409


def test_scenes_come_again_only_when_all_were_heard_and_then_do_not_count(client, clock):
    player = Listener(client)
    games = [player.begin() for _ in range(2)]
    for game in games:
        list(player.play_all(clock, game))
    rows = [row for game in games for row in stored(client, game)]
    times = Counter(row["scene"] for row in rows[:14])
    assert set(times.values()) == {1}  # 16 scenes, less two for practice
    assert [row["why_not"] for row in rows] == ["[]"] * 14 + ['["revealed_before"]'] * 6
    practice = player.begin(practice=True)
    list(player.play_all(clock, practice))
    practised = stored(client, practice)
    assert len(practised) == 5 and times.keys().isdisjoint(row["scene"] for row in practised)
    assert all("practice" in row["why_not"] for row in practised)
    assert player.get("/api/spatial").json()["practised"] is True


def test_programs_the_hasty_and_the_deaf_do_not_count(client, clock):
    program = Listener(client, client="api", consent=False)
    game = program.begin()
    program.give(program.ask(game).json())
    [row] = stored(client, game)
    broken = json.loads(row["why_not"])
    assert broken == ["program", "no_consent", "heard_too_little", "no_bytes", "too_fast"]
    assert row["consent_version"] is None


def test_checks_are_judged_here_and_stand_in_later_trials(client):
    player = Listener(client)
    assert player.get("/api/spatial").json()["checks"] == {"headphones": None, "sides": None}
    sounds = player.post("/api/spatial/checks/start").json()
    assert player.post("/api/spatial/checks/start").json() == sounds
    sides = [side_of(client.get(one["audio"]).content) for one in sounds["sides"]]
    assert sorted(sides) == ["left", "left", "right", "right"]
    assert len({len(client.get(one["audio"]).content) for one in sounds["headphones"]}) == 1
    answered = {"headphones": None, "sides": sides}
    done = player.post("/api/spatial/checks", answered).json()
    assert done["checks"] == {"headphones": "skipped", "sides": "passed"}
    assert client.get(sounds["sides"][0]["audio"]).status_code == 404
    assert player.post("/api/spatial/checks", answered).status_code == 404
    again = player.post("/api/spatial/checks/start").json()["sides"]
    swapped = [{"left": "right", "right": "left"}[side_of(client.get(one["audio"]).content)] for one in again]
    body = {"headphones": [1, 2, 3, 1, 2, 3], "sides": swapped}
    assert player.post("/api/spatial/checks", body).json()["checks"]["sides"] == "swapped"
    game = player.begin()
    player.ask(game)
    assert [row["sides_check"] for row in stored(client, game)] == ["swapped"]


def side_of(wav):
    left, right = wav[44::4], wav[46::4]
    return "left" if any(left) and not any(right) else "right"


def test_all_trials_are_downloaded_but_those_on_a_scene_that_is_asked_about(client, clock):
    player = Listener(client)
    games = [player.begin() for _ in range(2)]
    for game in games:
        list(player.play_all(clock, game))
    lines = list(csv.DictReader(io.StringIO(player.get("/api/players/me/trials.csv").text)))
    assert [line["trial"] for line in lines] == [
        row["trial"] for game in reversed(games) for row in reversed(stored(client, game))
    ]
    player.ask(third := player.begin())
    [*_, asked] = stored(client, third)
    shown = player.get("/api/players/me/trials.csv").text
    assert asked["scene"] not in shown and len(shown.splitlines()) < 21
    assert player.get("/api/players/me/summary").json()["trials"] == 20
    for game in games:
        reveals = player.get(f"/api/spatial/games/{game}").json()["trials"]
        known = [row["scene"] != asked["scene"] for row in stored(client, game)]
        assert [trial["reveal"] is not None for trial in reveals] == known
    assert client.delete("/api/players/me", headers=player.headers).status_code == 204
    assert stored(client, games[0]) == []


NUMBERS = st.one_of(st.integers(), st.floats(), st.sampled_from([2**63, -(2**63), 1e308, -0.0, 5e-324]))
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=5) | st.sampled_from(["left", "static", "phone"]),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=8,
)
FIELDS = (
    *("azimuth", "elevation", "distance_m", "option", "number", "seconds_heard", "plays", "head_degrees"),
    *("device", "track", "practice", "headphones", "sides"),
)
NAMES = st.sampled_from(["%00", "..", "a" * 300, "%F0%9F%91%82", "%ff", "'--", "%2e%2e%2f", "0"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=4) | VALUES, name=NAMES)
def test_whatever_is_sent_nothing_fails_on_our_side(client, body, name):
    player = FUZZED.setdefault(client, Listener(client))
    game = player.begin()
    trial = player.ask(game).json()["trial"]
    content = json.dumps(body).encode("utf-8", "surrogatepass")
    headers = {**player.headers, "Content-Type": "application/json"}
    paths = ("games", f"games/{game}/trials", f"games/{name}/trials", "checks", "checks/start")
    for path in (*paths, f"trials/{trial}/answer", f"trials/{name}/answer"):
        assert client.post(f"/api/spatial/{path}", content=content, headers=headers).status_code < 500
    for path in (
        f"/api/spatial/games/{name}",
        f"/audio/around/{name}/0",
        f"/audio/around/checks/{name}/{name}",
    ):
        assert client.get(path, headers=player.headers).status_code < 500


FUZZED: dict[TestClient, Listener] = {}


def test_of_two_tabs_and_two_answers_at_the_same_instant_one_holds(either_client):
    player = Listener(either_client)
    game = player.begin()
    with ThreadPoolExecutor(4) as tabs:
        asked = [reply.json() for reply in tabs.map(lambda _: player.ask(game), range(4))]
        assert all(trial == asked[0] for trial in asked)
        answers = [answer_to(asked[0]["item"])] * 2 + [other_answer(asked[0]["item"])] * 2
        path = f"/api/spatial/trials/{asked[0]['trial']}/answer"
        replies = list(tabs.map(lambda body: player.post(path, body), answers))
    assert sorted(reply.status_code for reply in replies) == [200, 200, 409, 409]
    assert len(stored(either_client, game)) == 1
