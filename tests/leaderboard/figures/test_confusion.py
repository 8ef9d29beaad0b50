import csv
import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leaderboard.entrants.entrant import CONTINENTS
from leaderboard.entrants.subgroups import TRUE_CONTINENTS
from leaderboard.figures.confusion import ANSWERS, confuse, confusion
from leaderboard.figures.palette import styles
from tests.builders.ten_clips import EUROPE, entrant, model, people, truth

NOWHERE = dict.fromkeys(ANSWERS, 0.0)


def drawn(one):
    return confusion(one, truth(), styles([one])[one.key])


def row(found, name):
    return dict(zip(ANSWERS, found[TRUE_CONTINENTS.index(name)].tolist(), strict=True))


def test_the_answers_of_a_clip_weigh_together_as_much_as_one():
    found = confuse(people(), truth())
    # Clip 0: two in Europe, one in Asia, one skip; clip 1: Europe; clip 2: Asia; clip 3: Europe and Africa.
    expected = {"Africa": 0.5 / 4, "Asia": 1.25 / 4, "Europe": (0.5 + 1 + 0.5) / 4, "no answer": 0.25 / 4}
    assert row(found.share, EUROPE) == pytest.approx(NOWHERE | expected)
    assert row(found.share, "Asia") == pytest.approx(NOWHERE | {"Asia": 1.5 / 2, "Europe": 0.5 / 2})
    assert row(found.share, "Africa") == NOWHERE | {"no answer": 1.0}
    assert row(found.share, "North America") == NOWHERE | {"Antarctica": 1.0}


def test_answers_and_clips_are_counted():
    found = confuse(people(), truth())
    assert row(found.answers, EUROPE) == NOWHERE | {"Africa": 1, "Asia": 2, "Europe": 4, "no answer": 1}
    assert row(found.clips, EUROPE) == NOWHERE | {"Africa": 1, "Asia": 2, "Europe": 3, "no answer": 1}
    assert found.clips_in_row.tolist() == [1, 2, 4, 1, 0, 0]


def test_a_clip_without_a_continent_is_left_out_and_counted():
    found = confuse(people(), truth())
    assert (found.clips_without, found.without.tolist()) == (1, [0, 0, 1, 0, 0, 0, 0, 0])
    assert found.answers.sum() == 13
    figure = drawn(people())
    assert "Left out, clips without a continent: 1." in figure.alt
    left_out = [line for line in csv.DictReader(io.StringIO(figure.csv())) if not line["continent"]]
    assert {line["answered"]: line["answers_there"] for line in left_out} == dict.fromkeys(ANSWERS, "0") | {
        EUROPE: "1"
    }


def test_a_clip_in_antarctica_is_none_of_the_six():
    names = truth().labels["continent"].copy()
    names[6] = "Antarctica"
    found = confuse(people(), replace(truth(), labels={"continent": names}))
    assert (found.clips_without, found.answers.sum()) == (2, 12)


def test_an_unanswered_continent_has_no_shares():
    found = confuse(people(), truth())
    assert np.isnan(found.share[TRUE_CONTINENTS.index("Oceania")]).all()
    assert "Oceania: no recording has been answered." in drawn(people()).alt


def test_people_can_be_what_counts_once():
    found = confuse(people(unit="player"), truth())
    # In Europe player 0 answers 3 times, 1 twice, 2 twice, 3 once.
    expected = {
        "Africa": 1 / 3 / 4,
        "Asia": (1 / 2 + 1 / 2) / 4,
        "Europe": (2 / 3 + 1 / 2 + 1 / 2) / 4,
        "no answer": 1 / 4,
    }
    assert row(found.share, EUROPE) == pytest.approx(NOWHERE | expected)


def test_the_text_says_what_the_rows_show():
    alt = drawn(people()).alt
    assert (
        "Europe (clips: 4): 50% of the answers are there. The most frequent mistake is Asia, with 31%. "
        "6% are no answer." in alt
    )
    assert "Africa (clips: 1): 0% of the answers are there. 100% are no answer." in alt


def test_rows_of_few_clips_are_grey_and_say_so():
    many = entrant(
        [0] * 3 + [1, 2, 3], [5.0] * 6, [EUROPE] * 6, [False] * 6, key="alm/x", name="X", kind="alm"
    )
    chart = drawn(many).chart
    strong, grey, _ = chart["data"]
    assert all(value is None for line in strong["z"] for value in line)
    assert grey["z"][TRUE_CONTINENTS.index(EUROPE)][CONTINENTS.index(EUROPE)] == 100
    assert "Europe<br>clips: 4 (few)" in chart["layout"]["yaxis"]["ticktext"]
    assert "fewer than 10 clips" in drawn(many).csv()


def test_a_row_of_ten_clips_is_drawn_in_full():
    everywhere = replace(truth(), labels={"continent": np.array([EUROPE] * 10, dtype=object)})
    one = model()
    strong, grey, figures = confusion(one, everywhere, styles([one])[one.key]).chart["data"]
    assert strong["z"][2][2] == 100
    assert grey["z"][2] == [None] * len(ANSWERS)
    assert (figures["x"], figures["y"], figures["text"]) == ([2], [2], ["100"])


def test_hovering_tells_counts():
    data = drawn(people()).chart["data"]
    assert data[0]["text"][2][1] == (
        "Europe, Asia: 31%<br>Answers: 2 of 8<br>Clips: 2 of 4<br>Fewer than 10 clips: unreliable"
    )


def test_the_table_has_every_cell():
    lines = list(csv.DictReader(io.StringIO(drawn(people()).csv())))
    assert len(lines) == (6 + 1) * len(ANSWERS)
    shares = {(line["continent"], line["answered"]): line["share"] for line in lines}
    assert (shares[EUROPE, "Asia"], shares["Oceania", "Asia"]) == ("0.3125", "")


@given(st.data())
@settings(max_examples=50, deadline=None)
def test_shares_are_those_of_a_plain_loop(data):
    size = data.draw(st.integers(1, 30))
    clip = data.draw(st.lists(st.integers(0, 9), min_size=size, max_size=size))
    placed = data.draw(st.lists(st.sampled_from([*CONTINENTS, None]), min_size=size, max_size=size))
    found = confuse(entrant(clip, [1.0] * size, placed, [p is None for p in placed]), truth())
    labels = truth().labels["continent"]
    for at, name in enumerate(TRUE_CONTINENTS):
        clips = [c for c in set(clip) if labels[c] == name]
        for column, answer in enumerate([*CONTINENTS, None]):
            per_clip = [
                np.mean([p == answer for c, p in zip(clip, placed, strict=True) if c == one]) for one in clips
            ]
            expected = np.mean(per_clip) if per_clip else np.nan
            assert found.share[at, column] == pytest.approx(expected, nan_ok=True)
