import json
import random

import numpy as np
import pytest

from game.geo.geodesy import geoscore
from leaderboard.board.compute_intervals import compute_intervals
from leaderboard.board.same_clips import COMPARED, UnknownEntrant, compare_on_same_clips, side_by_side
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


def test_only_clips_that_all_have_answered_count(ten_roster):
    """People have not heard clip 8, and the model has not answered clip 1: eight are left."""
    found = compare_on_same_clips(ten_roster, [MODEL])
    rows = by_key(found)
    assert (found["clips"], found["entrants"], list(rows)) == (8, [MODEL], ["human", MODEL])
    assert rows["human"]["clips"] == rows[MODEL]["clips"] == 8
    score = rows[MODEL]["figures"]["all"]["geoscore"]
    assert score == pytest.approx((7 * points(km(10)) + points(REFUSAL_KM)) / 8)
    several = [(km(10 + 20) + REFUSAL_KM) / 4, km(4) / 2, km(14 + 63) / 2]
    once = [km(3), km(2), REFUSAL_KM, km(8), km(18)]
    assert rows["human"]["figures"]["all"]["distance_km"] == pytest.approx(sum(several + once) / 8)
    assert rows["human"]["guesses"] == 13


def test_a_third_entrant_restricts_the_first_two(ten_roster):
    found = compare_on_same_clips(ten_roster, [MODEL, "crowd"])
    assert (found["clips"], found["entrants"]) == (1, [MODEL, "crowd"])
    assert by_key(found)["human"]["figures"]["all"]["distance_km"] == pytest.approx(
        (km(10 + 20) + REFUSAL_KM) / 4
    )


def test_with_few_players_there_are_figures_and_no_differences(ten_roster):
    found = compare_on_same_clips(ten_roster, [MODEL])
    assert (
        found["why_not"] == "4 players guessed these clips. Differences from people need at least 10: 6 more."
    )
    assert {row["difference"] for row in found["rows"]} == {None}
    assert by_key(found)["human"]["intervals"]["all"] == {}
    assert by_key(found)[MODEL]["intervals"]["all"]["geoscore"]


def test_without_a_common_clip_there_is_nothing_to_compare(tmp_path):
    benchmark = ten()
    far = answers_of(tmp_path, "far", [row for row in model_answers() if row["question_id"] == "k8"])
    found = compare_on_same_clips(roster_of(benchmark, ten_guesses(benchmark), far), ["alm/far"])
    assert (found["clips"], found["rows"]) == (0, [])
    assert found["why_not"] == "No clip has been answered by all of these."


def test_before_anybody_has_guessed_models_are_shown_by_themselves(tmp_path):
    answers = answers_of(tmp_path, "ten-degrees-off", model_answers())
    found = compare_on_same_clips(roster_of(ten(), None, answers), [MODEL])
    assert found["why_not"] == "Nobody has guessed yet, so there are no people to compare with."
    assert (found["clips"], list(by_key(found))) == (9, [MODEL])


def test_where_there_is_nobody_at_all_the_reply_says_so():
    found = compare_on_same_clips(roster_of(ten()), ())
    assert (found["clips"], found["rows"], found["entrants"], found["left_out"]) == (0, [], [], {})
    assert found["why_not"] == "Nobody has guessed yet, so there are no people to compare with."


def test_people_alone_ask_for_a_model(ten_roster):
    found = compare_on_same_clips(ten_roster, ["human"])
    assert (found["clips"], list(by_key(found)), found["left_out"]) == (9, ["human"], {})
    assert found["why_not"] == "Choose a model to compare with people."


def test_one_clip_in_common_tells_nothing_of_clips():
    people = ten_clips.people()
    many = ten_clips.entrant([0] * 12, range(12), [None] * 12, [False] * 12, player=range(12))
    found = side_by_side(many, [ten_clips.model()], 10)
    assert (found.clips, found.differences) == (1, {})
    assert found.why_not == "These share only one clip, which says nothing about how clips differ."
    assert side_by_side(people, [ten_clips.model()], 10).clips == 9


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


def test_without_keys_models_with_enough_clips_are_compared_and_the_others_are_named(tmp_path):
    roster = hundred(tmp_path, {"whole": MIN_CLIPS + 20, "enough": MIN_CLIPS, "few": MIN_CLIPS - 1})
    found = compare_on_same_clips(roster, ())
    assert (found["clips"], found["entrants"]) == (MIN_CLIPS, ["alm/enough", "alm/whole"])
    assert found["left_out"] == {
        "alm/few": "few is left out: it has answered 99 clips, fewer than 100. "
        "Select it to compare it anyway."
    }
    assert compare_on_same_clips(roster, ["alm/few"])["clips"] == MIN_CLIPS - 1
    assert compare_on_same_clips(roster, ["alm/few"])["left_out"] == {}


def test_differences_are_entrant_minus_people_clip_by_clip(tmp_path):
    roster = hundred(tmp_path, {"one": 120, "two": 120})
    rows = by_key(compare_on_same_clips(roster, ["alm/one", "alm/two"]))
    people = roster.people
    for model in roster.entrants():
        if model.kind != "alm":
            continue
        mine = model.rows.distance_km[np.argsort(model.rows.clip)][people.rows.clip]
        theirs = people.rows.distance_km
        for metric, ahead in [
            ("geoscore", geoscore(mine) - geoscore(theirs)),
            ("distance_km", mine - theirs),
        ]:
            direct = estimate([ahead], people.rows.clip, people.player, people.rows.clip)
            difference = rows[model.key]["difference"][metric]
            assert difference["mean"] == pytest.approx(direct.mean[0])
            assert (difference["low"], difference["high"]) == pytest.approx((direct.low[0], direct.high[0]))
            assert difference["p"] == pytest.approx(direct.p[0], abs=1e-12)
    assert rows["human"]["difference"] is None


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
    assert (comparison["why_not"], comparison["entrants"]) == ("", keys)
    assert set(rows) == {"human", *keys}
    assert {row["main"] for row in rows.values()} == {True}
    for key in keys:
        ahead = rows[key]["figures"]["all"]["geoscore"] - rows["human"]["figures"]["all"]["geoscore"]
        difference = rows[key]["difference"]["geoscore"]
        assert difference["mean"] == pytest.approx(ahead), key  # several answers to a clip are averaged first
        assert difference["low"] < difference["mean"] < difference["high"]
        assert 0 <= difference["p"] <= difference["p_holm"] <= 1
    assert rows["crowd"]["difference"]["geoscore"]["mean"] > 0
    assert rows["constant/random-sphere"]["difference"]["geoscore"]["mean"] < 0


def test_over_all_clips_the_rows_are_those_of_the_table():
    roster = crowded(np.random.default_rng(3))
    people = by_key(compare_on_same_clips(roster, ["crowd"]))["human"]
    spans = compute_intervals(roster, 1.0, replicates=20).rows["human/by-clip"]["all"]
    for metric in COMPARED:
        assert people["intervals"]["all"][metric] == pytest.approx(spans[metric])


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
    assert with_others == without
