import dataclasses
import random

import numpy as np
import orjson
import pytest

from game.geo.geodesy import geoscore
from leaderboard.board.compute_intervals import compute_intervals
from leaderboard.board.group_intervals import all_group_intervals
from leaderboard.board.notes import notes
from leaderboard.board.standings import MIN_CLIPS
from leaderboard.board.table import table
from leaderboard.scoring.columns import COLUMNS
from leaderboard.scoring.metrics import PARTS
from leaderboard.uncertainty.confidence_intervals import has_intervals, mean_intervals
from leaderboard.uncertainty.interval_file import Intervals
from leaderboard.uncertainty.standard_errors import estimate
from tests.builders.answer_files import answer, write_answers
from tests.builders.clips import clip
from tests.builders.equator import (
    benchmark_of,
    crowded,
    guessed,
    model_answers,
    roster_of,
    ten,
    ten_guesses,
)
from tests.builders.student_interval import student_interval

SHARES = {column.key for column in COLUMNS if column.unit == "share"}
SEED, REPLICATES = 7, 60


@pytest.fixture(scope="module")
def crowd_roster():
    """Sixty people, of whom a tenth can be chosen, on 120 clips: enough to be ranked."""
    return crowded(np.random.default_rng(11), clips=120, players=60, each=30)


@pytest.fixture(scope="module")
def found(crowd_roster):
    return compute_intervals(crowd_roster, 5.0, SEED, REPLICATES)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_intervals(crowd_roster, found):
    assert compute_intervals(crowd_roster, 5.0, SEED, REPLICATES) == found
    other = compute_intervals(crowd_roster, 5.0, SEED + 1, REPLICATES)
    assert other.rows["human"]["all"]["q50_km"] != found.rows["human"]["all"]["q50_km"]


def test_it_does_not_matter_who_came_first(crowd_roster, found):
    rng = np.random.default_rng(SEED)
    guesses = crowd_roster.guesses
    order, numbers = rng.permutation(len(guesses)), rng.permutation(60)
    shuffled = guesses.only(order)
    shuffled = dataclasses.replace(shuffled, player=numbers[shuffled.player])
    again = compute_intervals(roster_of(crowd_roster.benchmark, shuffled), 5.0, SEED, REPLICATES)
    assert again.ranks == found.ranks and again.rows.keys() == found.rows.keys()
    for key, parts in found.rows.items():
        for part, ends in parts.items():
            assert again.rows[key][part] == {
                name: pytest.approx(each, rel=1e-9) for name, each in ends.items()
            }


def test_they_say_what_they_were_worked_out_from(crowd_roster, found):
    facts = (found.pack, found.as_of, found.guesses, found.seed, found.replicates)
    assert facts == ("equator", 5.0, 60 * 30, SEED, REPLICATES)


def test_what_is_written_is_read_again(found):
    assert Intervals.read(found.json()) == found
    assert Intervals.read(Intervals().json()) == Intervals()
    assert b"NaN" not in found.json() and b"null" not in found.json()
    assert orjson.loads(found.json())["seed"] == SEED


@pytest.fixture(scope="module")
def rows(crowd_roster, found):
    return {row.key: row for row in table(crowd_roster, found)}


def test_every_interval_is_about_its_figure(rows, found):
    for row in rows.values():
        for part, spans in [*row.intervals.items(), *row.narrower.items()]:
            for metric, (low, high) in spans.items():
                figure = row.figures[part][metric]
                assert low - 1e-9 * figure <= figure <= high + 1e-9 * figure, (row.key, part, metric)
        assert row.older == {} and row.older_rank is None
    for key, parts in found.rows.items():
        for part, spans in parts.items():
            assert all(figure == rows[key].figures[part][metric] for metric, (figure, *_) in spans.items())


def test_intervals_stay_within_what_is_possible(rows):
    for row in rows.values():
        for spans in [*row.intervals.values(), *row.narrower.values()]:
            for metric, (low, high) in spans.items():
                assert low >= 0
                assert high <= (1 if metric in SHARES else 5000 if metric == "geoscore" else 20_004)


def test_every_row_worked_out_has_intervals_and_no_other(crowd_roster, rows, found):
    keys = {one.key for one in crowd_roster.entrants()}
    assert set(found.rows) == keys
    assert "human/by-clip" in keys and "crowd/10" in keys and "best-tenth" in keys
    assert all(bool(row.intervals) == (row.basis == "clips") for row in rows.values())
    assert set(rows["human"].intervals) == set(PARTS)
    assert set(rows["human"].intervals["all"]) >= {"geoscore", "q25_km", "q50_km", "q75_km", "reject_rate"}


