import csv
import io
import json
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import delete

from game.project_files import ROOT
from game.settings import Settings
from game.store.database import working_engine
from game.store.tables import players
from game.texts import SERVER_ONLY, catalog
from leaderboard.answers.schema import read_clips
from leaderboard.board.compute_intervals import compute_intervals
from leaderboard.entrants import roster
from leaderboard.entrants.baselines import baseline_entrants
from leaderboard.entrants.entrant import Entrant
from leaderboard.uncertainty.interval_file import Intervals, IntervalsError
from leaderboard.worker.interval_process import INTERVALS_SECONDS, IntervalProcess
from leaderboard.worker.others_by_clip import OthersByClip
from leaderboard.worker.output_files import (
    BOARD,
    CLIPS,
    FIGURES,
    FOLDER,
    INTERVALS,
    MAP,
    SAME_CLIPS,
    SENTENCES,
    TABLE,
    OutputFiles,
)
from leaderboard.worker.sentences_file import TranslatedFiles
from leaderboard.worker.supervisor import counting_environment
from leaderboard.worker.updater import BoardUpdater
from tests.builders.answer_files import answer, write_answers
from tests.builders.running_game import TOWNS, Clock, write_pack
from tests.builders.stored_guesses import seed_guesses, write_guesses
from tests.databases import databases
from tests.leaderboard.worker.test_output_files import full_disk
from tests.processes import wait_for

pytestmark = pytest.mark.slow

# Stands in for computing intervals: it only notes that it was started.
NOTES = "import sys; open(sys.argv[1], 'a').write('started\\n'); sys.exit(int(sys.argv[2]))"


class World:
    """A pack of six clips, a state folder, and updaters that count there, all in this process."""

    def __init__(self, folder, **env):
        self.pack = write_pack(folder / "pack", TOWNS)
        self.state = folder / "state"
        named = {"EARWITNESS_PACK": str(self.pack), "EARWITNESS_STATE": str(self.state)}
        named |= databases.environment(self.state)
        self.settings = Settings.from_env({**named, **env})
        self.outputs = OutputFiles(self.state / FOLDER)
        self.clock = Clock()
        self.notes = folder / "started.txt"
        self.code = 0
        self.open = []

    def guess(self, count=12, each=3, seed=1, **columns):
        """Stores guesses of new players; returns those players' ids."""
        self.state.mkdir(exist_ok=True)
        columns = {"pack": "pack", "since": time.time(), **columns}
        url, clips, rng = self.settings.database_url, read_clips(self.pack), np.random.default_rng(seed)
        return seed_guesses(url, clips, count, each, rng=rng, **columns)

    def updater(self):
        """An updater that starts the stand-in instead of computing intervals."""
        command = (sys.executable, "-c", NOTES, str(self.notes), str(self.code))
        self.interval_process = IntervalProcess(command=command, seconds=self.clock)
        return self.track(BoardUpdater(self.settings, self.outputs, self.clock, self.interval_process))

    def track(self, updater):
        self.open.append(updater)
        return updater

    def read_json(self, name=BOARD):
        file = self.outputs.get(name)
        assert file
        return json.loads(file.body)

    def rows(self):
        return {row["key"]: row for row in self.read_json()["rows"]}

    def started(self):
        """How often computing intervals was started; waits for the last process."""
        process = self.interval_process._process
        if process is not None:
            process.wait(60)
        return len(self.notes.read_text().splitlines()) if self.notes.exists() else 0


MADE: list[Entrant] = []


def baselines(*facts):
    if not MADE:
        MADE.extend(baseline_entrants(*facts))
    return MADE


@pytest.fixture(autouse=True)
def constants_once(monkeypatch):
    """The baselines of the one pack that all tests here count on: half a second, spent once."""
    monkeypatch.setattr(roster, "baseline_entrants", baselines)


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    yield made
    for updater in made.open:
        updater.close()


def forget(world, names):
    engine = working_engine(world.settings.database_url)
    with engine.begin() as connection:
        connection.execute(delete(players).where(players.c.id.in_(names)))
    engine.dispose()


