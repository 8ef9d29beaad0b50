import csv
import io
import json
import re
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from game.geo.geodesy import geoscore
from leaderboard.entrants.entrant import Kind
from leaderboard.figures.error_curves import DISTANCES_KM, error_curves, share_within
from leaderboard.figures.figures import figures
from leaderboard.figures.group_scores import group_scores
from leaderboard.figures.listening_time import listening_time
from leaderboard.figures.palette import styles
from leaderboard.scoring.columns import THRESHOLDS_KM
from leaderboard.scoring.measures import measure
from tests.builders.ten_clips import EUROPE, entrant, model, people, seconds_heard, truth

SKIP = geoscore(10_000.0)
INTERVALS = {"human": {"speech": (2000.0, 3500.0), "heard/5-10": (1000.0, 4200.0)}}
SURFACES = ("#fdfcf8", "#14262f")  # --surface in assets/shared/tokens.css, light and dark


def several():
    variant = people(key="human/first-five", name="People, first five rounds")
    return [people(), variant, model(), model("alm/two", "Model <b>Two</b>", score=2000.0)]


@pytest.fixture
def drawn():
    return {one.name: one for one in figures(several(), truth(), seconds_heard(), INTERVALS)}


def lines(figure):
    return list(csv.DictReader(io.StringIO(figure.csv())))


def test_every_figure_is_there_once_with_words_numbers_and_a_name_for_an_address(drawn):
    assert list(drawn) == [
        "confusion-human",
        "confusion-alm-one",
        "confusion-alm-two",
        "errors",
        "geoscore-continent",
        "geoscore-speech",
        "geoscore-sound",
        "heard",
    ]
    for figure in drawn.values():
        assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*", figure.name)
        assert figure.alt.endswith(".")
        assert {len(row) for row in figure.rows} == {len(figure.columns)}
        assert len(lines(figure)) == len(figure.rows)


def test_plotly_takes_every_chart_and_json_holds_it(drawn):
    for figure in drawn.values():
        go.Figure(figure.chart)
        json.dumps(figure.chart, allow_nan=False)


def test_every_trace_tells_whose_it_is(drawn):
    keys = {trace["meta"]["key"] for trace in drawn["errors"].chart["data"]}
    assert keys == {"human", "human/first-five", "alm/one", "alm/two"}
    assert {trace["meta"]["key"] for trace in drawn["confusion-alm-one"].chart["data"]} == {"alm/one"}


def test_colours_of_text_paper_and_grid_are_left_to_the_page(drawn):
    for figure in drawn.values():
        layout = json.dumps(figure.chart["layout"])
        assert set(re.findall(r'"\w*color": "([^"]*)"', layout)) <= {"rgba(0,0,0,0)", "#7c8f97"}
        assert "font" not in layout


def test_a_name_that_holds_markup_is_shown_as_it_is(drawn):
    assert "Model &lt;b&gt;Two&lt;/b&gt;" in {trace["name"] for trace in drawn["errors"].chart["data"]}


def test_nobody_there_gives_no_figures():
    assert figures([], truth(), None, {}) == []


def test_without_people_there_is_nothing_about_listening():
    names = [figure.name for figure in figures([model()], truth(), None, {})]
    assert names == ["confusion-alm-one", "errors", "geoscore-continent", "geoscore-speech", "geoscore-sound"]


def test_only_the_table_and_whoever_asks_see_other_readings_of_the_same_answers(drawn):
    for name in ("errors", "geoscore-speech"):
        visible = {trace["meta"]["key"]: trace["visible"] for trace in drawn[name].chart["data"]}
        assert visible == {"human": True, "human/first-five": "legendonly", "alm/one": True, "alm/two": True}
        assert "first five" not in drawn[name].alt
        assert "human/first-five" in drawn[name].csv()


# Distances


def within(one, km):
    return share_within(one)[DISTANCES_KM.tolist().index(km)]


def test_each_guess_weighs_one_by_the_number_of_guesses_on_its_clip():
    # Nine clips are answered. Nearer than 100 km lies one of the four answers to clip 0.
    assert within(people(), 100) == pytest.approx(1 / 4 / 9)
    # 4,500 and 4,000 points are 157 and 333 km: the only answers to clips 9 and 1.
    assert within(people(), 500) == pytest.approx((1 / 4 + 1 + 1) / 9)
    # 3,000 points are 763 km: the only answer to clip 4.
    assert within(people(), 1000) == pytest.approx((1 / 4 + 1 + 1 + 1) / 9)
    # All but the two skips, one of four and one of one: they are not nearer than 10,000 km.
    assert within(people(), 10_000) == pytest.approx((9 - 1 / 4 - 1) / 9)


