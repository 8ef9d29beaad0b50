"""What the host of a study sees and takes away: progress, pay, and what participants say of themselves."""

import csv
import json
import stat
from typing import Any

import pytest
import yaml

from game.__main__ import main
from game.play.rounds import ABANDONED, GUESSED, OPEN, SKIPPED
from game.study.participants import Participant as Row
from game.study.participants import begin
from game.study.steps import Outcome, State
from game.study.stored_study import study_of
from game.study.study_rows import StudyRow
from game.study.watched_clips import WatchedClip
from game.study.watching import Observed, progress
from tests.builders.participant import Participant
from tests.builders.running_game import TOWNS, Clock, running, services_of, write_pack
from tests.builders.studies import SMALLEST, a_study
from tests.databases import databases

NOW = 1_800_000_000.0
GONE = 1_800.0
CLIPS = [
    WatchedClip("a", "Asia/speech", 2),
    WatchedClip("b", "Europe/speech", 2),
    WatchedClip("c", "Asia/speech", 2),
]


def person(kind: Any = "rounds", outcome: Outcome | None = None, silent: float = 0.0, **changes: Any) -> Row:
    state = State("end" if outcome else kind, outcome=outcome)
    seen = NOW - silent
    who = begin("s", "player", "en", state, seen)
    values = {
        "outcome": outcome,
        "finished_at": seen if outcome else None,
        "seconds_active": 600.0,
        **changes,
    }
    return Row(**{name: values.get(name, getattr(who, name)) for name in Row.__slots__})


def seen(everybody: list[Row], counts: Any = (), **study: Any) -> dict[str, Any]:
    row = StudyRow("s", "hash", NOW - 2 * 86_400, None, None)
    answered = {who.player_id or "": 4 for who in everybody}
    observed = Observed(row, everybody, dict(counts), answered, study.pop("scores", ()))
    return progress(a_study(**study), CLIPS, observed, NOW, GONE, True)


def test_answers_are_counted_by_clip_and_stratum_against_what_is_needed():
    counts = {
        "a": {GUESSED: 1, SKIPPED: 2, OPEN: 1},
        "b": {ABANDONED: 1, GUESSED: 1},
        "elsewhere": {GUESSED: 9},
    }
    found = seen([], counts, allocation={"rule": "quota", "answers": 2})
    assert found["answers"] == {
        "clips": 3, "answers": 4, "open": 1, "unanswered": 1, "needs": 6, "missing": 3, "full": 1
    }  # fmt: skip
    asia, europe = found["strata"]
    assert (asia["stratum"], asia["answers"], asia["missing"]) == ("Asia/speech", 3, 2)
    assert (europe["stratum"], europe["answers"], europe["missing"], europe["unanswered"]) == (
        "Europe/speech",
        1,
        1,
        1,
    )
    assert [(clip["clip"], clip["answers"]) for clip in found["clips"]] == [("a", 3), ("c", 0), ("b", 1)]
    assert found["stopping"] == {"rule": "quota", "target": 6, "now": 3, "reached": False}


def test_each_step_says_who_came_who_is_there_and_who_ended_there():
    everybody = [
        person("screening", "screened_out", checks={"screening": {"passed": False}}),
        person("comprehension", "failed", checks={"comprehension": {"passed": False}}),
        person("rounds", silent=GONE + 1),
        person("rounds"),
        person("end", "completed"),
        person("end", "returned", player_id=None),
        person("end", "declined", player_id=None),
    ]
    found = seen(everybody)
    assert [*found["people"].values()] == [1, 6, 1, 1, 1, 1, 1, 1]
    at = {row["step"]: (row["reached"], row["here"], row["away"], row["ended"]) for row in found["steps"]}
    assert at["screening"] == (5, 0, 0, 1)
    assert at["comprehension"] == (4, 0, 0, 1)
    assert at["rounds"] == (3, 1, 1, 0)
    assert at["exposure"] == (1, 0, 0, 0)
    assert [part["people"] for part in found["left_in_rounds"]] == [0, 0, 1]