def test_a_row_says_which_question_each_of_its_intervals_answers(rows):
    for key, about, narrower in [
        ("human", "other people like these, on other clips like these", "these very clips"),
        ("crowd", "other crowds", "the very same guesses"),
        ("best-tenth", "the same rule", "the very same players"),
    ]:
        assert about in rows[key].question and narrower in rows[key].narrower_question
        (low, high), (inner_low, inner_high) = (
            spans["all"]["geoscore"] for spans in (rows[key].intervals, rows[key].narrower)
        )
        assert low <= inner_low < inner_high <= high
    assert rows["human/by-clip"].narrower == {}
    assert rows["crowd/3"].intervals["all"].keys() == {"q25_km", "q50_km", "q75_km"}


def test_intervals_of_other_answers_stand_apart_with_their_own_figure(crowd_roster, found):
    guesses = crowd_roster.guesses
    roster = roster_of(crowd_roster.benchmark, guesses.only(np.arange(len(guesses)) > 30))
    rows = {row.key: row for row in table(roster, found)}
    people, saved = rows["human"], found.rows["human"]["all"]["q50_km"]
    assert people.older["all"]["q50_km"] == saved and "q50_km" not in people.intervals["all"]
    assert saved[0] != people.figures["all"]["q50_km"]
    low, high = people.intervals["all"]["geoscore"]  # has a formula, and is as fresh as its figure
    assert low < people.figures["all"]["geoscore"] < high
    other = dataclasses.replace(found, ranks={"human": (7, 6, 8)})
    row = next(row for row in table(roster, other) if row.key == "human")
    assert (row.rank_interval, row.older_rank) == (None, (7, 6, 8))


def test_quantiles_of_few_players_are_warned_of(crowd_roster, rows):
    assert rows["human"].warnings == ()
    guesses = crowd_roster.guesses
    roster = roster_of(crowd_roster.benchmark, guesses.only(guesses.player < 19))
    few = {row.key: row for row in table(roster, compute_intervals(roster, 5.0, SEED, 20))}
    assert "With 19 players, fewer than 20" in few["human"].warnings[0]
    assert few["crowd"].warnings == ()


def test_peoples_interval_of_a_mean_is_the_two_way_one(crowd_roster, found):
    people = crowd_roster.people
    scores = geoscore(people.rows.distance_km)
    for key, unit in (("human", people.player), ("human/by-clip", people.rows.clip)):
        direct = estimate([scores], people.rows.clip, people.player, unit)
        expected = tuple(ends[0] for ends in student_interval(direct))
        (people_row,) = (row for row in table(crowd_roster, found) if row.key == key)
        low, high = people_row.intervals["all"]["geoscore"]
        # The interval is on the scale of logits; with small errors the ends are all but the same.
        assert (low, high) == pytest.approx(expected, rel=0.01), key


def test_a_rank_is_within_its_interval(crowd_roster, found):
    rows = {row.key: row for row in table(crowd_roster, found)}
    ranked = {key for key, row in rows.items() if row.rank is not None}
    assert set(found.ranks) == ranked == {"human", "crowd"}  # the tenth have too few guesses
    for key, (rank, best, worst) in found.ranks.items():
        assert 1 <= best <= rank == rows[key].rank <= worst <= len(ranked)
    assert (found.ranks["crowd"], found.ranks["human"]) == ((1, 1, 1), (2, 2, 2))


