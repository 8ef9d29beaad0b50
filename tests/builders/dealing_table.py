"""A store in memory, and dealing over it."""

import secrets
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, create_engine, insert

from game.duel.duel_dealing import DuelDealing
from game.duel.opponent import Opponent
from game.duel.opponents import Opponents
from game.packs.pack import Pack
from game.play import queries
from game.play.active_packs import ActivePacks
from game.play.bytes_served import BytesServed
from game.play.closing import Closing
from game.play.dealing import Dealing, read_game
from game.play.kinds import KindParts, Options
from game.play.studies import NoStudies
from game.players.identity import Registry
from game.store.compiled import Row
from game.store.tables import metadata, players
from tests.builders.clips import clip

STEP = 0.0004  # degrees: clips of one street, some within 100 m
POINTS = [(10 + STEP * n, 20.0) for n in range(8)] + [(n * 9.0 - 80, n * 17.0 - 170) for n in range(14)]
HASH = "a" * 64


class Public(NoStudies):
    public_hash: str | None = HASH


@dataclass
class Table:
    """A store in memory, and dealing over it, with one player and a generator of a known seed."""

    connection: Connection
    dealing: Dealing
    closing: Closing
    player: str = "somebody"

    def play(self, mode: str, opponent: str | None = None, rounds: int | None = None) -> list[Row]:
        """The rounds of a game, each guessed at 0, 0."""
        game, _ = self.dealing.start(self.connection, self.player, mode, Options(opponent))  # type: ignore[arg-type]
        return [self.round(game["game"]) for _ in range(rounds or game["length"])]

    def round(self, game: str) -> Row:
        history, begun, in_game = read_game(self.connection, self.player, game)
        row, _ = self.dealing.deal(history, begun, in_game, False)
        row = queries.round_(self.connection, self.player, row["round"]) or {}
        guess = {"status": "guessed", "lat": 0.0, "lon": 0.0, "distance_km": 1.0, "geoscore": 4000.0}
        self.closing.close(history, self.closing.with_place(row), guess)
        [stored] = [
            dict(one)
            for one in self.connection.exec_driver_sql(
                "SELECT * FROM rounds WHERE round = ?", (row["round"],)
            ).mappings()
        ]
        return stored


def table(seed: int, *opponents: Opponent, points: list[tuple[float, float]] | None = None) -> Table:
    """A table on a pack of clips, some of them near one another."""
    here = Path(__file__)
    clips = tuple(replace(clip(n, *point), file=here) for n, point in enumerate(points or POINTS))
    pack = Pack("p", here.parent, clips, (), (), "0" * 64)
    packs, rng = ActivePacks(pack, pack), np.random.default_rng(seed)
    clock = lambda: 1_800_000_000.0  # noqa: E731
    studies = Public()
    parts = KindParts(packs, Registry(secrets.token_bytes(32)), rng, clock, HASH)
    kinds = {"duel": DuelDealing(Opponents(lambda _: opponents), parts)}
    served = BytesServed(clock)
    closing = Closing(packs, served, clock, 1800.0, studies, kinds)  # type: ignore[arg-type]
    dealing = Dealing(packs, closing, rng, clock, 0, studies, kinds)  # type: ignore[arg-type]
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    connection = engine.connect()
    row = {"id": "somebody", "pseudonym": "ew-1", "consent": True, "client": "page"}
    connection.execute(insert(players), [row])
    return Table(connection, dealing, closing)