def people_shown(world):
    """How many people each clip's reveal shows, for clips that show any."""
    others = OthersByClip(world.outputs.folder)
    others.load()
    return {key: clip.people for key, clip in others.content[1].items() if clip.people}


@pytest.mark.usefixtures("either_engine")
def test_where_people_pointed_is_kept_for_reveals_and_follows_withdrawals(world):
    updater = world.updater()
    updater.refresh()
    names = world.guess(count=12, each=6, skip=0.0)
    updater.refresh()
    assert people_shown(world) == {f"k{number}": 12 for number in range(6)}
    world.guess(count=3, each=6, seed=2, skip=0.0)
    updater.refresh()
    assert set(people_shown(world).values()) == {12}  # three more wait
    forget(world, names[:1])
    updater.refresh()
    assert set(people_shown(world).values()) == {7}  # one is gone, and four with them
    forget(world, names)
    world.updater().refresh()
    assert people_shown(world) == {}


def test_on_the_demo_others_are_shown_though_nobody_counts(world):
    world.settings = replace(world.settings, pack="demo")
    clips = read_clips(ROOT / "data" / "demo" / "clips.csv")
    world.state.mkdir()
    at = np.repeat(range(2), 5)
    write_guesses(world.settings.database_url, clips, range(10), at, at * 1.0, at * 1.0, pack="demo")
    world.updater().refresh()
    assert set(people_shown(world).values()) == {5}
    assert "human" not in world.rows()


def test_guesses_are_counted_when_they_come_and_the_board_tells_how_old_it_is(world):
    updater = world.updater()
    updater.refresh()
    before = world.read_json()
    assert (before["state"], before["counts"]["guesses"]) == ("ready", 0)
    assert "human" not in world.rows()
    world.clock.now += 5
    world.guess(skip=0)
    updater.refresh()
    after = world.read_json()
    assert after["counts"] == {"guesses": 36, "skips": 0, "players": 12, "clips": 6}
    assert (before["as_of"], after["as_of"]) == (world.clock.now - 5, world.clock.now)
    assert world.rows()["human"]["guesses"] == 36
    world.clock.now += 5
    updater.refresh()
    assert world.read_json() == after | {"as_of": world.clock.now}
    assert b"human" in world.outputs.get(TABLE).body
    assert b"<html" in world.outputs.get(MAP).body


def test_a_refresh_tells_whether_there_is_more_to_do_and_the_stamp_what_was_counted(world):
    world.guess(skip=0)
    updater = world.updater()
    stamp = updater.stamp()
    assert updater.refresh()
    assert updater.refresh()  # intervals are still to come
    intervals = Intervals(pack="pack", as_of=world.clock.now, guesses=36)
    world.outputs.put(INTERVALS, intervals.json())
    assert not updater.refresh()
    assert updater.stamp() == stamp
    world.guess(seed=2)
    assert updater.stamp() != stamp
    assert updater.refresh()


@pytest.mark.usefixtures("either_engine")
def test_nothing_of_people_is_left_once_all_have_withdrawn(world):
    names = world.guess()
    updater = world.updater()
    updater.refresh()
    about_people = {figure["name"] for figure in world.read_json()["figures"] if "human" in figure["name"]}
    assert {"confusion-human"} <= about_people
    assert world.outputs.get("figures/heard.csv") and world.outputs.get("figures/map.json")
    assert len(world.read_json(CLIPS)) == 6
    forget(world, names)
    updater.refresh()
    assert world.read_json()["counts"]["players"] == 0
    assert world.read_json(CLIPS) == {}
    for file in (world.state / FOLDER).rglob("*"):
        if file.is_file() and file.name != "map.html":
            assert b'"human"' not in file.read_bytes() and b"human," not in file.read_bytes(), file
    for name in {*about_people, "heard", "map"}:
        assert world.outputs.get(f"figures/{name}.json") is None
        assert world.outputs.get(f"figures/{name}.csv") is None


DAMAGED_BOARDS = (
    b"",
    b'{"state": "re',
    b"[1, 2]",
    b'{"state": "ready"}',
    b'{"state": "ready", "pack": "pack"}',
    b'{"state": "ready", "pack": {"name": "another"}, "rows": [{"key": "human"}]}',
    b"\xff\xfe",
)


