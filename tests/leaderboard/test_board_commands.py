import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stdout

import numpy as np
import pytest

from game.project_files import ROOT
from game.settings import Settings
from leaderboard.__main__ import command_line, main
from leaderboard.board.text_table import WIDTH, unfolded
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.scoring.columns import COLUMNS
from leaderboard.scoring.metrics import PARTS
from tests.builders.answer_files import answer, write_answers
from tests.builders.equator import CLIPS, GUESSES, km, model_answers
from tests.builders.recordings import AGL1K
from tests.builders.running_game import write_pack
from tests.builders.stored_guesses import seed_guesses, write_guesses
from tests.databases import databases
from tests.leaderboard.board.test_standings import row

pytestmark = pytest.mark.slow

NAN = float("nan")
PUBLISHED = ("n", "geoscore", "distance_km", "continent_acc", "country_acc", "city_acc", "reject_rate")
KEYS = {
    "geoscore": 3,
    "distance_km": 3,
    "continent_acc": 4,
    "country_acc": 4,
    "city_acc": 4,
    "reject_rate": 4,
}


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A host's settings: the ten clips on the equator, a state folder that is empty, and no answers."""
    pack = write_pack(tmp_path / "equator", [(0.0, lon) for lon, _ in CLIPS])
    monkeypatch.setenv("EARWITNESS_PACK", str(pack))
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("EARWITNESS_DATABASE", databases.url(tmp_path / "state"))
    monkeypatch.delenv("EARWITNESS_ANSWERS", raising=False)
    return tmp_path


def clips_and_url():
    settings = Settings.from_env()
    settings.state.mkdir(exist_ok=True)
    return settings.database_url, Benchmark.load(settings).clips


def guess_ten():
    """The hand-made guesses, with three that do not count before the first player's second."""
    url, clips = clips_and_url()
    hand_made = [(at, player, off, "page") for at, player, off, _ in GUESSES]
    rows = [hand_made[0], *((at, 0, 0, "api") for at in (4, 5, 9)), *hand_made[1:]]
    at, player, off, client = map(list, zip(*rows, strict=True))
    lon = [
        NAN if degrees is None else CLIPS[where][0] + degrees for where, degrees in zip(at, off, strict=True)
    ]
    lat = [NAN if degrees is None else 0.0 for degrees in off]
    write_guesses(url, clips, player, at, lat, lon, pack="equator", client=client)


def run(capsys, *arguments):
    assert main(["standings", *arguments]) == 0
    return capsys.readouterr().out


def refused(*arguments):
    with pytest.raises(SystemExit) as end:
        main(["standings", *arguments])
    return end.value.code


def by_key(board):
    return {entry["key"]: entry for entry in board["rows"]}


def test_from_the_store_to_json_the_figures_are_those_worked_out_by_hand(world, capsys, monkeypatch):
    write_answers(world / "answers" / "ten-degrees-off", model_answers())
    monkeypatch.setenv("EARWITNESS_ANSWERS", str(world / "answers"))
    guess_ten()
    board = json.loads(run(capsys, "--json", "--replicates", "5", "--seed", "3"))
    rows = by_key(board)
    assert (board["seed"], board["replicates"], board["counts"]["guesses"]) == (3, 5, 12)
    scores = {key: entry["figures"]["all"]["geoscore"] for key, entry in rows.items()}
    # What tests/leaderboard/board/test_standings.py works out.
    assert scores["human"] == pytest.approx(2390.9728, rel=1e-6)
    assert scores["human/by-clip"] == pytest.approx(2458.4686, rel=1e-6)
    assert scores["human/first-five"] == pytest.approx(2619.4310, rel=1e-6)
    assert scores["human/later"] == pytest.approx(1858.2693, rel=1e-6)
    assert scores["human/without-skips"] == pytest.approx(2737.5772, rel=1e-6)
    assert scores["alm/ten-degrees-off"] == pytest.approx(2109.0131, rel=1e-6)
    assert rows["crowd"]["figures"]["all"]["distance_km"] == pytest.approx(km(10), rel=1e-6)
    assert rows["human"]["intervals"]["all"] == {}
    assert rows["alm/ten-degrees-off"]["intervals"]["all"]["geoscore"]
    assert rows["constant/best-geoscore"]["basis"] == "clips"