def test_times_and_checks_of_fewer_than_five_people_stay_hidden():
    checks = {"screening": {"passed": True}}
    pay = {"currency": "GBP", "amount": 3.0, "minutes": 20}
    few = seen([person("end", "completed", checks=checks)] * 4, pay=pay)
    assert few["checks"] == [{"check": "screening", "took": 4, "passed": None}]
    assert few["time"]["median_minutes"] is few["time"]["per_hour"] is None
    enough = seen([person("end", "completed", checks=checks)] * 5, pay=pay)
    assert enough["checks"] == [{"check": "screening", "took": 5, "passed": 5}]
    assert (enough["time"]["median_minutes"], enough["time"]["per_hour"]) == (10.0, 18.0)
    assert (enough["time"]["announced_minutes"], enough["time"]["announced_per_hour"]) == (20.0, 9.0)


def test_what_is_left_follows_from_the_stopping_rule_and_the_pace():
    done = [person("end", "completed")] * 6 + [person("end", "completed", silent=100_000.0)] * 2
    found = seen(done, stopping={"participants": 20})
    assert found["left"] == {"answers": 6, "people": 12, "people_a_day": 6.0, "days": 2.0}
    assert found["stopping"] == {"rule": "participants", "target": 20, "now": 8, "reached": False}
    assert seen(done, stopping={"participants": 8})["stopping"]["reached"]
    assert not seen([], stopping={"answers_per_clip": 1})["stopping"]["reached"]
    assert seen([], {key: {GUESSED: 1} for key in "abc"}, stopping={"answers_per_clip": 1})["stopping"][
        "reached"
    ]


def test_a_score_is_shown_only_where_the_file_declares_a_sequential_design():
    scores = {"scores": [1000.0, 2000.0, 3000.0, 4000.0, 5000.0]}
    assert seen([], stopping={"participants": 9}, **scores)["interim"] is None
    sequential = {"participants": 9, "interim": "sequential"}
    assert seen([], stopping=sequential, **scores)["interim"] == {"people": 5, "geoscore": 3000}
    assert seen([], stopping=sequential, scores=[1.0])["interim"] == {"people": 1, "geoscore": None}


# --- through the application


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("watching")
    write_pack(folder / "towns", TOWNS)
    values = SMALLEST | {
        "name": "watched",
        "pack": str(folder / "towns"),
        "rounds": 2,
        "practice": {"rounds": 0},
        "allocation": {"rule": "quota", "answers": 5},
        "demographics": ["gender", "languages"],
        "panel": {"participant": "PID"},
        "pay": {"currency": "GBP", "amount": 3.0, "minutes": 20, "bonus": "1 penny for 100 points"},
        "endings": {"completed": {"code": "DONE12"}},
    }
    sequential = {"stopping": {"participants": 9, "interim": "sequential"}, "rounds": 3}
    (folder / "studies").mkdir()
    for study in (values, values | sequential | {"name": "sequential"}):
        (folder / "studies" / f"{study['name']}.yaml").write_text(yaml.safe_dump(study), "utf-8")
    return folder


@pytest.fixture(scope="module")
def client(folder):
    settings = {"EARWITNESS_PACK": str(folder / "towns"), "EARWITNESS_STUDY": str(folder / "studies")}
    with running(folder / "state", Clock(), **settings) as client:
        done = Participant(client, "watched", PID="=done")
        done.go_on("questions")
        done.send({"answers": {"gender": "woman", "languages": ["en", "fi"]}})
        done.go_on()
        failed = Participant(client, "watched", PID="failed")
        failed.go_on("comprehension")
        for _ in range(2):
            failed.send({"answers": [0]})
        Participant(client, "watched", PID="here")
        gone = Participant(client, "watched", PID="gone")
        assert client.request("DELETE", "/api/players/me", headers=gone.headers).status_code == 204
        yield client


@pytest.fixture(autouse=True)
def _commanding(folder, monkeypatch):
    monkeypatch.setenv("EARWITNESS_STATE", str(folder / "state"))
    monkeypatch.setenv("EARWITNESS_DATABASE", databases.url(folder / "state"))


def key_of(client):
    return services_of(client).registry.study_key("watched")


