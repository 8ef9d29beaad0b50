import csv
from dataclasses import replace

import pytest

from game.packs.pack import PRACTICE_PACK
from game.project_files import DATA
from leaderboard.board.standings import (
    MIN_CLIPS,
    MIN_GUESSES,
    Standing,
    missing,
    nested,
    published_standing,
    ranked,
    standing,
)
from leaderboard.board.table import table
from leaderboard.entrants.paper import load_published
from leaderboard.scoring.metrics import PARTS
from leaderboard.uncertainty.interval_file import Intervals
from tests.builders import ten_clips
from tests.builders.answer_files import write_answers
from tests.builders.clips import clip as one_clip
from tests.builders.equator import (
    GUESSES,
    REFUSAL_KM,
    benchmark_of,
    guessed,
    km,
    model_answers,
    points,
    roster_of,
    ten,
    ten_guesses,
)

NOTHING = points(REFUSAL_KM)
MODEL = "alm/ten-degrees-off"
GEMINI = "alm/gemini-3-pro"


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """The table of the ten clips by key: four people, their crowd, a model and the baselines."""
    answers = tmp_path_factory.mktemp("answers")
    write_answers(answers / "ten-degrees-off", model_answers())
    benchmark = ten()
    roster = roster_of(benchmark, ten_guesses(benchmark), answers)
    roster.compute_baselines()
    return {row.key: row for row in table(roster, Intervals())}


def assert_figures(found, by_hand):
    assert {key: found[key] for key in by_hand} == pytest.approx(by_hand, rel=1e-6)


def test_peoples_figures_are_those_worked_out_by_hand(rows):
    of_clips = [
        (points(0) + points(km(10)) + points(km(20)) + NOTHING) / 4,
        points(km(10)),
        points(km(3)),
        (points(km(4)) + points(0)) / 2,
        points(km(2)),
        (points(km(14)) + points(km(63))) / 2,
        NOTHING,
        points(km(8)),
        points(km(18)),
    ]
    several = [(km(10 + 20) + REFUSAL_KM) / 4, km(4) / 2, km(14 + 63) / 2]
    speech = [several[0], km(2), REFUSAL_KM]
    quiet = [km(10), km(3), several[1], several[2], km(8), km(18)]
    assert_figures(
        rows["human/by-clip"].figures["all"],
        {
            "n": 9,
            "n_answers": 14,
            "geoscore": sum(of_clips) / 9,
            "distance_km": sum(speech + quiet) / 9,
            "reject_rate": (1 / 4 + 1) / 9,
            # Of clip 0 a skip is wrong; of clip 5 one guess lies in Kenya.
            "continent_acc_coordinates": (3 / 4 + 1 + 1 + 1 + 1 + 1 / 2 + 0 + 1 + 1) / 9,
            "country_acc_coordinates": (1 / 4 + 0 + 1 + 1 / 2 + 1 + 1 / 2 + 0 + 1 + 0) / 9,
            "continent_acc": (1 + 1 + 1 + 1 + 1 + 1 / 2 + 1 + 1) / 8,
            "country_acc": (1 / 3 + 0 + 1 + 1 / 2 + 1 + 1 / 2 + 1 + 0) / 8,
            "acc_1km": (1 / 4 + 1 / 2) / 9,
            "acc_100km": (1 / 4 + 1 / 2) / 9,
            "acc_500km": (1 / 4 + 1 + 1 + 1) / 9,
            "acc_1000km": (1 / 4 + 1 + 1 + 1 + 1) / 9,
            "speech_km": sum(speech) / 3,
            "nonspeech_km": sum(quiet) / 6,
            "animal_km": km(3),
            "music_km": km(10 + 8) / 2,
            "nature_km": (km(4) / 2 + km(8)) / 2,
            "things_km": (km(14 + 63) / 2 + km(18)) / 2,
            # Weights of 1 / guesses on the clip, laid end to end, reach 9; a clip covers a stretch of 1.
            "q25_km": 0.75 * km(3) + 0.25 * km(4),
            "q50_km": 0.25 * km(8) + 0.75 * km(10),
            "q75_km": km(18),
        },
    )


def test_the_parts_are_the_clips_with_speech_and_those_without(rows):
    figures = rows["human/by-clip"].figures
    assert [figures[part]["n"] for part in PARTS] == [9, 3, 6]
    speech = ((points(0) + points(km(10)) + points(km(20)) + NOTHING) / 4 + points(km(2)) + NOTHING) / 3
    assert_figures(figures["speech"], {"geoscore": speech, "reject_rate": (1 / 4 + 1) / 3})
    assert_figures(
        figures["nonspeech"], {"acc_500km": (1 + 1) / 6, "distance_km": figures["all"]["nonspeech_km"]}
    )


