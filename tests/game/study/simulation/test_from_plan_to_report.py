"""One study from its plan to its report, played through HTTP by people of all kinds."""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import yaml

from game import __main__ as game
from game.study.simulation.population import Population
from game.study.simulation.schedule import Schedule
from game.study.simulation.simulated_person import SimulatedPerson
from game.study.simulation.summary import outcome
from game.study.study_file import read_study
from leaderboard import __main__ as leaderboard
from leaderboard.study import archive_reading
from tests.builders.running_game import Clock, running, services_of, simulated_host, write_pack
from tests.databases import databases

pytestmark = pytest.mark.slow

SEED, CLIPS, ROUNDS, ANSWERS = 4, 24, 8, 6
KEYS = [f"k{number}" for number in range(CLIPS)]
NAME = "from-plan-to-report"
DESIGN = {
    "pack": "./places",
    "clips": {"keys": KEYS},
    "rounds": ROUNDS,
    "allocation": {"rule": "quota", "answers": ANSWERS},
    "practice": {"rounds": 1},
    "catch": {"rounds": 1, "pack": "./catch"},
    "headphones": {"check": "antiphase"},
    "panel": {"participant": "PROLIFIC_PID"},
    "stopping": {"answers_per_clip": ANSWERS},
    "comparisons": [],
}
CAUGHT_BY = {"cheater": "implausible_precision", "clicker": "too_fast", "catch": "failed_catch"}
POPULATION = Population(
    random=0.1, cheaters=0.2, headphones=0.05, catch=0.05, known=0.05, leave=0.12, returned=0.08
)


class Played:
    """What became of the study, and who was in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "study.yaml"
        self.env = {
            "EARWITNESS_STATE": str(folder / "state"),
            "EARWITNESS_DATABASE": databases.url(folder / "state"),
            "EARWITNESS_PACK": str(folder / "places"),
            "EARWITNESS_STUDY": str(self.file),
            "EARWITNESS_COUNTED_PER_ADDRESS": "0",
        }
        self.people: list[SimulatedPerson] = []
        self.names: dict[int, str] = {}  # pseudonyms, by number
        self.answers: Counter[str] = Counter()  # of a clip, when the quota was full
        self.gone: set[int] = set()  # whoever returned, was returned or withdrew

    def of(self, *kinds):
        """Pseudonyms of people of these kinds who are still there."""
        return {
            self.names[one.person.number]
            for one in self.people
            if one.person.kind in kinds and one.person.number in self.names.keys() - self.gone
        }


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Plan, preregister, play, return, withdraw, close, archive, report."""
    folder = tmp_path_factory.mktemp("plan")
    points = np.random.default_rng(1).uniform([-55, -170], [65, 175], (CLIPS, 2)).round(3)
    write_pack(folder / "places", [(float(lat), float(lon)) for lat, lon in points])
    write_pack(folder / "catch", [(52.52, 13.405), (-33.87, 151.21)], prefix="c")
    done = Played(folder)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("EARWITNESS_STATE", "EARWITNESS_DATABASE"):
            patch.setenv(name, done.env[name])
        assert game.main(["study", "new", "--out", str(done.file), "--name", NAME]) == 0
        done.file.write_text(yaml.safe_dump(yaml.safe_load(done.file.read_text("utf-8")) | DESIGN), "utf-8")
        assert game.main(["study", "check", str(done.file)]) == 0
        assert game.main(["study", "preregister", str(done.file), "--out", str(folder / "registry")]) == 0
        for name, value in done.env.items():
            patch.setenv(name, value)
        play(done)
        assert game.main(["study", "close", NAME]) == 0
        assert game.main(["export", "--archive", "--study", NAME, "--out", str(folder / "archive")]) == 0
        [archive] = (folder / "archive").iterdir()
        patch.setenv("EARWITNESS_STATE", str(folder / "elsewhere"))
        patch.setenv("EARWITNESS_DATABASE", databases.url(folder / "elsewhere"))
        assert leaderboard.main(["report", "--from", str(archive), "--out", str(folder / "report")]) == 0
    return done


def play(done):
    study, clock = read_study(done.file), Clock()
    with running(done.folder / "state", clock, SEED, **done.env) as client:
        host = simulated_host(client, clock)
        schedule = Schedule(host, study, POPULATION, KEYS, SEED, most=60)
        schedule.play()
        done.people = schedule.people
        with services_of(client).store.engine.connect() as connection:
            done.answers = Counter(
                connection.exec_driver_sql(
                    "SELECT clip_key FROM rounds WHERE mode = 'study' AND status <> 'abandoned' "
                    "AND allocation = 'study-quota'"
                ).scalars()
            )
        for one in done.people:
            me = one.client.get("/api/players/me") if one.is_in else None
            if me is not None and me.status_code == 200:
                done.names[one.person.number] = me.json()["pseudonym"]
        done.gone = {one.person.number for one in done.people if one.person.fate == "returns"}
        stay = [one for one in done.people if one.client.step.get("outcome") == "completed"]
        stay = [one for one in stay if one.person.kind == "listener" and one.person.fate == "stays"]
        assert stay[0].client.leave().status_code == 204
        done.gone.add(stay[0].person.number)
    assert game.main(["study", "return", NAME, stay[1].client.parameters["PROLIFIC_PID"]]) == 0
    done.gone.add(stay[1].person.number)


@pytest.fixture(scope="module")
def record(played):
    [archive] = (played.folder / "archive").iterdir()
    return archive_reading.read(archive)


def table(played, name):
    with (played.folder / "report" / "tables" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_each_clip_got_exactly_its_answers(played):
    assert played.answers == dict.fromkeys(KEYS, ANSWERS)
    assert {one.person.fate for one in played.people} == {"stays", "leaves", "returns"}


def test_whoever_left_the_study_is_nowhere_in_the_archive(played, record):
    [archive] = (played.folder / "archive").iterdir()
    people = {one.person.number: one for one in played.people}
    stored = b"".join(file.read_bytes() for file in sorted(archive.rglob("*")) if file.is_file())
    for number in played.gone:
        assert played.names.get(number, "no pseudonym").encode() not in stored
        assert people[number].client.parameters["PROLIFIC_PID"].encode() not in stored
    assert record.flow["returned"] == len(played.gone)


def test_cheaters_do_not_count_and_the_rule_is_named(played, record):
    own = [row for row in record.rounds.to_pylist() if row["allocation"] == "study-quota"]
    answered = [row for row in own if row["status"] != "abandoned"]
    for kind, rule in CAUGHT_BY.items():
        of_kind = [row for row in answered if row["player"] in played.of(kind)]
        assert of_kind
        assert all(rule in row["why_not"] for row in of_kind)
    of_listeners = [row for row in answered if row["player"] in played.of("listener")]
    assert all(row["counts"] for row in of_listeners)


def test_what_was_put_in_lies_in_the_interval(played, record):
    done = outcome(record.study, record, POPULATION, played.people)
    assert done.primary.people >= 10
    assert done.holds


def test_the_report_says_that_the_plan_was_kept(played, record):
    kept = table(played, "kept")
    assert kept
    assert {row["what"]: row["kept"] for row in kept if row["kept"] != "true"} == {}
    assert record.preregistration is not None
    assert "was preregistered on" in (played.folder / "report" / "report.html").read_text("utf-8")