def test_ranks_that_chance_may_turn_round_have_wide_intervals(tmp_path):
    """Two models that are equally far off, each on its own half of the clips, and one that is never right."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    rng = np.random.default_rng(seed)
    clips = [clip(at, 0.0, float(at)) for at in range(MIN_CLIPS)]
    off = rng.permutation(np.tile([1.0, 9.0], MIN_CLIPS // 2))
    for name, each in (("one", off), ("two", 10 - off), ("bad", 0 * off + 90)):
        rows = [answer(one.key, lat=1e-9, lon=one.lon + far) for one, far in zip(clips, each, strict=True)]
        write_answers(tmp_path / name, rows)
    roster = roster_of(benchmark_of(clips), None, tmp_path)
    found = compute_intervals(roster, 1.0, SEED, 200)
    assert {key: ends for key, (_, *ends) in found.ranks.items()} == {
        "alm/one": [1, 2],
        "alm/two": [1, 2],
        "alm/bad": [3, 3],
    }


def test_identical_answers_have_no_width(tmp_path):
    """All guess one degree to the east of everything: nothing is left to chance."""
    clips = 30
    benchmark = benchmark_of([clip(at, 0.0, float(at)) for at in range(clips)])
    at, player = (numbers.ravel() for numbers in np.indices((clips, 12)))
    write_answers(tmp_path / "same", [answer(f"k{one}", lat=1e-9, lon=one + 1.0) for one in range(clips)])
    roster = roster_of(benchmark, guessed(benchmark, at, player, 0.0 * at, at + 1.0), tmp_path)
    found = compute_intervals(roster, 1.0, SEED, 30)
    rows = {row.key: row for row in table(roster, found)}
    for key in ("human", "human/by-clip", "crowd", "alm/same"):
        spans = rows[key].intervals["all"]
        for metric in ("geoscore", "distance_km", "q25_km", "q50_km", "q75_km"):
            low, high = spans[metric]
            assert high - low == pytest.approx(0, abs=1e-4 if key.startswith("crowd") else 1e-6), (
                key,
                metric,
            )
        # That nobody was ever wrong is no proof that nobody ever will be: twelve people, or thirty clips.
        low, high = spans["acc_500km"]
        assert (low < 0.92, high) == (True, 1)


def test_with_fewer_than_ten_players_people_and_crowd_have_none_and_a_note_says_why(tmp_path):
    write_answers(tmp_path / "ten-degrees-off", model_answers())
    benchmark = ten()
    roster = roster_of(benchmark, ten_guesses(benchmark), tmp_path)
    found = compute_intervals(roster, 1.0, SEED, 20)
    assert set(found.rows) == {"alm/ten-degrees-off"}
    assert not any(
        has_intervals(one, roster.people) for one in roster.entrants() if one.kind in ("human", "crowd")
    )
    (why,) = [note for note in notes(roster) if "no interval" in note]
    assert why.startswith(
        "With 4 players there are no intervals for people or their crowd yet: fewer than 10"
    )
    guesses = ten_guesses(benchmark)
    alone = roster_of(benchmark, guesses.only(guesses.player == 0))
    assert "With 1 player there are no" in " ".join(notes(alone))


def test_from_ten_players_on_people_have_intervals():
    benchmark = ten()
    at, player = (numbers.ravel() for numbers in np.indices((10, 10)))
    rng = np.random.default_rng(1)
    guesses = guessed(benchmark, at, player, rng.normal(0, 9, 100), rng.normal(0, 30, 100))
    for players, expected in ((9, False), (10, True)):
        roster = roster_of(benchmark, guesses.only(player < players))
        assert ("human" in compute_intervals(roster, 1.0, SEED, 20).rows) == expected
        people = next(row for row in table(roster, Intervals()) if row.key == "human")
        assert bool(people.intervals) == expected
        assert any("no interval" in note for note in notes(roster)) != expected


@pytest.mark.parametrize("replicates", [0, -1])
def test_without_replicates_there_are_no_intervals(crowd_roster, replicates):
    found = compute_intervals(crowd_roster, 5.0, SEED, replicates)
    assert (found.replicates, found.seed, found.pack, found.as_of) == (0, SEED, "equator", 0.0)
    assert not (found.rows or found.ranks)
    assert {row.rank_interval for row in table(crowd_roster, found)} == {None}


def test_before_anybody_has_answered_there_is_nothing_to_work_out():
    found = compute_intervals(roster_of(ten()), 5.0, SEED, 20)
    assert (found.rows, found.ranks) == ({}, {})


def test_baselines_have_intervals_from_clips_alone():
    roster = roster_of(ten())
    roster.compute_baselines()
    found = compute_intervals(roster, 5.0, SEED, 20)
    constants = {one.key: one for one in roster.entrants()}
    assert set(found.rows) == set(constants)
    for key, one in constants.items():
        direct = estimate([one.rows.distance_km], one.rows.clip, None, one.rows.clip)
        ratio = np.exp(direct.quantile[0] * direct.error[0] / direct.mean[0])
        expected = direct.mean[0] / ratio, min(direct.mean[0] * ratio, 20_004)
        assert mean_intervals(one)["all"]["distance_km"] == pytest.approx(expected), key
    assert found.ranks == {}


def test_progress_is_told_for_every_entrant(crowd_roster):
    reported = []

    def show(entrants):
        for entrant in entrants:
            reported.append(entrant.key)
            yield entrant

    compute_intervals(crowd_roster, 5.0, SEED, 2, progress=show)
    assert reported == [entrant.key for entrant in crowd_roster.entrants()]


def test_groups_are_those_of_the_figures(crowd_roster, rows):
    groups = all_group_intervals(crowd_roster)
    assert {name.partition("/")[0] for name in groups["human"]} <= {
        *("continent", "speech", "nonspeech", "animal", "music", "nature", "things", "heard"),
    }
    assert {"speech", "nonspeech", "heard/20-40"} <= set(groups["human"])
    assert not any(name.startswith("heard") for name in groups["crowd"])
    assert groups["human"]["speech"] == pytest.approx(rows["human"].intervals["speech"]["geoscore"])


def test_a_row_that_is_read_from_intervals_of_others_has_no_rank_of_theirs(crowd_roster, found):
    stale = dataclasses.replace(found, rows={"alm/gone": found.rows["human"]}, ranks={"alm/gone": (1, 1, 2)})
    rows = table(crowd_roster, stale)
    assert not any(row.rank_interval or row.older for row in rows)
    assert next(row.rank for row in rows if row.key == "human") == 2