def test_a_board_that_is_damaged_older_or_of_another_pack_is_replaced(world):
    for damage in DAMAGED_BOARDS:
        world.outputs.put(BOARD, damage)
        updater = world.updater()
        assert world.read_json()["state"] == "counting", damage
    updater.refresh()
    assert world.read_json()["state"] == "ready"
    world.outputs.put(BOARD, DAMAGED_BOARDS[1])
    updater.refresh()
    assert world.read_json()["state"] == "ready"


def test_the_last_board_stays_until_the_first_count_is_over(world):
    world.guess()
    updater = world.updater()
    assert world.read_json()["state"] == "counting"
    assert world.read_json()["rows"], "what is in print can be shown at once"
    updater.refresh()
    ready = world.read_json()
    again = world.updater()
    assert world.read_json() == ready
    again.refresh()
    assert world.read_json()["rows"] == ready["rows"]


def test_whoever_sees_rows_can_download_the_same_at_any_time(world, monkeypatch):
    seen = []
    put = world.outputs.put

    def noted(name, body):
        put(name, body)
        if name == BOARD:
            table = csv.DictReader(io.StringIO(world.outputs.get(TABLE).body.decode()))
            seen.append(([row["key"] for row in world.read_json()["rows"]], {row["key"] for row in table}))

    world.guess()
    world.outputs.put(TABLE, b"key\nof-another-pack\n")
    monkeypatch.setattr(world.outputs, "put", noted)
    updater = world.updater()
    updater.refresh()
    world.guess(seed=2)
    updater.refresh()
    assert all(rows and set(rows) == table for rows, table in seen)
    assert len({tuple(rows) for rows, _ in seen}) > 1


INTERVALS_OF = {
    "pack": "pack",
    "as_of": 1.0,
    "guesses": 36,
    "rows": {"human": {"all": {"q50_km": [5, 1, 9]}}},
}


DAMAGED_INTERVALS = (
    b"",
    json.dumps(INTERVALS_OF).encode()[:-20],
    b"null",
    b"[]",
    json.dumps(INTERVALS_OF | {"rows": [1]}).encode(),
    json.dumps(INTERVALS_OF | {"rows": {"human": {"all": {"q50_km": [5, 1, None]}}}}).encode(),
    json.dumps(INTERVALS_OF | {"rows": {"human": {"all": {"q50_km": [1, 2]}}}}).encode(),
    json.dumps(INTERVALS_OF | {"ranks": {"human": 3}}).encode(),
)


def test_intervals_that_cannot_be_read_are_told_once_left_out_and_worked_out_anew(world, caplog):
    world.guess()
    updater = world.updater()
    for damage in DAMAGED_INTERVALS:
        with pytest.raises(IntervalsError):
            Intervals.read(damage)
        world.outputs.put(INTERVALS, damage)
        caplog.clear()
        for _ in range(2):
            updater.refresh()
        told = [record.getMessage() for record in caplog.records if INTERVALS in record.getMessage()]
        assert told == [
            f"{world.state / FOLDER / INTERVALS} cannot be used, intervals will be recomputed: "
            "it is damaged or from another version"
        ]
    assert (world.read_json()["state"], world.read_json()["intervals_as_of"]) == ("ready", None)
    assert world.rows()["human"]["older"]["all"] == {}
    assert world.started() == 1


def test_new_intervals_are_taken_up_by_the_next_refresh_and_those_of_another_pack_are_not(world):
    world.guess()
    updater = world.updater()
    world.outputs.put(INTERVALS, json.dumps(INTERVALS_OF | {"pack": "another"}).encode())
    updater.refresh()
    assert world.read_json()["intervals_as_of"] is None
    world.outputs.put(INTERVALS, json.dumps(INTERVALS_OF | {"as_of": world.clock.now}).encode())
    updater.refresh()
    assert world.read_json()["intervals_as_of"] == world.clock.now
    assert world.rows()["human"]["older"]["all"] == {"q50_km": [5, 1, 9]}
    made = replace(Intervals.read(json.dumps(INTERVALS_OF).encode()), ranks={"human": (1, 1, 2)})
    assert Intervals.read(made.json()) == made