def test_the_curve_rises_to_all_answers_and_meets_the_table():
    one = people()
    curve, table = share_within(one), measure(one.rows, one.rows.clip)
    assert (np.diff(curve) >= 0).all()
    assert curve[-1] == pytest.approx(1)
    for km in THRESHOLDS_KM:
        assert within(one, km) == pytest.approx(table[f"acc_{km}km"])


def test_a_distance_below_one_km_is_drawn_at_one_and_one_of_one_km_is_not_within_it():
    near = entrant([0, 1, 2, 3], [0.0, 0.5, 1.0, 20_003.9], [EUROPE] * 4, [False] * 4)
    assert share_within(near)[[0, 1, -2, -1]] == pytest.approx([0.5, 0.75, 0.75, 1])


def test_an_answer_without_a_distance_is_not_in_the_curve():
    half = entrant([0, 1], [np.nan, 50.0], [None, EUROPE], [False, False])
    assert within(half, 100) == 1
    nothing = replace(half, rows=replace(half.rows, distance_km=np.full(2, np.nan)))
    figure = error_curves([nothing], styles([nothing]))
    assert "within 100 km" not in figure.alt
    assert {line["share_within"] for line in lines(figure)} == {""}


def test_the_curves_text_names_its_main_figures(drawn):
    alt = drawn["errors"].alt
    assert "People: 3% within 100 km, 25% within 500 km, 36% within 1,000 km." in alt
    assert "Model One: 0% within 100 km, 0% within 500 km, 0% within 1,000 km." in alt


def test_a_curve_is_thinned_to_a_few_hundred_points():
    assert 150 < len(DISTANCES_KM) < 400


# Groups


def test_scores_of_groups_are_means_over_clips_of_their_means():
    clip_0 = (5000 + 2500 + 500 + SKIP) / 4
    found = group_scores(people(), truth(), INTERVALS["human"])
    expected = {
        "continent/Africa": SKIP,
        "continent/Asia": (3000 + 1500) / 2,
        "continent/Europe": (clip_0 + 4000 + 1000 + 1500) / 4,
        "continent/North America": 1500,
        "continent/Oceania": np.nan,
        "continent/South America": np.nan,
        "speech": (clip_0 + 4000 + 3000 + SKIP + 4500) / 5,
        "nonspeech": (1000 + 1500 + 1500 + 1500) / 4,
        "animal": 1000,
        "music": 1500,
        "nature": (1500 + 1500) / 2,
        "things": 1500,
    }
    assert {name: one.geoscore for name, one in found.items()} == pytest.approx(expected, nan_ok=True)
    counts = {name: (one.clips, one.answers) for name, one in found.items()}
    assert (counts["continent/Europe"], counts["speech"], counts["continent/Oceania"]) == (
        (4, 8),
        (5, 8),
        (0, 0),
    )
    assert (found["speech"].interval, found["nonspeech"].interval) == ((2000.0, 3500.0), None)


def test_people_can_be_what_counts_once_in_a_group():
    one = people(unit="player")
    found = group_scores(one, truth(), {})
    # Without speech player 0 has 1,000, player 1 1,000 and 1,500, player 2 2,000 and 1,000, player 3 2,000.
    assert found["nonspeech"].geoscore == pytest.approx((1000 + 1250 + 1500 + 2000) / 4)


def test_intervals_reach_to_both_sides_of_their_point(drawn):
    trace = next(one for one in drawn["geoscore-speech"].chart["data"] if one["meta"]["key"] == "human")
    score = (2001.54 + 4000 + 3000 + 6.16 + 4500) / 5
    assert trace["x"] == pytest.approx([score, 1375], abs=0.01)
    assert trace["error_x"]["array"] == [pytest.approx(3500 - score, abs=0.01), None]
    assert trace["error_x"]["arrayminus"] == [pytest.approx(score - 2000, abs=0.01), None]
    assert trace["text"][0].startswith("2,702 (95%: 2,000 to 3,500)<br>Answers: 8<br>Clips: 5")


