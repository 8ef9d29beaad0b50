import json
import math

import numpy as np
import pandas
import pytest

from game.geo.gazetteer import Gazetteer
from game.geo.geodesy import distance_km
from game.packs.agl1k import read_agl1k
from game.settings import Settings
from leaderboard.__main__ import main
from leaderboard.answers.records import AGL1K_FIELDS
from leaderboard.entrants.crowd import crowd_entrants, find_crowds
from leaderboard.entrants.humans import entrants_of
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.reader import GuessReader
from leaderboard.scoring.measures import measure
from leaderboard.scoring.report import score_file
from tests.builders.recordings import AGL1K
from tests.builders.running_game import TOWNS, write_pack
from tests.builders.stored_guesses import seed_guesses, write_guesses
from tests.databases import databases

pytestmark = pytest.mark.slow

FIELDS = (
    *("question_id", "task_id", "true_city", "true_country", "true_continent", "true_longitude"),
    *("true_latitude", "description", "title", "predicted_city", "predicted_country"),
    *(
        "predicted_continent",
        "predicted_longitude",
        "predicted_latitude",
        "reasoning",
        "model_output",
        "seed",
    ),
)
ANSWERS = "results/audio_localization/human-{}/seed_42_progress_fixed.json"
NAN = math.nan


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A host's settings, with a pack of six towns or AGL1K's clips."""

    def made(pack=None):
        pack = pack or write_pack(tmp_path / "towns", TOWNS)
        monkeypatch.setenv("EARWITNESS_PACK", str(pack))
        monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path))
        monkeypatch.setenv("EARWITNESS_DATABASE", databases.url(tmp_path))
        return Settings.from_env(), Benchmark.load(Settings.from_env())

    return made


def export(out):
    assert main(["export", "--format", "agl1k", "--out", str(out)]) == 0


def answers(out, kind):
    return json.loads((out / ANSWERS.format(kind)).read_text(encoding="utf-8"))


def assert_same_figures(report, entrant):
    for part, figures in report.parts.items():
        speech = entrant.rows.heard["speech"]
        mask = {"all": np.ones_like(speech), "speech": speech, "nonspeech": ~speech}[part]
        rows = entrant.rows.only(mask)
        assert figures == pytest.approx(measure(rows, rows.clip), rel=1e-6, nan_ok=True)


def test_our_score_of_what_is_exported_is_the_rows_of_people_and_crowd(world, shared, tmp_path):
    settings, benchmark = world(AGL1K)
    rng = np.random.default_rng(7)
    seed_guesses(settings.database_url, benchmark.clips, 100, 60, rng=rng, skip=0.1, pack="agl1k")
    reader = GuessReader(settings.database_url, "agl1k", benchmark.positions)
    reader.refresh()
    reader.close()
    export(tmp_path / "out")
    guesses, crowd = (tmp_path / "out" / ANSWERS.format(kind) for kind in ("guesses", "crowd"))
    people = entrants_of(reader.guesses, benchmark.truth, benchmark.rules)[0]
    assert_same_figures(score_file(guesses, tmp_path / "out" / "data", once=False), people)
    crowds = find_crowds(reader.guesses.responses, len(benchmark.clips), benchmark.gazetteer, rng, draws=1)
    assert 300 < len(crowds["crowd"].points.clip) < 1444
    (whole, *_) = crowd_entrants(crowds, benchmark.truth, benchmark.rules)
    report = score_file(crowd, tmp_path / "out" / "data", once=True)
    assert_same_figures(report, whole)
    assert report.answers.problems == ()


def test_a_mean_over_rows_is_the_row_of_people_for_the_file_of_people(world, tmp_path):
    settings, benchmark = world()
    rng = np.random.default_rng(5)
    for rounds, players in ((2, 3), (3, 4), (6, 5)):
        seed_guesses(settings.database_url, benchmark.clips, players, rounds, rng=rng, skip=0.2, pack="towns")
    export(tmp_path / "out")
    reader = GuessReader(settings.database_url, "towns", benchmark.positions)
    reader.refresh()
    reader.close()
    human = entrants_of(reader.guesses, benchmark.truth, benchmark.rules)[0]
    rows = answers(tmp_path / "out", "people")
    km = [_km(row) for row in rows]
    assert len(rows) == 9 * 6
    assert np.mean(km) == pytest.approx(human.figures["all"]["distance_km"], rel=1e-6)
    scores = 5000 * np.exp(-np.array(km) / 1492.7)
    assert scores.mean() == pytest.approx(human.figures["all"]["geoscore"], rel=1e-6)
    skips = [row["predicted_city"] is None for row in rows]
    assert np.mean(skips) == pytest.approx(human.figures["all"]["reject_rate"])


def _km(row):
    if row["predicted_latitude"] is None:
        return 10_000.0
    names = ("true_latitude", "true_longitude", "predicted_latitude", "predicted_longitude")
    return float(distance_km(*(float(row[name]) for name in names)))


def test_fields_are_agl1ks_and_values_texts_as_in_its_own_file(world, shared, tmp_path):
    settings, benchmark = world()
    write_guesses(settings.database_url, benchmark.clips, [0], [0], [48.5], [2.25], pack="towns")
    export(tmp_path / "out")
    (row,) = answers(tmp_path / "out", "guesses")
    published = json.loads(
        (AGL1K / "results/audio_localization/qwen25-omni-sample/seed_42_progress_fixed.json").read_text()
    )[0]
    assert tuple(row) == FIELDS
    assert set(published) - set(row) == {"question"}
    assert {type(value) for value in published.values()} == {str} == {type(value) for value in row.values()}
    assert set(AGL1K_FIELDS.values()) <= set(row)
    assert row["question_id"] == "k0"
    assert (row["true_city"], row["true_country"], row["true_continent"]) == ("Paris", "France", "Europe")
    assert (row["true_latitude"], row["true_longitude"]) == ("48.8566", "2.3522")
    assert (row["predicted_latitude"], row["predicted_longitude"]) == ("48.5", "2.25")
    assert (row["predicted_country"], row["predicted_continent"]) == ("France", "Europe")
    assert (row["task_id"], row["seed"]) == ("audio_localization", "42")


# Coordinates or labels that AGL1K's evaluation would read as refusals: the equator and the meridian of
# Greenwich, the Vatican and the pole without a continent, Kosovo without a country.
TRAPS = [(0.0, 0.0), (-0.0, 9.5), (51.5, 0.0), (-1.0, -1.0), (41.9029, 12.4534), (-90.0, 0.0), (42.66, 21.16)]


def test_no_point_is_read_as_a_refusal_and_a_skip_is_one(world, tmp_path):
    settings, benchmark = world()
    none = next(one for one in _cities() if one[0] == "None")
    unnamed = [one for one in _cities() if not one[0]]
    points = [*TRAPS, none[1], *(point for _, point in unnamed), (NAN, NAN)]
    lat, lon = zip(*points, strict=True)
    players = range(len(points))
    write_guesses(settings.database_url, benchmark.clips, players, [0] * len(points), lat, lon, pack="towns")
    export(tmp_path / "out")
    rows = answers(tmp_path / "out", "guesses")
    predictions = [[row[name] for name in FIELDS if name.startswith("predicted_")] for row in rows]
    assert predictions[-1] == [None] * 5
    assert not any(benchmark.rules.refuses(value) for row in predictions[:-1] for value in row)
    assert ("1e-06", "1e-06") in {(row[4], row[3]) for row in predictions}
    report = score_file(tmp_path / "out" / ANSWERS.format("guesses"), tmp_path / "out" / "data", once=False)
    assert report.parts["all"]["reject_rate"] == pytest.approx(1 / len(points))
    reader = GuessReader(settings.database_url, "towns", benchmark.positions)
    reader.refresh()
    reader.close()
    figures = measure(
        (rows := entrants_of(reader.guesses, benchmark.truth, benchmark.rules)[0].rows), rows.clip
    )
    assert report.parts["all"] == pytest.approx(figures, rel=1e-6, nan_ok=True)


def _cities():
    gazetteer = Gazetteer.load()
    points = gazetteer._tree.data.tolist()
    return [(city, tuple(point)) for city, point in zip(gazetteer._cities.to_pylist(), points, strict=True)]


def test_agl1ks_analysis_with_pandas_finds_points_truth_and_refusals(world, tmp_path):
    settings, benchmark = world()
    lat, lon = [0.0, -1.0, NAN, 10.0], [5.0, -1.0, NAN, 0.0]
    write_guesses(settings.database_url, benchmark.clips, [0, 1, 2, 3], [0, 0, 0, 1], lat, lon, pack="towns")
    export(tmp_path / "out")
    results = pandas.read_json(tmp_path / "out" / ANSWERS.format("guesses"))
    schema = pandas.read_csv(tmp_path / "out" / "data" / "geoLocalization_schema.csv")
    merged = results.merge(schema, left_on="question_id", right_on="key", how="left")
    assert merged["human_sounds"].notna().all()
    assert merged["true_latitude"].astype(float).tolist() == merged["latitude"].tolist()
    refusals = {"0", "-1", "", "null", "none", "n/a", "na", "unknown", "unable", "cannot", "0.0"}
    for column in ("latitude", "longitude", "city", "country", "continent"):
        predicted = merged[f"predicted_{column}"]
        refused = predicted.isna() | predicted.astype(str).str.strip().str.lower().isin(refusals)
        assert refused.tolist() == [False, False, True, False], column


def test_the_schema_has_its_header_mended_and_nothing_else_changed(world, shared, tmp_path):
    settings, benchmark = world(AGL1K)
    write_guesses(settings.database_url, benchmark.clips, [0], [0], [1.5], [2.5])
    export(tmp_path / "out")
    schema = pandas.read_csv(tmp_path / "out" / "data" / "geoLocalization_schema.csv").set_index("key")
    assert schema.shape == (1444, 19)
    assert (schema.latitude["aporee_43130_49161"], schema.longitude["aporee_43130_49161"]) == pytest.approx(
        (53.754815369316, -2.7061414930179)
    )
    again = read_agl1k(tmp_path / "out" / "data")
    assert [(c.key, c.lat, c.lon, c.city, c.speech, c.things) for c in again] == [
        (c.key, c.lat, c.lon, c.city, c.speech, c.things) for c in benchmark.clips
    ]


def test_nothing_tells_whose_guess_it_is_or_when_it_was_made(world, tmp_path):
    settings, benchmark = world()
    rng = np.random.default_rng(3)
    names = seed_guesses(settings.database_url, benchmark.clips, 20, 6, rng=rng, pack="towns")
    export(tmp_path / "out")
    text = (tmp_path / "out" / ANSWERS.format("guesses")).read_text()
    assert not any(name in text for name in names)
    rows = answers(tmp_path / "out", "guesses")
    keys = [
        (row["question_id"], float(row["predicted_latitude"] or 91), float(row["predicted_longitude"] or 181))
        for row in rows
    ]
    assert keys == sorted(keys)


@pytest.mark.on_sqlite
def test_an_earlier_export_is_replaced_and_a_crowd_that_is_no_more_goes(world, tmp_path):
    settings, benchmark = world()
    lat, lon = [48.0, 49.0, 50.0], [2.0, 3.0, 4.0]
    write_guesses(settings.database_url, benchmark.clips, [0, 1, 2], [0, 0, 0], lat, lon, pack="towns")
    export(tmp_path / "out")
    assert len(answers(tmp_path / "out", "crowd")) == 1
    (tmp_path / "earwitness.db").unlink()
    write_guesses(settings.database_url, benchmark.clips, [0], [0], [1.0], [2.0], pack="towns")
    export(tmp_path / "out")
    assert len(answers(tmp_path / "out", "guesses")) == 1
    assert not (tmp_path / "out" / ANSWERS.format("crowd")).exists()
    assert [file.name for file in (tmp_path / "out").rglob("*") if file.name.startswith(".")] == []


def test_what_was_written_is_told(world, tmp_path, capsys):
    settings, benchmark = world()
    write_guesses(settings.database_url, benchmark.clips, [0], [0], [1.0], [2.0], pack="towns")
    export(tmp_path / "out")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{tmp_path}/out/data/geoLocalization_schema.csv: 6 clips"
    assert lines[1].endswith("human-guesses/seed_42_progress_fixed.json: 1 rows")
    assert lines[2].endswith("is left out: no person has 3 rounds yet")
    assert lines[3].endswith("is left out: no clip has 3 guesses yet")


def refused(out):
    with pytest.raises(SystemExit) as end:
        main(["export", "--format", "agl1k", "--out", str(out)])
    return str(end.value)


@pytest.mark.on_sqlite
@pytest.mark.parametrize("columns", [{}, {"mode": "practice"}, {"client": "api"}, {"consent_version": None}])
def test_without_a_guess_that_counts_nothing_is_written(world, tmp_path, columns):
    settings, benchmark = world()
    if columns:
        write_guesses(settings.database_url, benchmark.clips, [0], [0], [1.0], [2.0], pack="towns", **columns)
    assert "There are no guesses on the pack 'towns' to export" in refused(tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert (tmp_path / "earwitness.db").exists() == bool(columns)


def test_another_schema_is_left_alone(world, tmp_path):
    settings, benchmark = world()
    write_guesses(settings.database_url, benchmark.clips, [0], [0], [1.0], [2.0], pack="towns")
    schema = tmp_path / "out" / "data" / "geoLocalization_schema.csv"
    schema.parent.mkdir(parents=True)
    schema.write_text("AGL1K's own")
    assert "exists with other contents" in refused(tmp_path / "out")
    assert schema.read_text() == "AGL1K's own"
    assert not (tmp_path / "out" / "results").exists()


def test_a_folder_that_cannot_be_written_is_named(world, tmp_path):
    settings, benchmark = world()
    write_guesses(settings.database_url, benchmark.clips, [0], [0], [1.0], [2.0], pack="towns")
    (tmp_path / "out").write_text("a file")
    assert "cannot be written" in refused(tmp_path / "out")
