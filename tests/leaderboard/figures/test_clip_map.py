import csv
import io
import json
import math
import re
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.packs.clip import Clip
from game.texts import text_in
from leaderboard.figures.clip_map import (
    LEAST_HIDDEN,
    LEAST_PACK,
    NUMBERS,
    ClipMask,
    clip_numbers,
    map_figure,
    public_clips,
    revealed,
)
from leaderboard.figures.map_page import in_language, map_page
from tests.builders.ten_clips import entrant, km, people

SKIPPED = dict.fromkeys(NUMBERS, 0) | {"median_km": 10_000.0, "crowd_km": None}
places = st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=60)


def clip(at, lat, lon, **overrides):
    texts = dict.fromkeys((field.name for field in fields(Clip)), "")
    numbers = dict.fromkeys(("seconds", "speech", "animal", "music", "nature", "things"), 0.0)
    names = {"key": f"secret_{at}", "title": f"Bells <b>of</b> {at}", "city": "Seoul", "country_code": "KR"}
    return Clip(**{**texts, **numbers, **names, "lat": lat, "lon": lon, **overrides})


def clips_at(points):
    return [clip(at, lat, lon) for at, (lat, lon) in enumerate(points)]


def scattered(count, seed=5):
    rng = np.random.default_rng(seed)
    return clips_at(
        zip(rng.uniform(-60, 70, count).tolist(), rng.uniform(-180, 180, count).tolist(), strict=True)
    )


def all_numbers(clips):
    return {clip.key: SKIPPED for clip in clips}


def hidden(clips, seen=(), mask=None):
    collection = public_clips(clips, all_numbers(clips), mask or ClipMask.of(clips), seen)
    return [feature for feature in collection["features"] if not feature["properties"]["revealed"]]


@pytest.fixture
def many_clips(monkeypatch):
    """Sixty clips, in a world where that is a large pack."""
    monkeypatch.setattr("leaderboard.figures.clip_map.LEAST_PACK", 60)
    return scattered(60)


# Numbers of a clip


def test_a_clip_has_the_numbers_of_its_guesses():
    found = clip_numbers(people(), {0: 123.456, 1: math.nan})
    assert sorted(found) == [0, 1, 2, 3, 4, 5, 6, 7, 9]
    # 0, 1,034.7 and 3,437.1 km and a skip.
    assert found[0] == {
        "guesses": 3,
        "skips": 1,
        "median_km": round((km(2500) + km(500)) / 2, 1),
        "within_500km": 0.25,
        "crowd_km": 123.5,
    }
    assert found[1] == {
        "guesses": 1,
        "skips": 0,
        "median_km": round(km(4000), 1),
        "within_500km": 1,
        "crowd_km": None,
    }
    assert found[3]["median_km"] == round((km(2000) + km(1000)) / 2, 1)
    assert found[6] == {
        "guesses": 0,
        "skips": 1,
        "median_km": 10_000,
        "within_500km": 0,
        "crowd_km": None,
    }


def test_nobodys_answers_give_no_numbers():
    assert clip_numbers(people().only(np.zeros(14, dtype=bool))) == {}


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0, 20_003)), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_medians_are_those_of_each_clip_alone(answers):
    clip, far = zip(*answers, strict=True)
    found = clip_numbers(entrant(clip, far, ["Europe"] * len(far), [False] * len(far)))
    for at, numbers in found.items():
        own = [distance for of, distance in answers if of == at]
        assert numbers["median_km"] == pytest.approx(np.median(own), abs=0.051)
        assert numbers["within_500km"] == pytest.approx(np.mean(np.array(own) < 500), abs=1e-4)


# What a player may know about a place


@given(places)
@settings(max_examples=60, deadline=None)
def test_a_hidden_clip_stands_in_the_cell_that_holds_it(points):
    clips = clips_at(points)
    mask = ClipMask.of(clips)
    for (lat, lon), coarse_lat, coarse_lon in zip(points, mask.lats, mask.lons, strict=True):
        south, west = min(math.floor(lat / 10) * 10, 80), min(math.floor(lon / 10) * 10, 170)
        assert south < coarse_lat < south + 10
        assert west < coarse_lon < west + 10


def test_of_a_true_place_only_its_cell_matters():
    numbers = iter(f"{at:02}" for at in range(100)).__next__
    here = ClipMask.of(clips_at([(51.0, 1.0), (59.9, 9.9), (51.1, 1.1)]), numbers)
    numbers = iter(f"{at:02}" for at in range(100)).__next__
    there = ClipMask.of(clips_at([(58.7, 3.2), (50.0, 0.0), (55.5, 8.8)]), numbers)
    assert here == there


def test_a_clip_alone_in_its_cell_stands_in_the_middle_and_more_stand_apart():
    mask = ClipMask.of(clips_at([(-33.9, 151.2), (48.9, 2.3), (47.0, 8.0), (42.0, 1.0)]))
    assert (mask.lats[0], mask.lons[0]) == (-35, 155)
    assert len(set(zip(mask.lats, mask.lons, strict=True))) == 4


def test_ids_and_order_are_new_with_each_veil_and_say_nothing_of_keys(many_clips):
    first, second = hidden(many_clips, {"secret_3"}), hidden(many_clips, {"secret_3"})
    ids = [[feature["properties"]["id"] for feature in features] for features in (first, second)]
    assert all(re.fullmatch(r"[0-9a-f]{16}", one) for one in ids[0])
    assert ids[0] == sorted(ids[0])
    assert not set(ids[0]) & set(ids[1])
    # As many clips would keep their order by chance less than once in 10^47 times.
    places = [[feature["geometry"]["coordinates"] for feature in features] for features in (first, second)]
    assert places[0] != places[1]


