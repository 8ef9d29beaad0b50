"""Games started, and trials dealt, answered and abandoned, inside a transaction of the store."""

import math
from collections import Counter
from collections.abc import Callable

import numpy as np
from sqlalchemy import Connection

from game.errors import GameOver, NothingLeft, TrialClosed, UnknownGame, UnknownPlayer, UnknownTrial
from game.play import queries
from game.play.bytes_served import BytesServed
from game.play.closing import SWEPT_AT_ONCE
from game.play.daily_limit import utc_day
from game.play.rounds import ABANDONED, OPEN, Values, closing
from game.random_names import random_name
from game.scenes.item import Answer, Item
from game.scenes.scene_pack import ScenePack, Track
from game.spatial import drawing, judging, trial_queries, trials
from game.store.compiled import Row

GAME_TRIALS = 10
PRACTICE_TRIALS = 5
RECOUNT_SECONDS = 5.0  # so old may be what is known of other processes' deals


def check_known(connection: Connection, player_id: str) -> None:
    """Refuse a player whom the database does not have.

    Raises
    ------
    UnknownPlayer
    """
    if queries.player_today(connection, player_id) is None:
        raise UnknownPlayer("problem.unknown_player")


class TrialDealing:
    """Deals the questions of a pack.

    Parameters
    ----------
    clock : callable
        Seconds since 1970.
    trials_a_day : int
        How many trials a player may be dealt on a UTC day; 0: no limit.
    abandon_seconds : float
        How long after its deal, or after its sound was last sent, an open trial is abandoned.
    is_shared : bool
        Whether other processes deal from the same database.
    """

    def __init__(
        self,
        pack: ScenePack,
        bytes_served: BytesServed,
        rng: np.random.Generator,
        clock: Callable[[], float],
        trials_a_day: int,
        abandon_seconds: float,
        is_shared: bool,
    ) -> None:
        self._pack = pack
        self._bytes_served = bytes_served
        self._rng = rng
        self._clock = clock
        self._trials_a_day = trials_a_day
        self._abandon_seconds = abandon_seconds
        both = [(track, practice) for track in pack.tracks for practice in (False, True)]
        self._items = {kind: drawing.items(pack, *kind) for kind in both}
        self._filled: dict[tuple[Track, bool], tuple[float, Counter[str]]] = {}
        self._recount_seconds = RECOUNT_SECONDS if is_shared else math.inf

    def start(self, connection: Connection, player_id: str, track: Track, is_practice: bool) -> Row:
        """Start a game.

        Raises
        ------
        UnknownPlayer, NothingLeft
        """
        check_known(connection, player_id)
        items = self._items.get((track, is_practice), ())
        if not items:
            raise NothingLeft("problem.nothing_to_practise" if is_practice else "problem.mode_not_here")
        self._check_limit(connection, player_id, NothingLeft)
        most = PRACTICE_TRIALS if is_practice else GAME_TRIALS
        game = {
            "game": random_name(),
            "player_id": player_id,
            "track": track,
            "practice": is_practice,
            "pack": self._pack.name,
            "length": min(most, len(items)),
        }
        trial_queries.add_game(connection, game)
        return game

    def deal(self, connection: Connection, player_id: str, name: str) -> tuple[Row, bool]:
        """The game's open trial, or else a new one; and whether it is new.

        Raises
        ------
        UnknownGame, GameOver
        """
        game = trial_queries.game(connection, player_id, name)
        if game is None:
            raise UnknownGame("problem.unknown_game")
        still_open = trial_queries.open_trials(connection, player_id)
        for row in (row for row in still_open if row["track"] == game["track"]):
            if row["game"] == name and self.item(row) and not self._is_abandoned(row):
                return row, False
            self._close(connection, row, trials.abandoned())
        in_game = trial_queries.trials_of(connection, name)
        if len(in_game) >= game["length"]:
            raise GameOver("problem.game_over")
        self._check_limit(connection, player_id, GameOver)
        elsewhere = {row["scene"] for row in still_open if row["track"] != game["track"]}
        kind = (game["track"], bool(game["practice"]))
        filled = self._tasks_filled(connection, kind)
        drawn = drawing.draw(
            self._items.get(kind, ()),
            trial_queries.dealt(connection, player_id, self._pack.name),
            filled,
            {row["item"] for row in in_game},
            elsewhere,
            self._rng,
        )
        if drawn is None or game["pack"] != self._pack.name:
            trial_queries.shorten_game(connection, name, len(in_game))
            raise GameOver("problem.no_clip_left")
        row = trials.deal(game, self._pack, drawn, len(in_game) + 1, self._clock())
        trial_queries.add_trial(connection, row)
        filled[row["task"]] += 1
        return {**row, "length": game["length"]}, True

    def answer(
        self,
        connection: Connection,
        player_id: str,
        name: str,
        answer: Answer,
        report: Values,
        many_from_one_place: bool,
    ) -> tuple[Row, bool]:
        """Close a trial with an answer, and say whether it is new; the same answer again gives the same row.

        Raises
        ------
        UnknownTrial, TrialClosed, BadAnswer
        """
        row = trial_queries.trial(connection, player_id, name)
        if row is None:
            raise UnknownTrial("problem.unknown_trial")
        item = self.item(row)
        if row["status"] == OPEN and (item is None or self._is_abandoned(row)):
            row = self._close(connection, row, trials.abandoned())
        if row["status"] == ABANDONED:
            raise TrialClosed("problem.trial_abandoned")
        if item is None:
            raise UnknownTrial("problem.unknown_trial")
        values = trials.answered(item, trials.fitting(item, answer))
        if row["status"] == OPEN:
            return self._close(connection, row, {**values, **report}, many_from_one_place), True
        if not trials.is_same(row, values):
            raise TrialClosed("problem.trial_answered")
        if row["scene"] in self.open_scenes(connection, player_id):
            raise TrialClosed("problem.heard_again")
        return row, False

    def open_scenes(self, connection: Connection, player_id: str) -> set[str]:
        """Scenes of the player's open trials: no reveal of them is shown meanwhile."""
        return {row["scene"] for row in trial_queries.open_trials(connection, player_id)}

    def item(self, row: Row) -> Item | None:
        """The question of a trial; None when it is of another pack than is played now."""
        if row["pack_hash"] != self._pack.hash:
            return None
        return self._pack.item(row["item"])

    def sweep(self, connection: Connection) -> int:
        """Abandon trials that were left alone; gives how many, at most `SWEPT_AT_ONCE`."""
        found = trial_queries.stale(connection, self._clock() - self._abandon_seconds, SWEPT_AT_ONCE)
        stale = [row for row in found if self._is_abandoned(row)]
        for row in stale:
            self._close(connection, row, trials.abandoned())
        return len(stale)

    def _tasks_filled(self, connection: Connection, kind: tuple[Track, bool]) -> Counter[str]:
        """How often each task was dealt in games of a kind: counted along, and read anew where others deal.

        Whatever is known of the others' last seconds, a trial is stored with the probability of its draw.
        """
        now = self._clock()
        read_at, filled = self._filled.get(kind, (-math.inf, Counter()))
        if now - read_at >= self._recount_seconds or kind not in self._filled:
            read_at, filled = now, Counter(trial_queries.filled(connection, self._pack.hash, *kind))
            self._filled[kind] = read_at, filled
        return filled

    def _is_abandoned(self, row: Row) -> bool:
        touched = max(row["touched_at"], self._bytes_served.unwritten(row["trial"]).touched_at)
        return bool(self._clock() - touched > self._abandon_seconds)

    def _check_limit(
        self, connection: Connection, player_id: str, refusal: type[NothingLeft | GameOver]
    ) -> None:
        today, most = utc_day(self._clock()), self._trials_a_day
        if most and trial_queries.dealt_today(connection, player_id, today) >= most:
            raise refusal("problem.enough_today", rounds=most)

    def _close(self, connection: Connection, row: Row, how: Values, many_from_one_place: bool = False) -> Row:
        item, before = self.item(row), trial_queries.closed_before(connection, row["player_id"])
        sent = self._bytes_served.unwritten(row["trial"])
        closed = row | how | closing(row, before, many_from_one_place, self._clock())
        closed |= trials.truth(item) if item else {}
        closed["bytes_served"] = row["bytes_served"] + sent.sent
        closed["audio_bytes"] = sent.whole or row["audio_bytes"]
        closed["revealed_before"] = trial_queries.was_revealed(connection, row)
        seconds = self._pack.scene(item.scene).seconds if item else None
        closed["why_not"] = judging.why_not(closed, seconds)
        changed = {name: value for name, value in closed.items() if name not in row or row[name] != value}
        trial_queries.close_trial(connection, row["trial"], closed["day"], changed)
        self._bytes_served.forget(row["trial"])
        return closed