def test_the_table_is_printed_for_120_columns_with_what_is_to_be_known(world, capsys):
    guess_ten()
    lines = run(capsys, "--replicates", "5").splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert lines[0].startswith("On AGL1K’s 1,444 clips, always clicking")
    head = next(at for at, line in enumerate(lines) if line.startswith("rank"))
    table = lines[head + 1 : lines.index("", head)]
    names = [line[14:44].strip() for line in table]
    assert names.index("People, later rounds") > names.index("People")
    assert table[names.index("People")].split() == ["People", "9", "14", "2,391", "2,715", "0.77", "0.44"]
    assert table[names.index("People, first five rounds")][14:16] == "  "
    assert table[names.index("Gemini 3 Pro*")].split()[-4:] == ["3,032", "2,181", "(0.82)", "(0.51)"]
    text = " ".join(lines)
    assert "People: provisional. To be ranked it needs 91 more clips and 486 more guesses." in text
    assert "95% intervals. Those of ranks are from 5 replicates with seed 20260106." in text
    assert "With 4 players there are no intervals for people or their crowd yet" in text


def test_without_replicates_ranks_have_no_interval(world, capsys):
    assert "replicates" not in run(capsys, "--replicates", "0")
    board = json.loads(run(capsys, "--json", "--replicates", "0"))
    assert (board["replicates"], board["intervals_as_of"]) == (0, None)
    assert not any(entry["rank_interval"] for entry in board["rows"])
    assert by_key(board)["constant/best-geoscore"]["intervals"]["all"]["geoscore"]


def test_ranks_have_their_intervals_beside_them(world, capsys, monkeypatch):
    lands = [(lat, lon) for lat in range(0, 50, 5) for lon in range(0, 110, 10)]
    monkeypatch.setenv("EARWITNESS_PACK", str(_table_only(world / "lands", lands)))
    url, clips = clips_and_url()
    seed_guesses(url, clips, 30, 20, rng=np.random.default_rng(4), pack="lands")
    out = run(capsys, "--replicates", "40", "--seed", "4")
    (people,) = [line for line in out.splitlines() if line[14:44].strip() == "People"]
    assert re.match(r" {3}\d \[\d, \d\] ", people)
    assert len(re.findall(r"\[[\d,]+, [\d,]+\]", people)) == 3
    again = run(capsys, "--replicates", "40", "--seed", "4")
    assert again == out


def _table_only(folder, points):
    """A pack as `tests.builders.running_game.write_pack` makes it, with one recording for all clips."""
    write_pack(folder, points[:1])
    with (folder / "clips.csv").open(newline="", encoding="utf-8") as file:
        header, cells = csv.reader(file)
    keys = [header.index(name) for name in ("key", "lat", "lon")]
    with (folder / "clips.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(header)
        for at, (lat, lon) in enumerate(points):
            for key, value in zip(keys, (f"k{at}", lat, lon), strict=True):
                cells[key] = value
            table.writerow(cells)
    return folder


def test_an_empty_store_is_no_error_and_none_is_made(world, capsys):
    out = run(capsys, "--replicates", "2")
    assert "No guess counts yet, so there is no row of people." in out
    assert "Gemini 3 Pro*" in out
    assert not (world / "state").exists()


def test_the_demo_has_no_row_of_people_and_says_why(world, capsys, monkeypatch):
    monkeypatch.setenv("EARWITNESS_PACK", "demo")
    board = json.loads(run(capsys, "--json"))
    assert board["pack"]["synthetic"]
    assert "human" not in by_key(board)
    assert "synthetic sounds" in board["notes"][0]
    assert "synthetic sounds" in run(capsys)


def test_same_clips_are_printed_with_differences(world, capsys, monkeypatch):
    write_answers(world / "answers" / "ten-degrees-off", model_answers())
    monkeypatch.setenv("EARWITNESS_ANSWERS", str(world / "answers"))
    url, clips = clips_and_url()
    at, player = (numbers.ravel() for numbers in np.indices((10, 12)))
    lon = np.array([clip.lon for clip in clips])[at] + np.random.default_rng(0).normal(0, 9, 120)
    write_guesses(url, clips, player, at, np.zeros(120), lon, pack="equator")
    out = run(capsys, "--same-clips", "alm/ten-degrees-off", "crowd")
    lines = out.splitlines()
    assert lines[0] == "Each with people, on the clips that both have answered."
    comparison = json.loads(run(capsys, "--json", "--same-clips", "alm/ten-degrees-off", "crowd"))
    assert [line[:22].strip() for line in lines[2:4]] == [entry["name"] for entry in comparison["rows"]]
    by_name = {entry["name"]: entry["difference"]["geoscore"] for entry in comparison["rows"]}
    model, crowd = by_name["ten-degrees-off"], by_name["Crowd"]
    assert f"{model['mean']:+,.1f} [{model['low']:+,.1f}, {model['high']:+,.1f}]" in out
    assert f"{model['se']:,.1f}" in out and crowd["se"] is None and "has no interval" in out
    assert max(map(len, lines)) <= WIDTH


def test_same_clips_by_default_compare_every_model(world, capsys, monkeypatch):
    write_answers(world / "answers" / "ten-degrees-off", model_answers())
    monkeypatch.setenv("EARWITNESS_ANSWERS", str(world / "answers"))
    guess_ten()
    assert "4 players guessed these clips." in run(capsys, "--same-clips")
    comparison = json.loads(run(capsys, "--same-clips", "--json"))
    assert [(entry["key"], entry["clips"]) for entry in comparison["rows"]] == [("alm/ten-degrees-off", 8)]


def test_an_entrant_that_is_not_there_is_told_in_a_sentence(world):
    guess_ten()
    message = refused("--same-clips", "alm/nobody")
    assert message.startswith("python -m leaderboard: There is no entrant alm/nobody. Choose from: crowd,")


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("EARWITNESS_PACK", "nowhere", "There is no pack 'nowhere'"),
        (
            "EARWITNESS_ANSWERS",
            "/nowhere",
            "EARWITNESS_ANSWERS='/nowhere' cannot be used: the folder /nowhere does not exist",
        ),
        ("EARWITNESS_DATABASE", "nonsense", "The database of EARWITNESS_DATABASE cannot be opened"),
    ],
)
def test_settings_that_cannot_be_used_are_told_in_a_sentence(world, monkeypatch, setting, value, message):
    monkeypatch.setenv(setting, value)
    error = refused()
    assert error.startswith("python -m leaderboard: ")
    assert message in error