def test_intervals_are_worked_out_at_most_every_ten_minutes_and_only_when_there_is_news(world):
    updater = world.updater()

    def after(seconds):
        world.clock.now += seconds
        updater.refresh()
        return world.started()

    def compute_intervals():
        about = {"as_of": world.clock.now, "guesses": len(updater._roster.guesses)}
        world.outputs.put(INTERVALS, Intervals(pack="pack", **about).json())

    world.guess()
    assert after(0) == 1
    compute_intervals()
    assert after(5) == 1
    assert after(INTERVALS_SECONDS) == 1  # nothing is new
    world.guess(1, 3)
    assert after(1) == 2  # the last are old
    compute_intervals()
    world.guess(1, 3)
    assert after(5) == 2
    assert after(INTERVALS_SECONDS - 10) == 2
    assert after(6) == 3
    assert after(5) == 3


@pytest.mark.usefixtures("either_engine")
def test_withdrawals_are_news_even_when_as_many_guesses_have_come(world):
    names = world.guess()
    updater = world.updater()
    updater.refresh()
    world.outputs.put(INTERVALS, Intervals(pack="pack", as_of=world.clock.now, guesses=36).json())
    world.clock.now += INTERVALS_SECONDS + 1
    updater.refresh()
    assert world.started() == 1
    forget(world, names[:1])
    world.guess(1, 3)
    world.clock.now += 1
    updater.refresh()
    assert world.read_json()["counts"]["players"] == 12
    assert world.started() == 2


def test_a_restart_does_not_work_out_again_what_is_known(world):
    world.guess()
    world.outputs.put(INTERVALS, Intervals(pack="pack", as_of=world.clock.now - 5000, guesses=36).json())
    world.updater().refresh()
    assert world.started() == 0
    world.guess(1, 3)
    world.updater().refresh()
    assert world.started() == 1


def test_intervals_of_the_future_are_worked_out_anew(world):
    world.guess()
    world.outputs.put(INTERVALS, Intervals(pack="pack", as_of=world.clock.now + 10**6, guesses=36).json())
    world.updater().refresh()
    assert world.started() == 1


def test_a_process_that_fails_to_work_intervals_out_is_told_and_not_started_again_at_once(world, caplog):
    world.code = 7
    world.guess()
    updater = world.updater()
    for _ in range(5):
        updater.refresh()
        assert world.started() == 1
        world.clock.now += 5
    assert caplog.text.count("computing intervals failed (exit code 7)") == 1
    world.clock.now += INTERVALS_SECONDS
    updater.refresh()
    assert world.started() == 2


def test_one_program_that_works_intervals_out_ends_with_whoever_started_it():
    forever = (sys.executable, "-c", "import sys; sys.stdin.read()")
    interval_process = IntervalProcess(command=forever)
    interval_process.start_if_due(wanted=True)
    process = interval_process._process
    assert process
    interval_process.start_if_due(wanted=True)
    assert interval_process._process is process and process.poll() is None
    interval_process.close()
    assert process.returncode == 0


def test_a_program_that_is_not_there_is_told_and_counting_goes_on(caplog):
    interval_process = IntervalProcess(command=("/nowhere/python",))
    for _ in range(3):
        interval_process.start_if_due(wanted=True)
    interval_process.close()
    assert caplog.text.count("/nowhere/python") == 1


def test_the_demo_has_no_intervals_to_work_out(tmp_path):
    settings = Settings.from_env({"EARWITNESS_STATE": str(tmp_path)})
    noted = tmp_path / "started.txt"
    interval_process = IntervalProcess(command=(sys.executable, "-c", NOTES, str(noted), "0"))
    updater = BoardUpdater(settings, OutputFiles(tmp_path / FOLDER), time.time, interval_process)
    seed_guesses(
        settings.database_url,
        read_clips(ROOT / "data" / "demo"),
        12,
        3,
        rng=np.random.default_rng(1),
        pack="demo",
    )
    updater.refresh()
    updater.close()
    board = json.loads((tmp_path / FOLDER / BOARD).read_bytes())
    assert board["counts"]["guesses"] == 0
    assert not {"human", "crowd"} & {row["key"] for row in board["rows"]}
    assert board["figures"] == []
    assert not noted.exists()