def test_the_host_s_key_opens_the_figures_and_nothing_else_does(client, capsys):
    road = "/api/studies/watched/watch"
    for wrong in ("", "0" * 32, "%FF%00", key_of(client)[:-1]):
        for path in (road, f"{road}.csv"):
            refused = client.get(f"{path}?key={wrong}")
            assert (refused.status_code, refused.json()["key"]) == (403, "watch_key")
    assert main(["study", "watch", "watched", "--at", "https://game.example/"]) == 0
    address = capsys.readouterr().out.strip()
    assert address == f"https://game.example/study/watched/watch?key={key_of(client)}"
    reply = client.get(road, headers={"X-Earwitness-Watch": key_of(client)})
    assert reply.json() == client.get(f"{road}?key={key_of(client)}").json()
    assert reply.headers.get_list("referrer-policy") == ["no-referrer"]
    assert "no-store" in reply.headers["cache-control"]
    found = reply.json()
    numbers = {"declined": 0, "agreed": 4, "here": 1, "away": 0, "completed": 1, "failed": 1, "returned": 1}
    assert found["people"] == numbers | {"screened_out": 0}
    assert (found["answers"]["answers"], found["answers"]["needs"]) == (2, 30)
    assert found["left"]["people"] == 14
    assert "clips" in found and client.get(f"{road}?key={key_of(client)}&clips=false").json()["clips"] is None
    assert not {"geoscore", "lat", "gender"} & {*json.dumps(found).replace('"', " ").split()}
    table = client.get(f"{road}.csv?key={key_of(client)}").text.splitlines()
    assert table[0] == "clip,stratum,answers,needs,open,unanswered" and len(table) == 1 + len(TOWNS)


@pytest.mark.slow
def test_a_sequential_design_shows_the_mean_of_those_who_count(client):
    services = services_of(client)
    for number in range(5):
        who = Participant(client, "sequential", PID=str(number))
        who.go_on("rounds")
        who.play()
    with services.store.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE rounds SET why_not = '[]', geoscore = 1000 WHERE game IN (SELECT game FROM games "
            "WHERE study = 'sequential')"
        )
    road = f"/api/studies/sequential/watch?key={services.registry.study_key('sequential')}"
    assert client.get(road).json()["interim"] == {"people": 5, "geoscore": 1000}


def test_pay_names_whom_to_approve_and_why_not(client, folder, tmp_path, capsys):
    out = tmp_path / "pay.csv"
    assert main(["study", "pay", "watched", "--out", str(out)]) == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    said = capsys.readouterr().out
    assert "holds personal ids" in said and "1 to approve, 1 to reject, 1 not finished, 1 screened" in said
    assert "1 penny for 100 points" in said and "once the study is closed" in said
    rows = {row["PID"]: row for row in csv.DictReader(out.read_text().splitlines())}
    assert set(rows) == {"'=done", "failed", "here", ""}  # nothing that a spreadsheet would run
    done = rows["'=done"]
    assert (done["outcome"], done["code"], done["decision"], done["pay"]) == (
        "completed",
        "DONE12",
        "approve",
        "3.00",
    )
    assert (done["rounds"], done["points"]) == ("2", "")
    assert (rows["failed"]["decision"], rows["failed"]["reason"]) == ("reject", "failed comprehension")
    assert rows["here"]["decision"] == "wait" and rows[""]["outcome"] == "returned"
    for place in (out, folder / "state" / "pay.csv", tmp_path / "nowhere" / "pay.csv"):
        assert main(["study", "pay", "watched", "--out", str(place)]) == 1
    assert main(["study", "pay", "other", "--out", str(tmp_path / "other.csv")]) == 1
    services = services_of(client)
    with services.store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM participant_ids")
    again = tmp_path / "again.csv"
    assert main(["study", "pay", "watched", "--out", str(again)]) == 0
    assert "The ids of 3 are deleted" in capsys.readouterr().out
    assert {row["PID"] for row in csv.DictReader(again.read_text().splitlines())} == {""}


def test_the_full_table_of_demographics_has_pseudonyms_and_no_panel_ids(client, tmp_path, capsys):
    out = tmp_path / "people.csv"
    assert main(["study", "demographics", "watched", "--out", str(out)]) == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "can identify people" in capsys.readouterr().out
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert [(row["gender"], row["languages"]) for row in rows if row["gender"]] == [("woman", "en;fi")]
    assert all(row["player"].startswith("ew-") for row in rows) and "done" not in out.read_text()


def test_a_stored_study_is_the_one_that_was_read():
    study = a_study(rules={"too_fast": {"seconds": 3.0}, "program": "off"}, clips={"keys": ("a", "b")})
    assert study_of(study.canonical_json()).hash == study.hash