def test_the_other_readings_of_people_are_those_worked_out_by_hand(rows):
    scores = {key: row.figures["all"]["geoscore"] for key, row in rows.items() if row.kind == "human"}
    at = {degrees: points(km(degrees)) for degrees in (0, 2, 3, 4, 8, 10, 14, 18, 20, 63)}
    by_player = (
        (at[0] + at[10] + at[4] + NOTHING) / 4,
        (at[10] + at[3] + at[2]) / 3,
        (at[20] + at[0] + at[14] + at[18]) / 4,
        (NOTHING + at[63] + at[8]) / 3,
    )
    assert scores.pop("human/by-clip") == pytest.approx(2458.4686)
    first = (at[0] + at[10]) / 2
    without = (at[0] + at[10] + at[4]) / 3, (at[63] + at[8]) / 2
    assert scores == pytest.approx(
        {
            "human": sum(by_player) / 4,
            "human/first-five": (first + sum(by_player[1:])) / 4,
            "human/later": (at[4] + NOTHING) / 2,
            "human/without-skips": (without[0] + by_player[1] + by_player[2] + without[1]) / 4,
        }
    )


def test_rows_say_how_many_clips_guesses_and_players_they_rest_on(rows):
    counts = {key: (row.clips, row.guesses, row.players) for key, row in rows.items() if row.basis == "clips"}
    assert counts["human"] == counts["human/by-clip"] == (9, 14, 4)
    assert counts["human/first-five"] == (8, 12, 4)
    assert counts["human/later"] == (2, 2, 1)
    assert counts["human/without-skips"] == (8, 12, 4)
    assert counts["crowd"] == (1, None, None)
    assert counts[MODEL] == (9, None, None)
    assert counts["constant/random-sphere"] == (10, None, None)
    assert rows["human"].guesses_per_clip == pytest.approx(14 / 9)
    assert rows["crowd"].guesses_per_clip is None


def test_the_crowd_of_three_in_a_line_points_where_the_middle_one_does(rows):
    for key in ("crowd", "crowd/3"):
        assert_figures(rows[key].figures["all"], {"n": 1, "distance_km": km(10), "geoscore": points(km(10))})
    assert rows["crowd/3"].figures["all"]["n_answers"] == 20
    assert rows["crowd/3"].under == "crowd"
    assert "crowd/5" not in rows


def test_a_models_figures_are_those_worked_out_by_hand(rows):
    """It names Kenya for all; ten degrees to the east of clips 5 to 8 lies the same country."""
    assert_figures(
        rows[MODEL].figures["all"],
        {
            "n": 9,
            "n_answers": 9,
            "geoscore": (8 * points(km(10)) + NOTHING) / 9,
            "distance_km": (8 * km(10) + REFUSAL_KM) / 9,
            "reject_rate": 1 / 9,
            "continent_acc": 4 / 9,
            "country_acc": 1 / 9,
            "continent_acc_coordinates": 8 / 9,
            "country_acc_coordinates": 4 / 9,
            "acc_1000km": 0,
            "speech_km": km(10),
            "nonspeech_km": (4 * km(10) + REFUSAL_KM) / 5,
            "q50_km": km(10),
        },
    )


def test_baselines_are_worked_out_on_the_clips_and_never_ranked(rows):
    random = rows["constant/random-sphere"].figures["all"]
    assert random["n_answers"] == 2000
    # A quarter of the way round the Earth, whatever the clip, give or take what 2,000 points leave open.
    assert random["distance_km"] == pytest.approx(10_007, abs=350)
    constants = [row for row in rows.values() if row.kind == "constant"]
    assert {row.basis for row in constants if row.key.startswith("constant/best")} == {"clips"}
    assert {row.rank for row in constants} == {None}


def test_people_of_ten_clips_score_what_the_guesses_say():
    """The same check on other data: the four people of `tests.builders.ten_clips`, with known scores."""
    skip = 5000 * 2.718281828459045 ** (-10_000 / 1492.7)
    found = standing(ten_clips.people()).figures["all"]
    assert found["geoscore"] == pytest.approx((19_000 + 1.25 * skip) / 9)
    found = standing(ten_clips.people(unit="player")).figures["all"]
    assert found["geoscore"] == pytest.approx((7_500 + 0.75 * skip) / 4)


