import argparse
import csv
import json
import subprocess
import sys

import pytest

from game.project_files import ROOT
from leaderboard.__main__ import command_line, main
from leaderboard.answers.records import AGL1K_FIELDS, Kind
from leaderboard.scoring.columns import COLUMNS
from tests.builders.recordings import AGL1K

RESULTS = AGL1K / "results" / "audio_localization"
GEMINI = RESULTS / "google" / "gemini-3-pro-preview" / "seed_42_ABCD.jsonl"
GPT4O = RESULTS / "gpt-4o-audio-preview" / "seed_42_ABCD.jsonl"
QWEN = RESULTS / "qwen25-omni-sample" / "seed_42_progress_fixed.json"
SCHEMA = AGL1K / "geoLocalization_schema.csv"
PUBLISHED = ("n", "geoscore", "distance_km", "continent_acc", "country_acc", "city_acc", "reject_rate")
THRESHOLDS = ("acc_1km", "acc_10km", "acc_100km", "acc_500km", "acc_1000km")
SOUNDS = ("speech_km", "nonspeech_km", "animal_km", "music_km", "nature_km", "things_km")
FIXED = {*PUBLISHED, *THRESHOLDS, *SOUNDS, "q25_km", "q50_km", "q75_km"}
HEADER = "key,lat,lon,city,country,continent"


@pytest.fixture
def score(capsys, shared):
    """Score a file of AGL1K's clips; gives the JSON and the lines of the error output."""

    def run(file, *options):
        assert main(["score", str(file), "--clips", str(SCHEMA), "--json", *options]) == 0
        out, err = capsys.readouterr()
        return json.loads(out), err.splitlines()

    return run


@pytest.mark.parametrize(
    ("file", "figures"),
    [
        (GEMINI, (263, 3092.296, 2281.667, 0.7824, 0.5361, 0.1407, 0.0304)),
        (GPT4O, (304, 2117.738, 3623.406, 0.6403, 0.4046, 0.0559, 0.0230)),
    ],
    ids=["gemini-3-pro", "gpt-4o"],
)
def test_published_answers_give_agl1ks_figures(score, file, figures):
    report, warnings = score(file)
    digits = (0, 3, 3, 4, 4, 4, 4)
    assert tuple(round(report[key], at) for key, at in zip(PUBLISHED, digits, strict=True)) == figures
    assert warnings == []
    assert report["clips"] == 1444
    assert not any(report["problems"][kind.replace(" ", "_")] for kind in Kind)


def test_every_figure_is_given_for_all_clips_and_for_those_with_and_without_speech(score):
    report, _ = score(GEMINI)
    keys = {column.key for column in COLUMNS}
    assert keys >= FIXED
    assert set(report) == keys | {"speech", "nonspeech", "file", "clips", "problems"}
    assert set(report["speech"]) == set(report["nonspeech"]) == keys
    assert report["speech"]["n"] + report["nonspeech"]["n"] == report["n"]
    assert report["speech"]["distance_km"] == report["speech_km"]
    assert report["nonspeech"]["distance_km"] == report["nonspeech_km"]
    assert report["nonspeech"]["speech_km"] is report["speech"]["music_km"] is None
    total = sum(report[part]["geoscore"] * report[part]["n"] for part in ("speech", "nonspeech"))
    assert total / report["n"] == pytest.approx(report["geoscore"])


def test_the_third_format_gives_figures_counted_by_hand(score):
    report, _ = score(QWEN)
    rows = json.loads(QWEN.read_text(encoding="utf-8"))
    cities = sum(row["predicted_city"].lower() == row["true_city"].lower() for row in rows)
    words = {"unknown", "0"}
    refused = sum(
        any(row[AGL1K_FIELDS[name]].lower() in words for name in HEADER.split(",")[1:]) for row in rows
    )
    assert (report["n"], report["city_acc"], report["reject_rate"]) == (60, cities / 60, refused / 60)
    assert (cities, refused) == (1, 13)


