"""Rows with the rounds that people's main row leaves out."""

from dataclasses import replace

import numpy as np
import pytest

from leaderboard.board.left_out import left_out, sentences
from leaderboard.entrants.roster import Roster
from tests.builders.equator import NAN, guessed, points, ten

BENCHMARK = ten()


def roster(counted, others):
    """Guesses by (player, whether right; None for a skip), and others by (player, right, reasons)."""
    made = Roster(BENCHMARK, None)
    made.set_guesses(
        _guesses([*counted]), 0, _guesses([row[:2] for row in others], [row[2] for row in others])
    )
    return made


def _guesses(rows, why_not=None):
    clips = [at % 10 for at in range(len(rows))]
    lon = [
        NAN if right is None else BENCHMARK.truth.lon[at] for at, (_, right) in zip(clips, rows, strict=True)
    ]
    lat = [NAN if right is None else 0.0 for _, right in rows]
    found = guessed(BENCHMARK, np.array(clips, int), np.array([player for player, _ in rows], int), lat, lon)
    return replace(found, why_not=np.array(why_not or [""] * len(rows), object))


def scores(made):
    return {row.key: row.figures["all"]["geoscore"] for row in made.entrants() if row.key.startswith("human")}


HONEST = [(0, True)] * 3 + [(1, None)] * 3  # one who is always right, and one who always skips
BOUGHT = [(2, True, "not_listened")] * 3


def test_with_nothing_left_out_there_is_nothing_to_compare():
    made = roster(HONEST, [])
    assert not {"human/every-round", "human/abandoned-as-skips"} & scores(made).keys()
    assert sentences(made) == []


def test_what_is_left_out_has_a_row_and_does_not_move_the_main_one():
    found = scores(roster(HONEST, BOUGHT))
    assert found["human"] == pytest.approx((5000 + points(10_000)) / 2)
    assert found["human/every-round"] == pytest.approx((10_000 + points(10_000)) / 3)


def test_abandoned_rounds_count_as_refusals_of_their_player():
    made = roster(HONEST, [(0, None, "abandoned")] * 3)
    assert scores(made)["human/abandoned-as-skips"] == pytest.approx((2500 + 1.5 * points(10_000)) / 2)
    assert left_out(made) == {"rounds": 0, "rules": {}, "abandoned": 3, "abandoned_share": 0.3333}
    assert sentences(made) == [
        "3 rounds were abandoned, 33.3% of those dealt. Counted as skips, they would take people from "
        "2,503 to 1,255."
    ]


def test_rules_are_said_with_what_they_left_out():
    both = (3, True, "not_listened,impossible_times")
    made = roster(HONEST, [*BOUGHT, both])
    assert left_out(made)["rules"] == {"not_listened": 4, "impossible_times": 1}
    assert left_out(made)["rounds"] == 4
    assert sentences(made) == [
        "Left out: 4 rounds, some for more than one reason: "
        "4 rounds not listened to, 1 round with impossible times. The row “People, every "
        "round” shows people with them."
    ]


def test_where_only_left_out_rounds_are_there_is_no_main_row():
    assert list(scores(roster([], BOUGHT))) == ["human/every-round"]
