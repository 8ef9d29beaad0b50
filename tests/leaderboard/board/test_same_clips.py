import json
import random

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from game.geo.geodesy import geoscore
from leaderboard.board.headline import headline
from leaderboard.board.pairs import COMPARED, side_by_side
from leaderboard.board.same_clips import UnknownEntrant, compare_on_same_clips
from leaderboard.board.standings import MIN_CLIPS
from leaderboard.uncertainty.standard_errors import estimate
from tests.builders import ten_clips
from tests.builders.answer_files import answer, write_answers
from tests.builders.clips import clip
from tests.builders.equator import (
    GUESSES,
    REFUSAL_KM,
    benchmark_of,
    crowded,
    guessed,
    km,
    model_answers,
    points,
    roster_of,
    ten,
    ten_guesses,
)

MODEL = "alm/ten-degrees-off"


def answers_of(folder, name, rows):
    write_answers(folder / name, rows)
    return folder


def by_key(comparison):
    return {row["key"]: row for row in comparison["rows"]}


@pytest.fixture
def ten_roster(tmp_path):
    benchmark = ten()
    return roster_of(
        benchmark, ten_guesses(benchmark), answers_of(tmp_path, "ten-degrees-off", model_answers())
    )


def test_each_entrant_stands_on_the_clips_that_it_and_people_have_answered(ten_roster):
    """People have not heard clip 8, the model has not answered clip 1, and one clip has a crowd."""
    found = compare_on_same_clips(ten_roster, [MODEL, "crowd"])
    rows = by_key(found)
    assert (found["entrants"], set(rows), found["why_not"]) == ([MODEL, "crowd"], {MODEL, "crowd"}, "")
    assert (rows[MODEL]["clips"], rows["crowd"]["clips"]) == (8, 1)
    score = rows[MODEL]["figures"]["all"]["geoscore"]
    assert score == pytest.approx((7 * points(km(10)) + points(REFUSAL_KM)) / 8)
    # Without clip 1, the four people are so far off; each counts once.
    people = (km(0 + 4) + REFUSAL_KM + REFUSAL_KM) / 4, km(10 + 3 + 2) / 3, km(20 + 14 + 18) / 4
    one = rows[MODEL]["difference"]["distance_km"]
    first = (km(4) + REFUSAL_KM) / 3
    assert one["people"] == pytest.approx((first + people[1] + people[2] + (REFUSAL_KM + km(71)) / 3) / 4)
    assert (one["clips"], one["players"]) == (8, 4)
    assert one["entrant"] == pytest.approx(rows[MODEL]["figures"]["all"]["distance_km"])
    assert one["mean"] == pytest.approx(one["entrant"] - one["people"])


def test_with_few_players_there_are_figures_and_no_intervals_of_differences(ten_roster):
    (row,) = compare_on_same_clips(ten_roster, [MODEL])["rows"]
    assert (
        row["why_not"] == "4 players guessed these clips. Differences from people need at least 10: 6 more."
    )
    one = row["difference"]["geoscore"]
    assert {one[name] for name in ("low", "high", "se", "df", "p", "p_holm", "people_interval")} == {None}
    assert row["intervals"]["all"]["geoscore"]


def test_without_a_common_clip_there_is_nothing_to_compare(tmp_path):
    benchmark = ten()
    far = answers_of(tmp_path, "far", [row for row in model_answers() if row["question_id"] == "k8"])
    (row,) = compare_on_same_clips(roster_of(benchmark, ten_guesses(benchmark), far), ["alm/far"])["rows"]
    assert (row["clips"], row["difference"], row["why_not"]) == (
        *(0, None),
        "No clip has been answered by both.",
    )


def test_before_anybody_has_guessed_models_are_shown_by_themselves(tmp_path):
    answers = answers_of(tmp_path, "ten-degrees-off", model_answers())
    found = compare_on_same_clips(roster_of(ten(), None, answers), [MODEL])
    assert found["why_not"] == "No guess counts yet, so there are no people to compare with."
    assert [(row["clips"], row["difference"]) for row in found["rows"]] == [(9, None)]


def test_where_there_is_nobody_at_all_the_reply_says_so():
    found = compare_on_same_clips(roster_of(ten()), ())
    assert (found["rows"], found["entrants"]) == ([], [])
    assert found["why_not"] == "No guess counts yet, so there are no people to compare with."


def test_people_alone_ask_for_a_model(tmp_path, ten_roster):
    assert compare_on_same_clips(ten_roster, ["human"])["why_not"] == "Choose a model to compare with people."


def test_one_clip_in_common_tells_nothing_of_clips():
    many = ten_clips.entrant([0] * 12, range(12), [None] * 12, [False] * 12, player=range(12), unit="player")
    (pair,) = side_by_side(many, [ten_clips.model()], 10)
    assert np.isnan(pair.differences["geoscore"].among_clips.p)
    assert pair.why_not == "These share only one clip, which says nothing about how clips differ."