def row(key="alm/x", score=1000.0, kind="alm", **overrides):
    fields = {"name": key, "basis": "clips", "note": "", "clips": 1444} | overrides
    return Standing(key=key, kind=kind, figures={"all": {"geoscore": score}}, **fields)


def ranks(rows, comparable=True):
    return {one.key: one.rank for one in ranked(rows, comparable)}


def test_the_best_is_first_and_equal_scores_share_a_rank():
    found = ranks([row("c", 1.0), row("a", 3.0), row("b2", 2.0), row("b", 2.0), row("d", 0.5)])
    assert found == {"a": 1, "b2": 2, "b": 2, "c": 4, "d": 5}
    assert list(found) == ["a", "b2", "b", "c", "d"]


def test_what_is_provisional_or_beneath_another_or_a_baseline_or_without_a_score_has_no_rank():
    unranked = [
        row("provisional", 9.0, provisional="1 more clips"),
        row("beneath", 8.0, under="first"),
        row("constant", 7.0, "constant"),
        row("nothing", float("nan")),
    ]
    found = ranks([*unranked, row("first", 2.0), row("second", 1.0)])
    assert found == {**{one.key: None for one in unranked}, "first": 1, "second": 2}
    assert list(found)[-1] == "nothing"


@pytest.mark.parametrize(
    ("clips", "guesses", "lacks"),
    [
        (MIN_CLIPS, None, ""),
        (MIN_CLIPS, MIN_GUESSES, ""),
        (MIN_CLIPS - 1, None, "1 more clip"),
        (60, None, "40 more clips"),
        (MIN_CLIPS, MIN_GUESSES - 1, "1 more guess"),
        (9, 14, "91 more clips and 486 more guesses"),
    ],
)
def test_a_provisional_row_says_exactly_what_is_missing(clips, guesses, lacks):
    assert missing(clips, guesses) == lacks


def test_people_are_ranked_from_the_clip_and_the_guess_on_that_they_lacked():
    benchmark = benchmark_of([one_clip(at, 0.0, float(at)) for at in range(MIN_CLIPS)], benchmark=True)

    def people(clips, guesses):
        at = [number % clips for number in range(guesses)]
        player = [number % 12 for number in range(guesses)]
        stored = guessed(benchmark, at, player, [0.0] * guesses, [float(one) for one in at])
        rows = table(roster_of(benchmark, stored), Intervals())
        return next(one for one in rows if one.key == "human")

    assert (people(MIN_CLIPS, MIN_GUESSES).rank, people(MIN_CLIPS, MIN_GUESSES).provisional) == (1, "")
    for clips, guesses, lacks in [
        (MIN_CLIPS - 1, MIN_GUESSES, "1 more clip"),
        (MIN_CLIPS, MIN_GUESSES - 1, "1 more guess"),
    ]:
        assert (people(clips, guesses).rank, people(clips, guesses).provisional) == (None, lacks)


def test_a_model_that_answered_all_clips_stands_above_its_published_row_and_else_beneath():
    printed = row("published/x", 1100.0, basis="published", open=True)
    other = row("published/y", 1200.0, basis="published")
    whole, part = row("alm/x", 1000.0), row("alm/x", 1300.0, clips=1443)
    above = {one.key: one for one in ranked(nested([whole], [printed, other], 1444), True)}
    assert (above["alm/x"].under, above["published/x"].under) == (None, "alm/x")
    assert (above["alm/x"].rank, above["published/x"].rank, above["published/y"].rank) == (2, None, 1)
    beneath = {one.key: one for one in ranked(nested([part], [printed, other], 1444), True)}
    assert (beneath["alm/x"].under, beneath["published/x"].under) == ("published/x", None)
    assert (beneath["alm/x"].rank, beneath["published/x"].rank, beneath["published/y"].rank) == (None, 2, 1)
    assert nested([row("alm/z")], [printed], 1444)[0] == row("alm/z")


def the_table(roster):
    return {one.key: one for one in table(roster, Intervals())}