def test_the_same_answers_in_each_format_give_the_same_figures(score, tmp_path):
    rows = [json.loads(line) for line in GPT4O.read_text(encoding="utf-8").split("\n")[:80]]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    texts = [{name: str(value) for name, value in row.items()} for row in rows]
    (tmp_path / "a.json").write_text(json.dumps(texts, indent=4), encoding="utf-8")
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADER.split(","))
        table.writerows([row[AGL1K_FIELDS[name]] for name in HEADER.split(",")] for row in rows)
    first, *others = [score(tmp_path / f"a.{ending}")[0] for ending in ("jsonl", "json", "csv")]
    for other in others:
        assert {**other, "file": None} == {**first, "file": None}


def test_the_true_points_in_the_true_labels_are_all_right_both_ways(score, tmp_path):
    with SCHEMA.open(encoding="utf-8", newline="") as file:
        clips = list(csv.reader(file))[1:]
    # key, latitude, longitude, city, country, continent: by position, as the header is defective
    rows = [[clip[at] for at in (0, 3, 2, 9, 10, 11)] for clip in clips]
    with (tmp_path / "true.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER.split(","), *rows])
    report, warnings = score(tmp_path / "true.csv")
    assert warnings == []
    assert (report["n"], report["distance_km"], report["geoscore"], report["acc_1km"]) == (1444, 0, 5000, 1)
    for level in ("continent", "country", "city"):
        assert report[f"{level}_acc"] == report[f"{level}_acc_coordinates"] == 1
    assert report["reject_rate"] == 6 / 1444  # the Vatican's blank continent
    assert (report["speech"]["n"], report["nonspeech"]["n"]) == (1025, 419)


def test_problems_are_told_by_line_and_counted(score, tmp_path):
    good = GEMINI.read_text(encoding="utf-8").split("\n")
    far, vague, alien = (json.loads(line) for line in good[1:4])
    far["predicted_latitude"], vague["predicted_longitude"] = 95, "Not specified"
    alien["question_id"] = "aporee_0_0"
    lines = [good[0], json.dumps(far), json.dumps(vague), json.dumps(alien), good[4][:200]]
    (tmp_path / "x_ABCD.jsonl").write_text("\n".join(lines), encoding="utf-8")
    report, warnings = score(tmp_path / "x_ABCD.jsonl")
    problems = report["problems"]
    assert [problem["line"] for problem in problems.pop("lines")] == [2, 3, 4, 5]
    assert problems == {"malformed": 1, "unknown_key": 1, "out_of_range": 1, "no_number": 1}
    assert report["n"] == 3
    assert [line.split(":")[0] for line in warnings[1:]] == ["line 2", "line 3", "line 4", "line 5"]
    assert "problems: 1 out of range, 1 no number" in warnings[0]


def test_many_problems_are_cut_short_on_the_screen_and_whole_in_json(score, tmp_path):
    file = tmp_path / "x.jsonl"
    file.write_text(GEMINI.read_text(encoding="utf-8").split("\n")[0] + "\n" + "x\n" * 50, encoding="utf-8")
    report, warnings = score(file)
    assert len(report["problems"]["lines"]) == report["problems"]["malformed"] == 50
    assert (len(warnings), warnings[-1]) == (22, "... and 30 more; --json lists them all.")


def test_repeated_keys_are_averaged_by_clip_when_asked(score, tmp_path):
    rows = [json.loads(line) for line in GEMINI.read_text(encoding="utf-8").split("\n")[:20]]
    file = tmp_path / "x.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in [*rows, *rows[:7], *rows[:7]]), encoding="utf-8")
    report, _ = score(file, "--repeated", "mean-per-clip")
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    once, _ = score(file)
    assert (report.pop("n_answers"), once.pop("n_answers")) == (34, 20)
    for part in ("speech", "nonspeech"):
        assert report.pop(part)["n"] == once.pop(part)["n"]
    assert report.pop("problems") == once.pop("problems")
    assert report == pytest.approx(once, nan_ok=True)


def test_a_pack_that_a_host_made_can_be_scored_without_its_audio(capsys, tmp_path):
    columns = (ROOT / "data" / "demo" / "clips.csv").read_text(encoding="utf-8").splitlines()[0]
    cells = dict.fromkeys(columns.split(","), "")
    cells |= {"key": "one", "file": "one.mp3", "lat": "53.754815369316", "lon": "-2.7061414930179"}
    (tmp_path / "clips.csv").write_text(f"{columns}\n{','.join(cells.values())}\n", encoding="utf-8")
    (tmp_path / "x.csv").write_text(f"{HEADER}\none,53.75,-2.71,Preston,UK,Europe\n", encoding="utf-8")
    assert main(["score", str(tmp_path / "x.csv"), "--clips", str(tmp_path), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["n"] == 1
    assert (report["city_acc"], report["country_acc"], report["city_acc_coordinates"]) == (1, 1, 1)
    assert report["distance_km"] == pytest.approx(0.59, abs=0.01)


def test_the_table_shows_every_column_in_three_parts(capsys, shared):
    assert main(["score", str(GEMINI), "--clips", str(AGL1K)]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == f"{GEMINI}: 263 of 1,444 clips answered"
    assert [line[:42].strip() for line in lines[3:]] == [column.title for column in COLUMNS]
    assert lines[5].split() == ["GeoScore", "points", "3,092.296", "3,446.663", "1,811.603"]
    assert lines[-1].split() == ["Things", "distance", "km", "4,770.827", "-", "4,770.827"]
    assert err == ""
    assert max(map(len, lines[2:])) <= 100


@pytest.mark.parametrize(
    ("content", "clips", "why"),
    [
        ("one,two\n", SCHEMA, "missing column key"),
        (f"{HEADER}\nnobody,1,2,a,b,c\n", SCHEMA, "no answer can be scored"),
        (
            f"{HEADER}\naporee_43130_49161,1,2,a,b,c\n",
            ROOT / "docs",
            "is neither geoLocalization_schema.csv nor",
        ),
        (f"{HEADER}\n" + "aporee_43130_49161,1,2,a,b,c\n" * 2, SCHEMA, "on lines 2, 3"),
    ],
)
def test_what_cannot_be_scored_is_refused_in_a_sentence(tmp_path, shared, content, clips, why):
    (tmp_path / "x.csv").write_text(content, encoding="utf-8")
    with pytest.raises(SystemExit, match=why) as refused:
        main(["score", str(tmp_path / "x.csv"), "--clips", str(clips)])
    assert str(refused.value).startswith("python -m leaderboard: ")


@pytest.mark.slow
def test_the_command_line_ends_with_0_1_or_2(tmp_path, shared):
    python = [sys.executable, "-m", "leaderboard", "score"]
    cases = [([GEMINI, "--clips", SCHEMA], 0), ([tmp_path / "x.csv", "--clips", SCHEMA], 1), ([GEMINI], 2)]
    for arguments, code in cases:
        ran = subprocess.run([*python, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True)
        assert ran.returncode == code, ran.stderr
        assert "Traceback" not in ran.stderr
        assert bool(ran.stdout) == (code == 0)


@pytest.mark.slow
def test_a_reader_that_has_seen_enough_ends_the_command_in_silence(shared):
    command = [sys.executable, "-m", "leaderboard", "score", str(GEMINI), "--clips", str(SCHEMA)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as ran:
        assert ran.stdout and ran.stderr
        ran.stdout.close()
        assert ran.stderr.read() == b""
    assert ran.returncode == 0


def test_every_command_and_option_says_what_it_is_for():
    (commands,) = [a for a in command_line()._actions if isinstance(a, argparse._SubParsersAction)]
    for parser in commands.choices.values():
        assert parser.description
        assert all(action.help for action in parser._actions)


def test_the_columns_and_problems_are_documented_in_order():
    page = (ROOT / "docs" / "scoring.md").read_text(encoding="utf-8")
    rows = [f"| `{c.key}` | {c.title} | {c.unit} | {c.meaning} |" for c in COLUMNS]
    assert "|---|---|---|---|\n" + "\n".join(rows) + "\n\n" in page
    kinds = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")][-len(Kind) :]
    assert kinds == [kind.replace(" ", "_") for kind in Kind]
