"""A guess or a skip that brings the next round: stored, drawn and told as two calls would have it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders.running_game import TOWNS, Clock, Player, running, services_of, write_pack
from tests.databases import databases, rows

Json = dict[str, Any]
HALF_AN_HOUR = 30 * 60.0
# What differs by chance, by name or by the order in which two players closed their rounds.
OWN = {"round", "guess_id", "player_id", "game", "audio", "touched_at", "was_prepared"}


@dataclass
class Stage:
    """A game with a clock, and what it has stored."""

    client: TestClient
    clock: Clock
    state: Path

    def seed(self, seed: int) -> None:
        """Let the next draws be those of a seed."""
        dealing = services_of(self.client).game_service._dealing
        dealing._rng = np.random.default_rng(seed)

    def rounds(self, player: Player) -> list[Json]:
        who = services_of(self.client).registry.player_id(player.headers["X-Earwitness-Player"])
        return rows(
            databases.url(self.state), "SELECT * FROM rounds WHERE player_id = ? ORDER BY touched_at", who
        )


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("deal")
    pack = write_pack(folder / "towns", [*TOWNS, *((lat / 2, lon / 2) for lat, lon in TOWNS)])
    clock = Clock()
    with running(folder / "state", clock, EARWITNESS_PACK=str(pack)) as client:
        yield Stage(client, clock, folder / "state")


@pytest.fixture
def player(stage: Stage) -> Player:
    return Player(stage.client)


@dataclass(frozen=True)
class Step:
    """How a player goes on after a round: with a guess or a skip, after hearing and reading or not."""

    action: str
    deal: bool | str
    heard: bool
    reads: float


steps = st.builds(
    Step,
    st.sampled_from(["guess", "skip"]),
    st.sampled_from([True, "ahead", False]),
    st.booleans(),
    st.sampled_from([0.0, 40.0]),
)


def comparable(row: Json) -> Json:
    """A round without its own names; whether its sound was sent, since it is counted while it is written."""
    return {k: v for k, v in row.items() if k not in OWN} | {"bytes_served": row["bytes_served"] > 0}


def play(stage: Stage, player: Player, mode: str, chosen: list[Step], seed: int, asks: bool) -> list[Json]:
    """Play a game; the next round is asked for as each step says, or always by a call of its own."""
    game, reveals = player.start(mode), []
    dealt = None
    for number, step in enumerate(chosen[: game["rounds"]]):
        stage.seed(seed + number)
        dealt = dealt or player.deal(game["game"])
        told = player.hear(dealt) if step.heard else {}
        stage.clock.now += 20
        body = {**told, **({"lat": 10.0, "lon": 20.0} if step.action == "guess" else {})}
        wish = {"deal": step.deal} if asks else {}
        stage.seed(seed + number + 1)
        reveal = player.post(f"/api/rounds/{dealt['round']}/{step.action}", body | wish).json()
        brought = reveal.pop("next", None)
        assert not asks or not step.deal or (brought is None) == (reveal["number"] == game["rounds"])
        reveals.append({k: v for k, v in reveal.items() if k != "round"})
        is_begun = step.deal is True and reveal["number"] < game["rounds"]
        if is_begun and not asks:
            brought = player.deal(game["game"])
        dealt = brought if is_begun else None
        stage.clock.now += step.reads
        if asks and step.deal == "ahead" and brought:
            assert player.deal(game["game"]) == brought
    return reveals


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["random", "practice"]),
    st.lists(steps, min_size=5, max_size=5),
    st.integers(0, 1000),
)
def test_rounds_are_stored_drawn_and_revealed_as_if_each_had_been_dealt_by_a_call(stage, mode, chosen, seed):
    told, rows = [], []
    for asks in (True, False):
        player = Player(stage.client)
        told.append(play(stage, player, mode, chosen, seed, asks))
        rows.append([comparable(row) for row in stage.rounds(player)])
    assert told[0] == told[1]
    differing = [{k: (a[k], b[k]) for k in a if a[k] != b[k]} for a, b in zip(*rows, strict=True)]
    assert differing == [{}] * len(differing)


def test_a_round_that_was_dealt_with_a_guess_and_never_heard_is_abandoned_like_any_other(stage, player):
    for deal in (True, False):
        game = player.start("practice")["game"]
        player.guess(player.deal(game)["round"], deal=deal)
        if not deal:
            player.deal(game)
        stage.clock.now += HALF_AN_HOUR + 1
        stage.client.portal.call(services_of(stage.client).game_service.sweep)
    left = [row for row in stage.rounds(player) if row["status"] == "abandoned"]
    assert [(row["bytes_served"], row["seconds_open"], row["why_not"]) for row in left] == [
        (0, HALF_AN_HOUR + 1, left[1]["why_not"])
    ] * 2


def test_one_that_was_prepared_and_never_begun_is_no_round(stage, player):
    game = player.start()["game"]
    brought = player.guess(player.deal(game)["round"], deal="ahead")["next"]
    stage.client.get(brought["audio"])
    stage.clock.now += HALF_AN_HOUR + 1
    stage.client.portal.call(services_of(stage.client).game_service.sweep)
    assert [row["status"] for row in stage.rounds(player)] == ["guessed"]
    assert player.deal(game) == brought


def test_two_tabs_and_a_repeated_guess_get_the_same_round(player):
    game = player.start()["game"]
    first = player.deal(game)["round"]
    brought = player.guess(first, deal=True)["next"]
    assert player.guess(first, deal=True)["next"] == brought
    assert player.deal(game) == brought  # as the other tab asks
    assert player.guess(first, deal="ahead")["next"] is None  # it has begun
    assert player.post(f"/api/rounds/{first}/skip", {"deal": True}).status_code == 409
    skipped = player.post(f"/api/rounds/{brought['round']}/skip", {"deal": True}).json()
    assert skipped["next"]["number"] == 3


@pytest.mark.parametrize("mode", ["random", "practice", "replay", "daily", "challenge"])
def test_a_game_of_any_kind_is_played_by_a_call_a_round(stage, player, mode):
    wish = {"mode": mode, "deal": True}
    if mode in ("replay", "challenge"):
        other = player if mode == "replay" else Player(stage.client)
        other.play()
        shared = other.get("/api/players/me/rounds").json()["rounds"][0]["game"]
        if mode == "challenge":
            wish["challenge"] = other.post("/api/challenges", {"game": shared}).json()["challenge"]
    game = player.post("/api/games", wish).json()
    dealt = game["next"]
    assert player.deal(game["game"]) == dealt
    for number in range(1, game["rounds"] + 1):
        assert (dealt["number"], dealt["of"]) == (number, game["rounds"])
        reveal = player.guess(dealt["round"], deal=True)
        dealt = reveal["next"]
    assert dealt is None
    assert "next" not in player.guess(reveal["round"])
    assert len(player.get(f"/api/games/{game['game']}").json()["rounds"]) == game["rounds"]


def test_who_has_enough_for_today_is_dealt_no_more_and_keeps_the_guess(tmp_path):
    pack = write_pack(tmp_path / "towns", TOWNS)
    env = {"EARWITNESS_PACK": str(pack), "EARWITNESS_RATE_LIMIT": "on", "EARWITNESS_ROUNDS_A_DAY": "3"}
    with running(tmp_path / "state", Clock(), **env) as client:
        player = Player(client)
        first, second = player.start("practice")["game"], player.start("practice")["game"]
        player.deal(second)
        brought = player.guess(player.deal(first)["round"], deal=True)["next"]
        reveal = player.guess(brought["round"], deal=True)
        assert (reveal["status"], reveal["next"]) == ("guessed", None)
        assert player.post(f"/api/games/{first}/rounds").status_code == 409


def test_the_reply_tells_nothing_of_the_next_place(stage, player):
    game = player.start()["game"]
    brought = player.guess(player.deal(game)["round"], deal=True)["next"]
    assert set(brought) == {"round", "number", "of", "audio", "seconds", "peaks"}
    [row] = [row for row in stage.rounds(player) if row["status"] == "open"]
    assert row["clip_key"] not in json.dumps(brought)


@pytest.mark.parametrize("wish", ["now", 2, None])
def test_another_wish_is_refused_and_closes_nothing(player, wish):
    dealt = player.deal(player.start()["game"])
    reply = player.post(f"/api/rounds/{dealt['round']}/guess", {"lat": 0, "lon": 0, "deal": wish})
    assert reply.status_code == 422
    assert "deal: Input should be" in reply.json()["detail"]
    assert player.guess(dealt["round"])["status"] == "guessed"