@pytest.mark.on_sqlite
def test_a_database_that_is_none_is_told_in_a_sentence(world):
    (world / "state").mkdir()
    (world / "state" / "earwitness.db").write_text("no database at all, but a text of some length" * 9)
    assert refused().startswith("python -m leaderboard: ")


@pytest.mark.parametrize("arguments", [["--seed", "-1"], ["--replicates", "-5"], ["--replicates", "many"]])
def test_numbers_that_are_none_are_refused_by_name(world, arguments, capsys):
    assert refused(*arguments) == 2
    assert f"argument {arguments[0]}: invalid whole number value: '{arguments[1]}'" in capsys.readouterr().err


def test_beneath_a_row_stand_those_that_unfold_beneath_it():
    rows = [row("c/1", under="c"), row("a"), row("b/2", under="b"), row("b"), row("b/1", under="b"), row("c")]
    assert [entry.key for entry in unfolded(rows)] == ["a", "b", "b/2", "b/1", "c", "c/1"]


def test_the_help_names_every_command_in_a_line_or_two():
    help_text = command_line().format_help()
    for command in ("score", "export", "standings", "count", "intervals"):
        assert re.search(rf"^    {command}\b", help_text, re.MULTILINE)
    assert max(map(len, help_text.splitlines())) <= 120


@pytest.mark.parametrize("command", ["standings", "count", "intervals"])
def test_each_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0
    assert f"usage: python -m leaderboard {command}" in capsys.readouterr().out


@pytest.mark.parametrize(("pack", "code"), [("demo", 0), ("nowhere", 1)])
def test_a_pipe_gets_no_progress_bar_and_a_mistake_no_traceback(world, pack, code):
    ran = subprocess.run(
        [sys.executable, "-m", "leaderboard", "standings", "--replicates", "2"],
        cwd=ROOT,
        env={**os.environ, "EARWITNESS_PACK": pack},
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, bool(ran.stdout)) == (code, code == 0)
    assert len(ran.stderr.splitlines()) == code


def test_scores_of_what_is_exported_are_those_rows_of_the_table(world, capsys):
    """The fixed part of the promise: `score` and `standings`, both on the command line."""
    url, clips = clips_and_url()
    rng = np.random.default_rng(8)
    seed_guesses(url, clips, 20, 7, rng=rng, skip=0.1, pack="equator")
    rows = by_key(json.loads(run(capsys, "--json", "--replicates", "0")))
    out = world / "out"
    assert main(["export", "--format", "agl1k", "--out", str(out)]) == 0
    for folder, key, repeated in [
        ("human-crowd", "crowd", []),
        ("human-guesses", "human/by-clip", ["mean-per-clip"]),
    ]:
        capsys.readouterr()
        file = out / "results" / "audio_localization" / folder / "seed_42_progress_fixed.json"
        options = ["--repeated", *repeated] if repeated else []
        assert main(["score", str(file), "--clips", str(out / "data"), "--json", *options]) == 0
        report = json.loads(capsys.readouterr().out)
        for part in PARTS:
            scored = report if part == "all" else report[part]
            figures = {column.key: scored[column.key] for column in COLUMNS}
            shown = rows[key]["figures"][part]
            assert {name for name, figure in shown.items() if figure is None} == {
                name for name, figure in figures.items() if figure is None
            }
            known = {name: figure for name, figure in shown.items() if figure is not None}
            assert known == pytest.approx({name: figures[name] for name in known}, rel=1e-6), (key, part)


