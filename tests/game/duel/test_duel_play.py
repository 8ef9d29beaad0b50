"""Duels through the HTTP API: the ladder, an opponent's answer and the score of both."""

import json

import pytest

from game.duel.ladder import LEAST_PLAYERS
from game.geo.geodesy import distance_km, geoscore
from tests.builders.answer_files import SILENCE, answer, tell_models, write_answers
from tests.builders.running_game import TOWNS, Player, running, services_of, write_pack

SAME = "constant/best-geoscore"
KEYS = [f"k{number}" for number in range(len(TOWNS))]


@pytest.fixture
def told(tmp_path):
    """A pack of six towns, a model that answers in Berlin, one that is right, and one that refuses."""
    pack, answers = write_pack(tmp_path / "towns", TOWNS), tmp_path / "answers"
    write_answers(answers / "berlin", [answer(key, reasoning="Trams.") for key in KEYS])
    right = zip(KEYS, TOWNS, strict=True)
    write_answers(answers / "right", [answer(key, lat=lat, lon=lon) for key, (lat, lon) in right])
    write_answers(answers / "silent", [answer(key, **SILENCE) for key in KEYS[:5]])
    tell_models(answers, pack, tmp_path / "state")
    return {"EARWITNESS_PACK": str(pack), "EARWITNESS_ANSWERS": str(answers)}


def ladder(player):
    return {one["id"]: one for one in player.get("/api/duels").json()["opponents"]}


def begin(player, opponent):
    reply = player.post("/api/games", {"mode": "duel", "opponent": opponent})
    assert reply.status_code == 201, reply.text
    return reply.json()


