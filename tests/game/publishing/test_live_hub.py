"""The real Hub does what the stand-in does.

Here guesses are published, compacted, withdrawn, restored and forgotten on the stand-in. With
`EARWITNESS_LIVE_HUB=1 HF_TOKEN=hf_...` this file runs on the real Hub as well, in a private dataset of the
token's owner that is created for it and deleted at the end.
"""

import os
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from huggingface_hub import HfApi, set_client_factory
from huggingface_hub.utils._http import default_client_factory

from game.hub import repository as game_hub
from game.hub.repository import Moved, Refused
from game.players import withdrawals
from game.players.identity import Identity, Registry
from game.publishing import shards
from game.publishing.compaction import compact
from game.publishing.dataset import Dataset, no_files
from game.publishing.publisher import Publisher
from game.publishing.remove_withdrawn import remove_withdrawn
from game.publishing.restore import fast_restore
from game.publishing.snapshot import Change, Snapshot
from game.store.database import working_engine
from tests.builders.published_world import KEY, LATER, add_guesses
from tests.stand_ins.hub.fixture import Hub

HUBS = ["stand-in", *(["real"] if os.environ.get("EARWITNESS_LIVE_HUB") else [])]


@dataclass(frozen=True)
class Place:
    """A private dataset on a Hub, and how to get at it."""

    endpoint: str
    token: str
    repo: str

    @property
    def dataset(self) -> Dataset:
        return Dataset(game_hub.Hub(self.repo, self.token, self.endpoint))


@pytest.fixture(params=HUBS)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    found: Place = request.getfixturevalue("real" if request.param == "real" else "stand_in")
    yield found
    set_client_factory(default_client_factory)


@pytest.fixture
def stand_in(hub: Hub) -> Place:
    return Place(hub.endpoint, hub.token, hub.new_repo(private=True))


@pytest.fixture
def real() -> Iterator[Place]:
    api = HfApi(endpoint="https://huggingface.co", token=os.environ["HF_TOKEN"])
    repo = f"{api.whoami()['name']}/earwitness-live-{secrets.token_hex(4)}"
    api.create_repo(repo, repo_type="dataset", private=True)
    try:
        yield Place(api.endpoint, os.environ["HF_TOKEN"], repo)
    finally:
        HfApi(endpoint=api.endpoint, token=api.token).delete_repo(repo, repo_type="dataset")


def guesses_of(dataset: Dataset, snapshot: Snapshot) -> Counter[str]:
    """How many guesses of each player a snapshot holds."""
    tables = [shards.read(dataset.shard(snapshot, name)) for name in snapshot.shards]
    return Counter(player for table in tables for player in table["player"].to_pylist())


def test_guesses_are_published_put_together_withdrawn_restored_and_forgotten(
    place: Place, tmp_path: Path
) -> None:
    registry, rng = Registry(KEY), np.random.default_rng(1)
    engine = working_engine(f"sqlite:///{tmp_path / 'before.db'}")
    publisher = Publisher(engine, place.dataset, registry, rng)
    for who in (["ann", "bob"], ["ann", "cy"]):
        add_guesses(engine, registry, who)
        assert publisher.publish(LATER) == 1
    compact(place.dataset, LATER, rng, no_files)
    found = place.dataset.snapshot()
    assert len(found.shards) == 1
    assert guesses_of(place.dataset, found) == {"ann": 2, "bob": 1, "cy": 1}
    with engine.begin() as connection:
        ann = Identity(registry.of_pseudonym("ann"), "ann", "")
        withdrawals.withdraw(connection, registry, ann, publishes=True)
    assert remove_withdrawn(engine, place.dataset, rng, lambda _snapshot, _gone: {}) == 1
    engine.dispose()
    again = working_engine(f"sqlite:///{tmp_path / 'after.db'}")
    assert fast_restore(again, place.dataset, registry).players == 2
    again.dispose()
    assert place.dataset.squash() >= 1
    assert guesses_of(place.dataset, place.dataset.snapshot()) == {"bob": 1, "cy": 1}


def test_a_commit_on_top_of_an_older_revision_is_refused(place: Place) -> None:
    hub = game_hub.Hub(place.repo, place.token, place.endpoint)
    first = hub.head()
    assert first is not None
    hub.commit(first, "First", {"a.txt": b"a"})
    with pytest.raises(Moved):
        hub.commit(first, "Second", {"b.txt": b"b"})


def test_a_token_that_is_none_is_refused_with_what_to_mend(place: Place) -> None:
    dataset = Dataset(game_hub.Hub(place.repo, "hf_wrong", place.endpoint))
    with pytest.raises(Refused, match="HF_TOKEN"):
        dataset.change(lambda _snapshot: Change("Nothing", files={"a.txt": b"a"}))