def test_real_intervals_are_worked_out_beside_and_taken_up(world):
    world.guess()
    env = counting_environment(world.settings)
    updater = world.track(BoardUpdater(world.settings, world.outputs, time.time, IntervalProcess(env)))
    updater.refresh()
    wait_for(lambda: world.outputs.get(INTERVALS), 60)
    updater.refresh()
    board = world.read_json()
    assert abs(board["intervals_as_of"] - time.time()) < 60
    people = world.rows()["human"]
    assert people["older"]["all"] == {}
    low, high = people["intervals"]["all"]["q50_km"]
    assert low < people["figures"]["all"]["q50_km"] < high


def test_in_a_burst_no_figure_is_ever_outside_the_interval_beside_it(world):
    """Guesses come in between counts; the saved intervals are from the first of them."""
    updater = world.updater()
    world.guess(each=5)
    updater.refresh()
    saved = compute_intervals(updater._roster, world.clock.now, replicates=20)
    world.outputs.put(INTERVALS, saved.json())
    older = 0
    for burst in range(6):
        if burst:
            world.guess(count=3, each=5, seed=burst, skip=0.1 * burst, spread_km=500.0 * burst)
        updater.refresh()
        for row in world.read_json()["rows"]:
            for part, spans in [*row["intervals"].items(), *row["narrower"].items()]:
                for metric, (low, high) in spans.items():
                    figure = row["figures"][part][metric]
                    assert low - 1e-6 <= figure <= high + 1e-6, (burst, row["key"], part, metric)
            for spans in row["older"].values():
                assert all(low - 1e-6 <= then <= high + 1e-6 for then, low, high in spans.values())
                older += len(spans)
            best, worst = row["rank_interval"] or (row["rank"], row["rank"])
            assert row["rank"] is None or best <= row["rank"] <= worst
        for figure in world.read_json()["figures"]:
            if figure["section"] in ("groups", "heard"):
                file = world.outputs.get(f"figures/{figure['name']}.csv")
                assert file
                for line in csv.DictReader(io.StringIO(file.body.decode())):
                    if line["low"]:
                        assert (
                            float(line["low"]) - 1e-3 <= float(line["geoscore"]) <= float(line["high"]) + 1e-3
                        )
    assert older > 0


@pytest.mark.on_sqlite
def test_a_database_that_cannot_be_read_is_told_once_and_the_board_stays_until_it_can(world, caplog):
    world.guess()
    world.updater().refresh()
    before = world.read_json()
    file = world.state / "earwitness.db"
    for journal in world.state.glob("earwitness.db-*"):
        journal.unlink()
    shutil.move(file, world.state / "away")
    file.write_bytes(b"this is no database" * 1000)
    updater = world.updater()
    for _ in range(3):
        updater.refresh()
    assert world.read_json() == before
    assert caplog.text.count("guesses cannot be read") == 1
    shutil.move(world.state / "away", file)
    world.clock.now += 5
    updater.refresh()
    assert world.read_json()["as_of"] == world.clock.now
    assert world.read_json()["counts"] == before["counts"]


@pytest.mark.on_sqlite
def test_a_locked_database_is_told_and_its_guesses_come_when_it_is_free(world, caplog):
    world.guess()
    updater = world.updater()
    updater.refresh()
    updater._reader.close()  # no shared memory is mapped: the lock would wait for it
    file = world.state / "earwitness.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("PRAGMA locking_mode = EXCLUSIVE")
        writer.execute("BEGIN EXCLUSIVE")
        world.clock.now += 5
        updater.refresh()
        writer.execute("ROLLBACK")
    assert caplog.text.count("guesses cannot be read") == 1
    assert world.read_json()["as_of"] == world.clock.now - 5
    world.guess(1, 3)
    updater.refresh()
    assert world.read_json()["as_of"] == world.clock.now
    assert world.read_json()["counts"]["players"] == 13


