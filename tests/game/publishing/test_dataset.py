"""Whose dataset it is, which version wrote it, and what in it is left alone."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from game.columns import COLUMNS
from game.players.identity import Registry
from game.publishing.batches import has_published, new_name
from game.publishing.dataset import Dataset, ForeignDataset
from game.publishing.manifest import FORMAT, Manifest
from game.publishing.publisher import DatasetGone
from game.publishing.restore import restore
from game.publishing.snapshot import path_of
from game.trial_columns import TRIALS
from tests.builders.published_world import KEY, World, world
from tests.stand_ins.hub.fixture import Hub

TODAY = date(2027, 3, 1)
# Columns were added since: raise FORMAT with each, and note here how many there are.
COLUMNS_OF_FORMAT = {2: 43, 3: 47, 4: 48, 5: 99}


@pytest.fixture
def here(hub: Hub, tmp_path: Path) -> Iterator[World]:
    with world(hub, tmp_path) as made:
        yield made


def manifest(here: World) -> Manifest:
    return Manifest.of_json(json.loads(here.hub.read(here.repo, "_manifest.json")))


def with_key(here: World, key: bytes) -> World:
    """The same world as a host with another key, or the same, sees it."""
    dataset = Dataset(here.dataset._hub, Registry(key).check_value())
    here.publisher._dataset = dataset
    return replace(here, dataset=dataset)


def test_new_columns_are_a_new_format() -> None:
    assert COLUMNS_OF_FORMAT[FORMAT] == len(COLUMNS) + len(TRIALS), (
        "raise FORMAT in game/publishing/manifest.py"
    )


def test_the_first_commit_says_which_format_and_key_the_dataset_has(here: World) -> None:
    here.guess("ann")
    with_key(here, KEY).publish()
    assert (manifest(here).format, manifest(here).key) == (FORMAT, Registry(KEY).check_value())
    assert KEY.decode() not in here.hub.read(here.repo, "_manifest.json").decode()


def test_with_another_key_nothing_is_published_and_nothing_restored(here: World) -> None:
    here.guess("ann")
    with_key(here, KEY).publish()
    here.guess("bob")
    other = with_key(here, b"another key, quite as long")
    with pytest.raises(ForeignDataset, match="EARWITNESS_SECRET"):
        other.publish()
    with pytest.raises(ForeignDataset, match="another host's key"):
        restore(here.engine, other.dataset, here.registry)
    assert here.published()["player"].to_pylist() == ["ann"]
    with_key(here, KEY).publish()
    assert here.published_rounds() == here.stored()


def test_a_dataset_of_a_newer_version_is_not_touched(here: World) -> None:
    here.guess("ann")
    here.publish()
    newer = replace(manifest(here), format=FORMAT + 1).to_json()
    here.hub.commit(here.repo, {"_manifest.json": newer})
    here.guess("bob")
    with pytest.raises(ForeignDataset, match="newer Earwitness"):
        here.publish()
    with pytest.raises(ForeignDataset, match="update Earwitness"):
        here.compact(TODAY)
    assert here.published()["player"].to_pylist() == ["ann"]


def parquet(**columns: list[object]) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


def newer_shard(here: World) -> bytes:
    """A shard of this dataset with a column more than this version knows."""
    table = pq.read_table(io.BytesIO(here.hub.read(here.repo, here.shards()[0])))
    file = io.BytesIO()
    pq.write_table(table.append_column("mood", pa.array(["calm"] * len(table))), file)
    return file.getvalue()


def test_files_that_are_not_ours_or_damaged_are_left_alone_and_told(
    here: World, caplog: pytest.LogCaptureFixture
) -> None:
    for who in ("ann", "bob"):
        here.guess(who)
        here.publish()
    strange = {"guesses/notes.txt": b"mine", "guesses/other.parquet": parquet(a=[1])}
    for damaged in (b"PAR1 and then nothing", parquet(player=["ann"]), newer_shard(here)):
        strange[path_of(new_name())] = damaged
    here.hub.commit(here.repo, dict(strange))
    here.compact(TODAY)
    assert here.withdraw("ann") == 1
    assert {path: here.hub.read(here.repo, path) for path in strange} == strange
    assert here.dataset.left_alone.keys() == strange.keys()
    assert len(caplog.records) == len(strange)
    here.hub.commit(here.repo, {"guesses/notes.txt": None})
    here.dataset.find()
    assert here.dataset.left_alone.keys() == strange.keys() - {"guesses/notes.txt"}
    ours = [path for path in here.shards() if path not in strange]
    kept = pa.concat_tables(pq.read_table(io.BytesIO(here.hub.read(here.repo, path))) for path in ours)
    assert kept["player"].to_pylist() == ["bob"]


def delete_all(here: World) -> None:
    here.hub.commit(here.repo, dict.fromkeys(here.hub.files(here.repo)))


def test_a_deleted_dataset_is_told_and_filled_again_exactly_once(here: World) -> None:
    here.guess("ann", "bob", "cid")
    here.publish()
    here.withdraw("cid")
    delete_all(here)
    here.guess("dan")
    with pytest.raises(DatasetGone, match="publish --again"):
        here.publish()
    assert here.hub.files(here.repo) == []
    assert here.publisher.take_back() == 2
    assert not has_published(here.engine)
    here.publish()
    here.publish()
    assert here.published_rounds() == here.stored()
    assert sorted(here.published()["player"].to_pylist()) == ["ann", "bob", "dan"]
    tombstones = json.loads(here.hub.read(here.repo, "tombstones.json"))
    assert tombstones == [here.registry.tombstone("cid")]


def test_only_what_is_lost_is_published_again(here: World) -> None:
    for who in ("ann", "bob"):
        here.guess(who)
        here.publish()
    here.compact(TODAY)
    here.guess("cid")
    here.publish()
    first = here.shards()
    assert here.publisher.take_back() == 0
    lost = next(path for path in first if "cid" in players(here, path))
    here.hub.commit(here.repo, {lost: None})
    assert here.publisher.take_back() == 1
    here.publish()
    assert here.published_rounds() == here.stored()


def players(here: World, path: str) -> list[str]:
    found: list[str] = pq.read_table(io.BytesIO(here.hub.read(here.repo, path)))["player"].to_pylist()
    return found
