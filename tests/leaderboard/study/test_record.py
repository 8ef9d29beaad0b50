"""A study's record, read from a database in which people of all kinds have played it."""

from datetime import date

import numpy as np
import pytest

from game.columns import COLUMNS
from leaderboard.study import study_clips
from leaderboard.study.estimands import primary
from leaderboard.study.record_entrants import benchmark_of, roster_of, sample_of
from leaderboard.study.stored_record import read_stored
from leaderboard.study.stored_sample import read_sample
from leaderboard.study.study_clips import settings_of
from leaderboard.study.study_record import RecordError
from tests.builders.copied_database import copy_rows
from tests.builders.played_study import PEOPLE

pytestmark = pytest.mark.slow

TODAY = date(2027, 1, 20)


@pytest.fixture(scope="module")
def record(played):
    return read_stored(played.settings.database_url, played.study, played.settings, TODAY)


def test_people_who_did_not_agree_or_withdrew_are_numbers(record):
    assert record.flow == {
        "asked": None,
        "agreed": PEOPLE + 4,
        "declined": 1,
        "screened_out": 1,
        "failed": 0,
        "returned": 2,
        "left": 1,
        "completed": PEOPLE,
        "withdrawn_after": None,
    }
    assert len(record.participants) == PEOPLE + 2


def test_participants_are_described_without_a_time_of_day(record, played):
    rows = {row["participant"]: row for row in record.participants.to_pylist()}
    assert list(rows) == sorted(rows)
    assert {rows[name]["outcome"] for name in played.completed} == {"completed"}
    first = rows[played.completed[0]]
    assert (
        first
        | {
            "sessions": 1,
            "rounds": 4,
            "days": 1,
            "language": "en",
            "device": "phone",
            "headphones_passed": None,
            "comprehension_attempts": 1,
            "agl1k_exposure": None,
        }
        == first
    )
    assert first["catch_passed"] in (True, False)
    assert first["minutes"] == pytest.approx(6 * 20 / 60, abs=0.1)


def test_rounds_are_judged_and_sorted_by_random_names(record):
    assert record.rounds.column_names == [column.name for column in COLUMNS]
    rows = record.rounds.to_pylist()
    names = [row["round"] for row in rows]
    assert names == sorted(names)
    kinds = {(row["mode"], row["allocation"]) for row in rows}
    assert {mode for mode, _ in kinds} == {"study", "practice"}
    for row in rows:
        is_own = row["mode"] == "study" and row["allocation"] != "study-catch"
        assert row["counts"] == (not row["why_not"]) == is_own, row


def test_figures_from_the_record_are_those_from_database_and_pack(record, played):
    settings = settings_of(played.study, played.settings)
    of_pack = study_clips.benchmark_of(played.study, settings)
    stored = read_sample(settings.database_url, played.study, of_pack)
    benchmark = benchmark_of(record)
    sample = sample_of(record, benchmark)
    assert len(benchmark.clips) == 5
    for level, names in stored.benchmark.truth.labels.items():
        assert benchmark.truth.labels[level].tolist() == names.tolist()
    assert primary(sample.rows).mean == pytest.approx(primary(stored.rows).mean)
    assert np.count_nonzero(sample.rows.why_not == "") == 4 * (PEOPLE + 1)


def test_models_answers_are_those_to_the_studys_clips(record):
    rows = record.model_scores.to_pylist()
    found = {(row["entrant"], row["seed"]) for row in rows}
    assert found == {("alm/gemini-3-pro", 42), ("alm/gemini-3-pro", 43), ("alm/lab-refuser", 42)}
    assert {row["clip"] for row in rows} == {f"k{number}" for number in range(5)}
    silent = [row for row in rows if row["outcome"] == "silent"]
    assert [(row["clip"], row["distance_km"], row["refused"]) for row in silent] == [("k1", 10_000.0, True)]
    entrants = {one.key: one for one in roster_of(record).entrants()}
    assert entrants["alm/gemini-3-pro"].seeds
    assert entrants["alm/gemini-3-pro"].figures["all"]["distance_km"] == pytest.approx(111, abs=1)
    assert entrants["human"].players == PEOPLE + 1


def test_clips_have_what_the_pack_leaves_blank(record):
    first = record.clips.to_pylist()[0]
    assert (first["country_code"], first["continent"], first["stratum"]) == (
        "FR",
        "Europe",
        "Europe/no_speech",
    )
    assert first["seconds"] > 0 and len(first["file_hash"]) == 64


def test_margins_hide_what_few_people_say(record):
    rows = [tuple(row.values()) for row in record.margins.to_pylist()]
    asked = PEOPLE + 1  # those with a round
    assert ("languages", "de", PEOPLE, asked) not in rows  # one did not give it
    assert ("age_band", "(others)", asked, asked) in rows


def test_the_same_database_gives_the_same_record(record, played):
    again = read_stored(played.settings.database_url, played.study, played.settings, TODAY)
    for name, table in record.tables.items():
        assert again.tables[name].equals(table), name


def test_postgresql_gives_the_same_record_and_sample(record, played, postgresql):
    benchmark = study_clips.benchmark_of(played.study, settings_of(played.study, played.settings))
    stored = read_sample(played.settings.database_url, played.study, benchmark)
    with postgresql.lending() as lend:
        copy_rows(played.settings.database_url, url := lend())
        again = read_stored(url, played.study, played.settings, TODAY)
        sample = read_sample(url, played.study, benchmark)
    for name, table in record.tables.items():
        assert again.tables[name].equals(table), name
    assert again.flow == record.flow
    for name in ("score", "person", "clip", "order", "skipped", "why_not"):
        assert getattr(sample.rows, name).tolist() == getattr(stored.rows, name).tolist(), name


def test_without_a_database_a_sentence_says_what_to_do(played, tmp_path):
    with pytest.raises(RecordError, match="start the game once"):
        read_stored(f"sqlite:///{tmp_path}/none.db", played.study, played.settings)
