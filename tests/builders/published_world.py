"""A store, a repository on the stand-in Hub, and what readers of the dataset see."""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from huggingface_hub import set_client_factory
from huggingface_hub.utils._http import default_client_factory
from sqlalchemy import Engine, insert, select, text

from game.hub import repository as game_hub
from game.players import withdrawals
from game.players.identity import Identity, Registry
from game.publishing.compaction import compact
from game.publishing.dataset import Dataset, no_files
from game.publishing.publisher import Publisher
from game.publishing.remove_withdrawn import remove_withdrawn
from game.store.database import working_engine
from game.store.tables import players
from tests.builders.clips import clip
from tests.builders.stored_guesses import add_rounds
from tests.builders.stored_trials import add_trials
from tests.databases import databases
from tests.stand_ins.hub.fixture import Hub

KEY = b"a key that lasts"
LATER = date(2030, 1, 1)
AGREED = {"consent": True, "consent_version": "play-1", "client": "page"}
CLIPS = [clip(n, float(n), float(n)) for n in range(40)]


@dataclass
class World:
    """A store, a dataset, and the parts that move guesses between them."""

    hub: Hub
    folder: Path
    repo: str
    url: str
    engine: Engine
    registry: Registry
    dataset: Dataset
    publisher: Publisher
    rng: np.random.Generator

    def guess(self, *who: str, **columns: Any) -> None:
        """Write one guess for each pseudonym named."""
        add_guesses(self.engine, self.registry, who, **columns)

    def answer(self, *who: str, **columns: Any) -> None:
        """Write one trial around the head for each pseudonym named."""
        ids = add_players(self.engine, self.registry, who)
        with self.engine.begin() as connection:
            add_trials(connection, [ids[name] for name in who], **columns)

    def publish(self, today: date = LATER, at_once: bool = True) -> int:
        return self.publisher.publish(today, at_once)

    def compact(self, today: date) -> None:
        self.publisher.settle()
        compact(self.dataset, today, self.rng, no_files)

    def ask_to_withdraw(self, *who: str) -> None:
        """Withdraw players, as their withdrawal codes do."""
        for name in who:
            identity = Identity(self.registry.of_pseudonym(name), name, "")
            with self.engine.begin() as connection:
                withdrawals.withdraw(connection, self.registry, identity, publishes=True)

    def withdraw(self, *who: str) -> int:
        self.ask_to_withdraw(*who)
        self.publisher.settle()
        return remove_withdrawn(self.engine, self.dataset, self.rng, lambda _snapshot, _gone: {})

    def rows(self, statement: str) -> list[Any]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    def stored(self) -> Counter[str]:
        """The store's rounds that must be published, with their counts."""
        query = "SELECT round FROM rounds WHERE status <> 'open' AND consent_version IS NOT NULL"
        return Counter(row[0] for row in self.rows(query))

    def stored_trials(self) -> Counter[str]:
        """The store's trials that must be published, with their counts."""
        query = "SELECT trial FROM spatial_trials WHERE status <> 'open' AND consent_version IS NOT NULL"
        return Counter(row[0] for row in self.rows(query))

    def published(self, table: str = "guesses") -> pa.Table:
        return published(self.hub, self.repo, table=table)

    def published_trials(self) -> Counter[str]:
        return Counter(self.published("spatial")["trial"].to_pylist())

    def published_rounds(self) -> Counter[str]:
        return Counter(self.published()["round"].to_pylist())

    def shards(self, table: str = "guesses") -> list[str]:
        return [path for path in self.hub.files(self.repo) if path.startswith(f"{table}/")]


@contextmanager
def world(hub: Hub, folder: Path, seed: int = 1, repo: str = "", url: str = "") -> Iterator[World]:
    """A world with a new repository, unless `repo` names one, and a store in `folder` or at `url`."""
    folder.mkdir(parents=True, exist_ok=True)
    url, repo = url or databases.url(folder), repo or hub.new_repo()
    engine = working_engine(url)
    registry = Registry(KEY)
    dataset = Dataset(game_hub.Hub(repo, hub.token, hub.endpoint))
    rng = np.random.default_rng(seed)
    publisher = Publisher(engine, dataset, registry, rng)
    try:
        yield World(hub, folder, repo, url, engine, registry, dataset, publisher, rng)
    finally:
        engine.dispose()
        set_client_factory(default_client_factory)


def published(hub: Hub, repo: str, revision: str = "main", table: str = "guesses") -> pa.Table:
    """Every row of a table in a revision, read from its public files."""
    files = [path for path in hub.files(repo, revision) if path.startswith(f"{table}/")]
    tables = [pq.read_table(io.BytesIO(hub.read(repo, path, revision))) for path in files]
    return pa.concat_tables(tables) if tables else pa.table({"round": [], "player": [], "trial": []})


def add_guesses(engine: Engine, registry: Registry, who: Sequence[str], **columns: Any) -> None:
    """Write one guess for each pseudonym named; unknown ones become new players."""
    of_names = add_players(engine, registry, who)
    names, ids = list(of_names), list(of_names.values())
    player = [names.index(name) for name in who]
    with engine.begin() as connection:
        dealt = [n % len(CLIPS) for n in range(len(who))]
        point = [1.5] * len(who), [2.5] * len(who)
        add_rounds(connection, CLIPS, ids, player, dealt, *point, **{"mode": "practice"} | columns)


def add_players(engine: Engine, registry: Registry, who: Sequence[str]) -> dict[str, str]:
    """The ids of players by pseudonym; unknown ones are new."""
    ids = {name: registry.of_pseudonym(name) for name in sorted(set(who))}
    with engine.begin() as connection:
        known = set(connection.execute(select(players.c.pseudonym)).scalars())
        for name, id_ in ids.items():
            if name not in known:
                connection.execute(insert(players).values(id=id_, pseudonym=name, **AGREED))
    return ids
