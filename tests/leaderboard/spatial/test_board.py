"""The second board: who has a row, what stands beside it, and its charts."""

import csv
import io
import json

import numpy as np
import orjson
import pytest

from game.scenes.scene_pack import read_scene_pack
from leaderboard.sentences import sentences_in
from leaderboard.spatial.board import AroundBoard
from leaderboard.spatial.figures.charts import charts
from leaderboard.spatial.trials import counted
from leaderboard.spatial.updater import BothBoards
from tests.builders.scene_packs import write_scene_pack

PEOPLE = 12
MODEL = "model/front"


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return read_scene_pack(write_scene_pack(tmp_path_factory.mktemp("pack"), count=48))


def answers_of(pack, item, player, random):
    """A right answer two times of three; pointed ones are off by 10 degrees, or front for back."""
    right = random.random() < 2 / 3
    truth = item.answer
    given = dict.fromkeys(("azimuth", "elevation", "distance_m", "option", "number_answered"))
    if item.kind == "choice":
        given["option"] = truth.option if right else (truth.option + 1) % len(item.options)
    elif item.kind == "number":
        given["number_answered"] = truth.number * 1.5
    else:
        azimuth = truth.azimuth + 10 if right else 180 - truth.azimuth
        given |= {"azimuth": azimuth, "elevation": truth.elevation, "distance_m": truth.distance_m}
    return {
        **given,
        **{"player": f"p{player}", "pack": pack.name, "pack_hash": pack.hash, "item": item.id},
        **{name: getattr(item, name) for name in ("family", "task", "level", "kind")},
        **{"track": "static", "rendering": "binaural", "practice": False, "counts": True},
        **{"headphones_check": "passed", "sides_check": "passed", "true_number": truth.number},
        **{f"true_{name}": getattr(truth, name) for name in ("azimuth", "elevation", "distance_m", "option")},
    }


@pytest.fixture(scope="module")
def rows(pack):
    random = np.random.default_rng(13)
    return [answers_of(pack, item, player, random) for player in range(PEOPLE) for item in pack.items]


@pytest.fixture(scope="module")
def answers(pack, tmp_path_factory):
    """A model that says "front" and "A" to everything."""
    folder = tmp_path_factory.mktemp("answers")
    (folder / "spatial" / pack.name).mkdir(parents=True)
    said = {"point": "directly in front, 2 m", "choice": "A", "number": "2"}
    lines = [json.dumps({"item": item.id, "answer": said[item.kind]}) for item in pack.items]
    for part in ("", "mono"):
        (folder / "spatial" / pack.name / part).mkdir(exist_ok=True)
        (folder / "spatial" / pack.name / part / "front.jsonl").write_text("\n".join(lines))
    return folder


@pytest.fixture(scope="module")
def board(pack, rows, answers):
    apart = [row | {"track": "head-turn", "headphones_check": None} for row in rows[:20]]
    earlier = [row | {"pack_hash": "f" * 64} for row in rows[:20]]
    return AroundBoard.of(counted([*rows, *apart, *earlier]), pack, answers)


def test_people_are_apart_by_track_check_and_version_of_the_pack(board):
    assert [entrant.key for entrant in board.entrants] == [
        "people/tiny/static/passed",
        "people/tiny/head-turn/not-taken",
        "people/tiny/ffffffff/static/passed",
        MODEL,
        "chance/uniform",
        "chance/ahead",
    ]


def test_the_board_has_columns_and_no_order_by_one_of_them(board):
    body = board.to_dict(charts(board.entrants))
    first = body["rows"][0]["figures"]
    assert {"error_degrees", "front_back", "within_20", "correct", "metres_ratio"} <= first.keys()
    assert first["front_back"]["low"] <= 1 / 3 <= first["front_back"]["high"]
    assert first["within_20"]["chance_uniform"] == pytest.approx(0.030154, abs=1e-6)
    assert first["error_degrees"]["interval_over"] == "people and items"
    assert body["rows"][3]["figures"]["correct"]["interval_over"] == "items"
    assert "no better with two ears" in body["rows"][3]["note"]
    assert len(body["published"]) == 303
    assert orjson.loads(orjson.dumps(body))


def test_models_stand_beside_people_on_the_items_of_both(board, pack):
    by_row = {(one.people, one.measure): one for one in board.differences}
    whole = by_row["people/tiny/static/passed", "correct"]
    assert whole.items == sum(item.kind == "choice" for item in pack.items)
    low, high = whole.interval or (np.nan, np.nan)
    assert low < whole.model_value - whole.people_value < high < 0
    assert by_row["people/tiny/head-turn/not-taken", "correct"].interval is None  # fewer than 10 people


def test_every_chart_has_words_a_table_and_intervals(board):
    drawn = charts(board.entrants)
    names = {figure.name for figure in drawn}
    assert {"directions-people-tiny-static-passed", "folded-people-tiny-static-passed"} <= names
    assert {"error-degrees-azimuth", "front-back-azimuth"} <= names
    assert {"correct-family", "correct-level", "correct-task"} <= names
    for figure in drawn:
        assert len(figure.alt) > 40
        table = list(csv.DictReader(io.StringIO(figure.csv())))
        is_of_few = figure.entrant not in {None, MODEL, "people/tiny/static/passed"}
        assert is_of_few or any(row["low"] and row["high"] for row in table)
        assert len(list(sentences_in(figure.to_dict()))) >= 2
    folded, plain = (
        {
            row["true_degrees"] + row["answered_degrees"]: row["share"]
            for row in csv.DictReader(io.StringIO(one))
        }
        for one in (
            next(figure.csv() for figure in drawn if figure.name == f"{kind}-people-tiny-static-passed")
            for kind in ("folded", "directions")
        )
    )
    assert folded != plain


def test_the_table_as_csv_has_every_split_of_every_row(board):
    table = list(csv.DictReader(io.StringIO(board.to_csv())))
    assert {row["split"] for row in table} == {"all", "family", "level", "task"}
    assert {row["key"] for row in table} == {entrant.key for entrant in board.entrants}


def test_a_board_without_pack_or_people_has_the_published_figures():
    body = AroundBoard.of(counted([]), None, None).to_dict([])
    assert (body["pack"], body["rows"], len(body["published"])) == (None, [], 303)


class _World:
    def refresh(self):
        return False

    def stamp(self):
        return "stamp"

    def answer(self, question):
        return question


def test_a_failure_of_one_board_does_not_stop_the_other(caplog):
    class Broken:
        def refresh(self):
            raise RuntimeError("broken")

    both = BothBoards(_World(), Broken())  # type: ignore[arg-type]
    assert (both.refresh(), both.refresh(), both.stamp()) == (False, False, "stamp")
    assert sum("cannot be counted" in record.message for record in caplog.records) == 1