def test_a_group_of_few_clips_is_hollow_and_says_so(drawn):
    trace = drawn["geoscore-speech"].chart["data"][0]
    assert trace["marker"]["symbol"] == ["circle-open", "circle-open"]
    assert "Fewer than 10 clips" in trace["text"][0]
    assert "Hollow points have fewer than 10 clips" in drawn["geoscore-speech"].alt
    assert {line["note"] for line in lines(drawn["geoscore-speech"])} == {"fewer than 10 clips"}


def test_a_group_without_answers_is_a_gap(drawn):
    trace = drawn["geoscore-continent"].chart["data"][0]
    assert (trace["y"][4], trace["x"][4], trace["text"][4]) == ("Oceania", None, "no answers")
    row = next(line for line in lines(drawn["geoscore-continent"]) if line["group"] == "Oceania")
    assert (row["clips"], row["geoscore"], row["low"]) == ("0", "", "")


def test_the_text_of_groups_names_their_scores(drawn):
    assert (
        "People: Speech 2,702 (few clips: 5), No speech 1,375 (few clips: 4)." in drawn["geoscore-speech"].alt
    )


# Seconds heard


def test_scores_by_seconds_heard_leave_out_skips_and_what_is_not_known(drawn):
    figure = drawn["heard"]
    rows = [
        (line["seconds_heard"], line["clips"], line["answers"], line["geoscore"]) for line in lines(figure)
    ]
    assert rows == [
        ("0-5", "1", "1", "5000.0"),
        ("5-10", "2", "2", "2500.0"),
        ("10-20", "2", "2", "2250.0"),
        ("20-40", "2", "2", "3000.0"),
        ("40-80", "2", "2", "1250.0"),
        ("80+", "2", "2", "2000.0"),
        ("", "", "1", ""),
        ("", "", "2", ""),
    ]
    assert [line["note"] for line in lines(figure)][-2:] == ["left out: not known", "left out: skips"]
    assert "Left out, guesses without a listening time: 1. Left out, skips: 2." in figure.alt


def test_listening_longer_is_not_said_to_help(drawn):
    assert "does not show that listening longer helps" in drawn["heard"].alt


def test_intervals_by_seconds_heard_are_drawn(drawn):
    (trace,) = drawn["heard"].chart["data"]
    assert trace["error_y"]["array"] == [None, 1700.0, None, None, None, None]
    assert trace["error_y"]["arrayminus"] == [None, 1500.0, None, None, None, None]


def test_when_nothing_is_known_of_listening_the_figure_says_so():
    figure = listening_time(people(), np.full(14, np.nan), {}, styles([people()])["human"])
    assert "Left out, guesses without a listening time: 12. Left out, skips: 2." in figure.alt
    assert figure.chart["data"][0]["y"] == [None] * 6
    go.Figure(figure.chart)


# Colours


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def crowded():
    kinds: dict[Kind, int] = {"human": 5, "crowd": 4, "best-tenth": 1, "alm": 16, "constant": 6}
    return [
        model(f"{kind}/{number}") if kind == "alm" else replace(model(f"{kind}/{number}"), kind=kind)
        for kind, count in kinds.items()
        for number in range(count)
    ]


def test_every_colour_is_seen_on_the_page_light_and_dark():
    for style in styles(crowded()).values():
        for surface in SURFACES:
            dark, light = sorted((luminance(style.colour), luminance(surface)))
            assert (light + 0.05) / (dark + 0.05) >= 3, (style.colour, surface)


def test_no_two_entrants_look_alike():
    found = styles(crowded()).values()
    assert len({(one.colour, one.dash) for one in found}) == len(crowded())


def test_the_first_models_and_groups_of_people_differ_in_more_than_colour():
    found = styles(crowded())
    assert len({found[f"alm/{number}"].dash for number in range(5)}) == 5
    assert len({(found[key].dash, found[key].width) for key in ("human/0", "crowd/0", "best-tenth/0")}) == 3


def test_people_are_the_strongest_and_keep_their_look_whoever_else_is_there():
    alone, among = styles([people()])["human"], styles([*crowded(), people()])["human"]
    assert alone == among
    assert max(styles(several()).values(), key=lambda style: style.width) == alone
