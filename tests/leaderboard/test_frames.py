"""The data frames against the files and commands that show the same figures, on a real store and pack."""

import csv
import doctest
import io
import json
import re
import subprocess
import sys
import time
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

import leaderboard
from game.packs.table import PackError
from game.settings import Settings
from leaderboard import frames
from leaderboard.__main__ import main
from leaderboard.answers.schema import read_clips
from leaderboard.board.compute_intervals import compute_intervals
from leaderboard.board.pairs import COMPARED
from leaderboard.board.payload import CSV_COLUMNS
from leaderboard.board.same_clips import UnknownEntrant, compare_on_same_clips
from leaderboard.entrants.roster import Roster
from leaderboard.scoring.metrics import PARTS
from leaderboard.worker.interval_process import IntervalProcess
from leaderboard.worker.output_files import FOLDER, INTERVALS, TABLE, OutputFiles
from leaderboard.worker.updater import BoardUpdater
from tests.builders.answer_files import answer, write_answers
from tests.builders.running_game import TOWNS, write_pack
from tests.builders.stored_guesses import seed_guesses

pytestmark = pytest.mark.slow
REPLICATES = 20


class NoProcess:
    """In place of the process that computes intervals."""

    def start_if_due(self, wanted):
        pass

    def close(self):
        pass


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The settings of a game with people, a model with two seeds, and saved intervals."""
    folder = tmp_path_factory.mktemp("frames")
    pack = write_pack(folder / "towns", TOWNS)
    for seed in (1, 2):
        rows = [answer(clip.key, lat=clip.lat, lon=clip.lon + seed) for clip in read_clips(pack)]
        write_answers(folder / "answers" / "near", rows, f"seed_{seed}_ABCD.jsonl")
    state = folder / "state"
    state.mkdir()
    named = {"EARWITNESS_PACK": pack, "EARWITNESS_ANSWERS": folder / "answers", "EARWITNESS_STATE": state}
    settings = Settings.from_env({name: str(path) for name, path in named.items()})
    rng = np.random.default_rng(1)
    seed_guesses(settings.database_url, read_clips(pack), 12, 4, rng=rng, pack="towns")
    roster = Roster.load(settings)
    roster.compute_baselines()
    intervals = compute_intervals(roster, time.time(), replicates=REPLICATES)
    OutputFiles(state / FOLDER).put(INTERVALS, intervals.json())
    return settings


@pytest.fixture
def env(world, monkeypatch):
    """The same settings in the environment."""
    monkeypatch.setenv("EARWITNESS_PACK", world.pack)
    monkeypatch.setenv("EARWITNESS_ANSWERS", str(world.answers))
    monkeypatch.setenv("EARWITNESS_STATE", str(world.state))
    monkeypatch.delenv("EARWITNESS_DATABASE", raising=False)


def cells(frame):
    """A frame's rows as CSV has them: texts, and nothing for what is missing."""
    rows = frame.astype(object).where(frame.notna(), "").to_dict("records")
    return [{name: str(cell) for name, cell in row.items()} for row in rows]


def test_the_frame_is_the_csv_of_the_api_cell_by_cell(env, world):
    updater = BoardUpdater(
        world, OutputFiles(world.state / FOLDER), interval_process=cast(IntervalProcess, NoProcess())
    )
    updater.refresh()
    updater.close()
    written = OutputFiles(world.state / FOLDER).get(TABLE)
    assert written is not None
    text = written.body.decode()
    lines = list(csv.DictReader(io.StringIO(text)))
    frame = leaderboard.standings_frame()
    assert [name for name in frame if name not in ("rank_low", "rank_high")] == list(CSV_COLUMNS)
    assert [{name: row[name] for name in CSV_COLUMNS} for row in cells(frame)] == [
        {name: number(line[name]) for name in CSV_COLUMNS} for line in lines
    ]
    assert any(line["geoscore_low"] for line in lines) and any(line["geoscore_seeds_sd"] for line in lines)


def number(cell):
    """A cell as Python prints it: `1444.0` is an Int64's `1444`."""
    return cell.removesuffix(".0") if cell in ("1444.0", "1025.0", "419.0") else cell


def test_the_frame_has_the_figures_of_the_standings_command(env, capsys):
    assert main(["standings", "--json", "--replicates", str(REPLICATES)]) == 0
    board = json.loads(capsys.readouterr().out)
    frame = leaderboard.standings_frame().set_index(["key", "part"])
    assert len(frame) == len(board["rows"]) * len(PARTS)
    for row in board["rows"]:
        for part in PARTS:
            mine = frame.loc[row["key"], part]
            for key, figure in row["figures"][part].items():
                assert same(mine[key], figure), (row["key"], part, key)
                low, high = row["intervals"][part].get(key, (None, None))
                assert same(mine[f"{key}_low"], low) and same(mine[f"{key}_high"], high)
            best, worst = row["rank_interval"] or (None, None)
            assert same(mine["rank"], row["rank"])
            assert same(mine["rank_low"], best) and same(mine["rank_high"], worst)
    assert frame.attrs["pack"] == board["pack"]["name"]
    assert (frame.attrs["seed"], frame.attrs["replicates"]) == (board["seed"], board["replicates"])
    assert frame.attrs["intervals_as_of"] == pytest.approx(board["intervals_as_of"], abs=600)


def same(cell, figure):
    return pd.isna(cell) if figure is None else cell == figure


def test_columns_are_typed(env):
    frame = leaderboard.standings_frame(baselines=False)
    kinds = {name: str(dtype) for name, dtype in frame.dtypes.items()}
    assert (kinds["key"], kinds["kind"], kinds["open"], kinds["part"]) == (
        *("str", "category", "boolean", "category"),
    )
    assert {kinds[name] for name in ("clips", "players", "rank", "rank_low", "n", "seeds")} == {"Int64"}
    assert {kinds[name] for name in ("geoscore", "geoscore_low", "n_high", "q50_km_seeds_sd")} == {"float64"}
    assert frame["part"].tolist()[:3] == list(PARTS)


