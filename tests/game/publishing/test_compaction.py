"""Shards are merged: few files, each row written a few times, and nothing lost or disclosed."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from game.hub.repository import Unavailable
from game.publishing import compaction
from game.publishing.compaction import ENOUGH, LARGE_BYTES, MANY, Merge, plan
from tests.builders.published_world import World, world
from tests.stand_ins.hub.fixture import Hub

TODAY = date(2027, 3, 1)


@pytest.fixture
def here(hub: Hub, tmp_path: Path) -> Iterator[World]:
    with world(hub, tmp_path) as made:
        yield made


def publish(here: World, times: int = 3) -> None:
    for _ in range(times):
        here.guess("ann", "bob")
        here.publish()


def manifest(here: World) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(here.hub.read(here.repo, "_manifest.json"))
    return found


def test_everything_new_becomes_one_file() -> None:
    assert plan({"b": 10, "a": 20}, {}) == [Merge(("a", "b"), 1)]


def test_higher_levels_wait_until_there_are_enough() -> None:
    few = {f"d{n:02}": 10 for n in range(ENOUGH - 1)}
    assert plan(few | {"new": 1}, dict.fromkeys(few, 1)) == [Merge(("new",), 1)]
    enough = {f"d{n:02}": 10 for n in range(ENOUGH)}
    assert plan(enough, dict.fromkeys(enough, 1)) == [Merge(tuple(sorted(enough)), 2)]


def test_what_is_large_is_left_alone_and_no_merge_is_much_larger() -> None:
    large = {f"l{n:02}": LARGE_BYTES for n in range(ENOUGH)}
    assert plan(large, dict.fromkeys(large, 1)) == []
    many = {f"n{n:02}": LARGE_BYTES // 2 for n in range(5)}
    assert [len(merge.names) for merge in plan(many, {})] == [2, 2, 1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shards_a_day", "shard_bytes"), [(288, 10_000), (1440, 2_000), (288, 30_000), (24, 500)]
)
def test_a_year_of_a_busy_space_stays_under_1000_files_and_rewrites_little(
    shards_a_day: int, shard_bytes: int
) -> None:
    sizes: dict[str, int] = {}
    levels: dict[str, int] = {}
    most, written, new = 0, 0, 0
    names = (f"{n:06}" for n in range(10**6))
    for n in range(365 * shards_a_day):
        if n % shards_a_day == 0 or new >= MANY:
            for merge in plan(sizes, levels):
                size, name = sum(sizes.pop(name) for name in merge.names), next(names)
                written += size * (len(merge.names) > 1)
                levels = {other: level for other, level in levels.items() if other not in merge.names}
                sizes[name], levels[name] = size, merge.level
            new = 0
        sizes[next(names)] = shard_bytes
        new += 1
        most = max(most, len(sizes))
    published = 365 * shards_a_day * shard_bytes
    assert sum(sizes.values()) == published
    assert most < 1000
    assert written <= 3 * published


@pytest.mark.usefixtures("either_engine")
def test_the_same_rows_are_there_in_one_file_and_the_old_names_in_the_manifest(here: World) -> None:
    publish(here)
    before = {Path(path).stem for path in here.shards()}
    here.compact(TODAY)
    (path,) = here.shards()
    assert here.published_rounds() == here.stored()
    assert set(manifest(here)["replaced"]) == before
    assert manifest(here)["levels"] == {Path(path).stem: 1}


def test_it_is_done_once_a_day_and_only_when_there_is_something_new(here: World) -> None:
    publish(here)
    here.compact(TODAY)
    done = here.hub.revisions(here.repo)
    here.compact(TODAY)
    publish(here, 2)
    here.compact(TODAY)
    assert len(here.shards()) == 3
    assert len(here.hub.revisions(here.repo)) == len(done) + 2
    here.compact(TODAY + timedelta(days=1))
    assert len(here.shards()) == 2
    here.compact(TODAY + timedelta(days=2))
    assert len(here.hub.revisions(here.repo)) == len(done) + 3
    assert here.published_rounds() == here.stored()


def test_a_single_new_shard_is_not_written_again(here: World) -> None:
    publish(here, 1)
    before = here.shards()
    here.compact(TODAY)
    assert here.shards() == before
    assert manifest(here)["levels"] == {Path(before[0]).stem: 1}


def test_days_become_larger_files(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "ENOUGH", 3)
    for n in range(8):
        publish(here, 2)
        here.compact(TODAY + timedelta(days=n))
    assert Counter(manifest(here)["levels"].values()) == {1: 2, 2: 2}
    assert here.published_rounds() == here.stored()


@pytest.mark.parametrize("kind", ["tree", "resolve", "object", "upload", "commit"])
def test_a_step_that_fails_loses_and_doubles_nothing(here: World, kind: str) -> None:
    for n, (moment, how) in enumerate([("before", "lost"), ("after", "lost"), ("after", "half")]):
        publish(here, 2)
        here.hub.fail(kind, moment, how)
        with pytest.raises(Unavailable):
            here.compact(TODAY + timedelta(days=n))
        here.compact(TODAY + timedelta(days=n))
        assert len(here.shards()) == n + 1
        assert here.published_rounds() == here.stored()


@pytest.mark.usefixtures("either_engine")
def test_a_batch_that_was_committed_unknown_to_the_store_is_not_published_again(here: World) -> None:
    publish(here)
    here.guess("cy")
    here.hub.fail("commit", "after", "lost")
    with pytest.raises(Unavailable):
        here.publish()
    dataset = here.dataset
    compaction.compact(dataset, TODAY, here.rng, lambda _: {})  # by a process that knows of no frozen batch
    here.publish()
    assert len(here.shards()) == 1
    assert here.published_rounds() == here.stored()
