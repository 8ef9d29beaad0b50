"""Which question comes next: tasks by equal chances, scenes once each before any comes again."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from game.scenes.scene_loading import load_scene_pack
from game.scenes.scene_pack import ScenePack
from game.spatial import drawing

SEED = 5


@pytest.fixture(scope="module")
def pack() -> ScenePack:
    """The pack that comes with the game."""
    found = load_scene_pack("around", Path())
    assert found is not None
    return found


def test_each_task_is_as_likely_and_each_of_its_questions(pack: ScenePack) -> None:
    rng = np.random.default_rng(SEED)
    items = drawing.items(pack, "static", False)
    tasks = Counter(item.task for item in items)
    drawn = [drawing.draw(items, {}, {}, (), (), rng) for _ in range(4_000)]
    counted = Counter(one.item.task for one in drawn if one)
    expected = 4_000 / len(tasks)
    assert counted.keys() == tasks.keys()
    assert sum((count - expected) ** 2 / expected for count in counted.values()) < 2.5 * len(tasks)
    assert all(
        one.probability * tasks[one.item.task] * len(tasks) == pytest.approx(1) for one in drawn if one
    )


def test_tasks_fill_evenly_however_few_scenes_some_are_asked_about(pack: ScenePack) -> None:
    rng = np.random.default_rng(SEED)
    items = drawing.items(pack, "static", False)
    filled: Counter[str] = Counter()
    for _ in range(100):
        dealt: Counter[str] = Counter()
        for _ in range(10):
            drawn = drawing.draw(items, dealt, filled, dealt.keys(), (), rng)
            assert drawn is not None
            dealt[drawn.item.id] += 1
            filled[drawn.item.task] += 1
    assert max(filled.values()) - min(filled.values()) <= 3


def test_all_scenes_come_before_one_comes_again_and_all_questions_before_one_does(pack: ScenePack) -> None:
    rng = np.random.default_rng(SEED)
    items = drawing.items(pack, "static", False)
    scenes = {item.scene for item in items}
    dealt: Counter[str] = Counter()
    order = []
    for _ in range(3 * len(scenes)):
        drawn = drawing.draw(items, dealt, {}, (), (), rng)
        assert drawn is not None
        dealt[drawn.item.id] += 1
        order.append(drawn.item.scene)
    assert [set(order[at : at + len(scenes)]) for at in range(0, len(order), len(scenes))] == [scenes] * 3
    assert set(dealt.values()) == {1}


def test_what_is_open_elsewhere_or_was_asked_in_the_game_is_not_drawn(pack: ScenePack) -> None:
    rng = np.random.default_rng(SEED)
    items = drawing.items(pack, "static", False)
    scene = items[0].scene
    of_scene = [item for item in items if item.scene == scene]
    assert drawing.draw(of_scene, {}, {}, (), {scene}, rng) is None
    assert drawing.draw(of_scene, {}, {}, {item.id for item in of_scene}, (), rng) is None


def test_scenes_of_practice_are_used_for_nothing_else(pack: ScenePack) -> None:
    played, practised = (drawing.items(pack, "static", practice) for practice in (False, True))
    kept_back = {item.scene for item in practised}
    assert kept_back == drawing.practice_scenes(pack) and len(kept_back) == 3
    assert kept_back.isdisjoint(item.scene for item in played)
    assert len(played) + len(practised) == len(pack.items)
