"""A participant's way through a study over HTTP: resumed anywhere, judged at the server, told in time."""

import io
import json
import random
from collections import Counter
from typing import Any

import pytest
import soundfile
import yaml

from game.__main__ import main
from game.publishing.published_rows import published_rows
from game.study.eligibility import HeardClip, judge
from game.study.forgetting import forget_panel_ids
from game.study.simulation.participant_client import page_proof
from game.study.study_file import read_study
from tests.builders.participant import Participant
from tests.builders.running_game import TOWNS, Clock, Player, running, services_of, write_pack
from tests.builders.studies import SMALLEST
from tests.databases import databases, rows

CATCH = ((52.52, 13.405), (41.9, 12.5), (59.91, 10.75))
STUDIES: dict[str, dict[str, Any]] = {
    "everything": {
        "rounds": 3,
        "catch": {"rounds": 2, "km": 500},
        "headphones": {"check": "antiphase", "needed": 5, "of": 6, "attempts": 2},
        "demographics": ["gender", "languages", "country_of_residence"],
        "panel": {"participant": "PROLIFIC_PID"},
        "endings": {
            "completed": {"code": "DONE"},
            "screened_out": {"code": "OUT1"},
            "failed": {"url": "https://panel.example/failed"},
        },
    },
    "never": {"feedback": "never", "questions": {"prior_exposure": "never"}, "practice": {"rounds": 0}},
    "at-once": {"feedback": "round", "rounds": 2, "practice": {"feedback": False}},
    "twice": {"rounds": 2, "sessions": 2, "practice": {"rounds": 0}},
    "strict": {
        "rounds": 2,
        "practice": {"rounds": 0},
        "time_limit_seconds": 60,
        "replays": 2,
        "hear_to_end": True,
    },
    "quota": {"rounds": 4, "allocation": {"rule": "quota", "answers": 2}, "practice": {"rounds": 0}},
    "blocks": {"rounds": 2, "allocation": {"rule": "blocks", "answers": 1}, "practice": {"rounds": 0}},
    "closing": {"rounds": 2, "sessions": 2, "practice": {"rounds": 0}, "panel": {"participant": "PID"}},
    "few": {"rounds": 2, "practice": {"rounds": 0}, "stopping": {"participants": 1}},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("way")
    write_pack(folder / "towns", TOWNS)
    write_pack(folder / "catch", CATCH, prefix="c")
    (folder / "studies").mkdir()
    for name, changes in STUDIES.items():
        values = SMALLEST | {"name": name, "pack": str(folder / "towns")} | changes
        if "catch" in values:
            values["catch"] = values["catch"] | {"pack": str(folder / "catch")}
        if "panel" in values and "endings" not in values:
            values["endings"] = {"completed": {"code": "DONE"}}
        if values.get("allocation", {}).get("rule") == "blocks":
            values["clips"] = {"keys": [f"k{n}" for n in range(len(TOWNS))]}
        (folder / "studies" / f"{name}.yaml").write_text(yaml.safe_dump(values), "utf-8")
    return folder


@pytest.fixture(scope="module")
def clock():
    return Clock()


def opened(folder, clock):
    return running(
        folder / "state",
        clock,
        EARWITNESS_PACK=str(folder / "towns"),
        EARWITNESS_STUDY=str(folder / "studies"),
    )


@pytest.fixture
def commanding(folder, monkeypatch):
    """Commands of the host find the running game's store."""
    monkeypatch.setenv("EARWITNESS_STATE", str(folder / "state"))
    monkeypatch.setenv("EARWITNESS_DATABASE", databases.url(folder / "state"))


@pytest.fixture(scope="module")
def client(folder, clock):
    with opened(folder, clock) as client:
        yield client


def stored(folder, query, *values):
    return rows(databases.url(folder / "state"), query, *values)


def rounds_of(folder, participant, columns="*"):
    player = services_of(participant.client).registry.player_id(participant.headers["X-Earwitness-Player"])
    return stored(folder, f"SELECT {columns} FROM rounds WHERE player_id = ? ORDER BY touched_at", player)


def row_of(folder, participant):
    player = services_of(participant.client).registry.player_id(participant.headers["X-Earwitness-Player"])
    [row] = stored(folder, "SELECT * FROM participants WHERE player_id = ?", player)
    return row


def test_the_whole_way_is_judged_and_stored(client, folder, clock):
    who = Participant(client, "everything", PROLIFIC_PID="whole", STUDY_ID="s1", evil="dropped")
    seen = []
    while who.step["kind"] != "end":
        seen.append(who.step["kind"])
        if who.step["kind"] == "questions":
            fields = {field["name"]: field for field in who.step["fields"]}
            assert list(fields) == ["gender", "languages", "country_of_residence"]
            assert who.send({"answers": {"gender": "a house"}}).status_code == 422
            assert who.send({"answers": {"gender": "woman", "languages": ["de"]}}).status_code == 200
            continue
        if who.step["kind"] in ("practice", "rounds"):
            assert who.send({}).status_code == 409
            who.play()
        assert who.send(who.answer()).status_code == 200
    assert seen == [
        *("screening", "questions", "level", "headphones", "instructions", "comprehension"),
        *("practice", "rounds", "exposure", "reveal"),
    ]
    assert (who.step["outcome"], who.step["code"], who.step["url"]) == ("completed", "DONE", None)
    row = row_of(folder, who)
    assert (row["outcome"], row["session"]) == ("completed", 1)
    assert json.loads(row["answers"])["questions"] == {"gender": "woman", "languages": ["de"]}
    checks = json.loads(row["checks"])
    assert checks["headphones"] | {"right": 6, "of": 6, "passed": True, "attempts": 1} == checks["headphones"]
    assert checks["comprehension"]["passed"]
    assert checks["catch"] == {"passed": False, "right": 0, "of": 2}
    rounds = rounds_of(folder, who)
    assert Counter(r["mode"] for r in rounds) == {"practice": 2, "study": 5}
    assert Counter(r["allocation"] for r in rounds if r["mode"] == "study") == {
        "study-uniform": 3,
        "study-catch": 2,
    }
    assert {json.loads(r["checks"])[0] for r in rounds if r["mode"] == "study"} == {"comprehension"}
    [study] = stored(folder, "SELECT * FROM studies WHERE name = 'everything'")
    assert {r["study_hash"] for r in rounds} == {study["hash"]}
    assert study["first_dealt_at"] == clock.now
    assert {r["consent_version"] for r in rounds} == {
        client.get("/api/studies/everything").json()["consent"]["version"]
    }
    assert {r["clip_key"] for r in rounds if r["mode"] == "practice"} & {f"k{n}" for n in range(6)} == set()


def test_a_link_tells_where_it_leads_before_anybody_agrees(client, folder):
    asking = Participant(client, "everything", join=False, PROLIFIC_PID="asks")
    assert asking.join(consent=None).json() == {"step": {"id": "consent", "kind": "consent"}}
    assert asking.headers == {}
    who = Participant(client, "everything", PROLIFIC_PID="asks")
    who.go_on(until="instructions")
    resumed = Participant(client, "everything", join=False, PROLIFIC_PID="asks")
    assert resumed.join(consent=None).json()["step"] == who.step
    assert resumed.headers == who.headers


def test_panel_ids_lie_apart_and_go(client, folder, clock):
    Participant(client, "everything", PROLIFIC_PID="5f3c1b2a9d8e", STUDY_ID="studyid77")
    for table in ("participants", "players", "games", "rounds", "participant_ids"):
        assert "5f3c1b2a9d8e" not in str(stored(folder, f"SELECT * FROM {table}"))
    for file in (folder / "state").glob("earwitness.db*"):
        content = file.read_bytes()
        assert b"5f3c1b2a9d8e" not in content and b"studyid77" not in content


@pytest.mark.slow
def test_the_same_link_leads_to_the_same_step_with_the_open_round(folder, clock, tmp_path):
    """On any device, after a restart at any point, and after replies that were lost."""
    rng = random.Random(5)
    (tmp_path / "studies").symlink_to(folder / "studies")
    (tmp_path / "towns").symlink_to(folder / "towns")
    seen, dealt, closed = [], None, []
    for _ in range(60):
        with opened(tmp_path, clock) as client:
            for _ in range(rng.randrange(1, 6)):
                who = Participant(client, "everything", PROLIFIC_PID="again")
                before, me = who.step, who.me()
                assert me["step"] == before
                if before["kind"] == "end":
                    break
                if before["kind"] not in ("practice", "rounds") or before["done"] == before["of"]:
                    if before["id"] not in seen:
                        seen.append(before["id"])
                    answer = who.answer()
                    assert who.send(answer, before["id"]).status_code == 200
                    again = who.send(answer, before["id"])  # the reply was lost, or another tab is open
                    assert (again.status_code, again.json()["key"]) == (409, "step_not_open")
                    assert again.json()["step"] == who.step
                    continue
                game = who.start()
                assert who.start() == game
                now = who.deal(game["game"])
                assert dealt in (None, now)
                dealt = now
                if rng.random() < 0.5:
                    first = who.guess(dealt, seconds_heard=20)
                    assert who.guess(dealt, seconds_heard=20).json() == first.json()
                    assert who.guess(dealt, 1.0, 1.0).status_code == 409
                    closed.append(dealt["round"])
                    dealt = None
            if who.step["kind"] == "end":
                break
    assert who.step["outcome"] == "completed"
    assert seen == list(dict.fromkeys(seen))
    rounds = rounds_of(tmp_path, who)
    assert [r["round"] for r in rounds] == closed
    assert {r["status"] for r in rounds} == {"guessed"}
    assert len({(r["pack"], r["clip_key"]) for r in rounds}) == 7
    assert len(stored(tmp_path, "SELECT * FROM participants")) == 1


def test_who_may_not_take_part_learns_it_with_a_code_of_its_own(client, folder):
    who = Participant(client, "everything", PROLIFIC_PID="young")
    assert "18" not in json.dumps(who.step)
    who.send({"answers": {"age": 17, "device": "desktop"}})
    assert (who.step["outcome"], who.step["code"]) == ("screened_out", "OUT1")
    assert json.loads(row_of(folder, who)["checks"])["screening"]["unmet"] == ["age"]
    assert "17" not in row_of(folder, who)["answers"]
    again = Participant(client, "everything", PROLIFIC_PID="young")
    assert again.step["outcome"] == "screened_out"
    assert again.send({"answers": {"age": 30, "device": "desktop"}}, "screening").status_code == 409


def test_comprehension_is_graded_at_the_server_and_ends_after_its_attempts(client):
    who = Participant(client, "everything", PROLIFIC_PID="hasty")
    who.go_on(until="comprehension")
    assert "answer" not in json.dumps(who.step)
    left = [who.step["attempts_left"]]
    who.send({"answers": [0]})
    left.append(who.step["attempts_left"])
    assert (who.step["kind"], left) == ("comprehension", [2, 1])
    who.send({"answers": [2]})
    assert (who.step["outcome"], who.step["url"]) == ("failed", "https://panel.example/failed")


def test_headphones_are_checked_with_other_trials_at_each_attempt(client, folder):
    key = (folder / "state" / "secret").read_text().strip().encode()
    who = Participant(client, "everything", PROLIFIC_PID="loudspeakers")
    who.go_on(until="headphones")
    first = [who.get(trial["audio"]) for trial in who.step["trials"]]
    assert {reply.headers["cache-control"] for reply in first} == {"private, no-store"}
    assert len({reply.headers["content-length"] for reply in first}) == 1
    sound, _ = soundfile.read(io.BytesIO(first[0].content))
    assert sound.shape[1] == 2
    assert client.get(who.step["trials"][0]["audio"]).status_code == 401
    assert who.send({"answers": [1, 2]}).status_code == 200  # too few are wrong
    second = [who.get(trial["audio"]).content for trial in who.step["trials"]]
    assert [reply.content for reply in first] != second
    who.send({"answers": who.decoys(key)})
    assert who.step["outcome"] == "failed"
    assert who.get(f"{who.folder}/headphones/1.wav").status_code == 422
    assert client.get(f"{who.folder}/level.wav").headers["content-type"] == "audio/wav"


ROADS = ("random", "replay", "practice")


def keys_shown(who):
    """Clip keys that a participant is told by any road that tells them to players."""
    told = []
    player = Player(who.client)
    player.headers = who.headers
    for mode in ROADS:
        for _ in range(3):
            if player.post("/api/games", {"mode": mode}).status_code == 201:
                told += [reveal["clip"]["key"] for reveal in player.play(mode)]
    services = services_of(who.client)
    told += who.client.portal.call(
        services.game_service.revealed, services.registry.player_id(who.headers["X-Earwitness-Player"])
    )
    return set(told)


@pytest.mark.parametrize("name", ["never", "twice", "strict"])
def test_a_guess_deals_the_next_round_of_a_study_as_a_deal_would_and_tells_no_more(
    client, folder, clock, name
):
    who = Participant(client, name)
    who.go_on(until="rounds")
    game = who.start()
    dealt = who.deal(game["game"])
    clock.now += 20
    said = {"lat": 48.8, "lon": 2.3, "seconds_heard": 20, "plays": 1}
    reply = who.post(f"/api/rounds/{dealt['round']}/guess", said | {"deal": "ahead"}).json()
    assert reply == {"recorded": True, "number": 1, "of": game["rounds"], "next": None}
    reply = who.post(f"/api/rounds/{dealt['round']}/guess", said | {"deal": True}).json()
    assert set(reply) == {"recorded", "number", "of", "next"}
    following = reply["next"]
    assert following.get("seconds_left") == (60 if name == "strict" else None)
    assert set(following) - {"seconds_left"} == {"round", "number", "of", "audio", "seconds", "peaks"}
    clock.now += 10
    again = who.deal(game["game"])
    assert again.pop("seconds_left", 50) == 50
    following.pop("seconds_left", None)
    assert again == following


@pytest.mark.slow
@pytest.mark.parametrize("name", ["never", "twice"])
def test_no_road_reveals_a_clip_that_a_study_withholds(client, folder, name):
    who = Participant(client, name)
    who.go_on(until="rounds")
    game = who.start()
    dealt = who.deal(game["game"])
    reply = who.guess(dealt, 48.8, 2.3, seconds_heard=20)
    assert reply.json() == {"recorded": True, "number": 1, "of": game["rounds"]}
    assert who.guess(dealt, 48.8, 2.3).json() == reply.json()
    who.deal(game["game"])
    known = client.patch(f"/api/rounds/{dealt['round']}", json={"prior_exposure": True}, headers=who.headers)
    assert (known.status_code, known.json()["key"]) == (409, "not_revealed")
    summary = who.get(f"/api/games/{game['game']}").json()
    assert ([r["reveal"] for r in summary["rounds"]], summary["total"]) == ([None, None], 0)
    heard = {r["clip_key"] for r in rounds_of(folder, who)}
    assert keys_shown(who) & heard == set()
    offered = client.get("/api/consent").json()["version"]
    public = {"consent": True, "consent_version": offered}  # under which rounds are published within minutes
    assert client.patch("/api/players/me", json=public, headers=who.headers).status_code == 200
    assert who.guess(who.deal(game["game"]), seconds_heard=20).status_code == 200
    assert {r["consent_version"][:6] for r in rounds_of(folder, who)} == {"study-"}
    summary = who.get(f"/api/games/{game['game']}").json()
    assert client.patch("/api/players/me", json={"consent": False}, headers=who.headers).status_code == 200
    assert who.get(f"/api/games/{game['game']}").json()["rounds"] == summary["rounds"]
    who.go_on(until="reveal" if name == "twice" else "end")
    last = who.get(f"/api/games/{game['game']}").json()
    shown = [r["reveal"]["clip"]["key"] for r in last["rounds"] if r["reveal"]]
    assert len(shown) == (2 if name == "twice" else 0)
    assert bool(keys_shown(who) & heard) == (name == "twice")


def test_feedback_at_once_is_shown_at_once_and_practice_without_feedback_is_not(client):
    who = Participant(client, "at-once")
    who.go_on(until="practice")
    assert {tuple(reply) for reply in who.play()} == {("recorded", "number", "of")}
    who.send({})
    reveal = who.play()[0]
    assert {"truth", "alms"} <= set(reveal)
    assert reveal["others"] is None


def test_a_session_ends_before_the_next_and_no_clip_comes_twice(client, folder):
    who = Participant(client, "twice")
    who.go_on()
    rounds = [r for r in rounds_of(folder, who) if r["mode"] == "study"]
    assert len({r["clip_key"] for r in rounds}) == len(rounds) == 4
    assert (who.step["outcome"], row_of(folder, who)["session"]) == ("completed", 2)


def test_rules_of_a_round_are_held_at_the_server(client, folder, clock):
    who = Participant(client, "strict")
    who.go_on(until="rounds")
    game = who.start()
    dealt = who.deal(game["game"])
    assert dealt["seconds_left"] == 60

    def refused(fields, road="guess"):
        reply = who.post(f"/api/rounds/{dealt['round']}/{road}", fields)
        return reply.status_code, reply.json()["key"]

    here = {"lat": 0, "lon": 0}
    assert refused({}, "skip") == (409, "study_no_skips")
    assert refused(here | {"plays": 3, "seconds_heard": 20}) == (409, "study_replays")
    clock.now += 30
    assert refused(here | {"plays": 1, "seconds_heard": 0.1}) == (409, "study_hear_to_end")
    assert who.deal(game["game"])["seconds_left"] == 30
    clock.now += 31  # late, but by no more than an answer may take to arrive
    assert who.guess(dealt, plays=2, seconds_heard=20).status_code == 200
    late = who.deal(game["game"])
    clock.now += 63
    reply = who.guess(late, plays=1, seconds_heard=20)
    assert (reply.status_code, reply.json()["key"]) == (409, "time_is_up")
    assert [r["status"] for r in rounds_of(folder, who)] == ["guessed", "abandoned"]
    assert who.send({}).status_code == 200


def test_whoever_asks_for_the_next_round_when_the_time_is_up_gets_it(client, folder, clock):
    who = Participant(client, "strict")
    who.go_on(until="rounds")
    game = who.start()["game"]
    who.deal(game)
    clock.now += 60
    assert (who.deal(game)["number"], rounds_of(folder, who)[0]["status"]) == (2, "abandoned")
    clock.now += 60
    assert who.post(f"/api/games/{game}/rounds").json()["key"] == "game_over"
    assert who.send({}).status_code == 200


def test_a_round_whose_time_is_up_is_swept(client, folder, clock):
    who = Participant(client, "strict")
    who.go_on(until="rounds")
    who.deal(who.start()["game"])
    clock.now += 63
    client.portal.call(services_of(client).game_service.sweep)
    assert [r["status"] for r in rounds_of(folder, who)] == ["abandoned"]


def test_a_quota_is_filled_exactly_and_those_who_leave_are_replaced(client, folder, clock):
    leaver = Participant(client, "quota")
    leaver.go_on(until="rounds")
    leaver.guess(leaver.deal(game := leaver.start()["game"]), seconds_heard=20)
    leaver.deal(game)
    clock.now += 3600
    client.portal.call(services_of(client).game_service.sweep)
    people = 0
    while client.get("/api/studies/quota").json()["is_open"]:
        Participant(client, "quota").go_on()
        people += 1
        assert people < 5
    [study] = stored(folder, "SELECT hash FROM studies WHERE name = 'quota'")
    answers = stored(
        folder,
        "SELECT clip_key, count(*) AS n FROM rounds WHERE study_hash = ? AND status = 'guessed' GROUP BY 1",
        study["hash"],
    )
    assert {row["n"] for row in answers} == {2}
    assert len(answers) == len(TOWNS)
    refused = Participant(client, "quota", join=False).join()
    assert (refused.status_code, refused.json()["key"]) == (409, "study_full")


def test_blocks_give_each_clip_its_answers(client, folder):
    people = [Participant(client, "blocks") for _ in range(3)]
    for who in people:
        who.go_on()
    assert len({row_of(folder, who)["block"] for who in people}) == 3
    dealt = [r["clip_key"] for who in people for r in rounds_of(folder, who)]
    assert sorted(dealt) == [f"k{n}" for n in range(6)]
    assert Participant(client, "blocks", join=False).join().json()["key"] == "study_full"


def test_a_closed_study_lets_nobody_in_but_those_inside_finish(client, folder, commanding):
    inside = Participant(client, "closing", PID="inside")
    inside.go_on(until="rounds")
    assert main(["study", "close", "closing"]) == 0
    refused = Participant(client, "closing", join=False, PID="late").join()
    assert (refused.status_code, refused.json()["key"]) == (409, "study_closed")
    assert client.get("/api/studies/closing").json()["is_open"] is False
    again = Participant(client, "closing", PID="inside")
    again.go_on()
    assert row_of(folder, again)["session"] == 1  # the next session is not begun any more
    assert again.step["outcome"] == "completed"
    stored(folder, "UPDATE studies SET closed_at = NULL WHERE name = 'closing'")


def test_a_returned_submission_is_a_withdrawal(client, folder):
    who = Participant(client, "closing", PID="returns")
    who.go_on(until="rounds")
    who.guess(who.deal(who.start()["game"]), seconds_heard=20)
    key = services_of(client).registry.study_key("closing")
    road = "/api/studies/closing/returns"
    body = {"participant": "returns"}
    assert client.post(road, json=body, headers={"X-Earwitness-Watch": "0" * 32}).status_code == 403
    assert client.post(road, json=body, headers={"X-Earwitness-Watch": key}).status_code == 204
    assert client.post(road, json=body, headers={"X-Earwitness-Watch": key}).status_code == 204
    unknown = client.post(road, json={"participant": "?"}, headers={"X-Earwitness-Watch": key})
    assert unknown.status_code == 404
    assert rounds_of(folder, who) == []
    assert who.get(f"{who.folder}/me").status_code == 422
    [row] = stored(folder, "SELECT * FROM participants WHERE outcome = 'returned'")
    assert (row["player_id"], row["answers"], row["checks"]) == (None, "{}", "{}")
    again = Participant(client, "closing", join=False, PID="returns").join()
    assert (again.status_code, again.json()["key"]) == (409, "study_returned")


def test_a_submission_is_returned_by_command_too(client, folder, commanding, capsys):
    who = Participant(client, "closing", PID="leaves")
    who.go_on(until="rounds")
    assert main(["study", "return", "closing", "leaves"]) == 0
    assert who.get(f"{who.folder}/me").status_code == 422
    assert main(["study", "return", "closing", "somebody"]) == 1
    assert main(["study", "close", "no-such-study"]) == 1
    assert "no such participant" in capsys.readouterr().err


def test_panel_ids_are_forgotten_after_the_set_time(client, folder, clock):
    who = Participant(client, "closing", PID="forgotten")
    services = services_of(client)
    soon, later = clock.now + 89.9 * 86_400, clock.now + 90 * 86_400
    client.portal.call(forget_panel_ids, services.store, soon)
    assert Participant(client, "closing", PID="forgotten").headers == who.headers
    client.portal.call(forget_panel_ids, services.store, later)
    assert stored(folder, "SELECT * FROM participant_ids") == []
    assert Participant(client, "closing", PID="forgotten").headers != who.headers
    assert who.me()["step"]["kind"] == "screening"


def test_links_languages_and_consent_are_checked(client, folder):
    who = Participant(client, "closing", join=False)
    assert who.join().json()["key"] == "study_link"
    who.parameters = {"PID": "x"}
    assert who.join(language="tlh").json()["key"] == "study_language"
    assert who.join(consent_version="study-old").json()["key"] == "study_consent"
    assert who.join(parameters={"PID": "x" * 201}).status_code == 422
    declined = who.join(consent=False)
    assert (declined.status_code, declined.json()["step"]["outcome"]) == (200, "declined")
    assert len(stored(folder, "SELECT * FROM participants WHERE outcome = 'declined'")) == 1
    assert client.get("/api/studies/none-such").status_code == 404
    stranger = Player(client)
    assert stranger.get("/api/studies/closing/me").json()["key"] == "study_not_joined"
    assert stranger.post("/api/games", {"mode": "study"}).json()["key"] == "study_not_joined"


def test_a_study_stops_when_it_has_its_participants_and_who_asks_again_has_the_place(client):
    proof = page_proof(client.get("/api/players/challenge").json())
    first = Participant(client, "few", join=False)
    replies = [Participant(client, "few", join=False).join(proof=proof), first.join(proof=proof)]
    assert [reply.status_code for reply in replies] == [201, 200]
    assert replies[0].json() == replies[1].json()
    assert first.me()["step"] == first.step
    assert Participant(client, "few", join=False).join().json()["key"] == "study_full"
    elsewhere = Participant(client, "never", join=False).join(proof=proof)
    assert (elsewhere.status_code, elsewhere.json()["key"]) == (422, "page_proof")


def test_rounds_outside_studies_name_the_public_study(client, folder):
    player = Player(client)
    player.play()
    hashes = stored(folder, "SELECT DISTINCT study_hash FROM rounds WHERE mode = 'random'")
    assert [len(row["study_hash"]) for row in hashes] == [64]
    assert hashes[0]["study_hash"] not in [r["hash"] for r in stored(folder, "SELECT hash FROM studies")]


def test_a_participants_rounds_are_judged_by_all_rules_of_their_study(client, folder):
    """A recording may be called known once its place is shown; two missed catch clips cost all rounds."""
    who = Participant(client, "everything", PROLIFIC_PID="judged")
    who.go_on(until="rounds")
    who.play()
    played = next(row["round"] for row in rounds_of(folder, who) if row["allocation"] == "study-uniform")

    def know():
        return client.patch(f"/api/rounds/{played}", json={"prior_exposure": True}, headers=who.headers)

    assert (know().status_code, know().json()["key"]) == (409, "not_revealed")
    who.go_on()
    assert know().status_code == 200
    services, own = services_of(client), {row["round"] for row in rounds_of(folder, who)}
    rules = read_study(folder / "studies" / "everything.yaml").counting_rules
    with services.store.engine.connect() as connection:
        rows = [row for part in published_rows(connection) for row in part if row["round"] in own]
    clips = {clip.key: HeardClip(clip.seconds, clip.speech) for clip in services.pack.clips}
    judged = judge(rows, clips, rules)
    assert judged.broken("failed_catch").all() and judged.broken("no_bytes").all()  # it never loads the sound
    of_allocation = {row["allocation"]: set(broken) for row, broken in zip(rows, judged.reasons, strict=True)}
    assert "catch" in of_allocation["study-catch"] and "other_mode" in of_allocation["practice-uniform"]
    assert {"catch", "other_mode"}.isdisjoint(of_allocation["study-uniform"])
    known = [
        row["round"] for row, is_known in zip(rows, judged.broken("known_recording"), strict=True) if is_known
    ]
    assert known == [played]