@pytest.mark.parametrize(
    "key", ["alm/nobody", "human/later", "best-tenth", "published/gemini-3-pro", "x" * 500]
)
def test_who_cannot_be_chosen_is_named_with_those_who_can(ten_roster, key):
    with pytest.raises(UnknownEntrant) as refused:
        compare_on_same_clips(ten_roster, [MODEL, key])
    assert str(refused.value) == (f"There is no entrant {key[:80]}. Choose from: crowd, crowd/3, {MODEL}.")


def test_who_is_named_twice_is_compared_once(ten_roster):
    once, twice = (compare_on_same_clips(ten_roster, keys) for keys in ([MODEL], [MODEL, "human", MODEL]))
    assert once == twice


def nearly(value):
    """JSON whose numbers are rounded to ten digits: sums over other rows may differ in the last ones."""
    if isinstance(value, float):
        return float(f"{value:.9e}")
    if isinstance(value, dict):
        return {key: nearly(one) for key, one in value.items()}
    return [nearly(one) for one in value] if isinstance(value, list | tuple) else value


def hundred(tmp_path, sizes):
    """Over a hundred clips, all heard by 12 people; models by name with their number of answers."""
    clips = [clip(at, 0.0, float(at), speech=at % 2) for at in range(MIN_CLIPS + 20)]
    benchmark = benchmark_of(clips)
    rng = np.random.default_rng(5)
    at, player = (numbers.ravel() for numbers in np.indices((len(clips), 12)))
    lon = at + rng.normal(0, 8, len(at))
    for name, size in sizes.items():
        rows = [answer(one.key, lat=1e-9, lon=one.lon + 0.1 + 9 * rng.random()) for one in clips[:size]]
        write_answers(tmp_path / name, rows)
    return roster_of(benchmark, guessed(benchmark, at, player, np.zeros(len(at)), lon), tmp_path)


def test_a_model_with_few_answers_takes_nothing_from_the_others(tmp_path):
    roster = hundred(tmp_path, {"whole": MIN_CLIPS + 20, "few": 6})
    found = by_key(compare_on_same_clips(roster, ()))
    assert {key: row["clips"] for key, row in found.items()} == {"alm/whole": MIN_CLIPS + 20, "alm/few": 6}
    alone = by_key(compare_on_same_clips(roster, ["alm/whole"]))["alm/whole"]["difference"]
    for metric, one in found["alm/whole"]["difference"].items():
        assert nearly({**one, "p_holm": 0}) == nearly({**alone[metric], "p_holm": 0})


def test_differences_are_the_means_of_the_table_with_their_error(tmp_path):
    roster = hundred(tmp_path, {"one": 120, "two": 120})
    rows = by_key(compare_on_same_clips(roster, ["alm/one", "alm/two"]))
    people = roster.people
    for model in roster.entrants():
        if model.kind != "alm":
            continue
        mine = model.rows.distance_km[np.argsort(model.rows.clip)]
        theirs = people.rows.distance_km
        for metric, answers, guesses in [
            ("geoscore", geoscore(mine), geoscore(theirs)),
            ("distance_km", mine, theirs),
        ]:
            found = rows[model.key]["difference"][metric]
            assert found["entrant"] == pytest.approx(model.figures["all"][metric])
            assert found["people"] == pytest.approx(people.figures["all"][metric])
            # All people heard all clips, so it is all but the same as comparing guess by guess.
            ahead = answers[people.rows.clip] - guesses
            direct = estimate([ahead], people.rows.clip, people.player, people.player)
            assert found["mean"] == pytest.approx(direct.mean[0])
            assert found["se"] == pytest.approx(direct.error[0], rel=0.05)
            of_people = np.bincount(people.player, -guesses) / np.bincount(people.player) + answers.mean()
            these = ttest_1samp(of_people, 0)
            assert found["these_clips"]["se"] == pytest.approx(np.std(of_people, ddof=1) / 12**0.5)
            assert found["these_clips"]["df"] == pytest.approx(these.df)