@pytest.fixture(scope="module")
def agl1k(tmp_path_factory, shared):
    """Run `standings` on AGL1K's clips: seeded people, the models at hand, and one that answers all."""
    folder = tmp_path_factory.mktemp("agl1k")
    results = shutil.copytree(AGL1K / "results", folder / "results")
    env = {"EARWITNESS_PACK": str(AGL1K), "EARWITNESS_STATE": str(folder), "EARWITNESS_ANSWERS": str(results)}
    settings = Settings.from_env(env)
    clips = Benchmark.load(settings).clips
    whole = [
        answer(
            clip.key,
            lat=clip.lat,
            lon=clip.lon,
            city=clip.city,
            country=clip.country,
            continent=clip.continent,
        )
        for clip in clips
    ]
    write_answers(results / "audio_localization" / "qwen3-omni", whole)
    seed_guesses(settings.database_url, clips, 30, 20, rng=np.random.default_rng(6))

    def standings(*arguments):
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()) as out:
            for name, value in env.items():
                patch.setenv(name, value)
            assert main(["standings", "--json", *arguments]) == 0
        return json.loads(out.getvalue())

    return standings


@pytest.fixture(scope="module")
def on_agl1k(agl1k):
    return agl1k("--replicates", "4")


@pytest.mark.parametrize(
    ("key", "figures"),
    [
        ("alm/gemini-3-pro", (263, 3092.296, 2281.667, 0.7824, 0.5361, 0.1407, 0.0304)),
        ("alm/gpt-4o-audio-preview", (304, 2117.738, 3623.406, 0.6403, 0.4046, 0.0559, 0.0230)),
    ],
)
def test_recomputed_from_part_of_the_clips_a_model_stands_beneath_its_published_row(on_agl1k, key, figures):
    entry = by_key(on_agl1k)[key]
    digits = (0, *KEYS.values())
    shown = entry["figures"]["all"]
    assert tuple(round(shown[name], at) for name, at in zip(PUBLISHED, digits, strict=True)) == figures
    assert (entry["basis"], entry["clips"], entry["under"]) == (
        "clips",
        figures[0],
        key.replace("alm", "published"),
    )
    assert (entry["rank"], entry["main"], entry["open"]) == (None, False, False)
    assert entry["intervals"]["all"]["geoscore"]


def test_a_whole_file_goes_all_the_way_and_stands_in_place_of_the_published_row(on_agl1k):
    """No real model's complete file is at hand; this one is right about all 1,444 clips."""
    rows = by_key(on_agl1k)
    whole, printed = rows["alm/qwen3-omni"], rows["published/qwen3-omni"]
    assert (whole["clips"], whole["rank"], whole["under"], whole["open"]) == (1444, 1, None, True)
    assert (whole["name"], printed["under"], printed["rank"]) == ("Qwen3-Omni", "alm/qwen3-omni", None)
    figures = whole["figures"]["all"]
    assert (figures["geoscore"], figures["distance_km"], figures["acc_1km"]) == (5000, 0, 1)
    assert figures["continent_acc"] == figures["city_acc_coordinates"] == 1
    assert figures["reject_rate"] == 6 / 1444  # the Vatican's blank continent
    assert whole["rank_interval"] == [1, 1]
    assert printed["figures"]["all"]["geoscore"] == 1498.92


def test_people_are_ranked_among_the_models_of_the_paper(on_agl1k):
    rows = by_key(on_agl1k)
    ranked = [entry for entry in on_agl1k["rows"] if entry["rank"] is not None]
    assert [entry["rank"] for entry in ranked] == list(range(1, len(ranked) + 1))
    published = [entry for entry in ranked if entry["basis"] == "published"]
    assert len(published) == 15
    assert not any(entry["rank_interval"] for entry in published)
    people = rows["human"]
    assert people["guesses"] == 600
    assert people["rank_interval"][0] <= people["rank"] <= people["rank_interval"][1]
    assert on_agl1k["pack"]["benchmark"]
    assert not any("not ranked with them" in note for note in on_agl1k["notes"])


def test_a_sample_of_sixty_rows_takes_no_clip_from_the_others(agl1k):
    rows = by_key(agl1k("--same-clips"))
    few = min(rows.values(), key=lambda row: row["clips"])
    assert len(rows) == 4 and few["clips"] <= 60
    right = rows["alm/qwen3-omni"]
    assert right["clips"] > 200  # all that people have heard
    assert right["difference"]["geoscore"]["mean"] > 0
    assert right["difference"]["geoscore"]["p_holm"] < 1e-6