def test_a_full_disk_is_told_once_and_the_board_is_written_when_there_is_room(world, caplog):
    world.guess()
    updater = world.updater()
    updater.refresh()
    before = world.read_json()
    world.guess(3, 3)
    with full_disk(30_000):
        for _ in range(3):
            updater.refresh()
    assert caplog.text.count("cannot be updated") == 1
    assert "File too large" in caplog.text
    assert world.read_json() == before
    updater.refresh()
    assert world.read_json()["counts"]["players"] == 15
    assert list((world.state / FOLDER).rglob(".*")) == []


def test_a_folder_that_is_full_from_the_start_does_no_harm(world, caplog):
    world.guess()
    with full_disk(33_000):  # room for what SQLite keeps beside the database
        updater = world.updater()
        updater.refresh()
    assert world.outputs.get(BOARD) is None
    assert caplog.text.count("cannot be updated") == 1
    updater.refresh()
    assert world.read_json()["counts"]["players"] == 12


def test_an_answer_is_remembered_until_something_changes(world):
    names = world.guess(20, 6)
    updater = world.updater()
    updater.refresh()
    first = updater.answer({"entrants": ["crowd", "crowd", "human"]})
    assert first["entrants"] == ["crowd"]
    assert first["as_of"] == world.clock.now
    assert [row["key"] for row in first["rows"]].count("crowd") == 1
    assert updater.answer({"entrants": ["crowd", "human"]})["rows"] is first["rows"]
    forget(world, names[:5])
    world.clock.now += 5
    updater.refresh()
    again = updater.answer({"entrants": ["crowd"]})
    assert again["as_of"] == world.clock.now
    (row,) = again["rows"]
    assert row["difference"]["geoscore"]["players"] == 15


def test_an_entrant_that_is_not_there_is_refused_with_those_that_are(world):
    world.guess()
    updater = world.updater()
    updater.refresh()
    values = updater.answer({"entrants": ["alm/nobody"]})["refused"]["values"]
    assert values["entrant"] == "alm/nobody" and "crowd" in values["known"]


def test_answers_of_models_with_odd_names_are_counted_and_drawn(tmp_path):
    odd = ["a..b", "x.csv", "Ünïcode und Leerzeichen", "y" * 200, "..."]
    for name in odd:
        folder = tmp_path / "answers" / "vendor" / name
        write_answers(folder, [answer(f"k{at}") for at in range(len(TOWNS))])
    world = World(tmp_path, EARWITNESS_ANSWERS=str(tmp_path / "answers"))
    updater = world.updater()
    updater.refresh()
    updater.close()
    models = {
        row["key"] for row in world.read_json()["rows"] if row["kind"] == "alm" and row["basis"] == "clips"
    }
    drawn = {figure["entrant"]: figure["name"] for figure in world.read_json()["figures"]}
    assert len(models) >= 4
    for key in models:
        assert world.outputs.get(f"figures/{drawn[key]}.json"), key
        assert world.outputs.get(f"figures/{drawn[key]}.csv"), key
        assert ".." not in drawn[key] and not drawn[key].endswith(".csv")


def test_answers_that_appear_change_and_vanish_are_followed(tmp_path):
    (tmp_path / "answers").mkdir()
    world = World(tmp_path, EARWITNESS_ANSWERS=str(tmp_path / "answers"))
    updater = world.updater()
    updater.refresh()
    assert "alm/new" not in world.rows()
    file = write_answers(tmp_path / "answers" / "new", [answer(f"k{at}") for at in range(3)])
    updater.refresh()
    assert world.rows()["alm/new"]["clips"] == 3
    write_answers(tmp_path / "answers" / "new", [answer(f"k{at}") for at in range(5)])
    updater.refresh()
    assert world.rows()["alm/new"]["clips"] == 5
    file.unlink()
    updater.refresh()
    assert "alm/new" not in world.rows()
    assert world.outputs.get("figures/confusion-alm-new.json") is None
    updater.close()