def test_who_is_better_has_more_points_and_fewer_kilometres_than_people(tmp_path):
    benchmark = benchmark_of([clip(at, 0.0, float(at)) for at in range(30)])
    at, player = (numbers.ravel() for numbers in np.indices((30, 12)))
    answers_of(tmp_path, "near", [answer(one.key, lat=1e-9, lon=one.lon + 1) for one in benchmark.clips])
    answers_of(tmp_path, "far", [answer(one.key, lat=1e-9, lon=one.lon + 9) for one in benchmark.clips])
    off = guessed(benchmark, at, player, np.zeros(360), at + 5.0)
    found = by_key(compare_on_same_clips(roster_of(benchmark, off, tmp_path), ["alm/near", "alm/far"]))
    near, far = found["alm/near"]["difference"], found["alm/far"]["difference"]
    # Everybody is equally far off on every clip, so the differences have no spread.
    assert near["distance_km"]["mean"] == pytest.approx(km(1) - km(5), rel=1e-6)
    assert near["geoscore"]["mean"] == pytest.approx(points(km(1)) - points(km(5)), rel=1e-6)
    assert far["distance_km"]["mean"] == pytest.approx(km(9) - km(5), rel=1e-6)
    assert far["geoscore"]["mean"] < 0 < near["geoscore"]["mean"]
    assert near["geoscore"]["high"] - near["geoscore"]["low"] == pytest.approx(0, abs=1e-3)


def test_p_is_adjusted_for_how_many_are_shown(tmp_path):
    roster = hundred(tmp_path, {"one": 120, "two": 110, "three": 105})
    for keys in (["alm/one"], ["alm/one", "alm/two"], ["alm/one", "alm/two", "alm/three"]):
        rows = by_key(compare_on_same_clips(roster, keys))
        for metric in COMPARED:
            differences = [rows[key]["difference"][metric] for key in keys]
            by_p = sorted(differences, key=lambda difference: difference["p"])
            adjusted = np.maximum.accumulate(
                [difference["p"] * (len(differences) - at) for at, difference in enumerate(by_p)]
            )
            assert [difference["p_holm"] for difference in by_p] == pytest.approx(
                np.minimum(1, adjusted).tolist()
            )


def test_crowds_and_baselines_can_be_chosen_too():
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    roster = crowded(np.random.default_rng(seed))
    roster.compute_baselines()
    keys = ["crowd", "crowd/3", "crowd/10", "constant/best-geoscore", "constant/random-sphere"]
    comparison = compare_on_same_clips(roster, keys)
    rows = by_key(comparison)
    assert (comparison["why_not"], comparison["entrants"], set(rows)) == ("", keys, set(keys))
    assert {row["main"] for row in rows.values()} == {True}
    for key in keys:
        one = rows[key]["difference"]["geoscore"]
        assert one["entrant"] == pytest.approx(rows[key]["figures"]["all"]["geoscore"])
        if key.startswith("crowd"):  # made of the same people
            assert (one["low"], one["p"]) == (None, None) and "no interval" in rows[key]["why_not"]
        else:
            assert one["low"] < one["mean"] < one["high"]
            assert 0 <= one["p"] <= one["p_holm"] <= 1
    assert rows["crowd"]["difference"]["geoscore"]["mean"] > 0
    assert rows["constant/random-sphere"]["difference"]["geoscore"]["mean"] < 0


def test_the_headline_is_about_the_best_model_on_enough_clips(tmp_path):
    roster = hundred(tmp_path, {"whole": MIN_CLIPS + 20, "few": 6})
    found = headline(compare_on_same_clips(roster, ()))
    assert found
    assert (found["entrant"], {pair["entrant"] for pair in found["pairs"]}) == (
        *("alm/whole",),
        {"alm/whole", "alm/few"},
    )
    (one,) = (pair["difference"] for pair in found["pairs"] if pair["entrant"] == "alm/whole")
    assert one | {"p_holm": 0} == by_key(compare_on_same_clips(roster, ()))["alm/whole"]["difference"][
        "geoscore"
    ] | {"p_holm": 0}
    assert f"{one['people']:,.0f}" in found["sentence"] and "on the same 120 clips" in found["sentence"]


def test_without_people_or_models_there_is_no_headline(tmp_path, ten_roster):
    assert headline(compare_on_same_clips(roster_of(ten()), ())) is None
    assert headline(compare_on_same_clips(roster_of(ten(), ten_guesses(ten())), ())) is None
    found = headline(compare_on_same_clips(ten_roster, ()))
    assert found and "chance may explain the difference" in found["sentence"]  # four people


def test_a_reply_is_json_without_any_nan(tmp_path, ten_roster):
    for found in (
        compare_on_same_clips(ten_roster, [MODEL]),
        compare_on_same_clips(ten_roster, [MODEL, "crowd"]),
        compare_on_same_clips(roster_of(ten()), ()),
        compare_on_same_clips(hundred(tmp_path / "more", {"one": 2}), ["alm/one"]),
    ):
        json.dumps(found, allow_nan=False)


def test_guesses_on_other_clips_change_nothing(tmp_path):
    benchmark = ten()
    answers = answers_of(tmp_path, "ten-degrees-off", model_answers())
    elsewhere = [guess for guess in GUESSES if guess[0] != 1]
    with_others, without = (
        compare_on_same_clips(roster_of(benchmark, ten_guesses(benchmark, rows), answers), [MODEL])
        for rows in (GUESSES, elsewhere)
    )
    assert nearly(with_others) == nearly(without)