def test_nothing_tells_key_title_or_place_of_a_clip_that_was_not_revealed(many_clips):
    clips = many_clips
    seen = {clip.key for clip in clips[:5]}
    public_json = json.dumps(public_clips(clips, all_numbers(clips), ClipMask.of(clips), seen))
    for clip in clips[5:]:
        assert json.dumps(clip.key) not in public_json
        assert clip.title not in public_json
        for degrees in (clip.lat, clip.lon):
            assert f"{degrees:.3f}"[:-1] not in public_json
    assert public_json.count("Seoul") == public_json.count("title") == 5


def test_a_revealed_clip_is_at_its_place_with_the_names_that_players_know():
    clips = scattered(40)
    (feature,) = revealed(clips, all_numbers(clips), {clips[3].key})
    assert feature["geometry"]["coordinates"] == [clips[3].lon, clips[3].lat]
    properties = feature["properties"]
    assert (properties["place"], properties["title"]) == ("Seoul, South Korea", "Bells <b>of</b> 3")
    assert (properties["revealed"], properties["id"]) == (True, "secret_3")


def test_the_id_of_a_hidden_clip_is_gone_once_it_is_revealed(many_clips):
    mask, numbers = ClipMask.of(many_clips), all_numbers(many_clips)
    public_json = json.dumps(public_clips(many_clips, numbers, mask, {many_clips[7].key}))
    assert mask.ids[7] not in public_json
    assert mask.ids[8] in public_json


def test_the_last_few_clips_are_not_shown_because_a_square_would_tell_what_comes_next(many_clips):
    numbers, mask = all_numbers(many_clips), ClipMask.of(many_clips)
    keys = [clip.key for clip in many_clips]
    enough = public_clips(many_clips, numbers, mask, set(keys[: 60 - LEAST_HIDDEN]))
    assert (len(enough["features"]), enough["left_out"]) == (60, 0)
    few = public_clips(many_clips, numbers, mask, set(keys[: 61 - LEAST_HIDDEN]))
    assert (len(few["features"]), few["left_out"]) == (61 - LEAST_HIDDEN, LEAST_HIDDEN - 1)


@pytest.mark.parametrize("heard", [1, 5, 12, 39])
def test_in_a_smaller_pack_nobody_has_a_square_to_subtract_from(heard):
    """A cell that anybody sees at any time is one that a player can take what they have heard from."""
    clips = scattered(60)
    seen = {clip.key for clip in clips[:heard]}
    assert hidden(clips, seen) == hidden(clips) == []
    assert public_clips(clips, all_numbers(clips), ClipMask.of(clips), seen)["left_out"] == 60 - heard


@pytest.mark.parametrize("size", [3, 60, LEAST_PACK + 1])
def test_a_stranger_sees_no_clip_whatever_the_pack(size):
    clips = scattered(size)
    collection = public_clips(clips, all_numbers(clips), ClipMask.of(clips), set())
    assert (collection["features"], collection["left_out"]) == ([], size)


def test_a_clip_that_nobody_has_answered_is_not_on_the_map(many_clips):
    numbers = {clip.key: SKIPPED for clip in many_clips[:30]}
    collection = public_clips(many_clips, numbers, ClipMask.of(many_clips), {many_clips[0].key})
    assert (len(collection["features"]), collection["left_out"]) == (30, 0)


# The map in words


def test_the_maps_table_says_no_more_than_the_numbers():
    figure = map_figure(clip_numbers(people()), 10)
    rows = list(csv.DictReader(io.StringIO(figure.csv())))
    assert tuple(rows[0]) == NUMBERS
    assert [float(row["median_km"]) for row in rows] == sorted(float(row["median_km"]) for row in rows)
    assert len(rows) == 9
    assert "9 of 10" in figure.alt
    # 157 and 333 km; 763, 1,797, 1,885 twice, 2,236 and 2,402 km; and a skip alone.
    assert "below 500 km for 2, between 500 and 2,500 km for 6, and larger for 1." in figure.alt


def test_an_empty_map_says_so():
    assert map_figure({}, 10).alt == "No clip has been answered yet, of 10."


# The page


def test_the_page_loads_nothing_from_another_host():
    page = map_page()
    assert not re.findall(r"""(?:https?:)?//[a-z0-9-]+\.[a-z]""", page)
    loaded = re.findall(r"""(?:src|href)=["']([^"']*)|from "([^"]*)""", page)
    assert {one or other for one, other in loaded} == {
        "../../earwitness/leaflet/leaflet.js",
        "../../earwitness/leaflet/leaflet.css",
        "../../earwitness/shared/tokens.css",
        "../../earwitness/map/clip-map.css",
        "../../earwitness/map/clip-map.js",
    }


def test_the_page_says_its_language_and_lets_people_zoom():
    page = map_page()
    assert '<html lang="en">' in page
    assert "user-scalable" not in page
    assert "maximum-scale" not in page
    assert page.count('name="viewport"') == 1


def test_the_page_is_the_same_each_time():
    assert map_page() == map_page()


def test_the_page_speaks_other_languages():
    page = in_language(map_page(), "ar")
    assert '<html lang="ar" dir="rtl">' in page
    for key in ("clips.title", "clips.none"):
        assert text_in("ar", key) in page and text_in("en", key) not in page
