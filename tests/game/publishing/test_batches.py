"""Rounds on their way into the dataset: each once, and nothing else."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from game.hub.repository import Refused, Unavailable
from game.publishing import batches
from game.publishing.dataset import MANIFEST
from game.publishing.manifest import Manifest
from game.publishing.publishing_context import Busy, open_context
from game.publishing.snapshot import path_of
from game.settings import Settings
from tests.builders.published_world import World, world
from tests.postgresql_server import PostgresqlServer
from tests.processes import wait_for
from tests.stand_ins.hub.fixture import Hub

START = 1_800_000_000.0
DAY = date(2027, 1, 15)


@pytest.fixture
def here(hub: Hub, tmp_path: Path, either_database: str) -> Iterator[World]:
    with world(hub, tmp_path, url=either_database) as made:
        yield made


def test_what_was_guessed_is_published_with_every_column_and_once(here: World) -> None:
    here.guess("ann", "bob", "ann")
    assert here.publish() == 1
    assert here.publish() == 0
    assert len(here.shards()) == 1
    found = here.published()
    assert Counter(found["player"].to_pylist()) == {"ann": 2, "bob": 1}
    assert here.published_rounds() == here.stored()
    stored = here.rows("SELECT round, distance_km, clip_key FROM rounds ORDER BY round")
    columns = [found[name].to_pylist() for name in ("round", "distance_km", "clip_key")]
    assert sorted(zip(*columns, strict=True)) == stored
    assert batches.count_waiting(here.engine) == 0


def test_without_a_new_guess_there_is_no_commit(here: World) -> None:
    here.guess("ann")
    here.publish()
    before = here.hub.revisions(here.repo)
    here.publish()
    assert here.hub.revisions(here.repo) == before


def test_rounds_without_consent_and_open_ones_stay_at_home(here: World) -> None:
    here.guess("ann", "bob", consent_version=None)
    here.guess("ann", status="open", consent_version=None)
    assert here.publish() == 0
    here.guess("cy")
    here.publish()
    assert here.published()["player"].to_pylist() == ["cy"]


@pytest.mark.parametrize(
    ("version", "at_once", "on_the_day", "later"),
    [
        ("play-2", True, 1, 1),
        ("play-2", False, 0, 1),
        ("play-2-day", True, 0, 1),
        ("play-2-day", False, 0, 1),
        ("play-2-here", True, 0, 0),
        ("soon-1", True, 1, 1),
        ("day-1", True, 0, 1),
        ("here-1", True, 0, 0),
        ("play-1", True, 0, 0),
    ],
)
def test_a_guess_is_published_when_its_player_agreed_to_it(
    here: World, version: str, at_once: bool, on_the_day: int, later: int
) -> None:
    here.guess("ann", consent_version=version, since=START)
    assert here.publish(DAY, at_once) == on_the_day
    assert here.publish(DAY + timedelta(days=1), at_once) == later - on_the_day
    assert here.published().num_rows == later


def test_many_rounds_become_several_shards(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 10)
    monkeypatch.setattr(batches, "MOST_ROUNDS", 20)
    here.guess(*["ann"] * 45)
    assert here.publish() == 3
    assert here.published_rounds() == here.stored()


def test_names_rows_and_metadata_tell_no_time(here: World) -> None:
    for n in range(3):
        here.guess(*[f"p{k}" for k in range(30)], since=START + 1000 * n)
        here.publish()
    for path in here.shards():
        content = here.hub.read(here.repo, path)
        assert not re.search(rb"2027-\d\d-\d\d", content)  # a round's random name may hold the year alone
        file = pq.ParquetFile(io.BytesIO(content))
        assert not any(b"time" in key.lower() for key in file.schema_arrow.metadata or {})
        players = file.read()["player"].to_pylist()
        assert players != sorted(players, key=lambda name: int(name[1:]))


CUT: list[tuple[str, str | int]] = [("before", "lost"), ("after", "lost"), ("after", "half")]
FAULTS = [*CUT, ("before", 429)]
STEPS = ("info", "tree", "preupload", "batch", "upload", "verify", "commit")


@pytest.mark.parametrize("kind", STEPS)
def test_a_step_that_fails_publishes_nothing_twice_and_loses_nothing(here: World, kind: str) -> None:
    for moment, how in FAULTS:
        here.guess("ann", "bob")
        here.hub.fail(kind, moment, how)
        with pytest.raises(Unavailable):
            here.publish()
        here.publish()
        assert here.published_rounds() == here.stored(), (kind, moment, how)
    assert batches.pending(here.engine) == []


def test_a_commit_whose_answer_was_lost_is_found_even_after_others_replaced_its_shard(here: World) -> None:
    here.guess("ann")
    here.hub.fail("commit", "after", "lost")
    with pytest.raises(Unavailable):
        here.publish()
    (path,) = here.shards()
    name = Path(path).stem
    content = here.hub.read(here.repo, path)
    manifest = Manifest(frozenset({name})).to_json()
    here.hub.commit(here.repo, {path: None, path_of(batches.new_name()): content, "_manifest.json": manifest})
    assert here.publish() == 0
    assert here.published_rounds() == here.stored()


def test_a_commit_that_is_done_long_after_it_was_given_up_changes_nothing(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("game.hub.transport.ANSWER_SECONDS", 2.0)
    with world(hub, tmp_path) as here:
        here.guess("ann", "bob")
        hub.fail("commit", "before", "slow", seconds=5.0)
        with pytest.raises(Unavailable, match="Timeout"):
            here.publish()
        here.publish()
        here.compact(DAY)
        here.withdraw("ann")
        wait_for(lambda: [call for call in hub.requests("commit") if call.status == 412])
        assert here.published()["player"].to_pylist() == ["bob"]


def test_when_somebody_else_commits_at_the_same_time_it_starts_over(here: World) -> None:
    here.guess("ann")
    here.hub.fail("commit", "before", 412, times=3)
    here.publish()
    assert here.published_rounds() == here.stored()


@pytest.mark.slow
def test_one_process_publishes_at_a_time_though_their_folders_differ(
    hub: Hub, postgresql: PostgresqlServer, tmp_path: Path
) -> None:
    env = {"EARWITNESS_DATABASE": postgresql.game_database(), "EARWITNESS_DATASET": hub.new_repo()}
    env["EARWITNESS_SECRET"] = "a key that both have"
    folders = [{"EARWITNESS_STATE": str(tmp_path / name)} for name in "ab"]
    with ExitStack() as opened:
        one, other = (opened.enter_context(open_context(Settings.from_env(env | own))) for own in folders)
        with one.alone(), pytest.raises(Busy), other.alone(0.0):
            pass
        with other.alone():  # the server frees the lock a moment after its holder has left
            pass


def test_how_long_a_busy_hub_asks_to_be_left_alone_is_kept(here: World) -> None:
    here.guess("ann")
    here.hub.fail("commit", "before", 429, retry_after=17)
    with pytest.raises(Unavailable) as error:
        here.publish()
    assert error.value.pause_seconds == 17


@pytest.mark.parametrize(("status", "word"), [(401, "HF_TOKEN"), (403, "write access")])
def test_a_token_that_will_not_do_is_refused_with_what_to_mend(here: World, status: int, word: str) -> None:
    here.guess("ann")
    here.hub.fail("preupload", "before", status)
    with pytest.raises(Refused, match=word):
        here.publish()
    assert batches.count_waiting(here.engine) == 1


def test_a_damaged_manifest_stops_publishing_rather_than_what_is_in_it(here: World) -> None:
    here.guess("ann")
    here.hub.commit(here.repo, {"_manifest.json": b"{"})
    with pytest.raises(Refused, match=MANIFEST):
        here.publish()
    assert here.shards() == []


def test_a_repository_that_is_not_there_is_created(hub: Hub, tmp_path: Path) -> None:
    with world(hub, tmp_path, repo=f"{hub.user}/made-by-the-game-{tmp_path.name}") as here:
        here.guess("ann")
        here.publish()
        assert here.published_rounds() == here.stored()
