import csv
import io
import json

import numpy as np
import pytest

from game.packs.pack import PRACTICE_PACK
from leaderboard.board import payload
from leaderboard.board.compute_intervals import compute_intervals
from leaderboard.board.notes import notes
from leaderboard.board.table import table
from leaderboard.figures.figure import Figure
from leaderboard.scoring.columns import COLUMNS
from leaderboard.scoring.metrics import PARTS
from leaderboard.uncertainty.interval_file import Intervals
from tests.builders.answer_files import write_answers
from tests.builders.equator import crowded, km, model_answers, roster_of, ten, ten_guesses

NOBODY = "No guess counts yet, so there is no row of people."
ROW = {
    *("key", "name", "kind", "basis", "open", "under", "main", "note", "clips", "guesses", "players"),
    *("guesses_per_clip", "rank", "rank_interval", "provisional", "figures", "intervals", "doubts", "seeds"),
    *("older", "older_rank", "narrower", "question", "narrower_question", "warnings"),
}


@pytest.fixture(scope="module")
def roster(tmp_path_factory):
    answers = tmp_path_factory.mktemp("answers")
    write_answers(answers / "ten-degrees-off", model_answers())
    benchmark = ten()
    return roster_of(benchmark, ten_guesses(benchmark), answers)


def board_of(roster, intervals=None):
    intervals = intervals or Intervals()
    return payload.to_dict(roster, table(roster, intervals), (), intervals)


@pytest.fixture(scope="module")
def board(roster):
    return board_of(roster)


def by_key(board):
    return {row["key"]: row for row in board["rows"]}


def test_the_board_says_which_pack_it_is_about_and_what_was_counted(board):
    assert board["state"] == "ready"
    assert board["pack"] == {"name": "equator", "clips": 10, "benchmark": False, "synthetic": False}
    assert board["counts"] == {"guesses": 12, "skips": 2, "players": 4, "clips": 9}
    assert (board["intervals_as_of"], board["seed"], board["replicates"]) == (None, 20260106, 2000)
    assert set(board) == {
        *("state", "intervals_as_of", "seed", "replicates", "pack", "counts", "lead", "notes", "columns"),
        *("rows", "figures", "left_out", "fewest_rounds"),
    }
    assert board["left_out"] == {
        **{"rounds": 0, "rules": {}, "abandoned": 0, "abandoned_share": 0.0},
        "sentences": [],
    }


def test_rows_are_best_first_and_each_has_every_column_in_every_part(board):
    scores = [row["figures"]["all"]["geoscore"] for row in board["rows"]]
    assert scores == sorted(scores, reverse=True)
    for row in board["rows"]:
        assert set(row) == ROW
        assert list(row["figures"]) == list(row["intervals"]) == list(row["doubts"]) == list(PARTS)
        assert all(list(part) == [column.key for column in COLUMNS] for part in row["figures"].values())


def test_figures_are_those_of_the_ten_clips_and_what_nobody_says_is_null(board):
    people, first = by_key(board)["human"], by_key(board)["human/by-clip"]
    assert people["figures"]["all"]["geoscore"] == pytest.approx(2390.9728)
    assert (first["figures"]["all"]["geoscore"], first["main"]) == (pytest.approx(2458.4686), False)
    assert people["figures"]["all"]["animal_km"] == pytest.approx(km(3), rel=1e-6)
    assert people["figures"]["speech"]["animal_km"] is None
    assert people["figures"]["all"]["n"] == 9
    assert (people["main"], people["under"], people["rank"]) == (True, None, None)
    assert people["provisional"] == "91 more clips and 486 more guesses"
    later = by_key(board)["human/later"]
    assert (later["main"], later["under"]) == (False, "human")
    assert by_key(board)["constant/densest"]["figures"]["all"]["q50_km"] is None


def test_doubts_of_the_paper_stand_beside_the_figures_they_are_about(board):
    doubts = by_key(board)["constant/random-published"]["doubts"]
    figures = by_key(board)["constant/random-published"]["figures"]
    assert any(doubts.values())
    for part, doubted in doubts.items():
        for metric in doubted:
            assert figures[part][metric] is not None


def test_columns_say_which_way_is_better():
    better = {column["key"]: column["better"] for column in payload.columns()}
    assert list(better) == [column.key for column in COLUMNS]
    assert {key for key, way in better.items() if way is None} == {"n", "n_answers"}
    high = {key for key, way in better.items() if way == "high"}
    assert high == {key for key in better if "acc" in key} | {"geoscore"}
    assert {better[key] for key in ("reject_rate", "nonspeech_km", "nature_km", "q25_km")} == {"low"}