def test_two_that_count_over_one_folder_leave_every_file_whole(world):
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    world.guess(40, 6, seed)
    env = counting_environment(world.settings)
    command = [sys.executable, "-m", "leaderboard", "count"]
    counting = [
        subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in "ab"
    ]
    wait_for(lambda: world.outputs.get("figures/heard.csv"), 60)
    until = time.monotonic() + 3
    while time.monotonic() < until:
        for file in (world.state / FOLDER).rglob("[!.]*.json"):
            with suppress(FileNotFoundError):
                json.loads(file.read_bytes())
    for process in counting:
        assert process.stdin and process.stdout
        process.stdin.write(b'{"number": 1, "entrants": []}\n')
        process.stdin.flush()
        process.stdout.readline()  # it answers between two counts, and is not cut short in one
        process.communicate(timeout=60)
    assert [process.returncode for process in counting] == [0, 0]
    assert world.read_json()["counts"]["players"] == 40
    assert list((world.state / FOLDER).rglob(".*")) == []


def test_a_player_is_told_their_own_row_and_nobody_elses(world):
    names = world.guess(3, 4)
    few = world.guess(1, 2, seed=2)
    updater = world.updater()
    updater.refresh()
    people = [updater.answer({"player": name}) for name in names]
    assert [(answer["rounds"], answer["as_of"]) for answer in people] == [(4, world.clock.now)] * 3
    rows = [answer["row"] for answer in people]
    assert {(row["key"], row["kind"], row["rank"], row["players"], row["provisional"]) for row in rows} == {
        ("you", "you", None, 1, "")
    }
    # People's mean is the mean of the three: the fourth has too few rounds.
    own = [row["figures"]["all"]["geoscore"] for row in rows]
    assert sum(own) / 3 == pytest.approx(world.rows()["human"]["figures"]["all"]["geoscore"])
    assert not any(name in json.dumps(people) for name in names)
    assert updater.answer({"player": few[0]}) | {"as_of": 0} == {
        "rounds": 2,
        "row": None,
        "models": [],
        "as_of": 0,
    }
    assert updater.answer({"player": "nobody"})["rounds"] == 0


# --- languages


def strings(body):
    if isinstance(body, dict | list):
        values = body.values() if isinstance(body, dict) else body
        return {one for value in values for one in strings(value)}
    return {body} if isinstance(body, str) else set()


def english_without_german():
    """Patterns of the sentences that the counting process writes, where German says them otherwise."""
    german = catalog("de")
    for key, entry in catalog().items():
        if key.startswith("board.") and key.startswith(SERVER_ONLY) and german[key] != entry:
            for form in [entry] if isinstance(entry, str) else entry.values():
                words, *places = re.split(r"\{\w+\}", form)
                if not places or len(" ".join((words, *places)).split()) > 1:
                    yield re.compile(".+".join(map(re.escape, (words, *places))))


def held(files, *which):
    file = files.get(*which)
    assert file
    return file


def test_a_german_reader_meets_no_sentence_of_the_catalog_in_english(tmp_path):
    write_answers(tmp_path / "answers" / "canary", [answer(f"k{at}") for at in range(len(TOWNS))])
    world = World(tmp_path, EARWITNESS_ANSWERS=str(tmp_path / "answers"))
    world.guess(12)
    world.guess(1, seed=2, why_not="too_fast")
    with closing(world.updater()) as updater:
        updater.refresh()
        answers = [
            updater.answer({"entrants": ["crowd"], "language": "de"}),
            updater.answer({"player": world.guess(1, seed=3)[0], "language": "de"}),
        ]
    german = TranslatedFiles(world.outputs)
    names = [BOARD, SAME_CLIPS, *(f"{FIGURES}/{one['name']}.json" for one in world.read_json()["figures"])]
    told = {one for name in names for one in strings(json.loads(held(german, name, "de").body))}
    told |= strings(answers)
    assert [
        (one, english.pattern)
        for one in told
        for english in english_without_german()
        if english.fullmatch(one)
    ] == []
    assert german.get(BOARD, "de") is german.get(BOARD, "de")
    assert held(german, BOARD, "de").etag != held(german, BOARD, "en").etag
    for language in ("en", "xx", ""):
        assert german.get(BOARD, language) is world.outputs.get(BOARD)
    world.outputs.put(SENTENCES, b'{"People": 1}')
    assert german.get(BOARD, "de") is world.outputs.get(BOARD)