def test_published_rows_are_ranked_beside_people_only_on_agl1ks_clips(tmp_path):
    write_answers(tmp_path / "google" / "gemini-3-pro-preview", model_answers())
    for is_agl1k in (True, False):
        benchmark = ten(benchmark=is_agl1k)
        found = the_table(roster_of(benchmark, ten_guesses(benchmark), tmp_path))
        published = [one for one in found.values() if one.basis == "published" and one.kind == "alm"]
        assert len(published) == 16
        assert all((one.rank is not None) == is_agl1k for one in published)
        assert found[GEMINI].under == ("published/gemini-3-pro" if is_agl1k else None)
        assert found[GEMINI].open is False


def test_a_recomputed_model_alone_is_not_ranked_with_published_ones_on_other_clips(tmp_path):
    clips = [one_clip(at, 0.0, float(at)) for at in range(MIN_CLIPS)]
    rows = [{**model_answers()[0], "question_id": one.key} for one in clips]
    write_answers(tmp_path / "mine", rows)
    found = the_table(roster_of(benchmark_of(clips), None, tmp_path))
    assert {key for key, one in found.items() if one.rank is not None} == {"alm/mine"}


@pytest.mark.parametrize("name", [PRACTICE_PACK, "equator"])
def test_before_anybody_has_guessed_the_published_rows_are_ranked_among_themselves(name):
    benchmark = ten(name)
    found = the_table(roster_of(benchmark))
    assert sorted(one.rank for one in found.values() if one.kind == "alm") == list(range(1, 17))
    assert not any(one.kind in {"human", "crowd", "best-tenth"} for one in found.values())


def test_a_row_of_no_answers_is_a_row_without_figures():
    people = ten_clips.people()
    nobody = standing(people.only(people.rows.refused & ~people.rows.refused))
    assert (nobody.clips, nobody.guesses, nobody.guesses_per_clip, nobody.geoscore) == (
        0,
        0,
        None,
        float("-inf"),
    )


# Table 1 of the paper: GeoScore and mean distance in km.
PAPER = {
    "gemini-3-pro": (3031.82, 2180.57),
    "gemini-2.5-pro": (2826.95, 2521.97),
    "gemini-2.5-flash": (2256.22, 3558.37),
    "gemini-2.5-flash-lite": (1687.97, 4373.89),
    "gemini-2.0-flash-thinking": (2494.46, 2991.51),
    "gemini-2.0-flash": (2535.49, 2906.31),
    "gemini-2.0-flash-lite": (2417.14, 3223.85),
    "gpt-4o-audio-preview": (1996.15, 4067.87),
    "qwen3-omni": (1498.92, 5174.36),
    "qwen2.5-omni": (1317.74, 5476.83),
    "phi-4-mm1": (826.88, 6462.43),
    "kimi-audio": (1336.20, 5590.20),
    "gemma-3n-e4b-it": (1161.54, 5815.46),
    "minicpm-o-2.6": (1080.05, 6600.83),
    "mimo-audio": (1445.39, 4853.25),
    "mimo-audio-think": (1447.30, 5008.01),
}


def test_every_published_row_shows_the_papers_figures_and_no_others():
    found = the_table(roster_of(ten(benchmark=True)))
    models = {key: one for key, one in found.items() if one.kind == "alm"}
    assert {
        key.removeprefix("published/"): (one.figures["all"]["geoscore"], one.figures["all"]["distance_km"])
        for key, one in models.items()
    } == PAPER
    with (DATA / "agl1k_published.csv").open(encoding="utf-8", newline="") as lines:
        printed = [line for line in csv.DictReader(lines) if line["part"] in PARTS]
    for line in printed:
        shown = found[line["entrant"].replace("alm/", "published/")]
        assert shown.figures[line["part"]][line["metric"]] == float(line["value"])
    shown = sum(len(part) for one in found.values() if one.key in _keys() for part in one.figures.values())
    assert shown == len({(line["entrant"], line["part"], line["metric"]) for line in printed})
    assert {one.clips for one in models.values()} == {1444}
    assert (
        sum(one.open is True for one in models.values())
        == sum(one.open is False for one in models.values())
        == 8
    )


def _keys():
    return {published_standing(one, 1444).key for one in load_published()}


def test_the_order_of_guesses_changes_nothing():
    benchmark = ten()
    turned = roster_of(benchmark, ten_guesses(benchmark, GUESSES[::-1]))
    for key, one in the_table(roster_of(benchmark, ten_guesses(benchmark))).items():
        other = the_table(turned)[key]
        for part in PARTS:
            assert other.figures[part] == pytest.approx(dict(one.figures[part]), nan_ok=True), key
        assert replace(other, figures={}, doubts={}, note="") == replace(one, figures={}, doubts={}, note="")