def test_the_first_thing_to_know_is_what_one_click_is_worth(board):
    first, second = board["lead"]
    assert "scores 2,164. By mean distance that beats 11 of the 16 published models, by GeoScore 10." in first
    assert "3,465 km" in second


def test_csv_has_a_line_for_each_row_and_part(roster):
    rows = table(roster, Intervals())
    lines = list(csv.DictReader(io.StringIO(payload.to_csv(rows))))
    assert len(lines) == 3 * len(rows)
    found = {(line["key"], line["part"]): line for line in lines}
    people = found["human", "all"]
    assert float(people["geoscore"]) == pytest.approx(2390.9728)
    assert (people["rank"], people["guesses"], people["geoscore_low"]) == ("", "14", "")
    assert found["human", "speech"]["animal_km"] == ""
    assert found["human", "nonspeech"]["n"] == "6"
    printed = found["published/gemini-3-pro", "all"]
    assert (printed["geoscore"], printed["basis"], printed["open"]) == ("3031.82", "published", "False")
    assert not any(cell == "nan" for line in lines for cell in line.values())


def test_intervals_stand_in_json_and_csv():
    roster = crowded(np.random.default_rng(2))
    intervals = compute_intervals(roster, 77.0, 1, 20)
    board = board_of(roster, intervals)
    assert (board["intervals_as_of"], board["seed"], board["replicates"]) == (77.0, 1, 20)
    low, high = by_key(board)["human"]["intervals"]["all"]["geoscore"]
    rows = table(roster, intervals)
    (line, *_) = (
        line for line in csv.DictReader(io.StringIO(payload.to_csv(rows))) if line["key"] == "human"
    )
    assert (float(line["geoscore_low"]), float(line["geoscore_high"])) == (low, high)


def test_figures_are_listed_by_what_they_are_about(roster):
    figure = Figure("errors", "Share", "errors", None, "In words.", {"data": [], "layout": {}}, ("a",), ())
    board = payload.to_dict(roster, [], [figure], Intervals())
    assert board["figures"] == [
        {"name": "errors", "title": "Share", "entrant": None, "section": "errors", "height": None}
    ]


def test_while_counting_there_is_what_the_paper_prints():
    board = payload.before_first_count(payload.published_rows(), 0.25)
    assert (board["state"], board["progress"]) == ("counting", 0.25)
    assert {row["basis"] for row in board["rows"]} == {"published"}
    assert sorted(row["rank"] for row in board["rows"] if row["kind"] == "alm") == list(range(1, 17))
    assert {"constant/best-geoscore", "constant/best-distance"} <= set(by_key(board))
    json.dumps(board, allow_nan=False)


def test_everything_is_json_without_any_nan(board):
    for content in (board, board_of(roster_of(ten())), board_of(roster_of(ten(PRACTICE_PACK)))):
        json.dumps(content, allow_nan=False)


def test_on_the_demo_there_is_no_row_of_people_and_the_note_says_why():
    board = board_of(roster_of(ten(PRACTICE_PACK)))
    assert board["pack"]["synthetic"]
    assert "human" not in by_key(board)
    assert board["notes"][0].startswith("This game plays the demo’s synthetic sounds.")
    assert NOBODY not in board["notes"]


def test_an_empty_store_says_that_nobody_has_guessed():
    for benchmark in (False, True):
        board = board_of(roster_of(ten(benchmark=benchmark)))
        assert NOBODY in board["notes"]
        assert board["counts"] == {"guesses": 0, "skips": 0, "players": 0, "clips": 0}
        assert board["pack"]["benchmark"] == benchmark


def test_on_another_pack_a_note_says_why_published_rows_are_not_ranked(board):
    (note,) = [note for note in board["notes"] if "the pack equator" in note]
    assert "not ranked with them" in note
    benchmark = ten(benchmark=True)
    assert not any("the pack" in note for note in notes(roster_of(benchmark, ten_guesses(benchmark))))


def test_notes_say_what_counts_and_what_is_not_claimed(board):
    text = " ".join(board["notes"])
    assert "A program that pretends to be the page cannot be detected with certainty" in text
    assert "not a random sample of any population" in text
    assert "The best tenth needs 50 players with 20 or more guesses and skips" in text
    assert NOBODY not in text


def test_what_could_not_be_read_of_models_is_counted_and_neither_clip_nor_folder_is_named(tmp_path):
    write_answers(tmp_path / "broken", [*model_answers(), *["{"] * 30])
    (note,) = [
        note for note in board_of(roster_of(ten(), None, tmp_path))["notes"] if "models’ answers" in note
    ]
    assert "the host’s log lists 30 problems" in note
    assert "broken" not in note