def test_published_rows_and_baselines_can_be_left_out(env):
    whole = leaderboard.standings_frame()
    computed = leaderboard.standings_frame(published=False)
    pd.testing.assert_frame_equal(computed, whole[whole["basis"] == "clips"].reset_index(drop=True))
    without = leaderboard.standings_frame(published=False, baselines=False)
    assert set(computed["key"]) - set(without["key"]) == {
        *("constant/best-geoscore", "constant/best-distance"),
        *("constant/random-sphere", "constant/random-latitude"),
    }


def test_arguments_stand_above_the_environment(world, monkeypatch, tmp_path):
    monkeypatch.setenv("EARWITNESS_PACK", "/nowhere")
    monkeypatch.setenv("EARWITNESS_FETCH", "agl1k")
    monkeypatch.setenv("EARWITNESS_DATABASE", f"sqlite:///{tmp_path / 'other.db'}")
    frame = leaderboard.standings_frame(
        world.pack, world.answers, world.state, published=False, baselines=False
    )
    assert {"human", "crowd", "alm/near"} <= set(frame["key"])
    assert frame.loc[frame["key"] == "human", "players"].tolist() == [12] * 3


def test_without_a_usable_interval_file_intervals_are_missing(world, tmp_path, caplog):
    (tmp_path / "earwitness.db").write_bytes((world.state / "earwitness.db").read_bytes())
    outputs = OutputFiles(tmp_path / FOLDER)
    for contents in (None, b"{}", b"damaged"):
        if contents is not None:
            outputs.put(INTERVALS, contents)
        frame = leaderboard.standings_frame(world.pack, state=tmp_path, published=False, baselines=False)
        ends = [name for name in map(str, frame) if re.match(r"(rank|q\d\d_km)_(low|high)", name)]
        assert len(ends) == 8 and frame[ends].isna().all(axis=None)
        assert frame.attrs["intervals_as_of"] is None
        assert frame["geoscore"].notna().any()
    assert "intervals.json cannot be used" in caplog.text


def test_a_pack_that_is_not_there_is_named(world, tmp_path):
    for read in (leaderboard.standings_frame, leaderboard.guesses_frame):
        with pytest.raises(PackError, match="There is no pack '/nowhere'"):
            read(pack="/nowhere", state=tmp_path)


def test_same_clips_are_those_of_the_comparison(env, world):
    keys = ["alm/near", "crowd", "constant/best-distance"]
    roster = Roster.load(world)
    roster.compute_baselines()
    comparison = compare_on_same_clips(roster, keys)
    frame = leaderboard.same_clips_frame(keys)
    assert frame["key"].tolist() == [row["key"] for row in comparison["rows"]]
    assert frame.attrs == {"why_not": comparison["why_not"]}
    assert frame["why_not"].tolist() == [row["why_not"] for row in comparison["rows"]]
    by_key: Any = frame.set_index("key")
    for row in comparison["rows"]:
        mine = by_key.loc[row["key"]]
        assert mine["geoscore"] == row["figures"]["all"]["geoscore"]
        for metric in COMPARED:
            found = (row["difference"] or {}).get(metric, {})
            for name, column in frames._DIFFERENCES.items():
                assert same(mine[f"{metric}_{column}"], found.get(name))
    assert by_key.loc["alm/near", "geoscore_difference"] > 0


def test_same_clips_say_why_there_is_nothing_to_compare(env):
    frame = leaderboard.same_clips_frame(["human"])
    assert (len(frame), frame.attrs["why_not"]) == (0, "Choose a model to compare with people.")
    assert leaderboard.same_clips_frame()["key"].tolist() == ["alm/near"]
    with pytest.raises(UnknownEntrant, match="There is no entrant alm/nobody"):
        leaderboard.same_clips_frame(["alm/nobody"])


def test_guesses_are_those_of_the_row_of_people(env):
    guesses = leaderboard.guesses_frame()
    board = leaderboard.standings_frame(baselines=False)
    people: Any = board[board["part"] == "all"].set_index("key")
    assert len(guesses) == people.loc["human/by-clip", "guesses"]
    assert guesses["player"].nunique() == people.loc["human/by-clip", "players"]
    guesses = cast(Any, guesses)
    for by, key in (("clip_key", "human/by-clip"), ("player", "human")):
        means = guesses.groupby(by)[["geoscore", "distance_km"]].mean().mean()
        assert means.tolist() == pytest.approx(people.loc[key, ["geoscore", "distance_km"]].tolist())
    skipped = guesses["status"] == "skipped"
    assert guesses.loc[skipped, ["lat", "lon", "city", "country", "continent"]].isna().all(axis=None)
    assert set(guesses.loc[skipped, "distance_km"]) <= {10_000.0}
    assert guesses.loc[~skipped, ["lat", "lon", "country", "continent"]].notna().all(axis=None)


def test_before_anybody_has_played_there_is_no_guess(world, tmp_path):
    guesses = leaderboard.guesses_frame(world.pack, tmp_path)
    assert len(guesses) == 0 and "geoscore" in guesses


def test_the_example_gives_what_it_shows(monkeypatch, tmp_path):
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path))
    found = doctest.testmod(frames)
    assert found.attempted and not found.failed


@pytest.mark.slow
def test_the_package_imports_pandas_only_for_a_frame():
    program = "import sys, leaderboard; print('pandas' in sys.modules); leaderboard.standings_frame; "
    program += "print('pandas' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "True"]
    missing = "nothing"
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        getattr(leaderboard, missing)