def test_the_ladder_begins_with_the_same_click_and_goes_from_the_weakest_to_the_strongest(tmp_path, told):
    with running(tmp_path / "state", **told) as client:
        stranger = client.get("/api/duels").json()
        assert [one["id"] for one in stranger["opponents"]] == [SAME, "alm/silent", "alm/berlin", "alm/right"]
        assert stranger["wink"] is None
        rungs = ladder(Player(client))
        assert client.get("/api/duels", headers={"X-Earwitness-Player": "nonsense"}).status_code == 401
    assert [one["rung"] for one in rungs.values()] == [0, 1, 2, 3]
    assert [one["kind"] for one in rungs.values()] == ["constant", "model", "model", "model"]
    assert (rungs["alm/right"]["geoscore"], rungs["alm/silent"]["geoscore"]) == (5000, 6.16)
    assert {name: (one["clips"], one["left"], one["counts"]) for name, one in rungs.items()} == {
        SAME: (6, 6, True),
        "alm/silent": (5, 5, False),
        "alm/berlin": (6, 6, True),
        "alm/right": (6, 6, True),
    }
    assert rungs[SAME]["pins"] == [[51, 7]]
    assert rungs["alm/silent"]["pins"] == []
    places = {tuple(pin) for pin in rungs["alm/right"]["pins"]}
    assert places == {(lat // 10 * 10 + 5, lon // 10 * 10 + 5) for lat, lon in TOWNS}
    assert {one["beaten_by_share"] for one in rungs.values()} == {None}


def test_a_duel_tells_the_opponents_answer_after_the_guess_and_the_score_of_both(tmp_path, told):
    with running(tmp_path / "state", **told) as client:
        player = Player(client)
        game = begin(player, "alm/berlin")["game"]
        mine = theirs = 0.0
        for number in range(5):
            dealt = player.deal(game)
            assert set(dealt) == {"round", "number", "of", "audio", "seconds", "peaks"}
            assert "Berlin" not in json.dumps(player.get(f"/api/games/{game}").json()["rounds"][number:])
            reveal = player.guess(dealt["round"], 10.0, 20.0)
            truth = reveal["truth"]
            far = distance_km(truth["lat"], truth["lon"], 52.52, 13.405)
            mine, theirs = mine + reveal["geoscore"], theirs + geoscore(far)
            assert reveal["opponent"] == {
                **{"id": "alm/berlin", "name": "berlin", "kind": "model", "refused": False, "counts": True},
                **{"lat": 52.52, "lon": 13.405, "city": "Berlin", "country": "Germany"},
                **{"reasoning": "Trams.", "distance_km": far, "geoscore": pytest.approx(geoscore(far))},
            }
            assert reveal["score"] == {"you": pytest.approx(mine), "opponent": pytest.approx(theirs)}
            assert player.guess(dealt["round"], 10.0, 20.0) == reveal
        whole = player.get(f"/api/games/{game}").json()
        assert whole["opponent"] == {"id": "alm/berlin", "name": "berlin", "kind": "model"}
        assert whole["score"] == reveal["score"]
        assert whole["rounds"][-1]["reveal"] == reveal
        assert ladder(player)["alm/berlin"]["left"] == 1


def test_a_refusal_is_an_answer_and_a_skip_has_the_same_points(tmp_path, told):
    with running(tmp_path / "state", **told) as client:
        player = Player(client)
        dealt = player.deal(begin(player, "alm/silent")["game"])
        reveal = player.post(f"/api/rounds/{dealt['round']}/skip").json()
    assert (reveal["opponent"]["refused"], reveal["opponent"]["lat"]) == (True, None)
    assert reveal["opponent"]["distance_km"] == 10_000
    assert reveal["score"]["you"] == reveal["score"]["opponent"] == pytest.approx(6.16, abs=0.01)


@pytest.mark.usefixtures("either_engine")
def test_beaten_rungs_and_the_share_that_beats_them_are_told_once_five_have_played(tmp_path, told):
    with running(tmp_path / "state", **told) as client:
        ahead = services_of(client)
        assert ahead
        shares = []
        for number in range(LEAST_PLAYERS):
            player = Player(client)
            game = begin(player, "alm/silent")
            for _ in range(game["rounds"]):
                dealt = player.deal(game["game"])
                if number:
                    player.guess(dealt["round"], 0.0, 0.0)
                else:
                    player.post(f"/api/rounds/{dealt['round']}/skip")
            rungs = ladder(player)
            assert [rungs[name]["beaten"] for name in (SAME, "alm/silent")] == [False, number > 0]
            shares.append(rungs["alm/silent"]["beaten_by_share"])
    assert set(shares) == {None}  # counted at most once a minute
    with running(tmp_path / "state", **told) as client:
        player.client = client
        assert ladder(player)["alm/silent"] == {
            **rungs["alm/silent"],
            "beaten_by_share": round(4 / LEAST_PLAYERS, 2),
        }


def test_a_duel_goes_on_when_the_answers_are_replaced_and_ends_with_what_was_played(tmp_path, told):
    with running(tmp_path / "state", **told) as client:
        player = Player(client)
        game = begin(player, "alm/berlin")["game"]
        first = player.guess(player.deal(game)["round"], 1.0, 2.0)
        second = player.deal(game)
    for name in ("opponents.json", "said.jsonl"):
        (tmp_path / "state" / "leaderboard" / name).unlink()
    with running(tmp_path / "state", **told) as client:
        player.client = client
        assert player.deal(game) == second
        reveal = player.guess(second["round"], 1.0, 2.0)
        assert (reveal["opponent"]["name"], reveal["opponent"]["reasoning"]) == ("berlin", "")
        assert reveal["score"]["opponent"] > first["score"]["opponent"]
        over = player.post(f"/api/games/{game}/rounds")
        assert over.status_code == 409
        whole = player.get(f"/api/games/{game}").json()
        assert (whole["of"], whole["score"]) == (2, reveal["score"])
        gone = player.post("/api/games", {"mode": "duel", "opponent": "alm/berlin"})
        assert (gone.status_code, gone.json()["key"]) == (404, "unknown_opponent")
        assert list(ladder(player)) == [SAME]


@pytest.mark.parametrize("opponent", [None, "alm/nobody", SAME.upper(), "%00"])
def test_an_opponent_that_is_not_there_is_refused(tmp_path, opponent):
    with running(tmp_path / "state") as client:
        body = {"mode": "duel"} | ({"opponent": opponent} if opponent else {})
        assert Player(client).post("/api/games", body).status_code == 404


def test_the_demo_can_be_played_against_the_same_click_without_any_answers_or_count(tmp_path):
    with running(tmp_path / "state") as client:
        player = Player(client)
        (rung,) = player.get("/api/duels").json()["opponents"]
        assert (rung["id"], rung["counts"], rung["left"]) == (SAME, False, rung["clips"])
        game = begin(player, SAME)
        for _ in range(game["rounds"]):
            reveal = player.guess(player.deal(game["game"])["round"], 5.0, 5.0)
            assert (reveal["opponent"]["lat"], reveal["opponent"]["lon"]) == (51, 7)
        assert player.post("/api/withdrawals", {"code": player.joined["withdrawal_code"]}).status_code == 200
        assert player.get(f"/api/games/{game['game']}").status_code == 404


@pytest.mark.parametrize("wish", ["ahead", True])
def test_a_round_of_a_duel_that_a_guess_brings_has_the_opponents_answer_to_its_own_clip(tmp_path, told, wish):
    with running(tmp_path / "state", **told) as client:
        player = Player(client)
        game = begin(player, "alm/right")["game"]
        for _ in range(2):
            brought = player.guess(player.deal(game)["round"], deal=wish)["next"]
            assert player.deal(game) == brought
            reveal = player.guess(brought["round"])
            assert reveal["opponent"]["distance_km"] == pytest.approx(0, abs=1e-6)


def test_a_clip_heard_ahead_in_a_game_is_the_first_of_a_duel_that_may_deal_it(tmp_path, told):
    with running(tmp_path / "state", **told) as client:
        player = Player(client)
        game = player.start()["game"]
        player.guess(player.deal(game)["round"])
        ahead = player.post(f"/api/games/{game}/ahead").json()
        assert player.deal(begin(player, "alm/berlin")["game"])["round"] == ahead["round"]
