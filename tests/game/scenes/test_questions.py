"""Scenes from a seed, and questions that are true of them, balanced by answer."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.scenes.build.sounds.catalog import NAMES, VARIANTS
from game.scenes.directions import great_circle_degrees, unit_vector
from game.scenes.item import Answer
from game.scenes.item_texts import SECTORS, sector, sound_name
from game.scenes.points import points
from game.scenes.questions.alternatives import four_azimuths, four_elevations, four_layouts
from game.scenes.questions.asking import items_about
from game.scenes.sampling import APART, sample_scene
from game.texts import catalog

HEAR_YOU_ARE = {
    *("q1_class", "q1_object", "q2_closer", "q3_side", "q3_depth", "q3_height", "q3_metres", "q4_angle"),
    *("q5_sounding", "q6_sounding", "q7_class", "q7_point", "q8_point", "q9_visible"),
}
TWNM = {
    *("l1_azimuth", "l1_elevation", "l1_distance", "l1_class", "l2_relative_direction_between_objects"),
    *("l2_compare_object_distances", "l2_bind_identity_location_distance"),
    *("l3_layout", "l3_turn", "l3_impossible"),
}


def sampled(seed, count=48):
    return [sample_scene(seed, index, 0, 5.0, NAMES, VARIANTS) for index in range(count)]


@pytest.fixture(scope="module")
def scenes():
    return {scene.id: scene for scene in sampled(1)}


@pytest.fixture(scope="module")
def items(scenes):
    return items_about(list(scenes.values()), NAMES, 1)


def of(items, task):
    return [item for item in items if item.task == task]


def test_the_same_seed_gives_the_same_scenes_and_items(scenes, items):
    assert sampled(1) == list(scenes.values())
    assert items_about(sampled(1), NAMES, 1) == items
    assert sampled(2) != list(scenes.values())


def test_scenes_have_one_to_four_sources_apart_and_within_their_rooms(scenes):
    assert {len(scene.sources) for scene in scenes.values()} == {1, 2, 3, 4}
    for scene in scenes.values():
        for source in (*scene.sources, *scene.drawn):
            at = np.array(scene.room.listener_m) + source.distance_m * unit_vector(
                source.azimuth, source.elevation
            )
            assert (at > 0.25).all()
            assert (at < np.array(scene.room.size_m) - 0.25).all()
        for one, other in combinations(scene.sources, 2):
            apart = great_circle_degrees(one.azimuth, one.elevation, other.azimuth, other.elevation)
            assert apart > APART - 0.2


def test_azimuths_go_all_around(scenes):
    eighths = Counter(sector(scene.sources[0].azimuth) for scene in scenes.values())
    assert len(eighths) == len(SECTORS)
    assert max(eighths.values()) <= 3 * min(eighths.values())


def test_all_kinds_of_both_papers_are_asked_each_answer_as_often_as_the_others(items):
    assert {item.task for item in items if item.family == "hear-you-are"} == HEAR_YOU_ARE
    assert {item.task for item in items if item.family == "twnm"} == TWNM
    for task in HEAR_YOU_ARE | TWNM:
        choices = [item for item in of(items, task) if item.kind == "choice"]
        right = Counter(item.answer.option for item in choices)
        if choices:
            counts = [right[option] for option in range(len(choices[0].options))]
            assert max(counts) - min(counts) <= 1, task


def test_twnm_items_have_four_different_options_and_a_level(items):
    twnm = [item for item in items if item.family == "twnm"]
    assert all(len(set(item.english_options)) == 4 for item in twnm)
    assert all(item.level == item.task[:2].upper() for item in twnm)


def test_every_text_is_in_the_catalog(items):
    texts = [text for item in items for text in (item.text, *item.options)]
    keys = {text.key for text in texts}
    keys |= {str(value)[1:] for text in texts for value in text.values.values() if str(value).startswith("@")}
    keys |= {f"spatial.sound.{name.replace(' ', '_')}" for name in NAMES}
    assert keys <= set(catalog())


def test_what_is_said_to_be_right_is_so(items, scenes):
    """Worked out anew from the scenes for one task of each kind."""
    for item in of(items, "q3_side"):
        scene, number = scenes[item.scene], item.text.values["number"]
        (source,), thing = scene.sources, scene.drawn[number - 1]
        left = [each.distance_m * unit_vector(each.azimuth, each.elevation)[1] for each in (source, thing)]
        side = "Left of it" if left[0] > left[1] else "Right of it"
        assert item.english_options[item.answer.option] == side
    for item in of(items, "q9_visible"):
        scene = scenes[item.scene]
        drawn = scene.sources[0].sound in {thing.name for thing in scene.drawn}
        assert item.english_options[item.answer.option] == ("Yes" if drawn else "No")
    for item in of(items, "l3_turn"):
        azimuth = scenes[item.scene].sources[item.source].azimuth
        turned = azimuth - 90 if item.text.key.endswith("left") else azimuth + 90
        right = item.options[item.answer.option].key
        assert right == f"spatial.sector.{SECTORS[sector(turned)]}"
    for item in of(items, "l2_compare_object_distances"):
        nearest = min(scenes[item.scene].sources, key=lambda source: source.distance_m)
        assert item.options[item.answer.option].key == f"spatial.sound.{nearest.sound.replace(' ', '_')}"


def test_only_the_right_binding_and_layout_are_so(items, scenes):
    """Every other option is false of its scene."""
    for item in of(items, "l2_bind_identity_location_distance"):
        heard = {(f"@{sound_name(s.sound).key}", round(s.azimuth)) for s in scenes[item.scene].sources}
        stated = [
            (option.values["sound"], option.values["degrees"] * (1 if option.key.endswith("left") else -1))
            for option in item.options
        ]
        assert [place for place, option in enumerate(stated) if option in heard] == [item.answer.option]
    for item in of(items, "l3_layout"):
        places = {
            f"@{sound_name(source.sound).key}": f"@spatial.sector.{SECTORS[sector(source.azimuth)]}"
            for source in scenes[item.scene].sources
        }
        so = [
            all(places[option.values[each]] == option.values[f"{each}_place"] for each in ("first", "second"))
            for option in item.options
        ]
        assert [place for place, is_so in enumerate(so) if is_so] == [item.answer.option]


@given(st.integers(-1799, 1800), st.floats(-39, 59), st.integers(0, 7), st.integers(0, 7))
def test_each_of_four_options_would_have_had_the_same_others(tenths, elevation, here, there):
    for four, made in (
        (four_azimuths(tenths / 10), four_azimuths),
        (four_elevations(elevation), four_elevations),
    ):
        for option in four:
            assert sorted(made(option)) == pytest.approx(sorted(four), abs=1e-6)
        assert min(np.diff(sorted(four))) > 24.9
    layouts = {(one % 8, other % 8) for one, other in four_layouts(here, there)}
    assert all({(a % 8, b % 8) for a, b in four_layouts(*each)} == layouts for each in layouts)


def test_points_are_full_for_the_truth_and_fall_with_the_error(items):
    for item in items:
        assert points(item, item.answer) == pytest.approx(100)
    item = of(items, "q8_point")[0]
    truth = item.answer
    beside = Answer(truth.azimuth, truth.elevation + 40, truth.distance_m)
    assert points(item, beside) == pytest.approx(80 * np.exp(-1) + 20)
    far = Answer(truth.azimuth, truth.elevation, 2 * truth.distance_m)
    assert points(item, far) == pytest.approx(90)
    with pytest.raises(ValueError, match="lacks"):
        points(item, Answer(option=1))
